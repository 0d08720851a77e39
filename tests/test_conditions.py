"""The pages of conditions, the map of the evidence, and the box of the first page."""

from __future__ import annotations

import re

import pytest
from docutils import nodes
from sphinx.errors import ExtensionError

from live import GROUPS, TOPIC
from livingevidence.claims import selection
from livingevidence.claims.expression import parse
from livingevidence.claims.ledger import judge_all
from livingevidence.evidence.treated import treated_studies
from livingevidence.record.prose import typed_digits
from livingevidence.record.text import number
from livingevidence.results.compute import compute
from livingevidence.results.numbers import look_up
from livingevidence.show import tables
from livingevidence.show.tables import comparators, prescribing
from livingevidence.site import claims_page, condition_index, condition_page, condition_top, conditions, stubs
from livingevidence.site.shared import shared
from ruxreview import Evidence

EMPTY, TRIAL, STUDIED = "granulomatous-cheilitis", "dermatomyositis", "necrobiosis-lipoidica"


@pytest.fixture(scope="module", autouse=True)
def build(evidence):
    """Give the pages what a build shares."""
    before = vars(shared).copy()
    shared.evidence, shared.results, shared.claims = evidence, compute(evidence), judge_all(evidence)
    yield shared
    vars(shared).update(before)


def parts(evidence, condition: str) -> list[str]:
    """Return the MyST of a page, part by part."""
    claims = selection.claims_on(shared.claims, condition)
    return [
        condition_top.verdict(evidence, condition, claims),
        condition_top.glance(evidence, condition),
        condition_top.more(evidence, condition),
        condition_page.expect(evidence, condition),
        condition_page.warn(evidence, condition, claims, True),
        condition_page.single(evidence, condition),
        condition_page.people(evidence, condition),
        condition_page.trials(evidence, condition),
        conditions.regimens(evidence, condition)._repr_markdown_(),
    ]


def test_every_condition_of_the_three_groups_has_a_page(evidence, tmp_path):
    """Each disease of the groups has a source under its id, and what is gone loses its page, but for the index."""
    (tmp_path / "conditions").mkdir()
    for name in ("index", "invented-disease"):
        (tmp_path / f"conditions/{name}.md").write_text("x", encoding="utf-8")
    stubs.write(evidence, tmp_path, tmp_path / "words")
    terms = evidence.vocabulary["conditions"].items()
    diseases = {name for name, term in terms if {*term.groups} & {*GROUPS} and not term.collective}
    assert {path.stem for path in (tmp_path / "conditions").glob("*.md")} == {*diseases, "index"}
    assert EMPTY in diseases and "vitiligo" not in diseases


def test_the_words_of_an_editor_stand_on_the_page(evidence, tmp_path):
    """Words under a condition's id become the content of its directive; those under no id stop the build."""
    words = tmp_path / "words"
    words.mkdir()
    (words / f"{EMPTY}.md").write_text("Invented words.\n", encoding="utf-8")
    stubs.write(evidence, tmp_path, words)
    page = (tmp_path / f"conditions/{EMPTY}.md").read_text(encoding="utf-8")
    assert re.search(rf"{{condition}} {EMPTY}\nInvented words\.\n:+\n", page)
    (words / "granulomatous-cheilitus.md").write_text("x", encoding="utf-8")
    with pytest.raises(ExtensionError, match=f"cheilitus.md: .*{EMPTY}"):
        stubs.write(evidence, tmp_path, words)


def test_no_number_is_typed_into_the_words_of_an_editor():
    """What editors wrote holds no digit that does not come from the data."""
    assert [typed_digits(path.read_text(encoding="utf-8")) for path in stubs.WORDS.glob("*.md")] == []


def test_a_condition_with_nothing_says_so(evidence):
    """Exactly where nobody treated is recorded, the page begins by saying it; none has numbers of people then."""
    for name, term in conditions.with_pages(evidence).items():
        said = condition_top.verdict(evidence, name, [])
        holds = not treated_studies(evidence, name)
        label = term.label.replace("-", r"\-")
        assert (f"Off-label in {label}, and whether" in said and "no patient treated with it" in said) is holds, name
        assert "no systematic search" in condition_top.glance(evidence, name)
        assert ("**Studied:**" not in condition_top.glance(evidence, name)) is holds
        assert (condition_page.expect(evidence, name) == "") is holds


def test_a_trial_without_patients_is_told(evidence):
    """A page says that there is no trial only where none is recorded; else it names it with its status."""
    assert "and no trial of it is recorded" in condition_top.verdict(evidence, EMPTY, [])
    assert "the results of a trial of it are awaited" in condition_top.verdict(evidence, TRIAL, [])
    ((study, trial),) = conditions.registered(evidence, TRIAL)
    assert f"{trial.id}\\, {trial.status}" in condition_top.more(evidence, TRIAL)
    assert f"{{number}}`{study.id}/population.n_planned` planned" in condition_page.trials(evidence, TRIAL)


# --- the first screen ---------------------------------------------------------------------------------


def test_a_page_begins_with_a_verdict(evidence):
    """Each condition with treated people has a verdict as a claim that holds; where there is none, facts say it."""
    for name in conditions.with_pages(evidence):
        first = selection.leading(shared.claims, name)
        told = condition_top.verdict(evidence, name, first)
        assert (f"{{claim}}`{name}-verdict`" in told) or not treated_studies(evidence, name), name
        assert first[:1] in ([], [f"{name}-verdict"])


def test_a_verdict_is_no_surer_than_the_certainty(evidence):
    """Where no rating is above very low, the verdict says unproven or unknown; off-label rests on the labels."""
    found = {name: item for name, item in shared.claims.items() if name.endswith("-verdict")}
    assert len(found) > 1
    for name, item in found.items():
        condition = name.removesuffix("-verdict")
        assert conditions.best_certainty(evidence, condition, "benefit") in (None, "very-low"), name
        assert re.search("unproven|is unknown", item.claim.text) and item.claim.text.startswith("Off-label"), name
        assert parse(f'not labelled("{condition}")') in item.claim.needs
        plain = item.claim.plain
        assert re.search("not proven|not known", plain) and plain.startswith("No label that was read"), name


def test_a_label_for_the_disease_overturns_its_verdict(full_copy):
    """Once a label is for a condition, nothing says any more that its use there is off-label."""
    full_copy.edit("fda-opzelura-label", "conditions[0]", "lichen-planus")
    changed = Evidence.load(full_copy.folder)
    assert judge_all(changed)["lichen-planus-verdict"].verdict == "overturned"
    assert judge_all(changed)["alopecia-areata-verdict"].verdict == "holds"


def test_the_warning_leads_to_what_labels_ask_for():
    """The first screen warns in a sentence, with a link down; without that sentence, in the whole claim."""
    told = condition_top.warning(shared.claims)
    assert "{claim}`home-boxed-warning`" in told and 'href="#prescribing"' in told


def test_a_line_of_links_leads_to_parts_that_are_there():
    """A part without text is not offered."""
    parts = {
        ("What to expect", "expect"): "",
        ("Before prescribing", "prescribing"): "x",
        ("Invented", "invented"): "x",
    }
    assert condition_top.jumps(parts) == '<a href="#prescribing">Before prescribing</a>'


def test_labels_are_folded_after_the_first_questions():
    """The first question stands open, the others in a fold that says how many; none is lost."""
    text = "Head.\n\n" + "\n".join(f"- **Question {letter}**\n  - answer {letter}" for letter in "ABCD")
    shown, fold = condition_page.folded(text).split("<details")
    assert "answer A" in shown and "answer B" not in shown
    assert "3 questions" in fold and "answer B" in fold and "answer D" in fold
    assert "<details" not in condition_page.folded("Head.\n\n- **Question A**\n  - answer A")


def test_what_is_awaited_stands_once(evidence):
    """Awaited results stand in their own part; the summary and the context lead there, or leave them out."""
    told = condition_page.expect(evidence, "lichen-planus")
    assert "/awaited-" not in told and '<a href="#awaited">' in told
    assert comparators.BESIDE not in told


def test_a_range_that_cannot_be_read_stands_apart(evidence):
    """A spread that is printed in words leads to its row, and the value alone is shown."""
    told = condition_page.expect(evidence, "lichen-planus")
    assert "{number}`brumfiel-2022/total-lesion-count-rux-w4.value`" in told
    assert "{number}`details <brumfiel-2022/total-lesion-count-rux-w4>`" in told


def test_patients_without_a_known_drug_are_folded(evidence):
    """Patients of a series of two drugs, whose own drug was not read, stand in one fold, and no other does."""
    shown, fold = condition_page.single(evidence, "alopecia-areata").split("<details")
    assert "jdd-2024-paediatric-aa" in shown and "bayart" not in shown
    assert "4 accounts" in fold and fold.count("/studies/bayart-2017") == 4
    assert "<details" not in condition_page.single(evidence, "lichen-planopilaris")


def test_what_is_known_of_a_trial_stands_beside_what_is_not(evidence):
    """A status that was not read comes with the day of posted results, or with results that were reported."""
    told = {
        trial.id: conditions.status(study, trial)
        for name in ("lichen-planus", STUDIED, "lichen-sclerosus")
        for study, trial in conditions.registered(evidence, name)
    }
    assert told["NCT05593432"] == "status not read, results posted 2024-10-24"
    assert told["NCT04492618"] == "status not read, results reported"
    assert told["NCT05593445"] == "completed"


def test_near_conditions_are_named_by_definitions(evidence):
    """A condition whose definition names another leads to it, and back."""
    assert conditions.related(evidence, "alopecia-areata") == ["alopecia-universalis"]
    assert "alopecia-areata" in conditions.related(evidence, "alopecia-universalis")
    assert "lichen-planus" in conditions.related(evidence, "oral-lichen-planus")
    assert conditions.related(evidence, STUDIED) == []


def test_every_number_of_the_pages_is_known(evidence):
    """Each number asked for on a page of a condition stands in the evidence; none is a digit of the code."""
    for condition in conditions.with_pages(evidence):
        asked = re.findall(r"\{number\}`(?:[^`<]*<)?([^`>]+)>?`", "\n".join(parts(evidence, condition)))
        for address in asked:
            assert look_up(address, evidence, shared.results).text
    for text in parts(evidence, EMPTY):
        assert typed_digits(text) == []


def test_what_labels_ask_for_stands_on_every_page(evidence):
    """Each page has the boxed warning and the labels' rows, and says that the labels are for other diseases."""
    for condition in conditions.with_pages(evidence):
        told = prescribing.on_page(evidence, condition, selection.warnings(shared.claims))
        assert "are for other diseases" in told and "{claim}`safety-boxed-warning`" in told
        for row in ("label-route", "label-interactions", "label-pregnancy", "label-stopping", "label-indication"):
            assert f"{{number}}`fda-opzelura-label/{row}`" in told and f"{{number}}`ema-opzelura-smpc/{row}`" in told
    for address in re.findall(r"\{number\}`(?:[^`<]*<)?([^`>]+)>?`", told):
        assert look_up(address, evidence, shared.results).text
    assert "are for other diseases" not in prescribing.on_page(evidence, "vitiligo")


def test_where_not_to_use_it_comes_first(evidence):
    """The list of each page begins with where not to use the cream, told by two labels, lips included."""
    for condition in conditions.with_pages(evidence):
        told = prescribing.on_page(evidence, condition, selection.warnings(shared.claims))
        first, rest = re.split(r"^- \*\*", told, maxsplit=2, flags=re.M)[1:]
        assert first.startswith("Where not to use it**") and "label-infection" in rest
        assert "`fda-opzelura-label/label-route`" in first and "`ema-opzelura-smpc/label-route`" in first
    assert "not on the lips" in look_up("ema-opzelura-smpc/label-route", evidence, shared.results).text


def test_the_list_says_which_labels_were_read(evidence):
    """The years are those of the reports that were read; a newer label that was not read is named, its year is not."""
    first = prescribing.before(evidence).text.splitlines()[0]
    assert all(name in first for name in prescribing.NAMES.values()) and "each in part" in first
    read = {"2021", "2025", "2023", "2024"}
    assert set(re.findall(r"\d{4}", first)) == read
    assert "2026-06-30" in look_up("fda-opzelura-label/awaited-label-text.text", evidence, shared.results).text
    assert "awaited-label-text" in prescribing.before(evidence).text
    none = prescribing.before(evidence.where(condition="alopecia-areata", design="case-report"))
    assert none.text == "No label was read."


def test_a_patient_told_alone_stands_on_the_page(evidence):
    """Response and adverse events of a single patient are on the page of the disease, and on no other."""
    told = condition_page.single(evidence, "alopecia-universalis")
    assert "right eyebrow normal" in told and "/studies/craiglow-2016" in told
    assert "craiglow-2016/case-1.adverse_events" in condition_page.warn(evidence, "alopecia-universalis", [], True)
    assert "craiglow" not in condition_page.single(evidence, "alopecia-areata")
    assert condition_page.single(evidence, EMPTY) == ""


def test_one_person_is_not_people(evidence):
    """A count of one is followed by the singular."""
    for condition in conditions.with_pages(evidence):
        for key in re.findall(r"\{number\}`([^`]+)` people", condition_page.people(evidence, condition)):
            assert look_up(key, evidence, shared.results).text != "1", key


@pytest.mark.parametrize("kind", ["benefit", "harm"])
def test_each_rating_stands_on_the_page_of_its_condition(evidence, kind):
    """The summary of findings of a page holds every rating of its condition, and no other."""
    ratings = evidence.library.appraisal.certainties.values()
    for condition in conditions.with_pages(evidence):
        rated = [r for r in ratings if (r.condition, r.kind) == (condition, kind)]
        assert len(condition_page.summary(evidence, condition, kind).rows) == len(rated)


def test_regimens_say_how_the_cream_was_used(evidence):
    """Strength, frequency, weeks and body surface of each regimen stand in a line; what was not read says so."""
    found = {
        row[0].split("/studies/")[1].split(">")[0]: row for row in conditions.regimens(evidence, "discoid-lupus").rows
    }
    row = found["rochester-nct04908280"]
    assert row[2:5] == (
        "{number}`rochester-nct04908280/arm-rux.strength_percent`",
        "twice daily",
        "{number}`rochester-nct04908280/arm-rux.duration_weeks`",
    )
    assert "#population" in row[5] and "BSA" in row[5]
    week = "not read; last result at week {number}`hwang-2024/nl-lesion-score-rux-w12.timepoint_weeks`"
    assert conditions.regimens(evidence, STUDIED).rows[0][2:5] == ("not read", "not read", week)


def test_going_trials_come_first(evidence):
    """A trial that recruits stands before one that ended, and each has its status as read."""
    statuses = [trial.status for _, trial in conditions.registered(evidence, "discoid-lupus")]
    assert statuses == ["recruiting", None]
    recruiting, unread = (row[1] for row in conditions.trials(evidence, "discoid-lupus").rows)
    assert recruiting == "recruiting" and unread.startswith("status not read")


def test_the_map_has_the_numbers_of_the_page_of_numbers(evidence):
    """Each cell of the map says the people and studies of the computed results, or none; each count is a link."""
    seen = set()
    for table in condition_index.evidence_map(evidence, shared.results):
        for line in table.next_node(nodes.tbody):
            cells = [cell.next_node(nodes.paragraph) for cell in line]
            name = cells[0].next_node(nodes.reference)["refuri"].removesuffix(".html")
            seen.add(name)
            for cell, rung in zip(cells[1:], TOPIC.ladder, strict=False):
                key = f"{name}.{rung}"
                studies = shared.results[f"{key}.studies"].value if f"{key}.studies" in shared.results else 0
                assert (cell.astext().split(": ")[1] == "none") is not bool(studies), key
                if studies:
                    assert (
                        cell.next_node(nodes.reference)
                        .astext()
                        .startswith(number(shared.results[f"{key}.people"].value))
                    )
                    assert cell.next_node(nodes.reference)["refuri"] == f"{name}.html#people"
            told = cells[-2].astext().split(": ")[1]
            people = number(shared.results[f"{name}.people"].value)
            assert told == "none recorded" if not shared.results[f"{name}.studies"].value else people in told
            awaited = len(tables.awaited(conditions.cream_only(evidence, name)).rows)
            assert cells[-1].astext().endswith(f"{awaited} result{'s' * (awaited != 1)}" if awaited else "none")
    assert seen == set(conditions.with_pages(evidence))


def test_the_box_lists_every_condition_by_group(evidence):
    """The box has a link to each condition under each of its groups, with short names of the glossary."""
    box = condition_index.box(evidence, {"lichen planopilaris": "LPP", "lichen planopilaris activity index": "LPPAI"})
    links = [link["refuri"] for link in box.findall(nodes.reference)]
    pages = conditions.with_pages(evidence)
    assert sorted(links) == sorted(f"conditions/{t}.html" for t, c in pages.items() for g in c.groups if g in GROUPS)
    assert "lichen planopilaris (LPP)" in {link.astext() for link in box.findall(nodes.reference)}


def test_short_names_are_read_from_the_glossary():
    """The first name of an entry stands for its meaning, without the full stop."""
    glossary = "```{glossary}\nXX\nXXY\n  Invented disease.\n\nZZ\n  Other disease.\n```\n"
    assert condition_index.short_forms(glossary) == {"invented disease": "XX", "other disease": "ZZ"}


def test_a_share_of_women_is_told_where_no_count_was_read(evidence):
    """Sex is not said to be unread where the study's page has it in percent."""
    row = next(row for row in conditions.who(evidence, "lichen-planus").rows if "mangold-2024" in row[0])
    assert "women and girls" in row[3] and "72" in row[3]


# --- other names, and plain words ---------------------------------------------------------------------


def test_a_name_leads_to_one_condition(evidence):
    """No name of a condition is another's; a short one that the glossary knows is the same there."""
    pages = conditions.with_pages(evidence)
    names = [name.casefold() for term in pages.values() for name in (term.label, *term.synonyms)]
    assert len(names) == len(set(names))
    assert "cheilitis granulomatosa" in names and "alopecia totalis" in names


def test_other_names_stand_on_the_page_and_in_the_box(evidence):
    """A reader who knows a disease by another name finds it there, in the box and in the site's search."""
    box = condition_index.box(evidence, {"lichen sclerosus": "LS"})
    items = {item.next_node(nodes.reference)["refuri"]: item.astext() for item in box.findall(nodes.list_item)}
    for name, term in conditions.with_pages(evidence).items():
        assert ("Other names and forms" in condition_top.more(evidence, name)) is bool(term.synonyms)
        assert all(other in items[f"conditions/{name}.html"] for other in term.synonyms)
    assert items["conditions/lichen-sclerosus.html"].count("LS") == 1


def test_plain_words_stand_under_the_bottom_line(evidence):
    """The claims that have a plain wording are told in it, and the labels' warning with them; without any, nothing."""
    told = condition_top.plain(shared.claims, ["granulomatous-one-uncontrolled-study", "necrobiosis-lipoidica-p-value"])
    placed = re.findall(r"\{(\w+)\}`([\w-]+)`", told)
    assert placed == [("plain", "granulomatous-one-uncontrolled-study"), ("plain", conditions.BOXED)]
    assert condition_top.plain(shared.claims, ["necrobiosis-lipoidica-p-value"]) == ""


@pytest.mark.parametrize("condition", ["lichen-planus", STUDIED, "alopecia-areata", "lichen-sclerosus"])
def test_every_studied_condition_has_plain_words(evidence, condition):
    """Where something is concluded, a patient can read it."""
    assert condition_top.plain(shared.claims, selection.leading(shared.claims, condition))


def test_the_ledger_knows_the_pages_of_conditions(evidence):
    """A claim stands on each page that shows it: its own condition's, or that of nobody; the warning on all."""
    placed = {name: conditions.placed_on(evidence, shared.claims, name) for name in conditions.with_pages(evidence)}
    assert "necrobiosis-lipoidica-no-comparator" in placed[STUDIED]
    assert [n for n, claims in placed.items() if "necrobiosis-lipoidica-no-comparator" in claims] == [STUDIED]
    assert conditions.claim_of_nobody(evidence, shared.claims, EMPTY) in placed[EMPTY]
    assert all(claims.count(conditions.BOXED) == 1 for claims in placed.values())
    every = [f"conditions/{name}" for name in placed]
    assert claims_page._shortened(["chapters/safety", *every]) == ["chapters/safety", "conditions/index"]
    assert claims_page._shortened(["chapters/safety", *every[1:]]) == ["chapters/safety", *every[1:]]
