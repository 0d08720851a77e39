"""What the evidence answers to a question, and whether that is what a claim needs."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from livingevidence.claims.base import Finding
from livingevidence.claims.expression import Call, Expression, Literal
from livingevidence.record.judgements import LEVELS
from livingevidence.record.models import Row
from livingevidence.record.text import count, in_words, number

TEST: dict[str, Callable[[object, object], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
AMOUNT = {"==": "exactly", "!=": "not", "<": "fewer than", "<=": "at most", ">": "more than", ">=": "at least"}
LIMIT = AMOUNT | {"<": "below", ">": "above"}
RESULT = {"==": "equal", "!=": "unequal", "<": "lower", "<=": "not higher", ">": "higher", ">=": "not lower"}
MORE = {"==": "as many", "!=": "not as many", "<": "fewer", "<=": "no more", ">": "more", ">=": "no fewer"}
KNOWN, MISSING, AWAITED = "known", "missing", "awaited"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the evidence answers.

    Attributes
    ----------
    what : str
        What was asked for, in words.
    found : str
        What there is, in words.
    rows : tuple of str
        Addresses of the rows behind it; of a study, ``study/``.
    state : str
        ``missing`` where what is asked about isn't there, so that nothing holds of it; ``awaited`` where it can't be
        told yet; else ``known``.
    flip : str
        The smallest change that would make the answer another one, in words.
    """

    operators: ClassVar[tuple[str, ...]] = ()
    bare: ClassVar[bool] = False
    """Whether it can stand without a comparison."""

    what: str
    found: str
    rows: tuple[str, ...] = ()
    state: str = KNOWN
    flip: str = ""

    def holds(self, operator: str, other: object) -> bool | None:
        """Return whether a comparison holds; None where it can't be told."""
        raise NotImplementedError

    def needs(self, operator: str, other: object) -> str:
        """Return a comparison in words."""
        return f"{self.what}: {LIMIT[operator]} {_shown(other)}"

    def lacks(self, operator: str, other: object) -> str:
        """Return a comparison behind ``not``, in words."""
        return f"not {self.needs(operator, other)}"

    def step(self, operator: str, other: object) -> str:
        """Return the smallest change with which a comparison that holds would fail, in words."""
        return self.flip


@dataclass(frozen=True, kw_only=True)
class Yes(Answer):
    """Yes or no: stands alone, or behind ``not``."""

    bare = True
    value: bool = False
    otherwise: str = ""
    """What is asked for behind ``not``, in words."""

    @property
    def met(self) -> bool | None:
        """The answer; None where it can't be told."""
        return self.value if self.state == KNOWN else None

    def holds(self, operator: str, other: object) -> bool:
        """Return the answer itself."""
        return self.value

    def needs(self, operator: str, other: object) -> str:
        """Return what is asked for."""
        return self.what

    def lacks(self, operator: str, other: object) -> str:
        """Return what is asked for behind ``not``."""
        return self.otherwise or super().lacks(operator, other)


@dataclass(frozen=True, kw_only=True)
class Number(Answer):
    """A number, compared by ``==``, ``!=``, ``<``, ``<=``, ``>``, ``>=``; of several each must meet the comparison."""

    operators = tuple(TEST)
    values: tuple[float, ...] = ()
    one: str = ""
    """One of what was counted; empty for a measured value, which stands in a row."""
    unit: str | None = None
    row: Row | None = None
    """The one row that it stands in, for the nearest count that would not do."""

    def holds(self, operator: str, other: object) -> bool | None:
        """Return whether each value meets the comparison; None without a value, or where one was not read."""
        others = other.values if isinstance(other, Number) else (other,)
        if not self.values or not others or None in (*self.values, *others):
            return None
        return all(TEST[operator](mine, theirs) for mine in self.values for theirs in others)

    def needs(self, operator: str, other: object) -> str:
        """Return ``exactly 1 study of ...``, ``at least 250 in ...`` or ``... higher than ...``."""
        if isinstance(other, Number):
            than = f"{'to' if operator in ('==', '!=') else 'than'} {other.what}"
            return f"{MORE[operator]} {self.what} {than}" if self.one else f"{self.what} {RESULT[operator]} {than}"
        if self.one and (operator, other) in (("==", 0), (">=", 1)):
            return f"{'at least one' if other else 'no'} {self.one}"
        return f"{AMOUNT[operator]} {count(other, self.one, self.what)}" if self.one else super().needs(operator, other)

    def step(self, operator: str, other: object) -> str:
        """Return how many more or fewer would be too many, or the nearest count that would not do."""
        limit = other.values[0] if isinstance(other, Number) else other
        if not self.one:
            near = _nearest(self.row, self.rows[0], lambda value: TEST[operator](value, limit)) if self.row else ""
            if isinstance(other, Number):
                return near or f"{self.what} not {RESULT[operator]} than {other.what}"
            return near or f"{self.what} not {LIMIT[operator]} {number(limit)}"
        (now,) = self.values
        more = {"==": 1, "<=": limit - now + 1, "<": limit - now}.get(operator, 0)
        fewer = {"==": min(now, 1), ">=": now - limit + 1, ">": now - limit}.get(operator, 0)
        told = [f"{number(step)} {way}" for step, way in ((more, "more"), (fewer, "fewer")) if step > 0]
        if told == ["1 more"] and not now:
            return f"one {self.one}"
        return f"{' or '.join(told)} {self.one if told[-1].startswith('1 ') else self.what}" if told else self.flip


@dataclass(frozen=True, kw_only=True)
class Names(Answer):
    """Names: alone, that there is one; ``==`` these and no other, ``<=`` no other than these, ``>=`` these at least."""

    operators = ("==", "!=", "<=", ">=")
    bare = True
    names: tuple[str, ...] = ()
    open: frozenset[str] = frozenset()
    """Names that leave a comparison open, where there is no other."""

    def holds(self, operator: str, other: object) -> bool | None:
        """Return whether the names are those."""
        if not operator:
            return bool(self.names)
        if self.names and {*self.names} <= self.open:
            return None
        return TEST[operator]({*self.names}, {other} if isinstance(other, str) else {*other})

    def needs(self, operator: str, other: object) -> str:
        """Return the names in words."""
        if not operator:
            return self.what
        words = {"==": "{} and no other", "!=": "not {}", "<=": "none but {}", ">=": "{} at least"}[operator]
        return f"{self.what}: {words.format(_shown(other))}"


@dataclass(frozen=True, kw_only=True)
class Span(Answer):
    """An interval: ``>`` it lies above a number, ``<`` below; ``0 in ...`` it holds the number."""

    operators = ("<", ">", "in")
    low: float = 0
    high: float = 0
    search: tuple[str, str] | tuple[()] = ()
    """Event and condition of a computed difference, for :mod:`livingevidence.claims.change`."""

    def holds(self, operator: str, other: object) -> bool:
        """Return on which side of a number the interval lies."""
        above, below = self.low > other, self.high < other
        return {">": above, "<": below, "in": not above and not below}[operator]

    def needs(self, operator: str, other: object) -> str:
        """Return the side in words."""
        return f"{self.what}: an interval {dict(zip(self.operators, SIDES, strict=True))[operator]} {number(other)}"


SIDES = ("below", "above", "that holds")


@dataclass(frozen=True, kw_only=True)
class Levels(Answer):
    """Levels of certainty, each of which must meet the comparison: ``<= "very-low"``."""

    operators = tuple(TEST)
    levels: tuple[str | None, ...] = ()
    """None for a rating that is stale, or that has no level."""
    each: str = ""
    """Of which kind every rating is meant, such as benefit; empty where ratings are named."""

    def holds(self, operator: str, other: object) -> bool | None:
        """Return whether each level does; where none is rated, none does otherwise."""
        held = [level and TEST[operator](LEVELS.index(level), LEVELS.index(other)) for level in self.levels]
        return False if False in held else None if None in held else True

    def needs(self, operator: str, other: object) -> str:
        """Return the levels in words."""
        return f"no {self._beyond(other)}" if self.each and operator == "<=" else super().needs(operator, other)

    def lacks(self, operator: str, other: object) -> str:
        """Return the opposite in words."""
        return f"a {self._beyond(other)}" if self.each and operator == "<=" else super().lacks(operator, other)

    def _beyond(self, level: object) -> str:
        return f"{self.each} rated above {_shown(level)}{self.what}"


def finding(expression: Expression, ask: Callable[[Call], Answer]) -> Finding:
    """Return what a line of a claim finds.

    Parameters
    ----------
    expression : Expression
    ask : callable
        From a question with its arguments to the answer.
    """
    left, right = (ask(side) if isinstance(side, Call) else side for side in (expression.left, expression.right))
    turned = not isinstance(left, Answer)  # a number stands before `in`
    main, other = (right, left) if turned else (left, right)
    asked = [side for side in (left, right) if isinstance(side, Answer)]
    rows = tuple(dict.fromkeys(row for answer in asked for row in answer.rows))
    needs = (main.lacks if expression.negated else main.needs)(expression.operator, other)
    for state, holds in ((MISSING, False), (AWAITED, None)):
        if told := [answer.found for answer in asked if answer.state == state]:
            return Finding(needs, "; ".join(told), holds, rows)
    found = " and ".join(dict.fromkeys(answer.found for answer in asked))
    if isinstance(main, Number) and isinstance(other, Number):
        if main.values and main.unit != other.unit:
            return Finding(needs, "the units differ", False, rows)
        if main.one and other.one:
            found = f"{number(main.values[0])} {main.what} and {number(other.values[0])} {other.what}"
    holds = main.holds(expression.operator, other)
    if expression.negated:
        holds = None if holds is None else not holds
    flip = main.step(expression.operator, other) if holds and not expression.negated else main.what * bool(holds)
    search = ()
    if isinstance(main, Span) and main.search:
        search = (*main.search, {">": "more", "<": "fewer", "in": "unclear"}[expression.operator])
    return Finding(needs, found, holds, rows, flip, search)


def fits(kind: type[Answer], expression: Expression) -> str:
    """Return why an answer of a kind can't be used so, in words; nothing where it can."""
    if not expression.operator:
        return "" if kind.bare else f"it is compared with something, by {in_words([*kind.operators])}"
    if expression.operator not in kind.operators:
        return f"it is compared by {in_words([*kind.operators])}" if kind.operators else "it stands alone or after not"
    other = expression.right if isinstance(expression.left, Call) else expression.left
    wanted = {Number: (int, float), Span: (int, float), Names: (str, tuple), Levels: (str,)}[kind]
    if isinstance(other, Call) or (isinstance(other, wanted) and not isinstance(other, bool)):
        return f"a level is one of {', '.join(LEVELS)}" if kind is Levels and other not in LEVELS else ""
    return f"it is compared with {'a number' if float in wanted else 'a text or a list of them'}"


def _shown(value: Literal) -> str:
    if isinstance(value, tuple):
        return in_words([*map(str, value)])
    return value.replace("-", " ") if isinstance(value, str) and value in LEVELS else str(value)


def _nearest(row: Row, address: str, fits: Callable[[float], bool]) -> str:
    """Return the count nearest to that of a row whose share would not do, in words; nothing for other rows."""
    if row.kind != "count" or not row.n:
        return ""
    other: Sequence[int] = [k for k in range(row.n + 1) if not fits(100 * k / row.n)]
    near = min(other, key=lambda k: abs(k - row.events), default=None)
    return "" if near is None else f"{near} of {row.n} in {address}, where now it is {row.events}"
