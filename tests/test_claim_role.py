"""The roles that place a claim on a page, in its own wording or in plain words."""

from __future__ import annotations

import pytest
from docutils import nodes
from docutils.core import publish_doctree
from docutils.parsers.rst import roles

from livingevidence.claims.base import Claim, Finding, judge
from livingevidence.claims.expression import parse
from livingevidence.site import claim_role
from livingevidence.site.claim_role import VERDICTS, ClaimRole


@pytest.fixture
def shown(monkeypatch):
    """Return a function that places an invented claim, which holds or not, by a role."""

    def place(text: str, *, holds: bool | None = True, plain: str = "Invented for patients.") -> nodes.document:
        claim = Claim("invented-claim", "Invented.", (parse("searched()"),), plain=plain)
        judged = judge(claim, lambda line: Finding("needs", "finds", holds))
        monkeypatch.setattr(claim_role.shared, "claims", {claim.id: judged})
        for role, wording in {"claim": "text", "plain": "plain"}.items():
            monkeypatch.setitem(roles._roles, role, ClaimRole(wording))
        return publish_doctree(text)

    return place


@pytest.mark.parametrize(("role", "words"), [("claim", "Invented."), ("plain", "Invented for patients.")])
def test_each_role_shows_its_wording(shown, role, words):
    """Both wordings are of one claim, to which the mark will lead."""
    (node,) = shown(f":{role}:`invented-claim`").findall(claim_role.claim)
    assert node.astext() == words and node["claim"] == "invented-claim"


@pytest.mark.parametrize("role", ["claim", "plain"])
@pytest.mark.parametrize(("holds", "verdict"), [(None, "open"), (False, "overturned")])
def test_neither_wording_is_shown_as_standing_where_the_claim_does_not(shown, role, holds, verdict):
    """A claim that is open or overturned is marked as such, in plain words too."""
    (node,) = shown(f":{role}:`invented-claim`", holds=holds).findall(claim_role.claim)
    assert node.astext().startswith(VERDICTS[verdict]) and f"claim-{verdict}" in node["classes"]


@pytest.mark.parametrize("text", [":plain:`invented-claim`", ":claim:`invented-clam`"])
def test_what_is_not_there_is_an_error(shown, text, monkeypatch):
    """A claim without plain words, and one that is unknown, are told by name."""
    told = []
    monkeypatch.setattr(claim_role.logger, "warning", lambda words, *values, **options: told.append(words % values))
    monkeypatch.setattr(ClaimRole, "get_location", lambda role: "")
    found = shown(text, plain="")
    assert list(found.findall(nodes.problematic)) and not list(found.findall(claim_role.claim))
    assert "has no plain wording" in told[0] or "did you mean 'invented-claim'" in told[0]
