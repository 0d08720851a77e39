"""A download as a whole: what is written can be read back, by us and by others, and is the same each time."""

import csv
import hashlib
import io
import json
import re

import pandas as pd
import pytest
from frictionless import Package

from live import ROOT
from livingevidence.claims.ledger import judge_all
from livingevidence.evidence.evidence import Evidence
from livingevidence.export.cells import FORMULA_STARTS, computed_table, line_count
from livingevidence.export.columns import all_columns
from livingevidence.export.files import COMPUTED, tables
from livingevidence.export.package import FILES, LICENCE, LISTINGS, about_version, dataset, schema
from livingevidence.record.models import Study
from livingevidence.results.compute import compute


@pytest.fixture(scope="module")
def held(small_evidence) -> dict[str, pd.DataFrame]:
    """Return every table of the download."""
    return tables(small_evidence, compute(small_evidence), {})


@pytest.fixture(scope="module")
def columns(small_evidence):
    """Return the columns of every table."""
    return all_columns(small_evidence.topic)


@pytest.fixture(scope="module")
def read(folder):
    """Return the function of the page of data that reads a table with its types."""
    page, names = (ROOT / "docs/data.md").read_text(encoding="utf-8"), {}
    code = re.search(r"^```python\n(.*?)^```", page, re.DOTALL | re.MULTILINE)[1]
    code = code.replace('f"{name}.csv"', f'f"{folder}/{{name}}.csv"')
    code = code.replace('open("datapackage.json"', f'open("{folder}/datapackage.json"')
    exec(compile(code, "data.md", "exec"), names)
    return names["read"]


def test_every_table_reads_back_from_csv(held, read):
    """Read as the page says, by the types of the data package, each table is the one that was written."""
    for name, table in held.items():
        if len(table):  # the columns of an empty one have no types of their own in pandas
            pd.testing.assert_frame_equal(read(name), table)


@pytest.mark.parametrize("name", COMPUTED)
def test_a_table_reads_back_from_json(held, columns, whole, name):
    """The objects of the JSON are the lines of the table, with null where nothing is."""
    found = json.loads(whole["results.json"])[name]
    for line in found:
        for column, spec in columns[name].items():
            if line[column] is not None and spec.dtype in ("object", "Float64"):
                line[column] = tuple(line[column]) if spec.dtype == "object" else float(line[column])
    pd.testing.assert_frame_equal(computed_table(columns[name], found), held[name])


def test_the_records_read_back_whole(small_evidence, whole):
    """Each study of the JSON is the record as read, field by field; so are terms, judgements and comparators."""
    found, library = json.loads(whole["records.json"]), small_evidence.library
    assert {name: Study.model_validate(one) for name, one in found["studies"].items()} == small_evidence.records
    for name, made in {"risk_of_bias": library.appraisal.risks, "certainty": library.appraisal.certainties}.items():
        assert {key: type(made[key]).model_validate(value) for key, value in found[name].items()} == made
    for name, terms in library.vocabulary.items():
        assert {k: type(terms[k]).model_validate(value) for k, value in found["vocabulary"][name].items()} == terms
    assert len(found["comparators"]) == len(library.comparators)
    assert set(found["references"]) == set(small_evidence.references)


def test_tables_are_csv_as_the_standard_has_it(whole, columns):
    """Lines end with CR LF and are of one length; what is missing is empty, and no text starts a formula."""
    for name, specs in columns.items():
        text = whole[f"{name}.csv"].decode()
        _, *found = csv.reader(io.StringIO(text, newline=""), strict=True)
        assert text.endswith("\r\n") and not text.startswith("\ufeff")
        assert {len(line) for line in found} <= {len(specs)} and len(found) == line_count(whole[f"{name}.csv"])
        for at, spec in enumerate(specs.values()):
            cells = {line[at] for line in found if line[at]}
            assert not cells & {"nan", "NaN", "NA", "<NA>", "None", "NaT", "null"}
            number = spec.dtype in ("Int64", "Float64")
            assert not any(cell.startswith("'" if number else FORMULA_STARTS[:-1]) for cell in cells)


def test_columns_of_the_control_have_the_name_of_the_review(columns):
    """A table of counts calls the control what topic.yaml calls it."""
    names = list(columns["comparisons"])
    assert names[names.index("events") :][:4] == ["events", "n", "placebo_events", "placebo_n"]
    assert columns["comparisons"]["placebo_n"].meaning == "people counted, with placebo"


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
        ("arms", "10 mg twice daily,treatment,", "10 mg twice daily,treatmint,", "constraint-error"),
        ("outcomes", ",clearing,true", ",clering,true", "constraint-error"),
        ("outcomes", "doe-2021,clearing-ten-w8,", "doe-2042,clearing-ten-w8,", "foreign-key"),
        ("adverse_events", ',count,"[', ",count,[", "type-error"),
        ("comparisons", ",12,40,", ",12 of,40,", "type-error"),
        ("terms", "conditions,sample-rash,", "conditions,example-fever,", "primary-key"),
    ],
)
def test_a_spoilt_value_is_found(copied, name, old, new, fault):
    """A value that is not allowed, no number, no list, or leads nowhere is told by frictionless, and so is its hash."""
    path = copied / f"{name}.csv"
    text = path.read_bytes().decode()
    assert old in text
    path.write_bytes(text.replace(old, new, 1).encode())
    package = json.loads((copied / "datapackage.json").read_text(encoding="utf-8"))
    assert {"hash-count", "byte-count"} & set(wrong(copied, name))
    for resource in package["resources"]:
        resource.pop("bytes"), resource.pop("hash")
    (copied / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    assert any(found.startswith(fault) for found in wrong(copied, name))


def test_sizes_and_hashes_are_those_of_the_files(folder):
    """The data package and the facts for search engines list each other file with its size and SHA-256."""
    package, facts = (json.loads((folder / name).read_text(encoding="utf-8")) for name in LISTINGS[:2])
    packed = {item["path"]: (item["bytes"], item["hash"].removeprefix("sha256:")) for item in package["resources"]}
    listed = {
        item["contentUrl"]: (int(item["contentSize"].removesuffix(" B")), item["sha256"])
        for item in facts["distribution"]
    }
    here = {path.name: path.read_bytes() for path in folder.iterdir()}
    real = {name: (len(content), hashlib.sha256(content).hexdigest()) for name, content in here.items()}
    assert packed == {name: fact for name, fact in real.items() if name not in LISTINGS}
    assert listed == {name: fact for name, fact in real.items() if name not in LISTINGS[1:]}
    assert set(here) == set(FILES)


def test_every_column_says_what_it_means(small_evidence, columns):
    """Each column has words and a type, each number a unit, and each term's column the terms of the vocabulary."""
    vocabulary, fields = small_evidence.vocabulary, {}
    for name, specs in columns.items():
        fields[name] = {field["name"]: field for field in schema(name, columns, vocabulary)["fields"]}
        assert list(fields[name]) == list(specs)
        for column, field in fields[name].items():
            assert field["description"].endswith("."), column
            assert (field["type"] not in ("integer", "number")) or field["unit"], (name, column)
    arms = fields["arms"]
    assert arms["route"]["constraints"] == {"required": True, "enum": list(vocabulary["routes"])}
    assert arms["interventions"]["arrayItem"]["constraints"]["enum"] == list(vocabulary["interventions"])
    assert arms["role"]["constraints"]["enum"] == ["treatment", "comparator", "all"]
    assert arms["n"]["constraints"] == {"minimum": 0, "maximum": 1_000_000_000}
    assert fields["certainty"]["kind"]["constraints"] == {"enum": ["benefit", "harm"]}
    assert fields["studies"]["domain"]["constraints"]["enum"] == list(small_evidence.topic.shelves)


@pytest.mark.parametrize("scope", ["small_evidence", "evidence"])
def test_arms_and_addresses_lead_somewhere(scope, request):
    """What no key can say holds too: each arm named by a row is there, and each address in a list is a row."""
    evidence: Evidence = request.getfixturevalue(scope)
    held = tables(evidence, compute(evidence), {})
    arms = set(zip(held["arms"].study, held["arms"].arm, strict=True))
    known = set()
    for name in ("outcomes", "adverse_events"):
        known |= {f"{study}/{row}" for study, row in zip(held[name].study, held[name].row, strict=True)}
        for column in ("arm", "treatment", "comparator"):
            part = held[name].dropna(subset=column)
            assert set(zip(part.study, part[column], strict=True)) <= arms
    for name in ("results", "comparisons", "analyses", "not_used", "risk_of_bias", "certainty"):
        assert {row for rows in held[name]["rows"] for row in rows} <= known, name
    assert {study for names in held["results"].studies for study in names} <= set(evidence.records)


@pytest.mark.parametrize("scope", ["small_evidence", "evidence"])
def test_every_result_of_the_pages_is_there(scope, request):
    """Each computed number stands in the table with its words; each estimate with its interval, which holds it."""
    evidence: Evidence = request.getfixturevalue(scope)
    made = compute(evidence)
    results = tables(evidence, made, {})["results"].set_index("key")
    assert results["shown"].to_dict() == {key: str(result.value) for key, result in made.items()}
    counts = {key: result.value for key, result in made.items() if isinstance(result.value, int)}
    assert results.loc[list(counts), "value"].to_dict() == counts
    estimated = results[results.low.notna()]
    assert len(estimated) and ((estimated.low <= estimated.value) & (estimated.value <= estimated.high)).all()
    words = results[results.value.isna() & (results.shown != "not computed")]
    assert words.index.str.endswith("names-without").all()


def test_claims_stand_with_what_they_need_and_find(evidence):
    """Each claim of the live review has its sentence with numbers, a verdict, findings as needs, and what is there."""
    claims = judge_all(evidence)
    made = tables(evidence, compute(evidence), claims)
    held, known = made["claims"], set(evidence.records)
    for name, part in ("outcomes", "row"), ("adverse_events", "row"), ("cases", "case"):
        known |= {f"{study}/{of}" for study, of in zip(made[name].study, made[name][part], strict=True)}
    assert held["claim"].tolist() == sorted(claims)
    for line in held.itertuples():
        assert line.verdict == claims[line.claim].verdict and "{number}" not in line.text
        assert len(line.needs) == len(line.finds) == len(line.holds) > 0 and known.issuperset(line.rows)


def test_search_engines_get_facts_that_are_known(small_evidence):
    """A Dataset has its version, licence and files; a DOI only where there is one, and no time it covers."""
    known = about_version(small_evidence)
    found = dataset({"terms.csv": b"a\r\n"}, known, "downloads/")
    assert (found["@type"], found["version"], found["license"]) == ("Dataset", known.version, LICENCE)
    assert (found["dateModified"], found["keywords"]) == (known.evidence_as_of, known.topic.keywords)
    assert found["distribution"][0]["contentUrl"] == "downloads/terms.csv"
    assert "identifier" not in found and "temporalCoverage" not in found and 50 < len(found["description"]) < 5000
    assert dataset({}, known._replace(doi="10.1234/x"))["identifier"] == "https://doi.org/10.1234/x"
