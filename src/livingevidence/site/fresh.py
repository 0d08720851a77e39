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

STORE = "kept.pickle"
WRONG = ""
"""Stands for the answer to a question with which something is wrong, and is no answer's digest."""


def texts_digest(root: Root) -> str:
    """Return the digest of what chapters and pages tell others: claims, which repeat them, places, short names."""
    parts: list[object] = []
    for path in root.texts:
        text = path.read_text(encoding="utf-8")
        claims = [(name, block.body) for name, block in blocks(text.splitlines())]
        glossary = text if path.stem == "glossary" else ""
        parts.append((path.name, claims, REPEATED.findall(text), PLACE.findall(text), glossary))
    return digest(parts)


def _settings() -> list[tuple[str, str]]:
    return sorted((name, value) for name, value in os.environ.items() if name.startswith("REVIEW_"))


class Answer(NamedTuple):
    """An answer that a page got, by its digest; with what was read of the records for it, and in which state."""

    digest: str
    reads: frozenset[Read]
    state: str


class Freshness:
    """What one build knows of the last one.

    By kind of question, ``answers`` lead from a page and a question to the answer. ``moved`` is whether anything
    changed that answers come from; the sets are the pages that this build reads and writes, and the chapters that it
    runs.
    """

    def __init__(self, site: Site):
        self.site = site
        self.answers: dict[str, Callable[..., object]] = {}
        self._cache: dict[tuple[str, ...], object] = {}
        self.moved = True
        self.valid_runs: set[str] = set()
        """The runs of chapters that are of this evidence, by their keys in the cache."""
        self.pages_read: set[str] = set()
        self.pages_written: set[str] = set()
        self.chapters_run: set[str] = set()
        self.pages_gone: set[str] = set()

    @cached_property
    def state(self) -> str:
        """The digest of all that answers come from, besides the code."""
        root, settings = self.site.root, _settings()
        papers = [path.read_bytes() for path in sorted((*root.folder.glob("*.md"), *root.folder.glob("*.toml")))]
        self.beside = digest([beside_digest(root), texts_digest(root), settings, papers])
        self.files = digest([self.beside, files_digest(root)])
        return digest([self.files, self.site.current_digest(HISTORY)])

    @property
    def idle(self) -> bool:
        """Whether nothing changed, so that each file stays as it is."""
        return not (self.moved or self.pages_read or self.pages_gone)

    def begin(self, app: Sphinx) -> None:
        """Read what was kept; a broken record stops the build here, with the whole list."""
        self.file = Path(app.doctreedir) / STORE
        self.store = {"state": None, "digests": {}, "common": None, "pages": {}, "doubt": None, "valid_runs": {}}
        with suppress(Exception):  # whatever is wrong with it, then all is made again
            if app.env.all_docs and (Path(app.outdir) / "index.html").is_file():
                self.store |= pickle.loads(self.file.read_bytes())
        self.moved = self.store["state"] != self.state
        self.code = digest([app.config.nb_execution_cache_path, beside_digest(self.site.root)])
        self.key = digest([self.code, self.state])
        beside, self.files_key = (digest([self.code, part]) for part in (self.beside, self.files))
        self.valid_runs = {*self.store["valid_runs"].get(self.files_key, ())}
        self.recall_key = self.file.parent, self.code, beside, self.files_key
        if app.env.all_docs:  # a build from scratch reads and checks all
            self.site.recall(*self.recall_key)
        self.env = app.env
        self.env.page_answers = getattr(app.env, "page_answers", {})
        if self.moved:
            try:
                _ = self.site.evidence
            except BrokenEvidence as error:
                message = f"the evidence can't be shown:\n\n{error}\n\n`livingevidence check` prints the same list"
                # of what is an Exception, Sphinx asks to report it as its own fault
                raise SystemExit(message) from None

    def ask(self, kind: str, *question: str) -> object:
        """Return the answer to a question of the page that is read; raises KeyError as the answer does."""
        answers = self.env.page_answers.setdefault(self.env.docname, {})
        answers[kind, *question] = WRONG
        answer, answers[kind, *question] = self._answer(kind, self.env.docname, *question)
        return answer

    def outdated_pages(self, app: Sphinx, env: BuildEnvironment, added: set, changed: set, removed: set) -> list[str]:
        """Return the pages whose answers moved, and those that are in doubt."""
        self.pages_gone = set(removed)
        doubt = self.store["doubt"]
        if doubt is None:
            return list(env.found_docs)
        settled = {*added, *changed, *removed, *doubt}

        def waits(page: str) -> tuple[bool, bool]:  # for what is found meanwhile: what cells show, and earlier days
            return ("cells",) in env.page_answers.get(page, {}), "/" not in page

        rest = sorted(env.all_docs.keys() - settled, key=waits)
        return [*doubt, *(page for page in rest if self._moved(page, env.page_answers.get(page, {})))]

    def _answer(self, kind: str, *question: str) -> tuple[object, Answer]:
        """Return an answer, which one build finds once: when it asks whether it moved, or when the page is read."""
        if (kind, *question) not in self._cache:
            with noting_reads() as reads:
                answer = self.answers[kind](*question)
            self._cache[kind, *question] = answer, Answer(digest(answer), frozenset(reads), self.key)
        return self._cache[kind, *question]

    def _moved(self, page: str, answers: dict) -> bool:
        """Return whether an answer moved that a page got; those that stand are kept as of this state."""
        for question, answer in answers.items():
            if answer == WRONG:
                return True
            if not self.moved:
                continue
            if self._stands(answer):
                answers[question] = answer._replace(state=self.key)
                continue
            try:
                kind, *about = question
                _, answers[question] = self._answer(kind, page, *about)
            except KeyError:
                return True
            if answers[question].digest != answer.digest:
                return True
        return False

    @cached_property
    def _moved_reads(self) -> Mapping[str, Set[Read]]:
        """What moved of all that was read but earlier days, since each state in which nothing else was different."""
        return self._moves_since_states(days=False)

    @cached_property
    def _moved_days(self) -> Mapping[str, Set[Read]]:
        """The earlier days that moved, which are found while other questions are asked."""
        return self._moves_since_states(days=True)

    def _moves_since_states(self, days: bool) -> dict[str, Set[Read]]:
        moves, current = {}, self.site.current_digest
        for state, (beside, digests) in self.store["digests"].items():
            if beside == self.beside:
                of_kind = {read: before for read, before in digests.items() if (read[0] == DAY) is days}
                moves[state] = {read for read, before in of_kind.items() if current(read) != before}
        return moves

    def _stands(self, answer: Answer) -> bool:
        """Return whether nothing moved of what was read for an answer, so that it needs not be asked again."""
        if answer.state not in self._moved_reads or not self._moved_reads[answer.state].isdisjoint(answer.reads):
            return False
        asks_days = any(kind == DAY for kind, _ in answer.reads)
        return not asks_days or self._moved_days[answer.state].isdisjoint(answer.reads)

    def keep_in_doubt(self, app: Sphinx, env: BuildEnvironment, names: list[str]) -> None:
        """Keep on disk that these pages are being made."""
        self.pages_read |= {*names}
        if names:
            self.store["doubt"] = sorted({*(self.store["doubt"] or ()), *names})
            self._keep()

    def pages_to_write(self, app: Sphinx, env: BuildEnvironment) -> list[str]:
        """Return the pages to write again because of what they show of others: all, where it is on every page."""
        common = self._common(env)
        every = common != self.store["common"]
        self.store["common"] = common
        self._cache.clear()  # each was asked for by the page that was read
        pages, answers = env.found_docs - self.pages_read if every or self.moved else (), self.store["pages"]
        moved = [page for page in pages if every or page not in answers or self._moved(page, answers[page])]
        self.keep_in_doubt(app, env, moved)
        return moved

    def _common(self, env: BuildEnvironment) -> str:
        """Return the digest of what every page may show: titles, places, menus, references, how much was read."""
        titles = sorted((page, title.astext()) for page, title in env.titles.items())
        domain, root = env.domains.standard_domain, self.site.root
        menus = sorted((page, sorted(entries)) for page, entries in env.toctree_includes.items())
        places = sorted(domain.labels.items()), sorted(domain.anonlabels.items())
        papers = [root.bibliography.read_bytes(), (root.pages / "glossary.md").read_bytes()]
        return digest([titles, menus, places, papers, _settings()])

    def ask_when_written(self, kind: str, page: str, *question: str) -> object:
        """Return what a page that is written shows of others, which it asks for as it does when it is read."""
        if page not in self.pages_written:
            self.pages_written.add(page)
            self.store["pages"][page] = {}
        answer, self.store["pages"][page][kind, *question] = self._answer(kind, page, *question)
        del self._cache[kind, page, *question]  # nobody else asks it
        return answer

    def _read_digests(self) -> dict[str, tuple[str, dict[Read, str]]]:
        """Return what all that was read gives in this state and gave in the one before, which some answers are of."""
        pages = (*self.env.page_answers.values(), *self.store["pages"].values())
        answers = (answer for by_question in pages for answer in by_question.values() if answer != WRONG)
        digests = self.store["digests"]
        before = digests.pop(self.key, ("", {}))[1]
        reads = frozenset().union(*(answer.reads for answer in answers if answer.state == self.key))
        now = {read: before[read] if read in before else self.site.current_digest(read) for read in reads}
        return {self.key: (self.beside, now)} | dict([*digests.items()][:1])

    def _keep(self) -> None:
        self.file.write_bytes(pickle.dumps(self.store))

    def finish(self, app: Sphinx, error: Exception | None) -> None:
        """Keep the state that the site is of; a page that is gone takes its files with it."""
        if error is None and app.builder.format == "html":
            for page in self.pages_gone - app.env.found_docs:
                self.store["pages"].pop(page, None)
                for ending in ("html", "ipynb"):
                    (Path(app.outdir) / f"{page}.{ending}").unlink(missing_ok=True)
            if (self.moved or self.pages_read) and not self.site.recalled:
                self.site.keep(*self.recall_key)
            if app.parallel > 1:  # other processes wrote pages, and kept nothing here
                self.store["pages"] = {}
            if not self.idle:
                self.store["digests"] = self._read_digests()
            self.store |= {"state": self.state, "doubt": [], "valid_runs": {self.files_key: self.valid_runs}}
            self._keep()
            by_work = {"read": self.pages_read, "written": self.pages_written, "chapters run": self.chapters_run}
            counts = ", ".join(f"{len(pages)} {work}" for work, pages in by_work.items())
            names = sorted(self.pages_read) if len(self.pages_read) <= 3 else []
            logger.info("made again: %s", "; ".join([counts, *names]))


def merge(app: Sphinx, env: BuildEnvironment, names: Iterable[str], other: BuildEnvironment) -> None:
    """Take over what another process of a parallel build asked."""
    env.page_answers |= {name: other.page_answers[name] for name in names if name in other.page_answers}


def setup(app: Sphinx, fresh: Freshness) -> None:
    """Ask before pages are read and before they are written; indices and the search are those of the last build."""

    def collect(pages: Sequence[str]) -> dict[str, dict]:
        return {page: fresh.store["pages"][page] for page in fresh.pages_written.intersection(pages)}

    def restore(answers: dict[str, dict]) -> None:
        fresh.store["pages"] |= answers
        fresh.pages_written |= answers.keys()

    class Builder(StandaloneHTMLBuilder):
        def write_doctree(self, docname: str, doctree: nodes.document, *, _cache: bool = True) -> None:
            super().write_doctree(docname, doctree, _cache=False)  # all of them together would fill the memory
            let_go(doctree)

        def write_doc(self, docname: str, doctree: nodes.document) -> None:
            super().write_doc(docname, doctree)
            self.env._pickled_doctree_cache.pop(docname, None)
            let_go(doctree)

        def _write_serial(self, docnames: Sequence[str]) -> None:
            write_halves(self, docnames, super()._write_serial, collect, restore)

        def finish(self) -> None:
            if not fresh.idle:
                super().finish()

    app.add_builder(Builder, override=True)
    app.connect("env-merge-info", merge)
    app.connect("builder-inited", fresh.begin, priority=80)
    app.connect("env-get-outdated", fresh.outdated_pages)
    app.connect("env-before-read-docs", fresh.keep_in_doubt, priority=100)
    app.connect("env-purge-doc", lambda app, env, page: env.page_answers.pop(page, None))
    app.connect("env-updated", fresh.pages_to_write, priority=900)
    app.connect("build-finished", fresh.finish, priority=990)
