"""Questions of which studies and records there are, of whom and with what."""

from livingevidence.claims.answers import AWAITED, Names, Number, Yes
from livingevidence.claims.questions.choice import ANSWERED, Choice, Of, choosing, counted, either
from livingevidence.evidence.treated import conditions, counts, has_people, ladder

LIFTS = ("washout", "relapse", "rechallenge", "untreated_side", "stable_before")


class Studies(Choice):
    """Which studies there are."""

    @choosing(Choice._studies)
    def studies(self, *of: str, planned: bool = False, **choice) -> Names:
        """Which studies have patients with the treatment, or how many; of conditions or groups, each once.

        With ``planned`` those count too that have no patients, such as entries of registries.
        """
        tail, found = self._studies(of, **choice)
        about = {study.id for study in (self._about(of) if planned else self._treated(of))}
        what = f"of {self.evidence.topic.treatment.label}{', planned or done,' * planned} {tail}".strip()
        names = [study.id for study in found if study.id in about]
        return counted(names, f"study {what}", f"studies {what}", flip=f"one more study {what}")

    @choosing(Choice._studies, like="studies")
    def records(self, *of: str, planned: bool = False, **choice) -> Names:
        """Which records there are, or how many, of any treatment and design; of conditions or groups, each once.

        With ``compared`` a comparison without people or a result, such as in an entry of a registry, counts only if
        ``planned`` ones do.
        """
        what, found = self._studies(of, **choice)
        what += " that is planned or done" * (planned and "compared" in choice)
        done = (s for s in found if has_people(self.evidence, s) or any(row.kind in ANSWERED for row in s.rows))
        names = [study.id for study in (done if choice.get("compared") and not planned else found)]
        return counted(names, f"record {what}", f"records {what}", flip=f"one more record {what}")

    def people(self, of: str, rung: str = "") -> Number:
        """How many people of a condition or group are in studies of the treatment, each once, whatever they got.

        With ``rung`` those in studies on that rung of the ladder.
        """
        steps = [step for name, step in counts(self.evidence, of).items() if not rung or name == rung]
        tail = f"in {either(rung)} studies of" if rung else "in studies of"
        tail += f" {self.evidence.topic.treatment.label}{self._in(of)}, each counted once"
        parts = {name: n for step in steps for name, n in step.parts.items()}
        told, rows = str(sum(parts.values())), tuple(f"{name}/" for name in parts)
        return Number(what=f"people {tail}", one=f"person {tail}", found=told, rows=rows, values=(sum(parts.values()),))

    def rungs(self, of: str) -> Names:
        """On which rungs of the ladder of evidence the studies with patients with the treatment stand."""
        found = self._treated(of)
        names = dict.fromkeys(ladder(self.evidence, study) for study in found)
        tail = f"of {self.evidence.topic.treatment.label}{self._in(of)}"
        flip = f"one study {tail} by another design"
        return counted(
            names, f"design of the studies {tail}", f"designs of the studies {tail}", [f"{s.id}/" for s in found], flip
        )

    def conditions(self, of: str) -> Names:
        """In which conditions of a group people who got the treatment are recorded."""
        found = conditions(self.evidence, of, treated=True)
        tail = f"of {self._label(of)} with people treated with {self.evidence.topic.treatment.label}"
        rows = [f"{study.id}/" for study in self._treated(of)]
        return counted(found, f"condition {tail}", f"conditions {tail}", rows, f"one more condition {tail}")

    @choosing(Choice._studies, like="studies")
    def funders(self, *of: str, **choice) -> Names:
        """Who paid for studies of the treatment, as each record has it where it was read."""
        what, found = self._studies(of, **choice)
        told = {s.id: s.funding for s in found if s.funding and self.evidence.topic.is_about(s)}
        names, rows = tuple(dict.fromkeys(told.values())), [f"{name}/" for name in told]
        tail = f"of studies of {self.evidence.topic.treatment.label} {what}"
        return counted(names, f"funder {tail}", f"funders {tail}", rows, "another funder")

    def cases(self, of: str, lifted: bool = False, answered: bool = False, response: str = "") -> Names:
        """Which patients with the treatment are told one by one, or how many; ``answered`` those with a response read.

        ``response`` takes those with that one: ``complete``, ``partial``, ``none`` or ``relapse-after-stop``.

        With ``lifted`` those of whom something is told that lifts a report above an anecdote: a washout, a relapse, a
        rechallenge, an untreated side, or a stable course before.
        """
        found = [
            f"{study.id}/{case.id}"
            for study in self._treated(of)
            for case in study.cases
            if not lifted or "relapse" in (case.response or "") or any(getattr(case, part) for part in LIFTS)
            if not answered or case.response
            if response in ("", case.response)
        ]
        tail = f"{self._in(of)} told alone{', with a response that was read' * answered}"
        tail += f", with the response {response}" if response else ""
        tail += ", with washout, relapse, rechallenge, untreated side or stable course before" * lifted
        return counted(found, f"patient{tail}", f"patients{tail}", found)

    def labelled(self, of: Of) -> Yes:
        """Whether a product label that was read is for a condition or group; open where none was read."""
        labels = [study.id for study in self.evidence.records.values() if study.design == "label"]
        found = [name for name in labels if name in self._within(of)]
        words = ", ".join(found) or f"none of {', '.join(labels) or 'no label'}"
        what, rows = f"product label for {self._label(of)}", tuple(f"{name}/" for name in found or labels)
        state = {} if labels else {"state": AWAITED}
        return Yes(what=f"a {what}", otherwise=f"no {what}", found=words, value=bool(found), rows=rows, **state)
