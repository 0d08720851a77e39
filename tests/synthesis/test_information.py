"""How much a result says: people that it would take, and events on which its interval hangs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livingevidence.synthesis.stats.information import fragility, optimal_size, people_to_rule_out
from livingevidence.synthesis.stats.mantel_haenszel import stratified_difference

GROUP = st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
TABLES = st.lists(st.tuples(GROUP, GROUP).map(lambda both: (*both[0], *both[1])), min_size=1, max_size=3)


def holds_zero(tables) -> bool:
    """Return whether the interval of the difference holds none."""
    _, low, high = stratified_difference(tables)
    return low <= 0 <= high


@pytest.mark.parametrize(("one_in", "people"), [(100, 299), (1_000, 2_995), (10_000, 29_956)])
def test_the_people_to_rule_out_a_harm_are_the_fewest_that_do(one_in, people):
    """Nobody of so many with the harm leaves it a chance of five in a hundred; it is about three times the one in."""
    assert people_to_rule_out(one_in) == people == pytest.approx(3 * one_in, rel=0.01)
    assert (1 - 1 / one_in) ** people <= 0.05 < (1 - 1 / one_in) ** (people - 1)


def test_a_harm_in_everybody_is_not_ruled_out():
    """One in one is no rare harm."""
    with pytest.raises(ValueError, match="no rare one"):
        people_to_rule_out(1)


@pytest.mark.parametrize(("risk", "people"), [(0.5, 488), (0.2, 1806), (0.0, None), (1.0, None)])
def test_the_optimal_size_is_that_of_two_proportions(risk, people):
    """With a risk of 50 % against 37.5 % a trial needs 244 people an arm; of nobody and of everybody there is none."""
    assert optimal_size(risk) == people


@given(TABLES)
def test_fragility_is_the_fewest_events_that_move_the_interval(tables):
    """So many events more or fewer in one arm of one trial move it over zero or off it, and no fewer do."""
    fewest, zero_inside = fragility(tables), holds_zero(tables)
    for step in range(1, (fewest or 60) + 1):
        crosses = False
        for index, table in enumerate(tables):
            for cell in (0, 2):
                for events in (table[cell] - step, table[cell] + step):
                    if 0 <= events <= table[cell + 1]:
                        changed = list(table)
                        changed[cell] = events
                        crosses |= holds_zero([*tables[:index], tuple(changed), *tables[index + 1 :]]) != zero_inside
        assert crosses == (step == fewest)
