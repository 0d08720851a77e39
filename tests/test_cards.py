"""Cards: what stands behind each number and citation, in words of the record; and tables that sort."""

from __future__ import annotations

import re
from html import unescape

import pytest

from livingevidence.results.compute import compute
from livingevidence.results.numbers import anchor_of
from livingevidence.results.result import Result, Results
from livingevidence.show.tables import Table, listings
from livingevidence.site.cards import Cards
from ruxreview import Evidence

ROW = "nl-lesion-score-rux-w12"
LINK = f'<a class="number" href="../studies/hwang-2024.html#{ROW}">here</a>'


@pytest.fixture(scope="module")
def cards(evidence) -> Cards:
    """Return the cards of the real evidence."""
    return Cards(evidence, compute(evidence))


def words(lines: list[str]) -> list[str]:
    """Return lines without their tags."""
    return [re.sub(r"<[^>]+>", "", line) for line in lines]


def test_a_row_tells_study_result_source_place_readers_and_address(cards, evidence):
    """The card of a row names its study, what and of whom, the result, the source with its place, and who read it."""
    row = next(row for row in evidence.records["hwang-2024"].outcomes if row.id == ROW)
    lines = cards.lines("studies/hwang-2024.html", ROW)
    told = words(lines)
    assert told[0] == f"{cards.names['hwang-2024']}: {row.label}"
    assert "week 12" in told[1]
    assert told[2].startswith("−58.2") and row.p_value in told[2]
    assert told[3].startswith(f"Read in {row.source}, {row.locator} (")
    assert f'href="{{root}}studies/hwang-2024.html#{row.source}"' in lines[3]
    assert told[4] == "Read by two readers, agreed"
    (again,) = row.second_readings
    assert told[5].startswith(
        f"Second reader, in {again.source}, found what the first reader noted: n 12, value −58.2,"
    )
    assert lines[-1].startswith(f'<a href="{{root}}studies/hwang-2024.html#{ROW}">')


def test_readings_that_disagree_are_told(cards, evidence):
    """A row whose readers disagree says so, with what each of them found and where."""
    rows = [(study, row) for study in evidence.records.values() for row in study.rows]
    study, row = next((s, r) for s, r in rows if any(not reading.agrees for reading in r.second_readings))
    (again,), told = row.second_readings, words(cards.lines(f"studies/{study.id}.html", row.id))
    assert "Read by two readers, disagreed" in told
    said = f"Second reader, in {again.source}, found something else; both are kept: n {again.printed.n}, "
    assert any(line.startswith(said) and line.endswith(again.note) for line in told)


def test_dates_of_a_trial_tell_where_they_stand(cards, evidence):
    """The card of a mark in the calendar has each trial's dates, what is only expected, and where they were read."""
    study = next(
        s for s in evidence.records.values() if any(t.completed_is == "expected" and t.dates_from for t in s.trials)
    )
    trial = next(t for t in study.trials if t.completed_is == "expected")
    told = words(cards.lines(f"studies/{study.id}.html", "trial-dates"))
    assert any(line.endswith(f"completed (expected) {trial.completed}") for line in told)
    assert f"Stands in: {trial.dates_from}" in map(unescape, told)


def test_a_computed_number_tells_what_was_counted_how_and_from_what(evidence):
    """The card of a computed number has its value, its meaning, its note, and each study with its part."""
    made = Result("hats.people", 7, "people with hats", ("hwang-2024", "bayart-2017"), "counted twice", (3, 4))
    cards = Cards(evidence, Results([made]))
    told = words(cards.lines("numbers.html", "result-hats-people"))
    first, second = cards.names["hwang-2024"], cards.names["bayart-2017"]
    assert told == ["7", "Counted: people with hats", "counted twice", f"Behind it: {first}: 3; {second}: 4", made.key]


def test_of_many_studies_the_rest_are_counted(cards, evidence):
    """A number of more studies than a card holds says how many more there are; one of all says every study."""
    many = Result("many", 1, "what", tuple(evidence.records)[:11])
    every = Result("every", 1, "what", tuple(evidence.records))
    cards = Cards(evidence, Results([many, every]))
    assert words(cards.lines("numbers.html", "result-many"))[2].endswith(" and 3 more")
    assert "Behind it: every study" in cards.lines("numbers.html", "result-every")


def test_a_citation_tells_the_reference_and_links_its_identifiers(cards, evidence):
    """The card of a citation has title, year, every identifier as a link, and the record of the study."""
    report = evidence.records["hwang-2024"].reports[0]
    reference = evidence.references[report.key]
    lines = cards.lines("references.html", f"cite-{report.key}")
    assert lines[1] == reference.title and reference.year in lines[2]
    assert all(f'href="{address}"' in lines[3] for _, address in reference.links if address)
    assert 'href="{root}studies/hwang-2024.html"' in lines[4]


def test_each_of_several_registrations_is_a_link(cards, evidence):
    """Where a reference has several registry numbers, each that ClinicalTrials.gov knows is a link."""
    key = next(k for k, r in evidence.references.items() if r.identifiers.get("registration", "").count("NCT") > 1)
    told = "\n".join(cards.lines("references.html", f"cite-{key}"))
    for number in re.findall(r"NCT\d{8}", evidence.references[key].identifiers["registration"]):
        assert f'href="https://clinicaltrials.gov/study/{number}"' in told


def test_everything_that_a_number_can_lead_to_has_a_card(cards, evidence):
    """No row, arm, case, population or computed number is without a card."""
    bare = []
    for study in evidence.records.values():
        anchors = [item.id for item in (*study.rows, *study.cases)] + [f"arm-{arm.id}" for arm in study.arms]
        bare += [(study.id, a) for a in (*anchors, "population") if not cards.lines(f"studies/{study.id}.html", a)]
    bare += [key for key in compute(evidence) if not cards.lines("numbers.html", anchor_of(key))]
    assert bare == []


def test_a_page_has_the_card_of_each_link_once(cards):
    """Two links to one row share a card; links in it lead from the folder of the page."""
    made = cards.of_page(f"<p>{LINK} and {LINK}</p>", "chapters/hats")
    assert made.count("data-for=") == 1
    assert made.startswith('<template id="cards">')
    assert f'data-for="../studies/hwang-2024.html#{ROW}"' in made
    assert "{root}" not in made and 'href="../studies/hwang-2024.html#S1"' in made


def test_a_page_at_the_root_leads_from_there(cards):
    """On a page at the root links have no way up."""
    made = cards.of_page(LINK.replace("../", ""), "index")
    assert f'<a href="studies/hwang-2024.html#{ROW}">' in made


@pytest.mark.parametrize(
    "link",
    ["#here", "other.html#there", "https://example.org/studies/hwang-2024.html#population", "../studies/none.html#x",
     "../studies/hwang-2024.html#conflicts", "../numbers.html#result-none", "../references.html#id-none"],
)  # fmt: skip
def test_other_links_have_no_card(cards, link):
    """A page whose links lead elsewhere has no template."""
    assert cards.of_page(f'<a href="{link}">here</a>', "chapters/hats") == ""


def test_text_of_a_record_is_never_markup(data_copy):
    """Angle brackets of a record are shown as they are."""
    data_copy.edit("hwang-2024", "outcomes[0].label", "<b>bold & \"quoted\"</b><script src='x'></script>")
    spoilt = Evidence.load(data_copy.folder)
    row = spoilt.records["hwang-2024"].outcomes[0]
    made = Cards(spoilt, Results([])).lines("studies/hwang-2024.html", row.id)[0]
    assert made.endswith(
        "&lt;b&gt;bold &amp; &quot;quoted&quot;&lt;/b&gt;&lt;script src=&#x27;x&#x27;&gt;&lt;/script&gt;"
    )


def test_words_on_the_people_are_never_markup(data_copy):
    """Who was included is shown as it stands in the record."""
    data_copy.edit("hwang-2024", "population.inclusion", "age <18 & <i>more</i>")
    made = Cards(Evidence.load(data_copy.folder), Results([])).lines("studies/hwang-2024.html", "population")
    assert "Inclusion: age &lt;18 &amp; &lt;i&gt;more&lt;/i&gt;" in made


def test_a_table_with_columns_to_sort_by_is_marked():
    """The mark names the columns, and stands inside the fold."""
    rows = tuple((str(place), "x") for place in range(21))
    shown = Table(("Place", "Result"), rows, by=("Place",))._repr_markdown_()
    assert '<div class="sortable" data-by="Place"><div class="table-bar"></div>\n\n| Place |' in shown
    assert shown.index("<summary>") < shown.index("<div") < shown.index("</div>") < shown.index("</details>")
    assert "sortable" not in Table(("Place", "Result"), rows)._repr_markdown_()


def test_results_of_studies_are_never_put_in_order(evidence):
    """Rows may be sorted by every column but the result, whose numbers are of several measures and studies."""
    for table in (listings.outcomes(evidence), listings.adverse_events(evidence)):
        assert set(table.head) - set(table.by) == {"Result"}
