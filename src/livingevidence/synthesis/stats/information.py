"""How much a result says: the people that it would take, and the events on which its interval hangs."""

from bisect import bisect_right
from collections.abc import Sequence
from functools import partial
from itertools import product
from math import ceil, log, log1p, sqrt
from statistics import NormalDist

from livingevidence.synthesis.stats.interval import normal_quantile
from livingevidence.synthesis.stats.mantel_haenszel import Table
from livingevidence.synthesis.stats.two_by_two import risk_difference

CHANGE, LEVEL, POWER = 0.25, 0.95, 0.8
"""What the optimal information size assumes: the relative change of the control's risk, the level and the power."""


def optimal_size(risk: float) -> int | None:
    """Return the people, in two arms alike, that one trial would need to see the control's risk fall by a quarter.

    None where nobody or everybody has the event with the control.

    Notes
    -----
    The sample size of two proportions, as GRADE asks for its optimal information size: G. H. Guyatt and others, Journal
    of Clinical Epidemiology 2011.
    """
    if not 0 <= risk <= 1:
        raise ValueError(f"no risk: {risk}")
    if risk in (0, 1):
        return None
    other = risk * (1 - CHANGE)
    z = normal_quantile(LEVEL) + NormalDist().inv_cdf(POWER)
    return 2 * ceil(z * z * (risk * (1 - risk) + other * (1 - other)) / (risk - other) ** 2)


def people_to_rule_out(one_in: int) -> int:
    """Return the people who have to be treated, none of them with the harm, to be 95 % sure that it is rarer.

    Notes
    -----
    The exact bound on one side; about three times `one_in`: J. A. Hanley and A. Lippman-Hand, JAMA 1983.
    """
    if one_in < 2:
        raise ValueError(f"a harm in one of {one_in} people is no rare one")
    return ceil(log(1 - LEVEL) / log1p(-1 / one_in))


def fragility(tables: Sequence[Table]) -> int | None:
    """Return how many people with the event, more or fewer in one arm of one trial, move the interval over zero.

    Where it leaves out zero it then holds it, and the other way round; None where no such number does.

    Notes
    -----
    The interval is that of :func:`livingevidence.synthesis.stats.mantel_haenszel.stratified_difference`, of whose sums
    one table's part is exchanged. Of one table and a P value: M. Walsh and others, Journal of
    Clinical Epidemiology 2014.
    """
    weights = [n1 * n2 / (n1 + n2) for _, n1, _, n2 in tables]
    shares = [weight / sum(weights) for weight in weights]
    parts = [_part(*pair) for pair in zip(tables, shares, strict=True)]
    sums = [sum(terms) for terms in zip(*parts, strict=True)]
    side, fewest_people = _side(sums), None

    def side_ahead(place: int, cell: int, step: int, people: int) -> int:
        """Return the side after so many steps, as seen in the direction in which they move the difference."""
        events1, n1, events2, n2 = tables[place]
        moved = (events1 + step * people, n1, events2, n2) if cell == 0 else (events1, n1, events2 + step * people, n2)
        terms = zip(sums, parts[place], _part(moved, shares[place]), strict=True)
        return _side([total - old + new for total, old, new in terms]) * (step if cell == 0 else -step)

    for place, cell, step in product(range(len(tables)), (0, 2), (-1, 1)):
        events, n = tables[place][cell : cell + 2]
        room = n - events if step > 0 else events
        furthest = room if fewest_people is None else min(room, fewest_people - 1)
        side_after, present = partial(side_ahead, place, cell, step), side * (step if cell == 0 else -step)
        # Both ends of the interval move one way with the events of a cell, so where it leaves its side is bisected.
        if furthest > 0 and side_after(furthest) > present:
            people = 1 + bisect_right(range(1, furthest), present, key=side_after)
            if 0 in (present, side_after(people)):  # and not from one side of zero to the other at once
                fewest_people = people
    return fewest_people


def _part(table: Table, share: float) -> tuple[float, float, float]:
    """Return what a table adds to the common difference, and to the squares of how far its limits lie from it."""
    estimate, low, high = risk_difference(*table)
    return share * estimate, (share * (estimate - low)) ** 2, (share * (high - estimate)) ** 2


def _side(sums: Sequence[float]) -> int:
    """Return on which side of zero an interval lies, -1 or 1; 0 where it holds zero."""
    estimate, below, above = sums
    if -sqrt(max(0.0, above)) <= estimate <= sqrt(max(0.0, below)):
        return 0
    return 1 if estimate > 0 else -1
