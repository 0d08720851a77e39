"""What a team is asked of its review before there is one: topic, treatment, control, diseases, outcomes."""

from typing import Any

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


def answers(ask: Ask) -> dict[str, Any]:
    """Return what the templates of a new review hold, by its name there; a name in words with the id made of it."""
    given: dict[str, Any] = {question.name: ask(question).strip() for question in QUESTIONS}
    given |= {name: _term(given[name]) for name in ("treatment", "form", "route", "control")}
    told = [part.partition(":") for part in _parts(given["groups"], ";")]
    groups = [{**_term(group), "conditions": [*map(_term, _parts(diseases, ","))]} for group, _, diseases in told]
    outcomes = [_outcome(*told.split(":")) for told in _parts(given["outcomes"], ";")]
    return {**given, "name": slug(given["title"]), "groups": groups, "outcomes": outcomes}


def _outcome(name: str, way: str, words: str) -> dict[str, str]:
    return {**_term(name), "direction": way.strip(), "definition": f"{words.strip().rstrip('.')}."}


def _parts(told: str, sign: str) -> list[str]:
    return [part for part in told.split(sign) if part.strip()]


def _term(words: str) -> dict[str, str]:
    return {"id": slug(words), "label": words.strip()}
