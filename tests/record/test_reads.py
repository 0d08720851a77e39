"""What is read of the records is noted, whole and no more than that."""

import ast
import re
from functools import cached_property
from pathlib import Path

import livingevidence
from livingevidence.record.library import Library, load_library
from livingevidence.record.reads import (
    ROW,
    LastingAnswers,
    NotingMapping,
    Read,
    digests,
    ignoring_reads,
    note_reads,
    noting_reads,
    remembered,
)

PACKAGE = Path(livingevidence.__file__).parent


def test_each_field_that_is_read_is_noted(small_evidence):
    """A field by its name, a property by the fields behind it, and a whole record as such."""
    doe, roe = small_evidence.records["doe-2021"], small_evidence.records["roe-2022"]
    with noting_reads() as reads:
        _ = doe.design, roe.rows, roe.id
    assert reads == {("doe-2021", "design"), ("roe-2022", "outcomes"), ("roe-2022", "adverse_events")}
    with noting_reads() as reads:
        roe.model_dump()
    assert ("roe-2022", "*") in reads
    with noting_reads() as reads:
        pass
    assert doe.design and reads == set()


def test_what_is_remembered_tells_each_time_what_was_read(small_evidence):
    """Also where it was found before anything was noted, and of something else asked inside."""

    @remembered(None)
    def design(name: str) -> str:
        return small_evidence.records[name].design

    @remembered(None)
    def have_one_design(first: str, second: str) -> bool:
        return design(first) == design(second)

    have_one_design("doe-2021", "roe-2022")
    for _ in range(2):
        with noting_reads() as reads:
            have_one_design("doe-2021", "roe-2022")
        assert reads == {("doe-2021", "design"), ("roe-2022", "design")}


def test_what_lasts_is_found_again_where_something_moved(small_evidence):
    """From one store to the next; what was read is told in each case, and what nobody asked for is kept."""
    studies_read: list[str] = []

    def store(answers: tuple, **states: str) -> LastingAnswers:
        def state(read: Read) -> str:
            return states.get(read[0], "as it was")

        return LastingAnswers(state, *answers)

    def ask(answers: LastingAnswers, study: str) -> set[Read]:
        def design() -> str:
            studies_read.append(study)
            return small_evidence.records[study].design

        with noting_reads() as reads:
            assert answers.ask(study, design) == small_evidence.records[study].design
        return reads

    names = ("doe-2021", "roe-2022")
    first_store = store(({}, {}))
    assert [ask(first_store, name) for name in names * 2] == [{(name, "design")} for name in names * 2]
    assert studies_read == [*names]
    second_store = store(first_store.standing_answers(), **{"doe-2021": "otherwise"})
    assert ask(second_store, "doe-2021") == {("doe-2021", "design")} and studies_read == [*names, "doe-2021"]
    third_store = store(second_store.standing_answers(), **{"doe-2021": "otherwise"})
    assert [ask(third_store, name) for name in names] == [{(name, "design")} for name in names]
    assert studies_read == [*names, "doe-2021"]


def test_what_is_asked_by_name_stands_for_what_is_behind_it(small_evidence):
    """Nothing is noted of a block that is left out, and of names those that are asked for."""
    numbers = NotingMapping("thing:", {"a": 1, "b": 2})
    with noting_reads() as reads:
        with ignoring_reads():
            _ = small_evidence.records["doe-2021"].design
        _ = numbers["a"], numbers.get("c")
    assert reads == {("thing:", "a"), ("thing:", "c")}
    with noting_reads() as reads:
        note_reads([("thing:", "x")])
        assert list(numbers) == ["a", "b"]
    assert reads == {("thing:", "x"), ("thing:", "*")}


def test_a_day_reads_what_is_asked_of_it(small_evidence):
    """A cut to a day rests on when reports appeared; rows and judgements count when they are asked for."""
    with noting_reads() as reads:
        cut = small_evidence.as_of("2024-01-01")
    assert {field for _, field in reads} == {"reports"}
    with noting_reads() as reads:
        _ = cut.records["doe-2021"].outcomes
    assert reads == {("doe-2021", "outcomes")}
    for _ in range(2):
        with noting_reads() as reads:
            _ = [*cut.library.appraisal.certainties]
        assert ("doe-2021", "outcomes") in reads


def test_a_judgement_on_a_day_reads_the_study_that_was_judged(small_evidence):
    """Whether one stands rests on its own study, however often it is asked, and on no other."""
    cut = small_evidence.as_of("2024-01-01")
    risks = small_evidence.library.appraisal.risks
    name, risk = next((name, risk) for name, risk in risks.items() if risk.study in cut.records)
    for _ in range(2):
        with noting_reads() as reads:
            _ = name in cut.library.appraisal.risks
        assert {study for study, _ in reads if study != ROW} == {risk.study}


def test_a_field_has_another_digest_when_it_moves(small_evidence, small_copy):
    """An edit moves the digests of its field and of the whole record, and no other."""
    before = digests(small_evidence.records)
    small_copy.edit("doe-2021", "title", "Another invented title")
    after = digests(small_copy.evidence().records)
    assert {read for read in before if before[read] != after[read]} == {("doe-2021", "title"), ("doe-2021", "*")}


def test_what_a_library_tells_notes_each_time_what_was_read(small_copy):
    """Whoever asks second has read the same; two are left out, for which no page asks."""
    library = load_library(small_copy.review)
    names = {name for name, attribute in vars(Library).items() if isinstance(attribute, cached_property | property)}
    assert names >= {"names_of", "reported_keys", "study_by_identity"}
    for name in names - {"names_of", "reported_keys"}:
        with noting_reads() as first:
            getattr(library, name)
        with noting_reads() as second:
            getattr(library, name)
        assert first == second, name


def test_nothing_of_the_records_is_kept_without_what_was_read():
    """A function of evidence, records or rows is kept by ``remembered``, which notes again what was read for it."""
    violations = []
    for path in sorted(PACKAGE.rglob("*.py")):
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(function, ast.FunctionDef):
                decorators = " ".join(map(ast.unparse, function.decorator_list))
                parameters = ast.unparse(function.args)
                if re.search(r"\b(lru_)?cache\b", decorators) and re.search("Evidence|Library|Study|Row", parameters):
                    violations.append(f"{path.name}: {function.name}")
    assert violations == []
