"""A release is made whole or not at all, and only where all that must hold holds."""

import datetime
import re
import shutil
from pathlib import Path

import pytest
import yaml

from livingevidence import cli
from livingevidence.history.diff.snapshot import from_json
from livingevidence.history.publish import faults, release
from livingevidence.history.publish.release import (
    NoRelease,
    carry_out,
    citation,
    doi_plan,
    finish_release,
    next_version,
    release_plan,
)
from livingevidence.history.releases import releases
from livingevidence.record.release import Release, load_release, source_digest, version_of
from scratch import NUMBER, content, killed_copies

ROOT = Path(__file__).parents[2]
FILES = {"data/release.yaml", "data/releases/2025.1.0.json", "CITATION.cff"}
DAY = datetime.date(2031, 5, 2)


def _run(project, *arguments: str) -> int:
    return cli.main(["release", *arguments, "--data", str(project.folder)])


def _reasons(project, version: str) -> list[str]:
    with pytest.raises(NoRelease) as error:
        release_plan(project.top, version, DAY)
    return error.value.reasons


def _citation(project) -> dict:
    return yaml.safe_load((project.top / "CITATION.cff").read_text())


# What is made


def test_a_release_is_a_commit_and_a_tag(project, capsys):
    """Commit and tag are there, the tree is clean, only files of a release changed, and how to push them is told."""
    project.entry("2025.1.0")
    assert _run(project, "2025.1.0") == 0
    assert "git push --atomic origin refs/heads/main refs/tags/v2025.1.0\n" in capsys.readouterr().out
    assert project.git("rev-parse", "HEAD") == project.git("rev-parse", "v2025.1.0^{commit}")
    assert project.git("cat-file", "-t", "v2025.1.0") == "tag"
    assert project.git("status", "--porcelain") == ""
    assert set(project.git("show", "--format=", "--name-only").split()) == FILES
    record = load_release(project.review)
    assert (record.version, record.evidence_as_of, record.last_searched) == ("2025.1.0", "2025-03-01", None)
    assert record.source_digest == source_digest(project.review)


def test_a_release_leaves_what_it_says_and_is_made_once(one_release, capsys):
    """The snapshot in the commit holds the numbers that its pages show; a second run says so and changes nothing."""
    snapshot = from_json((one_release.folder / "releases/2025.1.0.json").read_text(encoding="utf-8"))
    assert snapshot.records["loe-2018/clearing-w12"].fields["events"] == 11
    assert snapshot.statements["numbers"]["all.studies"].text == "8"
    before = one_release.state()
    assert _run(one_release, "2025.1.0") == 0
    assert "is released already" in capsys.readouterr().out and one_release.state() == before


def test_a_dry_run_tells_and_does_nothing(project, capsys):
    """What would be done is told, and the repository is as it was; there is no release yet to give a DOI."""
    project.entry("2025.1.0")
    with pytest.raises(NoRelease, match="none yet"):
        doi_plan(project.top, "2025.1.0", "10.1234/x")
    before = project.state()
    assert _run(project, "2025.1.0", "--dry-run") == 0
    output = capsys.readouterr().out
    assert "The first release" in output and "tag v2025.1.0" in output and all(name in output for name in FILES)
    assert project.state() == before


def test_a_release_that_was_not_pushed_can_be_taken_back(one_release):
    """With the command that CONTRIBUTING.md gives, the version is free again, and only then."""
    assert _reasons(one_release, "2025.1.0")
    guide = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").replace("2026.1.0", "2025.1.0")
    for command in re.search(r"^ *git (reset .*) && git (tag .*)$", guide, re.M).groups():
        one_release.git(*command.split())
    assert release_plan(one_release.top, "2025.1.0", DAY).tag == "v2025.1.0"


def test_a_tree_says_which_version_it_is(project, tmp_path):
    """The release says its version, in a clone without tags and without git too; anything else that it comes after."""
    assert version_of(project.review) == "development, before the first release"
    project.release("2025.1.0")
    clone = project.clone(tmp_path / "clone", "--no-tags", "--depth=1")
    shutil.rmtree(clone.top / ".git")
    assert {version_of(project.review), version_of(clone.review)} == {"2025.1.0"}
    project.text("docs/index.md", "edited\n")
    assert version_of(project.review) == "development after 2025.1.0"


# Which version


@pytest.mark.parametrize(
    ("last_version", "year", "has_moved", "expected"),
    [
        (None, 2031, True, "2031.1.0"),
        ("2031.9.3", 2031, True, "2031.10.0"),
        ("2031.2.9", 2031, False, "2031.2.10"),
        ("2031.4.2", 2032, False, "2032.1.0"),
    ],
)
def test_the_next_version_follows_the_rule(last_version, year, has_moved, expected):
    """A year begins at .1.0; N moves with a number, P where none did."""
    assert next_version(last_version, year, has_moved) == expected


@pytest.mark.parametrize(
    ("place", "value", "version", "reason"),
    [
        (NUMBER, 26, "2025.2.0", "doe-2021/clearing-ten-w24"),
        (("loe-2018", "notes"), ["An invented note on 17 people."], "2025.2.0", "loe-2018"),
        (("loe-2018", "title"), "Invented words", "2025.1.1", "no number on a page moved since 2025.1.0"),
    ],
    ids=["row", "note", "words"],
)
def test_a_number_that_moved_tells_the_version(one_release, place, value, version, reason):
    """A number of a row, and one inside a note, move the middle number; other words the last one."""
    one_release.edit(*place, value)
    one_release.entry(version)
    (message,) = _reasons(one_release, "2025.7.0")
    assert message.startswith(f"the version must be {version}, not 2025.7.0: ") and reason in message
    assert release_plan(one_release.top, version, DAY).tag == f"v{version}"


def test_evidence_older_than_the_last_release_is_refused(one_release):
    """The year can't go back, and the message says where it stands."""
    one_release.edit("review.yaml", "evidence_as_of", "2024-12-31")
    one_release.entry("2024.1.0")
    assert any("of 2024" in reason and "review.yaml" in reason for reason in _reasons(one_release, "2024.1.0"))


# What keeps it from being made


def test_all_reasons_are_told_at_once(project, monkeypatch):
    """A dirty tree, no branch, no identity, a wrong version, a missing entry, an overturned claim: all are named."""
    project.git("checkout", "--quiet", "--detach")
    project.git("config", "user.name", "")
    project.text("untracked.md", "x")
    monkeypatch.setattr(faults, "evidence_faults", lambda evidence: ["overturned claims: invented"])
    reasons = " ".join(_reasons(project, "2025.1"))
    parts = "isn't clean (untracked.md)|git switch|git config user.name|is no version|## 2025.1.0|claims: invented"
    assert all(part in reasons for part in parts.split("|")), reasons


CLAIM = "\n```{claim} invented\n---\nabout: example-fever\nneeds: |\n  invented() == 1\n---\nWords.\n```\n"
EVENTS = "doe-2021", "adverse_events[0].events"


def _write_unknown_question(project) -> None:
    path = project.top / "notebooks/fevers.md"
    path.write_text(path.read_text(encoding="utf-8") + CLAIM, encoding="utf-8")


@pytest.mark.parametrize(
    ("spoil", "parts"),
    [
        (lambda project: project.edit(*EVENTS, 13), ("/appraisal/", " sign ")),
        (lambda project: project.edit(*EVENTS, -1), ("/studies/doe-2021.yaml:",)),
        (_write_unknown_question, ("/notebooks/fevers.md:", "no question 'invented'")),
        (lambda project: project.git("rm", "--quiet", "uv.lock"), ("no uv.lock in git",)),
        (lambda project: project.git("rm", "--quiet", "noxfile.py"), ("no noxfile.py in git",)),
    ],
    ids=["stale judgement", "broken record", "unknown question", "no lock", "no noxfile"],
)
def test_what_is_wrong_with_the_commit_is_told_with_its_place(project, spoil, parts):
    """Records, judgements and claims are held as `check` does, and a tag must have what a build of it needs."""
    project.entry("2025.1.0")
    spoil(project)
    project.save()
    reasons = _reasons(project, "2025.1.0")
    assert any(all(part in reason for part in parts) for reason in reasons), reasons


def test_no_identity_is_made_up(project):
    """Without a configured name and address nothing is committed, though git would guess them."""
    for name in ("name", "email"):
        project.git("config", "--unset", f"user.{name}")
    assert any("git config user.name" in reason for reason in _reasons(project, "2025.1.0"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("## Unreleased\n\n- x y\n", "rename it to `## 2025.1.0`"),
        ("## 2024.1.0\n\n- Words.\n", "the newest entry of CHANGELOG.md is not"),
        ("## 2025.1.0\n\n- 1\n\n## 2024.1.0\n\n- Words.\n", "says nothing"),
        ("## Soon\n\n- Words.\n", "names no version"),
        ("## 2025.1.0\n\n- Words <b>in</b> HTML.\n", "CHANGELOG.md:5: `<b>` is no plain Markdown"),
        ("## 2025.1.0\n\n- See [it](nowhere.md).\n", "links to nowhere.md"),
    ],
)
def test_a_changelog_without_its_entry_is_told(project, text, message):
    """The newest entry must be the release's, in plain Markdown with whole addresses."""
    project.text("CHANGELOG.md", f"# Changelog\n\n{text}")
    (reason,) = faults.changelog_faults(project.top, "2025.1.0")
    assert message in reason


@pytest.mark.parametrize("place", ["tag", "commit"])
def test_a_version_is_given_once(one_release, place):
    """A version that only a tag has, or only a commit, exists; the message names the commit."""
    revision = one_release.git("rev-parse", "HEAD")
    if place == "tag":
        one_release.git("reset", "--quiet", "--hard", "HEAD~1")
        one_release.save()
    else:
        one_release.git("tag", "--delete", "v2025.1.0")
        one_release.entry("2025.1.1")
    assert any("2025.1.0 exists" in reason and revision[:8] in reason for reason in _reasons(one_release, "2025.1.0"))


def test_a_release_is_of_what_was_committed(project):
    """A source that git ignores does not slip in, and line ends that git gives to a clone change no digest."""
    project.text(".gitignore", "build/\nsecret.md\n")
    project.entry("2025.1.0")
    before = release_plan(project.top, "2025.1.0", DAY)
    project.text("notebooks/secret.md", "x")
    project.git("config", "core.autocrlf", "true")
    assert release_plan(project.top, "2025.1.0", DAY) == before


def test_a_refusal_changes_nothing(two_releases, tmp_path, capsys):
    """Exit code 1, the reasons on stderr, and the repository as it was; a shallow clone is told how to mend it."""
    clone, before = two_releases.clone(tmp_path / "shallow", "--depth=1"), two_releases.state()
    assert (_run(two_releases, "2025.7.0"), _run(clone, "2025.2.1")) == (1, 1)
    messages = capsys.readouterr().err
    assert messages.count("nothing was changed") == 2 and messages.count("git fetch --unshallow --tags") == 1
    assert two_releases.state() == before


def test_a_full_disk_changes_nothing(project, monkeypatch, capsys):
    """What can't be written is told, and the repository is as it was."""
    project.entry("2025.1.0")
    before = project.state()
    monkeypatch.setattr(Path, "write_text", _fill_disk)
    assert _run(project, "2025.1.0") == 1
    assert "No space left" in capsys.readouterr().err and project.state() == before


def _fill_disk(path: Path, text: str, **options: str) -> None:
    """Write the beginning of a file, as on a disk that is full."""
    path.write_bytes(text.encode()[:20])
    raise OSError(28, "No space left on device", str(path))


# Stopped


def test_killed_at_any_step_it_is_finished_by_running_it_again(project, tmp_path):
    """Wherever the command is killed, the next run ends in the state of one that nothing stopped."""
    project.entry("2025.1.0")
    before = project.state()
    *copies, finished = killed_copies(project, tmp_path / "copies", "list(release.release(top, '2025.1.0'))")
    expected = {name: (finished.top / name).read_bytes() for name in FILES}
    untagged = [state for copy in copies if (state := copy.state()) != before]
    assert len(copies) > len(untagged) > 0 and {state[2:] for state in untagged} == {("", "")}
    unchanged = content(project.top)
    for copy in copies:
        if content(copy.top) == unchanged:
            continue
        list(release.release(copy.top, "2025.1.0"))
        assert copy.state()[2:] == ("", "") and releases(copy.top)[0].revision == copy.git("rev-parse", "v2025.1.0^{}")
        assert {name: (copy.top / name).read_bytes() for name in FILES} == expected


def test_what_git_refuses_is_finished_when_it_is_mended(project, capsys):
    """A hook that fails stops the release with its words; without it the next run finishes."""
    project.entry("2025.1.0")
    hook = project.top / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho no invented commit >&2; exit 1\n")
    hook.chmod(0o755)
    assert _run(project, "2025.1.0") == 1
    assert "no invented commit" in capsys.readouterr().err and releases(project.top) == []
    hook.unlink()
    assert _run(project, "2025.1.0") == 0 and project.git("status", "--porcelain") == ""


def test_a_merge_that_brings_a_release_is_not_the_release(one_release):
    """The merge gets no tag, and the version counts as given."""
    before, revision = one_release.git("rev-parse", "HEAD~1", "HEAD").split()
    one_release.git("tag", "--delete", "v2025.1.0")
    one_release.git("switch", "--quiet", "--create", "other", before)
    one_release.git("merge", "--quiet", "--no-ff", "--message", "bring it", "main")
    assert finish_release(one_release.top, "2025.1.0") is None and one_release.git("tag") == ""
    assert any("2025.1.0 exists" in reason and revision[:8] in reason for reason in _reasons(one_release, "2025.1.0"))


def test_a_tag_on_another_commit_is_told(one_release):
    """Whose tag it is can't be known, so nothing is moved."""
    one_release.git("tag", "--force", "v2025.1.0", "HEAD~1")
    with pytest.raises(NoRelease, match=r"the tag v2025\.1\.0 marks .* `git tag --delete v2025\.1\.0`"):
        finish_release(one_release.top, "2025.1.0")


# How it is cited


def test_a_release_keeps_the_file_on_citing_in_step(one_release):
    """Version and day are the release's, and what people wrote stays."""
    text = (one_release.top / "CITATION.cff").read_text(encoding="utf-8")
    one_release.text("CITATION.cff", text.replace("title: ", "title: Invented "))
    one_release.edit(*NUMBER, 26)
    one_release.entry("2025.2.0")
    carry_out(one_release.top, release_plan(one_release.top, "2025.2.0", DAY))
    cff = _citation(one_release)
    assert (cff["version"], cff["title"], cff["message"]) == ("2025.2.0", "Invented Examplinib", "Cite it.")
    assert cff["date-released"] == DAY.isoformat() and "doi" not in cff


@pytest.mark.parametrize("cff", ["- ]", "a: 1\n", "- x\n", "\ufffd"])
def test_a_broken_file_on_citing_is_told_by_name(cff):
    """Nothing is written over what can't be read."""
    record = Release(version="2031.1.0", data_digest="a" * 64, source_digest="b" * 64, evidence_as_of="2031-01-01")
    with pytest.raises(ValueError, match=r"CITATION\.cff"):
        citation(cff, record, None)


def test_a_doi_is_given_to_the_last_release_later(one_release, capsys):
    """A commit of its own holds it in both files; the tree still is the release, and the next one has none."""
    revision = one_release.git("rev-parse", "HEAD")
    day = _citation(one_release)["date-released"]
    for message in ("done: ", "has the DOI 10.1234/invented.5 already"):
        assert _run(one_release, "2025.1.0", "--doi", "10.1234/invented.5") == 0
        assert message in capsys.readouterr().out
    cff = _citation(one_release)
    assert load_release(one_release.review).doi == cff["doi"] == "10.1234/invented.5"
    assert cff["date-released"] == day and version_of(one_release.review) == "2025.1.0"
    assert one_release.git("rev-parse", "HEAD~1", "v2025.1.0^{commit}").split() == [revision, revision]
    one_release.edit(*NUMBER, 26)
    one_release.release("2025.2.0")
    assert load_release(one_release.review).doi is None and "doi" not in _citation(one_release)


def test_a_doi_has_its_form_and_its_release(two_releases):
    """What has not the form of a DOI, is of another version, or would be a second one, is refused."""
    cases = ("2025.2.0", "doi:10.1234/x", "form of a DOI"), ("2025.1.0", "10.1234/x", "it is 2025.2.0")
    for version, doi, reason in cases:
        with pytest.raises(NoRelease, match=reason):
            doi_plan(two_releases.top, version, doi)
    with pytest.raises(SystemExit) as error:
        cli.main(["release", "2025.1.0", "--doi", ""])
    assert error.value.code == 2
    list(release.release(two_releases.top, "2025.2.0", "10.1234/first"))
    with pytest.raises(NoRelease, match=r"10\.1234/first already"):
        doi_plan(two_releases.top, "2025.2.0", "10.1234/second")
