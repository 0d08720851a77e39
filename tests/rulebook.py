"""What tests of rules share: which rules have tests, and how the problem of a rule is found."""

from __future__ import annotations

from pathlib import Path

from livingevidence.record.problems import Problem

# The invented judgements of the fixture `judged`, as files of a copy.
RISK = "appraisal/risk-of-bias/brumfiel-2022"
RATING = "appraisal/certainty/lichen-planus-itch"

KEPT: dict[type, list[str]] = {}
BROKEN: dict[type, list[str]] = {}


def keeps(rule):
    """Note that a test shows real data that keep the rule."""
    return lambda test: KEPT.setdefault(rule, []).append(test.__name__) or test


def breaks(rule):
    """Note that a test shows a copy that breaks the rule."""
    return lambda test: BROKEN.setdefault(rule, []).append(test.__name__) or test


def findings(rule, study, evidence) -> list:
    """Return what a rule finds in a real study."""
    return list(rule().study(evidence.records[study], evidence.library))


def told(copy, rule, file: str, field: str, problems=None) -> Problem:
    """Return the problem of a rule at a field, which must be there once and point to a line of it."""
    problems = copy.problems() if problems is None else problems
    name = rule if isinstance(rule, str) else rule.__name__
    here = [p for p in problems if (p.rule, Path(p.file).name, p.field) == (name, file, field)]
    assert len(here) == 1, "\n\n".join(map(str, problems)) or "no problem at all"
    if not isinstance(rule, str):
        assert here[0].allowed == rule().allowed()
    last = field.rpartition(".")[2]
    if not last.endswith("]"):
        assert last in copy.line(here[0])
    return here[0]


def only(copy, rule, file: str, field: str) -> Problem:
    """Return the problem of a rule at a field, which must be all that is wrong with the copy."""
    problems = copy.problems()
    problem = told(copy, rule, file, field, problems)
    assert problems == [problem], "\n\n".join(map(str, problems))
    assert problem.line > 1
    return problem
