"""Short names: each page leads to the glossary where it first mentions one."""

import pytest
from bs4 import BeautifulSoup
from docutils import nodes
from sphinx.application import Sphinx

from live import ROOT
from livingevidence.site.glossary_links import link_first, short_names
from livingevidence.site.links import broken_links

GLOSSARY = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
NAMES = {"SALT": ("term-SALT", "an invented score"), "SALT50": ("term-SALT50", "half of it"), "JAK": ("term-JAK", "")}


CELL = '<table><thead><tr><th><p>SALT</p></th></tr></thead><tr><td><p><a href="x">SALT</a> SALT</p></td></tr></table>'


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ("<p>It fell.</p><p>The SALT score; SALT again.</p><p>SALT.</p>", ["SALT"]),
        ("<p>XSALT, SALT50, JAKs and JAK1.</p>", ["SALT50", "JAKs"]),
        ("<p>JAK1, non-JAK, JAK-like</p>", ["JAK"]),
        (CELL, ["SALT"]),
        ("</div></a><p>SALT</p>", ["SALT"]),
        ("<h1>SALT</h1>", []),
        ("<p><code>SALT</code></p>", []),
        ("<pre>SALT</pre>", []),
        ('<p><a href="x.html"><span>SALT</span></a></p>', []),
        ('<p><i title="SALT">x</i></p>', []),
        ("<p>salt</p>", []),
        ('<p><span class="cell-label">SALT: </span>x</p>', []),
        ('<table class="studies sortable"><tr><td><p>SALT</p></td></tr></table>', []),
        ('<div class="citation"><p>SALT</p></div>', []),
        ("<p><abbr>SALT</abbr></p><svg><text>SALT</text></svg>", []),
    ],
)
def test_the_first_mention_in_running_text_is_a_link(body, names):
    """The link leads to the term with its meaning, and the words of the page stay; a name is found whole.

    Headings, code, tags, heads of tables, titles and other links are left alone.
    """
    markup = link_first(body, NAMES, "../glossary.html")
    soup = BeautifulSoup(markup, "html.parser")
    assert soup.get_text() == BeautifulSoup(body, "html.parser").get_text()
    links = [link for link in soup("a") if "glossary" in link["href"]]
    assert [link.get_text() for link in links] == names
    for link in links:
        anchor, meaning = NAMES[link.get_text().rstrip("s")]
        assert (link["href"], link["title"]) == (f"../glossary.html#{anchor}", meaning)


def test_terms_without_a_capital_are_no_short_names():
    """An ordinary word among the terms would be linked wherever it stands."""
    term = nodes.term("", "SALT", ids=["term-SALT"])
    word = nodes.term("", "certainty", ids=["term-certainty"])
    meaning = nodes.definition("", nodes.paragraph("", "An invented score."))
    page = nodes.definition_list("", nodes.definition_list_item("", term, word, meaning))
    assert short_names(page) == {"SALT": ("term-SALT", "An invented score.")}


def test_a_page_of_a_site_leads_to_the_glossary(tmp_path):
    """On a built site the link leads from a page in a folder to the term, and the glossary does not link itself."""
    (tmp_path / "in/deeper").mkdir(parents=True)
    for name, text in {
        "conf.py": "extensions = ['myst_parser', 'livingevidence.site.glossary_links']",
        "index.md": "# Home\n\n```{toctree}\nglossary\ndeeper/page\n```\n",
        "glossary.md": "# Glossary\n\nSALT.\n\n```{glossary}\nSALT\n  An invented score.\n```\n",
        "deeper/page.md": "# SALT\n\nSee {term}`SALT`, or SALT.\n",
    }.items():
        (tmp_path / "in" / name).write_text(text, encoding="utf-8")
    out = tmp_path / "out"
    Sphinx(tmp_path / "in", tmp_path / "in", out, tmp_path / "trees", "html", status=None, warningiserror=True).build()
    link = '<a class="reference internal" href="../glossary.html#term-SALT" title="An invented score.">SALT</a>'
    assert link in (out / "deeper/page.html").read_text(encoding="utf-8")
    assert 'href="#term-SALT"' not in (out / "glossary.html").read_text(encoding="utf-8").split("<dl", 1)[0]
    assert broken_links(out) == []


def test_the_glossary_is_in_the_order_of_the_alphabet():
    """Entries stand where a reader looks for them."""
    body = GLOSSARY.split("```{glossary}\n")[1].removesuffix("```\n")
    heads = [entry.lstrip("\n").split("\n")[0].removeprefix("m").casefold() for entry in body.split("\n\n")]
    order = [head.replace(" ", "").replace("-", "") for head in heads]
    assert order == sorted(order)
