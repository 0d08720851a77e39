"""One layout for all records: fields in the order of the data model, two spaces, lines of at most 110 characters."""

import io
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from livingevidence.record.addresses import model_in
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
    """Return the text of a file that holds fields; raises BrokenEvidence, which calls it `name`, if it does not."""
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


def _order(data: Any, model: type[BaseModel] | None) -> None:
    if isinstance(data, CommentedSeq):
        for item in data:
            _order(item, model)
    if not isinstance(data, CommentedMap) or not model:
        return
    for name, field in model.model_fields.items():
        _order(data.get(name), model_in(field.annotation))
    if not data.ca.items:
        # As a reader wants them: the id, what is the model's own, what it shares with others, then what is unknown.
        own = [name for name in model.__annotations__ if name in model.model_fields]
        for name in dict.fromkeys(["id", *own, *model.model_fields, *data]):
            if name in data:
                data.move_to_end(name)
