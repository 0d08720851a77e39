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
def download(small_evidence) -> dict[str, pd.DataFrame]:
    """Return every table of the download."""
    return tables(small_evidence, compute(small_evidence), {})


@pytest.fixture(scope="module")
def columns(small_evidence):
    """Return the columns of every table."""
    return all_columns(small_evidence.topic)


@pytest.fixture(scope="module")
def read_table(folder):
    """Return the function of the page of data that reads a table with its types."""
    page, names = (ROOT / "docs/data.md").read_text(encoding="utf-8"), {}
    code = re.search(r"^```python\n(.*?)^```", page, re.DOTALL | re.MULTILINE)[1]
    code = code.replace('f"{name}.csv"', f'f"{folder}/{{name}}.csv"')
    code = code.replace('open("datapackage.json"', f'open("{folder}/datapackage.json"')
    exec(compile(code, "data.md", "exec"), names)
    return names["read"]


def test_every_table_reads_back_from_csv(download, read_table):
    """Read as the page says, by the types of the data package, each table is the one that was written."""
    for name, table in download.items():
        if len(table):  # the columns of an empty one have no types of their own in pandas
            pd.testing.assert_frame_equal(read_table(name), table)


@pytest.mark.parametrize("name", COMPUTED)
def test_a_table_reads_back_from_json(download, columns, contents, name):
    """The objects of the JSON are the lines of the table, with null where nothing is."""
    lines = json.loads(contents["results.json"])[name]
    for line in lines:
        for column, spec in columns[name].items():
            if line[column] is not None and spec.dtype in ("object", "Float64"):
                line[column] = tuple(line[column]) if spec.dtype == "object" else float(line[column])
    pd.testing.assert_frame_equal(computed_table(columns[name], lines), download[name])


def test_the_records_read_back_whole(small_evidence, contents):
    """Each study of the JSON is the record as read, field by field; so are terms, judgements and comparators."""
    content, library = json.loads(contents["records.json"]), small_evidence.library
    assert {name: Study.model_validate(record) for name, record in content["studies"].items()} == small_evidence.records
    appraisal = library.appraisal
    pairs = [(content["risk_of_bias"], appraisal.risks), (content["certainty"], appraisal.certainties)]
    pairs += [(content["vocabulary"][name], terms) for name, terms in library.vocabulary.items()]
    for values, models in pairs:
        assert {key: type(models[key]).model_validate(value) for key, value in values.items()} == models
    assert len(content["comparators"]) == len(library.comparators)
    assert set(content["references"]) == set(small_evidence.references)


def test_tables_are_csv_as_the_standard_has_it(contents, columns):
    """Lines end with CR LF and are of one length; what is missing is empty, and no text starts a formula."""
    for name, specs in columns.items():
        text = contents[f"{name}.csv"].decode()
        _, *lines = csv.reader(io.StringIO(text, newline=""), strict=True)
        assert text.endswith("\r\n") and not text.startswith("\ufeff")
        assert {len(line) for line in lines} <= {len(specs)} and len(lines) == line_count(contents[f"{name}.csv"])
        for place, spec in enumerate(specs.values()):
            cells = {line[place] for line in lines if line[place]}
            assert not cells & {"nan", "NaN", "NA", "<NA>", "None", "NaT", "null"}
            number = spec.dtype in ("Int64", "Float64")
            assert not any(cell.startswith("'" if number else FORMULA_STARTS[:-1]) for cell in cells)


def test_columns_of_the_control_have_the_name_of_the_review(columns):
    """A table of counts calls the control what topic.yaml calls it."""
    names = list(columns["comparisons"])
    assert names[names.index("events") :][:4] == ["events", "n", "placebo_events", "placebo_n"]
    assert columns["comparisons"]["placebo_n"].meaning == "people counted, with placebo"


def fault_types(folder, name: str = "") -> list[str]:
    """Return the kinds of faults that frictionless finds in a download, or in one table of it."""
    package = Package(str(folder / "datapackage.json"))
    report = (package.get_resource(name) if name else package).validate()
    return [error.type for task in report.tasks for error in task.errors] + [error.type for error in report.errors]


def test_the_data_package_is_valid(folder):
    """Frictionless finds no fault in any table, file, key, size or hash."""
    assert fault_types(folder) == []


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
def test_a_spoilt_value_is_found(copy, name, old, new, fault):
    """A value that is not allowed, no number, no list, or leads nowhere is told by frictionless, and so is its hash."""
    path = copy / f"{name}.csv"
    text = path.read_bytes().decode()
    assert old in text
    path.write_bytes(text.replace(old, new, 1).encode())
    package = json.loads((copy / "datapackage.json").read_text(encoding="utf-8"))
    assert {"hash-count", "byte-count"} & set(fault_types(copy, name))
    for resource in package["resources"]:
        del resource["bytes"], resource["hash"]
    (copy / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    assert any(kind.startswith(fault) for kind in fault_types(copy, name))


def test_sizes_and_hashes_are_those_of_the_files(folder):
    """The data package and the facts for search engines list each other file with its size and SHA-256."""
    package, facts = (json.loads((folder / name).read_text(encoding="utf-8")) for name in LISTINGS[:2])
    in_package = {file["path"]: (file["bytes"], file["hash"]) for file in package["resources"]}
    in_facts = {file["contentUrl"]: (file["contentSize"], file["sha256"]) for file in facts["distribution"]}
    contents = {path.name: path.read_bytes() for path in folder.iterdir()}
    sums = {name: (len(content), hashlib.sha256(content).hexdigest()) for name, content in contents.items()}
    assert in_package == {name: (size, f"sha256:{sha}") for name, (size, sha) in sums.items() if name not in LISTINGS}
    assert in_facts == {name: (f"{size} B", sha) for name, (size, sha) in sums.items() if name not in LISTINGS[1:]}
    assert set(contents) == set(FILES)


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
    download = tables(evidence, compute(evidence), {})
    arms = set(zip(download["arms"].study, download["arms"].arm, strict=True))
    addresses = set()
    for name in ("outcomes", "adverse_events"):
        addresses |= {f"{study}/{row}" for study, row in zip(download[name].study, download[name].row, strict=True)}
        for column in ("arm", "treatment", "comparator"):
            part = download[name].dropna(subset=column)
            assert set(zip(part.study, part[column], strict=True)) <= arms
    for name in ("results", "comparisons", "analyses", "not_used", "risk_of_bias", "certainty"):
        assert {row for rows in download[name]["rows"] for row in rows} <= addresses, name
    assert {study for names in download["results"].studies for study in names} <= set(evidence.records)


@pytest.mark.parametrize("scope", ["small_evidence", "evidence"])
def test_every_result_of_the_pages_is_there(scope, request):
    """Each computed number stands in the table with its words; each estimate with its interval, which holds it."""
    evidence: Evidence = request.getfixturevalue(scope)
    results = compute(evidence)
    table = tables(evidence, results, {})["results"].set_index("key")
    assert table["shown"].to_dict() == {key: str(result.value) for key, result in results.items()}
    counts = {key: result.value for key, result in results.items() if isinstance(result.value, int)}
    assert table.loc[list(counts), "value"].to_dict() == counts
    estimates = table[table.low.notna()]
    assert len(estimates) and ((estimates.low <= estimates.value) & (estimates.value <= estimates.high)).all()
    words = table[table.value.isna() & (table.shown != "not computed")]
    assert words.index.str.endswith("names-without").all()


def test_claims_stand_with_what_they_need_and_find(evidence):
    """Each claim of the live review has its sentence with numbers, a verdict, findings as needs, and what is there."""
    claims = judge_all(evidence)
    download = tables(evidence, compute(evidence), claims)
    table, addresses = download["claims"], set(evidence.records)
    for name, part in ("outcomes", "row"), ("adverse_events", "row"), ("cases", "case"):
        addresses |= {f"{study}/{row}" for study, row in zip(download[name].study, download[name][part], strict=True)}
    assert table["claim"].tolist() == sorted(claims)
    for line in table.itertuples():
        assert line.verdict == claims[line.claim].verdict and "{number}" not in line.text
        assert len(line.needs) == len(line.finds) == len(line.holds) > 0 and addresses.issuperset(line.rows)


def test_search_engines_get_facts_that_are_known(small_evidence):
    """A Dataset has its version, licence and files; a DOI only where there is one, and no time it covers."""
    version = about_version(small_evidence)
    facts = dataset({"terms.csv": b"a\r\n"}, version, "downloads/")
    assert (facts["@type"], facts["version"], facts["license"]) == ("Dataset", version.version, LICENCE)
    assert (facts["dateModified"], facts["keywords"]) == (version.evidence_as_of, version.topic.keywords)
    assert facts["distribution"][0]["contentUrl"] == "downloads/terms.csv"
    assert "identifier" not in facts and "temporalCoverage" not in facts and 50 < len(facts["description"]) < 5000
    assert dataset({}, version._replace(doi="10.1234/x"))["identifier"] == "https://doi.org/10.1234/x"
