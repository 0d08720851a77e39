"""The living review of topical ruxolitinib: its data, bound to the engine that reads, checks and shows them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from livingevidence.evidence.evidence import Evidence as _Evidence

__all__ = ["Evidence", "main"]


class Evidence(_Evidence):
    """The evidence of this review; see :class:`livingevidence.evidence.evidence.Evidence`."""

    package = Path(__file__).parent


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line on this review and return the exit code."""
    from livingevidence.cli import main as run  # not above: it needs far more than the evidence does

    return run(arguments, Path(__file__).parent, "ruxreview")
