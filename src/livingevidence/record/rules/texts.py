"""Rules on chapters and pages: what an editor owes to the records that they speak of."""

from __future__ import annotations

import re

from livingevidence.record.problems import nearest
from livingevidence.record.prose import cited, named, typed_digits
from livingevidence.record.rules.base import Rule, one_of

# Fixed pages of numbers from the data; others tell of methods, years and standards in words of their own.
PAGES = ("index", "numbers", "about")


class TextRule(Rule):
    """A rule on each chapter and page."""

    def library(self, library):
        for path, text in library.texts.items():
            for line, found, fix in self.text(path, text, library):
                yield self.at(library.root.named(path), line, "", found, fix)

    def text(self, path, text, library):
        """Yield line, what was found and how to mend it of one chapter or page."""
        return iter(())


class NumberFromTheData(TextRule):
    """A number in the prose of a chapter is asked of the data by its address, and never typed."""

    needs = ("topic",)

    def text(self, path, text, library):
        if path.parent != library.root.chapters and path.stem not in PAGES:
            return
        for line, word in typed_digits(text, library.topic.names_with_digits):
            fix = "write {number}`study/row.field`, or the key of a computed result; a name goes into topic.yaml"
            yield line, f"'{word}'", f"{fix}, names_with_digits"


class KnownCitation(TextRule):
    """Every citation in a chapter or page has an entry in references.bib."""

    needs = ("bibliography",)

    def text(self, path, text, library):
        for line, key in cited(text):
            if key not in library.references:
                close = nearest(key, library.references)
                fix = f"did you mean `{close}`?" if close else f"add @article{{{key}, …}} to references.bib"
                yield line, f"the key '{key}'", fix


class StudyIsDiscussed(TextRule):
    """A chapter tells of every study of the treatment, or lists it with the reason why not."""

    needs = ("topic",)

    def library(self, library):
        told = discussed(library)
        excused = {item.study for item in library.left_out if item.chapter}
        for name, study in library.studies.items():
            if library.topic.is_about(study) and study.id not in told | excused:
                fix = "cite it or one of its numbers in a chapter, or add it to left-out.yaml with `chapter` and reason"
                yield self.problem(library.documents[name], (("id",), "a study that no chapter tells of", fix))


def discussed(library) -> set[str]:
    """Return the studies that the text of some chapter names: by a number, a link or a citation."""
    found, keys = set(), set()
    for path, text in library.texts.items():
        if path.parent == library.root.chapters:
            ids, used = named(text)
            found, keys = found | ids, keys | used
    reports = {study.id: {report.key for report in study.reports} for study in library.studies.values()}
    return {study for study, own in reports.items() if study in found or own & keys}


class LeftOutByItsChapter(TextRule):
    """A study that is left out of a chapter names one that is there, lists such studies and doesn't tell of it."""

    def library(self, library):
        chapters = {path.stem: text for path, text in library.texts.items() if path.parent == library.root.chapters}
        told = discussed(library)
        for index, item in library.left_out_places.items():
            if item.chapter and (wrong := self._wrong(item, chapters, told)):
                yield self.problem(library.beside["left-out"], ((index, "chapter"), *wrong))

    def _wrong(self, item, chapters, told):
        if item.chapter not in chapters:
            close = nearest(item.chapter, chapters)
            fix = f"did you mean `{close}`?" if close else f"choose one of: {one_of(chapters)}"
            return f"the chapter '{item.chapter}'", fix
        if not re.search(rf"not_discussed\([^)]*\"{item.chapter}\"\)", chapters[item.chapter]):
            shown = f'not_discussed(evidence, "{item.chapter}")'
            return f"the chapter '{item.chapter}', which lists nothing", f"show `{shown}` in a cell of it"
        if item.study in told:
            return f"{item.study}, which a chapter tells of", "remove `chapter`, or the item"
        return None


RULES = [NumberFromTheData, KnownCitation, StudyIsDiscussed, LeftOutByItsChapter]
