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
from livingevidence.show.findings import SIGNS, in_sign, in_signs
from livingevidence.show.inline import Inline, inline
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
    lines = [replace(e.line, marks=_marks(e.result, e.shape) if e.result else ()) for e in entries]
    return figure(evidence, kind, event, lines, ends=(low, high), **facts)


def in_columns(evidence: Evidence, kind: str, event: str, entries: Sequence[Entry], **facts: object) -> Figure:
    """Return a figure of differences per 1,000 people whose counts, marks and numbers stand in columns."""
    (low, high), topic = _ends(entries, 0.06), evidence.topic
    longest = [max(len(entry.counts[side]) for entry in entries) for side in (0, 1)]
    second, marks = accumulate(max(least, CHARACTER * (n + 1)) for least, n in zip(SIDES, longest, strict=True))
    wide = (high - low) / (NUMBERS - marks - 0.02)
    start = low - marks * wide
    heads = _cells(second, (topic.treatment.short, topic.control.label, "difference"), weight="bold")
    most = max(len(entry.lights) for entry in entries)
    lines = [Line("", marks=[heads])]
    if most:
        judged, words = {place for entry in entries for place in entry.lights}, list(facts["tool"].judgements.values())
        lines = _key([(SIGNS[place], LIGHTS[place], words[place]) for place in sorted(judged)], most)
        lines[-1] = replace(lines[-1], marked=True, marks=[*lines[-1].marks, heads])
    for entry in entries:
        if entry.result is None:
            lines.append(entry.line)
            continue
        drawn = _marks(entry.result, entry.shape, entry.weight)
        drawn.append(_cells(second, (*entry.counts, in_numbers(entry.result))))
        drawn.append(_lights([SIGNS[place] for place in entry.lights], [LIGHTS[place] for place in entry.lights]))
        lines.append(replace(entry.line, marks=drawn, letters=LETTERS - 2 * len(entry.lights)))

    def scale(axes: Axes, places: list[float]) -> None:
        few, more = ([t for t in MaxNLocator(n).tick_values(low, high) if low <= t <= high] for n in (3, 6))
        bare = [end for end in (more[0], more[-1]) if all(tick * end <= 0 for tick in few)]  # no side is without a tick
        axes.set_xticks(sorted({*few, *bare}))
        axes.spines["bottom"].set_bounds(low, high)
        axes.set_xlim(start, start + wide)

    return figure(evidence, kind, event, lines, finish=scale, **facts)


def _ends(entries: Sequence[Entry], room: float) -> tuple[float, float]:
    ends = [0.0] + [1000 * end for e in entries if e.result for end in (e.result.low, e.result.high)]
    room *= max(ends) - min(ends)
    return min(ends) - room, max(ends) + room


def _cells(second: float, texts: Sequence[str], **look) -> Mark:
    """Return what writes the columns beside a mark, of which the second begins at a share of the width."""

    def write(axes: Axes, place: float) -> None:
        for at, text in zip((0, second, NUMBERS), texts, strict=True):
            axes.text(at, place, text, transform=axes.get_yaxis_transform(), va="center", size=8.5, **look)

    return write


def _lights(signs: Sequence[str], colors: Sequence[str] = ()) -> Mark:
    """Return what writes signs at the right of the last line of words, each in a disc if it has a colour."""

    def write(axes: Axes, place: float) -> None:
        for i, sign in enumerate(signs):
            at = 1.0 - LIGHT * (len(signs) - 1 - i) + 0.012 * (i == len(signs) - 1)
            _sign(axes, at, place, sign, colors[i] if colors else "")

    return write


def _key(judgements: Iterable[tuple[str, str, str]], lights: int) -> list[Line]:
    """Return lines with each judgement as sign, colour and word, and numbers above the lights at the end."""
    title, rows = "Risk of bias:", [[]]
    at = 1.1 * CHARACTER * len(title)
    for sign, color, word in judgements:
        wide = 1.2 * LIGHT + 0.9 * CHARACTER * len(word)
        if at + wide > 1:
            rows.append([])
            at = 0
        rows[-1].append((at, sign, color, word))
        at += wide
    if at > 1 - LIGHT * lights:
        rows.append([])

    def write(axes: Axes, place: float, row: int) -> None:
        _sign(axes, 0, place, title if not row else "", ha="left")
        for at, sign, color, word in rows[row]:
            _sign(axes, at + 0.6 * LIGHT, place, sign, color)
            _sign(axes, at + 1.2 * LIGHT, place, word, ha="left", weight="normal")

    lines = [Line(" ", marked=False, marks=[partial(write, row=row)]) for row in range(len(rows))]
    numbers = _lights([*map(str, range(1, lights)), "all"])
    lines[-1] = replace(lines[-1], marks=[*lines[-1].marks, numbers])
    return lines


def _sign(axes: Axes, at: float, place: float, text: str, color: str = "", **look) -> None:
    """Write at the height of the last line of words, in a disc if there is a colour."""
    where, high = {"transform": axes.get_yaxis_transform(), "clip_on": False}, place - (MARK + TEXT) / 2
    if color:
        axes.plot(at, high, "o", ms=7.8, mfc=f"{color}55", mec=color, mew=1.1, **where)
    axes.text(at, high, text, **{"ha": "center", "va": "center_baseline", "size": 7.5, "weight": "bold"} | look | where)


def _marks(found: Estimate, shape: str, weight: float = 50) -> list[Mark]:
    zero = stroke(0, lw=0.8, ls=":")  # at the results alone, so that the line of no difference crosses no words
    middle, low, high = (1000 * value for value in (found.estimate, found.low, found.high))
    if shape == "square":
        square = mark(middle, shape="s", color=INK, ms=0.85 * sqrt(max(weight, 8)))
        return [zero, mark(low, high, color=INK, lw=1.5), square]

    def diamond(axes: Axes, place: float) -> None:
        outline = [low, middle, high, middle], [place, place - 0.075, place, place + 0.075]
        axes.fill(*outline, facecolor=BRAND if shape == "filled" else "none", edgecolor=BRAND, lw=1.5)

    return [zero, diamond]


def in_numbers(found: Analysis) -> str:
    """Return a difference with its interval, per 1,000: ``−28 (−75 to −1)``; else that there is no line."""
    if not isinstance(found, Estimate):
        return "no line"
    return JOINED.join((signed(found.estimate), f"({signed(found.low)}", "to", f"{signed(found.high)})"))


def signed(difference: float) -> str:
    """Return a difference per 1,000: whole, but with as many decimals as keep it on its side of zero."""
    return rounded(1000 * difference)


def forest(evidence: Evidence, event: str) -> Figure | Prose:
    """Return a forest plot of an adverse event; where no result can be compared, the sentence that says so.

    Raises
    ------
    KeyError
        If the event is not in the vocabulary.
    """
    found, say = harms.analysis(evidence, event), inline(evidence)
    if found.none:
        return prose(f"{capital(evidence.vocabulary.named(event))}: {_with_names(evidence, found.none.sentence)}")
    entries = [entry for line in found.by_disease for entry in _disease(say, line, found.key, event)]
    if found.across and isinstance(found.across.difference.lines[0], Estimate):
        entries += _across(say, found.across, found.key)
    shown = [item for line in found.by_disease for item in line.comparisons]
    appraisal, used = evidence.library.appraisal, {name for item in shown for name in _judgements(evidence, item)}
    lines = [line for line in found.by_disease if isinstance(line.difference.lines[0], Estimate)]
    return in_columns(
        evidence,
        "forest",
        event,
        entries,
        main=[
            f"{capital(say.conditions(line.diseases))}, of 1,000 people: {per_thousand(line.difference.lines[0])}."
            for line in lines
        ],
        pooled=any(isinstance(line.difference.lines[0], Estimate) for line in found.lines),
        tool=next((appraisal.tools[appraisal.risks[name].tool] for name in sorted(used)), None),
        in_sign=in_sign,
        unsigned=any(is_stale(evidence, f"risk-of-bias/{name}") for name in sorted(used)),
        refusals=list(_refusals(say, found.lines)),
        notes=[f"{_name(evidence, item)}: {item.note}." for item in shown if item.note],
    )


def cumulative(evidence: Evidence, event: str) -> Figure | None:
    """Return how the pooled difference went as results became public; None where nothing is pooled.

    Raises
    ------
    KeyError
        If the event is not in the vocabulary.
    """
    lines = harms.analysis(evidence, event).lines
    pooled = [line for line in lines if isinstance(line.difference.lines[0], Estimate)]
    entries, trails, say = [], [], inline(evidence)
    for line in pooled:
        trail = [*_trail(say, line)]
        first, *_, last = [per_thousand(entry.result).partition(" (")[0] for entry in trail if entry.result]
        trails.append((say.conditions(line.diseases), first, last))
        entries += trail
    return differences(evidence, "cumulative", event, entries, trails=trails) if entries else None


def weights(comparisons: Sequence[Comparison]) -> list[float]:
    """Return the weight of each result in the Mantel–Haenszel risk difference, in percent."""
    sizes = [item.n * item.control_n / (item.n + item.control_n) for item in comparisons]
    return [100 * size / sum(sizes) for size in sizes]


def risk_of_bias(evidence: Evidence, comparison: Comparison) -> tuple[str, str]:
    """Return sign and word of the overall judgement of a result; the worst, where several were made."""
    made, words = _judgements(evidence, comparison).values(), {}
    for judged in (judged for judged in made if judged.overall):
        tool, found = evidence.library.appraisal.tools[judged.tool], judged.overall.judgement
        words[list(tool.judgements).index(found)] = (in_sign(tool, found), tool.judgements[found])
    return words[max(words)] if words else ("", "not assessable" if made else "not judged")


def risk_lights(evidence: Evidence, comparison: Comparison) -> tuple[int, ...]:
    """Return the judgement of each domain of a result and then the overall one, as places from best to worst.

    Of several judgements the worst stands for each domain; nothing of a result that was not judged by domain.
    """
    found = [judged for judged in _judgements(evidence, comparison).values() if judged.overall]
    parts = zip(*([*judged.domains.values(), judged.overall] for judged in found), strict=False)
    scales = [list(evidence.library.appraisal.tools[judged.tool].judgements) for judged in found]
    if len({judged.tool for judged in found}) != 1:
        return ()
    return tuple(max(scales[0].index(part.judgement) for part in domain) for domain in parts)


def certainty_of(evidence: Evidence, line: harms.Line, event: str) -> str:
    """Return the certainty that was rated of an event in the diseases of a line, in signs; nothing where none was."""
    made = evidence.library.appraisal
    rated = [
        one
        for one in made.certainties.values()
        if one.kind == "harm"
        and one.condition in line.diseases
        and event in one.question.adverse_events
        and {row for item in line.comparisons for row in item.rows} & set(one.rows)
    ]
    level = highest_level(made, rated)
    return in_signs(level) if level else ""


def _judgements(evidence: Evidence, comparison: Comparison) -> dict[str, RiskOfBias]:
    """Return the judgements of a comparison's rows, or of its study as a whole, by their names."""
    rows = {Address(address).part for address in comparison.rows}
    every = evidence.library.appraisal.risks.items()
    return {name: r for name, r in every if r.study == comparison.study and rows & set(r.rows or rows)}


def _disease(say: Inline, line: harms.Line, key: str, event: str) -> Iterator[Entry]:
    """Yield the results of a disease, each with two lines of words, and what is pooled of them."""
    weeks = dict.fromkeys("not stated" if c.weeks is None else f"{c.weeks:g}" for c in line.comparisons)
    sure = certainty_of(say.evidence, line, event)
    head = ", ".join(filter(None, [f"{capital(say.conditions(line.diseases))}, week {' or '.join(weeks)}", sure]))
    pooled = isinstance(line.difference.lines[0], Estimate)
    for item, found, weight in zip(line.comparisons, line.difference.own, weights(line.comparisons), strict=True):
        name, (sign, bias) = _name(say.evidence, item), risk_of_bias(say.evidence, item)
        weighed = [f"weight {_percent(weight)}"] if pooled else []
        said = [
            f"{name}: {item.events} of {item.n} with the {say.topic.treatment.short}",
            f"{item.control_events} of {item.control_n} with {say.topic.control.label}",
            *(per_thousand(found), *weighed, f"risk of bias {bias}"),
        ]
        lights = risk_lights(say.evidence, item)
        words = [name, *(["recovered counts"] if item.recovered else []), *weighed]
        words += [] if lights else [f"{sign} {bias}".strip()]
        told = f"{head}. {', '.join(said)}." if head else f"{', '.join(said)}."
        counts = f"{item.events}/{item.n}", f"{item.control_events}/{item.control_n}"
        yield Entry(
            Line(" · ".join(words), head, told, behind=item.rows), found, counts=counts, weight=weight, lights=lights
        )
        head = ""
    yield from _pooled(line, "filled", f"{key}.{line.diseases[0]}.difference")


def _across(say: Inline, line: harms.Line, key: str) -> Iterator[Entry]:
    """Yield the second line across diseases, with its label and weights."""
    parts = zip(line.comparisons, weights(line.comparisons), strict=True)
    shares = ", ".join(f"{_name(say.evidence, item)}{JOINED}{_percent(weight)}" for item, weight in parts)
    words = f"{capital(harms.SECOND_LINE)}. Weights: {shares}."
    yield Entry(Line(words, capital(say.conditions(line.diseases)), words, marked=False))
    yield from _pooled(line, "hollow", f"{key}.all.difference")


def _pooled(line: harms.Line, shape: str, address: str) -> Iterator[Entry]:
    for found in (found for found in line.difference.lines if isinstance(found, Estimate)):
        words = f"Pooled, {found.method.split(',')[0]}"
        ahead = f"; {spread(found)}" if found.tau is not None else ""
        said = f"{words}: {per_thousand(found)}{ahead}."
        behind = (address,) if found is line.difference.main else ()  # a check beside it has no address
        yield Entry(Line(f"{words}{ahead}", told=said, behind=behind), found, shape)


def _trail(say: Inline, of: harms.Line) -> Iterator[Entry]:
    """Yield the estimate after each result, by year."""
    first = {item.study: earliest_report(say.evidence.records[item.study]) for item in of.comparisons}
    years = {name: int(report.first_public[:4]) for name, report in first.items() if report}
    several = len(of.diseases) > 1
    order = sorted(of.comparisons, key=lambda item: years.get(item.study, float("inf")))
    head = capital(say.conditions(of.diseases)) + (": second line across diseases" if several else "")
    for place, item in enumerate(order):
        found = pool("", order[: place + 1], main=say.evidence.library.protocol.pooling.main).main
        words = f"{years.get(item.study, 'year not known')}, {'and ' if place else ''}{_name(say.evidence, item)}"
        shape = "square" if not place else "hollow" if several else "filled"
        known, told = isinstance(found, Estimate), f"{words}: {per_thousand(found)}."
        told = f"{head}. {told}" if head else told
        yield Entry(
            Line(f"{words}: {in_numbers(found)}", head, told, known, item.rows), found if known else None, shape
        )
        head = ""


def _refusals(say: Inline, lines: Iterable[harms.Line]) -> Iterator[str]:
    """Yield each refusal to pool once, with the diseases and the method that it is about."""
    said: dict[tuple[str, str], list[str]] = {}
    for line in lines:
        for place, refused in enumerate(line.difference.lines):
            if isinstance(refused, Refusal):
                start = f"No line by {refused.method}" if place else "Not pooled"
                said.setdefault((start, refused.sentence), []).append(say.conditions(line.diseases))
    for (start, sentence), diseases in said.items():
        yield f"{start} ({'; '.join(diseases)}): {_with_names(say.evidence, sentence)}"


def _with_names(evidence: Evidence, sentence: str) -> str:
    """Return a sentence of a rule with trials and studies by their names, once where a study has that of its trial."""
    names = {trial.id: trial.name for study in evidence.records.values() for trial in study.trials if trial.name}
    names |= short_names(evidence)

    def named(found: re.Match) -> str:
        within, name = (names.get(word, word) for word in found.groups())
        return name if within is None else within if within in name.split(", ") else f"{within} in {name}"

    return re.sub(r"(?:([\w-]+) in )?([\w-]+)", named, sentence)


def _name(evidence: Evidence, item: Comparison) -> str:
    known = [trial for trial in item.trials if trial != item.study]  # one without a number has its study's name
    trials = trial_names(evidence.records[item.study], known)
    name = short_names(evidence)[item.study]
    return name if trials in name else f"{name}, {trials}"


def _percent(value: float) -> str:
    return f"{value:.1f}{THIN}%"
