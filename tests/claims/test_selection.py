"""Which claims the page of a condition shows: by what they are about, what they say and whether they are main ones."""

from livingevidence.claims.base import Claim
from livingevidence.claims.selection import (
    claim_on_nobody,
    claims_on,
    claims_saying,
    label_warnings,
    leading_claims,
    linked_claims,
)

ALL = (
    Claim("side", "Side.", about=("rash",)),
    Claim("both", "Both.", about=("rash", "fever"), main=True),
    Claim("harm", "Harm.", about=("rash",), says="harm", main=True),
    Claim("main", "Main.", about=("rash",), main=True),
    Claim("verdict", "Verdict.", about=("rash",), says="verdict", main=True),
    Claim("none", "None in several.", about=("fever", "itch"), says="nobody"),
    Claim("own", "None.", about=("itch",), says="nobody"),
    Claim("warned", "Warned at length.", says="warning"),
    Claim("short", "Warned.", says="warning"),
    Claim("elsewhere", "Elsewhere.", about=("hives",)),
)
CLAIMS = {claim.id: claim for claim in ALL}


def test_the_verdict_comes_first_then_main_claims_then_those_about_it_alone():
    """A claim about another condition, and one that nobody is recorded, stay away."""
    assert claims_on(CLAIMS, "rash") == ["verdict", "harm", "main", "both", "side"]
    assert claims_on(CLAIMS, "itch") == []


def test_the_first_screen_is_of_benefit_in_this_condition_alone():
    """Where only the verdict is a main one, others follow it."""
    assert leading_claims(CLAIMS, "rash") == ["verdict", "main"]
    assert leading_claims({name: CLAIMS[name] for name in ("side", "verdict")}, "rash") == ["verdict", "side"]


def test_nobody_is_said_by_the_claim_about_the_fewest():
    """A condition's own sentence comes before one over several."""
    assert claim_on_nobody(CLAIMS, "itch") == "own" and claim_on_nobody(CLAIMS, "fever") == "none"
    assert claim_on_nobody(CLAIMS, "rash") is None


def test_every_page_has_warnings_and_pinned_claims():
    """The shortest warning comes first; that nobody is recorded only where nothing else is said."""
    assert label_warnings(CLAIMS) == ["short", "warned"]
    assert linked_claims(CLAIMS, "itch", ["elsewhere", "gone"]) == ["short", "warned", "elsewhere", "own"]
    assert "own" not in linked_claims(CLAIMS, "rash", [])
    assert claims_saying(CLAIMS, ["harm", "main"], "harm") == ["harm"]
