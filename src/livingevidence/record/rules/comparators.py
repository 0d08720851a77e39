"""Rules on the comparators that stand beside responses without one."""

from __future__ import annotations

import re
from collections import Counter

from livingevidence.record.addresses import Address
from livingevidence.record.rules.base import Rule


class _OnComparator(Rule):
    """A rule on each entry of comparators.yaml."""

    def library(self, library):
        made = library.comparators
        for index, entry in made.entries.items():
            for path, found, fix in self.entry(entry, library):
                yield self.problem(made.document, ((index, *path), found, fix))

    def entry(self, entry, library):
        """Yield what is wrong in one entry."""
        return iter(())


def _rows(entry, library):
    """Yield list, path, study and row of each address of an entry that leads somewhere."""
    for name in ("control", "natural_history"):
        for i, address in enumerate(getattr(entry, name)):
            at = Address(address)
            study = library.studies.get(at.study)
            for row in study.rows if study else ():
                if row.id == at.part:
                    yield name, (name, i), study, row


class ComparatorOrNone(_OnComparator):
    """A condition stands once in comparators.yaml, either with comparators or with `none_known`."""

    def entry(self, entry, library):
        if bool(entry.control or entry.natural_history or entry.told) == bool(entry.none_known):
            found = "comparators and `none_known`" if entry.none_known else "neither comparators nor `none_known`"
            yield (), found, "give `control`, `natural_history` or `told`, or say in `none_known` that there is neither"
        counts = Counter(other.condition for other in library.comparators.entries.values())
        if counts[entry.condition] > 1:
            yield ("condition",), f"'{entry.condition}' {counts[entry.condition]} times", "put the entries together"


class ComparatorOfEachCondition(Rule):
    """Every condition of the review's groups with a patient on the treatment stands in comparators.yaml."""

    needs = ("vocabulary", "topic")

    def library(self, library):
        made = library.comparators
        if not made.whole:
            return
        given = {entry.condition for entry in made.entries.values()}
        for condition in _treated(library):
            if condition not in given:
                fix = f"add `- condition: {condition}` with its comparators, or with `none_known`"
                yield self.problem(made.document, ((), f"no '{condition}'", fix))


def _treated(library) -> list[str]:
    """Return the conditions of the review's groups that a study with patients on the treatment has."""
    known, designs = library.vocabulary["conditions"], library.vocabulary["designs"]
    studies = [study for study in library.studies.values() if library.topic.is_about(study)]
    found = {
        term for s in studies if s.design in designs and designs[s.design].ladder != "none" for term in s.conditions
    }
    return [
        t
        for t, term in known.items()
        if t in found and not term.collective and set(library.topic.groups) & set(term.groups)
    ]


class FitsAsComparator(_OnComparator):
    """A comparator is of the same condition: under the control, or of nobody treated, never a difference."""

    needs = ("topic",)

    def entry(self, entry, library):
        for name, path, study, row in _rows(entry, library):
            if entry.condition not in study.conditions:
                yield path, f"a row of {study.id}, which has no {entry.condition}", "choose a row of the same condition"
            elif not (_under_control if name == "control" else _untreated)(library.topic, study, row):
                fix = f"choose a row of {library.topic.control.label} alone, or an awaited contrast with it"
                other = "choose a row of an untreated arm, or of how the disease runs by itself"
                yield path, f"'{row.label}' of {study.id}", fix if name == "control" else other
        for i, told in enumerate(entry.told):
            study = library.studies.get(told.study)
            if study and entry.condition not in study.conditions:
                found = f"words on {study.id}, which has no {entry.condition}"
                yield ("told", i, "study"), found, "choose a record of the same condition"


def _under_control(topic, study, row) -> bool:
    arms = {arm.id for arm in study.arms if topic.is_control(arm)}
    if row.contrast:  # a difference is no response under the control; one that is awaited stands for its two arms
        return row.contrast.comparator in arms and row.kind == "awaited"
    return row.arm in arms or (row.arm is None and bool(arms) and row.kind == "qualitative")


def _untreated(topic, study, row) -> bool:
    arms = {arm.id for arm in study.arms if topic.is_untreated(arm)}
    whole = row.arm is None and row.contrast is None
    return row.arm in arms or (whole and getattr(row, "outcome", "") in topic.untreated.outcomes)


class NoneIsKnown(_OnComparator):
    """Where `none_known` stands, no record of the condition has a row of the control or of nobody treated."""

    needs = ("topic",)

    def entry(self, entry, library):
        if not entry.none_known:
            return
        for study in library.studies.values():
            for row in study.rows if entry.condition in study.conditions else ():
                if _under_control(library.topic, study, row) or _untreated(library.topic, study, row):
                    fix = f"put {study.id}/{row.id} in its place, under `control` or `natural_history`"
                    yield ("none_known",), f"'{row.label}' of {study.id}, which is one", fix


class ToldInRecord(_OnComparator):
    """Natural history in words stands so in its record, without quotation marks, with its source or author."""

    def entry(self, entry, library):
        for i, told in enumerate(entry.told):
            study = library.studies.get(told.study)
            if study and " ".join(told.text.split()) not in _words(study):
                yield ("told", i, "text"), f"words that {study.id} does not hold", "copy them from the record"
            if any(mark in told.text for mark in '"“”„«»'):
                yield ("told", i, "text"), "a quotation mark", "leave it out: what is quoted is the record"
            if not told.source and not re.search(r"\b[a-z]+-(19|20)[0-9]{2}\b", told.text):
                yield ("told", i), "no source", "add `source:`, or choose words that name the publication"


def _words(study) -> str:
    cases = [text for case in study.cases for text in (case.response_detail, case.untreated_side) if text]
    texts = [*study.limitations, *study.notes, *study.conflicts, *cases]
    return "\n".join(" ".join(text.split()) for text in texts)


RULES = [ComparatorOrNone, ComparatorOfEachCondition, FitsAsComparator, NoneIsKnown, ToldInRecord]
