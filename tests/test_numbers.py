"""Addresses of numbers: what they show and where they lead."""

from __future__ import annotations

import pytest

from livingevidence.record.text import MINUS, THIN
from livingevidence.results import numbers
from livingevidence.results.compute import compute
from livingevidence.results.numbers import anchor_of, look_up
from ruxreview import Evidence

ROW = "hwang-2024/nl-lesion-score-rux-w12"


@pytest.fixture(scope="module")
def results(evidence):
    """Return the computed results of the real evidence."""
    return compute(evidence)


@pytest.fixture
def at(evidence, results):
    """Return a function that looks an address up in the real evidence."""
    return lambda address: look_up(address, evidence, results)


def test_a_value_is_shown_with_its_sign_and_unit(at):
    """The mean percent change of the necrobiosis lipoidica trial is shown as printed."""
    assert at(f"{ROW}.value").text == f"{MINUS}58.2\N{NARROW NO-BREAK SPACE}%"


@pytest.mark.parametrize(
    ("address", "text"),
    [
        ("bokhari-2018/partial-hair-regrowth-rux-w28", "5 of 16"),
        ("bokhari-2018/partial-hair-regrowth-vehicle-w28", "none of 16"),
        ("papp-2021/nasopharyngitis-rux15-w8", "about 3 of 100"),
        ("rosmarin-2022/application-site-acne-rux15-w24", "about 6 of 100"),
        ("papp-2021/stroke", None),
        (ROW, None),
    ],
)
def test_a_result_is_told_of_a_hundred_people(at, address, text):
    """A share is told of a hundred, a count of few people as it is, and what is no share of people not at all."""
    if text is None:
        with pytest.raises(KeyError, match="of a hundred"):
            at(f"{address}.of_100")
    else:
        found = at(f"{address}.of_100")
        assert (found.text, found.anchor) == (text, address.split("/")[1])


def test_a_share_below_one_of_a_hundred_is_no_zero(evidence):
    """What is rounded to nobody is told as fewer than one; nobody at all as none."""
    _, row = evidence.row("papp-2021/nasopharyngitis-rux15-w8")
    told = {k: numbers._of_100(row.model_copy(update={"events": k}), "invented") for k in (1, 0, 499)}
    assert told == {1: "fewer than 1 of 100", 0: "none of 499", 499: "about 100 of 100"}


def test_a_number_leads_to_its_row(at):
    """A number of a row leads to that row on the page of its study."""
    found = at(f"{ROW}.value")
    assert (found.page, found.anchor) == ("studies/hwang-2024", "nl-lesion-score-rux-w12")


def test_a_number_tells_where_it_was_read(at):
    """A number of a row tells its study, source and readers."""
    origin = at(f"{ROW}.value").origin
    assert origin.startswith("hwang-2024: ")
    assert "S1, " in origin
    assert origin.endswith("two readers, agreed")


@pytest.mark.parametrize(
    ("address", "text"),
    [
        (f"{ROW}.sd", "28.7"),
        (f"{ROW}.p_value", "P = 0.003"),
        (f"{ROW}.timepoint_weeks", "12"),
        ("abduelmula-2023/complete-response-rux.percent", f"16.7{THIN}%"),
        ("abduelmula-2023/complete-response-rux.events", "2"),
        ("abduelmula-2023/complete-response-rux.n", "12"),
        ("papp-2021/iga-treatment-success-w8.p_value", "P < 0.0001"),
    ],
)
def test_fields_of_rows_are_shown(at, address, text):
    """Each number of a row is shown in its own way."""
    assert at(address).text == text


@pytest.mark.parametrize(
    ("address", "text"),
    [(ROW, f"{MINUS}58.2{THIN}% (SD 28.7; P = 0.003)"),
     ("abduelmula-2023/complete-response-rux", f"2 of 12 (16.7{THIN}%)")],
)  # fmt: skip
def test_a_whole_row_is_shown_in_words(at, address, text):
    """An address without a field shows the result of the row."""
    assert at(address).text == text


@pytest.mark.parametrize("name", ["rux", "arm-rux"])
def test_an_arm_is_found_with_and_without_its_prefix(at, name):
    """A number of an arm leads to the arm's row, whose id has the prefix."""
    found = at(f"brumfiel-2022/{name}.strength_percent")
    assert (found.text, found.page, found.anchor) == (f"1.5{THIN}%", "studies/brumfiel-2022", "arm-rux")


def test_the_people_of_an_arm_are_shown(at):
    """The number of people of an arm is a plain number."""
    assert at("papp-2021/rux15.n").text == "499"


def test_a_case_leads_to_its_section(at):
    """A number of a case leads to that case."""
    found = at("gorham-2023/case-1.age_years")
    assert (found.text, found.page, found.anchor) == ("46", "studies/gorham-2023", "case-1")


def test_the_population_leads_to_its_section(at):
    """A number of the population leads to the section on it, thousands apart."""
    found = at("papp-2021/population.n_enrolled")
    assert (found.text, found.page, found.anchor) == (f"1{THIN}249", "studies/papp-2021", "population")


def test_words_of_the_population_are_shown_as_they_are(at):
    """Words of the population are shown too."""
    assert at("gorham-2023/population.age").text == "46"
    assert at("hwang-2024/population.age").text.startswith("adults")


def test_a_computed_number_leads_to_the_page_of_numbers(at, results):
    """A computed number leads to its row on the page of numbers and tells what was counted."""
    found = at("necrobiosis-lipoidica.people")
    assert found.text == str(results["necrobiosis-lipoidica.people"].value)
    assert (found.page, found.anchor) == ("numbers", "result-necrobiosis-lipoidica-people")
    assert found.origin.startswith("computed: people enrolled")


def test_anchors_of_computed_numbers_are_unique(results):
    """No two computed numbers have one place."""
    assert len({anchor_of(key) for key in results}) == len(results)


@pytest.mark.parametrize(
    ("address", "hint"),
    [
        ("hwang-2042/nl-lesion-score-rux-w12.value", "no study 'hwang-2042'; did you mean 'hwang-2024'?"),
        ("hwang-2024/nl-lesion-score-rux-w21.value", "did you mean 'nl-lesion-score-rux-w12'?"),
        (f"{ROW}.valu", "no field 'valu'; did you mean 'value'?"),
        ("gorham-2023/case-1.age_year", "did you mean 'age_years'?"),
        ("brumfiel-2022/rux.strength_percnt", "did you mean 'strength_percent'?"),
        ("hwang-2024/population.n_enroled", "did you mean 'n_enrolled'?"),
        ("necrobiosis-lipoidica.peopel", "did you mean 'necrobiosis-lipoidica.people'?"),
    ],
)
def test_an_unknown_address_is_told_with_the_nearest(at, address, hint):
    """An unknown study, row, field or result is told with the nearest one."""
    with pytest.raises(KeyError) as caught:
        at(address)
    assert hint in caught.value.args[0]


@pytest.mark.parametrize(
    "address",
    [f"{ROW}.percent", "hwang-2024/rux.strength_percent", "bayart-2017/case-responder-a.age_years",
     "hwang-2024/population.n_completed"],
)  # fmt: skip
def test_a_number_that_was_not_read_is_no_number(at, address):
    """A field that the record does not have is told not to have been read."""
    with pytest.raises(KeyError, match="it was not read, so it can't be shown"):
        at(address)


@pytest.mark.parametrize(
    "address",
    [f"{ROW}.second_readings", f"{ROW}.primary", "hwang-2024/population.details", "hwang-2024/rux.interventions"],
)
def test_a_list_is_no_number(at, address):
    """Lists, mappings and yes or no are no numbers and can't be shown."""
    with pytest.raises(KeyError, match="neither a number nor text"):
        at(address)


@pytest.mark.parametrize("address", ["", "/", "hwang-2024/", "hwang-2024/.value", "hwang-2024/rux", "nothing"])
def test_a_broken_address_is_told(at, address):
    """An address of no form is a KeyError and nothing else."""
    with pytest.raises(KeyError):
        at(address)


def test_every_number_of_every_record_has_an_address(evidence, results):
    """Every number of every row, arm, case and population can be looked up and shown."""
    for name, study in evidence.records.items():
        holders = [("population", study.population)]
        holders += [(item.id, item) for item in (*study.rows, *study.arms, *study.cases)]
        for anchor, item in holders:
            for field in type(item).model_fields:
                value = getattr(item, field)
                if isinstance(value, int | float) and not isinstance(value, bool):
                    assert look_up(f"{name}/{anchor}.{field}", evidence, results).text


def test_numbers_of_a_part_are_not_found_elsewhere(evidence, results):
    """Evidence cut to a part knows no study outside of it."""
    part = evidence.where(condition="alopecia-areata")
    assert isinstance(part, Evidence)
    with pytest.raises(KeyError, match="no study 'hwang-2024'"):
        look_up(f"{ROW}.value", part, results)
