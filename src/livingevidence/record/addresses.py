"""The address of a number, where it stands in the records or the key of a result; and the names that a record holds."""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple, Self, get_args

from pydantic import BaseModel

from livingevidence.record.models import NameOf, TermOf
from livingevidence.record.reading import Path


class Address(str):
    """Where a number stands.

    ``study/row`` is a row, ``study/row.field`` one of its numbers; an arm (``study/arm-x.field``), a case and
    ``study/population.field`` are spelled alike. Without a slash it is the key of a result.

    Examples
    --------
    >>> Address("one-trial/score-w12.value").part
    'score-w12'
    """

    __slots__ = ()

    @classmethod
    def of(cls, study: str, part: str, field: str = "") -> Self:
        """Return the address of a part of a study, or of a field of it."""
        return cls(f"{study}/{part}.{field}" if field else f"{study}/{part}")

    @property
    def study(self) -> str:
        """The study; empty for the key of a result."""
        return self.partition("/")[0] if "/" in self else ""

    @property
    def part(self) -> str:
        """The row, arm or case, or ``population``; empty for the key of a result, and for a study as a whole."""
        return self.partition("/")[2].partition(".")[0]

    @property
    def field(self) -> str:
        """The field; empty for a row as a whole."""
        return self.partition("/")[2].partition(".")[2]


class Name(NamedTuple):
    """A name in a record: where it stands, what it is the name of, the word, and of which study it is, if of one."""

    path: Path
    kind: str
    word: str
    study: str | None


def names_in(value: object, kind: str | None = None, study: str | None = None, path: Path = ()) -> Iterator[Name]:
    """Yield each name in a model, a list or mapping of such, or a word.

    Words are names of a `kind` (a list of the vocabulary, or as ``NameOf`` has it), of the arms, trials, sources and
    rows of a `study`; a part that names a study itself means those of it. `path` is where the value stands.
    """
    if isinstance(value, str):
        if kind:
            yield Name(path, kind, value, study)
    elif isinstance(value, BaseModel):
        named_study = getattr(value, "study", study)
        for name, key, field_kind in _naming_fields(type(value)):
            if content := getattr(value, name):
                yield from names_in(content, field_kind, named_study, (*path, key))
    elif isinstance(value, list | dict):
        for key, inner in enumerate(value) if isinstance(value, list) else value.items():
            yield from names_in(inner, kind, study, (*path, key))


@cache
def _naming_fields(model: type[BaseModel]) -> list[tuple[str, str, str | None]]:
    """Return the fields of a model in which names can stand: field, key and kind."""
    fields = []
    for name, info in model.model_fields.items():
        all_parts = annotation_parts(info.annotation, *info.metadata)
        kind = next((part.name for part in all_parts if isinstance(part, NameOf | TermOf)), None)
        if kind or model_in(info.annotation):
            fields.append((name, info.alias or name, kind))
    return fields


def annotation_parts(*annotations: object) -> Iterator[object]:
    """Yield all that annotations are made of."""
    for annotation in annotations:
        yield annotation
        yield from annotation_parts(*get_args(annotation))


def model_in(annotation: object) -> type[BaseModel] | None:
    """Return the model inside a field's type, such as that of ``list[Row] | None``; None where there is none."""
    classes = (part for part in annotation_parts(annotation) if isinstance(part, type))
    return next((part for part in classes if issubclass(part, BaseModel)), None)
