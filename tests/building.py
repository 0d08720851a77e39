"""Copies of the invented review that a test may change and build."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from bs4 import BeautifulSoup

from livingevidence.record.root import nearest_root

TESTS = Path(__file__).parent
SOURCES = TESTS.parent / "src"
NEXT = ("-n", "-T", "-W", "--keep-going")
"""Options of a strict build of what changed."""
STRICT = (*NEXT, "-E")
"""Options of a strict build from scratch."""


@cache
def warm() -> subprocess.Popen:
    """Return the process that builds, which ends with this one."""
    command = [sys.executable, "-m", "livingevidence.site.warm"]
    environment = {**os.environ, "PYTHONPATH": str(SOURCES)}
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, text=True)


class Project:
    """A review in a folder of its own: by default a copy of the invented one, where there is no folder yet."""

    def __init__(self, folder: Path, engine: Path = SOURCES):
        if not folder.exists():
            ignored = shutil.ignore_patterns("build", "__pycache__")
            shutil.copytree(TESTS / "review", folder, symlinks=True, ignore=ignored)
        self.folder, self.root, self.engine = folder, nearest_root(folder), engine
        self.html = folder / "build/html"

    def build(self, *options: str, into: str = "build", quiet: bool = True) -> subprocess.CompletedProcess:
        """Build the site with its engine and return how it went."""
        arguments = [*options, *(["-q"] if quiet else []), "-d", f"{into}/doctrees", "docs", f"{into}/html"]
        environment = {**os.environ, "PYTHONPATH": str(self.engine)}
        if self.engine != SOURCES:  # of another engine nothing is imported yet
            command = [sys.executable, "-m", "sphinx", *arguments]
            return subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, text=True)
        outputs = [self.folder.with_name(f"{self.folder.name}.{name}") for name in ("out", "err")]
        request = {"arguments": arguments, "folder": str(self.folder), "out": str(outputs[0]), "err": str(outputs[1])}
        server = warm()
        print(json.dumps({**request, "environment": environment}), file=server.stdin, flush=True)
        code = int(server.stdout.readline())
        return subprocess.CompletedProcess(arguments, code, *(path.read_text(encoding="utf-8") for path in outputs))

    def page(self, name: str) -> BeautifulSoup:
        """Return a built page."""
        return BeautifulSoup((self.html / f"{name}.html").read_text(encoding="utf-8"), "html.parser")

    def words(self, name: str) -> str:
        """Return the words of a built page as a reader sees them."""
        page = self.page(name)
        for element in page(["script", "style", "head", "template"]):
            element.decompose()
        return " ".join(page.get_text(" ").split())

    @contextlib.contextmanager
    def changed(self, path: Path, *edits: tuple[str, str]) -> Iterator[None]:
        """Replace texts of a file while a test looks, each of which must stand in it."""
        before = text = path.read_text(encoding="utf-8")
        for old, new in edits:
            assert old in text, f"{path.name} does not hold {old!r}"
            text = text.replace(old, new)
        path.write_text(text, encoding="utf-8")
        try:
            yield
        finally:
            path.write_text(before, encoding="utf-8")
