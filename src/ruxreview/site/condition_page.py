"""The page of a condition: what is known, what to expect, what to warn of, and what nobody knows yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from ruxreview import conditions, describe, tables
from ruxreview.claims.base import Judged
from ruxreview.claims.facts import Facts
from ruxreview.evidence import Evidence
from ruxreview.ladder import RUNGS, counts
from ruxreview.site.nodes import section
from ruxreview.site.shared import shared
from ruxreview.tables import Table, comparators, findings, prescribing, study_link
from ruxreview.text import escape

MOST = 3  # claims in the bottom line; a phone shows no more at once
UNCOMPARED = "Nobody was compared: a response is what happened to people who were treated, and no effect."
STATUS = "The status is that of the text that was read, which may be older than this version."


class ConditionDirective(SphinxDirective):
    """Fill the page of a condition from the data; its content, if any, is the words of an editor."""

    required_arguments = 1
    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return the bottom line, the facts at a glance, the editor's words, and a section for each question."""
        evidence, condition = shared.evidence, self.arguments[0]
        claims = conditions.claims_on(evidence, shared.claims, condition)
        harms = [name for name in claims if "-harms" in name]
        said = [name for name in claims if name not in harms]
        words = nodes.container("", *self.parse_content_to_nodes(), classes=["editor-words"])
        parts = {
            ("What to expect", "expect"): expect(evidence, condition),
            ("What to warn of", "harms"): warn(evidence, condition, harms, "chapters/safety" in self.env.found_docs),
            ("Before prescribing", "prescribing"): prescribing.on_page(evidence, condition),
            ("Single patients", "cases"): single(evidence, condition),
            ("How it was used", "regimen"): shown(conditions.regimens(evidence, condition)),
            ("Who was studied", "people"): people(evidence, condition),
            ("What is awaited", "awaited"): tables.awaited(
                conditions.cream_only(evidence, condition)
            )._repr_markdown_(),
            ("Trials in registries", "trials"): trials(evidence, condition),
            ("What else the review concludes", "claims"): "\n".join(f"- {{claim}}`{name}`" for name in said[MOST:]),
            ("Other treatments, reviews and mechanism", "other"): self._others(evidence, condition),
        }
        names = evidence.vocabulary["conditions"][condition].synonyms
        line = nodes.container("", *self._parsed(bottom_line(evidence, condition, said)), classes=["bottom-line"])
        return [
            addnodes.index(entries=[("single", name, "", "main", None) for name in names]),  # for the search
            line,
            *self._plain(evidence, [*said[:MOST], *harms]),
            *self._parsed(glance(evidence, condition)),
            *([words] if self.content else []),
            *(section(title, name, *self._parsed(text)) for (title, name), text in parts.items() if text),
        ]

    def _plain(self, evidence: Evidence, claims: list[str]) -> list[nodes.Node]:
        words = plain(shared.claims, claims)
        return [nodes.container("", *self._parsed(words), classes=["plain-words"])] if words else []

    def _parsed(self, text: str) -> list[nodes.Node]:
        return self.parse_text_to_nodes(text)

    def _others(self, evidence: Evidence, condition: str) -> str:
        """Return the other records, and where a chapter tells what they found; a copy may lack a chapter."""
        label, groups = evidence.vocabulary.label, evidence.vocabulary["conditions"][condition].groups
        links = [
            f'<a href="../chapters/{group}.html#other-treatments-in-the-same-diseases">{escape(label("groups", group))}'
            "</a>"
            for group in groups
            if f"chapters/{group}" in self.env.found_docs
        ]
        told = f"What other treatments did stands in the chapter: {', '.join(links)}.\n\n" if links else ""
        return told + conditions.others(evidence, condition)._repr_markdown_()


def bottom_line(evidence: Evidence, condition: str, claims: list[str]) -> str:
    """Return the main claims on a condition; where nobody treated is recorded, first a sentence that says so."""
    shown = [f"{{claim}}`{name}`" for name in claims[:MOST]]
    facts, label = Facts(evidence), escape(evidence.vocabulary.label("conditions", condition))
    if facts.nobody(condition).holds:
        trial = ", and no trial of it," if facts.untried(condition).holds else ""
        searched = facts.no_search()
        search = "there has been no systematic search" if searched.holds else f"last searched {searched.found}"
        name = conditions.claim_of_nobody(evidence, shared.claims, condition)
        mark = f' <a class="claim-mark" href="../claims.html#claim-{name}">⊢</a>' if name else ""
        told = f"No patient treated with ruxolitinib on the skin{trial} is recorded here for {label}; {search}."
        shown = [f"{told}{mark}", "That says nothing for or against it.", *shown]
    return "\n".join(["**Bottom line.**", *(shown or ["No conclusion is drawn from what could be read."])])


def plain(judged: Mapping[str, Judged], claims: list[str]) -> str:
    """Return the plain wordings that claims on a condition have, and of the labels' warning; nothing without any."""
    found = [name for name in claims if judged[name].claim.plain]
    told = [f"- {{plain}}`{name}`" for name in [*found, conditions.BOXED] if name in judged]
    return "\n".join(["**In plain words**\n", *told]) if found else ""


def glance(evidence: Evidence, condition: str) -> str:
    """Return how many were studied and how, how sure one can be, which trials are known, and what labels say."""
    found, facts, lines = counts(evidence, condition), Facts(evidence), []
    searched, nobody = facts.no_search(), facts.nobody(condition).holds
    if not nobody:
        best = next(RUNGS[rung][0] for rung, step in found.items() if step.studies)
        least = "at least " if any(step.unread for step in found.values()) else ""
        lines.append(
            f"**Recorded:** {least}{_counted(condition, 'people', 'person', 'people')}, all arms together, in "
            f"{_counted(condition, 'studies', 'study', 'studies')}, {{number}}`{condition}.controlled` with a "
            f"comparator. The strongest design is a {best}."
        )
        for kind, words in (("benefit", "a benefit"), ("harm", "harms")):
            lines.append(f"**Certainty of {words}:** {_certainty(evidence, condition, kind)}.")
    if registered := conditions.registered(evidence, condition):
        told = (f"{trial.id}, {conditions.status(trial) or 'status not read'}" for _, trial in registered)
        lines.append(f'**Trials:** <a href="#trials">{escape("; ".join(told))}</a>.')
    if facts.off_label(condition).holds:
        lines.append("**Label:** no product label that was read is for it, so the use is off-label.")
    if not nobody:  # where nobody is recorded, the bottom line has said it
        lines.append(f"**Search:** {'no systematic search yet' if searched.holds else f'last on {searched.found}'}.")
    if names := evidence.vocabulary["conditions"][condition].synonyms:
        lines.append(f"**Other names and forms:** {escape(', '.join(names))}.")
    return "\n".join(f"- {line}" for line in lines)


def _counted(condition: str, what: str, one: str, many: str) -> str:
    key = f"{condition}.{what}"
    return f"{{number}}`{key}` {one if shared.results[key].value == 1 else many}"


def _certainty(evidence: Evidence, condition: str, kind: str) -> str:
    ratings = evidence.library.appraisal.certainties.values()
    level = conditions.best_certainty(evidence, condition, kind)
    words = f"{findings.in_signs(level)} at best" if level else "not rated, as what could be read does not allow it"
    rated = any(rating.condition == condition and rating.kind == kind for rating in ratings)
    return f"{{ref}}`{words} <condition-{condition}>`" if rated else "not rated"


@cache
def _summary(evidence: Evidence, kind: str) -> Table:
    return findings.summary(evidence, kind=kind)


def summary(evidence: Evidence, condition: str, kind: str) -> Table:
    """Return the summary of findings of one condition."""
    whole, label = _summary(evidence, kind), escape(evidence.vocabulary.label("conditions", condition))
    return replace(whole, head=whole.head[1:], rows=tuple(row[1:] for row in whole.rows if row[0] == label))


def expect(evidence: Evidence, condition: str) -> str:
    """Return the outcomes in absolute numbers with their certainty, and what stands beside them."""
    if Facts(evidence).nobody(condition).holds:
        return ""
    told = [summary(evidence, condition, "benefit")._repr_markdown_()]
    if not shared.results[f"{condition}.controlled"].value:
        told = [UNCOMPARED, *told]
    if any(entry.condition == condition for entry in evidence.library.comparators.entries.values()):
        told.append(comparators.beside(evidence, condition).text)
    return "\n\n".join(told)


def warn(evidence: Evidence, condition: str, claims: list[str], with_chapter: bool) -> str:
    """Return the harms of a condition with their certainty, and where harms in other diseases stand."""
    label = escape(evidence.vocabulary.label("conditions", condition))
    found = summary(evidence, condition, "harm")
    told = [f"{{claim}}`{name}`" for name in claims]
    told += [found._repr_markdown_() if found.rows else f"Harms: none could be rated in {label}."]
    told += [
        f"{describe.person(case)} {study_link(study)}: {{number}}`{study.id}/{case.id}.adverse_events`."
        for study, case in conditions.cases(evidence, condition)
        if case.adverse_events
    ]
    if with_chapter:
        told += ["Most that is known of harms comes from other diseases: {doc}`safety </chapters/safety>`."]
    return "\n\n".join(told)


def single(evidence: Evidence, condition: str) -> str:
    """Return the patients told one by one, or nothing where there is none."""
    return tables.cases(evidence, condition).text if conditions.cases(evidence, condition) else ""


def shown(made: Table) -> str:
    """Return a table, or nothing where it has no row."""
    return made._repr_markdown_() if made.rows else ""


def people(evidence: Evidence, condition: str) -> str:
    """Return how many people were studied by each design, and who they were."""
    steps = [
        f"{RUNGS[rung][1]}: {_counted(f'{condition}.{rung}', 'people', 'person', 'people')}, "
        f"{_counted(f'{condition}.{rung}', 'studies', 'study', 'studies')}"
        for rung, step in counts(evidence, condition).items()
        if step.studies
    ]
    if not steps:
        return ""
    return f"By design: {'; '.join(steps)}.\n\n{conditions.who(evidence, condition)._repr_markdown_()}"


def trials(evidence: Evidence, condition: str) -> str:
    """Return the registered trials with their status."""
    found = conditions.trials(evidence, condition)
    return f"{STATUS}\n\n{found._repr_markdown_()}" if found.rows else found.empty


def setup(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("condition", ConditionDirective)
