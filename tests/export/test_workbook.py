"""The workbook of all tables, as a program for spreadsheets reads it."""

import io

import openpyxl
import pandas as pd
import pytest

from livingevidence.evidence.columns import Column
from livingevidence.export.columns import all_columns
from livingevidence.export.workbook import CODEBOOK, workbook
from livingevidence.record.problems import UserError

COLUMNS = {
    "sample": {
        "words": Column("string", "what was written"),
        "list": Column("object", "several"),
        "sure": Column("boolean", "whether it is so"),
        "people": Column("Int64", "how many", "people"),
        "share": Column("Float64", "how much", "%"),
        "kind": Column("string", "its kind", allowed=("a", "b")),
    }
}
LINES = [
    ("=1+1", ("a", "b"), True, 0, -2.5, "a"),
    ("+49 000", (), False, None, 0.5, "b"),
    ("0012", ("=x",), None, 3, None, "a"),
    ("https://example.org", (), True, 4, 1.0, "b"),
    ("'quoted", (), True, 5, 2.0, "a"),
]


def sample_workbook(lines=LINES) -> bytes:
    """Return the workbook of the invented table."""
    cells = dict(zip(COLUMNS["sample"], zip(*lines, strict=True), strict=True))
    dtypes = {name: spec.dtype for name, spec in COLUMNS["sample"].items()}
    table = pd.DataFrame({name: pd.Series(list(values), dtype=dtypes[name]) for name, values in cells.items()})
    return workbook({"sample": table}, COLUMNS, {})


def load(content: bytes):
    """Return a workbook as openpyxl reads it."""
    return openpyxl.load_workbook(io.BytesIO(content))


def test_text_stays_text_and_numbers_stay_numbers():
    """What looks like a formula, a number or an address is text without an apostrophe; a list is JSON."""
    head, *rows = load(sample_workbook())["sample"].iter_rows()
    assert [cell.value for cell in head] == list(COLUMNS["sample"])
    lines = [tuple(cell.value for cell in row) for row in rows]
    assert lines[0] == ("=1+1", '["a", "b"]', True, 0, -2.5, "a")
    assert [line[0] for line in lines] == ["=1+1", "+49 000", "0012", "https://example.org", "'quoted"]
    assert lines[2][1:5] == ('["=x"]', None, 3, None)
    assert {cell.data_type for row in rows for cell in row if isinstance(cell.value, str)} == {"s"}
    assert not any(cell.hyperlink for row in rows for cell in row)


def test_the_same_tables_are_the_same_bytes():
    """No clock stands in a workbook."""
    assert sample_workbook() == sample_workbook()
    assert load(sample_workbook()).properties.created.year == 2000


def test_a_cell_that_is_too_long_is_refused():
    """Nothing is cut off in silence."""
    with pytest.raises(UserError, match=r"sample: .* is too long for a workbook"):
        sample_workbook([("x" * 40_000, (), True, 1, 1.0, "a")])


def test_a_list_that_is_too_long_for_a_cell_is_counted():
    """A list grows with the review, and nobody could shorten it: its cell tells how many it holds and where."""
    lines = [(*LINES[0][:1], ("abcdefgh",) * 4_000, *LINES[0][2:])]
    cell = load(sample_workbook(lines))["sample"]["B2"].value
    assert cell.startswith("4\N{NARROW NO-BREAK SPACE}000 ") and cell.endswith("sample.csv")


def test_a_codebook_explains_every_column_of_every_sheet(contents, small_evidence):
    """Each column of the download has its meaning in the first sheet, and each table is a sheet with all its lines."""
    book, columns = load(contents["tables.xlsx"]), all_columns(small_evidence.topic)
    assert book.sheetnames == [CODEBOOK, *columns]
    rows = [tuple(cell.value for cell in row)[:2] for row in book[CODEBOOK].iter_rows(min_row=2)]
    assert rows == [(name, column) for name, names in columns.items() for column in names]
    for name, names in columns.items():
        assert [cell.value for cell in book[name][1]] == list(names)
    assert book["studies"].max_row == len(small_evidence.studies) + 1
