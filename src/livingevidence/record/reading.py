"""From the bytes of a YAML file to plain values that remember where they stand.

A record uses a small part of YAML: mappings, lists, text, numbers, true and false. Anchors, aliases and
tags are refused, so no file can grow when it is read (an "alias bomb") or run code.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from pathlib import Path as FilePath
from typing import Any, NoReturn, Self

import yaml
from yaml.reader import Reader
from yaml.resolver import Resolver

from livingevidence.record.problems import Problem, excerpt

YamlLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Path = tuple[str | int, ...]

SHAPES = {
    list: ("a list of items", "begin each item with a dash"),
    dict: ("a mapping of fields", "begin each line with the name of a field and a colon, such as `id:`"),
}
MAX_DEPTH = 12  # a study needs five levels; more is a mistake or an attack
MAX_BYTES = 2_000_000  # the longest record is under 100 KB
# Line ends that YAML counts and editors don't, and byte order marks; and what looks like a space but is none to YAML.
ODD_ENDS = re.compile("[\x85\u2028\u2029]|(?<!^)\ufeff")
ODD_SPACES = re.compile(r"(?:^|[:-])[ \t]*([^\S \t\r\n]|\u200b)", re.MULTILINE)

# Rule: what is allowed, and how to mend it.
_MENDS = {
    "Unreadable": ("a plain file that can be read", "look at the file's name, its kind and its permissions"),
    "TooLarge": (f"at most {MAX_BYTES:,} bytes", "split the file; a record of one study is far smaller"),
    "NotUtf8": ("text encoded as UTF-8", "save the file as UTF-8 in your editor"),
    "Empty": ("a YAML mapping of fields", "write the record, or delete the file"),
    "NotYaml": (
        "valid YAML",
        "look at this line and the one above it: indentation, an unclosed quote or bracket, "
        "or a text with `: ` or ` #` that needs quotes",
    ),
    "Unseen": ("text without control characters", "delete this character, or write a plain space or line end for it"),
    "Alias": ("plain values", "write the value out in full; anchors and aliases are not read"),
    "Tag": ("no tags", "remove the word that begins with `!`"),
    "TooDeep": ("the levels of the data model", "remove the superfluous brackets or indentation"),
    "DuplicateKey": ("each field once", "keep the right one of the two and delete the other"),
    "SecondDocument": ("one document a file", "put each record into a file of its own"),
    "FieldName": ("a plain word as the name of a field", "look at the brackets and dashes of this line"),
}


@dataclass
class Document:
    """The content of one file, and what was wrong while reading it."""

    file: str
    data: Any = None
    """The values; None when the file could not be read."""
    positions: dict[Path, tuple[int, int]] = field(default_factory=dict)
    """Where a value, such as ``("outcomes", 2, "events")``, begins: line and column, from 1."""
    problems: list[Problem] = field(default_factory=list)

    def place(self, path: Path) -> tuple[int, int]:
        """Return line and column, from 1, of the value at `path`, or of what holds it."""
        while path and path not in self.positions:
            path = path[:-1]
        return self.positions.get(path, (1, 1))

    def holds(self, shape: type) -> bool:
        """Return whether the values are the list or the mapping that they should be; another shape is a problem."""
        if self.data is not None and not isinstance(self.data, shape):
            self.problems.append(self.problem((), "WrongType", "another shape", *SHAPES[shape]))
        return isinstance(self.data, shape)

    def problem(self, path: Path, rule: str, found: str, allowed: str, fix: str) -> Problem:
        """Return a problem of the value at `path`."""
        return Problem(self.file, *self.place(path), dotted(path), rule, found, allowed, fix)

    def fail(self, place: tuple[int, int], rule: str, found: str, path: Path = ()) -> Self:
        """Add what is wrong at a line and column, by the rules of reading, and return the document."""
        self.problems.append(Problem(self.file, *place, dotted(path), rule, found, *_MENDS[rule]))
        return self


def engine_data(package: str, name: str) -> Any:
    """Return what a YAML file of the engine holds, which needs no check."""
    return yaml.load(files(package).joinpath(name).read_text(encoding="utf-8"), YamlLoader)


def dotted(path: Path) -> str:
    """Return a path as people write it: ``outcomes[2].events``."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")


def read_document(path: FilePath, name: str | None = None) -> Document:
    """Return the document in a YAML file, with data or with problems, never both absent; messages call it `name`."""
    document = Document(name or str(path))
    try:
        if path.exists() and not path.is_file():
            raise OSError("no plain file")
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except (OSError, RuntimeError) as error:
        return document.fail((1, 1), "Unreadable", getattr(error, "strerror", None) or str(error))
    if len(raw) > MAX_BYTES:
        return document.fail((1, 1), "TooLarge", f"more than {MAX_BYTES:,} bytes")
    try:
        parse(raw.decode("utf-8"), document)
    except UnicodeDecodeError as error:
        return not_utf8(error, document)
    if document.data is None and not document.problems:
        document.fail((1, 1), "Empty", "a file without any field")
    return document


def not_utf8(error: UnicodeDecodeError, document: Document) -> Document:
    """Add to a document that its text can't be read, at the first byte that can't be."""
    text_before, byte = error.object[: error.start].decode("utf-8"), error.object[error.start]
    return document.fail(_place_after(text_before), "NotUtf8", f"the byte 0x{byte:02x}")


def parse(text: str, document: Document) -> Document:
    """Fill `document` from `text`; problems are added to it."""
    if line_end := ODD_ENDS.search(text):
        return _fail_at_character(line_end[0], text[: line_end.start()], document)
    try:
        document.data = _Builder(text, document).data()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        words = getattr(error, "problem", None) or str(error)
        if context := getattr(error, "context_mark", None):
            words += f" {error.context} that begins on line {context.line + 1}"
        if not mark and (control := Reader.NON_PRINTABLE.search(text)):  # of which the reader tells no mark
            return _fail_at_character(control[0], text[: control.start()], document)
        for space in ODD_SPACES.finditer(text) if mark else ():
            if 0 <= mark.line - text[: space.start(1)].count("\n") <= 1:
                return _fail_at_character(space[1], text[: space.start(1)], document)
        document.fail(_place_of(mark) if mark else (1, 1), "NotYaml", " ".join(words.split()))
    except _Stop:
        pass
    return document


def _fail_at_character(character: str, text_before: str, document: Document) -> Document:
    return document.fail(_place_after(text_before), "Unseen", f"the character U+{ord(character):04X}")


def _place_of(mark: yaml.Mark) -> tuple[int, int]:
    return mark.line + 1, mark.column + 1


def _place_after(text: str) -> tuple[int, int]:
    """Return line and column, from 1, of what follows a text."""
    return text.count("\n") + 1, len(text) - text.rfind("\n")


class _Stop(Exception):
    """Reading can't go on."""


class _Builder:
    """Builds plain values out of YAML events, without recursion into aliases."""

    def __init__(self, text: str, document: Document):
        self.document, self.positions = document, document.positions
        self.next_event = YamlLoader(text).get_event

    def data(self) -> Any:
        data, has_begun = None, False
        while type(event := self.next_event()) is not yaml.StreamEndEvent:
            if isinstance(event, yaml.NodeEvent):
                data = self._value(event, ())
            elif isinstance(event, yaml.DocumentStartEvent):
                if has_begun:
                    self._stop(event, (), "SecondDocument", "a second YAML document (`---`)")
                has_begun = True
        return data

    def _stop(self, event: yaml.Event, path: Path, rule: str, found: str) -> NoReturn:
        self.document.fail(_place_of(event.start_mark), rule, found, path)
        raise _Stop

    def _value(self, event: yaml.Event, path: Path) -> Any:
        if path not in self.positions:  # that of a field is its name's
            self.positions[path] = _place_of(event.start_mark)
        kind = type(event)
        if kind is yaml.AliasEvent or event.anchor:
            self._stop(event, path, "Alias", f"a YAML anchor or alias ({event.anchor})")
        if event.tag is not None and event.tag != "!":
            self._stop(event, path, "Tag", f"the tag {event.tag}")
        if len(path) > MAX_DEPTH:
            self._stop(event, path[:3], "TooDeep", f"values nested more than {MAX_DEPTH} deep")
        if kind is yaml.ScalarEvent:
            return scalar_value(event.value) if event.implicit[0] else event.value
        return self._sequence(path) if kind is yaml.SequenceStartEvent else self._mapping(path)

    def _sequence(self, path: Path) -> list:
        items: list = []
        while type(event := self.next_event()) is not yaml.SequenceEndEvent:
            items.append(self._value(event, (*path, len(items))))
        return items

    def _mapping(self, path: Path) -> dict:
        items: dict = {}
        while type(event := self.next_event()) is not yaml.MappingEndEvent:
            if type(event) is not yaml.ScalarEvent:
                self._stop(event, path, "FieldName", "a list, mapping or alias as the name of a field")
            name = event.value
            field_path = (*path, name)
            if name in items:
                found = f"the field '{name}' a second time"
                self.document.fail(_place_of(event.start_mark), "DuplicateKey", found, field_path)
            self.positions.setdefault(field_path, _place_of(event.start_mark))
            items[name] = self._value(self.next_event(), field_path)
        return items


class WrittenNumber(float):
    """A number that remembers how it was written, as a printed P value must: ``0.0030``, ``0.00001``."""

    text: str

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Return the number of a text."""
        number = cls(text.replace("_", "").lower().replace(".inf", "inf").replace(".nan", "nan"))
        number.text = text
        return number


yaml.representer.SafeRepresenter.add_representer(
    WrittenNumber, lambda dumper, value: dumper.represent_float(float(value))
)
_NUMBERS: dict[str, Callable[[str], Any]] = {
    "tag:yaml.org,2002:int": lambda text: int(text.replace("_", "")),
    "tag:yaml.org,2002:float": WrittenNumber.from_text,
    "tag:yaml.org,2002:bool": lambda text: text.lower() in ("yes", "true", "on"),
    "tag:yaml.org,2002:null": lambda text: None,
}


@lru_cache(maxsize=10_000)
def scalar_value(text: str) -> Any:
    """Return the value of an unquoted YAML scalar; dates and odd notations (``0o17``, ``1:30``) stay text."""
    for tag, pattern in Resolver.yaml_implicit_resolvers.get(text[:1], ()):
        if pattern.match(text):
            try:
                return _NUMBERS[tag](text)
            except (KeyError, ValueError):
                return text
    return text


def value_in_words(value: Any) -> str:
    """Return what a value is, for a message: ``the text 'x'``, ``the number 3``."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return f"{str(value).lower()} (YAML reads a bare yes, no, on or off as true or false)"
    if isinstance(value, int | float):
        return f"the number {excerpt(value)}"
    if isinstance(value, str):
        return f"the text {excerpt(value)}"
    return f"a {'list' if isinstance(value, list) else 'mapping'}"
