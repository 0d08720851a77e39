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
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from livingevidence.evidence.columns import Column

if TYPE_CHECKING:
    import pandas as pd

# What starts a formula in one program or another, full-width forms included; and the guard itself.
GUARDED = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n", "'")
GUARD = "'"
DIGITS = 8  # of a number that was computed; the last of all depend on the processor


def frame(columns: Mapping[str, Column], lines: Iterable[Mapping]) -> pd.DataFrame:
    """Return lines that were computed as a table of these columns; text that is empty counts as missing."""
    import pandas as pd  # slow to import, and a build that finds nothing changed writes no table

    lines = list(lines)
    held = {name: [_kept(line.get(name)) for line in lines] for name in columns}
    return pd.DataFrame({name: pd.Series(held[name], dtype=spec.dtype) for name, spec in columns.items()})


def _kept(value: object) -> object:
    return float(f"{value:.{DIGITS}g}") if isinstance(value, float) else None if value == "" else value


def to_csv(table: pd.DataFrame, columns: Mapping[str, Column]) -> str:
    """Return a table as CSV, its lines in their order."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    held = [[cell(value, spec.dtype) for value in table[name]] for name, spec in columns.items()]
    writer.writerows(zip(*held, strict=True))
    return text.getvalue()


def to_records(table: pd.DataFrame, columns: Mapping[str, Column]) -> list[dict]:
    """Return a table as JSON has it: one object a line, null where a value is missing, text as it is."""
    held = [[plain(value, spec.dtype) for value in table[name]] for name, spec in columns.items()]
    return [dict(zip(columns, line, strict=True)) for line in zip(*held, strict=True)]


def plain(value: Any, dtype: str) -> object:
    """Return a value as JSON has it; infinity, which it has not, is a word."""
    import pandas as pd

    if dtype == "object":
        return list(value)
    if pd.isna(value):
        return None
    if dtype in ("string", "boolean"):
        return value if dtype == "string" else bool(value)
    if dtype.startswith("datetime"):
        return f"{value:%Y-%m-%d}"
    if math.isinf(value):
        return "INF" if value > 0 else "-INF"
    return int(value) if value == int(value) else float(value)


def cell(value: object, dtype: str) -> str:
    """Return a value as its cell in CSV has it; see the module's words."""
    match plain(value, dtype):
        case None:
            return ""
        case str(text) if dtype == "string":
            return GUARD + text if not text or text.startswith(GUARDED) else text
        case str(text):
            return text
        case held:
            return json.dumps(held, ensure_ascii=False)


def to_json(made: object) -> str:
    """Return JSON as every file of it is written."""
    return json.dumps(made, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def count_of(content: bytes) -> int:
    """Return how many lines a CSV has below its head; a line break inside a cell is none."""
    return sum(1 for _ in csv.reader(io.StringIO(content.decode(), newline=""))) - 1
