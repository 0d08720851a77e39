"""What a saying is, its parts, and the verdict that follows from them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from livingevidence.claims.base import Finding
from livingevidence.claims.facts import Facts

Verdict = Literal["supported", "partly supported", "not supported", "not testable yet"]
SUMMARY = "the published summary"
UNQUOTED = "\\(in our words\\)"


class Part(NamedTuple):
    """A part of a saying.

    Attributes
    ----------
    shows : sequence of Finding
        What the evidence must show.
    there : sequence of Finding
        The evidence that must be there to test it.
    """

    shows: Sequence[Finding]
    there: Sequence[Finding] = ()

    @property
    def holds(self) -> bool | None:
        """Whether it holds; None where it can't be tested."""
        held = [finding.holds for finding in self.shows]
        if not held or not all(finding.holds for finding in self.there):
            return None
        return False if False in held else None if None in held else True

    @property
    def deciding(self) -> list[Finding]:
        """The findings that decide: what is lacking, else what fails, else what can't be told, else all."""
        for found in (
            [f for f in self.there if not f.holds],
            [f for f in self.shows if f.holds is False],
            [f for f in self.shows if f.holds is None],
        ):
            if found:
                return found
        return [*self.shows]


@dataclass(frozen=True)
class Predecessor:
    """A saying of earlier work.

    Attributes
    ----------
    id : str
        Its name.
    said_by : str
        The study whose record holds it, or :data:`SUMMARY`, whose text is no record of this review.
    said : str
        The words in MyST: quoted by ``{number}`` from the record, else our own.
    needs : callable
        From the facts to the parts, by what each says.
    """

    id: str
    said_by: str
    said: str
    needs: Callable[[Facts], Mapping[str, Part]]


def verdict_of(parts: Mapping[str, Part]) -> Verdict:
    """Return the verdict on a saying from its parts.

    Raises
    ------
    ValueError
        If it has no part.
    """
    held = [part.holds for part in parts.values()]
    if not held:
        raise ValueError("a saying without parts can't be tested")
    if True in held:
        return "supported" if all(held) else "partly supported"
    return "not supported" if False in held else "not testable yet"
