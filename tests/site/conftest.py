"""Pages of the invented review."""

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup

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
