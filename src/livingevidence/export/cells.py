"""Tables as CSV and JSON: one way for every kind of value, which can be undone.

CSV as in RFC 4180, in UTF-8. A missing value is an empty cell; ``nan`` is never written. Lists are JSON arrays.
A text that a spreadsheet would take for a formula, that begins with an apostrophe, or that is empty gets an apostrophe
in front; whoever reads takes one away. Numbers get none, so a negative one stays a number.
"""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from livingevidence.evidence.columns import Column, table

if TYPE_CHECKING:
    import pandas as pd

# What starts a formula in one program or another, full-width forms included; and the guard itself.
FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n", "'")
GUARD = "'"
DIGITS = 8  # of a number that was computed; the last of all depend on the processor


def computed_table(columns: Mapping[str, Column], lines: Iterable[Mapping]) -> pd.DataFrame:
    """Return lines that were computed as a table of these columns; text that is empty counts as missing."""
    return table(columns, [{name: _rounded(line.get(name)) for name in columns} for line in lines])


def _rounded(value: object) -> object:
    if isinstance(value, float):
        return float(f"{value:.{DIGITS}g}")
    return None if value == "" else value


def to_csv(table: pd.DataFrame, columns: Mapping[str, Column]) -> str:
    """Return a table as CSV, its lines in their order."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(zip(*(csv_cells(table[name], spec.dtype) for name, spec in columns.items()), strict=True))
    return text.getvalue()


def lines_to_csv(heads: Collection[str], lines: Iterable[Mapping]) -> str:
    """Return lines as CSV for another program; of what its cells hold, only what would be a formula is guarded."""
    text = io.StringIO()
    writer = csv.DictWriter(text, heads, lineterminator="\n")
    writer.writeheader()
    writer.writerows(
        {head: _guarded(cell) if isinstance(cell, str) else cell for head, cell in line.items()} for line in lines
    )
    return text.getvalue()


def to_records(table: pd.DataFrame, columns: Mapping[str, Column]) -> list[dict]:
    """Return a table as JSON has it: one object a line, null where a value is missing, text as it is."""
    values = [json_values(table[name], spec.dtype) for name, spec in columns.items()]
    return [dict(zip(columns, line, strict=True)) for line in zip(*values, strict=True)]


def json_values(column: Iterable[Any], dtype: str) -> list[object]:
    """Return the values of a column as JSON has them; infinity, which it has not, is a word."""
    import pandas as pd

    if dtype == "object":
        return [list(value) for value in column]
    convert = _CONVERTERS.get(dtype, _number)
    missing = pd.isna(column).tolist()
    return [None if is_missing else convert(value) for value, is_missing in zip(column, missing, strict=True)]


_CONVERTERS: dict[str, Callable] = {"string": str, "boolean": bool, "datetime64[s]": "{:%Y-%m-%d}".format}


def _number(value: float) -> float | str:
    if math.isinf(value):
        return "INF" if value > 0 else "-INF"
    return int(value) if value == int(value) else float(value)


def csv_cells(column: Iterable[Any], dtype: str) -> list[str]:
    """Return the values of a column as their cells in CSV have them; see the module's words."""

    def cell(value: object) -> str:
        if value is None:
            return ""
        if not isinstance(value, str):
            return compact_json(value)
        if dtype != "string":
            return value
        return _guarded(value) if value else GUARD

    return [cell(value) for value in json_values(column, dtype)]


def _guarded(text: str) -> str:
    return f"{GUARD}{text}" if text.startswith(FORMULA_STARTS) else text


compact_json = json.JSONEncoder(ensure_ascii=False).encode
"""Writes what a single cell holds as JSON."""


def to_json(value: object) -> str:
    """Return JSON as every file of it is written."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def line_count(content: bytes) -> int:
    """Return how many lines a CSV has below its head; a line break inside a cell is none."""
    return sum(1 for _ in csv.reader(io.StringIO(content.decode(), newline=""))) - 1
