"""The Sphinx extension: numbers with an address, generated pages, and a notebook cache that can't go stale."""

from __future__ import annotations

from pathlib import Path

from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

from livingevidence.record.problems import BrokenEvidence
from livingevidence.record.root import find
from livingevidence.site import (
    cards,
    certainty_page,
    changes_page,
    checklist_page,
    checkout,
    claim_role,
    claims_page,
    condition_index,
    condition_page,
    downloads,
    downloads_page,
    feed,
    funding_page,
    glossary_links,
    home_ladder,
    index_pages,
    judgements,
    kernel,
    number_role,
    once,
    outcome_map,
    page_facts,
    parts,
    policy,
    protocol_page,
    references,
    refusals,
    stubs,
    study_page,
)
from livingevidence.site.shared import shared

__all__ = ["setup"]


def load(app: Sphinx) -> None:
    """Read the evidence once a build; a broken record stops the build with the whole list."""
    try:
        shared.renew(find(start=Path(app.confdir)))
    except BrokenEvidence as error:
        raise ExtensionError(
            f"the evidence can't be shown:\n\n{error}\n\n`ruxreview check` prints the same list"
        ) from None
    stubs.write(shared.evidence, app.srcdir)


def setup(app: Sphinx) -> dict:
    """Register what this extension adds."""
    app.connect("builder-inited", load, priority=100)
    app.connect("build-finished", stubs.remove_stale_pages)
    kernel.setup(app)
    checkout.setup(app)
    downloads.setup(app)
    downloads_page.setup(app)
    once.setup(app)
    references.setup(app)
    number_role.setup(app)
    cards.setup(app)
    study_page.setup(app)
    index_pages.setup(app)
    protocol_page.setup(app)
    funding_page.setup(app)
    glossary_links.setup(app)
    home_ladder.setup(app)
    checklist_page.setup(app)
    judgements.setup(app)
    certainty_page.setup(app)
    claim_role.setup(app)
    claims_page.setup(app)
    changes_page.setup(app)
    feed.setup(app)
    refusals.setup(app)
    page_facts.setup(app)
    parts.setup(app)
    policy.setup(app)
    condition_page.setup(app)
    condition_index.setup(app)
    outcome_map.setup(app)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
