"""What one build has of the review, read once, and what each page makes of it: links, sentences, filled templates."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Literal

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from sphinx.util.osutil import relative_uri

from livingevidence.claims.base import Judged
from livingevidence.claims.ledger import judge_all, problems
from livingevidence.evidence import describe
from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.names import labels, short_names
from livingevidence.export.package import About, about
from livingevidence.record.models import Study
from livingevidence.record.problems import BrokenEvidence, nearest
from livingevidence.record.release import data_digest
from livingevidence.record.root import Root, find, site_address
from livingevidence.record.text import capital, count, number
from livingevidence.results.compute import compute
from livingevidence.results.numbers import anchor_of
from livingevidence.results.result import Result, Results
from livingevidence.show.inline import Inline
from livingevidence.show.table import closed
from livingevidence.site.html import MARKS

NEVER = "no systematic search yet"
Wording = Literal["text", "plain"]
VERDICTS = {
    "holds": "The evidence behind this sentence",
    "open": "Can't be told yet:",
    "overturned": "Overturned by the evidence as it is now:",
}
_SENTENCE = Markup(
    '<span class="claim claim-{}">{}{}\N{NO-BREAK SPACE}'
    '<a class="claim-mark reference internal" href="{}claims.html#claim-{}" title="{}">⊢</a></span>'
)


def environment() -> Environment:
    """Return the templates, which escape whatever they are given, with the words that all of them use."""
    made = Environment(
        loader=PackageLoader("livingevidence.site"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.do"],
        undefined=StrictUndefined,
        finalize=lambda value: closed(value) if isinstance(value, str) else value,
    )
    made.filters |= {"number": number, "capital": capital}
    made.globals |= {"count": count, "describe": describe, **MARKS}
    return made


class Site:
    """The review that a build shows; directives, roles and hooks are given it when they are registered.

    Each part is read when it is first asked for, so that a build that finds nothing changed reads none.

    Parameters
    ----------
    root : Root
        Where the review stands.
    **read : object
        What was read already: ``evidence``, ``results``, ``claims``.
    """

    def __init__(self, root: Root, **read: object):
        self.root = root
        vars(self).update(read)

    @classmethod
    def at(cls, folder: Path) -> Site:
        """Return the site of the review that holds a folder."""
        return cls(find(start=folder))

    @classmethod
    def of(cls, evidence: Evidence, **read: object) -> Site:
        """Return the site of some evidence."""
        return cls(evidence.library.root, evidence=evidence, **read)

    def keep(self, file: Path, key: str) -> None:
        """Keep what was read and computed in a file, under a name for what it was read from."""
        library = replace(self.evidence.library)  # without what it found out by the way
        file.write_bytes(pickle.dumps((key, library, self.results, self.claims)))

    def recall(self, file: Path, key: str) -> None:
        """Take what was read and computed from a file, if it is there under this name."""
        with suppress(Exception):  # whatever is wrong with it, then all is read again
            held, library, results, claims = pickle.loads(file.read_bytes())
            if held == key:
                vars(self).update(evidence=Evidence(library), results=results, claims=claims)

    @cached_property
    def evidence(self) -> Evidence:
        """The evidence; raises BrokenEvidence with every problem of records and claims."""
        evidence = Evidence.at(self.root)
        if wrong := problems(evidence):
            raise BrokenEvidence(wrong)
        return evidence

    @cached_property
    def results(self) -> Results:
        """Every computed number by its key."""
        return compute(self.evidence)

    @cached_property
    def claims(self) -> Mapping[str, Judged]:
        """Every claim with its verdict."""
        return judge_all(self.evidence)

    @cached_property
    def about(self) -> About:
        """The version of the review, and the day of its evidence."""
        return about(self.evidence)

    @cached_property
    def digest(self) -> str:
        """The digest of what is curated."""
        return data_digest(self.root)

    @property
    def searched(self) -> str:
        """The day of the last systematic search, or the words that there was none."""
        return self.about.last_searched or NEVER

    @property
    def address(self) -> str:
        """Where this version stands, with a slash at its end; empty where the site's address is not known."""
        base, version = site_address(), self.about.version
        folder = "development" if version.startswith("development") else version
        return f"{base}/{folder}/" if base else ""

    @cached_property
    def names(self) -> dict[str, str]:
        """A name for each study, as it is cited."""
        return short_names(self.evidence)

    @cached_property
    def labels(self) -> dict[str, str]:
        """A label for each reference, in their order."""
        return labels(self.evidence.references)

    @cached_property
    def numbers(self) -> dict[str, Result]:
        """The computed results by their anchors on the page of numbers."""
        return {anchor_of(key): result for key, result in self.results.items()}

    @cached_property
    def files(self) -> dict[str, bytes]:
        """The downloads of this version, by name."""
        from livingevidence.export.files import files  # needs pandas, which is slow to import

        return files(self.evidence, self.results, self.claims)

    def label(self, kind: str, term: str) -> str:
        """Return the words for a term of the vocabulary."""
        return self.evidence.vocabulary.label(kind, term)

    def conditions(self, study: Study) -> str:
        """Return the conditions of a study in words."""
        return ", ".join(self.label("conditions", term) for term in study.conditions)

    def page(self, name: str) -> Page:
        """Return a page by its name, such as ``studies/doe-2021``."""
        return Page(self, name)

    @cached_property
    def templates(self) -> Environment:
        """The templates of its pages."""
        made = environment()
        made.globals |= {"site": self}
        return made

    @cached_property
    def _inline(self) -> dict[str, Inline]:
        return {}


@dataclass(frozen=True)
class Page:
    """A page that is being made."""

    site: Site
    name: str

    @property
    def base(self) -> str:
        """The way from it to the root of the site."""
        return "../" * self.name.count("/")

    @property
    def inline(self) -> Inline:
        """What renders sentences on it."""
        evidence, base, results = self.site.evidence, self.base, self.site.results
        return self.site._inline.get(base) or self.site._inline.setdefault(base, Inline(evidence, base, results))

    def fill(self, template: str, **shown: object) -> Markup:
        """Return a template filled with what it shows."""
        return Markup(self.site.templates.get_template(template).render(page=self, **shown))

    def link(self, page: str, words: str, anchor: str = "") -> Markup:
        """Return a link to another page, or to a place on it."""
        place = relative_uri(f"{self.name}.html", f"{page}.html") + (f"#{anchor}" if anchor else "")
        return Markup('<a class="reference internal" href="{}">{}</a>').format(place, words)

    def study(self, name: str, anchor: str = "", more: str = "") -> Markup:
        """Return a link to a study, or to a place on its page, by its name and what more is told."""
        return self.link(f"studies/{name}", self.site.names[name] + more, anchor)

    def place(self, source: str, where: str) -> Markup:
        """Return a source of this page, as a link to it, with the place in it."""
        return self.link(self.name, source, source) + f", {closed(where)}"

    def condition(self, name: str, anchor: str = "") -> Markup:
        """Return a link to a condition by its name."""
        return self.link(f"conditions/{name}", self.site.label("conditions", name), anchor)

    def claim(self, name: str, wording: Wording = "text") -> Markup:
        """Return the sentence of a claim with its mark; one that doesn't hold says so, never shown as standing.

        Raises
        ------
        KeyError
            With what is unknown and what comes near.
        """
        judged = self.site.claims.get(name)
        if not (text := getattr(judged.claim, wording) if judged else ""):
            close = nearest(name, self.site.claims) if judged is None else ""
            wrong = "no such claim" if judged is None else "it has no plain wording"
            raise KeyError(wrong + (f"; did you mean '{close}'?" if close else ""))
        said = Markup('<strong class="verdict">{}</strong> ').format(VERDICTS[judged.verdict])
        said = Markup("") if judged.verdict == "holds" else said
        shown = self.inline.sentence(text)
        return _SENTENCE.format(judged.verdict, said, shown, self.base, name, VERDICTS["holds"])
