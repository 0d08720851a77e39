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
    """What a free answer must be, in words; ``form`` says it as a regular expression."""
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
            answer, fault = _checked_answer(question, self.answers.get(question.name, question.default))
            default, default_fault = _checked_answer(question, question.default)
            if fault and self.lenient and not default_fault:
                self.refusals.append(f"{question.words} {fault}")
                return default
            if fault:
                choices = ", ".join(filter(None, question.choices.values()))
                remedy = f"The form takes: {choices}" if self.lenient else f"Answer it with --set {question.name}=…"
                raise UserError(f"{question.words} {fault} {remedy}")
            return answer
        fault = ""
        while True:
            line = self.terminal(_prompt(question, fault)).strip()
            answer, fault = _checked_answer(question, line or question.default)
            if not fault:
                return answer

    def refuse_unasked(self, names: Iterable[str] = ()) -> None:
        """Raise UserError where an answer was given to no known question, by default to none that was asked."""
        names = {*names} or self.asked_names
        for name in self.answers.keys() - names:
            suggestion = guess(name, names, f"the questions are {', '.join(sorted(names))}")
            raise UserError(f"nothing written: nothing asks for '{name}'; {suggestion}")


def _checked_answer(question: Question, answer: str) -> tuple[str, str]:
    """Return an answer by the names of its choices, or in words what is wrong with it."""
    if not question.choices:
        return answer, "" if re.fullmatch(question.form, answer) else f"'{answer}' is not {question.meant}."
    parts = [part.strip() for part in re.split("[,;]", answer)] if question.several else [answer.strip()]
    labels = {label.lower(): name for name, label in question.choices.items()}
    names = {**question.also, **labels, **{name.lower(): name for name in question.choices}}
    if faults := [_choice_fault(question, part, names) for part in parts if part.lower() not in names]:
        return "", " ".join(faults)
    return ", ".join(names[part.lower()] for part in parts), ""


def _choice_fault(question: Question, part: str, names: Mapping[str, str]) -> str:
    if not part:
        return f"It needs an answer: {', '.join(question.choices)}."
    nearest_name = nearest(part.lower(), names)
    hint = f"; did you mean '{names[nearest_name]}'?" if nearest_name else "."
    place = f" If it is missing, add it to {question.place} first." if question.place else ""
    return f"'{part}' is none of the choices{hint}{place}"


def _prompt(question: Question, fault: str) -> str:
    width = max(map(len, question.choices), default=0)
    explanations = {name: f": {words}" for name, words in question.explained.items()}
    choices = {name: label + explanations.get(name, "") for name, label in question.choices.items() if name}
    lines = [question.words, *(f"  {name:<{width}}  {label}" for name, label in choices.items())]
    lines += [fault] if fault else []  # below a long list
    return "\n".join([*lines, f"[{question.default}] > " if question.default else "> "])
