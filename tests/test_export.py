"""Downloads: what is written can be read back, by us and by others, and is the same each time."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import math
import re
import shutil
import subprocess
import sys
from pathlib import Path

import bibtexparser
import pandas as pd
import pytest
import rispy
from bibtexparser.middlewares import SeparateCoAuthors
from frictionless import Package
from hypothesis import given
from hypothesis import strategies as st

from live import DATA, TOPIC, bibliography_of
from livingevidence.claims.ledger import judge_all
from livingevidence.cli import main
from livingevidence.evidence.columns import TABLES, Column
from livingevidence.export.about import About, about
from livingevidence.export.cells import GUARDED, cell, count_of, to_csv, to_records
from livingevidence.export.columns import KEYS, LINKS, every
from livingevidence.export.dataset import dataset
from livingevidence.export.files import COMPUTED, files
from livingevidence.export.package import schema
from livingevidence.export.reports import bibtex, part_of
from livingevidence.export.tables import frame, tables
from livingevidence.export.write import NotAnExport, write
from livingevidence.record.models import Study
from livingevidence.results.compute import compute
from livingevidence.site import downloads
from livingevidence.site.site import Site
from livingevidence.synthesis.harms import analysis
from ruxreview import Evidence

EVERY = every(TOPIC)
PAGE = Path(__file__).parent.parent / "docs" / "data.md"
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
HOSTILE = [
    "=cmd|' /C calc'!A0", "+1", "-1", "@SUM(1)", "'quoted'", "''", "", '"', 'a "b", c', "a\nb", "a\r\nb", "\rx", "\tx",
    "<script>alert(1)</script>", "γ → ∞ 皮膚 👩\u200d⚕️", "nan", "NA", "null", "true", "1", " x ", "＝1", "[]",
]  # fmt: skip


@pytest.fixture(scope="module")
def made(evidence):
    """Return results and judged claims of the evidence, as a download takes them."""
    return compute(evidence), judge_all(evidence)


@pytest.fixture(scope="module")
def whole(evidence, made):
    """Return the files of a download of the real evidence."""
    bibliography = bibliography_of(DATA).read_text(encoding="utf-8")
    return files(evidence, *made, bibliography, about(evidence))


@pytest.fixture(scope="module")
def folder(whole, tmp_path_factory):
    """Return a folder that holds a download; nobody may change it."""
    where = tmp_path_factory.mktemp("export") / "downloads"
    write(whole, where)
    return where


@pytest.fixture
def copied(folder, tmp_path):
    """Return a copy of a download that a test may spoil."""
    return shutil.copytree(folder, tmp_path / "copied")


def block(language: str) -> str:
    """Return the code of a language on the page of data."""
    return re.search(rf"^```{language}\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)[1]


@pytest.fixture(scope="module")
def read(folder):
    """Return the function of the page of data that reads a table with its types."""
    names = {}
    code = block("python").replace('f"{name}.csv"', f'f"{folder}/{{name}}.csv"')
    code = code.replace('open("datapackage.json"', f'open("{folder}/datapackage.json"')
    exec(compile(code, str(PAGE), "exec"), names)
    return names["read"]


# Tables ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", EVERY)
def test_a_table_reads_back_from_csv(evidence, made, read, name):
    """Read as the page says, by the types of the data package, each table is the one that was written."""
    pd.testing.assert_frame_equal(read(name), tables(evidence, *made)[name])


@pytest.mark.parametrize("name", TABLES)
def test_the_tables_are_those_of_the_evidence(evidence, made, name):
    """A table of the evidence is handed on as it is."""
    pd.testing.assert_frame_equal(tables(evidence, *made)[name], getattr(evidence, name))


@pytest.mark.parametrize("name", COMPUTED)
def test_a_table_reads_back_from_json(evidence, made, whole, name):
    """The objects of the JSON are the lines of the table, with null where nothing is."""
    lines = json.loads(whole["results.json"])[name]
    for line in lines:
        held = {column: spec for column, spec in EVERY[name].items() if spec.dtype == "object"}
        line.update({column: tuple(line[column]) for column in held})
        floats = (column for column, spec in EVERY[name].items() if spec.dtype == "Float64")
        line.update({column: float(line[column]) for column in floats if line[column] is not None})
    pd.testing.assert_frame_equal(frame(EVERY[name], lines), tables(evidence, *made)[name])


def test_the_records_read_back_whole(evidence, whole):
    """Each study of the JSON is the record as read, field by field; so are terms, judgements and comparators."""
    told = json.loads(whole["records.json"])
    assert {name: Study.model_validate(held) for name, held in told["studies"].items()} == evidence.records
    appraisal = evidence.library.appraisal
    for name, held in {"risk_of_bias": appraisal.risks, "certainty": appraisal.certainties}.items():
        assert {key: type(held[key]).model_validate(value) for key, value in told[name].items()} == held
    for name, terms in evidence.vocabulary.items():
        assert {key: type(terms[key]).model_validate(value) for key, value in told["vocabulary"][name].items()} == terms
    assert len(told["comparators"]) == len(evidence.library.comparators.entries)
    assert set(told["references"]) == set(evidence.references)


def test_no_cell_says_nan(whole):
    """A missing value is an empty cell, and no cell holds a word for one."""
    for name in (name for name in whole if name.endswith(".csv")):
        cells = {held for line in csv.reader(io.StringIO(whole[name].decode(), newline="")) for held in line}
        assert not cells & {"nan", "NaN", "NA", "<NA>", "None", "NaT", "null"}, name


def test_tables_are_csv_as_the_standard_has_it(whole):
    """Lines end with CR LF, all have as many cells, there is no mark at the start, and no line break is lost."""
    for name in (name for name in whole if name.endswith(".csv")):
        text = whole[name].decode()
        lines = list(csv.reader(io.StringIO(text, newline=""), strict=True))
        assert text.endswith("\r\n") and not text.startswith("\ufeff")
        assert {len(line) for line in lines} == {len(EVERY[name.removesuffix(".csv")])}
        assert len(lines) - 1 == count_of(whole[name])


def test_a_cell_that_starts_as_a_formula_is_guarded(whole):
    """No text cell starts as a spreadsheet's formula does, and negative numbers have no guard."""
    for name, columns in EVERY.items():
        lines = list(csv.reader(io.StringIO(whole[f"{name}.csv"].decode(), newline="")))
        for at, spec in enumerate(columns.values()):
            cells = [line[at] for line in lines[1:] if line[at]]
            if spec.dtype in ("Int64", "Float64"):
                assert not any(held.startswith("'") for held in cells)
            else:
                assert not any(held.startswith(GUARDED[:-1]) for held in cells)
    values = pd.read_csv(io.BytesIO(whole["results.csv"]))["value"]
    assert (values < 0).any()


def unguarded(held: str) -> str | None:
    """Return the text of a cell; None where it is missing."""
    return held.removeprefix("'") if held else None


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_comes_back(text):
    """Quotes, line breaks, formulas, markup and words for missing values come back as they were."""
    _comes_back([text, None, text])


@given(st.lists(TEXTS | st.sampled_from(HOSTILE) | st.none(), min_size=1))
def test_any_text_comes_back(texts):
    """Whatever the text, also empty, it comes back, and a missing value stays missing: by Python and by pandas."""
    _comes_back(texts)


def _comes_back(texts: list) -> None:
    columns = {"first": Column("string", "invented"), "lists": Column("object", "invented")}
    lists = [tuple(text for text in texts if text is not None)] * len(texts)
    table = pd.DataFrame({"first": pd.Series(texts, dtype="string"), "lists": pd.Series(lists, dtype="object")})
    written = to_csv(table, columns)
    lines = list(csv.reader(io.StringIO(written, newline="")))[1:]
    assert [unguarded(line[0]) for line in lines] == texts
    assert [tuple(json.loads(line[1])) for line in lines] == lists
    assert not any(line[0].startswith(GUARDED[:-1]) for line in lines)
    by_pandas = pd.read_csv(io.StringIO(written, newline=""), dtype="string", keep_default_na=False, na_values=[""])
    assert [None if pd.isna(held) else held.removeprefix("'") for held in by_pandas["first"]] == texts
    in_json = json.loads(json.dumps(to_records(table, columns)))
    assert [line["first"] for line in in_json] == texts


@given(st.floats(allow_nan=False) | st.integers(-(2**53), 2**53))
def test_any_number_comes_back(value):
    """A number comes back to the last digit, infinity by its word."""
    dtype = "Int64" if isinstance(value, int) else "Float64"
    written = cell(value, dtype)
    assert float(written) == value and "nan" not in written
    assert written == ("INF" if value > 0 else "-INF") if math.isinf(value) else not written.endswith(".0")


# The data package --------------------------------------------------------------------------------------------------


def wrong(where: Path, name: str = "") -> list[str]:
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
        ("arms", "ruxolitinib,treatment,", "ruxolitinib,treatmint,", "constraint-error"),
        ("outcomes", ",complete-response,false", ",complete-respons,false", "constraint-error"),
        ("outcomes", "abduelmula-2023,complete-response-rux,", "abduelmula-2042,complete-response-rux,", "foreign-key"),
        ("adverse_events", ",count,[],", ",count,[,", "type-error"),
        ("comparisons", ",132,499,", ",132 of,499,", "type-error"),
        ("claims", "alopecia-areata-children-two-drugs", "alopecia-areata-child-combined", "primary-key"),
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
    for held in package["resources"]:
        held.pop("bytes"), held.pop("hash")
    (copied / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    assert any(found.startswith(fault) for found in wrong(copied, name))


def test_sizes_and_hashes_are_those_of_the_files(folder):
    """The data package and the facts for search engines list each other file with its size and SHA-256."""
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    held = {item["path"]: (item["bytes"], item["hash"].removeprefix("sha256:")) for item in package["resources"]}
    told = json.loads((folder / "dataset.jsonld").read_text(encoding="utf-8"))["distribution"]
    listed = {item["contentUrl"]: (int(item["contentSize"].removesuffix(" B")), item["sha256"]) for item in told}
    here = {path.name: path.read_bytes() for path in folder.iterdir()}
    real = {name: (len(content), hashlib.sha256(content).hexdigest()) for name, content in here.items()}
    assert held == {name: facts for name, facts in real.items() if name not in ("datapackage.json", "dataset.jsonld")}
    assert listed == {name: facts for name, facts in real.items() if name != "dataset.jsonld"}
    assert set(here) == set(told(TOPIC))


def test_every_column_says_what_it_means(evidence):
    """Each column has words and a type, each number a unit, and each term's column the terms of the vocabulary."""
    for name, columns in EVERY.items():
        fields = {field["name"]: field for field in schema(name, evidence.vocabulary)["fields"]}
        assert list(fields) == list(columns)
        for column, field in fields.items():
            assert field["description"].endswith("."), column
            assert (field["type"] not in ("integer", "number")) or field["unit"], (name, column)
    arms = {field["name"]: field for field in schema("arms", evidence.vocabulary)["fields"]}
    assert arms["route"]["constraints"]["enum"] == list(evidence.vocabulary["routes"])
    assert arms["interventions"]["arrayItem"]["constraints"]["enum"] == list(evidence.vocabulary["interventions"])
    assert arms["role"]["constraints"]["enum"] == ["treatment", "comparator", "all"]


def test_keys_and_links_name_columns():
    """Keys and links are columns of tables that are there."""
    for name, key in KEYS.items():
        assert set(key) <= set(EVERY[name])
    for name, links in LINKS.items():
        for fields, (there, columns) in links.items():
            assert set(fields) <= set(EVERY[name]) and set(columns) <= set(EVERY[there])


def test_arms_and_addresses_lead_somewhere(evidence, made):
    """What no key can say holds too: each arm named by a row is there, and each address in a list is a row or case."""
    held = tables(evidence, *made)
    arms = set(zip(held["arms"].study, held["arms"].arm, strict=True))
    known = {f"{study}/{row}" for name in ("outcomes", "adverse_events")
             for study, row in zip(held[name].study, held[name].row, strict=True)}  # fmt: skip
    for name in ("outcomes", "adverse_events"):
        for column in ("arm", "treatment", "comparator"):
            part = held[name].dropna(subset=column)
            assert set(zip(part.study, part[column], strict=True)) <= arms
    for name in ("results", "comparisons", "analyses", "not_used", "risk_of_bias", "certainty"):
        assert {row for rows in held[name]["rows"] for row in rows} <= known, name
    studies = set(evidence.records)
    assert {study for names in held["results"].studies for study in names} <= studies


def test_every_result_of_the_pages_is_there(made, evidence):
    """Each computed number stands in the table with its words; each estimate with its interval, which holds it."""
    results = tables(evidence, *made)["results"].set_index("key")
    assert results["shown"].to_dict() == {key: str(result.value) for key, result in made[0].items()}
    counts = {key: result.value for key, result in made[0].items() if isinstance(result.value, int)}
    assert results.loc[list(counts), "value"].to_dict() == counts
    estimated = results[results.low.notna()]
    assert len(estimated) > 50 and ((estimated.low <= estimated.value) & (estimated.value <= estimated.high)).all()
    words = results[results.value.isna() & (results.shown != "not computed")]
    assert words.index.str.endswith("names-without").all()


# Reports -----------------------------------------------------------------------------------------------------------


def test_included_and_awaited_reports_are_apart(evidence):
    """Every report is in one of the two; awaited are those not read, and those of studies without any result."""
    parts = part_of(evidence)
    reported = {report.key for study in evidence.records.values() for report in study.reports}
    assert {key for key, part in parts.items() if part != "methods"} == reported
    assert {parts[key] for key in ("hwang-2024", "papp-2021")} == {"included"}
    assert {parts[key] for key in ("nct05593445", "zheng-2025", "nct03920852")} == {"awaited"}
    assert parts["akl-2024"] == "methods"


@pytest.fixture(scope="module", params=["included", "awaited"])
def reports(request, evidence):
    """Return a part and its references by key."""
    parts = part_of(evidence)
    return request.param, {key: made for key, made in evidence.references.items() if parts[key] == request.param}


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
        assert item["type"] in {"article-journal", "paper-conference", "document", "book", "chapter", "report"}
        assert item["title"] == " ".join(made.title.split()) and item.get("DOI", "") == made.identifiers.get("doi", "")
        assert str(item.get("issued", {"date-parts": [[""]]})["date-parts"][0][0]) == made.year
        told = [person.get("literal") or ", ".join(filter(None, [person["family"], person.get("given")]))
                for person in item.get("author", [])]  # fmt: skip
        assert told == names(made.authors)
        assert item["keyword"] == part and all(item.values())


def test_comments_of_the_bibliography_stay_behind():
    """An entry is handed on as it stands, without the comment between it and the next."""
    text = "% Invented.\n\n@misc{b,\n  title = {{50\\% of B}},\n}\n\n% Invented too.\n@misc{a,\n  title = {A},\n}\n"
    assert bibtex(text, ["b", "a"]) == "@misc{a,\n  title = {A},\n}\n\n@misc{b,\n  title = {{50\\% of B}},\n}\n"


# The page ----------------------------------------------------------------------------------------------------------


def test_the_r_code_of_the_page_gives_the_number_of_the_review(evidence, folder, tmp_path):
    """Metafor, fed with the counts of the download by the code of the page, prints what the review computed."""
    if not shutil.which("Rscript"):
        pytest.skip("no Rscript: on Debian `apt-get install r-base-core r-cran-metafor`")
    if subprocess.run(["Rscript", "-e", "library(metafor)"], capture_output=True, check=False).returncode:
        pytest.skip("R has no metafor: on Debian `apt-get install r-cran-metafor`")
    code = tmp_path / "page.R"
    more = 'cat(sprintf("%.17g", 1000 * c(pooled$beta[1], pooled$ci.lb, pooled$ci.ub)), "\\n")\n'
    code.write_text(block("r") + more, encoding="utf-8")
    done = subprocess.run(["Rscript", code], cwd=folder, capture_output=True, text=True, check=True)
    numbers = [line.split() for line in done.stdout.splitlines() if re.search(r"\d", line)]
    shown = [[float(word.removeprefix("[1]")) for word in line if word != "[1]"] for line in numbers]
    found = analysis(evidence, "discontinuation-due-to-adverse-event").by_disease
    ours = next(line.difference.main for line in found if line.diseases == ("atopic-dermatitis",))
    expected = [1000 * value for value in (ours.estimate, ours.low, ours.high)]
    assert ours.tables > 1 and ours.method.startswith("Mantel–Haenszel")
    assert len(shown) == 3
    assert shown[0] == pytest.approx(expected, rel=1e-6) and shown[1] == pytest.approx(expected, rel=1e-6)
    assert shown[2] == pytest.approx(expected, rel=1e-10)


def test_the_python_code_of_the_page_runs(folder):
    """The code runs as it stands in a folder with the files, and counts the rows of each kind."""
    done = subprocess.run(
        [sys.executable, "-c", block("python")], cwd=folder, capture_output=True, text=True, check=True
    )
    assert re.search(r"^awaited +\d+$", done.stdout, re.MULTILINE)


def test_search_engines_get_facts_that_are_known():
    """A Dataset has its version, licence and files; a DOI only where there is one, and no time it covers."""
    told = {"a.csv": "Invented."}
    found = dataset({"a.csv": b"a\r\n"}, told, About("2001.1.0", "2001-01-01", None), "downloads/")
    assert (found["@type"], found["version"], found["dateModified"]) == ("Dataset", "2001.1.0", "2001-01-01")
    assert found["distribution"][0]["contentUrl"] == "downloads/a.csv"
    assert "identifier" not in found and "temporalCoverage" not in found and 50 < len(found["description"]) < 5000
    cited = dataset({}, told, About("2001.1.0", "2001-01-01", None, "10.1234/invented"))
    assert cited["identifier"] == "https://doi.org/10.1234/invented"


@pytest.fixture(scope="module")
def site(evidence, made) -> Site:
    """Return the site of the real evidence."""
    return Site(evidence, *made)


def test_the_site_has_the_same_files(site, whole):
    """The build writes what the command line writes, and the page's facts lead to each file."""
    assert site.files == whole
    for item in downloads.facts(site)["distribution"]:
        assert item["contentUrl"].removeprefix(downloads.FOLDER) in whole


def test_each_file_stands_on_the_page_once_with_its_lines_and_size(site):
    """Each file is of one kind, and the page asks for each kind; lines and size are those of the file."""
    kinds = re.findall(r"^```\{data-files\} (\w+)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    told = {name: line for kind in kinds for name, *line in downloads.data_files(site, kind)["files"]}
    assert sorted(told) == sorted(site.files)
    _, entries, size = told["studies.csv"]
    assert entries == str(count_of(site.files["studies.csv"]))
    assert size == f"{round(len(site.files['studies.csv']) / 1000)}\N{NARROW NO-BREAK SPACE}kB"


# Writing -----------------------------------------------------------------------------------------------------------


def test_the_same_evidence_gives_the_same_bytes(tmp_path, whole):
    """Read anew by another process with another hash seed, the command line writes the same files."""
    command = [sys.executable, "-m", "livingevidence.cli", "export", str(tmp_path / "again")]
    done = subprocess.run(command, env={"PYTHONHASHSEED": "42", "LC_ALL": "C"}, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert {path.name: path.read_bytes() for path in (tmp_path / "again").iterdir()} == whole


def test_an_export_takes_the_place_of_an_older_one(copied):
    """Files of the older export that the new one lacks are gone, and nothing is left beside."""
    write({"datapackage.json": b"{}"}, copied)
    assert [path.name for path in copied.iterdir()] == ["datapackage.json"]
    assert [path.name for path in copied.parent.iterdir()] == ["copied"]


def test_what_is_no_export_is_not_written_over(copied, tmp_path):
    """A file, a folder with something else, and an export with a file of somebody's beside it stay as they are."""
    (copied / "notes.txt").write_text("invented", encoding="utf-8")
    (tmp_path / "other").mkdir()
    (tmp_path / "other/thesis.txt").write_text("invented", encoding="utf-8")
    (tmp_path / "file").write_text("invented", encoding="utf-8")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    for name, words in {"copied": "notes.txt", "other": "thesis.txt", "file": "is a file"}.items():
        with pytest.raises(NotAnExport, match=words):
            write({"a.csv": b"a"}, tmp_path / name)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_an_edited_export_is_not_written_over(copied):
    """Where a file of an older export was edited, or a folder has its name, all stays as it is."""
    edited = copied / "studies.csv"
    kept = edited.read_bytes()
    edited.write_bytes(kept + b"invented,by,somebody\r\n")
    with pytest.raises(NotAnExport, match=r"not so \(studies\.csv\)"):
        write({"a.csv": b"a"}, copied)
    edited.unlink()
    edited.mkdir()
    (edited / "thesis.txt").write_text("invented", encoding="utf-8")
    with pytest.raises(NotAnExport, match="studies"):
        write({"a.csv": b"a"}, copied)
    assert (edited / "thesis.txt").exists()
    shutil.rmtree(edited)
    edited.write_bytes(kept)
    write({"a.csv": b"a"}, copied)
    assert [path.name for path in copied.iterdir()] == ["a.csv"]


def test_the_folder_in_which_one_works_is_not_replaced(copied, monkeypatch):
    """Nobody's working folder, nor one above it, is taken away."""
    monkeypatch.chdir(copied)
    for name in (".", ".."):
        with pytest.raises(NotAnExport, match="where you are"):
            write({"a.csv": b"a"}, Path(name))


def test_a_full_disk_leaves_what_was_there(copied, monkeypatch):
    """Where a file can't be written, the older export stays whole and nothing is left beside."""
    before = {path.name: path.read_bytes() for path in copied.iterdir()}

    def full(path, content):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched, pytest.raises(OSError, match="No space"):
        patched.setattr(Path, "write_bytes", full)
        write({"a.csv": b"a"}, copied)
    assert {path.name: path.read_bytes() for path in copied.iterdir()} == before
    assert [path.name for path in copied.parent.iterdir()] == ["copied"]


def test_an_interruption_leaves_what_was_there(copied, monkeypatch):
    """Stopped between the two moves, the older export is put back."""
    before, real = {path.name: path.read_bytes() for path in copied.iterdir()}, Path.rename

    def stopped(path, target):
        if path.name == "new":
            raise KeyboardInterrupt
        return real(path, target)

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(Path, "rename", stopped)
        write({"a.csv": b"a"}, copied)
    assert {path.name: path.read_bytes() for path in copied.iterdir()} == before


def test_the_command_line_refuses_with_words(tmp_path, capsys):
    """Over somebody's files the exit code is 1 and the message names one; a missing folder's name is 2."""
    (tmp_path / "thesis.txt").write_text("invented", encoding="utf-8")
    assert main(["export", str(tmp_path)]) == 1
    assert "thesis.txt" in capsys.readouterr().err
    with pytest.raises(SystemExit) as ended:
        main(["export"])
    assert ended.value.code == 2


def test_a_download_of_few_studies_is_valid_too(data_copy, tmp_path):
    """Evidence without pooled lines, judgements or comparators makes a valid download."""
    shutil.copy(DATA / "release.yaml", data_copy.folder)
    assert main(["export", "--data", str(data_copy.folder), str(tmp_path / "few")]) == 0
    assert wrong(tmp_path / "few") == []
    assert len(Evidence.load(data_copy.folder).studies) == count_of((tmp_path / "few/studies.csv").read_bytes())
