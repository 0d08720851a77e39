"""Questions of which studies and records there are, of whom and with what, and of what is judged of them."""

from livingevidence.appraisal.certainty import rating_of
from livingevidence.claims.answers import AWAITED, MISSING, Levels, Names, Number, Yes
from livingevidence.claims.questions.choice import (
    ANSWERED,
    AnyOf,
    Choice,
    as_names,
    joined_by_or,
    names_answer,
    with_choices_of,
)
from livingevidence.evidence.treated import conditions, has_people, rung_of, rungs_of
from livingevidence.record.judgements import Certainty

LIFTS = ("washout", "relapse", "rechallenge", "untreated_side", "stable_before")


class Studies(Choice):
    """Which studies there are."""

    @with_choices_of(Choice._studies)
    def studies(self, *of: str, planned: bool = False, **choice) -> Names:
        """Which studies have patients with the treatment, or how many; of conditions or groups, each once.

        With ``planned`` those count too that have no patients, such as entries of registries.
        """
        tail, found = self._studies(of, **choice)
        about = {study.id for study in (self._about(of) if planned else self._treated(of))}
        what = f"of {self.evidence.topic.treatment.label}{', planned or done,' * planned} {tail}".strip()
        names = [study.id for study in found if study.id in about]
        return names_answer(names, f"study {what}", f"studies {what}", flip=f"one more study {what}")

    @with_choices_of(Choice._studies, like="studies")
    def records(self, *of: str, planned: bool = False, **choice) -> Names:
        """Which records there are, or how many, of any treatment and design; of conditions or groups, each once.

        With ``compared`` a comparison without people or a result, such as in an entry of a registry, counts only if
        ``planned`` ones do.
        """
        what, found = self._studies(of, **choice)
        what += " that is planned or done" * (planned and "compared" in choice)
        done = (s for s in found if has_people(self.evidence, s) or any(row.kind in ANSWERED for row in s.rows))
        names = [study.id for study in (done if choice.get("compared") and not planned else found)]
        return names_answer(names, f"record {what}", f"records {what}", flip=f"one more record {what}")

    def people(self, of: str, rung: str = "") -> Number:
        """How many people of a condition or group are in studies of the treatment, each once, whatever they got.

        With ``rung`` those in studies on that rung of the ladder.
        """
        steps = [step for name, step in rungs_of(self.evidence, of).items() if not rung or name == rung]
        tail = f"in {joined_by_or(rung)} studies of" if rung else "in studies of"
        tail += f" {self.evidence.topic.treatment.label}{self._in(of)}, each counted once"
        parts = {name: n for step in steps for name, n in step.parts.items()}
        told, rows = str(sum(parts.values())), tuple(f"{name}/" for name in parts)
        return Number(
            what=f"people {tail}", singular=f"person {tail}", words=told, rows=rows, values=(sum(parts.values()),)
        )

    def rungs(self, of: str) -> Names:
        """On which rungs of the ladder of evidence the studies with patients with the treatment stand."""
        found = self._treated(of)
        names = dict.fromkeys(rung_of(self.evidence, study) for study in found)
        tail = f"of {self.evidence.topic.treatment.label}{self._in(of)}"
        flip = f"one study {tail} by another design"
        return names_answer(
            names, f"design of the studies {tail}", f"designs of the studies {tail}", [f"{s.id}/" for s in found], flip
        )

    def conditions(self, of: str) -> Names:
        """In which conditions of a group people who got the treatment are recorded."""
        found = conditions(self.evidence, of, treated=True)
        tail = f"of {self._label(of)} with people treated with {self.evidence.topic.treatment.label}"
        rows = [f"{study.id}/" for study in self._treated(of)]
        return names_answer(found, f"condition {tail}", f"conditions {tail}", rows, f"one more condition {tail}")

    @with_choices_of(Choice._studies, like="studies")
    def funders(self, *of: str, **choice) -> Names:
        """Who paid for studies of the treatment, as each record has it where it was read."""
        what, found = self._studies(of, **choice)
        told = {s.id: s.funding for s in found if s.funding and self.evidence.topic.is_about(s)}
        names, rows = tuple(dict.fromkeys(told.values())), [f"{name}/" for name in told]
        tail = f"of studies of {self.evidence.topic.treatment.label} {what}"
        return names_answer(names, f"funder {tail}", f"funders {tail}", rows, "another funder")

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
        return names_answer(found, f"patient{tail}", f"patients{tail}", found)

    def labelled(self, of: AnyOf) -> Yes:
        """Whether a product label that was read is for a condition or group; open where none was read."""
        labels = [study.id for study in self.evidence.records.values() if study.design == "label"]
        found = [name for name in labels if name in self._within(of)]
        words = ", ".join(found) or f"none of {', '.join(labels) or 'no label'}"
        what, rows = f"product label for {self._label(of)}", tuple(f"{name}/" for name in found or labels)
        state = {} if labels else {"state": AWAITED}
        return Yes(what=f"a {what}", otherwise=f"no {what}", words=words, value=bool(found), rows=rows, **state)


class Judgements(Choice):
    """What is judged."""

    def certainty(self, *rating: str, of: AnyOf = (), kind: str = "benefit") -> Levels:
        """The certainty of ratings, or of every one that is rated of a benefit or harm in conditions or groups.

        Each must meet the comparison; open where one is stale, or where a named one is not rated.
        """
        from livingevidence.appraisal.standing import is_stale  # slow, and the check asks nothing

        appraisal = self.evidence.library.appraisal
        named, missing, what = self._ratings(rating, of, kind)
        if missing:
            return Levels(what=f"certainty{what}", words=missing, state=MISSING)
        levels: dict[str, str | None] = {}
        for name in named:
            rated = appraisal.certainties[name]
            level = rating_of(rated, appraisal).level
            if rating or not rated.not_rated:
                levels[name] = None if is_stale(self.evidence, f"certainty/{name}") else level
        found = [f"{name}: {level or 'can not be told'}".replace("-", " ") for name, level in levels.items()]
        found += [] if rating else [f"{len(named) - len(levels)} not rated"]
        rows = tuple(row for name in levels for row in appraisal.certainties[name].rows)
        flip = f"another level in the certainty{what}" if rating else f"another level of a rating{what}"
        what, each = (f"certainty{what}", "") if rating else (self._in(of), kind)
        again = tuple(f"certainty/{name}" for name in levels if is_stale(self.evidence, f"certainty/{name}"))
        held = {"levels": tuple(levels.values()), "stale": again}
        return Levels(what=what, words="; ".join(found), rows=rows, flip=flip, each=each, **held)

    def rated(self, *rating: str, of: AnyOf = (), kind: str = "benefit", signed: str = "") -> Names:
        """Which ratings of certainty give a level, or how many: of those named, or of a kind ``of`` conditions.

        The others are kept as not rated, because their result was not read. With ``signed`` all that somebody of a
        role has signed.
        """
        appraisal = self.evidence.library.appraisal
        known = appraisal.certainties
        if signed:
            found = appraisal.ratings_where(lambda rated: signed in {given.role for given in rated.signed})
            one, many = f"rating signed by a {signed}", f"ratings signed by a {signed}"
            return names_answer(found, one, many, ())
        named, missing, what = self._ratings(rating, of, kind)
        one, many = f"certainty rated{what}", f"certainties rated{what}"
        if missing:
            return Names(what=many, singular=one, words=missing, state=MISSING)
        found = [name for name in named if not known[name].not_rated]
        return names_answer(found, one, many, (row for name in (rating or found) for row in known[name].rows))

    def searched(self) -> Yes:
        """Whether there was a systematic search."""
        review = self.evidence.library.review
        found = review.last_searched if review else None
        words = {"what": "a systematic search", "otherwise": "no systematic search yet"}
        return Yes(words=found or "none", value=found is not None, **words)

    def _ratings(self, rating: tuple[str, ...], of: AnyOf, kind: str) -> tuple[tuple[str, ...], str, str]:
        """Return the ratings that are meant, which of them are missing, and whose they are, in words."""
        terms, appraisal = self.evidence.vocabulary["conditions"], self.evidence.library.appraisal
        if rating:
            missing = ", ".join(name for name in rating if name not in appraisal.certainties)
            return rating, f"no rating {missing}" * bool(missing), f" of {', '.join(rating).replace('-', ' ')}"

        def asked(rated: Certainty) -> bool:
            return rated.kind == kind and not {rated.condition, *terms[rated.condition].groups}.isdisjoint(as_names(of))

        return tuple(appraisal.ratings_where(asked)), "", f" of {kind}{self._in(of)}"
