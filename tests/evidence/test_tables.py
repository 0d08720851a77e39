"""The evidence as tables: their columns, their copies, their parts."""

import datetime
from pathlib import Path

import pandas as pd
import pytest

from copies import altered
from livingevidence.evidence.columns import TABLES, Column, columns_of, tables_of
from livingevidence.evidence.evidence import Evidence
from livingevidence.record.models import Arm, Study
from livingevidence.record.problems import BrokenEvidence


@pytest.fixture(scope="module", params=TABLES)
def name(request) -> str:
    """Return the name of a table."""
    return request.param


def dtypes(table: pd.DataFrame) -> list[tuple[str, str]]:
    """Return the columns of a table with their types."""
    return [(column, str(dtype)) for column, dtype in table.dtypes.items()]


def test_a_table_has_its_columns_in_order_whole_or_empty(small_evidence, name):
    """A table has exactly the columns that are described, also where nothing is in it."""
    columns = [(column, spec.dtype) for column, spec in tables_of(small_evidence.topic)[name].items()]
    for evidence in (small_evidence, Evidence(small_evidence.library, [])):
        assert dtypes(getattr(evidence, name)) == columns


def test_a_table_is_a_copy(small_evidence, name):
    """A table that a reader changes is whole again the next time."""
    before, table = getattr(small_evidence, name), getattr(small_evidence, name)
    table.loc[:, "study"] = "spoilt"
    pd.testing.assert_frame_equal(getattr(small_evidence, name), before)


def test_a_column_of_several_holds_tuples(small_evidence, name):
    """What no reader can change stands in a column of several things."""
    columns = [column for column, spec in TABLES[name].items() if spec.dtype == "object"]
    assert all(type(value) is tuple for column in columns for value in getattr(small_evidence, name)[column])


def test_a_column_takes_words_unit_and_terms_from_its_field():
    """The field of a record says what the column that shows it holds."""
    columns = columns_of(Arm, "route", "n", "interventions", "strength_percent")
    assert columns["route"] == Column("string", "route (vocabulary: routes)", terms="routes", field=(Arm, "route"))
    assert (columns["n"].dtype, columns["n"].unit) == ("Int64", "people")
    assert columns["interventions"].meaning == "interventions, tuple of terms (vocabulary: interventions)"
    assert (columns["strength_percent"].dtype, columns["strength_percent"].unit) == ("Float64", "%")


def test_a_column_without_the_limits_of_its_field_keeps_its_choices():
    """Where a record may lack the whole part, a choice is told all the same."""
    assert columns_of(Arm, "role", limits=False)["role"].allowed == ("treatment", "comparator", "all")


def test_a_review_has_its_own_column_for_its_treatment(small_evidence):
    """The column that says who was treated has the name and words of topic.yaml, and so have the shelves."""
    columns = tables_of(small_evidence.topic)["studies"]
    assert columns["on_examplinib"].meaning == "True if an arm got examplinib by mouth"
    assert columns["domain"].allowed == ("fevers", "rashes", "context") and "treated" not in columns


def test_a_row_of_a_table_is_the_row_of_its_record(small_evidence):
    """Numbers, trials and second reading are those of the record, and what it lacks is missing."""
    rows = small_evidence.outcomes.set_index(["study", "row"])
    row = rows.loc[("doe-2021", "clearing-ten-w8")]
    assert (row["arm"], row["events"], row["n"], row["timepoint_weeks"]) == ("ten", 20, 40, 8)
    assert (row["trials"], row["readers"], row["agreed"]) == (("NCT00000001",), 2, True)
    assert pd.isna(row["value"]) and pd.isna(row["treatment"])
    contrast = rows.loc[("doe-2021", "fever-score-ten-v-placebo-w8")]
    assert (contrast["treatment"], contrast["comparator"], contrast["agreed"]) == ("ten", "placebo", False)
    assert pd.isna(contrast["arm"])


def test_a_study_has_the_date_of_its_earliest_report(small_evidence):
    """A study's date is that of its earliest dated report, and its year follows; without one both are missing."""
    studies = small_evidence.studies.set_index("study")
    assert studies.loc["doe-2021", ["first_public", "year"]].tolist() == ["2019-01", 2019]
    assert studies.loc["moe-2016", "first_public"] == "unknown" and pd.isna(studies.loc["moe-2016", "year"])


def test_a_partial_date_has_its_latest_day(small_evidence):
    """A date to the year has its last day, an unknown one has none."""
    reports = small_evidence.reports.set_index("key")
    assert reports.loc["poe-2017", "latest_day"] == pd.Timestamp(2017, 12, 31)
    assert pd.isna(reports.loc["moe-2016", "latest_day"])


def test_a_term_that_is_serious_makes_its_rows_serious(small_evidence):
    """A row of an event that is serious by its definition is serious though the row does not say so."""
    events = small_evidence.adverse_events.set_index(["study", "row"])["serious"]
    assert events[("doe-2021", "serious-ten-w8")] and pd.isna(events[("doe-2021", "itch-ten-w8")])


@pytest.mark.parametrize(
    ("condition", "studies"),
    [
        ({"condition": "example-fever"}, {"doe-2021", "roe-2022", "review-2020"}),
        ({"group": "fevers"}, {"doe-2021", "roe-2022", "review-2020", "example-nct00000009"}),
        ({"group": "rashes", "design": "case-report"}, {"moe-2016"}),
        ({"domain": "context"}, {"review-2020"}),
        ({"treated": False}, set()),
    ],
)
def test_where_keeps_what_meets_every_condition(small_evidence, condition, studies):
    """Only studies that meet all of it are left, in every table."""
    part = small_evidence.where(**condition)
    assert set(part.records) == studies
    assert all(set(getattr(part, table)["study"]) <= studies for table in TABLES)


def test_where_parts_the_treated_from_the_others(small_evidence):
    """An arm with the treatment makes a study one of it, and a study of other drugs is none."""
    (arm,) = small_evidence.records["loe-2018"].arms
    untreated = altered(small_evidence, "loe-2018", arms=[arm.model_copy(update={"interventions": ["sampletinib"]})])
    assert list(untreated.where(treated=False).records) == ["loe-2018"]
    assert "loe-2018" not in untreated.where(treated=True).records


@pytest.mark.parametrize(
    ("condition", "term"),
    [
        ({"group": "fever"}, "fevers"),
        ({"condition": "fever"}, "example-fever"),
        ({"design": "trial"}, "randomised-trial"),
        ({"domain": "hair"}, "context"),
    ],
)
def test_an_unknown_term_is_told_with_the_known_ones(small_evidence, condition, term):
    """A term that does not exist is an error with the known ones, never an empty table."""
    (word,) = condition.values()
    with pytest.raises(KeyError, match=f"'{word}' is not among the .*{term}"):
        small_evidence.where(**condition)


def test_every_row_is_found_at_its_address(small_evidence):
    """The columns study and row are the address of the row."""
    for table in (small_evidence.outcomes, small_evidence.adverse_events):
        for record in table.itertuples():
            study, row = small_evidence.row(f"{record.study}/{record.row}")
            assert (study.id, row.id, row.label) == (record.study, record.row, record.label)


@pytest.mark.parametrize("address", ["doe-2021/nothing", "doe-2021", "nobody-1900/x", "", "/", "doe-2021/ten"])
def test_an_address_without_a_row_is_an_error(small_evidence, address):
    """Where no row stands, a KeyError says so."""
    with pytest.raises(KeyError):
        small_evidence.row(address)


def test_the_groups_of_a_study_stand_in_the_order_of_the_vocabulary(small_evidence):
    """A study of a disease in two groups has both."""
    assert small_evidence.groups_of(small_evidence.records["example-nct00000009"]) == ("fevers", "rashes")


def test_records_can_not_be_changed(small_evidence):
    """A field of a record can't be set."""
    record = small_evidence.records["doe-2021"]
    assert isinstance(record, Study)
    with pytest.raises(ValueError, match="frozen"):
        record.title = "spoilt"


def test_broken_data_are_not_loaded(small_copy):
    """Broken data raise one error that holds every problem."""
    small_copy.edit("loe-2018", "design", "single-arm-trail")
    small_copy.edit("poe-2017", "outcomes[0].events", 7)
    with pytest.raises(BrokenEvidence) as error:
        small_copy.evidence()
    places = {(Path(problem.file).stem, problem.field) for problem in error.value.problems}
    assert {("loe-2018", "design"), ("poe-2017", "outcomes[0].events")} <= places
    assert all(problem.fix in str(error.value) for problem in error.value.problems)


def test_today_may_be_given(small_copy):
    """Dates are held against the day that is given as today."""
    with pytest.raises(BrokenEvidence, match="after today"):
        small_copy.evidence(today=datetime.date(2018, 1, 1))
