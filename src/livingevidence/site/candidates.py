"""What searches found and nobody has decided on yet, as a feed (Atom, RFC 4287) and as JSON, the newest first."""

import json
import uuid
from pathlib import Path

from sphinx.application import Sphinx

from livingevidence.record.candidates import Candidate
from livingevidence.record.root import site_address
from livingevidence.site.fresh import Freshness
from livingevidence.site.news import NAMESPACE
from livingevidence.site.site import Site, environment

FEED, DATA = "candidates.xml", "candidates.json"
MOST_ENTRIES = 100  # entries of the feed; the JSON has all


def anchor(candidate: Candidate) -> str:
    """Return the address of a candidate on the page of the search."""
    return "candidate-" + candidate.id.replace(":", "-").replace("/", "-").lower()


def open_candidates(site: Site) -> list[Candidate]:
    """Return the candidates that are not decided, those that were found last first."""
    library = site.evidence.library
    candidates = library.search.undecided_candidates(library.study_by_identity)
    # of one day the highest first
    return sorted(candidates, key=lambda candidate: candidate.hits[0].found, reverse=True)


def feed(site: Site, base: str = "") -> str:
    """Return the feed, whose links lead to the newest version where the address of the site is known."""
    candidates, base = open_candidates(site)[:MOST_ENTRIES], f"{base}/latest/" if base else ""
    facts = {"base": base, "anchor": anchor, "day": candidates[0].hits[0].found if candidates else site.day}
    facts["urn"] = {candidate.id: uuid.uuid5(NAMESPACE, f"candidate/{candidate.id}").urn for candidate in candidates}
    facts["feed_id"] = uuid.uuid5(NAMESPACE, "candidates").urn
    return environment().get_template(FEED).render(site=site, candidates=candidates, **facts)


def data(site: Site) -> str:
    """Return all of them as JSON, each with what its sources tell of it and why it stands where it stands."""
    fields = {"decisions", "shown", "apart"}
    candidates = []
    for candidate in open_candidates(site):
        candidates.append(candidate.model_dump(mode="json", exclude=fields) | {"state": candidate.verdict or "open"})
    head = {"title": site.about.title, "version": site.about.version, "evidence_as_of": site.day}
    return json.dumps({**head, "candidates": candidates}, ensure_ascii=False, indent=1) + "\n"


def setup(app: Sphinx, fresh: Freshness) -> None:
    """Write both beside the home page."""

    def finish(app: Sphinx, error: Exception | None) -> None:
        folder = Path(app.outdir)
        if error is None and app.builder.format == "html" and (fresh.moved or not (folder / FEED).is_file()):
            (folder / FEED).write_text(feed(fresh.site, site_address()), encoding="utf-8", newline="\n")
            (folder / DATA).write_text(data(fresh.site), encoding="utf-8", newline="\n")

    app.connect("build-finished", finish)
