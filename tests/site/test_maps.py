"""The map of the evidence by design and by outcome, and the box that leads to a condition."""

import re

from livingevidence.appraisal.verdict import verdict
from livingevidence.evidence.evidence import Evidence
from livingevidence.record.text import number
from livingevidence.site.condition import conditions_with_pages
from livingevidence.site.maps import columns
from views import site_of, text_of


def lines(soup) -> dict[str, list]:
    """Return the cells of each condition, without the titles of their columns."""
    for label in soup.select(".cell-label"):
        label.decompose()
    return {row.a["href"].removesuffix(".html"): row("td")[1:] for row in soup.select("tbody tr")}


def test_the_map_has_the_numbers_of_the_page_of_numbers(soup_of, small_site):
    """Each cell of the map says the people and studies of the computed results, or none; each count is a link."""
    rows = lines(soup_of("condition-map", page="conditions/index"))
    assert rows.keys() == conditions_with_pages(small_site.evidence).keys()
    for name, (*cells, people, _awaited) in rows.items():
        for cell, rung in zip(cells, small_site.evidence.topic.ladder, strict=True):
            studies = small_site.results.get(f"{name}.{rung}.studies")
            assert (text_of(cell) == "none") is not bool(studies and studies.value)
            if text_of(cell) != "none":
                assert text_of(cell).startswith(number(small_site.results[f"{name}.{rung}.people"].value))
                assert cell.a["href"] == f"{name}.html#people"
        everyone = number(small_site.results[f"{name}.people"].value)
        assert text_of(people) == "none recorded" or everyone in text_of(people)


def test_every_condition_has_a_cell_for_every_kind_of_outcome(soup_of, small_site):
    """A cell of which nothing is recorded says so."""
    rows = lines(soup_of("outcome-map", page="conditions/index"))
    kinds = len(columns(small_site.evidence))
    assert {len(cells) for cells in rows.values()} == {kinds}
    empty = [cell for cells in rows.values() for cell in cells if not cell("a")]
    assert empty and {text_of(cell) for cell in empty} == {"none"}


def test_every_filled_cell_leads_to_its_studies(soup_of, small_evidence):
    """As many studies as a cell counts are linked in it, each to a part of its page that is there."""
    count_of_cells = 0
    for cells in lines(soup_of("outcome-map", page="conditions/index")).values():
        for cell in (cell for cell in cells if text_of(cell) != "none"):
            count_of_cells += 1
            links = [re.fullmatch(r"\.\./studies/(.+)\.html#(.+)", link["href"]).groups() for link in cell("a")]
            count = sum(int(number) for number in re.findall(r"(\d+) stud(?:y|ies)(?= awaited|\b)", text_of(cell)))
            assert len({study for study, _ in links}) == count
            for study, anchor in links:
                record = small_evidence.records[study]
                parts = {"outcomes": record.outcomes, "adverse-events": record.adverse_events}
                assert parts.get(anchor) or anchor in {case.id for case in record.cases}
    assert count_of_cells


def test_a_registered_trial_without_a_result_is_on_the_map(small_copy, soup_of):
    """Why its results are awaited stands there, and how many people were enrolled, who are counted nowhere else."""
    small_copy.edit("example-nct00000009", "population", {"n_enrolled": 61})
    small_copy.edit("example-nct00000009", "trials[0].status", "completed")
    site = site_of(Evidence.at(small_copy.review))
    *_, people, awaited = lines(soup_of("condition-map", page="conditions/index", site=site))["quiet-rash"]
    assert "61 people enrolled in trials without a result" in text_of(awaited)
    assert text_of(people) == "none recorded" and "the trial is over, and no result was found (" in text_of(awaited)


def test_read_and_awaited_results_are_told_apart(small_copy, soup_of):
    """A study counts as read in a column as soon as one row was read, else it is awaited or not there."""

    def well_being() -> str:
        site = site_of(Evidence.at(small_copy.review))
        cells = lines(soup_of("outcome-map", page="conditions/index", site=site))["example-fever"]
        return text_of(cells[list(columns(site.evidence)).index("well-being")])

    assert "Doe 2021" in well_being()
    small_copy.remove("doe-2021", "outcomes[3]")
    assert "Doe 2021" not in well_being()


def test_a_line_a_disease_says_what_is_known(soup_of, small_site):
    """Each condition of a group has a line with its verdict, best design, people, certainty and what is due."""
    rows = lines(soup_of("disease-rows", "rashes"))
    assert [link.removeprefix("conditions/") for link in rows] == ["sample-rash", "quiet-rash"]
    words, best, people, certainty, due = map(text_of, rows["conditions/sample-rash"])
    assert words == verdict(small_site.evidence, "sample-rash").words
    assert best.endswith("crossover trial") and best.count("▮") == 4 and certainty.endswith("very low certainty")
    assert people == number(small_site.results["sample-rash.on-tablet"].value) and due == "–"
    assert [text_of(cell) for cell in rows["conditions/quiet-rash"]] == ["no report", "–", "0", "–", "due 2027-12-31"]


def test_people_who_were_not_read_are_not_counted_as_none(small_copy, soup_of):
    """A study whose people were not read makes the number of a line a lower bound."""
    small_copy.remove("loe-2018", "population.n_enrolled")
    rows = lines(soup_of("disease-rows", "rashes", site=site_of(Evidence.at(small_copy.review))))
    assert text_of(rows["conditions/sample-rash"][2]).startswith("at least ")


def test_people_of_a_trial_without_results_are_not_said_to_be_none(small_copy, soup_of):
    """Where a trial is over and nobody knows how many had the treatment, the number is not available."""
    placebo = "  - {id: p, label: placebo, interventions: [placebo], route: oral, form: tablet, role: comparator}"
    small_copy.replace("example-nct00000009", "reports:", f"{placebo}\nreports:")
    small_copy.edit("example-nct00000009", "trials[0].status", "completed")
    site = site_of(Evidence.at(small_copy.review))
    words, _best, people, *_ = lines(soup_of("disease-rows", "rashes", site=site))["conditions/quiet-rash"]
    assert text_of(words) == "tested, results not available" and text_of(people) == "not available"


def test_the_box_knows_every_name_site_and_form(small_copy, soup_of):
    """Names, words and groups stand with each condition, and a form with its number as its study has it."""
    form = {"study": "loe-2018", "detail": "spotted, percent", "words": "{} % had this form"}
    small_copy.edit("loe-2018", "population.details", {"spotted, percent": 41.5})
    small_copy.edit("vocabulary/conditions", "sample-rash.synonyms", ["spotted rash"])
    small_copy.edit("vocabulary/conditions", "sample-rash.words", ["elbow"])
    small_copy.edit("vocabulary/conditions", "sample-rash.forms", {"spotted rash": form})
    soup = soup_of("condition-box", site=site_of(Evidence.at(small_copy.review)))
    rash = soup.find("a", href="conditions/sample-rash.html").parent
    assert (rash["data-names"], rash["data-words"]) == ("spotted rash", "elbow")
    assert rash["data-groups"].startswith("rashes") and rash.span.string == "41.5 % had this form"
