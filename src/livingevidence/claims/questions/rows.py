"""Questions of single rows: a result is there, and what it says."""

from __future__ import annotations

from dataclasses import replace

from livingevidence.claims.base import Finding
from livingevidence.claims.questions.shared import ANSWERED, Shared, nearest, share_of
from livingevidence.evidence import describe
from livingevidence.record.text import number
from livingevidence.synthesis.stats.proportions import exact_percent

SPREAD = ("sd", "se", "ci_low", "ci_high", "iqr_printed", "range_printed", "p_value")


class Rows(Shared):
    """What single rows say."""

    def read(self, *addresses: str) -> Finding:
        """Rows stand in the evidence with a result."""
        return self._rows(addresses, "a result", lambda row: True if row.kind in ANSWERED else None)

    def awaited(self, *addresses: str) -> Finding:
        """Results are awaited."""
        found = self._rows(addresses, "an awaited result", lambda row: row.kind == "awaited")
        return replace(found, flip=f"a result is read in {' or '.join(addresses)}")

    def says(self, address: str, words: str) -> Finding:
        """A statement holds these words."""
        return self._rows([address], f'a statement with "{words}"', lambda row: words in (row.text or ""))

    def share(self, address: str, *, at_least: float = 0, at_most: float = 100) -> Finding:
        """The share or value of a row lies within bounds, a count in percent of its people."""
        found = self._row(address)
        needs = f"between {number(at_least)} and {number(at_most)} in {address}"
        if found is None:
            return Finding(needs, "the row is missing", False, (address,))
        value = share_of(found[1])
        holds = None if value is None else at_least <= value <= at_most
        flip = nearest(found[1], address, lambda value: at_least <= value <= at_most)
        beyond = f"less than {number(at_least)} or more than {number(at_most)} in {address}"
        return Finding(needs, describe.result(found[1]), holds, (address,), flip or beyond)

    def interval(self, address: str, side: str, null: float = 1) -> Finding:
        """The printed interval of a ratio or difference lies above `null` (``more``), below (``fewer``) or holds it."""
        found = self._row(address)
        where = {"more": "above", "fewer": "below", "unclear": "that holds"}[side]
        needs = f"a printed interval {where} {number(null)} in {address}"
        if found is None:
            return Finding(needs, "the row is missing", False, (address,))
        sides = found[1].contrast
        if sides and f"{sides.comparator}-v-{sides.treatment}" in address:  # not as the row is named
            return Finding(needs, "the arms are swapped", False, (address,))
        low, high = found[1].ci_low, found[1].ci_high
        if low is None or high is None:
            return Finding(needs, "no interval was read", None, (address,))
        now = "more" if low > null else "fewer" if high < null else "unclear"
        return Finding(
            needs,
            describe.result(found[1]),
            now == side,
            (address,),
            f"an interval in {address} not {where} {number(null)}",
        )

    def not_ruled_out(self, address: str, percent: float) -> Finding:
        """Nobody had the event, and the exact 95 % interval still reaches a share of so many percent."""
        found = self._row(address)
        needs = f"no event in {address}, and a share of {number(percent)} % still possible"
        row = found[1] if found else None
        if row is None or row.kind != "count" or not row.n:
            return Finding(needs, describe.result(row) if row else "the row is missing", False, (address,))
        high = exact_percent(row.events, row.n)[1]
        told = f"{describe.result(row)}, up to {high:.1f} %"
        return Finding(needs, told, not row.events and high >= percent, (address,), f"1 of {row.n} in {address}")

    def bare(self, *addresses: str) -> Finding:
        """Rows stand with a result, and without spread, interval or P value."""
        return self._rows(
            addresses,
            "no spread, interval or P value",
            lambda row: row.kind in ANSWERED and all(getattr(row, field) is None for field in SPREAD),
        )

    def lone(self, address: str) -> Finding:
        """A row is the only one on its outcome in its study: no start, no other arm."""
        found = self._row(address)
        rows = (
            [f"{found[0].id}/{row.id}" for row in found[0].outcomes if row.outcome == found[1].outcome] if found else []
        )
        flip = "a row on the same outcome, at another time or of another arm"
        return Finding(
            f"no row on the same outcome beside {address}",
            ", ".join(rows) or "it is missing",
            rows == [address],
            (address,),
            flip,
        )
