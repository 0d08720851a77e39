"""Two extractions of one study side by side: where they agree, how well, and the record that both make."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from ruamel.yaml.comments import CommentedMap

from livingevidence.record.models import NUMBERS, Printed
from livingevidence.record.text import count, number

ROW_LISTS = ("outcomes", "adverse_events")
TABLES = (*ROW_LISTS, "cases", "arms")
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
        unmatched = dict(enumerate(second.get(table) or ()))
        for index, part in enumerate(first.get(table) or ()):
            place = f"{table}: {part.get('id', index + 1)}"
            second_index = next((i for i, other in unmatched.items() if _is_same(part, other)), None)
            if second_index is None:
                alone.append(f"{place}, first reader alone")
                continue
            matched.append((table, index, second_index))
            pairs += _pairs(place, part, unmatched.pop(second_index), [*TERMS, *VALUES])
        alone += [f"{table}: {part.get('id', i + 1)}, second reader alone" for i, part in unmatched.items()]
    return DoubleReading(pairs, alone, matched)


def kappa(pairs: Iterable[Pair]) -> float | None:
    """Return Cohen's kappa of decisions; None where chance alone would make all of them agree, or there is none.

    Notes
    -----
    J. Cohen, Educational and Psychological Measurement 1960; 20: 37-46. What chance alone would make agree is that of
    each field by itself, since nobody takes a period for a form.
    """
    decisions, expected = [pair for pair in pairs if pair.field in (*TERMS, "verdict")], 0.0
    for field in {pair.field for pair in decisions}:
        of_field = [pair for pair in decisions if pair.field == field]
        firsts, seconds = Counter(str(pair.first) for pair in of_field), Counter(str(pair.second) for pair in of_field)
        expected += sum(firsts[value] * seconds[value] for value in firsts) / len(of_field)
    if expected >= len(decisions):  # of none, too
        return None
    return (sum(pair.agrees for pair in decisions) - expected) / (len(decisions) - expected)


def report_lines(reading: DoubleReading) -> Iterator[str]:
    """Yield a comparison in words: each conflict, then how well both agree."""
    conflicts = [pair for pair in reading.pairs if not pair.agrees]
    yield from map(str, conflicts)
    yield from reading.alone
    agreeing, agreement = len(reading.pairs) - len(conflicts), kappa(reading.pairs)
    share = f"{count(len(reading.pairs), 'value')} compared, {number(agreeing)} the same"
    yield share + ("" if agreement is None else f"; kappa of the decisions among them {agreement:.2f}")


def merged_record(first: CommentedMap, second: dict, both: DoubleReading) -> CommentedMap:
    """Return the first record with what the second reader found: readings beside rows, and conflicts in words.

    Nothing is settled: where both differ, the first reader's value stands and the second one's beside it.
    """
    for table, index, second_index in both.matched:
        if table not in ROW_LISTS:
            continue
        row, second_row = first[table][index], second[table][second_index]
        names = [name for name in Printed.model_fields if second_row.get(name) is not None]
        printed = CommentedMap((name, second_row[name]) for name in names)
        agrees = all(row.get(name) == second_row.get(name) for name in VALUES)
        reading = CommentedMap(agrees=agrees, source=row.get("source", "S1"))
        row.setdefault("second_readings", []).append(reading | {"printed": printed} if printed else reading)
    for table in ROW_LISTS:
        matched = {index for name, index, _ in both.matched if name == table}
        for index, row in enumerate(first.get(table, ())):
            if index not in matched:
                row["not_read_again"] = "The second reader did not find it."
    of_rows = tuple(f"{table}:" for table in ROW_LISTS)  # whose numbers stand beside each other already
    conflicts = [pair for pair in both.pairs if not pair.agrees]
    conflicts = [pair for pair in conflicts if not (pair.field in NUMBERS and pair.place.startswith(of_rows))]
    if lines := [*map(str, conflicts), *(line for line in both.alone if "second" in line)]:
        first.setdefault("conflicts", []).extend(lines)
    return first


def _pairs(place: str, first: dict, second: dict, names: Iterable[str]) -> Iterator[Pair]:
    for name in names:
        value, second_value = first.get(name), second.get(name)
        if value is not None or second_value is not None:
            yield Pair(place, name, value, second_value)


def _is_same(part: Any, other: Any) -> bool:
    if part.get("id") and part["id"] == other.get("id"):
        return True
    term = part.get("outcome") or part.get("event")
    return term is not None and all(part.get(name) == other.get(name) for name in NAMES)
