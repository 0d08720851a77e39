"""Judgements as pages show them: risk of bias beside its study and by tool, and every rating of certainty."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from livingevidence.appraisal.certainty import CAP, Rated, rate, tools_of
from livingevidence.appraisal.standing import result, stale
from livingevidence.record.judgements import Certainty, RiskOfBias, Tool
from livingevidence.record.models import Study
from livingevidence.record.text import capital, count, number
from livingevidence.show.findings import in_signs
from livingevidence.show.table import paragraph
from livingevidence.site.html import below, heading, joined, table
from livingevidence.site.site import Page

SIGNS = ("+", "?", "−", "−−")  # beside the words, so that a column can be scanned without colour
MOST_COLUMNS = 8  # with more, a table has the signs alone where it is not folded into blocks
MOST_NAMED = 3
UNTOLD = "what no text says"
STALE = Markup(
    '<p class="caution">The values behind this judgement have changed since it was signed. It awaits a new look.</p>\n'
)
REASONS = {"dose_response": "Dose and response", "opposing_confounding": "Confounding that would hide an effect"}
"""Those that are not called as their field."""


def judgements_of(page: Page, study: Study) -> Iterator[Markup]:
    """Yield the judgements of a study's risk of bias, as its own page shows them."""
    appraisal, labels = page.site.evidence.library.appraisal, {row.id: row.label for row in study.rows}
    for name, judged in appraisal.risks.items():
        if judged.study != study.id:
            continue
        tool = appraisal.tools[judged.tool]
        made = heading(3, f"risk-{name}", f"{tool.label}, from the {judged.made_from}")
        made += STALE if f"risk-of-bias/{name}" in stale(page.site.evidence) else ""
        if judged.rows:
            own = joined((page.link(page.name, labels[row], row) for row in judged.rows), "; ")
            made += paragraph(Markup("Of these results: {}.").format(own))
        if judged.not_assessable:
            yield made + paragraph(f"Not assessable. {judged.not_assessable}") + signed(judged)
            continue
        overall = {"Overall": judged.overall} if judged.overall else {}
        rows = [
            (
                label,
                mark(tool, one.judgement),
                one.reason,
                page.place(one.source, one.locator) if one.source else UNTOLD,
            )
            for label, one in {**{tool.domains[key]: one for key, one in judged.domains.items()}, **overall}.items()
        ]
        made += table(("Domain", "Judgement", "Why", "Rests on"), rows, "judgements")
        yield made + signed(judged)


def place(tool: Tool, judgement: str) -> int:
    """Return the place of a judgement among those that its tool allows, 0 for the best."""
    if tool.overall == "none":
        return {"yes": 0, "no": 2}.get(judgement, 1)
    return min(list(tool.judgements).index(judgement), len(SIGNS) - 1)


def mark(tool: Tool, judgement: str) -> Markup:
    """Return a judgement as a sign and a word."""
    at = place(tool, judgement)
    made = Markup('<span class="judged judged-{}">{}<span class="judged-word"> {}</span></span>')
    return made.format(at, SIGNS[at], tool.judgements[judgement])


def signed(judged: RiskOfBias | Certainty) -> Markup:
    """Return who stands for a judgement, since when."""
    told = "; ".join(f"{signature.role}, {signature.date}" for signature in judged.signed)
    clinician = "" if any(s.role == "clinician" for s in judged.signed) else "; no clinician has signed it"
    words = f"Judged by the {told}{clinician}." if told else "Nobody has signed it."
    return Markup('<p class="small">{}</p>\n').format(words)


def risk_page(page: Page) -> Markup:
    """Return all judgements of risk of bias: how many there are, and a table for each tool."""
    risks, tools = page.site.evidence.library.appraisal.risks, page.site.evidence.library.appraisal.tools
    entries, studies = count(len(risks), "entry", "entries"), {judged.study for judged in risks.values()}
    closed = number(sum(judged.not_assessable is not None for judged in risks.values()))
    told = f"{entries} on {count(len(studies), 'study', 'studies')}; in {closed} of them nothing could be assessed."
    return paragraph(told) + joined((_of_tool(page, key, tool) for key, tool in tools.items()), "")


def _of_tool(page: Page, key: str, tool: Tool) -> Markup:
    own = {name: one for name, one in page.site.evidence.library.appraisal.risks.items() if one.tool == key}
    if not own:
        return Markup("")
    made = heading(2, f"tool-{key}", tool.label) + paragraph(tool.definition)
    head = ["Study", "Read", *(capital(domain.replace("-", " ")) for domain in tool.domains)]
    head += ["Overall"] if tool.overall != "none" else []
    if rows := [_line(page, name, one, tool) for name, one in own.items() if not one.not_assessable]:
        signs = ", ".join(f"{SIGNS[place(tool, judgement)]} {word}" for judgement, word in tool.judgements.items())
        made += Markup('<p class="small">The signs: {}.</p>\n').format(signs)
        kind = "judgements wide" if len(head) > MOST_COLUMNS else "judgements"
        made += table(head, rows, kind, caption=f"Judgements with {tool.label}", anchor=f"judgements-{key}")
    if closed := [page.study(one.study, f"risk-{name}") for name, one in own.items() if one.not_assessable]:
        made += paragraph(Markup("Not assessable, for reasons told there: {}.").format(joined(closed)))
    return made


def _line(page: Page, name: str, judged: RiskOfBias, tool: Tool) -> list:
    labels = {row.id: row.label for row in page.site.evidence.records[judged.study].rows}
    rows = list(dict.fromkeys(labels[row] for row in judged.rows))
    named = "; ".join(rows) if len(rows) <= MOST_NAMED else f"{number(len(rows))} results"
    found = [judged.domains[key] for key in tool.domains] + ([judged.overall] if judged.overall else [])
    first = below(page.study(judged.study, f"risk-{name}"), named)
    return [first, judged.made_from, *(mark(tool, one.judgement) for one in found)]


def certainty_page(page: Page) -> Markup:
    """Return the ratings of certainty of each condition that has one, in the order of the vocabulary."""
    evidence, appraisal = page.site.evidence, page.site.evidence.library.appraisal
    return page.fill(
        "certainty.html",
        ratings=appraisal.certainties,
        risks=appraisal.risks,
        rate=lambda rated: rate(rated, tools_of(rated, appraisal.risks, appraisal.tools)),
        rows=lambda rated: map(evidence.row, rated.rows),
        stale=stale(evidence),
        result=lambda rated: result(evidence, rated),
        in_signs=in_signs,
        short=_short,
        steps=lambda found: [(_called(reason), _moved(by), why) for reason, by, why in found.steps],
        cap=CAP,
        signed=signed,
    )


def _short(found: Rated) -> str:
    """Return the way to a rating in short: where it starts and what moves it."""
    if found.level is None:
        return "Why it is not rated"
    moved = [f"{_called(name).lower()} {_moved(by)}" for name, by, _ in found.steps if by]
    return f"Why: {', '.join([f'starts at {found.start}'.replace('-', ' '), *moved])}"


def _called(reason: str) -> str:
    return REASONS.get(reason) or reason.replace("_", " ").capitalize()


def _moved(by: int) -> str:
    return "none" if by == 0 else f"{'up' if by > 0 else 'down'} {abs(by)}"
