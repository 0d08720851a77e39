"""Which claims the page of a condition shows, by what they are about, what they say and whether they are main ones."""

from collections.abc import Mapping

from livingevidence.claims.base import Claim

MOST_AT_FIRST = 3  # claims on the first screen, the verdict included
Claims = Mapping[str, Claim]


def claims_on(claims: Claims, condition: str) -> list[str]:
    """Return the claims about a condition, verdict and main ones first; none that say that nobody is recorded."""
    about = [claim for claim in claims.values() if condition in claim.about and claim.says != "nobody"]
    about.sort(key=lambda claim: (claim.says != "verdict", not claim.main, len(claim.about) > 1))
    return [claim.id for claim in about]


def claims_saying(claims: Claims, names: list[str], says: str) -> list[str]:
    """Return those of some claims that say one thing, :data:`livingevidence.claims.base.Says`."""
    return [name for name in names if claims[name].says == says]


def most_specific(claims: Claims, names: list[str]) -> list[str]:
    """Return those of some claims that are about the fewest conditions, where others say the same of many."""
    least = min((len(claims[name].about) for name in names), default=0)
    return [name for name in names if len(claims[name].about) == least]


def leading_claims(claims: Claims, condition: str) -> list[str]:
    """Return the claims of the first screen: the verdict, then the main ones, or others, on benefit in this alone."""
    about = [claims[name] for name in claims_on(claims, condition)]
    of_benefit = [claim for claim in about if claim.about == (condition,) and claim.says != "harm"]
    main = [claim for claim in of_benefit if claim.main]
    return [claim.id for claim in (main if len(main) > 1 else of_benefit)[:MOST_AT_FIRST]]


def claim_on_nobody(claims: Claims, condition: str) -> str | None:
    """Return the claim that nobody treated is recorded in a condition; of several that about the fewest others."""
    about = [name for name, claim in claims.items() if condition in claim.about]
    return min(claims_saying(claims, about, "nobody"), key=lambda name: len(claims[name].about), default=None)


def label_warnings(claims: Claims) -> list[str]:
    """Return the claims on what labels warn of, which stand on the page of every condition, the shortest first."""
    return sorted(claims_saying(claims, list(claims), "warning"), key=lambda name: len(claims[name].text))


def linked_claims(claims: Claims, condition: str, pinned: list[str]) -> list[str]:
    """Return the claims to which the page of a condition leads, with those that stand on every such page."""
    about = claims_on(claims, condition)
    nobody = [] if about else [claim_on_nobody(claims, condition)]
    return [name for name in dict.fromkeys([*about, *label_warnings(claims), *pinned, *nobody]) if name in claims]
