"""What each page asked of the review, so that a build makes again the pages whose answers moved, and no other.

While a page is read, its questions are kept with digests of their answers: what fills it, what its numbers and claims
show, what its cells printed. Where anything changed that answers come from, the next build asks again. So nothing has
to know what an answer is made of, and what is not an answer (code, settings, templates) makes every page again. When a
page is written, what it shows of other pages is kept and asked again in the same way. A build that stops leaves the
pages that it was making in doubt, and the next one makes them again.
"""

import os
import pickle
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

from livingevidence.claims.directive import REPEATED, blocks
from livingevidence.claims.ledger import DAY
from livingevidence.record.problems import BrokenEvidence
from livingevidence.record.reads import Read, digest, noting_reads
from livingevidence.record.release import beside_digest, files_digest
from livingevidence.record.root import Root
from livingevidence.show.inline import PLACE
from livingevidence.site.halves import let_go, write_halves
from livingevidence.site.site import HISTORY, Site

logger = logging.getLogger(__name__)

KEPT = "kept.pickle"
WRONG = ""
"""Stands for the answer to a question with which something is wrong, and is no answer's digest."""


def asked_of_texts(root: Root) -> str:
    """Return the digest of what chapters and pages tell others: claims, which repeat them, places, short names."""
    told: list[object] = []
    for path in root.texts:
        text = path.read_text(encoding="utf-8")
        claims = [(name, block.body) for name, block in blocks(text.splitlines())]
        whole = text if path.stem == "glossary" else ""
        told.append((path.name, claims, REPEATED.findall(text), PLACE.findall(text), whole))
    return digest(told)


class Answered(NamedTuple):
    """An answer that a page got, by its digest; with what was read of the records for it, and in which state."""

    digest: str
    reads: frozenset[Read]
    state: str


class Fresh:
    """What one build knows of the last one.

    By kind of question, ``answers`` lead from a page and a question to the answer. ``moved`` is whether anything
    changed that answers come from; the sets are the pages that this build reads and writes, and the chapters that it
    runs.
    """

    def __init__(self, site: Site):
        self.site = site
        self.answers: dict[str, Callable[..., object]] = {}
        self._answered: dict[tuple[str, ...], object] = {}
        self.moved = True
        self.sure: set[str] = set()
        """The runs of chapters that are of this evidence, by their keys in the cache."""
        self.read: set[str] = set()
        self.written: set[str] = set()
        self.run: set[str] = set()
        self.gone: set[str] = set()

    @cached_property
    def state(self) -> str:
        """The digest of all that answers come from, besides the code."""
        root = self.site.root
        settings = sorted(item for item in os.environ.items() if item[0].startswith("REVIEW_"))
        papers = [path.read_bytes() for path in sorted((*root.folder.glob("*.md"), *root.folder.glob("*.toml")))]
        self.beside = digest([beside_digest(root), asked_of_texts(root), settings, papers])
        self.files = digest([self.beside, files_digest(root)])
        return digest([self.files, self.site.gives(HISTORY)])

    @property
    def idle(self) -> bool:
        """Whether nothing changed, so that each file stays as it is."""
        return not (self.moved or self.read or self.gone)

    def begin(self, app: Sphinx) -> None:
        """Read what was kept; a broken record stops the build here, with the whole list."""
        self.file = Path(app.doctreedir) / KEPT
        self.kept = {"state": None, "gave": {}, "common": None, "pages": {}, "doubt": None, "sure": {}}
        with suppress(Exception):  # whatever is wrong with it, then all is made again
            if app.env.all_docs and (Path(app.outdir) / "index.html").is_file():
                self.kept |= pickle.loads(self.file.read_bytes())
        self.moved = self.kept["state"] != self.state
        self.code = digest([app.config.nb_execution_cache_path, beside_digest(self.site.root)])
        self.key = digest([self.code, self.state])
        beside, self.of_files = (digest([self.code, part]) for part in (self.beside, self.files))
        self.sure = {*self.kept["sure"].get(self.of_files, ())}
        self.kept_of = self.file.parent, self.code, beside, self.of_files
        if app.env.all_docs:  # a build from scratch reads and checks all
            self.site.recall(*self.kept_of)
        self.env = app.env
        self.env.asked = getattr(app.env, "asked", {})
        if self.moved:
            try:
                _ = self.site.evidence
            except BrokenEvidence as error:
                told = f"the evidence can't be shown:\n\n{error}\n\n`livingevidence check` prints the same list"
                raise SystemExit(told) from None  # of what is an Exception, Sphinx asks to report it as its own fault

    def ask(self, kind: str, *question: str) -> object:
        """Return the answer to a question of the page that is read; raises KeyError as the answer does."""
        asked = self.env.asked.setdefault(self.env.docname, {})
        asked[kind, *question] = WRONG
        answer, asked[kind, *question] = self._answer(kind, self.env.docname, *question)
        return answer

    def outdated(self, app: Sphinx, env: BuildEnvironment, added: set, changed: set, removed: set) -> list[str]:
        """Return the pages whose answers moved, and those that are in doubt."""
        self.gone = set(removed)
        doubt = self.kept["doubt"]
        if doubt is None:
            return list(env.found_docs)
        made = {*added, *changed, *removed, *doubt}

        def waits(page: str) -> tuple[bool, bool]:  # for what is found meanwhile: what cells show, and earlier days
            return ("cells",) in env.asked.get(page, {}), "/" not in page

        rest = sorted(env.all_docs.keys() - made, key=waits)
        return [*doubt, *(page for page in rest if self._moved(page, env.asked.get(page, {})))]

    def _answer(self, kind: str, *question: str) -> tuple[object, Answered]:
        """Return an answer, which one build finds once: when it asks whether it moved, or when the page is read."""
        if (kind, *question) not in self._answered:
            with noting_reads() as seen:
                answer = self.answers[kind](*question)
            self._answered[kind, *question] = answer, Answered(digest(answer), frozenset(seen), self.key)
        return self._answered[kind, *question]

    def _moved(self, page: str, asked: dict) -> bool:
        """Return whether an answer moved that a page got; those that stand are kept as of this state."""
        for question, kept in asked.items():
            if kept == WRONG:
                return True
            if not self.moved:
                continue
            if self._stands(kept):
                asked[question] = kept._replace(state=self.key)
                continue
            try:
                kind, *about = question
                _, asked[question] = self._answer(kind, page, *about)
            except KeyError:
                return True
            if asked[question].digest != kept.digest:
                return True
        return False

    @cached_property
    def _since(self) -> Mapping[str, Set[Read]]:
        """What moved of all that was read but earlier days, since each state in which nothing else was different."""
        return self._moves(days=False)

    @cached_property
    def _days_since(self) -> Mapping[str, Set[Read]]:
        """The earlier days that moved, which are found while other questions are asked."""
        return self._moves(days=True)

    def _moves(self, days: bool) -> dict[str, Set[Read]]:
        states = {state: gave.items() for state, (beside, gave) in self.kept["gave"].items() if beside == self.beside}
        gives = self.site.gives
        return {
            state: {read for read, was in gave if (read[0] == DAY) is days and gives(read) != was}
            for state, gave in states.items()
        }

    def _stands(self, kept: Answered) -> bool:
        """Return whether nothing moved of what was read for an answer, so that it needs not be asked again."""
        if kept.state not in self._since or not self._since[kept.state].isdisjoint(kept.reads):
            return False
        asks_days = any(kind == DAY for kind, _ in kept.reads)
        return not asks_days or self._days_since[kept.state].isdisjoint(kept.reads)

    def doubt(self, app: Sphinx, env: BuildEnvironment, names: list[str]) -> None:
        """Keep on disk that these pages are being made."""
        self.read |= {*names}
        if names:
            self.kept["doubt"] = sorted({*(self.kept["doubt"] or ()), *names})
            self._keep()

    def updated(self, app: Sphinx, env: BuildEnvironment) -> list[str]:
        """Return the pages to write again because of what they show of others: all, where it is on every page."""
        common = self._common(env)
        every = common != self.kept["common"]
        self.kept["common"] = common
        self._answered.clear()  # each was asked for by the page that was read
        pages, seen = env.found_docs - self.read if every or self.moved else (), self.kept["pages"]
        moved = [page for page in pages if every or page not in seen or self._moved(page, seen[page])]
        self.doubt(app, env, moved)
        return moved

    def _common(self, env: BuildEnvironment) -> str:
        """Return the digest of what every page may show: titles, places, menus, references, how much was read."""
        titles = sorted((page, title.astext()) for page, title in env.titles.items())
        domain, root = env.domains.standard_domain, self.site.root
        menus = sorted((page, sorted(held)) for page, held in env.toctree_includes.items())
        places = sorted(domain.labels.items()), sorted(domain.anonlabels.items())
        papers = [root.bibliography.read_bytes(), (root.pages / "glossary.md").read_bytes()]
        settings = sorted(item for item in os.environ.items() if item[0].startswith("REVIEW_"))
        return digest([titles, menus, places, papers, settings])

    def see(self, kind: str, page: str, *question: str) -> object:
        """Return what a page that is written shows of others, which it asks for as it does when it is read."""
        if page not in self.written:
            self.written.add(page)
            self.kept["pages"][page] = {}
        shown, self.kept["pages"][page][kind, *question] = self._answer(kind, page, *question)
        del self._answered[kind, page, *question]  # nobody else asks it
        return shown

    def _gave(self) -> dict[str, tuple[str, dict[Read, str]]]:
        """Return what all that was read gives in this state and gave in the one before, which some answers are of."""
        pages = (*self.env.asked.values(), *self.kept["pages"].values())
        answered = (kept for asked in pages for kept in asked.values() if kept != WRONG)
        old = self.kept["gave"]
        before = old.pop(self.key, ("", {}))[1]
        reads = frozenset().union(*(kept.reads for kept in answered if kept.state == self.key))
        gives = {read: before[read] if read in before else self.site.gives(read) for read in reads}
        return {self.key: (self.beside, gives)} | dict([*old.items()][:1])

    def _keep(self) -> None:
        self.file.write_bytes(pickle.dumps(self.kept))

    def finish(self, app: Sphinx, error: Exception | None) -> None:
        """Keep the state that the site is of; a page that is gone takes its files with it."""
        if error is None and app.builder.format == "html":
            for page in self.gone - app.env.found_docs:
                self.kept["pages"].pop(page, None)
                for ending in ("html", "ipynb"):
                    (Path(app.outdir) / f"{page}.{ending}").unlink(missing_ok=True)
            if (self.moved or self.read) and not self.site.recalled:
                self.site.keep(*self.kept_of)
            if app.parallel > 1:  # other processes wrote pages, and kept nothing here
                self.kept["pages"] = {}
            if not self.idle:
                self.kept["gave"] = self._gave()
            self.kept |= {"state": self.state, "doubt": [], "sure": {self.of_files: self.sure}}
            self._keep()
            made = {"read": self.read, "written": self.written, "chapters run": self.run}
            counts = ", ".join(f"{len(pages)} {how}" for how, pages in made.items())
            few = sorted(self.read) if len(self.read) <= 3 else []
            logger.info("made again: %s", "; ".join([counts, *few]))


def merge(app: Sphinx, env: BuildEnvironment, names: Iterable[str], other: BuildEnvironment) -> None:
    """Take over what another process of a parallel build asked."""
    env.asked |= {name: other.asked[name] for name in names if name in other.asked}


def setup(app: Sphinx, fresh: Fresh) -> None:
    """Ask before pages are read and before they are written; indices and the search are those of the last build."""

    def leaves(pages: Sequence[str]) -> dict[str, dict]:
        return {page: fresh.kept["pages"][page] for page in fresh.written.intersection(pages)}

    def take(seen: dict[str, dict]) -> None:
        fresh.kept["pages"] |= seen
        fresh.written |= seen.keys()

    class Builder(StandaloneHTMLBuilder):
        def write_doctree(self, docname: str, doctree: nodes.document, *, _cache: bool = True) -> None:
            super().write_doctree(docname, doctree, _cache=False)  # all of them together would fill the memory
            let_go(doctree)

        def write_doc(self, docname: str, doctree: nodes.document) -> None:
            super().write_doc(docname, doctree)
            self.env._pickled_doctree_cache.pop(docname, None)
            let_go(doctree)

        def _write_serial(self, docnames: Sequence[str]) -> None:
            write_halves(self, docnames, super()._write_serial, leaves, take)

        def finish(self) -> None:
            if not fresh.idle:
                super().finish()

    app.add_builder(Builder, override=True)
    app.connect("env-merge-info", merge)
    app.connect("builder-inited", fresh.begin, priority=80)
    app.connect("env-get-outdated", fresh.outdated)
    app.connect("env-before-read-docs", fresh.doubt, priority=100)
    app.connect("env-purge-doc", lambda app, env, page: env.asked.pop(page, None))
    app.connect("env-updated", fresh.updated, priority=900)
    app.connect("build-finished", fresh.finish, priority=990)
