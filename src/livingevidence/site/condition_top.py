"""The first screen of a condition: the verdict, how sure, what to expect and to warn of, and where the rest stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from livingevidence.claims import selection
from livingevidence.claims.base import Judged
from livingevidence.claims.questions import Questions
from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.treated import counts, treated_studies
from livingevidence.record.text import escape
from livingevidence.show.tables.findings import in_signs
from livingevidence.site import conditions
from livingevidence.site.shared import shared


def verdict(evidence: Evidence, condition: str, claims: list[str]) -> str:
    """Return the verdict on a condition: its claim, or, where nobody treated is recorded, what follows from that."""
    if found := selection.says(shared.claims, claims, "verdict"):
        return f"**Bottom line.**\n{{claim}}`{found[0]}`"
    questions, label = Questions(evidence), escape(evidence.vocabulary.label("conditions", condition))
    if treated_studies(evidence, condition):
        return "**Bottom line.**\nNo conclusion is drawn from what could be read."
    name = selection.of_nobody(shared.claims, condition)
    mark = f'\u00a0<a class="claim-mark" href="../claims.html#claim-{name}">⊢</a>' if name else ""
    use = "Off-label in" if questions.labelled(condition).met is False else "Of"
    untried = not conditions.cream_only(evidence, condition).records
    known = " and no trial of it is recorded here" if untried else " is recorded here, and the results of a trial"
    known += "" if untried else " of it are awaited"
    told = f"{use} {label}, and whether ruxolitinib on the skin helps is unknown: no patient treated with it{known}."
    return f"**Bottom line.**\n{told}{mark}\nThat says nothing for or against it."


def glance(evidence: Evidence, condition: str) -> str:
    """Return how sure one can be, and how many people and studies there are."""
    found, searched, lines = counts(evidence, condition), evidence.library.review.last_searched, []
    search = f"last searched {searched}" if searched else "no systematic search yet"
    if not treated_studies(evidence, condition):
        return f"- **Search:** {search}."
    sure = [f"{words} {_certainty(evidence, condition, kind)}" for kind, words in _KINDS.items()]
    lines.append(f"**How sure:** {'; '.join(sure)}.")
    least = "at least " if any(step.unread for step in found.values()) else ""
    lines.append(
        f"**Studied:** {least}{counted(condition, 'people', 'person', 'people')}, all arms together, in "
        f"{counted(condition, 'studies', 'study', 'studies')}, {{number}}`{condition}.controlled` with a comparator; "
        f"{search}."
    )
    return "\n".join(f"- {line}" for line in lines)


_KINDS = {"benefit": "of a benefit", "harm": "of harms"}


def counted(condition: str, what: str, one: str, many: str) -> str:
    """Return a computed count with its noun."""
    key = f"{condition}.{what}"
    return f"{{number}}`{key}` {one if shared.results[key].value == 1 else many}"


def _certainty(evidence: Evidence, condition: str, kind: str) -> str:
    ratings = evidence.library.appraisal.certainties.values()
    level = conditions.best_certainty(evidence, condition, kind)
    words = f"{in_signs(level)} at best" if level else "could not be rated"
    rated = any(rating.condition == condition and rating.kind == kind for rating in ratings)
    return f"{{ref}}`{words} <condition-{condition}>`" if rated else "not rated"


def expectation(claims: Iterable[str]) -> str:
    """Return the claims on what was seen; nothing without any."""
    told = "\n".join(f"{{claim}}`{name}`" for name in claims if shared.claims[name].claim.says != "verdict")
    return f"**What to expect.**\n{told}" if told else ""


def warning(judged: Mapping[str, Judged]) -> str:
    """Return the labels' warning in one sentence, with a link to what labels ask for."""
    told = "".join(f"{{claim}}`{name}`\n" for name in selection.warnings(judged)[:1])
    return f'**What to warn of.**\n{told}<a href="#prescribing">Before prescribing</a>.'


def jumps(parts: Mapping[tuple[str, str], bool]) -> str:
    """Return a line of links to the parts of a page that have something to say."""
    wanted = ("expect", "prescribing", "harms", "people")
    return " · ".join(
        f'<a href="#{name}">{title}</a>' for (title, name), told in parts.items() if told and name in wanted
    )


def plain(judged: Mapping[str, Judged], claims: Iterable[str]) -> str:
    """Return the plain wordings that claims on a condition have, and of the labels' warning; nothing without any."""
    found = [name for name in claims if judged[name].claim.plain]
    warned = [name for name in selection.warnings(judged) if judged[name].claim.plain]
    told = [f"- {{plain}}`{name}`" for name in [*found, *warned]]
    summary = '<details class="fold">\n<summary>In plain words, for patients</summary>\n'
    return "\n".join([summary, *told, "\n</details>"]) if found else ""


def more(evidence: Evidence, condition: str) -> str:
    """Return which trials are known, other names, and which conditions are near."""
    pages, lines = conditions.with_pages(evidence), []
    if registered := conditions.registered(evidence, condition):
        told = (f"{trial.id}, {conditions.status(study, trial)}" for study, trial in registered)
        lines.append(f'**Trials:** <a href="#trials">{escape("; ".join(told))}</a>.')
    if names := pages[condition].synonyms:
        lines.append(f"**Other names and forms:** {escape(', '.join(names))}.")
    if near := conditions.related(evidence, condition):
        links = (f'<a href="{term}.html">{escape(pages[term].label)}</a>' for term in near)
        lines.append(f"**See also:** {', '.join(links)}.")
    return "\n".join(f"- {line}" for line in lines)
