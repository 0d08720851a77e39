"""Writing what people curate: all files of a change or none, records in their one layout."""

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from livingevidence.record.layout import laid_out, opened
from livingevidence.record.library import Library
from livingevidence.record.models import Study
from livingevidence.record.problems import Told
from livingevidence.record.root import Root
from livingevidence.record.schema import FILE, schema


def anew(paths: Iterable[Path], library: Library) -> dict[Path, str]:
    """Return the texts of records and of their schema that are laid out otherwise; raises Told where one can't be."""
    wanted = {}
    for path in paths:
        try:
            wanted[path] = laid_out(opened(path, library.root.named(path)), Study, f"../{FILE}")
        except ValueError as error:
            raise Told(f"nothing written: {library.root.named(path)}: {error}") from None
    if library.topic and "vocabulary" not in library.broken:
        wanted[library.root.data / FILE] = schema(library.vocabulary, library.topic)
    return {
        path: text for path, text in wanted.items() if not path.is_file() or path.read_text(encoding="utf-8") != text
    }


def write(files: Mapping[Path, str]) -> None:
    """Write all files, or none, each on disk before it takes the place of the old one; raises Told if one can't be."""
    parts = {path: path.with_name(f".{path.name}.{os.getpid()}") for path in files}
    before = {path: path.read_bytes() if path.is_file() else None for path in files}
    done: list[Path] = []
    try:
        for path, text in files.items():
            with parts[path].open("w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
        for path, part in parts.items():
            part.replace(path)
            done.append(path)
    except OSError as error:
        for path in done:
            if (content := before[path]) is None:
                path.unlink()
            else:
                path.write_bytes(content)
        raise Told(f"nothing was written: {error.strerror or error}: {error.filename or path}") from None
    finally:
        for part in parts.values():
            part.unlink(missing_ok=True)


def of_editors(root: Root) -> Iterator[Path]:
    """Yield the files of a review that a check reads."""
    yield from (*root.data.rglob("*.yaml"), *root.texts, root.bibliography)


def saves(files: Callable[[], Iterable[Path]], pause: float = 0.5) -> Iterator[set[Path]]:
    """Yield at once, and each time when some of the files were saved, which these are, until somebody stops asking."""
    before: set[tuple[Path, int]] = set()
    while True:
        now = {(path, path.stat().st_mtime_ns) for path in files() if path.is_file()}
        if now != before:
            yield {path for path, _ in before ^ now}
        before = now
        time.sleep(pause)
