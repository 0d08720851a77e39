"""Summary-of-findings tables: what is known of each outcome, how well, and what it means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from livingevidence.appraisal.certainty import rate, tools_of
from livingevidence.evidence import describe
from livingevidence.evidence.evidence import Evidence
from livingevidence.record.judgements import LEVELS, Certainty, Level
from livingevidence.record.text import THIN, escape
from livingevidence.show.tables import Table, study_link
from livingevidence.synthesis.harm_rows import exact
from livingevidence.synthesis.harms import analyses

AGAINST = {
    "vehicle": "against vehicle",
    "untreated": "against untreated skin of the same people",
    "active": "against another treatment",
    "oral": "against a JAK inhibitor by mouth",
    "none": "without a comparator",
}
SHORT = {
    "risk_of_bias": "risk of bias",
    "inconsistency": "inconsistency",
    "indirectness": "indirectness",
    "imprecision": "imprecision",
    "publication_bias": "publication bias",
}


def in_signs(level: Level | None) -> str:
    """Return a level as GRADE writes it, signs and word."""
    if level is None:
        return "Not rated"
    place = LEVELS.index(level) + 1
    return f"{'⊕' * place}{'◯' * (len(LEVELS) - place)} {level.replace('-', ' ')} certainty"


def summary(evidence: Evidence, *, group: str | None = None, kind: str = "benefit") -> Table:
    """Return a summary-of-findings table.

    Parameters
    ----------
    evidence : Evidence
        The whole evidence.
    group : str, optional
        A term of the vocabulary's groups; all if left out.
    kind : str, optional
        ``benefit`` or ``harm``.

    Notes
    -----
    GRADE: G. H. Guyatt and others, BMJ 2008. Absolute numbers stand first; each leads to its row.
    """
    conditions = evidence.vocabulary["conditions"]
    computed = _computed(evidence) if kind == "harm" else {}
    rows = [
        (
            escape(evidence.vocabulary.label("conditions", rated.condition)),
            f"{escape(rated.outcome)}, {AGAINST[rated.comparison]}",
            "<br>".join(_found(evidence, rated, computed)),
            _certainty(name, rated, evidence),
            escape(rated.means),
        )
        for name, rated in _ordered(evidence)
        if rated.kind == kind and (group is None or group in conditions[rated.condition].groups)
    ]
    head = ("Condition", "Outcome", "What was found", "Certainty", "In plain words")
    return Table(head, tuple(rows), "No outcome has been rated.", "Each rated outcome with its certainty")


def _ordered(evidence: Evidence) -> Iterable[tuple[str, Certainty]]:
    """Return ratings in the order of the vocabulary's conditions, best compared first."""
    order, against = list(evidence.vocabulary["conditions"]), list(AGAINST)
    ratings = evidence.library.appraisal.certainties.items()
    return sorted(ratings, key=lambda item: (order.index(item[1].condition), against.index(item[1].comparison)))


def _found(evidence: Evidence, rated: Certainty, computed: Mapping[frozenset, str]) -> Iterable[str]:
    """Yield absolute numbers and the ratio where they are computed, then each row as it was read."""
    rows = set(rated.rows)
    for used, key in computed.items():
        if rated.comparison == "vehicle" and used <= rows:
            parts = ("cream", "vehicle", "difference", "ratio")
            cream, vehicle, difference, ratio = (f"{{number}}`{key}.{part}`" for part in parts)
            label = escape(evidence.vocabulary.label("adverse-events", key.split(".")[1]))
            of = f"of a thousand people {cream} with the cream and {vehicle} on vehicle"
            yield f"**{label}**: {of}; difference {difference}; risk ratio {ratio}; 95 % intervals in brackets"
    for address in rated.rows:
        study, row = evidence.row(address)
        told = f"{escape(describe.of_whom(study, row))}: {{number}}`{study.id}/{row.id}`"
        bounds = exact(row) if hasattr(row, "event") and not (row.events or row.percent) else None
        told += f", up to {bounds[1]:.1f}{THIN}%" if bounds else ""
        told += " (not found again by the second reader)" if row.not_read_again else ""
        yield f"{told} {study_link(study)}"


def _computed(evidence: Evidence) -> dict[frozenset, str]:
    """Return the keys of the harms that are computed, by the rows behind each."""
    lines = [(found.event, line) for found in analyses(evidence) for line in found.by_disease if line.per_thousand]
    return {
        frozenset(row for item in line.comparisons for row in item.rows): f"harm.{event}.{line.diseases[0]}"
        for event, line in lines
    }


def _certainty(name: str, rated: Certainty, evidence: Evidence) -> str:
    appraisal = evidence.library.appraisal
    found = rate(rated, tools_of(rated, appraisal.risks, appraisal.tools))
    told = f"{{ref}}`{in_signs(found.level)} <certainty-{name}>`"
    lowered = [SHORT[key] for key, by, _ in found.steps if by < 0]
    why = f"; lowered for {', '.join(lowered)}" if lowered else ""
    start = "; it starts at this level, with no comparator" if rated.comparison == "none" and found.level else ""
    return told + why + start
