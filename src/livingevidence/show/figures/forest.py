"""Forest plots of harms, treatment against control: each result within its disease, pooled lines apart from them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from livingevidence.evidence.describe import trial_names
from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.names import short_names
from livingevidence.record.addresses import Address
from livingevidence.record.judgements import RiskOfBias
from livingevidence.record.text import MINUS, THIN, capital
from livingevidence.record.topic import Topic
from livingevidence.results.harm_numbers import per_thousand
from livingevidence.show.figures.differences import JOINED, Entry, between, differences, in_numbers
from livingevidence.show.figures.drawing import Figure, Line, told
from livingevidence.show.inline import inline
from livingevidence.show.table import Prose, prose
from livingevidence.synthesis import harms
from livingevidence.synthesis.comparisons import Comparison
from livingevidence.synthesis.estimate import Estimate, Refusal
from livingevidence.synthesis.pooling import pool

SIGNS = ("+", "?", MINUS)  # risk of bias, from best to worst
POOLED = (
    "Filled diamond: results of one disease pooled, as wide as its interval. Hollow diamond: the second line across "
    "diseases. "
)


def _marks(topic: Topic) -> str:
    return (
        f"Numbers are differences per 1,000 people, {topic.treatment.short} less {topic.control.label}, with 95 % "
        "intervals. Square: one result with Newcombe's interval. "
    )


def forest(evidence: Evidence, event: str) -> Figure | Prose:
    """Return a forest plot of an adverse event; where no result can be compared, the sentence that says so.

    Raises
    ------
    KeyError
        If the event is not in the vocabulary.
    """
    found, label, topic = harms.analysis(evidence, event), _label(evidence, event), evidence.topic
    if found.none:
        return prose(f"{capital(label)}: {found.none.sentence}")
    entries = [entry for line in found.by_disease for entry in _disease(evidence, line, event)]
    entries += _across(evidence, found.across, event) if found.across else []
    shown = [item for line in found.by_disease for item in line.comparisons]
    pooled = any(isinstance(line.difference.lines[0], Estimate) for line in found.lines)
    short, control = topic.treatment.short, topic.control.label
    caption = [
        f"{capital(label)}, blinded time. {_marks(topic)}{POOLED if pooled else ''}Counts: people with the event of "
        f"those counted, {short} v {control}. {'Weight: share in the pooled line. ' if pooled else ''}"
        f"{_legend(evidence, shown)}",
        *_refusals(evidence, found.lines),
        *(f"{_name(evidence, item)}: {item.note}." for item in shown if item.note),
    ]
    return differences(
        evidence,
        f"forest-{event}",
        entries,
        alt=f"Forest plot of {label}, {short} against {control}, of 1,000 people. {_told(entries)}",
        caption=" ".join(caption),
    )


def cumulative(evidence: Evidence, event: str) -> Figure | None:
    """Return how the pooled difference went as results became public; None where nothing is pooled.

    Raises
    ------
    KeyError
        If the event is not in the vocabulary.
    """
    label, topic = _label(evidence, event), evidence.topic
    lines = harms.analysis(evidence, event).lines
    lines = [line for line in lines if isinstance(line.difference.lines[0], Estimate)]
    if not lines:
        return None
    entries = [entry for line in lines for entry in _trail(evidence, line)]
    return differences(
        evidence,
        f"cumulative-{event}",
        entries,
        alt=f"Trail of estimates of {label}, {topic.treatment.short} against {topic.control.label}, of 1,000 people, "
        f"each line with all results above it. {_told(entries)}",
        caption=f"{capital(label)}: the trail of estimates, each line with all results above it in its part of the "
        "figure. Results are ordered by the year in which a report of their study became public; those of one year "
        f"have no order among them and stand as they were entered. {_marks(topic)}{POOLED}No test is made at any step.",
    )


def _label(evidence: Evidence, event: str) -> str:
    return evidence.vocabulary.label("adverse-events", event)


def weights(comparisons: Sequence[Comparison]) -> tuple[float, ...]:
    """Return the weight of each result in the Mantel–Haenszel risk difference, in percent."""
    sizes = [item.n * item.control_n / (item.n + item.control_n) for item in comparisons]
    return tuple(100 * size / sum(sizes) for size in sizes)


def risk_of_bias(evidence: Evidence, comparison: Comparison) -> tuple[str, str]:
    """Return sign and word of the overall judgement of a result; the worst, where several were made."""
    found, words = _judgements(evidence, comparison).values(), {}
    for judged in (judged for judged in found if judged.overall):
        names = evidence.library.appraisal.tools[judged.tool].judgements
        place = list(names).index(judged.overall.judgement)
        words[place] = (SIGNS[place], names[judged.overall.judgement])
    return words[max(words)] if words else ("", "not assessable" if found else "not judged")


def _judgements(evidence: Evidence, comparison: Comparison) -> dict[str, RiskOfBias]:
    """Return the judgements of a comparison's rows, or of its study as a whole, by their names."""
    rows = {Address(address).part for address in comparison.rows}
    of_study = evidence.library.appraisal.risks.items()
    return {name: r for name, r in of_study if r.study == comparison.study and rows & set(r.rows or rows)}


def _disease(evidence: Evidence, line: harms.Line, event: str) -> Iterable[Entry]:
    """Yield the results of a disease, each with two lines of words, and what is pooled of them."""
    weeks = dict.fromkeys("not stated" if c.weeks is None else f"{c.weeks:g}" for c in line.comparisons)
    head = f"{capital(inline(evidence).conditions(line.diseases))}, week {' or '.join(weeks)}"
    pooled = isinstance(line.difference.lines[0], Estimate)
    parts = zip(line.comparisons, line.difference.own, weights(line.comparisons), strict=True)
    for item, found, weight in parts:
        name, (sign, bias), share = _name(evidence, item), risk_of_bias(evidence, item), f"weight {_percent(weight)}"
        yield Entry(Line(f"{name}: {in_numbers(found)}", head, f"{head}." if head else "", marked=False))
        weighed = [share] if pooled else []
        counts = f"{item.events}/{item.n} v {item.control_events}/{item.control_n}"
        words = [counts, *weighed, f"{sign} {bias}".strip()]
        said = [
            f"{name}: {item.events} of {item.n} with the {evidence.topic.treatment.short}",
            f"{item.control_events} of {item.control_n} with {evidence.topic.control.label}",
            per_thousand(found),
            *weighed,
            f"risk of bias {bias}",
        ]
        yield Entry(Line(" · ".join(words), told=f"{', '.join(said)}.", behind=item.rows), found)
        head = ""
    yield from _pooled(line, "filled", f"harm.{event}.{line.diseases[0]}.difference")


def _across(evidence: Evidence, line: harms.Line, event: str) -> Iterable[Entry]:
    """Yield the second line across diseases, with its label and weights, where there is one."""
    if isinstance(line.difference.lines[0], Estimate):
        parts = zip(line.comparisons, weights(line.comparisons), strict=True)
        shares = ", ".join(f"{_name(evidence, item)}{JOINED}{_percent(weight)}" for item, weight in parts)
        words = f"{capital(harms.SECOND_LINE)}. Weights: {shares}."
        yield Entry(Line(words, capital(inline(evidence).conditions(line.diseases)), words, marked=False))
        yield from _pooled(line, "hollow", f"harm.{event}.all.difference")


def _pooled(line: harms.Line, shape: str, address: str) -> Iterable[Entry]:
    for found in (found for found in line.difference.lines if isinstance(found, Estimate)):
        words = f"Pooled, {found.method.split(',')[0]}"
        ahead = f"; prediction interval {between(*found.prediction)}" if found.prediction else ""
        said = f"{words}: {per_thousand(found)}{ahead}."
        behind = (address,) if found is line.difference.main else ()  # a check beside it has no address
        yield Entry(Line(f"{words}: {in_numbers(found)}{ahead}", told=said, behind=behind), found, shape)


def _trail(evidence: Evidence, line: harms.Line) -> Iterable[Entry]:
    """Yield the estimate after each result, by year."""
    years = evidence.studies.set_index("study")["year"].dropna().to_dict()
    several = len(line.diseases) > 1
    order = sorted(line.comparisons, key=lambda item: years.get(item.study, float("inf")))
    head = capital(inline(evidence).conditions(line.diseases)) + (": second line across diseases" if several else "")
    for place, item in enumerate(order):
        found = pool("", order[: place + 1]).main
        words = f"{years.get(item.study, 'year not known')}, {'and ' if place else ''}{_name(evidence, item)}"
        shape = "square" if not place else "hollow" if several else "filled"
        marked = isinstance(found, Estimate)
        yield Entry(
            Line(
                f"{words}: {in_numbers(found)}",
                head,
                " ".join([f"{head}." if head else "", f"{words}: {per_thousand(found)}."]).strip(),
                marked,
                item.rows,
            ),
            found if marked else None,
            shape,
        )
        head = ""


def _refusals(evidence: Evidence, lines: Iterable[harms.Line]) -> Iterable[str]:
    """Yield each refusal to pool once, with the diseases and the method that it is about."""
    said: dict[tuple[str, str], list[str]] = {}
    for line in lines:
        for place, refused in enumerate(line.difference.lines):
            if isinstance(refused, Refusal):
                start = f"No line by {refused.method}" if place else "Not pooled"
                said.setdefault((start, refused.sentence), []).append(inline(evidence).conditions(line.diseases))
    for (start, sentence), diseases in said.items():
        yield f"{start} ({'; '.join(diseases)}): {sentence}"


def _legend(evidence: Evidence, comparisons: Iterable[Comparison]) -> str:
    """Return what the signs of risk of bias mean, and whether somebody stands for the judgements as they are."""
    appraisal = evidence.library.appraisal
    tool, stale = appraisal.tools["rob2"], appraisal.stale(evidence.library.studies)
    signs = ", ".join(f"{sign} {word}" for sign, word in zip(SIGNS, tool.judgements.values(), strict=True))
    used = {f"risk-of-bias/{name}" for item in comparisons for name in _judgements(evidence, item)}
    awaits = " Nobody has signed all of these judgements as they are now." if used & set(stale) else ""
    return f"Risk of bias: {tool.label}, overall ({signs}).{awaits}"


def _told(entries: Iterable[Entry]) -> str:
    return told(entry.line for entry in entries)


def _name(evidence: Evidence, item: Comparison) -> str:
    trials = trial_names(evidence.records[item.study], item.trials)
    return ", ".join(filter(None, [short_names(evidence)[item.study], trials]))


def _percent(value: float) -> str:
    return f"{value:.1f}{THIN}%"
