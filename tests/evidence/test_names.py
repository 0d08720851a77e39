"""Names of references and studies: readable, no two alike, and the same in figures and citations."""

from dataclasses import replace

import pytest

from livingevidence.evidence.names import label_of, labels, short_names
from livingevidence.record.references import load_bibliography

BIB = """
@misc{a-1, title = {Cream {A}}, author = {Zander, Q. and Ypsilon, R.}, year = {1901}}
@misc{a-2, title = {Balm}, author = {Zander, P.}, year = {1901}}
@misc{register, title = {A record}, howpublished = {ClinicalTrials.gov}, registration = {NCT00000001; OWN-1}}
@misc{paper, title = {A paper}, year = {1902}, registration = {NCT00000001}}
@misc{journal, title = {A case}, journal = {J Invented Dermatol}, year = {1903}, volume = {4}, pages = {1--2}}
@misc{label, title = {X}, author = {{Maker Ltd}}, howpublished = {US prescribing information}, year = {1904}}
@misc{title, title = {An ointment (old) of the mill for the hands: one case}}
"""


@pytest.fixture
def references(tmp_path):
    """Return invented references."""
    (tmp_path / "x.bib").write_text(BIB, encoding="utf-8")
    entries, problems = load_bibliography(tmp_path / "x.bib", "x.bib")
    assert not problems
    return entries


@pytest.mark.parametrize(
    ("key", "label"),
    [
        ("a-1", "Zander 1901"),
        ("register", "NCT00000001"),
        ("paper", "NCT00000001 1902"),
        ("journal", "J Invented Dermatol 1903"),
        ("label", "US prescribing information 1904"),
        ("title", "An ointment of the mill n.d."),
    ],
)
def test_a_reference_goes_by_what_is_known_of_it(references, key, label):
    """Author and year come first; then a register's number, the journal, or the start of the title."""
    assert label_of(references[key]) == label


def test_two_alike_get_letters_in_the_order_of_their_authors(references):
    """Two references that would read alike are told apart by a letter."""
    names = labels(references)
    assert (names["a-2"], names["a-1"]) == ("Zander 1901a", "Zander 1901b")


def test_after_z_comes_aa(references):
    """However many references read alike, each has letters of its own."""
    many = [replace(references["a-1"], key=f"a-{number:02}", title=f"{number:02}") for number in range(28)]
    names = list(labels({reference.key: reference for reference in many}).values())
    assert names[0] == "Zander 1901a" and names[25:] == ["Zander 1901z", "Zander 1901aa", "Zander 1901ab"]


def test_no_two_names_are_alike(small_evidence):
    """Every reference and every study has a name of its own."""
    for names in (labels(small_evidence.references), short_names(small_evidence)):
        assert len(set(names.values())) == len(names)


def test_trials_that_share_a_paper_go_by_their_own_names(small_copy):
    """Two studies of one paper are told apart by the trial, not by a letter."""
    small_copy.edit("loe-2018", "reports[0].key", "doe-2021")
    small_copy.edit("loe-2018", "trials[0].name", "FOURTH")
    small_copy.replace("references.bib", "@article{loe-2018", "@article{spare")
    small_copy.replace("references.bib", "loe.2018},", "loe.2018},\n  keywords = {methods},")
    names = short_names(small_copy.evidence())
    assert names["doe-2021"].endswith(", FIRST") and names["loe-2018"].endswith(", FOURTH")


def test_a_register_number_has_its_trial_beside_it(small_copy):
    """Where only a register's number is known, the name of the trial follows."""
    small_copy.edit("example-nct00000009", "trials[0].name", "NINTH")
    assert short_names(small_copy.evidence())["example-nct00000009"] == "NCT00000009, NINTH"
