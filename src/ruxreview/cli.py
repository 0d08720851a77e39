"""The command line: ``ruxreview check``, ``claims``, ``sign`` and ``diff``."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from ruxreview.appraisal.records import ROLES
from ruxreview.check import check
from ruxreview.claims.ledger import judge_all, places, report
from ruxreview.diff.compare import compare
from ruxreview.diff.render import FORMATS
from ruxreview.diff.states import Unreadable, read_state
from ruxreview.evidence import Evidence
from ruxreview.library import DATA, load_library
from ruxreview.numbers import GONE, filled
from ruxreview.problems import BrokenEvidence
from ruxreview.results import compute
from ruxreview.signing import sign


def _check(options: argparse.Namespace) -> int:
    library = load_library(options.data)
    problems = check(library)
    stale = library.appraisal.stale(library.studies)
    for name in stale:
        fix = f"look at it again, then run `ruxreview sign {name} --role ROLE`"
        print(f"warning: the judgement {name} was not made on the values of today; {fix}", end="\n\n")
    for problem in problems:
        print(problem, end="\n\n")
    files = len(library.documents)
    if problems:
        count = len(problems)
        print(f"{count} problem{'s' if count != 1 else ''} in {len({p.file for p in problems})} of {files} files")
        return 1
    rows = sum(len(study.rows) for study in library.studies.values())
    print(f"{files} studies, {rows} rows: no problem")
    if options.release:
        judged = judge_all(Evidence(library))
        fallen = [name for name, item in judged.items() if item.verdict == "overturned"]
        for reason, names in (("stale judgements", stale), ("overturned claims", fallen)):
            if names:
                print(f"no release while there are {reason}: {', '.join(names)}")
        return 1 if stale or fallen else 0
    return 0


def _sign(options: argparse.Namespace) -> int:
    library = load_library(options.data)
    if problems := check(library):
        print(f"nothing signed: {len(problems)} problems in the records; see `ruxreview check`", file=sys.stderr)
        return 1
    try:
        for path in sign(library, options.data, options.judgements, options.role):
            print(f"signed by the {options.role}: {path.name}")
    except KeyError as error:
        print(f"nothing signed: {error.args[0]}", file=sys.stderr)
        return 1
    return 0


def _claims(options: argparse.Namespace) -> int:
    evidence = Evidence.load(options.data)
    judged, results = judge_all(evidence), compute(evidence)
    where = places(Path.cwd(), judged)
    for name, item in judged.items():
        print(f"{item.verdict:<11}{name}")
        if item.verdict != "holds":
            print(report(item, where[name], filled(item.claim.text, evidence, results, GONE)), end="\n\n")
    held = [item.verdict for item in judged.values()]
    print(f"{len(held)} claims: " + ", ".join(f"{held.count(v)} {v}" for v in ("holds", "open", "overturned")))
    return 1 if "overturned" in held else 0


def _diff(options: argparse.Namespace) -> int:
    try:
        base, head = read_state("BASE", options.base, options.data), read_state("HEAD", options.head, options.data)
        found = compare(base, head, Path.cwd())
    except Unreadable as error:
        print(error, file=sys.stderr)
        return 1
    told = FORMATS[options.format](found)
    if options.output:
        options.output.write_text(told, encoding="utf-8")
    else:
        print(told, end="")
    return 1 if options.fail_on == "claims" and found.overturned else 0


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    made = argparse.ArgumentParser(prog="ruxreview", description="The living review of topical ruxolitinib.")
    commands = made.add_subparsers(dest="command", required=True, metavar="COMMAND")
    sub = commands.add_parser("check", help="hold every record against every rule; exit 1 and list all problems")
    words = "exit 1 also where a judgement is stale or a claim overturned, which no release may be"
    sub.add_argument("--release", action="store_true", help=words)
    sub.set_defaults(run=_check)
    sub = commands.add_parser("claims", help="hold every claim against the evidence; exit 1 where one is overturned")
    sub.set_defaults(run=_claims)
    sub = commands.add_parser("sign", help="stand for judgements after looking at the values as they are now")
    sub.add_argument("judgements", nargs="+", metavar="JUDGEMENT", help="such as certainty/lichen-planus-response")
    sub.add_argument("--role", required=True, choices=ROLES, help="the role of the signer; never a name")
    sub.set_defaults(run=_sign)
    sub = commands.add_parser("diff", help="compare two states of the evidence: what was edited and what moved by it")
    state = "a git revision, branch or tag, a folder, or a date (YYYY-MM-DD: what was public then)"
    sub.add_argument("base", metavar="BASE", help=state)
    sub.add_argument("head", metavar="HEAD", nargs="?", help="the same; by default the folder of --data as it is")
    sub.add_argument("--format", choices=FORMATS, default="text", help="by default text")
    sub.add_argument("--output", type=Path, metavar="FILE", help="write there, not to the terminal")
    sub.add_argument("--fail-on", choices=["claims"], help="exit 1 when a claim is overturned that wasn't in BASE")
    sub.set_defaults(run=_diff)
    for sub in commands.choices.values():
        sub.add_argument(
            "--data",
            type=_folder,
            default=DATA,
            metavar="DIR",
            help="a folder of the shape of src/ruxreview/data (default: the package's own)",
        )
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
    except BrokenEvidence as error:
        print(error, file=sys.stderr)
        return 1
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


if __name__ == "__main__":
    sys.exit(main())
