"""What a sentence or a cell may hold besides words, as HTML: numbers with an address, citations and links.

Text is always escaped; only what is made here, or marked by `markupsafe.Markup` as made of it, is markup.
"""

import re
from collections.abc import Iterable
from functools import cached_property, lru_cache

from markupsafe import Markup

from livingevidence.evidence import describe
from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.names import labels
from livingevidence.record.awaited import number_and_address
from livingevidence.record.models import Arm, Case, Model, Row, Study
from livingevidence.record.problems import hint
from livingevidence.record.text import names_in_words
from livingevidence.results.compute import compute
from livingevidence.results.numbers import look_up
from livingevidence.results.result import Results
from livingevidence.show.table import Cell

ROLES = ("number", "cite:p", "cite:t", "doc", "ref")
_PARTS = re.compile(
    r"\\([!-/:-@\[-`{-~])"  # a mark that stands for itself
    r"|\{([a-z][a-z:]*)\}`([^`]+)`"
    r"|\*\*(.+?)\*\*|\*(.+?)\*",
    re.DOTALL,
)
JOIN = Markup(", ")
PLACE = re.compile(r"^\(([\w-]+)\)=$", re.MULTILINE)
"""A place that a chapter or page names, as ``(before-prescribing)=``."""
_TITLED = re.compile(r"(.+?)\s*<([^<>]+)>", re.DOTALL)


class Inline:
    """The markup of sentences and cells on the pages of one folder, and what cells say of a study or a row.

    `base` is the way from those pages to the root of the site: ``../`` from chapters, studies and conditions. Of a part
    of the evidence, the whole of it is taken; its results may be at hand. Each method raises KeyError, with a sentence
    that names what is unknown and what comes near.
    """

    def __init__(self, evidence: Evidence, base: str = "../", results: Results | None = None):
        self.evidence, self.base, self._results_at_hand = evidence.whole, base, results
        self.label, self.topic = evidence.vocabulary.label, evidence.topic

    def sentence(self, text: str) -> Markup:
        """Return a sentence of ours: the roles of :data:`ROLES`, bold, emphasis, backslashes; all else is text."""
        parts, end = [], 0
        for part in _PARTS.finditer(text):
            mark, role, target, strong, emphasis = part.groups()
            parts.append(Markup.escape(text[end : part.start()]))
            if mark:
                parts.append(Markup.escape(mark))
            elif role:
                parts.append(self._role(role, target))
            else:
                tag = "strong" if strong else "em"
                parts.append(Markup(f"<{tag}>{self.sentence(strong or emphasis)}</{tag}>"))
            end = part.end()
        return Markup("").join([*parts, text[end:]])

    def number(self, address: str, words: str = "", inset: str = "") -> Markup:
        """Return a number as a link to where it comes from, or words without a digit that lead there.

        With `inset`, distances from the four sides, the link lies over a part of a drawing.
        """
        results = {} if "/" in address else self._results  # which take a second or two, and most tables need none
        value = look_up(address, self.evidence, results)
        if any(letter.isdigit() for letter in words):
            raise KeyError("a number is never typed by hand; leave the words out, or use words without a digit")
        style = Markup(' style="inset:{}"').format(inset) if inset else ""
        link = Markup('<a class="number" href="{}{}.html#{}" title="{}"{}>{}</a>')
        return link.format(self.base, value.page, value.anchor, value.origin, style, words or value.text)

    def cite(self, keys: Iterable[str], brackets: bool = True) -> Markup:
        """Return references as links to the list of references: ``[Doe 2021, Roe 2022]``, in the order of the list."""
        links = JOIN.join(sorted(map(self._cited, keys), key=lambda link: link.striptags().casefold()))
        return Markup('<span class="bibtex-citation">[{}]</span>').format(links) if brackets else links

    def page(self, page: str, words: str, anchor: str = "") -> Markup:
        """Return a link to a page of the site, such as ``studies/doe-2021``, or to a place on it."""
        folder, _, name = page.rpartition("/")
        if name not in (names := _pages(self.evidence, folder)):
            raise KeyError(f"no page '/{page}'{hint(name, names)}")
        place = f"#{anchor}" if anchor else ""
        return Markup('<a href="{}{}.html{}">{}</a>').format(self.base, page, place, words)

    def study(self, study: Study) -> Markup:
        """Return the citation of a study with a link to its page."""
        return self.cite([study.reports[0].key]) + " " + self.page(f"studies/{study.id}", "study page")

    def diseases(self, study: Study) -> str:
        """Return the conditions of a study."""
        return ", ".join(self.label("conditions", term) for term in study.conditions)

    def design(self, study: Study) -> str:
        """Return the design of a study."""
        return self.label("designs", study.design)

    def conditions(self, terms: Iterable[str]) -> str:
        """Return conditions as a sentence has them."""
        return names_in_words([self.label("conditions", term) for term in terms])

    def drugs(self, arm: Arm, between: str) -> str:
        """Return what an arm was given."""
        return between.join(self.label("interventions", term) for term in arm.interventions)

    def people(self, study: Study) -> Cell:
        """Return how many people were enrolled, as a link to where it stands."""
        form = "{} person" if study.population.n_enrolled == 1 else "{} people"
        return self.field(study, study.population, "n_enrolled", form, describe.people(None))

    def age(self, study: Study, case: Case) -> Cell:
        """Return how old a patient was."""
        return self.field(study, case, "age_years", "{} years", case.age_text or "age not available")

    def field(self, study: Study, holder: Model, field: str, form: str = "{}", unread: Cell = "not available") -> Cell:
        """Return a field of an arm, a case or the population in a form such as ``week {}``, as a link to it.

        Other words stand in its place where it was not read.
        """
        if getattr(holder, field) is None:
            return unread
        part = f"arm-{holder.id}" if isinstance(holder, Arm) else getattr(holder, "id", "population")
        return Markup(form).format(self.number(f"{study.id}/{part}.{field}"))

    def result(self, study: Study, row: Row) -> Markup:
        """Return the result of a row, as a link to it."""
        return self.number(f"{study.id}/{row.id}")

    def awaited(self, study: Study, row: Row) -> Markup:
        """Return what is awaited, with a link to its row."""
        details = self.number(f"{study.id}/{row.id}", "details")
        return Markup("{} ({}; {})").format(row.text, describe.why_awaited(study, row), details)

    def where(self, study: Study, row: Row) -> Markup:
        """Return where an awaited result is to be had: as it was noted, its number a link to the registry or paper."""
        noted = row.where or "not known"
        number, address = number_and_address(study, row) or ("", "")
        before, _, after = noted.partition(number) if number else (noted, "", "")
        link = Markup('<a class="reference external" href="{}">{}</a>').format(address, number) if number else ""
        return Markup("{}{}{}").format(before, link, after)

    def _cited(self, key: str) -> Markup:
        if key not in self._labels:
            raise KeyError(f"no reference '{key}'{hint(key, self._labels)}")
        title = self.evidence.references[key].title
        link = Markup('<a href="{}references.html#cite-{}" title="{}">{}</a>')
        return link.format(self.base, key, title, self._labels[key])

    @cached_property
    def _results(self) -> Results:
        return compute(self.evidence) if self._results_at_hand is None else self._results_at_hand

    @cached_property
    def _labels(self) -> dict[str, str]:
        return labels(self.evidence.references)

    def _role(self, role: str, text: str) -> Markup:
        if role not in ROLES:
            raise KeyError(
                f"a sentence can't hold {{{role}}}; it may hold {names_in_words([f'{{{r}}}' for r in ROLES])}"
            )
        if role.startswith("cite:"):
            return self.cite([key.strip() for key in text.split(",")], brackets=role == "cite:p")
        words, target = words_and_target(text)
        if role == "number":
            return self.number(target, words)
        if not words:
            raise KeyError(f"{{{role}}}`{text}`: write the words of the link before its address, as `words <{target}>`")
        if role == "doc":
            return self.page(target.removeprefix("/"), words)
        root = self.evidence.library.root
        places = {name: text for text in root.texts for name in PLACE.findall(text.read_text(encoding="utf-8"))}
        if target not in places:
            raise KeyError(f"no place '{target}'{hint(target, places)}")
        file = places[target]
        return self.page(f"chapters/{file.stem}" if file.parent == root.chapters else file.stem, words, target)


def inline_of(evidence: Evidence) -> Inline:
    """Return the markup of pages one folder down, such as chapters."""
    return _inline(evidence.whole)


_inline = lru_cache(maxsize=4)(Inline)  # asked by every table and figure of a page


def words_and_target(text: str) -> tuple[str, str]:
    """Return the words that a role shows, empty for its own, and its target: ``words <target>`` or ``target``."""
    match = _TITLED.fullmatch(text.strip())
    return (match[1], match[2].strip()) if match else ("", text.strip())


def _pages(evidence: Evidence, folder: str) -> Iterable[str]:
    root = evidence.library.root
    if folder == "studies":
        return evidence.library.studies
    if folder == "conditions":
        return evidence.vocabulary["conditions"]
    return [path.stem for path in (root.chapters if folder == "chapters" else root.pages / folder).glob("*.md")]
