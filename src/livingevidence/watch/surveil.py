"""Running a strategy: every window is asked until it is whole, and nothing is believed that can't be so.

What became of the reports that the review cites, and of registered trials, is asked for too (:func:`follow_up`).
"""

import datetime
import os
import platform
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from typing import Self

from jinja2 import Environment, PackageLoader

import livingevidence
from livingevidence.record.awaited import moved_trials
from livingevidence.record.candidates import Hit
from livingevidence.record.library import Library
from livingevidence.record.problems import UserError
from livingevidence.record.progress import track
from livingevidence.record.search import NOTICES, Notice, Question, Run, Search, Strategy, jsonl_text
from livingevidence.record.writing import write_files
from livingevidence.watch import crossref, pubmed, registry
from livingevidence.watch.inbox import Inbox
from livingevidence.watch.publication import Item, Page
from livingevidence.watch.transport import Place, SourceFailed, Transport, ask_all


class NotAsked(UserError):
    """A source wants a key, and there is none."""


MOST = 50_000  # records of one question, where a source does not say how many it gives; more are asked for in parts
MIN_EXPECTED = 5  # hits that earlier runs let expect, with which nothing at all is not believed


@dataclass
class Source:
    """What asks one source: the module of :mod:`livingevidence.watch` after which its strategy is named.

    Such a module has its ``PLACE``, ``pages``, which takes a question and a session and yields pages, and ``MOST``
    where a question reaches so many records at most.
    """

    strategy: Strategy
    place: Place
    pages: Callable[[Question, Transport], Iterator[Page]]
    most: int
    items: dict[str, Item] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    hits: int = 0

    @classmethod
    def of(cls, name: str, search: Search) -> Self:
        """Return a source by the name of its strategy."""
        is_known = name in search.strategies and find_spec(f"livingevidence.watch.{name}")
        module = import_module(f"livingevidence.watch.{name}") if is_known else None
        if not hasattr(module, "pages"):
            names = ", ".join(search.strategies) or "none"
            raise UserError(f"no source '{name}' that can be searched; this review has strategies for: {names}")
        return cls(search.strategies[name], module.PLACE, module.pages, getattr(module, "MOST", MOST))

    def ask(self, question: Question, transport: Transport) -> Iterator[Page]:
        """Yield the pages of an answer; raises SourceFailed where it has another form than the source describes."""
        try:
            for page in self.pages(question, transport):
                if not all(item.number for item in page.items):
                    raise ValueError("a record without a number")
                yield page
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            fault = f"{self.strategy.title} sent an answer of another form ({type(error).__name__}: {error})"
            raise SourceFailed(f"{fault}; look whether the source has changed") from None

    def check_canary(self, transport: Transport) -> None:
        """Ask for what is known to be there; raises SourceFailed where it is not found."""
        canary = self.strategy.canary
        if canary is None:
            return
        items = [item for page in self.ask(canary.question, transport) for item in page.items]
        if canary.finds not in {number for item in items for number in (item.number, item.publication.doi)}:
            fault = f"{self.strategy.title} does not find {canary.finds}, which it has"
            raise SourceFailed(f"{fault}; so nothing else that it finds, or doesn't, is believed")

    def gather(self, since: datetime.date, until: datetime.date, transport: Transport) -> None:
        """Ask for a window, cut in two where one question can't reach all of it, and once more where it isn't whole."""
        form = self.strategy.days
        question = self.strategy.search.for_window(since.strftime(form), until.strftime(form))
        self.questions.append(question)
        for _ in range(2):
            items: dict[str, Item] = {}
            total = 0
            for page in track(self.ask(question, transport), self.place.title):
                total = max(total, page.total)  # which moves where something slips under way
                if total > self.most:
                    break
                if page.items and items.keys() >= {item.number for item in page.items}:
                    raise SourceFailed(f"{self.place.title} gives the same page again and again")
                items |= {item.number: item for item in page.items}
            if total > self.most:
                break
            self.items |= items
            received = sum(item.is_record for item in items.values())
            if received >= total:
                self.hits += total
                return
        if total <= self.most:
            fault = f"{self.strategy.title} said that it has {total} and gave {received}"
            raise SourceFailed(f"{fault}; they are asked again")
        if since == until:
            raise SourceFailed(f"{self.place.title} has {total} of one day, more than it gives; narrow the query")
        middle = since + (until - since) // 2
        self.gather(since, middle, transport)
        self.gather(middle + datetime.timedelta(days=1), until, transport)


def surveil(inbox: Inbox, name: str, since: datetime.date | None, transport: Transport) -> Run:
    """Run the strategy of one source, keep what it finds, and return the run as it is logged.

    The window begins some days before the last one that is believed ended, or on a given day. What a run finds that is
    not believed is kept too; its window is asked again. Unless it is offline, the transport must give no answer that it
    kept (``fresh=0``). Raises NotAsked if the source wants a key that the environment does not hold; nothing is
    logged then.
    """
    search, source, until = inbox.search, Source.of(name, inbox.search), inbox.today
    if (key := source.place.key) and not os.environ.get(key) and not transport.offline:
        raise NotAsked(f"{source.place.title} was not asked, since {key} is not set")
    strategy, last, error = source.strategy, inbox.search.searched_until(name), ""
    begins = datetime.date.fromisoformat(strategy.begins)
    if since is None:
        since = max(begins, last - datetime.timedelta(days=strategy.overlap_days)) if last else begins
    started = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    try:
        if since > until or (last and last > until):
            raise SourceFailed(f"the clock says {until}, before the window of {strategy.title} begins; set one of them")
        source.check_canary(transport)
        source.gather(since, until, transport)
        if not source.hits and (usual := _expected_hits(search, name, (until - since).days + 1)) >= MIN_EXPECTED:
            raise SourceFailed(f"{strategy.title} finds nothing where about {usual:.0f} were to be expected")
    except SourceFailed as failed:
        error = str(failed)
    run = Run(
        at=started,
        source=name,
        strategy=strategy.version,
        since=since.isoformat(),
        until=until.isoformat(),
        sent=source.questions,
        hits=source.hits,
        error=error,
        versions={"livingevidence": livingevidence.__version__, "python": platform.python_version()}
        | {"bib-dedupe": version("bib-dedupe")},
    )
    origin = {"source": name, "found": until.isoformat(), "strategy": strategy.version}
    hits = [Hit(**dict(item.publication) | origin, number=item.number) for item in source.items.values()]
    return inbox.add_run(run, hits)


def summary(runs: list[Run], library: Library) -> str:
    """Return in Markdown what runs found, for a person who decides on it; titles can't be markup, links or names."""
    environment = Environment(loader=PackageLoader("livingevidence.watch"), trim_blocks=True, lstrip_blocks=True)
    environment.filters["words"] = lambda text: f"`{' '.join(text.replace('`', chr(39)).replace('|', '/').split())}`"
    parts = {"search": library.search, "open": library.search.undecided_candidates(library.study_by_identity)}
    return environment.get_template("summary.md").render(runs=runs, moved=moved_trials(library), **parts)


def _expected_hits(search: Search, name: str, days: int) -> float:
    """Return the hits that a window of so many days had on average, over earlier runs that are believed."""
    runs = search.believed_runs(name)
    day = datetime.date.fromisoformat
    days_asked = sum((day(run.until) - day(run.since)).days + 1 for run in runs)
    return days * sum(run.hits for run in runs) / days_asked if days_asked else 0.0


def follow_up(library: Library, transport: Transport) -> Iterator[Notice]:
    """Ask for every report with a DOI, PMID or registration, keep what is answered, and yield it, report by report.

    A notice that was known stays while one of its sources is silent, since that may be who told of it; where nobody
    answers, it keeps the day on which somebody did.
    """
    notices = library.search.notices
    for key in sorted(library.reported_keys or ()):
        numbers = library.references[key].identifiers if key in library.references else {}
        asks = [partial(crossref.fetch, numbers["doi"], transport)] if "doi" in numbers else []
        asks += [partial(pubmed.fetch, numbers["pmid"], transport)] if "pmid" in numbers else []
        if re.fullmatch(r"NCT\d{8}", numbers.get("registration", "")):
            asks.append(partial(registry.fetch, numbers["registration"], transport))
        answers, reasons = ask_all(asks)
        notice = Notice(key=key, asked=library.today.isoformat(), error="; ".join(reasons))
        before = notices.get(key, notice)
        if answers:
            trial = next((registry.trial_state(answer) for answer in answers if isinstance(answer, dict)), {})
            kinds = {*before.notices} if reasons else set()
            kinds |= {kind for answer in answers if not isinstance(answer, dict) for kind in answer.notices}
            fields = {"notices": sorted(kinds), "trial": trial or before.trial, "error": ""}
            notices[key] = notice.model_copy(update=fields)
        elif asks and key in notices:
            notices[key] = before.model_copy(update={"error": notice.error})
        if asks:
            yield notices.get(key, notice)
    write_files({library.root.data / NOTICES: jsonl_text(notices[key] for key in sorted(notices))})
