"""Pages of the invented review, and its site, which is built once."""

import shutil
from collections.abc import Callable, Iterator

import pytest
from bs4 import BeautifulSoup

from building import STRICT, Project
from livingevidence.site.site import Site
from views import markup, site_of


@pytest.fixture(scope="session")
def small_site(small_evidence) -> Site:
    """Return the site of the invented review."""
    return site_of(small_evidence)


@pytest.fixture
def soup_of(small_site) -> Callable[..., BeautifulSoup]:
    """Return a function that gives what a directive puts on a page, of the invented review unless of another site."""

    def read(name: str, *arguments: str, page: str = "index", site: Site = small_site) -> BeautifulSoup:
        return BeautifulSoup(markup(site, name, *arguments, page=page), "html.parser")

    return read


@pytest.fixture(scope="session")
def built_project(tmp_path_factory) -> Project:
    """Return the invented review, built strictly without a warning; nobody may change it."""
    project = Project(tmp_path_factory.mktemp("built") / "review")
    process = project.build(*STRICT)
    assert process.returncode == 0 and "WARNING" not in process.stderr, process.stderr[-4000:]
    shutil.copytree(project.folder, project.folder.with_name("kept"), symlinks=True)
    return project


@pytest.fixture(scope="module")
def project(built_project) -> Iterator[Project]:
    """Return the built review, which tests of a module may change and build again; what they did is then taken back."""
    yield built_project
    shutil.rmtree(built_project.folder)
    shutil.copytree(built_project.folder.with_name("kept"), built_project.folder, symlinks=True)


@pytest.fixture(scope="session")
def first_build(built_project) -> Project:
    """Return the site as it was built first, in a folder that no test builds in."""
    return Project(built_project.folder.with_name("kept"))
