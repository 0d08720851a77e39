"""The ladder of evidence on a card of the home page, in one line, with the day of the evidence."""

from __future__ import annotations

from collections.abc import Mapping

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.treated import Counted, counts
from livingevidence.record.text import count
from livingevidence.record.topic import Topic
from livingevidence.site.nodes import paragraph
from livingevidence.site.shared import shared
from livingevidence.site.stamp import evidence_date, last_searched


class HomeLadderDirective(SphinxDirective):
    """How a group, or each of some conditions, was studied, the strongest design first."""

    required_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """Return a line for each of the terms, and one on the day of the evidence."""
        lines = [line(shared.evidence, term) for term in self.arguments[0].split()]
        return [paragraph(text) for text in lines] + [
            paragraph(f"Evidence as of {evidence_date(shared.root)}; {last_searched(shared.root)}.")
        ]


def line(evidence: Evidence, term: str) -> str:
    """Return the ladder of a group or of a condition in words; empty rungs are left out, the first never is."""
    group = term in evidence.topic.groups
    found = counts(evidence, term)
    label = evidence.vocabulary.label("groups" if group else "conditions", term)
    return f"Ladder of evidence, {label}: {in_words(found, evidence.topic)}."


def in_words(found: Mapping[str, Counted], topic: Topic) -> str:
    """Return studies and people on each rung."""
    told = []
    for name, rung in found.items():
        words = topic.ladder[name]
        if rung.studies:
            some = "at least " if rung.unread else ""
            people = some + count(rung.people, "person", "people") if rung.people else "people not counted"
            told.append(f"{count(len(rung.studies), words.one, words.many)} ({people})")
        elif not told:
            told.append(f"no {words.one}")
    return "; ".join(told)


def setup(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("home-ladder", HomeLadderDirective)
