"""The grammar in which a claim says what it needs: one question a line, read as Python, never run.

A line is a question with literal arguments, bare or behind ``not``, or compared with a literal or another question::

    people("a-condition") == 1
    rungs("a-condition") == ["report"]
    not labelled("a-group")
    value("a/treated-w8") > value("a/control-w8")
    0 in estimate("any-adverse-event", "a-condition")

Nothing else of Python is allowed; each node of its syntax is let in by name.
"""

import ast
import math
from dataclasses import dataclass, field, replace

Literal = str | int | float | bool | tuple["Literal", ...]

OPERATORS = {ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.In: "in"}
ALLOWED = (
    'a question such as studies("…"), alone or after not, or compared by ==, !=, <, <=, >, >= or in with a number, '
    "a text, a list of them or another question"
)
LONGEST_LINE = 2_000  # characters of a line; no question comes near


@dataclass(frozen=True)
class Call:
    """A question with its arguments; a list is a tuple."""

    name: str
    args: tuple[Literal, ...] = ()
    options: tuple[tuple[str, Literal], ...] = ()
    column: int = 1
    """Where it begins in its line, from 1."""


@dataclass(frozen=True)
class Expression:
    """A line of what a claim needs."""

    text: str
    left: Call | Literal
    """A literal only before ``in``."""
    operator: str = ""
    """One of :data:`OPERATORS`; empty where nothing is compared."""
    right: Call | Literal | None = None
    negated: bool = False
    place: tuple[str, int, int] = field(default=("", 1, 1), repr=False, compare=False)
    """File, line and column."""

    @property
    def calls(self) -> tuple[Call, ...]:
        """The questions that it asks."""
        return tuple(side for side in (self.left, self.right) if isinstance(side, Call))


class BadExpression(ValueError):
    """A line that is not of the grammar: in which column, from 1, what stands there, and how to mend it."""

    def __init__(self, place: ast.expr | int, found: str, fix: str = ""):
        super().__init__(found)
        self.column, self.found = place if isinstance(place, int) else place.col_offset + 1, found
        self.fix = fix or "write one question a line, as the page on claims shows"


def parse(text: str, place: tuple[str, int, int] = ("", 1, 1)) -> Expression:
    """Return a line, which stands somewhere, as an expression; raises BadExpression where it is not of the grammar."""
    if len(text) > LONGEST_LINE:
        raise BadExpression(1, f"a line of {len(text)} characters")
    try:
        return replace(_expression(text, ast.parse(text, mode="eval").body), place=place)
    except BadExpression:
        raise
    except RecursionError:
        raise BadExpression(1, "a line too deep to be read") from None
    except (SyntaxError, ValueError, MemoryError) as error:
        column = getattr(error, "offset", None) or 1
        raise BadExpression(column, f"what can't be read: {getattr(error, 'msg', None) or error}") from None


def _expression(text: str, node: ast.expr) -> Expression:
    match node:
        case ast.UnaryOp(op=ast.Not(), operand=ast.Call() | ast.Compare() as inner):
            return replace(_expression(text, inner), negated=True)
        case ast.Compare(comparators=[_, second, *_]):
            raise BadExpression(second, "two comparisons in one line", "write each on a line of its own")
        case ast.Compare(left=before, ops=[sign], comparators=[after]):
            if type(sign) not in OPERATORS:
                raise BadExpression(node, f"the comparison {type(sign).__name__}")
            operator, left, right = OPERATORS[type(sign)], _side(before), _side(after)
            if not isinstance(left, Call) and (operator != "in" or not isinstance(right, Call)):
                fix = "begin with the question; a number or a text stands first only before `in`"
                raise BadExpression(before, "a comparison that asks nothing of the evidence", fix)
            return Expression(text, left, operator, right)
        case ast.Call():
            return Expression(text, _side(node))
    raise BadExpression(node, f"no question but {_words(node)}")


def _side(node: ast.expr) -> Call | Literal:
    if not isinstance(node, ast.Call):
        return _literal(node)
    if not isinstance(node.func, ast.Name):
        raise BadExpression(node, "a call of something that is no question")
    for index, keyword in enumerate(node.keywords):
        if keyword.arg is None:
            raise BadExpression(keyword.value, "arguments behind **")
        if keyword.arg in (earlier.arg for earlier in node.keywords[:index]):
            raise BadExpression(keyword.value, f"the argument '{keyword.arg}' a second time", "keep one of the two")
    options = tuple((str(keyword.arg), _literal(keyword.value)) for keyword in node.keywords)
    return Call(node.func.id, tuple(map(_literal, node.args)), options, node.col_offset + 1)


def _literal(node: ast.expr) -> Literal:
    match node:
        case ast.Constant(value=str() | int() | float() as value) if value != math.inf:
            return value
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as value)) if (
            not isinstance(value, bool) and value != math.inf
        ):
            return -value
        case ast.List(elts=elements) if not any(isinstance(element, ast.List) for element in elements):
            return tuple(map(_literal, elements))
    fix = 'put quotation marks around a text: "…"' if isinstance(node, ast.Name) else "write the value out"
    raise BadExpression(node, f"{_words(node)} where a value must stand", fix)


def _words(node: ast.expr) -> str:
    return f"`{ast.unparse(node)}`"[:80]
