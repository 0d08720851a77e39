"""What the evidence answers to a question, and whether that is what a claim needs."""

from collections.abc import Callable
from dataclasses import dataclass
from operator import eq, ge, gt, le, lt, ne
from typing import ClassVar, NamedTuple

from livingevidence.claims.base import Finding, all_hold
from livingevidence.claims.expression import Call, Expression, Literal
from livingevidence.record.judgements import LEVELS
from livingevidence.record.models import Row
from livingevidence.record.text import count, names_in_words, number

KNOWN, MISSING, AWAITED = "known", "missing", "awaited"


class Operator(NamedTuple):
    """What an operator tests, and its words before a count, a limit and another result, of two counts, of names."""

    test: Callable[[object, object], bool]
    amount: str
    limit: str
    result: str
    counts: str
    names: str


OPERATORS = {
    "==": Operator(eq, "exactly", "exactly", "equal to", "as many {} as", "{} and no other"),
    "!=": Operator(ne, "not", "not", "unequal to", "not as many {} as", "not {}"),
    "<": Operator(lt, "fewer than", "below", "lower than", "fewer {} than", "fewer than {}"),
    "<=": Operator(le, "at most", "at most", "not higher than", "no more {} than", "none but {}"),
    ">": Operator(gt, "more than", "above", "higher than", "more {} than", "more than {}"),
    ">=": Operator(ge, "at least", "at least", "not lower than", "no fewer {} than", "{} at least"),
}


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the evidence answers."""

    operators: ClassVar[tuple[str, ...]] = tuple(OPERATORS)
    compared: ClassVar[tuple[type, ...]] = (int, float)
    bare: ClassVar[bool] = False
    """Whether it can stand without a comparison."""

    what: str
    """What was asked for, in words; where it can be counted, in the plural."""
    words: str
    """What there is, in words."""
    rows: tuple[str, ...] = ()
    """Addresses of the rows behind it; of a study, ``study/``."""
    state: str = KNOWN
    """``missing`` where what is asked about isn't there, so that nothing holds of it; ``awaited``; else ``known``."""
    flip: str = ""
    """The smallest change that would make the answer another one, in words."""

    def _holds(self, operator: str, other: object) -> bool | None:
        """Return whether the answer meets the comparison; None where that can't be told yet."""
        raise NotImplementedError

    def _needs(self, operator: str, other: object, negated: bool = False) -> str:
        """Return what the comparison needs, in words."""
        return f"{'not ' * negated}{self.what}: {OPERATORS[operator].limit} {_literal_words(other)}"

    def _step(self, operator: str, other: object) -> str:
        """Return the smallest change by which the comparison would no longer hold, in words."""
        return self.flip


@dataclass(frozen=True, kw_only=True)
class Yes(Answer):
    """Yes or no: stands alone, or behind ``not``."""

    operators = ()
    bare = True
    value: bool = False
    otherwise: str = ""
    """What is asked for behind ``not``, in words."""

    def _holds(self, operator: str, other: object) -> bool:
        return self.value

    def _needs(self, operator: str, other: object, negated: bool = False) -> str:
        return (self.otherwise or f"not {self.what}") if negated else self.what


@dataclass(frozen=True, kw_only=True)
class Number(Answer):
    """A number, compared by ``==``, ``!=``, ``<``, ``<=``, ``>``, ``>=``; of several each must meet the comparison."""

    values: tuple[float, ...] = ()
    singular: str = ""
    """What was counted, in the singular; empty for a measured value, which stands in a row."""
    unit: str | None = None
    row: Row | None = None
    """The one row that it stands in, for the nearest count that would not do."""

    def _holds(self, operator: str, other: object) -> bool | None:
        others = other.values if isinstance(other, Number) else (other,)
        if not self.values or not others:
            return None
        return all(OPERATORS[operator].test(mine, theirs) for mine in self.values for theirs in others)

    def _needs(self, operator: str, other: object, negated: bool = False) -> str:
        words = OPERATORS[operator]
        if isinstance(other, Number):
            comparison = words.counts.format(self.what) if self.singular else f"{self.what} {words.result}"
            return f"{'not ' * negated}{comparison} {other.what}"
        if not self.singular:
            return super()._needs(operator, other, negated)
        if (operator, other) in (("==", 0), (">=", 1)):
            return f"{'not ' * negated}{'at least one' if other else 'no'} {self.singular}"
        return f"{'not ' * negated}{words.amount} {count(other, self.singular, self.what)}"

    def _step(self, operator: str, other: object) -> str:
        limit, words = other.values[0] if isinstance(other, Number) else other, OPERATORS[operator]
        if not self.singular:
            bound = f"{words.result} {other.what}" if isinstance(other, Number) else f"{words.limit} {number(limit)}"
            return self._nearest(operator, limit) or f"{self.what} not {bound}"
        (now,) = self.values
        more = {"==": 1, "<=": limit - now + 1, "<": limit - now}.get(operator, 0)
        fewer = {"==": min(now, 1), ">=": now - limit + 1, ">": now - limit}.get(operator, 0)
        steps = [f"{number(step)} {way}" for step, way in ((more, "more"), (fewer, "fewer")) if step > 0]
        if not steps:
            return self.flip
        if steps == ["1 more"] and not now:
            return f"one {self.singular}"
        return f"{' or '.join(steps)} {self.singular if steps[-1].startswith('1 ') else self.what}"

    def _nearest(self, operator: str, limit: float) -> str:
        """Return the count nearest to that of the row whose share would not do; nothing for what counts nobody."""
        row = self.row
        if row is None or row.kind != "count" or not row.n:
            return ""
        turning = round(min(max(limit, 0), 100) * row.n / 100)  # where the answer turns, if not at the present count
        counts = sorted(k + step for k in {turning, row.events} for step in (-1, 0, 1) if 0 <= k + step <= row.n)
        failing = [k for k in counts if not OPERATORS[operator].test(100 * k / row.n, limit)]
        nearest = min(failing, key=lambda k: abs(k - row.events), default=None)
        return "" if nearest is None else f"{nearest} of {row.n} in {self.rows[0]}, where now it is {row.events}"


@dataclass(frozen=True, kw_only=True)
class Names(Number):
    """Names, or how many there are: ``==`` these and no other, ``<=`` no other than these, ``>=`` these at least."""

    compared = (int, str, tuple)
    bare = True
    names: tuple[str, ...] = ()

    def _holds(self, operator: str, other: object) -> bool | None:
        if isinstance(other, str | tuple):
            return OPERATORS[operator].test({*self.names}, {other} if isinstance(other, str) else {*other})
        return super()._holds(operator, other) if operator else bool(self.names)

    def _needs(self, operator: str, other: object, negated: bool = False) -> str:
        if isinstance(other, str | tuple):
            return f"{'not ' * negated}{self.what}: {OPERATORS[operator].names.format(_literal_words(other))}"
        return super()._needs(operator, other, negated) if operator else f"{'not ' * negated}{self.what}"

    def _step(self, operator: str, other: object) -> str:
        return super()._step(operator, other) if operator and not isinstance(other, str | tuple) else self.flip


@dataclass(frozen=True, kw_only=True)
class Span(Answer):
    """An interval: ``>`` it lies above a number, ``<`` below; ``0 in ...`` it holds the number; alone, there is one."""

    operators = ("<", ">", "in")
    bare = True
    low: float = 0
    high: float = 0
    search: tuple[str, str] | tuple[()] = ()
    """Event and condition of a computed difference, for :mod:`livingevidence.claims.change`."""

    def _holds(self, operator: str, other: object) -> bool:
        if not operator:
            return True
        above, below = self.low > other, self.high < other
        return {">": above, "<": below, "in": not above and not below}[operator]

    def _step(self, operator: str, other: object) -> str:
        return self.flip if operator else f"a result of {self.what} is withdrawn"

    def _needs(self, operator: str, other: object, negated: bool = False) -> str:
        side = {"": "", "<": " below", ">": " above", "in": " that holds"}[operator]
        return f"{'not ' * negated}{self.what}: an interval{side}{f' {number(other)}' if operator else ''}"


@dataclass(frozen=True, kw_only=True)
class Levels(Answer):
    """Levels of certainty, each of which must meet the comparison: ``<= "very-low"``."""

    compared = (str,)
    levels: tuple[str | None, ...] = ()
    """None for a rating that is stale, or that has no level."""
    stale: tuple[str, ...] = ()
    above: str = ""
    """A rating above a level, which is left open as ``{}``, in words; empty where ratings are named."""

    def _holds(self, operator: str, other: object) -> bool | None:
        test = OPERATORS[operator].test
        return all_hold([level and test(LEVELS.index(level), LEVELS.index(other)) for level in self.levels])

    def _needs(self, operator: str, other: object, negated: bool = False) -> str:
        if not self.above or operator != "<=":
            return super()._needs(operator, other, negated)
        return f"{'a' if negated else 'no'} {self.above.format(_literal_words(other))}"


def finding(expression: Expression, ask: Callable[[Call], Answer]) -> Finding:
    """Return what a line of a claim finds; `ask` answers the questions on its sides."""
    left, right = (ask(side) if isinstance(side, Call) else side for side in (expression.left, expression.right))
    main, other = (left, right) if isinstance(left, Answer) else (right, left)  # a number stands before `in`
    answers = [side for side in (left, right) if isinstance(side, Answer)]
    rows = tuple(dict.fromkeys(row for answer in answers for row in answer.rows))
    needs = main._needs(expression.operator, other, expression.negated)
    for state, holds in ((MISSING, False), (AWAITED, None)):
        if words := [answer.words for answer in answers if answer.state == state]:
            return Finding(needs, "; ".join(words), holds, rows)
    words = " and ".join(dict.fromkeys(answer.words for answer in answers))
    if isinstance(main, Number) and isinstance(other, Number):
        if main.values and main.unit != other.unit:
            return Finding(needs, "the units differ", False, rows)
        if main.singular and other.singular:
            words = f"{number(main.values[0])} {main.what} and {number(other.values[0])} {other.what}"
    holds = main._holds(expression.operator, other)
    if expression.negated:
        holds = None if holds is None else not holds
    flip = ""
    if holds:
        flip = main.what if expression.negated else main._step(expression.operator, other)
    search = ()
    if isinstance(main, Span) and main.search and expression.operator:
        search = (*main.search, {">": "more", "<": "fewer", "in": "unclear"}[expression.operator])
    stale = main.stale if isinstance(main, Levels) and holds is None else ()
    return Finding(needs, words, holds, rows, flip, search, stale)


def misuse(kind: type[Answer], expression: Expression) -> str:
    """Return why an answer of a kind can't be used so, in words; nothing where it can."""
    operators = names_in_words([*kind.operators])
    if not expression.operator:
        return "" if kind.bare else f"it is compared with something, by {operators}"
    if expression.operator not in kind.operators:
        return f"it is compared by {operators}" if operators else "it stands alone or after not"
    other = expression.right if isinstance(expression.left, Call) else expression.left
    if not isinstance(other, Call) and (isinstance(other, bool) or not isinstance(other, kind.compared)):
        type_words = {int: "a number", float: "a number", str: "a text", tuple: "a list of texts"}
        return f"it is compared with {' or '.join(dict.fromkeys(type_words[type_] for type_ in kind.compared))}"
    return f"a level is one of {', '.join(LEVELS)}" if kind is Levels and other not in LEVELS else ""


def _literal_words(value: Literal) -> str:
    if isinstance(value, tuple):
        return names_in_words([*map(str, value)])
    return value.replace("-", " ") if isinstance(value, str) and value in LEVELS else str(value)
