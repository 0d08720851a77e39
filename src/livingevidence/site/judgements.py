"""Judgements as pages show them: risk of bias beside its study and by tool, and every rating of certainty."""

from collections.abc import Iterator

from markupsafe import Markup

from livingevidence.appraisal.certainty import Grading
from livingevidence.appraisal.standing import is_stale
from livingevidence.record.judgements import Appraisal, Certainty, Judgement, RiskOfBias, Tool
from livingevidence.record.models import Study
from livingevidence.record.text import capital, number
from livingevidence.show.findings import risk_sign
from livingevidence.show.table import paragraph
from livingevidence.site.html import heading, joined, table
from livingevidence.site.site import Page

WORST_COLOUR = 3  # the last place from best to worst that has a colour of its own
MOST_COLUMNS = 8  # with more, the heads of a table stand upright
MOST_NAMED = 3
UNTOLD = "what no text says"
STALE = Markup(
    '<p class="caution">The values behind this judgement have changed since it was signed. It awaits a new look.</p>\n'
)
REASONS = {"dose_response": "Dose and response", "opposing_confounding": "Confounding that would hide an effect"}
"""The reasons whose label is not the name of their field."""


def judgements_of(page: Page, study: Study) -> Iterator[Markup]:
    """Yield the judgements of a study's risk of bias, as its own page shows them."""
    appraisal, labels = page.site.evidence.library.appraisal, {row.id: row.label for row in study.rows}
    for name, risk in appraisal.risks.items():
        if risk.study != study.id:
            continue
        tool = appraisal.tools[risk.tool]
        markup = heading(3, f"risk-{name}", f"{tool.label}, made from: {risk.made_from}")
        markup += STALE if is_stale(page.site.evidence, f"risk-of-bias/{name}") else ""
        if risk.rows:
            results = joined((page.link(page.name, labels[row], row) for row in risk.rows), "; ")
            markup += paragraph(Markup("Of these results: {}.").format(results))
        if risk.not_assessable:
            yield markup + paragraph(f"Not assessable. {risk.not_assessable}") + signature_line(risk)
            continue
        rows = []
        for domain, judgement in judgements_by_domain(tool, risk).items():
            source = page.place(judgement.source, judgement.locator) if judgement.source else UNTOLD
            rows.append((domain, mark(tool, judgement.judgement), judgement.reason, source))
        markup += table(("Domain", "Judgement", "Why", "Rests on"), rows, "judgements")
        yield markup + signature_line(risk)


def rank(tool: Tool, judgement: str) -> int:
    """Return the place of a judgement among those that its tool allows, 0 for the best; one beyond if it has none."""
    if tool.overall == "none":
        return {"yes": 0, "unclear": 1, "no": 2}.get(judgement, WORST_COLOUR + 1)
    return min(list(tool.judgements).index(judgement), WORST_COLOUR)


def mark(tool: Tool, judgement: str) -> Markup:
    """Return a judgement as a sign and a word."""
    place = rank(tool, judgement)
    sign = Markup('<span class="judged judged-{}">{}<span class="judged-word"> {}</span></span>')
    return sign.format(place, risk_sign(tool, judgement), tool.judgements[judgement])


def signature_line(judgement: RiskOfBias | Certainty) -> Markup:
    """Return who stands for a judgement, since when."""
    signatures = "; ".join(f"{signature.role}, {signature.date}" for signature in judgement.signed)
    roles = {signature.role for signature in judgement.signed}
    clinician = "" if "clinician" in roles else "; no clinician has signed it"
    words = f"Judged by the {signatures}{clinician}." if signatures else "Nobody has signed it."
    return Markup('<p class="small">{}</p>\n').format(words)


def results_of(page: Page, risk: RiskOfBias) -> str:
    """Return the results that are judged in words, how many where they are many."""
    labels = {row.id: row.label for row in page.site.evidence.library.studies[risk.study].rows}
    rows = list(dict.fromkeys(labels[row] for row in risk.rows))
    return "; ".join(rows) if len(rows) <= MOST_NAMED else f"{number(len(rows))} results"


def domain_marks(tool: Tool, risk: RiskOfBias) -> list[Markup]:
    """Return the marks of each domain and of all of them."""
    return [mark(tool, judgement.judgement) for judgement in judgements_by_domain(tool, risk).values()]


def domain_heads(tool: Tool) -> list[str]:
    """Return the titles of the columns for the domains of a tool."""
    return [capital(name.replace("-", " ")) for name in tool.domains]


def judgements_by_domain(tool: Tool, risk: RiskOfBias) -> dict[str, Judgement]:
    """Return the judgements of each domain and, where there is one, of all of them, by their names."""
    overall = {"Overall": risk.overall} if risk.overall else {}
    return {tool.domains[key]: risk.domains[key] for key in tool.domains if key in risk.domains} | overall


def reasons_in_short(grading: Grading) -> str:
    """Return the way to a rating in short: where it starts and what moves it."""
    if grading.level is None:
        return "Why it is not rated"
    moves = [f"{reason_label(name).lower()} {step_in_words(levels)}" for name, levels, _ in grading.steps if levels]
    return f"Why: {', '.join([f'starts at {grading.start}'.replace('-', ' '), *moves])}"


def ratings(appraisal: Appraisal, condition: str) -> list[tuple[str, Certainty]]:
    """Return the ratings of a condition by name: what could be rated first, and benefit before harm."""
    of_condition = [(name, rating) for name, rating in appraisal.certainties.items() if rating.condition == condition]
    return sorted(of_condition, key=lambda pair: (bool(pair[1].not_rated), pair[1].kind))


def reason_label(reason: str) -> str:
    """Return what a reason to move certainty is called."""
    return REASONS.get(reason) or reason.replace("_", " ").capitalize()


def step_in_words(levels: int) -> str:
    """Return how far a reason moves certainty."""
    return "none" if levels == 0 else f"{'up' if levels > 0 else 'down'} {abs(levels)}"
