"""What the check tells of claims: unknown names with the nearest spelling, retired names, and all of it at once."""

import pytest

from livingevidence.claims.check import ClaimNames, check
from livingevidence.claims.directive import read
from livingevidence.claims.expression import parse
from livingevidence.claims.ledger import problems
from livingevidence.evidence.evidence import Evidence

LINES = [
    ('studes("rashes") == 1', "no question 'studes'; did you mean 'studies'?"),
    ('studies("rashe") == 1', "no of 'rashe'; did you mean 'rashes'?"),
    ('studies("rashes", rungs="single") == 1', "no argument 'rungs'; did you mean 'rung'?"),
    ('studies("rashes", rung="singel") == 1', "no rung 'singel'; did you mean 'single'?"),
    ('studies("rashes", planned="yes") == 1', "planned is 'yes'"),
    ('value("doe-2021/clearing-ten-w9") == 1', "did you mean 'doe-2021/clearing-ten-w8'?"),
    ('results("clearng") == 0', "no what 'clearng'; did you mean 'clearing'?"),
    ('certainty("example-fever-clear") <= "low"', "did you mean 'example-fever-clearing'?"),
    ('certainty("example-fever-clearing") <= "lowest"', "can't be asked so"),
    ('says("sample-2020", "words")', "no where 'sample-2020'; did you mean 'sample-2019'?"),
    ("events() == 1", "missing a required argument"),
    ('people("rashes")', "can't be asked so"),
    ("searched() == 1", "can't be asked so"),
    ('value("doe-2021/clearing-ten-w8") == "four"', "can't be asked so"),
    ('studies("rashes") == 1.5', "can't be asked so"),
    ('certainty(of="rashes") == rungs("fevers")', "two questions"),
    ('studies("") == 1', "of is ''"),
    ('studies("rashes", rung=[]) == 1', "rung is ()"),
    ('results(mentions="") == 1', "mentions is ''"),
    ("results(beyond=-8) == 1", "beyond is -8"),
    ('studies("rashes") != ["loe-2081"]', "never finds 'loe-2081'; did you mean 'loe-2018'?"),
    ('rungs("rashes") <= "singel"', "never finds 'singel'; did you mean 'single'?"),
    ('given("doe-2021/clearing-ten-w8") == "examplinb"', "did you mean 'examplinib'?"),
    ('not direction("example-fever") == "beter"', "did you mean 'better'?"),
]


@pytest.mark.parametrize(("line", "message"), LINES)
def test_what_is_unknown_is_told_with_what_comes_near(small_evidence, line, message):
    """One thing is wrong with each line, and a remedy is named."""
    ((fault, fix),) = ClaimNames(small_evidence).faults(parse(line))
    assert message in fault and fix


def test_the_invented_review_has_no_problem(small_evidence):
    """Its claims, repetitions and sayings are known."""
    assert problems(small_evidence) == []


EDITS = [
    ("notebooks/fevers.md", "about: quiet-rash", "about: quite-rash", "About", "quiet-rash"),
    (
        "notebooks/fevers.md",
        "{number}`doe-2021/clearing-ten-w8` {cite",
        "{number}`doe-2021/clear` {cite",
        "UnknownNumber",
        "clear",
    ),
    (
        "notebooks/fevers.md",
        "{claim} example-fever-any-event",
        "{claim} example-fever-untried",
        "RetiredClaim",
        "untried",
    ),
    (
        "notebooks/rashes.md",
        "{plain}`sample-rash-verdict`",
        "{plain}`sample-rash-verdic`",
        "UnknownClaim",
        "sample-rash-verdict",
    ),
    ("notebooks/rashes.md", 'events("loe-2018/stopping")', 'events("loe-2018/stoping")', "Needs", "loe-2018/stopping"),
    ("data/sayings.yaml", 'studies("sample-rash"', 'studies("sample-rush"', "Needs", "sample-rash"),
    ("data/sayings.yaml", 'studies("sample-rash"', "studies(sample", "Needs", "`sample`"),
]


@pytest.mark.parametrize(("file", "old", "new", "rule", "near"), EDITS)
def test_a_slip_is_told_with_file_and_line(small_copy, file, old, new, rule, near):
    """The line is that of the slip."""
    path = small_copy.review.folder / file
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    line = text[: text.index(old)].count("\n") + 1
    slips = [problem for problem in problems(Evidence.at(small_copy.review)) if problem.rule == rule]
    assert len(slips) == 1 and near in slips[0].found and slips[0].file.endswith(file.split("/")[1])
    assert rule in ("About", "UnknownNumber") or slips[0].line == line


def test_all_problems_are_listed_at_once(small_copy):
    """One slip hides no other."""
    small_copy.replace("fevers.md", "about: fevers", "about: feverz")
    small_copy.replace("fevers.md", 'studies("example-fever"', 'studis("example-fever"')
    evidence = Evidence.at(small_copy.review)
    assert len(check(ClaimNames(evidence), read(small_copy.review))) == 2
