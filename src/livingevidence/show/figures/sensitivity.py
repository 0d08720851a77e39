"""Specification curves: what each defensible choice gives, drawn and as a table, and which harms have no such curve."""

from __future__ import annotations

import math
from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from livingevidence.evidence.evidence import Evidence
from livingevidence.record.text import MINUS, escape, in_words
from livingevidence.results.harm_numbers import per_thousand
from livingevidence.show.figures.differences import in_numbers
from livingevidence.show.figures.drawing import BRAND, Figure, Line, canvas, lead, svg_of
from livingevidence.show.tables import Prose, Table
from livingevidence.synthesis import harms
from livingevidence.synthesis.estimate import Estimate, NotUsed, Refusal
from livingevidence.synthesis.sensitivity import Curve, Specification

SCALE = "Each column is one way to compute it: more (+) or fewer (−) people per 1,000 with the cream, 95 % interval"
ROWS = 9  # of blank lines, which make room for the points


def curve(evidence: Evidence, found: Curve) -> Figure:
    """Return the specification curve of the risk differences: points by estimate, and below them what was chosen.

    Parameters
    ----------
    evidence : Evidence
        The whole evidence.
    found : Curve
        One of :func:`livingevidence.synthesis.sensitivity.curves`.

    Raises
    ------
    ValueError
        If no specification is a risk difference.

    Notes
    -----
    U. Simonsohn, J. P. Simmons and L. D. Nelson, Nature Human Behaviour 2020.
    """
    shown = [spec for spec in found.specifications if spec.result.measure == "risk-difference"]
    if not shown:
        raise ValueError(f"no risk difference among the specifications of {found.event}")
    open_, fixed = _options(shown)
    lines = [Line(SCALE), *[Line("")] * ROWS]
    marks: list[list[Specification]] = []
    for choice, options in open_.items():
        for place, option in enumerate(options):
            lines.append(Line(_option(evidence, choice, option), _upper(choice) if place == 0 else ""))
            marks.append([spec for spec in shown if spec.choices[choice] == option])
    with canvas(lines) as (axes, places):
        axes.set_axis_off()
        _points(axes, shown, places[1], places[ROWS - 1])
        disease = found.diseases[0] if len(found.diseases) == 1 else "all"
        lead(axes, f"harm.{found.event}.{disease}.difference", 0, 1, places[1], places[ROWS - 1])
        _matrix(axes, shown, marks, places[ROWS], places[ROWS + 1 :])
    title, name = _title(evidence, found), "-".join((found.event, *found.diseases))
    told = "; ".join(
        f"{_ways(evidence, shown, spec)}, {spec.choices['estimator']}: {per_thousand(spec.result)}" for spec in shown
    )
    same = "; ".join(f"{choice}: {_option(evidence, choice, option)}" for choice, option in fixed.items())
    return Figure(
        f"figure-curve-{name}",
        svg_of(axes, f"curve-{name}"),
        f"Specification curve of {title}: {len(shown)} risk differences by size, of 1,000 people. {told}.",
        f"{_upper(title)}: every way to compute the risk difference, the most fewer at the left. Circle: one way; "
        "diamond, above the word “main”: the analysis that is shown first. Below, a mark stands in each "
        f"column where that was chosen. {f'The same in all: {same}. ' * bool(same)}Ratios stand in the table.",
    )


def table(evidence: Evidence, curve: Curve) -> Table:
    """Return every specification of a result, differences before ratios, with how it differs from the main one."""
    rows = [
        (
            escape(spec.result.measure.replace("-", " ")),
            escape(spec.choices["estimator"]),
            escape(_result(spec.result)),
            "**main analysis**" if spec.main else escape(_ways(evidence, curve.specifications, spec)),
        )
        for spec in curve.specifications
    ]
    head = ("Measure", "Estimator", "Result, 95 % interval", "Otherwise than the main analysis")
    return Table(
        head, tuple(rows), "No way to compute it.", f"Every way to compute it, {escape(_title(evidence, curve))}"
    )


def bottom_line(evidence: Evidence, curves: Sequence[Curve]) -> Prose:
    """Return as the bottom line of a chapter for which results direction or precision depend on the choice."""
    direction = [c for c in curves if "the direction depends" in c.sentence]
    sureness = [c for c in curves if "how sure it is depends" in c.sentence and c not in direction]
    firm = [c for c in curves if c not in direction + sureness]
    said = [
        f"{words}: {'; '.join(_title(evidence, c) for c in found)}."
        for words, found in (
            ("Whether more people have the event with the cream or with vehicle depends on our choices for", direction),
            ("The direction holds, but how sure it is depends on our choices, for", sureness),
            ("Neither the direction nor how sure it is depends on our choices for", firm),
        )
        if found
    ]
    said += [] if firm else ["There is no pooled harm for which both stay the same whatever is chosen."]
    return Prose("\n".join([":::{container} bottom-line", "**Bottom line.**", *map(escape, said), ":::"]))


def not_pooled(evidence: Evidence) -> Table:
    """Return the harms of which no pooled result exists, by the reason why."""
    said: dict[str, list[str]] = {}
    for found in harms.analyses(evidence):
        label = evidence.vocabulary.label("adverse-events", found.event)
        if found.none:
            said.setdefault(f"No result against vehicle: {_reasons(found.not_used)}.", []).append(label)
        for line in (*found.by_disease, *([found.across] if found.across else [])):
            why = line.difference.lines[0]
            if isinstance(why, Refusal):
                words = in_words([evidence.vocabulary.label("conditions", term) for term in line.diseases])
                said.setdefault(why.sentence.split(" Here:")[0], []).append(f"{label} ({words})")
    rows = sorted(said.items(), key=lambda item: -len(item[1]))
    told = tuple((escape(a), escape("; ".join(b))) for a, b in rows)
    return Table(("Why no difference is pooled", "Harms"), told, what="Every reason, with its harms")


def _reasons(not_used: Sequence[NotUsed]) -> str:
    """Return why rows are in no comparison; that a row is there twice only where nothing else is said."""
    reasons = sorted({item.reason for item in not_used})
    return "; ".join([r for r in reasons if not r.startswith("the same result stands")] or reasons)


def _options(shown: Sequence[Specification]) -> tuple[dict[str, list[str]], dict[str, str]]:
    """Return the choices that differ with their options, the main one first, and the others with their one."""
    order = sorted(shown, key=lambda spec: not spec.main)
    found = {n: list(dict.fromkeys(spec.choices[n] for spec in order)) for n in shown[0].choices if n != "measure"}
    return {k: v for k, v in found.items() if len(v) > 1}, {k: v[0] for k, v in found.items() if len(v) == 1}


def _points(axes: Axes, shown: Sequence[Specification], top: float, bottom: float) -> None:
    """Draw the points between two heights, with a scale behind them whose numbers stand left of the points."""
    ends = [0.0] + [1000 * end for spec in shown for end in (spec.result.low, spec.result.high)]
    high, low = max(ends), min(ends)

    def at(value: float) -> float:
        return top + (high - value) / (high - low) * (bottom - top)

    axes.set_xlim(-2.6, len(shown))
    for tick in MaxNLocator(4).tick_values(low, high):
        if low <= tick <= high:
            axes.plot([-0.8, len(shown)], [at(tick)] * 2, color="#000000", lw=0.9 if tick == 0 else 0.3, ls=":")
            words = f"{tick:+.0f}".replace("-", MINUS) if tick else "0"
            axes.text(-0.95, at(tick), words, ha="right", va="center")
    for column, spec in enumerate(shown):
        found = spec.result
        axes.plot([column] * 2, [at(1000 * found.low), at(1000 * found.high)], color="#000000", lw=1.5)
        axes.plot(column, at(1000 * found.estimate), **_look(spec))


def _matrix(axes: Axes, shown, marks: Sequence[Sequence[Specification]], word: float, places: Sequence[float]) -> None:
    """Draw below the points which column chose what, and the word on the column of the main analysis."""
    for column in (column for column, spec in enumerate(shown) if spec.main):
        axes.text(column, word, "main", ha="center", va="center", weight="bold")
    for place, chosen in zip(places, marks, strict=True):
        axes.plot([-0.5, len(shown) - 0.5], [place] * 2, color="#000000", lw=0.3)
        for column, spec in enumerate(shown):
            if spec in chosen:
                axes.plot(column, place, **_look(spec))


def _look(spec: Specification) -> dict:
    if spec.main:
        return {"marker": "D", "color": BRAND, "ms": 7, "ls": ""}
    return {"marker": "o", "color": "#000000", "ms": 4.5, "ls": ""}


def _ways(evidence: Evidence, specs: Sequence[Specification], spec: Specification) -> str:
    """Return in what a specification differs from the main one; of each choice where none of them is the main one."""
    main = next((other.choices for other in specs if other.main), {})
    unlike = [n for n in spec.choices if n not in ("measure", "estimator") and spec.choices[n] != main.get(n)]
    told = [f"{name}: {_option(evidence, name, spec.choices[name])}" for name in unlike]
    return ", ".join(told) or ("main analysis" if spec.main else "only in measure or estimator")


def _option(evidence: Evidence, choice: str, option: str) -> str:
    """Return an option in words; trials by their names."""
    if choice != "left out":
        return option
    names = {trial.id: trial.name for study in evidence.records.values() for trial in study.trials if trial.name}
    return ", ".join(names.get(trial, trial) for trial in option.split(", "))


def _result(found: Estimate) -> str:
    if found.measure == "risk-difference":
        return f"{in_numbers(found)} per 1,000"
    return f"{_ratio(found.estimate)} ({_ratio(found.low)} to {_ratio(found.high)})"


def _ratio(value: float) -> str:
    """Return a ratio to two places, a large one whole; a bound that would be zero as below the smallest."""
    if math.isinf(value):
        return "unbounded"
    return "below 0.01" if 0 < value < 0.01 else f"{value:.2f}" if value < 100 else "above 100"


def _title(evidence: Evidence, curve: Curve) -> str:
    names = in_words([evidence.vocabulary.label("conditions", term) for term in curve.diseases])
    together = " together" * (len(curve.diseases) > 1)
    return f"{evidence.vocabulary.label('adverse-events', curve.event)} in {names}{together}"


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
