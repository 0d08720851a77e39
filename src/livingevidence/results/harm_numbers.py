"""Differences from the control as numbers that pages may show: absolute first, relative beside them."""

import math
from collections.abc import Iterator

from livingevidence.evidence.evidence import Evidence
from livingevidence.record.addresses import Address
from livingevidence.record.text import count, in_words, number, rounded
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
    topic, names = evidence.topic, evidence.vocabulary.label
    for analysed in analyses(evidence):
        label = evidence.vocabulary.label_of(analysed.event)
        for key, line in analysed.keyed.items():
            disease = in_words([names("conditions", term) for term in line.diseases])
            alone = "" if line in analysed.by_disease else f" by {line.studies[0]} alone"
            of = f"{label} in {disease}{alone}, {topic.treatment.short} against {topic.control.label}"
            people = sum(item.participants for item in line.comparisons)
            yield Result(f"{key}.people", people, f"people compared, {of}", line.studies, rows=line.rows)
            events, n, control_events, control_n = (sum(cells) for cells in zip(*line.tables, strict=True))
            sides = {topic.treatment.short: (events, n), topic.control.intervention: (control_events, control_n)}
            for side, counted in sides.items():
                words = f"people with it of 1,000 with {side}, exact interval of the summed counts, {of}"
                note, share = f"by Wilson's interval {_of_thousand(wilson(*counted))}", exact(*counted)
                known = {"interval": share, "unit": SHARE, "rows": line.rows}
                yield Result(f"{key}.{side}", _of_thousand(share), words, line.studies, note, **known)
            yield from _lines(key, of, line)
            yield from _weight(key, of, line)
        if analysed.across:
            diseases = in_words([names("conditions", term) for term in analysed.across.diseases])
            of = f"{label}, second line across {diseases}, no answer for any one of them"
            yield from _lines(f"{analysed.key}.all", of, analysed.across)


def paired_numbers(evidence: Evidence) -> Iterator[Result]:
    """Yield each difference of 100 people between areas of the same people, by its :func:`key_of`."""
    for found in differences(evidence):
        words = f"difference of 100 people, {found.question}"
        studies = (Address(found.rows[1]).study,)
        yield _estimated(key_of(found), per_thousand(found, 100), words, studies, found, DIFFERENCE)


def key_of(found: Analysis) -> str:
    """Return the key of a paired difference: ``paired.<study>.<row of the other treatment>``."""
    other = Address(found.rows[1])
    return f"paired.{other.study}.{other.part}"


def _of_thousand(found: Interval) -> str:
    estimate, low, high = (_people(1000 * share) for share in found)
    return f"{estimate} ({low} to {high})"


def _people(of_thousand: float) -> str:
    """Return people in whole numbers; some that are fewer than one are never none."""
    return number(round(of_thousand)) if round(of_thousand) or not of_thousand else "less than 1"


def _lines(key: str, of: str, line: Line) -> Iterator[Result]:
    found, words = line.difference.main, f"difference of 1,000 people, {of}"
    yield _estimated(f"{key}.difference", per_thousand(found), words, line.studies, found, DIFFERENCE)
    found = line.ratio.main
    yield _estimated(f"{key}.ratio", ratio(found), f"risk ratio, {of}", line.studies, found, RATIO)


def _estimated(key: str, shown: str, meaning: str, studies: tuple[str, ...], found: Analysis, unit: str) -> Result:
    ends = (found.estimate, found.low, found.high) if isinstance(found, Estimate) else None
    return Result(key, shown, meaning, studies, method_in_words(found), interval=ends, unit=unit, rows=found.rows)


def _weight(key: str, of: str, line: Line) -> Iterator[Result]:
    """Yield on how many people the interval of a difference hangs, and how many an optimal size asks for."""
    if isinstance(line.difference.main, Estimate):
        words = "people with the event, more or fewer in one arm of one trial, who move the interval of the difference"
        way = "over no difference" if not line.difference.main.holds_null else "off no difference"
        yield Result(f"{key}.fragility", line.fragility or NONE, f"{words} {way}, {of}", line.studies, rows=line.rows)
        words = "people whom one trial would need to see the control's risk fall by a quarter, power 80 %, level 5 %"
        yield Result(f"{key}.information", line.optimal_size or NONE, f"{words}, {of}", line.studies, rows=line.rows)


def per_thousand(found: Analysis | Interval, of: int = 1000) -> str:
    """Return a risk difference of so many people in words, such as ``18 more (5 fewer to 37 more)``."""
    if not isinstance(found, Estimate | Interval):
        return NONE
    return f"{more_or_fewer(found.estimate, of)} ({more_or_fewer(found.low, of)} to {more_or_fewer(found.high, of)})"


def more_or_fewer(value: float, of: int = 1000) -> str:
    """Return a difference of two shares as so many more or fewer people."""
    if value == 0:
        return "no difference"
    shown = number(abs(round(of * value)))
    return f"{shown if shown != '0' else 'less than 1'} {'more' if value > 0 else 'fewer'}"


def ratio(found: Analysis) -> str:
    """Return a ratio with its 95 % interval: ``1.50 (0.22 to 10.47)``; else that it is not computed."""
    if not isinstance(found, Estimate):
        return NONE
    return f"{ratio_in_words(found.estimate)} ({ratio_in_words(found.low)} to {ratio_in_words(found.high)})"


def ratio_in_words(value: float) -> str:
    """Return a ratio to two places; with more where it would read as no difference, or as none at all."""
    if math.isinf(value):
        return "unbounded"
    if 0 < value < 0.005:
        return "below 0.01"
    return rounded(value, 2, apart=(1,))


def method_in_words(found: Analysis) -> str:
    """Return in one line how a result came about: method, trials and results, people, tau, and what to know."""
    if not isinstance(found, Estimate):
        return found.sentence if isinstance(found, Refusal) else ""
    told = [found.method, f"{count(found.k, 'trial', 'trials')}, {count(found.tables, 'result', 'results')}"]
    told += [f"{number(found.participants)} people", "95 % interval"]
    return "; ".join(filter(None, [*told, spread(found), found.note]))


def spread(found: Estimate) -> str:
    """Return how far trials differ, a ratio's tau on the log scale, and where a further one is expected."""
    if found.tau is None or found.tau_low is None or found.tau_high is None:
        return ""
    differ = found.measure == "risk-difference"
    tau, low, high = (
        rounded(1000 * x) if differ else rounded(x, 2) for x in (found.tau, found.tau_low, found.tau_high)
    )
    told = f"tau {tau} ({low} to {high})" + (" per 1,000" if differ else "")
    if not found.prediction:
        return told
    ahead = " to ".join(more_or_fewer(end) if differ else ratio_in_words(end) for end in found.prediction)
    return f"{told}; prediction interval {ahead}{', rough with so few' if found.prediction_is_rough else ''}"
