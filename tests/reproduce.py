"""Build HEAD again, elsewhere, and compare the bytes with a built site; run by ``nox -s reproduce``.

Elsewhere is a clone without tags in another folder, built by a user with another home, full of settings of their own,
with another clock, time zone, locale, umask, seed of hashes and time stamps of files, and with no notebook run before.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from livingevidence.history.git import git

ROOT = Path(__file__).parent.parent
LATER = 400 * 86_400 + 30_000  # seconds: another year, day and hour
OLD = 1_000_000_000  # a time stamp of files, in 2001
# Python imports it when it starts. A date of today is made of time.time, too. What datetime.now asks can't be changed,
# as extension modules break where datetime is another class; so no code of the project may ask it.
CLOCK = f"""
import time

def later(real, unit=1):
    return lambda: real() + {LATER} * unit

def at(real):
    return lambda seconds=None: real(time.time() if seconds is None else seconds)

time.time, time.time_ns = later(time.time), later(time.time_ns, 10**9)
time.localtime, time.gmtime, time.ctime = at(time.localtime), at(time.gmtime), at(time.ctime)
strftime = time.strftime
time.strftime = lambda form, when=None: strftime(form, time.localtime() if when is None else when)
"""
SETTINGS = {  # of a user; each of them would show in the pages
    ".config/matplotlib/matplotlibrc": "font.size: 20\nsvg.hashsalt: mine\n",
    ".ipython/profile_default/ipython_config.py": "get_config().InteractiveShell.ast_node_interactivity = 'none'",
    ".jupyter/jupyter_config.py": "raise SystemExit('settings of the user were read')",
}


def elsewhere(folder: Path) -> dict[str, str]:
    """Return the environment of another user, whose home and clock are made in a folder."""
    home, clock = folder / "home", folder / "clock"
    files = {home / name: text for name, text in SETTINGS.items()} | {clock / "sitecustomize.py": CLOCK}
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    base = {name: os.environ[name] for name in ("PATH", "REVIEW_BASEURL", "REVIEW_REPOSITORY") if name in os.environ}
    return base | {
        "HOME": str(home),
        "LC_ALL": "C",
        "LOGNAME": "somebody",
        "PYTHONHASHSEED": "4711",
        "PYTHONPATH": str(clock),
        "TZ": "Pacific/Chatham",
        "USER": "somebody",
    }


def build(project: Path, environment: dict[str, str], into: Path) -> Path:
    """Build a copy of the project with its own package, its files dated long ago, into a folder; return the site.

    Raises
    ------
    RuntimeError
        If the build fails, with what it told.
    """
    for path in project.rglob("*"):
        if ".git" not in path.parts:
            os.utime(path, (OLD, OLD), follow_symlinks=False)
    env = {**environment, "PYTHONPATH": os.pathsep.join([environment["PYTHONPATH"], str(project / "src")])}
    command = [sys.executable, "-m", "sphinx", "-n", "-W", "--keep-going", "-E", "-q", "-d", str(into / "doctrees")]
    command += ["docs", str(into / "html")]
    process = subprocess.run(command, cwd=project, env=env, umask=0o077, capture_output=True, text=True, check=False)
    if process.returncode:
        raise RuntimeError(f"the build elsewhere failed:\n{process.stderr}")
    return into / "html"


def differences(folder: Path, other: Path) -> Iterator[str]:
    """Yield every file that is not the same in two folders, with what stands at the first difference."""
    names = {path.relative_to(base) for base in (folder, other) for path in base.rglob("*") if path.is_file()}
    for name in sorted(names):
        missing = [str(base) for base in (folder, other) if not (base / name).is_file()]
        if missing:
            yield f"{name}: not in {missing[0]}"
            continue
        first, second = (folder / name).read_bytes(), (other / name).read_bytes()
        if first != second:
            places = (i for i, pair in enumerate(zip(first, second, strict=False)) if pair[0] != pair[1])
            place = next(places, min(len(first), len(second)))
            around = slice(max(place - 60, 0), place + 60)
            yield f"{name}: at byte {place} {first[around]!r} against {second[around]!r}"


def main() -> int:
    """Build HEAD elsewhere, print what differs from the built site, and return how the process ends."""
    if status := git(ROOT, "status", "--porcelain"):
        print(f"A clone holds HEAD, and the working folder is not HEAD; commit or stash first:\n{status}")
        return 2
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "in another place"
        git(ROOT, "clone", "--quiet", "--no-local", "--no-tags", str(ROOT), str(clone))
        site = build(clone, elsewhere(Path(folder)), clone / "build")
        lines = list(differences(Path(sys.argv[1]).resolve(), site))
        print(*lines, f"{len(lines)} of {sum(path.is_file() for path in site.rglob('*'))} files differ", sep="\n")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
