"""Time what a contributor waits for, beside the aims and beside Jupyter Book; run by ``nox -s bench``.

Each figure is the median of several runs, in seconds that pass and seconds of a processor, with its spread. The work is
done in a copy of the review, so that no record is touched. Jupyter Book has the same chapters, in an environment of its
own, and each of its runs follows one of ours.
"""

import argparse
import json
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import yaml
from measured import keep

ROOT = Path(__file__).parents[2]
BUILD = [sys.executable, "-m", "sphinx", "-q", "-d", "build/doctrees"]
STRICT = ["-n", "-T", "-W", "--keep-going", "-E"]
BOOK = "jupyter-book==1.0.4"
COLD = "from scratch, strictly"
AIMS = {  # seconds that pass and seconds of a processor, on two quiet cores
    "nothing changed": (2.0, None),
    "a word of a chapter": (2.5, None),
    "a number of a record": (5.0, 6.0),
    "a word in the preview": (3.0, None),
    "a number in the preview": (6.0, None),
    "20,000 candidates": (180.0, None),
    "nox -s tests": (150.0, None),
    ".ci/run": (360.0, None),
}
SHARES = (0.4, 0.35)
"""The same from scratch, of what Jupyter Book takes."""
LOAD = "from livingevidence.evidence.evidence import Evidence; Evidence.load().studies"
EDITS = {  # file, text that stands in it, and another
    "a word of a chapter": ("notebooks/lichenoid.md", "## What was studied", "## What has been studied"),
    "a number of a record": ("src/ruxreview/data/studies/hwang-2024.yaml", "-58.2", "-57.2"),
}
Times = tuple[float, float]


def copy(review: Path) -> Path:
    """Return a copy of a review with its history and with this engine, and without what was built."""
    work = ROOT / "build" / "bench"
    shutil.rmtree(work, ignore_errors=True)
    left = shutil.ignore_patterns("build", ".venv", ".nox", "__pycache__", "*.pyc")
    return Path(shutil.copytree(review, work, symlinks=True, ignore=left))


def timed(command: list[str], cwd: Path) -> Times:
    """Run a command and return the seconds that passed and those of a processor, its children included."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.perf_counter() - start, used


def told(runs: list[Times]) -> dict[str, object]:
    """Return the medians of several runs, and each of them."""
    passed, used = (round(statistics.median(kind), 2) for kind in zip(*runs, strict=True))
    return {"passed": passed, "processor": used, "runs": [tuple(round(value, 2) for value in run) for run in runs]}


def edit(folder: Path, name: str, old: str, new: str) -> None:
    """Put a text in place of another, or that back."""
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text or new in text, f"{name} holds neither {old!r} nor {new!r}"
    (folder / name).write_text(text.replace(new, old) if new in text else text.replace(old, new), encoding="utf-8")


def book(work: Path) -> list[str]:
    """Make a Jupyter Book of the chapters of a review beside it, and return the command that builds it."""
    folder, environment = work / "book", ROOT / "build" / "jupyter-book"
    python = str(environment / "bin" / "python")
    if not Path(python).exists():
        subprocess.run(["uv", "venv", "--quiet", f"--python={sys.executable}", str(environment)], check=True)
    wanted = [BOOK, str(ROOT / "src")]  # the engine without its site
    subprocess.run(["uv", "pip", "install", "--quiet", f"--python={python}", *wanted], check=True)
    shutil.copytree(work / "notebooks", folder)
    shutil.copy(work / "references.bib", folder)
    settings = {"title": "Chapters", "bibtex_bibfiles": ["references.bib"], "execute": {"execute_notebooks": "cache"}}
    (folder / "_config.yml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    first, *others = sorted(path.stem for path in folder.glob("*.md"))
    toc = {"format": "jb-book", "root": first, "chapters": [{"file": name} for name in others]}
    (folder / "_toc.yml").write_text(yaml.safe_dump(toc), encoding="utf-8")
    return [str(environment / "bin" / "jupyter-book"), "build", "book"]


def preview(work: Path, times: int) -> Iterator[tuple[str, Times]]:
    """Yield how long the preview takes for each edit, of which no processor time can be told."""
    command = [sys.executable, "-m", "livingevidence.site.preview", "--port=8765"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    with subprocess.Popen(command, cwd=work, env=environment, stdout=subprocess.PIPE, text=True) as server:
        built = (line for line in server.stdout if "made again" in line)
        next(built)
        for _ in range(times):
            for what, change in EDITS.items():
                start = time.perf_counter()
                edit(work, *change)
                next(built)
                yield (
                    what.replace("of a chapter", "in the preview").replace("of a record", "in the preview"),
                    (time.perf_counter() - start, 0.0),
                )
        server.terminate()


def sites(times: int) -> Iterator[tuple[str, dict]]:
    """Yield the figures of building: from scratch beside Jupyter Book, unchanged, after each edit, in the preview."""
    work, here = copy(ROOT), ["docs", "build/html"]
    command = book(work)
    ours: list[Times] = []
    theirs: dict[str, list[Times]] = {what: [] for what in (COLD, "nothing changed", "a word of a chapter")}
    for _ in range(times):
        shutil.rmtree(work / "build", ignore_errors=True)
        ours.append(timed([*BUILD, *STRICT, *here], work))
        shutil.rmtree(work / "book" / "_build", ignore_errors=True)
        theirs[COLD].append(timed(command, work))
    yield COLD, told(ours)
    yield "nothing changed", told([timed([*BUILD, *here], work) for _ in range(times)])
    for what, (name, old, new) in EDITS.items():
        runs = []
        for _ in range(times):
            edit(work, name, old, new)
            runs.append(timed([*BUILD, *here], work))
        yield what, told(runs)
    for _ in range(times):
        theirs["nothing changed"].append(timed(command, work))
        name, old, new = EDITS["a word of a chapter"]
        edit(work, name.replace("notebooks", "book"), old, new)
        theirs["a word of a chapter"].append(timed(command, work))
    for what, runs in theirs.items():
        yield f"Jupyter Book, {what}", told(runs)
    shown: dict[str, list[Times]] = {}
    for what, run in preview(work, times):
        shown.setdefault(what, []).append(run)
    yield from ((what, told(runs)) for what, runs in shown.items())
    yield "loading the evidence", told([timed([sys.executable, "-c", LOAD], work) for _ in range(times)])
    shutil.rmtree(work)


def candidates() -> Iterator[tuple[str, dict]]:
    """Yield how long joining and ranking takes."""
    for number in (2_000, 20_000):
        command = [sys.executable, str(Path(__file__).with_name("candidates.py")), str(number)]
        found: dict = {}

        def run(command=command, found=found) -> Times:
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            found |= json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            return found["seconds to join"] + found["seconds to rank"], after.ru_utime - before.ru_utime

        yield f"{number:,} candidates", told([run()]) | found


def whole() -> Iterator[tuple[str, dict]]:
    """Yield how long the tests take, and all of CI in a clean clone."""
    yield "nox -s tests", told([timed([sys.executable, "-m", "nox", "-s", "tests"], ROOT)])
    clone = ROOT / "build" / "clone"
    shutil.rmtree(clone, ignore_errors=True)
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
    yield ".ci/run", told([timed([".ci/run"], clone)])
    shutil.rmtree(clone)


def table(found: dict[str, dict]) -> list[list[object]]:
    """Return each figure beside its aims, with whether it is kept."""
    rows: list[list[object]] = [
        ["What is measured, in seconds", "Passed", "Aim", "Of a processor", "Aim", "Least to most", "Kept"]
    ]
    aims: dict[str, tuple] = dict(AIMS)
    if theirs := found.get(f"Jupyter Book, {COLD}"):
        aims[COLD] = (round(SHARES[0] * theirs["passed"], 1), round(SHARES[1] * theirs["processor"], 1))
    for what, figures in found.items():
        passed, used = aims.get(what, (None, None))
        spread = [run[0] for run in figures["runs"]]
        late = (passed and figures["passed"] > passed) or (used and figures["processor"] > used)
        kept = "" if what not in aims else "no" if late else "yes"
        shown = [figures["passed"], passed or "", figures["processor"] or "", used or ""]
        rows.append([what, *shown, f"{min(spread)} to {max(spread)}", kept])
    return rows


def machine() -> dict[str, object]:
    """Return on what the figures were measured."""
    names = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    kind = next((line.partition(":")[2].strip() for line in names if line.startswith("model name")), "")
    made = {"system": platform.platform(), "python": platform.python_version(), "processor": kind}
    return made | {"processors": os.cpu_count(), "load": [round(load, 1) for load in os.getloadavg()]}


def main() -> None:
    """Print each figure beside its aim, and keep all in build/bench.json."""
    options = argparse.ArgumentParser(description=main.__doc__)
    options.add_argument("--runs", type=int, default=5, help="runs of each build (default: %(default)s)")
    options.add_argument("--whole", action="store_true", help="time the tests and .ci/run too, once")
    asked = options.parse_args()
    found, before = {}, machine()
    for part in (sites(asked.runs), candidates(), whole() if asked.whole else ()):
        found |= dict(part)
    keep("builds", table(found))
    made = ROOT / "build" / "bench.json"
    made.write_text(json.dumps({"machine": before, "aims": AIMS, "found": found}, indent=1), encoding="utf-8")
    print(f"kept in {made.relative_to(ROOT)}; {before}")


if __name__ == "__main__":
    main()
