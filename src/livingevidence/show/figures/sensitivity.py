"""Specification curves: what each defensible choice gives, drawn and as a table, and which harms have no such curve."""

import math
from collections.abc import Mapping, Sequence
from functools import partial

from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from livingevidence.evidence.evidence import Evidence
from livingevidence.record.reads import remembered
from livingevidence.record.text import MINUS, capital, names_in_words
from livingevidence.results.harm_numbers import per_thousand, ratio_in_words, spread
from livingevidence.show.figures.drawing import BRAND, INK, Figure, Line, figure, lay_link
from livingevidence.show.figures.forest import difference_with_interval
from livingevidence.show.inline import Inline, inline_of
from livingevidence.show.table import Prose, Table, paragraph, prose
from livingevidence.show.wording import declared_table
from livingevidence.synthesis import harms, rules
from livingevidence.synthesis.estimate import Estimate, NotUsed, Refusal
from livingevidence.synthesis.sensitivity import Curve, Specification, curves, differences

BLANK_LINES = 9  # which make room for the points
_curves = remembered(2)(curves)  # asked by each figure and table of a page


def curve_of(evidence: Evidence, event: str, *diseases: str) -> Curve:
    """Return the curve of an adverse event in one disease, or in several together.

    Raises
    ------
    KeyError
        If there is none.
    """
    by_key = {(curve.event, *curve.diseases): curve for curve in _curves(evidence)}
    if (event, *diseases) not in by_key:
        keys = "; ".join(" ".join(key) for key in by_key)
        raise KeyError(f"no curve of {event} in {names_in_words(list(diseases))}; there are: {keys}")
    return by_key[event, *diseases]


def curve(evidence: Evidence, curve: Curve) -> Figure:
    """Return the specification curve of the risk differences: points by estimate, and below them what was chosen.

    Raises
    ------
    ValueError
        If no specification is a risk difference.

    Notes
    -----
    U. Simonsohn, J. P. Simmons and L. D. Nelson, Nature Human Behaviour 2020.
    """
    specs = [spec for spec in curve.specifications if spec.result.measure == "risk-difference"]
    if not specs:
        raise ValueError(f"no risk difference among the specifications of {curve.event}")
    options = _options(specs)
    scale = f"more (+) or fewer (−) people per 1,000 with the {evidence.topic.treatment.short}, 95 % interval"
    lines, chosen = [Line(f"Each column is one way to compute it: {scale}"), *[Line("")] * BLANK_LINES], []
    for choice in (name for name, variants in options.items() if len(variants) > 1):
        for option in options[choice]:
            head = capital(choice) if option == options[choice][0] else ""
            lines.append(Line(_option(evidence, choice, option), head))
            chosen.append([spec for spec in specs if spec.choices[choice] == option])

    def draw(axes: Axes, places: list[float]) -> None:
        axes.set_axis_off()
        _points(axes, specs, places[1], places[BLANK_LINES - 1])
        disease = curve.diseases[0] if len(curve.diseases) == 1 else "all"
        address = f"{harms.analysis(evidence, curve.event).key}.{disease}.difference"
        lay_link(axes, address, 0, 1, places[1], places[BLANK_LINES - 1])
        _matrix(axes, specs, chosen, places[BLANK_LINES:])

    ways = [f"{_ways(evidence, specs, spec)}, {spec.choices['estimator']}" for spec in specs]
    alts = [f"{way}: {per_thousand(spec.result)}" for way, spec in zip(ways, specs, strict=True)]
    fixed = {name: variants[0] for name, variants in options.items() if len(variants) == 1}
    same = [f"{name}: {_option(evidence, name, option)}" for name, option in fixed.items()]
    results = differences(curve.specifications)
    return figure(
        evidence,
        "curve",
        "-".join((curve.event, *curve.diseases)),
        lines,
        finish=draw,
        alts=alts,
        title=_title(inline_of(evidence), curve),
        same=same,
        ways=len(results),
        apart=sum(not result.holds_null for result in results),
        one_direction=curve.one_direction,
        fewer=results[0].estimate < 0,
    )


def _options(specs: Sequence[Specification]) -> dict[str, list[str]]:
    """Return the options of each choice but that of the measure, the main one first."""
    order = sorted(specs, key=lambda spec: not spec.main)
    names = [name for name in specs[0].choices if name != "measure"]
    return {name: list(dict.fromkeys(spec.choices[name] for spec in order)) for name in names}


def _points(axes: Axes, specs: Sequence[Specification], top: float, bottom: float) -> None:
    """Draw the points between two heights, with a scale behind them whose numbers stand left of the points."""
    ends = [0.0] + [1000 * end for spec in specs for end in (spec.result.low, spec.result.high)]
    high, low = max(ends), min(ends)

    def height(value: float) -> float:
        return top + (high - value) / (high - low) * (bottom - top)

    axes.set_xlim(-2.6, len(specs))
    for tick in (tick for tick in MaxNLocator(4).tick_values(low, high) if low <= tick <= high):
        axes.plot([-0.8, len(specs)], [height(tick)] * 2, color=INK, lw=0.9 if tick == 0 else 0.3, ls=":")
        words = f"{tick:+.0f}".replace("-", MINUS) if tick else "0"
        axes.text(-0.95, height(tick), words, ha="right", va="center")
    for column, spec in enumerate(specs):
        estimate = spec.result
        axes.plot([column] * 2, [height(1000 * estimate.low), height(1000 * estimate.high)], color=INK, lw=1.5)
        axes.plot(column, height(1000 * estimate.estimate), **_look(spec))


def _matrix(axes: Axes, specs: Sequence[Specification], chosen: Sequence, places: Sequence[float]) -> None:
    """Draw below the points which column chose what, and the word on the column of the main analysis."""
    word, *places = places
    for column in (column for column, spec in enumerate(specs) if spec.main):
        axes.text(column, word, "main", ha="center", va="center", weight="bold")
    for place, of_option in zip(places, chosen, strict=True):
        axes.plot([-0.5, len(specs) - 0.5], [place] * 2, color=INK, lw=0.3)
        for column, spec in enumerate(specs):
            if spec in of_option:
                axes.plot(column, place, **_look(spec))


def _look(spec: Specification) -> dict:
    marker, color, size = ("D", BRAND, 7) if spec.main else ("o", INK, 4.5)
    return {"marker": marker, "color": color, "ms": size, "ls": ""}


def _ways(evidence: Evidence, specs: Sequence[Specification], spec: Specification) -> str:
    """Return in what a specification differs from the main one; of each choice where none of them is the main one."""
    main: Mapping[str, str] = next((other.choices for other in specs if other.main), {})
    names = [name for name in spec.choices if name not in ("measure", "estimator")]
    unlike = {name: spec.choices[name] for name in names if spec.choices[name] != main.get(name)}
    words = [f"{name}: {_option(evidence, name, option)}" for name, option in unlike.items()]
    return ", ".join(words) or ("main analysis" if spec.main else "only in measure or estimator")


def _option(evidence: Evidence, choice: str, option: str) -> str:
    """Return an option in words; trials by their names."""
    if choice != "left out":
        return option
    names = {trial.id: trial.name for study in evidence.records.values() for trial in study.trials if trial.name}
    return ", ".join(names.get(trial, trial) for trial in option.split(", "))


def _title(inline: Inline, curve: Curve) -> str:
    together = " together" if len(curve.diseases) > 1 else ""
    return f"{inline.label('adverse-events', curve.event)} in {inline.conditions(curve.diseases)}{together}"


def curve_table(evidence: Evidence, curve: Curve) -> Table:
    """Return every specification of a result, differences before ratios, with how it differs from the main one."""
    ways, title = partial(_ways, evidence, curve.specifications), _title(inline_of(evidence), curve)
    return declared_table(evidence, "curve", curve.specifications, ways=ways, result=_result, title=title)


def _result(estimate: Estimate) -> str:
    text = f"{difference_with_interval(estimate)} per 1,000"
    if estimate.measure != "risk-difference":
        # A large one without an end that nobody needs.
        ratios = (estimate.estimate, estimate.low, estimate.high)
        ratio, low, high = ("above 100" if 100 <= value < math.inf else ratio_in_words(value) for value in ratios)
        text = f"{ratio} ({low} to {high})"
    return "; ".join(filter(None, (text, spread(estimate))))


def in_short(curve: Curve) -> Prose:
    """Return in a sentence whether the direction and how sure it is depend on the choice."""
    return prose(curve.sentence)


def bottom_line(evidence: Evidence) -> Prose:
    """Return as the bottom line of a chapter for which results direction or precision depend on the choice."""
    inline, harm_curves = inline_of(evidence), _curves(evidence)
    sides = f"with the {inline.topic.treatment.short} or with {inline.topic.control.label}"
    independent = [curve for curve in harm_curves if curve.one_direction and curve.one_sureness]
    either_way = [curve for curve in harm_curves if not curve.one_direction]
    one_way = [curve for curve in harm_curves if curve.one_direction and curve not in independent]
    kinds = {
        f"Whether more people have the event {sides} depends on our choices for": either_way,
        "The direction holds, but how sure it is depends on our choices, for": one_way,
        "Neither the direction nor how sure it is depends on our choices for": independent,
    }
    sentences = []
    for words, part in kinds.items():
        if part:
            sentences.append(f"{words}: {'; '.join(_title(inline, curve) for curve in part)}.")
    if not independent:
        sentences.append("There is no pooled harm for which both stay the same whatever is chosen.")
    words = Markup("<strong>Bottom line.</strong>\n{}").format("\n".join(sentences))
    return Prose(Markup('<div class="bottom-line docutils container">\n{}</div>\n').format(paragraph(words)))


def not_pooled(evidence: Evidence) -> Table:
    """Return the harms of which no pooled result exists, by the reason why."""
    inline, harms_by_reason = inline_of(evidence), {}
    for analysis in harms.analyses(evidence):
        label = evidence.vocabulary.label_of(analysis.event)
        if analysis.refusal:
            why = f"No result against {inline.topic.control.label}: {_reasons(evidence, analysis.not_used)}."
            harms_by_reason.setdefault(why, []).append(label)
        for line in analysis.lines:
            refusal = line.difference.lines[0]
            if isinstance(refusal, Refusal):
                why = rules.RULES[refusal.rule].sentence
                harms_by_reason.setdefault(why, []).append(f"{label} ({inline.conditions(line.diseases)})")
    return declared_table(evidence, "not-pooled", sorted(harms_by_reason.items(), key=lambda item: -len(item[1])))


def _reasons(evidence: Evidence, not_used: Sequence[NotUsed]) -> str:
    """Return why rows are in no comparison; that a row is there twice only where nothing else is said."""
    entries = [entry for entry in not_used if not all(evidence.row(row)[1].duplicate_of for row in entry.rows)]
    return "; ".join(sorted({entry.reason for entry in entries or not_used}))
