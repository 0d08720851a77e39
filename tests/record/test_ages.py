"""How old people were is known from numbers, and from words where there is no number."""

import math

import pytest

from copies import altered
from livingevidence.record.ages import age_range, children_alone, took_in_children
from livingevidence.record.models import Population


@pytest.mark.parametrize(
    "age, youngest, oldest",
    [
        ("2-11 years, mean 6.5", 2, 11),
        ("2 to 11 years", 2, 11),
        ("6-17", 6, 17),
        ("12 years and older", 12, math.inf),
        ("aged 18 or older", 18, math.inf),
        ("children", 0, 17),
        ("late teens", 13, 19),
        ("adults and children", 0, math.inf),
    ],
)
def test_ages_are_read_from_numbers_and_words(small_evidence, age, youngest, oldest):
    """A range has two ends, a lower bound has no upper one, and words mean what they mean."""
    population = Population(age=age)
    study = altered(small_evidence, "doe-2021", population=population, title="A trial").records["doe-2021"]
    assert age_range(study) == (youngest, oldest)
    assert took_in_children(study) == (youngest < 18)
    assert children_alone(study) == (oldest < 18)


def test_where_no_age_is_told_nothing_is_known(small_evidence):
    """A record without an age tells neither of children nor of adults."""
    study = altered(small_evidence, "doe-2021", population=Population(), title="A trial").records["doe-2021"]
    assert age_range(study) is None
    assert not took_in_children(study) and not children_alone(study)
