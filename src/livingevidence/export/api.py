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
    claims, numbers = _keyed(results["claims"], "claim"), _keyed(results["results"], "key")
    trials = [{"study": name, **trial} for name, study in studies.items() for trial in study.get("trials", ())]
    told: dict[str, dict] = {
        "claims": {"claims": claims},
        "numbers": {"numbers": numbers},
        "trials": {"trials": trials},
        **{f"studies/{name}": {"page": f"studies/{name}.html", "study": study} for name, study in studies.items()},
    }
    for name in conditions:
        told[f"conditions/{name}"] = {
            "page": f"conditions/{name}.html",
            "condition": terms[name],
            "studies": [key for key, study in studies.items() if name in study["conditions"]],
            "claims": {key: claim for key, claim in claims.items() if name in claim["about"]},
            "certainty": [rating for rating in results["certainty"] if rating["condition"] == name],
            "numbers": {key: number for key, number in numbers.items() if name in key.split(".")},
        }
    told["index"] = {"answers": [f"{name}.json" for name in sorted(told)]}
    head = {name: records[name] for name in (*_HEAD, "stopped") if name in records}
    head["engine"], made = f"livingevidence {livingevidence.__version__}", {}
    for name, said in told.items():
        kind, inner, _ = name.partition("/")
        made[f"{name}.json"] = {"$schema": f"{'../' if inner else ''}schema/{kind}.json", **head, **said}
    made |= {f"schema/{name}.json": _whole(name, held) for name, held in _schemas(columns).items()}
    return {name: to_json(said).encode() for name, said in made.items()}


def _keyed(lines: Iterable[dict], key: str) -> dict[str, dict]:
    return {line[key]: {name: value for name, value in line.items() if name != key} for line in lines}


def _schemas(columns: Mapping[str, Mapping[str, Column]]) -> dict[str, dict]:
    """Return what each kind of answer has beside its head."""
    claims, numbers = _each(columns["claims"], "claim"), _each(columns["results"], "key")
    study = Study.model_json_schema()
    trial = study["$defs"]["Trial"] | {"properties": study["$defs"]["Trial"]["properties"] | {"study": _TEXT}}
    condition = {
        "condition": {"type": "object", "required": ["label", "definition", "groups"]},
        "studies": _WORDS,
        "claims": claims,
        "certainty": {"type": "array", "items": _line(columns["certainty"])},
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


def _whole(name: str, held: dict) -> dict:
    """Return the schema of a kind of answer, whose definitions stand at its top."""
    head = dict.fromkeys((*_HEAD, "engine", "$schema"), _TEXT) | {"last_searched": {"type": ["string", "null"]}}
    inner: dict = next((part.pop("$defs") for part in held.values() if "$defs" in part), {})
    made = {"$schema": _DIALECT, "title": name, "type": "object", "properties": head | held | {"stopped": _TEXT}}
    return made | {"required": [*head, *held], "additionalProperties": False} | ({"$defs": inner} if inner else {})


def _each(columns: Mapping[str, Column], key: str) -> dict:
    return {"type": "object", "additionalProperties": _line({n: spec for n, spec in columns.items() if n != key})}


def _line(columns: Mapping[str, Column]) -> dict:
    """Return the schema of a line of a table; infinity, which JSON has not, is a word."""
    held = {}
    for name, spec in columns.items():
        kinds = [TYPES[spec.dtype].replace("date", "string"), *["string"] * (spec.dtype == "Float64")]
        held[name] = {"type": kinds + ["null"] * (spec.dtype != "object"), "description": spec.meaning}
    return {"type": "object", "properties": held, "required": list(held), "additionalProperties": False}
