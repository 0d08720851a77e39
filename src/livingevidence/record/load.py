"""One way to read every curated file: plain values, then the model, and every problem with its place and its remedy."""

import copy
import re
import unicodedata
from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path as FilePath
from typing import NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from livingevidence.record.addresses import model_in
from livingevidence.record.models import P_VALUE, PARTIAL, PUBLIC, SLUG, SOURCE
from livingevidence.record.problems import Problem, guess, nearest
from livingevidence.record.reading import Document, Path, read_document, value_in_words
from livingevidence.record.root import Root, files_in
from livingevidence.record.text import slug

M = TypeVar("M", bound=BaseModel)

# Folders that a review may do without; what has one's name and is none hides all that should be in it.
FOLDERS = (
    "appraisal",
    "appraisal/risk-of-bias",
    "appraisal/certainty",
    "checklists",
    "search",
    "releases",
    "conditions",
)


class Piece(NamedTuple):
    """What fits its model, with its file and its place in that."""

    document: Document
    path: Path
    value: BaseModel


@dataclass
class Loader:
    """Reads the files of a data folder and collects what is wrong with them."""

    root: Root
    problems: list[Problem] = field(default_factory=list)
    files: dict[str, Document | None] = field(default_factory=dict)
    """What was asked for, by its path below the data folder without ``.yaml``; None where there is no such file."""
    pieces: list[Piece] = field(default_factory=list)

    def document(self, name: str, shape: type = dict, *, needed: bool = True) -> Document | None:
        """Return a file if it holds the shape that it should; one that is not there is a problem if it is needed."""
        path, self.files[name] = self.root.data / f"{name}.yaml", None
        if not path.exists() and not path.is_symlink():
            if needed:
                fix = "restore the file from git, or write it as another review has it"
                self.add_problem(path, "MissingFile", "no such file", f"the file {path.name}", fix)
            return None
        document = self.files[name] = read_document(path, self.root.display_path(path))
        has_shape = document.holds(shape)
        self.problems += document.problems
        return document if has_shape else None

    def item(self, name: str, model: type[M], *, needed: bool = True) -> M | None:
        """Return a file that holds one thing; None where it is missing or wrong."""
        document = self.document(name, needed=needed)
        return document and self.fit(document.data, model, document)

    def items(self, name: str, model: type[M], shape: type, *, needed: bool = True) -> dict[Hashable, M]:
        """Return what fits of a file that holds several things, by place (`shape` is ``list``) or name (``dict``)."""
        if (document := self.document(name, shape, needed=needed)) is None:
            return {}
        values_by_key = dict(enumerate(document.data)) if shape is list else document.data
        for key in document.data if shape is dict else ():
            if not re.fullmatch(SLUG, str(key)):
                self.problems.append(document.problem((key,), *_bad_name(str(key))))
        items = {key: self.fit(values, model, document, (key,)) for key, values in values_by_key.items()}
        return {key: item for key, item in items.items() if item is not None}

    def folder_items(self, name: str, model: type[M]) -> dict[str, M]:
        """Return what fits of the files of a folder that hold one thing each, by the names of the files."""
        files = files_in(self.root.data / name, ".yaml")
        for file in files:
            if not re.fullmatch(SLUG, file.stem):
                self.add_problem(file, *_bad_name(file.stem))
        return self.named_items(name, (file.stem for file in files), model)

    def named_items(self, folder: str, names: Iterable[str], model: type[M]) -> dict[str, M]:
        """Return what fits of some files of a folder; one that is not there is a problem."""
        items = {name: self.item(f"{folder}/{name}", model) for name in names}
        return {name: item for name, item in items.items() if item is not None}

    def fit(self, values: object, model: type[M], document: Document, path: Path = ()) -> M | None:
        """Return values of a document as a model; None, and the problems, where they don't fit."""
        try:
            value = model.model_validate(values)
        except ValidationError as error:
            self.problems += model_problems(error, document, model, path)
            return None
        self.pieces.append(Piece(document, path, value))
        return value

    def add_problem(self, path: FilePath, rule: str, found: str, allowed: str, fix: str) -> None:
        """Add a problem of a whole file or folder."""
        self.problems.append(Problem.of_file(self.root.display_path(path), rule, found, allowed, fix))

    def add_strays(self) -> None:
        """Add what is no folder where one may stand, and YAML files that nothing reads, such as of a misspelt name."""
        for path in (self.root.data / name for name in FOLDERS):
            if (path.exists() or path.is_symlink()) and not path.is_dir():
                fix = "restore the folder from git, or remove what stands in its place"
                self.add_problem(path, "Unreadable", "no folder", "a folder", fix)
        for folder in sorted({name.rpartition("/")[0] for name in self.files} | {*FOLDERS}):
            for file in files_in(self.root.data / folder, ".yml") if folder != "studies" else ():
                found = f"the name '{file.name}', which nothing reads"
                fix = f"rename it to `{file.stem}.yaml`, or move it out of the folder"
                self.add_problem(file, "NotARecord", found, "files in .yaml", fix)
            read_names = [name.rpartition("/")[2] for name in self.files if name.rpartition("/")[0] == folder]
            for file in files_in(self.root.data / folder, ".yaml"):
                if file.stem not in read_names:
                    close, allowed = nearest(file.stem, read_names), ", ".join(f"{name}.yaml" for name in read_names)
                    fix = f"did you mean `{close}.yaml`?" if close else "move it out of the folder"
                    found = f"the name '{file.name}', which nothing reads"
                    self.add_problem(file, "NotARecord", found, allowed, fix)


BRANCHES = ("float", "str", "int", "[key]")  # of a union or mapping, which pydantic names though they are no fields
# What a value of a wrong type should have been, and how to mend it where that does not say so already.
TYPES = {
    "string_type": ("text", "put it in quotes"),
    "int_type": ("a whole number", "write digits alone, without quotes, units or a point"),
    "float_type": ("a number", "write digits without quotes or units, and a point before decimals"),
    "bool_type": ("true or false", ""),
    "list_type": ("a list", "put brackets around what it holds, or begin each item with a dash on a line of its own"),
    "dict_type": ("a mapping", ""),
    "model_type": ("a mapping", ""),
    "string_too_short": ("at least one character", ""),
}
FILLERS = ("x", "S1", False, 0)
DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212"), "-")
FORMS = {
    SLUG: ("lower-case letters, digits and single hyphens", "write it like `name-2024`"),
    SOURCE: ("S and a number", "write it like `S1`"),
    PUBLIC: ("YYYY-MM-DD, YYYY-MM, YYYY or unknown", "write the date as precisely as it is known, no more"),
    PARTIAL: ("YYYY-MM-DD, YYYY-MM or YYYY", "write the date in quotes, as precisely as it is known, no more"),
    P_VALUE: (
        "a P value as printed, with a point or as a power of ten",
        "write it as printed, such as `<0.001`, `0.03` or `<1e-4`; other words go into `note`",
    ),
}
BOUNDS = {
    "greater_than": "more than",
    "greater_than_equal": "at least",
    "less_than": "less than",
    "less_than_equal": "at most",
}


def model_problems(
    error: ValidationError, document: Document, model: type[BaseModel], prefix: Path = ()
) -> list[Problem]:
    """Return one problem for each value that pydantic finds wrong in what stands at ``prefix`` in a document."""
    details: dict[Path, ErrorDetails] = {}
    for detail in error.errors(include_url=False):
        path = _without_branches(detail["loc"])
        first = details.setdefault(path, detail)
        if first["type"] in TYPES and detail["type"] not in TYPES:  # of a union, the branch that the value is of
            details[path] = detail
    return [document.problem((*prefix, *path), *_explanation(detail, model)) for path, detail in details.items()]


def fitting_record(data: dict, model: type[BaseModel]) -> tuple[BaseModel | None, set[Path]]:
    """Return a record without what doesn't fit, and the parts, as ``("arms", 3)``, in which that stood.

    A field that it can't do without gets what fits its place; so of those parts nothing may be told.
    """
    values, bad_parts, attempts = copy.deepcopy(data), set(), Counter()
    for _ in range(500):
        try:
            return model.model_validate(values), bad_parts
        except ValidationError as error:
            detail = error.errors(include_url=False)[0]
        *steps, last = path = _without_branches(detail["loc"])
        bad_parts.add(path[:2] if len(path) > 1 and isinstance(path[1], int) else path[:1])
        holder = values
        for step in steps:
            holder = holder[step]
        if not isinstance(holder, dict) or path == ("id",) or attempts[path] == len(FILLERS):
            break
        if last in holder and not attempts[path]:
            del holder[last]
        else:
            choices = _choices(detail) if detail["type"] == "literal_error" else FILLERS
            holder[last] = choices[attempts[path] % len(choices)]
            attempts[path] += 1
    return None, bad_parts


def _choices(detail: ErrorDetails) -> list[str]:
    return detail["ctx"]["expected"].replace("'", "").replace(" or ", ", ").split(", ")


def _without_branches(location: tuple) -> Path:
    return tuple(step for step in location if step not in BRANCHES)


def _bad_name(name: str) -> tuple[str, str, str, str]:
    """Return what is wrong with a name of a file or an entry, which is an address and stands in commands."""
    return "WrongForm", f"the name '{name}'", FORMS[SLUG][0], f"rename it to `{slug(name) or 'name-2024'}`"


def _explanation(detail: dict, model: type[BaseModel]) -> tuple[str, str, str, str]:
    """Return the rule that an error breaks, what was found, what is allowed, and how to mend it."""
    value, context, name = detail["input"], detail.get("ctx", {}), ["", *detail["loc"]][-1]
    kind, found = detail["type"], value_in_words(value)
    match kind:
        case "extra_forbidden":
            fields = sorted(_fields_at(model, detail["loc"][:-1]))
            fix = guess(name, fields, "remove it, or put the words into `note` or `notes`")
            return "UnknownField", f"the field '{name}'", ", ".join(fields), fix
        case "missing":
            return "MissingField", "nothing", f"the field '{name}'", f"add `{name}:` with its value"
        case "string_pattern_mismatch":
            pattern = context["pattern"]
            allowed, fix = FORMS.get(pattern, (f"text of the form {pattern}", "write it in that form"))
            if pattern == SLUG and slug(value):
                fix = f"write it as `{slug(value)}`"
            return "WrongForm", found, allowed, fix
        case "literal_error":
            choices = _choices(detail)
            return "WrongValue", found, ", ".join(choices), guess(value, choices, "choose one of the allowed words")
        case "too_short" | "too_long":
            allowed = f"at least {context['min_length']}" if kind == "too_short" else f"at most {context['max_length']}"
            return "WrongType", f"a list of {context['actual_length']}", allowed, f"list {allowed}"
        case "string_too_long":
            return "WrongForm", found, f"at most {context['max_length']} characters", "shorten it"
        case "finite_number":
            allowed = "a finite number (NaN and infinity are no results)"
            return "NotFinite", found, allowed, "write the printed number, or leave the field out"
        case _ if kind in BOUNDS:
            (bound,) = context.values()
            return "OutOfRange", found, f"{BOUNDS[kind]} {bound:,.15g}", "compare with the source"
    if kind == "value_error":
        allowed, _, fix = detail["msg"].removeprefix("Value error, ").partition(": ")
        return "WrongForm", found, allowed, fix or f"write {allowed}"
    allowed, fix = TYPES.get(kind, (detail["msg"], ""))
    if value is None:
        fix = f"write {allowed} after the colon"
    elif kind in ("int_type", "float_type") and (number := _number_meant(value, is_whole=kind == "int_type")):
        fix = f"write `{number}` without quotes"
    return "WrongType", found, allowed, fix or f"write {allowed}"


def _number_meant(value: object, is_whole: bool) -> str:
    """Return the number that a text stands for, as YAML has it; empty where it can't be told."""
    text = unicodedata.normalize("NFKC", str(value)).translate(DASHES).strip(" %")
    if re.fullmatch(r"-?[0-9]{1,3}([ ,'][0-9]{3})+", text) and is_whole:
        text = re.sub("[ ,']", "", text)
    elif re.fullmatch(r"-?[0-9]+,([0-9]{1,2}|[0-9]{4,})", text):
        text = text.replace(",", ".")
    if not re.fullmatch(r"[-+]?\d{1,12}(\.\d{1,12})?([eE][-+]?\d)?", text):
        return ""
    number = Decimal(text)
    if not is_whole:
        return f"{number:f}"
    return "" if number % 1 else str(int(number))


def _fields_at(model: type[BaseModel], location: tuple) -> list[str]:
    """Return the names of the fields that stand at a location of a record."""
    for step in location:
        if field := model.model_fields.get(step):
            model = model_in(field.annotation) or BaseModel
    return [field.alias or name for name, field in model.model_fields.items()]
