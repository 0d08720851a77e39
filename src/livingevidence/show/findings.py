"""Benefit and harm in numbers: summary of findings, adverse events by arm, differences on the same people.

Adverse events are never pooled here: blinded time stands against the control, other periods apart from it.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import partial

from markupsafe import Markup

from livingevidence.appraisal import standing
from livingevidence.appraisal.certainty import rating_of
from livingevidence.evidence import describe
from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.recovered import recovered
from livingevidence.record.addresses import Address
from livingevidence.record.judgements import LEVELS, Certainty, Level, Tool
from livingevidence.record.models import AdverseEvent, Row, Study
from livingevidence.record.reads import remembered
from livingevidence.record.text import MINUS, THIN, number, rounded
from livingevidence.results import harm_balance, row_intervals
from livingevidence.results.compute import compute
from livingevidence.results.harm_balance import WeighedHarm
from livingevidence.results.harm_numbers import key_of, per_thousand
from livingevidence.show.inline import Inline, inline
from livingevidence.show.table import THEN, Cell, Table
from livingevidence.show.wording import tabled
from livingevidence.synthesis.harm_rows import ReportedEvent, exact_interval, reported_events
from livingevidence.synthesis.harms import analysis
from livingevidence.synthesis.stats import information
from livingevidence.synthesis.within_person import differences


def in_signs(level: Level | None) -> str:
    """Return a level as GRADE writes it, signs and word."""
    return f"{signs(level)} {level.replace('-', ' ')} certainty" if level else "Not rated"


def signs(level: Level) -> str:
    """Return a level in signs alone."""
    place = LEVELS.index(level) + 1
    return "⊕" * place + "◯" * (len(LEVELS) - place)


SIGNS = ("+", MINUS, "×", "!")
"""Risk of bias from best to worst, as robvis has it; its question mark stands for no information alone."""
CHECKED = {"yes": "+", "no": "×", "unclear": "?"}
"""What a checklist without an overall judgement answers; anything else does not apply."""


def in_sign(tool: Tool, judgement: str) -> str:
    """Return a judgement on risk of bias as a sign, which no colour is needed to read."""
    if tool.overall == "none":
        return CHECKED.get(judgement, "n/a")
    return SIGNS[min(list(tool.judgements).index(judgement), len(SIGNS) - 1)]


def summary(
    evidence: Evidence, *, group: str | None = None, condition: str | None = None, kind: str = "benefit"
) -> Table:
    """Return a summary-of-findings table of a group, of a condition for its own page, or of all.

    On the page of a condition its name is left out, and what is awaited is told in the part of the page for it. `kind`
    is ``benefit`` or ``harm``.

    Notes
    -----
    GRADE: G. H. Guyatt and others, BMJ 2008. Absolute numbers stand first; each leads to its row.
    """
    terms, against = evidence.vocabulary["conditions"], list(evidence.topic.comparisons)
    rated = [
        (name, one)
        for name, one in evidence.library.appraisal.certainties.items()
        if one.kind == kind and condition in (None, one.condition) and group in (None, *terms[one.condition].groups)
    ]
    rated.sort(key=lambda item: (list(terms).index(item[1].condition), against.index(item[1].comparison)))
    table, say = "summary-of-a-condition" if condition else "summary", inline(evidence)
    found = partial(_found, say, on_its_page=bool(condition))
    return tabled(evidence, table, rated, found=found, certainty=partial(_certainty, say))


def _found(say: Inline, rated: Certainty, *, on_its_page: bool) -> Iterator[Markup]:
    """Yield absolute numbers and the ratio where they are computed, then each row as it was read."""
    treatment, control = say.topic.treatment, say.topic.control
    key, _ = standing.harm_line(say.evidence, rated)
    if key:
        names = treatment.short, control.intervention, "difference", "ratio"
        told = Markup(
            "<strong>{}</strong>: of a thousand people {} with the {} and {} on {}; difference {}; "
            "risk ratio {}; 95 % intervals in brackets; {}"
        )
        ours, theirs, *apart = (say.number(f"{key}.{name}") for name in names)
        event = say.evidence.vocabulary.named(key.split(".")[1])
        yield told.format(event, ours, treatment.short, theirs, control.label, *apart, _weight(say, key))
    for study, row in say.evidence.rows(rated.rows):
        address = Address.of(study.id, row.id)
        if on_its_page and row.kind == "awaited":
            yield Markup('<a href="#awaited">awaited: see below</a>')
            continue
        shown: Cell = say.result(study, row)
        if on_its_page and getattr(row, "iqr_printed", None):
            # A range that the source prints in a way that can't be read as one.
            unclear = say.number(address, "details")
            shown = Markup("{} (how it spreads is unclear: {})").format(say.number(f"{address}.value"), unclear)
        if row.kind == "value":
            shown = _average(say, study, row, shown)
        if (key := row_intervals.key_of(study, row)) in compute(say.evidence):
            known = compute(say.evidence)[key]
            shown = Markup("{}; 95 % interval {}, computed here, {}").format(shown, say.number(key), known.note)
        most = up_to(row) if hasattr(row, "event") and not (row.events or row.percent) else as_recovered(row)
        again = " (not found again by the second reader)" if row.not_read_again else ""
        yield Markup("{}: {}{}{} {}").format(describe.of_whom(study, row), shown, most, again, say.study(study))


def _average(say: Inline, study: Study, row: Row, shown: Cell) -> Cell:
    """Return a value with the kind of average that it is, and a change with the level that it is a change of."""
    measure = say.evidence.vocabulary["measures"][row.measure]
    if measure.unit:
        return shown
    same = (r for r in study.outcomes if (r.outcome, r.arm, r.timepoint_weeks) == (row.outcome, row.arm, 0))
    first = next((say.result(study, r) for r in same), "not available")
    start = Markup(", level at the start {}").format(first) if "change" in measure.label else ""
    return Markup("{} {}{}").format(measure.label, shown, start)


def _weight(say: Inline, key: str) -> Markup:
    """Return on how many people an interval hangs, and how many were compared of those that it would take."""
    line = analysis(say.evidence, key.split(".")[1]).keyed[key]
    fragility, people, size = (say.number(f"{key}.{part}") for part in ("fragility", "people", "information"))
    way = "off" if line.difference.main.holds_null else "over"
    told = Markup(
        "{} more or fewer with it in one arm would move the difference's interval {} zero; {} people compared"
    )
    asked = Markup(", of {} that the optimal information size asks for").format(size) if line.optimal_size else ""
    return told.format(fragility, way, people) + asked


def _certainty(say: Inline, name: str, rated: Certainty) -> Markup:
    appraisal = say.evidence.library.appraisal
    found = rating_of(rated, appraisal)
    lowered = [key.replace("_", " ") for key, by, _ in found.steps if by < 0]
    why = f"; lowered for {', '.join(lowered)}" if lowered else ""
    start = "; it starts at this level, with no comparator" if rated.comparison == "none" and found.level else ""
    gone = standing.is_stale(say.evidence, f"certainty/{name}")
    new = "; not up to date: what answers it has changed since it was judged" if gone else ""
    return say.page("certainty", in_signs(found.level), f"certainty-{name}") + why + start + new


def paired(evidence: Evidence) -> Table:
    """Return the differences with their bounds; see :func:`livingevidence.synthesis.within_person.differences`."""
    return tabled(evidence, "paired", differences(evidence), key_of=key_of)


def against_control(evidence: Evidence, classes: tuple[str, ...] = ()) -> Table:
    """Return adverse events in blinded time by arm; "up to" is the upper end of the exact interval."""
    found = reported_events(evidence, evidence.topic.control.period, classes)
    return _events(evidence, "against-control", found, sides=partial(sides, evidence))


def apart(evidence: Evidence, period: str) -> Table:
    """Return adverse events of another period than the blinded one, by group: no comparison."""
    return _events(evidence, "apart", reported_events(evidence, period), period=period)


def _events(evidence: Evidence, table: str, found: Iterable[ReportedEvent], **facts: object) -> Table:
    say, found = inline(evidence), list(found)
    items = [(item.study, item, *disease_and_trials(say, item)) for item in found]
    arms = [(row, arm) for item in found for row in item.rows for arm in item.study.arms if arm.id == row.arm]
    most = max((row.n for row, arm in arms if row.n and not row.unit and evidence.topic.treats(arm)), default=0)
    facts |= {"results": partial(_results, say), "most": most, "ruling_out": information.people_to_rule_out}
    return tabled(evidence, table, items, **facts)


def _results(say: Inline, item: ReportedEvent, names: Mapping[str, str]) -> Cell:
    told = []
    for row in (row for row in item.rows if row.arm in names):
        unknown = row.n is None and not row.unit and row.kind in ("count", "percent")
        added = up_to(row) or (", of how many is not available" if unknown else "")
        name = f"{names[row.arm]}: " if names[row.arm] else ""
        told.append(Markup("{}{}{}").format(name, say.result(item.study, row), added))
    return THEN.join(told) or "not available"


@remembered(4)  # asked by the page of each condition, as the next one is
def weighed(evidence: Evidence) -> Table:
    """Return the harms that stand on the page of every condition; see :mod:`livingevidence.results.harm_balance`."""
    say, found = inline(evidence), harm_balance.weighed_harms(evidence)
    facts = {"arm": partial(_arm, say), "otherwise": partial(_otherwise, say), "trials": _some}
    facts["difference"] = partial(_difference, say)
    return tabled(evidence, "weighed", found, **facts)


@remembered(4)
def grave(evidence: Evidence) -> Table:
    """Return the rare and grave harms that stand there, too: who reported one, and how many people had none."""
    return tabled(evidence, "grave", harm_balance.grave_harms(evidence), arm=partial(_arm, inline(evidence)))


def _arm(say: Inline, study: Study, row: AdverseEvent) -> Markup:
    return say.result(study, row) + up_to(row)


def _difference(say: Inline, pair: WeighedHarm) -> Cell:
    """Return the difference of 1,000 people that is computed of these two rows, with its interval."""
    rows = {Address.of(pair.study.id, row.id) for row in (pair.treated, pair.control)}
    for key, line in analysis(say.evidence, pair.treated.event).keyed.items():
        for item, own in zip(line.comparisons, line.difference.own, strict=True):
            if set(item.rows) == rows:
                return say.number(f"{key}.difference") if len(line.comparisons) == 1 else per_thousand(own)
    return "not computed"


def _some(pair: WeighedHarm) -> str:
    """Return the trials of which a result is, where it is of some of the study's."""
    own = [trial.id for trial in pair.study.trials if trial.id in pair.trials]
    return describe.trial_names(pair.study, own) if len(own) < len(pair.study.trials) else ""


def _otherwise(say: Inline, pair: WeighedHarm) -> Iterator[Markup]:
    """Yield how some of the same people were counted, and the highest share in other people or at other times."""
    for part in pair.parts:
        sides = (say.result(part.study, row) for row in (part.treated, part.control))
        yield Markup("{}: {} against {}").format(_some(part), *sides)
    if pair.most:
        study, row = pair.most
        period, when = say.label("periods", row.period), describe.when(row)
        when = when if when.startswith(period) else f"{period}, {when}".strip(", ")
        told = [say.diseases(study), describe.of_whom(study, row), when]
        yield Markup("highest share: {}; {} {}").format(say.result(study, row), ", ".join(told), say.study(study))


def up_to(row: Row) -> str:
    """Return the upper end of the exact interval of a count of people, told if recovered; nothing of anything else."""
    bounds = exact_interval(row)
    return f"{as_recovered(row)}, up to {rounded(bounds[1], 1)}{THIN}%" if bounds else ""


def as_recovered(row: Row) -> str:
    """Return the count that a printed percentage admits, as such; nothing of anything else."""
    return "" if (events := recovered(row)) is None else f", count recovered: {number(events)}"


def sides(evidence: Evidence, item: ReportedEvent) -> tuple[dict[str, str], dict[str, str]]:
    """Return names of the arms with nothing but the treatment, by strength, and of those with nothing but control."""
    topic, arms = evidence.topic, item.study.arms
    strengths = {arm.id: describe.strength(arm) or arm.dose or "" for arm in arms if topic.treats_alone(arm)}
    treated = {arm: f"{strength} {topic.treatment.short}".strip() for arm, strength in strengths.items()}
    return treated, {arm.id: "" for arm in arms if topic.controls(arm)}


def disease_and_trials(say: Inline, item: ReportedEvent) -> tuple[str, str]:
    """Return disease and trials; a label of several diseases has the disease of its trials' own study."""
    same = [item.study, *(s for s in say.evidence.records.values() if {t.id for t in s.trials} & set(item.trials))]
    study = next((study for study in same if len(study.conditions) == 1), item.study)
    trials = ", ".join(t.name or t.id for t in item.study.trials if t.id in item.trials and (t.name or t.registered))
    return say.diseases(study), trials
