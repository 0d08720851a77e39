"""Questions of what is judged, and of how the review was done."""

from livingevidence.appraisal.certainty import rate
from livingevidence.claims.answers import MISSING, Levels, Names, Yes
from livingevidence.claims.questions.choice import Choice, Of, counted, several
from livingevidence.record.judgements import Certainty


class Judgements(Choice):
    """What is judged."""

    def certainty(self, *rating: str, of: Of = (), kind: str = "benefit") -> Levels:
        """The certainty of ratings, or of every one that is rated of a benefit or harm in conditions or groups.

        Each must meet the comparison; open where one is stale, or where a named one is not rated.
        """
        from livingevidence.appraisal.standing import is_stale  # slow, and the check asks nothing

        appraisal = self.evidence.library.appraisal
        named, missing, what = self._ratings(rating, of, kind)
        if missing:
            return Levels(what=f"certainty{what}", found=missing, state=MISSING)
        levels: dict[str, str | None] = {}
        for name in named:
            rated = appraisal.certainties[name]
            level = rate(rated, appraisal).level
            if rating or not rated.not_rated:
                levels[name] = None if is_stale(self.evidence, f"certainty/{name}") else level
        found = [f"{name}: {level or 'can not be told'}".replace("-", " ") for name, level in levels.items()]
        found += [] if rating else [f"{len(named) - len(levels)} not rated"]
        rows = tuple(row for name in levels for row in appraisal.certainties[name].rows)
        flip = f"another level in the certainty{what}" if rating else f"another level of a rating{what}"
        what, each = (f"certainty{what}", "") if rating else (self._in(of), kind)
        again = tuple(f"certainty/{name}" for name in levels if is_stale(self.evidence, f"certainty/{name}"))
        held = {"levels": tuple(levels.values()), "stale": again}
        return Levels(what=what, found="; ".join(found), rows=rows, flip=flip, each=each, **held)

    def rated(self, *rating: str, of: Of = (), kind: str = "benefit", signed: str = "") -> Names:
        """Which ratings of certainty give a level, or how many: of those named, or of a kind ``of`` conditions.

        The others are kept as not rated, because their result was not read. With ``signed`` all that somebody of a
        role has signed.
        """
        appraisal = self.evidence.library.appraisal
        known = appraisal.certainties
        if signed:
            found = appraisal.rated(lambda rated: signed in {given.role for given in rated.signed})
            one, many = f"rating signed by a {signed}", f"ratings signed by a {signed}"
            return counted(found, one, many, ())
        named, missing, what = self._ratings(rating, of, kind)
        one, many = f"certainty rated{what}", f"certainties rated{what}"
        if missing:
            return Names(what=many, one=one, found=missing, state=MISSING)
        found = [name for name in named if not known[name].not_rated]
        return counted(found, one, many, (row for name in (rating or found) for row in known[name].rows))

    def searched(self) -> Yes:
        """Whether there was a systematic search."""
        review = self.evidence.library.review
        found = review.last_searched if review else None
        words = {"what": "a systematic search", "otherwise": "no systematic search yet"}
        return Yes(found=found or "none", value=found is not None, **words)

    def _ratings(self, rating: tuple[str, ...], of: Of, kind: str) -> tuple[tuple[str, ...], str, str]:
        """Return the ratings that are meant, which of them are missing, and whose they are, in words."""
        terms, appraisal = self.evidence.vocabulary["conditions"], self.evidence.library.appraisal
        if rating:
            missing = ", ".join(name for name in rating if name not in appraisal.certainties)
            return rating, f"no rating {missing}" * bool(missing), f" of {', '.join(rating).replace('-', ' ')}"

        def asked(rated: Certainty) -> bool:
            return rated.kind == kind and not {rated.condition, *terms[rated.condition].groups}.isdisjoint(several(of))

        return tuple(appraisal.rated(asked)), "", f" of {kind}{self._in(of)}"
