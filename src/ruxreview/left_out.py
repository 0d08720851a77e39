"""The two small files beside the studies: facts on the review, and what was read and left out."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError

from ruxreview.problems import Problem, nearest
from ruxreview.reading import read
from ruxreview.records import Model, Slug, Text
from ruxreview.validate import from_pydantic

Day = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]


class Review(Model):
    """Facts on the review as a whole (``review.yaml``)."""

    evidence_as_of: Day
    """The day on which a record was last entered or changed."""
    last_searched: Day | None
    """The day of the last systematic search; null while there was none."""


class LeftOut(Model):
    """Something that was read and is not a row of its own, or a study that no chapter discusses (``left-out.yaml``)."""

    study: Slug
    what: Text
    reason: Text
    chapter: Slug | None = None
    """The chapter that lists the study with the reason, where no chapter discusses it."""


def load_review(path: Path, name_of: Callable = str) -> tuple[Review | None, list[Problem]]:
    """Read ``review.yaml`` and return it with what was wrong."""
    document = read(path, name_of(path))
    if document.data is None:
        return None, document.problems
    try:
        return Review.model_validate(document.data), document.problems
    except ValidationError as error:
        return None, document.problems + from_pydantic(error, document, Review)


def load_left_out(path: Path, studies: Collection[str], name_of: Callable = str) -> tuple[list[LeftOut], list[Problem]]:
    """Read ``left-out.yaml`` and return its items with what was wrong; an item names one of the studies given."""
    document = read(path, name_of(path))
    problems, items = list(document.problems), []
    if document.data is not None and not isinstance(document.data, list):
        problems.append(
            document.problem((), "WrongType", "no list", "a list of items", "begin each item with `- study:`")
        )
        return items, problems
    for index, values in enumerate(document.data or []):
        try:
            items.append(LeftOut.model_validate(values))
        except ValidationError as error:
            problems += from_pydantic(error, document, LeftOut, (index,))
            continue
        if studies and (name := items[-1].study) not in studies:
            close = nearest(name, studies)
            fix = f"did you mean `{close}`?" if close else "add that study, or remove the item"
            allowed = "a study of this folder"
            problems.append(document.problem((index, "study"), "KnownStudy", f"the study '{name}'", allowed, fix))
    return items, problems
