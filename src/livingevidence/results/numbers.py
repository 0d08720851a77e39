"""From the address of a number to its text and the place that it leads to.

Three forms, one mechanism:

- ``study/row.value``: a number of a row (also ``.sd``, ``.p_value``, ``.n``, ...), of an arm
  (``arm-x.strength_percent``), of a case (``case-1.age_years``) or of the population (``population.n_enrolled``); it
  leads to its place on the study's page.
- ``study/row``: the whole result of a row, in words; with ``.of_100``, a count or percentage as people of a hundred.
- ``condition.people``: a result that was computed; it leads to the page of numbers.
"""

import re
from dataclasses import dataclass
from typing import Any

from livingevidence.evidence import describe
from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.recovered import recovered_count
from livingevidence.record.addresses import Address
from livingevidence.record.models import Arm, Case, Model, Row, Study
from livingevidence.record.problems import hint
from livingevidence.record.text import THIN, nearest_count, number
from livingevidence.record.vocabulary import Vocabulary
from livingevidence.results.result import Results

GONE = "(number gone)"
RETRACTED = "(number of a retracted study)"
FEW_PEOPLE = 100  # people; a count of fewer is not told of a hundred, which would make it look more exact than it is


@dataclass(frozen=True)
class Number:
    """A number as a page shows it."""

    text: str
    page: str
    """Where it leads: a document of the site and an id on it."""
    anchor: str
    origin: str
    """One line on where it comes from."""


def look_up(address: str, evidence: Evidence, results: Results) -> Number:
    """Return the number at an address; raises KeyError with a sentence on what is unknown and what comes near."""
    address = Address(address)
    if not address.study:
        return _computed(address, evidence, results)
    library = evidence.library  # where a retracted study keeps its page
    studies = library.studies if address.study in library.retractions else evidence.records
    if address.study not in studies:
        raise KeyError(f"no study '{address.study}'{hint(address.study, studies)}")
    study, page, part, field = studies[address.study], f"studies/{address.study}", address.part, address.field
    if part == "population":
        value = _detail(study, field) if field.startswith("details.") else _field(study.population, field, address)
        return Number(number(value), page, part, f"{study.id}: population, {field}")
    if part == "trial-dates":
        return Number("dates", page, part, f"{study.id}: when its trials ran")
    by_anchor: dict[str, Arm | Case] = {f"arm-{arm.id}": arm for arm in study.arms}
    by_anchor |= {case.id: case for case in study.cases}
    for anchor, arm_or_case in by_anchor.items():
        if part in (arm_or_case.id, anchor):
            value = _field(arm_or_case, field, address)
            suffix = f"{THIN}%" if field == "strength_percent" else ""
            return Number(number(value) + suffix, page, anchor, f"{study.id}: {part}, {field}")
    return _of_row(study, address, page, evidence.vocabulary)


def plain_words(text: str, evidence: Evidence, results: Results, substitute: str | None = None) -> str:
    """Return MyST as plain words, `substitute` in place of a number that is not there, which else raises KeyError."""
    text = re.sub(r" ?\{cite:[pt]\}`[^`]*`", "", with_numbers(text, evidence, results, substitute))
    return re.sub(r"\{[a-z:]+\}`([^`<]*?)(?: <[^`]*>)?`", r"\1", text)


def with_numbers(text: str, evidence: Evidence, results: Results, substitute: str | None = None) -> str:
    """Return MyST with its numbers, and other roles as they are; see :func:`plain_words`."""

    def replacement(role: re.Match) -> str:
        words, _, address = role[1].rpartition(" <")
        try:
            return words or look_up(address.rstrip(">"), evidence, results).text
        except KeyError:
            if substitute is None:
                raise
            return substitute

    return re.sub(r"\{number\}`([^`]+)`", replacement, text)


def _computed(key: str, evidence: Evidence, results: Results) -> Number:
    if key not in results:
        for study in evidence.library.retractions.keys() & key.split("."):
            return Number(
                RETRACTED, f"studies/{study}", "reports", f"{study} is retracted, and nothing is computed of it"
            )
        raise KeyError(f"no result '{key}'{hint(key, results)}")
    result = results[key]
    return Number(number(result.value), result.page, anchor_of(key), f"computed: {result.meaning}")


def anchor_of(key: str) -> str:
    """Return the id of a computed result on the page of numbers."""
    return "result-" + key.replace(".", "-")


def _detail(study: Study, field: str) -> int | float | str:
    """Return a further number or words of the population, as ``details.`` and the words that name it, joined."""
    details = {
        re.sub("[^a-z0-9]+", "-", name.casefold()): (name, value) for name, value in study.population.details.items()
    }
    detail = field.partition(".")[2]
    name, value = details.get(detail, ("", None))
    if value is None:
        raise KeyError(f"{study.id} has no detail '{detail}' of its population{hint(detail, details)}")
    return f"{number(value)}{THIN}%" if name.endswith(", percent") and not isinstance(value, str) else value


def _of_row(study: Study, address: Address, page: str, vocabulary: Vocabulary) -> Number:
    rows = {row.id: row for row in study.rows}
    if address.part not in rows:
        raise KeyError(f"{study.id} has no row, arm or case '{address.part}'{hint(address.part, rows)}")
    row = rows[address.part]
    origin = f"{study.id}: {row.label}; {describe.place(row)}; {describe.readers(row)}"
    return Number(_of_field(row, address, vocabulary), page, address.part, origin)


def _of_field(row: Row, address: Address, vocabulary: Vocabulary) -> str:
    field = address.field
    if not field:
        return describe.result(row, vocabulary)
    if field == "of_100":
        return _of_100(row, address)
    value = _field(row, field, address)
    if field == "p_value":
        return describe.p_value(value)
    if field == "percent":
        return f"{number(value)}{THIN}%"
    return number(value) + describe.unit_of(row, vocabulary) if field == "value" else number(value)


def _of_100(row: Row, address: str) -> str:
    """Return a count or percentage as a natural frequency: ``about 6 of 100``, or of few people ``5 of 16``."""
    events = row.events if row.kind == "count" else recovered_count(row)
    if events is not None and row.n:
        if row.n < FEW_PEOPLE or not events:
            return f"{number(events) if events else 'none'} of {number(row.n)}"
        share = 100 * events / row.n
    elif row.kind == "percent" and row.percent is not None:
        share = row.percent
    else:
        raise KeyError(f"'{address}': neither a count of people nor a percentage, so it can't be told of a hundred")
    people = nearest_count(share)
    return f"about {people} of 100" if people else "fewer than 1 of 100"


def _field(model: Model, field: str, address: str) -> Any:
    fields = type(model).model_fields
    if field not in fields:
        raise KeyError(f"'{address}': no field '{field}'{hint(field, fields)}")
    value = getattr(model, field)
    if value is None:
        raise KeyError(f"'{address}': the record has no '{field}'; it was not read, so it can't be shown")
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise KeyError(f"'{address}': '{field}' is neither a number nor text, so it can't be shown")
    return value
