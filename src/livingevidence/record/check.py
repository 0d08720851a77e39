"""Hold what people curate against every rule."""

from livingevidence.record.library import Library
from livingevidence.record.problems import Problem
from livingevidence.record.rules import appraisals, names, releases, texts, values
from livingevidence.record.rules.base import Rule


def _rules_of(*modules) -> list[Rule]:
    return [value for module in modules for value in vars(module).values() if isinstance(value, Rule)]


_RECORD_RULES = _rules_of(names, values, appraisals, releases)
TEXT_RULES = _rules_of(texts)
RULES = [rule for rule in _RECORD_RULES if not rule.look]
VALUE_RULES = frozenset(rule.name for rule in _rules_of(names, values))
"""The names of the rules without which records can't be asked anything."""
LOOK_RULES = [rule for rule in _RECORD_RULES if rule.look]


def check(library: Library) -> list[Problem]:
    """Return every problem of a data folder, those of reading it too, in the order of files and lines."""
    return sorted({*library.problems, *_problems(RULES, library)})


def check_texts(library: Library) -> list[Problem]:
    """Return what an editor owes to the records in chapters and pages, in the order of files and lines."""
    return sorted(_problems(TEXT_RULES, library))


def look_at(library: Library) -> list[Problem]:
    """Return what is no problem, but what a person should look at, and what no release may have."""
    return sorted(_problems(LOOK_RULES, library))


def _problems(rules: list[Rule], library: Library) -> set[Problem]:
    return {problem for rule in rules for problem in rule.problems(library)}
