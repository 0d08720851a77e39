"""Changes of the evidence beside a claim: what its test must see, what must leave it standing, and slips in them."""

import pytest

from livingevidence.appraisal.standing import stale_judgements
from livingevidence.claims.base import Change, Claim
from livingevidence.claims.expression import parse
from livingevidence.claims.ledger import all_claims, problems
from livingevidence.claims.mutation import changed_evidence, mutate, unguarded_claims
from livingevidence.claims.questions import Questions
from livingevidence.cli import main
from livingevidence.evidence.evidence import Evidence
from livingevidence.record.problems import BrokenEvidence
from livingevidence.record.reading import Document
from livingevidence.record.reading import parse as parse_yaml


def change(text: str, when: str = "false_when") -> Change:
    """Return a change as it is written."""
    document = parse_yaml(text, Document("chapter.md"))
    assert not document.problems
    return Change(when, document.data, document)


# What a question must see: a line that holds, and a change with which it no longer does.
OVERTURNS = [
    # a period that is not stated may be controlled, and a registry's rows often have none
    (
        'results(of="rashes", kind="harm", against="placebo") == 0',
        "sample-2019/stopped: {like: loe-2018/stopping, period: not-stated, timepoint_weeks: null, source: S1}",
    ),
    # the other arm counts in any period, and a week that is not told may be any
    (
        'results(of="fevers", kind="harm", against="placebo", beyond=8) == 0',
        "doe-2021/serious-later: {like: doe-2021/serious-placebo-w8, period: extension, timepoint_weeks: 260}",
    ),
    (
        'results(kind="harm", beyond=12) == ["poe-2017/itch"]',
        "moe-2016/itch: {like: poe-2017/itch, timepoint_weeks: null, source: S1}",
    ),
    # a new study of any design
    ('studies("quiet-rash") == 0', "new-report: {like: moe-2016, conditions: [quiet-rash]}"),
    ('studies("rashes", compared=True) == ["sample-2019"]', "loe-2018/side: {like: sample-2019/placebo}"),
    (
        'results(of="rashes", against="placebo", parallel=True) == 0',
        "new-trial: {like: sample-2019, design: randomised-trial}",
    ),
    ('conditions("rashes") == ["sample-rash"]', "new-report: {like: moe-2016, conditions: [quiet-rash]}"),
    # ages in numbers and in words
    ("studies(children=True) == 0", "doe-2021: {population: {age: 6-17 years}}"),
    ("studies(children=True) == 0", "doe-2021: {population: {age: adolescents and adults}}"),
    ("studies(children=True) == 0", "doe-2021: {population: {inclusion: age 12 or over}}"),
    ('studies("fevers", ageless=True) == 0', "doe-2021: {population: {age: null}}"),
    # a gap in either direction, over all events and studies
    ('widest(of="fevers") == "clearing"', "roe-2022/serious-placebo-both-w8: {events: 180}"),
    # who paid, not a word in a text
    ('funders("fevers") == "Example Company"', "doe-2021: {funding: Example Company and another}"),
    # few is a count
    ('results("serious-adverse-event", least=10) == 0', "doe-2021/serious-ten-w8: {events: 12}"),
    ('results("sample-itch", least=10) == 0', "doe-2021/itch-ten-w8: {percent: 30.0}"),
    # drugs together with the treatment, and what row, arm or record speaks of
    (
        'results(beside="sampletinib", words=True) == 0',
        "loe-2018/examplinib: {interventions: [examplinib, sampletinib]}",
    ),
    ('results("clearing", mentions=["scalp"]) == 0', "loe-2018/clearing-w12: {label: Clearing of the scalp}"),
    ('results("clearing", mentions=["scalp"]) == 0', "loe-2018/examplinib: {note: used on the Scalp}"),
    ('studies(mentions=["pregnan"]) == 0', "loe-2018: {title: A tablet in pregnancy}"),
    ('cases("sample-rash", answered=True) >= 4', "moe-2016/patient: {response: null}"),
    ("not searched()", 'review: {last_searched: "2020-01-01"}'),
    (
        'certainty("example-fever-clearing") <= "moderate"',
        "certainty/example-fever-clearing: {down: {imprecision: {by: 0}}}",
    ),
    ('read("loe-2018/stopping")', "loe-2018/stopping: null"),
]


STANDS = [
    ('results(of="rashes", kind="harm", against="placebo") == 0', "loe-2018/again: {like: loe-2018/stopping}"),
    (
        'results(of="fevers", kind="harm", against="placebo", beyond=8) == 0',
        "doe-2021/later: {like: doe-2021/any-ten-w8, period: extension, timepoint_weeks: 52}",
    ),
    ("studies(children=True) == 0", "new-trial: {like: doe-2021}"),
    ('people("example-fever") >= 400', "new-trial: {like: doe-2021}"),
    ('studies("quiet-rash") == 0', "new-entry: {like: example-nct00000009}"),
]


@pytest.mark.parametrize(("line", "text"), [*OVERTURNS, *STANDS])
def test_a_question_is_moved_by_what_concerns_it_alone(small_evidence, line, text):
    """A line holds of the invented review, and with a change only where that does not concern it."""
    assert Questions(small_evidence).find(parse(line)).holds is True
    assert Questions(changed_evidence(small_evidence, change(text))).find(parse(line)).holds is ((line, text) in STANDS)


def test_a_study_like_another_shares_nobody_with_it(small_evidence):
    """Its people are counted beside those of the other."""
    before = Questions(small_evidence).people("example-fever").values[0]
    changed = changed_evidence(small_evidence, change("new-trial: {like: doe-2021}"))
    after = Questions(changed).people("example-fever").values[0]
    assert after == before + small_evidence.records["doe-2021"].population.n_enrolled


def test_the_evidence_itself_stays(small_evidence):
    """A change is made in a copy, whose judgements count as signed."""
    changed = changed_evidence(small_evidence, change("doe-2021/clearing-ten-w8: {events: 1}"))
    assert small_evidence.row("doe-2021/clearing-ten-w8")[1].events == 20
    assert stale_judgements(changed) == stale_judgements(small_evidence)


SLIPS = [
    ("dow-2021/clearing-ten-w8: {events: 1}", "did you mean 'doe-2021'"),
    ("doe-2021/clearing-ten-w9: {events: 1}", "did you mean 'doe-2021/clearing-ten-w8'"),
    ("new-trial: {like: dow-2021}", "did you mean 'doe-2021'"),
    ("certainty/example-fever-clear: {means: x}", "did you mean 'example-fever-clearing'"),
    ("doe-2021/clearing-ten-w8: {event: 1}", "event"),
    ("doe-2021/clearing-ten-w8: {events: many}", "events"),
    ("doe-2021/clearing-ten-w8: 5", "no fields"),
    ("review: {last_searched: soon}", "last_searched"),
]


@pytest.mark.parametrize(("text", "message"), SLIPS)
def test_a_slip_in_a_change_is_told_with_its_line(small_evidence, text, message):
    """The message on a slip names what is unknown, and the nearest spelling."""
    with pytest.raises(BrokenEvidence) as error:
        changed_evidence(small_evidence, change(f"\n{text}"))
    (problem,) = error.value.problems
    assert message in problem.found and problem.line == 2


def test_a_claim_is_tried_with_each_of_its_changes(small_evidence):
    """A change that must overturn and doesn't is told, as is one that does and mustn't."""
    sees, blind = "loe-2018/stopping: {events: 2}", "loe-2018/completed: {events: 2}"
    claim_changes = [change(sees), change(blind), change(sees, "true_when"), change(blind, "true_when")]
    claim = Claim(
        "invented", "Invented.", (parse('events("loe-2018/stopping") == 1'),), main=True, changes=tuple(claim_changes)
    )
    faults = list(mutate(small_evidence, {"invented": claim}))
    assert [bool(fault) for fault in faults] == [False, True, True, False]
    assert "chapter.md:1: invented: false_when: holds" in faults[1] and "true_when: overturned" in faults[2]
    assert unguarded_claims({"invented": claim}) == []
    assert "without `false_when`" in unguarded_claims({"bare": Claim("bare", "Bare.", main=True)})[0]


def test_the_command_tries_the_changes_beside_claims(inside, capsys):
    """A main claim without a change is a fault, as is a test that sees nothing; else it ends with 0."""
    line = '  events("loe-2018/stopping") == 0\n'
    block = "false_when: |\n  - loe-2018/stopping: {events: 3}\n  - loe-2018/stopping: {events: 0}\n"
    inside.replace("rashes.md", line, line + block)
    assert main(["claims", "--mutate"]) == 1
    output = capsys.readouterr().out
    before = inside.file("rashes.md").read_text(encoding="utf-8").partition("  - loe-2018/stopping: {events: 0}")[0]
    number = before.count("\n") + 1
    assert f"rashes.md:{number}: sample-rash-nobody-stopped: false_when: holds" in output
    assert "sample-rash-verdict: a main claim without `false_when`" in output and "2 changes tried" in output


@pytest.mark.parametrize(
    ("block", "rule"),
    [
        ("false_when: |\n  loe-2018/stoping: {events: 0}\n", "Change"),
        ("false_when: |\n  - loe-2018/stopping: {events: 0\n", "NotYaml"),
        ("true_when: loe-2018\n", "Change"),
    ],
)
def test_an_error_in_a_change_is_a_problem_of_the_chapter(small_copy, block, rule):
    """An error in a change is a problem at the line of the slip."""
    line = '  events("loe-2018/stopping") == 0\n'
    small_copy.replace("rashes.md", line, line + block)
    (problem,) = problems(Evidence.at(small_copy.review))
    assert problem.rule == rule and problem.file.endswith("rashes.md")
    wrong_line = small_copy.line(problem)
    assert "loe-2018" in wrong_line or wrong_line == "---"


def test_every_main_claim_of_the_live_review_has_its_change(evidence):
    """`ruxreview claims --mutate` tries them; none is left out."""
    assert unguarded_claims(all_claims(evidence.library.root)) == []


def test_a_new_term_of_the_vocabulary_is_seen(small_copy, small_evidence):
    """People treated for a condition that no claim names are found in its group."""
    line = parse('conditions("rashes") == ["sample-rash"]')
    assert Questions(small_evidence).find(line).holds is True
    term = {"label": "another rash", "definition": "An invented rash.", "groups": ["rashes"]}
    small_copy.edit("vocabulary/conditions", "another-rash", term)
    evidence = changed_evidence(
        small_copy.evidence(), change("new-report: {like: moe-2016, conditions: [another-rash]}")
    )
    assert Questions(evidence).find(line).holds is False


def test_a_statement_on_two_arms_is_held_to_its_sides(small_evidence):
    """Where treatment and comparator are exchanged, what was said of them is not said any more."""
    row = "doe-2021/said-ten-v-placebo"
    statement = f"{row}: {{like: doe-2021/fever-score-ten-v-placebo-w8, kind: qualitative, text: lower}}"
    line, evidence = parse(f'says("{row}", "lower")'), changed_evidence(small_evidence, change(statement))
    assert Questions(evidence).find(line).holds is True
    exchanged = changed_evidence(evidence, change(f"{row}: {{contrast: {{treatment: placebo, comparator: ten}}}}"))
    assert Questions(exchanged).find(line).holds is False
