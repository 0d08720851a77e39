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
from livingevidence.export.reports import bibtex, csl, reference_parts, ris


@pytest.fixture(
    scope="module", params=[("small_evidence", "included"), ("evidence", "included"), ("evidence", "awaited")]
)
def reports(request, small):
    """Return a part, its references by key, and the entries of the bibliography."""
    scope, part = request.param
    evidence: Evidence = request.getfixturevalue(scope)
    bibliography = small.bibliography if scope == "small_evidence" else REVIEW.bibliography
    parts, entries = reference_parts(evidence), parse_string(bibliography.read_text(encoding="utf-8"), "bibtex").entries
    return part, {key: reference for key, reference in evidence.references.items() if parts[key] == part}, entries


@pytest.mark.parametrize(
    ("key", "part"), [("doe-2021", "included"), ("moe-2016", "included"), ("nct00000009", "awaited")]
)
def test_included_and_awaited_reports_are_apart(small_evidence, key, part):
    """Awaited are those of studies without any result; a patient known from a news text is a result."""
    assert reference_parts(small_evidence)[key] == part


def test_a_report_that_was_not_read_is_awaited_unless_another_study_has_results_from_it(small_evidence):
    """Nothing was read: awaited. A report of two studies is included if it is so for one of them."""
    first, second = small_evidence.records["doe-2021"].reports
    unread = [first.model_copy(update={"read": "none"}), second]
    assert reference_parts(altered(small_evidence, "doe-2021", reports=unread))["doe-2021"] == "awaited"
    both = altered(altered(small_evidence, "doe-2021", reports=unread), "loe-2018", reports=[first])
    assert reference_parts(both)["doe-2021"] == "included"


def test_every_report_is_in_one_part_and_the_rest_is_on_methods(evidence):
    """What no study reports is literature on methods, or was left out."""
    keys = {report.key for study in evidence.records.values() for report in study.reports}
    parts = reference_parts(evidence)
    assert set(parts) == set(evidence.references)
    assert {key for key, part in parts.items() if part in ("included", "awaited")} == keys


def names(authors) -> list[str]:
    """Return the names of authors that are named, with what BibTeX has between the names, such as Jr., at the end."""
    parts = [" ".join(str(author).split()).split(", ") for author in authors if author != "others"]
    return [", ".join([*part[:1], *part[2:], *part[1:2]]) if len(part) == 3 else ", ".join(part) for part in parts]


def doi_of(reference) -> str:
    """Return the DOI of a reference, empty where it has none."""
    return reference.identifiers.get("doi", "")


def test_ris_reads_back(reports):
    """Rispy gives back every report with title, year, DOI and authors, and which part it is of."""
    part, expected, entries = reports
    records = {record["id"]: record for record in rispy.loads(ris(entries, expected, part))}
    assert set(records) == set(expected)
    for key, reference in expected.items():
        entry = records[key]
        assert entry["title"] == " ".join(reference.title.split())
        assert (entry.get("year", ""), entry.get("doi", "")) == (reference.year, doi_of(reference))
        assert entry.get("authors", []) == names(reference.authors)
        assert entry["keywords"] == [part]


def test_bibtex_reads_back(reports):
    """Bibtexparser gives back every report with title, year, DOI and authors."""
    _, expected, entries = reports
    text = bibtex(entries, expected)
    library = bibtexparser.parse_string(text, append_middleware=[SeparateCoAuthors()])
    assert not library.failed_blocks and set(library.entries_dict) == set(expected)

    def unescape(text: str) -> str:
        return re.sub(r"\\([%&_#$])", r"\1", text).replace("{", "").replace("}", "")

    for key, reference in expected.items():
        fields = {name: field.value for name, field in library.entries_dict[key].fields_dict.items()}
        assert unescape(fields["title"]) == reference.title
        assert (fields.get("year", ""), fields.get("doi", "")) == (reference.year, doi_of(reference))
        assert names(map(unescape, fields.get("author", []))) == names(reference.authors)


def test_csl_reads_back(reports):
    """Each item has an id, a type of CSL and named authors, and says what the reference says."""
    part, expected, entries = reports
    items = {item["id"]: item for item in json.loads(json.dumps(csl(entries, expected, part)))}
    assert set(items) == set(expected)
    for key, reference in expected.items():
        item = items[key]
        assert item["type"] in {"article-journal", "paper-conference", "document", "book", "chapter", "report"}
        assert item["title"] == " ".join(reference.title.split()) and item.get("DOI", "") == doi_of(reference)
        assert str(item["issued"]["date-parts"][0][0] if "issued" in item else "") == reference.year
        authors = [
            person.get("literal") or ", ".join(filter(None, map(person.get, ("family", "given", "suffix"))))
            for person in item.get("author", [])
        ]
        assert authors == names(reference.authors)
        assert item["keyword"] == part and all(item.values())


def output_of(program: str, *options: str, text: str) -> str:
    """Return what a program of others makes of a text."""
    if not shutil.which(program):
        pytest.skip(f"no {program} here")
    return subprocess.run([program, *options], input=text, capture_output=True, encoding="utf-8", check=True).stdout


def test_pandoc_reads_every_item_of_csl(reports):
    """As many items as were written, each with its key and DOI."""
    part, expected, entries = reports
    text = json.dumps(csl(entries, expected, part))
    items = json.loads(output_of("pandoc", "--from=csljson", "--to=csljson", text=text))
    dois = {key: doi_of(reference) for key, reference in expected.items()}
    assert {item["id"]: item.get("DOI", "") for item in items} == dois and len(items) == len(dois)


def test_bibutils_reads_every_entry_of_ris(reports):
    """As many entries as were written, each with its key and the beginning of its title."""
    part, expected, entries = reports
    mods = ElementTree.fromstring(output_of("ris2xml", text=ris(entries, expected, part)).lstrip("\ufeff"))
    name = "{http://www.loc.gov/mods/v3}"
    titles = {
        item.findtext(f"{name}identifier[@type='citekey']"): item.findtext(f"{name}titleInfo/{name}title")
        for item in mods.iter(f"{name}mods")
    }
    assert set(titles) == set(expected)
    assert all(" ".join(reference.title.split()).startswith(titles[key]) for key, reference in expected.items())


def test_an_entry_keeps_its_fields_as_they_stand():
    """What is escaped stays so, comments between entries go, and entries are sorted by key."""
    entry = "@misc{b,\n  author = {Doe, J. and {The {A} Group}},\n  title = {{50\\% of B}},\n}\n"
    entries = parse_string(f"% Invented.\n{entry}@misc{{a, title = {{A}}}}", "bibtex").entries
    assert bibtex(entries, ["b", "a"]) == "@misc{a,\n  title = {A},\n}\n\n" + entry


def test_a_list_of_authors_that_goes_on_says_so():
    """Others are no author, and a note tells of them."""
    entries = parse_string("@misc{a, author = {Doe, J. and others}, title = {A}}", "bibtex").entries
    (item,) = csl(entries, ["a"], "included")
    assert item["author"] == [{"family": "Doe", "given": "J."}] and item["note"] == "and other authors"
    assert "N1  - and other authors" in ris(entries, ["a"], "included")


def test_ris_has_the_parts_of_names_and_pages_in_their_places():
    """A suffix comes last, an entity is one name, and pages have a start and an end whatever their dash."""
    names = "van der Berg, Jr., Johannes H. and {Department of Health, Region North}"
    entries = parse_string(f"@article{{a, author = {{{names}}}, title = {{A}}, pages = {{271–276}}}}", "bibtex").entries
    lines = ris(entries, ["a"], "included").splitlines()
    assert {"AU  - van der Berg, Johannes H., Jr.", "AU  - Department of Health, Region North"} <= set(lines)
    assert {"SP  - 271", "EP  - 276"} <= set(lines)


def test_a_last_name_in_braces_is_a_persons():
    """Braces in a part of a name keep its words together; only a whole name in braces is that of a body."""
    entries = parse_string("@misc{a, author = {{van der Doe}, J. and {Example Group}}}", "bibtex").entries
    (item,) = csl(entries, ["a"], "included")
    assert item["author"] == [{"family": "van der Doe", "given": "J."}, {"literal": "Example Group"}]


def test_pages_with_hyphens_of_their_own_are_not_cut():
    """Where more than one hyphen stands in pages, RIS has them whole."""
    entries = parse_string("@article{a, pages = {2-1--2-8}}", "bibtex").entries
    assert "SP  - 2-1-2-8" in ris(entries, ["a"], "included").splitlines()
