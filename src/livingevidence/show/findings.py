"""Benefit and harm in numbers: summary of findings, adverse events by arm, differences on the same people.

Adverse events are never pooled here: blinded time stands against the control, other periods apart from it.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import partial

from markupsafe import Markup

from livingevidence.appraisal import standing
from livingevidence.appraisal.certainty import grading_of
from livingevidence.evidence import describe
from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.recovered import recovered_count
from livingevidence.record.addresses import Address
from livingevidence.record.judgements import LEVELS, Certainty, Level, Tool
from livingevidence.record.models import AdverseEvent, Row, Study
from livingevidence.record.reads import remembered
from livingevidence.record.text import MINUS, THIN, number, rounded
from livingevidence.results import harm_balance, row_intervals
from livingevidence.results.compute import compute
from livingevidence.results.harm_balance import WeighedHarm
from livingevidence.results.harm_numbers import key_of, per_thousand
from livingevidence.show.inline import Inline, inline_of
from livingevidence.show.table import THEN, Cell, Table
from livingevidence.show.wording import declared_table
from livingevidence.synthesis.harm_rows import ReportedEvent, exact_interval, reported_events
from livingevidence.synthesis.harms import analysis
from livingevidence.synthesis.stats import information
from livingevidence.synthesis.within_person import differences


def certainty_in_signs(level: Level | None) -> str:
    """Return a level as GRADE writes it, signs and word."""
    return f"{level_signs(level)} {level.replace('-', ' ')} certainty" if level else "Not rated"


def level_signs(level: Level) -> str:
    """Return a level in signs alone."""
    place = LEVELS.index(level) + 1
    return "⊕" * place + "◯" * (len(LEVELS) - place)


SIGNS = ("+", MINUS, "×", "!")
"""Risk of bias from best to worst, as robvis has it; its question mark stands for no information alone."""
CHECKED = {"yes": "+", "no": "×", "unclear": "?"}
"""What a checklist without an overall judgement answers; anything else does not apply."""


def risk_sign(tool: Tool, judgement: str) -> str:
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
    of_kind = {name: rating for name, rating in evidence.library.appraisal.certainties.items() if rating.kind == kind}
    of_condition = [(name, rating) for name, rating in of_kind.items() if condition in (None, rating.condition)]
    ratings = [(name, rating) for name, rating in of_condition if group in (None, *terms[rating.condition].groups)]
    ratings.sort(key=lambda pair: (list(terms).index(pair[1].condition), against.index(pair[1].comparison)))
    table, inline = ("summary-of-a-condition" if condition else "summary"), inline_of(evidence)
    results = partial(_results_of_rating, inline, on_its_page=bool(condition))
    return declared_table(evidence, table, ratings, results=results, certainty=partial(_certainty, inline))


def _results_of_rating(inline: Inline, rating: Certainty, *, on_its_page: bool) -> Iterator[Markup]:
    """Yield absolute numbers and the ratio where they are computed, then each row as it was read."""
    treatment, untreated = inline.topic.treatment, inline.topic.control
    key, _ = standing.harm_line(inline.evidence, rating)
    if key:
        names = treatment.short, untreated.intervention, "difference", "ratio"
        sentence = Markup(
            "<strong>{}</strong>: of a thousand people {} with the {} and {} on {}; difference {}; "
            "risk ratio {}; 95 % intervals in brackets; {}"
        )
        treated, control, *measures = (inline.number(f"{key}.{name}") for name in names)
        event, fragility = inline.evidence.vocabulary.label_of(key.split(".")[1]), _fragility(inline, key)
        yield sentence.format(event, treated, treatment.short, control, untreated.label, *measures, fragility)
    for study, row in inline.evidence.rows(rating.rows):
        address = Address.of(study.id, row.id)
        if on_its_page and row.kind == "awaited":
            yield Markup('<a href="#awaited">awaited: see below</a>')
            continue
        result: Cell = inline.result(study, row)
        if on_its_page and getattr(row, "iqr_printed", None):
            # A range that the source prints in a way that can't be read as one.
            unclear = inline.number(address, "details")
            result = Markup("{} (how it spreads is unclear: {})").format(inline.number(f"{address}.value"), unclear)
        if row.kind == "value":
            result = _average(inline, study, row, result)
        if (key := row_intervals.key_of(study, row)) in compute(inline.evidence):
            interval = compute(inline.evidence)[key]
            result = Markup("{}; 95 % interval {}, computed here, {}").format(result, inline.number(key), interval.note)
        upper = upper_end(row) if hasattr(row, "event") and not (row.events or row.percent) else recovered_note(row)
        remark = " (not found again by the second reader)" if row.not_read_again else ""
        yield Markup("{}: {}{}{} {}").format(describe.of_whom(study, row), result, upper, remark, inline.study(study))


def _average(inline: Inline, study: Study, row: Row, result: Cell) -> Cell:
    """Return a value with the kind of average that it is, and a change with the level that it is a change of."""
    measure = inline.evidence.vocabulary["measures"][row.measure]
    if measure.unit:
        return result
    same = (other for other in study.outcomes if (other.outcome, other.arm) == (row.outcome, row.arm))
    at_start = next((inline.result(study, other) for other in same if other.timepoint_weeks == 0), "not available")
    start = Markup(", level at the start {}").format(at_start) if "change" in measure.label else ""
    return Markup("{} {}{}").format(measure.label, result, start)


def _fragility(inline: Inline, key: str) -> Markup:
    """Return on how many people an interval hangs, and how many were compared of those that it would take."""
    line = analysis(inline.evidence, key.split(".")[1]).keyed[key]
    fragility, people, size = (inline.number(f"{key}.{part}") for part in ("fragility", "people", "information"))
    way = "off" if line.difference.main.holds_null else "over"
    sentence = Markup(
        "{} more or fewer with it in one arm would move the difference's interval {} zero; {} people compared"
    )
    of_size = Markup(", of {} that the optimal information size asks for").format(size) if line.optimal_size else ""
    return sentence.format(fragility, way, people) + of_size


def _certainty(inline: Inline, name: str, rating: Certainty) -> Markup:
    appraisal = inline.evidence.library.appraisal
    grading = grading_of(rating, appraisal)
    lowered = [key.replace("_", " ") for key, by, _ in grading.steps if by < 0]
    why = f"; lowered for {', '.join(lowered)}" if lowered else ""
    start = "; it starts at this level, with no comparator" if rating.comparison == "none" and grading.level else ""
    stale = standing.is_stale(inline.evidence, f"certainty/{name}")
    new = "; not up to date: what answers it has changed since it was judged" if stale else ""
    return inline.page("certainty", certainty_in_signs(grading.level), f"certainty-{name}") + why + start + new


def paired(evidence: Evidence) -> Table:
    """Return the differences with their bounds; see :func:`livingevidence.synthesis.within_person.differences`."""
    return declared_table(evidence, "paired", differences(evidence), key_of=key_of)


def against_control(evidence: Evidence, classes: tuple[str, ...] = ()) -> Table:
    """Return adverse events in blinded time by arm; "up to" is the upper end of the exact interval."""
    harms = reported_events(evidence, evidence.topic.control.period, classes)
    return _event_table(evidence, "against-control", harms, sides=partial(sides, evidence))


def apart(evidence: Evidence, period: str) -> Table:
    """Return adverse events of another period than the blinded one, by group: no comparison."""
    return _event_table(evidence, "apart", reported_events(evidence, period), period=period)


def _event_table(evidence: Evidence, table: str, harms: Iterable[ReportedEvent], **facts: object) -> Table:
    inline, harms = inline_of(evidence), list(harms)
    lines = [(harm.study, harm, *disease_and_trials(inline, harm)) for harm in harms]
    arms = [(row, arm) for harm in harms for row in harm.rows for arm in harm.study.arms if arm.id == row.arm]
    most = max((row.n for row, arm in arms if row.n and not row.unit and evidence.topic.treats(arm)), default=0)
    facts |= {"results": partial(_results, inline), "most": most, "ruling_out": information.people_to_rule_out}
    return declared_table(evidence, table, lines, **facts)


def _results(inline: Inline, harm: ReportedEvent, names: Mapping[str, str]) -> Cell:
    results = []
    for row in (row for row in harm.rows if row.arm in names):
        unknown = row.n is None and not row.unit and row.kind in ("count", "percent")
        added = upper_end(row) or (", of how many is not available" if unknown else "")
        name = f"{names[row.arm]}: " if names[row.arm] else ""
        results.append(Markup("{}{}{}").format(name, inline.result(harm.study, row), added))
    return THEN.join(results) or "not available"


@remembered(4)  # asked by the page of each condition, as the next one is
def weighed_harms(evidence: Evidence) -> Table:
    """Return the harms that stand on the page of every condition; see :mod:`livingevidence.results.harm_balance`."""
    inline, pairs = inline_of(evidence), harm_balance.weighed_harms(evidence)
    facts = {"result": partial(_result_of_arm, inline), "difference": partial(_difference, inline)}
    facts |= {"other_counts": partial(_other_counts, inline), "trials": _trials_in_part}
    return declared_table(evidence, "weighed", pairs, **facts)


@remembered(4)
def grave_harms(evidence: Evidence) -> Table:
    """Return the rare and grave harms that stand there, too: who reported one, and how many people had none."""
    result = partial(_result_of_arm, inline_of(evidence))
    return declared_table(evidence, "grave", harm_balance.grave_harms(evidence), result=result)


def _result_of_arm(inline: Inline, study: Study, row: AdverseEvent) -> Markup:
    return inline.result(study, row) + upper_end(row)


def _difference(inline: Inline, pair: WeighedHarm) -> Cell:
    """Return the difference of 1,000 people that is computed of these two rows, with its interval."""
    rows = {Address.of(pair.study.id, row.id) for row in (pair.treated, pair.control)}
    for key, line in analysis(inline.evidence, pair.treated.event).keyed.items():
        for comparison, difference in zip(line.comparisons, line.difference.single, strict=True):
            if set(comparison.rows) == rows:
                return inline.number(f"{key}.difference") if len(line.comparisons) == 1 else per_thousand(difference)
    return "not computed"


def _trials_in_part(pair: WeighedHarm) -> str:
    """Return the trials of which a result is, where it is of some of the study's."""
    trials = [trial.id for trial in pair.study.trials if trial.id in pair.trials]
    return describe.trial_names(pair.study, trials) if len(trials) < len(pair.study.trials) else ""


def _other_counts(inline: Inline, pair: WeighedHarm) -> Iterator[Markup]:
    """Yield how some of the same people were counted, and the highest share in other people or at other times."""
    for part in pair.parts:
        results = (inline.result(part.study, row) for row in (part.treated, part.control))
        yield Markup("{}: {} against {}").format(_trials_in_part(part), *results)
    if pair.most:
        study, row = pair.most
        period, when = inline.label("periods", row.period), describe.when(row)
        when = when if when.startswith(period) else f"{period}, {when}".strip(", ")
        details = [inline.diseases(study), describe.of_whom(study, row), when]
        words = (inline.result(study, row), ", ".join(details), inline.study(study))
        yield Markup("highest share: {}; {} {}").format(*words)


def upper_end(row: Row) -> str:
    """Return the upper end of the exact interval of a count of people, told if recovered; nothing of anything else."""
    bounds = exact_interval(row)
    return f"{recovered_note(row)}, up to {rounded(bounds[1], 1)}{THIN}%" if bounds else ""


def recovered_note(row: Row) -> str:
    """Return the count that a printed percentage admits, as such; nothing of anything else."""
    return "" if (events := recovered_count(row)) is None else f", count recovered: {number(events)}"


def sides(evidence: Evidence, harm: ReportedEvent) -> tuple[dict[str, str], dict[str, str]]:
    """Return names of the arms with nothing but the treatment, by strength, and of those with nothing but control."""
    topic, arms = evidence.topic, harm.study.arms
    strengths = {arm.id: describe.strength(arm) or arm.dose or "" for arm in arms if topic.treats_alone(arm)}
    treated = {arm: f"{strength} {topic.treatment.short}".strip() for arm, strength in strengths.items()}
    return treated, {arm.id: "" for arm in arms if topic.controls(arm)}


def disease_and_trials(inline: Inline, harm: ReportedEvent) -> tuple[str, str]:
    """Return disease and trials; a label of several diseases has the disease of its trials' own study."""
    studies, covered = inline.evidence.records.values(), set(harm.trials)
    same = [harm.study, *(study for study in studies if covered & {trial.id for trial in study.trials})]
    study = next((study for study in same if len(study.conditions) == 1), harm.study)
    trials = [trial for trial in harm.study.trials if trial.id in covered and (trial.name or trial.registered)]
    return inline.diseases(study), ", ".join(trial.name or trial.id for trial in trials)
