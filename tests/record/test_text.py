"""Text of records as it is shown: never as markup, and numbers as they were printed."""

import re

import pytest
from docutils import nodes
from docutils.core import publish_doctree
from hypothesis import example, given
from hypothesis import strategies as st
from myst_parser.docutils_ import Parser

from livingevidence.record.text import MINUS, THIN, count, escape, interval, nearest_count, number, percent, rounded

SNIPPETS = """
<script>alert(1)</script>  {include}`/etc/hostname`  ```{include} x```  [a](http://x)  a | b  **b**  $x$  &lt;
{{ x }}  # h  1. x  - x  ---  ^[x]  [^1]  :::{note}  <!-- x -->  ![a](b.png)  <https://x.org>  `x`  ~~~  ~~b~~  > q
+ x  1) x  * x  ===  % comment  (target)=  [a]: http://x  http://x.org  &#35;  _b_  :field: x  --  ...  (c)
'a' "b"  +++
"""  # with two spaces between
ATTACKS = re.split(r" {2,}|\n", SNIPPETS.strip())
ATTACKS += ["\\", "a\n===", "    code", "a  \nb", "\\\\", "term\n: definition", "a\n\nb", "\t- x"]
# MyST shows NUL as a replacement character, and lone surrogates are no text.
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60)
MARKUP = st.text(alphabet="ab1 \n#*_`~[](){}<>|:!$%^&=+-.\\/'\"", max_size=40)


def doctree(source: str) -> nodes.document:
    """Return what MyST makes of a source, with any message as an error."""
    settings = {"report_level": 1, "halt_level": 1, "_disable_config": True, "doctitle_xform": False}
    return publish_doctree(source, parser=Parser(), settings_overrides=settings)


def is_only(node: nodes.Element, text: str) -> bool:
    """Return whether a node holds exactly a text and no other node."""
    return [type(child) for child in node.children] == [nodes.Text] and node.astext() == text


def assert_plain(text: str) -> None:
    """Assert that MyST shows a text as one paragraph of its own characters."""
    document, expected = doctree(escape(text)), " ".join(text.split())
    if not expected:
        assert document.children == []
        return
    (paragraph,) = document.children
    assert isinstance(paragraph, nodes.paragraph)
    assert is_only(paragraph, expected)


@pytest.mark.parametrize("text", ATTACKS)
def test_markup_is_shown_as_its_characters(text):
    """Markup of every sort is shown as what was typed, alone, in a cell of a table, and as a heading."""
    assert_plain(text)
    expected = " ".join(text.split())
    table = doctree(f"| A | B |\n|---|---|\n| {escape(text)} | other |\n")
    cells = [node for node in table.findall(nodes.paragraph) if isinstance(node.parent, nodes.entry)]
    assert len(cells) == 4 and is_only(cells[2], expected) and is_only(cells[3], "other")
    (section,) = doctree(f"# {escape(text)}\n\nother\n").children
    title, paragraph = section.children
    assert isinstance(title, nodes.title) and is_only(title, expected) and is_only(paragraph, "other")


@given(ANY_TEXT | MARKUP)
@example("a\u00a0b\u2028c\x0bd")
@example("\ufeffa")
def test_any_text_is_shown_as_its_characters(text):
    """Any text at all is shown as its characters, with white space made single spaces."""
    assert_plain(text)


@given(MARKUP, MARKUP)
def test_any_texts_stay_in_their_places_between_words(before, after):
    """Two texts beside each other make no markup together."""
    assert_plain(f"{before}x{after}")
    (paragraph,) = doctree(f"x{escape(before)}x{escape(after)}x").children
    assert is_only(paragraph, f"x{' '.join(before.split())}x{' '.join(after.split())}x")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (12, "12"),
        (0, "0"),
        (1249, f"1{THIN}249"),
        (1_000_000, f"1{THIN}000{THIN}000"),
        (-58.2, f"{MINUS}58.2"),
        (28.7, "28.7"),
        (31.0, "31"),
        (-4, f"{MINUS}4"),
        (0.75, "0.75"),
        (1234.5, f"1{THIN}234.5"),
        (0.00001, "0.00001"),
        (0.1 + 0.2, "0.30000000000000004"),
        (None, "–"),
        (float("nan"), "–"),
        (-0.0, "0"),
    ],
)
def test_numbers_keep_their_printed_digits(value, expected):
    """A number has its digits, narrow spaces between thousands and a real minus sign."""
    assert number(value) == expected


@given(st.integers(-(10**12), 10**12) | st.floats(-1e9, 1e9))
def test_a_shown_number_is_the_number(value):
    """Any number can be read back from how it is shown, and is never shown in powers of ten."""
    text = number(value)
    assert set(text) <= set(f"0123456789.{MINUS}{THIN}")
    assert float(text.replace(MINUS, "-").replace(THIN, "")) == value


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (percent(31.2), f"31.2{THIN}%"),
        (percent(-5.0), f"{MINUS}5{THIN}%"),
        (interval(2.9, 9.5), "2.9 to 9.5"),
        (interval(-9.5, -2.9, f"{THIN}%"), f"{MINUS}9.5 to {MINUS}2.9{THIN}%"),
        (count(1, "study", "studies"), "1 study"),
        (count(3, "study", "studies"), "3 studies"),
        (count(0, "row"), "0 rows"),
        (count(1249, "person", "people"), f"1{THIN}249 people"),
    ],
)
def test_numbers_stand_with_their_words(words, expected):
    """A percentage has a narrow space, an interval runs in words so that a minus is no dash, a count has its noun."""
    assert words == expected


@pytest.mark.parametrize(
    ("value", "places", "apart", "expected"),
    [
        (0.9951, 2, (0, 1), "0.995"),
        (1.0042, 2, (0, 1), "1.004"),
        (1.0, 2, (0, 1), "1.00"),
        (0.0389, 1, (0,), "0.04"),
        (0.39, 0, (0,), "0.4"),
        (-0.2, 0, (0,), "−0.2"),
        (-0.0, 0, (0,), "0"),
    ],
)
def test_a_number_is_never_printed_as_what_it_is_not(value, places, apart, expected):
    """What rounds to zero, or to a ratio of one, keeps as many decimals as tell it apart; zero itself has no sign."""
    assert rounded(value, places, apart) == expected


@pytest.mark.parametrize(("share", "people"), [(0, 0), (0.49, 0), (2.5, 3), (3.5, 4), (-2.5, -3), (99.4, 99)])
def test_half_a_person_counts_as_one(share, people):
    """Halves go away from none, of more as of fewer."""
    assert nearest_count(share) == people
