"""Reading YAML: plain values with their places, and a message for everything else."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from livingevidence.record.problems import Problem
from livingevidence.record.reading import MAX_BYTES, MAX_DEPTH, Document, describe, parse, read, resolve

BOMB = "a: &a [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n" + "".join(
    f"{name}: &{name} [{', '.join(['*' + before] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.fixture
def reading(tmp_path: Path):
    """Return a function that reads a file of the given content."""

    def of(content: bytes | str) -> Document:
        path = tmp_path / "invented.yaml"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read(path, "invented.yaml")

    return of


def sole(document: Document) -> Problem:
    """Return the only problem of a file that could not be read."""
    assert document.data is None
    assert len(document.problems) == 1
    return document.problems[0]


def test_bytes_that_are_not_utf8_are_placed(reading):
    """A Latin-1 byte is told with its line and its column in characters."""
    problem = sole(reading("id: a\ntitle: Sjögren ".encode() + "Köbner".encode("latin-1")))
    assert (problem.rule, problem.line, problem.column) == ("NotUtf8", 2, 17)
    assert problem.found == "the byte 0xf6"


@pytest.mark.parametrize("content", ["", "\n \n", "# a comment only\n", "~\n", "\ufeff", "---\n"])
def test_files_without_fields_are_empty(reading, content):
    """A file without any field is told to be empty and is never passed on in silence."""
    problem = sole(reading(content))
    assert (problem.rule, problem.line) == ("Empty", 1)


def test_broken_yaml_is_placed(reading):
    """A line without its colon is told as no YAML, with its line."""
    problem = sole(reading("id: a\ntitle\ndomain: alopecia\n"))
    assert (problem.rule, problem.line) == ("NotYaml", 3)
    assert "the one above it" in problem.fix


def test_an_unclosed_quote_is_told_from_its_beginning(reading):
    """An unclosed quote is noticed at the end of the file, and the message says where it begins."""
    problem = sole(reading("id: a\ntitle: 'never closed\ndomain: alopecia\ndesign: cohort\n"))
    assert problem.found.endswith("quoted scalar that begins on line 2")
    assert "unclosed quote" in problem.fix


def test_control_characters_are_placed(reading):
    """A control character is told with its line and column."""
    problem = sole(reading("id: a\ntitle: a\x07b\n"))
    assert (problem.rule, problem.line, problem.column) == ("NotYaml", 2, 9)
    assert "#x0007" in problem.found


def test_a_duplicated_field_is_told_at_its_second_place(reading):
    """A field that stands twice is told where it stands again, and the rest is still read."""
    document = reading("id: a\npopulation:\n  n_enrolled: 1\n  n_enrolled: 2\n")
    (problem,) = document.problems
    assert (problem.rule, problem.line, problem.column) == ("DuplicateKey", 4, 3)
    assert problem.field == "population.n_enrolled"
    assert document.data == {"id": "a", "population": {"n_enrolled": 2}}


def test_every_duplicated_field_is_told(reading):
    """Two duplicated fields are two problems."""
    assert [p.line for p in reading("a: 1\na: 2\nb: 1\nb: 2\n").problems] == [2, 4]


def test_an_alias_bomb_is_refused(reading):
    """Billion laughs end at the first anchor, before anything can grow."""
    problem = sole(reading(BOMB))
    assert (problem.rule, problem.line, problem.field) == ("Alias", 1, "a")
    assert "in full" in problem.fix


@pytest.mark.parametrize("content", ["a: *b\n", "<<: *b\n", "a: [1, &b 2]\n"])
def test_anchors_and_aliases_are_refused(reading, content):
    """A single anchor or alias is refused too, wherever it stands."""
    assert sole(reading(content)).rule == "Alias"


@pytest.mark.parametrize(
    "content",
    [
        "[" * 100_000,
        "[" * 100_000 + "]" * 100_000,
        "{a: " * 100_000,
        "- " * 100_000,
        "a:\n" + "".join(f"{' ' * i}b:\n" for i in range(1, 1000)),
    ],
    ids=["open", "closed", "mappings", "dashes", "indentation"],
)
def test_deep_nesting_is_refused(reading, content):
    """A hundred thousand brackets are refused and neither crash nor hang."""
    assert sole(reading(content)).rule == "TooDeep"


def test_the_deepest_allowed_nesting_is_read(reading):
    """As many levels as allowed are read, one more is not."""
    assert reading("[" * MAX_DEPTH + "x" + "]" * MAX_DEPTH).problems == []
    assert sole(reading("[" * (MAX_DEPTH + 1) + "x" + "]" * (MAX_DEPTH + 1))).rule == "TooDeep"


@pytest.mark.parametrize(
    "content", ["a: !!python/object/apply:os.system [echo]\n", "a: !secret x\n", "!!map {a: 1}\n", "a: !!str 1\n"]
)
def test_tags_are_refused(reading, content):
    """A tag, which may run code elsewhere, is refused and never resolved."""
    problem = sole(reading(content))
    assert problem.rule == "Tag"
    assert problem.found.startswith("the tag")
    assert "`!`" in problem.fix


def test_a_second_document_is_refused(reading):
    """Two YAML documents in one file are refused at the second."""
    problem = sole(reading("id: a\n---\nid: b\n"))
    assert (problem.rule, problem.line) == ("SecondDocument", 2)
    assert "second" in problem.found


@pytest.mark.parametrize("content", ["? [a]\n: b\n", "{[a]: b}\n", "? {a: 1}\n: b\n"])
def test_names_of_fields_are_words(reading, content):
    """A list or mapping as the name of a field is refused."""
    assert sole(reading(content)).rule == "FieldName"


def test_a_file_that_is_too_large_is_not_read(reading):
    """A file over the limit is refused by its size."""
    problem = sole(reading(b"a: " + b"x" * MAX_BYTES))
    assert problem.rule == "TooLarge"
    assert f"{MAX_BYTES:,}" in problem.allowed


@pytest.mark.parametrize("text", ["no", "No", "off", "false", "n0"])
def test_a_bare_no_is_false(text):
    """YAML reads a bare no or off as false, which later messages explain; other words stay text."""
    assert resolve(text) == ("n0" if text == "n0" else False)


def test_messages_explain_a_bare_no():
    """A message on a false value says that YAML reads a bare no so."""
    assert "bare yes, no, on or off" in describe(False)


@pytest.mark.parametrize("text", [".nan", ".NaN", ".NAN"])
def test_nan_is_read_as_such(text):
    """NaN is read as NaN, so that the data model can refuse it by name."""
    assert resolve(text) != resolve(text)


@pytest.mark.parametrize("text", [".inf", "-.inf", "+.INF", "1.0e+999"])
def test_infinity_is_read_as_such(text):
    """Infinity is read as infinity, so that the data model can refuse it by name."""
    assert abs(resolve(text)) == float("inf")


@pytest.mark.parametrize("text", ["2024-02-27", "2024-02", "1:30", "0x1F", "12:30:45.5", "9" * 5000, "=", "1e5"])
def test_dates_and_odd_numbers_stay_text(text):
    """Dates and YAML's odd notations stay the text that was written."""
    assert resolve(text) == text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12),
        ("-58.2", -58.2),
        ("1_000", 1000),
        (".5", 0.5),
        ("1.0e-05", 1e-05),
        ("yes", True),
        ("~", None),
        ("null", None),
        ("", None),
    ],
)
def test_plain_scalars_get_their_values(text, value):
    """Numbers, true, false and nothing get their values."""
    found = resolve(text)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize("text", ["'12'", '"no"', "'2024'"])
def test_quoted_scalars_stay_text(reading, text):
    """What stands in quotes is text."""
    assert reading(f"a: {text}\n").data == {"a": text[1:-1]}


def test_values_remember_their_places(reading):
    """A value's place is that of its field, an item's place is its own."""
    document = reading("id: a\noutcomes:\n  - id: x\n    n: 12\n")
    assert document.place(("outcomes", 0, "n")) == (4, 5)
    assert document.place(("outcomes", 0)) == (3, 5)


def test_a_missing_value_has_the_place_of_its_holder(reading):
    """What is missing is told where it should stand."""
    assert reading("id: a\noutcomes:\n  - id: x\n").place(("outcomes", 0, "events")) == (3, 5)


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


class _Plain(yaml.SafeDumper):
    def ignore_aliases(self, data):
        return True


@given(st.dictionaries(st.text(), PLAIN, min_size=1))
def test_what_yaml_writes_is_read_back(data):
    """Any plain data, written by a YAML library, are read back as they were."""
    document = parse(yaml.dump(data, Dumper=_Plain, sort_keys=False), Document("invented.yaml"))
    if not any(problem.rule == "TooDeep" for problem in document.problems):
        assert document.problems == []
        assert document.data == data


@given(st.binary(max_size=200))
def test_any_bytes_give_data_or_a_problem(tmp_path_factory, content):
    """Whatever bytes a file holds, reading ends with data or with a problem."""
    path = tmp_path_factory.getbasetemp() / "any-bytes.yaml"
    path.write_bytes(content)
    document = read(path)
    assert document.data is not None or document.problems


@given(st.text(alphabet="ab:-[]{},&*!'\"#|>%@ \n?~1.", max_size=60))
def test_any_yaml_like_text_gives_data_or_a_problem(text):
    """Whatever is made of YAML's own signs, parsing ends without an exception."""
    document = parse(text, Document("invented.yaml"))
    assert all(problem.line >= 1 and problem.column >= 1 for problem in document.problems)
