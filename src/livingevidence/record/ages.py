"""The ages of the people of a study, as its record tells them in numbers or in words."""

import math
import re

from livingevidence.record.models import Study

ADULT = 18  # years
AGES = (
    (re.compile(r"(\d+)\s*(?:[-–]|to)\s*(\d+) years"), None),
    (re.compile(r"\bage[ds]? (\d+)(?!\d|\s*(?:[-–]|to)\s*\d)"), None),
    (re.compile(r"(\d+) years (?:and|or) (?:over|older|above)"), None),
    (re.compile(r"child|adolesc|pa?ediatric|infant|\bgirl|\bboy", re.IGNORECASE), (0.0, ADULT - 1.0)),
    (re.compile(r"\bteen", re.IGNORECASE), (13.0, 19.0)),
    (re.compile(r"\badults?\b", re.IGNORECASE), (float(ADULT), math.inf)),
)
"""How ages are told, and the youngest and oldest that words mean; a number without an end has none above it."""


def age_range(study: Study) -> tuple[float, float] | None:
    """Return the youngest and the oldest age that a record tells of, in years; None where it tells none."""
    population = study.population
    age = re.sub(r"^(\d+\s*[-–]\s*\d+)(?!\d| years)", r"\1 years", population.age or "")
    text = ". ".join(filter(None, (age, population.inclusion, study.title)))
    ranges = [(case.age_years, case.age_years) for case in study.cases if case.age_years is not None]
    for pattern, meaning in AGES:
        for match in pattern.finditer(text):
            ranges.append(meaning or (float(match[1]), float(match[2]) if pattern.groups == 2 else math.inf))
    return (min(low for low, _ in ranges), max(high for _, high in ranges)) if ranges else None


def took_in_children(study: Study) -> bool:
    """Return whether a record tells of somebody who is no adult."""
    ages = age_range(study)
    return ages is not None and ages[0] < ADULT


def children_alone(study: Study) -> bool:
    """Return whether a record tells that nobody was an adult."""
    ages = age_range(study)
    return ages is not None and ages[1] < ADULT
