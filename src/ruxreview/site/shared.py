"""What one build shares: the evidence, its results, and its claims."""

from __future__ import annotations

from dataclasses import dataclass, field

from ruxreview.claims.base import Judged
from ruxreview.claims.ledger import judge_all
from ruxreview.evidence import Evidence
from ruxreview.results import Results, compute


@dataclass
class Shared:
    """The evidence of the running build."""

    evidence: Evidence | None = None
    results: Results | None = None
    claims: dict[str, Judged] = field(default_factory=dict)

    def renew(self) -> None:
        """Read the evidence again; raises BrokenEvidence with every problem."""
        self.evidence = Evidence.load()
        self.results = compute(self.evidence)
        self.claims = judge_all(self.evidence)


shared = Shared()
