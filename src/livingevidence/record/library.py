"""Everything that people curate of a review, as read from its folder: studies, vocabulary, references and the rest."""

import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from livingevidence.record.addresses import Address, Name, names_in
from livingevidence.record.fill import full_record
from livingevidence.record.judgements import Appraisal, Certainty, RiskOfBias, Tool
from livingevidence.record.load import Loader, Piece, fitting_record
from livingevidence.record.models import Row, Study
from livingevidence.record.problems import Problem
from livingevidence.record.reading import Document, not_utf8
from livingevidence.record.reads import LastingAnswers, ignoring_reads
from livingevidence.record.references import Reference, load_bibliography
from livingevidence.record.release import Release
from livingevidence.record.review import (
    COUNTS,
    Checklist,
    Comparator,
    LeftOut,
    Prescribing,
    Protocol,
    RetiredClaim,
    Review,
    Saying,
)
from livingevidence.record.root import Root, is_left_behind
from livingevidence.record.search import Notice, Search, Strategy, read_search
from livingevidence.record.topic import Topic
from livingevidence.record.vocabulary import MODELS, OPTIONAL, Vocabulary


@dataclass
class Library:
    """What people curate of a review, as read, with what was wrong while reading."""

    root: Root
    today: datetime.date
    files: dict[str, Document]
    """The YAML files, broken ones too, by their paths below the data folder without ``.yaml``: ``studies/<id>``."""
    studies: dict[str, Study]
    """By the names of their files; only those that fit the data model, wholly or in part."""
    vocabulary: Vocabulary
    references: dict[str, Reference]
    topic: Topic
    review: Review
    protocol: Protocol
    release: Release
    """This, topic, review and protocol are None only where ``problems`` says what is wrong with the file."""
    prescribing: Prescribing
    comparators: dict[int, Comparator]
    left_out: dict[int, LeftOut]
    retired: dict[int, RetiredClaim]
    sayings: dict[int, Saying]
    """These and the three before by place in the file; only what fits."""
    appraisal: Appraisal
    checklists: dict[str, Checklist]
    search: Search = field(default_factory=Search)
    unfit_parts: dict[str, set[tuple]] = field(default_factory=dict)
    """The parts of a study that don't fit the data model, by the name of its file; rules leave them alone."""
    problems: list[Problem] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    """What fits the data model in all files but those of studies."""
    day: datetime.date | None = None
    """The day to which the library is cut; None where it is whole."""
    verdicts: dict[str, Any] = field(default_factory=dict, repr=False)
    """The verdicts on claims on earlier days, each with what was read for it, by the ids of the claims."""
    wait_for_verdicts: Callable[[], object] = field(default=dict, repr=False)
    """Ends when others, who judge claims of earlier days meanwhile, have added what they found."""
    lasting: LastingAnswers | None = field(default=None, init=False, repr=False)
    """What a build knows of the last one; nothing of it holds for another library that is made of this one."""

    @cached_property
    def names_of(self) -> dict[Study, list[Name]]:
        """What the record of each study names; several rules ask."""
        return {study: list(names_in(study, study=study.id)) for study in self.studies.values()}

    @cached_property
    def parts(self) -> dict[tuple[str, datetime.date], Study]:
        """What was public of studies on days, by id and day."""
        return {}

    @cached_property
    def broken(self) -> set[str]:
        """What all records rely on and could not be read whole: ``vocabulary``, ``bibliography``, ``topic``."""
        files = {Path(problem.file).absolute() for problem in self.problems}
        broken = {
            "vocabulary": any(file.parent == self.root.data / "vocabulary" for file in files),
            "bibliography": self.root.bibliography in files,
            "topic": self.topic is None,
        }
        return {name for name, is_broken in broken.items() if is_broken}

    @cached_property
    def texts(self) -> dict[Path, str]:
        """The sources of chapters and pages."""
        return {path: path.read_text(encoding="utf-8", errors="replace") for path in self.root.texts}

    @property
    def bibliography(self) -> str:
        """How messages name the bibliography."""
        return self.root.display_path(self.root.bibliography)

    def file_names(self, folder: str) -> set[str]:
        """Return the names of the files of a folder, broken ones too."""
        return {name.removeprefix(f"{folder}/") for name in self.files if name.startswith(f"{folder}/")}

    def is_whole(self, name: str) -> bool:
        """Return whether a file is there and each of its items fits the data model."""
        document = self.files.get(name)
        fitting = sum(piece.document is document for piece in self.pieces)
        return document is not None and document.data is not None and len(document.data) == fitting

    def addresses(self, study: str) -> set[str] | None:
        """Return the addresses of a study's rows; None where its file isn't whole, whose own problems come first."""
        if study in self.unfit_parts or (study not in self.studies and f"studies/{study}" in self.files):
            return None
        return {Address.of(study, row.id) for row in self.studies[study].rows} if study in self.studies else set()

    @cached_property
    def retractions(self) -> dict[str, str]:
        """The studies of which all publications are retracted, so that no analysis holds them, with the day told."""
        notices, retractions = self.search.notices, {}
        days = {key: notice.asked for key, notice in notices.items() if "retracted" in notice.notices}
        with ignoring_reads():  # the digest behind each read of a study tells whether it is retracted
            for name, study in self.studies.items() if days else ():
                publications = {report.key for report in study.reports if report.kind not in ("registry-record", "web")}
                if publications and publications <= days.keys():
                    retractions[name] = max(days[key] for key in publications)
        return retractions

    @cached_property
    def registry_notices(self) -> dict[str, Notice]:
        """What a registry told last of each trial that it was asked about, by the trial's number."""
        by_number = {}
        for key, notice in self.search.notices.items():
            if notice.trial and (reference := self.references.get(key)):
                by_number[reference.identifiers["registration"]] = notice
        return by_number

    @cached_property
    def analysed_studies(self) -> dict[str, Study]:
        """The studies but for those that are retracted."""
        return {name: study for name, study in self.studies.items() if name not in self.retractions}

    @cached_property
    def reported_keys(self) -> set[str] | None:
        """The keys of all reports; None where a broken record, whose own problems come first, hides some."""
        if self.unfit_parts or not self.studies or self.file_names("studies") != set(self.studies):
            return None
        return {report.key for study in self.studies.values() for report in study.reports}

    # Found anew for whoever asks, so that each page that shows it is known to rest on reports and trials.
    @property
    def identities_by_study(self) -> dict[str, list[str]]:
        """What no two reports share, as ``doi:10.1000/x``, by study; a trial's number is of all that tell of it."""
        by_study = {}
        for study in self.studies.values():
            references = [self.references[report.key] for report in study.reports if report.key in self.references]
            numbers = [number for reference in references for number in reference.identifiers.items()]
            numbers = [(kind, number) for kind, number in numbers if kind != "registration"]
            numbers += [("registration", trial.id) for trial in study.trials]
            by_study[study.id] = [f"{kind}:{number.lower()}" for kind, number in numbers]
        return by_study

    @property
    def study_by_identity(self) -> dict[str, str]:
        """The studies by what no two reports share; of several that tell of a trial, the last."""
        return {identity: study for study, identities in self.identities_by_study.items() for identity in identities}

    @cached_property
    def ids(self) -> set[str]:
        """The ids of all studies; a file that can't be read counts by its name, so one mistake is told once."""
        return {study.id for study in self.studies.values()} | self.file_names("studies")


def today_in_utc() -> datetime.date:
    """Return the day that counts as today, which is that in UTC."""
    return datetime.datetime.now(datetime.UTC).date()


def load_library(root: Root, today: datetime.date | None = None) -> Library:
    """Read everything that people curate of a review; the day that counts as today is by default that in UTC."""
    loader = Loader(root)
    references, bad_references = load_bibliography(root.bibliography, root.display_path(root.bibliography))
    loader.problems += bad_references
    has_appraisals, has_checklists = ((root.data / name).is_dir() for name in ("appraisal", "checklists"))
    beside = {
        "topic": loader.item("topic", Topic),
        "review": loader.item("review", Review),
        "protocol": loader.item("protocol", Protocol),
        "release": loader.item("release", Release),
        "prescribing": loader.item("prescribing", Prescribing, needed=False) or Prescribing(),
        "comparators": loader.items("comparators", Comparator, list, needed=False),
        "left_out": loader.items("left-out", LeftOut, list, needed=False),
        "retired": loader.items("retired", RetiredClaim, list, needed=False),
        "sayings": loader.items("sayings", Saying, list, needed=False),
        "vocabulary": Vocabulary(
            {
                name: loader.items(f"vocabulary/{name}", model, dict, needed=name not in OPTIONAL)
                for name, model in MODELS.items()
            }
        ),
        "appraisal": Appraisal(
            loader.items("appraisal/tools", Tool, dict, needed=has_appraisals),
            loader.folder_items("appraisal/risk-of-bias", RiskOfBias),
            loader.folder_items("appraisal/certainty", Certainty),
        ),
        # A review without that folder is held against none of the standards.
        "checklists": loader.named_items("checklists", COUNTS if has_checklists else (), Checklist),
    }
    strategies = loader.folder_items("search", Strategy)
    beside["search"], bad_lines = read_search(strategies, root.data, root.display_path(root.data))
    loader.problems += bad_lines
    if totals := beside["search"].totals_in_words():
        beside["checklists"] = {name: standard.after_search(totals) for name, standard in beside["checklists"].items()}
    pieces = loader.pieces.copy()
    studies, unfit_parts = _studies(loader, beside["vocabulary"], beside["topic"])
    loader.add_strays()
    loader.problems += _undecoded(root)
    return Library(
        root,
        today or today_in_utc(),
        {name: document for name, document in loader.files.items() if document},
        studies,
        references=references,
        unfit_parts=unfit_parts,
        problems=loader.problems,
        pieces=pieces,
        **beside,
    )


def _undecoded(root: Root) -> Iterator[Problem]:
    """Yield a problem of each text that is not UTF-8, and so can't be made a page."""
    for path in (*root.texts, *sorted((root.data / "conditions").glob("*.md")), root.folder / "CHANGELOG.md"):
        try:
            path.read_text(encoding="utf-8") if path.is_file() else ""
        except UnicodeDecodeError as error:
            yield from not_utf8(error, Document(root.display_path(path))).problems


def reread_library(library: Library, names: Iterable[str], today: datetime.date) -> Library | None:
    """Return a library that had no problem, with the files of some studies read anew; None where one has a problem.

    Nothing else may have changed since it was read, nor may a study have come or gone.
    """
    loader, studies = Loader(library.root), {}
    for name in names:
        document = loader.document(f"studies/{name}")
        values = document and full_record(document.data, library.vocabulary, library.topic)
        studies[name] = document and loader.fit(values, Study, document)
    if loader.problems or any(_undecoded(library.root)):
        return None
    return replace(library, files=library.files | loader.files, studies=library.studies | studies, today=today)


def _studies(
    loader: Loader, vocabulary: Vocabulary, topic: Topic | None
) -> tuple[dict[str, Study], dict[str, set[tuple]]]:
    studies, unfit_parts, folder = {}, {}, loader.root.data / "studies"
    files = [file for file in sorted(folder.iterdir()) if not is_left_behind(file)] if folder.is_dir() else []
    for file in files:
        if file.suffix != ".yaml":
            fix = "rename it to end in .yaml, or move it out of the folder"
            loader.add_problem(file, "NotARecord", f"the name '{file.name}'", "only records, named <id>.yaml", fix)
        elif document := loader.document(f"studies/{file.stem}"):
            values = full_record(document.data, vocabulary, topic)
            study = loader.fit(values, Study, document)
            if study is None:
                study, unfit_parts[file.stem] = fitting_record(values, Study)
            studies[file.stem] = study
    if not any(name.startswith("studies/") for name in loader.files):
        allowed = "a folder `studies` with one YAML file a study"
        fix = "pass --data DIR with the data folder of a review"
        loader.add_problem(folder, "NoStudies", "no study file", allowed, fix)
    studies = {name: study for name, study in studies.items() if study}
    return studies, {name: unfit for name, unfit in unfit_parts.items() if name in studies}


def trials_of(study: Study, row: Row) -> tuple[str, ...]:
    """Return the trials that a row covers: its own, else its arm's, else all of the study."""
    if row.trials is not None:
        return tuple(row.trials)
    of_arms = [arm.trials for arm in study.arms if arm.id in row.arms and arm.trials is not None]
    return tuple(of_arms[0]) if of_arms else tuple(trial.id for trial in study.trials)
