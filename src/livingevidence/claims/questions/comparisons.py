"""Questions that hold the rows of two arms against each other."""

from __future__ import annotations

from dataclasses import replace

from livingevidence.claims.base import Finding
from livingevidence.claims.questions.shared import Shared, nearest, share_of
from livingevidence.evidence import describe
from livingevidence.record.models import Row, Study
from livingevidence.record.topic import Topic


class Comparisons(Shared):
    """How two arms compare."""

    def greater(self, treated: str, other: str, *, by_arms: bool = True) -> Finding:
        """The number of one row is greater than that of another: of a treated arm than of a comparator's.

        Treated is the arm with topical ruxolitinib, or in a study without it the arm whose role that is. With
        ``by_arms=False`` the arms are not looked at, for two active treatments or a reference value.
        """
        pair = [self._row(treated), self._row(other)]
        needs = f"a greater result in {treated}{' (treated)' * by_arms} than in {other}{' (comparator)' * by_arms}"
        rows = (treated, other)
        if None in pair:
            return Finding(needs, "a row is missing", False, rows)
        if by_arms and [_is_treated(self.evidence.topic, *item) for item in pair] != [True, False]:
            return Finding(needs, "the arms are others", False, rows)
        if {row.kind for _, row in pair} == {"value"} and len({row.unit for _, row in pair}) > 1:
            return Finding(needs, "the units differ", False, rows)
        shares = [share_of(row) for _, row in pair]
        if None in shares:
            return Finding(needs, "a result without a number", None, rows)
        told = " and ".join(describe.result(row) for _, row in pair)
        flip = nearest(pair[0][1], treated, lambda value: value > shares[1])
        return Finding(needs, told, shares[0] > shares[1], rows, flip or f"a result in {treated} not above {other}")

    def smaller(self, treated: str, other: str) -> Finding:
        """The number of a treated arm's row is smaller than that of its comparator's."""
        found = self.greater(other, treated, by_arms=False)
        pair = [self._row(treated), self._row(other)]
        if None not in pair and [_is_treated(self.evidence.topic, *item) for item in pair] != [True, False]:
            return replace(found, found="the arms are others", holds=False)
        return found

    def wider_gap(self, pair: tuple[str, str], *others: tuple[str, str]) -> Finding:
        """The share on the cream less that on its comparator is greater for one pair of rows than for each other."""
        rows = tuple(address for two in (pair, *others) for address in two)
        needs = f"a wider gap between {' and '.join(pair)} than between the arms of the other events"
        held = [self._row(address) for address in rows]
        if None in held:
            return Finding(needs, "a row is missing", False, rows)
        if [_is_treated(self.evidence.topic, *item) for item in held] != [True, False] * (1 + len(others)):
            return Finding(needs, "the arms are others", False, rows)
        shares = [share_of(row) for _, row in held]
        if None in shares:
            return Finding(needs, "a result without a number", None, rows)
        gaps = [a - b for a, b in zip(shares[::2], shares[1::2], strict=True)]
        told = f"{gaps[0]:.1f} against {', '.join(f'{gap:.1f}' for gap in gaps[1:])} percentage points"
        return Finding(needs, told, gaps[0] > max(gaps[1:]), rows, "another event with a wider gap")

    def points(self, address: str, way: str | None, against: str | None = None) -> Finding:
        """The comparison at a row points ``better``, ``worse`` or ``unclear``, or is ``stated`` in words only.

        Any way will do with None; ``against`` is what the other arm got, a term of the interventions.
        """
        other = against and self.evidence.vocabulary.label("interventions", against)
        study = self.evidence.records.get(address.partition("/")[0])
        made = [m for of in study.conditions for m in self._comparisons(of)] if study else []
        found = {m.way for m in made if f"{m.study.id}/{m.rows[0]}" == address and other in (None, m.against)}
        needs = f"a comparison{f' with {other}' if other else ''} in {address}: {way or 'any way'}"
        holds = bool(found) if way is None else None if found == {"awaited"} else found == {way}
        return Finding(
            needs,
            ", ".join(sorted(found)) or "no such comparison",
            holds,
            (address,),
            f"another direction in {address}",
        )

    def favours(self, of: str) -> Finding:
        """Each benefit in numbers beside vehicle or no treatment points in favour of the cream; open where none is.

        The direction is that of :func:`livingevidence.synthesis.benefit.way`; it is no size and no proof.
        """
        inert = [self.evidence.vocabulary.label("interventions", term) for term in ("vehicle", "untreated")]
        made = [c for c in self._comparisons(of) if c.against in inert and c.way in ("better", "worse", "unclear")]
        told = "; ".join(f"{c.study.id} {c.way}: {c.result}" for c in made) or "no comparison in numbers"
        rows = tuple(f"{c.study.id}/{row}" for c in made for row in c.rows)
        needs = f"each comparison of benefit with numbers in {self._label(of)} in favour of the cream"
        holds = all(c.way == "better" for c in made) if made else None
        return Finding(needs, told, holds, rows, "one such comparison that points the other way")


def _is_treated(topic: Topic, study: Study, row: Row) -> bool:
    about = topic.is_about(study)
    arms = [arm for arm in study.arms if arm.id == row.arm]
    return any(topic.treats(arm) if about else arm.role == "treatment" for arm in arms)
