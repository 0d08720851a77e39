"""The fold with the parts of a long page."""

import pytest
from bs4 import BeautifulSoup
from docutils import nodes
from docutils.core import publish_doctree
from docutils.nodes import make_id

from livingevidence.site.parts import FillParts, parts

PAGE = """
Invented page
=============

Text.

First part
----------

Below one
~~~~~~~~~

x

Below two
~~~~~~~~~

x

Second part
-----------

x
"""


@pytest.mark.parametrize(
    ("depth", "lines"), [(1, ["First part", "Second part"]), (2, ["First part: Below one, Below two", "Second part"])]
)
def test_the_fold_leads_to_every_part(depth, lines):
    """Each part of the page has a line with a link to it, and the links to what is below it."""
    document = publish_doctree(PAGE, settings_overrides={"doctitle_xform": False})
    (top,) = (section for section in document.children if isinstance(section, nodes.section))
    top.insert(1, parts("", depth=depth))
    FillParts(document).apply()
    fold = BeautifulSoup(top[1].astext(), "html.parser")
    assert [item.get_text().strip() for item in fold("li")] == lines
    titles = [title for line in lines for title in line.replace(":", ",").split(", ")]
    links = {link.get_text(): link["href"] for link in fold("a")}
    assert links == {title: f"#{make_id(title)}" for title in titles}
    assert fold.summary.get_text() == "Parts of this page: 2 parts" and not list(document.findall(parts))
