"""Reading YAML: plain values with their places, and a message for everything else."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from copies import Plain
from livingevidence.record.models import Outcome
from livingevidence.record.reading import (
    MAX_BYTES,
    MAX_DEPTH,
    Document,
    WrittenNumber,
    parse,
    read_document,
    scalar_value,
    value_in_words,
)

BOMB = "a: &a [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n" + "".join(
    f"{name}: &{name} [{', '.join(['*' + before] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.fixture
def read(tmp_path: Path):
    """Return a function that reads a file of the given content."""

    def read_content(content: bytes | str) -> Document:
        path = tmp_path / "invented.yaml"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_document(path, "invented.yaml")

    return read_content


def nested_mapping(depth: int) -> str:
    """Return a mapping that is nested in as many lines as told."""
    return "a:\n" + "".join(f"{' ' * i}b:\n" for i in range(1, depth))


@pytest.mark.parametrize(
    ("content", "rule", "place", "words"),
    [
        ("id: a\ntitle: Sjögren Köbner".encode("latin-1"), "NotUtf8", (2, 10), "the byte 0xf6"),
        ("id: a\ntitle: Sjögren ".encode() + "Köbner".encode("latin-1"), "NotUtf8", (2, 17), "the byte 0xf6"),
        *((text, "Empty", (1, 1), "") for text in ("", "\n \n", "# a comment only\n", "~\n", "\ufeff", "---\n")),
        ("id: a\ntitle\ndomain: alopecia\n", "NotYaml", (3, 1), ""),
        ("id: a\ntitle: 'never closed\ndomain: b\n", "NotYaml", None, "quoted scalar that begins on line 2"),
        ("id: a\ntitle: a\x07b\n", "Unseen", (2, 9), "U+0007"),
        ("id: a\n# a\u2028b\ntitle: c\n", "Unseen", (2, 4), "U+2028"),
        ("id: a\n\ufefftitle: b\n", "Unseen", (2, 1), "U+FEFF"),
        ("people:\n\u00a0\u00a0n: 1\n  m: 1\n", "Unseen", (2, 1), "U+00A0"),
        ("people:\n  n:\u202f1\n  m: 1\n", "Unseen", (2, 5), "U+202F"),
        (BOMB, "Alias", (1, 4), "(a)"),
        *((text, "Alias", None, "") for text in ("a: *b\n", "<<: *b\n", "a: [1, &b 2]\n")),
        *((text, "TooDeep", None, "") for text in ("[" * 100_000, "[" * 100_000 + "]" * 100_000, "{a: " * 100_000)),
        *((text, "TooDeep", None, "") for text in ("- " * 100_000, nested_mapping(1000), "[" * (MAX_DEPTH + 1) + "x]")),
        ("a: !!python/object/apply:os.system [echo]\n", "Tag", (1, 4), "the tag"),
        *((text, "Tag", None, "the tag") for text in ("a: !secret x\n", "!!map {a: 1}\n", "a: !!str 1\n")),
        ("id: a\n---\nid: b\n", "SecondDocument", (2, 1), "second"),
        *((text, "FieldName", None, "") for text in ("? [a]\n: b\n", "{[a]: b}\n", "? {a: 1}\n: b\n")),
        (b"a: " + b"x" * MAX_BYTES, "TooLarge", (1, 1), f"{MAX_BYTES:,}"),
    ],
    ids=lambda value: str(value)[:12],
)
def test_what_is_no_plain_yaml_is_refused_at_its_place(read, content, rule, place, words):
    """One problem with its line and column: nothing grows, runs code, hangs or is passed on in silence."""
    document = read(content)
    (problem,) = document.problems
    assert document.data is None and problem.rule == rule and words in problem.found and problem.fix
    assert place in (None, (problem.line, problem.column))


def test_the_deepest_allowed_nesting_is_read(read):
    """As many levels as allowed are read."""
    assert read("[" * MAX_DEPTH + "x" + "]" * MAX_DEPTH).problems == []


def test_each_duplicated_field_is_told_at_its_second_place(read):
    """A field that stands twice is told where it stands again, and the rest is still read."""
    document = read("id: a\npopulation:\n  n: 1\n  n: 2\nid: b\n")
    problems = [(problem.rule, problem.line, problem.column, problem.field) for problem in document.problems]
    assert problems == [("DuplicateKey", 4, 3, "population.n"), ("DuplicateKey", 5, 1, "id")]
    assert document.data == {"id": "b", "population": {"n": 2}}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12),
        ("-58.2", -58.2),
        ("1_000", 1000),
        (".5", 0.5),
        ("1.0e-05", 1e-05),
        *((text, float("inf")) for text in (".inf", "+.INF", "1.0e+999")),
        ("-.inf", float("-inf")),
        ("yes", True),
        *((text, False) for text in ("no", "No", "off", "false")),
        *((text, None) for text in ("~", "null", "")),
        *(
            (text, text)
            for text in ("n0", "2024-02-27", "2024-02", "1:30", "0x1F", "12:30:45.5", "9" * 5000, "=", "1e5")
        ),
    ],
)
def test_plain_scalars_get_their_values(text, value):
    """Numbers, true, false and nothing get their values; dates, odd notations and words stay the text they are."""
    scalar = scalar_value(text)
    assert scalar == value and type(scalar) in (type(value), WrittenNumber)


@pytest.mark.parametrize(
    "text",
    [
        "0.00001",
        "0.0030",
        ".003",
        "1.00",
        "0·001",
        "1e-5",
        "1.0e-5",
        "<1e-4",
        "< 1E-16",
        "<10^-4",
        "4.3 × 10−6",
        "2x10⁻¹²",
    ],
)
def test_a_printed_p_value_keeps_its_digits(text):
    """A P value without quotes is the text that was written, however small, with its last zeros or as a power."""
    row = {"id": "a", "label": "x", "measure": "m", "kind": "value", "period": "p", "source": "S1", "locator": "l"}
    assert Outcome.model_validate(row | {"outcome": "o", "p_value": scalar_value(text)}).p_value == text


def test_a_p_value_that_is_refused_is_shown_as_it_was_written(small_copy):
    """The message has the person's own text, not what a computer would write for it."""
    path = small_copy.file("doe-2021")
    small_copy.edit("doe-2021", "outcomes[6].p_value", "PVALUE")
    path.write_text(path.read_text().replace("PVALUE", "1.0e+5"))
    (problem,) = small_copy.problems()
    assert "'1.0e+5'" in problem.found


def test_nan_is_read_as_such():
    """NaN is read as NaN, so that the data model can refuse it by name."""
    assert all(scalar_value(text) != scalar_value(text) for text in (".nan", ".NaN", ".NAN"))


def test_messages_explain_a_bare_no():
    """A message on a false value says that YAML reads a bare no so."""
    assert "bare yes, no, on or off" in value_in_words(False)


@pytest.mark.parametrize("text", ["'12'", '"no"', "'2024'"])
def test_quoted_scalars_stay_text(read, text):
    """What stands in quotes is text."""
    assert read(f"a: {text}\n").data == {"a": text[1:-1]}


def test_values_remember_their_places(read):
    """A value's place is that of its field, an item's place is its own; what is missing is told where it should be."""
    document = read("id: a\noutcomes:\n  - id: x\n    n: 12\n")
    assert document.place(("outcomes", 0, "n")) == (4, 5)
    assert document.place(("outcomes", 0)) == document.place(("outcomes", 0, "events")) == (3, 5)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.text(), VALUES, min_size=1))
def test_what_yaml_writes_is_read_back(data):
    """Any plain data, written by a YAML library, are read back as they were."""
    document = parse(yaml.dump(data, Dumper=Plain, sort_keys=False), Document("invented.yaml"))
    if not any(problem.rule == "TooDeep" for problem in document.problems):
        assert document.problems == []
        assert document.data == data


@given(st.binary(max_size=200))
def test_any_bytes_give_data_or_a_problem(tmp_path_factory, content):
    """Whatever bytes a file holds, reading ends with data or with a problem."""
    path = tmp_path_factory.getbasetemp() / "any-bytes.yaml"
    path.write_bytes(content)
    document = read_document(path)
    assert document.data is not None or document.problems


@given(st.text(alphabet="ab:-[]{},&*!'\"#|>%@ \n?~1.", max_size=60))
def test_any_yaml_like_text_gives_data_or_a_problem(text):
    """Whatever is made of YAML's own signs, parsing ends without an exception."""
    document = parse(text, Document("invented.yaml"))
    assert all(problem.line >= 1 and problem.column >= 1 for problem in document.problems)
