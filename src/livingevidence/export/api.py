"""A static API: what pages tell as JSON files beside them, of one version with them, made of the files of the download.

Each answer says of which version it is, and names the JSON Schema that it keeps to. A printed number is found by its
address ``study/row.field`` in the answer on the study, a computed one by its key in ``numbers.json``.
"""

import json
from collections.abc import Iterable, Mapping

import livingevidence
from livingevidence.evidence.columns import Column
from livingevidence.export.cells import to_json
from livingevidence.export.package import TYPES
from livingevidence.record.models import Study

FOLDER = "api/v1/"
"""Where it stands in a version of the site; another form of its answers would be another number."""
_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_HEAD = ("title", "version", "evidence_as_of", "last_searched", "license")
_TEXT, _WORDS = {"type": "string"}, {"type": "array", "items": {"type": "string"}}


def answers(
    files: Mapping[str, bytes], columns: Mapping[str, Mapping[str, Column]], conditions: Iterable[str]
) -> dict[str, bytes]:
    """Return each answer and schema by its name below :data:`FOLDER`; `conditions` are those that have a page."""
    records, results = (json.loads(files[name]) for name in ("records.json", "results.json"))
    studies, terms = records["studies"], records["vocabulary"]["conditions"]
    claims, numbers = _by_key(results["claims"], "claim"), _by_key(results["results"], "key")
    trials = [{"study": name, **trial} for name, study in studies.items() for trial in study.get("trials", ())]
    contents: dict[str, dict] = {
        "claims": {"claims": claims},
        "numbers": {"numbers": numbers},
        "trials": {"trials": trials},
        **{f"studies/{name}": {"page": f"studies/{name}.html", "study": study} for name, study in studies.items()},
    }
    for name in conditions:
        contents[f"conditions/{name}"] = {
            "page": f"conditions/{name}.html",
            "condition": terms[name],
            "studies": [key for key, study in studies.items() if name in study["conditions"]],
            "claims": {key: claim for key, claim in claims.items() if name in claim["about"]},
            "certainty": [rating for rating in results["certainty"] if rating["condition"] == name],
            "numbers": {key: number for key, number in numbers.items() if name in key.split(".")},
        }
    contents["index"] = {"answers": [f"{name}.json" for name in sorted(contents)]}
    head = {name: records[name] for name in (*_HEAD, "stopped") if name in records}
    head["engine"] = f"livingevidence {livingevidence.__version__}"
    documents = {}
    for name, content in contents.items():
        up, kind = "../" if "/" in name else "", name.partition("/")[0]
        documents[f"{name}.json"] = {"$schema": f"{up}schema/{kind}.json", **head, **content}
    for name, properties in _schemas(columns).items():
        documents[f"schema/{name}.json"] = _answer_schema(name, properties)
    return {name: to_json(document).encode() for name, document in documents.items()}


def _by_key(lines: Iterable[dict], key: str) -> dict[str, dict]:
    return {line[key]: {name: value for name, value in line.items() if name != key} for line in lines}


def _schemas(columns: Mapping[str, Mapping[str, Column]]) -> dict[str, dict]:
    """Return what each kind of answer has beside its head."""
    claims, numbers = _lines_schema(columns["claims"], "claim"), _lines_schema(columns["results"], "key")
    study = Study.model_json_schema()
    trial = study["$defs"]["Trial"] | {"properties": study["$defs"]["Trial"]["properties"] | {"study": _TEXT}}
    condition = {
        "condition": {"type": "object", "required": ["label", "definition", "groups"]},
        "studies": _WORDS,
        "claims": claims,
        "certainty": {"type": "array", "items": _line_schema(columns["certainty"])},
        "numbers": numbers,
    }
    return {
        "index": {"answers": _WORDS},
        "claims": {"claims": claims},
        "numbers": {"numbers": numbers},
        "trials": {"trials": {"type": "array", "items": trial}},
        "studies": {"page": _TEXT, "study": study},
        "conditions": {"page": _TEXT, **condition},
    }


def _answer_schema(name: str, properties: dict) -> dict:
    """Return the schema of a kind of answer, whose definitions stand at its top."""
    head = dict.fromkeys((*_HEAD, "engine", "$schema"), _TEXT) | {"last_searched": {"type": ["string", "null"]}}
    definitions: dict = next((part.pop("$defs") for part in properties.values() if "$defs" in part), {})
    schema: dict = {"$schema": _DIALECT, "title": name, "type": "object"}
    schema |= {"properties": head | properties | {"stopped": _TEXT}, "required": [*head, *properties]}
    return schema | {"additionalProperties": False} | ({"$defs": definitions} if definitions else {})


def _lines_schema(columns: Mapping[str, Column], key: str) -> dict:
    others = {name: spec for name, spec in columns.items() if name != key}
    return {"type": "object", "additionalProperties": _line_schema(others)}


def _line_schema(columns: Mapping[str, Column]) -> dict:
    """Return the schema of a line of a table; infinity, which JSON has not, is a word."""
    properties = {}
    for name, spec in columns.items():
        kinds = [TYPES[spec.dtype].replace("date", "string"), *["string"] * (spec.dtype == "Float64")]
        properties[name] = {"type": kinds + ["null"] * (spec.dtype != "object"), "description": spec.meaning}
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}
