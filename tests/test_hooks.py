"""A run of the tests inside a git hook leaves the repository of the hook alone."""

import os
import subprocess
import sys
from pathlib import Path

INNER = '''
import subprocess

def test_commits(tmp_path):
    """Commit in a repository of its own, named by its folder alone."""
    who = ["-c", "user.name=inner", "-c", "user.email=inner@example.org"]
    for words in (["init", "--quiet"], ["config", "core.bare", "false"],
                  [*who, "commit", "--quiet", "--allow-empty", "-m", "inner"], ["tag", "inner"]):
        subprocess.run(["git", "-C", tmp_path, *words], check=True)
'''


def _git(folder: Path, *words: str) -> str:
    process = subprocess.run(["git", "-C", folder, *words], check=True, capture_output=True, text=True)
    return process.stdout


def test_git_of_a_hook_is_not_inherited(tmp_path):
    """Where a hook set GIT_DIR, a test that commits in its own folder writes nothing into the hook's repository."""
    author = ("-c", "user.name=Doe", "-c", "user.email=doe@example.org")
    outer = tmp_path / "outer"
    outer.mkdir()
    _git(outer, "init", "--quiet")
    _git(outer, *author, "commit", "--quiet", "--allow-empty", "-m", "outer")
    (tmp_path / "test_inner.py").write_text(INNER, encoding="utf-8")
    hook = {"GIT_DIR": str(outer / ".git"), "GIT_WORK_TREE": str(outer), "GIT_INDEX_FILE": str(outer / ".git/index")}
    before = _git(outer, "log", "--format=%s", "--all"), (outer / ".git/config").read_text(encoding="utf-8")

    tests = Path(__file__).parent
    paths = os.pathsep.join([str(tests), *filter(None, [os.environ.get("PYTHONPATH")])])
    # In a base of its own: in that of all runs it would take away what is left of older ones.
    options = ["-q", "-pconftest", "-pno:cacheprovider", "--basetemp=base"]
    command = [sys.executable, "-m", "pytest", *options, "test_inner.py"]
    environment = {**os.environ, **hook, "PYTHONPATH": paths}
    process = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)

    assert process.returncode == 0, process.stdout + process.stderr
    assert (_git(outer, "log", "--format=%s", "--all"), (outer / ".git/config").read_text(encoding="utf-8")) == before
    assert _git(outer, "tag") == ""
