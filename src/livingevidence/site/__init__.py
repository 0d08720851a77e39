"""The Sphinx extension: numbers with an address, pages of the evidence, and a build that can't be stale."""

import os
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from markupsafe import escape
from sphinx.application import Sphinx
from sphinx.config import Config

from livingevidence.record.load import Loader
from livingevidence.record.release import version_of
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
    settings,
    stubs,
    study,
    suggestion,
)
from livingevidence.site.pages import Filling
from livingevidence.site.site import NEVER, Site
from livingevidence.synthesis import rules

__all__ = ["setup"]

SEARCH = ("search-strategies", "search-log")
WITHOUT_VIEW = ("all-terms", "amendments", "data-version", "eligibility", "left-out", "retired-claims", *SEARCH)
FILLINGS = {
    "study": Filling(study.study_page, index=study.identifiers),
    "condition": Filling(condition.condition_page, index=condition.other_names),
    "claims": Filling(ledger.ledger),
    "all-studies": Filling(lists.all_studies, labelled=True),
    "funding": Filling(lists.funding),
    "search-flow": Filling(flow.flow),
    "search-candidates": Filling(candidates.listed),
    "trials-board": Filling(lists.trials_board),
    "all-numbers": Filling(pages.template("all-numbers", most=20)),  # studies behind a number
    "all-columns": Filling(lists.all_columns),
    "all-refusals": Filling(pages.template("all-refusals", rules=rules.RULES, unsound=rules.UNSOUND)),
    "rooms": Filling(lists.rooms),
    "made-with": Filling(lists.made_with),
    "checklists": Filling(lists.checklists),
    "disease-rows": Filling(maps.disease_rows),
    "risk-of-bias": Filling(judgements.risk_page),
    "certainty": Filling(judgements.certainty_page, labelled=True),
    "condition-map": Filling(maps.condition_map),
    "outcome-map": Filling(maps.outcome_map),
    "condition-box": Filling(maps.condition_box),
    "suggestion": Filling(suggestion.suggestion),
    "changes": Filling(news.changes),
    "data-files": Filling(downloads.data_files),
    "data-columns": Filling(downloads.data_columns),
    **{name: Filling(pages.template(name)) for name in WITHOUT_VIEW},
    **{name: Filling(pages.template("words", pairs=pairs)) for name, pairs in lists.WORDS.items()},
}
"""Each directive that fills a page, or a part of one."""


def date(site: Site, app: Sphinx, config: Config) -> None:
    """Set version and day of the site, and the clock for all that writes a date: the day of the evidence."""
    if (review := Loader(site.root).one("review", Review)) is None:  # told when the evidence is read
        return
    day, version = review.evidence_as_of, version_of(site.root)
    os.environ["SOURCE_DATE_EPOCH"] = f"{datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp():.0f}"
    config.version = config.release = version
    searched = review.last_searched or NEVER
    topic = Loader(site.root).one("topic", Topic)
    config.html_context |= {"evidence_date": day, "last_searched": searched, "review_version": version}
    promised = [one.promised_days for one in Loader(site.root).folder("search", Strategy).values()]
    config.html_context |= {
        "notice": topic and topic.notice,
        "promised": review.last_searched and min(promised, default=0),
    }
    if review.stopped:
        config.html_theme_options["announcement"] = str(escape(review.stopped.told))


def setup(app: Sphinx) -> dict:
    """Hand the review, and what the last build knew of it, to whatever shows it."""
    site = Site.at(Path(app.confdir), Path(app.doctreedir) / "changes")
    known = fresh.Fresh(site)
    app.connect("config-inited", partial(date, site), priority=400)
    pages.setup(app, known, FILLINGS)
    for module in (candidates, cards, downloads, fresh, kernel, news, once, page_facts, policy, roles):
        module.setup(app, known)
    stubs.setup(app, site, known)
    references.setup(app, site)
    for module in (glossary_links, parts, settings):
        module.setup(app)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
