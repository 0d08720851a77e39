"""Two states of the evidence side by side, read from releases, revisions, folders and dates."""

from __future__ import annotations

import json
import shutil

import pytest

from livingevidence.cli import main
from livingevidence.history.diff import render, snapshot, states
from livingevidence.history.diff.compare import MOVING, Diff, compare
from livingevidence.history.diff.snapshot import Said, Snapshot, as_json, from_json
from livingevidence.history.diff.states import State, Unreadable, read_state
from livingevidence.record.digest import data_digest
from livingevidence.synthesis.estimate import Estimate
from scratch import NUMBER, Project

ROW = "doe-2021/any-ten-w8"
EVENTS = "doe-2021", "adverse_events[0].events"  # of that row: 12 of 40


def _diff(project: Project, base: str = "HEAD", head: str | None = None) -> Diff:
    sides = read_state("BASE", base, project.review), read_state("HEAD", head, project.review)
    return compare(*sides, project.review)


def _moved(diff: Diff, kind: str) -> dict[str, tuple[str | None, str | None]]:
    return {move.key: (move.before, move.after) for move in diff.moved.get(kind, ())}


def _edits(diff: Diff) -> dict[str, str]:
    return {edit.address: edit.how for edit in diff.records}


def _run(project: Project, *arguments: str) -> int:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(project.top / "docs")
        return main(["diff", *arguments])


# What is told


def test_the_same_twice_says_nothing_moved(project):
    """Two readings of one state have no difference, and the words say so."""
    diff = _diff(project)
    assert (diff.moved, diff.records, diff.pages) == ({}, (), ())
    assert "Nothing moved. The two states hold the same." in render.text(diff)


def test_an_added_study_is_told_with_its_rows_and_counts(project):
    """A new study, its parts, its reference and the counts that rise stand in the difference."""
    record = (project.folder / "studies/loe-2018.yaml").read_text(encoding="utf-8")
    record = (
        record.replace("loe-2018", "koe-2019").replace("NCT00000004", "NCT00000014").replace("nct00000004", "koe-2019b")
    )
    project.text("data/studies/koe-2019.yaml", record)
    entries = "".join(
        f"\n@article{{{key},\n  title = {{x}},\n  author = {{Koe, N}},\n  year = {{2019}},\n}}\n"
        for key in ("koe-2019", "koe-2019b")
    )
    with (project.top / "references.bib").open("a", encoding="utf-8") as file:
        file.write(entries)
    diff = _diff(project)
    assert (_edits(diff)["koe-2019"], _edits(diff)["references.bib/koe-2019"]) == ("added", "added")
    assert _moved(diff, "numbers")["all.studies"] == ("8", "9")
    assert {"studies/koe-2019", "numbers", "references"} <= set(diff.pages)
    assert [row for row in render.tallies(diff) if row[0] == "studies"] == [("studies", "1", "0", "0", "0")]


def test_a_changed_number_tells_field_and_both_values(project):
    """A changed count stands with its old and new value, and so do the estimate and the judgements that rest on it."""
    project.edit(*EVENTS, 30)
    diff = _diff(project)
    (edit,) = diff.records
    assert (edit.address, edit.how, edit.fields) == (ROW, "changed", (("events", "12", "30"),))
    assert set(_moved(diff, "judgements").values()) == {("stands", "stale: its values changed")}
    (move,) = (
        move for move in diff.moved["estimates"] if move.key == "harm.any-adverse-event.example-fever.difference"
    )
    assert move.before == "50 more (31 fewer to 131 more); 3 trials, 3 results, 480 people"
    assert move.rows == (ROW,) and move.after.endswith("480 people") and move.after != move.before


def test_swapped_arms_turn_the_direction_and_overturn_the_claim(project):
    """When two rows trade places the direction turns round, and the claim of the chapter that rests on it falls."""
    rows = "doe-2021/clearing-ten-w8", "doe-2021/clearing-placebo-w8"
    needs = f'events("{rows[0]}") > events("{rows[1]}")'
    claim = f"```{{claim}} invented\n---\nabout: example-fever\nneeds: |\n  {needs}\n---\nMore lost it.\n```\n"
    text = (project.top / "notebooks/fevers.md").read_text(encoding="utf-8")
    project.text("notebooks/fevers.md", f"{text}\n{claim}")
    project.save("claim it")
    project.remove("doe-2021", "outcomes[0].second_readings")
    project.remove("doe-2021", "outcomes[0].percent")
    for row, events in ((0, 8), (2, 20)):
        project.edit("doe-2021", f"outcomes[{row}].events", events)
    diff = _diff(project)
    assert "invented" in diff.overturned
    assert [move.rows for move in diff.moved["claims"] if move.key == "invented"] == [rows]
    assert _moved(diff, "claims")["invented"][1].startswith("overturned: More lost it. (needs ")
    assert _moved(diff, "directions")[" ".join(rows)] == ("better than placebo", "worse than placebo")


def test_order_and_comments_are_no_difference(project):
    """Rows in another order, and a file written in another way, change nothing."""
    data = project.at("review-2020", "title")[0]
    project.dump("review-2020", dict(reversed(data.items())))
    path = project.file("doe-2021")
    path.write_text("# a comment\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    diff = _diff(project)
    assert (diff.moved, diff.records) == ({}, ())


@pytest.mark.parametrize(
    ("old", "new", "alike"),
    [
        ((0.0301, -0.02, 0.08), (0.034, -0.02, 0.08), True),
        ((0.0301, -0.02, 0.08), (0.0301, -0.02, 0.09), False),
        ((0.001, -0.02, 0.08), (-0.001, -0.02, 0.08), False),
    ],
)
def test_an_estimate_moves_by_interval_or_direction(old, new, alike):
    """A point that shifts within the same interval hasn't moved; another bound or another direction has."""

    def state(point, low, high):
        shared = {"question": "x", "measure": "risk-difference", "method": "", "digest": "", "rows": ()}
        found = Estimate(**shared, k=1, tables=1, participants=9, estimate=point, low=low, high=high)
        return _state("x", estimates={"x": snapshot._said(found, snapshot.per_thousand(found))})

    assert (compare(state(*old), state(*new)).moved == {}) is alike


def test_words_alone_move_nothing(project):
    """Another label, place or punctuation is listed as wording, and nothing moved."""
    project.edit("doe-2021", "outcomes[7].label", "an invented label")
    project.edit("loe-2018", "outcomes[0].locator", "an invented place")
    diff = _diff(project)
    assert set(_edits(diff).values()) == {"wording"} and diff.moved == {}
    assert render.headline(diff) == "Nothing moved. Words alone changed."


def _state(name: str, **said: dict) -> State:
    kinds = {kind: {} for kind in MOVING}
    return State(name, Snapshot(records={}, **{**kinds, **said}))


def _claim(verdict: str, sentence: str, why: str = "") -> dict[str, Said]:
    return {"invented": Said("invented", f"{verdict}: {sentence}{why}", (verdict, sentence), (ROW,))}


def test_a_claim_that_falls_is_told_first(project):
    """A newly overturned claim stands in the headline; one that was overturned before does not."""
    stands, fell = _claim("holds", "Fewer."), _claim("overturned", "Fewer.", " (needs x; finds y)")
    diff = compare(_state("a", claims=stands), _state("b", claims=fell))
    assert diff.overturned == ("invented",)
    assert render.headline(diff) == "1 claim is overturned: invented. Moved: 1 claim."
    assert render.sections(diff)[0].lines == [("invented", "holds", "overturned: Fewer. (needs x; finds y)")]
    worded = _claim("overturned", "Fewer people.")
    assert compare(_state("a", claims=fell), _state("b", claims=worded)).overturned == ()


def test_pages_that_place_what_moved_are_named(project):
    """A page that places the number, the row or asks for the event is named; another isn't."""
    pages = {
        "docs/placed.md": "It is {number}`words <sample-rash.people>`.",
        "notebooks/row.md": f"It is {{number}}`{ROW}.n`.",
        "notebooks/cell.md": '```{code-cell} ipython3\ntable("any-adverse-event")\n```\n',
        "docs/other.md": "It is {number}`all.studies`.",
        "notebooks/fevers.md": "",
    }
    for name, text in pages.items():
        project.text(name, text)
    project.edit(*EVENTS, 30)
    project.edit("loe-2018", "population.n_enrolled", 21)
    studies = {"studies/doe-2021", "studies/loe-2018"}
    found = set(_diff(project).pages) - {"chapters/rashes", "claims"}
    assert found == {"chapters/cell", "chapters/row", "numbers", "placed", *studies}


def test_a_long_text_is_cut_to_what_differs():
    """Of two long texts that differ in a word, that word is shown with what stands around it."""
    old, new = (f"{'before ' * 30}{word}{' after' * 30}" for word in ("mango", "papaya"))
    cut = render._cut(old, new)
    assert [word in part for word, part in zip(("mango", "papaya"), cut, strict=True)] == [True, True]
    assert max(map(len, cut)) < render.LONG


def test_every_form_tells_the_same(project, capsys, tmp_path):
    """Text is at most 100 columns wide, Markdown escapes what records hold, JSON has every line; to a file too."""
    project.edit("doe-2021", "outcomes[7].label", "<script>alert(1)</script> | **bold** " + "long " * 40)
    project.edit(*NUMBER, 26)
    assert _run(project, "HEAD") == 0
    text = capsys.readouterr().out
    assert max(map(len, text.splitlines())) <= 100 and "doe-2021/clearing-ten-w24" in text.replace("\n", "")
    assert _run(project, "HEAD", "--format", "markdown", "--output", str(tmp_path / "told.md")) == 0
    told = (tmp_path / "told.md").read_text(encoding="utf-8")
    assert told.startswith("## What this change does to the review") and "\\<script" in told and "\\*\\*bold" in told
    assert _run(project, "HEAD", "--format", "json") == 0
    held = json.loads(capsys.readouterr().out)
    assert (
        held["records"][0]["address"] == "doe-2021/clearing-ten-w24"
        and ["events", "25", "26"] in held["records"][0]["fields"]
    )


def test_a_file_that_cannot_be_written_is_told(project, tmp_path, capsys):
    """It is a sentence with the path, and exit code 1."""
    assert _run(project, "HEAD", "--output", str(tmp_path)) == 1
    assert capsys.readouterr().err.startswith("a file can't be read or written: ")


def test_fail_on_claims_fails_for_a_newly_overturned_claim_alone(project, monkeypatch):
    """The exit code is 1 when HEAD overturns a claim and somebody asked, else 0."""
    sides = {"BASE": _claim("holds", "Fewer."), "HEAD": _claim("overturned", "Fewer.")}
    monkeypatch.setattr(states, "read_state", lambda side, *_: _state(side, claims=sides[side]))
    assert _run(project, "HEAD", "--fail-on", "claims") == 1
    assert _run(project, "HEAD") == 0
    sides["BASE"] = sides["HEAD"]
    assert _run(project, "HEAD", "--fail-on", "claims") == 0


# What can be compared


def test_a_release_is_what_its_snapshot_says(two):
    """A version names what its release said, whatever today's code would read from its records."""
    diff = _diff(two, "2025.1.0", "2025.2.0")
    assert (diff.base, diff.head) == ("the release 2025.1.0", "the release 2025.2.0")
    assert _edits(diff) == {"doe-2021/clearing-ten-w24": "changed"}
    path = two.folder / "releases/2025.1.0.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"text":"8"', '"text":"80"'), encoding="utf-8")
    assert read_state("BASE", "2025.1.0", two.review).snapshot.numbers["all.studies"].text == "80"


def test_a_release_without_a_snapshot_is_read_from_its_commit(two):
    """Where the file is gone, the records of the release are; a version that nobody released is told."""
    (two.folder / "releases/2025.1.0.json").unlink()
    assert _edits(_diff(two, "2025.1.0", "2025.2.0")) == {"doe-2021/clearing-ten-w24": "changed"}
    with pytest.raises(Unreadable, match=r"no release 2025\.9\.0 in this history"):
        _diff(two, "2025.9.0")


def test_a_snapshot_says_what_the_evidence_says(project):
    """Written and read again it moves nothing, and addresses in the spelling of the first release are understood."""
    state = read_state("HEAD", None, project.review)
    said = as_json(project.evidence(), "2025.1.0")
    diff = compare(State("left", from_json(said)), state)
    assert (diff.moved, diff.records) == ({}, ())
    old = said.replace(f'"{ROW}"', f'"{ROW.replace("/", "#")}"')
    assert compare(State("left", from_json(old)), state).moved == {} and old != said


@pytest.mark.parametrize("kept", ["in its commit", "after it"])
def test_a_release_that_todays_code_cannot_read_is_told_by_its_snapshot(two, kept):
    """A revision from before a file that today's code needs is what its release left, then or later."""
    snapshot = (two.folder / "releases/2025.2.0.json").read_text(encoding="utf-8")
    two.git("checkout", "--quiet", "--detach", "v2025.2.0")
    for name in ("data/topic.yaml", *([] if kept == "in its commit" else ["data/releases/2025.2.0.json"])):
        (two.top / name).unlink()
    release = (two.folder / "release.yaml").read_text(encoding="utf-8")
    digest = release.partition('data_digest: "')[2][:64]
    two.text("data/release.yaml", release.replace(digest, data_digest(two.review)))
    old = two.save("as the code of then had it")
    two.git("switch", "--quiet", "main")
    assert (two.folder / "releases/2025.2.0.json").read_text(encoding="utf-8") == snapshot
    state = read_state("BASE", old, two.review)
    assert state.name == f"the revision {old}, as its release told it"
    assert compare(state, read_state("HEAD", "2025.2.0", two.review)).records == ()


def test_an_old_state_without_a_snapshot_says_so(project, capsys):
    """Where today's code can't read a revision and no release left a snapshot of it, one sentence tells."""
    project.git("rm", "--quiet", "data/topic.yaml")
    old = project.save("as the code of then had it")
    project.git("revert", "--no-edit", old)
    assert _run(project, old) == 1
    told = capsys.readouterr().err
    assert told.startswith(
        f"BASE ({old}) can't be read: today's code can't read it, and no release left a snapshot of it"
    )
    assert f"{old[:8]}:data/topic.yaml" in told


def test_an_old_state_from_before_reviews_named_their_places_is_read(project):
    """Its data and pages are looked for where they stand today."""
    project.git("rm", "--quiet", "pyproject.toml")
    old = project.save("before it")
    project.git("revert", "--no-edit", old)
    project.edit(*EVENTS, 30)
    assert _edits(_diff(project, old)) == {ROW: "changed"}


def test_a_broken_side_is_named_with_its_file(project, capsys):
    """A record that can't be read stops the comparison, and tells side, file and line."""
    project.edit(*EVENTS, -5)
    assert _run(project, "HEAD") == 1
    told = capsys.readouterr().err
    assert told.startswith("HEAD (") and f"{project.folder}/studies/doe-2021.yaml:" in told and "Mend it" in told
    broken = project.save("break it")
    assert _run(project, broken, "HEAD~1") == 1
    told = capsys.readouterr().err
    assert told.startswith(f"BASE ({broken}) can't be read") and f"{broken[:8]}:data/studies/doe-2021.yaml:" in told


@pytest.mark.parametrize("wrong", ["no-such-branch", "2024-13-40", "docs", "--output=x"])
def test_a_state_that_is_not_there_is_told_with_its_side(project, wrong):
    """A wrong revision, a day of no calendar, a folder without records and an option are errors of their side."""
    with pytest.raises(Unreadable, match=rf"^HEAD \({wrong}\) can't be read: "):
        _diff(project, "HEAD", wrong)


def test_a_revision_without_data_says_so(project):
    """A revision from before the records is no state of the evidence."""
    empty = project.git("commit-tree", "-m", "nothing", project.git("hash-object", "-wt", "tree", "/dev/null"))
    with pytest.raises(Unreadable, match=r"holds no data and no references\.bib; take a newer revision"):
        _diff(project, empty)


def test_a_shallow_clone_names_the_command_that_mends_it(two, tmp_path):
    """A revision that a shallow clone lacks is answered with the git command that fetches it."""
    clone = two.clone(tmp_path / "shallow", "--depth=1")
    with pytest.raises(Unreadable, match="git fetch --unshallow"):
        _diff(clone, two.git("rev-parse", "HEAD~2"))


def test_folders_are_read_with_their_own_references(project, tmp_path):
    """Two projects, or their data folders, are compared, each with its own bibliography."""
    other = shutil.copytree(project.top, tmp_path / "other")
    project.edit(*EVENTS, 30)
    for folder in (other, other / "data"):
        assert _edits(_diff(project, str(folder))) == {ROW: "changed"}


def test_dates_cut_the_evidence(project):
    """Between two dates stands what became public between them; before anything was public there was no study."""
    diff = _diff(project, "2018-12-31", "2021-12-31")
    assert diff.base == "what was public on 2018-12-31"
    assert _edits(diff)["doe-2021"] == "added" and "loe-2018" not in _edits(diff)
    assert _moved(_diff(project, "1990-01-01"), "numbers")["all.studies"][0] == "0"


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Kiritimati"])
def test_a_tag_is_a_state(two, zone, monkeypatch):
    """A tag names its commit, which today's code reads."""
    monkeypatch.setenv("TZ", zone)
    diff = _diff(two, "v2025.1.0")
    assert _edits(diff) == {"doe-2021/clearing-ten-w24": "changed"} and diff.base.startswith("the revision v2025.1.0 (")
