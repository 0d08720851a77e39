"""The command line; each command imports the rooms that it needs when it is run, so that a quick one stays quick."""

import argparse
import contextlib
import datetime
import gc
import io
import json
import os
import shlex
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import livingevidence
from livingevidence.record.candidates import SCREENERS, Step
from livingevidence.record.check import check, check_texts
from livingevidence.record.judgements import ROLES
from livingevidence.record.library import load_library
from livingevidence.record.problems import BrokenEvidence, UserError, hint, visible
from livingevidence.record.reading import engine_data
from livingevidence.record.root import find
from livingevidence.record.text import count


def _error_text(error: BaseException) -> str:
    """Return what an error says, that of a file without its number."""
    if not isinstance(error, OSError):
        return str(error)
    return f"{error.strerror or error}{f': {error.filename}' if error.filename else ''}"


@contextlib.contextmanager
def _errors_in_words(words: str, *kinds: type[BaseException], code: int = 1) -> Iterator[None]:
    """Tell errors of these kinds in words, which hold a place for what they say."""
    try:
        yield
    except kinds as error:
        user_error = UserError(words.format(_error_text(error)))
        user_error.code = code
        raise user_error from None


def _exclusive(run: Callable[[argparse.Namespace], int]) -> Callable[[argparse.Namespace], int]:
    """Return a command that writes records as one that keeps others from them, from its first look to its end."""

    def alone(options: argparse.Namespace) -> int:
        from livingevidence.record import writing

        only_reads = getattr(options, "check", False) or (options.command == "pull" and not options.take)
        with contextlib.nullcontext() if only_reads else writing.locked_folder(options.root.data, "records"):
            return run(options)

    return alone


def _check(options: argparse.Namespace) -> int:
    from livingevidence.record.writing import checked_files, saved_files

    if options.watch:
        with contextlib.suppress(KeyboardInterrupt):
            for _ in saved_files(partial(checked_files, options.root)):
                try:
                    _check_once(options)
                except (UserError, OSError) as error:  # such as of a file that goes away, until the next save
                    print(visible(_error_text(error)), file=sys.stderr)
                print(f"{time.strftime('%H:%M:%S')} waiting for the next save; Ctrl+C ends", flush=True)
        return 0
    return _check_once(options)


def _check_once(options: argparse.Namespace) -> int:
    from livingevidence.claims.standing import check_review

    # Chapters speak of the review's own data. What needs a result is asked before a release, and by `claims`.
    outcome = check_review(options.root, texts=not options.data, results=options.release)
    code = 1 if outcome.problems or (options.release and outcome.looks) else 0
    if options.json:
        lists = ((outcome.problems, "problem"), (outcome.looks, "to look at"))
        entries = [asdict(problem) | {"is": kind} for problems, kind in lists for problem in problems]
        print(json.dumps(entries, indent=1, ensure_ascii=False))
        return code
    for problem in outcome.problems:
        print(problem, end="\n\n")
    if outcome.looks:
        print("To look at:", *outcome.looks, sep="\n\n", end="\n\n")
    studies = count(len(outcome.library.file_names("studies")), "study", "studies")
    if outcome.problems:
        files = {problem.file for problem in outcome.problems}
        print(f"{count(len(outcome.problems), 'problem')} in {count(len(files), 'file')}")
        return code
    rows = [row for study in outcome.library.studies.values() for row in study.rows]
    read_once = sum(not row.second_readings for row in rows)
    looks_note = f", {len(outcome.looks)} to look at" if outcome.looks else ""
    print(f"{studies}, {len(rows)} rows, {read_once} of them without a second reader: no problem{looks_note}")
    return code


@_exclusive
def _sign(options: argparse.Namespace) -> int:
    from livingevidence.appraisal.signing import sign

    library = load_library(options.root)
    if problems := check(library):
        raise UserError(f"nothing signed: {count(len(problems), 'problem')} in the records; `check` lists them")
    for path in sign(library, options.judgements, options.role):
        print(f"signed by the {options.role}: {path.name}")
    return 0


def _claims(options: argparse.Namespace) -> int:
    from livingevidence.appraisal.standing import look_at
    from livingevidence.claims.directive import read
    from livingevidence.claims.ledger import judge_all, problems, report
    from livingevidence.claims.standing import missing_numbers
    from livingevidence.evidence.evidence import Evidence
    from livingevidence.results.compute import compute
    from livingevidence.results.numbers import GONE, plain_words

    evidence = Evidence.at(options.root)
    if wrong := problems(evidence):
        raise BrokenEvidence(wrong)
    if options.mutate:
        return _mutate(evidence)
    judged, results, texts = judge_all(evidence), compute(evidence), read(options.root)
    if wrong := list(missing_numbers(evidence, results=results)):
        raise BrokenEvidence(wrong)
    for name, judgement in judged.items():
        print(f"{judgement.verdict:<11}{name}  {judgement.claim.place}")
        if judgement.verdict != "holds":
            print(report(judgement, texts, plain_words(judgement.claim.text, evidence, results, GONE)), end="\n\n")
    counts = Counter(judgement.verdict for judgement in judged.values())
    if looks := look_at(evidence):
        print("To look at:", *looks, sep="\n\n", end="\n\n")
    stand = f"{counts['holds']} hold, {counts['open']} open, {counts['overturned']} overturned"
    print(f"{len(judged)} claims: {stand}")
    return 1 if counts["overturned"] else 0


def _mutate(evidence) -> int:
    from livingevidence.claims.ledger import all_claims
    from livingevidence.claims.mutation import mutate, unguarded_claims

    claims = all_claims(evidence.library.root)
    results = list(mutate(evidence, claims))
    faults = [*filter(None, results), *unguarded_claims(claims)]
    for fault in faults:
        print(fault)
    print(f"{count(len(results), 'change')} tried of {count(len(claims), 'claim')}: {len(faults)} not as they must be")
    return 1 if faults else 0


def _diff(options: argparse.Namespace) -> int:
    from livingevidence.history.diff.compare import compare
    from livingevidence.history.diff.render import FORMATS
    from livingevidence.history.diff.states import read_state
    from livingevidence.record.writing import write_files

    base, head = (read_state(side.upper(), getattr(options, side), options.root) for side in ("base", "head"))
    diff = compare(base, head, options.root)
    report = FORMATS[options.format](diff)
    if options.output:
        write_files({options.output: report})
    else:
        print(report, end="")
    return 1 if options.fail_on == "claims" and diff.overturned else 0


def _release(options: argparse.Namespace) -> int:
    from livingevidence.history.git import NoHistory, root_of
    from livingevidence.history.publish.release import release

    mend = "mend that and run it again; nothing was changed, unless the commit is there, and then it sets the tag"
    with _errors_in_words(f"stopped: {{}}\n{mend}", NoHistory, OSError):
        for line in release(root_of(options.root.data), options.version, options.doi, dry_run=options.dry_run):
            print(line)
    return 0


def _versions(options: argparse.Namespace) -> int:
    from livingevidence.history.git import root_of
    from livingevidence.history.publish.versions import publish  # locks a file as only Unix does
    from livingevidence.record.root import site_address

    note = "stopped: what build/site holds is whole; the next run takes what build/archive has"
    with _errors_in_words(note, KeyboardInterrupt, code=130):
        for line in publish(root_of(options.root.data), options.build, site_address()):
            print(line, flush=True)  # each takes minutes
    return 0


def _verify(options: argparse.Namespace) -> int:
    from livingevidence.history.publish.manifest import differences

    differing = list(differences(options.folder, options.manifest))
    for kind, name in differing:
        print(f"{kind:<9}{name}")
    summary = f"{count(len(differing), 'difference')} from the manifest"
    print(summary if differing else "every file is as the manifest says")
    return 1 if differing else 0


def _export(options: argparse.Namespace) -> int:
    from livingevidence.claims.ledger import judge_all
    from livingevidence.evidence.evidence import Evidence
    from livingevidence.export.files import files
    from livingevidence.export.folder import NotAnExport, write_download
    from livingevidence.results.compute import compute

    evidence = Evidence.at(options.root)
    contents = files(evidence, compute(evidence), judge_all(evidence))
    with _errors_in_words("nothing written: {}", NotAnExport, OSError):
        write_download(contents, options.folder)
    print(f"{len(contents)} files in {options.folder}")
    return 0


@_exclusive
def _new(options: argparse.Namespace) -> int:
    from livingevidence.record.writing import write_files
    from livingevidence.watch.ask import Answerer
    from livingevidence.watch.issue import changed_files
    from livingevidence.watch.new import new_study
    from livingevidence.watch.publication import comparable

    library = load_library(options.root)
    if problems := check(library):
        raise UserError(f"nothing written: {count(len(problems), 'problem')} in the records; `check` lists them")
    if options.from_issue:
        text = options.from_issue.read_text(encoding="utf-8", errors="replace")
        texts, notes = changed_files(text, library, _transport(options))
    else:
        answers = dict(options.set)
        numbers = [number for number in (options.doi, options.pmid, options.pmcid, options.nct) if number]
        terms = library.vocabulary["designs"]
        designs = {comparable(name): key for key, term in terms.items() for name in (key, term.label)}
        for word in options.words:
            if comparable(word) in designs:
                answers["design"] = designs[comparable(word)]
                continue
            words = f"{{}}; nor is it a design of vocabulary/designs.yaml{hint(word, terms)}"
            with _errors_in_words(words, argparse.ArgumentTypeError):
                numbers.append(_identifier(word))
        if len(numbers) > 1:
            raise UserError("nothing written: one study has one identifier here; what else it has is found by it")
        ask = Answerer(answers, _terminal())
        texts, notes = new_study(next(iter(numbers), None), library, ask, _transport(options))
    write_files(texts)
    after = load_library(options.root)
    print(*notes, "written:", *(f"  {options.root.display_path(path)}" for path in texts), sep="\n")
    remaining = [*check(after), *([] if options.data else check_texts(after))]
    print("left to do:" if remaining else "it passes the check", *remaining, sep="\n\n")
    return 0


@_exclusive
def _pull(options: argparse.Namespace) -> int:
    from livingevidence.record.writing import commented_values, mapping_text, write_files
    from livingevidence.watch.new import files_beside
    from livingevidence.watch.pull import proposal, record_with_rows
    from livingevidence.watch.registry import fetch

    library = load_library(options.root)
    if options.take:
        chosen = mapping_text(options.take)
        values = commented_values(chosen)
        name = str(values.get("study"))
        if name not in library.studies or not {"arms", "rows"} <= values.keys():
            what = f"{options.take} is no proposal for a study of the review"
            raise UserError(f"nothing was taken: {what}; `pull` writes one")
        record = options.root.data / "studies" / f"{name}.yaml"
        text = record_with_rows(chosen, record.read_text(encoding="utf-8"), library.vocabulary)
        line = f"Posted results of {values.get('registration')} are in {name}"
        write_files({record: text} | files_beside(library, line))
        print(f"written: {options.root.display_path(record)}; now `check` it")
        return 0
    if options.nct is None or options.into is None:
        raise UserError("name a registration and the record it belongs to: pull NCT01234567 --into <study>")
    if options.into not in library.studies:
        raise UserError(f"no study '{options.into}'{hint(options.into, library.studies)}")
    number, path = options.nct[1], options.root.folder / "build" / "pull" / f"{options.nct[1]}.yaml"
    if path.exists():
        name = options.root.display_path(path)
        raise UserError(f"nothing written: {name} may hold what somebody chose; take from it, or delete it first")
    answer = fetch(number, _transport(options))
    command = f"{options.prog} pull --take {options.root.display_path(path)}"
    text = proposal(answer, library.studies[options.into], library.vocabulary, library.today.isoformat(), command)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_files({path: text})
    if number not in {trial.id for trial in library.studies[options.into].trials}:
        print(f"{options.into} names no trial {number}: look whether these are its people before you take a row")
    print(f"written: {options.root.display_path(path)}; choose in it, then: {command}")
    return 0


def _compare(options: argparse.Namespace) -> int:
    from livingevidence.record.writing import commented_values, mapping_text, write_files, yaml_text
    from livingevidence.watch.readings import double_reading, merged_record, report_lines

    first, second = (
        commented_values(mapping_text(path, needed_field="id")) for path in (options.first, options.second)
    )
    reading = double_reading(first, second)
    print(*report_lines(reading), sep="\n")
    if options.output:
        write_files({options.output: yaml_text(merged_record(first, second, reading))})
        print(f"written: {options.output}; now `check` it")
    return 0


@_exclusive
def _fmt(options: argparse.Namespace) -> int:
    from livingevidence.record.root import files_in
    from livingevidence.record.writing import changed_texts, write_files

    paths = options.files or files_in(options.root.data / "studies", ".yaml")
    changed = changed_texts(paths, load_library(options.root))
    if not options.check:
        write_files(changed)
    for path in changed:
        print(options.root.display_path(path))
    if options.check and changed:
        print(f"{count(len(changed), 'file')} out of step with layout or vocabulary: run `{options.prog} fmt`")
        return 1
    print(f"{count(len(changed), 'file')} written anew")
    return 0


def _init(options: argparse.Namespace) -> int:
    from livingevidence.record.library import today_in_utc
    from livingevidence.start.shell import answers, review_files, write_review
    from livingevidence.watch.ask import Answerer

    terminal = None if options.defaults else _terminal()
    ask = Answerer(dict(options.set), terminal)
    by_name = answers(ask)
    ask.refuse_unasked()
    texts = review_files(by_name, today_in_utc().isoformat(), options.engine)
    write_review(texts, options.folder, options.engine)
    if unasked := sorted(ask.asked_names - ask.answers.keys()) if terminal is None else ():
        print(f"not asked, so an invented example answers: {', '.join(unasked)}; --set QUESTION=ANSWER answers one")
    print(f"{len(texts)} files in {options.folder}; now: cd {shlex.quote(str(options.folder))}, and read README.md")
    return 0


def _surveil(options: argparse.Namespace) -> int:
    from dataclasses import replace

    from livingevidence.record.progress import track
    from livingevidence.record.writing import write_files
    from livingevidence.watch.inbox import Inbox
    from livingevidence.watch.surveil import NotAsked, follow_up, summary, surveil

    library, runs = load_library(options.root), []
    with Inbox.of(library) as inbox:
        if options.notices:
            reports = len(library.reported_keys or ())
            notices = list(track(follow_up(library, _transport(options)), "Reports", reports))
            for notice in notices:
                if notice.notices or notice.error:
                    print(f"{notice.key}: {', '.join(notice.notices) or notice.error}")
            print(f"{count(len(notices), 'report')} asked for")
            return 1 if any(notice.error for notice in notices) else 0
        for name in options.source or list(library.search.strategies):
            try:
                run = surveil(inbox, name, options.since, replace(_transport(options), fresh=0))
            except NotAsked as unasked:
                if options.source:
                    raise
                print(unasked)
                continue
            counts = f"{count(run.hits, 'hit')}, {run.new} new, {run.joined} joined, {run.known} known"
            print(f"{library.search.strategies[name].title}, {run.since} to {run.until}: {counts}")
            if run.error:
                print(f"  not believed: {run.error}")
            runs.append(run)
        _rank(inbox, library)
    if options.summary:
        options.summary.parent.mkdir(parents=True, exist_ok=True)
        write_files({options.summary: summary(runs, library)})
    return 1 if any(run.error for run in runs) else 0


def _rank(inbox, library) -> None:
    """Give each candidate that is not decided its place, as the evidence is now."""
    from livingevidence.claims.ledger import judge_all
    from livingevidence.evidence.evidence import Evidence
    from livingevidence.watch.rank import rank

    undecided = [candidate for candidate in inbox.search.candidates.values() if candidate.state != "decided"]
    if problems := check(library):
        print(f"not ranked: {count(len(problems), 'problem')} in the records; `check` lists them")
    elif undecided:
        evidence = Evidence(library)
        ranked = rank(undecided, evidence, judge_all(evidence))
        inbox.search.candidates |= {candidate.id: candidate for candidate in ranked}
        inbox.save()


def _screen(options: argparse.Namespace) -> int:
    from livingevidence.record.writing import write_files
    from livingevidence.watch import screen
    from livingevidence.watch.ask import Answerer
    from livingevidence.watch.inbox import Inbox
    from livingevidence.watch.readings import kappa

    library, screener, unknown = load_library(options.root), options.by, list[str]()
    step: Step = "full-text" if options.full_text else "abstract"
    reasons = screen.reasons_at(library.vocabulary, step)
    with Inbox.of(library) as inbox:
        search = inbox.search
        if options.join:
            inbox.join(*options.join)
        elif options.split:
            inbox.split(options.split)
        elif options.undo:
            screen.decide(inbox, [screen.Ruling(options.undo)], screener, reasons, step)
        elif options.take:
            rulings, unknown = screen.returned_decisions(options.take.read_bytes(), search, reasons)
            screen.decide(inbox, rulings, screener, reasons, step)
            print(f"{count(len(rulings), 'decision')} read", *(f"no candidate: {title}" for title in unknown), sep="\n")
        elif options.to:
            candidates = list(search.candidates.values())
            if step == "full-text":
                candidates = [candidate for candidate in candidates if candidate.is_sought]
            text_of = screen.as_csv if options.to.suffix == ".csv" else screen.as_ris
            write_files({options.to: text_of(candidates, screener, step)})
        elif terminal := _terminal():
            _rank(inbox, library)
            with contextlib.suppress(EOFError, KeyboardInterrupt):  # each decision is on disk by then
                screen.screen(inbox, library, screener, Answerer({}, terminal), print, step)
        waiting, pairs = len(screen.waiting_candidates(library, screener, step)), screen.double_decisions(search, step)
    print(f"{count(waiting, 'candidate')} for the {screener} screener to decide")
    if pairs:
        agreed, agreement = sum(pair.agrees for pair in pairs), kappa(pairs)
        in_words = "not defined" if agreement is None else f"{agreement:.2f}"
        print(f"two screeners agree on {agreed} of {len(pairs)}; kappa {in_words}")
    return 1 if unknown else 0


def _terminal() -> Callable[[str], str] | None:
    return input if sys.stdin is not None and sys.stdin.isatty() else None


def _transport(options: argparse.Namespace):
    from livingevidence.record.root import site_address
    from livingevidence.watch.transport import Transport

    return Transport(site_address() or "a living review", options.root.folder / "build" / "sources", options.offline)


def _identifier(text: str, kind: str | None = None) -> tuple[str, str]:
    from livingevidence.watch.publication import identifier

    try:
        kind_and_number = identifier(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    if kind and kind_and_number[0] != kind:
        raise argparse.ArgumentTypeError(f"'{text}' is no {kind}, but a {kind_and_number[0]}")
    return kind_and_number


def _answer_pair(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign or not name:
        raise argparse.ArgumentTypeError(f"'{text}' is no answer; write QUESTION=ANSWER, such as people=12")
    return name, value


def _date(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is no day; write YYYY-MM-DD") from None


def _nonempty_text(text: str) -> str:
    if not text.strip():
        raise argparse.ArgumentTypeError("is empty")
    return text


def _words(text: str) -> list[str]:
    try:
        return shlex.split(_nonempty_text(text))
    except ValueError as error:  # a quotation mark without its other
        raise argparse.ArgumentTypeError(f"can't be read: {error}") from None


def _folder(text: str) -> Path:
    path = Path(text)
    if not path.is_dir():
        raise argparse.ArgumentTypeError(f"no such folder: {text}")
    return path


# What the table of commands names; each type tells by ArgumentTypeError what it can't read.
VALUES: dict[str, Any] = {kind: partial(_identifier, kind=kind) for kind in ("doi", "pmid", "pmcid", "registration")}
VALUES |= {"answer": _answer_pair, "date": _date, "folder": _folder, "given": _nonempty_text, "path": Path}
VALUES |= {"words": _words, "roles": ROLES, "screeners": SCREENERS}


def _parser(prog: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=prog, description="A living evidence review.")
    note = "the engine; the version of a review stands in its data/release.yaml"
    parser.add_argument("--version", action="version", version=f"livingevidence {livingevidence.__version__}: {note}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    words = "another data folder (default: that of the nearest review upward, else of the installed one)"
    for name, arguments in engine_data("livingevidence", "commands.yaml").items():
        command = commands.add_parser(name, help=arguments.pop("does"))
        command.add_argument("--data", type=_folder, metavar="DIR", help=words)
        command.set_defaults(run=globals()[f"_{name}"])
        for argument, fields in arguments.items():
            if isinstance(fields, str):
                fields = {"action": "store_true", "help": fields}
            names = {field: fields[field] for field in ("type", "choices") if isinstance(fields.get(field), str)}
            command.add_argument(argument, **fields | {field: VALUES[name] for field, name in names.items()})
    return parser


def main(arguments: Sequence[str] | None = None, package: Path | None = None, prog: str = "livingevidence") -> int:
    """Run the command line and return the exit code: 0, 1 for problems, 2 for a wrong command line.

    Parameters
    ----------
    arguments : sequence of str, optional
        By default those of the process.
    package : pathlib.Path, optional
        The package that carries a review, for a command that is bound to one.
    prog : str, optional
        The name of the command.
    """
    gc.set_threshold(100_000)  # what a command reads stays until its end; looking for garbage costs a tenth of it
    for name in ("stdout", "stderr"):
        if (stream := getattr(sys, name)) is None:  # closed by who called, as `>&-` does
            setattr(sys, name, io.StringIO())
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal without the characters of a record
    try:
        options = _parser(prog).parse_args(arguments)
        options.prog = prog
        if options.command not in ("verify", "init"):  # which need no review
            options.root = find(package, data=options.data)
        code = options.run(options)
        sys.stdout.flush()
        return code
    except UserError as error:
        print(*map(visible, str(error).split("\n")), sep="\n", file=sys.stderr)
        return error.code
    except (EOFError, KeyboardInterrupt):
        print("stopped", file=sys.stderr)
        return 130
    except OSError as error:
        if not isinstance(error, BrokenPipeError):  # whose reader, such as `head`, has seen enough
            print(f"a file can't be read or written: {_error_text(error)}", file=sys.stderr)
        try:
            sys.stdout.flush()
        except OSError:  # which Python would try once more at its end
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


if __name__ == "__main__":
    sys.exit(main())
