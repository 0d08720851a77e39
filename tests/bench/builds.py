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
    ignored = shutil.ignore_patterns("build", ".venv", ".nox", "__pycache__", "*.pyc")
    return Path(shutil.copytree(review, work, symlinks=True, ignore=ignored))


def timed(command: list[str], cwd: Path) -> Times:
    """Run a command and return the seconds that passed and those of a processor, its children included."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    process = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}:\n{process.stdout}{process.stderr}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.perf_counter() - start, processor


def figures_of(runs: list[Times]) -> dict[str, object]:
    """Return the medians of several runs, and each of them."""
    passed, processor = (round(statistics.median(kind), 2) for kind in zip(*runs, strict=True))
    return {"passed": passed, "processor": processor, "runs": [tuple(round(value, 2) for value in run) for run in runs]}


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
    packages = [BOOK, str(ROOT / "src")]  # the engine without its site
    subprocess.run(["uv", "pip", "install", "--quiet", f"--python={python}", *packages], check=True)
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
        builds = (line for line in server.stdout if "made again" in line)
        next(builds)
        for _ in range(times):
            for name, change in EDITS.items():
                start = time.perf_counter()
                edit(work, *change)
                next(builds)
                yield (
                    name.replace("of a chapter", "in the preview").replace("of a record", "in the preview"),
                    (time.perf_counter() - start, 0.0),
                )
        server.terminate()


def sites(times: int) -> Iterator[tuple[str, dict]]:
    """Yield the figures of building: from scratch beside Jupyter Book, unchanged, after each edit, in the preview."""
    work, pages = copy(ROOT), ["docs", "build/html"]
    command = book(work)
    strict_builds: list[Times] = []
    book_runs: dict[str, list[Times]] = {name: [] for name in (COLD, "nothing changed", "a word of a chapter")}
    for _ in range(times):
        shutil.rmtree(work / "build", ignore_errors=True)
        strict_builds.append(timed([*BUILD, *STRICT, *pages], work))
        shutil.rmtree(work / "book" / "_build", ignore_errors=True)
        book_runs[COLD].append(timed(command, work))
    yield COLD, figures_of(strict_builds)
    yield "nothing changed", figures_of([timed([*BUILD, *pages], work) for _ in range(times)])
    for name, (file, old, new) in EDITS.items():
        runs = []
        for _ in range(times):
            edit(work, file, old, new)
            runs.append(timed([*BUILD, *pages], work))
        yield name, figures_of(runs)
    for _ in range(times):
        book_runs["nothing changed"].append(timed(command, work))
        file, old, new = EDITS["a word of a chapter"]
        edit(work, file.replace("notebooks", "book"), old, new)
        book_runs["a word of a chapter"].append(timed(command, work))
    for name, runs in book_runs.items():
        yield f"Jupyter Book, {name}", figures_of(runs)
    preview_runs: dict[str, list[Times]] = {}
    for name, run in preview(work, times):
        preview_runs.setdefault(name, []).append(run)
    yield from ((name, figures_of(runs)) for name, runs in preview_runs.items())
    yield "loading the evidence", figures_of([timed([sys.executable, "-c", LOAD], work) for _ in range(times)])
    shutil.rmtree(work)


def candidates() -> Iterator[tuple[str, dict]]:
    """Yield how long joining and ranking takes."""
    for number in (2_000, 20_000):
        command = [sys.executable, str(Path(__file__).with_name("candidates.py")), str(number)]
        figures: dict = {}

        def run(command=command, figures=figures) -> Times:
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            figures |= json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            return figures["seconds to join"] + figures["seconds to rank"], after.ru_utime - before.ru_utime

        yield f"{number:,} candidates", figures_of([run()]) | figures


def suites() -> Iterator[tuple[str, dict]]:
    """Yield how long the tests take, and all of CI in a clean clone."""
    yield "nox -s tests", figures_of([timed([sys.executable, "-m", "nox", "-s", "tests"], ROOT)])
    clone = ROOT / "build" / "clone"
    shutil.rmtree(clone, ignore_errors=True)
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
    yield ".ci/run", figures_of([timed([".ci/run"], clone)])
    shutil.rmtree(clone)


def figures_table(figures_by_name: dict[str, dict]) -> list[list[object]]:
    """Return each figure beside its aims, with whether it is kept."""
    rows: list[list[object]] = [
        ["What is measured, in seconds", "Passed", "Aim", "Of a processor", "Aim", "Least to most", "Kept"]
    ]
    aims: dict[str, tuple] = dict(AIMS)
    if book := figures_by_name.get(f"Jupyter Book, {COLD}"):
        aims[COLD] = (round(SHARES[0] * book["passed"], 1), round(SHARES[1] * book["processor"], 1))
    for name, figures in figures_by_name.items():
        passed, processor = aims.get(name, (None, None))
        spread = [run[0] for run in figures["runs"]]
        misses = (passed and figures["passed"] > passed) or (processor and figures["processor"] > processor)
        verdict = "" if name not in aims else "no" if misses else "yes"
        cells = [figures["passed"], passed or "", figures["processor"] or "", processor or ""]
        rows.append([name, *cells, f"{min(spread)} to {max(spread)}", verdict])
    return rows


def machine() -> dict[str, object]:
    """Return on what the figures were measured."""
    names = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    kind = next((line.partition(":")[2].strip() for line in names if line.startswith("model name")), "")
    software = {"system": platform.platform(), "python": platform.python_version(), "processor": kind}
    return software | {"processors": os.cpu_count(), "load": [round(load, 1) for load in os.getloadavg()]}


def main() -> None:
    """Print each figure beside its aim, and keep all in build/bench.json."""
    options = argparse.ArgumentParser(description=main.__doc__)
    options.add_argument("--runs", type=int, default=5, help="runs of each build (default: %(default)s)")
    options.add_argument("--whole", action="store_true", help="time the tests and .ci/run too, once")
    arguments = options.parse_args()
    figures, before = {}, machine()
    for part in (sites(arguments.runs), candidates(), suites() if arguments.whole else ()):
        figures |= dict(part)
    keep("builds", figures_table(figures))
    file = ROOT / "build" / "bench.json"
    file.write_text(json.dumps({"machine": before, "aims": AIMS, "found": figures}, indent=1), encoding="utf-8")
    print(f"kept in {file.relative_to(ROOT)}; {before}")


if __name__ == "__main__":
    main()
