"""Tables and lists for the chapters: Markdown with citations, links and numbers that lead to their rows."""

from livingevidence.show.tables.base import Prose, Table, study_link
from livingevidence.show.tables.studies import awaited, describe_reading, other_treatments, outcomes, studies
from livingevidence.show.tables.words import cases, listed, texts

__all__ = [
    "Prose",
    "Table",
    "awaited",
    "cases",
    "describe_reading",
    "listed",
    "other_treatments",
    "outcomes",
    "studies",
    "study_link",
    "texts",
]
