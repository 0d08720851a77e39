"""What one build shares: the evidence, its results, and its claims."""

from __future__ import annotations

from dataclasses import dataclass, field

from livingevidence.claims.base import Judged
from livingevidence.claims.ledger import judge_all
from livingevidence.evidence.evidence import Evidence
from livingevidence.record.root import Root
from livingevidence.results.compute import compute
from livingevidence.results.result import Results


@dataclass
class Shared:
    """The evidence of the running build."""

    evidence: Evidence | None = None
    results: Results | None = None
    claims: dict[str, Judged] = field(default_factory=dict)

    @property
    def root(self) -> Root:
        """Where the review stands."""
        return self.evidence.library.root

    def renew(self, root: Root) -> None:
        """Read the evidence again; raises BrokenEvidence with every problem."""
        self.evidence = Evidence.at(root)
        self.results = compute(self.evidence)
        self.claims = judge_all(self.evidence)


shared = Shared()
