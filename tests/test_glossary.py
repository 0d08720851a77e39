"""Short names: each page leads to the glossary where it first mentions one."""

from __future__ import annotations

from pathlib import Path

import pytest
from docutils import nodes
from docutils.core import publish_doctree
from myst_parser.docutils_ import Parser
from sphinx.application import Sphinx

from livingevidence.site.glossary_links import link_first, short_names
from livingevidence.site.links import broken_links

GLOSSARY = (Path(__file__).parent.parent / "docs/glossary.md").read_text(encoding="utf-8")
NAMES = {"SALT": ("term-SALT", "an invented score"), "SALT50": ("term-SALT50", "half of it"), "JAK": ("term-JAK", "")}


def links(source: str) -> list[tuple[str, str, str]]:
    """Return words, address and meaning of each link that a page gets."""
    page = publish_doctree(source, parser=Parser(), settings_overrides={"_disable_config": True})
    before = page.astext()
    link_first(page, NAMES, "../glossary.html")
    assert page.astext() == before
    return [(n.astext(), n["refuri"], n.get("reftitle", "")) for n in page.findall(nodes.reference)]


def test_the_first_mention_in_the_text_is_a_link():
    """The first mention leads to the term with its meaning; later ones stay as they are."""
    assert links("It fell.\n\nThe SALT score; SALT again.\n\nSALT.") == [
        ("SALT", "../glossary.html#term-SALT", "an invented score")
    ]


def test_a_longer_name_is_not_taken_for_a_shorter_one():
    """A name is found whole, with an s or a hyphen behind it, and never inside a word."""
    assert [words for words, *_ in links("XSALT, SALT50, JAKs and JAK1.")] == ["SALT50", "JAKs"]
    assert [words for words, *_ in links("JAK1, non-JAK, JAK-like")] == ["JAK"]


@pytest.mark.parametrize(
    "source",
    ["# SALT", "`SALT`", "```\nSALT\n```", "[SALT](x.html)", '<i title="SALT">x</i>', "salt", "| SALT |\n|---|\n| x |"],
)
def test_headings_code_and_links_stay_as_they_are(source):
    """No link is made in a heading, in code, in a tag, in the head of a table or in another link."""
    assert not [words for words, address, _ in links(source) if "glossary" in address]


def test_a_cell_of_a_table_is_text():
    """A name that stands only in a table is linked there."""
    assert [words for words, *_ in links("| x |\n|---|\n| SALT |")] == ["SALT"]


def test_titles_in_a_list_of_studies_stay_as_printed():
    """A table of studies, whose titles are as printed, and labels of cells get no link."""
    for holder in (nodes.table("", classes=["studies"]), nodes.inline("", classes=["cell-label"])):
        page = nodes.paragraph("", "", holder)
        holder += nodes.paragraph("", "SALT")
        link_first(page, NAMES, "glossary.html")
        assert not list(page.findall(nodes.reference))


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
