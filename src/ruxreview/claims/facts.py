"""The questions that claims ask of the evidence; each answer says what is needed, what is found, and where."""

from __future__ import annotations

from functools import cached_property

from ruxreview import describe
from ruxreview.appraisal.certainty import rate, tools_of
from ruxreview.appraisal.records import LEVELS, Level
from ruxreview.claims.base import Finding
from ruxreview.evidence import Evidence, is_topical_ruxolitinib
from ruxreview.records import Row, Study
from ruxreview.results import Results, compute, ladder
from ruxreview.synthesis.estimate import Estimate
from ruxreview.synthesis.harms import EventAnalysis, analyses
from ruxreview.text import number

ANSWERED = ("count", "percent", "value", "contrast", "qualitative")


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
        flip = f"one more of the {kind} in {self._label(of)}" if at_most is not None else ""
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
        flip = f"one row with such a result in {self._label(of)}"
        return Finding(needs, ", ".join(read) or "none", not read, tuple(read), flip)

    def compared(self, of: str, *, at_least: int = 0, at_most: int | None = None) -> Finding:
        """So many studies of topical ruxolitinib have a comparator in the same study."""
        found = [
            s.id for s in self._treated(of) if ladder(self.evidence, s) in ("vehicle-controlled", "within-patient")
        ]
        needs = f"{_bounds(at_least, at_most)} studies with a comparator in {self._label(of)}"
        holds = at_least <= len(found) and (at_most is None or len(found) <= at_most)
        flip = f"one more such study in {self._label(of)}" if at_most is not None else ""
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
        return Finding(needs, number(result.value), holds, tuple(f"{name}#" for name in result.studies))

    # --- rows -------------------------------------------------------------------------------------

    def read(self, *addresses: str) -> Finding:
        """Rows stand in the evidence with a result."""
        return self._rows(addresses, "a result", lambda row: True if row.kind in ANSWERED else None)

    def awaited(self, *addresses: str) -> Finding:
        """Results are awaited."""
        found = self._rows(addresses, "an awaited result", lambda row: row.kind == "awaited")
        return Finding(found.needs, found.found, found.holds, found.rows, "the awaited result is read")

    def says(self, address: str, words: str) -> Finding:
        """A statement holds these words."""
        return self._rows([address], f'a statement with "{words}"', lambda row: words in (row.text or ""))

    def greater(self, treated: str, other: str, *, by_arms: bool = True) -> Finding:
        """The number of one row is greater than that of another: of a ruxolitinib arm than of a comparator's.

        With ``by_arms=False`` the arms are not looked at, for two active treatments.
        """
        pair = [self._row(treated), self._row(other)]
        needs = f"a greater result in {treated} (ruxolitinib) than in {other} (comparator)"
        rows = (treated, other)
        if None in pair:
            return Finding(needs, "a row is missing", False, rows)
        if by_arms and [_is_cream(*item) for item in pair] != [True, False]:
            return Finding(needs, "the arms are others", False, rows)
        shares = [_share(row) for _, row in pair]
        if None in shares:
            return Finding(needs, "a result without a number", None, rows)
        told = " and ".join(describe.result(row) for _, row in pair)
        return Finding(needs, told, shares[0] > shares[1], rows, "numbers in the other order")

    def share(self, address: str, *, at_least: float = 0, at_most: float = 100) -> Finding:
        """The share or value of a row lies within bounds, a count in percent of its people."""
        found = self._row(address)
        needs = f"between {number(at_least)} and {number(at_most)} in {address}"
        if found is None:
            return Finding(needs, "the row is missing", False, (address,))
        value = _share(found[1])
        holds = None if value is None else at_least <= value <= at_most
        return Finding(needs, describe.result(found[1]), holds, (address,), "a number beyond these bounds")

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
        now = "more" if main.low > 0 else "fewer" if main.high < 0 else "unclear"
        told = f"{1000 * main.estimate:.0f} of 1,000 ({1000 * main.low:.0f} to {1000 * main.high:.0f})"
        return Finding(needs, told.replace("-", "−"), now == side, tuple(row.replace("/", "#") for row in main.rows))

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
        return Finding(needs, level.replace("-", " "), within, rows, "another level")

    def not_rated(self, rating: str) -> Finding:
        """An outcome has no rating of certainty, because its result was not read."""
        rated = self.evidence.library.appraisal.certainties.get(rating)
        found = "no such rating" if rated is None else "not rated" if rated.not_rated else "rated"
        rows = tuple(rated.rows) if rated else ()
        return Finding(f"{rating} not rated", found, found == "not rated", rows, "its results are read and rated")

    def no_search(self) -> Finding:
        """There was no systematic search yet."""
        review = self.evidence.library.review
        found = review.last_searched if review else None
        return Finding("no systematic search yet", found or "none", found is None, (), "a systematic search")

    # --- what the questions share -----------------------------------------------------------------

    def _treated(self, of: str) -> list[Study]:
        kind = "group" if of in self.evidence.vocabulary["groups"] else "condition"
        part = self.evidence.where(**{kind: of}, topical_ruxolitinib=True).records.values()
        return [study for study in part if ladder(self.evidence, study) != "none"]

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


SIDES = {
    "more": "more with the cream, the interval leaves out no difference",
    "fewer": "fewer with the cream, the interval leaves out no difference",
    "unclear": "an interval that holds no difference",
}


def _bounds(low: float, high: float | None) -> str:
    if high is None:
        return f"at least {number(low)}"
    if low == high:
        return f"exactly {number(low)}" if low else "no"
    return f"{number(low)} to {number(high)}" if low else f"at most {number(high)}"


def _is_cream(study: Study, row: Row) -> bool:
    return any(is_topical_ruxolitinib(arm) for arm in study.arms if arm.id == row.arm)


def _share(row: Row) -> float | None:
    if row.kind == "count":
        return 100 * row.events / row.n if row.n else None
    return row.percent if row.kind == "percent" else row.value
