"""What a download tells of itself: a data package of Frictionless (2), and a Dataset of schema.org."""

from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import PurePath
from typing import NamedTuple

from pydantic import BaseModel

from livingevidence.evidence.columns import Column
from livingevidence.evidence.evidence import Evidence
from livingevidence.export.cells import line_count
from livingevidence.record.reading import engine_data
from livingevidence.record.release import version_of
from livingevidence.record.text import capital
from livingevidence.record.topic import Topic
from livingevidence.record.vocabulary import Vocabulary

LICENCE, _LICENCE = "https://creativecommons.org/licenses/by/4.0/", "Creative Commons Attribution 4.0"
LISTINGS = ("datapackage.json", "dataset.jsonld", "ro-crate-metadata.json")  # they list all others
FILES = engine_data(__package__, "files.yaml")
"""Every file, with what it is; of a table its key and links too."""
_MEDIA = {
    ".csv": "text/csv",
    ".json": "application/json",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".bib": "application/x-bibtex",
    ".ris": "application/x-research-info-systems",
    ".jsonld": "application/ld+json",
}
TYPES = {"string": "string", "object": "array", "boolean": "boolean"}
TYPES |= {"Int64": "integer", "Float64": "number", "datetime64[s]": "date"}
"""What a type of a column is called in a Table Schema; JSON Schema differs in days alone, which are strings."""
_DIALECT = {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True, "header": True}
HOW_TO_READ = (
    "An empty cell is a missing value. Lists are JSON arrays. In a text column an apostrophe at the beginning of a "
    "cell is no part of the text: take one away. It stands before text that a spreadsheet would take for a formula, "
    "before an apostrophe, and for text that is empty. In a number column INF is infinity."
)


class About(NamedTuple):
    """A version of a review, as pages have it; what is not there is None or empty."""

    topic: Topic
    version: str
    evidence_as_of: str
    last_searched: str | None
    stopped: str = ""
    """What says that the review is not kept up to date, and why; empty while it is."""
    doi: str | None = None

    @property
    def title(self) -> str:
        """The title of the review."""
        return self.topic.title

    @property
    def description(self) -> str:
        """What the data are, in three sentences."""
        searched = f"Last searched: {self.last_searched or 'no systematic search yet'}."
        return (
            f"Every row of what was read on {self.topic.treatment.given}, with its source and place, and what the "
            f"review computed and concluded from it. Version {self.version}, evidence as of {self.evidence_as_of}. "
            f"{searched} {self.stopped}"
        ).rstrip()


def about_version(evidence: Evidence, version: str = "") -> About:
    """Return what a download of an evidence is of; its version is looked for where it is not given."""
    library, version = evidence.library, version or version_of(evidence.library.root)
    doi = library.release.doi if library.release.version == version else None  # else it is the one of an older version
    review, stopped = library.review, library.review.stopped
    stop_note = stopped.sentence if stopped else ""
    return About(evidence.topic, version, review.evidence_as_of, review.last_searched, stop_note, doi)


def file_descriptions(topic: Topic) -> dict[str, str]:
    """Return each file with what it is, in the order in which people read of them."""
    words = {"treatment": topic.treatment.short, "control": topic.control.label}
    return {name: entry["told"].format(**words) for name, entry in FILES.items()}


def dataset(files: Mapping[str, bytes], about: About, folder: str = "") -> dict:
    """Return the facts on a download as JSON-LD.

    No time is told that it covers, since not every report is dated. The folder of the files ends with a slash, and is
    told as seen from whoever holds the facts; relative addresses hold wherever the site is served, for old versions
    too.
    """
    publisher, words = {"@type": "Organization", "name": "The contributors"}, file_descriptions(about.topic)
    facts = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": about.title,
        "description": about.description,
        "version": about.version,
        "dateModified": about.evidence_as_of,
        "license": LICENCE,
        "creator": publisher,
        "publisher": publisher,
        "inLanguage": "en",
        "isAccessibleForFree": True,
        "keywords": list(about.topic.keywords),
        "distribution": [
            {
                "@type": "DataDownload",
                "name": name,
                "description": words[name],
                "contentUrl": folder + name,
                "encodingFormat": _MEDIA[PurePath(name).suffix],
                "contentSize": f"{len(content)} B",
                "sha256": sha256(content).hexdigest(),
            }
            for name, content in files.items()
        ],
    }
    return facts | ({"identifier": f"https://doi.org/{about.doi}"} if about.doi else {})


def crate(files: Mapping[str, bytes], about: About) -> dict:
    """Return the content of ``ro-crate-metadata.json`` (RO-Crate 1.3), which makes the folder a research object."""
    root, context = dataset(files, about), "https://w3id.org/ro/crate/1.3"
    parts = [
        {"@id": part["contentUrl"], "@type": "File"}
        | {name: part[name] for name in ("name", "description", "encodingFormat", "contentSize", "sha256")}
        for part in root.pop("distribution")
    ]
    creator = {"@id": "#contributors", **root.pop("creator")}
    contributors = {"@id": creator["@id"]}
    root |= {"@id": "./", "datePublished": about.evidence_as_of, "creator": contributors, "publisher": contributors}
    root |= {"license": {"@id": LICENCE}, "hasPart": [{"@id": part["@id"]} for part in parts]}
    licence = {"@id": LICENCE, "@type": "CreativeWork", "name": "CC BY 4.0", "description": _LICENCE}
    descriptor = {"@id": LISTINGS[2], "@type": "CreativeWork", "about": {"@id": "./"}, "conformsTo": {"@id": context}}
    del root["@context"]
    return {"@context": f"{context}/context", "@graph": [descriptor, root, licence, creator, *parts]}


def package(
    files: Mapping[str, bytes], columns: Mapping[str, Mapping[str, Column]], vocabulary: Vocabulary, about: About
) -> dict:
    """Return the content of ``datapackage.json``."""
    words, resources = file_descriptions(about.topic), []
    for path, content in files.items():
        table = path.removesuffix(".csv")
        resource: dict[str, object] = {"name": table.replace(".", "-"), "path": path, "description": words[path]}
        resource |= {"bytes": len(content), "hash": f"sha256:{sha256(content).hexdigest()}"}
        if table in columns:
            resource |= {"type": "table", "format": "csv", "mediatype": "text/csv", "encoding": "utf-8"}
            resource |= {"dialect": _DIALECT, "rows": line_count(content), "schema": schema(table, columns, vocabulary)}
        resources.append(resource if table in columns else resource | {"type": "file"})
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": about.topic.name,
        "title": about.title,
        "description": f"{about.description} {HOW_TO_READ}",
        "version": about.version,
        "licenses": [{"name": "CC-BY-4.0", "path": LICENCE, "title": _LICENCE}],
        "contributors": [{"title": "The contributors", "roles": ["author"]}],
        "resources": resources,
    }


def schema(name: str, columns: Mapping[str, Mapping[str, Column]], vocabulary: Vocabulary) -> dict:
    """Return the Table Schema of a table: its columns, which tell lines apart, and which lead to other tables."""
    key, links = FILES[f"{name}.csv"].get("key", []), FILES[f"{name}.csv"].get("links", [])
    fields = [_field(column, spec, column in key, vocabulary) for column, spec in columns[name].items()]
    table_schema = {"fields": fields, "missingValues": [""]} | ({"primaryKey": key} if key else {})
    foreign_keys = [
        {"fields": names, "reference": {"resource": table, "fields": FILES[f"{table}.csv"]["key"]}}
        for table, *names in links
    ]
    return table_schema | ({"foreignKeys": foreign_keys} if foreign_keys else {})


def _field(name: str, column: Column, required: bool, vocabulary: Vocabulary) -> dict:
    """Return a field, with what a value must keep to: of its list of terms, its column, or its field in the model."""
    field = {"name": name, "type": TYPES[column.dtype], "description": f"{capital(column.meaning)}."}
    field |= {"unit": column.unit} if column.unit else {}
    limits: dict[str, object] = {"required": True} if required else {}
    limits |= _field_limits(*column.field) if column.field else {}
    if allowed := list(vocabulary[column.terms] if column.terms else column.allowed):
        limits = {"enum": allowed} | ({"required": True} if "required" in limits else {})
    if column.dtype == "object":
        items = {"arrayItem": {"constraints": {"enum": limits["enum"]}}} if "enum" in limits else {}
        return field | {"constraints": {"required": True}} | items
    return field | ({"constraints": limits} if limits else {})


_model_schema = cache(lambda model: model.model_json_schema())  # asked for each field of a model


def _field_limits(model: type[BaseModel], field: str) -> dict:
    """Return the limits of a field as JSON Schema has them; the guard may stand before text that can begin with =."""
    model_schema = _model_schema(model)
    field_schema = model_schema["properties"][field]
    types = [kind for kind in field_schema.get("anyOf", [field_schema]) if kind.get("type") != "null"]
    limits = ("enum", "pattern", "minimum", "maximum")
    values = {name: types[0][name] for name in limits if name in types[0]} if len(types) == 1 else {}
    if "=" in values.get("pattern", ""):
        values["pattern"] = values["pattern"].replace("^", "^'?", 1)
    return values | ({"required": True} if field in model_schema.get("required", ()) else {})
