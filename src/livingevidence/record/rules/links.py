"""Rules on names that must lead somewhere: terms, arms, trials, sources, reports, other studies."""

from __future__ import annotations

import re
from collections import Counter

from livingevidence.record.problems import Problem, nearest
from livingevidence.record.rules.base import Rule, one_of, rows


def _unknown(path, word, choices, what, remedy):
    close = nearest(word, choices)
    fix = f"did you mean `{close}`? Or {remedy}" if close else remedy
    return path, f"the {what} '{word}'", f"{fix}; known: {one_of(choices)}"


class KnownTerm(Rule):
    """Every term stands in the controlled vocabulary (the folder ``vocabulary`` of the data)."""

    needs = ("vocabulary",)

    def study(self, study, library):
        for path, name, word in self._terms(study):
            choices = library.vocabulary[name]
            if word not in choices:
                yield _unknown(path, word, choices, "term", f"add it to vocabulary/{name}.yaml with a definition")

    def _terms(self, study):
        yield ("design",), "designs", study.design
        for i, term in enumerate(study.conditions):
            yield ("conditions", i), "conditions", term
        for i, arm in enumerate(study.arms):
            yield ("arms", i, "route"), "routes", arm.route
            yield ("arms", i, "form"), "forms", arm.form
            for j, term in enumerate(arm.interventions):
                yield ("arms", i, "interventions", j), "interventions", term
        for i, case in enumerate(study.cases):
            yield ("cases", i, "condition"), "conditions", case.condition
        for path, row in rows(study):
            yield (*path, "period"), "periods", row.period
            yield (*path, "measure"), "measures", row.measure
            if path[0] == "outcomes":
                yield (*path, "outcome"), "outcomes", row.outcome
            else:
                yield (*path, "event"), "adverse-events", row.event


class KnownShelf(Rule):
    """Every study stands on a shelf of topic.yaml."""

    def study(self, study, library):
        shelves = library.topic.shelves
        if study.domain not in shelves:
            yield _unknown(("domain",), study.domain, shelves, "shelf", "add it to topic.yaml with its title")


class FitsTheTopic(Rule):
    """What topic.yaml, the vocabulary and the protocol say of each other exists: terms, rungs, families, studies."""

    needs = ("vocabulary",)

    def library(self, library):
        for document, path, word, known in self._names(library):
            if word not in known:
                close = nearest(word, known)
                fix = f"did you mean `{close}`?" if close else f"choose one of: {one_of(known)}"
                yield self.problem(document, (path, f"'{word}', which does not exist", fix))

    def _names(self, library):
        topic, terms = library.topic, library.vocabulary
        own, given = library.beside["topic"], topic.treatment
        yield from ((own, ("groups", i), word, terms["groups"]) for i, word in enumerate(topic.groups))
        for i, word in enumerate(given.interventions):
            yield own, ("treatment", "interventions", i), word, terms["interventions"]
        yield from ((own, ("treatment", "routes", i), word, terms["routes"]) for i, word in enumerate(given.routes))
        yield own, ("treatment", "form"), given.form, terms["forms"]
        yield own, ("control", "intervention"), topic.control.intervention, terms["interventions"]
        for name, known in (("interventions", terms["interventions"]), ("outcomes", terms["outcomes"])):
            words = enumerate(getattr(topic.untreated, name))
            yield from ((own, ("untreated", name, i), word, known) for i, word in words)
        yield from ((own, ("labels", name), word, library.ids) for name, word in topic.labels.items())
        if topic.succeeds:
            yield own, ("succeeds", "study"), topic.succeeds.study, library.ids
        rungs, families = {*topic.ladder, "none"}, topic.families
        for name, design in terms["designs"].items():
            yield terms.documents["designs"], (name, "ladder"), design.ladder, rungs
        for name, outcome in terms["outcomes"].items():
            if outcome.kind == "efficacy":
                yield terms.documents["outcomes"], (name, "family"), outcome.family, families
        for i, criterion in enumerate(library.protocol.eligibility if library.protocol else ()):
            if criterion.group is not None:
                yield library.beside["protocol"], ("eligibility", i, "group"), criterion.group, terms["groups"]


class LeftOutIsKnown(Rule):
    """What is left out is of a study of this review."""

    def library(self, library):
        for index, item in library.left_out_places.items():
            if item.study not in library.ids:
                close = nearest(item.study, library.ids)
                fix = f"did you mean `{close}`?" if close else "add that study, or remove the item"
                yield self.problem(library.beside["left-out"], ((index, "study"), f"the study '{item.study}'", fix))


class KnownGroup(Rule):
    """Every condition of the vocabulary belongs to one or two groups of vocabulary/groups.yaml."""

    needs = ("vocabulary",)

    def library(self, library):
        document = library.vocabulary.documents.get("conditions")
        for name, condition in library.vocabulary["conditions"].items():
            unknown = [group for group in condition.groups if group not in library.vocabulary["groups"]]
            if unknown or not 1 <= len(condition.groups) <= 2:
                found = f"the group '{unknown[0]}'" if unknown else f"{len(condition.groups)} groups"
                yield self.problem(
                    document, ((name, "groups"), found, f"use one or two of {one_of(library.vocabulary['groups'])}")
                )


class KnownArm(Rule):
    """A row names an arm, or two different arms in a contrast, that its study declares."""

    def study(self, study, library):
        arms = [arm.id for arm in study.arms]
        for path, row in rows(study):
            if row.arm and row.contrast:
                yield (*path, "arm"), "an arm and a contrast", "keep one of the two"
            if row.arm and row.arm not in arms:
                yield _unknown((*path, "arm"), row.arm, arms, "arm", "declare it under `arms`")
            if row.contrast:
                for side in ("treatment", "comparator"):
                    word = getattr(row.contrast, side)
                    if word not in arms:
                        yield _unknown((*path, "contrast", side), word, arms, "arm", "declare it under `arms`")
                if row.contrast.treatment == row.contrast.comparator:
                    yield ((*path, "contrast"), f"'{row.contrast.treatment}' against itself", "name two arms")


class KnownTrial(Rule):
    """A row or an arm names trials that its study declares."""

    def study(self, study, library):
        trials = [trial.id for trial in study.trials]
        named = [
            (("arms", i, "trials", j), word)
            for i, arm in enumerate(study.arms)
            for j, word in enumerate(arm.trials or ())
        ]
        named += [((*path, "trials", j), word) for path, row in rows(study) for j, word in enumerate(row.trials or ())]
        for path, word in named:
            if word not in trials:
                yield _unknown(path, word, trials, "trial", "declare it under `trials`")


class KnownSource(Rule):
    """Everything names a source that its study lists."""

    def study(self, study, library):
        sources = [source.id for source in study.sources]
        named = [((*path, "source"), row.source) for path, row in rows(study)]
        named += [
            ((*path, "second_readings", j, "source"), reading.source)
            for path, row in rows(study)
            for j, reading in enumerate(row.second_readings)
        ]
        named += [(("cases", i, "source"), case.source) for i, case in enumerate(study.cases)]
        named += [
            (("reports", i, "sources", j), word)
            for i, report in enumerate(study.reports)
            for j, word in enumerate(report.sources)
        ]
        for path, word in named:
            if word not in sources:
                yield _unknown(path, word, sources, "source", "list it under `sources`")


RESERVED = {
    "index", "what-it-is", "population", "arms", "outcomes", "adverse-events", "cases", "missing", "limitations",
    "conflicts", "mechanism", "notes", "overlaps", "reports", "sources", "trial-dates",
}  # fmt: skip


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
                yield Problem(
                    library.bibliography,
                    reference.line,
                    1,
                    f"{key}.{field}",
                    type(self).__name__,
                    f"'{found}'",
                    self.allowed(),
                    "write it as the registry or publisher prints it; accents as letters, not as commands",
                )


class UsedSource(Rule):
    """Every source is used: by a row, a second reading, a case, a report, or by its name in the text (S3)."""

    whole = True

    def study(self, study, library):
        used = {row.source for _, row in rows(study)} | {case.source for case in study.cases}
        used |= {reading.source for _, row in rows(study) for reading in row.second_readings}
        used |= {word for report in study.reports for word in report.sources}
        texts = [*study.mechanism, *study.limitations, *study.conflicts, *study.notes]
        used |= set(re.findall(r"\bS[1-9][0-9]*\b", " ".join(texts)))
        for i, source in enumerate(study.sources):
            if source.id not in used:
                yield (
                    ("sources", i, "id"),
                    f"{source.id}, which nothing uses",
                    "remove it, or name it where it was used",
                )


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
                yield (
                    path,
                    f"'{word}' {counts[word]} times",
                    "give each its own id; ids are addresses and never reused",
                )


class IdIsFileName(Rule):
    """The id of a study is the name of its file without .yaml."""

    def library(self, library):
        for name, study in library.studies.items():
            document = library.documents[name]
            if name != study.id:
                yield self.problem(
                    document,
                    (
                        ("id",),
                        f"'{study.id}' in the file {name}",
                        f"rename the file to {study.id}.yaml, or correct the id",
                    ),
                )


class OneFileAStudy(Rule):
    """No two files hold studies with one id."""

    def library(self, library):
        counts = Counter(study.id for study in library.studies.values())
        for name, study in library.studies.items():
            if counts[study.id] > 1:
                others = [other for other, item in library.studies.items() if item.id == study.id and other != name]
                yield self.problem(
                    library.documents[name],
                    (
                        ("id",),
                        f"'{study.id}', which {', '.join(others)} has too",
                        "merge the two files, or give one another id",
                    ),
                )


class KnownStudy(Rule):
    """An overlap or a repeated row names another study of this folder."""

    def study(self, study, library):
        named = [(("overlaps", i, "study"), item.study) for i, item in enumerate(study.overlaps)]
        named += [
            (("adverse_events", i, "duplicate_of"), row.duplicate_of)
            for i, row in enumerate(study.adverse_events)
            if row.duplicate_of
        ]
        for path, word in named:
            if word == study.id:
                yield path, "the study itself", "name the other study"
            elif word not in library.ids:
                close = nearest(word, library.ids)
                yield (
                    path,
                    f"the study '{word}'",
                    f"did you mean `{close}`?" if close else "add that study, or remove this",
                )


class ReportInBibliography(Rule):
    """Every report has an entry in references.bib."""

    needs = ("bibliography",)

    def study(self, study, library):
        for i, report in enumerate(study.reports):
            if report.key not in library.references:
                close = nearest(report.key, library.references)
                fix = f"did you mean `{close}`? Or add" if close else "add"
                yield (
                    ("reports", i, "key"),
                    f"the key '{report.key}'",
                    f"{fix} @article{{{report.key}, …}} to references.bib",
                )
        if not study.reports:
            yield (("reports",), "no report", "list the publication or registry record that this study is known from")


class EntryIsReported(Rule):
    """Every entry of references.bib is a report of some study, or has keywords = {methods}."""

    needs = ("bibliography",)

    def library(self, library):
        reported = {report.key for study in library.studies.values() for report in study.reports}
        if library.partial or len(library.studies) < len(library.documents) or not library.documents:
            return  # a broken record hides its reports; its own problems come first
        for key, reference in library.references.items():
            if key not in reported and not reference.for_methods:
                yield Problem(
                    library.bibliography,
                    reference.line,
                    1,
                    key,
                    type(self).__name__,
                    f"the entry '{key}'",
                    self.allowed(),
                    "name it under `reports` of a study, mark it as methods, or remove it",
                )


RULES = [
    KnownTerm,
    KnownShelf,
    FitsTheTopic,
    LeftOutIsKnown,
    KnownGroup,
    KnownArm,
    KnownTrial,
    KnownSource,
    FreeAddress,
    RealRegistryNumber,
    SoundEntry,
    UsedSource,
    UniqueIds,
    IdIsFileName,
    OneFileAStudy,
    KnownStudy,
    ReportInBibliography,
    EntryIsReported,
]
