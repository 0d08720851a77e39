"""The rules that records must keep: one class a rule."""

from ruxreview.rules import appraisals, dates, links, numbers

RULES = [*links.RULES, *numbers.RULES, *dates.RULES, *appraisals.RULES]

__all__ = ["RULES"]
