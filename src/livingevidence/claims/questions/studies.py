"""Questions of which studies there are, of whom and with what."""

from __future__ import annotations

from livingevidence.claims.answers import AWAITED, MISSING, Names, Number, Yes
from livingevidence.claims.questions.shared import NUMBERS, Of, Shared, of_studies, several, told
from livingevidence.evidence.treated import ladder
from livingevidence.record.models import Study
from livingevidence.record.text import number

REVIEWS = ("systematic-review", "narrative-review")
UNPARTED = ("mixed", "not-stated")  # routes of pooled arms
LIFTS = ("washout", "relapse", "rechallenge", "untreated_side", "stable_before")


class Studies(Shared):
    """Which studies there are."""

    def studies(self, *of: str, rung: Of = (), planned: bool = False) -> Number:
        """How many studies have patients with the treatment, each once; in conditions or groups, on rungs.

        With ``planned`` those count too that have no patients, such as entries of registries.
        """
        found = [study.id for study in (self._about(of) if planned else self._treated(of, rung))]
        treatment, kind = self.evidence.topic.treatment.label, " or ".join(several(rung))
        tail = f" of {treatment}{', planned or done,' * planned}{self._in(of)}"
        kind = f"{kind} " * bool(kind)
        return self._counted(found, f"{kind}study{tail}", f"{kind}studies{tail}")

    def people(self, of: str, rung: str = "") -> Number:
        """How many people of a condition or group are in studies of the treatment, each once, whatever they got.

        With ``rung`` those in studies on that rung of the ladder.
        """
        result = self.computed.get(".".join(filter(None, (of, rung, "people"))))
        if result is None:
            return Number(what=f"people{self._in(of)}", found="it is not computed", state=MISSING)
        one = result.meaning.replace("people", "person", 1)
        rows = of_studies(result.studies)
        return Number(what=result.meaning, one=one, found=number(result.value), rows=rows, values=(result.value,))

    def rungs(self, of: str) -> Names:
        """On which rungs of the ladder of evidence the studies with patients with the treatment stand."""
        found = self._treated(of)
        names = tuple(dict.fromkeys(ladder(self.evidence, study) for study in found))
        what = f"designs of the studies of {self.evidence.topic.treatment.label}{self._in(of)}"
        flip = f"one study of {self.evidence.topic.treatment.label}{self._in(of)} by another design"
        rows = of_studies(study.id for study in found)
        return Names(what=what, found=", ".join(names) or "none", names=names, rows=rows, flip=flip)

    def compared(self, of: str, numbers: bool = False) -> Number:
        """How many studies of the treatment have a comparator in the same study.

        With ``numbers`` only those with a result of benefit in numbers beside that of the comparator.
        """
        if numbers:
            made = [made.study.id for made in self._comparisons(of) if made.way in ("better", "worse", "unclear")]
            tail = f"with a comparison in numbers{self._in(of)}"
            return self._counted([*dict.fromkeys(made)], f"study {tail}", f"studies {tail}")
        found = [study.id for study in self._treated(of, self.evidence.topic.compared)]
        tail = f"with a comparator{self._in(of)}"
        return self._counted(found, f"study {tail}", f"studies {tail}")

    def treated_with(
        self,
        *drugs: str,
        of: Of = (),
        route: str = "same",
        beside: bool = False,
        rung: Of = (),
        design: str = "",
        planned: bool = False,
    ) -> Number:
        """How many studies with patients have an arm that got one of some drugs, or of some classes of drugs.

        They were given by the treatment's own route, in an arm without it; with ``route="other"`` by another route.
        ``beside`` takes only studies of the treatment, ``rung`` those on rungs of the ladder, ``design`` those of a
        design, and ``planned`` those without patients too.
        """
        topic, label = self.evidence.topic, self.evidence.vocabulary.label
        rungs, same, own = several(rung) or tuple(topic.ladder), route == "same", topic.treatment.routes[0]
        found = [
            study.id
            for study in self._within(of).values()
            if (planned and not rung) or ladder(self.evidence, study) in rungs
            if not beside or topic.is_about(study)
            if not design or study.design == design
            if any(
                self._gets(arm, drugs) and (arm.route == own) is same and not (same and topic.treats(arm))
                for arm in study.arms
            )
        ]
        kind = " or ".join([*several(rung), *([label("designs", design)] if design else [])])
        what = f" of {' or '.join(drugs)} by {'the same' if same else 'another'} route".replace("-", " ")
        what += f" beside {topic.treatment.label}" * beside + self._in(of)
        kind = f"{kind} " * bool(kind)
        return self._counted(found, f"{kind}study{what}", f"{kind}studies{what}")

    def reviews(self, of: Of = (), mixed: tuple[str, ...] = (), counting: bool = False) -> Number:
        """How many earlier reviews there are.

        ``mixed`` takes those with an arm of one of these drugs whose routes are pooled or not told; ``counting`` those
        with a result in numbers of the treatment.
        """
        found = [
            study.id
            for study in self._within(of).values()
            if study.design in REVIEWS
            if not mixed or any({*mixed} & {*arm.interventions} and arm.route in UNPARTED for arm in study.arms)
            if not counting or self._counts_treated(study)
        ]
        what = f"{' that does not part the routes' * bool(mixed)}"
        what += f" with numbers of {self.evidence.topic.treatment.label}" * counting + self._in(of)
        return self._counted(found, f"review{what}", f"reviews{what}")

    def _counts_treated(self, study: Study) -> bool:
        treated = {arm.id for arm in study.arms if self.evidence.topic.treats(arm)}
        sides = ({row.arm} | ({*row.contrast.model_dump().values()} if row.contrast else set()) for row in study.rows)
        return any(row.kind in NUMBERS and treated & side for row, side in zip(study.rows, sides, strict=True))

    def statements(self, part: str, of: Of = (), treated: bool = False) -> Names:
        """Which records hold statements in a part of theirs, such as ``mechanism``.

        With ``treated`` only those of studies of the treatment.
        """
        found = [s for s in (self._about(of) if treated else self._within(of).values()) if getattr(s, part, None)]
        names = tuple(study.id for study in found)
        of_it = f" of {self.evidence.topic.treatment.label}" * treated
        what = f"records{of_it} with statements on {part}{self._in(of)}"
        flip = f"one more record{of_it} with statements on {part}{self._in(of)}"
        return Names(what=what, found=", ".join(names) or "none", names=names, rows=of_studies(names), flip=flip)

    def cases(self, of: str, lifted: bool = False) -> Number:
        """How many patients with the treatment are told one by one.

        With ``lifted`` those of whom something is told that lifts a report above an anecdote: a washout, a relapse, a
        rechallenge, an untreated side, or a stable course before.
        """
        found = [
            f"{study.id}/{case.id}"
            for study in self._treated(of)
            for case in study.cases
            if not lifted or "relapse" in (case.response or "") or any(getattr(case, part) for part in LIFTS)
        ]
        tail = f"{self._in(of)} told alone"
        tail += ", with washout, relapse, rechallenge, untreated side or stable course before" * lifted
        return self._counted(found, f"patient{tail}", f"patients{tail}", found)

    def labelled(self, of: Of) -> Yes:
        """Whether a product label that was read is for a condition or group; open where none was read."""
        labels = [study.id for study in self.evidence.records.values() if study.design == "label"]
        found = [name for name in labels if name in self._within(of)]
        words = ", ".join(found) or f"none of {', '.join(labels) or 'no label'}"
        what = f"product label for {self._label(of)}"
        state = {} if labels else {"state": AWAITED}
        rows = of_studies(found or labels)
        return Yes(what=f"a {what}", otherwise=f"no {what}", found=words, value=bool(found), rows=rows, **state)

    def _counted(self, found: list[str], one: str, many: str, rows: list[str] | None = None) -> Number:
        where = tuple(rows) if rows is not None else of_studies(found)
        return Number(what=many, one=one, found=told(found), rows=where, values=(len(found),))
