"""The evidence: validated records as tidy pandas tables."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Hashable, Iterable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from pydantic import BaseModel

from livingevidence.evidence.columns import TABLES, table, tables_of
from livingevidence.evidence.recovered import recovered_count
from livingevidence.record.addresses import Address
from livingevidence.record.awaited import state_of
from livingevidence.record.check import check
from livingevidence.record.dates import earliest_report, last_day, library_on
from livingevidence.record.library import Library, load_library, today_in_utc, trials_of
from livingevidence.record.models import Row, Study
from livingevidence.record.problems import BrokenEvidence
from livingevidence.record.reads import remembered
from livingevidence.record.release import files_digest
from livingevidence.record.root import Root, find

if TYPE_CHECKING:
    import pandas as pd

T = TypeVar("T")
Renew = Callable[[datetime.date], Library | None]
_CHECKED: dict[tuple[Root, datetime.date, str], Library] = {}
"""The last libraries without a problem, each the same one while its files are the same."""
IDS = {"trials": "trial", "arms": "arm", "cases": "case", "sources": "source"}
"""The tables that show the parts of a record as they are, and the column that has the part's id."""


class Evidence:
    """All curated evidence, immutable.

    Tables are attributes and hand out copies; their columns are described in
    :data:`livingevidence.evidence.columns.TABLES`.

    Attributes
    ----------
    whole : Evidence
        The evidence that :meth:`where` took this part from; else itself.
    judged_on : Evidence
        The evidence on which judgements are held to be made: the whole, but for a change that is tried out.
    records : dict of Study
        By id; one of which every publication is retracted is none of them.
    topic, vocabulary, references
        What the review is about, its controlled vocabulary, and its bibliography by key.
    studies, trials, reports, arms, outcomes, adverse_events, cases, sources : pandas.DataFrame
        One row a study, trial, report, arm, outcome row, adverse-event row, case and source.

    Examples
    --------
    >>> evidence = Evidence.load()
    >>> evidence.where(condition="a-condition").studies["study"].tolist()  # doctest: +SKIP
    """

    package: ClassVar[Path | None] = None
    """The folder of the package that carries a review, where this class is bound to one."""

    def __init__(self, library: Library, keep: Iterable[str] | None = None, whole: Evidence | None = None):
        self.library = library
        self.topic, self.references = library.topic, library.references
        self.vocabulary: Any = library.vocabulary  # whose lists have terms of several kinds
        self.whole = whole or self
        self.judged_on: Evidence = self.whole
        names = set(library.analysed_studies if keep is None else keep)
        self.records: dict[str, Study] = {name: study for name, study in library.studies.items() if name in names}

    @classmethod
    def load(cls, data: Path | str | None = None, today: datetime.date | None = None) -> Evidence:
        """Read, check and return the evidence of a review.

        Parameters
        ----------
        data : path, optional
            Another data folder than that of the nearest review upward of the current folder, else of the review that
            the package carries.
        today : datetime.date, optional
            The date that counts as today when dates are checked.

        Raises
        ------
        BrokenEvidence
            With every problem of every file, if there is any.
        NoReview
            If there is no review here.
        """
        return cls.at(find(cls.package, data=data), today)

    @classmethod
    def at(cls, root: Root, today: datetime.date | None = None, renew: Renew | None = None) -> Evidence:
        """Read, check and return the evidence of the review at a root; raises as :meth:`load` does.

        Where the library can be renewed from one that was read before, that is checked instead.
        """
        today = today or today_in_utc()
        key = root, today, files_digest(root)
        if key not in _CHECKED:
            library = (renew and renew(today)) or load_library(root, today)
            if problems := check(library):
                raise BrokenEvidence(problems)
            _CHECKED[key] = library
            for earlier in [*_CHECKED][:-2]:
                del _CHECKED[earlier]
        return cls(_CHECKED[key])

    def __eq__(self, other: object) -> bool:
        """Return whether it is the same part of the same library, so that what was computed of one is of both."""
        return isinstance(other, Evidence) and self._part == other._part

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash(self._part)  # of the names of all its studies, and asked for with each answer that is kept

    @cached_property
    def _part(self) -> tuple[int, tuple[str, ...], tuple[str, ...]]:
        return id(self.library), tuple(self.records), tuple(self.whole.records)

    def lasting(self, name: Hashable, answer: Callable[[], T]) -> T:
        """Return an answer on all records: that of an earlier build, where nothing moved since that was read for it."""
        cache, is_whole = self.library.lasting, len(self.records) == len(self.library.analysed_studies)
        return cache.ask(name, answer) if cache and is_whole else answer()

    def as_of(self, date: datetime.date | str) -> Evidence:
        """Return the evidence as it was on a day; see :func:`livingevidence.record.dates.library_on`.

        Parameters
        ----------
        date : datetime.date or str
            The last day that counts, such as ``2024-09-30``.

        Raises
        ------
        ValueError
            If the text is no date.
        """
        day = datetime.date.fromisoformat(date) if isinstance(date, str) else date
        return type(self)(library_on(self.library, day), self.records)

    @property
    @remembered(256)
    def about(self) -> frozenset[str]:
        """The ids of the studies of which an arm got the treatment that the review is about."""
        return frozenset(name for name, study in self.records.items() if self.topic.is_about(study))

    @remembered(256)  # asked by each page and table for one disease after the other
    def where(
        self,
        *,
        group: str | None = None,
        condition: str | None = None,
        design: str | None = None,
        domain: str | None = None,
        treated: bool | None = None,
    ) -> Evidence:
        """Return the evidence of the studies that meet all that is given.

        Parameters
        ----------
        group, condition, design, domain : str, optional
            A term of the vocabulary, or a shelf of the review; a study with several conditions meets each of them.
        treated : bool, optional
            Whether an arm got the treatment that the review is about.

        Raises
        ------
        KeyError
            If a term is unknown.
        """
        terms_by_list = {**self.vocabulary, "domains": self.topic.shelves}
        for name, term in (("groups", group), ("conditions", condition), ("designs", design), ("domains", domain)):
            if term is not None and term not in terms_by_list[name]:
                raise KeyError(f"'{term}' is not among the {name}: {', '.join(terms_by_list[name])}")
        fields = {name: term for name, term in (("domain", domain), ("design", design)) if term is not None}
        treated_names = frozenset() if treated is None else self.whole.about
        conditions_of_group = {name for name, term in self.vocabulary["conditions"].items() if group in term.groups}
        keep = [
            name
            for name, study in self.records.items()
            if (group is None or not conditions_of_group.isdisjoint(study.conditions))
            and (condition is None or condition in study.conditions)
            and (treated is None or treated == (name in treated_names))
            and all(getattr(study, field) == term for field, term in fields.items())
        ]
        return type(self)(self.library, keep, self.whole)

    def groups_of(self, study: Study) -> tuple[str, ...]:
        """Return the groups of a study's conditions, in the order of the vocabulary."""
        terms = self.vocabulary["conditions"]
        groups = {group for term in study.conditions for group in terms[term].groups}
        return tuple(group for group in self.vocabulary["groups"] if group in groups)

    def row(self, address: str) -> tuple[Study, Row]:
        """Return the study and the row at an address ``study/row``.

        Raises
        ------
        KeyError
            If nothing stands there.
        """
        place = Address(address)
        study = self.records[place.study]
        for row in study.rows:
            if row.id == place.part:
                return study, row
        raise KeyError(f"{place.study} has no row '{place.part}'")

    def rows(self, addresses: Iterable[str]) -> list[tuple[Study, Row]]:
        """Return the study and the row at each address; those of a retracted study are left out."""
        return [self.row(address) for address in addresses if Address(address).study in self.records]

    @remembered(8)
    def _tables(self) -> dict[str, pd.DataFrame]:
        rows: dict[str, list[dict]] = {name: [] for name in TABLES}
        for study in self.records.values():
            rows["studies"].append(_fields(study, study) | self._derived(study))
            for name, column in IDS.items():
                rows[name] += [_fields(study, part) | {column: part.id} for part in getattr(study, name)]
            rows["reports"] += [
                _fields(study, report) | {"latest_day": last_day(report.first_public)} for report in study.reports
            ]
            rows["outcomes"] += [_row(study, row) for row in study.outcomes]
            for row in study.adverse_events:
                by_term = self.vocabulary["adverse-events"][row.event].serious or None
                serious = by_term if row.serious is None else row.serious
                own_columns = {"serious": serious, "recovered": recovered_count(row)}
                rows["adverse_events"].append(_row(study, row) | own_columns)
        return {name: table(columns, rows[name]) for name, columns in tables_of(self.topic).items()}

    def _derived(self, study: Study) -> dict:
        first = report.first_public if (report := earliest_report(study)) else "unknown"
        return {
            "groups": self.groups_of(study),
            self.topic.treatment.column: self.topic.is_about(study),
            "year": None if first == "unknown" else int(first[:4]),
            "first_public": first,
            "n_enrolled": study.population.n_enrolled,
            "n_trials": len(study.trials),
            "readings": sum(1 for row in study.rows if row.second_readings),
        }


def _table(name: str) -> property:
    def get(self: Evidence) -> pd.DataFrame:
        return self._tables()[name].copy()

    lines = [f"{column} : {spec.dtype}\n    {spec.meaning}" for column, spec in TABLES[name].items()]
    get.__doc__ = f"The table of {name.replace('_', ' ')}, a copy.\n\nColumns\n-------\n" + "\n".join(lines)
    return property(get)


for _name in TABLES:
    setattr(Evidence, _name, _table(_name))


def _fields(study: Study, part: BaseModel) -> dict:
    """Return the fields of a part of a record as they are, lists as tuples."""
    return {name: tuple(value) if isinstance(value, list) else value for name, value in part} | {"study": study.id}


def _row(study: Study, row: Row) -> dict:
    readings = row.second_readings
    return _fields(study, row) | {
        "row": row.id,
        "treatment": row.contrast and row.contrast.treatment,
        "comparator": row.contrast and row.contrast.comparator,
        "trials": trials_of(study, row),
        "awaits": state_of(study, row) if row.kind == "awaited" else None,
        "readers": 2 if readings else 1,
        "agreed": all(reading.agrees for reading in readings) if readings else None,
    }
