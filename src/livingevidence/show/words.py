"""What records say in words: lists of a study, single patients, product labels, and what stands beside a response."""

import re

from markupsafe import Markup

from livingevidence.evidence import describe, treated
from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.names import short_names
from livingevidence.record.addresses import Address
from livingevidence.record.models import Case, Row, Study
from livingevidence.record.review import NaturalHistory, Question
from livingevidence.record.text import THIN, in_words, rounded
from livingevidence.show.inline import Inline, inline
from livingevidence.show.table import THEN, Cell, Prose, bullets, paragraph, prose
from livingevidence.synthesis.stats.proportions import exact_percent

UNTOLD = "not stated in what is available"
BESIDE = "For context, not a contrast:"
NO_DIFFERENCE = "Other people, other times or other measures; no difference may be taken."


def texts(evidence: Evidence, study: str, field: str) -> Prose:
    """Return a list field of a record, such as ``mechanism`` or ``limitations``, as a list."""
    items = [_linked(inline(evidence), item) for item in getattr(evidence.library.studies[study], field)]
    return prose(bullets(items) if items else "Nothing is recorded.")


def listed(evidence: Evidence, study: str, field: str) -> Prose:
    """Return a list field of a record as one sentence."""
    return prose("; ".join(getattr(evidence.library.studies[study], field)) + ".")


def _linked(say: Inline, text: str) -> Markup:
    """Return text of a record; where it names another record by its id, a link with the study's short name."""
    names = short_names(say.evidence)
    ids = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    # A source's number means nothing away from the record that lists it.
    parts = re.split(rf"(?:S\d+ of )?(?<![\w-])({ids})(?![\w-])", text)
    return Markup("").join(say.page(f"studies/{p}", names[p]) if i % 2 else p for i, p in enumerate(parts))


def cases(evidence: Evidence) -> Prose:
    """Return the single patients who had the treatment, one block a patient."""
    blocks = [patient(inline(evidence), *told) for told in treated.cases(evidence)]
    return prose(*blocks or ["No single patient is described."])


def patient(say: Inline, study: Study, case: Case) -> Markup:
    """Return what is told of one patient."""
    lines: dict[str, Cell | None] = {
        "Diagnosis": case.diagnosis,
        "Tried before": "; ".join(case.prior_treatments) or UNTOLD,
        "Treatment": case.regimen,
        "At the same time": "; ".join(case.concomitant) or UNTOLD,
        "What was reported": case.response_detail or "degree not available",
        "Followed": say.known(study, case, "weeks_followed", "{} weeks", ""),
        "Adverse events": case.adverse_events,
    }
    head = Markup("<strong>{}</strong>, {} {}").format(describe.person(case), say.age(study, case), say.study(study))
    return paragraph(head) + bullets(Markup("{}: {}").format(*line) for line in lines.items() if line[1])


def before_prescribing(evidence: Evidence) -> Prose:
    """Return which labels were read, and what they ask, a line a question."""
    say = inline(evidence)
    found = [told for asked in evidence.library.prescribing.questions if (told := _answers(evidence, say, asked))]
    return prose(_read(evidence, say), bullets(found)) if found else prose("No label is available.")


def _answers(evidence: Evidence, say: Inline, asked: Question) -> tuple[Markup, Markup] | None:
    """Return a question with its answers; None where no label of them was read."""
    where, line = evidence.library.prescribing.where, Markup("{}: {}")
    labels = {row: Address(row).study for row in asked.rows}
    lines = [line.format(where[of], say.number(row)) for row, of in labels.items() if of in evidence.records]
    if lines and (note := asked.note):
        told = Markup("{} ({})").format(note.text, say.number(note.row, "details"))
        lines.append(line.format(where[Address(note.row).study], told))
    return (Markup("<strong>{}</strong>").format(asked.question), bullets(lines)) if lines else None


def _read(evidence: Evidence, say: Inline) -> Markup:
    """Return the sentences on which labels were read, of which years, and which newer one was not."""
    given, named = evidence.library.prescribing, []
    for label, name in given.where.items():
        if label in evidence.records:
            texts = [report for report in evidence.records[label].reports if report.kind == "label"]
            years = {text.first_public[:4] for text in texts if text.read != "none" and text.first_public != "unknown"}
            named.append(f"{name} ({', '.join(sorted(years)) or 'year not known'})")
    told = [
        f"Labels available to us, each in part, by their years: {'; '.join(named)}.",
        "Not every text shows its own date, and what stands in another part of a label is missing here.",
    ]
    if given.newer and (label := Address(given.newer).study) in evidence.records:
        told.append(Markup("Newer in the {}: {}").format(given.where[label], say.number(f"{given.newer}.text")))
    if given.unread:
        told.append(f"Not in the parts we had, so look it up in the label itself: {'; '.join(given.unread)}.")
    return paragraph(Markup("\n").join(told))


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
    entry, say = entries[condition], inline(evidence)
    if entry.none_known:
        return prose(f"{BESIDE} none known. {entry.none_known}")
    under = evidence.rows(entry.control)
    items = [(_under(say, *pair), _outcome(say, *pair)) for pair in under if pair[1].kind != "awaited"]
    gone = "a second reader did not find it again"
    without = [
        _outcome(say, study, row, (row.note or "").rstrip("."), gone if row.not_read_again else "")
        for study, row in evidence.rows(entry.natural_history)
    ]
    words = [_told(say, told) for told in entry.told if told.study in evidence.records]
    items += [("Without treatment", told) for told in (*without, *words)]
    caution = paragraph(NO_DIFFERENCE) if items else Markup()
    if awaited:
        items += _awaited(say, [pair for pair in under if pair[1].kind == "awaited"])
    return prose(BESIDE, bullets(Markup("{}: {}").format(*item) for item in items), caution) if items else prose()


def _under(say: Inline, study: Study, row: Row) -> str:
    """Return the other arm by its label, since sources may disagree on what was in it, and the trial's drugs."""
    given = {term for arm in study.arms for term in arm.interventions if not say.topic.is_control(arm)}
    drugs = [term.label for name, term in say.evidence.vocabulary["interventions"].items() if name in given]
    side = row.contrast.comparator if row.contrast else row.arm
    label = next((arm.label for arm in study.arms if arm.id == side), say.topic.control.label)
    return f"Under {label}, in the same disease (trial of {in_words(drugs)})"


def _awaited(say: Inline, pairs: list[tuple[Study, Row]]) -> list[tuple[str, Markup]]:
    """Return what is awaited, one item a study and arm."""
    told: dict[tuple[str, str], list[Markup]] = {}
    for study, row in pairs:
        shown = row.model_copy(update={"text": (row.text or "").rstrip(".")})
        told.setdefault((study.id, _under(say, study, row)), []).append(say.awaited(study, shown))
    of = say.evidence.records
    return [
        (f"{under}, awaited", THEN.join(words) + " " + say.study(of[name])) for (name, under), words in told.items()
    ]


def _outcome(say: Inline, study: Study, row: Row, *remarks: str) -> Markup:
    label, exact, remark = (
        ", ".join(filter(None, [describe.what(row, say.evidence.vocabulary), describe.when(row)])),
        "",
        "; ".join(filter(None, remarks)),
    )
    if row.kind == "count" and row.n and not row.unit:
        low, high = (rounded(end, 1) for end in exact_percent(row.events, row.n))
        exact = f", exact interval {low} to {high}{THIN}%"
    told = f"{exact} ({remark})" if remark else exact
    return Markup("{}: {}{} {}").format(label, say.result(study, row), told, say.study(study))


def _told(say: Inline, told: NaturalHistory) -> Markup:
    study = say.evidence.records[told.study]
    kinds = {source.id: source.kind for source in study.sources}
    # a publication that a record names without holding it reads as it is cited
    text = re.sub(r"\b([a-z]+)-((?:19|20)\d\d)\b", lambda name: f"{name[1].capitalize()} {name[2]}", told.text)
    source = f" (source: {kinds[told.source]})" if told.source else ""
    return Markup("{}{} {}").format(text, source, say.study(study))
