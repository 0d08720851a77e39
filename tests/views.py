"""Pages made without Sphinx, and invented claims to stand on them."""

from livingevidence.claims.base import Claim, Finding, JudgedClaim
from livingevidence.site.extension import FILLINGS
from livingevidence.site.site import Site


def site_of(evidence, claims=None) -> Site:
    """Return the site of some evidence, without its claims unless they are given."""
    return Site.of_evidence(evidence, claims=claims or {})


def markup(site: Site, name: str, *arguments: str, page: str = "index") -> str:
    """Return what a directive puts on a page."""
    return FILLINGS[name].view(site.page(page), *arguments).__html__()


def text_of(part) -> str:
    """Return the words of a part of a page, as one line."""
    return " ".join(part.get_text().split())


def judged(name: str, verdict: str = "holds", findings: tuple[Finding, ...] = (), **fields) -> JudgedClaim:
    """Return an invented claim with a verdict."""
    return JudgedClaim(Claim(name, **{"text": f"Invented sentence of {name}.", **fields}), verdict, findings)
