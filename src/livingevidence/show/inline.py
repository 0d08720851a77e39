"""What a sentence or a cell may hold besides words, as HTML: numbers with an address, citations and links.

Text is always escaped; only what is made here, or marked by `markupsafe.Markup` as made of it, is markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache, cached_property, lru_cache
from pathlib import Path

from markupsafe import Markup

from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.names import labels
from livingevidence.record.models import Study
from livingevidence.record.problems import nearest
from livingevidence.record.text import in_words
from livingevidence.results.compute import compute
from livingevidence.results.numbers import Number, look_up
from livingevidence.results.result import Result, Results

ROLES = ("number", "cite:p", "cite:t", "doc", "ref")
_PARTS = re.compile(
    r"\\([!-/:-@\[-`{-~])"  # a mark that stands for itself
    r"|\{([a-z][a-z:]*)\}`([^`]+)`"
    r"|\*\*(.+?)\*\*|\*(.+?)\*",
    re.DOTALL,
)
_TITLED = re.compile(r"(.+?)\s*<([^<>]+)>", re.DOTALL)


class Inline:
    """The markup of sentences and cells on the pages of one folder.

    Parameters
    ----------
    evidence : Evidence
        Of a part of the evidence, the whole of it is taken.
    base : str, optional
        The way from those pages to the root of the site: ``../`` from chapters, studies and conditions.
    results : Results, optional
        Those of the evidence, where they are at hand.

    Notes
    -----
    Each method raises KeyError, with a sentence that names what is unknown and what comes near.
    """

    def __init__(self, evidence: Evidence, base: str = "../", results: Results | None = None):
        self.evidence, self.base, self._given = evidence.whole, base, results

    def sentence(self, text: str) -> Markup:
        """Return a sentence of ours: the roles of :data:`ROLES`, bold, emphasis, backslashes; all else is text."""
        parts, end = [], 0
        for found in _PARTS.finditer(text):
            mark, role, target, strong, emphasis = found.groups()
            parts.append(Markup.escape(text[end : found.start()]))
            if mark:
                parts.append(Markup.escape(mark))
            elif role:
                parts.append(self._role(role, target))
            else:
                tag = "strong" if strong else "em"
                parts.append(Markup(f"<{tag}>{self.sentence(strong or emphasis)}</{tag}>"))
            end = found.end()
        return Markup("").join([*parts, text[end:]])

    def number(self, address: str, words: str = "", inset: str = "") -> Markup:
        """Return a number as a link to where it comes from, or words without a digit that lead there.

        With `inset`, distances from the four sides, the link lies over a part of a drawing.
        """
        results = {} if "/" in address else self._results  # which take a second or two, and most tables need none
        words, found = number_at(address, words, self.evidence, results)
        style = Markup(' style="inset:{}"').format(inset) if inset else ""
        link = Markup('<a class="number" href="{}" title="{}"{}>{}</a>')
        return link.format(self.of(found), found.origin, style, words)

    def of(self, found: Number) -> str:
        """Return the way to the place of a number."""
        return f"{self.base}{found.page}.html#{found.anchor}"

    def cite(self, keys: Iterable[str], brackets: bool = True) -> Markup:
        """Return references as links to the list of references: ``[Doe 2021, Roe 2022]``, in the order of the list."""
        links = Markup(", ").join(sorted(map(self._cited, keys), key=lambda link: link.striptags().casefold()))
        return Markup('<span class="bibtex-citation">[{}]</span>').format(links) if brackets else links

    def study(self, study: Study) -> Markup:
        """Return the citation of a study with a link to its page."""
        return self.cite([study.reports[0].key]) + " " + self.page(f"studies/{study.id}", "study page")

    def page(self, page: str, words: str, anchor: str = "") -> Markup:
        """Return a link to a page of the site, such as ``studies/doe-2021``, or to a place on it."""
        folder, _, name = page.rpartition("/")
        if name not in (known := _pages(self.evidence, folder)):
            raise KeyError(f"no page '/{page}'{_hint(name, known)}")
        place = f"#{anchor}" if anchor else ""
        return Markup('<a href="{}{}.html{}">{}</a>').format(self.base, page, place, words)

    def _cited(self, key: str) -> Markup:
        if key not in self._labels:
            raise KeyError(f"no reference '{key}'{_hint(key, self._labels)}")
        title = self.evidence.references[key].title
        link = Markup('<a href="{}references.html#cite-{}" title="{}">{}</a>')
        return link.format(self.base, key, title, self._labels[key])

    @cached_property
    def _results(self) -> Results:
        return compute(self.evidence) if self._given is None else self._given

    @cached_property
    def _labels(self) -> dict[str, str]:
        return labels(self.evidence.references)

    def _role(self, role: str, text: str) -> Markup:
        if role not in ROLES:
            raise KeyError(f"a sentence can't hold {{{role}}}; it may hold {in_words([f'{{{r}}}' for r in ROLES])}")
        if role.startswith("cite:"):
            return self.cite([key.strip() for key in text.split(",")], brackets=role == "cite:p")
        words, target = asked(text)
        if role == "number":
            return self.number(target, words)
        if not words:
            raise KeyError(f"{{{role}}}`{text}`: write the words of the link before its address, as `words <{target}>`")
        if role == "doc":
            return self.page(target.removeprefix("/"), words)
        if target not in (places := _places(tuple(self.evidence.library.root.texts))):
            raise KeyError(f"no place '{target}'{_hint(target, places)}")
        return self.page(_page_of(self.evidence, places[target]), words, target)


def inline(evidence: Evidence) -> Inline:
    """Return the markup of pages one folder down, such as chapters."""
    return _inline(evidence.whole)


_inline = lru_cache(maxsize=4)(Inline)  # asked by every table and figure of a page


def asked(text: str) -> tuple[str, str]:
    """Return the words that a role shows, empty for its own, and its target: ``words <target>`` or ``target``."""
    found = _TITLED.fullmatch(text.strip())
    return (found[1], found[2].strip()) if found else ("", text.strip())


def number_at(address: str, words: str, evidence: Evidence, results: Mapping[str, Result]) -> tuple[str, Number]:
    """Return the words that a number shows, and where they lead.

    Raises
    ------
    KeyError
        With a sentence that says what is unknown, or that the words hold a digit.
    """
    found = look_up(address, evidence, results)
    if any(letter.isdigit() for letter in words):
        raise KeyError("a number is never typed by hand; leave the words out, or use words without a digit")
    return words or found.text, found


def _pages(evidence: Evidence, folder: str) -> Iterable[str]:
    root = evidence.library.root
    if folder == "studies":
        return evidence.library.studies
    if folder == "conditions":
        return evidence.vocabulary["conditions"]
    return [path.stem for path in (root.chapters if folder == "chapters" else root.pages / folder).glob("*.md")]


def _page_of(evidence: Evidence, text: Path) -> str:
    return f"chapters/{text.stem}" if text.parent == evidence.library.root.chapters else text.stem


@cache
def _places(texts: tuple[Path, ...]) -> dict[str, Path]:
    """Return the file of each place that a chapter or page names, as ``(before-prescribing)=``."""
    named = re.compile(r"^\(([\w-]+)\)=$", re.MULTILINE)
    return {name: text for text in texts for name in named.findall(text.read_text(encoding="utf-8"))}


def _hint(word: str, choices: Iterable[str]) -> str:
    close = nearest(word, choices)
    return f"; did you mean '{close}'?" if close else ""
