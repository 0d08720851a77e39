"""Everything that is built or checked, as verbs: ``nox -l`` lists them, CI runs the same."""

import os
import re
import shlex
import shutil
import sys
from pathlib import Path

import nox

nox.needs_version = ">=2025.5"
nox.options.default_venv_backend = "uv"
nox.options.sessions = ["lint", "claims", "tests", "docs", "linkcheck"]
nox.options.reuse_existing_virtualenvs = True

BUILD = Path("build")
HTML = BUILD / "html"
TERMS = Path("docs/terms.txt")  # one thing, one term: wrong->right
# The review's own words; records keep the words of their sources.
PROSE = ("*.md", "docs/*.md", "notebooks/*.md", "src/**/*.py", "src/**/vocabulary/*.yaml", "src/*/data/[pt]*.yaml")
PYTHONS = ["3.11", "3.12", "3.13"] if os.environ.get("ALL_PYTHONS") else None
# -n: unknown targets are warnings; -W --keep-going: all of them are told, then the build fails; -T: whole
# tracebacks; -E: a fresh environment, because on a second run a failed page may not be read again.
STRICT = ["-n", "-T", "-W", "--keep-going", "-E"]
# A file on one worker makes what its tests share once; in the order of conftest, the slowest files first.
SPREAD = ["--numprocesses=auto", "--dist=loadfile", "--no-loadscope-reorder"]
# Python writes no bytecode where this is set, which triples the time that every notebook needs to import.
UNSET = {"PYTHONDONTWRITEBYTECODE": None}


def install(session: nox.Session, *groups: str) -> None:
    """Install the project and groups of requirements exactly as locked."""
    wanted = (f"--python={session.virtualenv.location}", *(f"--group={group}" for group in groups))
    # The system's certificates, so that it works behind a proxy where pip and git do.
    env = {"UV_PROJECT_ENVIRONMENT": session.virtualenv.location, "UV_SYSTEM_CERTS": "1"}
    session.run_install("uv", "sync", "--frozen", "--quiet", *wanted, env=env)


def sphinx(session: nox.Session, *options: str) -> None:
    """Build the site, keeping the three newest notebook caches; a strict build begins with an empty folder."""
    for old in sorted(BUILD.glob("doctrees/jupyter-cache/*"), key=lambda path: path.stat().st_mtime)[:-3]:
        shutil.rmtree(old)
    if "-E" in options:
        shutil.rmtree(HTML, ignore_errors=True)
    session.run("sphinx-build", *options, f"-d={BUILD / 'doctrees'}", "docs", str(HTML), env=UNSET)


def built(session: nox.Session) -> None:
    """Build the site if it is not there."""
    if not (HTML / "index.html").exists():
        sphinx(session, *STRICT)


@nox.session
def docs(session: nox.Session) -> None:
    """Build the site into build/html, strictly."""
    install(session, "docs")
    sphinx(session, *STRICT, *session.posargs)


@nox.session
def changed(session: nox.Session) -> None:
    """Build this and `-- BASE` (by default main), and write build/changed.html: changed pages before and after."""
    install(session, "docs")
    sphinx(session)  # of what is built already, what changed since
    tree = BUILD / "before"
    base = session.run("git", "rev-parse", *(session.posargs or ["main"]), silent=True, external=True).strip()
    at = ["-C", str(tree), "switch"] if tree.exists() else ["worktree", "add", str(tree)]
    session.run("git", *at, "--detach", base, external=True)
    with session.chdir(tree):  # by its own noxfile and lock
        session.run(sys.executable, "-m", "nox", "-s", "docs", env=UNSET | {"VIRTUAL_ENV": None}, external=True)
    session.run("python", "-m", "livingevidence.site.changed", str(tree / HTML), str(HTML), "build/changed.html")


@nox.session
def preview(session: nox.Session) -> None:
    """Build, serve on http://127.0.0.1:8000, and build again when a file is saved."""
    install(session, "docs")
    session.run("python", "-m", "livingevidence.site.preview", *session.posargs, env=UNSET)


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """Run the tests; ALL_PYTHONS=1 runs them on every supported Python."""
    install(session, "tests")
    session.run("pytest", *SPREAD, *session.posargs, env=UNSET)


@nox.session
def lint(session: nox.Session) -> None:
    """Check code, order of rooms, types, workflows, layouts, spelling and chapters; `-- --fix` mends what it can."""
    install(session, "lint")
    fix = "--fix" in session.posargs
    session.run("ruff", "check", *(["--fix"] if fix else []), ".")
    session.run("ruff", "format", *([] if fix else ["--check"]), ".")
    session.run("lint-imports", "--no-cache", "--no-logo")
    session.run("mypy")
    session.run("zizmor", "--offline", "--quiet", ".github/workflows")
    session.run("ruxreview", "fmt", *([] if fix else ["--check"]))
    records = map(str, sorted(Path("src/ruxreview/data/studies").glob("*.yaml")))
    session.run("check-jsonschema", "--schemafile=src/ruxreview/data/study.schema.json", *records, log=False)
    issues = map(str, sorted(Path(".github/ISSUE_TEMPLATE").glob("[!c]*.yml")))  # config.yml is no form
    session.run("check-jsonschema", "--builtin-schema=vendor.github-issue-forms", *issues)
    session.run("codespell")
    # codespell alone looks at single words; this finds the terms of several, too.
    terms = [re.escape(line.split("->")[0]) for line in TERMS.read_text(encoding="utf-8").splitlines()]
    either = "|".join(f"[{term[0].upper()}{term[0].lower()}]{term[1:]}" for term in terms)
    prose = [str(path) for pattern in PROSE for path in sorted(Path().glob(pattern))]
    session.run("codespell", f"--dictionary={TERMS}", rf"--regex=(?<![\w-])(?:{either})(?![\w-])", *prose)
    session.run("python", "-m", "livingevidence.claims.prose")
    for chapter in sorted(Path("notebooks").glob("*.md")):
        written = session.run("jupytext", "--from=md:myst", "--to=md:myst", "--output=-", str(chapter), silent=True)
        if fix:
            chapter.write_text(written, encoding="utf-8")
        elif written != chapter.read_text(encoding="utf-8"):
            session.error(f"{chapter} is not in the form that git keeps: run `nox -s lint -- --fix`")


@nox.session
def workflows(session: nox.Session) -> None:
    """Check the workflows with actionlint, which its installation fetches from GitHub; so it stands apart."""
    install(session, "workflows")
    session.run("actionlint")


@nox.session
def claims(session: nox.Session) -> None:
    """Check records and chapters, hold every claim against the evidence, and against evidence that overturns it."""
    install(session)
    session.run("ruxreview", "check")
    session.run("ruxreview", "claims", *session.posargs)
    session.run("ruxreview", "claims", "--mutate")  # whether each test sees what would make its sentence false


@nox.session
def linkcheck(session: nox.Session) -> None:
    """Check links inside the built site, and that chapters lead to every study; `-- --outside` asks other hosts too."""
    install(session, "docs")
    built(session)
    session.run("python", "-m", "livingevidence.site.links", str(HTML))
    if "--outside" in session.posargs:
        session.run("sphinx-build", "-b", "linkcheck", "docs", str(BUILD / "linkcheck"), env=UNSET)


@nox.session
def browser(session: nox.Session) -> None:
    """Read the built site in Chromium; pictures of it are kept in build/screenshots."""
    install(session, "browser")
    built(session)
    session.run("pytest", *SPREAD, "--confcutdir=tests/browser", "tests/browser", *session.posargs, env=UNSET)


@nox.session
def sheets(session: nox.Session) -> None:
    """Print the page of each disease on a sheet of A4, into build/sheets."""
    install(session, "browser")
    built(session)
    session.run("python", "tests/sheets.py", env=UNSET)


@nox.session
def release(session: nox.Session) -> None:
    """Make a release: `nox -s release -- 2026.1.0`; with --dry-run only tell what would be done."""
    install(session)
    session.run("ruxreview", "release", *session.posargs, env=UNSET)


@nox.session
def versions(session: nox.Session) -> None:
    """Build every release and the newest commit into build/site; what build/archive holds is not built again."""
    install(session)
    # The same nox builds each version in a work tree, by the version's own noxfile and lock.
    command = shlex.join([sys.executable, "-m", "nox", "-s", "docs"])
    session.run("ruxreview", "versions", f"--build={command}", *session.posargs, env=UNSET)


@nox.session
def reproduce(session: nox.Session) -> None:
    """Build HEAD again, as another user, elsewhere and at another time, and compare every byte with build/html."""
    install(session, "docs")
    built(session)
    session.run("python", "tests/reproduce.py", str(HTML), env=UNSET)


@nox.session
def surveil(session: nox.Session) -> None:
    """Search the sources by their strategies; CONTRIBUTING.md says what then."""
    install(session, "search")
    session.run("ruxreview", "surveil", *session.posargs)


@nox.session
def bench(session: nox.Session) -> None:
    """Print how long building takes beside the aims and beside Jupyter Book, and keep it in build/bench.json."""
    install(session, "bench")
    session.run("python", "tests/bench/builds.py", *session.posargs, env=UNSET)
    session.run("python", "tests/bench/lighthouse.py")
