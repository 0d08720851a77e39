"""The rules that records must keep: one class a rule."""

from ruxreview.rules import dates, links, numbers

RULES = [*links.RULES, *numbers.RULES, *dates.RULES]

__all__ = ["RULES"]
