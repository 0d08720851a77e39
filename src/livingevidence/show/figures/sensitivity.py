"""Specification curves: what each defensible choice gives, drawn and as a table, and which harms have no such curve."""

import math
from collections.abc import Mapping, Sequence
from functools import partial

from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from livingevidence.evidence.evidence import Evidence
from livingevidence.record.reads import remembered
from livingevidence.record.text import MINUS, capital, in_words
from livingevidence.results.harm_numbers import per_thousand, ratio_in_words, spread
from livingevidence.show.figures.drawing import BRAND, INK, Figure, Line, figure, lead
from livingevidence.show.figures.forest import in_numbers
from livingevidence.show.inline import Inline, inline
from livingevidence.show.table import Prose, Table, paragraph, prose
from livingevidence.show.wording import tabled
from livingevidence.synthesis import harms, rules
from livingevidence.synthesis.estimate import Estimate, NotUsed, Refusal
from livingevidence.synthesis.sensitivity import Curve, Specification, curves, differences

ROWS = 9  # of blank lines, which make room for the points
_curves = remembered(2)(curves)  # asked by each figure and table of a page


def curve_of(evidence: Evidence, event: str, *diseases: str) -> Curve:
    """Return the curve of an adverse event in one disease, or in several together.

    Raises
    ------
    KeyError
        If there is none.
    """
    found = {(curve.event, *curve.diseases): curve for curve in _curves(evidence)}
    if (event, *diseases) not in found:
        known = "; ".join(" ".join(key) for key in found)
        raise KeyError(f"no curve of {event} in {in_words(list(diseases))}; there are: {known}")
    return found[event, *diseases]


def curve(evidence: Evidence, found: Curve) -> Figure:
    """Return the specification curve of the risk differences: points by estimate, and below them what was chosen.

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
    options = _options(shown)
    scale = f"more (+) or fewer (−) people per 1,000 with the {evidence.topic.treatment.short}, 95 % interval"
    lines, chosen = [Line(f"Each column is one way to compute it: {scale}"), *[Line("")] * ROWS], []
    for choice in (name for name, known in options.items() if len(known) > 1):
        for option in options[choice]:
            head = capital(choice) if option == options[choice][0] else ""
            lines.append(Line(_option(evidence, choice, option), head))
            chosen.append([spec for spec in shown if spec.choices[choice] == option])

    def draw(axes: Axes, places: list[float]) -> None:
        axes.set_axis_off()
        _points(axes, shown, places[1], places[ROWS - 1])
        disease = found.diseases[0] if len(found.diseases) == 1 else "all"
        address = f"{harms.analysis(evidence, found.event).key}.{disease}.difference"
        lead(axes, address, 0, 1, places[1], places[ROWS - 1])
        _matrix(axes, shown, chosen, places[ROWS:])

    told = [
        f"{_ways(evidence, shown, spec)}, {spec.choices['estimator']}: {per_thousand(spec.result)}" for spec in shown
    ]
    same = [f"{name}: {_option(evidence, name, known[0])}" for name, known in options.items() if len(known) == 1]
    results = differences(found.specifications)
    return figure(
        evidence,
        "curve",
        "-".join((found.event, *found.diseases)),
        lines,
        finish=draw,
        told=told,
        title=_title(inline(evidence), found),
        same=same,
        ways=len(results),
        apart=sum(not result.holds_null for result in results),
        one_direction=found.one_direction,
        fewer=results[0].estimate < 0,
    )


def _options(shown: Sequence[Specification]) -> dict[str, list[str]]:
    """Return the options of each choice but that of the measure, the main one first."""
    order = sorted(shown, key=lambda spec: not spec.main)
    names = [name for name in shown[0].choices if name != "measure"]
    return {name: list(dict.fromkeys(spec.choices[name] for spec in order)) for name in names}


def _points(axes: Axes, shown: Sequence[Specification], top: float, bottom: float) -> None:
    """Draw the points between two heights, with a scale behind them whose numbers stand left of the points."""
    ends = [0.0] + [1000 * end for spec in shown for end in (spec.result.low, spec.result.high)]
    high, low = max(ends), min(ends)

    def at(value: float) -> float:
        return top + (high - value) / (high - low) * (bottom - top)

    axes.set_xlim(-2.6, len(shown))
    for tick in (tick for tick in MaxNLocator(4).tick_values(low, high) if low <= tick <= high):
        axes.plot([-0.8, len(shown)], [at(tick)] * 2, color=INK, lw=0.9 if tick == 0 else 0.3, ls=":")
        words = f"{tick:+.0f}".replace("-", MINUS) if tick else "0"
        axes.text(-0.95, at(tick), words, ha="right", va="center")
    for column, spec in enumerate(shown):
        found = spec.result
        axes.plot([column] * 2, [at(1000 * found.low), at(1000 * found.high)], color=INK, lw=1.5)
        axes.plot(column, at(1000 * found.estimate), **_look(spec))


def _matrix(axes: Axes, shown: Sequence[Specification], chosen: Sequence, places: Sequence[float]) -> None:
    """Draw below the points which column chose what, and the word on the column of the main analysis."""
    word, *places = places
    for column in (column for column, spec in enumerate(shown) if spec.main):
        axes.text(column, word, "main", ha="center", va="center", weight="bold")
    for place, specs in zip(places, chosen, strict=True):
        axes.plot([-0.5, len(shown) - 0.5], [place] * 2, color=INK, lw=0.3)
        for column, spec in enumerate(shown):
            if spec in specs:
                axes.plot(column, place, **_look(spec))


def _look(spec: Specification) -> dict:
    marker, color, size = ("D", BRAND, 7) if spec.main else ("o", INK, 4.5)
    return {"marker": marker, "color": color, "ms": size, "ls": ""}


def _ways(evidence: Evidence, specs: Sequence[Specification], spec: Specification) -> str:
    """Return in what a specification differs from the main one; of each choice where none of them is the main one."""
    main: Mapping[str, str] = next((other.choices for other in specs if other.main), {})
    unlike = [n for n in spec.choices if n not in ("measure", "estimator") and spec.choices[n] != main.get(n)]
    told = [f"{name}: {_option(evidence, name, spec.choices[name])}" for name in unlike]
    return ", ".join(told) or ("main analysis" if spec.main else "only in measure or estimator")


def _option(evidence: Evidence, choice: str, option: str) -> str:
    """Return an option in words; trials by their names."""
    if choice != "left out":
        return option
    names = {trial.id: trial.name for study in evidence.records.values() for trial in study.trials if trial.name}
    return ", ".join(names.get(trial, trial) for trial in option.split(", "))


def _title(say: Inline, found: Curve) -> str:
    together = " together" if len(found.diseases) > 1 else ""
    return f"{say.label('adverse-events', found.event)} in {say.conditions(found.diseases)}{together}"


def curve_table(evidence: Evidence, found: Curve) -> Table:
    """Return every specification of a result, differences before ratios, with how it differs from the main one."""
    ways, title = partial(_ways, evidence, found.specifications), _title(inline(evidence), found)
    return tabled(evidence, "curve", found.specifications, ways=ways, result=_result, title=title)


def _result(found: Estimate) -> str:
    told = f"{in_numbers(found)} per 1,000"
    if found.measure != "risk-difference":
        # A large one without an end that nobody needs.
        ends = (
            "above 100" if 100 <= n < math.inf else ratio_in_words(n) for n in (found.estimate, found.low, found.high)
        )
        told = "{} ({} to {})".format(*ends)
    return "; ".join(filter(None, (told, spread(found))))


def in_short(found: Curve) -> Prose:
    """Return in a sentence whether the direction and how sure it is depend on the choice."""
    return prose(found.sentence)


def bottom_line(evidence: Evidence) -> Prose:
    """Return as the bottom line of a chapter for which results direction or precision depend on the choice."""
    say, found = inline(evidence), _curves(evidence)
    sides = f"with the {say.topic.treatment.short} or with {say.topic.control.label}"
    sure = [c for c in found if c.one_direction and c.one_sureness]
    kinds = {
        f"Whether more people have the event {sides} depends on our choices for": [
            c for c in found if not c.one_direction
        ],
        "The direction holds, but how sure it is depends on our choices, for": [
            c for c in found if c.one_direction and c not in sure
        ],
        "Neither the direction nor how sure it is depends on our choices for": sure,
    }
    said = [f"{words}: {'; '.join(_title(say, c) for c in part)}." for words, part in kinds.items() if part]
    if not sure:
        said.append("There is no pooled harm for which both stay the same whatever is chosen.")
    words = Markup("<strong>Bottom line.</strong>\n{}").format("\n".join(said))
    return Prose(Markup('<div class="bottom-line docutils container">\n{}</div>\n').format(paragraph(words)))


def not_pooled(evidence: Evidence) -> Table:
    """Return the harms of which no pooled result exists, by the reason why."""
    say, said = inline(evidence), {}
    for found in harms.analyses(evidence):
        label = evidence.vocabulary.named(found.event)
        if found.none:
            why = f"No result against {say.topic.control.label}: {_reasons(evidence, found.not_used)}."
            said.setdefault(why, []).append(label)
        for line in found.lines:
            refused = line.difference.lines[0]
            if isinstance(refused, Refusal):
                why = rules.RULES[refused.rule].sentence
                said.setdefault(why, []).append(f"{label} ({say.conditions(line.diseases)})")
    return tabled(evidence, "not-pooled", sorted(said.items(), key=lambda item: -len(item[1])))


def _reasons(evidence: Evidence, not_used: Sequence[NotUsed]) -> str:
    """Return why rows are in no comparison; that a row is there twice only where nothing else is said."""
    own = [item for item in not_used if not all(evidence.row(row)[1].duplicate_of for row in item.rows)]
    return "; ".join(sorted({item.reason for item in own or not_used}))
