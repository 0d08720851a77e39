"""What a build makes again after an edit stays within the committed budgets, on the invented review."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from building import Project
from edits import TEXTS, swapped

BUDGETS = yaml.safe_load((Path(__file__).parents[1] / "budgets.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Project:
    """Return the invented review, built once."""
    made = Project(tmp_path_factory.mktemp("budgets") / "review")
    assert made.build().returncode == 0
    return made


@pytest.mark.parametrize("edit", BUDGETS["edits"])
def test_an_edit_makes_no_more_again_than_it_may(project, edit):
    """Pages read and written, and chapters run, are at most so many after each kind of edit."""
    if edit != "nothing":
        swapped(TEXTS[edit])(project.folder)
    done = project.build(quiet=False)
    (told,) = re.findall(r"made again: (.*)", done.stdout)
    found = {how: int(number) for number, how in re.findall(r"(\d+) ([a-z ]+)", told)}
    grown = {how: number for how, number in found.items() if number > BUDGETS["edits"][edit][how]}
    assert grown == {}, f"more than tests/budgets.yaml has after {edit}"


@pytest.mark.parametrize("module", BUDGETS["imports"])
def test_a_module_imports_nothing_slow(module):
    """What is slow to import is imported when it is first needed."""
    code = f"import sys, {module}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) & set(BUDGETS["imports"][module]) == set()
