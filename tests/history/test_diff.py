"""Two states of the evidence side by side, read from releases, revisions, folders and dates."""

import json
import shutil
from dataclasses import replace

import pytest

from livingevidence.cli import main
from livingevidence.evidence.evidence import Evidence
from livingevidence.history.diff import render, snapshot, states
from livingevidence.history.diff.compare import Diff, compare
from livingevidence.history.diff.snapshot import SECTIONS, Snapshot, Statement, as_json, from_json
from livingevidence.history.diff.states import State, Unreadable, read_state
from livingevidence.record.release import data_digest
from livingevidence.synthesis.estimate import Estimate
from scratch import NUMBER, Project

ROW = "doe-2021/any-ten-w8"
EVENTS = "doe-2021", "adverse_events[0].events"  # of that row: 12 of 40
RATED_ROW = "doe-2021", "outcomes[0].events"  # 20 of 40, on which a rating rests, and a claim on the rating
CHAPTER = "notebooks/fevers.md"
COMMITTED: dict[str, State] = {}  # what a commit says, which many tests begin with


def _diff(project: Project, base: str = "", head: str | None = None) -> Diff:
    commit = "" if base else project.git("rev-parse", "HEAD")
    if commit and commit not in COMMITTED:
        COMMITTED[commit] = read_state("BASE", "HEAD", project.review)
    before = COMMITTED[commit] if commit else read_state("BASE", base, project.review)
    return compare(before, read_state("HEAD", head, project.review), project.review)


def _moved_texts(diff: Diff, kind: str) -> dict[str, tuple[str | None, str | None]]:
    return {move.key: tuple(side and side.text for side in (move.old, move.new)) for move in diff.moved.get(kind, ())}


def _edits(diff: Diff) -> dict[str, str]:
    return {edit.address: edit.how for edit in diff.records}


def _lines(diff: Diff) -> str:
    return "\n".join(line for section in render.sections(diff) for line in section.sentences())


def _run(project: Project, *arguments: str) -> int:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(project.top / "docs")
        return main(["diff", *arguments])


def _claim(project: Project, needs: str, sentence: str = "An invented sentence.", plain: str = "Invented.") -> None:
    """Write a claim at the end of a chapter, in place of one that was written so before."""
    text = (project.top / CHAPTER).read_text(encoding="utf-8").partition("```{claim} invented")[0]
    fields = f"about: example-fever\nplain: {plain}\nneeds: |\n  {needs}"
    project.text(CHAPTER, f"{text}```{{claim}} invented\n---\n{fields}\n---\n{sentence}\n```\n")


# What is told


def test_the_same_twice_says_nothing_moved(project):
    """Two readings of one state have no difference, whatever the order of rows and comments, and the words say so."""
    data = project.at("review-2020", "title")[0]
    project.dump("review-2020", dict(reversed(data.items())))
    path = project.file("doe-2021")
    path.write_text("# a comment\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    diff = _diff(project)
    assert (diff.moved, diff.records, diff.pages) == ({}, [], [])
    assert "Nothing moved. The two states hold the same." in render.as_text(diff)


def test_an_added_study_is_told_with_its_rows_and_counts(project):
    """A new study, its parts, its reference and the counts that rise stand in the difference."""
    record = (project.folder / "studies/loe-2018.yaml").read_text(encoding="utf-8")
    for old, new in (("loe-2018", "koe-2019"), ("NCT00000004", "NCT00000014"), ("nct00000004", "koe-2019b")):
        record = record.replace(old, new)
    project.text("data/studies/koe-2019.yaml", record)
    entry = "\n@misc{{{},\n  title = {{x}},\n  author = {{Koe, N}},\n  year = {{2019}},\n}}\n"
    with (project.top / "references.bib").open("a", encoding="utf-8") as file:
        file.write(entry.format("koe-2019") + entry.format("koe-2019b"))
    diff = _diff(project)
    assert (_edits(diff)["koe-2019"], _edits(diff)["references.bib/koe-2019"]) == ("added", "added")
    assert _moved_texts(diff, "numbers")["all.studies"] == ("8", "9")
    assert {"studies/koe-2019", "numbers", "references"} <= set(diff.pages)
    assert [row for row in render.tallies(diff) if row[0] == "studies"] == [("studies", "1", "0", "0", "0")]
    assert "koe-2019/clearing-w12 (row added): rash gone; result: 11 of 20" in _lines(diff)


def test_a_changed_number_tells_field_and_both_values(project):
    """A changed count stands with its old and new value, and so do the estimate and the judgements that rest on it."""
    project.edit(*EVENTS, 30)
    diff = _diff(project)
    (edit,) = diff.records
    assert (edit.address, edit.how, edit.fields[1:]) == (ROW, "changed", (("events", "12", "30"),))
    assert [value.partition(" (")[0] for value in edit.fields[0]] == ["result", "12 of 40", "30 of 40"]
    judgements = _moved_texts(diff, "judgements").values()
    assert {(old, new.partition(";")[0]) for old, new in judgements} == {("stands", "stale: its values changed")}
    assert [move.rows for move in diff.moved["judgements"]] == [(ROW,)] * len(diff.moved["judgements"])
    name = "harm.any-adverse-event.example-fever.difference"
    (move,) = (move for move in diff.moved["estimates"] if move.key == name)
    assert move.old.text.startswith("50 more (") and move.old.text.endswith("3 trials, 3 results, 480 people")
    assert move.rows == (ROW,) and move.new.text.endswith("480 people") and move.new.text != move.old.text
    assert f": {move.old.text} → {move.new.text} [by {ROW}]" in _lines(diff)


@pytest.mark.parametrize(
    ("response", "words"),
    [("none", "response: complete → none"), ("partial", "response: complete → partial"), (None, "complete → not read")],
)
def test_a_response_stands_with_what_it_was(project, response, words):
    """Whether a patient was cured or failed is told of a case that changed, and of one that was added."""
    field = "poe-2017", "cases[0].response"
    project.edit(*field, response) if response else project.remove(*field)
    assert words in _lines(_diff(project)).replace("poe-2017/patient-1 (case changed): ", "")
    case = project.at("poe-2017", "cases[0]")[1][0] | {"id": "patient-5", "response_detail": "no change"}
    project.edit("poe-2017", "cases[3]", case)
    line = "poe-2017/patient-5 (case added): sample rash; people: 1; regimen: 10 mg twice daily; response: "
    assert f"{line}{response or 'not read'}; response detail: no change" in _lines(_diff(project))


def test_a_typo_that_is_mended_asks_for_a_signature(project):
    """Where a judgement alone went stale, what opens by it is cured by `sign`, not by patience."""
    project.remove("doe-2021", "outcomes[0].percent")
    project.remove("doe-2021", "outcomes[0].second_readings")
    project.edit(*RATED_ROW, 21)
    lines = [line for line in _lines(_diff(project)).splitlines() if "stale" in line or "open: " in line]
    judgements = [line for line in lines if line.startswith(("certainty: ", "risk of bias: "))]
    assert len(judgements) > 1 and all("`sign " in line and "--role ROLE`" in line for line in judgements)
    (claim,) = (line for line in lines if line.startswith("example-fever-verdict: holds: "))
    assert "→ open: " in claim and "sign certainty/example-fever-clearing" in claim and "awaited" not in claim


def test_evidence_that_grew_asks_for_a_new_rating(small_evidence):
    """A trial that a rating doesn't name but that answers its question is told with what was signed and what is now."""
    study = small_evidence.records["doe-2021"]
    rows = [row.model_copy(update={"events": {"any-ten-w8": 3}.get(row.id, 30)}) for row in study.adverse_events[:3:2]]
    fields = {"id": "new-2031", "overlaps": [], "outcomes": [], "adverse_events": rows}
    fields["trials"] = [study.trials[0].model_copy(update={"id": "NCT00000077"})]
    studies = {**small_evidence.library.studies, "new-2031": study.model_copy(update=fields)}
    larger_evidence = Evidence(replace(small_evidence.library, studies=studies))
    lines = _lines(compare(*(State("", snapshot.snapshot(each)) for each in (small_evidence, larger_evidence))))
    line = "certainty: example fever any adverse event: stands → stale: its evidence grew; signed for 50 more ("
    assert line in lines and f"[by {', '.join(f'new-2031/{row.id}' for row in rows)}] To do: " in lines


def test_swapped_arms_turn_the_direction_and_overturn_the_claim(project):
    """When two rows trade places the direction turns round, and the claim of the chapter that rests on it falls."""
    rows = "doe-2021/clearing-ten-w8", "doe-2021/clearing-placebo-w8"
    _claim(project, f'events("{rows[0]}") > events("{rows[1]}")', "More lost it.")
    project.save("claim it")
    project.remove("doe-2021", "outcomes[0].second_readings")
    project.remove("doe-2021", "outcomes[0].percent")
    for row, events in ((0, 8), (2, 20)):
        project.edit("doe-2021", f"outcomes[{row}].events", events)
    diff = _diff(project)
    assert "invented" in diff.overturned
    assert [move.rows for move in diff.moved["claims"] if move.key == "invented"] == [rows]
    claim = _moved_texts(diff, "claims")["invented"][1]
    assert claim.startswith("overturned: More lost it. In plain words: Invented. (needs ")
    assert "To do: write it anew at notebooks/fevers.md:" in _lines(diff)
    assert _moved_texts(diff, "directions")[" ".join(rows)] == ("better than placebo", "worse than placebo")


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ({"sentence": "It proved."}, "holds: It may. In plain words: Perhaps. → holds: It proved."),
        ({"plain": "Surely."}, "holds: It may. In plain words: Perhaps. → holds: It may. In plain words: Surely."),
    ],
)
def test_a_conclusion_that_is_reworded_moves(project, words, line):
    """The sentence, and the plain one, stand as they were and as they are, although each holds."""
    claim = {"needs": "studies() > 1", "sentence": "It may.", "plain": "Perhaps."}
    _claim(project, **claim)
    project.save("claim it")
    _claim(project, **claim | words)
    diff = _diff(project)
    assert line in _lines(diff)
    assert render.headline(diff) == "Moved: 1 claim (1 in words alone). No claim is newly overturned."


def test_what_a_rating_means_moves_with_its_words(project):
    """A rating whose level stays and that is told in other words is told before and after."""
    name = "appraisal/certainty/example-fever-clearing.yaml"
    project.replace(name, "probably lose", "lose")
    diff = _diff(project)
    assert "moderate: More people probably lose their fever" in _lines(diff)
    assert render.headline(diff).startswith("Moved: 1 rating of certainty (1 in words alone).")


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

    def estimate_state(point, low, high):
        fields = {"question": "x", "measure": "risk-difference", "method": "", "digest": "", "rows": ()}
        estimate = Estimate(**fields, k=1, tables=1, participants=9, estimate=point, low=low, high=high)
        return _state("x", estimates={"x": snapshot._statement_on(estimate, snapshot.per_thousand(estimate))})

    assert (compare(estimate_state(*old), estimate_state(*new)).moved == {}) is alike


@pytest.mark.parametrize(
    ("name", "field", "value", "kind", "headline"),
    [
        ("doe-2021", "outcomes[7].label", "an invented label", "wording", "Nothing moved. Words alone changed."),
        ("loe-2018", "outcomes[0].locator", "a place", "wording", "Nothing moved. Words alone changed."),
        ("protocol.yaml", "eligibility[0].out", "no people", "changed", "Nothing moved in what is computed; records"),
    ],
)
def test_what_moves_nothing_is_told_apart(project, name, field, value, kind, headline):
    """Another label or place is listed as wording; a file beside the studies, such as the protocol, as changed."""
    project.edit(name, field, value)
    diff = _diff(project)
    assert (list(_edits(diff).values()), diff.moved) == ([kind], {})
    assert render.headline(diff).startswith(headline)


def _state(name: str, **statements: dict) -> State:
    return State(name, Snapshot({section: statements.get(section, {}) for section in SECTIONS}, {}, {}))


def _claims(verdict: str, sentence: str) -> dict[str, Statement]:
    return {"invented": Statement("invented", f"{verdict}: {sentence}", [verdict, sentence, ""], [ROW])}


def test_a_claim_that_falls_is_told_first():
    """A newly overturned claim stands in the headline; one that was overturned before does not."""
    holding, overturned = _claims("holds", "Fewer."), _claims("overturned", "Fewer.")
    diff = compare(_state("a", claims=holding), _state("b", claims=overturned | {"other": holding["invented"]}))
    assert diff.overturned == ["invented"]
    assert render.headline(diff) == "1 claim is overturned: invented. Moved: 2 claims."
    assert render.sections(diff)[0].lines[0] == ("invented", "holds", "overturned: Fewer.")
    reworded = _claims("overturned", "Fewer people.")
    assert compare(_state("a", claims=overturned), _state("b", claims=reworded)).overturned == []


def test_pages_that_place_what_moved_are_named(project):
    """A page that places the number, the row or asks for the event is named; another isn't."""
    texts = {
        "docs/placed.md": "It is {number}`words <sample-rash.people>`.",
        "notebooks/row.md": f"It is {{number}}`{ROW}.n`.",
        "notebooks/cell.md": '```{code-cell} ipython3\ntable("any-adverse-event")\n```\n',
        "docs/other.md": "It is {number}`all.studies`.",
        CHAPTER: "",
    }
    for name, text in texts.items():
        project.text(name, text)
    project.edit(*EVENTS, 30)
    project.edit("loe-2018", "population.n_enrolled", 21)
    studies = {"studies/doe-2021", "studies/loe-2018"}
    pages = set(_diff(project).pages) - {"chapters/rashes", "claims"}
    assert pages == {"chapters/cell", "chapters/row", "numbers", "placed", *studies}


def test_a_long_text_is_cut_to_what_differs():
    """Of two long texts that differ in a word, that word is shown with what stands around it."""
    old, new = (f"{'before ' * 30}{word}{' after' * 30}" for word in ("mango", "papaya"))
    parts = render._cut(old, new)
    assert "mango" in parts[0] and "papaya" in parts[1] and max(map(len, parts)) < render.LONG_TEXT


def test_every_form_tells_the_same(project, capsys, tmp_path):
    """Text is at most 100 columns wide, Markdown escapes what records hold, JSON has every line; to a file too."""
    project.edit("doe-2021", "outcomes[7].label", "<script>alert(1)</script> | **bold** " + "long " * 40)
    project.edit(*NUMBER, 26)
    project.edit(*EVENTS, 30)
    assert _run(project, "HEAD") == 0
    text = capsys.readouterr().out
    assert max(map(len, text.splitlines())) <= 100 and "doe-2021/clearing-ten-w24" in text.replace("\n", "")
    assert _run(project, "HEAD", "--format", "markdown", "--output", str(tmp_path / "diff.md")) == 0
    markdown = (tmp_path / "diff.md").read_text(encoding="utf-8")
    assert markdown.startswith("## What this change does to the review")
    assert "\\<script" in markdown and "\\*\\*bold" in markdown
    assert _run(project, "HEAD", "--format", "summary") == 0
    summary = capsys.readouterr().out
    for part in ("\\<script", "doe\\-2021\\/clearing\\-ten\\-w24", "`studies/doe-2021.html`", "- [ ] I opened the"):
        assert part in summary
    assert len(summary) < 20_000
    assert _run(project, "HEAD", "--format", "json") == 0
    tables = json.loads(capsys.readouterr().out)
    row = next(record for record in tables["records"] if record["address"] == "doe-2021/clearing-ten-w24")
    assert ["events", "25", "26"] in row["fields"]
    judgement = tables["judgements"][0]
    assert (judgement["before"], judgement["rows"]) == ("stands", [ROW])
    assert judgement["after"].startswith("stale: ") and "`sign " in judgement["cure"]
    assert _run(project, "HEAD", "--output", str(tmp_path)) == 1
    assert capsys.readouterr().err.startswith("a file can't be read or written: ")


def test_a_summary_asks_what_the_kind_of_change_asks(project, capsys, monkeypatch):
    """A case and a row ask other things of a reviewer, claims stand first, and pages lead to what is published."""
    monkeypatch.setenv("REVIEW_BASEURL", "https://example.org/review")
    project.edit("poe-2017", "cases[0].response", "none")
    assert _run(project, "HEAD", "--format", "summary") == 0
    case_summary = capsys.readouterr().out
    assert "- [ ] No patient is described closer" in case_summary and "I opened the source" not in case_summary
    assert "(https://example.org/review/latest/studies/poe-2017.html)" in case_summary
    project.edit("loe-2018", "outcomes[0].events", 0)
    assert _run(project, "HEAD", "--format", "summary") == 0
    summary = capsys.readouterr().out
    assert "- [ ] I opened the source" in summary
    headings = [line for line in summary.splitlines() if line.startswith("### ")]
    assert headings[-1] == "### For the reviewer" and any("Records" in heading for heading in headings[1:])
    assert "Records" not in headings[0]


def test_fail_on_claims_fails_for_a_newly_overturned_claim_alone(project, monkeypatch):
    """The exit code is 1 when HEAD overturns a claim and somebody asked, else 0."""
    sides = {"BASE": _claims("holds", "Fewer."), "HEAD": _claims("overturned", "Fewer.")}
    monkeypatch.setattr(states, "read_state", lambda side, *_: _state(side, claims=sides[side]))
    assert (_run(project, "HEAD", "--fail-on", "claims"), _run(project, "HEAD")) == (1, 0)
    sides["BASE"] = sides["HEAD"]
    assert _run(project, "HEAD", "--fail-on", "claims") == 0


# By which claims


def test_each_side_is_judged_by_its_own_claims(project):
    """What the chapter of BASE claimed of its data holds there, although the claim of HEAD wouldn't have."""
    _claim(project, 'events("doe-2021/any-ten-w8") == 12', "Twelve.")
    project.save("claim it")
    project.edit(*EVENTS, 30)
    _claim(project, 'events("doe-2021/any-ten-w8") == 30', "Thirty.")
    before, after = _moved_texts(_diff(project), "claims")["invented"]
    assert (before, after) == ("holds: Twelve. In plain words: Invented.", "holds: Thirty. In plain words: Invented.")


@pytest.mark.parametrize("form", ["date", "folder"])
def test_what_made_no_claims_can_not_have_overturned_them(project, tmp_path, form):
    """A date, and data without chapters, are held against today's claims, which is said of BASE."""
    base = "2018-12-31"
    if form == "folder":
        base = str(shutil.copytree(project.folder, tmp_path / "alone"))
        shutil.copy(project.top / "references.bib", base)
        project.edit(*EVENTS, 30)
    _claim(project, 'studies("example-fever") > 0' if form == "date" else f'events("{ROW}") == 30')
    diff = _diff(project, base)
    claim = _moved_texts(diff, "claims")["invented"][0]
    assert "held against" in diff.base.name and claim.startswith("does not hold: ") and "overturned" not in claim


def test_claims_that_todays_code_cannot_judge_are_not_compared(project):
    """A revision that asks what nobody knows any more is told so, with the place; its records are still compared."""
    _claim(project, "an_old_question() == 1")
    revision = project.save("as it was asked then")
    _claim(project, "studies() > 1")
    project.edit(*EVENTS, 30)
    diff = _diff(project, revision)
    assert "claims" not in diff.moved and _edits(diff) == {ROW: "changed"}
    assert render.headline(diff).endswith("Claims are not compared.")
    place = f"{revision[:8]}:{CHAPTER}:"
    assert f"today's code can't judge its claims: 1 problem, the first: {place}" in " ".join(_lines(diff).split())


# What can be compared


def test_a_release_is_what_its_snapshot_says(two_releases):
    """A version names what its release said, whatever today's code would read; without that file its commit is read."""
    diff = _diff(two_releases, "2025.1.0", "2025.2.0")
    assert (diff.base.name, diff.head.name) == ("the release 2025.1.0", "the release 2025.2.0")
    assert _edits(diff) == {"doe-2021/clearing-ten-w24": "changed"}
    path = two_releases.folder / "releases/2025.1.0.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"text":"8"', '"text":"80"'), encoding="utf-8")
    snapshot = read_state("BASE", "2025.1.0", two_releases.review).snapshot
    assert snapshot.statements["numbers"]["all.studies"].text == "80"
    path.unlink()
    assert _edits(_diff(two_releases, "2025.1.0", "2025.2.0")) == {"doe-2021/clearing-ten-w24": "changed"}
    with pytest.raises(Unreadable, match=r"no release 2025\.9\.0 in this history"):
        _diff(two_releases, "2025.9.0")


def test_a_snapshot_says_what_the_evidence_says(project):
    """Written and read again it moves nothing, and so does one in the form of the first release."""
    state = read_state("HEAD", None, project.review)
    snapshot_text = as_json(state.snapshot, "2025.1.0", "2025-03-01")
    data = json.loads(snapshot_text)
    names = "verdict", "sentence", "plain"
    data["claims"] = {key: dict(zip(names, claim["sense"], strict=True)) for key, claim in data["claims"].items()}
    for rating in data["certainty"].values():
        rating |= {"text": rating["sense"][0], "sense": rating["sense"][:1]}
    data["records"] = {address: record for address, record in data["records"].items() if record[0] != "file"}
    first_form = json.dumps(data).replace(f'"{ROW}"', f'"{ROW.replace("/", "#")}"')
    for text in (snapshot_text, first_form):
        diff = compare(State("left", from_json(text)), state)
        assert (diff.moved, diff.records) == ({}, [])


@pytest.mark.parametrize("place", ["in its commit", "after it"])
def test_a_release_that_todays_code_cannot_read_is_told_by_its_snapshot(two_releases, place):
    """A revision from before a file that today's code needs is what its release left, then or later."""
    two_releases.git("checkout", "--quiet", "--detach", "v2025.2.0")
    (two_releases.folder / "topic.yaml").unlink()
    if place == "after it":
        (two_releases.folder / "releases/2025.2.0.json").unlink()
    release = (two_releases.folder / "release.yaml").read_text(encoding="utf-8")
    digest = release.partition('data_digest: "')[2][:64]
    two_releases.text("data/release.yaml", release.replace(digest, data_digest(two_releases.review)))
    revision = two_releases.save("as the code of then had it")
    two_releases.git("switch", "--quiet", "main")
    state = read_state("BASE", revision, two_releases.review)
    assert state.name == f"the revision {revision}, as its release told it, because today's code can't read it"
    assert compare(state, read_state("HEAD", "2025.2.0", two_releases.review)).records == []


def test_an_old_state_without_a_snapshot_says_so(project, capsys):
    """Where today's code can't read a revision and no release left a snapshot of it, one sentence tells."""
    project.git("rm", "--quiet", "data/topic.yaml")
    revision = project.save("as the code of then had it")
    project.git("revert", "--no-edit", revision)
    assert _run(project, revision) == 1
    message = capsys.readouterr().err
    reason = "today's code can't read it, and no release left a snapshot of it"
    assert message.startswith(f"BASE ({revision}) can't be read: {reason}")
    assert f"{revision[:8]}:data/topic.yaml" in message


def test_an_old_state_from_before_reviews_named_their_places_is_read(project):
    """Its data and pages are looked for where they stand today."""
    project.git("rm", "--quiet", "pyproject.toml")
    revision = project.save("before it")
    project.git("revert", "--no-edit", revision)
    project.edit(*EVENTS, 30)
    assert _edits(_diff(project, revision)) == {ROW: "changed"}


def test_a_broken_side_is_named_with_its_file(project, capsys):
    """A record that can't be read stops the comparison, and tells side, file and line."""
    project.edit(*EVENTS, -5)
    assert _run(project, "HEAD") == 1
    message = capsys.readouterr().err
    assert message.startswith("HEAD (") and "Mend it" in message
    assert f"{project.folder}/studies/doe-2021.yaml:" in message
    revision = project.save("break it")
    assert _run(project, revision, "HEAD~1") == 1
    message = capsys.readouterr().err
    assert message.startswith(f"BASE ({revision}) can't be read")
    assert f"{revision[:8]}:data/studies/doe-2021.yaml:" in message


@pytest.mark.parametrize("argument", ["no-such-branch", "2024-13-40", "docs", "--output=x", "nothing"])
def test_a_state_that_is_not_there_is_told_with_its_side(project, argument):
    """A wrong revision, a day of no calendar, a folder without records, an option and a tree without data are told."""
    reason = ""
    if argument == "nothing":
        empty = project.git("hash-object", "-wt", "tree", "/dev/null")
        argument, reason = project.git("commit-tree", "-m", "x", empty), r"it holds no data and no references\.bib"
    with pytest.raises(Unreadable, match=rf"^HEAD \({argument}\) can't be read: {reason}"):
        _diff(project, "HEAD", argument)


def test_a_shallow_clone_names_the_command_that_mends_it(two_releases, tmp_path):
    """A revision that a shallow clone lacks is answered with the git command that fetches it."""
    clone = two_releases.clone(tmp_path / "shallow", "--depth=1")
    with pytest.raises(Unreadable, match="git fetch --unshallow"):
        _diff(clone, two_releases.git("rev-parse", "HEAD~2"))


def test_folders_are_read_with_their_own_references(project, tmp_path):
    """Two projects, or their data folders, are compared, each with its own bibliography."""
    copy = shutil.copytree(project.top, tmp_path / "other")
    project.edit(*EVENTS, 30)
    for folder in (copy, copy / "data"):
        assert _edits(_diff(project, str(folder))) == {ROW: "changed"}


def test_dates_cut_the_evidence(project):
    """Between two dates stands what became public between them; before anything was public there was no study."""
    edits = _edits(_diff(project, "2018-12-31", "2021-12-31"))
    assert edits["doe-2021"] == "added" and "loe-2018" not in edits
    assert _moved_texts(_diff(project, "1990-01-01"), "numbers")["all.studies"][0] == "0"


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Kiritimati"])
def test_a_tag_is_a_state(two_releases, zone, monkeypatch):
    """A tag names its commit, which today's code reads."""
    monkeypatch.setenv("TZ", zone)
    diff = _diff(two_releases, "v2025.1.0")
    assert _edits(diff) == {"doe-2021/clearing-ten-w24": "changed"}
    assert diff.base.name.startswith("the revision v2025.1.0 (")


@pytest.mark.parametrize(
    ("argument", "code", "message"),
    [
        ("", 2, "is empty"),
        (" ", 2, "is empty"),
        ("2031-02-30", 1, "write one as YYYY-MM-DD"),
        ("0000-01-01", 1, "YYYY"),
        ("9999-12-31", 1, "the last day is today"),
        ("\033[31mred", 1, "<U+001B>[31mred"),
    ],
)
def test_a_state_that_nobody_can_mean_is_told(project, capsys, argument, code, message):
    """A variable that a script never set, a day that is none or not yet there, and what steers a terminal are told."""
    try:
        exit_code = _run(project, argument)
    except SystemExit as error:
        exit_code = error.code
    assert exit_code == code and message in capsys.readouterr().err


def test_why_git_knows_no_repository_is_told(project, capsys):
    """What git itself says, such as that a folder belongs to somebody else, stands in the message."""
    (project.top / ".git").rename(project.top / ".kept")
    (project.top / ".git").write_text("gitdir: /nowhere")
    assert _run(project, "HEAD") == 1
    assert "not a git repository: /nowhere" in capsys.readouterr().err
