"""Time what a contributor waits for, beside the aims, and keep it as JSON; run by ``nox -s bench``.

Each figure is the median of several runs, in seconds that pass and seconds of a processor, with its spread. The work is
done in a copy of the review, so that no record is touched.
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
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent.parent
BUILD = [sys.executable, "-m", "sphinx", "-q", "-d", "build/doctrees"]
STRICT = ["-n", "-T", "-W", "--keep-going", "-E"]
AIMS = {"nothing changed": 2.0, "a word of a chapter": 2.5, "a number of a record": 5.0, "20,000 candidates": 180.0}
"""Seconds that pass, on two quiet cores."""
LOAD = "from livingevidence.evidence.evidence import Evidence; Evidence.load().studies"
EDITS = {  # file, text that stands in it, and another
    "a word of a chapter": ("notebooks/lichenoid.md", "## What was studied", "## What has been studied"),
    "a number of a record": ("src/ruxreview/data/studies/hwang-2024.yaml", "-58.2", "-57.2"),
}


def copy(review: Path) -> Path:
    """Return a copy of a review with its history and with this engine, and without what was built."""
    work = ROOT / "build" / "bench"
    shutil.rmtree(work, ignore_errors=True)
    left = shutil.ignore_patterns("build", ".venv", ".nox", "__pycache__", "*.pyc")
    return Path(shutil.copytree(review, work, symlinks=True, ignore=left))


def timed(command: list[str], cwd: Path) -> tuple[float, float]:
    """Run a command and return the seconds that passed and those of a processor, its children included."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    subprocess.run(command, cwd=cwd, env=environment, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.perf_counter() - start, used


def several(times: int, run: Callable[[], tuple[float, float]]) -> dict[str, object]:
    """Return the medians of several runs, and each of them."""
    runs = [run() for _ in range(times)]
    passed, used = (statistics.median(kind) for kind in zip(*runs, strict=True))
    return {"passed": round(passed, 2), "processor": round(used, 2), "runs": runs}


def main() -> None:
    """Build from scratch, unchanged and after each edit, and load; print each beside its aim."""
    options = argparse.ArgumentParser(description=main.__doc__)
    options.add_argument("--times", type=int, default=5, help="runs of each (default: %(default)s)")
    times = options.parse_args().times
    work, here = copy(ROOT), ["docs", "build/html"]

    def cold() -> tuple[float, float]:
        shutil.rmtree(work / "build", ignore_errors=True)
        return timed([*BUILD, *STRICT, *here], work)

    def edited(name: str, old: str, new: str) -> tuple[float, float]:
        path = work / name
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(new, old) if new in text else text.replace(old, new), encoding="utf-8")
        return timed([*BUILD, *here], work)

    found = {"from scratch, strictly": several(times, cold)}
    found["nothing changed"] = several(times, lambda: timed([*BUILD, *here], work))
    found |= {what: several(times, lambda edit=edit: edited(*edit)) for what, edit in EDITS.items()}
    found["loading the evidence"] = several(times, lambda: timed([sys.executable, "-c", LOAD], work))
    found["memory of a process, MB"] = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    for number in (2_000, 20_000):
        scale = [sys.executable, "tests/scale.py", str(number)]
        told = json.loads(subprocess.run(scale, cwd=ROOT, check=True, capture_output=True, text=True).stdout)
        passed = round(told["seconds to join"] + told["seconds to rank"], 1)
        found[f"{number:,} candidates"] = {"passed": passed, "processor": f"{told['MB']} MB", **told}
    print(f"{'':24}{'passed':>8}{'processor':>11}{'aim':>6}")
    for what, figures in found.items():
        if isinstance(figures, dict):
            print(f"{what:24}{figures['passed']:8}{figures['processor']:11}{AIMS.get(what, ''):>6}")
    machine = {"system": platform.platform(), "python": platform.python_version(), "processors": os.cpu_count()}
    machine["load"] = os.getloadavg()
    kept = ROOT / "build" / "bench.json"
    kept.write_text(json.dumps({"machine": machine, "aims": AIMS, "found": found}, indent=1), encoding="utf-8")
    print(f"kept in {kept.relative_to(ROOT)}")
    shutil.rmtree(work)


if __name__ == "__main__":
    main()
