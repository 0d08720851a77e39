"""A release is made whole or not at all, and only where all that must hold holds; in scratch repositories."""

from __future__ import annotations

import datetime
import json
import pickle
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from copies import DataCopy
from live import DATA, DATA_PATH, PLACE, REVIEW
from livingevidence import cli
from livingevidence.claims.base import Claim, Finding
from livingevidence.history.diff import snapshot
from livingevidence.history.git import NoHistory, commits
from livingevidence.history.publish import commit, faults
from livingevidence.history.publish.citation import cited
from livingevidence.history.publish.faults import NoRelease
from livingevidence.history.publish.history import find, releases
from livingevidence.history.publish.release import carry_out, plan, plan_doi
from livingevidence.history.publish.resume import made_before
from livingevidence.history.publish.rule import next_version
from livingevidence.record.digest import code_digest, data_digest
from livingevidence.record.problems import BrokenEvidence
from livingevidence.record.release import (
    KINDS,
    NONE,
    Release,
    load_release,
    source_digest,
    sources,
    version_of,
    written,
)

ROOT = Path(__file__).parent.parent
FILES = (PLACE, "CITATION.cff", ".zenodo.json")
DAY = datetime.date(2031, 5, 2)
ROW = "adverse_events[0].events"
GIVEN = {"evidence_as_of": "2031-04-30", "data_digest": "a" * 64, "source_digest": "b" * 64}


class Scratch(DataCopy):
    """A small project in a git repository of its own."""

    def __init__(self, root: Path):
        self.root = root
        super().__init__(root / DATA_PATH)

    def file(self, name):
        return self.root / name if (self.root / name).is_file() else super().file(name)

    def git(self, *arguments) -> str:
        done = subprocess.run(["git", *arguments], cwd=self.root, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def save(self, subject="change it") -> str:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", subject)
        return self.git("rev-parse", "HEAD")

    def entry(self, version) -> None:
        """Write the newest entry of the changelog, and save all."""
        path = self.root / "CHANGELOG.md"
        _, _, older = path.read_text(encoding="utf-8").partition("\n\n")
        path.write_text(f"# Changelog\n\n## {version}\n\n- Invented words.\n\n{older}", encoding="utf-8")
        self.save("tell of it")

    def release(self, version) -> str:
        self.entry(version)
        return carry_out(self.root, plan(self.root, version, DAY))

    def reasons(self, version) -> list[str]:
        with pytest.raises(NoRelease) as error:
            plan(self.root, version, DAY)
        return error.value.reasons

    def state(self) -> tuple:
        """Return branch, tags and the three files as they are in the tree."""
        held = [path.read_bytes() if path.is_file() else None for path in (self.root / name for name in FILES)]
        return self.git("rev-parse", "HEAD"), self.git("tag"), *held

    def clone(self, folder, *options) -> Scratch:
        subprocess.run(["git", "clone", "--quiet", *options, self.root.as_uri(), folder], check=True)
        return Scratch(folder)


@pytest.fixture(scope="module")
def made(small_data, tmp_path_factory):
    """Return a project of a few studies with one commit; nobody may change it."""
    scratch = Scratch(tmp_path_factory.mktemp("made") / "project")
    shutil.copytree(small_data, scratch.folder)
    (scratch.folder / "references.bib").rename(scratch.root / "references.bib")
    for name in FILES[1:]:
        shutil.copy(ROOT / name, scratch.root)
    (scratch.folder / "release.yaml").write_text(written(Release(version=NONE)), encoding="utf-8")
    scratch.edit("review.yaml", "evidence_as_of", "2031-04-30")
    for name in ("CHANGELOG.md", "docs/index.md", "notebooks/invented.md", "uv.lock", "noxfile.py"):
        (scratch.root / name).parent.mkdir(exist_ok=True)
        (scratch.root / name).write_text("# Changelog\n\n" if name[0] == "C" else "invented\n", encoding="utf-8")
    scratch.git("init", "--quiet", "--initial-branch=main")
    scratch.git("config", "user.name", "nobody")
    scratch.git("config", "user.email", "nobody@example.org")
    scratch.save("enter the evidence")
    return scratch


def quiet(monkeypatch) -> None:
    """Let nobody's configuration of git play a part, and no claim be declared."""
    for name in ("GLOBAL", "SYSTEM"):
        monkeypatch.setenv(f"GIT_CONFIG_{name}", "/dev/null")
    monkeypatch.setattr(snapshot, "declared", dict)
    monkeypatch.setattr(faults, "judge_all", lambda evidence: {})


@pytest.fixture
def project(made, tmp_path, monkeypatch):
    """Return a copy of the project, in which no claim is declared."""
    quiet(monkeypatch)
    shutil.copytree(made.root, tmp_path / "project")
    return Scratch(tmp_path / "project")


# The release file


def test_the_release_file_is_read_as_it_is_written(tmp_path):
    """Written and read again, a release is the same, before the first one too."""
    for release in (Release(version=NONE), Release(version="2031.2.10", doi="10.1234/invented.5", **GIVEN)):
        (tmp_path / "release.yaml").write_text(written(release), encoding="utf-8")
        assert load_release(tmp_path) == release


def test_the_projects_own_release_file_has_the_written_form():
    """The committed file is what the release would write, so that a release changes its values alone."""
    assert (DATA / "release.yaml").read_text(encoding="utf-8") == written(load_release(REVIEW))


@pytest.mark.parametrize(
    ("field", "value", "allowed"),
    [
        ("version", "2031.1", "YYYY.N.P"),
        ("version", "v2031.1.0", "YYYY.N.P"),
        ("version", "2031.0.1", "YYYY.N.P"),
        ("version", "2031.01.0", "YYYY.N.P"),
        ("version", 2031.1, "text"),
        ("version", "2032.1.0", "same year"),
        ("evidence_as_of", "2031-02-30", "a day"),
        ("evidence_as_of", None, "with its evidence_as_of"),
        ("data_digest", "abc", "SHA-256"),
        ("source_digest", None, "with its source_digest"),
        ("doi", "https://doi.org/10.1234/invented", "a DOI"),
        ("doi", "soon", "a DOI"),
        ("invented", "x", "version"),
    ],
)
def test_a_wrong_release_file_is_told_with_its_place(tmp_path, field, value, allowed):
    """The message names file and field, and what is allowed there."""
    values = {"version": "2031.1.0", **GIVEN, field: value}
    (tmp_path / "release.yaml").write_text(yaml.safe_dump(values), encoding="utf-8")
    with pytest.raises(BrokenEvidence) as error:
        load_release(tmp_path)
    (problem,) = error.value.problems
    assert problem.file.endswith("release.yaml") and allowed in problem.allowed and problem.fix
    assert problem.field in (field, "")


def test_nothing_can_be_said_of_a_release_that_there_is_none_of(tmp_path):
    """Before the first release the file holds nothing that pretends one; a missing file is an error too."""
    (tmp_path / "release.yaml").write_text('version: "0"\ndoi: "10.1234/invented"\n', encoding="utf-8")
    with pytest.raises(BrokenEvidence, match="null in all other fields"):
        load_release(tmp_path)
    with pytest.raises(BrokenEvidence, match="Unreadable"):
        load_release(tmp_path / "nowhere")


def test_everything_that_makes_the_site_is_in_the_source_digest():
    """Each file that git keeps below the folders of the site is one of those that count."""
    kept = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
    counted = {path.relative_to(ROOT).as_posix() for path in sources(REVIEW)}
    wanted = {name for name in kept if name.startswith(("src/ruxreview/", "docs/", "notebooks/"))}
    missing = {name for name in wanted - counted if (ROOT / name).is_file()}
    missing |= {name for name in wanted if (ROOT / name).is_file() and Path(name).suffix not in KINDS}
    assert not missing


@pytest.mark.parametrize(
    "name",
    ["references.bib", "uv.lock", "CHANGELOG.md", "docs/index.md", "notebooks/invented.md", f"{DATA_PATH}/x.yaml"],
)
def test_the_source_digest_follows_what_makes_the_site(project, name):
    """A change of data, text, references, lock or changelog changes it; of what the build writes none does."""
    before = source_digest(project.root)
    for other in ("build/x.md", "docs/studies/x.md", "src/ruxreview/__pycache__/x.pyc", "docs/.hidden.md", *FILES):
        (project.root / other).parent.mkdir(parents=True, exist_ok=True)
        (project.root / other).write_text("other", encoding="utf-8")
    assert source_digest(project.root) == before
    (project.root / name).write_text("other", encoding="utf-8")
    assert source_digest(project.root) != before


def test_the_release_file_is_in_no_other_digest(full_copy, monkeypatch):
    """What is curated, and what a notebook is computed from, are the same before and after a release."""
    full_copy.write("release.yaml", "version: other")
    assert data_digest(full_copy.review) == data_digest(REVIEW)
    before = code_digest(REVIEW)
    monkeypatch.setattr(
        "livingevidence.record.digest.DATA", full_copy.folder
    )  # now the package's own counts as any other file
    assert code_digest(REVIEW) != before


# Which version


@pytest.mark.parametrize(
    ("last", "year", "moved", "right"),
    [
        (None, 2031, True, "2031.1.0"),
        ("2031.1.0", 2031, True, "2031.2.0"),
        ("2031.9.3", 2031, True, "2031.10.0"),
        ("2031.2.0", 2031, False, "2031.2.1"),
        ("2031.2.9", 2031, False, "2031.2.10"),
        ("2031.4.2", 2032, False, "2032.1.0"),
    ],
)
def test_the_next_version_follows_the_rule(last, year, moved, right):
    """A year begins at .1.0; N moves with a number, P where none did."""
    assert next_version(last, year, moved) == right


def test_evidence_older_than_the_last_release_is_refused(project):
    """The year can't go back, and the message says where it stands."""
    project.release("2031.1.0")
    project.edit("review.yaml", "evidence_as_of", "2030-12-31")
    project.entry("2030.1.0")
    for version in ("2030.1.0", "2031.2.0", "2031.2"):
        assert any("2030" in why and "review.yaml" in why for why in project.reasons(version))


def test_a_first_release_is_made(project):
    """Commit, tag and files are there, the tree is clean, and only the three files changed."""
    made = project.release("2031.1.0")
    assert project.git("rev-parse", "HEAD", "v2031.1.0^{commit}").split() == [made, made]
    assert project.git("cat-file", "-t", "v2031.1.0") == "tag"
    assert project.git("status", "--porcelain") == ""
    assert project.git("show", "--no-patch", "--format=%B") == "Release 2031.1.0"
    assert set(project.git("show", "--format=", "--name-only").split()) == set(FILES)
    found = load_release(project.root)
    assert (found.version, found.evidence_as_of, found.last_searched) == ("2031.1.0", "2031-04-30", None)
    assert found.source_digest == source_digest(project.root)
    project.git("fsck", "--strict")


def test_a_first_release_has_one_number(project):
    """Another version than YYYY.1.0 is refused, with the right one."""
    project.entry("2031.1.0")
    assert project.reasons("2031.2.0") == ["the version must be 2031.1.0, not 2031.2.0: it is the first"]


def test_words_alone_move_the_last_number(project):
    """A new word among the same numbers is a release of its kind, and a higher one is refused."""
    project.release("2031.1.0")
    project.replace("papp-2021", "Efficacy and safety", "Invented words")
    project.entry("2031.1.1")
    assert project.reasons("2031.2.0") == [
        "the version must be 2031.1.1, not 2031.2.0: no number on a page moved since 2031.1.0"
    ]
    assert "Words alone changed" in plan(project.root, "2031.1.1", DAY).told


@pytest.mark.parametrize("change", ["row", "note", "method"])
def test_a_number_that_moved_moves_the_middle_number(project, change):
    """A number of a row, one inside a note, and one that a new method computes: each is told as the reason."""
    project.release("2031.1.0")
    if change == "row":
        project.edit("papp-2021", ROW, 190)
    elif change == "note":
        project.edit("papp-2021", "notes", ["An invented note on 17 people."])
    else:  # as another method would have left it
        release = load_release(project.root)
        text = written(release.model_copy(update={"results_digest": "c" * 64}))
        project.write(PLACE, text)
    project.entry("2031.2.0")
    why = {"row": "Moved: ", "note": "papp-2021", "method": "The methods compute other numbers"}[change]
    assert any("must be 2031.2.0" in told and why in told for told in project.reasons("2031.1.1"))
    assert plan(project.root, "2031.2.0", DAY).told


def test_records_that_todays_rules_refuse_count_as_moved(project):
    """Where the last release can't be compared, no one can say that nothing moved."""
    project.edit("papp-2021", "an_old_field", "invented")
    old = written(Release(version="2031.1.0", **GIVEN))
    (project.folder / "release.yaml").write_text(old, encoding="utf-8")
    project.save()
    project.remove("papp-2021", "an_old_field")
    project.entry("2031.2.0")
    assert "all counts as moved" in plan(project.root, "2031.2.0", DAY).told


# What keeps it from being made


def test_all_reasons_are_told_at_once(project):
    """A dirty tree, no branch, no identity, no entry, a malformed version: one run names them all."""
    project.git("checkout", "--quiet", "--detach")
    project.git("config", "user.name", "")
    (project.root / "untracked.md").write_text("x", encoding="utf-8")
    told = " ".join(project.reasons("2031.1"))
    for part in ("isn't clean (untracked.md)", "git switch", "git config user.name", "is no version", "## 2031.1.0"):
        assert part in told


def test_no_identity_is_made_up(project):
    """Without a configured name and address nothing is committed, though git would guess them."""
    for name in ("name", "email"):
        project.git("config", "--unset", f"user.{name}")
    assert any("git config user.name" in why for why in project.reasons("2031.1.0"))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("## Unreleased\n\n- x y\n", "rename it to `## 2031.1.0`"),
        ("## 2031.1.0\n\n- Words.\n\n## Unreleased\n", "rename it"),
        ("## 2030.1.0\n\n- Words.\n", "the newest entry of CHANGELOG.md is not"),
        ("## 2031.1.0\n\n- 1\n\n## 2030.1.0\n\n- Words.\n", "says nothing"),
        ("## Soon\n\n- Words.\n", "names no version"),
        ("Words without a heading.\n", "the newest entry"),
        ("## 2031.1.0\n\n- Words <b>in</b> HTML.\n", "CHANGELOG.md:5: `<b>` is no plain Markdown"),
        ("## 2031.1.0\n\n- See [it](nowhere.md).\n", "links to nowhere.md"),
        ("## 2031.1.0\n\n- See [it](#nowhere) and [this](index.md).\n", "links to #nowhere"),
        ("## 2031.1.0\n\n- See <project:#nowhere> and <https://invented.example>.\n", "links to project:#nowhere"),
    ],
)
def test_the_changelog_has_words_for_the_version(project, text, told):
    """The newest entry is the version's and says something; nothing is left unreleased."""
    project.write("CHANGELOG.md", f"# Changelog\n\n{text}")
    project.save()
    (why,) = project.reasons("2031.1.0")
    assert told in why


def test_a_stale_judgement_keeps_a_release_from_being_made(project, judged):
    """A signature under other values is told by the name of the judgement."""
    shutil.copytree(judged.folder / "appraisal", project.folder / "appraisal")
    shutil.copy(judged.file("references.bib"), project.root)
    project.entry("2031.1.0")
    (why,) = project.reasons("2031.1.0")
    assert "stale judgements: " in why and "risk-of-bias/" in why
    assert 'ruxreview sign NAME --role "first reader"' in why


def test_an_overturned_claim_keeps_a_release_from_being_made(project, monkeypatch):
    """The claim is named; an open one would not be."""
    fallen = Claim("invented-fallen", "Invented.", lambda facts: [Finding("x", "y", False)])
    asked = Claim("invented-open", "Invented.", lambda facts: [Finding("x", "y", None)])
    monkeypatch.undo()
    monkeypatch.setattr(snapshot, "declared", dict)
    monkeypatch.setattr("livingevidence.claims.ledger.declared", lambda: {c.id: c for c in (fallen, asked)})
    project.entry("2031.1.0")
    assert project.reasons("2031.1.0") == ["there are overturned claims: invented-fallen"]


def test_broken_records_keep_a_release_from_being_made(project):
    """The first problem is told with its place, as `check` tells it."""
    project.edit("papp-2021", "an_unknown_field", 1)
    project.entry("2031.1.0")
    (why,) = project.reasons("2031.1.0")
    assert "papp-2021.yaml" in why and "an_unknown_field" in why


@pytest.mark.parametrize("left", ["tag", "commit"])
def test_a_version_is_given_once(project, left):
    """A version that only a tag has, or only a commit, exists; the message names the commit."""
    made = project.release("2031.1.0")
    if left == "tag":
        project.git("reset", "--quiet", "--hard", "HEAD~1")
        project.edit("papp-2021", "title", "Another invented title")
    else:
        project.git("tag", "--delete", "v2031.1.0")
    project.save() if left == "tag" else project.entry("2031.1.1")
    assert any("2031.1.0 exists" in why and made[:8] in why for why in project.reasons("2031.1.0"))


def test_files_that_git_ignores_do_not_slip_in(project):
    """A source that git ignores would make the site another one than that of the tag."""
    (project.root / ".gitignore").write_text("secret.md\n", encoding="utf-8")
    project.entry("2031.1.0")
    (project.root / "notebooks/secret.md").write_text("x", encoding="utf-8")
    (why,) = project.reasons("2031.1.0")
    assert "git ignores" in why and "(notebooks/secret.md)" in why


def test_line_ends_of_a_clone_change_no_release(project):
    """Where git is told to write other line ends, digests are of the committed bytes all the same."""
    project.entry("2031.1.0")
    before = plan(project.root, "2031.1.0", DAY)
    project.git("config", "core.autocrlf", "true")
    assert plan(project.root, "2031.1.0", DAY) == before


def test_every_clone_has_the_same_bytes(project, tmp_path):
    """With the project's own .gitattributes, a clone that asks for other line ends gets those of the commit."""
    shutil.copy(ROOT / ".gitattributes", project.root)
    project.save()
    clone = project.clone(tmp_path / "clone", "--config", "core.autocrlf=true")
    assert source_digest(clone.root) == source_digest(project.root)


@pytest.mark.parametrize("name", ["uv.lock", "noxfile.py"])
def test_what_could_not_be_built_is_not_released(project, name):
    """A tag without a lock or a noxfile could never be published."""
    project.git("rm", "--quiet", name)
    project.entry("2031.1.0")
    (why,) = project.reasons("2031.1.0")
    assert f"no {name} in git" in why


def test_a_tag_that_marks_no_commit_is_told(project):
    """A tag of a file would be taken for that of the release; the message says how to delete it."""
    project.entry("2031.1.0")
    project.git("tag", "v2031.1.0", project.git("rev-parse", f"HEAD:{PLACE}"))
    (why,) = project.reasons("2031.1.0")
    assert "marks no commit" in why and "git tag --delete v2031.1.0" in why


PERSON = "cff-version: 1.2.0\nmessage: x\ntitle: x\ntype: dataset\nkeywords: [x]\nlicense: {}\nauthors: {}\n"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("CITATION.cff", "a: 1\n"),
        (".zenodo.json", "{"),
        (".zenodo.json", "[]"),
        (".zenodo.json", "\udce9"),
        ("CITATION.cff", "- ]"),
        ("CITATION.cff", "\udce9"),
        ("CITATION.cff", PERSON.format("[MIT, CC-BY-4.0]", "[{name: x}]")),
        ("CITATION.cff", PERSON.format("MIT", "[{alias: x}]")),
        ("CITATION.cff", PERSON.format("MIT", "x")),
    ],
)
def test_a_broken_file_on_citing_is_told_by_name(project, name, text):
    """Nothing is written over what can't be read."""
    (project.root / name).write_bytes(text.encode(errors="surrogateescape"))
    project.entry("2031.1.0")
    (why,) = project.reasons("2031.1.0")
    assert name in why


def test_persons_are_cited_by_their_names(project):
    """An author who is a person is given to Zenodo as family name and given name."""
    project.write("CITATION.cff", PERSON.format("MIT", "[{family-names: Invented, given-names: A.}, {name: x}]"))
    held = json.loads(cited(project.root, Release(version="2031.1.0", **GIVEN), None)[".zenodo.json"])
    assert held["creators"] == [{"name": "Invented, A."}, {"name": "x"}]


def test_a_refusal_changes_nothing(project, capsys):
    """Exit code 1, the reasons on stderr, and the repository as it was."""
    before = project.state()
    assert cli.main(["release", "2031.7.0", "--data", str(project.folder)]) == 1
    assert "nothing was changed" in capsys.readouterr().err
    assert project.state() == before and project.git("status", "--porcelain") == ""


def test_a_dry_run_tells_and_does_nothing(project, capsys):
    """What would be done is told, and the repository is as it was."""
    project.entry("2031.1.0")
    before = project.state()
    assert cli.main(["release", "2031.1.0", "--dry-run", "--data", str(project.folder)]) == 0
    told = capsys.readouterr().out
    assert "The first release" in told and "tag v2031.1.0" in told and all(name in told for name in FILES)
    assert project.state() == before


def test_made_twice_it_is_made_once(project, capsys):
    """The second run says that it is released already and changes nothing."""
    project.entry("2031.1.0")
    arguments = ["release", "2031.1.0", "--data", str(project.folder)]
    assert cli.main(arguments) == 0
    assert "git push --atomic origin refs/heads/main refs/tags/v2031.1.0\n" in capsys.readouterr().out
    before = project.state()
    assert cli.main(arguments) == 0
    assert "is released already" in capsys.readouterr().out
    assert project.state() == before


def test_a_release_that_was_not_pushed_can_be_taken_back(project):
    """With the command that CONTRIBUTING.md gives, the version is free again, and only then."""
    project.release("2031.1.0")
    assert project.reasons("2031.1.0")
    told = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").replace("2026.1.0", "2031.1.0")
    for command in re.search(r"^ *git (reset .*) && git (tag .*)$", told, re.M).groups():
        project.git(*command.split())
    assert plan(project.root, "2031.1.0", DAY).tag == "v2031.1.0"


def test_a_branch_that_moved_meanwhile_is_left(project):
    """What was planned on one commit isn't made on another."""
    project.entry("2031.1.0")
    planned = plan(project.root, "2031.1.0", DAY)
    (project.root / "docs/other.md").write_text("x", encoding="utf-8")
    project.save()
    before = project.state()
    with pytest.raises(NoHistory):
        carry_out(project.root, planned)
    assert project.state() == before


# Interrupted

KILLED = """
import os, pickle, shutil, signal, sys
from pathlib import Path
from livingevidence.history.publish import commit, release

planned, source, into = pickle.load(open(sys.argv[1], "rb")), sys.argv[2], Path(sys.argv[3])
git, replace, write = commit.git, os.replace, Path.write_bytes
for stop in range(100):
    root, left = into / str(stop), [stop]
    shutil.copytree(source, root)

    def step():
        left[0] -= 1
        if left[0] < 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def half(path, data):
        write(path, data[: len(data) // 2])
        step()
        return write(path, data)

    if (pid := os.fork()) == 0:
        commit.git = lambda *given, **more: (step(), git(*given, **more))[1]
        os.replace = lambda *given: (step(), replace(*given))[1]
        Path.write_bytes = half
        release.carry_out(root, planned)
        os._exit(0)
    if os.waitpid(pid, 0)[1] == 0:
        break
print(stop)
"""


def test_killed_at_any_step_it_is_the_old_state_or_the_new(project, tmp_path):
    """After each kill git has both commit and tag or neither, each file is whole, and a second run ends in the same."""
    project.entry("2031.1.0")
    old, planned = project.state(), plan(project.root, "2031.1.0", DAY)
    new = tuple(planned.files[name].encode() for name in FILES)
    (tmp_path / "plan").write_bytes(pickle.dumps(planned))
    (tmp_path / "killed").mkdir()
    command = [sys.executable, "-c", KILLED, tmp_path / "plan", project.root, tmp_path / "killed"]
    stops = int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    assert stops > 30
    seen = set()
    for stop in range(stops):
        killed = Scratch(tmp_path / "killed" / str(stop))
        head, tags, *files = killed.state()
        moved = head != old[0]
        seen.add((moved, *(a == b for a, b in zip(files, new, strict=True))))
        assert tags == ("v2031.1.0" if moved else "")
        assert all(file in pair for file, pair in zip(files, zip(old[2:], new, strict=True), strict=True))
        if moved:
            assert made_before(killed.root, "2031.1.0")
        else:
            assert files == list(old[2:]) and made_before(killed.root, "2031.1.0") is None
            carry_out(killed.root, planned)
        assert tuple(killed.state()[2:]) == new
        assert killed.git("status", "--porcelain") == ""
    assert len(seen) == 5  # nothing, git alone, and one to three files after it


@pytest.mark.parametrize("lost", ["tag", "branch"])
def test_a_kill_inside_git_is_mended_too(project, lost):
    """Where git itself was stopped between tag and branch, the next run sets the other."""
    before = project.git("rev-parse", "HEAD")
    made = project.release("2031.1.0")
    tag = project.git("rev-parse", "v2031.1.0")
    if lost == "tag":
        project.git("tag", "--delete", "v2031.1.0")
    else:
        project.git("reset", "--quiet", "--hard", "HEAD~1")
        assert project.git("rev-parse", "HEAD") != before  # the changelog's
    assert made_before(project.root, "2031.1.0")
    assert project.git("rev-parse", "HEAD", "v2031.1.0").split() == [made, tag]
    assert project.git("status", "--porcelain") == ""


def test_a_merge_that_brings_a_release_is_not_the_release(project):
    """It gets no tag, and the version counts as given."""
    before = project.git("rev-parse", "HEAD")
    made = project.release("2031.1.0")
    project.git("tag", "--delete", "v2031.1.0")
    project.git("switch", "--quiet", "--create", "other", before)
    project.git("merge", "--quiet", "--no-ff", "--message", "bring it", "main")
    assert made_before(project.root, "2031.1.0") is None and project.git("tag") == ""
    assert any("2031.1.0 exists" in why and made[:8] in why for why in project.reasons("2031.1.0"))


def test_a_tag_on_another_commit_is_told(project):
    """Whose tag it is can't be known, so nothing is moved."""
    project.release("2031.1.0")
    project.git("tag", "--force", "v2031.1.0", "HEAD~1")
    with pytest.raises(NoRelease, match=r"the tag v2031\.1\.0 marks .* `git tag --delete v2031\.1\.0`"):
        made_before(project.root, "2031.1.0")


def test_an_edit_after_a_release_is_left(project):
    """Restoring brings back old content alone; what a person wrote since stays and is told."""
    project.release("2031.1.0")
    (project.root / "CITATION.cff").write_text("mine", encoding="utf-8")
    old = project.git("show", f"HEAD~1:{PLACE}") + "\n"
    project.write(PLACE, old)
    assert "left so: CITATION.cff" in made_before(project.root, "2031.1.0")
    assert (project.root / "CITATION.cff").read_text(encoding="utf-8") == "mine"
    assert load_release(project.root).version == "2031.1.0"


def test_a_full_disk_leaves_nothing_half(project, monkeypatch, capsys):
    """A file that can't be written stays as it was, no other is left beside it, and the next run finishes."""
    project.entry("2031.1.0")
    arguments = ["release", "2031.1.0", "--data", str(project.folder)]

    def full(path, data):
        path.touch()
        raise OSError(28, "No space left on device", str(path))

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", full)
        assert cli.main(arguments) == 1
    assert "No space left" in capsys.readouterr().err
    assert not list(project.root.rglob("*.new")) and load_release(project.root).version == NONE
    assert cli.main(arguments) == 0
    assert project.git("status", "--porcelain") == ""


@pytest.mark.parametrize("step", ["hash-object", "write-tree", "commit-tree", "mktag", "update-ref"])
def test_a_git_that_fails_changes_nothing(project, monkeypatch, step):
    """Whatever git can't write, branch, tags and files are as they were."""
    project.entry("2031.1.0")
    planned, before, run = plan(project.root, "2031.1.0", DAY), project.state(), commit.git

    def failing(root, *arguments, **more):
        if step in arguments:
            raise NoHistory("unable to write: No space left on device")
        return run(root, *arguments, **more)

    monkeypatch.setattr(commit, "git", failing)
    with pytest.raises(NoHistory, match="No space left"):
        carry_out(project.root, planned)
    assert project.state() == before and project.git("status", "--porcelain") == ""


# Found again


@pytest.fixture(scope="module")
def made_two(made, tmp_path_factory):
    """Return a project with two releases and a commit after them, and their commits; nobody may change it."""
    root = shutil.copytree(made.root, tmp_path_factory.mktemp("two") / "project")
    project = Scratch(root)
    with pytest.MonkeyPatch.context() as patch:
        quiet(patch)
        first = project.release("2031.1.0")
        project.edit("papp-2021", ROW, 190)
        second = project.release("2031.2.0")
    project.write("docs/index.md", "after\n")
    project.save()
    return project, first, second


@pytest.fixture
def two(made_two, tmp_path):
    """Return a copy of it."""
    project, *commits = made_two
    return Scratch(shutil.copytree(project.root, tmp_path / "project")), *commits


def test_releases_are_found_with_and_without_tags(two, tmp_path):
    """A clone without tags tells the same releases as one with them."""
    project, first, second = two
    told = [(release.version, release.revision) for release in releases(project.root)]
    assert told == [("2031.2.0", second), ("2031.1.0", first)]
    bare = project.clone(tmp_path / "bare", "--no-tags")
    assert bare.git("tag") == ""
    assert releases(bare.root) == releases(project.root)
    assert [find(bare.root, version).revision for version, _ in told] == [second, first]


def test_only_what_head_comes_from_is_a_release_of_it(two):
    """A state of the first release knows of no second one; a tag still leads to it."""
    project, first, second = two
    project.git("checkout", "--quiet", first)
    assert [release.version for release in releases(project.root)] == ["2031.1.0"]
    assert find(project.root, "2031.2.0").revision == second


def test_a_revert_takes_no_release_back(two):
    """A version is that of the commit that set it first, whatever came after."""
    project, first, second = two
    project.git("revert", "--no-edit", second)
    assert [release.revision for release in releases(project.root)] == [second, first]


def test_a_shallow_clone_that_lacks_a_release_says_how_to_mend_it(two, tmp_path):
    """The edge's own release may be older than the edge, so it isn't taken for one; the command really mends it."""
    project, first, _ = two
    shallow = project.clone(tmp_path / "shallow", "--depth=1", "--no-tags")
    for ask in (lambda: releases(shallow.root), lambda: find(shallow.root, "2031.1.0")):
        with pytest.raises(NoHistory) as error:
            ask()
    command = re.search(r"`git (.+?)`", str(error.value))[1]
    shallow.git(*command.split())
    assert find(shallow.root, "2031.1.0").revision == first and len(releases(shallow.root)) == 2


def test_a_shallow_clone_that_has_all_releases_tells_them(project, tmp_path):
    """Where the edge is older than the first release, nothing is missing."""
    made = project.release("2031.1.0")
    shallow = project.clone(tmp_path / "shallow", "--depth=2", "--no-tags")
    assert [release.revision for release in releases(shallow.root)] == [made]


def test_an_unknown_release_is_told_with_those_that_are_known(two):
    """The message lists what there is."""
    with pytest.raises(NoHistory, match=r"2031\.2\.0, 2031\.1\.0"):
        find(two[0].root, "2031.9.0")


def test_a_tag_whose_release_file_says_otherwise_is_refused(two):
    """A tag on a wrong commit can't pass for a release."""
    project, first, _ = two
    project.git("tag", "v2031.3.0", first)
    with pytest.raises(NoHistory, match=r"says 2031\.1\.0"):
        find(project.root, "2031.3.0")


def test_a_release_is_no_change_of_the_evidence(two):
    """The history of the data leaves the release's own commit out."""
    project, first, second = two
    assert {first, second}.isdisjoint(commit.revision for commit in commits(project.root))


# What a tree says of itself


def test_a_tree_says_which_version_it_is(project, tmp_path):
    """The release says its version, in a clone without tags and without git too; anything else that it comes after."""
    assert version_of(project.root) == "development, before the first release"
    project.release("2031.1.0")
    clone = project.clone(tmp_path / "clone", "--no-tags", "--depth=1")
    shutil.rmtree(clone.root / ".git")
    assert {version_of(project.root), version_of(clone.root)} == {"2031.1.0"}
    (project.root / "docs/index.md").write_text("edited\n", encoding="utf-8")
    assert version_of(project.root) == "development after 2031.1.0"


def test_data_alone_say_which_version_they_are(project, tmp_path):
    """A data folder, as in an installed package, is held against the digest of the data."""
    project.release("2031.1.0")
    data = DataCopy(shutil.copytree(project.folder, tmp_path / "data"))
    shutil.copy(project.root / "references.bib", data.folder)
    assert version_of(data.folder) == "2031.1.0"
    data.edit("papp-2021", "title", "Another invented title")
    assert version_of(data.folder) == "development after 2031.1.0"


# How it is cited


def citation(root):
    """Return what both files say, with the names of CITATION.cff."""
    cff = yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))
    zenodo = json.loads((root / ".zenodo.json").read_text(encoding="utf-8"))
    names = {"title": "title", "version": "version", "publication_date": "date-released", "keywords": "keywords"}
    names |= {"upload_type": "type", "doi": "doi"}
    return cff, {names[name]: value for name, value in zenodo.items() if name in names}, zenodo


def test_the_projects_own_files_on_citing_are_in_step():
    """Both say the same; version, day and DOI are those of the release file, and absent before the first release."""
    cff, shared, zenodo = citation(ROOT)
    assert shared == {name: cff[name] for name in shared}
    release = load_release(REVIEW)
    assert cff.get("version") == (None if release.version == NONE else release.version)
    assert cff.get("doi") == release.doi and ("date-released" in cff) == (release.version != NONE)
    assert zenodo["license"] == cff["license"].lower()
    assert zenodo["creators"] == cff["authors"] == [{"name": "The contributors"}]


def test_citation_cff_has_the_fields_of_its_schema(project):
    """Required fields are there, none is unknown, and each has the form of schema 1.2.0."""
    project.release("2031.1.0")
    cff, _, _ = citation(project.root)
    assert {"cff-version", "message", "title", "authors"} <= set(cff)
    known = {
        "cff-version",
        "message",
        "title",
        "type",
        "authors",
        "license",
        "keywords",
        "version",
        "date-released",
        "doi",
    }
    assert set(cff) <= known and cff["cff-version"] == "1.2.0" and cff["type"] in ("software", "dataset")
    assert len(set(cff["keywords"])) == len(cff["keywords"]) and all(isinstance(word, str) for word in cff["keywords"])
    assert (cff["version"], cff["date-released"]) == ("2031.1.0", "2031-05-02")
    assert "doi" not in cff


def test_a_release_keeps_both_files_in_step(project):
    """Title and keywords are those of CITATION.cff, what people wrote stays, and the next release replaces the rest."""
    project.release("2031.1.0")
    project.replace("CITATION.cff", 'title: "', 'title: "Invented, ')
    project.edit("papp-2021", ROW, 190)
    project.release("2031.2.0")
    cff, shared, zenodo = citation(project.root)
    assert shared == {name: cff[name] for name in shared} and cff["version"] == "2031.2.0"
    assert cff["title"].startswith("Invented") and zenodo["description"]


def test_a_doi_is_given_to_the_last_release_later(project, capsys):
    """A commit of its own holds it in all three files; the tree still is the release, and the next one has none."""
    made = project.release("2031.1.0")
    arguments = ["release", "2031.1.0", "--doi", "10.1234/invented.5", "--data", str(project.folder)]
    assert cli.main(arguments) == 0
    cff, shared, _ = citation(project.root)
    assert load_release(project.root).doi == cff["doi"] == shared["doi"] == "10.1234/invented.5"
    assert cff["date-released"] == "2031-05-02"
    assert project.git("rev-parse", "HEAD~1", "v2031.1.0^{commit}").split() == [made, made]
    assert version_of(project.root) == "2031.1.0" and releases(project.root)[0].revision == made
    before = project.state()
    assert cli.main(arguments) == 0 and project.state() == before
    project.edit("papp-2021", ROW, 190)
    project.release("2031.2.0")
    cff, shared, _ = citation(project.root)
    assert load_release(project.root).doi is None and "doi" not in cff and "doi" not in shared


def test_an_interrupted_doi_is_finished(project):
    """Where the commit is made and the files aren't written, the next run writes them."""
    project.release("2031.1.0")
    planned = plan_doi(project.root, "2031.1.0", "10.1234/invented.5")
    carry_out(project.root, planned)
    for name in FILES:
        project.write(name, project.git("show", f"HEAD~1:{name}") + "\n")
    assert made_before(project.root, "2031.1.0", "10.1234/invented.5")
    assert project.git("status", "--porcelain") == "" and load_release(project.root).doi == "10.1234/invented.5"


@pytest.mark.parametrize(
    ("version", "doi", "told"),
    [
        ("2031.1.0", "doi:10.1234/x", "form of a DOI"),
        ("2031.1.0", "10.5281/zenodo.", None),
        ("2031.1.0", "10.5281/ x", "form of a DOI"),
        ("2031.9.0", "10.1234/x", "it is 2031.1.0"),
    ],
)
def test_a_doi_has_its_form_and_its_release(project, version, doi, told):
    """What has not the form of a DOI, or is of another version, is refused."""
    project.release("2031.1.0")
    if told is None:
        assert plan_doi(project.root, version, doi).tag is None
        return
    with pytest.raises(NoRelease, match=told):
        plan_doi(project.root, version, doi)


def test_an_empty_doi_is_a_wrong_command_line():
    """It is not taken for a release without one."""
    with pytest.raises(SystemExit) as ended:
        cli.main(["release", "2031.1.0", "--doi", ""])
    assert ended.value.code == 2


def test_a_doi_never_changes(project):
    """A second DOI of one version is refused, with the first."""
    project.release("2031.1.0")
    carry_out(project.root, plan_doi(project.root, "2031.1.0", "10.1234/first"))
    with pytest.raises(NoRelease, match=r"10\.1234/first already"):
        plan_doi(project.root, "2031.1.0", "10.1234/second")


def test_before_the_first_release_there_is_nothing_to_give_a_doi(project):
    """The message says that there is no release yet."""
    with pytest.raises(NoRelease, match="none yet"):
        plan_doi(project.root, "2031.1.0", "10.1234/x")
