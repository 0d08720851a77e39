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
def shown(small_site) -> Callable[..., BeautifulSoup]:
    """Return a function that gives what a directive puts on a page, of the invented review unless of another site."""

    def show(name: str, *arguments: str, page: str = "index", site: Site = small_site) -> BeautifulSoup:
        return BeautifulSoup(markup(site, name, *arguments, page=page), "html.parser")

    return show


@pytest.fixture(scope="session")
def built(tmp_path_factory) -> Project:
    """Return the invented review, built strictly without a warning; nobody may change it."""
    made = Project(tmp_path_factory.mktemp("built") / "review")
    done = made.build(*STRICT)
    assert done.returncode == 0 and "WARNING" not in done.stderr, done.stderr[-4000:]
    shutil.copytree(made.folder, made.folder.with_name("kept"), symlinks=True)
    return made


@pytest.fixture(scope="module")
def project(built) -> Iterator[Project]:
    """Return the same, which the tests of a module may change and build again; what they did is then taken back."""
    yield built
    shutil.rmtree(built.folder)
    shutil.copytree(built.folder.with_name("kept"), built.folder, symlinks=True)


@pytest.fixture(scope="session")
def first(built) -> Project:
    """Return the site as it was built first, in a folder that no test builds in."""
    return Project(built.folder.with_name("kept"))
