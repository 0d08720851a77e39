"""The engine of a living evidence review; it knows reviews, not what they are about.

What is named here stays as it is through all versions 1: the evidence of a review, what is computed and concluded of
it, and what cells of chapters call. The rest of the package may change with any version.
"""

from importlib import import_module

__version__ = "1.0.0"
_HOMES = {
    "BrokenEvidence": "record.problems",
    "Evidence": "evidence.evidence",
    "analysis": "synthesis.harms",
    "compute": "results.compute",
    "find": "record.root",
    "judge_all": "claims.ledger",
}
"""Where each name is at home; it is imported when it is asked for, as some need what a quick command does not."""
__all__ = ["__version__", *_HOMES]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module '{__name__}' has no attribute '{name}'")
    return globals().setdefault(name, getattr(import_module(f"{__name__}.{_HOMES[name]}"), name))
