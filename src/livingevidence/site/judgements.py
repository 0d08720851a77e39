"""Judgements as pages show them: risk of bias beside its study and by tool, and every rating of certainty."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from livingevidence.appraisal.certainty import CAP, Rated, rate, tools_of
from livingevidence.appraisal.standing import result, stale
from livingevidence.evidence.evidence import Evidence
from livingevidence.record.judgements import Certainty, RiskOfBias, Tool
from livingevidence.record.models import Study
from livingevidence.record.text import capital, number
from livingevidence.show.findings import in_signs
from livingevidence.site.site import Site

SIGNS = ("+", "?", "−", "−−")  # beside the words, so that a column can be scanned without colour
MOST_COLUMNS = 8  # with more, a table has the signs alone where it is not folded into blocks
MOST_NAMED = 3
REASONS = {
    "risk_of_bias": "Risk of bias",
    "inconsistency": "Inconsistency",
    "indirectness": "Indirectness",
    "imprecision": "Imprecision",
    "publication_bias": "Publication bias",
    "large_effect": "Large effect",
    "dose_response": "Dose and response",
    "opposing_confounding": "Confounding that would hide an effect",
}


@dataclass(frozen=True)
class Mark:
    """A judgement as a sign and a word; its place is 0 for the best."""

    place: int
    sign: str
    word: str


@dataclass(frozen=True)
class Domain:
    """One domain, or all of them, of a judgement of risk of bias."""

    name: str
    mark: Mark
    reason: str
    source: str | None
    locator: str | None


@dataclass(frozen=True)
class Judgement:
    """A judgement of risk of bias as the page of its study shows it.

    Attributes
    ----------
    id, title : str
    stale : bool
        Whether values behind it have changed since it was signed.
    rows : list of (str, str)
        The results judged: id and words.
    closed : str or None
        Why nothing could be assessed; it then has no domains.
    domains : list of Domain
    signed : str
    """

    id: str
    title: str
    stale: bool
    rows: list[tuple[str, str]]
    closed: str | None
    domains: list[Domain]
    signed: str


def judgements_of(study: Study, evidence: Evidence) -> list[Judgement]:
    """Return the judgements of a study's risk of bias."""
    appraisal = evidence.library.appraisal
    own = [(name, judged) for name, judged in appraisal.risks.items() if judged.study == study.id]
    return [_judgement(name, judged, appraisal.tools[judged.tool], study, evidence) for name, judged in own]


def _judgement(name: str, judged: RiskOfBias, tool: Tool, study: Study, evidence: Evidence) -> Judgement:
    labels = {row.id: row.label for row in study.rows}
    domains = [(tool.domains[key], one) for key, one in judged.domains.items()]
    domains += [("Overall", judged.overall)] if judged.overall else []
    return Judgement(
        id=name,
        title=f"{tool.label}, from the {judged.made_from}",
        stale=f"risk-of-bias/{name}" in stale(evidence),
        rows=[(row, labels[row]) for row in judged.rows],
        closed=judged.not_assessable,
        domains=[
            Domain(label, mark(tool, one.judgement), one.reason, one.source, one.locator) for label, one in domains
        ],
        signed=signed(judged),
    )


def mark(tool: Tool, judgement: str) -> Mark:
    """Return the sign and the word of a judgement."""
    order = list(tool.judgements)
    place = 0 if judgement == order[0] else min(order.index(judgement), len(SIGNS) - 1)
    if tool.overall == "none":
        place = {"yes": 0, "no": 2}.get(judgement, 1)
    return Mark(place, SIGNS[place], tool.judgements[judgement])


def signed(judged: RiskOfBias | Certainty) -> str:
    """Return who stands for a judgement, since when."""
    told = "; ".join(f"{signature.role}, {signature.date}" for signature in judged.signed)
    clinician = "" if any(s.role == "clinician" for s in judged.signed) else "; no clinician has signed it"
    return f"Judged by the {told}{clinician}." if told else "Nobody has signed it."


def risk_page(site: Site) -> Mapping[str, object]:
    """Return all judgements of risk of bias: how many there are, and a table for each tool."""
    appraisal = site.evidence.library.appraisal
    return {
        "entries": len(appraisal.risks),
        "studies": len({judged.study for judged in appraisal.risks.values()}),
        "closed": sum(judged.not_assessable is not None for judged in appraisal.risks.values()),
        "tools": [_of_tool(key, tool, site) for key, tool in appraisal.tools.items()],
    }


def _of_tool(key: str, tool: Tool, site: Site) -> Mapping[str, object]:
    own = {name: one for name, one in site.evidence.library.appraisal.risks.items() if one.tool == key}
    head = ["Study", "Read", *(capital(domain.replace("-", " ")) for domain in tool.domains)]
    head += ["Overall"] if tool.overall != "none" else []
    return {
        "key": key,
        "tool": tool,
        "judged": bool(own),
        "head": head,
        "kind": "judgements wide" if len(head) > MOST_COLUMNS else "judgements",
        "marks": [mark(tool, judgement) for judgement in tool.judgements],
        "lines": [_line(name, one, tool, site.evidence) for name, one in own.items() if not one.not_assessable],
        "closed": [(name, one.study) for name, one in own.items() if one.not_assessable],
    }


def _line(name: str, judged: RiskOfBias, tool: Tool, evidence: Evidence) -> Mapping[str, object]:
    labels = {row.id: row.label for row in evidence.records[judged.study].rows}
    rows = list(dict.fromkeys(labels[row] for row in judged.rows))
    found = [judged.domains[key] for key in tool.domains] + ([judged.overall] if judged.overall else [])
    return {
        "id": name,
        "study": judged.study,
        "rows": "; ".join(rows) if len(rows) <= MOST_NAMED else f"{number(len(rows))} results",
        "read": judged.made_from,
        "marks": [mark(tool, one.judgement) for one in found],
    }


def certainty_page(site: Site) -> Mapping[str, object]:
    """Return the ratings of certainty of each condition that has one, in the order of the vocabulary."""
    ratings, conditions = site.evidence.library.appraisal.certainties, []
    for condition, term in site.evidence.vocabulary["conditions"].items():
        rated = [_rating(name, one, site) for name, one in ratings.items() if one.condition == condition]
        conditions += [(condition, term.label, rated)] if rated else []
    return {"conditions": conditions}


def _rating(name: str, rated: Certainty, site: Site) -> Mapping[str, object]:
    appraisal = site.evidence.library.appraisal
    found = rate(rated, tools_of(rated, appraisal.risks, appraisal.tools))
    comparison = site.evidence.topic.comparisons[rated.comparison]
    return {
        "id": name,
        "rated": rated,
        "found": found,
        "stale": f"certainty/{name}" in stale(site.evidence),
        "told": f"{in_signs(found.level)}, {comparison}. {rated.means}",
        "short": _short(found),
        "steps": [(REASONS[reason], _moved(by), why) for reason, by, why in found.steps],
        "cap": _cap(rated),
        "rows": [(study.id, row.id, row.label) for study, row in map(site.evidence.row, rated.rows)],
        "risks": [(appraisal.risks[risk].study, risk) for risk in rated.risk_of_bias],
        "then": rated.signed[-1].result if rated.signed else None,
        "now": result(site.evidence, rated),
        "signed": signed(rated),
    }


def _short(found: Rated) -> str:
    """Return the way to a rating in short: where it starts and what moves it."""
    if found.level is None:
        return "Why it is not rated"
    moved = [f"{REASONS[name].lower()} {_moved(by)}" for name, by, _ in found.steps if by]
    return f"Why: {', '.join([f'starts at {found.start}'.replace('-', ' '), *moved])}"


def _cap(rated: Certainty) -> str:
    if rated.comparison != "none":
        return ""
    if rated.exception is None:
        return CAP
    return f"Above the cap by a signed exception of the {rated.exception.role}: {rated.exception.reason}"


def _moved(by: int) -> str:
    return "none" if by == 0 else f"{'up' if by > 0 else 'down'} {abs(by)}"
