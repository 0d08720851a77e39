"""What a rule is: a sentence, the parts of a review that it looks at, and what it finds wrong with one of them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from pydantic import BaseModel

from livingevidence.record.library import Library
from livingevidence.record.models import Study
from livingevidence.record.problems import Problem
from livingevidence.record.reading import Document, Path, dotted


class TextFile(NamedTuple):
    """A file that is no record, such as a chapter; a path in it begins with the line, then says what stands there."""

    file: str

    def problem(self, path: Path, rule: str, found: str, allowed: str, fix: str) -> Problem:
        """Return a problem at a line."""
        line, *steps = path
        return Problem(self.file, line, 1, dotted(tuple(steps)), rule, found, allowed, fix)


# The file, where in it, and what a rule looks at, most of all the part itself; the library comes last of all.
Part = tuple[Document | TextFile, Path, object]
Parts = Callable[[Library], Iterable[Part]]
# The file, where in it, what was found, and how to mend it.
Fault = tuple[Document | TextFile, Path, str, str]


@dataclass(frozen=True)
class Rule:
    """A rule, as :func:`rule` makes it of a function."""

    name: str
    allowed: str
    faults: Callable[[Library], Iterable[Fault]]
    complete_only: bool
    """Whether it makes sense only of a record that fits the data model in all parts."""
    needs: tuple[str, ...]
    """What must have been read without a problem for it to make sense: ``vocabulary``, ``bibliography``, ``topic``."""
    look: bool
    """Whether what it finds is no problem, but should be looked at, and stands in the way of a release."""

    def problems(self, library: Library) -> Iterator[Problem]:
        """Yield what is wrong; nothing of those parts of a record that don't fit the data model."""
        if library.broken.intersection(self.needs):
            return
        unfit_parts = {library.files[f"studies/{name}"].file: parts for name, parts in library.unfit_parts.items()}
        for document, path, found, fix in self.faults(library):
            unfit = unfit_parts.get(document.file, ())
            if not (unfit and self.complete_only) and not any(path[: len(part)] == part for part in unfit):
                yield document.problem(path, self.name, found, self.allowed, fix)


def rule(parts: Parts | None = None, *, complete_only: bool = False, look: bool = False, needs: str = ""):
    """Make a rule of a function: its name is the rule's, its docstring the sentence on what is allowed.

    It is given each of some `parts`, and yields where in it (a path, or the name of one field) what was found, and how
    to mend it; without them it is given the library, and yields the file, too.
    """

    def decorate(function: Callable[..., Iterable[tuple]]) -> Rule:
        def faults_of_parts(library: Library) -> Iterator[Fault]:
            for document, path, *values in parts(library):
                for where, found, fix in function(*values, library):
                    steps = (where,) if isinstance(where, str) else where
                    yield document, (*path, *steps), found, fix

        name, allowed = function.__name__.title().replace("_", ""), " ".join(function.__doc__.split())
        return Rule(name, allowed, faults_of_parts if parts else function, complete_only, tuple(needs.split()), look)

    return decorate


def studies(library: Library) -> Iterator[tuple[Document, Path, Study]]:
    """Yield each study."""
    for name, study in library.studies.items():
        yield library.files[f"studies/{name}"], (), study


def treated_studies(library: Library) -> Iterator[tuple[Document, Path, Study]]:
    """Yield each study of people who got the treatment."""
    designs_of_people = {name for name, design in library.vocabulary["designs"].items() if design.ladder != "none"}
    for document, path, study in studies(library):
        if study.design in designs_of_people and library.topic.is_about(study):
            yield document, path, study


def each_item(*lists: str) -> Parts:
    """Return what yields each item of lists of a study, such as ``arms``, and the study."""

    def parts(library: Library) -> Iterator[Part]:
        for document, _, study in studies(library):
            for name in lists:
                for index, item in enumerate(getattr(study, name)):
                    yield document, (name, index), item, study

    return parts


rows = each_item("outcomes", "adverse_events")


def pieces(*models: type[BaseModel]) -> Parts:
    """Return what yields each piece of the files beside the studies that fits one of some models."""
    return lambda library: (part for part in library.pieces if isinstance(part.value, models))


def choices_in_words(choices: Iterable[str]) -> str:
    """Return choices as a list in words, not too long."""
    names, limit = sorted(choices), 12
    if not names:
        return "none are declared"
    more = f" and {len(names) - limit} more" if len(names) > limit else ""
    return ", ".join(names[:limit]) + more
