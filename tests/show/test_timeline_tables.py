"""How the picture moved: years, days and what an earlier review could know."""

import re

import pytest

from livingevidence import show
from livingevidence.claims.ledger import judge_all
from livingevidence.evidence.evidence import Evidence
from livingevidence.show import timeline
from livingevidence.show.inline import inline_of
from shown import evidence_with, links, rows, texts_in, words


def with_dates(copy, study: str, *dates: str) -> Evidence:
    """Return the evidence of a copy with other dates of a study's reports."""
    return evidence_with(copy, *((study, f"reports[{place}].first_public", date) for place, date in enumerate(dates)))


def test_years_are_those_of_treated_patients(small_evidence):
    """Years begin with the first study of treated patients and end with the last report of any study."""
    assert list(timeline.by_year(small_evidence)) == list(range(2017, 2025))


def test_a_year_has_what_was_public_at_its_end(small_evidence):
    """A line stands for each year in which a study came; a rung without one is a dash."""
    lines = rows(show.rungs_by_year(small_evidence, "rashes"))
    assert [row["Year"] for row in lines] == ["2017", "2018", "2019"]
    assert [row["Crossover trials"] for row in lines] == ["–", "–", "16 people, 1 study"]
    assert lines[1]["New that year"] == "[Loe 2018] study page"


def test_the_figure_draws_the_numbers_where_they_change(small_evidence):
    """Where the people of a rung change, the new number stands in drawing and words, below what it counts."""
    figure = show.ladder_by_year(small_evidence, "fevers")
    assert "Placebo-controlled trials: 120 from 2019 on, 400 from 2022 on" in figure.alt
    assert [text for text in texts_in(figure) if text in ("120", "400")] == ["120", "400"]
    assert "People in placebo-controlled trials" in texts_in(figure)


def test_a_number_that_was_not_read_has_a_plus(small_copy):
    """A rung with a study whose people were not read says that there are more."""
    small_copy.remove("loe-2018", "population.n_enrolled")
    evidence = Evidence.at(small_copy.review)
    assert "0+ from 2018 on" in show.ladder_by_year(evidence, "rashes").alt
    assert rows(show.rungs_by_year(evidence, "rashes"))[1]["One-armed trials"] == "0 or more people, 1 study"


def test_the_first_of_each_kind(small_copy, small_evidence):
    """A group's first study, the first with a comparator, and the first against the control, which may be none."""
    fevers, rashes = rows(show.firsts(small_evidence))
    assert fevers["First against placebo"].startswith("2019-01 [Doe 2021]")
    assert rashes["First against placebo"] == "none"
    assert rashes["First study"].startswith("2017") and rashes["First with a comparator"].startswith("2019-11")
    first_study = rows(show.firsts(with_dates(small_copy, "loe-2018", "2017-06-01")))[1]["First study"]
    assert first_study.startswith("2017-06-01 [Loe 2018]")
    assert first_study.endswith("perhaps before it: Poe 2017, known as 2017")


def test_what_was_known_around_a_study(small_copy, small_evidence):
    """The day before its first report nothing of it is known; each report's day has a line; without a date none has."""
    before, entry, paper = rows(show.around(small_evidence, "doe-2021", "example-fever"))
    assert (before["Day"], before["Studies"]) == ("2019-01-30", "none")
    assert before["What came"] == "the day before its first report"
    assert (entry["Day"], entry["Outcomes"]) == ("2019-01-31", "2")
    assert (paper["What came"], paper["Outcomes"], paper["Of the blinded period"]) == ("[Doe 2021]", "8", "7")
    evidence = with_dates(small_copy, "doe-2021", "unknown", "unknown")
    assert words(show.around(evidence, "doe-2021", "example-fever")) == "The study has no date."


def test_studies_without_a_date_are_counted(small_evidence):
    """The number is that of the cut, and studies of treated patients are named."""
    sentence = words(show.without_date(small_evidence))
    assert sentence.startswith("1 study is in no cut") and sentence.endswith("the two groups: [Moe 2016] study page.")


SEARCH = {"2020-06-30": "public", "2020-06": "public", "2020-07-01": "later", "2020": "unsure", "unknown": "undated"}


@pytest.mark.parametrize(("date", "key"), SEARCH.items())
def test_what_a_search_could_find_goes_by_the_date(small_copy, date, key):
    """Public on the last day, after it, perhaps before it, or of no date."""
    by_availability = timeline.studies_by_availability(with_dates(small_copy, "loe-2018", date))
    assert [name for name, studies in by_availability.items() if "loe-2018" in {study.id for study in studies}] == [key]


def test_every_treated_study_is_told_once(small_evidence):
    """The table has a line for each study with treated patients, and says whether a search could find it."""
    lines = rows(show.could_know(small_evidence))
    assert len(lines) == len(timeline.studies_in_groups(small_evidence)) == 6
    assert {row["On the last day of its search"] for row in lines if "Roe" in row["Study"]} == {"became public later"}


def test_conclusions_of_a_year_are_those_of_its_cut(small_evidence):
    """The count of a year is what the ledger says of its cut; what began and ceased leads from one to the next."""
    cuts, standing = [*timeline.by_year(small_evidence).values(), small_evidence], 0
    table = show.conclusions_by_year(small_evidence)
    for row, cells, cut in zip(rows(table), table.rows, cuts, strict=True):
        verdicts = [conclusion.verdict for conclusion in judge_all(cut).values() if conclusion.claim.main]
        assert row["Main conclusions that hold"] == f"{verdicts.count('holds')} of {len(verdicts)}"
        began, ceased = (len(re.findall("#claim-", cell)) for cell in cells[-2:])
        standing += began - ceased
        assert row["Main conclusions that hold"].startswith(f"{standing} of ")
    assert standing > 0


def test_a_conclusion_is_told_by_its_sentence(small_evidence):
    """A list of conclusions says what they say, its numbers filled in, and each leads to its place in the ledger."""
    claims = [conclusion.claim for conclusion in judge_all(small_evidence).values()]
    claim = next(claim for claim in claims if "{number}" in claim.text)
    (link,) = timeline.claim_links(inline_of(small_evidence), [claim.id])
    assert f"#claim-{claim.id}" in link and claim.text[:10] in link.striptags() and "{" not in link


def test_conclusions_since_the_search_are_told(small_evidence):
    """A conclusion that holds now and not on the evidence of that day is among them; no other is."""
    text = show.at_the_search(small_evidence)._repr_html_().split("They held then")[0]
    earlier = small_evidence.as_of(timeline.search_day(small_evidence))
    new = timeline.conclusions_that_hold(small_evidence) - timeline.conclusions_that_hold(earlier)
    assert new and set(re.findall(r"#claim-([\w-]+)", text)) == new


def test_each_saying_has_its_verdict_and_why(small_evidence):
    """A saying is quoted from its study or marked as ours; each part tells what was found, or needed, and its rows."""
    review, leaflet = rows(show.sayings(small_evidence))
    assert (review["Said by"], review["Verdict"]) == ("[Example 2020] study page", "partly supported")
    assert "Examplinib may clear a rash." in review["What it said"]
    assert review["Why"].startswith("✓ in sample rash: 9 of 16 and 2 of 16 (details, details) ? in quiet rash: needed")
    assert leaflet["What it said"].endswith("(in our words)")
    assert leaflet["Why"].endswith("person with the event in Loe 2018, found 1 of 20 (details)")
    assert "../studies/loe-2018.html#stopping" in links(show.sayings(small_evidence).rows[1][3])
