"""What records say in words: lists of a study, single patients, product labels, and what stands beside a response."""

import re

from markupsafe import Markup

from livingevidence.evidence import describe, treated
from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.names import short_names
from livingevidence.record.addresses import Address
from livingevidence.record.models import Case, Row, Study
from livingevidence.record.review import NaturalHistory, Question
from livingevidence.record.text import THIN, names_in_words, rounded
from livingevidence.show.inline import Inline, inline_of
from livingevidence.show.table import THEN, Cell, Prose, bullets, paragraph, prose
from livingevidence.synthesis.stats.proportions import exact_percent

NOT_STATED = "not stated in what is available"
BESIDE = "For context, not a contrast:"
NO_DIFFERENCE = "Other people, other times or other measures; no difference may be taken."


def texts(evidence: Evidence, study: str, field: str) -> Prose:
    """Return a list field of a record, such as ``mechanism`` or ``limitations``, as a list."""
    items = [_with_links(inline_of(evidence), item) for item in getattr(evidence.library.studies[study], field)]
    return prose(bullets(items) if items else "Nothing is recorded.")


def listed(evidence: Evidence, study: str, field: str) -> Prose:
    """Return a list field of a record as one sentence."""
    return prose("; ".join(getattr(evidence.library.studies[study], field)) + ".")


def _with_links(inline: Inline, text: str) -> Markup:
    """Return text of a record; where it names another record by its id, a link with the study's short name."""
    names = short_names(inline.evidence)
    ids = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    # A source's number means nothing away from the record that lists it.
    parts = re.split(rf"(?:S\d+ of )?(?<![\w-])({ids})(?![\w-])", text)
    for place in range(1, len(parts), 2):  # every second part is an id
        parts[place] = inline.page(f"studies/{parts[place]}", names[parts[place]])
    return Markup("").join(parts)


def cases(evidence: Evidence) -> Prose:
    """Return the single patients who had the treatment, one block a patient."""
    blocks = [patient(inline_of(evidence), *pair) for pair in treated.cases(evidence)]
    return prose(*blocks or ["No single patient is described."])


def patient(inline: Inline, study: Study, case: Case) -> Markup:
    """Return what is told of one patient."""
    lines: dict[str, Cell | None] = {
        "Diagnosis": case.diagnosis,
        "Tried before": "; ".join(case.prior_treatments) or NOT_STATED,
        "Treatment": case.regimen,
        "At the same time": "; ".join(case.concomitant) or NOT_STATED,
        "What was reported": case.response_detail or "degree not available",
        "Followed": inline.field(study, case, "weeks_followed", "{} weeks", ""),
        "Adverse events": case.adverse_events,
    }
    words = describe.person(case), inline.age(study, case), inline.study(study)
    head = Markup("<strong>{}</strong>, {} {}").format(*words)
    return paragraph(head) + bullets(Markup("{}: {}").format(name, text) for name, text in lines.items() if text)


def before_prescribing(evidence: Evidence) -> Prose:
    """Return which labels were read, and what they ask, a line a question."""
    inline = inline_of(evidence)
    questions = [_answers(evidence, inline, question) for question in evidence.library.prescribing.questions]
    answers = [answer for answer in questions if answer]
    return prose(_labels_read(evidence, inline), bullets(answers)) if answers else prose("No label is available.")


def _answers(evidence: Evidence, inline: Inline, question: Question) -> tuple[Markup, Markup] | None:
    """Return a question with its answers; None where no label of them was read."""
    where, line = evidence.library.prescribing.where, Markup("{}: {}")
    labels = {row: Address(row).study for row in question.rows}
    at_hand = {row: label for row, label in labels.items() if label in evidence.records}
    lines = [line.format(where[label], inline.number(row)) for row, label in at_hand.items()]
    if not lines:
        return None
    if note := question.note:
        answer = Markup("{} ({})").format(note.text, inline.number(note.row, "details"))
        lines.append(line.format(where[Address(note.row).study], answer))
    return Markup("<strong>{}</strong>").format(question.question), bullets(lines)


def _labels_read(evidence: Evidence, inline: Inline) -> Markup:
    """Return the sentences on which labels were read, of which years, and which newer one was not."""
    prescribing, labels = evidence.library.prescribing, []
    for label, name in prescribing.where.items():
        if label in evidence.records:
            texts = [report for report in evidence.records[label].reports if report.kind == "label"]
            years = {text.first_public[:4] for text in texts if text.read != "none" and text.first_public != "unknown"}
            labels.append(f"{name} ({', '.join(sorted(years)) or 'year not known'})")
    sentences = [
        f"Labels available to us, each in part, by their years: {'; '.join(labels)}.",
        "Not every text shows its own date, and what stands in another part of a label is missing here.",
    ]
    if prescribing.newer and (label := Address(prescribing.newer).study) in evidence.records:
        newer = inline.number(f"{prescribing.newer}.text")
        sentences.append(Markup("Newer in the {}: {}").format(prescribing.where[label], newer))
    if prescribing.unread:
        unread = "; ".join(prescribing.unread)
        sentences.append(f"Not in the parts we had, so look it up in the label itself: {unread}.")
    return paragraph(Markup("\n").join(sentences))


def beside(evidence: Evidence, condition: str, *, awaited: bool = True) -> Prose:
    """Return in fixed words what stands beside a response of a condition without a comparator.

    It is context: it shares no axis with the response, and no difference is computed. Without what is awaited, nothing
    may be left to tell.

    Raises
    ------
    KeyError
        If the condition has no entry in ``comparators.yaml``.
    """
    entries = {entry.condition: entry for entry in evidence.library.comparators.values()}
    if condition not in entries:
        raise KeyError(f"comparators.yaml has no entry for '{condition}'")
    entry, inline = entries[condition], inline_of(evidence)
    if entry.none_known:
        return prose(f"{BESIDE} none known. {entry.none_known}")
    controls = evidence.rows(entry.control)
    reported = [(study, row) for study, row in controls if row.kind != "awaited"]
    items = [(_arm_in_trial(inline, study, row), _outcome(inline, study, row)) for study, row in reported]
    remark = "a second reader did not find it again"
    without = [
        _outcome(inline, study, row, (row.note or "").rstrip("."), remark if row.not_read_again else "")
        for study, row in evidence.rows(entry.natural_history)
    ]
    words = [_saying(inline, saying) for saying in entry.told if saying.study in evidence.records]
    items += [("Without treatment", saying) for saying in (*without, *words)]
    caution = paragraph(NO_DIFFERENCE) if items else Markup()
    if awaited:
        items += _awaited(inline, [(study, row) for study, row in controls if row.kind == "awaited"])
    if not items:
        return prose()
    return prose(BESIDE, bullets(Markup("{}: {}").format(under, words) for under, words in items), caution)


def _arm_in_trial(inline: Inline, study: Study, row: Row) -> str:
    """Return the other arm by its label, since sources may disagree on what was in it, and the trial's drugs."""
    terms = {term for arm in study.arms for term in arm.interventions if not inline.topic.is_control(arm)}
    drugs = [term.label for name, term in inline.evidence.vocabulary["interventions"].items() if name in terms]
    side = row.contrast.comparator if row.contrast else row.arm
    label = next((arm.label for arm in study.arms if arm.id == side), inline.topic.control.label)
    return f"Under {label}, in the same disease (trial of {names_in_words(drugs)})"


def _awaited(inline: Inline, pairs: list[tuple[Study, Row]]) -> list[tuple[str, Markup]]:
    """Return what is awaited, one item a study and arm."""
    by_arm: dict[tuple[str, str], list[Markup]] = {}
    for study, row in pairs:
        bare = row.model_copy(update={"text": (row.text or "").rstrip(".")})
        by_arm.setdefault((study.id, _arm_in_trial(inline, study, row)), []).append(inline.awaited(study, bare))
    studies = {study.id: inline.study(study) for study, _ in pairs}
    return [(f"{arm}, awaited", THEN.join(words) + " " + studies[name]) for (name, arm), words in by_arm.items()]


def _outcome(inline: Inline, study: Study, row: Row, *remarks: str) -> Markup:
    label = ", ".join(filter(None, [describe.what(row, inline.evidence.vocabulary), describe.when(row)]))
    interval, remark = "", "; ".join(filter(None, remarks))
    if row.kind == "count" and row.n and not row.unit:
        low, high = (rounded(end, 1) for end in exact_percent(row.events, row.n))
        interval = f", exact interval {low} to {high}{THIN}%"
    remark = f" ({remark})" if remark else ""
    return Markup("{}: {}{}{} {}").format(label, inline.result(study, row), interval, remark, inline.study(study))


def _saying(inline: Inline, saying: NaturalHistory) -> Markup:
    study = inline.evidence.records[saying.study]
    kinds = {source.id: source.kind for source in study.sources}
    # a publication that a record names without holding it reads as it is cited
    text = re.sub(r"\b([a-z]+)-((?:19|20)\d\d)\b", lambda name: f"{name[1].capitalize()} {name[2]}", saying.text)
    source = f" (source: {kinds[saying.source]})" if saying.source else ""
    return Markup("{}{} {}").format(text, source, inline.study(study))
