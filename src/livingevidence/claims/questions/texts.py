"""Questions of what records say in words, and of the earlier reviews."""

from __future__ import annotations

from livingevidence.claims.base import Finding
from livingevidence.claims.questions.shared import NUMBERS, Shared, so_many
from livingevidence.record.models import Row, Study

REVIEWS = ("systematic-review", "narrative-review")
UNPARTED = ("mixed", "not-stated")  # routes of pooled arms


class Texts(Shared):
    """What records say."""

    def noted(self, study: str, words: str) -> Finding:
        """The record of a study holds these words: who was taken in, funding, limits, conflicts, gaps or notes."""
        record = self.evidence.records.get(study)
        held = []
        if record:
            held += [*record.conflicts, *record.limitations, *record.missing, *record.notes, *record.mechanism]
            held += [record.population.inclusion, record.population.age, record.funding]
        found = [text for text in held if text and words in text]
        return Finding(
            f'the record {study} says "{words}"', "; ".join(found) or "not there", bool(found), (f"{study}/",)
        )

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
            tuple(f"{n}/" for n in new),
            f"one more record with statements under {what}",
        )

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
        found = [
            n for n in found if not counting or any(self._is_number_of_treated(records[n], r) for r in records[n].rows)
        ]
        what = f"reviews{' that do not part the routes' * mixing}{' with numbers of topical ruxolitinib' * counting}"
        what += f" on {self._label(of)}" if of else ""
        return so_many(found, what, at_least, at_most)

    def _is_number_of_treated(self, study: Study, row: Row) -> bool:
        arms = {row.arm} | ({row.contrast.treatment, row.contrast.comparator} if row.contrast else set())
        return row.kind in NUMBERS and any(a.id in arms and self.evidence.topic.treats(a) for a in study.arms)


def _mixes(study: Study) -> bool:
    return any({"jak-inhibitors", "ruxolitinib"} & {*arm.interventions} and arm.route in UNPARTED for arm in study.arms)
