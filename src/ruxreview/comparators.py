"""What stands beside a response without a comparator, in fixed words: vehicle, natural history, or none known."""

from __future__ import annotations

from ruxreview import describe
from ruxreview.comparator_records import Told, is_vehicle
from ruxreview.evidence import Evidence
from ruxreview.records import Row, Study
from ruxreview.results import in_words
from ruxreview.synthesis.proportions import exact_percent
from ruxreview.tables import Prose, study_link
from ruxreview.text import THIN, escape

BESIDE = "Beside a response without a comparator, as context and not as a contrast:"
NO_DIFFERENCE = "Other people, other times or other measures; no difference may be taken."


def beside(evidence: Evidence, condition: str) -> Prose:
    """Return in fixed words what stands beside a response of a condition without a comparator.

    It is context: it shares no axis with the response, and no difference is computed.

    Parameters
    ----------
    evidence : Evidence
        The whole evidence.
    condition : str
        A term of the vocabulary's conditions.

    Raises
    ------
    KeyError
        If the condition has no entry in ``comparators.yaml``.
    """
    entry = evidence.library.comparators.of(condition)
    if entry.none_known:
        return Prose(f"{BESIDE} none known. {escape(entry.none_known)}")
    items = [_vehicle(evidence, address) for address in entry.vehicle]
    items += [f"Without treatment: {_untreated(evidence, address)}" for address in entry.natural_history]
    items += [f"Without treatment: {_told(evidence, told)}" for told in entry.told]
    listed = "\n".join(f"- {item}" for item in items)
    return Prose(f"{BESIDE}\n\n{listed}\n\n{NO_DIFFERENCE}")


def _vehicle(evidence: Evidence, address: str) -> str:
    study, row = evidence.row(address)
    given = {term for arm in study.arms for term in arm.interventions if not is_vehicle(arm)}
    drugs = [term.label for name, term in evidence.vocabulary["interventions"].items() if name in given]
    told = _result(study, row)
    if row.kind == "awaited":
        told = f"awaited, {escape(row.text.rstrip('.'))} ({{number}}`row <{study.id}/{row.id}>`)"
    return f"Under vehicle in the same condition, trial of {escape(in_words(drugs))}: {told} {study_link(study)}"


def _untreated(evidence: Evidence, address: str) -> str:
    study, row = evidence.row(address)
    remarks = [(row.note or "").rstrip("."), "a second reader did not find it again" if row.not_read_again else ""]
    told = escape("; ".join(filter(None, remarks)))
    return f"{_result(study, row)}{f' ({told})' if told else ''} {study_link(study)}"


def _told(evidence: Evidence, told: Told) -> str:
    study = evidence.records[told.study]
    kinds = {source.id: source.kind for source in study.sources}
    source = f" ({told.source} of the record, {escape(kinds[told.source])})" if told.source else ""
    return f"{escape(told.text)}{source} {study_link(study)}"


def _result(study: Study, row: Row) -> str:
    label = escape(", ".join(filter(None, [row.label, describe.when(row)])))
    bounds = exact_percent(row.events, row.n) if row.kind == "count" and row.n and not row.unit else None
    exact = f", exact interval {bounds[0]:.1f} to {bounds[1]:.1f}{THIN}%" if bounds else ""
    return f"{label}: {{number}}`{study.id}/{row.id}`{exact}"
