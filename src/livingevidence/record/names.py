"""Which fields name what stands elsewhere, as the data models mark them, and what a record so names."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple, get_args

from pydantic import BaseModel

from livingevidence.record.models import NameOf, TermOf
from livingevidence.record.reading import Path


class Named(NamedTuple):
    """A name in a record: where it stands, what it is the name of, the word, and of which study it is, if of one."""

    path: Path
    kind: str
    word: str
    study: str | None


def names_in(value: object, kind: str | None = None, study: str | None = None, path: Path = ()) -> Iterator[Named]:
    """Yield each name in a record or a part of it.

    Parameters
    ----------
    value : object
        A model, a list or mapping of such, or a word.
    kind : str, optional
        What words are names of here: a list of the vocabulary, or as ``NameOf`` has it.
    study : str, optional
        The study whose arms, trials, sources and rows are meant; a part that names a study itself means those of it.
    path : tuple, optional
        Where the value stands.
    """
    if isinstance(value, str):
        if kind:
            yield Named(path, kind, value, study)
    elif isinstance(value, BaseModel):
        for field, key, marked, of_study in _marked(type(value)):
            own = value.study if of_study else study
            yield from names_in(getattr(value, field), marked, own, (*path, key))
    elif isinstance(value, list | dict):
        for key, item in enumerate(value) if isinstance(value, list) else value.items():
            yield from names_in(item, kind, study, (*path, key))


@cache
def _marked(model: type[BaseModel]) -> list[tuple[str, str, str | None, bool]]:
    """Return the fields of a model in which names can stand: field, key, kind, and whether a study is named beside."""
    of_study = "study" in model.model_fields
    found = []
    for field, info in model.model_fields.items():
        parts = list(_parts(info.annotation, *info.metadata))
        kind = next((part.name for part in parts if isinstance(part, NameOf | TermOf)), None)
        if kind or any(isinstance(part, type) and issubclass(part, BaseModel) for part in parts):
            found.append((field, info.alias or field, kind, of_study))
    return found


def _parts(*annotations: object) -> Iterator[object]:
    """Yield all that annotations are made of."""
    for annotation in annotations:
        yield annotation
        yield from _parts(*get_args(annotation))
