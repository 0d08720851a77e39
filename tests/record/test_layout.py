"""Records have one layout, which changes no value and loses no comment."""

from textwrap import dedent

import pytest

from livingevidence.record.models import Study
from livingevidence.record.problems import BrokenEvidence
from livingevidence.record.reading import Document, parse
from livingevidence.record.writing import laid_out_text, mapping_text

RECORD = dedent(
    """
    title:   'A study: of examplinib'   # as on its first page
    id: invented-2031
    outcomes:
    - label: clear skin
      outcome: clear
      id: a
      percent: 12.50
      text: "yes"
    population: {age: '18', n_enrolled: 12}
    extra: 2031-01-01
    """
).lstrip()


def values(text: str):
    """Return what a file says."""
    return parse(text, Document("")).data


def test_the_layout_changes_no_value():
    """Quoted numbers, words such as yes, dates and unknown fields stay what they are."""
    assert values(laid_out_text(RECORD, Study, "s.json")) == values(RECORD)


def test_a_layout_is_laid_out_already():
    """Laid out twice, a file is as after the first time."""
    text = laid_out_text(RECORD, Study, "s.json")
    assert laid_out_text(text, Study, "s.json") == text


def test_the_first_line_leads_an_editor_to_the_schema():
    """A record that has such a line already, however old, gets no second one."""
    lines = laid_out_text(
        "# yaml-language-server: $schema=../../old.json\n# a word\n" + RECORD, Study, "../s.json"
    ).splitlines()
    assert lines[:2] == ["# yaml-language-server: $schema=../s.json", "# a word"]
    assert sum("yaml-language-server" in line for line in lines) == 1


def test_comments_stay_with_their_lines():
    """A comment is kept on its line, and the mapping around it keeps its order."""
    lines = laid_out_text(RECORD, Study, "s.json").splitlines()
    assert next(line for line in lines if line.startswith("title")).endswith("# as on its first page")
    assert lines[1].startswith("title")


def test_fields_stand_in_the_order_of_the_model():
    """A row begins with its id and its term; the indent of lists is two spaces."""
    lines = laid_out_text(RECORD.replace("   # as on its first page", ""), Study, "s.json").splitlines()
    assert lines[1] == "id: invented-2031"
    row = lines.index("  - id: a")
    assert [line.split(":")[0].strip() for line in lines[row + 1 : row + 3]] == ["outcome", "label"]


@pytest.mark.parametrize("text", ["a: [1, 2", "a: b: c", "\t- x: 1", "- a", "words", ""])
def test_what_cannot_be_read_is_refused(text, tmp_path):
    """A file that is no YAML, or no mapping of fields, is left as it is, and its line is told."""
    file = tmp_path / "a.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BrokenEvidence, match=r"a\.yaml:\d+:\d+: "):
        mapping_text(file)


def test_long_and_odd_texts_survive():
    """Texts longer than a line, with colons, quotes, white space at line ends or several lines, keep every letter."""
    text = 'id: a\nnotes:\n  - "' + "word: 'x' # y " * 30 + '"\n  - |\n    one  \n    two\n'
    assert values(laid_out_text(text, Study, "s.json")) == values(text)
