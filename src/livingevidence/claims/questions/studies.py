"""Questions of how many studies of the cream there are, and of which design."""

from __future__ import annotations

from livingevidence.claims.base import Finding
from livingevidence.claims.questions.shared import NUMBERS, Shared, none, so_many
from livingevidence.evidence.treated import ladder


class Studies(Shared):
    """Which studies there are."""

    def studies(self, of: str, rung: str | None = None, *, at_least: int = 0, at_most: int | None = None) -> Finding:
        """So many studies of topical ruxolitinib with patients stand on a rung (all rungs if none is given).

        `of` is a condition or a group.
        """
        found = [s.id for s in self._treated(of) if rung is None or ladder(self.evidence, s) == rung]
        kind, where = f"{rung} studies" if rung else "studies", self._label(of)
        what = f"{kind} of topical ruxolitinib in {where}"
        return so_many(found, what, at_least, at_most, step=f"of the {kind} in {where}")

    def only(self, of: str, rung: str) -> Finding:
        """Every study of topical ruxolitinib in patients stands on this rung of the ladder."""
        above = [f"{s.id}/" for s in self._treated(of) if ladder(self.evidence, s) != rung]
        kind = f"study of topical ruxolitinib in {self._label(of)} by another design than {rung}"
        return none(kind, above)

    def compared(self, of: str, *, at_least: int = 0, at_most: int | None = None) -> Finding:
        """So many studies of topical ruxolitinib have a comparator in the same study."""
        found = [
            s.id for s in self._treated(of) if ladder(self.evidence, s) in ("vehicle-controlled", "within-patient")
        ]
        return so_many(found, f"studies with a comparator in {self._label(of)}", at_least, at_most)

    def in_numbers(self, of: str, *, at_least: int = 0, at_most: int | None = None) -> Finding:
        """So many studies have a result of benefit in numbers beside a comparator's."""
        valued = [made.study.id for made in self._comparisons(of) if made.way in ("better", "worse", "unclear")]
        found = list(dict.fromkeys(valued))
        what = f"studies with a comparison in numbers in {self._label(of)}"
        return so_many(found, what, at_least, at_most)

    def no_result(self, of: str, rung: str) -> Finding:
        """No result in numbers of blinded time was read of a study on a rung in a condition or group."""
        read = [
            f"{study.id}/{row.id}"
            for study in self._treated(of)
            if ladder(self.evidence, study) == rung
            for row in study.outcomes
            if row.kind in NUMBERS and self._is_benefit(row) and row.period == "blinded"
        ]
        return none(f"blinded result in numbers of a {rung} study in {self._label(of)}", read)

    def nobody(self, condition: str) -> Finding:
        """No patient treated with topical ruxolitinib is recorded."""
        found = [study.id for study in self._treated(condition)]
        needs = f"no patient treated with topical ruxolitinib recorded in {self._label(condition)}"
        flip = f"one patient treated with topical ruxolitinib in {self._label(condition)}"
        return Finding(needs, ", ".join(found) or "none", not found, tuple(f"{n}/" for n in found), flip)

    def untried(self, condition: str) -> Finding:
        """No patient, and no trial in a registry either."""
        found = [f"{study.id}/" for study in self._recorded(condition)]
        return none(f"study of topical ruxolitinib, planned or done, in {self._label(condition)}", found)

    def off_label(self, of: str) -> Finding:
        """No product label that was read is for a condition, or for one of a group."""
        labels = list(self.evidence.where(design="label").records)
        found = list(self._within(of).where(design="label").records)
        told = ", ".join(found) or f"none of {', '.join(labels) or 'no label'}"
        rows = tuple(f"{name}/" for name in found or labels)
        needs = f"no product label for {self._label(of)}"
        return Finding(needs, told, not found if labels else None, rows, f"a label for {self._label(of)}")
