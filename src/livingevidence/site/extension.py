"""The Sphinx extension: numbers with an address, pages of the evidence, and a build that can't be stale."""

import os
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from markupsafe import escape
from sphinx.application import Sphinx
from sphinx.config import Config

from livingevidence.record.load import Loader
from livingevidence.record.review import Review
from livingevidence.record.search import Strategy
from livingevidence.record.topic import Topic
from livingevidence.site import (
    candidates,
    cards,
    condition,
    downloads,
    flow,
    fresh,
    glossary_links,
    judgements,
    kernel,
    ledger,
    lists,
    maps,
    news,
    once,
    page_facts,
    pages,
    parts,
    policy,
    references,
    roles,
    search,
    settings,
    stubs,
    study,
)
from livingevidence.site.pages import Filling, template_view
from livingevidence.site.site import NEVER, Site

__all__ = ["setup"]

WITHOUT_VIEW = ("all-columns", "all-refusals", "all-terms", "amendments", "data-version", "eligibility")
WITHOUT_VIEW += ("left-out", "retired-claims", "search-log", "search-strategies", "trials-board")
FILLINGS = {
    "study": Filling(
        template_view("study", "name", here=study, judgements=judgements, references=references),
        index=study.identifiers,
        arguments=1,
    ),
    "condition": Filling(
        template_view("condition", "condition", here=condition), index=condition.other_names, arguments=1
    ),
    "claims": Filling(template_view("ledger", here=ledger)),
    "all-studies": Filling(template_view("all-studies", here=lists), labelled=True),
    "funding": Filling(template_view("funding", here=lists)),
    "search-flow": Filling(flow.flow),
    "search-candidates": Filling(template_view("search-candidates", here=candidates)),
    "all-numbers": Filling(template_view("all-numbers", most=20)),  # studies behind a number
    "rooms": Filling(lists.rooms),
    "made-with": Filling(lists.component_versions),
    "checklists": Filling(template_view("checklists", here=lists)),
    "disease-rows": Filling(template_view("disease-rows", "group", here=maps), arguments=1),
    "risk-of-bias": Filling(template_view("risk-of-bias", here=judgements)),
    "certainty": Filling(template_view("certainty", here=judgements), labelled=True),
    "condition-map": Filling(maps.condition_map),
    "outcome-map": Filling(maps.outcome_map),
    "condition-box": Filling(template_view("condition-box", here=maps)),
    "suggestion": Filling(lists.suggestion, arguments=1),
    "changes": Filling(news.changes),
    "data-files": Filling(downloads.data_files, arguments=1),
    "data-columns": Filling(downloads.data_columns),
    **{name: Filling(template_view(name)) for name in WITHOUT_VIEW},
    **{name: Filling(template_view("words", pairs=pairs)) for name, pairs in lists.WORDS.items()},
}
"""Each directive that fills a page, or a part of one."""


def set_date(site: Site, app: Sphinx, config: Config) -> None:
    """Set version and day of the site, and the clock for all that writes a date: the day of the evidence."""
    if (review := Loader(site.root).item("review", Review)) is None:  # told when the evidence is read
        return
    day, version = review.evidence_as_of, site.version
    os.environ["SOURCE_DATE_EPOCH"] = f"{datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp():.0f}"
    config.version = config.release = version
    searched = review.last_searched or NEVER
    topic = Loader(site.root).item("topic", Topic)
    config.html_context |= {"evidence_date": day, "last_searched": searched, "review_version": version}
    promised = [strategy.promised_days for strategy in Loader(site.root).folder_items("search", Strategy).values()]
    config.html_context |= {
        "notice": topic and topic.notice,
        "promised": review.last_searched and min(promised, default=0),
    }
    if review.stopped:
        config.html_theme_options["announcement"] = str(escape(review.stopped.sentence))


def setup(app: Sphinx) -> dict:
    """Hand the review, and what the last build knew of it, to whatever shows it."""
    site = Site.of_folder(Path(app.confdir), Path(app.doctreedir) / "changes")
    freshness = fresh.Freshness(site)
    app.connect("config-inited", partial(set_date, site), priority=400)
    pages.setup(app, freshness, FILLINGS)
    for module in (candidates, cards, downloads, fresh, kernel, news, once, page_facts, policy, roles, search, stubs):
        module.setup(app, freshness)
    references.setup(app, site)
    for module in (glossary_links, parts, settings):
        module.setup(app)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
