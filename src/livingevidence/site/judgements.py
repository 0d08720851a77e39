"""Judgements as pages show them: risk of bias beside each study, and all of them by tool."""

from __future__ import annotations

from collections.abc import Iterator

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.names import short_names
from livingevidence.record.judgements import Certainty, RiskOfBias, Tool
from livingevidence.record.models import Study
from livingevidence.record.text import count, number
from livingevidence.site.nodes import paragraph, section, small, table
from livingevidence.site.shared import shared

SIGNS = ("+", "?", "−", "−−")  # beside the words, so that a column can be scanned without colour
MOST_COLUMNS = 8  # with more, a table has the signs alone where it is not folded into blocks
MOST_NAMED = 3
STALE = "The values behind this judgement have changed since it was signed. It awaits a new look."


def risk_sections(study: Study, evidence: Evidence) -> list[nodes.Node]:
    """Return the judgements of a study's risk of bias, with reasons and places; nothing where there is none."""
    made = evidence.library.appraisal
    own = [(name, judged) for name, judged in made.risks.items() if judged.study == study.id]
    if not own:
        return []
    parts = [_one(name, judged, made.tools[judged.tool], study, evidence) for name, judged in own]
    return [section("Risk of bias", "risk-of-bias", *parts)]


def _one(name: str, judged: RiskOfBias, tool: Tool, study: Study, evidence: Evidence) -> nodes.section:
    content: list[nodes.Node] = [*stale_mark(f"risk-of-bias/{name}", evidence)]
    if judged.rows:
        links = [part for row in _rows(study, judged) for part in (nodes.Text("; "), row)][1:]
        content.append(paragraph([nodes.Text("Of these results: "), *links, nodes.Text(".")]))
    if judged.not_assessable:
        content.append(paragraph(f"Not assessable. {judged.not_assessable}"))
    else:
        lines = [(tool.domains[key], found) for key, found in judged.domains.items()]
        lines += [("Overall", judged.overall)] if judged.overall else []
        rows = [(None, [label, _word(tool, found.judgement), found.reason, _place(found)]) for label, found in lines]
        content.append(table(["Domain", "Judgement", "Why", "Rests on"], rows, "judgements"))
    content.append(paragraph(signed(judged), "small"))
    return section(f"{tool.label}, from the {judged.made_from}", f"risk-{name}", *content)


def _rows(study: Study, judged: RiskOfBias) -> list[nodes.Node]:
    labels = {row.id: row.label for row in study.rows}
    return [nodes.reference("", labels[row], refid=row, internal=True) for row in judged.rows]


def _place(found) -> list[nodes.Node]:
    if not found.source:
        return [nodes.Text("what no text says")]
    return [nodes.reference("", found.source, refid=found.source, internal=True), nodes.Text(f", {found.locator}")]


def _word(tool: Tool, judgement: str) -> list[nodes.Node]:
    order = list(tool.judgements)
    place = 0 if judgement == order[0] else min(order.index(judgement), len(SIGNS) - 1)
    if tool.overall == "none":
        place = {"yes": 0, "no": 2}.get(judgement, 1)
    word = nodes.inline("", f" {tool.judgements[judgement]}", classes=["judged-word"])
    return [nodes.inline("", "", nodes.Text(SIGNS[place]), word, classes=["judged", f"judged-{place}"])]


def signed(judged: RiskOfBias | Certainty) -> str:
    """Return who stands for a judgement, since when."""
    told = "; ".join(f"{signature.role}, {signature.date}" for signature in judged.signed)
    clinician = "" if any(s.role == "clinician" for s in judged.signed) else "; no clinician has signed it"
    return f"Judged by the {told}{clinician}." if told else "Nobody has signed it."


def stale_mark(name: str, evidence: Evidence) -> list[nodes.Node]:
    """Return the warning on a judgement whose values have changed; nothing where it stands."""
    return [paragraph(STALE, "caution")] if name in evidence.stale else []


class RiskOfBiasDirective(SphinxDirective):
    """All judgements of risk of bias, tool by tool."""

    def run(self) -> list[nodes.Node]:
        """Return one section a tool, best domain first."""
        return risk_of_bias(shared.evidence)


def risk_of_bias(evidence: Evidence) -> list[nodes.Node]:
    """Return how many judgements there are, then a table for each tool with a line for each of them."""
    made = evidence.library.appraisal
    studies = {judged.study for judged in made.risks.values()}
    closed = sum(judged.not_assessable is not None for judged in made.risks.values())
    words = f"{count(len(made.risks), 'entry', 'entries')} on {count(len(studies), 'study', 'studies')}"
    content: list[nodes.Node] = [paragraph(f"{words}; in {number(closed)} of them nothing could be assessed.")]
    for key, tool in made.tools.items():
        own = {name: judged for name, judged in made.risks.items() if judged.tool == key}
        if own:
            content.append(
                section(tool.label, f"tool-{key}", paragraph(tool.definition), *_of_tool(own, tool, evidence))
            )
    return content


def _of_tool(own: dict[str, RiskOfBias], tool: Tool, evidence: Evidence) -> Iterator[nodes.Node]:
    head = ["Study", "Read", *(domain.replace("-", " ").capitalize() for domain in tool.domains)]
    head += ["Overall"] if tool.overall != "none" else []
    rows = [(None, _line(name, judged, tool, evidence)) for name, judged in own.items() if not judged.not_assessable]
    if rows:
        wide = ("wide",) if len(head) > MOST_COLUMNS else ()
        order = dict.fromkeys(tool.judgements)
        signs = ", ".join(part.astext() for judgement in order for part in _word(tool, judgement))
        yield paragraph(f"The signs: {signs}.", "small")
        yield table(head, rows, "judgements", *wide, label=f"Judgements with {tool.label}")
    closed = [_name(name, judged, evidence) for name, judged in own.items() if judged.not_assessable]
    if closed:
        links = [part for link in closed for part in (nodes.Text(", "), link)][1:]
        yield paragraph([nodes.Text("Not assessable, for reasons told there: "), *links, nodes.Text(".")])


def _name(name: str, judged: RiskOfBias, evidence: Evidence) -> nodes.reference:
    address = f"studies/{judged.study}.html#risk-{name}"
    return nodes.reference("", short_names(evidence)[judged.study], refuri=address, internal=True)


def _line(name: str, judged: RiskOfBias, tool: Tool, evidence: Evidence) -> list:
    labels = {row.id: row.label for row in evidence.records[judged.study].rows}
    rows = list(dict.fromkeys(labels[row] for row in judged.rows))
    told = "; ".join(rows) if len(rows) <= MOST_NAMED else f"{number(len(rows))} results"
    cells = [_word(tool, judged.domains[key].judgement) for key in tool.domains]
    cells += [_word(tool, judged.overall.judgement)] if judged.overall else []
    return [[_name(name, judged, evidence), *small(told)], judged.made_from, *cells]


def setup(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("risk-of-bias", RiskOfBiasDirective)
