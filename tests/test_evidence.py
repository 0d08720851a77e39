"""The evidence as tables: their columns, their copies, their parts."""

from __future__ import annotations

import datetime

import pandas as pd
import pytest

from live import TOPIC
from livingevidence.evidence.columns import TABLES
from livingevidence.record.models import Study
from livingevidence.record.problems import BrokenEvidence
from ruxreview import Evidence

ROW = "hwang-2024/nl-lesion-score-rux-w12"


@pytest.mark.parametrize("name", TABLES)
def test_tables_have_their_columns_and_types(evidence, name):
    """A table has exactly the columns that are described, in their order and types."""
    table = getattr(evidence, name)
    assert {column: str(dtype) for column, dtype in table.dtypes.items()} == {
        column: spec.dtype for column, spec in TABLES[name].items()
    }
    assert list(table.columns) == list(TABLES[name])


@pytest.mark.parametrize("name", TABLES)
def test_empty_tables_have_their_columns_and_types(evidence, name):
    """A table without any row has the same columns and types."""
    table = getattr(Evidence(evidence.library, []), name)
    assert table.empty
    assert {column: str(dtype) for column, dtype in table.dtypes.items()} == {
        column: spec.dtype for column, spec in TABLES[name].items()
    }


@pytest.mark.parametrize("name", TABLES)
def test_tables_hand_out_copies(evidence, name):
    """A table that a reader changes is whole again the next time."""
    before, spoilt = getattr(evidence, name), getattr(evidence, name)
    spoilt.loc[:, "study"] = "spoilt"
    spoilt.pop(spoilt.columns[-1])
    pd.testing.assert_frame_equal(getattr(evidence, name), before)


@pytest.mark.parametrize("name", TABLES)
def test_columns_of_terms_hold_tuples(evidence, name):
    """A column of several terms holds tuples, which no reader can change."""
    columns = [column for column, spec in TABLES[name].items() if spec.dtype == "object"]
    assert all(type(value) is tuple for column in columns for value in getattr(evidence, name)[column])


@pytest.mark.parametrize("name", TABLES)
def test_the_docstring_of_a_table_lists_its_columns(name):
    """The help on a table lists every column with its type and meaning."""
    text = getattr(Evidence, name).__doc__
    for column, spec in TABLES[name].items():
        assert f"\n{column} : {spec.dtype}\n    {spec.meaning}" in text


@pytest.mark.parametrize("name", TABLES)
def test_every_column_has_a_meaning(name):
    """No column goes without a word on what it holds."""
    assert all(spec.meaning.strip() for spec in TABLES[name].values())


def test_every_column_holds_something(evidence):
    """A column that is empty in every table that has it is misspelt or superfluous."""
    tables = [getattr(evidence, name) for name in TABLES]
    held = {column for table in tables for column in table if table[column].notna().any()}
    assert held == {column for columns in TABLES.values() for column in columns}


def test_a_row_of_the_table_is_the_row_of_the_record(evidence):
    """A row of the table of outcomes holds the numbers of its record."""
    table = evidence.outcomes
    row = table[(table["study"] == "hwang-2024") & (table["row"] == "nl-lesion-score-rux-w12")].iloc[0]
    assert (row["arm"], row["value"], row["sd"], row["p_value"]) == ("rux", -58.2, 28.7, "0.003")
    assert (row["timepoint_weeks"], row["readers"], row["agreed"]) == (12, 2, True)
    assert row["trials"] == ("NCT04492618",)
    assert pd.isna(row["events"])
    assert pd.isna(row["treatment"])


def test_a_contrast_has_its_two_arms(evidence):
    """A contrast has a treatment and a comparator instead of an arm."""
    table = evidence.outcomes
    row = table[(table["study"] == "mikhaylov-2023") & (table["kind"] == "contrast")].iloc[0]
    assert (row["treatment"], row["comparator"]) == ("delgo", "vehicle")
    assert pd.isna(row["arm"])


def test_a_study_has_the_date_of_its_earliest_report(evidence):
    """A study's date is that of its earliest dated report, and its year follows."""
    studies = evidence.studies.set_index("study")
    assert studies.loc["hwang-2024", ["first_public", "year"]].tolist() == ["2024-02-27", 2024]
    assert studies.loc["bayart-2017", ["first_public", "year"]].tolist() == ["2017", 2017]


def test_a_partial_date_has_its_latest_day(evidence):
    """A date to the year has its last day, an unknown one has none."""
    reports = evidence.reports.set_index("key")
    assert reports.loc["bayart-2017", "latest_day"] == pd.Timestamp(2017, 12, 31)
    assert pd.isna(reports.loc["nct04492618", "latest_day"])


def test_a_term_that_is_serious_makes_its_rows_serious(data_copy):
    """A row of an event that is serious by its definition is serious though the row does not say so."""
    data_copy.remove("bayart-2017", "adverse_events[0].serious")
    data_copy.remove("bayart-2017", "adverse_events[1].serious")
    table = Evidence.load(data_copy.folder).where(condition="alopecia-areata").adverse_events
    serious = table.set_index("event")["serious"]
    assert serious["serious-adverse-event"]
    assert pd.isna(serious["laboratory-abnormality"])


def test_where_filters_by_condition(evidence):
    """Only studies of a condition are left, in every table."""
    part = evidence.where(condition="necrobiosis-lipoidica")
    assert "hwang-2024" in part.records
    assert 0 < len(part.records) < len(evidence.records)
    assert all("necrobiosis-lipoidica" in terms for terms in part.studies["conditions"])
    for name in TABLES:
        assert set(getattr(part, name)["study"]) <= set(part.records)


def test_where_filters_by_group(evidence):
    """Only studies of a group are left; a condition in two groups is in both."""
    for group in evidence.vocabulary["groups"]:
        part = evidence.where(group=group)
        assert all(group in groups for groups in part.studies["groups"])
    both = set(evidence.where(condition="lichen-planopilaris").records)
    assert both <= set(evidence.where(group="lichenoid").records)
    assert both <= set(evidence.where(group="alopecia").records)


@pytest.mark.parametrize(("column", "term"), [("design", "case-report"), ("domain", "safety")])
def test_where_filters_by_design_and_domain(evidence, column, term):
    """Only studies of a design or of a shelf are left, and all of them."""
    part = evidence.where(**{column: term})
    assert set(part.studies[column]) == {term}
    assert len(part.studies) == (evidence.studies[column] == term).sum()


def test_where_splits_by_topical_ruxolitinib(evidence):
    """With and without topical ruxolitinib together are all studies, and none is in both."""
    used = set(evidence.where(treated=True).records)
    unused = set(evidence.where(treated=False).records)
    assert used | unused == set(evidence.records)
    assert not used & unused
    assert "hwang-2024" in used
    assert "mikhaylov-2023" in unused


def test_where_without_a_condition_is_everything(evidence):
    """No condition leaves everything."""
    assert list(evidence.where().records) == list(evidence.records)


def test_conditions_of_where_add_up(evidence):
    """Two conditions at once are the same as one after the other."""
    at_once = evidence.where(group="granulomatous", design="case-report")
    one_by_one = evidence.where(group="granulomatous").where(design="case-report")
    assert list(at_once.records) == list(one_by_one.records)
    assert "gorham-2023" in at_once.records


@pytest.mark.parametrize(
    ("condition", "known"),
    [
        ({"group": "granulomatos"}, "granulomatous"),
        ({"condition": "necrobiosis"}, "necrobiosis-lipoidica"),
        ({"design": "trial"}, "randomised-trial"),
        ({"domain": "hair"}, "systemic-comparator"),
    ],
)
def test_an_unknown_term_is_told_with_the_known_ones(evidence, condition, known):
    """A term that does not exist is an error with the known ones, never an empty table."""
    with pytest.raises(KeyError) as caught:
        evidence.where(**condition)
    (word,) = condition.values()
    assert f"'{word}' is not among the" in caught.value.args[0]
    assert known in caught.value.args[0]


def test_a_row_has_an_address(evidence):
    """The address of a row gives its study and the row itself."""
    study, row = evidence.row(ROW)
    assert isinstance(study, Study)
    assert (study.id, row.id, row.value) == ("hwang-2024", "nl-lesion-score-rux-w12", -58.2)


def test_every_row_of_every_table_is_found_at_its_address(evidence):
    """The columns study and row are the address of the row."""
    for name in ("outcomes", "adverse_events"):
        for item in getattr(evidence, name).itertuples():
            study, row = evidence.row(f"{item.study}/{item.row}")
            assert (study.id, row.id, row.label) == (item.study, item.row, item.label)


@pytest.mark.parametrize("address", ["hwang-2024/nothing", "hwang-2024", "nobody-1900/x", "", "#", "hwang-2024/rux"])
def test_an_address_without_a_row_is_an_error(evidence, address):
    """Where no row stands, a KeyError says so."""
    with pytest.raises(KeyError):
        evidence.row(address)


def test_the_groups_of_a_study_stand_in_the_order_of_the_vocabulary(evidence):
    """A study of a disease in two groups has both."""
    study = next(s for s in evidence.records.values() if "lichen-planopilaris" in s.conditions)
    assert evidence.groups_of(study)[:1] == ("lichenoid",)
    assert "alopecia" in evidence.groups_of(study)


def test_a_tablet_is_no_topical_ruxolitinib(evidence):
    """The same drug by mouth, or another drug on the skin, is not counted as the cream."""
    arm = evidence.records["hwang-2024"].arms[0]
    assert TOPIC.treats(arm)
    assert not TOPIC.treats(arm.model_copy(update={"route": "oral"}))
    assert not TOPIC.treats(arm.model_copy(update={"interventions": ["vehicle"]}))


def test_records_can_not_be_changed(evidence):
    """A field of a record can't be set."""
    with pytest.raises(ValueError, match="frozen"):
        evidence.records["hwang-2024"].title = "spoilt"


def test_a_copy_of_the_data_is_loaded(data_copy):
    """Another folder of the same shape is loaded, with its own bibliography."""
    loaded = Evidence.load(data_copy.folder)
    assert "hwang-2024" in loaded.records
    assert loaded.library.bibliography.endswith("references.bib")
    assert len(loaded.references) < 30


def test_old_dates_do_not_break_the_tables(data_copy):
    """A very old report of anything but a drug is told a date like any other."""
    data_copy.edit("mikhaylov-2023", "reports[0].first_public", "0224-03")
    reports = Evidence.load(data_copy.folder).reports.set_index("key")
    assert reports.loc["mikhaylov-2023", "latest_day"].year == 224


def test_broken_data_are_not_loaded(data_copy):
    """Broken data raise one error that holds every problem."""
    data_copy.edit("hwang-2024", "design", "single-arm-trail")
    data_copy.edit("bayart-2017", "outcomes[0].events", 7)
    with pytest.raises(BrokenEvidence) as caught:
        Evidence.load(data_copy.folder)
    assert [problem.rule for problem in caught.value.problems] == ["EventsWithinN", "KnownTerm"]
    assert str(caught.value).startswith("2 problems in the evidence\n\n")
    assert "single-arm-trail" in str(caught.value)


def test_a_missing_folder_is_broken_evidence(tmp_path):
    """A folder that is not there is told as such and gives no empty evidence."""
    with pytest.raises(BrokenEvidence, match="NoStudies"):
        Evidence.load(tmp_path / "nothing")


def test_today_may_be_given(data_copy):
    """Dates are held against the day that is given as today."""
    with pytest.raises(BrokenEvidence, match="after today"):
        Evidence.load(data_copy.folder, today=datetime.date(2020, 1, 1))
