"""The page of certainty: every rating with the way to it."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from livingevidence.appraisal.certainty import CAP, Rated, rate, tools_of
from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.names import short_names
from livingevidence.record.judgements import Certainty
from livingevidence.show.tables.findings import AGAINST, in_signs
from livingevidence.site.judgements import signed, stale_mark
from livingevidence.site.nodes import paragraph, section, table
from livingevidence.site.shared import shared

REASONS = {
    "risk_of_bias": "Risk of bias",
    "inconsistency": "Inconsistency",
    "indirectness": "Indirectness",
    "imprecision": "Imprecision",
    "publication_bias": "Publication bias",
    "large_effect": "Large effect",
    "dose_response": "Dose and response",
    "opposing_confounding": "Confounding that would hide an effect",
}


class CertaintyDirective(SphinxDirective):
    """Every rating of certainty, condition by condition."""

    def run(self) -> list[nodes.Node]:
        """Return one section a condition."""
        made = certainty(shared.evidence)
        for part in (part for whole in made for part in whole.findall(nodes.section)):
            anchor = part["ids"][0]
            self.env.domains.standard_domain.note_hyperlink_target(anchor, self.env.docname, anchor, part[0].astext())
        return made


def certainty(evidence: Evidence) -> list[nodes.Node]:
    """Return a section for each condition of the vocabulary that has a rating, with one for each of its outcomes."""
    ratings, made = evidence.library.appraisal.certainties, []
    for condition, term in evidence.vocabulary["conditions"].items():
        own = {name: rated for name, rated in ratings.items() if rated.condition == condition}
        if own:
            parts = [_rating(name, rated, evidence) for name, rated in own.items()]
            made.append(section(term.label[0].upper() + term.label[1:], f"condition-{condition}", *parts))
    return made


def _rating(name: str, rated: Certainty, evidence: Evidence) -> nodes.section:
    appraisal, names = evidence.library.appraisal, short_names(evidence)
    found = rate(rated, tools_of(rated, appraisal.risks, appraisal.tools))
    rows = [_link(f"{names[study.id]}: {row.label}", study.id, row.id) for study, row in map(evidence.row, rated.rows)]
    judged = [_link(names[appraisal.risks[n].study], appraisal.risks[n].study, f"risk-{n}") for n in rated.risk_of_bias]
    content = [
        *stale_mark(f"certainty/{name}", evidence),
        paragraph(f"{in_signs(found.level)}, {AGAINST[rated.comparison]}. {rated.means}"),
        nodes.raw("", f'<details class="fold"><summary>{_short(found)}</summary>', format="html"),
        *_way(rated, found),
        paragraph([nodes.Text("Rests on "), *_joined(rows), nodes.Text("; risk of bias of "), *_joined(judged)]),
        paragraph(signed(rated), "small"),
        nodes.raw("", "</details>", format="html"),
    ]
    return section(rated.outcome[0].upper() + rated.outcome[1:], f"certainty-{name}", *content)


def _short(found: Rated) -> str:
    """Return the way to a rating in short: where it starts and what moves it."""
    if found.level is None:
        return "Why it is not rated"
    moved = [f"{REASONS[name].lower()} {_moved(by)}" for name, by, _ in found.steps if by]
    return f"Why: {', '.join([f'starts at {found.start}'.replace('-', ' '), *moved])}"


def _link(words: str, study: str, anchor: str) -> nodes.reference:
    return nodes.reference("", words, refuri=f"studies/{study}.html#{anchor}", internal=True)


def _way(rated: Certainty, found: Rated) -> list[nodes.Node]:
    if found.level is None:
        return [paragraph(f"Why not: {rated.not_rated}")]
    lines = [(None, [REASONS[name], _moved(by), why]) for name, by, why in found.steps]
    made: list[nodes.Node] = [
        paragraph(f"It starts at {found.start.replace('-', ' ')}."),
        table(["Reason", "Levels", "Why"], lines, "judgements"),
    ]
    if rated.comparison == "none":
        made.append(
            paragraph(
                f"{CAP}"
                if rated.exception is None
                else f"Above the cap by a signed exception of the {rated.exception.role}: {rated.exception.reason}"
            )
        )
    return made


def _moved(by: int) -> str:
    return "none" if by == 0 else f"{'up' if by > 0 else 'down'} {abs(by)}"


def _joined(links: list[nodes.Node]) -> list[nodes.Node]:
    return [part for link in links for part in (nodes.Text(", "), link)][1:]


def setup(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("certainty", CertaintyDirective)
