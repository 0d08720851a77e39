"""A row in words: what it says, of whom, when, and where it was read."""

from collections import Counter
from collections.abc import Callable, Sequence

from livingevidence.record.awaited import STATE_WORDS, state_of
from livingevidence.record.models import (
    NOT_RECORDED,
    AdverseEvent,
    Arm,
    Case,
    Outcome,
    Row,
    SecondReading,
    Study,
    Trial,
)
from livingevidence.record.text import THIN, count, interval, number, percent
from livingevidence.record.vocabulary import Measure, Vocabulary

_NAMES = {"sex_female": "Women and girls", "sex_male": "Men and boys"}
"""Fields of a population that are not called as they are spelt."""


def unit_of(row: Row, vocabulary: Vocabulary) -> str:
    """Return what follows the value: `` %``, `` nM`` or nothing."""
    measure = vocabulary["measures"].get(row.measure)
    unit = measure.unit if isinstance(measure, Measure) else ""
    unit = unit or ("" if row.kind == "count" else row.unit)
    return f"{THIN}%" if unit in ("percent", "%") else f" {unit}" if unit else ""


def result(row: Row, vocabulary: Vocabulary) -> str:
    """Return a row's result in words, such as ``5 of 16 (31.2 %)`` or ``−58.2 % (SD 28.7; P = 0.003)``."""
    if row.kind in ("qualitative", "awaited"):
        return row.text or "" if row.kind == "qualitative" else f"awaited: {row.text}"
    main = _main_number(row, unit_of(row, vocabulary))
    details = "; ".join(_details(row))
    return f"{main} ({details})" if main and details else main or details


def what(row: Row, vocabulary: Vocabulary, words: str = "") -> str:
    """Return what a row is about, in the reader's words or others, and of what kind a number that is no count is.

    So no ratio stands as a bare number: ``F-VASI75, odds ratio``.
    """
    words = words or row.label
    has_number = row.kind in ("value", "contrast") and _main_number(row, "")
    measure = vocabulary.label("measures", row.measure) if has_number else ""
    return words if measure.casefold() in words.casefold() else f"{words}, {measure}"


def _main_number(row: Row, unit: str) -> str:
    if row.kind == "count":
        is_one = row.events == 1 and row.n is None  # units are noted in the plural
        unit_words = f" {row.unit.removesuffix('s') if is_one else row.unit}" if row.unit else ""
        total = f" of {number(row.n)}" if row.n is not None else ""
        share = f" ({percent(row.percent)})" if row.percent is not None else ""
        return f"{number(row.events)}{total}{unit_words}{share}"
    if row.kind == "percent" and row.percent is not None:
        return percent(row.percent) + (f" of {number(row.n)}" if row.n is not None else "")
    if row.value is not None:
        return number(row.value) + unit
    if row.value_low is not None and row.value_high is not None:
        return interval(row.value_low, row.value_high, unit)
    return ""


def _details(row: Row) -> list[str]:
    has_people = row.n is not None and row.kind in ("value", "contrast")
    bounds = None if row.ci_low is None or row.ci_high is None else interval(row.ci_low, row.ci_high)
    parts = [
        row.sd is not None and f"SD {number(row.sd)}",
        row.se is not None and f"SE {number(row.se)}",
        bounds and f"{row.ci_type or '95' + THIN + '% CI'} {bounds}",
        row.iqr_printed and f"IQR as printed {row.iqr_printed}",
        row.range_printed and f"range {row.range_printed}",
        row.p_value and p_value(row.p_value),
        has_people and f"n = {number(row.n)}",
    ]
    return [part for part in parts if part]


def p_value(printed: str) -> str:
    """Return a printed P value as it reads in a sentence: ``P = 0.003``, ``P < 0.0001``."""
    sign = printed[0] if printed[0] in "<>=≤≥" else "="
    return f"P {sign} {printed.lstrip('<>=≤≥ ')}"


def arm_names(study: Study) -> dict[str, str]:
    """Return a name for each arm that no other of the study has: its label, with as much as tells it apart."""
    names = {arm.id: arm.label for arm in study.arms}
    for detail_of in _DETAILS:
        counts = Counter(names.values())
        for arm in study.arms:
            detail = detail_of(study, arm)
            if counts[names[arm.id]] > 1 and detail and detail not in names[arm.id]:
                names[arm.id] += f", {detail}"
    return names


def strength(arm: Arm) -> str:
    """Return the strength of what an arm got in percent; empty where it has none."""
    return "" if arm.strength_percent is None else percent(arm.strength_percent)


def treatment(arm: Arm, vocabulary: Vocabulary) -> str:
    """Return what an arm was given, by which route and in which form."""
    drugs = " + ".join(vocabulary.label("interventions", term) for term in arm.interventions)
    route = "" if arm.route == "none" else f"; {vocabulary.label('routes', arm.route)}"
    form = "" if arm.form == "none" else f", {vocabulary.label('forms', arm.form)}"
    return f"{drugs}{route}{form}" + (f". {arm.note}" if arm.note else "")


def regimen(arm: Arm) -> str:
    """Return strength, dose, frequency and weeks of an arm, as far as they were read."""
    weeks = arm.duration_weeks
    lasting = "" if weeks is None else f"{number(weeks)} week{'' if weeks == 1 else 's'}"
    parts = (strength(arm), arm.dose, arm.frequency, lasting, arm.duration_label)
    return ", ".join(filter(None, parts)) or "not available"


# What may tell an arm from another, in the order in which it is added; nothing where it is not known.
_DETAILS: tuple[Callable[[Study, Arm], str], ...] = (
    lambda study, arm: strength(arm),
    lambda study, arm: trial_names(study, arm.trials or ()) if len(arm.trials or ()) < len(study.trials) else "",
    lambda study, arm: arm.frequency or "",
    lambda study, arm: "" if arm.duration_weeks is None else f"{number(arm.duration_weeks)} weeks",
    lambda study, arm: arm.id,
)


def trial_names(study: Study, trials: Sequence[str]) -> str:
    """Return trials by their short names, where they have one."""
    names = {trial.id: trial.name or trial.id for trial in study.trials}
    return ", ".join(names.get(trial, trial) for trial in trials)


def of_whom(study: Study, row: Row) -> str:
    """Return the arm, the two arms, or the whole study, and the trials where the row covers only some."""
    names = arm_names(study)
    words = "whole study"
    if row.contrast:
        words = f"{names[row.contrast.treatment]} against {names[row.contrast.comparator]}"
    elif row.arm:
        words = names[row.arm]
    trials = trial_names(study, row.trials or ())
    return f"{words}, {trials}" if trials and trials not in words and len(study.trials) > 1 else words


def when(row: Row) -> str:
    """Return the timepoint in words; nothing where the source states none."""
    if row.timepoint_weeks is None:
        return row.timepoint_label or ""
    if row.timepoint_weeks == 0:
        return "baseline"
    return f"week {number(row.timepoint_weeks)}" + (f" ({row.timepoint_label})" if row.timepoint_label else "")


def place(row) -> str:
    """Return where a row or case was read: source and place."""
    return f"{row.source}, {where(row)}"


def where(row) -> str:
    """Return the place in the source, or that it was not recorded."""
    return "place not recorded" if row.locator == NOT_RECORDED else row.locator


def readers(row: Row) -> str:
    """Return by how many it was read, and whether they agreed."""
    if not row.second_readings:
        return "one reader" + (", not found again by the second" if row.not_read_again else "")
    agreed = all(reading.agrees for reading in row.second_readings)
    return "two readers, agreed" if agreed else "two readers, disagreed"


def why_awaited(study: Study, row: Row) -> str:
    """Return why a result is awaited."""
    return STATE_WORDS[state_of(study, row)]


def completion(trial: Trial) -> str:
    """Return when a trial was completed, and when for its primary outcome; nothing where neither was read."""
    primary = "primary outcome ", trial.primary_completed, trial.primary_completed_is
    days = ("", trial.completed, trial.completed_is), primary
    return "; ".join(f"{outcome}{day} ({kind})" for outcome, day, kind in days if day)


def printed_numbers(reading: SecondReading) -> str:
    """Return the numbers that a second reader found, as printed: ``events 2, n 12, percent 16.7``."""
    values = reading.printed.model_dump(exclude_none=True) if reading.printed else {}
    numbers = {name: number(value) for name, value in values.items()}
    return ", ".join(
        p_value(n) if name == "p_value" else f"{name.replace('_', ' ')} {n}" for name, n in numbers.items()
    )


def term_of(row: Outcome | AdverseEvent) -> tuple[str, str]:
    """Return the vocabulary's list and the term of a row."""
    return ("outcomes", row.outcome) if isinstance(row, Outcome) else ("adverse-events", row.event)


def people(number_of: int | None) -> str:
    """Return a number of people in words, or ``number not available``."""
    return "number not available" if number_of is None else count(number_of, "person", "people")


def population(study: Study) -> dict[str, str]:
    """Return what is known of the people of a study, by fields that were read; details stand beside them."""
    fields = study.population.model_dump(exclude={"details"}, exclude_none=True)
    return {_NAMES.get(name) or name.removeprefix("n_").capitalize(): number(value) for name, value in fields.items()}


def person(case: Case) -> str:
    """Return whom a case is about: woman, man, girl, boy, or that the sex was not read."""
    is_child = case.age_years is not None and case.age_years < 18
    words = {"female": ("Woman", "Girl"), "male": ("Man", "Boy")}
    adult, minor = words.get(case.sex or "", ("One patient, sex not available", "Child"))
    return minor if is_child else adult


def whom(case: Case) -> str:
    """Return whom a case is about, or how many people it describes together."""
    return person(case) if case.people == 1 else f"{people(case.people)} described together"


def age(case: Case) -> str | None:
    """Return the age of a patient as far as it was read."""
    return f"{number(case.age_years)} years" if case.age_years is not None else case.age_text


DEGREES = {
    "complete": ("●", "complete response", "o", "full"),
    "partial": ("◐", "partial response", "o", "left"),
    "none": ("○", "no response", "o", "none"),
    "relapse-after-stop": ("□", "response, then relapse after stopping", "s", "none"),
    None: ("◇", "degree not available", "D", "none"),
}
