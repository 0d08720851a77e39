"""Hold a data folder against every rule."""

from __future__ import annotations

from livingevidence.record.library import Library
from livingevidence.record.problems import Problem
from livingevidence.record.rules import RULES


def check(library: Library) -> list[Problem]:
    """Return every problem of a data folder, in the order of files and lines.

    Parameters
    ----------
    library : Library
        As :func:`livingevidence.record.library.load_library` returns it; its own problems are included.
    """
    problems = list(library.problems)
    if library.topic is None:
        return sorted(set(problems))  # which words are allowed is said there
    for rule in (rule() for rule in RULES if not set(rule.needs) & library.broken):
        problems += rule.library(library)
        for name, study in library.studies.items():
            document = library.documents[name]
            torn = library.partial.get(name, set())
            if torn and rule.whole:
                continue
            problems += (
                rule.problem(document, finding)
                for finding in rule.study(study, library)
                if not any(finding[0][: len(part)] == part for part in torn)
            )
    return sorted(set(problems))
