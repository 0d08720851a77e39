"""Questions to a person: in the terminal, or answered beforehand."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

from livingevidence.record.problems import UserError, guess, nearest


class Question(NamedTuple):
    """What a person is asked."""

    name: str
    """By which it can be answered beforehand, as in ``--set people=12``."""
    words: str
    choices: Mapping[str, str] = MappingProxyType({})
    """What may be answered, with its meaning; empty where the answer is free."""
    default: str = ""
    """What counts if nothing is answered."""
    several: bool = False
    """Whether several choices may be named, with commas."""
    form: str = ".*"
    meant: str = "any text"
    """In words what a free answer must be; ``form`` is a regular expression for it."""
    explained: Mapping[str, str] = MappingProxyType({})
    """What choices mean at length, where their meaning is a name."""
    place: str = ""
    """The file to which a choice that is missing is added."""
    also: Mapping[str, str] = MappingProxyType({})
    """Choices by other words for them, in small letters."""


Ask = Callable[[Question], str]


@dataclass
class Answerer:
    """What answers questions: as given beforehand, else by asking in the terminal, else by their defaults."""

    answers: Mapping[str, str]
    """Answers by the names of questions."""
    terminal: Callable[[str], str] | None
    """Shows a text and returns a line, as ``input`` does; None where nobody is there to ask."""
    lenient: bool = False
    """Whether a given answer that won't do gives way to the default, and is kept in `refusals`."""
    asked_names: set[str] = field(default_factory=set)
    refusals: list[str] = field(default_factory=list)

    def __call__(self, question: Question) -> str:
        """Return the answer; UserError where a given one won't do, or nobody can be asked and there is no default."""
        self.asked_names.add(question.name)
        if question.name in self.answers or self.terminal is None:
            answer, wrong = _settled(question, self.answers.get(question.name, question.default))
            default, lacking = _settled(question, question.default)
            if wrong and self.lenient and not lacking:
                self.refusals.append(f"{question.words} {wrong}")
                return default
            if wrong:
                choices = ", ".join(filter(None, question.choices.values()))
                how = f"The form takes: {choices}" if self.lenient else f"Answer it with --set {question.name}=…"
                raise UserError(f"{question.words} {wrong} {how}")
            return answer
        wrong = ""
        while True:
            answer, wrong = _settled(question, self.terminal(_shown(question, wrong)).strip() or question.default)
            if not wrong:
                return answer

    def refuse_unasked(self, known: Iterable[str] = ()) -> None:
        """Raise UserError where an answer was given to no known question, by default to none that was asked."""
        known = {*known} or self.asked_names
        for name in self.answers.keys() - known:
            told = guess(name, known, f"the questions are {', '.join(sorted(known))}")
            raise UserError(f"nothing written: nothing asks for '{name}'; {told}")


def _settled(question: Question, answer: str) -> tuple[str, str]:
    """Return an answer by the names of its choices, or in words what is wrong with it."""
    if not question.choices:
        fits = re.fullmatch(question.form, answer)
        return answer, "" if fits else f"'{answer}' is not {question.meant}."
    parts = [part.strip() for part in re.split("[,;]", answer)] if question.several else [answer.strip()]
    labels = {label.lower(): name for name, label in question.choices.items()}
    names = {**question.also, **labels, **{name.lower(): name for name in question.choices}}
    if wrong := [_wrong(question, part, names) for part in parts if part.lower() not in names]:
        return "", " ".join(wrong)
    return ", ".join(names[part.lower()] for part in parts), ""


def _wrong(question: Question, part: str, names: Mapping[str, str]) -> str:
    if not part:
        return f"It needs an answer: {', '.join(question.choices)}."
    near = nearest(part.lower(), names)
    hint = f"; did you mean '{names[near]}'?" if near else "."
    place = f" If it is missing, add it to {question.place} first." if question.place else ""
    return f"'{part}' is none of the choices{hint}{place}"


def _shown(question: Question, wrong: str) -> str:
    width = max(map(len, question.choices), default=0)
    more = {name: f": {words}" for name, words in question.explained.items()}
    choices = (f"  {name:<{width}}  {label}{more.get(name, '')}" for name, label in question.choices.items() if name)
    line = f"[{question.default}] > " if question.default else "> "
    return "\n".join([question.words, *choices, *filter(None, [wrong]), line])  # what is wrong below a long list
