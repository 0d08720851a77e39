"""All tables as one workbook for spreadsheets: a sheet a table behind a codebook; what looks like a formula is text."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from livingevidence.evidence.columns import Column
from livingevidence.export.cells import compact_json, json_values
from livingevidence.record.problems import UserError
from livingevidence.record.text import count

if TYPE_CHECKING:
    import pandas as pd

CODEBOOK = "codebook"
WIDEST_COLUMN, LONGEST_CELL = 60, 32_767  # characters: of a column as it is shown, and of a cell as the format allows
_HEAD = ("table", "column", "meaning", "unit", "type", "allowed values")
_TYPES = {"string": "text", "object": "list, as JSON", "boolean": "TRUE or FALSE", "Int64": "whole number"}
_TYPES |= {"Float64": "number", "datetime64[s]": "day, as text"}


def workbook(
    tables: Mapping[str, pd.DataFrame], columns: Mapping[str, Mapping[str, Column]], terms: Mapping[str, Iterable[str]]
) -> bytes:
    """Return the tables as a workbook, the same bytes from the same tables; `terms` are what columns may hold."""
    import xlsxwriter  # which only a download needs

    content, as_text = io.BytesIO(), {f"strings_to_{kind}": False for kind in ("formulas", "numbers", "urls")}
    with xlsxwriter.Workbook(content, {"in_memory": True, **as_text}) as book:
        book.set_properties({"created": datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)})  # no clock in the bytes
        lines = [line for name in tables for line in _codebook_lines(name, columns[name], terms)]
        _fill(book, CODEBOOK, _HEAD, lines)
        for name, table in tables.items():
            values = [_cells(name, table[column], spec.dtype) for column, spec in columns[name].items()]
            _fill(book, name, list(columns[name]), list(zip(*values, strict=True)))
    return content.getvalue()


def _codebook_lines(name: str, columns: Mapping[str, Column], terms: Mapping[str, Iterable[str]]) -> Iterable[tuple]:
    for column, spec in columns.items():
        allowed = "; ".join(terms[spec.terms] if spec.terms else spec.allowed)
        yield name, column, spec.meaning, spec.unit, _TYPES[spec.dtype], allowed


def _cells(name: str, column: Iterable[object], dtype: str) -> list[object]:
    def list_cell(value: Any) -> str:
        text = compact_json(value)
        if len(text) <= LONGEST_CELL:
            return text
        # It grows with the review, and nobody can shorten it, as one can a text.
        return f"{count(len(value), 'entry', 'entries')}, too many for a cell: see {name}.csv"

    values = json_values(column, dtype)
    return [*map(list_cell, values)] if dtype == "object" else values


def _fill(book, name: str, head: Sequence[str], lines: Iterable[Sequence[object]]) -> None:
    """Add a sheet whose head stays in sight and can filter."""
    sheet, bold = book.add_worksheet(name), book.add_format({"bold": True})
    write = {str: sheet.write_string, bool: sheet.write_boolean, int: sheet.write_number, float: sheet.write_number}
    sheet.write_row(0, 0, head, bold)
    for row, line in enumerate(lines, 1):
        for column, value in enumerate(line):
            if isinstance(value, str) and len(value) > LONGEST_CELL:
                cell = f"{name}: {head[column]} of {line[0]}"
                limit = f"a workbook, whose cells hold {LONGEST_CELL:,} characters"
                raise UserError(f"{cell} is too long for {limit}: shorten it")
            if value not in (None, ""):
                write[type(value)](row, column, value)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, sheet.dim_rowmax, sheet.dim_colmax)
    sheet.autofit(WIDEST_COLUMN * 7)  # pixels
