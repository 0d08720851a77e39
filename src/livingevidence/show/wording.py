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
from livingevidence.show.inline import inline
from livingevidence.show.table import ABSENT, BREAK, Table, closed

_SAID: dict[str, str] = {}
_PLAIN = Environment(  # whose words are escaped by what shows them
    undefined=StrictUndefined,
    loader=FunctionLoader(lambda name: _SAID[name]),
    bytecode_cache=FileSystemBytecodeCache(),  # in a folder of the user's own, so that each is compiled once
)
_PLAIN.filters |= {"capital": capital, "number": number, "when": describe.when}
_PLAIN.globals |= {"count": count, "describe": describe, "line_break": BREAK}
_CELLS = _PLAIN.overlay(autoescape=True, finalize=closed)


@cache
def _template(kind: Environment, said: str) -> Template:
    _SAID[name := digest(said)] = said
    return kind.get_template(name)


_plain, _cell = partial(_template, _PLAIN), partial(_template, _CELLS)


@cache
def _declared(kind: str) -> dict[str, dict[str, Any]]:
    return engine_data(__package__, f"{kind}.yaml")


def _known(evidence: Evidence) -> dict[str, object]:
    say = inline(evidence)
    words = {"named": evidence.vocabulary.named, "what": partial(describe.what, vocabulary=evidence.vocabulary)}
    return {"topic": say.topic, "label": say.label, "say": say} | words


def worded(evidence: Evidence, figure: str, **facts: object) -> dict[str, str]:
    """Return the words that are declared of a figure, filled with facts and with what the review is about."""
    facts = _known(evidence) | facts
    return {part: _plain(said).render(facts) for part, said in _declared("figures")[figure].items()}


def tabled(evidence: Evidence, name: str, items: Iterable[Any], **facts: object) -> Table:
    """Return a declared table with a line for each item, which its cells call by the names in `each`."""
    shared, declared, facts = _declared("tables")["shared"], _declared("tables")[name], _known(evidence) | facts
    cells = {_plain(head).render(facts): said or shared[head] for head, said in declared["cells"].items()}
    rows, (first, *more) = [], declared["each"]
    for item in items:
        known = facts | {"item": item} | dict(zip((first, *more), item if more else (item,), strict=True))
        rows.append(tuple(Markup(_cell(said).render(known)) for said in cells.values()))
    heads = list(cells)
    if_read = [i for i, head in enumerate(heads) if head in declared.get("if_read", ())]
    if bare := {i for i in if_read if {row[i] for row in rows} <= {ABSENT}}:
        heads, *rows = (tuple(cell for i, cell in enumerate(row) if i not in bare) for row in (heads, *rows))
    options = {key: said for key, said in declared.items() if key not in ("each", "cells", "if_read")}
    words = {key: _plain(said).render(facts) if isinstance(said, str) else said for key, said in options.items()}
    return Table(tuple(heads), tuple(rows), **words)
