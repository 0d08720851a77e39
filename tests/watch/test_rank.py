"""What could overturn most stands first, each with its reasons, and nothing is left out."""

from dataclasses import replace

import pytest

from livingevidence.claims.ledger import judge_all
from livingevidence.evidence.evidence import Evidence
from livingevidence.record.candidates import Candidate, Decision, Hit
from livingevidence.record.search import Search
from livingevidence.watch.rank import AMENDS, Ranking, likenesses, rank

TRIAL = "Examplinib ointment in quiet rash: a randomised, placebo-controlled trial"
REPORT = "Examplinib ointment in quiet rash: a case report"


def candidate(number: int, title: str, **fields: object) -> Candidate:
    """Return an invented candidate."""
    details = {"source": "pubmed", "found": "2025-12-01", "strategy": 1} | fields
    hit = Hit(number=str(number), title=title, **details)
    return Candidate(id=hit.key, hits=[hit])


@pytest.fixture(scope="module")
def judged_claims(small_evidence):
    """Return the claims of the invented review."""
    return judge_all(small_evidence)


def test_a_controlled_trial_stands_before_a_report_and_a_stranger_last(small_evidence, judged_claims):
    """The order follows what the claims of the review need; as many come back as were given."""
    candidates = [candidate(1, "Weather in the mountains"), candidate(2, REPORT), candidate(3, TRIAL)]
    ranking = rank(candidates, small_evidence, judged_claims)
    assert [c.id for c in ranking] == ["pubmed:3", "pubmed:2", "pubmed:1"]
    assert [c.score for c in ranking] == sorted((c.score for c in ranking), reverse=True)
    assert any("would overturn" in reason for reason in ranking[0].reasons)
    assert ranking[-1].score == 0


def test_the_claims_named_fall_with_such_a_study(small_evidence, judged_claims):
    """What a candidate is said to overturn held before, and there is such a claim in some disease."""
    ranking = Ranking(small_evidence, judged_claims)
    conditions = [name for name, term in small_evidence.vocabulary["conditions"].items() if not term.collective]
    overturned = {name for condition in conditions for name in ranking.overturned("randomised-trial", condition)}
    assert overturned
    assert {judged_claims[name].verdict for name in overturned} == {"holds"}


def test_a_retraction_of_what_the_review_has_stands_first(small_evidence, judged_claims):
    """A notice on a report of the review outranks every new trial."""
    doi = next(identity for identity in small_evidence.library.study_by_identity if identity.startswith("doi:"))
    notice = candidate(4, "Retraction: something", source="crossref", amends=[doi])
    best = rank([candidate(3, TRIAL), notice], small_evidence, judged_claims)[0]
    assert (best.id, best.score >= AMENDS) == (notice.id, True)


def test_posted_results_of_a_known_trial_are_told(small_evidence, judged_claims):
    """Results that a registry posts of a trial of the review raise its rank."""
    number = next(t.id for study in small_evidence.records.values() for t in study.trials if t.registered)
    results = candidate(5, "Results posted: something", source="registry", registration=f"{number}/results")
    (ranked_results,) = rank([results], small_evidence, judged_claims)
    assert any("results posted of a trial" in reason for reason in ranked_results.reasons)


def test_decisions_teach(small_evidence, judged_claims):
    """After enough decisions, what is like the included outranks what is like the excluded."""

    def with_verdict(number, title, verdict):
        decision = Decision(by="first", date="2025-12-01", verdict=verdict)
        return candidate(number, title).model_copy(update={"decisions": [decision]})

    examples = [with_verdict(n, f"Gentle lotion number{n} soothes placeholders", "include") for n in range(10, 20)]
    examples += [with_verdict(n, f"Bitter syrup number{n} for fictive coughs", "exclude") for n in range(20, 40)]
    search = Search(small_evidence.library.search.strategies, [], {c.id: c for c in examples})
    evidence = Evidence(replace(small_evidence.library, search=search))
    candidates = [candidate(50, "Bitter syrup for coughs again"), candidate(51, "Lotion soothes more placeholders")]
    assert [c.id for c in rank(candidates, evidence, judged_claims)] == ["pubmed:51", "pubmed:50"]
    assert likenesses(candidates, [], ["x"]) == [0.0, 0.0]
