"""Search for claims that do not move: random edits of the evidence, and the claims that rest on what was edited.

``python tests/search.py [SEED]`` prints, for a person to judge, each claim whose verdict no edit of a kind has moved,
with the last such edit. Nothing is written; an edit need not be plausible, only possible.
"""

import random
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from livingevidence.claims.base import Change, judge
from livingevidence.claims.ledger import judge_all
from livingevidence.claims.mutation import changed_evidence
from livingevidence.claims.questions import Questions
from livingevidence.evidence.evidence import Evidence
from livingevidence.record.models import Row, Study
from livingevidence.record.reading import Document
from livingevidence.record.root import find
from livingevidence.record.vocabulary import Vocabulary

Fields = dict[str, dict]


def row_edits(chance: random.Random, evidence: Evidence, study: Study, row: Row) -> Iterator[tuple[str, Fields]]:
    """Yield edits of a row: its number, its arms, its period, its week, and that it is gone."""
    address = f"{study.id}/{row.id}"
    if row.kind == "count":
        yield "number", {address: {"events": chance.randint(0, row.n or 2 * row.events + 2)}}
    elif row.kind == "percent":
        yield "number", {address: {"percent": round(chance.uniform(0, 100), 1)}}
    elif row.value is not None:
        yield "number", {address: {"value": -row.value, "ci_low": None, "ci_high": None}}
    elif row.kind == "qualitative":
        yield "words", {address: {"text": "something else"}}
    else:
        yield "read", {address: {"kind": "qualitative", "text": "something else", "where": None}}
    if row.contrast:
        sides = {"treatment": row.contrast.comparator, "comparator": row.contrast.treatment, "label": "swapped"}
        yield "arms", {address: {"contrast": sides}}
    elif other_arms := [arm.id for arm in study.arms if arm.id != row.arm]:
        yield "arms", {address: {"arm": chance.choice(other_arms)}}
    yield "period", {address: {"period": chance.choice(sorted({*evidence.vocabulary["periods"]} - {row.period}))}}
    yield "week", {address: {"timepoint_weeks": None if row.timepoint_weeks else 260.0}}
    yield "gone", {address: None}


def study_edits(chance: random.Random, evidence: Evidence, study: Study) -> Iterator[tuple[str, Fields]]:
    """Yield edits of a study: its age, its funding, its design, its people, and what it says in words."""
    yield "age", {study.id: {"population": {"age": chance.choice(["6-17 years", "children", "18-70 years"])}}}
    yield "funding", {study.id: {"funding": "another funder"}}
    yield "design", {study.id: {"design": chance.choice(sorted({*evidence.vocabulary["designs"]} - {study.design}))}}
    words = ("conflicts", "limitations", "mechanism", "missing", "notes")
    yield "words", {study.id: {name: [] for name in words} | {"population": {"age": None, "inclusion": None}}}
    yield "people", {study.id: {"population": {"n_enrolled": chance.randint(1, 500)}}}


def new_studies(evidence: Evidence) -> Iterator[tuple[str, str, Fields]]:
    """Yield a new study of each design of the treatment in each condition of the groups asked about."""
    like = {study.design: study.id for study in evidence.records.values() if evidence.topic.is_about(study)}
    for condition, term in evidence.vocabulary["conditions"].items():
        if {*term.groups} & {*evidence.topic.groups}:
            for design, name in like.items():
                yield f"new {design}", condition, {"new-study": {"like": name, "conditions": [condition]}}


def with_terms(evidence: Evidence) -> Evidence:
    """Return the evidence with one more condition in each group asked about, which no claim can name."""
    conditions = evidence.vocabulary["conditions"]
    new = {
        f"new-{group}": term.model_copy(update={"label": f"new {group}", "groups": [group]})
        for group in evidence.topic.groups
        for term in [next(term for term in conditions.values() if group in term.groups)]
    }
    vocabulary = Vocabulary({**evidence.vocabulary, "conditions": {**conditions, **new}})
    return Evidence(replace(evidence.library, vocabulary=vocabulary))


def main(seed: int) -> None:
    """Print the claims that did not move."""
    evidence, chance = with_terms(Evidence.at(find(None))), random.Random(seed)
    claims = judge_all(evidence)
    behind = defaultdict(set)
    for name, judged in claims.items():
        for address in {row for finding in judged.findings for row in finding.rows}:
            behind[address.rstrip("/")].add(name)
    edits = [
        (kind, behind[f"{study.id}/{row.id}"], fields)
        for study in evidence.records.values()
        for row in study.rows
        if behind[f"{study.id}/{row.id}"]
        for kind, fields in row_edits(chance, evidence, study, row)
    ]
    edits += [
        (kind, behind[study.id], fields)
        for study in evidence.records.values()
        if behind[study.id]
        for kind, fields in study_edits(chance, evidence, study)
    ]
    groups = evidence.vocabulary["conditions"]
    for kind, condition, fields in new_studies(evidence):
        places = {condition, *groups[condition].groups}
        names = {name for name, judged in claims.items() if places & {*judged.claim.about}}
        edits.append((kind, names, fields))
    moved, still = defaultdict(set), defaultdict(dict)
    for kind, names, fields in edits:
        try:
            find_in = Questions(changed_evidence(evidence, Change("", fields, Document("")))).find
        except ValueError:  # which such a record may not hold
            continue
        for name in names:
            verdict = judge(claims[name].claim, find_in).verdict
            if verdict == claims[name].verdict:
                still[name][kind] = fields
            else:
                moved[name].add(kind)
    for name, kinds in still.items():
        for kind in sorted({*kinds} - moved[name]):
            print(f"{name}: {kind}: {kinds[kind]}")
    firm = [name for name in claims if not moved[name]]
    print(f"{len(edits)} edits; {len(firm)} claims moved by none of theirs: {', '.join(firm)}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
