"""What stands beside a response as context, in fixed words: vehicle, natural history, or none known."""

from __future__ import annotations

import re

from livingevidence.evidence import describe
from livingevidence.evidence.evidence import Evidence
from livingevidence.record.comparators import Told
from livingevidence.record.models import Row, Study
from livingevidence.record.text import THIN, escape, in_words
from livingevidence.show.tables import Prose, study_link
from livingevidence.synthesis.stats.proportions import exact_percent

BESIDE = "For context, not a contrast:"
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
    under = [evidence.row(address) for address in entry.control]
    items = [f"{_under(evidence, *pair)}: {_result(*pair)} {study_link(pair[0])}" for pair in under if not _waits(pair)]
    items += [f"Without treatment: {_untreated(evidence, address)}" for address in entry.natural_history]
    items += [f"Without treatment: {_told(evidence, told)}" for told in entry.told]
    caution = f"\n\n{NO_DIFFERENCE}" if items else ""
    items += _awaited(evidence, [pair for pair in under if _waits(pair)])
    listed = "\n".join(f"- {item}" for item in items)
    return Prose(f"{BESIDE}\n\n{listed}{caution}")


def _waits(pair: tuple[Study, Row]) -> bool:
    return pair[1].kind == "awaited"


def _under(evidence: Evidence, study: Study, row: Row) -> str:
    """Return the other arm by its label, since sources may disagree on what was in it, and the trial's drugs."""
    given = {term for arm in study.arms for term in arm.interventions if not evidence.topic.is_control(arm)}
    drugs = [term.label for name, term in evidence.vocabulary["interventions"].items() if name in given]
    side = row.contrast.comparator if row.contrast else row.arm
    label = next((arm.label for arm in study.arms if arm.id == side), "vehicle")
    return f"Under {escape(label)}, in the same disease (trial of {escape(in_words(drugs))})"


def _awaited(evidence: Evidence, pairs: list[tuple[Study, Row]]) -> list[str]:
    """Return what is awaited, one item a study."""
    told: dict[str, list[str]] = {}
    for study, row in pairs:
        told.setdefault(f"{_under(evidence, study, row)}, awaited: {{}} {study_link(study)}", []).append(
            f"{escape((row.text or '').rstrip('.'))} ({{number}}`details <{study.id}/{row.id}>`)"
        )
    return [item.replace("{}", "; ".join(texts), 1) for item, texts in told.items()]


def _untreated(evidence: Evidence, address: str) -> str:
    study, row = evidence.row(address)
    remarks = [(row.note or "").rstrip("."), "a second reader did not find it again" if row.not_read_again else ""]
    told = escape("; ".join(filter(None, remarks)))
    return f"{_result(study, row)}{f' ({told})' if told else ''} {study_link(study)}"


def _told(evidence: Evidence, told: Told) -> str:
    study = evidence.records[told.study]
    kinds = {source.id: source.kind for source in study.sources}
    # a publication that a record names without holding it reads as it is cited
    text = re.sub(r"\b([a-z]+)-((?:19|20)\d\d)\b", lambda name: f"{name[1].capitalize()} {name[2]}", told.text)
    source = f" (source: {escape(kinds[told.source])})" if told.source else ""
    return f"{escape(text)}{source} {study_link(study)}"


def _result(study: Study, row: Row) -> str:
    label = escape(", ".join(filter(None, [row.label, describe.when(row)])))
    bounds = exact_percent(row.events, row.n) if row.kind == "count" and row.n and not row.unit else None
    exact = f", exact interval {bounds[0]:.1f} to {bounds[1]:.1f}{THIN}%" if bounds else ""
    return f"{label}: {{number}}`{study.id}/{row.id}`{exact}"
