"""What of a review a person should look at, and what is wrong with it, from the records to the sentences on them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from livingevidence.claims.base import JudgedClaim
from livingevidence.claims.directive import Texts, read
from livingevidence.claims.ledger import problems, to_do
from livingevidence.claims.questions import COMPUTED, Questions
from livingevidence.evidence.evidence import Evidence
from livingevidence.record.addresses import Address
from livingevidence.record.check import VALUE_RULES, check, check_texts, look_at
from livingevidence.record.library import Library, load_library
from livingevidence.record.problems import Problem
from livingevidence.record.prose import numbers_in
from livingevidence.record.root import Root
from livingevidence.record.rules.appraisals import treated_conditions
from livingevidence.results.numbers import look_up
from livingevidence.results.result import Results

HOLDS = "What a sentence needs is what the evidence has."
PLACED = "A number in a chapter or page is one that the records or the page of numbers have."
PLACE = "write an address that is there: the page of its study shows it, and that of numbers the keys of results"
VERDICT = "A disease with a patient on the treatment has a sentence that says what is known of it."


@dataclass(frozen=True)
class ReviewCheck:
    """A review held against every rule."""

    library: Library
    problems: list[Problem]
    looks: list[Problem]
    """What is not wrong, but should be looked at, and what no release may have."""


def check_review(root: Root, *, texts: bool, results: bool) -> ReviewCheck:
    """Return what is wrong with a review, and what should be looked at.

    With `texts` chapters and pages are looked at, too, which speak of the review's own data alone. With `results` these
    are computed for it, as before a release. Else the sentences that need one are left out, and so are the judgements
    that were made on one: a result moves with its rows, or with the code that computes it.
    """
    library = load_library(root)
    faults, looks = check(library), look_at(library)
    evidence, claims = Evidence(library), read(root) if texts else Texts()
    # Else what claims name may stand in what couldn't be read.
    of_claims = problems(evidence, claims) if texts and not library.problems else library.problems
    if texts and not of_claims and VALUE_RULES.isdisjoint(problem.rule for problem in faults):
        looks += _overturned(evidence, claims, results)
    all_problems = {*faults, *of_claims}
    if texts:
        all_problems |= {*check_texts(library), *missing_numbers(evidence, faults)}
    if results and not all_problems:
        from livingevidence.appraisal.standing import look_at as look_at_results  # computes all of them

        looks += look_at_results(evidence)
    return ReviewCheck(library, sorted(all_problems), looks)


def missing_numbers(
    evidence: Evidence, faults: Iterable[Problem] = (), results: Results | None = None
) -> Iterator[Problem]:
    """Yield numbers of texts that are not there; of results only where these are given, none of a file with a fault."""
    library, faulty = evidence.library, {problem.file for problem in faults}
    for path, text in library.texts.items() if not library.broken else ():
        for line, address in numbers_in(text):
            study = Address(address).study
            document = library.files.get(f"studies/{study}")
            if (results is None and not study) or (document and document.file in faulty):
                continue
            try:
                look_up(address, evidence, results or Results(()))
            except KeyError as error:
                file = library.root.display_path(path)
                yield Problem(file, line, 1, "", "NumberIsThere", error.args[0], PLACED, PLACE)


def _overturned(evidence: Evidence, texts: Texts, results: bool) -> Iterator[Problem]:
    """Yield the sentences that the evidence of today overturns, and the conditions without a verdict."""
    find = Questions(evidence).find
    for claim in texts.claims.values():
        for expression in claim.needs:
            if not results and any(call.name in COMPUTED for call in expression.calls):
                continue
            finding = find(expression)
            if finding.holds is False:
                fix = to_do(JudgedClaim(claim, "overturned", (finding,)))
                words = f"it needs {finding.needs}, and finds {finding.answer}"
                yield Problem(*expression.place, f"claim {claim.id}", "SentenceHolds", words, HOLDS, fix)
    with_verdict = {name for claim in texts.claims.values() if claim.says == "verdict" for name in claim.about}
    for condition in treated_conditions(evidence.library):
        if condition not in with_verdict:
            label = evidence.vocabulary["conditions"][condition].label
            document = evidence.library.files["vocabulary/conditions"]
            fix = f"write a claim with `about: {condition}` and `says: verdict` in the chapter of its group"
            yield document.problem((condition,), "VerdictOfEachCondition", f"no verdict on {label}", VERDICT, fix)
