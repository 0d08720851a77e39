"""All versions of a site, from scratch repositories whose releases differ in data, code and lock."""

from __future__ import annotations

import errno
import gzip
import hashlib
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tarfile
import time
from pathlib import Path

import pytest

from live import PLACE
from livingevidence.cli import main
from livingevidence.history.publish import archive, manifest, root, worktrees
from livingevidence.history.publish.versions import Unpublished, publish, released
from livingevidence.record.address import site_address

BASE = "https://invented.example/review"
# The contract of a tag, in little: a session `docs` that writes build/html from data, code and lock.
NOXFILE = """
import sys, nox
@nox.session(venv_backend="none")
def docs(session):
    session.run(sys.executable, "build.py", external=True)
"""
BUILD = """
import os, pathlib, sys
tells = "TELLS"
root, html = pathlib.Path(), pathlib.Path("build/html")
version, *studies = (root / "data.txt").read_text().split()
lock = (root / "uv.lock").read_text()
with open(os.environ["BUILDS"], "a") as file:
    file.write(version + "\\n")
if os.environ.get("SLOW") == version:
    import time
    (pathlib.Path(os.environ["BUILDS"]).parent / "slow").touch()
    time.sleep(float(os.environ["SLEEP"]))
if version == "fails":
    sys.exit("the invented build fails")
for name in ["index", "search", "studies/index", *("studies/" + study for study in studies)]:
    page = html / (name + ".html")
    page.parent.mkdir(parents=True, exist_ok=True)
    base = os.environ.get("REVIEW_BASEURL", "").rstrip("/")
    way = (base + "/" if base else "../" * (name.count("/") + 1)) + "latest/" + name + ".html"
    page.write_text(
        f'<meta name="robots" content="noindex">\\n<link rel="canonical" href="{way}">\\n'
        f"<p>{name} of {', '.join(studies)}, {tells}, {lock}</p>\\n<p>Version: {version}. Invented.</p>\\n"
    )
(html / "feed.xml").write_text(f"<feed>{version}</feed>")
"""
DIRECT = (sys.executable, "build.py")  # without nox, which takes half a second to start


class Repository:
    """A scratch repository; a release sets its version in the release file and has a tag, unless it is told not to."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.made, self.site = folder / "build", folder / "build/site"
        self.builds = folder.parent / "builds"
        folder.mkdir()
        self.git("init", "--quiet", "--initial-branch=main")
        self.write(".gitignore", "build/\n")
        self.write("noxfile.py", NOXFILE)
        self.state("development", "a-2030")

    def git(self, *arguments: str) -> str:
        who = ("-c", "user.name=nobody", "-c", "user.email=nobody@example.org")
        when = {"GIT_COMMITTER_DATE": "2031-05-01T12:00:00Z", "GIT_AUTHOR_DATE": "2031-05-01T12:00:00Z"}
        command = ["git", *who, *arguments]
        done = subprocess.run(
            command, cwd=self.folder, env=os.environ | when, capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    def write(self, name: str, text: str) -> None:
        (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / name).write_text(text, encoding="utf-8")

    def commit(self) -> None:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", "invented")

    def state(self, version: str, *studies: str, tells: str = "first code", lock: str = "first lock") -> None:
        self.write("data.txt", " ".join([version, *studies]))
        self.write("build.py", BUILD.replace("TELLS", tells))
        self.write("uv.lock", lock)
        self.commit()

    def release(self, version: str, *studies: str, tag: bool = True, **parts: str) -> None:
        self.write(PLACE, f'version: "{version}"\n')
        self.state(version, *studies, **parts)
        if tag:
            self.git("tag", f"v{version}")

    def publish(self, command=DIRECT, base: str = "") -> list[str]:
        return list(publish(self.folder, command, base))

    def built(self) -> list[str]:
        """Return the versions whose build ran, in order."""
        return self.builds.read_text(encoding="utf-8").split() if self.builds.exists() else []

    def page(self, name: str) -> str:
        return (self.site / name).read_text(encoding="utf-8")

    def listed(self) -> dict:
        """Return what versions.js says."""
        return json.loads(re.fullmatch(r"window\.reviewVersions = (\{.*\});\n", self.page("versions.js"))[1])


def content(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder with its bytes."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def empty(tmp_path, monkeypatch):
    """Return a repository without a release."""
    monkeypatch.setenv("BUILDS", str(tmp_path / "builds"))
    monkeypatch.delenv("REVIEW_BASEURL", raising=False)
    return Repository(tmp_path / "project")


@pytest.fixture
def repository(empty):
    """Return one with three releases that differ in data, code and lock, and later work."""
    empty.release("2031.1.0", "a-2030", "gone-2030")
    empty.release("2031.2.0", "a-2030", "b-2031", tells="second code")
    empty.release("2031.10.0", "a-2030", "b-2031", tells="second code", lock="second lock")
    empty.state("development", "a-2030", "b-2031", "c-2032")
    return empty


def test_releases_are_told_by_their_tags(repository):
    """Versions are in the order of their numbers; other tags are none."""
    repository.git("tag", "v-invented")
    repository.git("tag", "v2031.03.0")
    assert [release.version for release in released(repository.folder)] == ["2031.10.0", "2031.2.0", "2031.1.0"]


def test_a_clone_without_tags_has_all_releases(repository):
    """Where no release has a tag, each is told by its commit."""
    before = released(repository.folder)
    repository.git("tag", "--delete", "v2031.1.0", "v2031.2.0", "v2031.10.0")
    repository.git("tag", "v-invented")
    assert released(repository.folder) == before


def test_a_release_that_was_taken_back_blocks_nothing(repository):
    """A version that can't be built and whose tag was deleted is told and left out, and the next one is published."""
    repository.release("2031.11.0", tag=False)
    repository.state("fails")
    repository.release("2031.12.0", "a-2030")
    told = repository.publish()
    assert told[0] == "2031.11.0: not published, because no tag v2031.11.0 is here"
    assert repository.listed()["newest"] == "2031.12.0" and not (repository.site / "2031.11.0").exists()


def test_a_tag_beside_the_history_is_no_release(repository):
    """A tag that HEAD does not come from is not published."""
    repository.git("checkout", "--quiet", "-b", "beside", "v2031.1.0")
    repository.release("2031.11.0", "a-2030")
    repository.git("checkout", "--quiet", "main")
    assert "2031.11.0" not in [release.version for release in released(repository.folder)]


def test_each_page_is_made_of_its_own_version(repository):
    """Every page of every version says its own version, and shows its own data, code and lock."""
    repository.publish()
    one, two = "a-2030, gone-2030, first code, first lock", "a-2030, b-2031, second code, first lock"
    ten = "a-2030, b-2031, second code, second lock"
    for version, shown in {"2031.1.0": one, "2031.2.0": two, "2031.10.0": ten}.items():
        pages = root.pages(repository.site / version)
        assert len(pages) == 5
        for name in pages:
            assert f"<p>Version: {version}." in repository.page(f"{version}/{name}"), name
            assert shown in repository.page(f"{version}/{name}"), name
    pages = root.pages(repository.site / "development")
    assert len(pages) == 6
    assert all("<p>Version: development." in repository.page(f"development/{name}") for name in pages)


def test_versions_are_built_from_the_oldest_to_the_newest(repository):
    """Builds come in the order of the releases, and the development build last."""
    told = repository.publish()
    assert repository.built() == ["2031.1.0", "2031.2.0", "2031.10.0", "development"]
    assert told[0].startswith("2031.1.0: built from ") and told[-1].startswith("published in ")


def test_latest_alone_can_be_listed(repository):
    """The copy in latest/ differs from the newest version by `noindex` alone, on each page."""
    repository.publish()
    newest, latest = content(repository.site / "2031.10.0"), content(repository.site / "latest")
    assert newest.keys() == latest.keys()
    for name in newest.keys() - {manifest.NAME}:
        assert latest[name] == newest[name].replace(b'<meta name="robots" content="noindex">', b"")
    for version in ("2031.1.0", "2031.2.0", "2031.10.0", "development"):
        assert all("noindex" in repository.page(f"{version}/{name}") for name in root.pages(repository.site / version))


def test_every_version_leads_to_latest(repository):
    """Without an address of its own the site has canonical links that work in any folder, and no sitemap."""
    repository.publish()
    assert '<link rel="canonical" href="../../latest/studies/a-2030.html">' in repository.page(
        "2031.1.0/studies/a-2030.html"
    )
    assert not (repository.site / "sitemap.xml").exists()
    assert "Sitemap" not in repository.page("robots.txt")
    assert not (repository.site / "feed.xml").exists()
    assert (repository.site / ".nojekyll").exists()


def test_machines_are_led_to_the_pages_of_latest(repository, monkeypatch):
    """With its address the sitemap has the newest version's pages and no other, and robots.txt names it."""
    monkeypatch.setenv("REVIEW_BASEURL", BASE)
    repository.publish(base=BASE)
    places = re.findall("<loc>(.*?)</loc>", repository.page("sitemap.xml"))
    names = ("index", "studies/a-2030", "studies/b-2031", "studies/index")
    assert places == [f"{BASE}/latest/{name}.html" for name in names]
    assert f"Sitemap: {BASE}/sitemap.xml" in repository.page("robots.txt")
    assert repository.page("feed.xml") == "<feed>2031.10.0</feed>"
    assert f'href="{BASE}/latest/index.html"' in repository.page("2031.2.0/index.html")


def test_the_root_leads_to_latest_without_script(repository):
    """The root is a redirect and a link, relative, so that it works in a sub-folder, under a policy without scripts."""
    repository.publish()
    html = repository.page("index.html")
    assert '<meta http-equiv="refresh" content="0; url=latest/index.html">' in html
    assert '<a href="latest/index.html">2031.10.0 of 2031-05-01</a>' in html
    assert "default-src 'none'" in html and "<script" not in html and "http://" not in html


def test_the_list_of_versions_names_what_each_lacks(repository):
    """versions.js has all versions, the newest first, and under the nearest page those that a version lacks."""
    repository.publish()
    listed = repository.listed()
    assert listed["newest"] == "2031.10.0"
    assert [(item["name"], item["date"]) for item in listed["versions"]] == [
        ("2031.10.0", "2031-05-01"),
        ("2031.2.0", "2031-05-01"),
        ("2031.1.0", "2031-05-01"),
        ("development", ""),
    ]
    lacks = {item["name"]: item["lacks"] for item in listed["versions"]}
    assert lacks["2031.1.0"] == {"studies/index.html": ["studies/b-2031.html", "studies/c-2032.html"]}
    assert lacks["development"] == {"studies/index.html": ["studies/gone-2030.html"]}


def test_the_nearest_page_is_an_index_that_is_there():
    """Of a folder without an index, and of one that is missing whole, the nearest page is the one above, then home."""
    home = {"index.html"}
    found = root.lacks({"old": home | {"a/index.html"}, "new": home | {"a/b/c.html", "d/e.html", "a/index.html"}})
    assert found == {"old": {"a/index.html": ["a/b/c.html"], "index.html": ["d/e.html"]}, "new": {}}


def test_a_site_without_a_release_says_so(empty):
    """Before the first release there is the development version alone, and the root says it and redirects nowhere."""
    empty.publish()
    assert {path.name for path in empty.site.iterdir() if path.is_dir()} == {"development"}
    assert "No version has been released yet" in empty.page("index.html")
    assert "refresh" not in empty.page("index.html") and "development/index.html" in empty.page("index.html")
    assert empty.listed()["newest"] is None


def test_the_newest_release_is_not_built_twice(empty):
    """Where HEAD is the newest release, the development version is a copy of it."""
    empty.release("2031.1.0", "a-2030")
    empty.publish()
    assert empty.built() == ["2031.1.0"]
    assert content(empty.site / "development") == content(empty.site / "2031.1.0")


def test_uncommitted_work_stays_at_home(repository):
    """The development version is made of the newest commit, whatever the tree holds."""
    repository.write("data.txt", "spoilt")
    repository.publish()
    assert "spoilt" not in repository.page("development/index.html")


def test_a_site_is_verified_whole(repository, capsys):
    """The published site agrees with its manifests; a byte of an old version that changes is told."""
    repository.publish()
    assert main(["verify", str(repository.site)]) == 0
    (repository.site / "2031.1.0/index.html").write_text("spoilt", encoding="utf-8")
    assert main(["verify", str(repository.site)]) == 1
    assert "changed  2031.1.0/index.html" in capsys.readouterr().out


def test_what_is_archived_is_not_built_again(repository):
    """A second run takes each release from the archive, builds development alone, and gives the same bytes."""
    repository.publish()
    before = content(repository.site)
    repository.builds.unlink()
    told = repository.publish()
    assert repository.built() == ["development"]
    assert told[0] == f"2031.1.0: from {repository.made / 'archive/2031.1.0.tar.gz'}"
    assert content(repository.site) == before


def test_an_archive_is_the_same_whoever_packs_it(repository, tmp_path):
    """Archives of a version have the same bytes at another time, under another mask and in another folder."""
    repository.publish()
    packed = repository.made / "archive/2031.1.0.tar.gz"
    before, mask = packed.read_bytes(), os.umask(0o077)
    copied = shutil.copytree(repository.site / "2031.1.0", tmp_path / "elsewhere", copy_function=shutil.copyfile)
    archive.pack(copied, tmp_path / packed.name, "2031.1.0", archive.origin(packed))
    os.umask(mask)
    assert (tmp_path / packed.name).read_bytes() == before
    with tarfile.open(packed) as tar:
        assert {(item.uid, item.uname, item.mtime, item.mode) for item in tar} == {(0, "", archive.TIME, 0o644)}
    done = subprocess.run(["sha256sum", "--check", f"{packed.name}.sha256"], cwd=packed.parent, capture_output=True)
    assert done.returncode == 0


def test_a_tarball_of_the_whole_site_serves_another_host(repository, tmp_path):
    """build/site.tar.gz unpacks to the published site."""
    repository.publish()
    with tarfile.open(repository.made / "site.tar.gz") as tar:
        tar.extractall(tmp_path, filter="data")
    assert content(tmp_path / "site") == content(repository.site)


def refused(repository, *words: str, **options) -> str:
    """Expect that nothing is published, and the site stays as it was; return why."""
    before = content(repository.site) if repository.site.exists() else None
    with pytest.raises(Unpublished) as error:
        repository.publish(**options)
    for word in words:
        assert word in str(error.value)
    assert (content(repository.site) if repository.site.exists() else None) == before
    assert list((repository.made / "worktrees").glob("*")) == []
    assert repository.git("worktree", "list").count("\n") == 0
    assert len(list(repository.made.glob("site.?"))) == (before is not None)
    return str(error.value)


def test_an_archive_that_changed_is_refused(repository):
    """An archive that is not what its sum says stops the run, with both sums and how to mend it."""
    repository.publish()
    packed = repository.made / "archive/2031.1.0.tar.gz"
    said = manifest.digest(packed)
    packed.write_bytes(packed.read_bytes() + b"spoilt")
    refused(repository, said, manifest.digest(packed), f"delete {packed}", "stays as it was")


def test_an_archive_of_something_else_is_refused(repository):
    """An archive whose sum fits, and which does not hold the version whole, stops the run."""
    repository.publish()
    packed = repository.made / "archive/2031.1.0.tar.gz"
    other = (repository.made / "archive/2031.2.0.tar.gz").read_bytes()
    for spoilt in (gzip.compress(b"spoilt"), other, other[: len(other) // 2]):
        packed.write_bytes(spoilt)
        archive.sum_file(packed).write_text(f"{manifest.digest(packed)}  {packed.name}\n", encoding="utf-8")
        refused(repository, "does not hold version 2031.1.0 whole", "stays as it was")


def test_a_damaged_archive_is_refused(tmp_path):
    """Wherever its stream is damaged, though the sum fits, the message names the archive and no folder is left."""
    (tmp_path / "made").mkdir()
    text = "".join(hashlib.sha256(bytes([n % 256, n // 256])).hexdigest() for n in range(2000))
    (tmp_path / "made/big.txt").write_text(text, encoding="utf-8")
    packed = tmp_path / "2031.1.0.tar.gz"
    archive.pack(tmp_path / "made", packed, "2031.1.0")
    whole = packed.read_bytes()
    for place in range(0, len(whole), len(whole) // 20):
        packed.write_bytes(whole[:place] + b"\xff" * 500 + whole[place + 500 :])
        archive.sum_file(packed).write_text(f"{manifest.digest(packed)}  {packed.name}\n", encoding="utf-8")
        with pytest.raises(archive.BadArchive, match="does not hold version"):
            archive.unpack(packed, tmp_path, "2031.1.0")
        assert not (tmp_path / "2031.1.0").exists()


def test_an_archive_whose_pages_are_of_another_version_is_refused(repository):
    """Packed anew under another name, with sums that fit, an archive is told by what its pages say."""
    repository.publish()
    packed, of = repository.made / "archive/2031.1.0.tar.gz", repository.git("rev-parse", "v2031.1.0")
    archive.pack(repository.site / "2031.2.0", packed, "2031.1.0", of)
    refused(repository, "does not hold version 2031.1.0 whole", "does not say that it is of version 2031.1.0")


def test_an_archive_of_another_commit_is_not_taken(repository):
    """A release that was made again is built again, and its archive replaced; the other releases are taken."""
    repository.publish()
    old = archive.origin(repository.made / "archive/2031.10.0.tar.gz")
    repository.git("reset", "--quiet", "--hard", "v2031.2.0")
    repository.git("tag", "--delete", "v2031.10.0")
    repository.release("2031.10.0", "made-again")
    repository.builds.unlink()
    (why,) = (line for line in repository.publish() if line.startswith("2031.10.0: "))
    assert f"is of {old}, not of " in why and repository.built() == ["2031.10.0"]
    assert "made-again" in repository.page("2031.10.0/index.html")
    assert archive.origin(repository.made / "archive/2031.10.0.tar.gz") == repository.git("rev-parse", "v2031.10.0")


def test_an_archive_of_another_address_is_not_taken(repository, monkeypatch):
    """Pages with another site's address in them are built again, and the reason is told."""
    repository.publish()
    monkeypatch.setenv("REVIEW_BASEURL", BASE)
    assert f"{BASE}/; it is replaced" in repository.publish(base=BASE)[0]
    assert f'href="{BASE}/latest/index.html"' in repository.page("2031.1.0/index.html")
    assert "from" in repository.publish(base=BASE)[0].split()


def test_line_ends_are_those_of_the_commit(repository):
    """Whatever line ends a person's git gives to files, a version is built with those that were committed."""
    repository.git("config", "core.autocrlf", "true")
    reads = "import pathlib; print(sum(13 in p.read_bytes() for p in pathlib.Path().glob('*.py')), 'with CR')"
    repository.publish((sys.executable, "-c", f"{reads}; exec(open('build.py').read())"))
    assert (repository.made / "logs/2031.1.0.log").read_text(encoding="utf-8") == "0 with CR\n"


def test_an_archive_without_its_sum_is_built_again(repository):
    """What a kill left between archive and sum is not trusted."""
    repository.publish()
    before = content(repository.made / "archive")
    archive.sum_file(repository.made / "archive/2031.2.0.tar.gz").unlink()
    (repository.made / "archive/2031.2.0.tar.gz").write_bytes(b"spoilt")
    repository.builds.unlink()
    repository.publish()
    assert repository.built() == ["2031.2.0", "development"]
    assert content(repository.made / "archive") == before


def test_a_release_that_fails_stops_all(empty):
    """The first version that can't be built stops the run: its name, the end of its log and where all of it is."""
    empty.release("2031.1.0", "a-2030")
    empty.publish()
    empty.release("2031.2.0")
    empty.state("fails")
    empty.git("tag", "--force", "v2031.2.0")
    empty.release("2031.3.0", "a-2030")
    log = empty.made / "logs/2031.2.0.log"
    refused(empty, "the build of 2031.2.0 ended with exit code 1", "the invented build fails", str(log))
    assert "2031.3.0" not in empty.built()


@pytest.mark.parametrize("name", ["uv.lock", "noxfile.py"])
def test_a_release_without_what_a_build_needs_is_refused(repository, name):
    """A tag without a lock or a noxfile is told before anything is built of it."""
    repository.publish()
    repository.write(PLACE, 'version: "2031.11.0"\n')
    (repository.folder / name).unlink()
    repository.commit()
    repository.git("tag", "v2031.11.0")
    refused(repository, f"2031.11.0 has no {name}", "stays as it was")


def test_a_release_whose_pages_are_unfit_is_refused(repository):
    """A page that could be listed by search engines, or is of another version, could never be mended: it stays out."""
    text = BUILD.replace('<meta name="robots" content="noindex">', "").replace(
        "Version: {version}", "Version: 2031.1.0"
    )
    repository.write(PLACE, 'version: "2031.11.0"\n')
    repository.write("build.py", text)
    repository.commit()
    repository.git("tag", "v2031.11.0")
    why = refused(repository, "2031.11.0 was built, but", "index.html: does not say that it is of version 2031.11.0")
    assert 'index.html: has no <meta name="robots" content="noindex">' in why


def test_a_shallow_clone_says_what_mends_it(repository, tmp_path):
    """A clone that lacks releases publishes nothing, and names the git command that gets them."""
    shallow = tmp_path / "shallow"
    repository.git("clone", "--quiet", "--depth=1", repository.folder.as_uri(), str(shallow))
    with pytest.raises(Unpublished, match="git fetch --unshallow --tags"):
        list(publish(shallow, DIRECT))


def test_a_full_disk_leaves_the_site(repository, monkeypatch):
    """Wherever the disk is full, the site stays as it was; with space again the run ends as if nothing had been."""
    repository.publish()
    before = content(repository.site)

    def full(*arguments, **options):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "invented")

    for module, name in ((archive, "pack"), (root, "write_root"), (shutil, "copytree"), (os, "replace")):
        with monkeypatch.context() as patch:
            patch.setattr(module, name, full)
            refused(repository, "No space left on device: invented", "stays as it was")
    repository.publish()
    assert content(repository.site) == before


def test_a_folder_that_can_not_be_copied_is_told_in_a_sentence(repository, monkeypatch):
    """Of a thousand files for which there is no space the first is named."""

    def full(*arguments, **options):
        raise shutil.Error([(f"from/{n}", f"to/{n}", "[Errno 28] No space left on device") for n in range(1000)])

    monkeypatch.setattr(shutil, "copytree", full)
    why = refused(repository, "read: [Errno 28] No space left on device: to/0\nnothing is published")
    assert "to/1" not in why


def test_what_a_failed_build_warned_of_is_shown_first(empty):
    """A warning that stands before the end of the log is told above it."""
    print_all = "print('x.md:3: WARNING: invented'); [print('line', n) for n in range(99)]; raise SystemExit(1)"
    why = refused(empty, "x.md:3: WARNING: invented", "line 98", command=(sys.executable, "-c", print_all))
    assert why.index("WARNING") < why.index("the end of its log") < why.index("line 98") and "line 20\n" not in why


def test_stopped_by_hand_it_ends_with_a_sentence(repository, monkeypatch, capsys):
    """Ctrl-C gives no traceback and exit code 130; the site is as it was and nothing is left."""
    repository.publish()
    monkeypatch.chdir(repository.folder)
    before = content(repository.site)

    def stopped(*arguments, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr(worktrees, "build", stopped)
    assert main(["versions"]) == 130
    assert capsys.readouterr().err.startswith("stopped: ")
    assert content(repository.site) == before and list((repository.made / "worktrees").glob("*")) == []


@pytest.mark.parametrize("build", ["", " ", "nox -s 'docs"])
def test_a_build_command_is_a_command(build, capsys):
    """None, or one with half a quotation, is a wrong command line."""
    with pytest.raises(SystemExit) as ended:
        main(["versions", f"--build={build}"])
    assert ended.value.code == 2 and "--build" in capsys.readouterr().err


@pytest.mark.parametrize(
    "given",
    [
        "example.org",
        "ftp://x.org",
        "https://",
        'https://x.org/a"b',
        "https://x.org/ a",
        "https://x.org/?q",
        "https://x.org/#a",
        "https://x.org//",
    ],
)
def test_an_address_that_is_none_is_told(repository, monkeypatch, capsys, given):
    """It is refused before anything is built, with what is allowed; the exit code is 2."""
    monkeypatch.chdir(repository.folder)
    monkeypatch.setenv("REVIEW_BASEURL", given)
    assert main(["versions"]) == 2
    assert f"REVIEW_BASEURL is '{given}'" in capsys.readouterr().err and repository.built() == []


@pytest.mark.parametrize("given", ["", BASE, f"{BASE}/", "http://localhost:8000", "https://x.example/"])
def test_an_address_has_no_slash_at_its_end(monkeypatch, given):
    """With and without one it is the same address."""
    monkeypatch.setenv("REVIEW_BASEURL", given)
    assert site_address() == given.rstrip("/")


def test_a_folder_in_place_of_the_site_is_not_touched(repository):
    """A build/site that somebody else made is told, and stays."""
    repository.write("build/site/own.txt", "theirs")
    with pytest.raises(Unpublished, match="was not made by this command"):
        repository.publish()
    assert repository.page("own.txt") == "theirs"


def test_a_build_has_an_environment_of_its_own(repository, monkeypatch):
    """Nothing of the environment leads a build to packages or a time that are not its own."""
    for name in worktrees.DROPPED[:6]:
        monkeypatch.setenv(name, "invented")
    repository.publish(
        (sys.executable, "-c", "import os; print(*os.environ, sep='\\n'); exec(open('build.py').read())")
    )
    seen = (repository.made / "logs/2031.1.0.log").read_text(encoding="utf-8").split()
    assert "BUILDS" in seen and not set(worktrees.DROPPED) & set(seen)


DIES = """
import itertools, os, signal, sys
from pathlib import Path
from livingevidence.history.publish.versions import publish
made, steps = os.path.join(sys.argv[1], "build"), itertools.count()
def dies(event, arguments):
    if event in ("open", "os.rename", "os.symlink", "os.mkdir", "os.rmdir", "subprocess.Popen"):
        if str(arguments[0]).startswith((made, "git")) and next(steps) == int(sys.argv[2]):
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(dies)
list(publish(Path(sys.argv[1]), (sys.executable, "build.py")))
print(next(steps))
"""


def dies(repository, step: int) -> subprocess.CompletedProcess:
    """Publish in a process that is killed before a step that changes or reads files."""
    command = [sys.executable, "-c", DIES, str(repository.folder), str(step)]
    return subprocess.run(command, capture_output=True, text=True)


def test_killed_at_any_step_it_ends_in_the_same_bytes(repository, tmp_path):
    """Whenever a run is killed, the site is the old one or the new one, and the next run ends in the same bytes."""
    repository.git("reset", "--quiet", "--hard", "v2031.1.0")
    repository.publish()
    old, first = content(repository.site), shutil.copytree(repository.made, tmp_path / "first", symlinks=True)
    repository.git("reset", "--quiet", "--hard", "ORIG_HEAD")
    whole = dies(repository, -1)
    assert whole.returncode == 0, whole.stderr
    steps, new = int(whole.stdout), content(repository.site)
    assert steps > 100 and new != old
    for step in sorted({*range(0, steps, steps // 8), *range(steps - 4, steps)}):
        shutil.rmtree(repository.made)
        shutil.copytree(first, repository.made, symlinks=True)
        assert dies(repository, step).returncode == -signal.SIGKILL
        assert content(repository.site) in (old, new), step
        repository.publish()
        assert content(repository.site) == new, step
        left = [path.name for path in repository.made.rglob("*") if path.suffix in (".part", ".link", ".a", ".b")]
        assert left == [os.readlink(repository.site)], step
        assert repository.git("worktree", "list").count("\n") == 0


def test_a_run_waits_for_the_build_that_a_killed_run_left(repository, monkeypatch):
    """A build whose run was killed goes on for a while; the next run waits for its end and then does all anew."""
    monkeypatch.setenv("SLOW", "2031.2.0")
    monkeypatch.setenv("SLEEP", "3")
    run = subprocess.Popen([sys.executable, "-c", DIES, str(repository.folder), "-1"])
    until = time.monotonic() + 30
    while not (repository.builds.parent / "slow").exists():
        assert time.monotonic() < until and run.poll() is None
        time.sleep(0.02)
    run.kill()
    run.wait()
    monkeypatch.delenv("SLOW")
    assert "waiting for it" in repository.publish()[0]
    assert repository.built() == ["2031.1.0", "2031.2.0", "2031.2.0", "2031.10.0", "development"]
    assert main(["verify", str(repository.site)]) == 0


def test_a_work_tree_that_git_was_still_making_is_removed(repository):
    """A kill in the middle of `git worktree add` leaves a lock of git's own; the next run makes the tree anew."""
    tree = repository.made / "worktrees/2031.1.0"
    repository.git("worktree", "add", "--quiet", "--detach", str(tree), "HEAD")
    (repository.folder / ".git/worktrees/2031.1.0/locked").write_text("initializing", encoding="utf-8")
    repository.publish()
    assert repository.git("worktree", "list").count("\n") == 0


def test_the_command_line_publishes_with_nox(repository, monkeypatch, capsys):
    """`ruxreview versions` runs the nox session of each version and tells each step; what fails is told."""
    monkeypatch.chdir(repository.folder)
    build = ["versions", "--build", shlex.join([sys.executable, "-m", "nox", "-s", "docs"])]
    assert main(build) == 0
    assert [line.partition(":")[0] for line in capsys.readouterr().out.splitlines()[:4]] == [
        "2031.1.0",
        "2031.2.0",
        "2031.10.0",
        "development",
    ]
    assert "Version: 2031.1.0." in repository.page("2031.1.0/index.html")
    assert main(["versions", "--build", "no-such-program"]) == 1
    assert "no-such-program can't be run" in capsys.readouterr().err
