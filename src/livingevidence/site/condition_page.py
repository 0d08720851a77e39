"""The page of a condition: what is known, what to expect, what to warn of, and what nobody knows yet."""

from __future__ import annotations

from docutils import nodes
from markupsafe import Markup
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from livingevidence.claims import selection
from livingevidence.claims.questions import Questions
from livingevidence.evidence import describe
from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.treated import counts, treated_studies
from livingevidence.record.text import count
from livingevidence.show.inline import inline
from livingevidence.show.table import Cell, Table, fold, paragraph
from livingevidence.show.tables.comparators import beside
from livingevidence.show.tables.findings import summary
from livingevidence.show.tables.prescribing import before_prescribing
from livingevidence.show.tables.rows import awaited
from livingevidence.show.tables.words import patient
from livingevidence.site import condition_top as top
from livingevidence.site import conditions
from livingevidence.site.nodes import section
from livingevidence.site.shared import shared

UNCOMPARED = (
    "Nothing was compared here. The numbers tell what happened to people who were treated, not how much of it the drug "
    "brought about."
)
OFF_LABEL = "The labels that were read are for other diseases, and what they ask for was written for those."
OPEN = 1  # question to the labels that is shown unfolded: where not to use it
STATUS = "The status is that of the text that was read, which may be older than this version."


class ConditionDirective(SphinxDirective):
    """Fill the page of a condition from the data; its content, if any, is the words of an editor."""

    required_arguments = 1
    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return the first screen, the editor's words, and a section for each question."""
        evidence, condition = shared.evidence, self.arguments[0]
        claims = selection.claims_on(shared.claims, condition)
        first, harms = selection.leading(shared.claims, condition), selection.says(shared.claims, claims, "harm")
        said = [name for name in claims if name not in [*harms, *first]]
        words = nodes.container("", *self.parse_content_to_nodes(), classes=["editor-words"])
        parts = {
            ("What to expect", "expect"): expect(evidence, condition),
            ("Before prescribing", "prescribing"): prescribed(evidence, condition),
            ("What to warn of", "harms"): warn(evidence, condition, harms, "chapters/safety" in self.env.found_docs),
            ("Single patients", "cases"): single(evidence, condition),
            ("How it was used", "regimen"): shown(conditions.regimens(evidence, condition)),
            ("Who was studied", "people"): people(evidence, condition),
            ("What is awaited", "awaited"): [Markup(awaited(conditions.cream_only(evidence, condition)).__html__())],
            ("Trials in registries", "trials"): trials(evidence, condition),
            ("What else the review concludes", "claims"): ["\n".join(f"- {{claim}}`{name}`" for name in said)],
            ("Other treatments, reviews and mechanism", "other"): self._others(evidence, condition),
        }
        names = evidence.vocabulary["conditions"][condition].synonyms
        line = nodes.container("", *self._parsed(top.verdict(evidence, condition, first)), classes=["bottom-line"])
        screen = [
            top.glance(evidence, condition),
            top.expectation(first),
            top.warning(shared.claims),
            top.jumps({key: any(told) for key, told in parts.items()}),
        ]
        plain = self._parsed(top.plain(shared.claims, [*first, *harms]))
        return [
            addnodes.index(entries=[("single", name, "", "main", None) for name in names]),  # for the search
            line,
            nodes.container("", *self._parsed("\n\n".join(filter(None, screen))), classes=["first-screen"]),
            *([nodes.container("", *plain, classes=["plain-words"])] if plain else []),
            *self._parsed(top.more(evidence, condition)),
            *([words] if self.content else []),
            *(section(title, name, *self._made(told)) for (title, name), told in parts.items() if any(told)),
        ]

    def _parsed(self, text: str) -> list[nodes.Node]:
        return self.parse_text_to_nodes(text)

    def _made(self, parts: list[Cell]) -> list[nodes.Node]:
        """Return what is markup as it is, and MyST parsed."""
        made = []
        for part in parts:
            raw = isinstance(part, Markup)
            made += [nodes.raw("", str(part), format="html")] if raw else self._parsed(part)
        return made

    def _others(self, evidence: Evidence, condition: str) -> list[Cell]:
        """Return the other records, and where a chapter tells what they found; a copy may lack a chapter."""
        label, groups = evidence.vocabulary.label, evidence.vocabulary["conditions"][condition].groups
        say = inline(evidence)
        links = [
            say.page(f"chapters/{group}", label("groups", group), "other-treatments-in-the-same-diseases")
            for group in groups
            if f"chapters/{group}" in self.env.found_docs
        ]
        told = Markup("What other treatments did stands in the chapter: {}.").format(Markup(", ").join(links))
        return [paragraph(told) if links else Markup(), Markup(conditions.others(evidence, condition).__html__())]


def expect(evidence: Evidence, condition: str) -> list[Cell]:
    """Return the outcomes in absolute numbers with their certainty, and what stands beside them."""
    if not treated_studies(evidence, condition):
        return []
    told = [Markup(summary(evidence, condition=condition).__html__())]
    if not shared.results[f"{condition}.controlled"].value:
        told = [paragraph(UNCOMPARED), *told]
    if any(entry.condition == condition for entry in evidence.library.comparators.entries.values()):
        told.append(beside(evidence, condition, awaited=False).html)
    return told


def prescribed(evidence: Evidence, condition: str) -> list[Cell]:
    """Return the boxed warning and what labels ask for; that no label is for the condition, where that is so."""
    told = [OFF_LABEL] if Questions(evidence).labelled(condition).met is False else []
    told += [f"{{claim}}`{name}`" for name in selection.warnings(shared.claims)[-1:]]
    return [*told, before_prescribing(evidence, OPEN).html]


def warn(evidence: Evidence, condition: str, claims: list[str], with_chapter: bool) -> list[Cell]:
    """Return the harms of a condition with their certainty, and where harms in other diseases stand."""
    label, say = evidence.vocabulary.label("conditions", condition), inline(evidence)
    found = summary(evidence, condition=condition, kind="harm")
    told: list[Cell] = [f"{{claim}}`{name}`" for name in claims]
    none = paragraph(f"Harms: none could be rated in {label}.")
    told += [Markup(found.__html__()) if found.rows else none]
    for study, case in conditions.cases(evidence, condition):
        if case.adverse_events:
            said = say.number(f"{study.id}/{case.id}.adverse_events")
            told.append(paragraph(Markup("{} {}: {}.").format(describe.person(case), say.study(study), said)))
    elsewhere = [f"- {{claim}}`{name}`" for name in evidence.topic.pinned if name in shared.claims]
    told += ["\n".join(["Counted in other diseases:\n", *elsewhere])] if elsewhere else []
    if with_chapter:
        told += ["Most that is known of harms comes from other diseases: {doc}`safety </chapters/safety>`."]
    return told


def single(evidence: Evidence, condition: str) -> list[Cell]:
    """Return the patients told one by one, those whose own treatment is not given as the drug in a fold."""
    say, drug, told, mixed = inline(evidence), evidence.topic.treatment.drug, [], []
    for study, case in conditions.cases(evidence, condition):
        (told if drug in case.regimen else mixed).append(patient(say, study, case))
    if mixed:
        words = f"Patients whose own treatment is not given as {drug}, {count(len(mixed), 'account')}"
        told.append(fold(words, Markup("").join(mixed)))
    return told


def shown(made: Table) -> list[Cell]:
    """Return a table, or nothing where it has no row."""
    return [Markup(made.__html__())] if made.rows else []


def people(evidence: Evidence, condition: str) -> list[Cell]:
    """Return how many people were studied by each design, and who they were."""
    steps = [
        f"{evidence.topic.ladder[rung].many}: {top.counted(f'{condition}.{rung}', 'people', 'person', 'people')}, "
        f"{top.counted(f'{condition}.{rung}', 'studies', 'study', 'studies')}"
        for rung, step in counts(evidence, condition).items()
        if step.studies
    ]
    return [f"By design: {'; '.join(steps)}.", *shown(conditions.who(evidence, condition))] if steps else []


def trials(evidence: Evidence, condition: str) -> list[Cell]:
    """Return the registered trials with their status."""
    found = conditions.trials(evidence, condition)
    return [STATUS, *shown(found)] if found.rows else [found.empty]


def setup(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("condition", ConditionDirective)
