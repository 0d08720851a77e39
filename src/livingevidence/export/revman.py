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
        found = dict(named_outcomes(study, vocabulary))
        arms = (line for line, _ in _arms(study, vocabulary))
        made = _study(evidence, study), arms, _results(study, found, vocabulary), _risks(evidence, study, found)
        for name, told in zip(HEADS, made, strict=True):
            lines[name] += [{"Study": names[study.id], **line} for line in told]
    return {f"revman-{name}.csv": lines_to_csv(heads, lines[name]).encode() for name, heads in HEADS.items()}


def named_outcomes(study: Study, vocabulary: Vocabulary) -> Iterator[tuple[str, list[Row]]]:
    """Yield the results that RevMan takes, by a name that no arm has twice: of what and when, and more where needed."""

    def what(row: Row) -> str:
        measure = "" if events_and_people(row) else vocabulary.label("measures", row.measure)
        week = "" if row.timepoint_weeks is None else f"week {row.timepoint_weeks:g}"
        return _joined(_term(row, vocabulary), measure, week, vocabulary.label("periods", row.period))

    def label(row: Row) -> str:
        return _joined("" if row.label == _term(row, vocabulary) else row.label, row.timepoint_label)

    rows = [row for row in study.rows if row.arm and not row.duplicate_of]
    parts = what, lambda row: describe.trial_names(study, row.trials or ()), label, lambda row: row.id
    yield from _apart([row for row in rows if events_and_people(row) or _spread(row)], parts)


def _apart(
    rows: Iterable[Row], parts: Sequence[Callable[[Row], str]], name: str = ""
) -> Iterator[tuple[str, list[Row]]]:
    first, *more = parts
    groups = defaultdict[str, list[Row]](list)
    for row in rows:
        groups[_joined(name, first(row))].append(row)
    for longer, group in groups.items():
        twice = max(Counter(row.arm for row in group).values()) > 1
        yield from _apart(group, more, longer) if twice else [(longer, group)]


def _joined(*parts: str | None) -> str:
    return ", ".join(filter(None, parts))


def _spread(row: Row) -> bool:
    """Return whether a row is an arithmetic mean with its standard deviation and people."""
    return row.measure.startswith("mean") and None not in (row.arm, row.value, row.sd, row.n)


def _term(row: Row, vocabulary: Vocabulary) -> str:
    return vocabulary.label(*describe.term_of(row))


def _study(evidence: Evidence, study: Study) -> Iterator[dict]:
    vocabulary, known = evidence.vocabulary, evidence.references[study.reports[0].key]
    trials = [trial.id for trial in study.trials if trial.registered]
    methods = {"Design": study.design_label, "Blinding": study.blinding, "Country": _joined(*study.country)}
    given = {one["Arm"]: f"{one['Description']}; {describe.people(arm.n)}" for one, arm in _arms(study, vocabulary)}
    yield {
        "Year": known.year,
        "ID: DOI": known.identifiers.get("doi"),
        "ID: PMID": known.identifiers.get("pmid"),
        "Char: Methods": _html(methods | {"Trials": _joined(*trials)}),
        "Char: Participants": _html({"Condition": study.condition_label, **describe.population(study)}),
        "Char: Interventions": _html(given),
        "Char: Outcomes": _html({"Recorded": "; ".join(dict.fromkeys(_term(row, vocabulary) for row in study.rows))}),
        "Char: Notes": _html({"Funding": study.funding, "Record": study.id}),
    }


def _arms(study: Study, vocabulary: Vocabulary) -> Iterator[tuple[dict, Arm]]:
    names = describe.arm_names(study)
    for arm in study.arms:
        drugs = " + ".join(vocabulary.label("interventions", term) for term in arm.interventions)
        told = f"{describe.treatment(arm, vocabulary)}; {describe.regimen(arm)}"
        yield {"Arm": names[arm.id], "Description": told, "Intervention": drugs}, arm


def _results(study: Study, found: Mapping[str, Iterable[Row]], vocabulary: Vocabulary) -> Iterator[dict]:
    names = describe.arm_names(study)
    for outcome, row in ((outcome, row) for outcome, rows in found.items() for row in rows):
        notes = [f"{study.id}/{row.id}"]
        if whole := events_and_people(row):
            numbers: dict[str, object] = dict(zip(("Cases", "Sample size"), whole, strict=True))
            notes += ["count recovered from the printed percentage"] if row.kind == "percent" else []
        else:
            numbers = {"Mean": row.value, "SD": row.sd, "Sample size": row.n}
            notes += [f"unit:{unit}"] if (unit := describe.unit_of(row, vocabulary)) else []
        yield {"Outcome": outcome, **_ARM, "Arm": names[row.arms[0]], **numbers, "Footnotes": "; ".join(notes)}


def _risks(evidence: Evidence, study: Study, found: Mapping[str, Iterable[Row]]) -> Iterator[dict]:
    """Yield the judgement of each result that one assessment judges; RevMan has room for no more."""
    appraisal = evidence.library.appraisal
    tools = {name for name, tool in appraisal.tools.items() if tool.domains.keys() <= _JUDGED.keys()}
    risks = [made for made in appraisal.risks_of(study.id).values() if made.domains and made.tool in tools]
    for outcome, rows in found.items():
        judged = [made for made in risks if {row.id for row in rows} & set(made.rows)]
        for made in judged if len(judged) == 1 else ():
            words, line = appraisal.tools[made.tool].judgements, {"Outcome": outcome, **_ARM}
            for name, one in {**made.domains, "overall": made.overall}.items():
                if one:
                    support = f"<p>{escape(one.reason, quote=False)}</p>"
                    line |= dict(zip(_JUDGED[name], (capital(words[one.judgement]), support), strict=True))
            yield line


def _html(told: Mapping[str, str | None]) -> str:
    words = (map(partial(escape, quote=False), part) for part in told.items() if part[1])
    return "".join(f"<p><b>{name}:</b> {text}</p>" for name, text in words)
