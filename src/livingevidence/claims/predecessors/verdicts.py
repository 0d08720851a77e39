"""Every saying held against the evidence, and the table of them."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass

from livingevidence.claims.facts import Facts
from livingevidence.claims.predecessors.model import Part, Predecessor, Verdict, verdict_of
from livingevidence.evidence.evidence import Evidence


@dataclass(frozen=True)
class Tested:
    """A saying held against the evidence.

    Attributes
    ----------
    predecessor : Predecessor
    verdict : str
    parts : dict of Part
    """

    predecessor: Predecessor
    verdict: Verdict
    parts: Mapping[str, Part]


def test_all(evidence: Evidence) -> list[Tested]:
    """Return every saying held against the evidence, the systematic review first."""
    facts = Facts(evidence)
    sayings = importlib.import_module("ruxreview.claims.predecessors.sayings")  # until data hold them
    tested = [(said, said.needs(facts)) for said in sayings.PREDECESSORS]
    return [Tested(said, verdict_of(parts), parts) for said, parts in tested]


test_all.__test__ = False  # no test, though it is called like one
