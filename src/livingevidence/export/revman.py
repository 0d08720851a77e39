"""The studies of the treatment as the study data of Cochrane's RevMan: four CSVs with the heads of ``revman.yaml``.

A count of people in an arm goes in, and a mean with its standard deviation. A comparison without the numbers of its
arms does not, since no file that was seen shows how it is written. A judgement goes in where its tool has no other
domains than RoB 2, and it judges such a result.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from html import escape

from livingevidence.evidence import describe
from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.names import short_names
from livingevidence.evidence.recovered import events_and_people
from livingevidence.evidence.treated import treated_studies
from livingevidence.export.cells import lines_to_csv
from livingevidence.record.models import AdverseEvent, Arm, Outcome, Study
from livingevidence.record.reading import engine_data
from livingevidence.record.text import capital
from livingevidence.record.vocabulary import Vocabulary

HEADS = engine_data(__package__, "revman.yaml")
_JUDGED = {
    name: (f"Domain (judgement): {words}", f"Domain (support): {words}") for name, words in HEADS.pop("domains").items()
}
HEADS["risk-of-bias"] += [head for pair in _JUDGED.values() for head in pair]
_ARM = {"Data type": "Arm level"}
Row = Outcome | AdverseEvent


def study_data(evidence: Evidence) -> dict[str, bytes]:
    """Return the files by their names."""
    names, vocabulary = short_names(evidence), evidence.vocabulary
    lines: dict[str, list[Mapping]] = {name: [] for name in HEADS}
    for study in sorted(treated_studies(evidence), key=lambda study: names[study.id].casefold()):
        outcomes = dict(named_outcomes(study, vocabulary))
        arms = (line for line, _ in _arms(study, vocabulary))
        tables = _study(evidence, study), arms, _results(study, outcomes, vocabulary), _risks(evidence, study, outcomes)
        for name, table_lines in zip(HEADS, tables, strict=True):
            lines[name] += [{"Study": names[study.id], **line} for line in table_lines]
    return {f"revman-{name}.csv": lines_to_csv(heads, lines[name]).encode() for name, heads in HEADS.items()}


def named_outcomes(study: Study, vocabulary: Vocabulary) -> Iterator[tuple[str, list[Row]]]:
    """Yield the results that RevMan takes, by a name that no arm has twice: of what and when, and more where needed."""

    def result_name(row: Row) -> str:
        measure = "" if events_and_people(row) else vocabulary.label("measures", row.measure)
        week = "" if row.timepoint_weeks is None else f"week {row.timepoint_weeks:g}"
        return _list_text(_term(row, vocabulary), measure, week, vocabulary.label("periods", row.period))

    def label(row: Row) -> str:
        return _list_text("" if row.label == _term(row, vocabulary) else row.label, row.timepoint_label)

    rows = [row for row in study.rows if row.arm and not row.duplicate_of]
    parts = result_name, lambda row: describe.trial_names(study, row.trials or ()), label, lambda row: row.id
    yield from _told_apart([row for row in rows if events_and_people(row) or _is_mean(row)], parts)


def _told_apart(
    rows: Iterable[Row], parts: Sequence[Callable[[Row], str]], name: str = ""
) -> Iterator[tuple[str, list[Row]]]:
    """Yield rows by a name of as many of these parts as are needed for no arm to have two rows of one name."""
    first, *more = parts
    groups = defaultdict[str, list[Row]](list)
    for row in rows:
        groups[_list_text(name, first(row))].append(row)
    for longer_name, group in groups.items():
        is_shared = max(Counter(row.arm for row in group).values()) > 1
        yield from _told_apart(group, more, longer_name) if is_shared else [(longer_name, group)]


def _list_text(*parts: str | None) -> str:
    return ", ".join(filter(None, parts))


def _is_mean(row: Row) -> bool:
    """Return whether a row is an arithmetic mean with its standard deviation and people."""
    return row.measure.startswith("mean") and None not in (row.arm, row.value, row.sd, row.n)


def _term(row: Row, vocabulary: Vocabulary) -> str:
    return vocabulary.label(*describe.term_of(row))


def _study(evidence: Evidence, study: Study) -> Iterator[dict]:
    vocabulary, reference = evidence.vocabulary, evidence.references[study.reports[0].key]
    trials = [trial.id for trial in study.trials if trial.registered]
    methods = {"Design": study.design_label, "Blinding": study.blinding, "Country": _list_text(*study.country)}
    arms = {line["Arm"]: f"{line['Description']}; {describe.people(arm.n)}" for line, arm in _arms(study, vocabulary)}
    yield {
        "Year": reference.year,
        "ID: DOI": reference.identifiers.get("doi"),
        "ID: PMID": reference.identifiers.get("pmid"),
        "Char: Methods": _html(methods | {"Trials": _list_text(*trials)}),
        "Char: Participants": _html({"Condition": study.condition_label, **describe.population(study)}),
        "Char: Interventions": _html(arms),
        "Char: Outcomes": _html({"Recorded": "; ".join(dict.fromkeys(_term(row, vocabulary) for row in study.rows))}),
        "Char: Notes": _html({"Funding": study.funding, "Record": study.id}),
    }


def _arms(study: Study, vocabulary: Vocabulary) -> Iterator[tuple[dict, Arm]]:
    names = describe.arm_names(study)
    for arm in study.arms:
        drugs = " + ".join(vocabulary.label("interventions", term) for term in arm.interventions)
        description = f"{describe.treatment(arm, vocabulary)}; {describe.regimen(arm)}"
        yield {"Arm": names[arm.id], "Description": description, "Intervention": drugs}, arm


def _results(study: Study, outcomes: Mapping[str, Iterable[Row]], vocabulary: Vocabulary) -> Iterator[dict]:
    names = describe.arm_names(study)
    for outcome, row in [(outcome, row) for outcome, rows in outcomes.items() for row in rows]:
        notes = [f"{study.id}/{row.id}"]
        if counted := events_and_people(row):
            numbers: dict[str, object] = dict(zip(("Cases", "Sample size"), counted, strict=True))
            notes += ["count recovered from the printed percentage"] if row.kind == "percent" else []
        else:
            numbers = {"Mean": row.value, "SD": row.sd, "Sample size": row.n}
            notes += [f"unit:{unit}"] if (unit := describe.unit_of(row, vocabulary)) else []
        yield {"Outcome": outcome, **_ARM, "Arm": names[row.arms[0]], **numbers, "Footnotes": "; ".join(notes)}


def _risks(evidence: Evidence, study: Study, outcomes: Mapping[str, Iterable[Row]]) -> Iterator[dict]:
    """Yield the judgement of each result that one assessment judges; RevMan has room for no more."""
    appraisal = evidence.library.appraisal
    tools = {name for name, tool in appraisal.tools.items() if tool.domains.keys() <= _JUDGED.keys()}
    risks = [risk for risk in appraisal.risks_of(study.id).values() if risk.domains and risk.tool in tools]
    for outcome, rows in outcomes.items():
        judging = [risk for risk in risks if {row.id for row in rows} & set(risk.rows)]
        if len(judging) == 1:
            risk = judging[0]
            words, line = appraisal.tools[risk.tool].judgements, {"Outcome": outcome, **_ARM}
            for name, judgement in {**risk.domains, "overall": risk.overall}.items():
                if judgement:
                    support = f"<p>{escape(judgement.reason, quote=False)}</p>"
                    line |= dict(zip(_JUDGED[name], (capital(words[judgement.judgement]), support), strict=True))
            yield line


def _html(paragraphs: Mapping[str, str | None]) -> str:
    escaped = (map(partial(escape, quote=False), part) for part in paragraphs.items() if part[1])
    return "".join(f"<p><b>{name}:</b> {text}</p>" for name, text in escaped)
