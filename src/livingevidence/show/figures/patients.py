"""Single patients who had the treatment: a swimmer plot, and what lifts a report above an anecdote."""

from markupsafe import Markup

from livingevidence.evidence import describe
from livingevidence.evidence.describe import DEGREES
from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.names import short_names
from livingevidence.evidence.treated import cases
from livingevidence.record.models import Case, Study
from livingevidence.record.text import capital, count, number
from livingevidence.show.figures.drawing import INK, Figure, Line, Mark, bar, count_in_integers, figure, mark
from livingevidence.show.inline import inline_of
from livingevidence.show.table import THEN, Prose, bullets, prose

LIFTS = ("Washout", "Relapse", "Rechallenge", "Untreated side", "Stable disease before")
NOBODY = "No single patient is described."
NOTES = "What notes alone say, such as a time without treatment, is on the page of the study."


def _by_condition(evidence: Evidence, group: str) -> list[tuple[Study, Case]]:
    order = list(evidence.vocabulary["conditions"])
    return sorted(cases(evidence, group), key=lambda pair: order.index(pair[1].condition))


def swimmer(evidence: Evidence, group: str) -> Figure | Prose:
    """Return a figure of the single patients of a group, one row a patient; a sentence where there is none.

    The bar is the time followed and the mark on it the time to response. A time that was not read has neither.
    """
    patients, names, lines, last = _by_condition(evidence, group), short_names(evidence), [], 0.0
    if not patients:
        return prose(NOBODY)
    for study, case in patients:
        weeks = {case.weeks_followed, case.weeks_to_response} - {None}
        last = max([last, *weeks])
        head = f"{names[study.id]}: {describe.whom(case)}, {describe.age(case) or 'age not available'}"
        words, alt = (_account(evidence, study, case, drawn=drawn) for drawn in (True, False))
        addresses = (f"{study.id}/{case.id}.people",)
        lines.append(Line(words, head, f"{head}. {alt}", bool(weeks), addresses, _marks(case)))
    ends, finish = (0, (last or 1) * 1.03), count_in_integers if last else None
    return figure(evidence, "swimmer", group, lines, ends=ends, finish=finish, last=last, degrees=DEGREES.values())


def _account(evidence: Evidence, study: Study, case: Case, *, drawn: bool) -> str:
    """Return what is recorded of a patient; the drawing has a symbol and counts the treatments before."""
    enrolled, before = study.population.n_enrolled or 0, case.prior_treatments
    among = f", of the {describe.people(enrolled)} in the study" if enrolled > case.people else ""
    tried = count(len(before), "treatment") if drawn else ", ".join(before)
    beside = f", with {', '.join(case.concomitant)}" if case.concomitant else ""
    symbol, degree, *_ = DEGREES[case.response]
    prefix = f"{symbol}\N{NO-BREAK SPACE}" if drawn else ""
    detail = f": {case.response_detail}" if case.response_detail else ""
    parts = [
        capital(evidence.vocabulary.label("conditions", case.condition)) + among,
        f"Tried before: {tried if before else 'not available'}",
        f"Treatment: {case.regimen}{beside}",
        f"{prefix}{capital(degree)}{detail}",
        *(f"{name}: {text}" for name, text in _lifts(case).items() if text != case.response_detail),
        _times(case),
    ]
    return ". ".join(parts) + "."


def _times(case: Case) -> str:
    response, followed = case.weeks_to_response, case.weeks_followed
    if response is None and followed is None:
        return "Time not available"
    response_time = "Time to response not available" if response is None else f"Response at week {number(response)}"
    until = "follow-up not available" if followed is None else f"followed until week {number(followed)}"
    return f"{response_time}, {until}"


def _marks(case: Case) -> list[Mark]:
    marks, (*_, shape, filled) = [], DEGREES[case.response]
    if case.weeks_followed is not None:
        marks.append(bar(case.weeks_followed, height=0.09, alpha=0.45))
    if case.weeks_to_response is not None:
        look = {"fillstyle": filled, "markerfacecoloralt": "none", "clip_on": False}
        marks.append(mark(case.weeks_to_response, shape=shape, color=INK, **look))
    return marks


def _lifts(case: Case) -> dict[str, str]:
    """Return what is recorded that makes a case more than an anecdote; a relapse told with the response is one."""
    relapse = case.response_detail if case.response == "relapse-after-stop" else None
    texts = (case.washout, case.relapse or relapse, case.rechallenge, case.untreated_side, case.stable_before)
    return {name: text for name, text in zip(LIFTS, texts, strict=True) if text}


def single_patients(evidence: Evidence, group: str) -> Prose:
    """Return what lifts the reports of single patients of a group, item by item, and what is recorded of nobody."""
    if not (patients := _by_condition(evidence, group)):
        return prose(NOBODY)
    inline, items, missing = inline_of(evidence), [], []
    for lift in LIFTS:
        lifted = [(study, case, _lifts(case)[lift]) for study, case in patients if lift in _lifts(case)]
        accounts = []
        for study, case, text in lifted:
            accounts.append(Markup("{} {}: {}").format(describe.person(case), inline.study(study), text))
        if accounts:
            nobody = ["of nobody else"] if len(patients) > len(accounts) else []
            items.append(Markup("{}: {}.").format(lift, THEN.join([*accounts, *nobody])))
        else:
            missing.append(lift.lower())
    items += [f"Not recorded of anybody here: {', '.join(missing)}."] if missing else []
    return prose(bullets(items), NOTES)
