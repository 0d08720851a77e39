"""The grammar in which a claim says what it needs: one question a line, read as Python, never run.

A line is a question with literal arguments, bare or behind ``not``, or compared with a literal or another question::

    people("a-condition") == 1
    rungs("a-condition") == ["report"]
    not labelled("a-group")
    value("a/treated-w8") > value("a/control-w8")
    0 in difference("any-adverse-event", "a-condition")

Nothing else of Python is allowed; each node of its syntax is let in by name.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass

Literal = str | int | float | bool | tuple["Literal", ...]

OPERATORS: dict[type[ast.cmpop], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.In: "in",
}
ALLOWED = (
    'a question such as studies("…"), alone or after not, or compared by ==, !=, <, <=, >, >= or in with a number, '
    "a text, a list of them or another question"
)
LONGEST = 2_000  # characters of a line; no question comes near


@dataclass(frozen=True)
class Call:
    """A question with its arguments; a list is a tuple.

    Attributes
    ----------
    name : str
    args : tuple
    options : tuple of tuple
        Named arguments, as pairs.
    column : int
        Where it begins in its line, from 1.
    """

    name: str
    args: tuple[Literal, ...] = ()
    options: tuple[tuple[str, Literal], ...] = ()
    column: int = 1


@dataclass(frozen=True)
class Expression:
    """A line of what a claim needs.

    Attributes
    ----------
    text : str
        As it was written.
    left : Call or literal
        A literal only before ``in``.
    operator : str
        One of :data:`OPERATORS`; empty where nothing is compared.
    right : Call, literal or None
    negated : bool
        Whether ``not`` stands before it.
    """

    text: str
    left: Call | Literal
    operator: str = ""
    right: Call | Literal | None = None
    negated: bool = False

    @property
    def calls(self) -> tuple[Call, ...]:
        """The questions that it asks."""
        return tuple(side for side in (self.left, self.right) if isinstance(side, Call))


class BadExpression(ValueError):
    """A line that is not of the grammar.

    Attributes
    ----------
    column : int
        Where, from 1.
    found, fix : str
        What stands there, and how to mend it.
    """

    def __init__(self, column: int, found: str, fix: str = "write one question a line, as the page on claims shows"):
        super().__init__(found)
        self.column, self.found, self.fix = column, found, fix


def parse(text: str) -> Expression:
    """Return a line as an expression.

    Raises
    ------
    BadExpression
        Where it is not of the grammar.
    """
    if len(text) > LONGEST:
        raise BadExpression(1, f"a line of {len(text)} characters")
    try:
        return _parsed(text)
    except RecursionError:
        raise BadExpression(1, "a line too deep to be read") from None


def _parsed(text: str) -> Expression:
    try:
        node = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, MemoryError) as error:
        at = getattr(error, "offset", None) or 1
        raise BadExpression(at, f"what can't be read: {getattr(error, 'msg', None) or error}") from None
    negated = isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not)
    if negated:
        node = node.operand
    if isinstance(node, ast.Compare):
        if len(node.ops) > 1:
            raise _bad(node.comparators[1], "two comparisons in one line", "write each on a line of its own")
        if type(node.ops[0]) not in OPERATORS:
            raise _bad(node, f"the comparison {type(node.ops[0]).__name__}")
        operator, left, right = OPERATORS[type(node.ops[0])], _side(node.left), _side(node.comparators[0])
        asked = right if operator == "in" and not isinstance(left, Call) else left
        if not isinstance(asked, Call):
            fix = "begin with the question; a number or a text stands first only before `in`"
            raise _bad(node.left, "a comparison that asks nothing of the evidence", fix)
        return Expression(text, left, operator, right, negated)
    if not isinstance(node, ast.Call):
        raise _bad(node, f"no question but {_words(node)}")
    return Expression(text, _side(node), negated=negated)


def _side(node: ast.expr) -> Call | Literal:
    if not isinstance(node, ast.Call):
        return _literal(node)
    if not isinstance(node.func, ast.Name):
        raise _bad(node, "a call of something that is no question")
    for keyword in node.keywords:
        if keyword.arg is None:
            raise _bad(keyword.value, "arguments behind **")
    options = tuple((str(keyword.arg), _literal(keyword.value)) for keyword in node.keywords)
    return Call(node.func.id, tuple(map(_literal, node.args)), options, node.col_offset + 1)


def _literal(node: ast.expr) -> Literal:
    if isinstance(node, ast.Constant) and isinstance(node.value, str | int | float | bool):
        return node.value
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) and isinstance(node.operand, ast.Constant):
        value = node.operand.value
        if isinstance(value, int | float) and not isinstance(value, bool):
            return -value
    if isinstance(node, ast.List):
        return tuple(map(_literal, node.elts))
    fix = 'put quotation marks around a text: "…"' if isinstance(node, ast.Name) else "write the value out"
    raise _bad(node, f"{_words(node)} where a value must stand", fix)


def _words(node: ast.expr) -> str:
    return f"`{ast.unparse(node)}`"[:80]


def _bad(node: ast.expr, found: str, fix: str | None = None) -> BadExpression:
    return BadExpression(node.col_offset + 1, found, *([fix] if fix else []))
