"""Writing what people curate: all files of a change or none, records in their one layout, with their schema.

The layout has fields in the order of the data model, two spaces, and lines of at most 110 characters.
"""

import contextlib
import io
import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from livingevidence.record.addresses import model_in
from livingevidence.record.fill import INFERRED_FIELDS
from livingevidence.record.library import Library
from livingevidence.record.models import FIELDS_OF_KIND, Row, Study
from livingevidence.record.problems import BrokenEvidence, UserError
from livingevidence.record.reading import Document, parse, read_document
from livingevidence.record.root import Root
from livingevidence.record.topic import Topic
from livingevidence.record.vocabulary import Vocabulary

if sys.platform != "win32":
    import fcntl  # which Unix alone has

SCHEMA_FILE = "study.schema.json"
WIDTH = 110
SCHEMA_LINE = "# yaml-language-server: $schema="  # how a file leads an editor to its schema
_MAPS = ("properties", "definitions")
_DROPPED = ("title", "default", "discriminator")


def changed_texts(paths: Iterable[Path], library: Library) -> dict[Path, str]:
    """Return the texts of records and their schema that are laid out otherwise; raises UserError where one can't be."""
    texts = {}
    for path in paths:
        name = library.root.display_path(path)
        try:
            texts[path] = laid_out_text(mapping_text(path, name, "id"), Study, f"../{SCHEMA_FILE}")
        except ValueError as error:
            raise UserError(f"nothing written: {name}: {error}") from None
    if library.topic and "vocabulary" not in library.broken:
        texts[library.root.data / SCHEMA_FILE] = schema(library.vocabulary, library.topic)
    return {path: text for path, text in texts.items() if not path.is_file() or path.read_text("utf-8") != text}


@contextlib.contextmanager
def locked_folder(folder: Path, content: str) -> Iterator[None]:
    """Keep other commands from a folder; a dead one, killed or not, holds nothing. Raises UserError if one is there."""
    if sys.platform == "win32":
        yield
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UserError(
                f"nothing was done: another command is at work on the {content}; wait for its end"
            ) from None
        except OSError:
            pass  # a file system without such locks, as that of some networks
        yield
    finally:
        os.close(descriptor)


def write_files(files: Mapping[Path, str]) -> None:
    """Write all files, or none, each on disk before it takes the place of the old one; raises UserError if not.

    A link stays one, and what is no file, such as a pipe, is written to as it is.
    """
    no_files = [path for path in files if path.exists() and not path.is_file()]
    for path in no_files:
        path.write_text(files[path], encoding="utf-8")
    texts = {
        path.resolve() if path.is_symlink() else path: text for path, text in files.items() if path not in no_files
    }
    temporary = {path: path.with_name(f".{path.name}.{os.getpid()}") for path in texts}
    old_bytes = {path: path.read_bytes() if path.is_file() else None for path in texts}
    replaced: list[Path] = []
    try:
        for path, text in texts.items():
            with temporary[path].open("w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
        for path, new in temporary.items():
            new.replace(path)
            replaced.append(path)
    except OSError as error:
        for other in replaced:
            if (content := old_bytes[other]) is None:
                other.unlink()
            else:
                other.write_bytes(content)
        raise UserError(f"nothing was written: {error.strerror or error}: {path}") from None
    finally:
        for new in temporary.values():
            new.unlink(missing_ok=True)


def checked_files(root: Root) -> Iterator[Path]:
    """Yield the files of a review that a check reads."""
    yield from (*root.data.rglob("*.yaml"), *root.texts, root.bibliography)


def saved_files(files: Callable[[], Iterable[Path]], pause: float = 0.5) -> Iterator[set[Path]]:
    """Yield at once, and each time when some of the files were saved, which these are, until somebody stops asking."""
    last: set[tuple[Path, int]] = set()
    while True:
        with contextlib.suppress(FileNotFoundError):  # what goes away meanwhile is gone at the next look
            now = {(path, path.stat().st_mtime_ns) for path in files() if path.is_file()}
            if now != last:
                yield {path for path, _ in last ^ now}
            last = now
        time.sleep(pause)


def laid_out_text(text: str, model: type[BaseModel], schema: str) -> str:
    """Return the text of a YAML file in the one layout, with its comments; laid out again, it stays as it is.

    The fields of the model that it is a record of give the order; a mapping with a comment in it keeps its own, because
    nobody can tell which of its lines the comment is about. The first line leads an editor to the schema of the model,
    by where it stands seen from the file. Raises ValueError if it would not say the same afterwards.
    """
    data = commented_values(text)
    _order(data, model)
    lines = yaml_text(data, text).splitlines(keepends=True)
    return "".join([f"{SCHEMA_LINE}{schema}\n", *(line for line in lines if not line.startswith(SCHEMA_LINE))])


def yaml_text(data: CommentedMap, same_as: str | None = None) -> str:
    """Return the text of values that were read with their comments; `same_as`, if it is given, must say the same."""
    stream = io.StringIO()
    _yaml().dump(data, stream)
    dump = stream.getvalue()
    text = "".join(f"{line.rstrip()}\n" for line in dump.splitlines())
    if _values(text) != _values(dump):  # white space at the end of a line belongs to a block of text
        text = dump
    if same_as is not None and _values(text) != _values(same_as):
        raise ValueError("the layout would change what the file says; write its longest texts in quotation marks")
    return text


def mapping_text(path: Path, name: str | None = None, needed_field: str = "") -> str:
    """Return the text of a file that holds fields; raises BrokenEvidence, which calls it `name`, if it does not.

    Raises UserError where it lacks the needed field, such as the ``id`` that a record of a study has and no other file.
    """
    document = read_document(path, name)
    if not document.holds(dict) or document.problems:
        raise BrokenEvidence(document.problems)
    if needed_field and needed_field not in document.data:
        raise UserError(
            f"nothing written: {document.file} is no record of a study, which begins with `{needed_field}:`"
        )
    return path.read_text(encoding="utf-8")


def commented_values(text: str) -> CommentedMap:
    """Return the values of a YAML file with their comments, to be changed and written by :func:`yaml_text`."""
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
        for part in data:
            _order(part, model)
    if not isinstance(data, CommentedMap) or not model:
        return
    for name, field in model.model_fields.items():
        _order(data.get(name), model_in(field.annotation))
    if not data.ca.items:
        # As a reader wants them: the id, what is the model's own, what it shares with others, then what is unknown.
        own_fields = [name for name in model.__annotations__ if name in model.model_fields]
        for name in dict.fromkeys(["id", *own_fields, *model.model_fields, *data]):
            if name in data:
                data.move_to_end(name)


def schema(vocabulary: Vocabulary, topic: Topic) -> str:
    """Return the JSON Schema of a record, draft 7 as editors read it, with the terms and shelves of a review."""
    document = Study.model_json_schema(ref_template="#/definitions/{model}")
    document["definitions"] = document.pop("$defs")
    document = {"$schema": "http://json-schema.org/draft-07/schema#", **_plain(document)}
    definitions = document["definitions"]
    for name, inferred in INFERRED_FIELDS.items():
        model = definitions[model_in(Study.model_fields[name].annotation).__name__] if name else document
        model["required"] = [field for field in model["required"] if field not in inferred]
    document["properties"]["domain"] |= {"allOf": [{"$ref": "#/definitions/shelf"}]}
    for row in Row.__subclasses__():
        definitions[row.__name__]["allOf"] = [
            {"if": {"properties": {"kind": {"const": kind}}}, "then": {"required": list(needed)}}
            for kind, (needed, _) in FIELDS_OF_KIND.items()
            if needed
        ]
    lists = {
        name: {key: f"{term.label}: {term.definition}" for key, term in terms.items()}
        for name, terms in vocabulary.items()
    }
    for name, words in (lists | {"shelf": topic.shelves}).items():
        definitions[name] = {"enum": list(words), "enumDescriptions": list(words.values())}
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _plain(node: dict) -> dict:
    """Return a schema without what no reader needs; draft 7 passes over whatever stands beside a reference."""
    plain = {}
    for key, value in node.items():
        if key in _MAPS:
            plain[key] = {name: _plain(inner) for name, inner in value.items()}
        elif key == "items":
            plain[key] = _plain(value)
        elif key == "anyOf":
            plain[key] = [_plain(inner) for inner in value]
        elif key == "termOf":
            plain["allOf"] = [{"$ref": f"#/definitions/{value}"}]
        elif key == "$ref":
            plain["allOf"] = [{"$ref": value}]
        elif key not in _DROPPED:
            plain[key] = value
    return plain
