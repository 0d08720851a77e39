"""Everything that people curate, as read from a folder: studies, vocabulary and references."""

from __future__ import annotations

import datetime
import os
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from pydantic import ValidationError

from ruxreview.appraisal.load import Appraisal, load_appraisal
from ruxreview.bibliography import Reference, load_bibliography
from ruxreview.checklists import load_checklists
from ruxreview.comparator_records import Comparators, load_comparators
from ruxreview.left_out import LeftOut, Review, load_left_out, load_review
from ruxreview.problems import Problem
from ruxreview.reading import Document, read
from ruxreview.records import Row, Study
from ruxreview.validate import from_pydantic, salvage
from ruxreview.vocabulary import Vocabulary, load_vocabulary

DATA = Path(__file__).parent / "data"


def bibliography_of(data: Path) -> Path:
    """Return the bibliography that belongs to a data folder.

    It is ``references.bib`` in the folder where there is one, as in an installed package; else the project's own.
    """
    inside = data / "references.bib"
    if inside.is_file():
        return inside
    packaged = DATA / "references.bib"
    return packaged if packaged.is_file() else DATA.parents[2] / "references.bib"


@dataclass
class Library:
    """A data folder as read, with what was wrong while reading.

    Attributes
    ----------
    studies : dict
        Study by the name of its file, without ``.yaml``; only those that fit the data model.
    documents : dict
        The file behind each study, by the same name; broken ones too.
    partial : dict
        Of studies that don't fit the data model in all parts: the parts that don't, which rules leave alone.
    """

    studies: dict[str, Study]
    documents: dict[str, Document]
    vocabulary: Vocabulary
    references: dict[str, Reference]
    bibliography: str
    review: Review | None
    left_out: list[LeftOut]
    problems: list[Problem] = field(default_factory=list)
    today: datetime.date = field(default_factory=datetime.date.today)
    partial: dict[str, set[tuple]] = field(default_factory=dict)
    appraisal: Appraisal = field(default_factory=Appraisal)
    comparators: Comparators = field(default_factory=Comparators)

    @cached_property
    def broken(self) -> set[str]:
        """What all records rely on and could not be read whole: ``vocabulary``, ``bibliography``, or neither."""
        parts = {Path(problem.file).parent.name for problem in self.problems}
        found = {"vocabulary"} & parts
        return found | ({"bibliography"} if any(p.file == self.bibliography for p in self.problems) else set())

    @cached_property
    def ids(self) -> set[str]:
        """The ids of all studies; a file that can't be read counts by its name, so one mistake is told once."""
        return {study.id for study in self.studies.values()} | set(self.documents)


def load_library(data: Path = DATA, today: datetime.date | None = None) -> Library:
    """Read a data folder.

    Parameters
    ----------
    data : pathlib.Path
        A folder of the shape of ``src/ruxreview/data``.
    today : datetime.date, optional
        The date that counts as today; by default today's.

    Returns
    -------
    Library
    """
    name_of = _namer()
    vocabulary, problems = load_vocabulary(data / "vocabulary", name_of)
    path = bibliography_of(data)
    references, wrong = load_bibliography(path, name_of(path))
    problems += wrong
    review, wrong = load_review(data / "review.yaml", name_of)
    problems += wrong
    appraisal, wrong = load_appraisal(data / "appraisal", name_of)
    problems += wrong
    comparators, wrong = load_comparators(data / "comparators.yaml", name_of)
    problems += wrong
    problems += load_checklists(data / "checklists", name_of)[1]
    studies, documents, partial = {}, {}, {}
    folder = data / "studies"
    for file in sorted(folder.iterdir()) if folder.is_dir() else ():
        if file.suffix != ".yaml":
            problems.append(
                Problem.of_file(
                    name_of(file),
                    "NotARecord",
                    f"the name '{file.name}'",
                    "only records, named <id>.yaml",
                    "rename it to end in .yaml, or move it out of the folder",
                )
            )
            continue
        document = documents[file.stem] = read(file, name_of(file))
        problems += document.problems
        if isinstance(document.data, dict):
            try:
                studies[file.stem] = Study.model_validate(document.data)
            except ValidationError as error:
                problems += from_pydantic(error, document, Study)
                rest, touched = salvage(document.data, Study)
                if rest:
                    studies[file.stem], partial[file.stem] = rest, touched
        elif not document.problems:
            allowed = "a mapping of fields"
            problems.append(
                document.problem((), "WrongType", "a list or a single value", allowed, "begin the file with `id:`")
            )
    if not documents:
        allowed = "a folder `studies` with one YAML file a study"
        fix = "pass --data DIR with a folder of the shape of src/ruxreview/data"
        problems.append(Problem.of_file(name_of(folder), "NoStudies", "no study file", allowed, fix))
    ids = {*documents, *(study.id for study in studies.values())}
    left_out, wrong = load_left_out(data / "left-out.yaml", ids, name_of)
    problems += wrong
    today = today or datetime.date.today()
    parts = (studies, documents, vocabulary, references, name_of(path), review, left_out, problems, today, partial)
    return Library(*parts, appraisal, comparators)


def _namer():
    here = Path.cwd()

    def name_of(path: Path) -> str:
        path = Path(os.path.abspath(path))  # not resolved: a loop of links must not stop the check
        return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)

    return name_of


def trials_of(study: Study, row: Row) -> tuple[str, ...]:
    """Return the trials that a row covers: its own, else its arm's, else all of the study."""
    if row.trials is not None:
        return tuple(row.trials)
    names = [row.arm] if row.arm else [row.contrast.treatment, row.contrast.comparator] if row.contrast else []
    of_arms = [arm.trials for arm in study.arms if arm.id in names and arm.trials is not None]
    return tuple(of_arms[0]) if of_arms else tuple(trial.id for trial in study.trials)
