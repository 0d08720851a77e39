"""Questions of what is computed: results, and estimates with their intervals."""

from __future__ import annotations

from livingevidence.claims.base import Finding
from livingevidence.claims.questions.shared import Shared, bounds, steps
from livingevidence.record.text import number
from livingevidence.synthesis.estimate import Analysis, Estimate
from livingevidence.synthesis.within_person import differences

SIDES = {
    "more": "more with the cream, the interval leaves out no difference",
    "fewer": "fewer with the cream, the interval leaves out no difference",
    "unclear": "an interval that holds no difference",
}


class Estimates(Shared):
    """What is computed."""

    def number(self, key: str, *, at_least: float = 0, at_most: float | None = None) -> Finding:
        """A computed result lies within bounds."""
        if key not in self.results or isinstance(self.results[key].value, str):
            return Finding(f"the result {key}", "it is not computed", False)
        result = self.results[key]
        holds = at_least <= result.value and (at_most is None or result.value <= at_most)
        needs = f"{bounds(at_least, at_most)} {result.meaning}"
        flip = steps(result.value, at_least, at_most, result.meaning)
        return Finding(needs, number(result.value), holds, tuple(f"{name}/" for name in result.studies), flip)

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
        rows = main.rows
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
        found = next((f for f in differences(self.evidence) if f.rows[1:] == (other,)), None)
        if not isinstance(found, Estimate):
            return Finding(needs, found.sentence if found else "no comparison", None, (other,))
        told = f"{100 * found.estimate:.0f} of 100 ({100 * found.low:.0f} to {100 * found.high:.0f})"
        rows = found.rows
        return Finding(
            needs,
            told.replace("-", "−"),
            side_of(found) == side,
            rows,
            f"counts in {' and '.join(rows)} that put the bounds elsewhere",
        )


def side_of(found: Analysis) -> str | None:
    """Return on which side of no difference an interval lies, a key of :data:`SIDES`; None for a refusal."""
    if not isinstance(found, Estimate):
        return None
    return "more" if found.low > 0 else "fewer" if found.high < 0 else "unclear"
