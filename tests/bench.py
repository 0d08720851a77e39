"""Print how long building and loading take, and the memory they need; run by ``nox -s bench``."""

from __future__ import annotations

import os
import resource
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
WORK = ROOT / "build" / "bench"
STRICT = ["-n", "-T", "-W", "--keep-going"]
LOAD = (
    "import time; from ruxreview import Evidence; start = time.perf_counter(); "
    "Evidence.load().studies; print(time.perf_counter() - start)"
)


def copy() -> Path:
    """Return a copy of the checkout, so that a change made for the bench never touches a record."""
    shutil.rmtree(WORK, ignore_errors=True)
    ignore = shutil.ignore_patterns("build", ".git", ".venv", ".nox", "__pycache__", "*.pyc")
    shutil.copytree(ROOT, WORK, symlinks=True, ignore=ignore)
    return WORK


def seconds(*command: str, cwd: Path) -> float:
    """Run a command against the copy's own package and return how long it took."""
    start = time.perf_counter()
    environment = {**os.environ, "PYTHONPATH": str(cwd / "src")}
    subprocess.run(command, cwd=cwd, env=environment, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def main() -> None:
    """Time a cold build, warm strict builds, an unchanged build, a build after one change, and loading."""
    work = copy()
    sphinx = [sys.executable, "-m", "sphinx"]
    here = ["docs", "build/html"]
    print(f"cold strict build        {seconds(*sphinx, *STRICT, '-E', *here, cwd=work):6.1f} s")
    warm = [seconds(*sphinx, *STRICT, "-E", *here, cwd=work) for _ in range(3)]
    print(f"warm strict build        {statistics.median(warm):6.1f} s (median of 3)")
    same = [seconds(*sphinx, *here, cwd=work) for _ in range(3)]
    print(f"unchanged sphinx-build   {statistics.median(same):6.1f} s (median of 3)")
    record = work / "src/ruxreview/data/studies/hwang-2024.yaml"
    record.write_text(record.read_text(encoding="utf-8").replace("-58.2", "-57.2"), encoding="utf-8")
    print(f"build after one number   {seconds(*sphinx, *here, cwd=work):6.1f} s")
    loads = [
        float(subprocess.run([sys.executable, "-c", LOAD], capture_output=True, text=True, check=True).stdout)
        for _ in range(5)
    ]
    print(f"Evidence.load()          {statistics.median(loads):6.2f} s (median of 5)")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"peak memory of a process {peak:6.0f} MB")
    shutil.rmtree(WORK)


if __name__ == "__main__":
    main()
