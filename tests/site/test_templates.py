"""Templates: text of a record stays text, headings are Sphinx's own, and the search finds every word."""

import pytest
from bs4 import BeautifulSoup
from docutils import nodes

from livingevidence.evidence.evidence import Evidence
from livingevidence.show.table import close_direction
from livingevidence.site.extension import FILLINGS
from livingevidence.site.html import web_address
from livingevidence.site.pages import searchable_words, section_nodes
from views import markup, site_of, text_of

HOSTILE = {
    "script": "<script>alert(1)</script>",
    "attribute": "\"><img src=x onerror='alert(1)'>",
    "apostrophe": "' onmouseover='alert(1)",
    "template": "</template><b>bold</b>",
    "end of a script": "</script><b>bold</b>",
    "end of a cell": "</p></td></tr></table><b>bold</b>",
    "heading": '\n<h2 id="forged">Forged</h2>\n',
    "address": "javascript:alert(1)",
    "Jinja": "{{ 7*7 }} {% raw %} {# x #}",
    "role": "{number}`all.studies` {cite:p}`doe-2021` {doc}`index`",
    "entity": "&lt;b&gt; &amp; &#60;b&#62;",
    "Markdown": "**bold** [link](http://invented.example) `code` | a",
}
FIELDS = {
    "doe-2021": (
        "title",
        "funding",
        "design_label",
        "identifiers[0]",
        "population.inclusion",
        "trials[0].name",
        "trials[0].dates_from",
        "arms[0].label",
        "outcomes[0].label",
        "outcomes[0].locator",
        "outcomes[0].note",
        "adverse_events[6].text",
        "limitations[0]",
        "overlaps[0].why",
        "reports[0].note",
        "sources[0].url",
        "sources[0].kind",
    ),
    "moe-2016": ("cases[0].regimen", "cases[0].response_detail", "cases[0].adverse_events"),
}


def headings(page: str) -> list[str]:
    """Return the ids of the sections of a page."""
    return [part["ids"][0] for section in section_nodes(page) for part in section.findall(nodes.section)]


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("study", FIELDS)
def test_text_of_a_record_stays_text(small_copy, small_site, text, study):
    """Whatever stands in a free text comes out as the characters it is, on the page of the study and in the lists."""
    small_copy.edit_all(study, {field: f"{text} {field}" for field in FIELDS[study]})
    site = site_of(Evidence.at(small_copy.review))
    page = markup(site, "study", study, page=f"studies/{study}")
    soup = BeautifulSoup(page + markup(site, "all-studies") + markup(site, "funding"), "html.parser")
    words = text_of(soup)
    assert all(" ".join(f"{text} {field}".split()) in words for field in FIELDS[study]), words
    assert not soup.find_all(["script", "img", "template", "b"])
    assert not [tag for tag in soup.find_all(True) for name in tag.attrs if name.startswith("on")]
    assert not [link for link in soup.select("a[href]") if "alert" in link["href"] or "invented" in link["href"]]
    assert headings(page) == headings(markup(small_site, "study", study))


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_the_name_of_a_term_stays_text(small_copy, text):
    """Whatever a disease, event or group is called, pages that list it by name hold those characters and no markup."""
    small_copy.edit("vocabulary/conditions", "sample-rash.label", f"{text} rash")
    small_copy.edit("vocabulary/adverse-events", "any-adverse-event.label", f"{text} event")
    site = site_of(Evidence.at(small_copy.review))
    soup = BeautifulSoup(markup(site, "all-numbers", page="numbers"), "html.parser")
    words = text_of(soup).casefold()
    assert all(" ".join(f"{text} {name}".split()).casefold() in words for name in ("rash", "event"))
    assert not soup.find_all(["script", "img", "template", "b"])


def test_an_address_is_a_link_only_to_the_web():
    """What a browser could run, or read from the reader's own machine, is shown and leads nowhere."""
    assert web_address("https://example.org/x") == "https://example.org/x"
    for address in ("javascript:alert(1)", "data:text/html,x", "file:///etc", "//x", "", None):
        assert web_address(address) == ""


@pytest.mark.parametrize(
    ("text", "ends"),
    [("abc", ""), ("a\u202eb", "\u202c"), ("\u2066a\u202db", "\u202c\u2069"), ("a\u202eb\u202e", "\u202c\u202c")],
)
def test_text_that_turns_the_direction_turns_it_back(text, ends):
    """What follows a text of a record on the page reads in its own direction."""
    assert close_direction(text) == text + ends


def test_headings_become_sections_by_their_depth():
    """Each heading on a line of its own is a section with its title; what stands between is left as it is."""
    html = '<p>a</p>\n<h2 id="x">X &amp; Y</h2>\n<p>b</p>\n<h3 id="y">Y</h3>\n<p>c</p>\n<h2 id="z">Z</h2>\n'
    start, section_x, section_z = section_nodes(html)
    assert start.astext().strip() == "<p>a</p>"
    assert (section_x["ids"], section_x[0].astext(), section_z["ids"]) == (["x"], "X & Y", ["z"])
    assert [part["ids"] for part in section_x.findall(nodes.section)][1:] == [["y"]]
    assert len(section_z.children) == 1


def test_the_search_reads_words_apart_and_whole():
    """Cells and lines are apart, a word in which a part is marked is one, entities are characters."""
    assert searchable_words("<table><tr><td><p>one</p></td><td><p>two</p></td></tr></table>") == "one two"
    assert searchable_words("<p>JAK<sub>1</sub>s &amp; caf&eacute;<br>next</p>") == "JAK1s & café next"
    assert searchable_words("<style>a{}</style><script>b</script><template>c</template>d") == "d"
    assert searchable_words('<a title="x">a</a><span class="small">b</span>') == "ab"


def test_every_directive_of_a_page_renders(small_site):
    """No template asks for what its view does not give."""
    arguments = {
        "study": ["doe-2021"],
        "condition": ["example-fever"],
        "disease-rows": ["fevers"],
        "data-files": ["tables"],
    }
    for name in FILLINGS.keys() - {"changes", "rooms", "suggestion"}:  # which tests of their own render
        assert markup(small_site, name, *arguments.get(name, [])).strip()
