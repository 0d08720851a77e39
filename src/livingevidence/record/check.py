"""Hold what people curate against every rule."""

from __future__ import annotations

from collections.abc import Iterable

from livingevidence.record.library import Library
from livingevidence.record.problems import Problem
from livingevidence.record.rules import LOOKS, RULES, TEXTS
from livingevidence.record.rules.base import Rule


def check(library: Library) -> list[Problem]:
    """Return every problem of a data folder, in the order of files and lines.

    Parameters
    ----------
    library : Library
        As :func:`livingevidence.record.library.load_library` returns it; its own problems are included.
    """
    return sorted({*library.problems, *_broken(RULES, library)})


def check_texts(library: Library) -> list[Problem]:
    """Return what an editor owes to the records in chapters and pages, in the order of files and lines."""
    return sorted(set(_broken(TEXTS, library)))


def look_at(library: Library) -> list[Problem]:
    """Return what is no problem, but what a person should look at, and what no release may have."""
    return sorted(set(_broken(LOOKS, library)))


def _broken(rules: Iterable[type[Rule]], library: Library) -> Iterable[Problem]:
    for rule in (rule() for rule in rules if not set(rule.needs) & library.broken):
        yield from rule.library(library)
        for name, study in library.studies.items():
            torn = library.partial.get(name, set())
            if torn and rule.whole:
                continue
            for finding in rule.study(study, library):
                if not any(finding[0][: len(part)] == part for part in torn):
                    yield rule.problem(library.documents[name], finding)
