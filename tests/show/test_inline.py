"""Sentences and cells as HTML: the few roles that they may hold, and text that stays text."""

import pytest

from livingevidence.show.inline import Inline

ROW = "hwang-2024/nl-lesion-score-rux-w12"


@pytest.fixture(scope="module")
def inline(evidence) -> Inline:
    """Return the markup of a page one folder down."""
    return Inline(evidence)


def test_a_number_leads_to_its_row(inline):
    """A number is shown as its record has it, and leads to the row."""
    markup = inline.sentence(f"It changed by {{number}}`{ROW}.value`.")
    assert f'href="../studies/hwang-2024.html#{ROW.partition("/")[2]}"' in markup
    assert markup.startswith('It changed by <a class="number"') and markup.endswith("\N{NARROW NO-BREAK SPACE}%</a>.")


def test_words_lead_to_a_number_too(inline):
    """Words without a digit may stand for the number."""
    assert inline.sentence(f"{{number}}`details <{ROW}>`").endswith(">details</a>")


def test_citations_lead_to_the_list_of_references(evidence):
    """A page at the root cites by the labels of the list."""
    markup = Inline(evidence, base="").sentence("{cite:p}`hwang-2024, olsen-2020`")
    assert '>[<a href="references.html#cite-hwang-2024"' in markup and "</a>, <a" in markup
    assert markup.endswith(">Olsen 2020</a>]</span>")


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("{doc}`study page </studies/hwang-2024>`", "../studies/hwang-2024.html"),
        ("{doc}`here </conditions/alopecia-areata>`", "../conditions/alopecia-areata.html"),
        ("{doc}`methods </methods>`", "../methods.html"),
        ("{ref}`safety <before-prescribing>`", "../chapters/safety.html#before-prescribing"),
    ],
)
def test_links_lead_to_pages_and_places(inline, text, address):
    """Pages of records, chapters and others, and the places that they name, are reached."""
    assert inline.sentence(text).startswith(f'<a href="{address}">')


@pytest.mark.parametrize(
    ("text", "markup"),
    [
        ("**bold** and *so*", "<strong>bold</strong> and <em>so</em>"),
        (r"2 \* 3 \<b\> \(x\)", "2 * 3 &lt;b&gt; (x)"),
        ('<script>"&"', "&lt;script&gt;&#34;&amp;&#34;"),
        ("**<i>**", "<strong>&lt;i&gt;</strong>"),
    ],
)
def test_text_stays_text(inline, text, markup):
    """Marks of emphasis are markup; nothing else becomes it."""
    assert inline.sentence(text) == markup


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{number}`hwang-2025/x`", "no study 'hwang-2025'; did you mean 'hwang-2024'?"),
        (f"{{number}}`12 weeks <{ROW}>`", "never typed by hand"),
        ("{cite:p}`hwang-2042`", "no reference 'hwang-2042'; did you mean"),
        ("{doc}`here </chapters/saftey>`", "no page '/chapters/saftey'; did you mean 'safety'?"),
        ("{doc}`/methods`", "write the words of the link"),
        ("{ref}`here <nowhere>`", "no place 'nowhere'"),
        ("{claim}`x`", "a sentence can't hold {claim}"),
    ],
)
def test_what_is_unknown_is_told(inline, text, sentence):
    """An unknown number, reference, page or role stops with a sentence that names it."""
    with pytest.raises(KeyError, match=sentence.replace("{", r"\{").replace("?", r"\?")):
        inline.sentence(text)
