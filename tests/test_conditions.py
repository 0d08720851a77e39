"""The pages of conditions, the map of the evidence, and the box of the first page."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from docutils import nodes
from sphinx.errors import ExtensionError

from prose import typed_digits
from ruxreview import conditions, tables
from ruxreview.claims.base import Claim, Judged
from ruxreview.claims.facts import Facts
from ruxreview.claims.ledger import judge_all
from ruxreview.ladder import RUNGS
from ruxreview.numbers import look_up
from ruxreview.results import GROUPS, compute
from ruxreview.site import claims_page, condition_index, condition_page, stubs
from ruxreview.site.shared import shared
from ruxreview.tables import prescribing
from ruxreview.text import number

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
    claims = conditions.claims_on(evidence, shared.claims, condition)
    return [
        condition_page.bottom_line(evidence, condition, claims),
        condition_page.glance(evidence, condition),
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
    """Exactly where nobody treated is recorded, the page begins by saying it, and that there was no search."""
    for name, term in conditions.with_pages(evidence).items():
        said = condition_page.bottom_line(evidence, name, [])
        holds = Facts(evidence).nobody(name).holds
        label = term.label.replace("-", r"\-")
        assert ("No patient treated with ruxolitinib on the skin" in said and f"for {label};" in said) is holds, name
        assert ("there has been no systematic search" in said) is holds
        assert ("**Recorded:**" not in condition_page.glance(evidence, name)) is holds
        assert (condition_page.expect(evidence, name) == "") is holds


def test_a_trial_without_patients_is_told(evidence):
    """A page says that there is no trial only where none is recorded; else it names it with its status."""
    assert "and no trial of it," in condition_page.bottom_line(evidence, EMPTY, [])
    assert "and no trial of it," not in condition_page.bottom_line(evidence, TRIAL, [])
    ((study, trial),) = conditions.registered(evidence, TRIAL)
    assert f"{trial.id}\\, {trial.status}" in condition_page.glance(evidence, TRIAL)
    assert f"{{number}}`{study.id}/population.n_planned` planned" in condition_page.trials(evidence, TRIAL)


def test_the_sentence_of_nobody_leads_to_a_claim_that_holds_it(evidence):
    """The mark leads to a claim with the same finding, the condition's own before that of its group."""
    assert conditions.claim_of_nobody(evidence, shared.claims, TRIAL) == f"{TRIAL}-nobody"
    name = conditions.claim_of_nobody(evidence, shared.claims, EMPTY)
    assert Facts(evidence).nobody(EMPTY) in shared.claims[name].findings
    assert f"claims.html#claim-{name}" in condition_page.bottom_line(evidence, EMPTY, [])
    assert conditions.claim_of_nobody(evidence, {}, EMPTY) is None


@pytest.mark.parametrize("condition", ["lichen-planus", "necrobiosis-lipoidica", "alopecia-areata", "lichen-sclerosus"])
def test_claims_concern_their_condition(evidence, condition):
    """A claim is the condition's own, or a main one of its groups that rests on a study of the cream in it."""
    here = set(conditions.cream_only(evidence, condition).records)
    found = conditions.claims_on(evidence, shared.claims, condition)
    assert found
    for name in found:
        rows = {row.partition("#")[0] for finding in shared.claims[name].findings for row in finding.rows}
        assert name.startswith(f"{condition}-") or (shared.claims[name].claim.main and rows & here), name
    main = [shared.claims[name].claim.main for name in found]
    assert main == sorted(main, reverse=True)


def test_a_claim_that_leans_on_its_chapter_stays_there(evidence):
    """A sentence such as "the remarks above" is not shown on another page."""
    told = shared.claims["granulomatous-one-uncontrolled-study"]
    for text, stays in (("In the remarks above.", True), ("Nothing rises above very low.", False)):
        moved = replace(told, claim=replace(told.claim, text=text))
        found = conditions.claims_on(evidence, {"granulomatous-invented": moved}, STUDIED)
        assert (found == []) is stays


def test_a_longer_name_is_another_condition(evidence):
    """A claim on lichen planus pigmentosus is not one on lichen planus."""
    finding = Facts(evidence).untried("lichen-planus-pigmentosus")
    name = "lichen-planus-pigmentosus-invented"
    judged = {name: Judged(Claim(name, "x", lambda facts: [], main=True), "holds", (finding,))}
    assert conditions.claims_on(evidence, judged, "lichen-planus") == []
    assert conditions.claims_on(evidence, judged, "lichen-planus-pigmentosus") == [name]


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
        told = prescribing.on_page(evidence, condition)
        assert "are for other diseases" in told and "{claim}`safety-boxed-warning`" in told
        for row in ("label-dose-limit", "label-interactions", "label-pregnancy"):
            assert f"{{number}}`fda-opzelura-label/{row}`" in told and f"{{number}}`ema-opzelura-smpc/{row}`" in told
    for address in re.findall(r"\{number\}`(?:[^`<]*<)?([^`>]+)>?`", told):
        assert look_up(address, evidence, shared.results).text
    assert "are for other diseases" not in prescribing.on_page(evidence, "vitiligo")


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
    assert conditions.regimens(evidence, STUDIED).rows[0][2:5] == ("not read",) * 3


def test_going_trials_come_first(evidence):
    """A trial that recruits stands before one that ended, and each has its status as read."""
    statuses = [trial.status for _, trial in conditions.registered(evidence, "discoid-lupus")]
    assert statuses == ["recruiting", None]
    assert [row[1] for row in conditions.trials(evidence, "discoid-lupus").rows] == ["recruiting", "not read"]


def test_the_map_has_the_numbers_of_the_page_of_numbers(evidence):
    """Each cell of the map says the people and studies of the computed results, or none; each count is a link."""
    seen = set()
    for table in condition_index.evidence_map(evidence, shared.results):
        for line in table.next_node(nodes.tbody):
            cells = [cell.next_node(nodes.paragraph) for cell in line]
            name = cells[0].next_node(nodes.reference)["refuri"].removesuffix(".html")
            seen.add(name)
            for cell, rung in zip(cells[1:], RUNGS, strict=False):
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
        assert ("Other names and forms" in condition_page.glance(evidence, name)) is bool(term.synonyms)
        assert all(other in items[f"conditions/{name}.html"] for other in term.synonyms)
    assert items["conditions/lichen-sclerosus.html"].count("LS") == 1


def test_plain_words_stand_under_the_bottom_line(evidence):
    """The claims that have a plain wording are told in it, and the labels' warning with them; without any, nothing."""
    told = condition_page.plain(
        shared.claims, ["granulomatous-one-uncontrolled-study", "necrobiosis-lipoidica-p-value"]
    )
    placed = re.findall(r"\{(\w+)\}`([\w-]+)`", told)
    assert placed == [("plain", "granulomatous-one-uncontrolled-study"), ("plain", conditions.BOXED)]
    assert condition_page.plain(shared.claims, ["necrobiosis-lipoidica-p-value"]) == ""


@pytest.mark.parametrize("condition", ["lichen-planus", STUDIED, "alopecia-areata", "lichen-sclerosus"])
def test_every_studied_condition_has_plain_words(evidence, condition):
    """Where something is concluded, a patient can read it."""
    claims = conditions.claims_on(evidence, shared.claims, condition)
    assert condition_page.plain(shared.claims, claims[: condition_page.MOST])


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
