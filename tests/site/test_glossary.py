"""Short names: each page leads to the glossary where it first mentions one."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from docutils import nodes
from sphinx.application import Sphinx

from live import ROOT
from livingevidence.site.glossary_links import link_first, short_names
from livingevidence.site.links import broken_links

GLOSSARY = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
NAMES = {"SALT": ("term-SALT", "an invented score"), "SALT50": ("term-SALT50", "half of it"), "JAK": ("term-JAK", "")}


def links(body: str) -> list[tuple[str, str, str]]:
    """Return words, address and meaning of each link that a page gets; its words stay as they are."""
    made = link_first(body, NAMES, "../glossary.html")
    soup = BeautifulSoup(made, "html.parser")
    assert soup.get_text() == BeautifulSoup(body, "html.parser").get_text()
    return [(a.get_text(), a["href"], a.get("title", "")) for a in soup("a") if "glossary" in a["href"]]


def test_the_first_mention_in_the_text_is_a_link():
    """The first mention leads to the term with its meaning; later ones stay as they are."""
    assert links("<p>It fell.</p><p>The SALT score; SALT again.</p><p>SALT.</p>") == [
        ("SALT", "../glossary.html#term-SALT", "an invented score")
    ]


def test_a_longer_name_is_not_taken_for_a_shorter_one():
    """A name is found whole, with an s or a hyphen behind it, and never inside a word."""
    assert [words for words, *_ in links("<p>XSALT, SALT50, JAKs and JAK1.</p>")] == ["SALT50", "JAKs"]
    assert [words for words, *_ in links("<p>JAK1, non-JAK, JAK-like</p>")] == ["JAK"]


@pytest.mark.parametrize(
    "body",
    [
        "<h1>SALT</h1>",
        "<p><code>SALT</code></p>",
        "<pre>SALT</pre>",
        '<p><a href="x.html"><span>SALT</span></a></p>',
        '<p><i title="SALT">x</i></p>',
        "<p>salt</p>",
        "<table><thead><tr><th><p>SALT</p></th></tr></thead></table>",
        '<p><span class="cell-label">SALT: </span>x</p>',
        '<table class="studies sortable"><tr><td><p>SALT</p></td></tr></table>',
        '<div class="citation"><p>SALT</p></div>',
        "<p><abbr>SALT</abbr></p><svg><text>SALT</text></svg>",
    ],
)
def test_headings_code_links_and_titles_stay_as_they_are(body):
    """No link is made in a heading, in code, in a tag, in the head of a table, in a title or in another link."""
    assert links(body) == []


def test_a_cell_of_a_table_is_text():
    """A name that stands only in a table is linked there, after what is left alone has ended."""
    body = (
        '<table><thead><tr><th><p>SALT</p></th></tr></thead><tr><td><p><a href="x">SALT</a> SALT</p></td></tr></table>'
    )
    assert [words for words, *_ in links(body)] == ["SALT"]


def test_an_end_without_a_beginning_changes_nothing():
    """HTML by hand may be out of order; what follows is still text."""
    assert [words for words, *_ in links("</div></a><p>SALT</p>")] == ["SALT"]


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
