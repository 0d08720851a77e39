"""The living review of topical ruxolitinib: its data, bound to the engine that reads, checks and shows them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from livingevidence.evidence.evidence import Evidence

__all__ = ["Evidence", "main"]

PACKAGE = Path(__file__).parent


def __getattr__(name: str) -> type[Evidence]:
    """Return the evidence of this review when it is asked for; its tables need what the command `check` does not."""
    if name != "Evidence":
        raise AttributeError(f"module '{__name__}' has no attribute '{name}'")
    from livingevidence.evidence.evidence import Evidence as Unbound

    bound = type("Evidence", (Unbound,), {"__doc__": Unbound.__doc__, "__module__": __name__, "package": PACKAGE})
    return globals().setdefault("Evidence", bound)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line on this review and return the exit code."""
    from livingevidence.cli import main as run

    return run(arguments, PACKAGE, "ruxreview")
