"""Judgements as pages show them: risk of bias beside its study and by tool, and every rating of certainty."""

from collections.abc import Iterator

from markupsafe import Markup

from livingevidence.appraisal.certainty import Rating
from livingevidence.appraisal.standing import is_stale
from livingevidence.record.judgements import Appraisal, Certainty, Judgement, RiskOfBias, Tool
from livingevidence.record.models import Study
from livingevidence.record.text import capital, number
from livingevidence.show.findings import risk_sign
from livingevidence.show.table import paragraph
from livingevidence.site.html import heading, joined, table
from livingevidence.site.site import Page

WORST = 3  # of the places from best to worst that have a colour of their own
MOST_COLUMNS = 8  # with more, the heads of a table stand upright
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
        made = heading(3, f"risk-{name}", f"{tool.label}, made from: {judged.made_from}")
        made += STALE if is_stale(page.site.evidence, f"risk-of-bias/{name}") else ""
        if judged.rows:
            own = joined((page.link(page.name, labels[row], row) for row in judged.rows), "; ")
            made += paragraph(Markup("Of these results: {}.").format(own))
        if judged.not_assessable:
            yield made + paragraph(f"Not assessable. {judged.not_assessable}") + signed(judged)
            continue
        rows = [
            (name, mark(tool, one.judgement), one.reason, page.place(one.source, one.locator) if one.source else UNTOLD)
            for name, one in of_domains(tool, judged).items()
        ]
        made += table(("Domain", "Judgement", "Why", "Rests on"), rows, "judgements")
        yield made + signed(judged)


def place(tool: Tool, judgement: str) -> int:
    """Return the place of a judgement among those that its tool allows, 0 for the best; one beyond if it has none."""
    if tool.overall == "none":
        return {"yes": 0, "unclear": 1, "no": 2}.get(judgement, WORST + 1)
    return min(list(tool.judgements).index(judgement), WORST)


def mark(tool: Tool, judgement: str) -> Markup:
    """Return a judgement as a sign and a word."""
    at = place(tool, judgement)
    made = Markup('<span class="judged judged-{}">{}<span class="judged-word"> {}</span></span>')
    return made.format(at, risk_sign(tool, judgement), tool.judgements[judgement])


def signed(judged: RiskOfBias | Certainty) -> Markup:
    """Return who stands for a judgement, since when."""
    told = "; ".join(f"{signature.role}, {signature.date}" for signature in judged.signed)
    clinician = "" if any(s.role == "clinician" for s in judged.signed) else "; no clinician has signed it"
    words = f"Judged by the {told}{clinician}." if told else "Nobody has signed it."
    return Markup('<p class="small">{}</p>\n').format(words)


def results_of(page: Page, judged: RiskOfBias) -> str:
    """Return the results that are judged in words, how many where they are many."""
    labels = {row.id: row.label for row in page.site.evidence.library.studies[judged.study].rows}
    rows = list(dict.fromkeys(labels[row] for row in judged.rows))
    return "; ".join(rows) if len(rows) <= MOST_NAMED else f"{number(len(rows))} results"


def marks(tool: Tool, judged: RiskOfBias) -> list[Markup]:
    """Return the marks of each domain and of all of them."""
    return [mark(tool, one.judgement) for one in of_domains(tool, judged).values()]


def heads(tool: Tool) -> list[str]:
    """Return the titles of the columns for the domains of a tool."""
    return [capital(name.replace("-", " ")) for name in tool.domains]


def of_domains(tool: Tool, judged: RiskOfBias) -> dict[str, Judgement]:
    """Return the judgements of each domain and, where there is one, of all of them, by their names."""
    overall = {"Overall": judged.overall} if judged.overall else {}
    return {tool.domains[key]: judged.domains[key] for key in tool.domains if key in judged.domains} | overall


def in_short(found: Rating) -> str:
    """Return the way to a rating in short: where it starts and what moves it."""
    if found.level is None:
        return "Why it is not rated"
    moves = [f"{called(name).lower()} {moved_by(by)}" for name, by, _ in found.steps if by]
    return f"Why: {', '.join([f'starts at {found.start}'.replace('-', ' '), *moves])}"


def ratings(appraisal: Appraisal, condition: str) -> list[tuple[str, Certainty]]:
    """Return the ratings of a condition by name: what could be rated first, and benefit before harm."""
    found = (item for item in appraisal.certainties.items() if item[1].condition == condition)
    return sorted(found, key=lambda item: (bool(item[1].not_rated), item[1].kind))


def called(reason: str) -> str:
    """Return what a reason to move certainty is called."""
    return REASONS.get(reason) or reason.replace("_", " ").capitalize()


def moved_by(by: int) -> str:
    """Return how far a reason moves certainty."""
    return "none" if by == 0 else f"{'up' if by > 0 else 'down'} {abs(by)}"
