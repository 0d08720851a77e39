"""Small projects in git repositories of their own, made from the invented review."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Self

from copies import DataCopy
from livingevidence.history.publish import versions
from livingevidence.history.publish.release import carry_out, release_plan
from livingevidence.record.root import Root, nearest_root

DAY = "2031-05-02"
NUMBER = "doe-2021", "outcomes[7].events"  # 25 of 36, which no judgement rests on
# What a build of a version must do, in little: pages that tell of data, code and lock.
BUILD = """
import os, pathlib, sys
html = pathlib.Path("build/html")
release = pathlib.Path("data/release.yaml").read_text().split('"')[1]
version = release if os.popen("git log -1 --format=%s").read().startswith("Release") else "development"
if pathlib.Path("fails").exists():
    sys.exit("the invented build fails")
studies = sorted(path.stem for path in pathlib.Path("data/studies").glob("*"))
for name in ["index", "search", "studies/index", *("studies/" + study for study in studies)]:
    page = html / (name + ".html")
    page.parent.mkdir(parents=True, exist_ok=True)
    base = os.environ.get("REVIEW_BASEURL", "").rstrip("/")
    way = (base + "/" if base else "../" * (name.count("/") + 1)) + "latest/" + name + ".html"
    page.write_text(
        f'<meta name="robots" content="noindex">\\n<link rel="canonical" href="{way}">\\n'
        f"<p>{name} by the code of one, {pathlib.Path('uv.lock').read_text()}</p>\\n<p>Version: {version}. x</p>\\n"
    )
(html / "feed.xml").write_text(f"<feed>{version}</feed>")
"""
COMMAND = (sys.executable, "build.py")


class Project(DataCopy):
    """A project in a git repository of its own.

    Attributes
    ----------
    top : pathlib.Path
        Its folder.
    site : pathlib.Path
        Where its versions are published.
    """

    def __init__(self, top: Path):
        super().__init__(top / "data", nearest_root(top))
        self.top, self.site = top, top / "build/site"

    @property
    def review(self) -> Root:
        """The review that it is."""
        return nearest_root(self.top)

    def git(self, *arguments: str, day: str = DAY, clock: str = "T12:00:00Z") -> str:
        """Return what git prints."""
        when = dict.fromkeys(("GIT_COMMITTER_DATE", "GIT_AUTHOR_DATE"), f"{day}{clock}")
        command = ["git", "-C", str(self.top), *arguments]
        process = subprocess.run(command, env=os.environ | when, capture_output=True, text=True, check=False)
        assert process.returncode == 0, process.stderr
        return process.stdout.strip()

    def text(self, name: str, text: str) -> None:
        """Write a file of the project."""
        (self.top / name).parent.mkdir(parents=True, exist_ok=True)
        (self.top / name).write_text(text, encoding="utf-8")

    def save(self, subject: str = "change it", day: str = DAY) -> str:
        """Commit everything and return the commit."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", subject, day=day)
        return self.git("rev-parse", "HEAD")

    def entry(self, version: str) -> None:
        """Write the newest entry of the changelog, and save all."""
        older = (self.top / "CHANGELOG.md").read_text(encoding="utf-8").partition("\n\n")[2]
        self.text("CHANGELOG.md", f"# Changelog\n\n## {version}\n\n- Words on {version}.\n\n{older}")
        self.save("tell of it")

    def release(self, version: str) -> str:
        """Release a version as the command does and return its commit."""
        self.entry(version)
        return carry_out(self.top, release_plan(self.top, version))

    def clone(self, folder: Path, *options: str) -> Self:
        """Return a clone in a folder."""
        subprocess.run(["git", "clone", "--quiet", *options, self.top.as_uri(), folder], check=True)
        return Project(folder)

    def state(self) -> tuple:
        """Return branch, tags and everything in the tree that differs from HEAD."""
        commands = ("rev-parse", "HEAD"), ("for-each-ref",), ("status", "--porcelain"), ("diff", "HEAD")
        return tuple(self.git(*arguments) for arguments in commands)

    def publish(self, command=COMMAND, base: str = "") -> list[str]:
        """Publish all versions and return what is told."""
        return list(versions.publish(self.top, command, base))

    def page(self, name: str) -> str:
        """Return a file of the published site."""
        return (self.site / name).read_text(encoding="utf-8")

    def version_list(self) -> dict:
        """Return what versions.js says."""
        return json.loads(self.page("versions.js").removeprefix("window.reviewVersions = ").rstrip(";\n"))


def start(review: Path, top: Path) -> Project:
    """Return a project of a copy of the invented review, with all that a release needs, in one commit."""
    shutil.copytree(review, top)
    project = Project(top)
    (top / ".gitignore").write_text("build/\n", encoding="utf-8")
    cff = "cff-version: 1.2.0\nmessage: Cite it.\ntitle: Examplinib\ntype: dataset\nauthors:\n  - name: Nobody\n"
    project.text("CITATION.cff", cff + "license: CC-BY-4.0\nkeywords: [invented]\n")
    project.text("CHANGELOG.md", "# Changelog\n\n")
    project.text("build.py", BUILD)
    project.text("noxfile.py", "# builds it\n")
    project.text("uv.lock", "the first lock")
    project.git("init", "--quiet", "--initial-branch=main", "--template=")
    project.git("config", "user.name", "nobody")
    project.git("config", "user.email", "nobody@example.org")
    project.save("enter the evidence", "2031-05-01")
    project.git("repack", "-adq")  # one file, which each copy is quick to hold
    return project


def content(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder with its bytes."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# Runs some code again and again, each time in a copy of a project and in a process that is killed before another one of
# the steps that change something; the last copy is of a run that nothing stopped. What the code sees is `top`. It runs
# once before, so that what it imports is there in each process; a release is planned then, which changes nothing.
KILLED = """
import itertools, os, shutil, signal, sys
from pathlib import Path
from livingevidence.history.publish import faults, release, versions
faults.judge_all = lambda *_: {}
make_plan, plans = release.release_plan, []
release.release_plan = lambda *arguments: plans[0] if plans else plans.append(make_plan(*arguments)) or plans[0]
project, copies, code, every = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])
CHANGES = ("os.rename", "os.symlink", "os.mkdir", "os.remove", "shutil.rmtree")
RUN = {"add", "commit", "merge", "tag", "worktree", "build.py"}
top = shutil.copytree(project, copies.with_name("once"), symlinks=True)
exec(code)
for kill in itertools.count(0, every):
    top, steps = shutil.copytree(project, copies / str(kill), symlinks=True), itertools.count()
    def hook(event, arguments):
        wrote = event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wa+x")
        ran = event == "subprocess.Popen" and RUN & set(arguments[1])
        if (wrote or ran or event in CHANGES) and str(top) in str(arguments) and next(steps) == kill:
            os.kill(os.getpid(), signal.SIGKILL)
    if (child := os.fork()) == 0:
        sys.addaudithook(hook)
        exec(code)
        os._exit(0)
    if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0:
        break
"""


def killed_copies(project: Project, copies: Path, code: str, every: int = 1) -> list[Project]:
    """Return copies of a project in which some code was killed before each of its steps, and last a whole run's."""
    copies.mkdir()
    command = [sys.executable, "-c", KILLED, str(project.top), str(copies), code, str(every)]
    subprocess.run(command, check=True, timeout=300)
    return [Project(folder) for folder in sorted(copies.iterdir(), key=lambda folder: int(folder.name))]
