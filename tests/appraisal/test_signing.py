"""When a judgement goes stale, and how somebody stands for it again."""

import datetime
import time
from pathlib import Path

import pytest

from livingevidence.appraisal.signing import sign
from livingevidence.cli import main
from livingevidence.record.library import load_library

RISK, RATING = "risk-of-bias/poe-2017", "certainty/sample-rash-clearing"


def stale(copy) -> set[str]:
    """Return the stale judgements of a copy."""
    library = load_library(copy.review)
    return set(library.appraisal.stale_names(library.studies, library.topic))


@pytest.mark.parametrize(
    ("file", "field", "value", "outdated"),
    [
        ("poe-2017", "outcomes[0].label", "other words", set()),
        ("poe-2017", "outcomes[0].locator", "another place", set()),
        ("poe-2017", "outcomes[0].note", "another note", set()),
        ("poe-2017", "outcomes[0].second_readings", [{"agrees": True, "source": "S1"}], set()),
        ("poe-2017", "outcomes[0].events", 1, {RISK, RATING}),
        ("poe-2017", "outcomes[0].timepoint_weeks", 99, {RISK, RATING}),
        ("poe-2017", "arms[0].dose", "5 mg", set()),
        ("poe-2017", "arms[0].duration_weeks", 9, {RISK}),
        ("poe-2017", "population.n_completed", 3, {RISK}),
        (f"appraisal/{RISK}", "domains.follow-up.judgement", "no", {RATING}),
        (f"appraisal/{RISK}", "domains.follow-up.reason", "other words", set()),
        (f"appraisal/{RISK}", "signed", [], {RISK}),
    ],
)
def test_a_judgement_stands_for_the_values_that_it_was_made_on(small_copy, file, field, value, outdated):
    """Another value makes it stale, and the rating that rests on it too; other words, places and readers do not."""
    small_copy.edit(file, field, value)
    assert stale(small_copy) == outdated


def test_other_words_of_a_statement_are_another_value(small_copy):
    """Of a result in words the words count, but not their case and punctuation."""
    small_copy.replace("appraisal/risk-of-bias/doe-2021", "clearing-placebo-w8]", "no-death]")
    sign(load_library(small_copy.review), ["risk-of-bias/doe-2021"], "editor")
    before = stale(small_copy)
    small_copy.edit("doe-2021", "adverse_events[6].text", "nobody died")
    assert stale(small_copy) == before
    small_copy.edit("doe-2021", "adverse_events[6].text", "Two people died.")
    assert stale(small_copy) - before == {"risk-of-bias/doe-2021"}


def test_a_signature_has_role_date_and_digest(small_copy):
    """Signing adds a signature below the old one and keeps the rest of the file."""
    small_copy.edit("poe-2017", "outcomes[0].events", 1)
    text = small_copy.file(f"appraisal/{RISK}").read_text(encoding="utf-8")
    library = load_library(small_copy.review, datetime.date(2026, 2, 3))
    sign(library, [RISK, RATING], "second reader")
    assert stale(small_copy) == set() and small_copy.problems() == []
    assert small_copy.file(f"appraisal/{RISK}").read_text(encoding="utf-8").startswith(text.rstrip("\n"))
    signatures = load_library(small_copy.review).appraisal.risks["poe-2017"].signed
    assert [(signature.role, signature.date) for signature in signatures] == [
        ("first reader", "2025-03-01"),
        ("second reader", "2026-02-03"),
    ]


SIGNED = "- role: first reader\n  date: '2025-03-01'\n  digest: '0123456789abcdef'\n"
LAYOUTS = {
    "unindented": f"signed:\n{SIGNED}",
    "a comment": f"signed: # by whom\n# and when\n  {SIGNED.replace('  ', '    ')}# the end\n",
    "an empty line": f"signed:\n    {SIGNED.replace('  ', '      ')}\n",
    "nobody": "",
    "nobody, in a list": "signed: [] # yet\n",
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_signature_stands_as_those_before_it(small_copy, layout):
    """However their list is laid out, and where there is none, the new one is the last."""
    file = small_copy.file(f"appraisal/{RISK}")
    text = file.read_text(encoding="utf-8")
    file.write_text(text[: text.index("signed:")] + LAYOUTS[layout], encoding="utf-8")
    sign(load_library(small_copy.review), [RISK], "editor")
    signatures = load_library(small_copy.review).appraisal.risks["poe-2017"].signed
    assert [signature.role for signature in signatures] == ["first reader", "editor"][layout.startswith("nobody") :]


def test_a_list_in_one_line_is_left_as_it_is(inside, capsys):
    """Nothing is written, and the file and the remedy are told."""
    file = inside.file(f"appraisal/{RISK}")
    start = file.read_text(encoding="utf-8").partition("signed:")[0]
    one_line = start + "signed: [{role: editor, date: '2025-03-01', digest: '0123456789abcdef'}]\n"
    file.write_text(one_line, encoding="utf-8")
    assert main(["sign", RISK, "--role", "editor"]) == 1
    assert file.name in (message := capsys.readouterr().err) and "lines of its own" in message
    assert file.read_text(encoding="utf-8") == one_line


def test_signing_a_name_that_is_not_there_writes_nothing(inside, capsys):
    """One wrong name among right ones leaves every file as it was, and the nearest name is told."""
    before = inside.file(f"appraisal/{RISK}").read_bytes()
    assert main(["sign", RISK, "certainty/sample-rash-clearin", "--role", "editor"]) == 1
    assert "sample-rash-clearing" in capsys.readouterr().err
    assert inside.file(f"appraisal/{RISK}").read_bytes() == before


def test_all_judgements_are_signed_or_none(inside, monkeypatch, capsys):
    """Where the second file can't be written, the first is as it was, and a sentence names the second."""
    files = [inside.file(f"appraisal/{name}") for name in (RISK, RATING)]
    before, replace = [file.read_text(encoding="utf-8") for file in files], Path.replace

    def fail_on_second(self: Path, target: Path) -> Path:
        if target.name == files[1].name:
            raise OSError(28, "No space left", str(target))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", fail_on_second)
    assert main(["sign", RISK, RATING, "--role", "editor"]) == 1
    assert "nothing was written: No space left" in capsys.readouterr().err
    assert [file.read_text(encoding="utf-8") for file in files] == before


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12"])  # one of them has another day at any time
def test_a_signature_is_of_the_day_in_utc(small_copy, monkeypatch, zone):
    """What somebody signs far in the east or west is taken everywhere on the same day."""
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        before = datetime.datetime.now(datetime.UTC).date()
        sign(load_library(small_copy.review), [RISK], "editor")
        days = {f"{before}", f"{datetime.datetime.now(datetime.UTC).date()}"}
    finally:
        monkeypatch.undo()
        time.tzset()
    assert load_library(small_copy.review).appraisal.risks["poe-2017"].signed[-1].date in days
    assert small_copy.problems() == []


def test_a_broken_record_is_not_signed(inside, capsys):
    """Nobody stands for values that the check refuses."""
    inside.edit("poe-2017", "outcomes[0].timepoint_weeks", -1)
    assert main(["sign", RISK, "--role", "editor"]) == 1
    assert "check" in capsys.readouterr().err


def test_a_stale_judgement_is_something_to_look_at(inside, capsys):
    """A contributor's new number keeps the check green and names the judgement to renew."""
    inside.edit("poe-2017", "outcomes[0].timepoint_weeks", 99)
    assert main(["check"]) == 0
    assert f"sign {RISK}" in capsys.readouterr().out


def test_what_stands_in_the_way_of_a_release_is_told(inside, capsys):
    """A stale judgement and an overturned claim are named, each by its id."""
    inside.edit("poe-2017", "outcomes[0].timepoint_weeks", 99)
    assert main(["check", "--release"]) == 1
    output = capsys.readouterr().out
    assert RISK in output and "sample-rash-nobody-stopped" in output
