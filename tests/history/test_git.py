"""Commands work on the repository of the folder that they are given, whatever git hook they are run in."""

import contextlib
import io

import pytest

from livingevidence.cli import main
from livingevidence.history.git import NoHistory, commits, root_of, unpack, without_hook_variables
from livingevidence.history.releases import releases
from scratch import COMMAND, DAY, Project, content, start


@pytest.fixture
def other_project(small, tmp_path) -> Project:
    """Return the project of somebody else, in whose hook a command is run."""
    return start(small.folder, tmp_path / "other")


def _in_hook(other_project: Project, project: Project, *command: str) -> str:
    """Run a command of a project as a hook of another repository would, and return what it prints."""
    hook = {
        "GIT_DIR": str(other_project.top / ".git"),
        "GIT_WORK_TREE": str(other_project.top),
        "GIT_INDEX_FILE": str(other_project.top / ".git/index"),
        "GIT_PREFIX": "docs/",
    }
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(io.StringIO()) as output:
        patch.chdir(project.top)
        for name, value in hook.items():
            patch.setenv(name, value)
        assert main(command) == 0
    return output.getvalue()


def test_a_release_in_a_hook_is_made_where_it_was_asked_for(project, other_project):
    """Commit and tag are made in the project, and the repository of the hook stays byte by byte."""
    project.entry("2025.1.0")
    before = content(other_project.top)
    _in_hook(other_project, project, "release", "2025.1.0")
    assert [(release.version, release.day) for release in releases(project.top)] == [("2025.1.0", DAY)]
    assert project.git("status", "--porcelain") == "" and project.git("tag") == "v2025.1.0"
    assert content(other_project.top) == before


def test_a_diff_in_a_hook_reads_the_revisions_of_its_project(two_releases, other_project):
    """A revision that the repository of the hook lacks is found."""
    revision = two_releases.git("rev-parse", "v2025.1.0^{commit}")
    assert "doe-2021/clearing-ten-w24" in _in_hook(other_project, two_releases, "diff", revision, "v2025.2.0")


def test_versions_in_a_hook_are_built_where_they_were_asked_for(two_releases, other_project):
    """Versions of the project are built, each asking git for itself, and the repository of the hook stays."""
    before = content(other_project.top)
    _in_hook(other_project, two_releases, "versions", f"--build={' '.join(COMMAND)}")
    assert two_releases.version_list()["newest"] == "2025.2.0"
    assert "Version: 2025.1.0." in two_releases.page("2025.1.0/index.html")
    assert content(other_project.top) == before


def test_who_commits_and_how_git_reaches_others_stays_as_it_was_set():
    """Only what leads to another repository is dropped."""
    others = {"GIT_AUTHOR_NAME": "Doe", "GIT_SSH_COMMAND": "ssh", "GIT_CONFIG_GLOBAL": "x", "HOME": "y"}
    hook = {"GIT_DIR": "a", "GIT_WORK_TREE": "b", "GIT_INDEX_FILE": "c", "GIT_COMMON_DIR": "d", "GIT_PREFIX": "e"}
    assert without_hook_variables(others | hook) == others


def test_a_data_folder_that_is_a_link_has_the_history_of_what_it_leads_to(project, tmp_path):
    """Commits and revisions of data behind a link are found; data outside of the repository are told in words."""
    project.git("mv", "data", "kept")
    (project.top / "data").symlink_to("kept")
    revision = project.save()
    assert project.review.data == project.top / "kept"
    assert commits(project.top)[0].revision == revision
    assert unpack(project.top, revision, tmp_path).data == tmp_path / "kept"
    (project.top / "data").unlink()
    (project.top / "data").symlink_to(tmp_path / "outside")
    with pytest.raises(NoHistory, match="leads outside of the repository"):
        unpack(project.top, project.save(), tmp_path / "other")


@pytest.mark.parametrize("name", ["a b ", "ü'\"$x"])
def test_a_repository_may_stand_in_any_folder(project, tmp_path, name):
    """Blanks at the end, quotes and letters of any language are kept in the name of its folder."""
    top = project.top.rename(tmp_path / name)
    assert root_of(top / "data") == top
