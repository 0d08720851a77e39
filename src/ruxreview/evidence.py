"""The evidence: validated records as tidy pandas tables."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import get_args

import pandas as pd

from ruxreview.check import check
from ruxreview.columns import TABLES
from ruxreview.cut import cut
from ruxreview.dates import last_day
from ruxreview.library import DATA, Library, load_library, trials_of
from ruxreview.problems import BrokenEvidence
from ruxreview.records import Arm, Domain, Row, Study


class Evidence:
    """All curated evidence, immutable.

    Tables are attributes and hand out copies; their columns are described in
    :data:`ruxreview.columns.TABLES`.

    Attributes
    ----------
    studies, trials, reports, arms, outcomes, adverse_events, cases, sources : pandas.DataFrame
        One row a study, trial, report, arm, outcome row, adverse-event row, case and source.

    Examples
    --------
    >>> evidence = Evidence.load()
    >>> evidence.where(condition="necrobiosis-lipoidica").studies["study"].tolist()  # doctest: +SKIP
    """

    def __init__(self, library: Library, keep: Iterable[str] | None = None):
        self.library = library
        kept = set(library.studies if keep is None else keep)
        self.records: dict[str, Study] = {name: study for name, study in library.studies.items() if name in kept}

    @classmethod
    def load(cls, data: Path | str = DATA, today: datetime.date | None = None) -> Evidence:
        """Read, check and return the evidence of a data folder.

        Parameters
        ----------
        data : path, optional
            A folder of the shape of ``src/ruxreview/data``; by default the package's own.
        today : datetime.date, optional
            The date that counts as today when dates are checked.

        Raises
        ------
        BrokenEvidence
            With every problem of every file, if there is any.
        """
        library = load_library(Path(data), today)
        if problems := check(library):
            raise BrokenEvidence(problems)
        return cls(library)

    def as_of(self, date: datetime.date | str) -> Evidence:
        """Return the evidence as it was on a day; see :func:`ruxreview.cut.cut`.

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
        return Evidence(cut(self.library, day), self.records)

    @property
    def vocabulary(self):
        """The controlled vocabulary."""
        return self.library.vocabulary

    @cached_property
    def stale(self) -> tuple[str, ...]:
        """The judgements that nobody signed, or whose values changed since the last signature."""
        return self.library.appraisal.stale(self.library.studies)

    @property
    def references(self):
        """The bibliography, by key."""
        return self.library.references

    def where(
        self,
        *,
        group: str | None = None,
        condition: str | None = None,
        design: str | None = None,
        domain: str | None = None,
        topical_ruxolitinib: bool | None = None,
    ) -> Evidence:
        """Return the evidence of the studies that meet every condition given.

        Parameters
        ----------
        group, condition, design, domain : str, optional
            A term of the vocabulary, or a shelf of the review; a study with several conditions meets each of them.
        topical_ruxolitinib : bool, optional
            Whether an arm got ruxolitinib on the skin.

        Raises
        ------
        KeyError
            If a term is unknown.
        """
        known = {**self.vocabulary, "domains": get_args(Domain)}
        for name, term in (("groups", group), ("conditions", condition), ("designs", design), ("domains", domain)):
            if term is not None and term not in known[name]:
                raise KeyError(f"'{term}' is not among the {name}: {', '.join(known[name])}")
        wanted = {"domain": domain, "design": design, "topical_ruxolitinib": topical_ruxolitinib}
        keep = [
            name
            for name, study in self.records.items()
            if (group is None or group in self.groups_of(study))
            and (condition is None or condition in study.conditions)
            and all(
                value is None or value == found
                for (key, value) in wanted.items()
                for found in [uses_topical_ruxolitinib(study) if key == "topical_ruxolitinib" else getattr(study, key)]
            )
        ]
        return Evidence(self.library, keep)

    def groups_of(self, study: Study) -> tuple[str, ...]:
        """Return the groups of a study's conditions, in the order of the vocabulary."""
        known = self.vocabulary["conditions"]
        found = {group for term in study.conditions for group in known[term].groups}
        return tuple(group for group in self.vocabulary["groups"] if group in found)

    def row(self, address: str) -> tuple[Study, Row]:
        """Return the study and the row at an address ``study#row``.

        Raises
        ------
        KeyError
            If nothing stands there.
        """
        name, _, row_id = address.partition("#")
        study = self.records[name]
        for row in study.rows:
            if row.id == row_id:
                return study, row
        raise KeyError(f"{name} has no row '{row_id}'")

    @cached_property
    def _tables(self) -> dict[str, pd.DataFrame]:
        made: dict[str, list[dict]] = {name: [] for name in TABLES}
        for study in self.records.values():
            made["studies"].append(self._study(study))
            base = {"study": study.id}
            made["trials"] += [{**base, "trial": t.id, **t.model_dump()} for t in study.trials]
            made["reports"] += [
                {**base, **report.model_dump(), "latest_day": last_day(report.first_public)} for report in study.reports
            ]
            made["arms"] += [
                {**base, "arm": arm.id, **arm.model_dump(), "interventions": tuple(arm.interventions)}
                for arm in study.arms
            ]
            made["outcomes"] += [
                {**_row(study, row), "outcome": row.outcome, "primary": row.primary} for row in study.outcomes
            ]
            made["adverse_events"] += [self._event(study, row) for row in study.adverse_events]
            made["cases"] += [{**base, "case": case.id, **case.model_dump()} for case in study.cases]
            made["sources"] += [{**base, "source": source.id, **source.model_dump()} for source in study.sources]
        return {name: _frame(name, rows) for name, rows in made.items()}

    def _study(self, study: Study) -> dict:
        dated = [report.first_public for report in study.reports if report.first_public != "unknown"]
        first = min(dated, key=last_day) if dated else "unknown"
        return {
            **study.model_dump(include={"title", "title_is", "domain", "design", "phase", "blinding", "funding"}),
            "study": study.id,
            "conditions": tuple(study.conditions),
            "groups": self.groups_of(study),
            "topical_ruxolitinib": uses_topical_ruxolitinib(study),
            "authors": tuple(study.authors),
            "year": None if first == "unknown" else int(first[:4]),
            "first_public": first,
            "n_enrolled": study.population.n_enrolled,
            "n_trials": len(study.trials),
            "readings": sum(1 for row in study.rows if row.second_readings),
        }

    def _event(self, study: Study, row) -> dict:
        serious = row.serious
        if serious is None and self.vocabulary["adverse-events"][row.event].serious:
            serious = True
        return {**_row(study, row), "event": row.event, "serious": serious, "duplicate_of": row.duplicate_of}


def _table(name: str) -> property:
    def get(self: Evidence) -> pd.DataFrame:
        return self._tables[name].copy()

    lines = [f"{column} : {spec.dtype}\n    {spec.meaning}" for column, spec in TABLES[name].items()]
    get.__doc__ = f"The table of {name.replace('_', ' ')}, a copy.\n\nColumns\n-------\n" + "\n".join(lines)
    return property(get)


for _name in TABLES:
    setattr(Evidence, _name, _table(_name))


def uses_topical_ruxolitinib(study: Study) -> bool:
    """Return whether an arm of the study got ruxolitinib on the skin."""
    return any(is_topical_ruxolitinib(arm) for arm in study.arms)


def is_topical_ruxolitinib(arm: Arm) -> bool:
    """Return whether an arm got ruxolitinib on the skin, alone or with other treatment."""
    return "ruxolitinib" in arm.interventions and arm.route in ("topical", "mixed")


def _row(study: Study, row: Row) -> dict:
    contrast = row.contrast
    return {
        **row.model_dump(exclude={"contrast", "second_readings", "id"}),
        "study": study.id,
        "row": row.id,
        "treatment": contrast.treatment if contrast else None,
        "comparator": contrast.comparator if contrast else None,
        "trials": trials_of(study, row),
        "readers": 2 if row.second_readings else 1,
        "agreed": all(reading.agrees for reading in row.second_readings) if row.second_readings else None,
    }


def _frame(name: str, rows: list[dict]) -> pd.DataFrame:
    columns = TABLES[name]
    series = {
        column: pd.Series([row.get(column) for row in rows], dtype=spec.dtype) for column, spec in columns.items()
    }
    return pd.DataFrame(series)
