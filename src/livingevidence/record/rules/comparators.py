"""Rules on the comparators that stand beside responses without one."""

import re
from collections import Counter

from livingevidence.record.addresses import Address
from livingevidence.record.library import Library
from livingevidence.record.review import Comparator
from livingevidence.record.rules.base import pieces, rule, treated


@rule(pieces(Comparator))
def comparator_or_none(entry, library):
    """A condition stands once in comparators.yaml, either with comparators or with `none_known`."""
    if bool(entry.control or entry.natural_history or entry.told) == bool(entry.none_known):
        found = "comparators and `none_known`" if entry.none_known else "neither comparators nor `none_known`"
        yield (), found, "give `control`, `natural_history` or `told`, or say in `none_known` that there is neither"
    times = Counter(other.condition for other in library.comparators.values())[entry.condition]
    if times > 1:
        yield "condition", f"'{entry.condition}' {times} times", "put the entries together"


def treated_conditions(library: Library) -> list[str]:
    """Return the conditions of the review's groups that a study with patients on the treatment has."""
    of_people, groups = {term for *_, study in treated(library) for term in study.conditions}, {*library.topic.groups}
    terms = library.vocabulary["conditions"].items()
    return [name for name, term in terms if name in of_people and not term.collective and groups & {*term.groups}]


@rule(needs="vocabulary topic")
def comparator_of_each_condition(library):
    """Every condition of the review's groups with a patient on the treatment stands in comparators.yaml."""
    here = {entry.condition for entry in library.comparators.values()}
    for name in treated_conditions(library) if library.whole("comparators") else ():
        if name not in here:
            fix = f"add `- condition: {name}` with its comparators, or with `none_known`"
            yield library.files["comparators"], (), f"no '{name}'", fix


@rule(pieces(Comparator), needs="topic")
def fits_as_comparator(entry, library):
    """A comparator is of the same condition: under the control, or of nobody treated, never a difference."""
    for name, fits in (("control", _under_control), ("natural_history", _untreated)):
        for i, address in enumerate(map(Address, getattr(entry, name))):
            study = library.studies.get(address.study)
            row = next((row for row in study.rows if row.id == address.part), None) if study else None
            if row and entry.condition not in study.conditions:
                found = f"a row of {study.id}, which has no {entry.condition}"
                yield (name, i), found, "choose a row of the same condition"
            elif row and not fits(library.topic, study, row):
                fix = "choose a row of an untreated arm, or of how the disease runs by itself"
                if name == "control":
                    fix = f"choose a row of {library.topic.control.label} alone, or an awaited contrast with it"
                yield (name, i), f"'{row.label}' of {study.id}", fix
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


@rule(pieces(Comparator), needs="topic")
def none_is_known(entry, library):
    """Where `none_known` stands, no record of the condition has a row of the control or of nobody treated."""
    studies = library.studies.values() if entry.none_known else ()
    for study in (study for study in studies if entry.condition in study.conditions):
        for row in study.rows:
            if _under_control(library.topic, study, row) or _untreated(library.topic, study, row):
                fix = f"put {study.id}/{row.id} in its place, under `control` or `natural_history`"
                yield "none_known", f"'{row.label}' of {study.id}, which is one", fix


@rule(pieces(Comparator))
def told_in_record(entry, library):
    """Natural history in words stands so in its record, without quotation marks, with its source or author."""
    for i, told in enumerate(entry.told):
        study = library.studies.get(told.study)
        if study and " ".join(told.text.split()) not in _words(study):
            yield ("told", i, "text"), f"words that {study.id} does not hold", "copy them from the record"
        if re.search('["“”„«»]', told.text):
            yield ("told", i, "text"), "a quotation mark", "leave it out: what is quoted is the record"
        if not told.source and not re.search(r"\b[a-z]+-(19|20)[0-9]{2}\b", told.text):
            yield ("told", i), "no source", "add `source:`, or choose words that name the publication"


def _words(study) -> str:
    cases = [text for case in study.cases for text in (case.response_detail, case.untreated_side) if text]
    texts = [*study.limitations, *study.notes, *study.conflicts, *cases]
    return "\n".join(" ".join(text.split()) for text in texts)
