"""The reports of the studies for reference managers, those that were read apart from those that are awaited."""

import json
import re
import shutil
import subprocess
from xml.etree import ElementTree

import bibtexparser
import pytest
import rispy
from bibtexparser.middlewares import SeparateCoAuthors
from pybtex.database import parse_string

from copies import altered
from live import REVIEW
from livingevidence.evidence.evidence import Evidence
from livingevidence.export import reports as made_of
from livingevidence.export.reports import reference_parts


@pytest.fixture(
    scope="module", params=[("small_evidence", "included"), ("evidence", "included"), ("evidence", "awaited")]
)
def reports(request, small):
    """Return a part, its references by key, and the entries of the bibliography."""
    scope, part = request.param
    evidence: Evidence = request.getfixturevalue(scope)
    where = small.bibliography if scope == "small_evidence" else REVIEW.bibliography
    parts, entries = reference_parts(evidence), parse_string(where.read_text(encoding="utf-8"), "bibtex").entries
    return part, {key: made for key, made in evidence.references.items() if parts[key] == part}, entries


@pytest.mark.parametrize(
    ("key", "part"), [("doe-2021", "included"), ("moe-2016", "included"), ("nct00000009", "awaited")]
)
def test_included_and_awaited_reports_are_apart(small_evidence, key, part):
    """Awaited are those of studies without any result; a patient known from a news text is a result."""
    assert reference_parts(small_evidence)[key] == part


def test_a_report_that_was_not_read_is_awaited_unless_another_study_has_results_from_it(small_evidence):
    """Nothing was read: awaited. A report of two studies is included if it is so for one of them."""
    (first, second) = small_evidence.records["doe-2021"].reports
    unread = [first.model_copy(update={"read": "none"}), second]
    assert reference_parts(altered(small_evidence, "doe-2021", reports=unread))["doe-2021"] == "awaited"
    shared = altered(altered(small_evidence, "doe-2021", reports=unread), "loe-2018", reports=[first])
    assert reference_parts(shared)["doe-2021"] == "included"


def test_every_report_is_in_one_part_and_the_rest_is_on_methods(evidence):
    """What no study reports is literature on methods, or was left out."""
    reported = {report.key for study in evidence.records.values() for report in study.reports}
    parts = reference_parts(evidence)
    assert set(parts) == set(evidence.references)
    assert {key for key, part in parts.items() if part in ("included", "awaited")} == reported


def names(authors) -> list[str]:
    """Return the names of authors that are named, with what BibTeX has between the names, such as Jr., at the end."""
    parts = [" ".join(str(author).split()).split(", ") for author in authors if author != "others"]
    return [", ".join([*part[:1], *part[2:], *part[1:2]]) if len(part) == 3 else ", ".join(part) for part in parts]


def test_ris_reads_back(reports):
    """Rispy gives back every report with title, year, DOI and authors, and which part it is of."""
    part, expected, entries = reports
    found = {entry["id"]: entry for entry in rispy.loads(made_of.ris(entries, expected, part))}
    assert set(found) == set(expected)
    for key, made in expected.items():
        entry = found[key]
        assert entry["title"] == " ".join(made.title.split())
        assert entry.get("year", "") == made.year and entry.get("doi", "") == made.identifiers.get("doi", "")
        assert entry.get("authors", []) == names(made.authors)
        assert entry["keywords"] == [part]


def test_bibtex_reads_back(reports):
    """Bibtexparser gives back every report with title, year, DOI and authors."""
    _, expected, entries = reports
    text = made_of.bibtex(entries, expected)
    found = bibtexparser.parse_string(text, append_middleware=[SeparateCoAuthors()])
    assert not found.failed_blocks and set(found.entries_dict) == set(expected)

    def plain(text: str) -> str:
        return re.sub(r"\\([%&_#$])", r"\1", text).replace("{", "").replace("}", "")

    for key, made in expected.items():
        fields = {name: field.value for name, field in found.entries_dict[key].fields_dict.items()}
        assert plain(fields["title"]) == made.title
        assert fields.get("year", "") == made.year and fields.get("doi", "") == made.identifiers.get("doi", "")
        assert names(map(plain, fields.get("author", []))) == names(made.authors)


def test_csl_reads_back(reports):
    """Each item has an id, a type of CSL and named authors, and says what the reference says."""
    part, expected, entries = reports
    found = {item["id"]: item for item in json.loads(json.dumps(made_of.csl(entries, expected, part)))}
    assert set(found) == set(expected)
    for key, made in expected.items():
        item = found[key]
        assert item["type"] in {"article-journal", "paper-conference", "document", "book", "chapter", "report"}
        assert item["title"] == " ".join(made.title.split()) and item.get("DOI", "") == made.identifiers.get("doi", "")
        assert str(item.get("issued", {"date-parts": [[""]]})["date-parts"][0][0]) == made.year
        told = [
            person.get("literal") or ", ".join(filter(None, map(person.get, ("family", "given", "suffix"))))
            for person in item.get("author", [])
        ]
        assert told == names(made.authors)
        assert item["keyword"] == part and all(item.values())


def read_by(program: str, *options: str, text: str) -> str:
    """Return what a program of others makes of a text."""
    if not shutil.which(program):
        pytest.skip(f"no {program} here")
    return subprocess.run([program, *options], input=text, capture_output=True, encoding="utf-8", check=True).stdout


def test_pandoc_reads_every_item_of_csl(reports):
    """As many items as were written, each with its key and DOI."""
    part, expected, entries = reports
    text = json.dumps(made_of.csl(entries, expected, part))
    found = json.loads(read_by("pandoc", "--from=csljson", "--to=csljson", text=text))
    dois = {key: made.identifiers.get("doi") for key, made in expected.items()}
    assert {item["id"]: item.get("DOI") for item in found} == dois and len(found) == len(dois)


def test_bibutils_reads_every_entry_of_ris(reports):
    """As many entries as were written, each with its key and the beginning of its title."""
    part, expected, entries = reports
    mods = ElementTree.fromstring(read_by("ris2xml", text=made_of.ris(entries, expected, part)).lstrip("\ufeff"))
    name = "{http://www.loc.gov/mods/v3}"
    found = {
        item.findtext(f"{name}identifier[@type='citekey']"): item.findtext(f"{name}titleInfo/{name}title")
        for item in mods.iter(f"{name}mods")
    }
    assert set(found) == set(expected)
    assert all(" ".join(made.title.split()).startswith(found[key]) for key, made in expected.items())


def test_an_entry_keeps_its_fields_as_they_stand():
    """What is escaped stays so, comments between entries go, and entries are sorted by key."""
    b = "@misc{b,\n  author = {Doe, J. and {The {A} Group}},\n  title = {{50\\% of B}},\n}\n"
    entries = parse_string(f"% Invented.\n{b}@misc{{a, title = {{A}}}}", "bibtex").entries
    assert made_of.bibtex(entries, ["b", "a"]) == "@misc{a,\n  title = {A},\n}\n\n" + b


def test_a_list_of_authors_that_goes_on_says_so():
    """Others are no author, and a note tells of them."""
    entries = parse_string("@misc{a, author = {Doe, J. and others}, title = {A}}", "bibtex").entries
    (item,) = made_of.csl(entries, ["a"], "included")
    assert item["author"] == [{"family": "Doe", "given": "J."}] and item["note"] == "and other authors"
    assert "N1  - and other authors" in made_of.ris(entries, ["a"], "included")


def test_ris_has_the_parts_of_names_and_pages_in_their_places():
    """A suffix comes last, an entity is one name, and pages have a start and an end whatever their dash."""
    names = "van der Berg, Jr., Johannes H. and {Department of Health, Region North}"
    entries = parse_string(f"@article{{a, author = {{{names}}}, title = {{A}}, pages = {{271–276}}}}", "bibtex").entries
    lines = made_of.ris(entries, ["a"], "included").splitlines()
    assert {"AU  - van der Berg, Johannes H., Jr.", "AU  - Department of Health, Region North"} <= set(lines)
    assert {"SP  - 271", "EP  - 276"} <= set(lines)


def test_a_last_name_in_braces_is_a_persons():
    """Braces in a part of a name keep its words together; only a whole name in braces is that of a body."""
    entries = parse_string("@misc{a, author = {{van der Doe}, J. and {Example Group}}}", "bibtex").entries
    (item,) = made_of.csl(entries, ["a"], "included")
    assert item["author"] == [{"family": "van der Doe", "given": "J."}, {"literal": "Example Group"}]


def test_pages_with_hyphens_of_their_own_are_not_cut():
    """Where more than one hyphen stands in pages, RIS has them whole."""
    entries = parse_string("@article{a, pages = {2-1--2-8}}", "bibtex").entries
    assert "SP  - 2-1-2-8" in made_of.ris(entries, ["a"], "included").splitlines()
