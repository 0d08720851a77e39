"""A checkout without symbolic links: what to do is said in one sentence, and doing it helps."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from livingevidence.record.root import Root
from livingevidence.site.checkout import without_links


@pytest.fixture
def root(tmp_path) -> Root:
    """Return a review with one chapter."""
    for part in ("data", "notebooks", "docs"):
        (tmp_path / part).mkdir()
    (tmp_path / "notebooks/first.md").write_text("# First\n", encoding="utf-8")
    places = (tmp_path / name for name in ("data", "notebooks", "docs", "references.bib"))
    return Root(tmp_path, *places)


def test_a_folder_of_chapters_is_in_order(root):
    """A folder, a link to it or a copy of it is all that is needed."""
    (root.pages / "chapters").mkdir()
    assert without_links(root) == ""


@pytest.mark.parametrize("content", ["../notebooks", None])
def test_the_sentence_holds_the_command_that_mends_it(root, content):
    """In place of a link git writes a file that names it, some programs nothing; the command puts a copy there."""
    if content:
        (root.pages / "chapters").write_text(content, encoding="utf-8")
    told = without_links(root)
    assert str(root.pages / "chapters") in told and "core.symlinks=true" in told
    code = re.search('`python -c "(.*?)"`', told)[1]
    subprocess.run([sys.executable, "-c", code], cwd=root.folder, check=True)
    assert without_links(root) == "" and (root.pages / "chapters/first.md").is_file()
