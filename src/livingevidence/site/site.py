"""What one build has of the review: its evidence, results and claims, read once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from livingevidence.claims.base import Judged
from livingevidence.claims.ledger import judge_all, problems
from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.names import labels, short_names
from livingevidence.export.files import files
from livingevidence.record.problems import BrokenEvidence
from livingevidence.record.root import Root, find
from livingevidence.results.compute import compute
from livingevidence.results.result import Results
from livingevidence.show.inline import Inline


@dataclass(frozen=True)
class Site:
    """The review that a build shows; directives, roles and hooks are given it when they are registered.

    Parameters
    ----------
    evidence : Evidence
    results : Results
    claims : mapping of str to Judged
        Every claim with its verdict.
    """

    evidence: Evidence
    results: Results
    claims: Mapping[str, Judged]

    @classmethod
    def at(cls, folder: Path) -> Site:
        """Read the review that holds a folder; raises BrokenEvidence with every problem."""
        evidence = Evidence.at(find(start=folder))
        if wrong := problems(evidence):
            raise BrokenEvidence(wrong)
        return cls.of(evidence)

    @classmethod
    def of(cls, evidence: Evidence) -> Site:
        """Return the site of some evidence."""
        return cls(evidence, compute(evidence), judge_all(evidence))

    @property
    def root(self) -> Root:
        """Where the review stands."""
        return self.evidence.library.root

    @cached_property
    def names(self) -> dict[str, str]:
        """A name for each study, as it is cited."""
        return short_names(self.evidence)

    @cached_property
    def labels(self) -> dict[str, str]:
        """A label for each reference, in their order."""
        return labels(self.evidence.references)

    @cached_property
    def files(self) -> dict[str, bytes]:
        """The downloads of this version, by name."""
        return files(self.evidence, self.results, self.claims)

    def inline(self, base: str) -> Inline:
        """Return what renders sentences on the pages of one folder, from which ``base`` is the way to the root."""
        return self._inline.setdefault(base, Inline(self.evidence, base, self.results))

    @cached_property
    def _inline(self) -> dict[str, Inline]:
        return {}

    def label(self, kind: str, term: str) -> str:
        """Return the words for a term of the vocabulary."""
        return self.evidence.vocabulary.label(kind, term)

    def cited(self, key: str) -> str:
        """Return a reference in full, as the title of a link to it and as paper shows it."""
        one = self.evidence.references[key]
        people = ", ".join(one.authors).replace("others.", "et al.")
        known = ", ".join(text for text, _ in one.links) or one.url
        parts = [people, one.title, ", ".join(filter(None, (one.container, one.year))), known]
        return ". ".join(part.rstrip(".") for part in parts if part)
