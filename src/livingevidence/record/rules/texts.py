"""Rules on chapters, pages and standards: what an editor owes to the records that they speak of."""

import re
from collections.abc import Iterator

from livingevidence.record.library import Library
from livingevidence.record.problems import guess, hidden_in
from livingevidence.record.prose import citations_in, empty_roles, mentions_in, typed_digits
from livingevidence.record.review import COUNTS, LeftOut
from livingevidence.record.rules.base import Part, TextFile, choices_in_words, pieces, rule, studies

# Fixed pages of numbers from the data; others tell of methods, years and standards in words of their own.
PAGES = ("index", "numbers", "about")


def _texts(library: Library) -> Iterator[Part]:
    yield from ((TextFile(library.root.display_path(path)), (), path, text) for path, text in library.texts.items())


@rule(_texts)
def visible_text(_, text, library):
    """A chapter or page has no characters that can't be seen or that steer how the rest is shown."""
    for line, words in enumerate(text.split("\n"), 1):
        if hidden := hidden_in(words.replace("\t", " ").removesuffix("\r")):
            fix = "save the file without a byte order mark" if hidden == "\ufeff" else "delete it"
            yield (line,), f"the character U+{ord(hidden):04X}", fix


@rule(_texts)
def role_with_its_words(_, text, library):
    """A role in a chapter or page has behind it, between backticks, what it is about."""
    for line, role in empty_roles(text):
        yield (line,), f"{role} with nothing behind it", f"write what it is about, such as {role}`…`, or delete it"


@rule(_texts, needs="topic")
def number_from_the_data(path, text, library):
    """A number in the prose of a chapter is asked of the data by its address, and never typed."""
    if path.parent == library.root.chapters or path.stem in PAGES:
        for line, word in typed_digits(text, library.topic.names_with_digits):
            fix = "write {number}`study/row.field`, or the key of a computed result; a name goes into topic.yaml"
            yield (line,), f"'{word}'", f"{fix}, names_with_digits"


@rule(_texts, needs="bibliography")
def known_citation(path, text, library):
    """Every citation in a chapter or page has an entry in references.bib."""
    for line, key in citations_in(text):
        if key not in library.references:
            fix = guess(key, library.references, f"add @misc{{{key}, …}} to references.bib")
            yield (line,), f"the key '{key}'", fix


def _chapters(library: Library) -> dict[str, str]:
    return {path.stem: text for path, text in library.texts.items() if path.parent == library.root.chapters}


def _discussed_studies(library: Library) -> set[str]:
    """Return the studies that the text of some chapter names: by a number, a link or a citation."""
    ids, keys = set(), set()
    for text in _chapters(library).values():
        studies_here, keys_here = mentions_in(text)
        ids |= studies_here
        keys |= keys_here
    return {
        study.id
        for study in library.studies.values()
        if study.id in ids or any(report.key in keys for report in study.reports)
    }


@rule(needs="topic")
def study_is_discussed(library):
    """A chapter tells of every study of the treatment, or lists it with the reason why not."""
    accounted = _discussed_studies(library) | {item.study for item in library.left_out.values() if item.chapter}
    fix = "cite it or one of its numbers in a chapter, or add it to left-out.yaml with `chapter` and reason"
    for document, _, study in studies(library):
        if library.topic.is_about(study) and study.id not in accounted:
            yield document, ("id",), "a study that no chapter tells of", fix


@rule()
def left_out_by_its_chapter(library):
    """A study that is left out of a chapter names one that is there, lists such studies and doesn't tell of it."""
    discussed, chapters = _discussed_studies(library), _chapters(library)
    for document, path, item in pieces(LeftOut)(library):
        if item.chapter and item.chapter not in chapters:
            fix = guess(item.chapter, chapters, f"choose one of: {choices_in_words(chapters)}")
            yield document, (*path, "chapter"), f"the chapter '{item.chapter}'", fix
        elif item.chapter and not re.search(rf"not_discussed\([^)]*\"{item.chapter}\"\)", chapters[item.chapter]):
            fix = f'show `not_discussed(evidence, "{item.chapter}")` in a cell of it'
            yield document, (*path, "chapter"), f"the chapter '{item.chapter}', which lists nothing", fix
        elif item.chapter and item.study in discussed:
            fix = "remove `chapter`, or the item"
            yield document, (*path, "chapter"), f"{item.study}, which a chapter tells of", fix


@rule(needs="topic")
def told_in_a_chapter(library):
    """Where other treatments of a group are told is a chapter that is there."""
    chapters = [f"chapters/{name}" for name in _chapters(library)]
    for group, place in library.topic.other_treatments.items():
        chapter = place.partition("#")[0]
        if chapter not in chapters:
            fix = guess(chapter, chapters, f"choose one of: {choices_in_words(chapters)}")
            yield library.files["topic"], ("other_treatments", group), f"the place '{place}'", fix


@rule()
def every_item(library):
    """A standard stands here with all its items; so many are counted in record/review.py."""
    for name, standard in library.checklists.items():
        if len(standard.items) != COUNTS[name]:
            fix = f"make them the {COUNTS[name]} of the standard, or correct COUNTS"
            yield library.files[f"checklists/{name}"], ("items",), f"{len(standard.items)} items", fix
