"""What one build shares: the evidence and its results."""

from __future__ import annotations

from dataclasses import dataclass

from ruxreview.evidence import Evidence
from ruxreview.results import Results, compute


@dataclass
class Shared:
    """The evidence of the running build."""

    evidence: Evidence | None = None
    results: Results | None = None

    def renew(self) -> None:
        """Read the evidence again; raises BrokenEvidence with every problem."""
        self.evidence = Evidence.load()
        self.results = compute(self.evidence)


shared = Shared()
