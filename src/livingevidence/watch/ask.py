"""Questions to a person: in the terminal, or answered beforehand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from livingevidence.record.problems import Told, nearest


class Question(NamedTuple):
    """What a person is asked.

    Attributes
    ----------
    name : str
        By which it can be answered beforehand, as in ``--set people=12``.
    words : str
        The question.
    choices : Mapping of str to str
        What may be answered, with its meaning; empty where the answer is free.
    default : str
        What counts if nothing is answered.
    several : bool
        Whether several choices may be named, with commas.
    form : str
        A regular expression that a free answer must match.
    meant : str
        What that form is, in words.
    """

    name: str
    words: str
    choices: Mapping[str, str]
    default: str = ""
    several: bool = False
    form: str = ".*"
    meant: str = "any text"


Ask = Callable[[Question], str]


class NotAnswered(Told):
    """A question has no answer that will do; says which, and what would."""


def asking(given: Mapping[str, str], terminal: Callable[[str], str] | None) -> Ask:
    """Return what answers questions: as given beforehand, else by asking in the terminal, else by their defaults.

    Parameters
    ----------
    given : Mapping of str to str
        Answers by the names of questions.
    terminal : callable or None
        Shows a text and returns a line, as ``input`` does; None where nobody is there to ask.

    Returns
    -------
    callable
        It raises NotAnswered where an answer given beforehand won't do, or where nobody can be asked and there is no
        default.
    """

    def ask(question: Question) -> str:
        if question.name in given or terminal is None:
            answer, wrong = _settled(question, given.get(question.name, question.default))
            if wrong:
                raise NotAnswered(f"{question.words} {wrong}. Answer it with --set {question.name}=…")
            return answer
        wrong = ""
        while True:
            answer, wrong = _settled(question, terminal(_shown(question, wrong)).strip() or question.default)
            if not wrong:
                return answer

    return ask


def _settled(question: Question, answer: str) -> tuple[str, str]:
    """Return an answer by the names of its choices, or in words what is wrong with it."""
    if not question.choices:
        fits = re.fullmatch(question.form, answer)
        return answer, "" if fits else f"'{answer}' is not {question.meant}"
    parts = [part.strip() for part in answer.split(",")] if question.several else [answer.strip()]
    names = {name.lower(): name for name in question.choices}
    names |= {label.lower(): name for name, label in question.choices.items() if label.lower() not in names}
    wrong = []
    for part in parts:
        if part.lower() not in names:
            near = nearest(part.lower(), names) if part else None
            wrong.append(f"'{part}' is none of the choices" + (f"; did you mean '{names[near]}'?" if near else ""))
    if wrong:
        return "", "; ".join(wrong)
    return ", ".join(names[part.lower()] for part in parts), ""


def _shown(question: Question, wrong: str) -> str:
    return "\n".join(_lines(question, wrong))


def _lines(question: Question, wrong: str) -> Iterator[str]:
    if wrong:
        yield f"{wrong}."
    yield question.words
    width = max(map(len, question.choices), default=0)
    yield from (f"  {name:<{width}}  {label}" for name, label in question.choices.items() if name)
    yield f"[{question.default}] > " if question.default else "> "
