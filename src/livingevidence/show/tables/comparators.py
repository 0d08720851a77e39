"""What stands beside a response as context, in fixed words: the control, natural history, or none known."""

from __future__ import annotations

import re

from markupsafe import Markup

from livingevidence.evidence import describe
from livingevidence.evidence.evidence import Evidence
from livingevidence.record.comparators import Told
from livingevidence.record.models import Row, Study
from livingevidence.record.text import in_words
from livingevidence.show.inline import Inline, inline
from livingevidence.show.table import Prose, bullets, paragraph, prose
from livingevidence.show.tables.common import details, exact, result

BESIDE = "For context, not a contrast:"
NO_DIFFERENCE = "Other people, other times or other measures; no difference may be taken."


def beside(evidence: Evidence, condition: str, *, awaited: bool = True) -> Prose:
    """Return in fixed words what stands beside a response of a condition without a comparator.

    It is context: it shares no axis with the response, and no difference is computed.

    Parameters
    ----------
    evidence : Evidence
        The whole evidence.
    condition : str
        A term of the vocabulary's conditions.
    awaited : bool, optional
        Whether what is awaited is told too; without it, nothing may be left to tell.

    Raises
    ------
    KeyError
        If the condition has no entry in ``comparators.yaml``.
    """
    entry, say = evidence.library.comparators.of(condition), inline(evidence)
    if entry.none_known:
        return prose(f"{BESIDE} none known. {entry.none_known}")
    under = [evidence.row(address) for address in entry.control]
    items = [
        Markup("{}: {} {}").format(_under(evidence, *pair), _result(say, *pair), say.study(pair[0]))
        for pair in under
        if pair[1].kind != "awaited"
    ]
    without = [_untreated(evidence, say, address) for address in entry.natural_history]
    without += [_told(evidence, say, told) for told in entry.told]
    items += map(Markup("Without treatment: {}").format, without)
    caution = paragraph(NO_DIFFERENCE) if items else Markup()
    if awaited:
        items += _awaited(evidence, say, [pair for pair in under if pair[1].kind == "awaited"])
    return prose(BESIDE, bullets(items), caution) if items else Prose(Markup())


def _under(evidence: Evidence, study: Study, row: Row) -> str:
    """Return the other arm by its label, since sources may disagree on what was in it, and the trial's drugs."""
    given = {term for arm in study.arms for term in arm.interventions if not evidence.topic.is_control(arm)}
    drugs = [term.label for name, term in evidence.vocabulary["interventions"].items() if name in given]
    side = row.contrast.comparator if row.contrast else row.arm
    label = next((arm.label for arm in study.arms if arm.id == side), evidence.topic.control.label)
    return f"Under {label}, in the same disease (trial of {in_words(drugs)})"


def _awaited(evidence: Evidence, say: Inline, pairs: list[tuple[Study, Row]]) -> list[Markup]:
    """Return what is awaited, one item a study and arm."""
    told: dict[tuple[str, str], list[Markup]] = {}
    for study, row in pairs:
        shown = row.model_copy(update={"text": (row.text or "").rstrip(".")})
        told.setdefault((study.id, _under(evidence, study, row)), []).append(details(say, study, shown))
    line = Markup("{}, awaited: {} {}")
    return [
        line.format(under, Markup("; ").join(words), say.study(evidence.records[name]))
        for (name, under), words in told.items()
    ]


def _untreated(evidence: Evidence, say: Inline, address: str) -> Markup:
    study, row = evidence.row(address)
    remarks = [(row.note or "").rstrip("."), "a second reader did not find it again" if row.not_read_again else ""]
    told = "; ".join(filter(None, remarks))
    return Markup("{}{} {}").format(_result(say, study, row), f" ({told})" if told else "", say.study(study))


def _told(evidence: Evidence, say: Inline, told: Told) -> Markup:
    study = evidence.records[told.study]
    kinds = {source.id: source.kind for source in study.sources}
    # a publication that a record names without holding it reads as it is cited
    text = re.sub(r"\b([a-z]+)-((?:19|20)\d\d)\b", lambda name: f"{name[1].capitalize()} {name[2]}", told.text)
    source = f" (source: {kinds[told.source]})" if told.source else ""
    return Markup("{}{} {}").format(text, source, say.study(study))


def _result(say: Inline, study: Study, row: Row) -> Markup:
    label = ", ".join(filter(None, [row.label, describe.when(row)]))
    return Markup("{}: {}{}").format(label, result(say, study, row), exact(row))
