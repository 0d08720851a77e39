"""Hold what people curate against every rule."""

from livingevidence.record.library import Library
from livingevidence.record.problems import Problem
from livingevidence.record.rules import appraisals, names, releases, texts, values
from livingevidence.record.rules.base import Rule


def _of(*modules) -> list[Rule]:
    return [made for module in modules for made in vars(module).values() if isinstance(made, Rule)]


_RECORDS = _of(names, values, appraisals, releases)
TEXT_RULES = _of(texts)
RULES = [rule for rule in _RECORDS if not rule.look]
VALUE_RULES = frozenset(rule.name for rule in _of(names, values))
"""Rules without which records can't be asked anything."""
LOOK_RULES = [rule for rule in _RECORDS if rule.look]


def check(library: Library) -> list[Problem]:
    """Return every problem of a data folder, those of reading it too, in the order of files and lines."""
    return sorted({*library.problems, *_broken(RULES, library)})


def check_texts(library: Library) -> list[Problem]:
    """Return what an editor owes to the records in chapters and pages, in the order of files and lines."""
    return sorted(_broken(TEXT_RULES, library))


def look_at(library: Library) -> list[Problem]:
    """Return what is no problem, but what a person should look at, and what no release may have."""
    return sorted(_broken(LOOK_RULES, library))


def _broken(rules: list[Rule], library: Library) -> set[Problem]:
    return {problem for rule in rules for problem in rule.problems(library)}
