"""Downloads: what is written can be read back, by us and by others, whatever the texts are."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import math
import re

import bibtexparser
import pandas as pd
import pytest
import rispy
from bibtexparser.middlewares import SeparateCoAuthors
from frictionless import Package
from hypothesis import given
from hypothesis import strategies as st

from live import TOPIC
from livingevidence.evidence.columns import Column
from livingevidence.export.about import About, about
from livingevidence.export.cells import GUARDED, cell, count_of, to_csv, to_records
from livingevidence.export.columns import KEYS, LINKS, every
from livingevidence.export.dataset import dataset
from livingevidence.export.files import COMPUTED, files, told
from livingevidence.export.package import schema
from livingevidence.export.reports import part_of
from livingevidence.export.tables import frame, tables
from livingevidence.record.models import Study
from livingevidence.results.compute import compute

NAMES = tuple(every(TOPIC))
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
FORMULAS = ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(1)", "＝1", "\rx", "\tx"]
QUOTES = ["'quoted'", "''", "", '"', 'a "b", c', "a\nb", "a\r\nb", " x ", "[]"]
HOSTILE = [*FORMULAS, *QUOTES, "<script>alert(1)</script>", "γ → ∞ 皮膚 👩\u200d⚕️", "nan", "NA", "null", "true", "1"]


@pytest.fixture(scope="module")
def columns(small_evidence):
    """Return the columns of each table of the invented review."""
    return every(small_evidence.topic)


@pytest.fixture(scope="module")
def held(small_evidence):
    """Return each table of the invented review."""
    return tables(small_evidence, compute(small_evidence), {})


@pytest.fixture(scope="module")
def whole(small, small_evidence):
    """Return the files of a download of the invented review."""
    bibliography = small.bibliography.read_text(encoding="utf-8")
    return files(small_evidence, compute(small_evidence), {}, bibliography, about(small_evidence))


@pytest.fixture
def folder(whole, tmp_path):
    """Return a folder that holds a download, which a test may spoil."""
    for name, content in whole.items():
        (tmp_path / name).write_bytes(content)
    return tmp_path


# Tables


@pytest.mark.parametrize("name", NAMES)
def test_a_table_is_csv_as_the_standard_has_it(whole, columns, name):
    """Lines end with CR LF and have as many cells, no mark stands at the start, and missing is empty, never a word."""
    text = whole[f"{name}.csv"].decode()
    lines = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert text.endswith("\r\n") and not text.startswith("\ufeff")
    assert lines[0] == list(columns[name]) and {len(line) for line in lines} == {len(columns[name])}
    assert len(lines) - 1 == count_of(whole[f"{name}.csv"])
    assert not {found for line in lines[1:] for found in line} & {"nan", "NaN", "NA", "<NA>", "None", "NaT", "null"}


@pytest.mark.parametrize("name", NAMES)
def test_only_text_is_guarded(whole, columns, name):
    """No text cell starts as a spreadsheet's formula does, and no number has a guard."""
    lines = list(csv.reader(io.StringIO(whole[f"{name}.csv"].decode(), newline="")))
    for at, spec in enumerate(columns[name].values()):
        guard = "'" if spec.dtype in ("Int64", "Float64") else GUARDED[:-1]
        assert not any(line[at].startswith(guard) for line in lines[1:])


@pytest.mark.parametrize("name", COMPUTED)
def test_a_table_reads_back_from_json(held, columns, whole, name):
    """The objects of the JSON are the lines of the table, with null where nothing is."""
    lines = json.loads(whole["results.json"])[name]
    for line in lines:
        for column, spec in columns[name].items():
            if spec.dtype == "object":
                line[column] = tuple(line[column])
            elif spec.dtype == "Float64" and line[column] is not None:
                line[column] = float(line[column])
    pd.testing.assert_frame_equal(frame(columns[name], lines), held[name])


def test_the_records_read_back_whole(small_evidence, whole):
    """Each study of the JSON is the record as read, field by field; so are terms, judgements and comparators."""
    said = json.loads(whole["records.json"])
    assert {name: Study.model_validate(made) for name, made in said["studies"].items()} == small_evidence.records
    appraisal = small_evidence.library.appraisal
    for name, made in {"risk_of_bias": appraisal.risks, "certainty": appraisal.certainties}.items():
        assert {key: type(made[key]).model_validate(value) for key, value in said[name].items()} == made
    for name, terms in small_evidence.vocabulary.items():
        assert {key: type(terms[key]).model_validate(value) for key, value in said["vocabulary"][name].items()} == terms
    assert len(said["comparators"]) == len(small_evidence.library.comparators.entries)
    assert set(said["references"]) == set(small_evidence.references)


@given(st.lists(TEXTS | st.sampled_from(HOSTILE) | st.none(), min_size=1))
def test_any_text_comes_back(texts):
    """Whatever the text, also empty, it comes back, and a missing value stays missing: by Python and by pandas."""
    spec = {"first": Column("string", "invented"), "lists": Column("object", "invented")}
    lists = [tuple(text for text in texts if text is not None)] * len(texts)
    table = pd.DataFrame({"first": pd.Series(texts, dtype="string"), "lists": pd.Series(lists, dtype="object")})
    written = to_csv(table, spec)
    lines = list(csv.reader(io.StringIO(written, newline="")))[1:]
    assert [line[0].removeprefix("'") if line[0] else None for line in lines] == texts
    assert [tuple(json.loads(line[1])) for line in lines] == lists
    assert not any(line[0].startswith(GUARDED[:-1]) for line in lines)
    by_pandas = pd.read_csv(io.StringIO(written, newline=""), dtype="string", keep_default_na=False, na_values=[""])
    assert [None if pd.isna(found) else found.removeprefix("'") for found in by_pandas["first"]] == texts
    assert [line["first"] for line in json.loads(json.dumps(to_records(table, spec)))] == texts


@given(st.floats(allow_nan=False) | st.integers(-(2**53), 2**53))
def test_any_number_comes_back(value):
    """A number comes back to the last digit, infinity by its word."""
    written = cell(value, "Int64" if isinstance(value, int) else "Float64")
    assert float(written) == value and "nan" not in written
    assert written == ("INF" if value > 0 else "-INF") if math.isinf(value) else not written.endswith(".0")


def test_arms_and_addresses_lead_somewhere(held):
    """What no key can say holds too: each arm named by a row is there, and each address in a list is a row."""
    arms = set(zip(held["arms"].study, held["arms"].arm, strict=True))
    rows = pd.concat([held["outcomes"], held["adverse_events"]])
    for column in ("arm", "treatment", "comparator"):
        part = rows.dropna(subset=column)
        assert set(zip(part.study, part[column], strict=True)) <= arms
    known = {f"{study}/{row}" for study, row in zip(rows.study, rows.row, strict=True)}
    for name in ("results", "comparisons", "analyses", "not_used", "risk_of_bias", "certainty"):
        assert {row for found in held[name]["rows"] for row in found} <= known, name
    assert {study for found in held["results"].studies for study in found} <= set(held["studies"].study)


def test_every_result_of_the_pages_is_there(small_evidence, held):
    """Each computed number stands in the table with its words; each estimate lies in its interval."""
    computed, results = compute(small_evidence), held["results"].set_index("key")
    assert results["shown"].to_dict() == {key: str(result.value) for key, result in computed.items()}
    counts = {key: result.value for key, result in computed.items() if isinstance(result.value, int)}
    assert results.loc[list(counts), "value"].to_dict() == counts
    estimated = results[results.low.notna()]
    assert len(estimated) and ((estimated.low <= estimated.value) & (estimated.value <= estimated.high)).all()


# The data package


def wrong(where, name: str = "") -> list[str]:
    """Return the kinds of faults that frictionless finds in a download, or in one table of it."""
    package = Package(str(where / "datapackage.json"))
    report = (package.get_resource(name) if name else package).validate()
    return [error.type for task in report.tasks for error in task.errors] + [error.type for error in report.errors]


def test_the_data_package_is_valid(folder):
    """Frictionless finds no fault in any table, file, key, size or hash."""
    assert wrong(folder) == []


@pytest.mark.parametrize(
    ("name", "old", "new", "fault"),
    [
        ("arms", ",treatment,", ",treatmint,", "constraint-error"),
        ("outcomes", ",clearing,true", ",clering,true", "constraint-error"),
        ("outcomes", "doe-2021,clearing-ten-w8,", "doe-2042,clearing-ten-w8,", "foreign-key"),
        ("adverse_events", ",count,[],", ",count,[,", "type-error"),
        ("studies", ",120,", ",120 of,", "type-error"),
        ("certainty", "sample-rash-clearing-placebo,", "sample-rash-clearing,", "primary-key"),
    ],
)
def test_a_spoilt_value_is_found(folder, name, old, new, fault):
    """A value that is not allowed, no number, no list, or leads nowhere is told by frictionless, and so is its hash."""
    path = folder / f"{name}.csv"
    text = path.read_bytes().decode()
    if old not in text:
        old, new = (part.replace("[]", '"[""NCT00000001""]"').replace(",[,", ',"[",') for part in (old, new))
    assert old in text
    path.write_bytes(text.replace(old, new, 1).encode())
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert {"hash-count", "byte-count"} & set(wrong(folder, name))
    for resource in package["resources"]:
        resource.pop("bytes"), resource.pop("hash")
    (folder / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    assert any(found.startswith(fault) for found in wrong(folder, name))


def test_sizes_and_hashes_are_those_of_the_files(whole, small_evidence):
    """The data package and the facts for search engines list each other file with its size and SHA-256."""
    package, facts = (json.loads(whole[name]) for name in ("datapackage.json", "dataset.jsonld"))
    packed = {item["path"]: (item["bytes"], item["hash"].removeprefix("sha256:")) for item in package["resources"]}
    listed = {i["contentUrl"]: (int(i["contentSize"].removesuffix(" B")), i["sha256"]) for i in facts["distribution"]}
    real = {name: (len(content), hashlib.sha256(content).hexdigest()) for name, content in whole.items()}
    assert packed == {name: sums for name, sums in real.items() if name not in ("datapackage.json", "dataset.jsonld")}
    assert listed == {name: sums for name, sums in real.items() if name != "dataset.jsonld"}
    assert set(whole) == set(told(small_evidence.topic))


@pytest.mark.parametrize("name", NAMES)
def test_every_column_says_what_it_means(columns, small_evidence, name):
    """Each column has words and a type, each number a unit; keys and links are columns that are there."""
    fields = schema(name, columns[name], small_evidence.vocabulary)["fields"]
    assert [field["name"] for field in fields] == list(columns[name])
    assert all(field["description"].endswith(".") for field in fields)
    assert all(field["unit"] for field in fields if field["type"] in ("integer", "number"))
    assert set(KEYS.get(name, ())) <= set(columns[name])
    for own, (there, others) in LINKS.get(name, {}).items():
        assert set(own) <= set(columns[name]) and set(others) <= set(columns[there])


def test_a_column_of_terms_allows_the_terms_of_the_review(columns, small_evidence):
    """What a column may hold is what the vocabulary and the data model allow."""
    fields = {field["name"]: field for field in schema("arms", columns["arms"], small_evidence.vocabulary)["fields"]}
    assert fields["route"]["constraints"]["enum"] == list(small_evidence.vocabulary["routes"])
    terms = fields["interventions"]["arrayItem"]["constraints"]["enum"]
    assert terms == list(small_evidence.vocabulary["interventions"])
    assert fields["role"]["constraints"]["enum"] == ["treatment", "comparator", "all"]


def test_search_engines_get_facts_that_are_known():
    """A Dataset has its version, licence and files; a DOI only where there is one, and no time it covers."""
    of = ("invented-review", "An invented review", "an invented drug", ("invented",), "2001.1.0", "2001-01-01", None)
    found = dataset({"a.csv": b"a\r\n"}, {"a.csv": "Invented."}, About(*of), "downloads/")
    assert (found["@type"], found["version"], found["dateModified"]) == ("Dataset", "2001.1.0", "2001-01-01")
    assert found["distribution"][0]["contentUrl"] == "downloads/a.csv"
    assert "identifier" not in found and "temporalCoverage" not in found and 50 < len(found["description"]) < 5000
    assert dataset({}, {}, About(*of, "10.1234/invented"))["identifier"] == "https://doi.org/10.1234/invented"


# Reports


def test_included_and_awaited_reports_are_apart(small_copy):
    """Awaited are reports that were not read, and those of studies without any result; others are on methods."""
    small_copy.edit("moe-2016", "reports[0].read", "none")
    parts = part_of(small_copy.evidence())
    assert {key for key, part in parts.items() if part == "awaited"} == {"nct00000009", "moe-2016"}
    assert {key for key, part in parts.items() if part == "methods"} == {"tool-2010"}


@pytest.fixture(scope="module", params=["included", "awaited"])
def reports(request, small_evidence):
    """Return a part and its references by key."""
    parts = part_of(small_evidence)
    return request.param, {key: ref for key, ref in small_evidence.references.items() if parts[key] == request.param}


def names(authors) -> list[str]:
    """Return the names of authors that are named."""
    return [" ".join(str(author).split()) for author in authors if author != "others"]


def test_ris_reads_back(reports, whole):
    """Rispy gives back every report with title, year, DOI and authors, and which part it is of."""
    part, expected = reports
    found = {entry["id"]: entry for entry in rispy.loads(whole[f"reports-{part}.ris"].decode())}
    assert set(found) == set(expected)
    for key, made in expected.items():
        entry = found[key]
        assert entry["title"] == " ".join(made.title.split())
        assert entry.get("year", "") == made.year and entry.get("doi", "") == made.identifiers.get("doi", "")
        assert entry.get("authors", []) == names(made.authors)
        assert entry["keywords"] == [part]


def test_bibtex_reads_back(reports, whole):
    """Bibtexparser gives back every report with title, year, DOI and authors."""
    part, expected = reports
    text = whole[f"reports-{part}.bib"].decode()
    found = bibtexparser.parse_string(text, append_middleware=[SeparateCoAuthors()])
    assert not found.failed_blocks and set(found.entries_dict) == set(expected)

    def plain(text: str) -> str:
        return re.sub(r"\\([%&_#$])", r"\1", text).replace("{", "").replace("}", "")

    for key, made in expected.items():
        fields = {name: field.value for name, field in found.entries_dict[key].fields_dict.items()}
        assert plain(fields["title"]) == made.title
        assert fields.get("year", "") == made.year and fields.get("doi", "") == made.identifiers.get("doi", "")
        assert names(map(plain, fields.get("author", []))) == names(made.authors)


def test_csl_reads_back(reports, whole):
    """Each item has an id, a type of CSL and named authors, and says what the reference says."""
    part, expected = reports
    found = {item["id"]: item for item in json.loads(whole[f"reports-{part}.csl.json"])}
    assert set(found) == set(expected)
    for key, made in expected.items():
        item = found[key]
        assert item["type"] in {"article-journal", "document"}
        assert item["title"] == " ".join(made.title.split()) and item.get("DOI", "") == made.identifiers.get("doi", "")
        assert str(item.get("issued", {"date-parts": [[""]]})["date-parts"][0][0]) == made.year
        people = [p.get("literal") or f"{p['family']}, {p['given']}" for p in item.get("author", [])]
        assert people == names(made.authors)
        assert item["keyword"] == part and all(item.values())
