"""What the product labels that were read ask for before the treatment is prescribed, question by question."""

from __future__ import annotations

from markupsafe import Markup

from livingevidence.evidence.evidence import Evidence
from livingevidence.record.addresses import Address
from livingevidence.record.prescribing import Question
from livingevidence.record.text import count
from livingevidence.show.inline import Inline, inline
from livingevidence.show.table import Prose, bullets, fold, paragraph, prose


def before_prescribing(evidence: Evidence, shown: int | None = None) -> Prose:
    """Return which labels were read, and what they ask for: one line a question, each answer a link to its row.

    Parameters
    ----------
    evidence : Evidence
        The whole evidence.
    shown : int, optional
        The questions after which the others stand in a fold.
    """
    say = inline(evidence)
    found = [told for question in evidence.library.prescribing.questions if (told := _answers(evidence, say, question))]
    if not found:
        return prose("No label was read.")
    rest = found[shown:] if shown is not None else []
    folded = fold(f"What else the labels ask for, {count(len(rest), 'question')}", bullets(rest)) if rest else Markup()
    return prose(_read(evidence, say), bullets(found[:shown]), folded)


def _answers(evidence: Evidence, say: Inline, question: Question) -> tuple[Markup, Markup] | None:
    """Return a question with its answers; None where no label of them was read."""
    where, lines = evidence.library.prescribing.where, []
    for address in question.rows:
        if (label := Address(address).study) in evidence.records:
            lines.append(Markup("{}: {}").format(where[label], say.number(address)))
    if lines and question.note:
        label = Address(question.note.row).study
        behind = say.number(question.note.row, "details")
        lines.append(Markup("{}: {} ({})").format(where[label], question.note.text, behind))
    return (Markup("<strong>{}</strong>").format(question.question), bullets(lines)) if lines else None


def _read(evidence: Evidence, say: Inline) -> Markup:
    """Return the sentences on which labels were read, of which years, and which newer one was not."""
    given, named = evidence.library.prescribing, []
    for label, name in given.where.items():
        if label in evidence.records:
            texts = [report for report in evidence.records[label].reports if report.kind == "label"]
            years = {text.first_public[:4] for text in texts if text.read != "none" and text.first_public != "unknown"}
            named.append(f"{name} ({', '.join(sorted(years)) or 'year not known'})")
    told = [
        Markup.escape(f"Labels that were read, each in part, by the years noted for them: {'; '.join(named)}."),
        Markup("Not every text shows its own date, and what stands in another part of a label is missing here."),
    ]
    if given.newer and (label := Address(given.newer).study) in evidence.records:
        told.append(Markup("Newer in the {}: {}").format(given.where[label], say.number(f"{given.newer}.text")))
    return paragraph(Markup("\n").join(told))
