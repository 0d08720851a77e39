"""The page of a study: when its trials ran, its rows and cases, and who shares its people."""

import pytest

from livingevidence.evidence.evidence import Evidence
from views import site_of, text_of


def lines(soup, anchor: str) -> list[list[str]]:
    """Return the cells of the table under a heading."""
    table = soup.find(id=anchor).find_next("table")
    return [[text_of(cell) for cell in row("td")] for row in table.select("tbody tr")]


@pytest.mark.parametrize(
    ("fields", "cell"),
    [
        ({"started": "2018-05"}, "Started: 2018-05"),
        ({"completed": "2042", "completed_is": "expected"}, "Completed: 2042 (expected)"),
        ({"completed": "2021-01", "completed_is": "actual"}, "Completed: 2021-01 (actual)"),
        ({"results_posted": "2022-05-17"}, "Results posted: 2022-05-17"),
        ({"status": "not-yet-recruiting"}, "Last known status: not yet recruiting"),
        ({"status": "unknown"}, "Last known status: not available"),
    ],
)
def test_the_dates_of_a_trial_are_told(small_copy, soup_of, fields, cell):
    """Start, completion with whether it was only expected, posting, status and their source stand in one line."""
    for field, value in fields.items():
        small_copy.edit("doe-2021", f"trials[0].{field}", value)
    soup = soup_of("study", "doe-2021", site=site_of(Evidence.at(small_copy.review)))
    ((*cells, source),) = lines(soup, "trial-dates")
    assert cell in cells and source == "Source of the dates: registry record (S2)"


def test_those_with_the_same_people_are_named(soup_of, small_site):
    """A study that shares people is a link by its name, with the reason."""
    link = soup_of("study", "doe-2021", page="studies/doe-2021").find(id="overlaps").find_next("li").a
    assert (link["href"], link.get_text()) == ("roe-2022.html", small_site.names["roe-2022"])
    assert "SECOND" in link.parent.get_text()


def test_each_row_and_case_is_an_address(soup_of, small_evidence):
    """Every row, arm, source and case of a study has its id on the page, and links inside the page lead to one."""
    for name, study in small_evidence.records.items():
        soup = soup_of("study", name)
        ids = {tag["id"] for tag in soup.find_all(id=True)}
        assert {record.id for record in (*study.rows, *study.cases, *study.sources)} <= ids
        assert {f"arm-{arm.id}" for arm in study.arms} <= ids
        assert {link["href"][1:] for link in soup.select('a[href^="#"]')} <= ids


def test_a_result_says_what_the_second_reader_found(soup_of):
    """Where readers disagree both numbers stand in the cell of the result."""
    row = soup_of("study", "doe-2021").find(id="fever-score-ten-v-placebo-w8")
    assert "the second reading found" in row("td")[3].get_text() and "both are kept" in row("td")[3].get_text()
    assert "second reader: the registry record prints another model" in row("td")[4].get_text()


def test_a_study_known_from_texts_about_it_says_so(small_copy, soup_of):
    """The caution stands at the top when no source is the study's own."""
    assert not soup_of("study", "review-2020").select("p.caution")
    for place in range(len(small_copy.at("review-2020", "sources")[0]["sources"])):
        small_copy.edit("review-2020", f"sources[{place}].verification", "secondary")
    (caution,) = soup_of("study", "review-2020", site=site_of(Evidence.at(small_copy.review))).select("p.caution")
    assert "was not available" in caution.get_text()


def test_a_reference_is_cited_with_its_identifiers(soup_of, small_evidence):
    """Each report stands under its label with a link to the list of references, and can be copied as a citation."""
    soup = soup_of("study", "doe-2021", page="studies/doe-2021")
    links = [item.a["href"] for item in soup.find(id="reports").find_next("ul")("li")]
    keys = [report.key for report in small_evidence.records["doe-2021"].reports]
    assert links == [f"../references.html#cite-{key}" for key in keys]
    assert small_evidence.references[keys[0]].title in soup.select_one("pre").get_text()
