"""One way to read every curated file: plain values, then the model, and every problem with its place."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError

from livingevidence.record.problems import Problem, nearest
from livingevidence.record.reading import Document, read
from livingevidence.record.root import Root
from livingevidence.record.validate import from_pydantic

M = TypeVar("M", bound=BaseModel)


class Piece(NamedTuple):
    """What fits its model, with its file and its place in that."""

    document: Document
    path: tuple[Hashable, ...]
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
                self.wrong(path, "MissingFile", "no such file", f"the file {path.name}", fix)
            return None
        document = self.files[name] = read(path, self.root.named(path))
        fits = document.holds(shape)
        self.problems += document.problems
        return document if fits else None

    def one(self, name: str, model: type[M], *, needed: bool = True) -> M | None:
        """Return a file that holds one thing; None where it is missing or wrong."""
        document = self.document(name, needed=needed)
        return document and self.fit(document.data, model, document)

    def many(self, name: str, model: type[M], shape: type, *, needed: bool = True) -> dict[Hashable, M]:
        """Return what fits of a file that holds several things, by place (`shape` is ``list``) or name (``dict``)."""
        if (document := self.document(name, shape, needed=needed)) is None:
            return {}
        items = enumerate(document.data) if shape is list else document.data.items()
        made = {key: self.fit(values, model, document, (key,)) for key, values in items}
        return {key: item for key, item in made.items() if item is not None}

    def folder(self, name: str, model: type[M]) -> dict[str, M]:
        """Return what fits of the files of a folder that hold one thing each, by the names of the files."""
        return self.named(name, (path.stem for path in records_in(self.root.data / name)), model)

    def named(self, folder: str, names: Iterable[str], model: type[M]) -> dict[str, M]:
        """Return what fits of some files of a folder; one that is not there is a problem."""
        made = {name: self.one(f"{folder}/{name}", model) for name in names}
        return {name: item for name, item in made.items() if item is not None}

    def fit(self, values: object, model: type[M], document: Document, path: tuple[Hashable, ...] = ()) -> M | None:
        """Return values of a document as a model; None, and the problems, where they don't fit."""
        try:
            value = model.model_validate(values)
        except ValidationError as error:
            self.problems += from_pydantic(error, document, model, path)
            return None
        self.pieces.append(Piece(document, path, value))
        return value

    def wrong(self, path: Path, rule: str, found: str, allowed: str, fix: str) -> None:
        """Add a problem of a whole file or folder."""
        self.problems.append(Problem.of_file(self.root.named(path), rule, found, allowed, fix))

    def strangers(self) -> None:
        """Add the YAML files beside those asked for that nothing reads, such as one whose name is misspelt."""
        for folder in sorted({name.rpartition("/")[0] for name in self.files}):
            known = [name.rpartition("/")[2] for name in self.files if name.rpartition("/")[0] == folder]
            for file in records_in(self.root.data / folder):
                if file.stem not in known:
                    close, allowed = nearest(file.stem, known), ", ".join(f"{name}.yaml" for name in known)
                    fix = f"did you mean `{close}.yaml`?" if close else "move it out of the folder"
                    self.wrong(file, "NotARecord", f"the name '{file.name}', which nothing reads", allowed, fix)


def records_in(folder: Path) -> list[Path]:
    """Return the records of a folder by their names, without what editors and systems leave beside a file."""
    return [path for path in sorted(folder.glob("*.yaml")) if not is_left_behind(path)]


def is_left_behind(path: Path) -> bool:
    """Return whether an editor or a system left a file behind; none of these is ever kept in git."""
    return path.name.startswith((".", "#")) or path.name.endswith(("~", ".swp", ".orig"))
