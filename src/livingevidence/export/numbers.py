"""Everything that was computed, line by line: results, analyses, and the tables of counts that went in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from livingevidence.evidence.evidence import Evidence
from livingevidence.export.columns import COUNT, DIFFERENCE, RATIO, SHARE, control_column
from livingevidence.results.harm_numbers import key_of
from livingevidence.results.result import Result, Results
from livingevidence.synthesis.comparisons import Comparison
from livingevidence.synthesis.estimate import Analysis, Estimate
from livingevidence.synthesis.harms import EventAnalysis, Line, analyses
from livingevidence.synthesis.stats.proportions import exact
from livingevidence.synthesis.within_person import differences

MEASURES = ("difference", "ratio", "odds")


class Known(NamedTuple):
    """An analysis, what it is of, and the key of the result that it would be shown as; None unless it is the main."""

    id: str
    found: Analysis
    event: str | None
    diseases: tuple[str, ...]
    comparison: str | None = None
    result: str | None = None


def lines(evidence: Evidence, results: Results) -> dict[str, list[dict]]:
    """Return the lines of the tables ``results``, ``comparisons``, ``analyses`` and ``not_used``."""
    harms = analyses(evidence)
    known = [*(one for event in harms for one in _of_event(event)), *_paired(evidence)]
    groups = {f"harm.{e.event}.{line.diseases[0]}": line.comparisons for e in harms for line in e.by_disease}
    sides = {evidence.topic.treatment.short: 0, evidence.topic.control.intervention: 2}
    shown = {one.result: one for one in known if one.result}
    return {
        "results": [_result(found, shown, groups, sides) for found in results.values()],
        "comparisons": [
            _comparison(f"{key}.{at}", item, control_column(evidence.topic))
            for key, held in groups.items()
            for at, item in enumerate(held, 1)
        ],
        "analyses": [_analysis(one) for one in known],
        "not_used": [{"event": event.event, **vars(left)} for event in harms for left in event.not_used],
    }


def _of_event(event: EventAnalysis) -> Iterator[Known]:
    for line in event.by_disease:
        yield from _of_line(f"harm.{event.event}.{line.diseases[0]}", event.event, line, alone=True)
    if event.across:
        yield from _of_line(f"harm.{event.event}.all", event.event, event.across, alone=False)
    if event.none:
        yield Known(f"harm.{event.event}.none", event.none, event.event, (), result=f"harm.{event.event}.none")


def _of_line(key: str, event: str, line: Line, alone: bool) -> Iterator[Known]:
    """Yield each comparison by itself, unless its disease has told it, and then what takes them together."""
    for name in MEASURES:
        pooled, shown = getattr(line, name), f"{key}.{name}"
        for at, found in enumerate(pooled.own if alone else (), 1):
            result = shown if found is pooled.main else None
            yield Known(f"{key}.{at}.{name}", found, event, line.diseases, f"{key}.{at}", result)
        for at, found in enumerate(pooled.lines if len(line.comparisons) > 1 else (), 1):
            result = shown if found is pooled.main else None
            yield Known(f"{key}.pooled-{at}.{name}", found, event, line.diseases, result=result)


def _paired(evidence: Evidence) -> Iterator[Known]:
    for found in differences(evidence):
        key = key_of(found)
        yield Known(key, found, None, (evidence.records[found.rows[1].study].conditions[0],), result=key)


def _analysis(known: Known) -> dict:
    found = known.found
    made = vars(found) | {"analysis": known.id, "main": known.result is not None, "literature": found.sources}
    made |= {name: getattr(known, name) for name in ("event", "diseases", "comparison")}
    made |= {"refused_by": made.get("rule"), "refused": made.get("sentence")}
    low, high = made.get("prediction") or (None, None)
    return made | {"prediction_low": low, "prediction_high": high}


def _comparison(comparison: str, item: Comparison, control: str) -> dict:
    made = vars(item) | {"comparison": comparison, "event": item.term, "treatment": item.formulation}
    return made | {f"{control}_events": item.control_events, f"{control}_n": item.control_n}


def _result(
    result: Result, shown: dict[str, Known], groups: dict[str, tuple[Comparison, ...]], sides: dict[str, int]
) -> dict:
    made = vars(result) | {"shown": str(result.value), "value": None, "rows": ()}
    key, _, side = result.key.rpartition(".")
    if result.key in shown:
        known = shown[result.key]
        unit = DIFFERENCE if known.found.measure == "risk-difference" else RATIO
        made |= {"analysis": known.id, "unit": unit, "rows": known.found.rows}
        if isinstance(known.found, Estimate):
            made |= {"value": known.found.estimate, "low": known.found.low, "high": known.found.high}
    elif key in groups:
        made |= {"rows": tuple(row for item in groups[key] for row in item.rows)}
        if side in sides:
            counts = (sum(item.table[place] for item in groups[key]) for place in (sides[side], sides[side] + 1))
            made |= {"unit": SHARE, **exact(*counts)._asdict()}
            made |= {"value": made.pop("estimate")}
    if isinstance(result.value, int):
        made |= {"value": result.value, "unit": COUNT}
    return made
