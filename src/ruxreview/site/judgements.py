"""Judgements as pages show them: risk of bias beside each study, and all of them by tool."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from ruxreview.appraisal.records import Certainty, RiskOfBias, Tool
from ruxreview.evidence import Evidence
from ruxreview.names import short_names
from ruxreview.records import Study
from ruxreview.site.nodes import paragraph, section, small, table
from ruxreview.site.shared import shared
from ruxreview.text import count

SIGNS = ("+", "?", "−", "−−")  # beside the words, so that a column can be scanned without colour
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
    return [nodes.inline("", f"{SIGNS[place]} {tool.judgements[judgement]}", classes=["judged", f"judged-{place}"])]


def signed(judged: RiskOfBias | Certainty) -> str:
    """Return who stands for a judgement, since when."""
    told = "; ".join(f"{signature.role}, {signature.date}" for signature in judged.signed)
    return f"Judged by: {told}. No clinician has signed it." if told else "Nobody has signed it."


def stale_mark(name: str, evidence: Evidence) -> list[nodes.Node]:
    """Return the warning on a judgement whose values have changed; nothing where it stands."""
    stale = evidence.library.appraisal.stale(evidence.library.studies)
    return [paragraph(STALE, "caution")] if name in stale else []


class RiskOfBiasDirective(SphinxDirective):
    """All judgements of risk of bias, tool by tool."""

    def run(self) -> list[nodes.Node]:
        """Return one section a tool, best domain first."""
        return risk_of_bias(shared.evidence)


def risk_of_bias(evidence: Evidence) -> list[nodes.Node]:
    """Return how many judgements there are, then a table for each tool with a line for each of them."""
    made = evidence.library.appraisal
    studies = {judged.study for judged in made.risks.values()}
    open_ = sum(judged.not_assessable is not None for judged in made.risks.values())
    words = f"{count(len(made.risks), 'judgement')} on {count(len(studies), 'study', 'studies')}; "
    content: list[nodes.Node] = [paragraph(f"{words}{count(open_, 'study is', 'are')} not assessable.")]
    for key, tool in made.tools.items():
        own = [(name, judged) for name, judged in made.risks.items() if judged.tool == key]
        if not own:
            continue
        head = ["Study", "Read", *(_short(domain) for domain in tool.domains)]
        head += ["Overall"] if tool.overall != "none" else []
        rows = [(None, _line(name, judged, tool, evidence, len(head))) for name, judged in own]
        content.append(section(tool.label, f"tool-{key}", paragraph(tool.definition), table(head, rows, "judgements")))
    return content


def _short(domain: str) -> str:
    return domain.replace("-", " ").capitalize()


def _line(name: str, judged: RiskOfBias, tool: Tool, evidence: Evidence, width: int) -> list:
    study = evidence.records[judged.study]
    link = nodes.reference(
        "", short_names(evidence)[study.id], refuri=f"studies/{study.id}.html#risk-{name}", internal=True
    )
    labels = {row.id: row.label for row in study.rows}
    first = [link, *small("; ".join(dict.fromkeys(labels[row] for row in judged.rows)))]
    if judged.not_assessable:
        return [first, judged.made_from, "not assessable", *[""] * (width - 3)]
    cells = [_word(tool, judged.domains[key].judgement) for key in tool.domains]
    return [first, judged.made_from, *cells, *([_word(tool, judged.overall.judgement)] if judged.overall else [])]


def setup(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("risk-of-bias", RiskOfBiasDirective)
