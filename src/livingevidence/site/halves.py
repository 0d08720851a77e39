"""Writes the pages of a build in two processes, each half of them, and joins what they leave for the others to use."""

import gc
from collections.abc import Callable, Sequence

from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util.parallel import ParallelTasks

from livingevidence.site.ahead import safe

FEW = 20
"""So many pages are written sooner than a process is forked for half of them."""
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
    """Write pages, every second one in a fork.

    Of those ``leaves`` gives there what is kept of them, and ``take`` takes it here. Warnings are told here, as
    Sphinx's own parallel builds do it.
    """
    if len(pages) < FEW or not safe():
        write(pages)
        return

    def there(names: Sequence[str]) -> tuple[object, ...]:
        gc.freeze()  # else the first collection copies all memory
        write(names)
        return builder.images, _indexed(builder, names), leaves(names)

    def joined(_: Sequence[str], made: tuple) -> None:
        images, indexed, left = made
        builder.images.update(images)
        for name, found in indexed.items():
            of = getattr(builder.indexer, name)
            if name in TABLES:
                of.update(found)
            for word, names in found.items() if name in WORDS else ():
                of.setdefault(word, set()).update(names)
        take(left)

    tasks = ParallelTasks(1)
    tasks.add_task(there, pages[1::2], joined)
    write(pages[::2])
    tasks.join()


def _indexed(builder: StandaloneHTMLBuilder, pages: Sequence[str]) -> dict[str, dict]:
    """Return what the index of the search has of some pages."""
    found, some = {}, {*pages}
    for name in TABLES:
        found[name] = {page: of for page, of in getattr(builder.indexer, name).items() if page in some}
    for name in WORDS:
        words = getattr(builder.indexer, name).items()
        found[name] = {word: here for word, names in words if (here := names & some)}
    return found
