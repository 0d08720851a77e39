"""The house: the engine knows reviews and not this one, its rooms stand in a row, and nothing imports in a circle."""

from __future__ import annotations

import ast
import graphlib
import re
import tomllib

from live import REVIEW

ROOT = REVIEW.folder
ENGINE = ROOT / "src/livingevidence"
ROOMS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"][0]
ARCHITECTURE = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")


def test_nothing_is_loose_at_the_top_of_the_engine():
    """Beside the rooms stand the command line and the name of the package alone."""
    assert {path.name for path in ENGINE.glob("*.py")} == {"__init__.py", "cli.py"}


def test_every_folder_of_modules_is_a_package():
    """A folder without a name of its own would be left out by the linter that holds the order."""
    folders = {path.parent for path in ENGINE.rglob("*.py")}
    assert [folder.name for folder in folders if not (folder / "__init__.py").is_file()] == []


def test_the_page_of_architecture_lists_the_rooms_as_they_are_held():
    """The rooms are told in the order that the linter holds, and each of them is there."""
    told = re.findall(r"^\| `(\w+)/` \|", ARCHITECTURE, re.M)
    held = [name.strip("()") for name in reversed(ROOMS["layers"])]
    assert told == [name for name in held if (ENGINE / name).is_dir()]


def test_where_to_change_what_leads_somewhere():
    """Each path of that table is there."""
    table = ARCHITECTURE.partition("## Where to change what")[2].partition("\n## ")[0]
    paths = [path for path in re.findall(r"`([^`]+)`", table) if "/" in path or path.endswith((".md", ".py", ".bib"))]
    assert (
        len(paths) > 20 and [p for p in paths if p[:6] != "build/" and " " not in p and not (ROOT / p).exists()] == []
    )


def test_no_module_imports_itself():
    """No import, not even one inside a function, leads back to the module that it stands in."""
    modules = {}
    for path in ENGINE.rglob("*.py"):
        name = ".".join(path.relative_to(ENGINE.parent).with_suffix("").parts).removesuffix(".__init__")
        modules[name] = path
    imported = {name: set(_imports(path, modules)) - {name} for name, path in modules.items()}
    graphlib.TopologicalSorter(imported).prepare()  # which raises CycleError with the circle


def _imports(path, modules):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            for item in node.names:
                inner = f"{node.module}.{item.name}"
                yield inner if inner in modules else node.module
        elif isinstance(node, ast.Import):
            yield from (item.name for item in node.names)
