"""The page of a condition: what is known, what to expect, what to warn of, and what nobody knows yet."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from livingevidence.claims.facts import Facts
from livingevidence.evidence import describe
from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.treated import counts
from livingevidence.record.text import count, escape
from livingevidence.show import tables
from livingevidence.show.tables import Table, comparators, findings, prescribing, study_link
from livingevidence.site import condition_top as top
from livingevidence.site import conditions
from livingevidence.site.conditions import MOST
from livingevidence.site.nodes import section
from livingevidence.site.shared import shared

__all__ = ["MOST", "ConditionDirective"]
UNCOMPARED = (
    "Nothing was compared here. The numbers tell what happened to people who were treated, not how much of it the drug "
    "brought about."
)
OPEN = 1  # question to the labels that is shown unfolded: where not to use it
STATUS = "The status is that of the text that was read, which may be older than this version."


class ConditionDirective(SphinxDirective):
    """Fill the page of a condition from the data; its content, if any, is the words of an editor."""

    required_arguments = 1
    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return the first screen, the editor's words, and a section for each question."""
        evidence, condition = shared.evidence, self.arguments[0]
        claims = conditions.claims_on(evidence, shared.claims, condition)
        first = conditions.leading(evidence, shared.claims, condition)
        harms = [name for name in claims if "-harms" in name]
        said = [name for name in claims if name not in [*harms, *first]]
        words = nodes.container("", *self.parse_content_to_nodes(), classes=["editor-words"])
        parts = {
            ("What to expect", "expect"): expect(evidence, condition),
            ("Before prescribing", "prescribing"): folded(prescribing.on_page(evidence, condition)),
            ("What to warn of", "harms"): warn(evidence, condition, harms, "chapters/safety" in self.env.found_docs),
            ("Single patients", "cases"): single(evidence, condition),
            ("How it was used", "regimen"): shown(conditions.regimens(evidence, condition)),
            ("Who was studied", "people"): people(evidence, condition),
            ("What is awaited", "awaited"): tables.awaited(
                conditions.cream_only(evidence, condition)
            )._repr_markdown_(),
            ("Trials in registries", "trials"): trials(evidence, condition),
            ("What else the review concludes", "claims"): "\n".join(f"- {{claim}}`{name}`" for name in said),
            ("Other treatments, reviews and mechanism", "other"): self._others(evidence, condition),
        }
        names = evidence.vocabulary["conditions"][condition].synonyms
        line = nodes.container("", *self._parsed(top.verdict(evidence, condition, first)), classes=["bottom-line"])
        screen = [top.glance(evidence, condition), top.expectation(first), top.warning(shared.claims), top.jumps(parts)]
        plain = self._parsed(top.plain(shared.claims, [*first, *harms]))
        return [
            addnodes.index(entries=[("single", name, "", "main", None) for name in names]),  # for the search
            line,
            nodes.container("", *self._parsed("\n\n".join(filter(None, screen))), classes=["first-screen"]),
            *([nodes.container("", *plain, classes=["plain-words"])] if plain else []),
            *self._parsed(top.more(evidence, condition)),
            *([words] if self.content else []),
            *(section(title, name, *self._parsed(text)) for (title, name), text in parts.items() if text),
        ]

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


@cache
def _summary(evidence: Evidence, kind: str) -> Table:
    return findings.summary(evidence, kind=kind)


def summary(evidence: Evidence, condition: str, kind: str) -> Table:
    """Return the summary of findings of one condition."""
    whole, label = _summary(evidence, kind), escape(evidence.vocabulary.label("conditions", condition))
    rows = [(row[1], _once(evidence, row[2]), *row[3:]) for row in whole.rows if row[0] == label]
    return replace(whole, head=whole.head[1:], rows=tuple(rows))


def _once(evidence: Evidence, cell: str) -> str:
    """Return what was found without what is awaited, which stands in its own part, and without a puzzling spread."""
    told, awaited = [], '<a href="#awaited">awaited: see below</a>'
    for part in cell.split("<br>"):
        found = re.search(r"\{number\}`([\w-]+)/([\w-]+)`", part)
        row = evidence.row(f"{found[1]}/{found[2]}")[1] if found else None
        if row is not None and row.kind == "awaited":
            told += [awaited] if awaited not in told else []
        elif getattr(row, "iqr_printed", None):  # a range that the source prints in a way that can't be read as one
            address = f"{found[1]}/{found[2]}"
            value = f"{{number}}`{address}.value` (how it spreads is unclear: {{number}}`details <{address}>`)"
            told.append(part.replace(found[0], value))
        else:
            told.append(part)
    return "<br>".join(told)


def expect(evidence: Evidence, condition: str) -> str:
    """Return the outcomes in absolute numbers with their certainty, and what stands beside them."""
    if Facts(evidence).nobody(condition).holds:
        return ""
    told = [summary(evidence, condition, "benefit")._repr_markdown_()]
    if not shared.results[f"{condition}.controlled"].value:
        told = [UNCOMPARED, *told]
    if any(entry.condition == condition for entry in evidence.library.comparators.entries.values()):
        beside = comparators.beside(evidence, condition).text.splitlines()
        beside = [line for line in beside if not re.match(r"- .*, awaited: ", line)]
        told += ["\n".join(beside)] * (any(beside[1:]) or beside[0] != comparators.BESIDE)
    return "\n\n".join(told)


def folded(text: str) -> str:
    """Return what labels ask for with all but the first questions in a fold."""
    head, *questions = re.split(r"^(?=- \*\*)", text, flags=re.MULTILINE)
    rest = "".join(questions[OPEN:])
    summary = f"<summary>What else the labels ask for, {count(len(questions[OPEN:]), 'question')}</summary>"
    fold = f'\n\n<details class="fold">\n{summary}\n\n{rest}\n\n</details>\n' if rest else ""
    return head + "".join(questions[:OPEN]) + fold


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
    elsewhere = [f"- {{claim}}`{name}`" for name in conditions.ELSEWHERE if name in shared.claims]
    told += ["\n".join(["Counted in other diseases:\n", *elsewhere])] if elsewhere else []
    if with_chapter:
        told += ["Most that is known of harms comes from other diseases: {doc}`safety </chapters/safety>`."]
    return "\n\n".join(told)


def single(evidence: Evidence, condition: str) -> str:
    """Return the patients told one by one, or nothing where there is none."""
    found = conditions.cases(evidence, condition)
    if not found:
        return ""
    blocks = re.split(r"\n\n(?=\*\*)", tables.cases(evidence, condition).text)
    told, mixed = [], []
    for (_, case), block in zip(found, blocks, strict=True):
        (told if "ruxolitinib" in case.regimen else mixed).append(block)
    if mixed:
        words = f"Patients whose own treatment is not given as ruxolitinib, {count(len(mixed), 'account')}"
        told.append(f'<details class="fold">\n<summary>{words}</summary>')
        told += [*mixed, "</details>"]
    return "\n\n".join(told)


def shown(made: Table) -> str:
    """Return a table, or nothing where it has no row."""
    return made._repr_markdown_() if made.rows else ""


def people(evidence: Evidence, condition: str) -> str:
    """Return how many people were studied by each design, and who they were."""
    steps = [
        f"{evidence.topic.ladder[rung].many}: {top.counted(f'{condition}.{rung}', 'people', 'person', 'people')}, "
        f"{top.counted(f'{condition}.{rung}', 'studies', 'study', 'studies')}"
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
