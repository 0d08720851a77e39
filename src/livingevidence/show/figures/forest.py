"""Forest plots of harms, treatment against control: each result within its disease, pooled lines apart from them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import accumulate
from math import sqrt
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from livingevidence.appraisal.certainty import highest_level
from livingevidence.appraisal.standing import is_stale
from livingevidence.evidence.describe import trial_names
from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.names import short_names
from livingevidence.record.addresses import Address
from livingevidence.record.dates import earliest_report
from livingevidence.record.judgements import RiskOfBias
from livingevidence.record.text import THIN, capital, rounded
from livingevidence.results.harm_numbers import per_thousand, spread
from livingevidence.show.figures.drawing import (
    BRAND,
    INK,
    JOINED,
    LETTERS,
    MARK,
    TEXT,
    Figure,
    Line,
    Mark,
    figure,
    mark,
    stroke,
)
from livingevidence.show.findings import SIGNS, certainty_in_signs, risk_sign
from livingevidence.show.inline import Inline, inline_of
from livingevidence.show.table import Prose, prose
from livingevidence.synthesis import harms
from livingevidence.synthesis.comparisons import Comparison
from livingevidence.synthesis.estimate import Analysis, Estimate, Refusal
from livingevidence.synthesis.pooling import pool

LIGHTS = (BRAND, "#e0a030", "#9a4a00", "#7a1f1f")  # the colours of SIGNS


class Entry(NamedTuple):
    """A line of a drawing, and what is drawn below its words."""

    line: Line
    result: Estimate | None = None
    shape: str = "square"  # for one result; of pooled ones `filled` or `hollow`, a diamond as wide as the interval
    counts: tuple[str, str] = ("", "")  # of the two sides, in columns of their own
    weight: float = 50  # percent, which sets the size of a square
    lights: tuple[int, ...] = ()  # risk of bias by domain and overall, as places in SIGNS


SIDES, NUMBERS = (0.16, 0.17), 0.67  # the least that the two sides take, and where differences begin, of the width
CHARACTER, LIGHT = 0.0195, 0.037  # of the width


def differences(evidence: Evidence, kind: str, event: str, entries: Sequence[Entry], **facts: object) -> Figure:
    """Return a figure of differences per 1,000 people on one scale."""
    low, high = _ends(entries, 0.1)
    lines = [replace(entry.line, marks=_marks(entry.result, entry.shape) if entry.result else ()) for entry in entries]
    return figure(evidence, kind, event, lines, ends=(low, high), **facts)


def column_figure(evidence: Evidence, kind: str, event: str, entries: Sequence[Entry], **facts: object) -> Figure:
    """Return a figure of differences per 1,000 people whose counts, marks and numbers stand in columns."""
    (low, high), topic = _ends(entries, 0.06), evidence.topic
    longest = [max(len(entry.counts[side]) for entry in entries) for side in (0, 1)]
    widths = [max(least, CHARACTER * (letters + 1)) for least, letters in zip(SIDES, longest, strict=True)]
    second, middle = accumulate(widths)  # where the second column begins, and that of the marks
    width = (high - low) / (NUMBERS - middle - 0.02)
    start = low - middle * width
    heads = _cells(second, (topic.treatment.short, topic.control.label, "difference"), weight="bold")
    lights = max(len(entry.lights) for entry in entries)
    lines = [Line("", marks=[heads])]
    if lights:
        ranks, words = {rank for entry in entries for rank in entry.lights}, list(facts["tool"].judgements.values())
        lines = _key([(SIGNS[rank], LIGHTS[rank], words[rank]) for rank in sorted(ranks)], lights)
        lines[-1] = replace(lines[-1], marked=True, marks=[*lines[-1].marks, heads])
    for entry in entries:
        if entry.result is None:
            lines.append(entry.line)
            continue
        marks = _marks(entry.result, entry.shape, entry.weight)
        marks.append(_cells(second, (*entry.counts, difference_with_interval(entry.result))))
        marks.append(_lights([SIGNS[rank] for rank in entry.lights], [LIGHTS[rank] for rank in entry.lights]))
        lines.append(replace(entry.line, marks=marks, letters=LETTERS - 2 * len(entry.lights)))

    def scale(axes: Axes, places: list[float]) -> None:
        few, many = (_ticks(number, low, high) for number in (3, 6))
        bare = [end for end in (many[0], many[-1]) if all(tick * end <= 0 for tick in few)]  # no side is without a tick
        axes.set_xticks(sorted({*few, *bare}))
        axes.spines["bottom"].set_bounds(low, high)
        axes.set_xlim(start, start + width)

    return figure(evidence, kind, event, lines, finish=scale, **facts)


def _ticks(number: int, low: float, high: float) -> list[float]:
    return [tick for tick in MaxNLocator(number).tick_values(low, high) if low <= tick <= high]


def _ends(entries: Sequence[Entry], room: float) -> tuple[float, float]:
    ends = [0.0] + [1000 * end for entry in entries if entry.result for end in (entry.result.low, entry.result.high)]
    room *= max(ends) - min(ends)
    return min(ends) - room, max(ends) + room


def _cells(second: float, texts: Sequence[str], **look) -> Mark:
    """Return what writes the columns beside a mark, of which the second begins at a share of the width."""

    def write(axes: Axes, place: float) -> None:
        for position, text in zip((0, second, NUMBERS), texts, strict=True):
            axes.text(position, place, text, transform=axes.get_yaxis_transform(), va="center", size=8.5, **look)

    return write


def _lights(signs: Sequence[str], colors: Sequence[str] = ()) -> Mark:
    """Return what writes signs at the right of the last line of words, each in a disc if it has a colour."""

    def write(axes: Axes, place: float) -> None:
        last = len(signs) - 1
        for number, sign in enumerate(signs):
            position = 1.0 - LIGHT * (last - number) + 0.012 * (number == last)
            _sign(axes, position, place, sign, colors[number] if colors else "")

    return write


def _key(judgements: Iterable[tuple[str, str, str]], lights: int) -> list[Line]:
    """Return lines with each judgement as sign, colour and word, and numbers above the lights at the end."""
    title, rows = "Risk of bias:", [[]]
    position = 1.1 * CHARACTER * len(title)
    for sign, color, word in judgements:
        width = 1.2 * LIGHT + 0.9 * CHARACTER * len(word)
        if position + width > 1:
            rows.append([])
            position = 0
        rows[-1].append((position, sign, color, word))
        position += width
    if position > 1 - LIGHT * lights:
        rows.append([])

    def write(axes: Axes, place: float, row: int) -> None:
        _sign(axes, 0, place, title if not row else "", ha="left")
        for position, sign, color, word in rows[row]:
            _sign(axes, position + 0.6 * LIGHT, place, sign, color)
            _sign(axes, position + 1.2 * LIGHT, place, word, ha="left", weight="normal")

    lines = [Line(" ", marked=False, marks=[partial(write, row=row)]) for row in range(len(rows))]
    numbers = _lights([*map(str, range(1, lights)), "all"])
    lines[-1] = replace(lines[-1], marks=[*lines[-1].marks, numbers])
    return lines


def _sign(axes: Axes, position: float, place: float, text: str, color: str = "", **look) -> None:
    """Write at the height of the last line of words, in a disc if there is a colour."""
    axis, height = {"transform": axes.get_yaxis_transform(), "clip_on": False}, place - (MARK + TEXT) / 2
    if color:
        axes.plot(position, height, "o", ms=7.8, mfc=f"{color}55", mec=color, mew=1.1, **axis)
    look = {"ha": "center", "va": "center_baseline", "size": 7.5, "weight": "bold"} | look
    axes.text(position, height, text, **look, **axis)


def _marks(estimate: Estimate, shape: str, weight: float = 50) -> list[Mark]:
    zero = stroke(0, lw=0.8, ls=":")  # at the results alone, so that the line of no difference crosses no words
    middle, low, high = (1000 * value for value in (estimate.estimate, estimate.low, estimate.high))
    if shape == "square":
        square = mark(middle, shape="s", color=INK, ms=0.85 * sqrt(max(weight, 8)))
        return [zero, mark(low, high, color=INK, lw=1.5), square]

    def diamond(axes: Axes, place: float) -> None:
        outline = [low, middle, high, middle], [place, place - 0.075, place, place + 0.075]
        axes.fill(*outline, facecolor=BRAND if shape == "filled" else "none", edgecolor=BRAND, lw=1.5)

    return [zero, diamond]


def difference_with_interval(analysis: Analysis) -> str:
    """Return a difference with its interval, per 1,000: ``−28 (−75 to −1)``; else that there is no line."""
    if not isinstance(analysis, Estimate):
        return "no line"
    estimate, low, high = map(signed_difference, (analysis.estimate, analysis.low, analysis.high))
    return JOINED.join((estimate, f"({low}", "to", f"{high})"))


def signed_difference(difference: float) -> str:
    """Return a difference per 1,000: whole, but with as many decimals as keep it on its side of zero."""
    return rounded(1000 * difference)


def forest(evidence: Evidence, event: str) -> Figure | Prose:
    """Return a forest plot of an adverse event; where no result can be compared, the sentence that says so.

    Raises
    ------
    KeyError
        If the event is not in the vocabulary.
    """
    analysis, inline = harms.analysis(evidence, event), inline_of(evidence)
    if analysis.refusal:
        label, why = capital(evidence.vocabulary.label_of(event)), _with_names(evidence, analysis.refusal.sentence)
        return prose(f"{label}: {why}")
    entries = [entry for line in analysis.by_disease for entry in _disease(inline, line, analysis.key, event)]
    if analysis.across and _is_pooled(analysis.across):
        entries += _across(inline, analysis.across, analysis.key)
    comparisons = [comparison for line in analysis.by_disease for comparison in line.comparisons]
    used = sorted({name for comparison in comparisons for name in _judgements(evidence, comparison)})
    appraisal, main = evidence.library.appraisal, []
    for line in filter(_is_pooled, analysis.by_disease):
        diseases, estimate = capital(inline.conditions(line.diseases)), per_thousand(line.difference.lines[0])
        main.append(f"{diseases}, of 1,000 people: {estimate}.")
    return column_figure(
        evidence,
        "forest",
        event,
        entries,
        main=main,
        pooled=any(map(_is_pooled, analysis.lines)),
        tool=next((appraisal.tools[appraisal.risks[name].tool] for name in used), None),
        risk_sign=risk_sign,
        unsigned=any(is_stale(evidence, f"risk-of-bias/{name}") for name in used),
        refusals=list(_refusals(inline, analysis.lines)),
        notes=[f"{_name(evidence, comparison)}: {comparison.note}." for comparison in comparisons if comparison.note],
    )


def cumulative(evidence: Evidence, event: str) -> Figure | None:
    """Return how the pooled difference went as results became public; None where nothing is pooled.

    Raises
    ------
    KeyError
        If the event is not in the vocabulary.
    """
    entries, trails, inline = [], [], inline_of(evidence)
    for line in filter(_is_pooled, harms.analysis(evidence, event).lines):
        trail = [*_trail(inline, line)]
        first, *_, last = [per_thousand(entry.result).partition(" (")[0] for entry in trail if entry.result]
        trails.append((inline.conditions(line.diseases), first, last))
        entries += trail
    return differences(evidence, "cumulative", event, entries, trails=trails) if entries else None


def weights(comparisons: Sequence[Comparison]) -> list[float]:
    """Return the weight of each result in the Mantel–Haenszel risk difference, in percent."""
    pairs = [(comparison.n, comparison.control_n) for comparison in comparisons]
    sizes = [treated * control / (treated + control) for treated, control in pairs]
    return [100 * size / sum(sizes) for size in sizes]


def risk_of_bias(evidence: Evidence, comparison: Comparison) -> tuple[str, str]:
    """Return sign and word of the overall judgement of a result; the worst, where several were made."""
    judgements, words = _judgements(evidence, comparison).values(), {}
    for assessment in (assessment for assessment in judgements if assessment.overall):
        tool, judgement = evidence.library.appraisal.tools[assessment.tool], assessment.overall.judgement
        words[list(tool.judgements).index(judgement)] = (risk_sign(tool, judgement), tool.judgements[judgement])
    return words[max(words)] if words else ("", "not assessable" if judgements else "not judged")


def risk_lights(evidence: Evidence, comparison: Comparison) -> tuple[int, ...]:
    """Return the judgement of each domain of a result and then the overall one, as places from best to worst.

    Of several judgements the worst stands for each domain; nothing of a result that was not judged by domain.
    """
    assessments = [assessment for assessment in _judgements(evidence, comparison).values() if assessment.overall]
    domains = zip(*([*assessment.domains.values(), assessment.overall] for assessment in assessments), strict=False)
    scales = [list(evidence.library.appraisal.tools[assessment.tool].judgements) for assessment in assessments]
    if len({assessment.tool for assessment in assessments}) != 1:
        return ()
    return tuple(max(scales[0].index(part.judgement) for part in domain) for domain in domains)


def certainty_of(evidence: Evidence, line: harms.Line, event: str) -> str:
    """Return the certainty that was rated of an event in the diseases of a line, in signs; nothing where none was."""
    appraisal, rows = evidence.library.appraisal, {row for comparison in line.comparisons for row in comparison.rows}
    ratings = [
        rating
        for rating in appraisal.certainties.values()
        if rating.kind == "harm"
        and rating.condition in line.diseases
        and event in rating.question.adverse_events
        and rows & set(rating.rows)
    ]
    level = highest_level(appraisal, ratings)
    return certainty_in_signs(level) if level else ""


def _judgements(evidence: Evidence, comparison: Comparison) -> dict[str, RiskOfBias]:
    """Return the judgements of a comparison's rows, or of its study as a whole, by their names."""
    rows = {Address(address).part for address in comparison.rows}
    risks = evidence.library.appraisal.risks.items()
    of_study = {name: risk for name, risk in risks if risk.study == comparison.study}
    return {name: risk for name, risk in of_study.items() if rows & set(risk.rows or rows)}


def _is_pooled(line: harms.Line) -> bool:
    return isinstance(line.difference.lines[0], Estimate)


def _disease(inline: Inline, line: harms.Line, key: str, event: str) -> Iterator[Entry]:
    """Yield the results of a disease, each with two lines of words, and what is pooled of them."""
    weeks = [comparison.weeks for comparison in line.comparisons]
    weeks = dict.fromkeys("not stated" if week is None else f"{week:g}" for week in weeks)
    certainty = certainty_of(inline.evidence, line, event)
    head = f"{capital(inline.conditions(line.diseases))}, week {' or '.join(weeks)}"
    head += f", {certainty}" if certainty else ""
    pooled = _is_pooled(line)
    results = zip(line.comparisons, line.difference.single, weights(line.comparisons), strict=True)
    for comparison, estimate, weight in results:
        name, (sign, bias) = _name(inline.evidence, comparison), risk_of_bias(inline.evidence, comparison)
        share = [f"weight {_percent(weight)}"] if pooled else []
        facts = [
            f"{name}: {comparison.events} of {comparison.n} with the {inline.topic.treatment.short}",
            f"{comparison.control_events} of {comparison.control_n} with {inline.topic.control.label}",
            *(per_thousand(estimate), *share, f"risk of bias {bias}"),
        ]
        lights = risk_lights(inline.evidence, comparison)
        words = [name, *(["recovered counts"] if comparison.recovered else []), *share]
        words += [] if lights else [f"{sign} {bias}".strip()]
        alt = f"{head}. {', '.join(facts)}." if head else f"{', '.join(facts)}."
        counts = f"{comparison.events}/{comparison.n}", f"{comparison.control_events}/{comparison.control_n}"
        in_words = Line(" · ".join(words), head, alt, addresses=comparison.rows)
        yield Entry(in_words, estimate, counts=counts, weight=weight, lights=lights)
        head = ""
    yield from _pooled(line, "filled", f"{key}.{line.diseases[0]}.difference")


def _across(inline: Inline, line: harms.Line, key: str) -> Iterator[Entry]:
    """Yield the second line across diseases, with its label and weights."""
    names = [_name(inline.evidence, comparison) for comparison in line.comparisons]
    results = zip(names, weights(line.comparisons), strict=True)
    shares = ", ".join(f"{name}{JOINED}{_percent(weight)}" for name, weight in results)
    words = f"{capital(harms.SECOND_LINE)}. Weights: {shares}."
    yield Entry(Line(words, capital(inline.conditions(line.diseases)), words, marked=False))
    yield from _pooled(line, "hollow", f"{key}.all.difference")


def _pooled(line: harms.Line, shape: str, address: str) -> Iterator[Entry]:
    for estimate in (estimate for estimate in line.difference.lines if isinstance(estimate, Estimate)):
        words = f"Pooled, {estimate.method.split(',')[0]}"
        spread_of_effects = f"; {spread(estimate)}" if estimate.tau is not None else ""
        alt = f"{words}: {per_thousand(estimate)}{spread_of_effects}."
        addresses = (address,) if estimate is line.difference.main else ()  # a check beside it has no address
        yield Entry(Line(f"{words}{spread_of_effects}", alt=alt, addresses=addresses), estimate, shape)


def _trail(inline: Inline, line: harms.Line) -> Iterator[Entry]:
    """Yield the estimate after each result, by year."""
    years = {}
    for comparison in line.comparisons:
        if report := earliest_report(inline.evidence.records[comparison.study]):
            years[comparison.study] = int(report.first_public[:4])
    several = len(line.diseases) > 1
    order = sorted(line.comparisons, key=lambda comparison: years.get(comparison.study, float("inf")))
    head = capital(inline.conditions(line.diseases)) + (": second line across diseases" if several else "")
    pooled_shape = "hollow" if several else "filled"
    for place, comparison in enumerate(order):
        estimate = pool("", order[: place + 1], main=inline.evidence.library.protocol.pooling.main).main
        name = _name(inline.evidence, comparison)
        words = f"{years.get(comparison.study, 'year not known')}, {'and ' if place else ''}{name}"
        shape = pooled_shape if place else "square"
        pooled, alt = isinstance(estimate, Estimate), f"{words}: {per_thousand(estimate)}."
        alt = f"{head}. {alt}" if head else alt
        in_words = Line(f"{words}: {difference_with_interval(estimate)}", head, alt, pooled, comparison.rows)
        yield Entry(in_words, estimate if pooled else None, shape)
        head = ""


def _refusals(inline: Inline, lines: Iterable[harms.Line]) -> Iterator[str]:
    """Yield each refusal to pool once, with the diseases and the method that it is about."""
    diseases_by_refusal: dict[tuple[str, str], list[str]] = {}
    for line in lines:
        for place, refusal in enumerate(line.difference.lines):
            if isinstance(refusal, Refusal):
                start = f"No line by {refusal.method}" if place else "Not pooled"
                diseases_by_refusal.setdefault((start, refusal.sentence), []).append(inline.conditions(line.diseases))
    for (start, sentence), diseases in diseases_by_refusal.items():
        yield f"{start} ({'; '.join(diseases)}): {_with_names(inline.evidence, sentence)}"


def _with_names(evidence: Evidence, sentence: str) -> str:
    """Return a sentence of a rule with trials and studies by their names, once where a study has that of its trial."""
    names = {trial.id: trial.name for study in evidence.records.values() for trial in study.trials if trial.name}
    names |= short_names(evidence)

    def with_name(match: re.Match) -> str:
        trial, study = (names.get(word, word) for word in match.groups())
        if trial is None:
            return study
        return trial if trial in study.split(", ") else f"{trial} in {study}"

    return re.sub(r"(?:([\w-]+) in )?([\w-]+)", with_name, sentence)


def _name(evidence: Evidence, comparison: Comparison) -> str:
    # one without a number has its study's name
    registered = [trial for trial in comparison.trials if trial != comparison.study]
    trials = trial_names(evidence.records[comparison.study], registered)
    name = short_names(evidence)[comparison.study]
    return name if trials in name else f"{name}, {trials}"


def _percent(value: float) -> str:
    return f"{value:.1f}{THIN}%"
