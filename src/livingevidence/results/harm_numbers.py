"""Harms against the control as numbers that pages may show: absolute first, relative beside them."""

from __future__ import annotations

import math
from collections.abc import Iterator

from livingevidence.evidence.evidence import Evidence
from livingevidence.record.text import MINUS, in_words, number
from livingevidence.results.result import Result
from livingevidence.synthesis.estimate import Analysis, Estimate
from livingevidence.synthesis.harms import Line, analyses
from livingevidence.synthesis.stats.proportions import exact_percent


def harm_numbers(evidence: Evidence) -> Iterator[Result]:
    """Yield, for each adverse event and disease with a comparison, what pages show of it.

    Keys are ``harm.<event>.<disease>.`` and the short names of the treatment and the control (people with the event of
    1,000, with the exact interval), ``difference`` (how many more or fewer with the treatment, with its 95 % interval),
    ``ratio``, ``people`` (in the comparisons); across diseases, with ``all`` for the disease, ``difference`` and
    ``ratio`` only.
    """
    short, control = evidence.topic.treatment.short, evidence.topic.control
    for analysed in analyses(evidence):
        label = evidence.vocabulary.label("adverse-events", analysed.event)
        for line in analysed.by_disease:
            key = f"harm.{analysed.event}.{line.diseases[0]}"
            disease = evidence.vocabulary.label("conditions", line.diseases[0])
            of = f"{label} in {disease}, {short} against {control.label}"
            studies = _studies(line)
            people = sum(item.participants for item in line.comparisons)
            yield Result(f"{key}.people", people, f"people compared, {of}", studies)
            for side, at in ((short, 0), (control.intervention, 2)):
                events, n = (sum(item.table[place] for item in line.comparisons) for place in (at, at + 1))
                words = f"people with it of 1,000 with {side}, exact interval of the summed counts, {of}"
                yield Result(f"{key}.{side}", _of_thousand(events, n), words, studies)
            yield from _lines(key, of, line, studies)
        if analysed.across:
            names = in_words([evidence.vocabulary.label("conditions", term) for term in analysed.across.diseases])
            of = f"{label}, second line across {names}, no answer for any one of them"
            yield from _lines(f"harm.{analysed.event}.all", of, analysed.across, _studies(analysed.across))


def _of_thousand(events: int, n: int) -> str:
    low, high = exact_percent(events, n)
    return f"{number(round(1000 * events / n))} ({number(round(10 * low))} to {number(round(10 * high))})"


def _studies(line: Line) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item.study for item in line.comparisons))


def _lines(key: str, of: str, line: Line, studies: tuple[str, ...]) -> Iterator[Result]:
    for name, pooled, words in (
        ("difference", line.difference, "difference of 1,000 people"),
        ("ratio", line.ratio, "risk ratio"),
    ):
        main = pooled.main
        said = {"difference": per_thousand, "ratio": ratio}[name](main)
        yield Result(f"{key}.{name}", said, f"{words}, {of}", studies, how(main))


def per_thousand(found: Analysis) -> str:
    """Return a risk difference of 1,000 people in words, such as ``18 more (5 fewer to 37 more)``."""
    if not isinstance(found, Estimate):
        return "not computed"
    return f"{more(found.estimate)} ({more(found.low)} to {more(found.high)})"


def more(difference: float, of: int = 1000) -> str:
    """Return a difference of two shares as so many more or fewer `of` people."""
    if difference == 0:
        return "no difference"
    shown = number(abs(round(of * difference)))
    return f"{shown if shown != '0' else 'less than 1'} {'more' if difference > 0 else 'fewer'}"


def ratio(found: Analysis) -> str:
    """Return a ratio with its 95 % interval: ``1.50 (0.22 to 10.47)``; else that it is not computed."""
    if not isinstance(found, Estimate):
        return "not computed"
    return f"{_ratio(found.estimate)} ({_ratio(found.low)} to {_ratio(found.high)})"


def _ratio(value: float) -> str:
    return "unbounded" if math.isinf(value) else f"{value:.2f}".replace("-", MINUS)


def how(found: Analysis) -> str:
    """Return in one line how a result came about: method, trials and results, people, tau, and what to know."""
    if not isinstance(found, Estimate):
        return found.sentence
    told = [found.method, f"{_several(found.k, 'trial')}, {_several(found.tables, 'result')}"]
    told += [f"{number(found.participants)} people", "95 % interval"]
    if found.tau is not None:
        told.append(f"tau {found.tau:.3f} ({found.tau_low:.3f} to {found.tau_high:.3f})")
    if found.prediction:
        low, high = (f"{bound:.3f}" for bound in found.prediction)
        rough = ", rough with so few" if found.prediction_is_rough else ""
        told.append(f"prediction interval {low} to {high}{rough}".replace("-", MINUS))
    return "; ".join(filter(None, [*told, found.note]))


def _several(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
