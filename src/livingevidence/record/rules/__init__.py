"""The rules that records must keep: one class a rule."""

from livingevidence.record.rules import appraisals, comparators, dates, links, names, numbers, releases, texts

RULES = [
    *names.RULES,
    *links.RULES,
    *numbers.RULES,
    *dates.RULES,
    *appraisals.RULES,
    *comparators.RULES,
    *releases.RULES,
]
TEXTS = texts.RULES
"""On chapters and pages."""
LOOKS = releases.LOOKS
"""On what is no problem, but should be looked at."""

__all__ = ["LOOKS", "RULES", "TEXTS"]
