"""Questions of certainty, and of how the review was done."""

from __future__ import annotations

from livingevidence.appraisal.certainty import rate, tools_of
from livingevidence.claims.base import Finding
from livingevidence.claims.questions.shared import Shared
from livingevidence.record.judgements import LEVELS, Level


class Judgements(Shared):
    """What was judged."""

    def throughout(self, *of: str, kind: str = "benefit", at_most: Level | None = "very-low") -> Finding:
        """No rating of benefit or harm in conditions or groups lies above a level; with None, nothing is rated."""
        terms, ratings = self.evidence.vocabulary["conditions"], self.evidence.library.appraisal.certainties
        here = {
            name: rated
            for name, rated in ratings.items()
            if rated.kind == kind and {rated.condition, *terms[rated.condition].groups} & set(of)
        }
        rated = [
            self.certainty(name, at_most=at_most or "very-low") for name, item in here.items() if not item.not_rated
        ]
        where = ", ".join(map(self._label, of))
        limit = f"above {at_most.replace('-', ' ')}" if at_most else "at all"
        held = [finding.holds for finding in rated]
        holds = not rated if at_most is None else False if False in held else None if None in held else True
        told = f"{len(rated)} rated, {len(here) - len(rated)} not rated"
        high = [f"{f.needs.split(' from ')[0]}: {f.found}" for f in rated if f.holds is not True]
        rows = tuple(row for finding in rated for row in finding.rows)
        flip = f"one rating {limit} in {where}"
        return Finding(f"no {kind} rated {limit} in {where}", "; ".join([told, *high]), holds, rows, flip)

    def unsigned(self, role: str) -> Finding:
        """Certainty is rated, and no rating is signed by somebody of a role."""
        ratings = self.evidence.library.appraisal.certainties
        signed = [name for name, rated in ratings.items() if role in {signature.role for signature in rated.signed}]
        told = f"{len(signed)} of {len(ratings)} ratings"
        return Finding(f"ratings, none signed by a {role}", told, bool(ratings) and not signed, (), f"one by a {role}")

    def certainty(self, rating: str, *, at_most: Level = "high", at_least: Level = "very-low") -> Finding:
        """Certainty of a rating lies within levels; stale ratings can't be told."""
        appraisal = self.evidence.library.appraisal
        needs = f"certainty of {rating} from {at_least} to {at_most}".replace("-", " ")
        rated = appraisal.certainties.get(rating)
        if rated is None:
            return Finding(needs, "no such rating", False)
        rows = tuple(rated.rows)
        if f"certainty/{rating}" in self.evidence.stale:
            return Finding(needs, "the rating is stale", None, rows)
        level = rate(rated, tools_of(rated, appraisal.risks, appraisal.tools)).level
        if level is None:
            return Finding(needs, "not rated", None, rows)
        within = LEVELS.index(at_least) <= LEVELS.index(level) <= LEVELS.index(at_most)
        return Finding(
            needs, level.replace("-", " "), within, rows, f"another level of certainty of {rating}".replace("-", " ")
        )

    def not_rated(self, rating: str) -> Finding:
        """An outcome has no rating of certainty, because its result was not read."""
        rated = self.evidence.library.appraisal.certainties.get(rating)
        found = "no such rating" if rated is None else "not rated" if rated.not_rated else "rated"
        rows = tuple(rated.rows) if rated else ()
        return Finding(
            f"{rating} not rated",
            found,
            found == "not rated",
            rows,
            f"the results of {rating.replace('-', ' ')} are read and rated",
        )

    def no_search(self) -> Finding:
        """There was no systematic search yet."""
        review = self.evidence.library.review
        found = review.last_searched if review else None
        return Finding("no systematic search yet", found or "none", found is None, (), "a systematic search")
