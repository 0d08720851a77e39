"""Rules on numbers: what one row may carry, and how rows fit together."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

from livingevidence.record.library import trials_of
from livingevidence.record.models import FIELDS_OF_KIND, NUMBERS
from livingevidence.record.rules.base import Rule, rows


class FieldsOfItsKind(Rule):
    """A row carries the numbers of its kind, and no others (see the data model in CONTRIBUTING.md)."""

    def study(self, study, library):
        for path, row in rows(study):
            needed, optional = FIELDS_OF_KIND[row.kind]
            for name in needed:
                if getattr(row, name) is None:
                    yield (path, f"a row of kind {row.kind} without `{name}`", f"add `{name}`, or choose another kind")
            for name in NUMBERS:
                if getattr(row, name) is not None and name not in (*needed, *optional):
                    allowed = ", ".join((*needed, *optional))
                    yield (
                        (*path, name),
                        f"`{name}` in a row of kind {row.kind}",
                        f"use only {allowed}; or change the kind",
                    )
            if row.kind in ("value", "contrast"):
                numbers = [name for name in (*needed, *optional) if name not in ("n", "unit", "ci_type")]
                if all(getattr(row, name) is None for name in numbers):
                    yield (path, f"a row of kind {row.kind} without a number", "make it `qualitative`, or `awaited`")


class KindFitsMeasure(Rule):
    """The kind of a row is the kind of its measure (vocabulary/measures.yaml)."""

    needs = ("vocabulary",)

    def study(self, study, library):
        for path, row in rows(study):
            measure = library.vocabulary["measures"].get(row.measure)
            if measure and measure.kind != row.kind:
                fitting = [name for name, item in library.vocabulary["measures"].items() if item.kind == row.kind]
                yield (
                    (*path, "measure"),
                    f"'{row.measure}' in a row of kind {row.kind}",
                    f"use one of {', '.join(fitting)}; or kind {measure.kind}",
                )


class EventsWithinN(Rule):
    """The events are not more than the people counted (n)."""

    def study(self, study, library):
        for path, row in rows(study):
            if row.events is not None and row.n is not None and row.events > row.n:
                yield ((*path, "events"), f"{row.events} of {row.n}", "compare both numbers with the source")


def half_step(number: float) -> Decimal:
    """Return half of the last printed digit's place: 0.05 for 12.3, 0.5 for 12."""
    exponent = Decimal(repr(number)).normalize().as_tuple().exponent
    return Decimal(5).scaleb(min(exponent, 0) - 1)


class PercentFitsCount(Rule):
    """A printed percentage is what events and n give, to its last printed digit."""

    def study(self, study, library):
        for path, row in rows(study):
            if row.kind == "count" and None not in (row.percent, row.events) and row.n:
                exact = Decimal(100) * row.events / row.n
                if abs(exact - Decimal(repr(row.percent))) > half_step(row.percent) + Decimal("0.01"):
                    yield (
                        (*path, "percent"),
                        f"{row.percent:g} % beside {row.events} of {row.n} ({float(exact):.1f} %)",
                        "correct the misread number; if the source itself prints the contradiction, leave the "
                        "percentage out and tell it under `conflicts`",
                    )


class IntervalHoldsEstimate(Rule):
    """An interval runs from low to high and holds its estimate."""

    def study(self, study, library):
        for path, row in rows(study):
            for low, high, name in (("ci_low", "ci_high", "an interval"), ("value_low", "value_high", "a range")):
                a, b = getattr(row, low), getattr(row, high)
                if (a is None) != (b is None):
                    yield (path, f"{name} with one end", f"give both `{low}` and `{high}`, or neither")
                elif a is not None and a > b:
                    yield (*path, low), f"{a:g} to {b:g}", "exchange the two ends"
            estimate = row.percent if row.kind in ("percent", "count") else row.value
            if None not in (estimate, row.ci_low, row.ci_high) and not row.ci_low <= estimate <= row.ci_high:
                yield (
                    (*path, "ci_low"),
                    f"{estimate:g} outside {row.ci_low:g} to {row.ci_high:g}",
                    "compare estimate and interval with the source",
                )


class AgreedReadingIsEqual(Rule):
    """Where a second reading agrees, the numbers that both readings have are the same."""

    def study(self, study, library):
        for path, row in rows(study):
            for i, reading in enumerate(row.second_readings):
                for name in ("events", "n", "percent", "value", "sd", "ci_low", "ci_high") if reading.agrees else ():
                    first, second = getattr(row, name), getattr(reading.printed, name, None)
                    if first is not None and isinstance(second, int | float) and first != second:
                        yield (
                            (*path, "second_readings", i, "printed", name),
                            f"{second:g} beside {first:g} in the first reading",
                            "read the source again; correct the wrong number, or write `agrees: false`",
                        )


class PlausibleStrength(Rule):
    """The strength of a topical product is above 0 and at most 10 percent."""

    def study(self, study, library):
        for i, arm in enumerate(study.arms):
            if arm.strength_percent is not None:
                if not 0 < arm.strength_percent <= 10:
                    yield (
                        ("arms", i, "strength_percent"),
                        f"{arm.strength_percent:g} %",
                        "write 1.5 for 15 mg/g; compare with the source",
                    )
                elif arm.route not in ("topical", "mixed"):
                    yield (
                        ("arms", i, "strength_percent"),
                        f"a strength in percent with the route '{arm.route}'",
                        "put an oral dose into `dose`",
                    )


class PlausibleAge(Rule):
    """A patient's age is between 0 and 110 years."""

    def study(self, study, library):
        for i, case in enumerate(study.cases):
            if case.age_years is not None and not 0 <= case.age_years <= 110:
                yield (
                    ("cases", i, "age_years"),
                    f"{case.age_years:g} years",
                    "write years, not months; compare with the source",
                )


class PooledFitsMembers(Rule):
    """A count pooled over trials is at least that of each of its trials, and their sum where all are given."""

    def study(self, study, library):
        for (path, pooled), members in self._families(study):
            parts = [row for _, row in members]
            for _, row in members:
                for name in ("events", "n"):
                    if _more(getattr(row, name), getattr(pooled, name)):
                        yield (
                            (*path, name),
                            f"{getattr(pooled, name)} pooled, but {getattr(row, name)} in '{row.id}'",
                            "compare the pooled row and the row of the single trial with their sources",
                        )
            covered = sorted(trial for row in parts for trial in trials_of(study, row))
            if covered != sorted(trials_of(study, pooled)):
                continue
            for name in ("events", "n"):
                numbers = [getattr(row, name) for row in (pooled, *parts)]
                if None not in numbers and numbers[0] != sum(numbers[1:]):
                    yield (
                        (*path, name),
                        f"{numbers[0]} pooled, but {' + '.join(map(str, numbers[1:]))} in its trials",
                        "compare the rows with their sources",
                    )

    def _families(self, study):
        """Yield each pooled count with the counts of its own trials, all else being alike."""
        arms = {arm.id: arm for arm in study.arms}
        alike: dict = {}
        for path, row in rows(study):
            if row.kind == "count" and row.arm in arms and row.unit is None:
                arm = arms[row.arm]
                key = (
                    path[0],
                    getattr(row, "outcome", None) or row.event,
                    row.timepoint_weeks,
                    row.period,
                    tuple(arm.interventions),
                    arm.strength_percent,
                    arm.role,
                )
                alike.setdefault(key, []).append((path, row))
        for family in alike.values():
            for path, row in family:
                covered = set(trials_of(study, row))
                members = [item for item in family if set(trials_of(study, item[1])) < covered]
                members = sorted(members, key=lambda item: trials_of(study, item[1]))
                if members and not any(
                    a[1].trials == b[1].trials and a[1].arm == b[1].arm for a, b in pairwise(members)
                ):
                    yield (path, row), members


def _more(part, whole) -> bool:
    return part is not None and whole is not None and part > whole


RULES = [
    FieldsOfItsKind,
    KindFitsMeasure,
    EventsWithinN,
    PercentFitsCount,
    IntervalHoldsEstimate,
    AgreedReadingIsEqual,
    PlausibleStrength,
    PlausibleAge,
    PooledFitsMembers,
]
