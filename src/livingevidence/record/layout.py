"""One layout for all records: fields in the order of the data model, two spaces, lines of at most 110 characters."""

import io
import types
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from livingevidence.record.problems import BrokenEvidence
from livingevidence.record.reading import Document, parse, read

WIDTH = 110
EDITOR = "# yaml-language-server: $schema="  # how a file leads an editor to its schema


def laid_out(text: str, model: type[BaseModel], schema: str) -> str:
    """Return the text of a YAML file in the one layout, with its comments; laid out again, it stays as it is.

    The fields of the model that it is a record of give the order; a mapping with a comment in it keeps its own, because
    nobody can tell which of its lines the comment is about. The first line leads an editor to the schema of the model,
    by where it stands seen from the file. Raises ValueError if it would not say the same afterwards.
    """
    data = loaded(text)
    _order(data, model)
    lines = dumped(data, text).splitlines(keepends=True)
    return "".join([f"{EDITOR}{schema}\n", *(line for line in lines if not line.startswith(EDITOR))])


def dumped(data: CommentedMap, before: str | None = None) -> str:
    """Return the text of values that were read with their comments; `before` must say the same, if it is given."""
    stream = io.StringIO()
    _yaml().dump(data, stream)
    whole = stream.getvalue()
    made = "".join(f"{line.rstrip()}\n" for line in whole.splitlines())
    if _values(made) != _values(whole):  # white space at the end of a line belongs to a block of text
        made = whole
    if before is not None and _values(made) != _values(before):
        raise ValueError("the layout would change what the file says; write its longest texts in quotation marks")
    return made


def opened(path: Path, name: str | None = None) -> str:
    """Return the text of a file that holds fields, which messages call `name`.

    Raises BrokenEvidence if it can't be read, or holds something else.
    """
    document = read(path, name)
    if not document.holds(dict) or document.problems:
        raise BrokenEvidence(document.problems)
    return path.read_text(encoding="utf-8")


def loaded(text: str) -> CommentedMap:
    """Return the values of a YAML file with their comments, to be changed and written by :func:`dumped`."""
    return _yaml().load(text)


def _yaml() -> YAML:
    yaml = YAML()
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.width, yaml.preserve_quotes, yaml.allow_unicode = WIDTH, True, True
    return yaml


def _values(text: str) -> Any:
    return parse(text, Document("")).data


def _order(data: Any, kind: Any) -> None:
    """Put the keys of a mapping, and of all inside it, into the order of a model's fields."""
    kind = inner(kind)
    if isinstance(data, CommentedSeq):
        for item in data:
            _order(item, kind)
    if not isinstance(data, CommentedMap) or not (isinstance(kind, type) and issubclass(kind, BaseModel)):
        return
    for name, field in kind.model_fields.items():
        _order(data.get(name), field.annotation)
    if not data.ca.items:
        order = _fields(kind)
        for name in [*order, *(name for name in list(data) if name not in order)]:
            if name in data:
                data.move_to_end(name)


def _fields(kind: type[BaseModel]) -> list[str]:
    """Return the fields of a model as a reader wants them: its id, what is its own, then what it shares with others."""
    own = [name for name in kind.__annotations__ if name in kind.model_fields]
    return list(dict.fromkeys(["id", *own, *kind.model_fields]))


def inner(kind: Any) -> Any:
    """Return the model inside a field's type, such as that of ``list[Row] | None``."""
    while get_origin(kind) in (Annotated, list, types.UnionType):
        kind = next(argument for argument in get_args(kind) if argument is not type(None))
    return kind
