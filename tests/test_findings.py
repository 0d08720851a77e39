"""Summary-of-findings tables: every rating, absolute numbers first, and the same numbers as everywhere else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from livingevidence.appraisal.certainty import rate, tools_of
from livingevidence.results.compute import compute
from livingevidence.results.numbers import look_up
from livingevidence.show.tables import findings

GROUPS = ("lichenoid", "granulomatous", "alopecia", "other")
KINDS = ("benefit", "harm")
VERY_LOW = "⊕◯◯◯ very low certainty"
CHAPTERS = sorted((Path(__file__).parent.parent / "notebooks").glob("*.md"))


def named(table) -> list[str]:
    """Return the ratings of a table, row by row."""
    return [re.search(r"<certainty-([\w-]+)>", row[3])[1] for row in table.rows]


@pytest.fixture(scope="module")
def ratings(evidence):
    """Return every rating by its name."""
    return evidence.library.appraisal.certainties


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("group", GROUPS)
def test_every_rating_stands_in_the_table_of_its_group(evidence, ratings, group, kind):
    """A table has each rating of its group and kind once, and no other."""
    terms = evidence.vocabulary["conditions"]
    wanted = [n for n, r in ratings.items() if r.kind == kind and group in terms[r.condition].groups]
    assert sorted(named(findings.summary(evidence, group=group, kind=kind))) == sorted(wanted)


@pytest.mark.parametrize("kind", KINDS)
def test_without_a_group_every_rating_stands_once(evidence, ratings, kind):
    """The table of all groups has each rating of the kind, also of a condition with two groups, once."""
    assert sorted(named(findings.summary(evidence, kind=kind))) == sorted(
        n for n, r in ratings.items() if r.kind == kind
    )


def test_a_chapter_shows_every_rating(evidence, ratings):
    """Every rating stands in the table of a chapter."""
    calls = re.findall(
        r'^findings\.summary\(evidence, group="(\w+)"(?:, kind="(\w+)")?\)',
        "\n".join(path.read_text(encoding="utf-8") for path in CHAPTERS),
        flags=re.MULTILINE,
    )
    shown = {
        name for group, kind in calls for name in named(findings.summary(evidence, group=group, kind=kind or "benefit"))
    }
    assert set(ratings) - shown == set()


def test_other_uses_have_harms_only(evidence):
    """The table of other uses tells harms; benefit there is outside the review and says so."""
    assert findings.summary(evidence, group="other", kind="harm").rows
    made = findings.summary(evidence, group="other")._repr_markdown_()
    assert made == "No outcome has been rated."


@pytest.mark.parametrize("kind", KINDS)
def test_without_a_comparator_nothing_is_above_very_low(evidence, ratings, kind):
    """What happened to treated people, without a comparator, is of very low certainty or not rated."""
    table = findings.summary(evidence, kind=kind)
    alone = [
        (name, row) for name, row in zip(named(table), table.rows, strict=True) if ratings[name].comparison == "none"
    ]
    assert alone
    for name, row in alone:
        assert f"`{VERY_LOW} <" in row[3] or "`Not rated <" in row[3], name
        assert row[1].endswith("without a comparator")


def test_the_cap_and_not_the_table_holds_it_down(evidence, ratings):
    """A rating without a comparator and without any reason to lower it is very low all the same."""
    appraisal = evidence.library.appraisal
    rated = next(r for r in ratings.values() if r.comparison == "none" and r.down is not None)
    up = {name: {"by": 3, "reason": "invented"} for name in ("large_effect", "dose_response", "opposing_confounding")}
    pushed = type(rated).model_validate(
        {**rated.model_dump(), "down": {name: {"by": 0, "reason": "invented"} for name, _ in rated.down}, "up": up}
    )
    assert rate(pushed, tools_of(pushed, appraisal.risks, appraisal.tools)).level == "very-low"


def test_absolute_numbers_stand_first(evidence):
    """A computed harm is told as people of a thousand before its ratio and before the rows as they were read."""
    shown = [row[2].split("<br>") for row in findings.summary(evidence, kind="harm").rows if "**" in row[2]]
    assert len(shown) > 5
    for parts in shown:
        absolute = [part for part in parts if part.startswith("**")]
        assert parts[: len(absolute)] == absolute
        for part in absolute:
            order = re.findall(r"\.(\w+)`", part)
            assert "of a thousand people" in part and order == ["cream", "vehicle", "difference", "ratio"]


def test_no_event_stands_with_its_upper_bound(evidence, ratings):
    """A count of nobody with an event is followed by the upper end of its exact interval."""
    told = dict(zip(named(table := findings.summary(evidence, kind="harm")), table.rows, strict=True))
    seen = 0
    for name, rated in ratings.items():
        for address in rated.rows:
            row = evidence.row(address)[1]
            if rated.kind == "harm" and row.kind == "count" and not row.events and row.n and not row.unit:
                high = 100 * (1 - 0.025 ** (1 / row.n))  # the exact bound where nobody has it
                assert f"`{address.replace('#', '/')}`, up to {high:.1f}" in told[name][2], address
                seen += 1
    assert seen > 3


def test_a_harm_is_computed_for_its_own_rows_only(evidence, ratings):
    """Computed numbers stand beside a rating against vehicle that holds all rows behind them."""
    results = compute(evidence)
    table = findings.summary(evidence, kind="harm")
    for name, row in zip(named(table), table.rows, strict=True):
        for key in re.findall(r"\{number\}`(harm\.[^`]*)\.difference`", row[2]):
            assert ratings[name].comparison == "vehicle"
            assert set(results[f"{key}.difference"].studies) <= {r.split("#")[0] for r in ratings[name].rows}
            assert key.endswith("." + ratings[name].condition)


@pytest.mark.parametrize("kind", KINDS)
def test_numbers_are_those_of_rows_and_of_the_page_of_numbers(evidence, ratings, kind):
    """Every number of the table leads to a row of its rating, or to a computed result, and shows the same."""
    results, table = compute(evidence), findings.summary(evidence, kind=kind)
    for name, row in zip(named(table), table.rows, strict=True):
        addresses = re.findall(r"\{number\}`([^`]*)`", row[2])
        rows = [address for address in addresses if "/" in address]
        assert rows == [address.replace("#", "/") for address in ratings[name].rows]
        for address in addresses:
            found = look_up(address, evidence, results)
            assert found.text
            if "/" not in address:
                assert found.text == results[address].value and found.page == "numbers"


def test_what_lowers_certainty_is_named(evidence, ratings):
    """Each reason that lowers certainty stands beside the level, and none that doesn't."""
    table = findings.summary(evidence, kind="harm")
    for name, row in zip(named(table), table.rows, strict=True):
        down = ratings[name].down
        wanted = [findings.SHORT[key] for key, step in down if step.by] if down else []
        assert re.findall(r"; lowered for ([^;]*)", row[3]) == ([", ".join(wanted)] if wanted else [])


def test_signs_and_words_agree():
    """One sign filled for each level, four in all."""
    assert findings.in_signs("very-low") == VERY_LOW
    assert findings.in_signs("high") == "⊕⊕⊕⊕ high certainty"
    assert findings.in_signs(None) == "Not rated"


def test_better_compared_outcomes_stand_first(evidence, ratings):
    """Within a condition, results against vehicle stand before those without a comparator."""
    order, last = list(findings.AGAINST), {}
    for name in named(findings.summary(evidence)):
        rated = ratings[name]
        place = order.index(rated.comparison)
        assert last.get(rated.condition, 0) <= place
        last[rated.condition] = place
