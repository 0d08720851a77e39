"""The pages on the engine: every block of code on them does in a new review what its page says."""

import re
import shlex
from pathlib import Path

import pytest
import yaml

import livingevidence
from live import ROOT
from livingevidence.cli import main

PAGES = sorted((ROOT / "docs/engine").glob("*.md"))
BLOCK = re.compile(r"^(`{3,})(\w+)\n(.*?)^\1$", re.S | re.M)


@pytest.fixture
def review(tmp_path, monkeypatch) -> Path:
    """Return a new review, in which the test stands."""
    assert main(["init", str(tmp_path / "review"), "--defaults"]) == 0
    monkeypatch.chdir(tmp_path / "review")
    return tmp_path / "review"


def run(review: Path, code: str) -> None:
    """Run each line as a command, which must end as the line says: with 0, if it says nothing."""
    for line in code.splitlines():
        command, _, status = line.partition("  # exit ")
        program, *arguments = shlex.split(command)
        assert program == "livingevidence" and main(arguments) == int(status or 0), line


def execute(review: Path, code: str) -> None:
    """Run Python, whose assertions must hold."""
    exec(compile(code, "page.md", "exec"), {})


def settle(review: Path, code: str) -> None:
    """Put the part of a file into it; where it is a list of entries, each must fit what stands there by its id."""
    path = review / code.partition("\n")[0].removeprefix("# ")
    values, part = (yaml.safe_load(text) for text in (path.read_text("utf-8"), code))
    for name, value in part.items():
        if isinstance(value, list):
            entries = {entry["id"]: entry for entry in values[name]}
            assert all(entry.items() <= entries[entry["id"]].items() for entry in value)
        else:
            values[name] = value
    path.write_text(yaml.safe_dump(values, allow_unicode=True, sort_keys=False), encoding="utf-8")
    assert main(["check"]) == 0


def claim(review: Path, code: str) -> None:
    """Put a claim into a chapter, where it must hold, and fall by each of its changes."""
    chapter = review / "notebooks/example-diseases.md"
    chapter.write_text(f"{chapter.read_text('utf-8')}\n{code}", encoding="utf-8")
    assert main(["check"]) == main(["claims"]) == main(["claims", "--mutate"]) == 0


KINDS = {"sh": run, "python": execute, "yaml": settle, "md": claim}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_each_block_does_what_its_page_says(review, page):
    """No block of a page is of a kind that nobody tries."""
    blocks = [(kind, code) for _, kind, code in BLOCK.findall(page.read_text("utf-8"))]
    assert blocks
    for kind, code in blocks:
        KINDS[kind](review, code)


def test_what_stays_is_what_the_package_names():
    """The page lists each public name, and a type checker sees the same as a program."""
    page = (ROOT / "docs/engine/index.md").read_text("utf-8")
    names = set(re.search(r"^from livingevidence import (.*)$", page, re.M)[1].split(", "))
    assert names - {"show"} == set(livingevidence.__all__) - {"__version__"}
    stub = (Path(livingevidence.__file__).parent / "__init__.pyi").read_text("utf-8")
    assert sorted(re.findall(r'"(\w+)"', stub.partition("__all__")[2])) == sorted(livingevidence.__all__)
    assert all(getattr(livingevidence, name) for name in livingevidence.__all__)


def test_a_name_that_is_none_is_refused():
    """The package has no other names than it says."""
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        livingevidence.nothing  # noqa: B018 - asking for it is what is tried
