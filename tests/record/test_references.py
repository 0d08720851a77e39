"""The bibliography as its parser reads it: what is shown of an entry, and on which line a slip of it stands."""

from contextlib import nullcontext

import pytest
from pybtex.database import Entry, Person
from pybtex.style.formatting.unsrt import Style
from pybtex.style.template import FieldIsMissing

from livingevidence.record.references import TYPES, load_bibliography


@pytest.fixture
def load(tmp_path):
    """Return a function that reads a bibliography of the given text."""

    def load_text(text: str):
        path = tmp_path / "invented.bib"
        path.write_text(text, encoding="utf-8")
        return load_bibliography(path, path.name)

    return load_text


@pytest.mark.parametrize(
    ("fields", "name", "value"),
    [
        (r"doi = {10.1007/978-3\_7}", "links", [("DOI 10.1007/978-3_7", "https://doi.org/10.1007/978-3_7")]),
        (r"url = {https://example.org/a\_b?x=1\&y=2\%20}", "url", "https://example.org/a_b?x=1&y=2%20"),
        ("registration = {NCT00000001}", "links", [("NCT00000001", "https://clinicaltrials.gov/study/NCT00000001")]),
        ("registration = {OWN-1}", "links", [("OWN-1", "")]),
        ("journal = joe, volume = 3, pages = {271–276}", "container", "Journal of Examples 3:271-276"),
        ("booktitle = {Handbook}, volume = 4, number = 2, pages = {1--8}", "container", "Handbook 4(2):1-8"),
        ("booktitle = {Handbook}, volume = 4, pages = {1−8}", "container", "Handbook 4:1-8"),
        ("howpublished = {Journal 2(1):1--8}", "container", "Journal 2(1):1–8"),
        ("institution = {World Example Body}", "container", "World Example Body"),
        ("author = {Doe, J. and {The {A} Group} and others}", "authors", ("Doe, J.", "The A Group")),
        ("author = {Doe, J. and others}", "more", "et al."),
        ("author = {Doe, J.}", "more", ""),
        ("", "line", 3),
    ],
)
def test_an_entry_is_read_once_for_all_who_show_it(load, fields, name, value):
    """Escapes, braces and macros are undone, "others" is nobody, and an indented entry has its line."""
    entries, problems = load(f"@string{{joe = {{Journal of Examples}}}}\n\n  @misc{{a, {fields}}}")
    assert not problems and not entries["a"].unsound
    assert getattr(entries["a"], name) == value


@pytest.mark.parametrize(
    ("entry", "words", "fix"),
    [
        ("@misc{A, title = {B}}", "repeated", "capitals"),
        ("@misc{b, author = {Sample, Ann, Bea, Carl}}", "commas", "`and` between people"),
        ("@misc{b, title = {B}, title = {C}}", "duplicate", "delete the other"),
        ("@misc{b, title = unknown}", "undefined string", "`@string`"),
    ],
)
def test_what_the_parser_refuses_is_told_at_its_line(load, entry, words, fix):
    """A key or field that stands twice, a list of people in one name and an unknown macro have a line and a remedy."""
    _, (problem,) = load(f"@misc{{a, title = {{A}}}}\n\n{entry}\n")
    assert (problem.rule, problem.line) == ("NotBibtex", 3)
    assert words in problem.found and fix in problem.fix


def test_a_byte_that_is_not_utf8_is_told_at_its_place(tmp_path):
    """A file in another encoding has line and column of the first letter that can't be read."""
    path = tmp_path / "invented.bib"
    path.write_bytes("@misc{a,\n  author = {Müller, J.}}".encode("latin-1"))
    _, (problem,) = load_bibliography(path, path.name)
    assert (problem.rule, problem.line, problem.column) == ("NotUtf8", 2, 14)


def test_an_entry_has_what_the_list_of_references_needs(load):
    """Each type of entry is refused without one of its fields, just as the style of the list refuses it."""
    for kind, names in TYPES.items():
        for omitted in (None, *names):
            fields = {name: "2000" for name in names if name not in ("author", omitted)}
            people = {"author": [Person("Doe, J.")]} if "author" in names and omitted != "author" else {}
            lines = [f"{name} = {{{value}}}" for name, value in fields.items()] + ["author = {Doe, J.}"] * len(people)
            entries, problems = load(f"@{kind}{{a, {', '.join(lines)}}}")
            assert not problems and bool(entries["a"].unsound) is bool(omitted), (kind, omitted)
            entry = Entry(kind, fields=fields, persons=people)
            entry.key = "a"
            with pytest.raises(FieldIsMissing) if omitted else nullcontext():
                Style().format_entry("1", entry)
