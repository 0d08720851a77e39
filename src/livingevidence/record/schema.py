"""The JSON Schema of a record (draft 7, as editors read it): fields and terms, explained, and mistakes underlined."""

import json

from livingevidence.record.addresses import model_in
from livingevidence.record.fill import FOLLOWING
from livingevidence.record.models import FIELDS_OF_KIND, Row, Study
from livingevidence.record.topic import Topic
from livingevidence.record.vocabulary import Vocabulary

FILE = "study.schema.json"
_MAPS = ("properties", "definitions")
_DROPPED = ("title", "default", "discriminator")


def schema(vocabulary: Vocabulary, topic: Topic) -> str:
    """Return the JSON Schema of a record of a review, whose terms and shelves it lists with what they mean."""
    made = Study.model_json_schema(ref_template="#/definitions/{model}")
    made["definitions"] = made.pop("$defs")
    made = {"$schema": "http://json-schema.org/draft-07/schema#", **_plain(made)}
    for name, follow in FOLLOWING.items():
        model = made["definitions"][model_in(Study.model_fields[name].annotation).__name__] if name else made
        model["required"] = [field for field in model["required"] if field not in follow]
    made["properties"]["domain"] |= {"allOf": [{"$ref": "#/definitions/shelf"}]}
    for row in Row.__subclasses__():
        made["definitions"][row.__name__]["allOf"] = [
            {"if": {"properties": {"kind": {"const": kind}}}, "then": {"required": list(needed)}}
            for kind, (needed, _) in FIELDS_OF_KIND.items()
            if needed
        ]
    terms = {
        name: {key: f"{term.label}: {term.definition}" for key, term in vocabulary[name].items()} for name in vocabulary
    }
    for name, words in (terms | {"shelf": topic.shelves}).items():
        made["definitions"][name] = {"enum": list(words), "enumDescriptions": list(words.values())}
    return json.dumps(made, indent=1, ensure_ascii=False) + "\n"


def _plain(node: dict) -> dict:
    """Return a schema without what no reader needs; draft 7 passes over whatever stands beside a reference."""
    made = {}
    for key, value in node.items():
        if key in _MAPS:
            made[key] = {name: _plain(inner) for name, inner in value.items()}
        elif key == "items":
            made[key] = _plain(value)
        elif key == "anyOf":
            made[key] = [_plain(inner) for inner in value]
        elif key == "termOf":
            made["allOf"] = [{"$ref": f"#/definitions/{value}"}]
        elif key == "$ref":
            made["allOf"] = [{"$ref": value}]
        elif key not in _DROPPED:
            made[key] = value
    return made
