"""Rules on ids, files, references and what rows are of."""

from __future__ import annotations

import re
from collections import Counter

from livingevidence.record.rules.base import Rule, rows


class OneArmOrTwo(Rule):
    """A row is of one arm, or of a contrast between two different arms, or of the whole study."""

    def study(self, study, library):
        for path, row in rows(study):
            if row.arm and row.contrast:
                yield (*path, "arm"), "an arm and a contrast", "keep one of the two"
            if row.contrast and row.contrast.treatment == row.contrast.comparator:
                yield (*path, "contrast"), f"'{row.contrast.treatment}' against itself", "name two arms"


class AnotherStudy(Rule):
    """An overlap or a repeated row names another study."""

    def study(self, study, library):
        for name in library.names_of(study):
            if name.kind == "study" and name.word == study.id:
                yield name.path, "the study itself", "name the other study"


RESERVED = {
    *("index", "what-it-is", "population", "arms", "outcomes", "adverse-events", "cases", "missing", "limitations"),
    *("conflicts", "mechanism", "notes", "overlaps", "reports", "sources", "trial-dates"),
}


class FreeAddress(Rule):
    """No id of a study, row or case is an address that the site itself uses, such as index, sources or arm-…."""

    def study(self, study, library):
        named = [(("id",), study.id)] + [((*path, "id"), row.id) for path, row in rows(study)]
        named += [(("cases", i, "id"), case.id) for i, case in enumerate(study.cases)]
        for path, word in named:
            if word in RESERVED or (len(path) > 1 and word.startswith("arm-")):
                yield path, f"'{word}'", "choose another id"


class RealRegistryNumber(Rule):
    """A registered trial of ClinicalTrials.gov has a number of the form NCT and eight digits."""

    def study(self, study, library):
        for i, trial in enumerate(study.trials):
            there = (trial.registry or "").startswith("ClinicalTrials") or trial.id.upper().startswith("NCT")
            if trial.registered and there and not re.fullmatch(r"NCT[0-9]{8}", trial.id):
                fix = "compare with the registry; without a number write `registered: false`"
                yield ("trials", i, "id"), f"'{trial.id}'", fix


class SoundEntry(Rule):
    """An entry of references.bib has real identifiers, an http address, a year of four digits and no LaTeX command."""

    def library(self, library):
        for key, reference in library.references.items():
            for field, found in reference.unsound:
                fix = "write it as the registry or publisher prints it; accents as letters, not as commands"
                yield self.at(library.bibliography, reference.line, f"{key}.{field}", f"'{found}'", fix)


class UsedSource(Rule):
    """Every source is used: by a row, a second reading, a case, a report, or by its name in the text (S3)."""

    whole = True

    def study(self, study, library):
        used = {name.word for name in library.names_of(study) if name.kind == "source"}
        texts = [*study.mechanism, *study.limitations, *study.conflicts, *study.notes]
        used |= set(re.findall(r"\bS[1-9][0-9]*\b", " ".join(texts)))
        for i, source in enumerate(study.sources):
            if source.id not in used:
                fix = "remove it, or name it where it was used"
                yield ("sources", i, "id"), f"{source.id}, which nothing uses", fix


class UniqueIds(Rule):
    """An id stands once in its study: rows, arms, trials, cases and sources."""

    def study(self, study, library):
        for name in ("trials", "sources"):
            yield from self._twice(self._ids(study, name))
        anchors = [((*path, "id"), row.id) for path, row in rows(study)]  # rows, arms and cases share one address space
        yield from self._twice([*self._ids(study, "arms"), *self._ids(study, "cases"), *anchors])

    def _ids(self, study, name):
        return [((name, i, "id"), item.id) for i, item in enumerate(getattr(study, name))]

    def _twice(self, pairs):
        counts = Counter(word for _, word in pairs)
        for path, word in pairs:
            if counts[word] > 1:
                fix = "give each its own id; ids are addresses and never reused"
                yield path, f"'{word}' {counts[word]} times", fix


class IdIsFileName(Rule):
    """The id of a study is the name of its file without .yaml, so that no two files hold the same."""

    def library(self, library):
        for name, study in library.studies.items():
            if name != study.id:
                fix = f"rename the file to {study.id}.yaml, or correct the id"
                yield self.problem(library.documents[name], (("id",), f"'{study.id}' in the file {name}", fix))


class EntryIsReported(Rule):
    """Every entry of references.bib is a report of some study, or has keywords = {methods}."""

    needs = ("bibliography",)

    def library(self, library):
        reported = {report.key for study in library.studies.values() for report in study.reports}
        if library.partial or len(library.studies) < len(library.documents) or not library.documents:
            return  # a broken record hides its reports; its own problems come first
        for key, reference in library.references.items():
            if key not in reported and not reference.for_methods:
                fix = "name it under `reports` of a study, mark it as methods, or remove it"
                yield self.at(library.bibliography, reference.line, key, f"the entry '{key}'", fix)


RULES = [
    OneArmOrTwo,
    AnotherStudy,
    FreeAddress,
    RealRegistryNumber,
    SoundEntry,
    UsedSource,
    UniqueIds,
    IdIsFileName,
    EntryIsReported,
]
