"""Questions of what was given: oral JAK inhibitors, other drugs on the skin, and what an arm got."""

from __future__ import annotations

from livingevidence.claims.base import Finding
from livingevidence.claims.questions.shared import Shared, so_many
from livingevidence.evidence.treated import ladder

RUNGS = ("vehicle-controlled", "within-patient", "single-arm", "cohort", "series", "report")


class Treatments(Shared):
    """What was given."""

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
            and (self.evidence.topic.is_about(study) or not beside_cream)
        ]
        kind = f"{' or '.join(rungs)} studies" if rungs else "studies"
        what = f"{kind} of a systemic JAK inhibitor{' beside the cream' * beside_cream}"
        what += f" in {self._label(of)}" if of else ""
        return so_many(found, what, at_least, at_most)

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
            if self.evidence.topic.is_about(study) or not cream
            if any(
                arm.route == "topical" and {drug, terms[drug].class_} & set(drugs)
                for arm in study.arms
                if not self.evidence.topic.treats(arm)
                for drug in arm.interventions
            )
        ]
        what = f"{'randomised trials' if randomised else 'studies'}{' of topical ruxolitinib' if cream else ''} "
        what += f"with an arm of topical {' or '.join(drugs)}, in {self._label(of)}"
        return so_many(found, what, at_least, at_most, step=what)

    def harms_beside(self, *drugs: str, at_least: int = 0, at_most: int | None = None) -> Finding:
        """So many studies of topical ruxolitinib with patients have a number of harms in an arm of other drugs."""
        rows = [(*address.split("/"), row) for address, row in self._numbers(())]
        found = {
            study: f"{study}/{name}"
            for study, name, row in rows
            for arm in self.evidence.records[study].arms
            if arm.id == row.arm and set(arm.interventions) & set(drugs) and "ruxolitinib" not in arm.interventions
        }
        what = f"studies of topical ruxolitinib with numbers of harms under {' or '.join(drugs).replace('-', ' ')}"
        return so_many([*found], what, at_least, at_most, rows=found.values())

    def given(self, address: str, *drugs: str) -> Finding:
        """What was given in the arm of a row is these drugs and nothing else."""
        found = self._row(address)
        got = next((arm.interventions for arm in found[0].arms if arm.id == found[1].arm), []) if found else []
        needs = f"{' and '.join(drugs)} and nothing else given in {address}"
        return Finding(
            needs, ", ".join(got) or "no arm", set(got) == set(drugs), (address,), f"another treatment in {address}"
        )
