"""What tables and figures say around their data, as ``words.yaml`` declares it."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from jinja2 import Environment, StrictUndefined

from livingevidence.evidence.evidence import Evidence
from livingevidence.record.text import capital, count

_WORDS = Environment(undefined=StrictUndefined)  # nothing is escaped here: what shows the words does that
_WORDS.filters |= {"capital": capital, "count": count}
_template = cache(_WORDS.from_string)


@cache
def _declared() -> dict[str, dict[str, Any]]:
    return yaml.safe_load(files(__package__).joinpath("words.yaml").read_text(encoding="utf-8"))


def worded(evidence: Evidence, name: str, **facts: object) -> dict[str, Any]:
    """Return what is declared of a table or figure, filled with facts and with what the review is about."""
    facts |= {"topic": evidence.topic, "label": evidence.vocabulary.label}

    def filled(said: Any) -> Any:
        if isinstance(said, list):
            return tuple(map(filled, said))
        return _template(said).render(facts) if isinstance(said, str) else said

    return {part: filled(said) for part, said in _declared()[name].items()}
