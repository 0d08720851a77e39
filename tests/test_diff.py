"""Two states of the evidence side by side, in scratch repositories made of copies of the data."""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
import subprocess
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from docutils import nodes

from copies import DataCopy
from live import DATA, DATA_PATH
from livingevidence.claims.base import Claim, Finding
from livingevidence.claims.ledger import judge_all
from livingevidence.cli import main
from livingevidence.history.diff import news, render, snapshot
from livingevidence.history.diff.compare import Diff, Move, _moves, compare
from livingevidence.history.diff.news import story
from livingevidence.history.diff.snapshot import _said
from livingevidence.history.diff.states import Unreadable, read_state
from livingevidence.record.reading import read
from livingevidence.site.changes import markdown, view
from livingevidence.site.pages import templates, tree
from livingevidence.synthesis.estimate import Estimate

CREAM, VEHICLE = "any-adverse-event-rux15-w8", "any-adverse-event-vehicle-w8"
KEY = "harm.any-adverse-event.atopic-dermatitis.difference"


class Repository(DataCopy):
    """A project of a few studies in a git repository of its own, with one commit."""

    def __init__(self, root, small_data):
        self.root = root
        shutil.copytree(small_data, root / DATA_PATH)
        super().__init__(root / DATA_PATH)
        (root / DATA_PATH / "references.bib").rename(root / "references.bib")
        self.git("init", "--quiet", "--initial-branch=main")
        self.commit("enter the evidence")

    def git(self, *arguments, day="2031-05-01", zone="T12:00:00Z"):
        when = {"GIT_COMMITTER_DATE": f"{day}{zone}", "GIT_AUTHOR_DATE": f"{day}{zone}"}
        who = ("-c", "user.name=nobody", "-c", "user.email=nobody@example.org")
        done = subprocess.run(
            ["git", *who, *arguments], cwd=self.root, env=os.environ | when, capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    def commit(self, subject, day="2031-05-01"):
        self.git("add", "--all", day=day)
        self.git("commit", "--quiet", "--message", subject, day=day)
        return self.git("rev-parse", "HEAD")

    def diff(self, base="HEAD", head=None) -> Diff:
        states = read_state("BASE", base, self.folder), read_state("HEAD", head, self.folder)
        return compare(*states, self.root)

    def row(self, name) -> str:
        """Return the path of an adverse-event row of papp-2021."""
        rows = read(self.file("papp-2021")).data["adverse_events"]
        return f"adverse_events[{[row['id'] for row in rows].index(name)}]"


@pytest.fixture
def repository(small_data, tmp_path, monkeypatch):
    """Return a scratch repository, which is the current folder."""
    (tmp_path / "project").mkdir()
    made = Repository(tmp_path / "project", small_data)
    monkeypatch.chdir(made.root)
    return made


@pytest.fixture
def fewer(monkeypatch):
    """Let the only claim be that fewer people on the cream than on vehicle had an adverse event."""

    def needs(facts):
        shares = [
            row.events / row.n for row in (facts.evidence.row(f"papp-2021/{name}")[1] for name in (CREAM, VEHICLE))
        ]
        return [Finding("fewer with the cream", f"{shares}", shares[0] < shares[1], (f"papp-2021/{CREAM}",))]

    claim = Claim("invented", f"An invented claim: {{number}}`papp-2021/{CREAM}.events`.", needs)
    monkeypatch.setattr(snapshot, "declared", lambda: {"invented": claim})


def moved(moves: tuple[Move, ...]) -> dict[str, tuple[str | None, str | None]]:
    """Return what was said before and now, by key."""
    return {move.key: (move.before, move.after) for move in moves}


def edits(diff: Diff) -> dict[str, str]:
    """Return how each record was edited, by address."""
    return {edit.address: edit.how for edit in diff.records}


def test_the_same_twice_says_nothing_moved(repository):
    """Two readings of one state have no difference, and the words say so."""
    diff = repository.diff()
    assert (diff.moved, diff.records, diff.pages) == ({}, (), ())
    assert "Nothing moved. The two states hold the same." in render.text(diff)


def test_an_added_study_is_told_with_its_rows_and_counts(repository):
    """A new study, its parts, its reference and the counts that rise stand in the difference."""
    record = read(repository.file("bayart-2017")).data
    record["id"] = record["reports"][0]["key"] = "invented-2017"
    record["reports"][:] = record["reports"][:1]
    record["overlaps"] = []
    repository.dump("invented-2017", record)
    with (repository.root / "references.bib").open("a") as file:
        file.write("\n@article{invented-2017,\n  title = {An invented case},\n  author = {Nobody, N},\n")
        file.write("  year = {2017},\n  doi = {10.0000/invented},\n}\n")
    diff = repository.diff()
    assert edits(diff)["invented-2017"] == "added"
    assert edits(diff)["references.bib/invented-2017"] == "added"
    before, after = moved(diff.numbers)["all.studies"]
    assert int(after) == int(before) + 1
    assert {"studies/invented-2017", "numbers", "references"} <= set(diff.pages)
    assert [row for row in render.tallies(diff) if row[0] == "studies"] == [("studies", "1", "0", "0", "0")]


def test_a_changed_number_tells_field_and_both_values(repository):
    """A changed count stands with its old and new value, and the estimate with its old and new interval."""
    repository.edit("papp-2021", f"{repository.row(CREAM)}.events", 190)
    diff = repository.diff()
    (edit,) = diff.records
    assert (edit.address, edit.how) == (f"papp-2021/{CREAM}", "changed")
    assert ("events", "132", "190") in edit.fields
    before, after = moved(diff.estimates)[KEY]
    assert before.startswith("67 fewer (138 fewer to 1 more)")
    assert " more (" in after


def test_a_deleted_row_takes_its_estimate_with_it(repository):
    """Without the row of vehicle there is no comparison any more, and the refusal is told."""
    repository.remove("papp-2021", repository.row(VEHICLE))
    diff = repository.diff()
    assert edits(diff) == {f"papp-2021/{VEHICLE}": "removed"}
    assert moved(diff.estimates)[KEY][1] is None
    assert moved(diff.estimates)["harm.any-adverse-event.none"][1].startswith("refused: ")


def test_swapped_arms_turn_the_direction(repository, fewer):
    """When two rows trade places, the difference turns round and the claim that rests on it is overturned."""
    rows = {name: repository.row(name) for name in (CREAM, VEHICLE)}
    held = read(repository.file("papp-2021")).data["adverse_events"]
    values = {row["id"]: (row["events"], row["n"]) for row in held if row["id"] in rows}
    repository.remove("papp-2021", f"{rows[VEHICLE]}.percent")
    for name, other in ((CREAM, VEHICLE), (VEHICLE, CREAM)):
        for field, value in zip(("events", "n"), values[other], strict=True):
            repository.edit("papp-2021", f"{rows[name]}.{field}", value)
    diff = repository.diff()
    before, after = moved(diff.estimates)[KEY]
    assert ("fewer (" in before, "more (" in after) == (True, True)
    assert diff.overturned == ("invented",)
    assert moved(diff.claims)["invented"][1].startswith("overturned: ")
    assert diff.claims[0].rows == (f"papp-2021/{CREAM}",)


def test_a_changed_denominator_moves_the_people(repository):
    """Another number of people behind a count moves the people compared and the interval."""
    repository.edit("papp-2021", f"{repository.row(CREAM)}.n", 480)
    diff = repository.diff()
    assert moved(diff.numbers)["harm.any-adverse-event.atopic-dermatitis.people"] == ("749", "730")
    assert moved(diff.estimates)[KEY][1].endswith("730 people")


def test_order_and_comments_are_no_difference(repository):
    """Rows in another order, and a file written in another way, change nothing."""
    record = read(repository.file("papp-2021")).data
    record["adverse_events"].reverse()
    repository.dump("papp-2021", dict(reversed(record.items())))
    repository.file("papp-2021").write_text("# a comment\n" + repository.file("papp-2021").read_text(encoding="utf-8"))
    diff = repository.diff()
    assert (diff.moved, diff.records) == ({}, ())


def test_words_alone_move_nothing(repository):
    """Another label, place or punctuation is listed as wording, and nothing moved."""
    repository.edit("papp-2021", f"{repository.row(CREAM)}.label", "an invented label")
    repository.edit("papp-2021", f"{repository.row(VEHICLE)}.locator", "an invented place")
    diff = repository.diff()
    assert set(edits(diff).values()) == {"wording"}
    assert diff.moved == {}
    assert render.headline(diff).startswith("Nothing moved.")


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

    def said(point, low, high):
        shared = {"question": "invented", "measure": "risk-difference", "method": "", "digest": "", "rows": ()}
        made = Estimate(**shared, k=1, tables=1, participants=9, estimate=point, low=low, high=high)
        return _said(made, snapshot.per_thousand(made))

    assert (_moves({"x": said(*old)}, {"x": said(*new)}) == ()) is alike


def test_a_long_text_is_cut_to_what_differs():
    """Of two long texts that differ in a word, that word is shown with what stands around it."""
    old, new = (f"{'before ' * 30}{word}{' after' * 30}" for word in ("mango", "papaya"))
    cut = render._cut(old, new)
    assert [word in part for word, part in zip(("mango", "papaya"), cut, strict=True)] == [True, True]
    assert max(map(len, cut)) < render.LONG


def test_pages_that_place_what_moved_are_named(repository):
    """A page that places the number, the row or asks for the event is named; another isn't."""
    (repository.root / "docs").mkdir()
    (repository.root / "notebooks").mkdir()
    pages = {
        "docs/placed.md": f"It is {{number}}`words <{KEY}>`.",
        "notebooks/row.md": f"It is {{number}}`papp-2021/{CREAM}.n`.",
        "notebooks/cell.md": '```{code-cell} ipython3\ntable("any-adverse-event")\n```\n',
        "docs/other.md": "It is {number}`all.studies`.",
    }
    for name, text in pages.items():
        (repository.root / name).write_text(text)
    repository.edit("papp-2021", f"{repository.row(CREAM)}.events", 190)
    assert repository.diff().pages == ("chapters/cell", "chapters/row", "numbers", "placed", "studies/papp-2021")


def test_a_broken_side_is_named_with_its_file(repository, capsys):
    """A record that can't be read stops the comparison, and tells side, revision, file and line."""
    repository.edit("papp-2021", f"{repository.row(CREAM)}.events", -5)
    broken = repository.commit("break it")
    assert main(["diff", broken, "HEAD~1", "--data", str(repository.folder)]) == 1
    told = capsys.readouterr().err
    assert told.startswith(f"BASE ({broken}) can't be read")
    assert f"{broken[:8]}:{DATA_PATH}/studies/papp-2021.yaml:" in told
    assert main(["diff", "HEAD~1", "--data", str(repository.folder)]) == 1
    assert capsys.readouterr().err.startswith("HEAD (")


@pytest.mark.parametrize("wrong", ["no-such-branch", "2024-13-40", "docs"])
def test_a_state_that_is_not_there_is_told_with_its_side(repository, capsys, wrong):
    """A wrong revision, a day of no calendar and a folder without records are errors of the side that named them."""
    (repository.root / "docs").mkdir()
    assert main(["diff", "HEAD", wrong, "--data", str(repository.folder)]) == 1
    assert capsys.readouterr().err.startswith(f"HEAD ({wrong}) can't be read: ")


def test_a_revision_without_data_says_so(repository):
    """A revision from before the records is no state of the evidence."""
    empty = repository.git("commit-tree", "-m", "nothing", repository.git("hash-object", "-wt", "tree", "/dev/null"))
    with pytest.raises(Unreadable, match=f"holds no {DATA_PATH}"):
        repository.diff(empty)


def test_a_shallow_clone_names_the_command_that_mends_it(repository, tmp_path):
    """A revision that a shallow clone lacks is answered with the git command that fetches it."""
    first = repository.git("rev-parse", "HEAD")
    repository.edit("papp-2021", f"{repository.row(CREAM)}.events", 190)
    repository.commit("change a number")
    repository.git("clone", "--quiet", "--depth=1", repository.root.as_uri(), str(tmp_path / "shallow"))
    with pytest.raises(Unreadable, match="git fetch --unshallow"):
        read_state("BASE", first, tmp_path / "shallow" / DATA_PATH)


def test_folders_are_read_with_their_own_references(repository, tmp_path):
    """Two projects, or their data folders, are compared, each with its own bibliography."""
    shutil.copytree(repository.root, tmp_path / "other")
    repository.edit("papp-2021", f"{repository.row(CREAM)}.events", 190)
    assert edits(repository.diff(str(tmp_path / "other"))) == {f"papp-2021/{CREAM}": "changed"}
    assert edits(repository.diff(str(tmp_path / "other" / DATA_PATH))) == {f"papp-2021/{CREAM}": "changed"}


def test_dates_cut_the_evidence(repository):
    """Between two dates stands what became public between them."""
    diff = repository.diff("2018-01-01", "2024-12-31")
    assert edits(diff)["papp-2021"] == "added"
    assert "bayart-2017" not in edits(diff)
    before, after = moved(diff.numbers)["all.studies"]
    assert 0 < int(before) < int(after)
    assert diff.base == "what was public on 2018-01-01"


def test_a_day_before_all_reports_is_a_state(repository):
    """Before anything was public there was no study, and everything was added since."""
    diff = repository.diff("1990-01-01")
    assert moved(diff.numbers)["all.studies"][0] == "0"
    assert {edit.how for edit in diff.records} == {"added"}


def test_a_tag_is_a_state(repository):
    """A tag names its commit."""
    repository.git("tag", "v2031.1.0")
    repository.edit("papp-2021", f"{repository.row(CREAM)}.events", 190)
    assert edits(repository.diff("v2031.1.0")) == {f"papp-2021/{CREAM}": "changed"}


def test_fail_on_claims_fails_for_a_newly_overturned_claim_alone(repository, fewer, capsys):
    """The exit code is 1 when HEAD overturns a claim, and 0 when it was overturned before or nobody asked."""
    repository.edit("papp-2021", f"{repository.row(CREAM)}.events", 190)
    here = ["--data", str(repository.folder)]
    assert main(["diff", "HEAD", *here, "--fail-on", "claims"]) == 1
    assert main(["diff", "HEAD", *here]) == 0
    repository.commit("overturn it")
    repository.edit("papp-2021", f"{repository.row(CREAM)}.events", 191)
    assert main(["diff", "HEAD", *here, "--fail-on", "claims"]) == 0
    assert "No claim is newly overturned." in capsys.readouterr().out


def test_real_claims_move_as_the_ledger_has_them(full_copy):
    """On the whole data, another statement overturns the claims that the ledger of the copy overturns, and no other."""
    full_copy.replace("olsen-2020", "no significant difference", "an invented difference")
    head = read_state("HEAD", None, full_copy.folder)
    diff = compare(read_state("BASE", None, DATA), head)
    now = {key: item.verdict for key, item in judge_all(head.evidence).items()}
    assert "alopecia-areata-vehicle" in diff.overturned
    assert set(diff.overturned) == {key for key, verdict in now.items() if verdict == "overturned"}


def test_a_claim_that_a_state_has_no_row_for_is_open(repository, fewer):
    """A claim that can't be asked of a state stands there as open, with what is missing."""
    repository.remove("papp-2021", repository.row(VEHICLE))
    told = moved(repository.diff().claims)["invented"][1]
    assert told.startswith("open: ") and VEHICLE in told


@pytest.fixture
def hostile(repository, fewer) -> Diff:
    """Return a difference whose words hold markup."""
    repository.edit("papp-2021", f"{repository.row(CREAM)}.events", 190)
    repository.edit("papp-2021", f"{repository.row(CREAM)}.label", "<script>x</script> | `y`\n\n# z")
    return repository.diff()


def test_markdown_has_claims_first_and_no_markup_of_records(hostile):
    """In a pull request counts stand first, then claims, estimates and records."""
    told = render.markdown(hostile)
    places = [
        told.index(word) for word in ("overturned", "| rows |", "### Claims: 1", "Estimates and", "### Records: 1")
    ]
    assert places == sorted(places)
    assert "<script>" not in told and "\n# z" not in told


def test_a_long_list_is_folded_in_a_pull_request(repository):
    """A list of more than a few lines is folded, a few claims are not."""
    diff = repository.diff("2018-01-01")
    told = render.markdown(dataclasses.replace(diff, claims=diff.numbers[: render.MOST]))
    assert "<details><summary>Counts and other numbers: " in told
    assert f"### Claims: {render.MOST}" in told


def test_the_page_needs_no_other_file_and_shows_no_markup_of_records(hostile):
    """The HTML page is whole and escapes what records say."""
    told = render.page(hostile)
    assert told.startswith("<!doctype html>") and "&lt;script&gt;" in told
    assert "<script" not in told and "src=" not in told and "href=" not in told


def test_a_terminal_of_a_hundred_columns_holds_every_line(repository):
    """No line is wider than a terminal, long lists are cut with a word on it."""
    told = render.text(repository.diff("2018-01-01"))
    assert max(map(len, told.splitlines())) <= render.WIDTH
    assert "more: --format json has all" in told


def test_json_holds_everything(hostile, repository, tmp_path):
    """The file holds what the comparison holds."""
    file = tmp_path / "diff.json"
    assert main(["diff", "HEAD", "--data", str(repository.folder), "--format", "json", "--output", str(file)]) == 0
    read_back = json.loads(file.read_text(encoding="utf-8"))
    assert read_back["overturned"] == ["invented"]
    assert len(read_back["records"]) == len(hostile.records)
    assert set(read_back) >= {field.name for field in dataclasses.fields(Diff)}


@pytest.mark.parametrize("wrong", [["diff"], ["diff", "HEAD", "--format", "pdf"], ["diff", "HEAD", "--fail-on", "x"]])
def test_a_wrong_command_line_exits_with_two(wrong):
    """A command line that can't be understood is told apart from a problem."""
    with pytest.raises(SystemExit, match="2"):
        main(wrong)


# --- the page of what is new -----------------------------------------------------------------------


def release(repository, version, day, words="") -> str:
    """Release a version as the project does: the commit that sets it in the release file; no tag."""
    (repository.root / DATA_PATH / "release.yaml").write_text(f'version: "{version}"\n', encoding="utf-8")
    if words:
        file = repository.root / "CHANGELOG.md"
        held = file.read_text(encoding="utf-8") if file.is_file() else ""
        file.write_text(f"## {version}, {day}\n\n{words}\n\n{held}", encoding="utf-8")
    return repository.commit(f"release {version}", day)


def page_of(root) -> list[str]:
    """Return the words of each section of the page."""
    return [BeautifulSoup(node.astext(), "html.parser").get_text("\n").strip() for node in sections_of(root)]


def sections_of(root) -> list:
    """Return the sections of the page."""
    environment = templates(SimpleNamespace(label=None))
    return tree(environment.get_template("changes.html").render(view(story(root))))


@pytest.fixture
def released(repository):
    """Return a repository with two releases, between which a number moved, and a day of work after them."""
    release(repository, "2031.1.0", "2031-05-02", "- Invented beginnings.")
    repository.edit("papp-2021", f"{repository.row(CREAM)}.events", 190)
    repository.commit("correct a number", "2031-05-03")
    release(repository, "2031.10.0", "2031-05-04", "- An invented correction.")
    repository.edit("papp-2021", f"{repository.row(CREAM)}.events", 191)
    repository.commit("correct it again", "2031-05-05")
    return repository


def test_the_page_tells_each_day_and_what_moved(repository):
    """Before any release each day is a section with its commits; the last commits of two days are compared."""
    repository.edit("papp-2021", f"{repository.row(CREAM)}.events", 190)
    repository.commit("correct a number", "2031-05-03")
    (told,) = page_of(repository.root)
    assert told.startswith("In development, before the first version")
    newest, first = told.index("2031-05-03"), told.index("2031-05-01")
    assert newest < told.index("correct a number") < first < told.index("The first day")
    assert "rows: 1 changed" in told and "67 fewer (138 fewer to 1 more)" in told


def test_each_version_has_its_words_and_what_moved_since_the_one_before(released):
    """The newest version stands first; what came after the last one ends the page."""
    second, first, after = page_of(released.root)
    assert second.startswith("2031.10.0, 2031-05-04") and "An invented correction." in second
    assert "rows: 1 changed" in second and "67 fewer (138 fewer to 1 more)" in second
    assert first.startswith("2031.1.0, 2031-05-02") and "Invented beginnings." in first
    assert "The first version; there is none before it." in first
    assert after.startswith("In development, after 2031.10.0") and "correct it again" in after
    assert "correct a number" not in after


def test_a_version_of_the_same_evidence_says_that_nothing_moved(repository):
    """A release that changed words alone says so; with nothing after it the page ends with the versions."""
    release(repository, "2031.1.0", "2031-05-02")
    release(repository, "2031.1.1", "2031-05-04", "- Words alone.")
    found = story(repository.root)
    assert found.versions[0].told.headline == "Nothing moved. The two states hold the same."
    assert found.since is None and found.days == ()


def test_words_that_wait_for_a_version_stand_under_development(released):
    """What the changelog holds as unreleased is told with the work since the last version."""
    file = released.root / "CHANGELOG.md"
    file.write_text("## Unreleased\n\n- Invented plans.\n\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    assert "Invented plans." in page_of(released.root)[-1]


def test_addresses_of_versions_are_stable(released):
    """A version is found under its number, whatever came after it."""
    ids = [section["ids"] for section in sections_of(released.root)]
    assert ids == [["v2031-10-0"], ["v2031-1-0"], ["development"]]


def test_tags_clones_and_time_zones_change_nothing(released, tmp_path, monkeypatch):
    """The page depends on the commits behind HEAD alone: not on tags, later commits, the clone or who reads it."""
    expected = story(released.root)
    released.git("tag", "v2031.1.0", "HEAD~3")
    released.git("tag", "v2031.99.0")
    assert story(released.root) == expected
    head = released.git("rev-parse", "HEAD")
    release(released, "2031.11.0", "2031-05-06")
    clone = tmp_path / "clone"
    released.git("clone", "--quiet", "--no-tags", released.root.as_uri(), str(clone))
    released.git("-C", str(clone), "checkout", "--quiet", "--detach", head)
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    assert story(clone) == expected


def test_a_day_is_that_of_utc(repository):
    """A commit late in the evening of one place belongs to the day that it was in UTC."""
    repository.edit("papp-2021", f"{repository.row(CREAM)}.events", 190)
    repository.git("add", "--all")
    repository.git("commit", "--quiet", "--message", "late", zone="T23:30:00-0500")
    assert [day.day for day in story(repository.root).days] == ["2031-05-02", "2031-05-01"]


def test_a_second_build_compares_nothing_again(released, monkeypatch):
    """What was compared is kept by its revisions."""
    first = page_of(released.root)
    monkeypatch.setattr(news, "snapshot", None)
    assert page_of(released.root) == first


def test_a_day_that_todays_rules_refuse_does_not_stop_the_page(repository):
    """A state with another schema is told as one that can't be compared."""
    repository.edit("papp-2021", "an_old_field", "invented")
    repository.commit("another schema", "2031-05-03")
    assert "This day can't be compared" in page_of(repository.root)[0]


def test_without_history_the_page_has_the_words_and_says_what_it_lacks(released, tmp_path):
    """A copy without git, one inside another repository, and a shallow clone tell what the changelog does."""
    released.git("clone", "--quiet", "--depth=1", released.root.as_uri(), str(tmp_path / "shallow"))
    inside = released.root / "src"
    for folder in (tmp_path, inside):
        shutil.copy(released.root / "CHANGELOG.md", folder)
    for root in (tmp_path, inside, tmp_path / "shallow"):
        missing, second, first = page_of(root)
        assert missing == news.NO_HISTORY
        assert second.startswith("2031.10.0, 2031-05-04") and "An invented correction." in second
        assert first.startswith("2031.1.0, 2031-05-02") and "In the evidence" not in first


def test_headings_of_the_changelog_are_no_headings_of_the_page():
    """An entry may have parts; the page's own headings stay those of versions."""
    assert "<h" not in markdown("### A part\n\n- x # y\n\n#tag")
    assert "<strong>A part</strong>" in markdown("### A part")


def test_long_lists_are_folded_and_hold_no_markup_of_records(repository, hostile):
    """A list of a few lines is open, a longer one and the list of commits are closed; words stay words."""
    repository.commit("<b>bold</b>", "2031-05-03")
    (made,) = sections_of(repository.root)
    raw = "".join(node.astext() for node in made.findall(nodes.raw))
    assert '<details class="fold" open><summary>Claims: 1</summary>' in raw
    assert '<details class="fold"><summary>Steps of work on the evidence: 1</summary>' in raw
    assert "<b>" not in raw and "<script" not in raw
