"""Cells of tables: whatever stands in them comes back, by Python, by pandas and from JSON."""

import csv
import io
import json
import math

import pandas as pd
from hypothesis import example, given
from hypothesis import strategies as st

from livingevidence.evidence.columns import Column
from livingevidence.export.cells import FORMULA_STARTS, csv_cells, line_count, lines_to_csv, to_csv, to_records

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
HOSTILE = [
    *("=cmd|' /C calc'!A0", "+1", "-1", "@SUM(1)", "＝1", "'quoted'", "''", "", '"', 'a "b", c', "a\nb", "a\r\nb"),
    *("\rx", "\tx", "<script>alert(1)</script>", "γ → ∞ 皮膚 👩\u200d⚕️", "nan", "NA", "null", "true", "1", " x ", "[]"),
]


@example(HOSTILE)
@given(st.lists(TEXTS | st.sampled_from(HOSTILE) | st.none(), min_size=1))
def test_any_text_comes_back(texts):
    """Quotes, formulas, markup, words for missing values, and no text at all come back, by Python and by pandas."""
    columns = {"first": Column("string", "invented"), "lists": Column("object", "invented")}
    lists = [tuple(cell for cell in texts if cell is not None)] * len(texts)
    table = pd.DataFrame({"first": pd.Series(texts, dtype="string"), "lists": pd.Series(lists, dtype="object")})
    text = to_csv(table, columns)
    lines = list(csv.reader(io.StringIO(text, newline="")))[1:]
    assert [line[0].removeprefix("'") if line[0] else None for line in lines] == texts
    assert [tuple(json.loads(line[1])) for line in lines] == lists
    assert not any(line[0].startswith(FORMULA_STARTS[:-1]) for line in lines)
    frame = pd.read_csv(io.StringIO(text, newline=""), dtype="string", keep_default_na=False, na_values=[""])
    assert [None if pd.isna(cell) else cell.removeprefix("'") for cell in frame["first"]] == texts
    assert [line["first"] for line in json.loads(json.dumps(to_records(table, columns)))] == texts


def test_for_another_program_a_formula_alone_is_guarded():
    """A name that a spreadsheet would run has an apostrophe; other names, and numbers below zero, are as they are."""
    line = {"name": "=HYPERLINK(1)", "other": "sample - rash", "number": -4.2, "none": None}
    assert lines_to_csv(line, [line]).splitlines()[1] == "'=HYPERLINK(1),sample - rash,-4.2,"


@given(st.floats(allow_nan=False) | st.integers(-(2**53), 2**53))
def test_any_number_comes_back(value):
    """A number comes back to the last digit, infinity by its word."""
    dtype = "Int64" if isinstance(value, int) else "Float64"
    (cell,) = csv_cells([value], dtype)
    assert float(cell) == value and "nan" not in cell and not cell.endswith(".0")
    assert not math.isinf(value) or cell == ("INF" if value > 0 else "-INF")


def test_a_line_break_in_a_cell_is_no_line():
    """The lines of a table are counted, not those of the file."""
    assert line_count(b'a,b\r\n"x\r\ny",1\r\nz,2\r\n') == 2
