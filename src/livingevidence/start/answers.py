"""What a team is asked of its review before there is one: topic, treatment, control, diseases, outcomes."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from livingevidence.watch.ask import Ask, Question
from livingevidence.watch.publication import slug

WAYS = ("higher-is-better", "lower-is-better")
_WORDS = r"\s*[^;:]*\w[^;:]*"
_DISEASES = rf"({_WORDS}:{_WORDS}(,{_WORDS})*)(;{_WORDS}:{_WORDS}(,{_WORDS})*)*;?"
_OUTCOME = rf"{_WORDS}:\s*({'|'.join(WAYS)})\s*:{_WORDS}"
_ONE_LINE = r"[^\n\"\\{}<>`$]*\w[^\n\"\\{}<>`$]*"
_PLAIN = "words on one line, without quotation marks, braces and other signs that mean something to Markdown"


def _words(name: str, words: str, default: str) -> Question:
    return Question(name, words, {}, default, form=_ONE_LINE, meant=_PLAIN)


QUESTIONS = (
    _words("title", "What is the review called?", "An example: a living review"),
    _words("treatment", "Whose benefit and harm are asked?", "examplinib"),
    _words("form", "In which form is it given, such as tablet or injection?", "tablet"),
    _words("route", "By which route, such as oral, topical, injected?", "oral"),
    _words("dose", "What is the dose of the main analysis?", "10 mg"),
    _words("frequency", "How often is it given?", "once daily"),
    _words("control", "What is it held against?", "placebo"),
    Question(
        "groups",
        "Which diseases, in which groups? As GROUP: DISEASE, DISEASE; GROUP: DISEASE",
        {},
        "example diseases: example fever, example rash",
        form=_DISEASES,
        meant="groups with their diseases, as GROUP: DISEASE, DISEASE; GROUP: DISEASE",
    ),
    Question(
        "outcomes",
        f"Which outcomes of benefit? As OUTCOME: {' or '.join(WAYS)}: DEFINITION; and so on",
        {},
        "recovery: higher-is-better: The disease is gone",
        form=rf"{_OUTCOME}(;{_OUTCOME})*;?",
        meant=f"outcomes, as OUTCOME: {WAYS[0]}: DEFINITION; OUTCOME: {WAYS[1]}: DEFINITION",
    ),
)


class Term(NamedTuple):
    """A name in words, and the id that is made of it."""

    id: str
    label: str


class Group(NamedTuple):
    """Diseases that a chapter is about."""

    id: str
    label: str
    conditions: tuple[Term, ...]


class Outcome(NamedTuple):
    """An outcome of benefit."""

    id: str
    label: str
    direction: str
    definition: str


def answers(ask: Ask) -> dict[str, Any]:
    """Return what the templates of a new review hold, by its name there."""
    given: dict[str, Any] = {question.name: ask(question).strip() for question in QUESTIONS}
    given |= {name: _term(given[name]) for name in ("treatment", "form", "route", "control")}
    outcomes = [_outcome(*told.split(":")) for told in _parts(given["outcomes"], ";")]
    return {**given, "name": slug(given["title"]), "groups": list(_groups(given["groups"])), "outcomes": outcomes}


def _outcome(name: str, way: str, words: str) -> Outcome:
    return Outcome(*_term(name), way.strip(), f"{words.strip().rstrip('.')}.")


def _groups(told: str) -> Iterator[Group]:
    for part in _parts(told, ";"):
        group, _, diseases = part.partition(":")
        yield Group(*_term(group), tuple(map(_term, _parts(diseases, ","))))


def _parts(told: str, sign: str) -> list[str]:
    return [part for part in told.split(sign) if part.strip()]


def _term(words: str) -> Term:
    return Term(slug(words), words.strip())
