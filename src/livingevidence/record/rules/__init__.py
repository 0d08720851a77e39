"""The rules that records must keep: one class a rule."""

from livingevidence.record.rules import appraisals, comparators, dates, links, numbers

RULES = [*links.RULES, *numbers.RULES, *dates.RULES, *appraisals.RULES, *comparators.RULES]

__all__ = ["RULES"]
