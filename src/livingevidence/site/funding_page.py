"""Who paid for each study, as far as it was read."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.names import short_names
from livingevidence.record.models import Study
from livingevidence.record.text import count, number
from livingevidence.site.index_pages import SHELVES
from livingevidence.site.nodes import paragraph, section, small, table
from livingevidence.site.shared import shared


class FundingDirective(SphinxDirective):
    """The funding of every study, shelf by shelf."""

    def run(self) -> list[nodes.Node]:
        """Return how often it was read, and one section a shelf."""
        return funding(shared.evidence)


def funding(evidence: Evidence) -> list[nodes.Node]:
    """Return how many studies' funding was read, and a table for each shelf, topical ruxolitinib first."""
    studies = evidence.records.values()
    read, names = sum(bool(study.funding) for study in studies), short_names(evidence)
    made: list[nodes.Node] = [
        paragraph(f"Sponsor or funding was read for {number(read)} of {count(len(studies), 'study', 'studies')}.")
    ]
    for shelf, title in SHELVES.items():
        on_it = [study for study in studies if study.domain == shelf]
        on_it.sort(key=lambda study: (not evidence.topic.is_about(study), names[study.id].casefold()))
        rows = [(None, _line(study, names[study.id], evidence)) for study in on_it]
        head = ["Study", "Design", "Sponsor or funding"]
        made.append(section(title, f"funding-{shelf}", table(head, rows, "studies")))
    return made


def _line(study: Study, name: str, evidence: Evidence) -> list:
    link = nodes.reference("", name, refuri=f"studies/{study.id}.html", internal=True)
    topical = small("topical ruxolitinib" if evidence.topic.is_about(study) else "")
    return [[link, *topical], evidence.vocabulary.label("designs", study.design), study.funding or "not read"]


def setup(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("funding", FundingDirective)
