"""Writes the pages of a build in two processes, each half of them, and joins what they leave for the others to use."""

import gc
from collections.abc import Callable, Sequence
from pathlib import Path

from docutils import nodes
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util.logging import LogCollector, convert_serializable, getLogger

from livingevidence.site.ahead import ahead, safe

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
    leaves: Callable[[Sequence[str]], object],
    take: Callable[[object], None],
) -> None:
    """Write pages, every second one in a fork, by their size, so that both have as much to do.

    Of those ``leaves`` gives there what is kept of them, and ``take`` takes it here. Warnings are told here; pages that
    can't be written there are written here once more, and tell what is wrong.
    """
    if len(pages) > ROUND:
        for begin in range(0, len(pages), ROUND):
            write_halves(builder, pages[begin : begin + ROUND], write, leaves, take)
        return
    if len(pages) < FEW or not safe():
        write(pages)
        return

    pages = sorted(pages, key=lambda page: (Path(builder.doctreedir) / f"{page}.doctree").stat().st_size)

    def there() -> tuple[list, dict, dict[str, dict], object]:
        gc.enable()
        told = LogCollector()
        with told.collect():
            write(pages[1::2])
        convert_serializable(told.logs)
        return told.logs, builder.images, _indexed(builder, pages[1::2]), leaves(pages[1::2])

    gc.freeze()  # else a collection, in either process, copies all memory that both have
    wait = ahead(there)
    write(pages[::2])
    logs, images, indexed, left = wait()
    gc.unfreeze()
    for log in logs:
        logger.handle(log)
    builder.images.update(images)
    for name in TABLES:
        getattr(builder.indexer, name).update(indexed[name])
    for name in WORDS:
        for word, holders in indexed[name].items():
            getattr(builder.indexer, name).setdefault(word, set()).update(holders)
    take(left)


def let_go(tree: nodes.document) -> None:
    """Take a page's tree of nodes apart, which refer to each other, so that it leaves the memory at once."""
    for node in [*tree.findall()]:
        node.parent = node.document = None


def _indexed(builder: StandaloneHTMLBuilder, pages: Sequence[str]) -> dict[str, dict]:
    """Return what the index of the search has of some pages."""
    found, some = {}, {*pages}
    for name in TABLES:
        found[name] = {page: of for page, of in getattr(builder.indexer, name).items() if page in some}
    for name in WORDS:
        words = getattr(builder.indexer, name).items()
        found[name] = {word: here for word, names in words if (here := names & some)}
    return found
