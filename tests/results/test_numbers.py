"""Addresses of numbers: what they show and where they lead."""

import re

import pytest

from copies import altered
from livingevidence.record.text import MINUS, THIN
from livingevidence.results.compute import compute
from livingevidence.results.numbers import GONE, anchor_of, look_up, plain_words

ROW, COUNT = "doe-2021/fever-score-ten-w8", "doe-2021/clearing-ten-w8"
CONTRAST = "fever-score-ten-v-placebo-w8"


@pytest.fixture(scope="module")
def results(small_evidence):
    """Return the computed results of the invented review."""
    return compute(small_evidence)


@pytest.fixture
def number_at(small_evidence, results):
    """Return a function that looks an address up."""
    return lambda address: look_up(address, small_evidence, results)


@pytest.mark.parametrize(
    ("address", "text", "page", "anchor"),
    [
        (f"{ROW}.value", f"{MINUS}4.2 points", "studies/doe-2021", "fever-score-ten-w8"),
        (f"{ROW}.sd", "2.1", "studies/doe-2021", "fever-score-ten-w8"),
        (f"{ROW}.timepoint_weeks", "8", "studies/doe-2021", "fever-score-ten-w8"),
        (ROW, f"{MINUS}4.2 points (SD 2.1; n = 40)", "studies/doe-2021", "fever-score-ten-w8"),
        (f"{COUNT}.events", "20", "studies/doe-2021", "clearing-ten-w8"),
        (f"{COUNT}.percent", f"50{THIN}%", "studies/doe-2021", "clearing-ten-w8"),
        (COUNT, f"20 of 40 (50{THIN}%)", "studies/doe-2021", "clearing-ten-w8"),
        (f"doe-2021/{CONTRAST}.p_value", "P < 0.001", "studies/doe-2021", CONTRAST),
        ("doe-2021/ten.n", "40", "studies/doe-2021", "arm-ten"),
        ("doe-2021/arm-ten.dose", "10 mg", "studies/doe-2021", "arm-ten"),
        ("poe-2017/patient-1.age_years", "40", "studies/poe-2017", "patient-1"),
        ("roe-2022/population.n_enrolled", "400", "studies/roe-2022", "population"),
        ("roe-2022/population.age", "adults", "studies/roe-2022", "population"),
        ("roe-2022/trial-dates", "dates", "studies/roe-2022", "trial-dates"),
        ("rashes.people", "40", "numbers", "result-rashes-people"),
    ],
)
def test_a_number_is_shown_in_its_own_way_and_leads_to_its_place(number_at, address, text, page, anchor):
    """Each number of a row, arm, case, population or result has its text, page and anchor."""
    number = number_at(address)
    assert (number.text, number.page, number.anchor) == (text, page, anchor)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        (COUNT, "doe-2021: fever gone; S1, abstract, results; two readers, agreed"),
        ("doe-2021/clearing-ten-w24", "doe-2021: fever gone; S1, place not recorded; one reader"),
        ("doe-2021/ten.n", "doe-2021: ten, n"),
        ("rashes.studies", "computed: studies of patients treated with oral examplinib, rashes"),
    ],
)
def test_a_number_tells_where_it_is_from(number_at, address, words):
    """Study, label, source and readers of a row; the part of a study; what was counted."""
    assert number_at(address).origin == words


def test_a_detail_of_the_population_has_an_address(small_evidence, results):
    """A share is told in percent, words as they are; an unknown one with what comes near."""
    population = small_evidence.records["doe-2021"].population
    detailed = population.model_copy(update={"details": {"Widespread, percent": 41.7, "sites": "three"}})
    evidence = altered(small_evidence, "doe-2021", population=detailed)
    assert look_up("doe-2021/population.details.widespread-percent", evidence, results).text == f"41.7{THIN}%"
    assert look_up("doe-2021/population.details.sites", evidence, results).text == "three"
    with pytest.raises(KeyError, match="did you mean 'sites'"):
        look_up("doe-2021/population.details.site", evidence, results)


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({}, "20 of 40"),
        ({"events": 0}, "none of 40"),
        ({"events": 0, "n": 499}, "none of 499"),
        ({"events": 1, "n": 499}, "fewer than 1 of 100"),
        ({"events": 30, "n": 100}, "about 30 of 100"),
        ({"events": 5, "n": 99}, "5 of 99"),
        ({"events": 499, "n": 499}, "about 100 of 100"),
        ({"kind": "percent", "percent": 62.5}, "about 63 of 100"),
    ],
)
def test_a_result_is_told_of_a_hundred_people(small_evidence, results, fields, text):
    """A share is told of a hundred, a count of few people as it is, and what rounds to nobody as fewer than one."""
    assert look_up(f"{COUNT}.of_100", altered(small_evidence, COUNT, **fields), results).text == text


@pytest.mark.parametrize(("percent", "text"), [(0, "none of 40"), (7.5, "3 of 40")])
def test_a_share_that_one_count_gives_is_told_as_that_count(small_evidence, results, percent, text):
    """A harm of which nobody had it is none of those counted, though only its percentage was printed."""
    evidence = altered(small_evidence, "doe-2021/itch-ten-w8", percent=percent)
    assert look_up("doe-2021/itch-ten-w8.of_100", evidence, results).text == text


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("doe-2012/clearing-ten-w8.n", "no study 'doe-2012'; did you mean 'doe-2021'?"),
        ("doe-2021/clearing-tne-w8", "no row, arm or case 'clearing-tne-w8'; did you mean 'clearing-ten-w8'?"),
        (f"{ROW}.valu", "no field 'valu'; did you mean 'value'?"),
        ("poe-2017/patient-1.age_year", "did you mean 'age_years'?"),
        ("doe-2021/ten.strength_percnt", "did you mean 'strength_percent'?"),
        ("doe-2021/population.n_enroled", "did you mean 'n_enrolled'?"),
        ("rashes.peopel", "no result 'rashes.peopel'; did you mean 'rashes.people'?"),
    ],
)
def test_what_is_unknown_is_told_with_the_nearest(number_at, address, message):
    """An unknown study, row, field or result is told with what comes nearest."""
    with pytest.raises(KeyError, match=re.escape(message)):
        number_at(address)


@pytest.mark.parametrize("address", ["entirely-else/x", "doe-2021/qqqq", f"{ROW}.qqqq", "qqqq"])
def test_what_is_near_nothing_has_no_hint(number_at, address):
    """Where nothing comes near, nothing is proposed."""
    with pytest.raises(KeyError) as error:
        number_at(address)
    assert "did you mean" not in error.value.args[0]


NO_NUMBERS = {
    "can't be told of a hundred": [f"{ROW}.of_100", "doe-2021/no-death.of_100"],
    "it was not read, so it can't be shown": [
        f"{ROW}.percent",
        "doe-2021/ten.strength_percent",
        "moe-2016/patient.age_years",
        "roe-2022/population.sex",
    ],
    "neither a number nor text": [
        f"{ROW}.second_readings",
        f"{ROW}.primary",
        "roe-2022/population.details",
        "doe-2021/ten.interventions",
    ],
}


@pytest.mark.parametrize(("message", "address"), [(m, a) for m, addresses in NO_NUMBERS.items() for a in addresses])
def test_what_is_no_number_is_told(number_at, message, address):
    """Told of a hundred is no mean and no statement; nor can be shown what was not read, a list, or yes or no."""
    with pytest.raises(KeyError, match=message):
        number_at(address)


@pytest.mark.parametrize("address", ["", "/", "doe-2021/", "doe-2021/.value", "doe-2021/ten", "nothing"])
def test_a_broken_address_is_told(number_at, address):
    """An address of no form is a KeyError and nothing else."""
    with pytest.raises(KeyError):
        number_at(address)


@pytest.mark.parametrize("scope", ["small_evidence", "evidence"])
def test_every_number_of_every_record_has_an_address(scope, request, results):
    """Every number of every row, arm, case and population can be looked up and shown."""
    evidence = request.getfixturevalue(scope)
    for name, study in evidence.records.items():
        parts = [
            ("population", study.population),
            *((part.id, part) for part in (*study.rows, *study.arms, *study.cases)),
        ]
        for part_name, part in parts:
            for field in type(part).model_fields:
                value = getattr(part, field)
                if isinstance(value, int | float) and not isinstance(value, bool):
                    assert look_up(f"{name}/{part_name}.{field}", evidence, results).text


def test_no_two_results_have_one_place(evidence, results):
    """Anchors of computed numbers are unique."""
    for keys in (results, compute(evidence)):
        assert len({anchor_of(key) for key in keys}) == len(keys)


def test_a_part_of_the_evidence_knows_no_other_study(small_evidence, results):
    """Evidence cut to a part has no study outside of it."""
    with pytest.raises(KeyError, match="no study 'doe-2021'"):
        look_up(ROW, small_evidence.where(condition="sample-rash"), results)


def test_a_sentence_is_filled_with_its_numbers(small_evidence, results):
    """Numbers stand in their place, words of a link stay, citations go."""
    text = "Of {number}`rashes.people` people {number}`some <doe-2021/ten.n>` {cite:p}`doe-2021` had {term}`itch <x>`."
    assert plain_words(text, small_evidence, results) == "Of 40 people some had itch."


def test_a_number_that_is_gone_is_an_error_or_told(small_evidence, results):
    """In a sentence a missing number raises, unless words for it are given."""
    with pytest.raises(KeyError, match="no result"):
        plain_words("{number}`no.such`", small_evidence, results)
    assert plain_words("{number}`no.such`", small_evidence, results, GONE) == GONE
