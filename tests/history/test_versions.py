"""All versions of a site, from projects whose releases differ in data, code and lock."""

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tarfile
import time

import pytest

from livingevidence.cli import main
from livingevidence.history.git import extract
from livingevidence.history.publish import Unpublished, archive, manifest, root, versions
from livingevidence.history.publish.versions import publish, published_releases
from scratch import COMMAND, Project, content, killed_copies

BASE = "https://invented.example/review"


@pytest.fixture(scope="module")
def three_versions(shared_project, tmp_path_factory):
    """Return a project with three published releases and later work; nobody may change it."""
    project = Project(shutil.copytree(shared_project.top, tmp_path_factory.mktemp("versions") / "project"))
    for version, study, lock in (
        ("2031.1.0", "gone", "first"),
        ("2031.2.0", "b", "first"),
        ("2031.10.0", "b", "second"),
    ):
        _commit_state(project, version, study, lock)
        project.git("tag", f"v{version}")
    _commit_state(project, "2031.10.0", "c", "second", "work on")
    project.publish()
    return project


def _commit_state(project: Project, version: str, study: str, lock: str, subject: str = "Release") -> None:
    """Commit a state with a study and a lock; the review itself is not read by the builds of these tests."""
    for path in (project.folder / "studies").iterdir():
        path.unlink()
    for name in ("a", study):
        project.text(f"data/studies/{name}.yaml", "")
    project.text("data/release.yaml", f'version: "{version}"\n')
    project.text("uv.lock", lock)
    project.save(f"{subject} {version}")


@pytest.fixture
def project(three_versions, tmp_path):
    """Return a copy of the project of three versions."""
    return Project(shutil.copytree(three_versions.top, tmp_path / "project", symlinks=True))


@pytest.fixture
def fresh_project(project):
    """Return a copy of that project without anything that was built."""
    shutil.rmtree(project.top / "build")
    return project


def _refusal(project: Project, *parts: str, command=COMMAND) -> str:
    """Publish, which must fail with a message that holds all parts and leave the site as it is."""
    before = content(project.site) if project.site.exists() else None
    with pytest.raises(Unpublished) as error:
        project.publish(command)
    assert all(part in str(error.value) for part in parts), str(error.value)
    assert (content(project.site) if project.site.exists() else None) == before
    assert project.git("worktree", "list").count("\n") == 0 and not list(project.top.glob("build/**/*.part"))
    return str(error.value)


def _built_versions(messages: list[str]) -> list[str]:
    return [line.partition(":")[0] for line in messages if ": built from " in line]


# Which versions


def test_releases_are_told_by_their_tags_or_all_by_their_commits(project):
    """Versions are in the order of their numbers, tags of others or beside HEAD are none; without tags all are told."""
    before = published_releases(project.top)
    assert [release.version for release in before] == ["2031.10.0", "2031.2.0", "2031.1.0"]
    for tag in ("v-invented", "v2031.03.0"):
        project.git("tag", tag)
    project.git("switch", "--quiet", "--create", "beside", "v2031.1.0")
    _commit_state(project, "2031.11.0", "b", "first")
    project.git("tag", "v2031.11.0")
    project.git("switch", "--quiet", "main")
    assert published_releases(project.top) == before
    project.git("tag", "--delete", "v2031.1.0", "v2031.2.0", "v2031.10.0", "v2031.11.0")
    assert published_releases(project.top) == before


def test_a_release_that_was_taken_back_blocks_nothing(project):
    """A version that can't be built and whose tag was deleted is told and left out, and the next one is published."""
    project.text("fails", "")
    _commit_state(project, "2031.11.0", "b", "first")
    (project.top / "fails").unlink()
    _commit_state(project, "2031.12.0", "b", "first")
    project.git("tag", "v2031.12.0")
    assert project.publish()[0] == "2031.11.0: not published, because no tag v2031.11.0 is here"
    assert project.version_list()["newest"] == "2031.12.0" and not (project.site / "2031.11.0").exists()


# What is published


def test_each_page_is_made_of_its_own_version(three_versions):
    """Every page of every version says its own version and shows its own lock, and has its own studies alone."""
    states = {"2031.1.0": ("gone", "first"), "2031.2.0": ("b", "first"), "2031.10.0": ("b", "second")}
    for version, (study, lock) in (states | {"development": ("c", "second")}).items():
        pages = root.pages(three_versions.site / version)
        assert {name for name in pages if name.startswith("studies/")} == {
            f"studies/{name}.html" for name in ("index", "a", study)
        }
        for name in pages:
            page = three_versions.page(f"{version}/{name}")
            assert f"<p>Version: {version}." in page and f"the code of one, {lock}</p>" in page, (version, name)


def test_latest_alone_can_be_listed(three_versions):
    """The copy in latest/ differs from the newest version by `noindex` alone, on each page."""
    newest, latest = content(three_versions.site / "2031.10.0"), content(three_versions.site / "latest")
    assert newest.keys() == latest.keys()
    for name in newest.keys() - {manifest.NAME}:
        assert latest[name] == newest[name].replace(root.NOINDEX, b"")
    assert all(root.NOINDEX in newest[name] for name in newest if name.endswith(".html"))


def test_the_list_of_versions_names_what_each_lacks(three_versions):
    """versions.js has all versions, the newest first, and under the nearest page those that a version lacks."""
    listing = three_versions.version_list()
    names = [(version["name"], version["date"]) for version in listing["versions"]]
    days = [(version, "2031-05-02") for version in ("2031.10.0", "2031.2.0", "2031.1.0")]
    assert listing["newest"] == "2031.10.0" and names == [*days, ("development", "")]
    lacks = {version["name"]: version["lacks"] for version in listing["versions"]}
    assert lacks["2031.1.0"] == {"studies/index.html": ["studies/b.html", "studies/c.html"]}
    assert lacks["development"] == {"studies/index.html": ["studies/b.html", "studies/gone.html"]}


def test_the_nearest_page_is_an_index_that_is_there():
    """Of a folder without an index, and of one that is missing whole, the nearest page is the one above, then home."""
    home = {"index.html"}
    lacks = root.lacking_pages(
        {"old": home | {"a/index.html"}, "new": home | {"a/b/c.html", "d/e.html", "a/index.html"}}
    )
    assert lacks == {"old": {"a/index.html": ["a/b/c.html"], "index.html": ["d/e.html"]}, "new": {}}


def test_the_root_leads_to_latest_without_script(three_versions):
    """The root has the title, a redirect and a link, relative, under a policy without scripts, and no sitemap."""
    html = three_versions.page("index.html")
    assert "<h1>Examplinib tablets: an invented living review</h1>" in html
    assert '<meta http-equiv="refresh" content="0; url=latest/index.html">' in html
    assert '<a href="latest/index.html">2031.10.0 of 2031-05-02</a>' in html
    assert "default-src 'none'" in html and "<script" not in html and "http://" not in html
    assert '<link rel="canonical" href="../../latest/studies/a.html">' in three_versions.page("2031.1.0/studies/a.html")
    assert not (three_versions.site / "sitemap.xml").exists() and not (three_versions.site / "feed.xml").exists()
    assert "Sitemap" not in three_versions.page("robots.txt") and (three_versions.site / ".nojekyll").exists()


def test_with_its_address_machines_are_led_to_latest(project, monkeypatch):
    """All is built anew for another address; the sitemap has the newest version's pages, and robots.txt names it."""
    monkeypatch.setenv("REVIEW_BASEURL", BASE)
    messages = project.publish(base=BASE)
    assert _built_versions(messages) == ["2031.1.0", "2031.2.0", "2031.10.0", "development"]
    assert f"{BASE}/; it is replaced" in messages[0]
    places = re.findall("<loc>(.*?)</loc>", project.page("sitemap.xml"))
    assert places == [f"{BASE}/latest/{name}.html" for name in ("index", "studies/a", "studies/b", "studies/index")]
    assert f"Sitemap: {BASE}/sitemap.xml" in project.page("robots.txt")
    assert project.page("feed.xml") == "<feed>2031.10.0</feed>"
    assert f'href="{BASE}/latest/index.html"' in project.page("2031.2.0/index.html")


def test_a_site_without_a_release_says_so(shared_project, tmp_path):
    """Before the first release there is the development version alone, and the root says it and redirects nowhere."""
    project = Project(shutil.copytree(shared_project.top, tmp_path / "project"))
    project.publish()
    assert {path.name for path in project.site.iterdir() if path.is_dir()} == {"development"}
    html = project.page("index.html")
    assert "No version has been released yet" in html and "refresh" not in html and "development/index.html" in html
    assert project.version_list()["newest"] is None


def test_the_newest_release_is_not_built_twice(project):
    """Where HEAD is the newest release, the development version is a copy of it."""
    project.git("reset", "--quiet", "--hard", "v2031.10.0")
    assert _built_versions(project.publish()) == []
    assert content(project.site / "development") == content(project.site / "2031.10.0")


# Archives


def test_what_is_archived_is_not_built_again(project):
    """A second run takes each release from the archive, builds development alone of its commit, and gives the same."""
    before = content(project.site)
    project.text("uv.lock", "not committed")
    messages = project.publish()
    assert _built_versions(messages) == ["development"]
    assert messages[0] == f"2031.1.0: from {project.top}/build/archive/2031.1.0.tar.gz"
    assert content(project.site) == before


def test_an_archive_is_the_same_whoever_packs_it(project, tmp_path):
    """Another time, mask and folder give the same bytes; sha256sum reads the sum."""
    tarball = project.top / "build/archive/2031.1.0.tar.gz"
    mask = os.umask(0o077)
    copy = shutil.copytree(project.site / "2031.1.0", tmp_path / "elsewhere", copy_function=shutil.copyfile)
    archive.pack(copy, tmp_path / tarball.name, "2031.1.0", archive.origin(tarball))
    os.umask(mask)
    assert (tmp_path / tarball.name).read_bytes() == tarball.read_bytes()
    with tarfile.open(tarball) as tar:
        assert {(member.uid, member.uname, member.mtime) for member in tar} == {(0, "", archive.TIME)}
    subprocess.run(["sha256sum", "--check", "--quiet", f"{tarball.name}.sha256"], cwd=tarball.parent, check=True)


def test_a_tarball_of_the_whole_site_serves_another_host(project, tmp_path, capsys):
    """Unpacked elsewhere it is the site, byte by byte, and agrees with its manifest."""
    with tarfile.open(project.top / "build/site.tar.gz") as tar:
        extract(tar, tmp_path)
    assert content(tmp_path / "site") == content(project.site)
    assert main(["verify", str(tmp_path / "site")]) == 0


def test_an_archive_that_changed_is_refused(project):
    """A sum that does not fit, a part of a version, and another version are told, with the archive and its mend."""
    tarball, other_tarball = (project.top / f"build/archive/{version}.tar.gz" for version in ("2031.1.0", "2031.2.0"))
    tarball.write_bytes(tarball.read_bytes() + b"spoilt")
    _refusal(project, f"{tarball} is not what it was", f"delete {tarball}", "stays as it was")
    data = other_tarball.read_bytes()
    for wrong_data in (b"spoilt", data, data[: len(data) // 2], data[:200] + b"\xff" * 50 + data[250:]):
        tarball.write_bytes(wrong_data)
        archive.sum_file(tarball).write_text(f"{manifest.digest_of_file(tarball)}  {tarball.name}\n", encoding="utf-8")
        _refusal(project, "does not hold version 2031.1.0 whole")
    archive.pack(project.site / "2031.2.0", tarball, "2031.1.0", project.git("rev-parse", "v2031.1.0"))
    _refusal(project, "does not hold version 2031.1.0 whole", "does not say that it is of version 2031.1.0")


def test_an_archive_of_another_commit_is_not_taken(project):
    """A release that was made again is built again, and its archive replaced; the other releases are taken."""
    old = archive.origin(project.top / "build/archive/2031.10.0.tar.gz")
    project.git("reset", "--quiet", "--hard", "v2031.2.0")
    project.git("tag", "--delete", "v2031.10.0")
    _commit_state(project, "2031.10.0", "made-again", "second")
    project.git("tag", "v2031.10.0")
    messages = project.publish()
    assert _built_versions(messages) == ["2031.10.0"] and f"is of {old}, not of " in messages[2]
    assert (project.site / "2031.10.0/studies/made-again.html").exists()


def test_an_archive_without_its_sum_is_built_again(project):
    """What a kill left between archive and sum is not trusted."""
    tarball = project.top / "build/archive/2031.2.0.tar.gz"
    before = tarball.read_bytes()
    archive.sum_file(tarball).unlink()
    tarball.write_bytes(b"spoilt")
    assert _built_versions(project.publish()) == ["2031.2.0", "development"] and tarball.read_bytes() == before


# What stops it


def _of_another_version(text: str) -> str:
    return text.replace("noindex", "index").replace("Version: {version}", "Version: 2031.1.0")


@pytest.mark.parametrize(
    ("change", "parts"),
    [
        (
            lambda text: "raise SystemExit('it fails')",
            ("ended with exit code 1", "it fails", "build/logs/2031.11.0.log"),
        ),
        (lambda text: "", ("wrote no build/html/index.html",)),
        (_of_another_version, ('index.html: has no <meta name="robots" content="noindex">', "of version 2031.11.0")),
    ],
    ids=["failing", "empty", "of another version"],
)
def test_a_release_that_can_not_be_published_stops_all(project, change, parts):
    """A version that fails to build, or whose pages could never be mended, is told, and the site stays as it was."""
    project.text("build.py", change((project.top / "build.py").read_text(encoding="utf-8")))
    _commit_state(project, "2031.11.0", "b", "first")
    project.git("tag", "v2031.11.0")
    _refusal(project, "2031.11.0", "stays as it was", *parts)


def test_a_shallow_clone_says_what_mends_it(project, tmp_path):
    """A clone that lacks releases publishes nothing, and names the git command that gets them."""
    shallow = project.clone(tmp_path / "shallow", "--depth=1")
    with pytest.raises(Unpublished, match="git fetch --unshallow --tags"):
        shallow.publish()


def test_what_a_failed_build_warned_of_is_shown_first(project):
    """A warning that stands before the end of the log is told above it."""
    code = "print('x.md:3: WARNING: invented'); [print('line', n) for n in range(99)]; raise SystemExit(1)"
    message = _refusal(project, "x.md:3: WARNING: invented", "line 98", command=(sys.executable, "-c", code))
    assert message.index("WARNING") < message.index("the end of its log") < message.index("line 98")
    assert "line 20\n" not in message


def test_a_full_disk_leaves_the_site(project, monkeypatch):
    """Where a folder can't be copied, the first of its files is named and the site stays as it was."""

    def fail(*arguments, **options):
        raise shutil.Error([(f"from/{n}", f"to/{n}", "[Errno 28] No space left on device") for n in range(1000)])

    monkeypatch.setattr(shutil, "copytree", fail)
    assert "to/1" not in _refusal(project, "read: [Errno 28] No space left on device: to/0", "stays as it was")


def test_a_folder_in_place_of_the_site_is_not_touched(fresh_project):
    """A build/site that somebody else made is told, and stays."""
    fresh_project.text("build/site/own.txt", "theirs")
    with pytest.raises(Unpublished, match="was not made by this command"):
        fresh_project.publish()
    assert fresh_project.page("own.txt") == "theirs"


def test_stopped_by_hand_it_ends_with_a_sentence(project, monkeypatch, capsys):
    """Ctrl-C gives no traceback and exit code 130; the site is as it was and nothing is left."""
    before = content(project.site)

    def interrupt(*arguments, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr(versions, "_build", interrupt)
    assert main(["versions", "--data", str(project.folder)]) == 130
    assert capsys.readouterr().err.startswith("stopped: ")
    assert content(project.site) == before and not list(project.top.glob("build/worktrees/*"))


def test_a_wrong_command_line_is_told(project, monkeypatch, capsys):
    """Half a quotation, and an address of the site that is none, are refused before anything is built."""
    with pytest.raises(SystemExit) as error:
        main(["versions", "--build=nox -s 'docs"])
    assert error.value.code == 2 and "--build" in capsys.readouterr().err
    monkeypatch.setenv("REVIEW_BASEURL", "https://x.org/?q")
    assert main(["versions", "--data", str(project.folder)]) == 2
    assert "REVIEW_BASEURL is 'https://x.org/?q'" in capsys.readouterr().err


def test_line_ends_are_those_of_the_commit(fresh_project):
    """Whatever line ends a person's git gives to files, a version is built with those that were committed."""
    fresh_project.git("config", "core.autocrlf", "true")
    reads = "import pathlib; print(sum(13 in p.read_bytes() for p in pathlib.Path().glob('*.py')), 'with CR')"
    fresh_project.publish((sys.executable, "-c", f"{reads}; exec(open('build.py').read())"))
    assert (fresh_project.top / "build/logs/2031.1.0.log").read_text(encoding="utf-8") == "0 with CR\n"


def test_the_command_line_publishes(project, capsys):
    """`versions` builds with the given command, from any folder, and tells each step; a program that isn't is told."""
    command = ["versions", "--data", str(project.folder)]
    assert main([*command, f"--build={shlex.join(COMMAND)}"]) == 0
    steps = [line.partition(":")[0] for line in capsys.readouterr().out.splitlines()[:4]]
    assert steps == ["2031.1.0", "2031.2.0", "2031.10.0", "development"]
    assert main([*command, "--build=no-such-program"]) == 1
    assert "no-such-program can't be run" in capsys.readouterr().err


# Killed


def test_killed_at_any_step_it_ends_in_the_same_bytes(project, tmp_path):
    """Whenever a run is killed, the site is the old one or the new one, and the next run ends in the same bytes."""
    project.git("reset", "--quiet", "--hard", "v2031.1.0")
    shutil.rmtree(project.top / "build")
    project.publish()
    old = content(project.site)
    project.git("reset", "--quiet", "--hard", "v2031.2.0")
    code = f"list(versions.publish(top, {COMMAND!r}))"
    *copies, finished = killed_copies(project, tmp_path / "copies", code, every=9)
    new = content(finished.site)
    assert len(copies) > 8 and new != old
    for copy in copies:
        assert content(copy.site) in (old, new), copy.top.name
        copy.publish()
        assert content(copy.site) == new, copy.top.name
        remains = [path.name for path in copy.top.glob("build/*") if path.suffix in (".part", ".a", ".b")]
        assert remains == [os.readlink(copy.site)] and copy.git("worktree", "list").count("\n") == 0


def test_a_run_waits_for_the_build_that_a_killed_run_left(fresh_project, tmp_path):
    """A build whose run was killed goes on for a while; the next run waits for its end and then does all anew."""
    code = "import sys, pathlib; from livingevidence.history.publish.versions import publish; "
    code += "list(publish(pathlib.Path(sys.argv[1]), sys.argv[2:]))"
    slow = f"import pathlib, time; here = pathlib.Path({str(tmp_path)!r}); (here / 'begun').touch()\n"
    slow += "for _ in range(3000): (here / 'end').exists() and exit(); time.sleep(0.02)"
    run = subprocess.Popen([sys.executable, "-c", code, str(fresh_project.top), sys.executable, "-c", slow])
    deadline = time.monotonic() + 60
    while not (tmp_path / "begun").exists():
        assert time.monotonic() < deadline and run.poll() is None
        time.sleep(0.02)
    run.send_signal(signal.SIGKILL)
    run.wait()
    messages = publish(fresh_project.top, COMMAND)
    assert "waiting for it" in next(messages)
    (tmp_path / "end").touch()
    assert _built_versions([*messages])[0] == "2031.1.0"
    assert main(["verify", str(fresh_project.site)]) == 0


def test_a_work_tree_that_git_was_still_making_is_removed(fresh_project):
    """A kill in the middle of `git worktree add` leaves a lock of git's own; the next run makes the tree anew."""
    tree = fresh_project.top / "build/worktrees/2031.1.0"
    fresh_project.git("worktree", "add", "--quiet", "--detach", str(tree), "HEAD")
    (fresh_project.top / ".git/worktrees/2031.1.0/locked").write_text("initializing", encoding="utf-8")
    fresh_project.publish()
    assert fresh_project.git("worktree", "list").count("\n") == 0
