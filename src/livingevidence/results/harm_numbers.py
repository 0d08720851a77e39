"""Differences from the control as numbers that pages may show: absolute first, relative beside them."""

import math
from collections.abc import Iterator

from livingevidence.evidence.evidence import Evidence
from livingevidence.record.addresses import Address
from livingevidence.record.text import count, names_in_words, number, rounded
from livingevidence.results.result import DIFFERENCE, RATIO, SHARE, Result
from livingevidence.synthesis.estimate import Analysis, Estimate, Refusal
from livingevidence.synthesis.harms import Line, analyses
from livingevidence.synthesis.stats.interval import Interval
from livingevidence.synthesis.stats.proportions import exact, wilson
from livingevidence.synthesis.within_person import differences

NONE = "not computed"


def harm_numbers(evidence: Evidence) -> Iterator[Result]:
    """Yield, for each adverse event and disease with a comparison, what pages show of it.

    Keys are ``harm.<event>.<disease>.``, of an outcome that is pooled ``benefit.<outcome>.<disease>.``, and the short
    names of the treatment and the control (people with the event of 1,000, with the exact interval), ``difference``
    (how many more or fewer with the treatment, with its 95 % interval), ``ratio``, ``people`` (in the comparisons),
    ``fragility`` and ``information``; with a study for the disease, where its own numbers are others; across diseases,
    with ``all`` for the disease, ``difference`` and ``ratio`` only.
    """
    topic, label_of = evidence.topic, evidence.vocabulary.label
    for harm in analyses(evidence):
        label = evidence.vocabulary.label_of(harm.event)
        for key, line in harm.keyed.items():
            disease = names_in_words([label_of("conditions", term) for term in line.diseases])
            alone = "" if line in harm.by_disease else f" by {line.studies[0]} alone"
            question = f"{label} in {disease}{alone}, {topic.treatment.short} against {topic.control.label}"
            people = sum(item.participants for item in line.comparisons)
            yield Result(f"{key}.people", people, f"people compared, {question}", line.studies, rows=line.rows)
            events, n, control_events, control_n = (sum(cells) for cells in zip(*line.tables, strict=True))
            sides = {topic.treatment.short: (events, n), topic.control.intervention: (control_events, control_n)}
            for side, counts in sides.items():
                words = f"people with it of 1,000 with {side}, exact interval of the summed counts, {question}"
                note, share = f"by Wilson's interval {_of_thousand(wilson(*counts))}", exact(*counts)
                facts = {"interval": share, "unit": SHARE, "rows": line.rows}
                yield Result(f"{key}.{side}", _of_thousand(share), words, line.studies, note, **facts)
            yield from _lines(key, question, line)
            yield from _information(key, question, line)
        if harm.across:
            diseases = names_in_words([label_of("conditions", term) for term in harm.across.diseases])
            question = f"{label}, second line across {diseases}, no answer for any one of them"
            yield from _lines(f"{harm.key}.all", question, harm.across)


def paired_numbers(evidence: Evidence) -> Iterator[Result]:
    """Yield each difference of 100 people between areas of the same people, by its :func:`key_of`."""
    for difference in differences(evidence):
        words = f"difference of 100 people, {difference.question}"
        studies = (Address(difference.rows[1]).study,)
        yield _estimated(key_of(difference), per_thousand(difference, 100), words, studies, difference, DIFFERENCE)


def key_of(difference: Analysis) -> str:
    """Return the key of a paired difference: ``paired.<study>.<row of the other treatment>``."""
    other = Address(difference.rows[1])
    return f"paired.{other.study}.{other.part}"


def _of_thousand(interval: Interval) -> str:
    estimate, low, high = (_people(1000 * share) for share in interval)
    return f"{estimate} ({low} to {high})"


def _people(of_thousand: float) -> str:
    """Return people in whole numbers; some that are fewer than one are never none."""
    if of_thousand and not round(of_thousand):
        return "less than 1"
    return number(round(of_thousand))


def _lines(key: str, question: str, line: Line) -> Iterator[Result]:
    """Yield difference and ratio of a line."""
    result, words = line.difference.main, f"difference of 1,000 people, {question}"
    yield _estimated(f"{key}.difference", per_thousand(result), words, line.studies, result, DIFFERENCE)
    result = line.ratio.main
    yield _estimated(f"{key}.ratio", ratio(result), f"risk ratio, {question}", line.studies, result, RATIO)


def _estimated(key: str, value: str, meaning: str, studies: tuple[str, ...], result: Analysis, unit: str) -> Result:
    ends = (result.estimate, result.low, result.high) if isinstance(result, Estimate) else None
    return Result(key, value, meaning, studies, method_in_words(result), interval=ends, unit=unit, rows=result.rows)


def _information(key: str, question: str, line: Line) -> Iterator[Result]:
    """Yield on how many people the interval of a difference hangs, and how many an optimal size asks for."""
    if isinstance(line.difference.main, Estimate):
        words = "people with the event, more or fewer in one arm of one trial, who move the interval of the difference"
        words += f" {'off' if line.difference.main.holds_null else 'over'} no difference, {question}"
        yield Result(f"{key}.fragility", line.fragility or NONE, words, line.studies, rows=line.rows)
        words = "people whom one trial would need to see the control's risk fall by a quarter, power 80 %, level 5 %"
        words += f", {question}"
        yield Result(f"{key}.information", line.optimal_size or NONE, words, line.studies, rows=line.rows)


def per_thousand(difference: Analysis | Interval, people: int = 1000) -> str:
    """Return a risk difference of so many people in words, such as ``18 more (5 fewer to 37 more)``."""
    if not isinstance(difference, Estimate | Interval):
        return NONE
    ends = (difference.estimate, difference.low, difference.high)
    estimate, low, high = (more_or_fewer(value, people) for value in ends)
    return f"{estimate} ({low} to {high})"


def more_or_fewer(value: float, people: int = 1000) -> str:
    """Return a difference of two shares as so many more or fewer people."""
    if value == 0:
        return "no difference"
    rounded_people = abs(round(people * value))
    return f"{number(rounded_people) if rounded_people else 'less than 1'} {'more' if value > 0 else 'fewer'}"


def ratio(result: Analysis) -> str:
    """Return a ratio with its 95 % interval: ``1.50 (0.22 to 10.47)``; else that it is not computed."""
    if not isinstance(result, Estimate):
        return NONE
    return f"{ratio_in_words(result.estimate)} ({ratio_in_words(result.low)} to {ratio_in_words(result.high)})"


def ratio_in_words(value: float) -> str:
    """Return a ratio to two places; with more where it would read as no difference, or as none at all."""
    if math.isinf(value):
        return "unbounded"
    if 0 < value < 0.005:
        return "below 0.01"
    return rounded(value, 2, apart=(1,))


def method_in_words(result: Analysis) -> str:
    """Return in one line how a result came about: method, trials and results, people, tau, and what to know."""
    if not isinstance(result, Estimate):
        return result.sentence if isinstance(result, Refusal) else ""
    parts = [result.method, f"{count(result.k, 'trial', 'trials')}, {count(result.tables, 'result', 'results')}"]
    parts += [f"{number(result.participants)} people", "95 % interval"]
    return "; ".join(filter(None, [*parts, spread(result), result.note]))


def spread(estimate: Estimate) -> str:
    """Return how far trials differ, a ratio's tau on the log scale, and where a further one is expected."""
    if estimate.tau is None or estimate.tau_low is None or estimate.tau_high is None:
        return ""
    differ = estimate.measure == "risk-difference"
    tau, low, high = (
        rounded(1000 * x) if differ else rounded(x, 2) for x in (estimate.tau, estimate.tau_low, estimate.tau_high)
    )
    words = f"tau {tau} ({low} to {high})" + (" per 1,000" if differ else "")
    if not estimate.prediction:
        return words
    bounds = " to ".join(more_or_fewer(end) if differ else ratio_in_words(end) for end in estimate.prediction)
    return f"{words}; prediction interval {bounds}{', rough with so few' if estimate.prediction_is_rough else ''}"
