"""Projects in repositories of their own; nobody's configuration of git plays a part in them."""

import shutil

import pytest

from livingevidence.history.publish import faults
from scratch import DAY, NUMBER, Project, start


@pytest.fixture(autouse=True, scope="session")
def _nobodys_git():
    with pytest.MonkeyPatch.context() as patch:
        for name in ("GLOBAL", "SYSTEM"):
            patch.setenv(f"GIT_CONFIG_{name}", "/dev/null")
        for name in ("COMMITTER", "AUTHOR"):
            patch.setenv(f"GIT_{name}_DATE", f"{DAY}T12:00:00Z")
        patch.delenv("REVIEW_BASEURL", raising=False)
        # An overturned claim of the invented review, which it may hold for other tests, keeps it from no release here.
        patch.setattr(faults, "judge_all", lambda *_: {})
        yield


@pytest.fixture(scope="session")
def shared_project(small, tmp_path_factory) -> Project:
    """Return a project with one commit and no release; nobody may change it."""
    return start(small.folder, tmp_path_factory.mktemp("started") / "project")


@pytest.fixture(scope="session")
def shared_one_release(shared_project, tmp_path_factory) -> Project:
    """Return a project whose newest commit is its first release; nobody may change it."""
    project = Project(shutil.copytree(shared_project.top, tmp_path_factory.mktemp("once") / "project"))
    project.release("2025.1.0")
    return project


@pytest.fixture(scope="session")
def shared_two_releases(shared_one_release, tmp_path_factory) -> Project:
    """Return a project with two releases and work after them; nobody may change it."""
    project = Project(shutil.copytree(shared_one_release.top, tmp_path_factory.mktemp("twice") / "project"))
    project.edit(*NUMBER, 26)
    project.release("2025.2.0")
    project.text("docs/index.md", "# After it\n")
    project.save("write on")
    return project


@pytest.fixture
def project(shared_project, tmp_path) -> Project:
    """Return a project with one commit and no release."""
    return Project(shutil.copytree(shared_project.top, tmp_path / "project"))


@pytest.fixture
def one_release(shared_one_release, tmp_path) -> Project:
    """Return a project whose newest commit is its first release."""
    return Project(shutil.copytree(shared_one_release.top, tmp_path / "project"))


@pytest.fixture
def two_releases(shared_two_releases, tmp_path) -> Project:
    """Return a project with two releases and work after them."""
    return Project(shutil.copytree(shared_two_releases.top, tmp_path / "project"))
