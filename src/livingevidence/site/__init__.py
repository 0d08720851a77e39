"""The Sphinx extension: numbers with an address, pages from templates, and a notebook cache that can't go stale."""

from __future__ import annotations

from pathlib import Path

from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

from livingevidence.record.problems import BrokenEvidence
from livingevidence.site import (
    cards,
    changes,
    condition,
    downloads,
    feed,
    glossary_links,
    judgements,
    kernel,
    ledger,
    lists,
    maps,
    once,
    page_facts,
    pages,
    parts,
    policy,
    references,
    roles,
    stubs,
    study,
)
from livingevidence.site.pages import Filling
from livingevidence.site.site import Site

__all__ = ["setup"]

FILLINGS = {
    "claims": Filling("ledger.html", ledger.ledger),
    "condition": Filling("condition.html", condition.condition_page),
    "retired-claims": Filling("retired.html", ledger.retired),
    "study": Filling("study.html", study.study_page),
    "all-studies": Filling("studies.html", lists.all_studies, labelled=True),
    "funding": Filling("funding.html", lists.funding),
    "left-out": Filling("left-out.html", lists.left_out),
    "all-numbers": Filling("numbers.html", lists.all_numbers),
    "all-terms": Filling("terms.html", lists.all_terms),
    "all-rules": Filling("rules.html", lists.all_rules),
    "all-questions": Filling("rules.html", lists.all_questions),
    "all-columns": Filling("columns.html", lists.all_columns),
    "all-refusals": Filling("refusals.html", lists.all_refusals),
    "made-with": Filling("made-with.html", lists.made_with),
    "eligibility": Filling("eligibility.html", lists.eligibility),
    "amendments": Filling("amendments.html", lists.amendments),
    "checklists": Filling("checklists.html", lists.checklists),
    "home-ladder": Filling("home-ladder.html", lists.home_ladder),
    "risk-of-bias": Filling("risk-of-bias.html", judgements.risk_page),
    "certainty": Filling("certainty.html", judgements.certainty_page, labelled=True),
    "condition-map": Filling("condition-map.html", maps.condition_map),
    "outcome-map": Filling("outcome-map.html", maps.outcome_map),
    "condition-box": Filling("condition-box.html", maps.condition_box),
    "changes": Filling("changes.html", changes.changes, reread=True),
    "data-version": Filling("data-version.html", downloads.data_version, reread=True),
    "data-files": Filling("data-files.html", downloads.data_files, reread=True),
    "data-columns": Filling("data-columns.html", downloads.data_columns),
}
"""Each directive that fills a page, or a part of one."""


def setup(app: Sphinx) -> dict:
    """Read the review once, and hand it to whatever shows it; a broken record stops the build with the whole list."""
    try:
        site = Site.at(Path(app.confdir))
    except BrokenEvidence as error:
        told = f"the evidence can't be shown:\n\n{error}\n\n`livingevidence check` prints the same list"
        raise ExtensionError(told) from None
    pages.setup(app, site, FILLINGS)
    for module in (cards, downloads, feed, page_facts, references, roles, stubs):
        module.setup(app, site)
    for module in (glossary_links, kernel, maps, once, parts, policy):
        module.setup(app)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
