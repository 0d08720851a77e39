"""Writes the pages of a build in two processes, each half of them, and joins what they leave for the others to use."""

import gc
from collections.abc import Callable, Sequence
from pathlib import Path

from docutils import nodes
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util.logging import LogCollector, convert_serializable, getLogger

from livingevidence.site.ahead import begin_ahead, can_fork

logger = getLogger(__name__)

FEW = 8
"""So many pages are written sooner than a process is forked for half of them."""
ROUND = 150
"""After so many pages the fork ends and another begins: the longer both write, the less memory they have in common."""
TABLES = ("_titles", "_filenames", "_all_titles", "_index_entries")
WORDS = ("_mapping", "_title_mapping")
"""What the index of the search has by pages, and by words."""


def write_halves(
    builder: StandaloneHTMLBuilder,
    pages: Sequence[str],
    write: Callable[[Sequence[str]], None],
    collect: Callable[[Sequence[str]], object],
    restore: Callable[[object], None],
) -> None:
    """Write pages, every second one in a fork, by their size, so that both have as much to do.

    What is kept of those ``collect`` gives there, and ``restore`` takes here. Warnings are told here; pages that can't
    be written there are written here once more, and tell what is wrong.
    """
    if len(pages) > ROUND:
        for begin in range(0, len(pages), ROUND):
            write_halves(builder, pages[begin : begin + ROUND], write, collect, restore)
        return
    if len(pages) < FEW or not can_fork():
        write(pages)
        return

    pages = sorted(pages, key=lambda page: (Path(builder.doctreedir) / f"{page}.doctree").stat().st_size)

    def write_second_half() -> tuple[list, dict, dict[str, dict], object]:
        gc.enable()
        collector = LogCollector()
        with collector.collect():
            write(pages[1::2])
        convert_serializable(collector.logs)
        return collector.logs, builder.images, _indexed(builder, pages[1::2]), collect(pages[1::2])

    gc.freeze()  # else a collection, in either process, copies all memory that both have
    wait = begin_ahead(write_second_half)
    write(pages[::2])
    logs, images, indexed, state = wait()
    gc.unfreeze()
    for log in logs:
        logger.handle(log)
    builder.images.update(images)
    for name in TABLES:
        getattr(builder.indexer, name).update(indexed[name])
    for name in WORDS:
        for word, holders in indexed[name].items():
            getattr(builder.indexer, name).setdefault(word, set()).update(holders)
    restore(state)


def let_go(tree: nodes.document) -> None:
    """Take a page's tree of nodes apart, which refer to each other, so that it leaves the memory at once."""
    for node in [*tree.findall()]:
        node.parent = node.document = None


def _indexed(builder: StandaloneHTMLBuilder, pages: Sequence[str]) -> dict[str, dict]:
    """Return what the index of the search has of some pages."""
    tables, chosen = {}, {*pages}
    for name in TABLES:
        tables[name] = {page: entry for page, entry in getattr(builder.indexer, name).items() if page in chosen}
    for name in WORDS:
        words = getattr(builder.indexer, name).items()
        tables[name] = {word: holders for word, names in words if (holders := names & chosen)}
    return tables
