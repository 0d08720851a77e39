"""Tables and words as HTML: the structure that scripts and style rely on, and text that stays text."""

import pytest
from bs4 import BeautifulSoup
from markupsafe import Markup

from livingevidence.show.table import Table, bullets, prose
from shown import tree

HOSTILE = '<img src=x onerror=alert(1)> " & </td></table></template> {number}`x` {{ x }}'


def test_each_cell_has_its_columns_title():
    """On a phone each cell shows its column's title, which is hidden elsewhere."""
    table = tree(Table(("Place", "Result"), (("here", "one"), ("there", Markup("<b>two</b>")))))
    rows = [[cell.get_text() for cell in row.select("td")] for row in table.select("tbody tr")]
    assert rows == [["Place: here", "Result: one"], ["Place: there", "Result: two"]]
    assert all(label.has_attr("hidden") for label in table.select(".cell-label")) and table.select_one("table.docutils")


@pytest.mark.parametrize(("count", "folds"), [(2, []), (3, ["All things, 3 lines"])])
def test_a_long_table_stands_in_a_fold(count, folds):
    """More rows than are shown unfolded stand in a fold that says how many they are."""
    table = tree(Table(("A",), (("x",),) * count, what="All things", most=2))
    assert [fold.get_text() for fold in table.select("details.fold > summary")] == folds


def test_a_table_that_sorts_names_its_columns():
    """The script finds the columns to sort by, and a place for its bar right before the table."""
    table = tree(Table(("A", "B"), (("x", "y"),), by=("A", "B"))).select_one(".sortable")
    assert table["data-by"] == "A|B"
    assert table.select_one(".table-bar").find_next_sibling().select_one("table")


def test_an_empty_table_is_a_sentence():
    """Without a row there is a sentence and no table."""
    assert Table(("A",), (), "Nothing <here>.")._repr_html_() == "<p>Nothing &lt;here&gt;.</p>\n"


def test_text_of_a_record_is_never_markup():
    """Whatever a text holds, it is shown as the characters it is."""
    for output in (Table((HOSTILE,), ((HOSTILE,),), what=HOSTILE, most=0, by=(HOSTILE,)), prose(HOSTILE)):
        soup = tree(output)
        assert not soup.select("img, template") and HOSTILE in soup.get_text()


def test_words_of_two_cells_stay_apart():
    """A search that strips tags alone finds the words of each cell, since white space stands between cells."""
    markup = Table(("A", "B"), (("one", "two"),))._repr_html_()
    assert "one two" in " ".join(Markup(markup).striptags().replace("B: ", "").split())


def test_an_item_may_hold_a_list():
    """A list stands below the words of its item."""
    outline = BeautifulSoup(bullets([("outer", bullets(["inner"])), "next"]), "html.parser")
    assert [tag.p.get_text() for tag in outline.select("ul ul > li")] == ["inner"]
    assert [tag.p.get_text() for tag in outline.ul.find_all("li", recursive=False)] == ["outer", "next"]
