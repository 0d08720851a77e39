"""The data package: what each file of a download is, and what each column means and may hold.

Frictionless Data Package 2, generated from the list of columns, the data model and the vocabulary.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache

from pydantic import BaseModel

from livingevidence.evidence.columns import Column
from livingevidence.export.about import LICENCE, About
from livingevidence.export.cells import count_of
from livingevidence.export.columns import KEYS, LINKS
from livingevidence.record.text import capital
from livingevidence.record.vocabulary import Vocabulary

Tables = Mapping[str, Mapping[str, Column]]
TYPES = {
    "string": "string",
    "object": "array",
    "boolean": "boolean",
    "Int64": "integer",
    "Float64": "number",
    "datetime64[s]": "date",
}
HOW_TO_READ = (
    "An empty cell is a missing value. Lists are JSON arrays. In a text column an apostrophe at the beginning of a "
    "cell is no part of the text: take one away. It stands before text that a spreadsheet would take for a formula, "
    "before an apostrophe, and for text that is empty. In a number column INF is infinity."
)
_SCHEMA = "https://datapackage.org/profiles/2.0/datapackage.json"
_LIMITS = ("enum", "pattern", "minimum", "maximum")


def descriptor(
    files: Mapping[str, bytes], told: Mapping[str, str], columns: Tables, vocabulary: Vocabulary, about: About
) -> dict:
    """Return the content of ``datapackage.json``."""
    return {
        "$schema": _SCHEMA,
        "name": about.name,
        "title": about.title,
        "description": f"{about.told} {HOW_TO_READ}",
        "version": about.version,
        "licenses": [{"name": "CC-BY-4.0", "path": LICENCE, "title": "Creative Commons Attribution 4.0"}],
        "contributors": [{"title": "The contributors", "roles": ["author"]}],
        "resources": [_resource(name, content, told[name], columns, vocabulary) for name, content in files.items()],
    }


def _resource(path: str, content: bytes, told: str, columns: Tables, vocabulary: Vocabulary) -> dict:
    name, _, kind = path.partition(".")
    made = {
        "name": name if kind == "csv" else path.replace(".", "-"),
        "path": path,
        "description": told,
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
    }
    if kind != "csv":
        return made | {"type": "file"}
    dialect = {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True, "header": True}
    made |= {"type": "table", "format": "csv", "mediatype": "text/csv", "encoding": "utf-8", "dialect": dialect}
    return made | {"rows": count_of(content), "schema": schema(name, columns[name], vocabulary)}


def schema(name: str, columns: Mapping[str, Column], vocabulary: Vocabulary) -> dict:
    """Return the Table Schema of a table: its columns, which tell lines apart, and which lead to other tables."""
    keys, links = KEYS.get(name, ()), LINKS.get(name, {})
    made = {"fields": [_field(column, spec, column in keys, vocabulary) for column, spec in columns.items()]}
    made["missingValues"] = [""]
    if keys:
        made["primaryKey"] = list(keys)
    if links:
        made["foreignKeys"] = [
            {"fields": list(fields), "reference": {"resource": table, "fields": list(there)}}
            for fields, (table, there) in links.items()
        ]
    return made


def _field(name: str, column: Column, required: bool, vocabulary: Vocabulary) -> dict:
    made = {"name": name, "type": TYPES[column.dtype], "description": _sentence(column.meaning)}
    if column.unit:
        made["unit"] = column.unit
    limits = _limits(column, required, vocabulary)
    if column.dtype == "object":
        allowed = {"enum": limits["enum"]} if "enum" in limits else {}
        return made | {"constraints": {"required": True}} | ({"arrayItem": {"constraints": allowed}} if allowed else {})
    return made | ({"constraints": limits} if limits else {})


def _sentence(words: str) -> str:
    return f"{capital(words)}."


def _limits(column: Column, required: bool, vocabulary: Vocabulary) -> dict:
    """Return what a value must keep to: of its list of terms, of its column, or of its field in the data model."""
    limits = {"required": True} if required else {}
    limits |= _of_model(*column.field) if column.field else {}
    if column.terms or column.allowed:
        enum = list(vocabulary[column.terms] if column.terms else column.allowed)
        return {"enum": enum} | ({"required": True} if "required" in limits else {})
    return limits


@cache
def _schema(model: type[BaseModel]) -> dict:
    return model.model_json_schema()


def _of_model(model: type[BaseModel], field: str) -> dict:
    """Return the limits of a field as JSON Schema has them; the guard may stand before text that can begin with =."""
    schema = _schema(model)
    whole = schema["properties"][field]
    kinds = [kind for kind in whole.get("anyOf", [whole]) if kind.get("type") != "null"]
    found = {name: kinds[0][name] for name in _LIMITS if name in kinds[0]} if len(kinds) == 1 else {}
    if "=" in found.get("pattern", ""):
        found["pattern"] = found["pattern"].replace("^", "^'?", 1)
    return found | ({"required": True} if field in schema.get("required", ()) else {})
