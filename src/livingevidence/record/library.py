"""Everything that people curate, as read from a folder: studies, vocabulary and references."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from livingevidence.record.addresses import Address
from livingevidence.record.appraisal import Appraisal, load_appraisal
from livingevidence.record.checklists import Checklist, load_checklists
from livingevidence.record.comparators import Comparator, Comparators
from livingevidence.record.load import Loader, is_left_behind, records_in
from livingevidence.record.models import Row, Study
from livingevidence.record.names import Named, names_in
from livingevidence.record.prescribing import Prescribing
from livingevidence.record.problems import Problem, nearest
from livingevidence.record.protocol import Protocol
from livingevidence.record.reading import Document
from livingevidence.record.references import Reference, load_bibliography
from livingevidence.record.release import Release
from livingevidence.record.review import LeftOut, Retired, Review, Saying
from livingevidence.record.root import Root
from livingevidence.record.topic import Topic
from livingevidence.record.validate import salvage
from livingevidence.record.vocabulary import MODELS, Vocabulary, load_vocabulary


@dataclass
class Library:
    """What people curate of a review, as read, with what was wrong while reading.

    Attributes
    ----------
    studies : dict
        Study by the name of its file, without ``.yaml``; only those that fit the data model.
    documents : dict
        The file behind each study, by the same name; broken ones too.
    partial : dict
        Of studies that don't fit the data model in all parts: the parts that don't, which rules leave alone.
    beside : dict
        The files that stand beside the folders, such as ``topic`` and ``left-out``, by their names.
    topic, review, protocol, release
        Each None only where ``problems`` says what is wrong with its file.
    """

    root: Root
    topic: Topic
    studies: dict[str, Study]
    documents: dict[str, Document]
    vocabulary: Vocabulary
    references: dict[str, Reference]
    review: Review
    protocol: Protocol
    release: Release
    left_out_places: dict[int, LeftOut]
    retired: dict[int, Retired]
    sayings: dict[int, Saying]
    today: datetime.date
    appraisal: Appraisal
    comparators: Comparators
    checklists: dict[str, Checklist]
    prescribing: Prescribing
    problems: list[Problem] = field(default_factory=list)
    partial: dict[str, set[tuple]] = field(default_factory=dict)
    beside: dict[str, Document] = field(default_factory=dict)

    @cached_property
    def _names(self) -> dict[int, list[Named]]:
        return {}

    @cached_property
    def broken(self) -> set[str]:
        """What all records rely on and could not be read whole: ``vocabulary``, ``bibliography``, ``topic``."""
        files = {Path(problem.file).absolute() for problem in self.problems}
        vocabulary = any(file.parent == self.root.data / "vocabulary" for file in files)
        bibliography = self.root.bibliography in files
        broken = (("vocabulary", vocabulary), ("bibliography", bibliography), ("topic", self.topic is None))
        return {name for name, wrong in broken if wrong}

    @cached_property
    def texts(self) -> dict[Path, str]:
        """The sources of chapters and pages."""
        return {path: path.read_text(encoding="utf-8", errors="replace") for path in self.root.texts}

    @property
    def left_out(self) -> list[LeftOut]:
        """What was read and is no row of its own."""
        return list(self.left_out_places.values())

    @property
    def bibliography(self) -> str:
        """How messages name the bibliography."""
        return self.root.named(self.root.bibliography)

    def names_of(self, study: Study) -> list[Named]:
        """Return what the record of a study names; several rules ask."""
        if id(study) not in self._names:
            self._names[id(study)] = list(names_in(study, study=study.id))
        return self._names[id(study)]

    def addresses(self, study: str) -> set[str] | None:
        """Return the addresses of a study's rows; None where its file isn't whole, whose own problems come first."""
        if study in self.partial or (study in self.documents and study not in self.studies):
            return None
        return {Address.of(study, row.id) for row in self.studies[study].rows} if study in self.studies else set()

    @cached_property
    def ids(self) -> set[str]:
        """The ids of all studies; a file that can't be read counts by its name, so one mistake is told once."""
        return {study.id for study in self.studies.values()} | set(self.documents)


def load_library(root: Root, today: datetime.date | None = None) -> Library:
    """Read everything that people curate of a review.

    Parameters
    ----------
    root : Root
        Where the review stands.
    today : datetime.date, optional
        The date that counts as today; by default today's in UTC.
    """
    loader, data = Loader(root), root.data
    topic = loader.one(data / "topic.yaml", Topic)
    vocabulary = load_vocabulary(loader)
    references, wrong = load_bibliography(root.bibliography, root.named(root.bibliography))
    loader.problems += wrong
    review = loader.one(data / "review.yaml", Review)
    protocol = loader.one(data / "protocol.yaml", Protocol)
    release = loader.one(data / "release.yaml", Release)
    appraisal, checklists = load_appraisal(loader), load_checklists(loader)
    entries, document = loader.many(data / "comparators.yaml", Comparator, list, needed=False)
    prescribing = loader.one(data / "prescribing.yaml", Prescribing, needed=False) or Prescribing()
    left_out, _ = loader.many(data / "left-out.yaml", LeftOut, list, needed=False)
    retired, _ = loader.many(data / "retired.yaml", Retired, list, needed=False)
    sayings, _ = loader.many(data / "sayings.yaml", Saying, list, needed=False)
    studies, documents, partial = _studies(loader)
    return Library(
        root=root,
        topic=topic,
        studies=studies,
        documents=documents,
        vocabulary=vocabulary,
        references=references,
        review=review,
        protocol=protocol,
        release=release,
        left_out_places=left_out,
        retired=retired,
        sayings=sayings,
        problems=loader.problems + list(_strangers(root)),
        today=today or datetime.datetime.now(datetime.UTC).date(),
        partial=partial,
        appraisal=appraisal,
        comparators=Comparators(entries, document),
        checklists=checklists,
        prescribing=prescribing,
        beside=loader.documents,
    )


def _studies(loader: Loader) -> tuple[dict[str, Study], dict[str, Document], dict[str, set[tuple]]]:
    studies, documents, partial = {}, {}, {}
    folder = loader.root.data / "studies"
    for file in sorted(folder.iterdir()) if folder.is_dir() else ():
        if is_left_behind(file):
            continue
        if file.suffix != ".yaml":
            fix = "rename it to end in .yaml, or move it out of the folder"
            allowed = "only records, named <id>.yaml"
            named = loader.root.named(file)
            loader.problems.append(Problem.of_file(named, "NotARecord", f"the name '{file.name}'", allowed, fix))
            continue
        document = documents[file.stem] = loader.document(file)
        if isinstance(document.data, dict):
            if study := loader.fit(document.data, Study, document):
                studies[file.stem] = study
                continue
            rest, touched = salvage(document.data, Study)
            if rest:
                studies[file.stem], partial[file.stem] = rest, touched
        elif not document.problems:
            found, allowed = "a list or a single value", "a mapping of fields"
            loader.problems.append(document.problem((), "WrongType", found, allowed, "begin the file with `id:`"))
    if not documents:
        allowed = "a folder `studies` with one YAML file a study"
        fix = "pass --data DIR with the data folder of a review"
        loader.problems.append(Problem.of_file(loader.root.named(folder), "NoStudies", "no study file", allowed, fix))
    return studies, documents, partial


FILES = ("topic", "review", "protocol", "release", "comparators", "prescribing", "left-out", "retired", "sayings")
TERMS = {"vocabulary": MODELS, "appraisal": ("tools",), "": FILES}


def _strangers(root: Root) -> Iterator[Problem]:
    """Yield the YAML files that nothing reads, such as one whose name is misspelt."""
    for folder, known in TERMS.items():
        for file in records_in(root.data / folder):
            if file.stem not in known:
                close = nearest(file.stem, known)
                fix = f"did you mean `{close}.yaml`?" if close else "move it out of the folder"
                allowed = ", ".join(f"{name}.yaml" for name in known)
                found = f"the name '{file.name}', which nothing reads"
                yield Problem.of_file(root.named(file), "NotARecord", found, allowed, fix)


def trials_of(study: Study, row: Row) -> tuple[str, ...]:
    """Return the trials that a row covers: its own, else its arm's, else all of the study."""
    if row.trials is not None:
        return tuple(row.trials)
    names = [row.arm] if row.arm else [row.contrast.treatment, row.contrast.comparator] if row.contrast else []
    of_arms = [arm.trials for arm in study.arms if arm.id in names and arm.trials is not None]
    return tuple(of_arms[0]) if of_arms else tuple(trial.id for trial in study.trials)
