"""The fold with the parts of a long page."""

from __future__ import annotations

import pytest
from docutils import nodes
from docutils.core import publish_doctree

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
    (made,) = top.findall(nodes.bullet_list)
    assert [item.astext() for item in made] == lines
    ids = {name for section in top.findall(nodes.section) for name in section["ids"]}
    assert {link["refid"] for link in made.findall(nodes.reference)} <= ids - set(top["ids"])
    assert "2 parts" in top[1].astext() and not list(document.findall(parts))
