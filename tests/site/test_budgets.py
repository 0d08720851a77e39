"""What a build makes again after an edit stays within the committed budgets, on the invented review."""

import json
import pickle
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
import yaml
from bs4 import BeautifulSoup

from building import Project
from edits import TEXTS, swapped

BUDGETS = yaml.safe_load((Path(__file__).parents[1] / "budgets.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("edit", BUDGETS["edits"])
def test_an_edit_makes_no_more_again_than_it_may(project, edit):
    """Pages read and written, and chapters run, are at most so many after each kind of edit."""
    if edit != "nothing":
        swapped(TEXTS[edit])(project.folder)
    before = chapter_runs(project)
    process = project.build(quiet=False)
    (line,) = re.findall(r"made again: (.*)", process.stdout)
    counts = {kind: int(number) for number, kind in re.findall(r"(\d+) ([a-z ]+)", line)}
    cells = [cells for path, (time, cells) in chapter_runs(project).items() if before.get(path, (0, 0))[0] != time]
    counts |= {"kernels started": len(cells), "cells run": sum(cells)}
    assert excess(counts, BUDGETS["edits"][edit]) == {}, f"more than tests/budgets.yaml has after {edit}"


@pytest.mark.parametrize("page", BUDGETS["pages"])
def test_a_page_is_no_larger_than_it_may(project, page):
    """Nodes that Sphinx handles, bytes, and files that a browser asks for are at most so many on each kind of page."""
    html = (project.html / f"{page}.html").read_bytes()
    nodes = pickle.loads((project.folder / f"build/doctrees/{page}.doctree").read_bytes()).findall()
    tags = BeautifulSoup(html, "html.parser").select("script[src], img[src], link[rel~=stylesheet], link[rel~=icon]")
    files = {tag.get("src") or tag["href"] for tag in tags}
    counts = {"nodes": sum(1 for _ in nodes), "bytes": len(html), "requests": 1 + len(files)}
    assert excess(counts, BUDGETS["pages"][page]) == {}, f"more than tests/budgets.yaml has for {page}"


def chapter_runs(project: Project) -> dict[Path, tuple[int, int]]:
    """Return when each chapter was run, and how many cells it has, by the notebooks that a build keeps."""
    runs = {}
    for path in (project.folder / "build").rglob("base.ipynb"):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        runs[path] = path.stat().st_mtime_ns, sum(cell["cell_type"] == "code" for cell in cells)
    return runs


def excess(counts: dict[str, int], budget: dict[str, int]) -> dict[str, int]:
    """Return what is more than it may be."""
    return {kind: number for kind, number in counts.items() if number > budget[kind]}


@pytest.mark.parametrize("module", BUDGETS["imports"])
def test_a_module_imports_nothing_slow(module):
    """What is slow to import is imported when it is first needed."""
    assert imported_modules(module) & set(BUDGETS["imports"][module]) == set()


@pytest.mark.parametrize("module", BUDGETS["packages"])
def test_a_module_imports_no_other_package(module):
    """What is imported at once of others' packages is what the budget names."""
    packages = {name.partition(".")[0] for name in imported_modules(module)}
    assert packages <= {module.partition(".")[0], *BUDGETS["packages"][module]}


@cache
def imported_modules(module: str) -> set[str]:
    """Return what a module imports beside Python's own, as ``-X importtime`` names it."""
    command = [sys.executable, "-X", "importtime", "-c", f"import os; os.write(2, b'begun'); import {module}"]
    process = subprocess.run(command, capture_output=True, text=True, check=True)
    names = re.findall(r"^import time:.*\| +([\w.]+)", process.stderr.partition("begun")[2], re.MULTILINE)
    # Python's own `copy` looks for `org`, which is Jython's.
    standard = {*sys.stdlib_module_names, "org"}
    return {name for name in names if name.partition(".")[0] not in standard and not name.startswith("_")}
