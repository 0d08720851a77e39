"""One way to read every curated file: plain values, then the model, and every problem with its place."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from livingevidence.record.problems import Problem
from livingevidence.record.reading import Document, read
from livingevidence.record.root import Root
from livingevidence.record.validate import from_pydantic

M = TypeVar("M", bound=BaseModel)


@dataclass
class Loader:
    """Reads the files of a data folder and collects what is wrong with them.

    Attributes
    ----------
    root : Root
        The review, which says how messages name a file.
    problems : list of Problem
        Those found so far.
    documents : dict of Document
        The files that stand in the data folder itself, by their names.
    """

    root: Root
    problems: list[Problem] = field(default_factory=list)
    documents: dict[str, Document] = field(default_factory=dict)

    def document(self, path: Path, *, needed: bool = True) -> Document | None:
        """Return a file as read; None where it is not there, which is a problem if it is needed."""
        if not path.exists() and not path.is_symlink():
            if needed:
                fix = "restore the file from git, or write it as another review has it"
                allowed = f"the file {path.name}"
                self.problems.append(
                    Problem.of_file(self.root.named(path), "MissingFile", "no such file", allowed, fix)
                )
            return None
        document = read(path, self.root.named(path))
        self.problems += document.problems
        if path.parent == self.root.data:
            self.documents[path.stem] = document
        return document

    def one(self, path: Path, model: type[M], *, needed: bool = True) -> M | None:
        """Return a file that holds one thing; None where it is missing or wrong."""
        document = self.document(path, needed=needed)
        return None if document is None or document.data is None else self.fit(document.data, model, document)

    def many(self, path: Path, model: type[M], shape: type, *, needed: bool = True) -> tuple[dict, Document | None]:
        """Return what a file holds by index or name, what fits of it, and the file.

        Parameters
        ----------
        path : pathlib.Path
        model : type
            Of each item.
        shape : type
            ``list`` or ``dict``.
        needed : bool, optional
            Whether it is a problem that there is no such file.
        """
        document = self.document(path, needed=needed)
        if document is None or document.data is None:
            return {}, document
        if not isinstance(document.data, shape):
            words = ("a list of items", "begin each item with a dash") if shape is list else ("a mapping of names",) * 2
            fix = words[1] if shape is list else "begin each item with its name and a colon"
            found = "a mapping or a single value" if shape is list else "a list or a single value"
            self.problems.append(document.problem((), "WrongType", found, words[0], fix))
            return {}, document
        items = enumerate(document.data) if shape is list else document.data.items()
        made = {key: self.fit(values, model, document, (key,)) for key, values in items}
        return {key: item for key, item in made.items() if item is not None}, document

    def fit(self, values: object, model: type[M], document: Document, at: tuple[Hashable, ...] = ()) -> M | None:
        """Return values of a document as a model; None, and the problems, where they don't fit."""
        try:
            return model.model_validate(values)
        except ValidationError as error:
            self.problems += from_pydantic(error, document, model, at)
            return None


def records_in(folder: Path) -> list[Path]:
    """Return the records of a folder, in the order of their names.

    What editors and systems leave beside a file, whose names begin with a dot or end in ``~``, is passed over.
    """
    return [path for path in sorted(folder.glob("*.yaml")) if not is_left_behind(path)]


def is_left_behind(path: Path) -> bool:
    """Return whether an editor or a system left a file behind; none of these is ever kept in git."""
    return path.name.startswith((".", "#")) or path.name.endswith(("~", ".swp", ".orig"))
