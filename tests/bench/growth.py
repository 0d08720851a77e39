"""Show how time and memory grow with the evidence: reviews of 150, 1,500 and 6,000 invented studies, and one's site."""

import gzip
import json
import resource
import shutil
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile

import psutil
from matplotlib import style
from matplotlib.figure import Figure
from measured import BRAND, INK, LOOK, draw, keep
from studies import generate

SIZES = (150, 1_500, 6_000)
SITE_SIZE = 1_500
STEPS = {
    "check": "check, the command",
    "load": "load and make tables",
    "pooled": "every pooled outcome",
    "results": "all results",
    "claims": "all claims",
}


def steps(folder: Path) -> dict[str, list[float]]:
    """Return seconds of a processor and megabytes of each step."""
    command = [sys.executable, str(Path(__file__).with_name("steps.py")), str(folder)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def weight(path: Path) -> str:
    """Return how much of a file a reader's browser fetches, compressed."""
    return f"{len(gzip.compress(path.read_bytes())) / 1024:,.0f} KB"


def memory(process: subprocess.Popen) -> float:
    """Return the most megabytes that a process has with its forks until it ends; what several share counts once."""
    most, root = 0, psutil.Process(process.pid)
    while process.poll() is None:
        total = 0
        for member in [root, *root.children(recursive=True)]:
            with suppress(psutil.Error):  # it has ended meanwhile
                total += member.memory_full_info().pss
        most = max(most, total)
        time.sleep(0.5)
    return most / 1024**2


def site(folder: Path) -> list[list[object]]:
    """Build a site in a process of its own, and return its figures."""
    arguments = ["-q", "-n", "-T", "-W", "--keep-going", "-E", "-d", "build/doctrees", "docs", "build/html"]
    start = time.perf_counter()
    with TemporaryFile("w+") as log:
        build = subprocess.Popen([sys.executable, "-m", "sphinx", *arguments], cwd=folder, stdout=log, stderr=log)
        most = memory(build)
        if build.returncode:
            log.seek(0)
            raise SystemExit(log.read())
    passed, usage = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    html = folder / "build/html"
    return [
        ["Pages", f"{len(list(html.rglob('*.html'))):,}"],
        ["Seconds that pass", f"{passed:.0f}"],
        ["Seconds of a processor", f"{usage.ru_utime + usage.ru_stime:.0f}"],
        ["Most memory of the build with its forks, MB", f"{most:,.0f}"],
        ["Table of all studies, compressed", weight(html / "studies/index.html")],
        ["Index of the search, compressed", weight(html / "searchindex.js")],
    ]


def picture(figures: dict[int, dict[str, list[float]]]) -> None:
    """Draw seconds against studies, both on logarithmic scales, beside a line of what is linear."""
    with style.context(["default", LOOK]):
        figure = Figure(figsize=(3.9, 3.8), layout="constrained")
        axes = figure.add_subplot(xlabel="Studies", ylabel="Seconds of a processor", xscale="log", yscale="log")
        for shape, name in zip("os^Dv", STEPS, strict=True):
            axes.plot(
                SIZES, [figures[size][name][0] for size in SIZES], f"{shape}-", color=BRAND, label=STEPS[name], ms=4
            )
        axes.plot(SIZES, [size / 1_000 for size in SIZES], ":", color=INK, label="in proportion")
        axes.set_xticks(SIZES, [f"{size:,}" for size in SIZES])
        axes.set_yticks([0.1, 1, 10], ["0.1", "1", "10"])
        axes.minorticks_off()
        figure.legend(loc="outside lower center", ncols=2, fontsize=7, frameon=False)
        growth = ", ".join(
            f"{STEPS[name]} {figures[SIZES[0]][name][0]:g} to {figures[SIZES[-1]][name][0]:g}" for name in STEPS
        )
        draw("growth", figure, f"Seconds of a processor from {SIZES[0]:,} to {SIZES[-1]:,} studies: {growth}")


def main() -> None:
    """Write the tables and the figure."""
    figures = {}
    with TemporaryDirectory() as parent:
        for size in SIZES:
            folder = generate(Path(parent) / str(size), size)
            figures[size] = steps(folder)
            if size == SITE_SIZE:
                keep("site", [[f"A site of {size:,} studies", "Measured"], *site(folder)])
            shutil.rmtree(folder)
    tables(figures)


def tables(figures: dict[int, dict[str, list[float]]]) -> None:
    """Keep what was found of each size, as a table and a figure."""
    heads = ["Step", *(f"{size:,} studies, s" for size in SIZES), "Times as long for 40 times the studies"]
    seconds = {words: [figures[size][name][0] for size in SIZES] for name, words in STEPS.items()}
    rows = [[words, *(f"{s:.2f}" for s in times), f"{times[-1] / times[0]:.0f}"] for words, times in seconds.items()]
    rows.append(["most memory, MB", *(f"{max(most for _, most in figures[size].values()):,}" for size in SIZES), ""])
    keep("growth", [heads, *rows])
    picture(figures)


if __name__ == "__main__":
    main()
