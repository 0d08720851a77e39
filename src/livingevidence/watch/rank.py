"""The order in which candidates are shown: by points, each with its reason. None is left out.

Most points come from what a study like the candidate would do to the claims of the review: such a study is added to the
evidence, without results, and the claims on its conditions are judged again (:meth:`Ranking._overturned`). Likeness to
what was included is computed as ASReview does, from words and pairs of words with a linear support vector machine.
"""

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, cached_property

from livingevidence.claims.base import JudgedClaim, judge
from livingevidence.claims.questions import Questions
from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.treated import rungs_of
from livingevidence.record.candidates import Candidate
from livingevidence.record.fill import full_record
from livingevidence.record.models import Study
from livingevidence.record.progress import track
from livingevidence.record.text import count
from livingevidence.watch.new import shelf_of
from livingevidence.watch.publication import comparable

AMENDS, CLAIM, RESULTS, SIMILAR, TERMS, NAMES = 60, 40, 30, 25, 15, 10
"""The most points for each reason; a claim gives fewer by each rung down the ladder, and half if it is no main one."""
ENOUGH_DECIDED = 5  # included candidates, and excluded ones, that must be there to learn from both
# By words of a title or of the source's kinds: the comparator, and how people came into the study. The first that fits
# counts; a review has no design here.
DESIGNS = (
    (r"review|meta analys|guideline|consensus|editorial|comment", None),
    (r"intra ?individual|within patient|split (face|body)|left right", ("same-people", "enrolled")),
    (r"randomi[sz]ed|placebo|{control}|double (blind|mask)|quadruple", ("control", "enrolled")),
    (r"single (arm|group)|open.label|phase|prospective|pilot|clinical trial", ("none", "enrolled")),
    (r"cohort|retrospective|observational", ("none", "followed")),
    (r"case series|series|patients|cases", ("none", "chosen")),
    (r"case report|a case|a patient|case of|report", ("none", "single")),
)


class Ranking:
    """Gives points to candidates by what the review has: its evidence, its strategies of search, its judged claims."""

    def __init__(self, evidence: Evidence, judged_claims: Mapping[str, JudgedClaim]):
        self.evidence, self.judged_claims = evidence, judged_claims
        self.overturned, self.best_rung = cache(self._overturned), cache(self._best_rung)

    @cached_property
    def names(self) -> dict[str, str]:
        """The conditions by every name of more than three letters."""
        terms = self.evidence.vocabulary["conditions"].items()
        key_by_name = {comparable(name): key for key, term in terms for name in (term.label, *term.synonyms)}
        return {name: key for name, key in key_by_name.items() if len(name) > 3}

    @cached_property
    def trials(self) -> set[str]:
        """The numbers of the trials of all studies."""
        return {trial.id.lower() for study in self.evidence.records.values() for trial in study.trials}

    def _overturned(self, design: str, condition: str) -> list[str]:
        """Return the claims that would no longer hold with one more study of a design in a condition, main ones first.

        The study has people who got the treatment, and a control group where its design has one; it has no result.
        """
        library = self.evidence.library
        library = replace(library, studies={**library.studies, "candidate": self._study(design, condition)})
        evidence_then = type(self.evidence)(library)
        evidence_then.judged_on = self.evidence
        find = Questions(evidence_then).find
        claims = [judged.claim for judged in self.judged_claims.values() if judged.verdict == "holds"]
        claims = [claim for claim in claims if condition in claim.about]
        overturned = [claim for claim in claims if judge(claim, find).verdict == "overturned"]
        return [claim.id for claim in sorted(overturned, key=lambda claim: (not claim.main, claim.says != "verdict"))]

    def _best_rung(self, condition: str) -> int:
        """Return the place on the ladder, from 0 at the top, of the strongest study of the treatment in a condition."""
        rungs = list(rungs_of(self.evidence, condition).values())
        return next((place for place, rung in enumerate(rungs) if rung.studies), len(rungs))

    def _study(self, design: str, condition: str) -> Study:
        """Return an invented study of a design in a condition, with the treatment and, by its design, the control."""
        topic, vocabulary = self.evidence.topic, self.evidence.vocabulary
        interventions = [topic.treatment.interventions[0]]
        arms = [{"id": "treated", "interventions": interventions, "role": "treatment"}]
        if topic.ladder[vocabulary["designs"][design].ladder].comparator == "control":
            form, route = topic.treatment.form, topic.treatment.routes[0]
            control = {"interventions": [topic.control.intervention], "form": form, "route": route}
            arms.append({"id": "control", "label": topic.control.label, "role": "comparator", **control})
        values = {"id": "candidate", "title": "A candidate", "conditions": [condition], "design": design, "arms": arms}
        values["domain"] = shelf_of([condition], self.evidence.library)
        values |= {"reports": [{"key": "candidate", "read": "none", "first_public": "unknown"}]}
        values |= {"sources": [{"url": "not recorded"}]}
        return Study.model_validate(full_record(values, vocabulary, topic))

    def design(self, candidate: Candidate) -> str | None:
        """Return the design that title and kinds tell of, as the vocabulary has it; None where they don't."""
        words = comparable(" ".join([candidate.title, *(kind for hit in candidate.hits for kind in hit.kinds)]))
        control = re.escape(comparable(self.evidence.topic.control.label))
        patterns = ((pattern.replace("{control}", control), kind) for pattern, kind in DESIGNS)
        kind = next((kind for pattern, kind in patterns if re.search(rf"\b({pattern})", words)), None)
        rungs = [name for name, rung in self.evidence.topic.ladder.items() if (rung.comparator, rung.people) == kind]
        designs = self.evidence.vocabulary["designs"].items()
        return next((name for name, term in designs if term.ladder in rungs), None)

    def conditions(self, candidate: Candidate) -> list[str]:
        """Return the conditions that the title names, else the abstract; a name inside a longer one is not counted."""
        for text in (candidate.title, candidate.hits[0].abstract):
            text_left, conditions = f" {comparable(text)} ", []
            for name in sorted(self.names, key=len, reverse=True):
                if f" {name} " in text_left:
                    text_left = text_left.replace(f" {name} ", " | ")
                    conditions.append(self.names[name])
            if conditions:
                return list(dict.fromkeys(conditions))
        return []

    def reasons(self, candidate: Candidate, likeness: float) -> Iterator[tuple[int, str, list[str]]]:
        """Yield the points of a candidate, each with its reason and the claims that it could overturn."""
        hits = candidate.hits
        known = self.evidence.library.study_by_identity
        if any(identity in known for hit in hits for identity in hit.amends):
            yield AMENDS, "corrects or retracts a report that the review has", []
        numbers = {hit.registration.partition("/")[0].lower() for hit in hits if hit.registration.endswith("/results")}
        if numbers & self.trials:
            yield RESULTS, "results posted of a trial that the review has", []
        strategies = self.evidence.library.search.strategies
        terms = {comparable(term) for strategy in strategies.values() for term in strategy.terms}
        title, text = (f" {comparable(words)} " for words in (candidate.title, _candidate_text(candidate)))
        terms_there = [term for term in sorted(terms) if f" {term} " in text]
        if terms_there and (design := self.design(candidate)) is not None:
            for condition in self.conditions(candidate):
                yield from self._consequences(design, condition)
        if likeness > 0:
            yield round(SIMILAR * likeness), "likeness to what was included", []
        if terms_there:
            share = sum(2 if f" {term} " in title else 1 for term in terms_there) / (2 * len(terms))
            yield round(TERMS * share), f"words of the strategy: {', '.join(terms_there)}", []
        if self.trials & {number.lower() for hit in hits for number in hit.registrations}:
            yield NAMES, "names a trial that the review has", []

    def _consequences(self, design: str, condition: str) -> Iterator[tuple[int, str, list[str]]]:
        """Yield as :meth:`reasons` does what one more study of a design in a condition would move, if anything."""
        label, rungs = self.evidence.vocabulary.label, list(self.evidence.topic.ladder)
        rung = rungs.index(self.evidence.vocabulary["designs"][design].ladder)
        points = CLAIM * (1 - rung / len(rungs))
        study_words = f"one more {label('designs', design)} in {label('conditions', condition)}"
        if overturned := self.overturned(design, condition):
            has_main = any(self.judged_claims[name].claim.main for name in overturned)
            reason = f"{study_words} would overturn {count(len(overturned), 'sentence')}"
            yield round(points if has_main else points / 2), reason, overturned
        elif rung < self.best_rung(condition):
            yield round(points / 2), f"{study_words} would stand above all that is there", []


def likenesses(candidates: Sequence[Candidate], included: Iterable[str], excluded: Iterable[str]) -> list[float]:
    """Return how like each candidate is to included texts and, with enough of both, unlike excluded ones; 0 to 1."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.svm import LinearSVC

    texts = list(map(_candidate_text, candidates))
    included, excluded = list(included), list(excluded)
    if not texts or not included:
        return [0.0] * len(texts)
    vectorizer = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, stop_words="english", max_features=200_000)
    learned_from = vectorizer.fit_transform([*included, *excluded])
    vectors = vectorizer.transform(texts)
    if min(len(included), len(excluded)) >= ENOUGH_DECIDED:
        model = LinearSVC(class_weight="balanced", C=0.067, random_state=0)
        model.fit(learned_from, [1] * len(included) + [0] * len(excluded))
        return [1 / (1 + math.exp(-4 * distance)) for distance in model.decision_function(vectors)]
    return [float(value) for value in (vectors @ learned_from[: len(included)].T).max(axis=1).toarray().ravel()]


def _candidate_text(candidate: Candidate) -> str:
    return f"{candidate.title} {candidate.hits[0].abstract}"


def rank(candidates: Iterable[Candidate], evidence: Evidence, claims: Mapping[str, JudgedClaim]) -> list[Candidate]:
    """Return all candidates with their score and its reasons, the highest score first."""
    candidates, ranking = list(candidates), Ranking(evidence, claims)
    all_candidates = evidence.library.search.candidates.values()
    keys = {report.key for name in evidence.about for report in evidence.records[name].reports}
    included = [evidence.references[key].title for key in sorted(keys)]
    included += [_candidate_text(candidate) for candidate in all_candidates if candidate.verdict == "include"]
    excluded = [_candidate_text(candidate) for candidate in all_candidates if candidate.verdict == "exclude"]
    values = likenesses(candidates, included, excluded)
    ranked = []
    for candidate, likeness in track(list(zip(candidates, values, strict=True)), "Ranking"):
        reasons = sorted(ranking.reasons(candidate, likeness), key=lambda reason: -reason[0])
        lines = [f"{words} ({points})" for points, words, _ in reasons]
        overturned = list(dict.fromkeys(name for *_, names in reasons for name in names))
        score = sum(points for points, *_ in reasons)
        ranked.append(candidate.model_copy(update={"score": score, "reasons": lines, "overturns": overturned}))
    return sorted(ranked, key=lambda candidate: (-candidate.score, candidate.id))
