"""Two groups compared: differences and ratios of risks of one table."""

from math import hypot, inf, log, sqrt

from livingevidence.synthesis.stats import scipy
from livingevidence.synthesis.stats.interval import Interval, normal_quantile
from livingevidence.synthesis.stats.proportions import check_counts, wilson


def risk_difference(events1: int, n1: int, events2: int, n2: int, level: float = 0.95) -> Interval:
    """Return the risk of the first group less that of the second, from −1 to 1.

    Raises
    ------
    ValueError
        If events are not between 0 and the group's people, or a group is empty.

    Notes
    -----
    R. G. Newcombe, Statistics in Medicine 1998, method 10: the Wilson intervals of both risks, squared and added.
    """
    p1, low1, high1 = wilson(events1, n1, level)
    p2, low2, high2 = wilson(events2, n2, level)
    return Interval(p1 - p2, p1 - p2 - hypot(p1 - low1, high2 - p2), p1 - p2 + hypot(high1 - p1, p2 - low2))


def risk_ratio(events1: int, n1: int, events2: int, n2: int, level: float = 0.95) -> Interval:
    """Return the risk of the first group over that of the second: 0 or infinite where one has no event.

    Raises
    ------
    ValueError
        If counts are none, or no one in either group has the event.

    Notes
    -----
    P. A. R. Koopman, Biometrics 1984: the ratios that the score test does not reject.
    """
    check_counts(events1, n1), check_counts(events2, n2)
    if not events1 + events2:
        raise ValueError(f"no one has the event, 0 of {n1} and 0 of {n2}: a ratio says nothing, show the difference")
    z = normal_quantile(level)
    low, below = _lowest_ratio(events1, n1, events2, n2, z), _lowest_ratio(events2, n2, events1, n1, z)
    return Interval(events1 * n2 / (n1 * events2) if events2 else inf, low, 1 / below if below else inf)


def _lowest_ratio(x1: int, n1: int, x2: int, n2: int, z: float) -> float:
    """Return the lower bound of a ratio of risks; the upper one is the inverse of the bound of the swapped table."""
    if x1 == 0:
        return 0.0

    def rejected(ratio: float) -> float:
        # The likeliest risk of the second group among those with this ratio; positive where the test rejects it. The
        # root of the quadratic is written without the differences that cancel where everyone has the event.
        people, events = n1 * ratio + n2, x1 + x2 * ratio
        root = sqrt(max(0.0, (people - events) ** 2 + 4 * (1 - ratio) * (n2 * x1 - n1 * x2 * ratio)))
        p2 = min(1.0, 2 * (x1 + x2) / (people + events + root))
        p1 = min(1.0, ratio * p2)
        return (x1 / n1 - ratio * x2 / n2) ** 2 - z * z * (p1 * (1 - p1) / n1 + ratio**2 * p2 * (1 - p2) / n2)

    # Just below the estimate, because with the event in everyone the variance at the estimate itself is zero.
    inside = x1 * n2 / (n1 * x2) * (1 - 1e-9) if x2 else 1.0
    while rejected(inside) >= 0:
        inside *= 2
    outside = inside / 2
    while rejected(outside) < 0:
        outside /= 2
    return scipy.optimize.brentq(rejected, outside, inside, xtol=1e-14, rtol=1e-13)


def risk_difference_and_variance(events1: int, n1: int, events2: int, n2: int) -> tuple[float, float]:
    """Return the risk difference with its large-sample variance, which is rough with few events."""
    check_counts(events1, n1), check_counts(events2, n2)
    p1, p2 = events1 / n1, events2 / n2
    return p1 - p2, p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2


def log_risk_ratio_and_variance(events1: int, n1: int, events2: int, n2: int) -> tuple[float, float] | None:
    """Return the log risk ratio with its large-sample variance; None where a cell is zero, which nothing is added to.

    Notes
    -----
    D. Katz, J. Baptista, S. P. Azen and M. C. Pike, Biometrics 1978.
    """
    a, b, c, d = _cells(events1, n1, events2, n2)
    return (log(a / n1) - log(c / n2), 1 / a - 1 / n1 + 1 / c - 1 / n2) if a * b * c * d else None


def log_odds_ratio_and_variance(events1: int, n1: int, events2: int, n2: int) -> tuple[float, float] | None:
    """Return the log odds ratio with its large-sample variance; None where a cell is zero, which nothing is added to.

    Notes
    -----
    B. Woolf, Annals of Human Genetics 1955.
    """
    a, b, c, d = _cells(events1, n1, events2, n2)
    return (log(a * d / (b * c)), 1 / a + 1 / b + 1 / c + 1 / d) if a * b * c * d else None


def _cells(events1: int, n1: int, events2: int, n2: int) -> tuple[int, int, int, int]:
    check_counts(events1, n1), check_counts(events2, n2)
    return events1, n1 - events1, events2, n2 - events2
