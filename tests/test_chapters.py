"""The chapters: no number in their prose is typed by hand, and each study is discussed where it belongs."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import jupytext
import pytest

from live import TOPIC
from livingevidence.claims.base import Claim
from livingevidence.results.compute import compute
from livingevidence.results.numbers import filled
from livingevidence.show.tables.reviews import not_discussed
from livingevidence.site import conditions
from prose import typed_digits, with_claims
from ruxreview.claims import alopecia

ROOT = Path(__file__).parent.parent
SOURCES = [
    *sorted((ROOT / "notebooks").glob("*.md")),
    ROOT / "docs/index.md",
    ROOT / "docs/numbers.md",
    ROOT / "docs/about.md",
]
CHAPTER = (ROOT / "notebooks/granulomatous.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_no_number_is_typed(source):
    """A chapter, the home page and the page of numbers hold no digit that does not come from the data."""
    assert typed_digits(with_claims(source.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("typed", ["fell by 58.2 %", "in 12 people", "P = .003", "week12", "(n=12)"])
def test_a_typed_number_is_found(typed):
    """A result typed into the prose of the real chapter is found, with its line."""
    spoiled = CHAPTER.replace("A second reader took", f"It {typed}. A second reader took")
    line = spoiled[: spoiled.index(typed)].count("\n") + 1
    assert [number for number, _ in typed_digits(spoiled)] == [line]


def test_a_typed_number_beside_a_role_is_found():
    """A digit in the same line as a role is not hidden by it."""
    assert typed_digits("By week {number}`hwang-2024/population.n_enrolled` it was 12.") == [(1, "12.")]


def test_cells_and_addresses_are_no_prose():
    """Digits in cells, roles and link addresses are not prose."""
    text = "{cite:p}`hwang-2024` [x](studies/a-1.md)\n\n```{code-cell} ipython3\nx = 1\n```\n"
    assert typed_digits(text) == []


def test_a_claim_is_read_as_its_sentence(monkeypatch):
    """What stands on a page as a claim is seen with its numbers and citations."""
    claim = Claim("invented-claim", "In {number}`hwang-2024/population.n_enrolled` people.", lambda facts: [])
    monkeypatch.setattr(alopecia, "CLAIMS", [claim])
    assert with_claims("**Bottom line.**\n{claim}`invented-claim`\n") == f"**Bottom line.**\n{claim.text}\n"


CHAPTERS = sorted((ROOT / "notebooks").glob("*.md"))
STATEMENTS, SENTENCES = (3, 10), 14  # what a patient reads in a minute, the labels' warning included


def in_plain_words(text: str) -> list[str]:
    """Return the lines under the heading of the plain summary."""
    found = re.search(r"^## In plain words\n(.*?)^## ", text, flags=re.M | re.S)
    return [line for line in found[1].splitlines() if line] if found else []


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_every_chapter_begins_with_plain_words(evidence, path):
    """The first part of a chapter is for patients: claims in their plain wording, and nothing typed by hand."""
    text = path.read_text(encoding="utf-8")
    lines, results = in_plain_words(text), compute(evidence)
    assert STATEMENTS[0] <= len(lines) <= STATEMENTS[1]
    assert [line for line in lines if not re.fullmatch(r"- \{plain\}`[a-z0-9-]+`", line)] == []
    told = filled(with_claims(" ".join(line[2:] for line in lines)), evidence, results)
    assert len(re.findall(r"[.!?](?= |$)", told)) <= SENTENCES
    assert re.findall(r"^## (.*)", text, flags=re.M)[0] == "In plain words"
    assert "[in plain words](#in-plain-words)" in text.split("{container}")[0]


def test_a_sentence_typed_into_plain_words_is_found():
    """What is no claim in its plain wording doesn't pass."""
    spoiled = CHAPTER.replace("## In plain words\n", "## In plain words\n\nIt helps a lot.\n")
    assert in_plain_words(spoiled)[0] == "It helps a lot." and "It helps a lot." not in in_plain_words(CHAPTER)


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_a_part_on_a_condition_leads_to_its_page(evidence, path):
    """Under a heading that names a condition stands a link to the page of that condition."""
    parts = re.split(r"^#+ (.*)\n", path.read_text(encoding="utf-8"), flags=re.M)
    for name, term in conditions.with_pages(evidence).items():
        told = zip(parts[1::2], parts[2::2], strict=True)
        below = [text for title, text in told if title.casefold() == term.label.casefold()]
        assert not below or any(f"</conditions/{name}>" in text for text in below), name


# Names that hold one of our words and are the readers' own.
_THEIRS = re.compile(r"registry records?|routine records|records of people|whole[- ]records?", re.IGNORECASE)


@pytest.mark.parametrize("path", [*CHAPTERS, ROOT / "docs/index.md", ROOT / "docs/conditions/index.md"], ids=str)
def test_the_words_are_the_readers(path):
    """A chapter speaks of studies, results and designs, not of how they are kept here."""
    text = re.sub(r"\A---.*?^---$|^```\{code-cell\}.*?^```", "", path.read_text(encoding="utf-8"), flags=re.S | re.M)
    text = re.sub(r"<[^>`]*>`", "`", re.sub(r"\{number\}`[^`<]*`", "", _THEIRS.sub("", with_claims(text))))
    assert re.findall(r"\b(?:rows?|rungs?|records?)\b|\bheld against\b", text, flags=re.I) == []


# Chapters to which a study belongs by its shelf, besides those of its groups and the two that take up any study.
HOMES = {"safety": {"safety", "exposure"}, "systemic-comparator": {"systemic"}}
ANY = {"mechanism", "reviews"}


def homes(evidence, study) -> set[str]:
    """Return the chapters that may discuss a study."""
    return set(evidence.groups_of(study)) - {"other"} | HOMES.get(study.domain, set()) | ANY


def named_in(text: str, evidence) -> set[str]:
    """Return the studies that a text names: by a number, a citation, a link to the record or, in a cell, by the id."""
    ids = set(re.findall(r"\{number\}`(?:[^`<]*<)?([\w-]+)/|/studies/([\w-]+)|\"([\w-]+)\"", text))
    keys = {key for cited in re.findall(r"\{cite:[pt]\}`([^`]*)`", text) for key in cited.split(",")}
    cited = {study.id for study in evidence.records.values() if keys & {report.key for report in study.reports}}
    return {name for found in ids for name in found if name} & set(evidence.records) | cited


def made_by(notebook) -> str:
    """Return the tables that the cells of a chapter make, but for that of studies that are not discussed."""
    known, made = {}, []
    for cell in (cell for cell in notebook.cells if cell.cell_type == "code"):
        *before, last = ast.parse(cell.source).body
        exec(compile(ast.Module([*before, *([] if isinstance(last, ast.Expr) else [last])], []), "cell", "exec"), known)
        if isinstance(last, ast.Expr) and "not_discussed" not in cell.source:
            shown = eval(compile(ast.Expression(last.value), "cell", "eval"), known)
            made.append(shown._repr_markdown_() if hasattr(shown, "_repr_markdown_") else "")
    return "\n".join(made)


@pytest.fixture(scope="module")
def named(evidence) -> dict[str, tuple[set[str], set[str]]]:
    """Return, for each chapter, the studies that its text names and those that its tables name."""
    found = {}
    for path in set((ROOT / "notebooks").glob("*.md")) - {ROOT / "notebooks/evidence.md"}:  # which lists every row
        tables = made_by(jupytext.read(path, fmt="md:myst"))
        found[path.stem] = (
            named_in(with_claims(path.read_text(encoding="utf-8")), evidence),
            named_in(tables, evidence),
        )
    return found


def undiscussed(evidence, named) -> list[str]:
    """Return the studies that no chapter discusses: not in its text and, if it is not on the cream, in no table."""
    missed = []
    for study in evidence.records.values():
        text, tables = (set().union(*(named[home][part] for home in homes(evidence, study))) for part in (0, 1))
        if study.id not in text and (TOPIC.is_about(study) or study.id not in tables):
            missed.append(study.id)
    return missed


def test_each_study_is_discussed_or_listed_with_a_reason(evidence, named):
    """A chapter to which a study belongs tells of it, or lists it with the reason why not.

    A study of the cream is told of in sentences; of another one a line in a table is enough. Add a sentence to the
    chapter, or a line to ``data/left-out.yaml`` with the chapter and the reason.
    """
    reasons = {item.study for item in evidence.library.left_out if item.chapter}
    assert sorted(set(undiscussed(evidence, named)) - reasons) == []


def test_a_reason_for_not_discussing_a_study_stands_where_it_belongs(evidence, named):
    """A chapter to which the study belongs shows the list, and no chapter discusses the study after all."""
    for item in (item for item in evidence.library.left_out if item.chapter):
        assert item.chapter in homes(evidence, evidence.records[item.study]), item.study
        chapter = (ROOT / f"notebooks/{item.chapter}.md").read_text(encoding="utf-8")
        assert f'not_discussed(evidence, "{item.chapter}")' in chapter
        assert item.study in undiscussed(evidence, named)
        assert any(item.study in row[0] for row in not_discussed(evidence, item.chapter).rows)


@pytest.mark.parametrize("gone", ["hwang-2024", "sun-2023"])
def test_a_study_that_no_chapter_tells_of_is_found(evidence, named, gone):
    """A trial of the cream that only tables hold is missed, and so is another study that not even they hold."""
    on_the_cream = TOPIC.is_about(evidence.records[gone])
    less = {name: (text - {gone}, made if on_the_cream else made - {gone}) for name, (text, made) in named.items()}
    assert gone in less["granulomatous"][1] or not on_the_cream
    assert gone in undiscussed(evidence, less) and gone not in undiscussed(evidence, named)
