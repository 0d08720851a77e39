"""Candidates are shown and decided; nothing decided is lost on the way to other programs and back."""

import csv
import datetime
import itertools
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from livingevidence.cli import main
from livingevidence.record.candidates import Candidate, Decision, Hit
from livingevidence.record.library import load_library
from livingevidence.record.problems import UserError
from livingevidence.record.search import CANDIDATES, Run, Search, jsonl_text
from livingevidence.watch.ask import Answerer
from livingevidence.watch.inbox import Inbox
from livingevidence.watch.readings import kappa
from livingevidence.watch.screen import (
    Ruling,
    as_csv,
    as_ris,
    decide,
    double_decisions,
    reasons_at,
    returned_decisions,
    screen,
    waiting_candidates,
)
from sources import Sources, record

TODAY = datetime.date(2025, 12, 1)
REASONS = {"other-treatment": "another treatment", "no-people": "no people"}


def candidate(number: int, **fields: object) -> Candidate:
    """Return an invented candidate."""
    hit = Hit(
        source="pubmed",
        number=str(number),
        title=f'Report {number}, "quoted"; =1+1',
        found="2025-12-01",
        strategy=1,
        authors=["Doe, Jane"],
        published="2025",
        doi=f"10.99999/x.{number}",
        pmid=str(number),
    )
    return Candidate(id=hit.key, hits=[hit], **fields)


@pytest.fixture
def library(inside):
    """Return the invented review with five candidates on disk, in whose folder commands run."""
    candidates = [candidate(number, score=number) for number in range(1, 6)]
    (inside.folder / CANDIDATES).write_text(jsonl_text(candidates), encoding="utf-8")
    return load_library(inside.review, TODAY)


def saved_candidates(library):
    """Return the candidates as they are on disk."""
    return load_library(library.root, TODAY).search.candidates


def terminal(*answers: str):
    """Return a terminal in which somebody types."""
    lines = iter(answers)
    return Answerer({}, lambda text: next(lines))


def test_the_highest_is_shown_first_and_each_decision_is_on_disk(library):
    """Include, exclude with a reason, take back, await, stop: what is on disk is what was typed."""
    prompts = []
    with Inbox.of(library) as inbox:
        answers = ("i", "e", "other-treatment", "u", "a", "q")
        assert screen(inbox, library, "first", terminal(*answers), prompts.append) == 2
    candidates = saved_candidates(library)
    assert [text.split()[0] for text in prompts] == ["pubmed:5", "pubmed:4", "pubmed:3", "pubmed:4", "pubmed:3"]
    assert {name: c.verdict for name, c in candidates.items() if c.verdict} == {
        "pubmed:5": "include",
        "pubmed:4": "await",
    }
    assert [c.verdict for c in candidates["pubmed:4"].decisions] == ["exclude", None, "await"]
    assert candidates["pubmed:3"].state == "shown"
    assert candidates["pubmed:1"].state == "fetched"


@pytest.mark.parametrize(
    "ruling, words",
    [
        (Ruling("pubmed:2", "exclude", "other-treatmant"), "other-treatment"),
        (Ruling("pubmed:2", "include", "no-people"), "only an"),
        (Ruling("pubmed:2", "banana"), "include, exclude, await"),
    ],
    ids=["a misspelt reason", "a reason of an inclusion", "no verdict"],
)
def test_a_ruling_that_will_not_do_is_refused(library, ruling, words):
    """A wrong ruling is told with what would do, and nothing is written, not of the rulings before it either."""
    before = (library.root.data / CANDIDATES).read_bytes()
    with Inbox.of(library) as inbox, pytest.raises(UserError, match=words):
        decide(inbox, [Ruling("pubmed:1", "include"), ruling], "first", REASONS)
    assert (library.root.data / CANDIDATES).read_bytes() == before


def test_two_screeners_agree_as_far_as_chance_would_not():
    """Cohen's kappa of a table that is known: 20 yes, 15 no, 5 and 10 apart, is 0.4."""
    yes, no = "include", "exclude"
    table = [(yes, yes)] * 20 + [(yes, no)] * 5 + [(no, yes)] * 10 + [(no, no)] * 15
    candidates = {}
    for number, (first, second) in enumerate(table, 1):
        decisions = [
            Decision(by="first", date="2025-12-01", verdict=first),
            Decision(by="second", date="2025-12-01", verdict=second),
        ]
        candidates[str(number)] = candidate(number, decisions=decisions)
    pairs = double_decisions(Search(candidates=candidates))
    assert (len(pairs), sum(pair.agrees for pair in pairs)) == (50, 35)
    assert kappa(pairs) == pytest.approx(0.4)
    assert kappa(double_decisions(Search())) is None


def test_the_arbiter_ends_a_dispute(library):
    """Candidates on which two disagree wait for the arbiter alone, whose word counts."""
    with Inbox.of(library) as inbox:
        decide(inbox, [Ruling("pubmed:1", "include"), Ruling("pubmed:2", "include")], "first", REASONS)
        decide(inbox, [Ruling("pubmed:1", "exclude"), Ruling("pubmed:2", "include")], "second", REASONS)
        assert [c.id for c in waiting_candidates(library, "arbiter")] == ["pubmed:1"]
        decide(inbox, [Ruling("pubmed:1", "exclude", "no-people")], "arbiter", REASONS)
    assert saved_candidates(library)["pubmed:1"].verdict == "exclude"
    assert [c.id for c in waiting_candidates(library, "second")] == ["pubmed:5", "pubmed:4", "pubmed:3"]


def test_what_was_included_is_decided_on_its_full_text(library):
    """What was included waits for each screener anew; what counts is decided then, an exclusion with a reason only."""
    reasons = reasons_at(library.vocabulary, "full-text")
    with Inbox.of(library) as inbox:
        decide(inbox, [Ruling("pubmed:1", "include"), Ruling("pubmed:2", "exclude")], "first", REASONS)
        for name, allowed in (("pubmed:1", "write one of .*no-number"), ("pubmed:2", "include it on title")):
            with pytest.raises(UserError, match=allowed):
                decide(inbox, [Ruling(name, "exclude")], "first", reasons, "full-text")
        assert [c.id for c in waiting_candidates(library, "first", "full-text")] == ["pubmed:1"]
        decide(inbox, [Ruling("pubmed:1", "exclude", "no-number")], "first", reasons, "full-text")
        assert [c.id for c in waiting_candidates(library, "second", "full-text")] == ["pubmed:1"]
        decide(inbox, [Ruling("pubmed:1", "include")], "second", reasons, "full-text")
        assert [c.id for c in waiting_candidates(library, "arbiter", "full-text")] == ["pubmed:1"]
    saved = saved_candidates(library)["pubmed:1"]
    assert (saved.verdict, saved.step, saved.standing_decisions("abstract")["first"].verdict) == (
        "disagreed",
        "full-text",
        "include",
    )


def test_a_reason_of_the_full_text_is_none_before(library):
    """What only the full text can show is no reason on title and abstract."""
    assert set(reasons_at(library.vocabulary, "full-text")) - set(reasons_at(library.vocabulary, "abstract")) == {
        "no-number"
    }


def test_what_the_review_has_is_not_shown(library, small_evidence):
    """A record with an identifier of a report or trial of the review waits for nobody."""
    identity = next(identity for identity in library.study_by_identity if identity.startswith("registration:"))
    hit = Hit(
        source="registry",
        number="X",
        registration=identity.partition(":")[2],
        title="T",
        found="2025-12-01",
        strategy=1,
    )
    library.search.candidates["registry:X"] = Candidate(id="registry:X", hits=[hit])
    assert library.study_by_identity[identity] in small_evidence.records
    assert "registry:X" not in {c.id for c in waiting_candidates(library, "first")}


@pytest.mark.parametrize("write", [as_csv, as_ris])
def test_a_file_goes_out_and_comes_back_whole(library, write):
    """Ids and decisions of every candidate survive, whatever stands in a title, an abstract or its lines."""
    (hit,) = library.search.candidates["pubmed:1"].hits
    lines = "TY  - JOUR\nER  - \nTY  - JOUR"
    texts = {"title": f"{hit.title}\n{lines}", "abstract": f"One.\n{lines}\nID  - pubmed:2\nTwo."}
    odd_hit = hit.model_copy(update=texts)
    library.search.candidates["pubmed:1"] = Candidate(id="pubmed:1", score=1, hits=[odd_hit])
    (library.root.data / CANDIDATES).write_text(jsonl_text(library.search.candidates.values()), encoding="utf-8")
    rulings = [Ruling("pubmed:1", "include"), Ruling("pubmed:2", "exclude", "no-people"), Ruling("pubmed:3", "await")]
    with Inbox.of(library) as inbox:
        decide(inbox, rulings, "first", REASONS)
    text = write(library.search.candidates.values(), "first")
    assert returned_decisions(text.encode(), library.search, REASONS) == (rulings, [])


def test_ris_begins_with_its_first_entry(library):
    """No line stands before the type of an entry, which some programs take for a broken one."""
    lines = as_ris(library.search.candidates.values(), "first").splitlines()
    before = [lines[i - 1] if i else "" for i, line in enumerate(lines) if line.startswith("TY  -")]
    assert len(before) == len(library.search.candidates) and not any(before)


RAYYAN = (
    "key,title,notes,pubmed_id\n"
    'rayyan-1,"other words","RAYYAN-INCLUSION: {""Jane""=>""Excluded""} | RAYYAN-EXCLUSION-REASONS: no people",2\n'
    'rayyan-2,"Report 3, ""quoted""; =1+1","RAYYAN-INCLUSION: {""Jane""=>""Included""}",\n'
    'rayyan-3,"Never seen","RAYYAN-INCLUSION: {""Jane""=>""Maybe""}",\n'
)
ASREVIEW = "record_id,title,included\npubmed:1,lost,1\npubmed:2,lost,0\npubmed:3,lost,\n"
ZOTERO = "TY  - JOUR\nTI  - Another title\nDO  - 10.99999/X.4\nKW  - verdict=exclude\nKW  - reason=no-people\nER  - \n"
ASREVIEW_RIS = "TY  - JOUR\nTI  - Another title\nAN  - 5\nN1  - ASReview_relevant\nN1  - some words\nER  - \n"


@pytest.mark.parametrize(
    "text, expected, unmatched",
    [
        (RAYYAN, [("pubmed:2", "exclude", "no-people"), ("pubmed:3", "include", None)], ["Never seen"]),
        (ASREVIEW, [("pubmed:1", "include", None), ("pubmed:2", "exclude", None)], []),
        (ZOTERO, [("pubmed:4", "exclude", "no-people")], []),
        (ASREVIEW_RIS, [("pubmed:5", "include", None)], []),
    ],
    ids=["Rayyan", "ASReview", "tags as Zotero keeps them", "RIS of ASReview"],
)
def test_what_other_programs_say_is_read(library, text, expected, unmatched):
    """Each tells its decisions in its own way; what belongs to no candidate is named."""
    rulings = [Ruling(*ruling) for ruling in expected]
    assert returned_decisions(text.encode(), library.search, REASONS) == (rulings, unmatched)


@pytest.mark.parametrize(
    "content, words",
    [
        (b"", "no column names a record"),
        (b"one,two\n1,2\n", "the first line is 'one,two'"),
        (b"record_id,title\n", "below its first line"),
        (b'record_id,title,included\npubmed:1,"open,1\npubmed:2,x,1\n', "unexpected end"),
        (b"record_id,included\npubmed:1,\xe9\n", "no text in UTF-8"),
        (b"record_id,title\npubmed:1," + b"a" * 200_000, "field larger than"),
        (b"TY  - JOUR\nTI  - x\nER  - \nTY  - JOUR\nTI  - y\n", "of 2 records 1 are whole"),
        (b"TY  - JOUR\nTY  - JOUR\nER  - \n", "nothing was taken"),
    ],
    ids=[
        "nothing",
        "other columns",
        "no line",
        "an open quotation",
        "another encoding",
        "a cell too long",
        "half a record",
        "no end of a record",
    ],
)
def test_a_file_that_cannot_be_read_is_refused_whole(library, content, words):
    """What is no list of records, or breaks off, is told, and no part of it is taken."""
    with pytest.raises(UserError, match=words):
        returned_decisions(content, library.search, REASONS)


@pytest.mark.parametrize(
    "write, before, after",
    [
        (as_ris, "N1  - ASReview_relevant\n", "N1  - ASReview_irrelevant\n"),
        (as_ris, "N1  - ASReview_relevant\n", 'N1  - RAYYAN-INCLUSION: {"Jane"=>"Excluded"}\n'),
        (as_ris, "KW  - verdict=include\n", "KW  - verdict=exclude\n"),
        (as_csv, ",1,include,", ",1.0,exclude,"),
    ],
    ids=["ASReview", "Rayyan", "a tag", "a cell"],
)
def test_what_was_decided_anew_elsewhere_stands(library, write, before, after):
    """A decision that went out and was turned round comes back as it is now, whichever mark was changed."""
    with Inbox.of(library) as inbox:
        decide(inbox, [Ruling("pubmed:1", "include")], "first", REASONS)
    text = write(library.search.candidates.values(), "first")
    assert text.count(before) == 1
    assert returned_decisions(text.replace(before, after).encode(), library.search, REASONS)[0] == [
        Ruling("pubmed:1", "exclude")
    ]


def test_a_title_names_a_candidate_only_where_no_other_has_it(library):
    """A record without an id or identifier is told, not guessed at, where its title is empty or that of two."""
    for number, title in ((1, ""), (2, "Editorial"), (3, "Editorial"), (4, "白癜风")):
        (hit,) = library.search.candidates[f"pubmed:{number}"].hits
        hits = [hit.model_copy(update={"title": title})]
        library.search.candidates[hit.key] = Candidate(id=hit.key, hits=hits)
    text = "key,title,included\nx-1,,1\nx-2,Editorial,1\nx-3,特应性皮炎,1\nx-4,白癜风,1\n"
    rulings, unmatched = returned_decisions(text.encode(), library.search, REASONS)
    assert (rulings, unmatched) == ([Ruling("pubmed:4", "include")], ["x-1", "Editorial", "特应性皮炎"])


def test_a_spreadsheet_may_part_its_cells_otherwise(library):
    """Semicolons and tabs, with a mark of the encoding before them, are read as commas are."""
    for separator in (";", "\t"):
        text = f"\ufeffrecord_id{separator}included\npubmed:1{separator}1\n"
        assert returned_decisions(text.encode(), library.search, REASONS) == ([Ruling("pubmed:1", "include", None)], [])


def test_one_file_decides_a_candidate_in_one_way(library):
    """Two verdicts on one candidate in one file are refused; the same twice is one."""
    rulings = [Ruling("pubmed:1", "include"), Ruling("pubmed:1", "include")]
    with Inbox.of(library) as inbox:
        decide(inbox, rulings, "first", REASONS)
        with pytest.raises(UserError, match="pubmed:1: both include and exclude"):
            decide(inbox, [*rulings, Ruling("pubmed:1", "exclude", "no-people")], "first", REASONS)
    assert [decision.verdict for decision in saved_candidates(library)["pubmed:1"].decisions] == ["include"]


def test_a_person_joins_and_splits(library):
    """A merge says why, and taken back it leaves both with all that they had."""
    with Inbox.of(library) as inbox:
        with pytest.raises(UserError, match="is one already"):
            inbox.join("pubmed:1", "pubmed:1")
        inbox.join("pubmed:1", "pubmed:2")
        assert [hit.why for hit in saved_candidates(library)["pubmed:1"].hits] == ["", "a person said so"]
        inbox.split("pubmed:2")
    assert {name: [hit.key for hit in c.hits] for name, c in saved_candidates(library).items()} == {
        f"pubmed:{number}": [f"pubmed:{number}"] for number in range(1, 6)
    }


def test_what_a_person_took_apart_no_search_joins(library):
    """A record that shares identifiers with both parts of a split joins one of them, and they stay two."""
    run = Run(at="2025-12-01", source="pubmed", strategy=1, since="2025-01-01", until="2025-12-01")
    twin = candidate(9).hits[0].model_copy(update={"doi": "10.99999/x.1"})
    with Inbox.of(library) as inbox:
        inbox.add_run(run, [twin])
        assert [hit.key for hit in saved_candidates(library)["pubmed:1"].hits] == ["pubmed:1", "pubmed:9"]
        inbox.split("pubmed:9")
        second_twin = twin.model_copy(update={"number": "10", "pmid": "1"})
        third_twin = second_twin.model_copy(update={"number": "11", "pmid": "9", "doi": "10.99999/x.1"})
        inbox.add_run(run, [second_twin, third_twin])
    saved = saved_candidates(library)
    assert {"pubmed:1", "pubmed:9"} <= saved.keys()
    assert sum(len(c.hits) for c in saved.values()) == 8


def test_a_full_disk_changes_nothing(library, monkeypatch):
    """Where a file can't be written whole, both files are as they were, and the command says so."""
    before = (library.root.data / CANDIDATES).read_bytes()

    def fill_disk(number):
        raise OSError(28, "No space left on device", "candidates.jsonl")

    monkeypatch.setattr("os.fsync", fill_disk)
    with Inbox.of(library) as inbox, pytest.raises(UserError, match="No space left on device") as error:
        decide(inbox, [Ruling("pubmed:1", "include")], "first", REASONS)
    assert str(library.root.data / CANDIDATES) in str(error.value)
    assert (library.root.data / CANDIDATES).read_bytes() == before
    assert not [path for path in library.root.data.rglob(".*") if path.is_file()]


def test_one_command_at_a_time(library, capsys):
    """While one command holds the candidates, another is told to wait, and afterwards it may."""
    with Inbox.of(library):
        assert main(["screen", "--undo", "pubmed:1"]) == 1
    assert "another command" in capsys.readouterr().err
    assert main(["screen"]) == 0


def test_what_another_command_wrote_meanwhile_stays(library):
    """Who read the candidates before another command ended does not write them back as they were."""
    old_library = load_library(library.root, TODAY)
    with Inbox.of(library) as inbox:
        decide(inbox, [Ruling("pubmed:1", "include")], "first", REASONS)
    with Inbox.of(old_library) as inbox:
        assert "pubmed:1" not in {c.id for c in waiting_candidates(old_library, "first")}
        decide(inbox, [Ruling("pubmed:2", "include")], "first", REASONS)
    assert {name for name, c in saved_candidates(library).items() if c.verdict} == {"pubmed:1", "pubmed:2"}


def test_the_command_hands_out_and_takes_in(library, tmp_path, capsys):
    """A file that goes out and comes back through the command changes nothing that is decided."""
    (tmp_path / "in.csv").write_text(ASREVIEW, encoding="utf-8")
    assert main(["screen", "--from", str(tmp_path / "in.csv")]) == 0
    assert "3 candidates for the first screener" in capsys.readouterr().out
    before = (library.root.data / CANDIDATES).read_bytes()
    for name in ("out.ris", "out.csv"):
        assert main(["screen", "--to", str(tmp_path / name)]) == 0
        assert main(["screen", "--from", str(tmp_path / name)]) == 0
    assert (library.root.data / CANDIDATES).read_bytes() == before
    assert main(["screen", "--undo", "pubmed:1"]) == 0
    assert saved_candidates(library)["pubmed:1"].verdict is None


def test_the_command_hands_out_what_is_to_be_read_in_full(library, tmp_path, capsys):
    """With --full-text only what was included goes out, and what comes back is decided at that step."""
    with Inbox.of(library) as inbox:
        decide(inbox, [Ruling("pubmed:1", "include")], "first", REASONS)
    file = tmp_path / "read.csv"
    assert main(["screen", "--full-text", "--to", str(file)]) == 0
    assert "1 candidate for the first screener" in capsys.readouterr().out
    (line,) = csv.DictReader(file.read_text(encoding="utf-8").splitlines())
    assert (line["record_id"], line["verdict"]) == ("pubmed:1", "")
    file.write_text("record_id,verdict,reason\npubmed:1,exclude,no number of its own\n", encoding="utf-8")
    assert main(["screen", "--full-text", "--from", str(file)]) == 0
    assert saved_candidates(library)["pubmed:1"].standing_decisions("full-text")["first"].reason == "no-number"


@pytest.mark.parametrize("interruption", [EOFError, KeyboardInterrupt])
def test_who_walks_away_loses_nothing(library, monkeypatch, capsys, interruption):
    """The end of the input, and a key that interrupts, are a stop: what was decided stands, and the rest waits."""
    answers = iter(["i"])

    def type_answer(text):
        if answer := next(answers, None):
            return answer
        raise interruption

    monkeypatch.setattr("builtins.input", type_answer)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    assert main(["screen"]) == 0
    assert "4 candidates for the first screener" in capsys.readouterr().out
    assert [c.verdict for c in saved_candidates(library).values()].count("include") == 1


# Searches and decides, and is killed before one of the calls that write; it goes on from what it finds.
WORK = """
import dataclasses, datetime, io, os, signal, sys, types
from pathlib import Path
from livingevidence.record.library import load_library
from livingevidence.record.root import nearest_root
from livingevidence.watch import crossref, europepmc, pubmed, registry
from livingevidence.watch.inbox import Inbox
from livingevidence.watch.screen import Ruling, decide, waiting_candidates
from livingevidence.watch.surveil import surveil
from livingevidence.watch.transport import Transport

for source in (crossref, europepmc, pubmed, registry):
    source.PLACE = dataclasses.replace(source.PLACE, pause=0)

WRITING = {"open", "write", "flush", "fsync", "replace", "rename", "unlink"}

def work(calls):
    library = load_library(nearest_root(Path(sys.argv[1])), datetime.date(2025, 12, 1))
    sys.setprofile(killer(calls))  # reading leaves nothing half done
    with Inbox.of(library) as inbox, open(sys.argv[2], "a") as journal:
        for name in library.search.strategies:
            surveil(inbox, name, None, Transport("x", Path(sys.argv[1]) / "cache", fresh=0))
            for candidate in waiting_candidates(library, "first")[:3]:
                decide(inbox, [Ruling(candidate.id, "include")], "first", [])
                print(candidate.id, file=journal, flush=True)

def killer(calls):
    def hook(frame, event, function):
        nonlocal calls
        if event == "c_call" and function.__name__ in WRITING:
            calls -= isinstance(function.__self__, (io.IOBase, types.ModuleType))
            if calls < 0:
                os.kill(os.getpid(), signal.SIGKILL)
    return hook

for line in sys.stdin:
    if (child := os.fork()) == 0:
        work(int(line))
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


def test_kills_lose_and_double_nothing(small_copy, sources, tmp_path):
    """A process that searches and decides is killed in all places; what it said it had done stands, once."""
    world = Sources([record(number) for number in range(1, 20)]).serve(sources)
    root, journal = small_copy.review, tmp_path / "journal"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(Path("src").absolute()), *sys.path])}
    journal.touch()
    command = [sys.executable, "-c", WORK, str(root.folder), str(journal)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "bufsize": 1}
    with subprocess.Popen(command, env=environment, **pipes) as process:
        for kills in itertools.count():
            process.stdin.write(f"{7 * kills}\n")
            code = int(process.stdout.readline())
            assert code in (0, -signal.SIGKILL)
            reloaded = load_library(root, TODAY)
            assert [problem for problem in reloaded.problems if "search" in problem.file] == []
            decided = journal.read_text(encoding="utf-8").split()
            assert len(decided) == len(set(decided))
            candidates = reloaded.search.candidates
            assert {name for name in decided if len(candidates[name].decisions) != 1} == set()
            keys = [hit.key for c in candidates.values() for hit in c.hits]
            assert len(keys) == len(set(keys))
            if code == 0:
                break
        process.stdin.close()
    assert kills > 5 and len(candidates) == len(world.records)
    assert {len(c.hits) for c in candidates.values()} == {3}
