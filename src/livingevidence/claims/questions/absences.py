"""Questions that look through all rows of some outcomes, and mostly find nothing."""

from __future__ import annotations

from livingevidence.claims.base import Finding
from livingevidence.claims.questions.shared import ANSWERED, Shared, none
from livingevidence.evidence import describe
from livingevidence.record.models import Outcome
from livingevidence.record.text import number


class Absences(Shared):
    """What no row says."""

    def none_in(self, of: str, period: str) -> Finding:
        """No result of a period is recorded of topical ruxolitinib."""
        found = [
            f"{study.id}/{row.id}"
            for study in self._treated(of)
            for row in study.outcomes
            if row.period == period and row.kind in ANSWERED
        ]
        needs = f"no result of the period {period} in {self._label(of)}"
        return Finding(needs, ", ".join(found) or "none", not found, tuple(found), f"one row of the period {period}")

    def no_number(
        self, *terms: str, of: str | None = None, period: str | None = None, beyond: float = -1, beside: tuple = ()
    ) -> Finding:
        """No number of outcomes or adverse events (of any event, if none is named) was read with topical ruxolitinib.

        `of` is a condition or a group, all if none; `beyond` looks only at later weeks; `beside` leaves out addresses.
        """
        read = [
            (address, row)
            for address, row in self._numbers(terms, of)
            if address not in beside
            and period in (None, row.period)
            and (beyond < 0 or (row.timepoint_weeks or 0) > beyond)
        ]
        what = ", ".join(terms).replace("-", " ") or "any adverse event"
        parts = [f"in {self._label(of)}" if of else "", f"of the period '{period}'" if period else ""]
        parts += [
            f"beyond week {number(beyond)}" if beyond >= 0 else "",
            f"apart from {', '.join(beside)}" if beside else "",
        ]
        needs = " ".join(["no number with topical ruxolitinib of", what, *filter(None, parts)])
        told = "; ".join(f"{address}: {describe.result(row)}" for address, row in read) or "none"
        return Finding(needs, told, not read, tuple(address for address, _ in read), f"one {needs.removeprefix('no ')}")

    def none_above(self, terms: tuple[str, ...], reference: str, *beside: str) -> Finding:
        """No mean of outcomes with topical ruxolitinib is above a reference value, apart from those of some studies."""
        found = self._row(reference)
        apart = f", apart from {', '.join(beside)}" if beside else ""
        needs = f"no {' or '.join(terms).replace('-', ' ')} above {reference}{apart}"
        if found is None:
            return Finding(needs, "the row is missing", False, (reference,))
        tops = [(address, row.value_high or row.value) for address, row in self._numbers(terms)]
        tops = [(address, top) for address, top in tops if top is not None and address.split("/")[0] not in beside]
        above = [f"{address}: {number(top)}" for address, top in tops if top > found[1].value]
        rows = (reference, *(address for address, _ in tops))
        return Finding(needs, "; ".join(above) or "none", not above, rows, f"one {needs.removeprefix('no ')}")

    def only_in(self, terms: tuple[str, ...], *studies: str) -> Finding:
        """Numbers of outcomes or adverse events with topical ruxolitinib stand in these studies and in no other."""
        rows = tuple(address for address, _ in self._numbers(terms))
        found = sorted({row.partition("/")[0] for row in rows})
        needs = f"numbers of {', '.join(terms)} in {', '.join(studies)} and no other study of topical ruxolitinib"
        return Finding(
            needs,
            ", ".join(found) or "none",
            found == sorted(studies),
            rows,
            f"a number of {terms[0].replace('-', ' ')} in another study",
        )

    def wide(self, *terms: str, studies: tuple[str, ...] = ()) -> Finding:
        """Every printed standard deviation of outcomes with topical ruxolitinib (in some studies) tops its mean."""
        numbers = [
            (address, row) for address, row in self._numbers(terms) if row.sd is not None and row.value is not None
        ]
        spread = [(address, row) for address, row in numbers if not studies or address.split("/")[0] in studies]
        narrow = [f"{address}: {describe.result(row)}" for address, row in spread if row.sd <= abs(row.value)]
        needs = f"every printed standard deviation of {', '.join(terms).replace('-', ' ')} greater than its mean"
        told = "; ".join(narrow) or f"{len(spread)} of {len(spread)}"
        flip = f"one mean of {', '.join(terms).replace('-', ' ')} not below its standard deviation"
        return Finding(needs, told, bool(spread) and not narrow, tuple(address for address, _ in spread), flip)

    def secondhand(self, of: str) -> Finding:
        """Results of benefit come from texts about the studies, none from a study's own report."""
        found = [
            f"{study.id}/{row.id}"
            for study in self._treated(of)
            for row in study.outcomes
            if row.kind in ANSWERED and self._is_benefit(row)
            if any(s.id == row.source and s.verification == "primary" for s in study.sources)
        ]
        return none(f"result of benefit in {self._label(of)} from a study's own report", found)

    def unread(self, of: str, kind: str, *, besides: tuple[str, ...] = ()) -> Finding:
        """No result on ``harm`` or ``relapse`` stands in studies of topical ruxolitinib, apart from these rows."""
        terms = self.evidence.vocabulary["outcomes"]
        found = [
            f"{study.id}/{row.id}"
            for study in self._recorded(of)
            for row in study.rows
            if row.kind in ANSWERED
            if (terms[row.outcome].kind if isinstance(row, Outcome) else "harm") == kind
        ]
        apart = f", apart from {', '.join(besides)}," if besides else ""
        return none(f"result{apart} on {kind} in {self._label(of)}", [row for row in found if row not in besides])

    def anecdotes(self, of: str) -> Finding:
        """Single patients are told, none with washout, relapse, rechallenge, an untreated side or a stable course."""
        lifts = ("washout", "relapse", "rechallenge", "untreated_side", "stable_before")
        told = [(study.id, case) for study in self._treated(of) for case in study.cases]
        lifted = [
            f"{name}/"
            for name, case in told
            if "relapse" in (case.response or "") or any(getattr(case, k) for k in lifts)
        ]
        needs = f"single patients in {self._label(of)} told without washout, relapse, rechallenge or untreated side"
        found = ", ".join(lifted) or f"{len(told)} told without"
        return Finding(needs, found, bool(told) and not lifted, tuple(lifted), "one patient told with any of these")
