"""The grammar of what claims need: each line is read as the table says, or refused at its column."""

from pathlib import Path

import pytest
import yaml

from livingevidence.claims.expression import LONGEST_LINE, BadExpression, Call, parse

TABLE = yaml.safe_load((Path(__file__).parent / "expressions.yaml").read_text(encoding="utf-8"))


def plain(side: object) -> object:
    """Return a side of a line as the table has it."""
    return side.name if isinstance(side, Call) else [*side] if isinstance(side, tuple) else side


@pytest.mark.parametrize(("text", "parts"), TABLE["read"].items())
def test_a_line_is_read(text, parts):
    """Question, comparison and what it is compared with are told apart."""
    line = parse(text)
    sides = [plain(line.left), line.operator, plain(line.right)] if line.operator else [plain(line.left)]
    assert ["not"] * line.negated + sides == parts


@pytest.mark.parametrize(("text", "column", "words"), [(text, *fault) for text, fault in TABLE["refused"].items()])
def test_whatever_else_python_has_is_refused(text, column, words):
    """Nothing is run; the message names the column and what stands there."""
    with pytest.raises(BadExpression) as error:
        parse(text)
    assert (error.value.column, words in error.value.found) == (column, True), error.value.found


@pytest.mark.parametrize("text", ["(" * 5_000, f'says("{"x" * LONGEST_LINE}")', "-" * 1_500 + "1"])
def test_an_overlong_or_deep_line_is_refused(text):
    """No line exhausts whoever reads it."""
    with pytest.raises(BadExpression):
        parse(text)


def test_arguments_are_literals():
    """Lists become tuples, and numbers keep their sign."""
    (call,) = parse('studies("a", -2, rung=["b"]) == 1').calls
    assert call == Call("studies", ("a", -2), (("rung", ("b",)),), 1)
