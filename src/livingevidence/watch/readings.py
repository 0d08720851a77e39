"""Two extractions of one study side by side: where they agree, how well, and the record that both make."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from ruamel.yaml.comments import CommentedMap

from livingevidence.record.models import NUMBERS, Printed
from livingevidence.record.text import count, number

ROWS = ("outcomes", "adverse_events")
TABLES = (*ROWS, "cases", "arms")
VALUES = sorted(NUMBERS - {"text", "where"})
PEOPLE = ("n_enrolled", "n_analysed", "n_planned", "n_completed")
# Fields in which a reader decides; names that a reader gives, places and words are no decisions.
TERMS = ("design", "measure", "kind", "period", "outcome", "event", "serious", "condition", "response", "sex", "role")
TERMS += ("form", "route", "people", "timepoint_weeks")
NAMES = ("arm", "outcome", "event", "timepoint_weeks", "period")  # by which two rows are the same


@dataclass(frozen=True)
class Pair:
    """One value as both readers have it; None where one has none."""

    place: str
    field: str
    first: object
    second: object

    @property
    def agrees(self) -> bool:
        """Whether both read the same."""
        return self.first == self.second

    def __str__(self) -> str:
        first, second = ("nothing" if value is None else value for value in (self.first, self.second))
        return f"{self.place}, {self.field}: {first} (first reader), {second} (second reader)"


@dataclass(frozen=True)
class DoubleReading:
    """What two readers made of one study."""

    pairs: list[Pair]
    """Every decision and number that at least one of them has, of the parts that both found."""
    alone: list[str]
    """Places of parts that one reader found alone, with who."""
    matched: list[tuple[str, int, int]]
    """Table and indices of the parts that both found."""


def double_reading(first: dict, second: dict) -> DoubleReading:
    """Return two extractions side by side; parts are the same by their id, else by what a row is of."""
    people = [side.get("population") or {} for side in (first, second)]
    pairs = [*_pairs("study", first, second, ("design",)), *_pairs("population", *people, PEOPLE)]
    alone, matched = [], []
    for table in TABLES:
        mine, theirs = (list(side.get(table) or ()) for side in (first, second))
        left = dict(enumerate(theirs))
        for i, part in enumerate(mine):
            j = next((j for j, other in left.items() if _same(part, other)), None)
            if j is None:
                alone.append(f"{table}: {part.get('id', i + 1)}, first reader alone")
                continue
            matched.append((table, i, j))
            pairs += _pairs(f"{table}: {part.get('id', i + 1)}", part, left.pop(j), [*TERMS, *VALUES])
        alone += [f"{table}: {part.get('id', j + 1)}, second reader alone" for j, part in left.items()]
    return DoubleReading(pairs, alone, matched)


def kappa(pairs: Iterable[Pair]) -> float | None:
    """Return Cohen's kappa of decisions; None where chance alone would make all of them agree, or there is none.

    Notes
    -----
    J. Cohen, Educational and Psychological Measurement 1960; 20: 37-46. What chance alone would make agree is that of
    each field by itself, since nobody takes a period for a form.
    """
    decided, alike = [pair for pair in pairs if pair.field in (*TERMS, "verdict")], 0.0
    for name in {pair.field for pair in decided}:
        of = [pair for pair in decided if pair.field == name]
        mine, theirs = Counter(str(pair.first) for pair in of), Counter(str(pair.second) for pair in of)
        alike += sum(mine[value] * theirs[value] for value in mine) / len(of)
    if alike >= len(decided):  # of none, too
        return None
    return (sum(pair.agrees for pair in decided) - alike) / (len(decided) - alike)


def report_lines(made: DoubleReading) -> Iterator[str]:
    """Yield a comparison in words: each conflict, then how well both agree."""
    conflicts = [pair for pair in made.pairs if not pair.agrees]
    yield from map(str, conflicts)
    yield from made.alone
    same, found = len(made.pairs) - len(conflicts), kappa(made.pairs)
    share = f"{count(len(made.pairs), 'value')} compared, {number(same)} the same"
    yield share + ("" if found is None else f"; kappa of the decisions among them {found:.2f}")


def merged_record(first: CommentedMap, second: dict, made: DoubleReading) -> CommentedMap:
    """Return the first record with what the second reader found: readings beside rows, and conflicts in words.

    Nothing is settled: where both differ, the first reader's value stands and the second one's beside it.
    """
    for table, i, j in made.matched:
        if table not in ROWS:
            continue
        mine, theirs = first[table][i], second[table][j]
        printed = CommentedMap((name, theirs[name]) for name in Printed.model_fields if theirs.get(name) is not None)
        same = all(mine.get(name) == theirs.get(name) for name in VALUES)
        reading = CommentedMap(agrees=same, source=mine.get("source", "S1"))
        mine.setdefault("second_readings", []).append(reading | {"printed": printed} if printed else reading)
    for table in ROWS:
        both = {i for name, i, _ in made.matched if name == table}
        for i, row in enumerate(first.get(table, ())):
            if i not in both:
                row["not_read_again"] = "The second reader did not find it."
    beside = tuple(f"{table}:" for table in ROWS)  # numbers of rows stand beside each other already
    differ = [p for p in made.pairs if not p.agrees and not (p.field in NUMBERS and p.place.startswith(beside))]
    if lines := [*map(str, differ), *(line for line in made.alone if "second" in line)]:
        first.setdefault("conflicts", []).extend(lines)
    return first


def _pairs(place: str, first: dict, second: dict, names: Iterable[str]) -> Iterator[Pair]:
    for name in names:
        one, other = first.get(name), second.get(name)
        if one is not None or other is not None:
            yield Pair(place, name, one, other)


def _same(part: Any, other: Any) -> bool:
    if part.get("id") and part["id"] == other.get("id"):
        return True
    named = part.get("outcome") or part.get("event")
    return named is not None and all(part.get(name) == other.get(name) for name in NAMES)
