"""Questions of which studies and records there are, of whom and with what, and of what is judged of them."""

from livingevidence.appraisal.certainty import grading_of
from livingevidence.claims.answers import AWAITED, KNOWN, MISSING, Levels, Names, Number, Yes
from livingevidence.claims.questions.choice import ANSWERED, AnyOf, Choice, as_names, choices_of, names_answer
from livingevidence.evidence.treated import conditions, has_people, rung_of, rungs_of
from livingevidence.record.judgements import Certainty

LIFTS = ("washout", "relapse", "rechallenge", "untreated_side", "stable_before")


class Studies(Choice):
    """Which studies there are."""

    @choices_of(Choice._studies)
    def studies(self, *of: str, planned: bool = False, **choice) -> Names:
        """Which studies have patients with the treatment, or how many; of conditions or groups, each once.

        With ``planned`` those count too that have no patients, such as entries of registries.
        """
        tail, chosen = self._studies(of, **choice)
        about = {study.id for study in (self._about(of) if planned else self._treated(of))}
        what = f"of {self.evidence.topic.treatment.label}{', planned or done,' * planned} {tail}".strip()
        names = [study.id for study in chosen if study.id in about]
        return names_answer(names, f"study {what}", f"studies {what}", flip=f"one more study {what}")

    @choices_of(Choice._studies, like="studies")
    def records(self, *of: str, planned: bool = False, **choice) -> Names:
        """Which records there are, or how many, of any treatment and design; of conditions or groups, each once.

        With ``compared`` a comparison without people or a result, such as in an entry of a registry, counts only if
        ``planned`` ones do.
        """
        what, studies = self._studies(of, **choice)
        what += " that is planned or done" * (planned and "compared" in choice)
        if choice.get("compared") and not planned:
            studies = [s for s in studies if has_people(self.evidence, s) or any(r.kind in ANSWERED for r in s.rows)]
        names = [study.id for study in studies]
        return names_answer(names, f"record {what}", f"records {what}", flip=f"one more record {what}")

    def people(self, of: str, rung: str = "") -> Number:
        """How many people of a condition or group are in studies of the treatment, each once, whatever they got.

        With ``rung`` those in studies on that rung of the ladder.
        """
        steps = [step for name, step in rungs_of(self.evidence, of).items() if not rung or name == rung]
        kind = f"{rung} studies" if rung else "studies"
        tail = f"in {kind} of {self.evidence.topic.treatment.label}{self._in(of)}, each counted once"
        parts = {name: n for step in steps for name, n in step.parts.items()}
        people, rows = sum(parts.values()), tuple(f"{name}/" for name in parts)
        return Number(what=f"people {tail}", singular=f"person {tail}", words=str(people), rows=rows, values=(people,))

    def rungs(self, of: str) -> Names:
        """On which rungs of the ladder of evidence the studies with patients with the treatment stand."""
        treated = self._treated(of)
        names, rows = {rung_of(self.evidence, study): None for study in treated}, [f"{study.id}/" for study in treated]
        tail = f"of {self.evidence.topic.treatment.label}{self._in(of)}"
        flip = f"one study {tail} by another design"
        return names_answer(names, f"design of the studies {tail}", f"designs of the studies {tail}", rows, flip)

    def conditions(self, of: str) -> Names:
        """In which conditions of a group people who got the treatment are recorded."""
        names = conditions(self.evidence, of, treated=True)
        tail = f"of {self._label(of)} with people treated with {self.evidence.topic.treatment.label}"
        rows = [f"{study.id}/" for study in self._treated(of)]
        return names_answer(names, f"condition {tail}", f"conditions {tail}", rows, f"one more condition {tail}")

    @choices_of(Choice._studies, like="studies")
    def funders(self, *of: str, **choice) -> Names:
        """Who paid for studies of the treatment, as each record has it where it was read."""
        what, studies = self._studies(of, **choice)
        by_study = {s.id: s.funding for s in studies if s.funding and self.evidence.topic.is_about(s)}
        names, rows = tuple(dict.fromkeys(by_study.values())), [f"{name}/" for name in by_study]
        tail = f"of studies of {self.evidence.topic.treatment.label} {what}"
        return names_answer(names, f"funder {tail}", f"funders {tail}", rows, "another funder")

    def cases(self, of: str, lifted: bool = False, answered: bool = False, response: str = "") -> Names:
        """Which patients with the treatment are told one by one, or how many; ``answered`` those with a response read.

        ``response`` takes those with that one: ``complete``, ``partial``, ``none`` or ``relapse-after-stop``.

        With ``lifted`` those of whom something is told that lifts a report above an anecdote: a washout, a relapse, a
        rechallenge, an untreated side, or a stable course before.
        """
        cases = [
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
        return names_answer(cases, f"patient{tail}", f"patients{tail}", cases)

    def labelled(self, of: AnyOf) -> Yes:
        """Whether a product label that was read is for a condition or group; open where none was read."""
        labels = [study.id for study in self.evidence.records.values() if study.design == "label"]
        for_it = [name for name in labels if name in self._within(of)]
        words = ", ".join(for_it) or f"none of {', '.join(labels) or 'no label'}"
        what, rows = f"product label for {self._label(of)}", tuple(f"{name}/" for name in for_it or labels)
        state = KNOWN if labels else AWAITED
        return Yes(what=f"a {what}", otherwise=f"no {what}", words=words, value=bool(for_it), rows=rows, state=state)


class Judgements(Choice):
    """What is judged."""

    def certainty(self, *rating: str, of: AnyOf = (), kind: str = "benefit") -> Levels:
        """The certainty of ratings, or of every one that is rated of a benefit or harm in conditions or groups.

        Each must meet the comparison; open where one is stale, or where a named one is not rated.
        """
        from livingevidence.appraisal.standing import is_stale  # slow, and the check asks nothing

        appraisal = self.evidence.library.appraisal
        names, missing, what = self._ratings(rating, of, kind)
        if missing:
            return Levels(what=f"certainty{what}", words=missing, state=MISSING)
        certainties = {name: appraisal.certainties[name] for name in names}
        with_level = [name for name in names if rating or not certainties[name].not_rated]
        stale = tuple(f"certainty/{name}" for name in with_level if is_stale(self.evidence, f"certainty/{name}"))
        levels = {name: grading_of(certainties[name], appraisal).level for name in with_level}
        levels |= {address.partition("/")[2]: None for address in stale}
        words = [f"{name}: {level or 'can not be told'}".replace("-", " ") for name, level in levels.items()]
        flip, above = f"another level in the certainty{what}", ""
        if not rating:
            words.append(f"{len(names) - len(levels)} not rated")
            flip, above = f"another level of a rating{what}", f"{kind} rated above {{}}{self._in(of)}"
        rows = tuple(row for name in with_level for row in certainties[name].rows)
        of_ratings = {"levels": tuple(levels.values()), "stale": stale, "above": above}
        return Levels(what=f"certainty{what}", words="; ".join(words), rows=rows, flip=flip, **of_ratings)

    def rated(self, *rating: str, of: AnyOf = (), kind: str = "benefit", signed: str = "") -> Names:
        """Which ratings of certainty give a level, or how many: of those named, or of a kind ``of`` conditions.

        The others are kept as not rated, because their result was not read. With ``signed`` all that somebody of a
        role has signed.
        """
        appraisal = self.evidence.library.appraisal
        certainties = appraisal.certainties
        if signed:
            names = appraisal.ratings_where(lambda certainty: any(s.role == signed for s in certainty.signed))
            return names_answer(names, f"rating signed by a {signed}", f"ratings signed by a {signed}", ())
        names, missing, what = self._ratings(rating, of, kind)
        singular, plural = f"certainty rated{what}", f"certainties rated{what}"
        if missing:
            return Names(what=plural, singular=singular, words=missing, state=MISSING)
        with_level = [name for name in names if not certainties[name].not_rated]
        rows = (row for name in (rating or with_level) for row in certainties[name].rows)
        return names_answer(with_level, singular, plural, rows)

    def searched(self) -> Yes:
        """Whether there was a systematic search."""
        review = self.evidence.library.review
        day = review.last_searched if review else None
        what, otherwise = "a systematic search", "no systematic search yet"
        return Yes(what=what, otherwise=otherwise, words=day or "none", value=day is not None)

    def _ratings(self, rating: tuple[str, ...], of: AnyOf, kind: str) -> tuple[tuple[str, ...], str, str]:
        """Return the ratings that are meant, which of them are missing, and whose they are, in words."""
        terms, appraisal = self.evidence.vocabulary["conditions"], self.evidence.library.appraisal
        if rating:
            missing = ", ".join(name for name in rating if name not in appraisal.certainties)
            return rating, f"no rating {missing}" * bool(missing), f" of {', '.join(rating).replace('-', ' ')}"

        def is_meant(certainty: Certainty) -> bool:
            places = {certainty.condition, *terms[certainty.condition].groups}
            return certainty.kind == kind and not places.isdisjoint(as_names(of))

        return tuple(appraisal.ratings_where(is_meant)), "", f" of {kind}{self._in(of)}"
