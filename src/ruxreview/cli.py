"""The command line: ``ruxreview check``."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from ruxreview.check import check
from ruxreview.library import DATA, load_library


def _check(options: argparse.Namespace) -> int:
    library = load_library(options.data)
    problems = check(library)
    for problem in problems:
        print(problem, end="\n\n")
    files = len(library.documents)
    if problems:
        count = len(problems)
        print(f"{count} problem{'s' if count != 1 else ''} in {len({p.file for p in problems})} of {files} files")
        return 1
    rows = sum(len(study.rows) for study in library.studies.values())
    print(f"{files} studies, {rows} rows: no problem")
    return 0


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    made = argparse.ArgumentParser(prog="ruxreview", description="The living review of topical ruxolitinib.")
    commands = made.add_subparsers(dest="command", required=True, metavar="COMMAND")
    sub = commands.add_parser("check", help="hold every record against every rule; exit 1 and list all problems")
    sub.add_argument(
        "--data",
        type=_folder,
        default=DATA,
        metavar="DIR",
        help="a folder of the shape of src/ruxreview/data (default: the package's own)",
    )
    sub.set_defaults(run=_check)
    return made


def _folder(text: str) -> Path:
    path = Path(text)
    if not path.is_dir():
        raise argparse.ArgumentTypeError(f"no such folder: {text}")
    return path


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code: 0, 1 for problems, 2 for a wrong command line."""
    options = parser().parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal without the characters of a record
    try:
        return options.run(options)
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


if __name__ == "__main__":
    sys.exit(main())
