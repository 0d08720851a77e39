"""Tables and the words of figures as they are declared in ``tables.yaml`` and ``figures.yaml``."""

from collections.abc import Iterable
from functools import cache, partial
from typing import Any

from jinja2 import Environment, FileSystemBytecodeCache, FunctionLoader, StrictUndefined, Template
from markupsafe import Markup

from livingevidence.evidence import describe
from livingevidence.evidence.evidence import Evidence
from livingevidence.record.reading import engine_data
from livingevidence.record.reads import digest
from livingevidence.record.text import capital, count, number
from livingevidence.show.inline import inline_of
from livingevidence.show.table import ABSENT, BREAK, Table, close_direction

_SOURCES: dict[str, str] = {}
_PLAIN = Environment(  # whose words are escaped by what shows them
    undefined=StrictUndefined,
    loader=FunctionLoader(lambda name: _SOURCES[name]),
    bytecode_cache=FileSystemBytecodeCache(),  # in a folder of the user's own, so that each is compiled once
)
_PLAIN.filters |= {"capital": capital, "number": number, "when": describe.when}
_PLAIN.globals |= {"count": count, "describe": describe, "line_break": BREAK}
_CELLS = _PLAIN.overlay(autoescape=True, finalize=close_direction)


@cache
def _template(kind: Environment, source: str) -> Template:
    _SOURCES[name := digest(source)] = source
    return kind.get_template(name)


_plain, _cell = partial(_template, _PLAIN), partial(_template, _CELLS)


@cache
def _declared(kind: str) -> dict[str, dict[str, Any]]:
    return engine_data(__package__, f"{kind}.yaml")


def _common_facts(evidence: Evidence) -> dict[str, object]:
    inline = inline_of(evidence)
    words = {"label_of": evidence.vocabulary.label_of, "what": partial(describe.what, vocabulary=evidence.vocabulary)}
    return {"topic": inline.topic, "label": inline.label, "inline": inline} | words


def figure_words(evidence: Evidence, figure: str, **facts: object) -> dict[str, str]:
    """Return the words that are declared of a figure, filled with facts and with what the review is about."""
    facts = _common_facts(evidence) | facts
    return {part: _plain(source).render(facts) for part, source in _declared("figures")[figure].items()}


def declared_table(evidence: Evidence, name: str, entries: Iterable[Any], **facts: object) -> Table:
    """Return a declared table with a line for each entry, which its cells call by the names in `each`."""
    shared, declared, facts = _declared("tables")["shared"], _declared("tables")[name], _common_facts(evidence) | facts
    cells = {_plain(head).render(facts): source or shared[head] for head, source in declared["cells"].items()}
    rows, names = [], declared["each"]
    for entry in entries:
        parts = entry if len(names) > 1 else (entry,)
        context = facts | {"entry": entry} | dict(zip(names, parts, strict=True))
        rows.append(tuple(Markup(_cell(source).render(context)) for source in cells.values()))
    heads = list(cells)
    optional = [place for place, head in enumerate(heads) if head in declared.get("if_read", ())]
    if bare := {place for place in optional if all(row[place] == ABSENT for row in rows)}:
        heads, *rows = (tuple(cell for place, cell in enumerate(row) if place not in bare) for row in (heads, *rows))
    options = {key: option for key, option in declared.items() if key not in ("each", "cells", "if_read")}
    for key, option in options.items():
        options[key] = _plain(option).render(facts) if isinstance(option, str) else option
    return Table(tuple(heads), tuple(rows), **options)
