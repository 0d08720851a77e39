"""The questions that claims ask of the evidence; each answer says what is needed, what is found, and where."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property

from ruxreview import describe
from ruxreview.appraisal.certainty import rate, tools_of
from ruxreview.appraisal.records import LEVELS, Level
from ruxreview.benefit import Comparison, comparisons
from ruxreview.claims.base import Finding
from ruxreview.evidence import Evidence, is_topical_ruxolitinib, uses_topical_ruxolitinib
from ruxreview.records import Outcome, Row, Study
from ruxreview.results import Results, compute, ladder
from ruxreview.synthesis.estimate import Analysis, Estimate
from ruxreview.synthesis.harms import EventAnalysis, analyses
from ruxreview.synthesis.proportions import exact_percent
from ruxreview.synthesis.within_person import differences
from ruxreview.text import number

ANSWERED = ("count", "percent", "value", "contrast", "qualitative")
REVIEWS = ("systematic-review", "narrative-review")
UNPARTED = ("mixed", "not-stated")  # routes of pooled arms
SPREAD = ("sd", "se", "ci_low", "ci_high", "iqr_printed", "range_printed", "p_value")


class Facts:
    """What the evidence answers; made once for an evidence, and asked by every claim."""

    def __init__(self, evidence: Evidence):
        self.evidence = evidence

    @cached_property
    def results(self) -> Results:
        """The computed results."""
        return compute(self.evidence)

    @cached_property
    def harms(self) -> dict[str, EventAnalysis]:
        """The analyses of harms by event."""
        return {found.event: found for found in analyses(self.evidence)}

    # --- studies and people -----------------------------------------------------------------------

    def studies(self, of: str, rung: str | None = None, *, at_least: int = 0, at_most: int | None = None) -> Finding:
        """So many studies of topical ruxolitinib with patients stand on a rung (all rungs if none is given).

        `of` is a condition or a group.
        """
        found = [study for study in self._treated(of) if rung is None or ladder(self.evidence, study) == rung]
        bounds = _bounds(at_least, at_most)
        kind = f"{rung} studies" if rung else "studies"
        needs = f"{bounds} {kind} of topical ruxolitinib in {self._label(of)}"
        names = ", ".join(study.id for study in found) or "none"
        flip = _steps(len(found), at_least, at_most, f"of the {kind} in {self._label(of)}")
        holds = at_least <= len(found) and (at_most is None or len(found) <= at_most)
        return Finding(needs, f"{len(found)}: {names}", holds, tuple(f"{study.id}#" for study in found), flip)

    def no_result(self, of: str, rung: str) -> Finding:
        """No result in numbers of blinded time was read of a study on a rung in a condition or group."""
        read = [
            f"{study.id}#{row.id}"
            for study in self._treated(of)
            if ladder(self.evidence, study) == rung
            for row in study.outcomes
            if row.kind in ANSWERED[:4] and self._is_benefit(row) and row.period == "blinded"
        ]
        needs = f"no blinded result in numbers of a {rung} study in {self._label(of)}"
        flip = f"one {needs.removeprefix('no ')}"
        return Finding(needs, ", ".join(read) or "none", not read, tuple(read), flip)

    def compared(self, of: str, *, at_least: int = 0, at_most: int | None = None) -> Finding:
        """So many studies of topical ruxolitinib have a comparator in the same study."""
        found = [
            s.id for s in self._treated(of) if ladder(self.evidence, s) in ("vehicle-controlled", "within-patient")
        ]
        needs = f"{_bounds(at_least, at_most)} studies with a comparator in {self._label(of)}"
        holds = at_least <= len(found) and (at_most is None or len(found) <= at_most)
        flip = _steps(len(found), at_least, at_most, f"of the studies with a comparator in {self._label(of)}")
        return Finding(needs, f"{len(found)}: {', '.join(found) or 'none'}", holds, tuple(f"{n}#" for n in found), flip)

    def nobody(self, condition: str) -> Finding:
        """No patient treated with topical ruxolitinib is recorded."""
        found = [study.id for study in self._treated(condition)]
        needs = f"no patient treated with topical ruxolitinib recorded in {self._label(condition)}"
        flip = f"one patient treated with topical ruxolitinib in {self._label(condition)}"
        return Finding(needs, ", ".join(found) or "none", not found, tuple(f"{n}#" for n in found), flip)

    def number(self, key: str, *, at_least: float = 0, at_most: float | None = None) -> Finding:
        """A computed result lies within bounds."""
        if key not in self.results or isinstance(self.results[key].value, str):
            return Finding(f"the result {key}", "it is not computed", False)
        result = self.results[key]
        holds = at_least <= result.value and (at_most is None or result.value <= at_most)
        needs = f"{_bounds(at_least, at_most)} {result.meaning}"
        flip = _steps(result.value, at_least, at_most, result.meaning)
        return Finding(needs, number(result.value), holds, tuple(f"{name}#" for name in result.studies), flip)

    def systemic(
        self,
        of: str | None = None,
        *rungs: str,
        beside_cream: bool = False,
        at_least: int = 0,
        at_most: int | None = None,
    ) -> Finding:
        """So many studies with patients of a JAK inhibitor that is not put on the skin stand on rungs (all if none).

        `of` is a condition or a group, all if none; with `beside_cream` only studies that have the cream too.
        """
        jak = [
            name for name, term in self.evidence.vocabulary["interventions"].items() if term.class_ == "jak-inhibitor"
        ]
        found = [
            study.id
            for study in (self._within(of) if of else self.evidence).records.values()
            if ladder(self.evidence, study) in (rungs or RUNGS)
            and any(set(arm.interventions) & set(jak) and arm.route != "topical" for arm in study.arms)
            and (uses_topical_ruxolitinib(study) or not beside_cream)
        ]
        kind = f"{' or '.join(rungs)} studies" if rungs else "studies"
        what = f"{kind} of a systemic JAK inhibitor{' beside the cream' * beside_cream}"
        what += f" in {self._label(of)}" if of else ""
        holds = at_least <= len(found) and (at_most is None or len(found) <= at_most)
        flip = _steps(len(found), at_least, at_most, f"of the {what}")
        told = f"{len(found)}: {', '.join(found) or 'none'}"
        return Finding(f"{_bounds(at_least, at_most)} {what}", told, holds, tuple(f"{n}#" for n in found), flip)

    def with_arm(
        self, of: str, *drugs: str, cream: bool, randomised: bool = False, at_least: int = 0, at_most: int = 0
    ) -> Finding:
        """So many studies put one of these drugs or classes of drugs on the skin in an arm without ruxolitinib.

        `cream` takes only studies of topical ruxolitinib, `randomised` only randomised trials with parallel arms.
        """
        terms = self.evidence.vocabulary["interventions"]
        part = self._within(of).where(design="randomised-trial") if randomised else self._within(of)
        found = [
            study.id
            for study in part.records.values()
            if uses_topical_ruxolitinib(study) or not cream
            if any(
                arm.route == "topical" and {drug, terms[drug].class_} & set(drugs)
                for arm in study.arms
                if not is_topical_ruxolitinib(arm)
                for drug in arm.interventions
            )
        ]
        what = f"{'randomised trials' if randomised else 'studies'}{' of topical ruxolitinib' if cream else ''} "
        what += f"with an arm of topical {' or '.join(drugs)}, in {self._label(of)}"
        flip, told = _steps(len(found), at_least, at_most, what), f"{len(found)}: {', '.join(found) or 'none'}"
        holds = at_least <= len(found) <= at_most
        return Finding(f"{_bounds(at_least, at_most)} {what}", told, holds, tuple(f"{n}#" for n in found), flip)

    def off_label(self, of: str) -> Finding:
        """No product label that was read is for a condition, or for one of a group."""
        labels = list(self.evidence.where(design="label").records)
        found = list(self._within(of).where(design="label").records)
        told = ", ".join(found) or f"none of {', '.join(labels) or 'no label'}"
        rows = tuple(f"{name}#" for name in found or labels)
        needs = f"no product label for {self._label(of)}"
        return Finding(needs, told, not found if labels else None, rows, f"a label for {self._label(of)}")

    def none_in(self, of: str, period: str) -> Finding:
        """No result of a period is recorded of topical ruxolitinib."""
        found = [
            f"{study.id}#{row.id}"
            for study in self._treated(of)
            for row in study.outcomes
            if row.period == period and row.kind in ANSWERED
        ]
        needs = f"no result of the period {period} in {self._label(of)}"
        return Finding(needs, ", ".join(found) or "none", not found, tuple(found), f"one row of the period {period}")

    def only(self, of: str, rung: str) -> Finding:
        """Every study of topical ruxolitinib in patients stands on this rung of the ladder."""
        above = [f"{s.id}#" for s in self._treated(of) if ladder(self.evidence, s) != rung]
        kind = f"study of topical ruxolitinib in {self._label(of)} by another design than {rung}"
        return _none(kind, above)

    def in_numbers(self, of: str, *, at_least: int = 0, at_most: int | None = None) -> Finding:
        """So many studies have a result of benefit in numbers beside a comparator's."""
        valued = [made.study.id for made in self._comparisons(of) if made.way in ("better", "worse", "unclear")]
        found = list(dict.fromkeys(valued))
        what = f"studies with a comparison in numbers in {self._label(of)}"
        holds = at_least <= len(found) and (at_most is None or len(found) <= at_most)
        flip = _steps(len(found), at_least, at_most, f"of the {what}")
        told = f"{len(found)}: {', '.join(found) or 'none'}"
        return Finding(f"{_bounds(at_least, at_most)} {what}", told, holds, tuple(f"{n}#" for n in found), flip)

    def untried(self, condition: str) -> Finding:
        """No patient, and no trial in a registry either."""
        found = [f"{study.id}#" for study in self._recorded(condition)]
        return _none(f"study of topical ruxolitinib, planned or done, in {self._label(condition)}", found)

    def reviews(
        self, of: str | None = None, *, mixing: bool = False, counting: bool = False, at_least=0, at_most=None
    ) -> Finding:
        """So many earlier reviews are on a condition or group (on anything if None).

        With ``mixing`` those with an arm that pools or doesn't tell the routes of JAK inhibitors; with ``counting``
        those with a result in numbers of topical ruxolitinib.
        """
        records = self._within(of).records if of else self.evidence.records
        found = [s.id for s in records.values() if s.design in REVIEWS]
        found = [n for n in found if not mixing or _mixes(records[n])]
        found = [n for n in found if not counting or any(_is_number_of_cream(records[n], r) for r in records[n].rows)]
        what = f"reviews{' that do not part the routes' * mixing}{' with numbers of topical ruxolitinib' * counting}"
        what += f" on {self._label(of)}" if of else ""
        holds = at_least <= len(found) and (at_most is None or len(found) <= at_most)
        flip = _steps(len(found), at_least, at_most, f"of the {what}")
        told = f"{len(found)}: {', '.join(found) or 'none'}"
        return Finding(f"{_bounds(at_least, at_most)} {what}", told, holds, tuple(f"{n}#" for n in found), flip)

    # --- rows -------------------------------------------------------------------------------------

    def read(self, *addresses: str) -> Finding:
        """Rows stand in the evidence with a result."""
        return self._rows(addresses, "a result", lambda row: True if row.kind in ANSWERED else None)

    def awaited(self, *addresses: str) -> Finding:
        """Results are awaited."""
        found = self._rows(addresses, "an awaited result", lambda row: row.kind == "awaited")
        return Finding(
            found.needs, found.found, found.holds, found.rows, f"a result is read in {' or '.join(addresses)}"
        )

    def says(self, address: str, words: str) -> Finding:
        """A statement holds these words."""
        return self._rows([address], f'a statement with "{words}"', lambda row: words in (row.text or ""))

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
        if by_arms and [_is_treated(*item) for item in pair] != [True, False]:
            return Finding(needs, "the arms are others", False, rows)
        if {row.kind for _, row in pair} == {"value"} and len({row.unit for _, row in pair}) > 1:
            return Finding(needs, "the units differ", False, rows)
        shares = [_share(row) for _, row in pair]
        if None in shares:
            return Finding(needs, "a result without a number", None, rows)
        told = " and ".join(describe.result(row) for _, row in pair)
        flip = _nearest(pair[0][1], treated, lambda value: value > shares[1])
        return Finding(needs, told, shares[0] > shares[1], rows, flip or f"a result in {treated} not above {other}")

    def share(self, address: str, *, at_least: float = 0, at_most: float = 100) -> Finding:
        """The share or value of a row lies within bounds, a count in percent of its people."""
        found = self._row(address)
        needs = f"between {number(at_least)} and {number(at_most)} in {address}"
        if found is None:
            return Finding(needs, "the row is missing", False, (address,))
        value = _share(found[1])
        holds = None if value is None else at_least <= value <= at_most
        flip = _nearest(found[1], address, lambda value: at_least <= value <= at_most)
        beyond = f"less than {number(at_least)} or more than {number(at_most)} in {address}"
        return Finding(needs, describe.result(found[1]), holds, (address,), flip or beyond)

    def smaller(self, treated: str, other: str) -> Finding:
        """The number of a treated arm's row is smaller than that of its comparator's."""
        found = self.greater(other, treated, by_arms=False)
        pair = [self._row(treated), self._row(other)]
        if None not in pair and [_is_treated(*item) for item in pair] != [True, False]:
            return replace(found, found="the arms are others", holds=False)
        return found

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

    def harms_beside(self, *drugs: str, at_least: int = 0, at_most: int | None = None) -> Finding:
        """So many studies of topical ruxolitinib with patients have a number of harms in an arm of other drugs."""
        rows = [(*address.split("#"), row) for address, row in self._numbers(())]
        found = {
            study: f"{study}#{name}"
            for study, name, row in rows
            for arm in self.evidence.records[study].arms
            if arm.id == row.arm and set(arm.interventions) & set(drugs) and "ruxolitinib" not in arm.interventions
        }
        what = f"studies of topical ruxolitinib with numbers of harms under {' or '.join(drugs).replace('-', ' ')}"
        holds = at_least <= len(found) and (at_most is None or len(found) <= at_most)
        flip = _steps(len(found), at_least, at_most, f"of the {what}")
        told = f"{len(found)}: {', '.join(found) or 'none'}"
        return Finding(f"{_bounds(at_least, at_most)} {what}", told, holds, tuple(found.values()), flip)

    def wider_gap(self, pair: tuple[str, str], *others: tuple[str, str]) -> Finding:
        """The share on the cream less that on its comparator is greater for one pair of rows than for each other."""
        rows = tuple(address for two in (pair, *others) for address in two)
        needs = f"a wider gap between {' and '.join(pair)} than between the arms of the other events"
        held = [self._row(address) for address in rows]
        if None in held:
            return Finding(needs, "a row is missing", False, rows)
        if [_is_treated(*item) for item in held] != [True, False] * (1 + len(others)):
            return Finding(needs, "the arms are others", False, rows)
        shares = [_share(row) for _, row in held]
        if None in shares:
            return Finding(needs, "a result without a number", None, rows)
        gaps = [a - b for a, b in zip(shares[::2], shares[1::2], strict=True)]
        told = f"{gaps[0]:.1f} against {', '.join(f'{gap:.1f}' for gap in gaps[1:])} percentage points"
        return Finding(needs, told, gaps[0] > max(gaps[1:]), rows, "another event with a wider gap")

    def none_above(self, terms: tuple[str, ...], reference: str, *beside: str) -> Finding:
        """No mean of outcomes with topical ruxolitinib is above a reference value, apart from those of some studies."""
        found = self._row(reference)
        apart = f", apart from {', '.join(beside)}" if beside else ""
        needs = f"no {' or '.join(terms).replace('-', ' ')} above {reference}{apart}"
        if found is None:
            return Finding(needs, "the row is missing", False, (reference,))
        tops = [(address, row.value_high or row.value) for address, row in self._numbers(terms)]
        tops = [(address, top) for address, top in tops if top is not None and address.split("#")[0] not in beside]
        above = [f"{address}: {number(top)}" for address, top in tops if top > found[1].value]
        rows = (reference, *(address for address, _ in tops))
        return Finding(needs, "; ".join(above) or "none", not above, rows, f"one {needs.removeprefix('no ')}")

    def only_in(self, terms: tuple[str, ...], *studies: str) -> Finding:
        """Numbers of outcomes or adverse events with topical ruxolitinib stand in these studies and in no other."""
        rows = tuple(address for address, _ in self._numbers(terms))
        found = sorted({row.partition("#")[0] for row in rows})
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
        spread = [(address, row) for address, row in numbers if not studies or address.split("#")[0] in studies]
        narrow = [f"{address}: {describe.result(row)}" for address, row in spread if row.sd <= abs(row.value)]
        needs = f"every printed standard deviation of {', '.join(terms).replace('-', ' ')} greater than its mean"
        told = "; ".join(narrow) or f"{len(spread)} of {len(spread)}"
        flip = f"one mean of {', '.join(terms).replace('-', ' ')} not below its standard deviation"
        return Finding(needs, told, bool(spread) and not narrow, tuple(address for address, _ in spread), flip)

    def noted(self, study: str, words: str) -> Finding:
        """The record of a study holds these words: who was taken in, funding, limits, conflicts, gaps or notes."""
        record = self.evidence.records.get(study)
        lists = (
            [*record.conflicts, *record.limitations, *record.missing, *record.notes, *record.mechanism]
            if record
            else []
        )
        held = [
            text
            for text in [
                *lists,
                *([record.population.inclusion, record.population.age, record.funding] if record else []),
            ]
            if text
        ]
        found = [text for text in held if words in text]
        return Finding(
            f'the record {study} says "{words}"', "; ".join(found) or "not there", bool(found), (f"{study}#",)
        )

    def given(self, address: str, *drugs: str) -> Finding:
        """What was given in the arm of a row is these drugs and nothing else."""
        found = self._row(address)
        got = next((arm.interventions for arm in found[0].arms if arm.id == found[1].arm), []) if found else []
        needs = f"{' and '.join(drugs)} and nothing else given in {address}"
        return Finding(
            needs, ", ".join(got) or "no arm", set(got) == set(drugs), (address,), f"another treatment in {address}"
        )

    def points(self, address: str, way: str | None, against: str | None = None) -> Finding:
        """The comparison at a row points ``better``, ``worse`` or ``unclear``, or is ``stated`` in words only.

        Any way will do with None; ``against`` is what the other arm got, a term of the interventions.
        """
        other = against and self.evidence.vocabulary.label("interventions", against)
        study = self.evidence.records.get(address.partition("#")[0])
        made = [m for of in study.conditions for m in self._comparisons(of)] if study else []
        found = {m.way for m in made if f"{m.study.id}#{m.rows[0]}" == address and other in (None, m.against)}
        needs = f"a comparison{f' with {other}' if other else ''} in {address}: {way or 'any way'}"
        holds = bool(found) if way is None else None if found == {"awaited"} else found == {way}
        return Finding(
            needs,
            ", ".join(sorted(found)) or "no such comparison",
            holds,
            (address,),
            f"another direction in {address}",
        )

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
            [f"{found[0].id}#{row.id}" for row in found[0].outcomes if row.outcome == found[1].outcome] if found else []
        )
        flip = "a row on the same outcome, at another time or of another arm"
        return Finding(
            f"no row on the same outcome beside {address}",
            ", ".join(rows) or "it is missing",
            rows == [address],
            (address,),
            flip,
        )

    def secondhand(self, of: str) -> Finding:
        """Results of benefit come from texts about the studies, none from a study's own report."""
        found = [
            f"{study.id}#{row.id}"
            for study in self._treated(of)
            for row in study.outcomes
            if row.kind in ANSWERED and self._is_benefit(row)
            if any(s.id == row.source and s.verification == "primary" for s in study.sources)
        ]
        return _none(f"result of benefit in {self._label(of)} from a study's own report", found)

    def unread(self, of: str, kind: str, *, besides: tuple[str, ...] = ()) -> Finding:
        """No result on ``harm`` or ``relapse`` stands in studies of topical ruxolitinib, apart from these rows."""
        terms = self.evidence.vocabulary["outcomes"]
        found = [
            f"{study.id}#{row.id}"
            for study in self._recorded(of)
            for row in study.rows
            if row.kind in ANSWERED
            if (terms[row.outcome].kind if isinstance(row, Outcome) else "harm") == kind
        ]
        apart = f", apart from {', '.join(besides)}," if besides else ""
        return _none(f"result{apart} on {kind} in {self._label(of)}", [row for row in found if row not in besides])

    def favours(self, of: str) -> Finding:
        """Each benefit in numbers beside vehicle or no treatment points in favour of the cream; open where none is.

        The direction is that of :func:`ruxreview.benefit.way`; it is no size and no proof.
        """
        inert = [self.evidence.vocabulary.label("interventions", term) for term in ("vehicle", "untreated")]
        made = [c for c in self._comparisons(of) if c.against in inert and c.way in ("better", "worse", "unclear")]
        told = "; ".join(f"{c.study.id} {c.way}: {c.result}" for c in made) or "no comparison in numbers"
        rows = tuple(f"{c.study.id}#{row}" for c in made for row in c.rows)
        needs = f"each comparison of benefit with numbers in {self._label(of)} in favour of the cream"
        holds = all(c.way == "better" for c in made) if made else None
        return Finding(needs, told, holds, rows, "one such comparison that points the other way")

    def silent(self, study: str, words: str) -> Finding:
        """The record of a study doesn't hold these words."""
        found = self.noted(study, words)
        told = found.found if found.holds else "not there"
        holds = study in self.evidence.records and not found.holds
        return Finding(f'the record {study} does not say "{words}"', told, holds, found.rows)

    def nowhere_else(self, part: str, of: str, *known: str, cream: bool = False) -> Finding:
        """No record, or none of topical ruxolitinib, but the known ones holds statements under a heading."""
        records = self._recorded(of) if cream else self._within(of).records.values()
        new = [study.id for study in records if getattr(study, part) and study.id not in known]
        what = f"{part} on {'the cream in ' * cream}{self._label(of)}"
        needs = f"statements under {what} in {', '.join(known) or 'no record'} only"
        return Finding(
            needs,
            ", ".join(new) or "no other",
            not new,
            tuple(f"{n}#" for n in new),
            f"one more record with statements under {what}",
        )

    # --- estimates, certainty, the review itself --------------------------------------------------

    def difference(self, event: str, disease: str, side: str) -> Finding:
        """The 95 % interval of a harm's risk difference: ``more``, ``fewer`` (it leaves out 0), or ``unclear``."""
        label = self.evidence.vocabulary.label("adverse-events", event)
        needs = f"{label} in {self._label(disease)}, cream against vehicle: {SIDES[side]}"
        lines = (
            [line for line in self.harms[event].by_disease if line.diseases == (disease,)]
            if event in self.harms
            else []
        )
        main = lines[0].difference.main if lines else None
        if not isinstance(main, Estimate):
            return Finding(needs, main.sentence if main else "no comparison", None)
        told = f"{1000 * main.estimate:.0f} of 1,000 ({1000 * main.low:.0f} to {1000 * main.high:.0f})"
        rows = tuple(row.replace("/", "#") for row in main.rows)
        return Finding(needs, told.replace("-", "−"), side_of(main) == side, rows, search=(event, disease, side))

    def pooled(self, *events: str) -> Finding:
        """Differences of several comparisons could be pooled for these adverse events and for no other."""
        lines = [
            (event, line) for event, found in self.harms.items() for line in (*found.by_disease, found.across) if line
        ]
        now = sorted(
            {event for event, li in lines if len(li.comparisons) > 1 and isinstance(li.difference.main, Estimate)}
        )
        needs = f"a difference pooled over trials for {', '.join(events)}, and for no other adverse event"
        return Finding(
            needs, ", ".join(now) or "none", now == sorted(events), (), "counts of both arms in one more trial"
        )

    def paired(self, other: str, side: str) -> Finding:
        """The bounds of ruxolitinib less another treatment (its row) on areas of the same people: as `difference`."""
        needs = f"ruxolitinib against {other} on areas of the same people: {SIDES[side]}"
        found = next((f for f in differences(self.evidence) if f.rows[1:] == (other.replace("#", "/"),)), None)
        if not isinstance(found, Estimate):
            return Finding(needs, found.sentence if found else "no comparison", None, (other,))
        told = f"{100 * found.estimate:.0f} of 100 ({100 * found.low:.0f} to {100 * found.high:.0f})"
        rows = tuple(row.replace("/", "#") for row in found.rows)
        return Finding(
            needs,
            told.replace("-", "−"),
            side_of(found) == side,
            rows,
            f"counts in {' and '.join(rows)} that put the bounds elsewhere",
        )

    def throughout(self, *of: str, kind: str = "benefit", at_most: Level | None = "very-low") -> Finding:
        """No rating of benefit or harm in conditions or groups lies above a level; with None, nothing is rated."""
        terms, ratings = self.evidence.vocabulary["conditions"], self.evidence.library.appraisal.certainties
        here = {
            name: rated
            for name, rated in ratings.items()
            if rated.kind == kind and {rated.condition, *terms[rated.condition].groups} & set(of)
        }
        rated = [
            self.certainty(name, at_most=at_most or "very-low") for name, item in here.items() if not item.not_rated
        ]
        where = ", ".join(map(self._label, of))
        limit = f"above {at_most.replace('-', ' ')}" if at_most else "at all"
        held = [finding.holds for finding in rated]
        holds = not rated if at_most is None else False if False in held else None if None in held else True
        told = f"{len(rated)} rated, {len(here) - len(rated)} not rated"
        high = [f"{f.needs.split(' from ')[0]}: {f.found}" for f in rated if f.holds is not True]
        rows = tuple(row for finding in rated for row in finding.rows)
        flip = f"one rating {limit} in {where}"
        return Finding(f"no {kind} rated {limit} in {where}", "; ".join([told, *high]), holds, rows, flip)

    def unsigned(self, role: str) -> Finding:
        """Certainty is rated, and no rating is signed by somebody of a role."""
        ratings = self.evidence.library.appraisal.certainties
        signed = [name for name, rated in ratings.items() if role in {signature.role for signature in rated.signed}]
        told = f"{len(signed)} of {len(ratings)} ratings"
        return Finding(f"ratings, none signed by a {role}", told, bool(ratings) and not signed, (), f"one by a {role}")

    def certainty(self, rating: str, *, at_most: Level = "high", at_least: Level = "very-low") -> Finding:
        """Certainty of a rating lies within levels; stale ratings can't be told."""
        appraisal = self.evidence.library.appraisal
        needs = f"certainty of {rating} from {at_least} to {at_most}".replace("-", " ")
        rated = appraisal.certainties.get(rating)
        if rated is None:
            return Finding(needs, "no such rating", False)
        rows = tuple(rated.rows)
        if f"certainty/{rating}" in appraisal.stale(self.evidence.library.studies):
            return Finding(needs, "the rating is stale", None, rows)
        level = rate(rated, tools_of(rated, appraisal.risks, appraisal.tools)).level
        if level is None:
            return Finding(needs, "not rated", None, rows)
        within = LEVELS.index(at_least) <= LEVELS.index(level) <= LEVELS.index(at_most)
        return Finding(
            needs, level.replace("-", " "), within, rows, f"another level of certainty of {rating}".replace("-", " ")
        )

    def not_rated(self, rating: str) -> Finding:
        """An outcome has no rating of certainty, because its result was not read."""
        rated = self.evidence.library.appraisal.certainties.get(rating)
        found = "no such rating" if rated is None else "not rated" if rated.not_rated else "rated"
        rows = tuple(rated.rows) if rated else ()
        return Finding(
            f"{rating} not rated",
            found,
            found == "not rated",
            rows,
            f"the results of {rating.replace('-', ' ')} are read and rated",
        )

    def no_search(self) -> Finding:
        """There was no systematic search yet."""
        review = self.evidence.library.review
        found = review.last_searched if review else None
        return Finding("no systematic search yet", found or "none", found is None, (), "a systematic search")

    # --- what the questions share -----------------------------------------------------------------

    def _treated(self, of: str) -> list[Study]:
        return [study for study in self._recorded(of) if ladder(self.evidence, study) != "none"]

    def _within(self, of: str) -> Evidence:
        return self.evidence.where(**{"group" if of in self.evidence.vocabulary["groups"] else "condition": of})

    def _numbers(self, terms: tuple[str, ...], of: str | None = None) -> list[tuple[str, Row]]:
        """Rows with numbers of terms (of any adverse event, if none) of studies of topical ruxolitinib, each once."""
        part = self._within(of) if of else self.evidence
        return [
            (f"{study.id}#{row.id}", row)
            for study in part.records.values()
            if uses_topical_ruxolitinib(study)
            for row in study.rows
            for kind, term in [describe.term_of(row)]
            if row.kind in ANSWERED[:4] and not getattr(row, "duplicate_of", None)
            if (term in terms if terms else kind == "adverse-events")
        ]

    def _recorded(self, of: str) -> list[Study]:
        """Return the studies of topical ruxolitinib, planned ones and those without patients included."""
        return list(self._within(of).where(topical_ruxolitinib=True).records.values())

    def _comparisons(self, of: str) -> list[Comparison]:
        if of in self.evidence.vocabulary["groups"]:
            return comparisons(self.evidence, of)
        group = self.evidence.vocabulary["conditions"][of].groups[0]
        return [made for made in comparisons(self.evidence, group) if of in made.study.conditions]

    def _label(self, of: str) -> str:
        vocabulary = self.evidence.vocabulary
        return vocabulary.label("groups" if of in vocabulary["groups"] else "conditions", of)

    def _is_benefit(self, row: Row) -> bool:
        return self.evidence.vocabulary["outcomes"][row.outcome].kind == "efficacy"

    def _row(self, address: str) -> tuple[Study, Row] | None:
        try:
            return self.evidence.row(address)
        except KeyError:
            return None

    def _rows(self, addresses, what: str, test) -> Finding:
        """Ask each row; a missing one fails, and one that can't answer leaves it open."""
        held, told = [], []
        for address in addresses:
            found = self._row(address)
            held.append(test(found[1]) if found else False)
            told.append(describe.result(found[1]) if found else f"{address} is missing")
        holds = False if False in held else None if None in held else True
        return Finding(f"{what} in {', '.join(addresses)}", "; ".join(told), holds, tuple(addresses))


RUNGS = ("vehicle-controlled", "within-patient", "single-arm", "cohort", "series", "report")

SIDES = {
    "more": "more with the cream, the interval leaves out no difference",
    "fewer": "fewer with the cream, the interval leaves out no difference",
    "unclear": "an interval that holds no difference",
}


def _none(what: str, found: list[str]) -> Finding:
    """Return the finding that nothing of a kind stands in the evidence."""
    told = tuple(dict.fromkeys(found))
    return Finding(f"no {what}", ", ".join(told) or "none", not told, told, f"one {what}")


def _bounds(low: float, high: float | None) -> str:
    if high is None:
        return f"at least {number(low)}"
    if low == high:
        return f"exactly {number(low)}" if low else "no"
    return f"{number(low)} to {number(high)}" if low else f"at most {number(high)}"


def side_of(found: Analysis) -> str | None:
    """Return on which side of no difference an interval lies, a key of :data:`SIDES`; None for a refusal."""
    if not isinstance(found, Estimate):
        return None
    return "more" if found.low > 0 else "fewer" if found.high < 0 else "unclear"


def _steps(found: float, low: float, high: float | None, what: str) -> str:
    """Return the smallest steps that lead out of bounds, in words; nothing where no step does."""
    if isinstance(found, int):
        told = [f"{number(high - found + 1)} more"] if high is not None else []
        told += [f"{number(found - low + 1)} fewer"] if low else []
    else:
        told = [f"more than {number(high)}"] if high is not None else []
        told += [f"less than {number(low)}"] if low else []
    return f"{' or '.join(told)} {what}" if told else ""


def _nearest(row: Row, address: str, fits: Callable[[float], bool]) -> str:
    """Return the count nearest to that of a row whose share doesn't fit, in words; nothing for other rows."""
    other = [k for k in range(row.n + 1) if not fits(100 * k / row.n)] if row.kind == "count" and row.n else []
    if not other:
        return ""
    nearest = min(other, key=lambda k: abs(k - row.events))
    return f"{nearest} of {row.n} in {address}, where now it is {row.events}"


def _is_treated(study: Study, row: Row) -> bool:
    cream = uses_topical_ruxolitinib(study)
    arms = [arm for arm in study.arms if arm.id == row.arm]
    return any(is_topical_ruxolitinib(arm) if cream else arm.role == "treatment" for arm in arms)


def _share(row: Row) -> float | None:
    if row.kind == "count":
        return 100 * row.events / row.n if row.n else None
    return row.percent if row.kind == "percent" else row.value


def _mixes(study: Study) -> bool:
    return any({"jak-inhibitors", "ruxolitinib"} & {*arm.interventions} and arm.route in UNPARTED for arm in study.arms)


def _is_number_of_cream(study: Study, row: Row) -> bool:
    arms = {row.arm} | ({row.contrast.treatment, row.contrast.comparator} if row.contrast else set())
    return row.kind in ANSWERED[:4] and any(a.id in arms and is_topical_ruxolitinib(a) for a in study.arms)
