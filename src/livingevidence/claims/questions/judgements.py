"""Questions of what is computed and judged, and of how the review was done."""

from __future__ import annotations

from livingevidence.appraisal.certainty import rate, tools_of
from livingevidence.claims.answers import AWAITED, MISSING, Levels, Names, Number, Span, Yes
from livingevidence.claims.questions.shared import Of, Shared, several, told
from livingevidence.synthesis.estimate import Analysis, Estimate


class Judgements(Shared):
    """What is computed and judged."""

    def difference(self, one: str, other: str) -> Span:
        """The 95 % interval of a computed risk difference.

        Either of an adverse event in a condition, the treatment against its control, per 1,000; or between two rows of
        the same people, the treatment's first, per 100. Open where nothing could be computed.
        """
        if "/" in one:
            from livingevidence.synthesis.within_person import differences

            analysis = next((f for f in differences(self.evidence) if f.rows == (one, other)), None)
            what = f"{one} against {other} in the same people"
            flip = f"counts in {one} and {other} that put the bounds elsewhere"
            return _span(what, analysis, 100, (one, other), flip=flip)
        topic, label = self.evidence.topic, self.evidence.vocabulary.label
        what = f"{label('adverse-events', one)} in {label('conditions', other)}, "
        what += f"{topic.treatment.short} against {topic.control.label}"
        lines = self.harms[one].by_disease if one in self.harms else ()
        analysis = next((line.difference.main for line in lines if line.diseases == (other,)), None)
        return _span(what, analysis, 1000, (), search=(one, other))

    def pooled(self) -> Names:
        """For which adverse events a difference could be pooled over several comparisons."""
        lines = [(e, line) for e, found in self.harms.items() for line in (*found.by_disease, found.across) if line]
        made = (e for e, li in lines if len(li.comparisons) > 1 and isinstance(li.difference.main, Estimate))
        names = tuple(sorted({*made}))
        what, flip = "adverse events with a difference pooled over trials", "counts of both arms in one more trial"
        return Names(what=what, found=", ".join(names) or "none", names=names, flip=flip)

    def certainty(self, *rating: str, of: Of = (), kind: str = "benefit") -> Levels:
        """The certainty of ratings, or of every one that is rated of a benefit or harm in conditions or groups.

        Each must meet the comparison; open where one is stale, or where a named one is not rated.
        """
        appraisal, named = self.evidence.library.appraisal, rating or self._ratings(of, kind)
        what = f"certainty of {', '.join(rating).replace('-', ' ')}"
        if not rating:
            what = self._in(of)
        if missing := [name for name in rating if name not in appraisal.certainties]:
            return Levels(what=what, found=f"no rating {', '.join(missing)}", state=MISSING)
        levels: dict[str, str | None] = {}
        for name in named:
            rated = appraisal.certainties[name]
            level = rate(rated, tools_of(rated, appraisal.risks, appraisal.tools)).level
            if rating or not rated.not_rated:
                levels[name] = None if f"certainty/{name}" in self.evidence.stale else level
        found = [
            f"{name.replace('-', ' ')}: {(level or 'can not be told').replace('-', ' ')}"
            for name, level in levels.items()
        ]
        if not rating:
            found.append(f"{len(named) - len(levels)} not rated")
        rows = tuple(row for name in levels for row in appraisal.certainties[name].rows)
        flip = f"another level in the {what}" if rating else f"another level of a rating of {kind}{self._in(of)}"
        each = "" if rating else kind
        return Levels(what=what, found="; ".join(found), levels=tuple(levels.values()), rows=rows, flip=flip, each=each)

    def rated(self, *rating: str, of: Of = (), kind: str = "benefit") -> Number:
        """How many ratings of certainty give a level: of those named, or of benefit or harm in conditions or groups.

        The others are kept as not rated, because their result was not read.
        """
        known, named = self.evidence.library.appraisal.certainties, rating or self._ratings(of, kind)
        tail = f" of {', '.join(rating).replace('-', ' ')}" if rating else f" of {kind}{self._in(of)}"
        one, many = f"certainty rated{tail}", f"certainties rated{tail}"
        if missing := [name for name in rating if name not in known]:
            return Number(what=many, one=one, found=f"no rating {', '.join(missing)}", state=MISSING)
        found = [name for name in named if not known[name].not_rated]
        words = f"{told(found)}; {len(named) - len(found)} not rated"
        rows = tuple(row for name in (rating or found) for row in known[name].rows)
        return Number(what=many, one=one, found=words, rows=rows, values=(len(found),))

    def signed(self, role: str) -> Number:
        """How many ratings of certainty are signed by somebody of a role."""
        ratings = self.evidence.library.appraisal.certainties
        signed = [name for name, rated in ratings.items() if role in {signature.role for signature in rated.signed}]
        one, many = f"rating signed by a {role}", f"ratings signed by a {role}"
        found, state = f"{len(signed)} of {len(ratings)} ratings", {} if ratings else {"state": MISSING}
        return Number(what=many, one=one, found=found, values=(len(signed),), **state)

    def searched(self) -> Yes:
        """Whether there was a systematic search."""
        review = self.evidence.library.review
        found = review.last_searched if review else None
        words = {"what": "a systematic search", "otherwise": "no systematic search yet"}
        return Yes(found=found or "none", value=found is not None, **words)

    def _ratings(self, of: Of, kind: str) -> list[str]:
        terms = self.evidence.vocabulary["conditions"]
        return [
            name
            for name, rated in self.evidence.library.appraisal.certainties.items()
            if rated.kind == kind and {rated.condition, *terms[rated.condition].groups} & {*several(of)}
        ]


def _span(what: str, found: Analysis | None, scale: int, rows: tuple[str, ...], **fields) -> Span:
    if not isinstance(found, Estimate):
        return Span(what=what, found=found.sentence if found else "no comparison", rows=rows, state=AWAITED)
    low, middle, high = (f"{scale * end:.0f}".replace("-", "−") for end in (found.low, found.estimate, found.high))
    words = f"{middle} of {scale:,} ({low} to {high})"
    return Span(what=what, found=words, rows=found.rows, low=found.low, high=found.high, **fields)
