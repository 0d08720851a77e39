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
    given = {"source": "pubmed", "found": "2025-12-01", "strategy": 1} | fields
    made = Hit(number=str(number), title=title, **given)
    return Candidate(id=made.key, hits=[made])


@pytest.fixture(scope="module")
def judged(small_evidence):
    """Return the claims of the invented review."""
    return judge_all(small_evidence)


def test_a_controlled_trial_stands_before_a_report_and_a_stranger_last(small_evidence, judged):
    """The order follows what the claims of the review need; as many come back as were given."""
    given = [candidate(1, "Weather in the mountains"), candidate(2, REPORT), candidate(3, TRIAL)]
    ranked = rank(given, small_evidence, judged)
    assert [one.id for one in ranked] == ["pubmed:3", "pubmed:2", "pubmed:1"]
    assert [one.score for one in ranked] == sorted((one.score for one in ranked), reverse=True)
    assert any("would overturn" in reason for reason in ranked[0].reasons)
    assert ranked[-1].score == 0


def test_the_claims_named_fall_with_such_a_study(small_evidence, judged):
    """What a candidate is said to overturn held before, and there is such a claim in some disease."""
    ranking = Ranking(small_evidence, judged)
    conditions = [name for name, term in small_evidence.vocabulary["conditions"].items() if not term.collective]
    fallen = {name for condition in conditions for name in ranking.overturned("randomised-trial", condition)}
    assert fallen
    assert {judged[name].verdict for name in fallen} == {"holds"}


def test_a_retraction_of_what_the_review_has_stands_first(small_evidence, judged):
    """A notice on a report of the review outranks every new trial."""
    doi = next(identity for identity in small_evidence.library.study_by_identity if identity.startswith("doi:"))
    notice = candidate(4, "Retraction: something", source="crossref", amends=[doi])
    first = rank([candidate(3, TRIAL), notice], small_evidence, judged)[0]
    assert (first.id, first.score >= AMENDS) == (notice.id, True)


def test_posted_results_of_a_known_trial_are_told(small_evidence, judged):
    """Results that a registry posts of a trial of the review raise its rank."""
    number = next(t.id for study in small_evidence.records.values() for t in study.trials if t.registered)
    posted = candidate(5, "Results posted: something", source="registry", registration=f"{number}/results")
    (told,) = rank([posted], small_evidence, judged)
    assert any("results posted of a trial" in reason for reason in told.reasons)


def test_decisions_teach(small_evidence, judged):
    """After enough decisions, what is like the included outranks what is like the excluded."""

    def done(number, title, verdict):
        decision = Decision(by="first", date="2025-12-01", verdict=verdict)
        return candidate(number, title).model_copy(update={"decisions": [decision]})

    known = [done(n, f"Gentle lotion number{n} soothes placeholders", "include") for n in range(10, 20)]
    known += [done(n, f"Bitter syrup number{n} for fictive coughs", "exclude") for n in range(20, 40)]
    search = Search(small_evidence.library.search.strategies, [], {one.id: one for one in known})
    evidence = Evidence(replace(small_evidence.library, search=search))
    new = [candidate(50, "Bitter syrup for coughs again"), candidate(51, "Lotion soothes more placeholders")]
    assert [one.id for one in rank(new, evidence, judged)] == ["pubmed:51", "pubmed:50"]
    assert likenesses(new, [], ["x"]) == [0.0, 0.0]
