"""What a rule is."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

from livingevidence.record.library import Library
from livingevidence.record.models import Row, Study
from livingevidence.record.problems import Problem
from livingevidence.record.reading import Document, Path

Finding = tuple[Path, str, str]  # where, what was found, how to mend it


class Rule:
    """A rule: its docstring is what the reader of a message sees as allowed."""

    whole = False
    """Whether the rule makes sense only of a record that fits the data model in all parts."""
    needs: tuple[str, ...] = ()
    """What must have been read without a problem for it to make sense: ``vocabulary``, ``bibliography``, ``topic``."""

    def study(self, study: Study, library: Library) -> Iterator[Finding]:
        """Yield what is wrong in one study."""
        return iter(())

    def library(self, library: Library) -> Iterator[Problem]:
        """Yield what is wrong between studies, as whole problems."""
        return iter(())

    def allowed(self) -> str:
        """Return the rule in words."""
        return " ".join(inspect.getdoc(type(self)).split())

    def problem(self, document: Document, finding: Finding) -> Problem:
        """Return a finding as a problem of a file."""
        path, found, fix = finding
        return document.problem(path, type(self).__name__, found, self.allowed(), fix)

    def at(self, file: str, line: int, field: str, found: str, fix: str) -> Problem:
        """Return a problem at a line of a file that is no record, such as a chapter or the bibliography."""
        return Problem(file, line, 1, field, type(self).__name__, found, self.allowed(), fix)


def rows(study: Study) -> Iterator[tuple[Path, Row]]:
    """Yield each outcome and adverse-event row with its path."""
    for table in ("outcomes", "adverse_events"):
        for index, row in enumerate(getattr(study, table)):
            yield (table, index), row


def one_of(choices, limit: int = 12) -> str:
    """Return choices as a list in words, not too long."""
    names = sorted(choices)
    more = f" and {len(names) - limit} more" if len(names) > limit else ""
    return ", ".join(names[:limit]) + more if names else "none are declared"
