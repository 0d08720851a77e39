"""What runs on the repository's host: with few rights, from pinned actions, through sessions that exist."""

import ast
import hashlib
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from served import serve

ROOT = Path(__file__).parent.parent
FILES = sorted((ROOT / ".github/workflows").glob("*.yml"))
NAMES = [path.stem for path in FILES]


def workflow(name: str) -> dict:
    """Return a workflow; `on` is what YAML reads as true."""
    return yaml.safe_load((ROOT / f".github/workflows/{name}.yml").read_text(encoding="utf-8"))


def jobs() -> list[tuple[str, dict]]:
    """Return the jobs of all workflows by ``workflow.job``."""
    return [(f"{name}.{key}", job) for name in NAMES for key, job in workflow(name)["jobs"].items()]


def scripts(job: dict) -> list[str]:
    """Return what the steps of a job run."""
    return [step["run"] for step in job["steps"] if "run" in step]


def sessions() -> set[str]:
    """Return the names of nox sessions."""
    tree = ast.parse((ROOT / "noxfile.py").read_text(encoding="utf-8"))
    functions = (node for node in tree.body if isinstance(node, ast.FunctionDef))
    return {node.name for node in functions if any("nox.session" in ast.unparse(mark) for mark in node.decorator_list)}


def test_only_what_publishes_or_proposes_may_write():
    """A job may read at most, but those that deploy, search, or hand on what a job without rights made."""
    writing = {
        name: {right for right, level in job.get("permissions", {}).items() if level != "read"} for name, job in jobs()
    }
    assert {name: rights for name, rights in writing.items() if rights} == {
        "comment.comment": {"pull-requests"},
        "publish.deploy": {"pages", "id-token"},
        "search.search": {"contents", "pull-requests", "actions"},
        "suggestion.propose": {"contents", "pull-requests", "issues", "actions"},
    }
    for name in NAMES:
        assert workflow(name)["permissions"] in ({}, {"contents": "read"}), name
    publishing = {name: job["permissions"] for name, job in jobs() if name.startswith("publish.")}
    assert publishing["publish.build"] == {"contents": "read", "pages": "read"}
    assert publishing["publish.check"] == {}


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_actions_are_pinned(path):
    """An action is named by a hash with its version beside it, or by a tag with the reason."""
    lines = re.findall(r"uses: (.*)", path.read_text(encoding="utf-8"))
    assert lines
    for line in lines:
        pinned = re.fullmatch(r"[\w-]+/[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line)
        assert pinned or re.fullmatch(r"[\w-]+/[\w/-]+@v[\d.]+ # by tag: .{10,}", line), line


def test_an_action_is_the_same_everywhere():
    """No workflow uses another version of an action than the rest."""
    lines = {line for path in FILES for line in re.findall(r"uses: (.*)", path.read_text(encoding="utf-8"))}
    actions = [line.split("@")[0] for line in lines]
    assert len(actions) == len(set(actions))


def test_sessions_that_are_called_exist():
    """Each session of a matrix or a command is one of noxfile.py."""
    names = set()
    for _, job in jobs():
        for row in job.get("strategy", {}).get("matrix", {}).get("include", []):
            names |= set(row["sessions"].split())
        for script in scripts(job):
            for match in re.findall(r"\bnox -s ((?:[a-z]+\b ?)+)", script):
                names |= set(match.split())
    assert {"lint", "tests", "versions", "workflows"} <= names <= sessions()


def test_ci_runs_what_the_projects_own_script_runs():
    """Every session of .ci/run is in the matrix too."""
    lines = re.findall(r"nox -s ([a-z ]+)", (ROOT / ".ci/run").read_text(encoding="utf-8"))
    rows = workflow("ci")["jobs"]["session"]["strategy"]["matrix"]["include"]
    assert {name for line in lines for name in line.split()} <= {n for row in rows for n in row["sessions"].split()}


@pytest.mark.parametrize(("name", "job"), jobs(), ids=[name for name, _ in jobs()])
def test_no_expression_stands_in_a_script(name, job):
    """What others may have written reaches a script through its environment, never as part of it."""
    assert not any("${{" in script for script in scripts(job))


def test_checkouts_have_the_history_and_leave_no_token():
    """Pages tell the history, and a later step can't push with what a checkout left."""
    steps = [step for _, job in jobs() for step in job["steps"] if step.get("uses", "").startswith("actions/checkout@")]
    assert len(steps) == 5
    for step in steps:
        assert step["with"]["fetch-depth"] == 0 and step["with"]["persist-credentials"] is False


FAKE_GH = """#!/bin/sh
echo "gh $*" >> "$CALLS"
case "$1 $2" in "pr list") echo "$OPEN" ;; esac
"""


@pytest.mark.parametrize("open_already", [False, True], ids=["first time", "proposed before"])
def test_the_search_proposes_on_its_own_branch(tmp_path, open_already):
    """One pull request is opened or renewed, CI is started on it, and main stays where it was."""
    clone, origin, tools = (tmp_path / name for name in ("here", "there", "tools"))
    tools.mkdir()
    (tools / "gh").write_text(FAKE_GH, encoding="utf-8")
    (tools / "gh").chmod(0o755)
    names = {f"GIT_{role}_{field}": "x" for role in ("AUTHOR", "COMMITTER") for field in ("NAME", "EMAIL")}
    environment = {**os.environ, **names, "PATH": f"{tools}:{os.environ['PATH']}", "CALLS": str(tmp_path / "calls")}
    environment["OPEN"] = "7" if open_already else ""

    def shell(script: str, folder: Path) -> None:
        subprocess.run(["bash", "-e", "-c", script], cwd=folder, env=environment, check=True, capture_output=True)

    folder = "src/ruxreview/data/search"
    shell(
        f"git init -q -b main there && mkdir -p there/{folder} && cd there && touch {folder}/a && git add . "
        "&& git commit -qm a && git config receive.denyCurrentBranch ignore",
        tmp_path,
    )
    if open_already:
        shell(
            f"git switch -qc search/candidates; touch {folder}/b; git add .; git commit -qm b; git switch -q main",
            origin,
        )
    shell("git clone -q there here", tmp_path)
    main = subprocess.check_output(["git", "rev-parse", "main"], cwd=origin)
    go_on, propose = (
        step["run"] for step in workflow("search")["jobs"]["search"]["steps"] if "GH_TOKEN" in step.get("env", {})
    )
    shell(go_on, clone)
    (clone / folder / "c").touch()
    shell(propose, clone)
    calls = (tmp_path / "calls").read_text(encoding="utf-8").splitlines()
    assert [line.split()[2] for line in calls if " pr " in line][1:] == ["edit" if open_already else "create"]
    assert any("gh pr edit 7 " in line for line in calls) == open_already
    assert calls[-1] == "gh workflow run ci.yml --ref search/candidates"
    assert subprocess.check_output(["git", "rev-parse", "main"], cwd=origin) == main
    tree = subprocess.check_output(["git", "ls-tree", "-r", "--name-only", "search/candidates"], cwd=origin, text=True)
    assert set(tree.split()) == {f"{folder}/{name}" for name in ("a", "b", "c")[:: 1 if open_already else 2]}


def test_releases_and_main_are_published_one_after_the_other():
    """A tag of a release and a push to main publish; a deployment that has begun is never cut short."""
    publish = workflow("publish")
    assert publish[True]["push"] == {"branches": ["main"], "tags": ["v*"]}
    assert publish["concurrency"] == {"group": "pages", "cancel-in-progress": False}
    assert publish["jobs"]["deploy"]["needs"] == "build"
    assert set(publish["jobs"]["check"]["needs"]) == {"build", "deploy"}


def test_nothing_is_uploaded_that_was_not_verified():
    """The build is held against its manifest before it is handed on."""
    steps = workflow("publish")["jobs"]["build"]["steps"]
    texts = [step.get("run") or step["uses"] for step in steps]
    order = [
        next(place for place, text in enumerate(texts) if word in text)
        for word in ("nox -s versions", "ruxreview verify build/site", "upload-pages-artifact")
    ]
    assert order == sorted(order)


def test_what_may_write_runs_nothing_of_the_project():
    """The job that opens pull requests installs and runs none of the files that a form may have changed."""
    (script,) = scripts(workflow("suggestion")["jobs"]["propose"])
    assert not re.search(r"nox|pip|python|ruxreview |\./", script)


@pytest.mark.parametrize(
    ("number", "newest", "comments"),
    [("7", "abc", True), ("7", "of another commit", False), ("7; touch spoilt", "abc", False), ("", "abc", False)],
)
def test_a_comment_is_of_the_pull_request_that_was_checked(tmp_path, number, newest, comments):
    """What a change does is told under the pull request whose newest commit was checked, and nowhere else."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/gh").write_text(f"#!/bin/sh\necho \"$@\" >> asked\necho '{newest}'\n", encoding="utf-8")
    (tmp_path / "bin/gh").chmod(0o755)
    (tmp_path / "summary").mkdir()
    (tmp_path / "summary/number").write_text(number, encoding="utf-8")
    (tmp_path / "summary/summary.md").write_text("# invented $(touch spoilt)", encoding="utf-8")
    (script,) = scripts(workflow("comment")["jobs"]["comment"])
    path = f"{tmp_path / 'bin'}:{os.environ['PATH']}"
    process = run(script, tmp_path, PATH=path, RUNNER_TEMP=str(tmp_path), GH_TOKEN="x", NEWEST="abc", GH_REPO="a/b")
    calls = (tmp_path / "asked").read_text(encoding="utf-8") if (tmp_path / "asked").exists() else ""
    assert ("pr comment 7 --body-file" in calls, process.returncode == 0) == (comments, comments)
    assert not (tmp_path / "spoilt").exists()


@pytest.fixture
def propose_patch(tmp_path):
    """Return a function that runs the script of a proposal in a clone, and what `gh` was asked meanwhile."""
    origin, clone, change_folder = tmp_path / "origin", tmp_path / "clone", tmp_path / "temp/change"
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/gh").write_text('#!/bin/sh\nprintf "%s\\n" "$*" >> "$ASKED"\n', encoding="utf-8")
    (tmp_path / "bin/gh").chmod(0o755)
    author = ["-c", "user.name=invented", "-c", "user.email=invented@example.org"]
    subprocess.run(["git", "init", "--quiet", "--initial-branch=main", str(origin)], check=True)
    subprocess.run(["git", "-C", str(origin), *author, "commit", "--quiet", "--allow-empty", "-m", "x"], check=True)
    change_folder.mkdir(parents=True)
    (change_folder / "told.txt").write_text("written: a.yaml", encoding="utf-8")
    (change_folder / "summary.md").write_text("# invented", encoding="utf-8")
    (change_folder / "study").write_text("invented-2031$(touch spoilt)\n", encoding="utf-8")
    (script,) = scripts(workflow("suggestion")["jobs"]["propose"])
    push_address = f"https://x-access-token:invented@example.org/{origin.name}"
    environment = {
        "PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}",
        "ASKED": str(tmp_path / "asked"),
        "RUNNER_TEMP": str(tmp_path / "temp"),
        "GH_TOKEN": "invented",
        "NUMBER": "7",
        "HOST": "https://example.org",
        "GITHUB_REPOSITORY": origin.name,
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"url.{origin}.insteadOf",
        "GIT_CONFIG_VALUE_0": push_address,
    }

    def propose(patch: str) -> str:
        shutil.rmtree(clone, ignore_errors=True)
        subprocess.run(["git", "clone", "--quiet", str(origin), str(clone)], check=True)
        (change_folder / "patch").write_text(patch, encoding="utf-8")
        (tmp_path / "asked").write_text("", encoding="utf-8")
        process = run(script, clone, **environment)
        assert process.returncode == 0, process.stdout + process.stderr
        assert not (clone / "spoilt").exists()
        return (tmp_path / "asked").read_text(encoding="utf-8")

    return propose


PATCH = """diff --git a/a.yaml b/a.yaml
new file mode 100644
--- /dev/null
+++ b/a.yaml
@@ -0,0 +1 @@
+id: invented-2031
"""


def test_a_form_becomes_one_pull_request_whose_checks_are_started(propose_patch):
    """Branch and title hold letters of an id alone; the same study a second time is told so in the issue."""
    calls = propose_patch(PATCH)
    assert "pr create --head suggestion/invented-2031touchspoilt --title Suggest invented-2031touchspoilt" in calls
    assert "workflow run ci.yml --ref suggestion/invented-2031touchspoilt" in calls
    second_calls = propose_patch(PATCH)
    assert "pr create" not in second_calls and "issue comment 7" in second_calls


def test_a_form_of_which_nothing_can_be_made_is_answered(propose_patch):
    """Without a change there is no pull request, but the reason stands in the issue."""
    calls = propose_patch("")
    assert "pr create" not in calls and "issue comment 7" in calls


# --- the check of what is published, with its own scripts ------------------------------------------


@pytest.fixture
def site(tmp_path):
    """Return a folder with an invented site, and the sums that the workflow keeps of it."""
    folder = tmp_path / "build/site"
    for name in ("index.html", "versions.js", "SHA256SUMS", "latest/feed.xml", "2031.1.0/index.html", "latest/a.html"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"invented {name}", encoding="utf-8")
    (step,) = [step for step in workflow("publish")["jobs"]["build"]["steps"] if step.get("id") == "sums"]
    process = run(step["run"], folder, GITHUB_OUTPUT=str(tmp_path / "output"))
    assert process.returncode == 0, process.stderr
    head, *sums, end = (tmp_path / "output").read_text(encoding="utf-8").splitlines()
    assert (head, end) == ("sums<<end-of-sums", "end-of-sums")
    return folder, "\n".join(sums)


def run(script: str, folder: Path, **environment: str) -> subprocess.CompletedProcess:
    """Run a script as a runner does: bash that stops at the first error."""
    return subprocess.run(
        ["bash", "-e", "-c", script],
        cwd=folder,
        env={**os.environ, "NO_PROXY": "*", "no_proxy": "*", **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_sums_are_kept_of_manifests_and_home_pages(site):
    """The sums are what sha256sum reads, of the root and of each version; other pages are left to the manifests."""
    folder, sums = site
    sum_by_name = dict(reversed(line.split("  ")) for line in sums.splitlines())
    names = {"SHA256SUMS", "index.html", "versions.js", "latest/feed.xml", "2031.1.0/index.html"}
    assert set(sum_by_name) == {f"./{name}" for name in names}
    assert sum_by_name["./index.html"] == hashlib.sha256((folder / "index.html").read_bytes()).hexdigest()


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is what the workflow fetches with")
@pytest.mark.parametrize(("fault", "code"), [(None, 0), ("changed", 1), ("missing", 1)])
def test_published_bytes_are_compared_with_the_built_ones(site, tmp_path, fault, code):
    """The check passes for the same bytes alone; it tries again before it fails."""
    folder, sums = site
    if fault == "changed":
        (folder / "latest/feed.xml").write_text("another", encoding="utf-8")
    elif fault == "missing":
        (folder / "versions.js").unlink()
    (tmp_path / "runner").mkdir()
    (script,) = scripts(workflow("publish")["jobs"]["check"])
    with serve(folder.parent) as address:
        process = run(script, tmp_path / "runner", ADDRESS=f"{address}{folder.name}/", SUMS=sums, TRIES="2", PAUSE="0")
    assert process.returncode == code, process.stdout + process.stderr
    assert ("::error::" in process.stdout) == bool(code)
