"""A mutation test of the evidence: changes of the data that must overturn a claim, or must leave it standing.

A change is written beside the claim, in the fields of a record, by the address of what is changed::

    false_when: |
      a-trial/score-control-w8: {events: 24}

A row, arm, patient, study or judgement (``certainty/...``) that there is gets these fields, and ``null`` takes one
away; one that is new is ``like`` another of its kind. ``review`` is how the review was done. Lines of one mapping are
one change; a list holds several, each tried alone.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from pydantic import ValidationError

from livingevidence.claims.base import Change, Claim, Verdict, judge
from livingevidence.claims.questions import Questions
from livingevidence.evidence.evidence import Evidence
from livingevidence.record.addresses import Address
from livingevidence.record.models import Model, Study
from livingevidence.record.problems import BrokenEvidence, Problem, hint
from livingevidence.record.reading import Path

TABLES = ("outcomes", "adverse_events", "arms", "cases")
OTHER = {"outcomes": "adverse_events", "adverse_events": "outcomes", "event": "outcome", "outcome": "event"}
WANTED: Mapping[str, Verdict] = {"false_when": "overturned", "true_when": "holds"}


def mutate(evidence: Evidence, claims: Mapping[str, Claim]) -> Iterator[str]:
    """Yield for each change what is wrong with the test of its claim; an empty text where it sees what it must.

    Nothing else than that claim is asked again.
    """
    made: dict[str, Questions] = {}
    for claim in claims.values():
        for change in claim.changes:
            key = repr(change.fields)
            questions = made[key] = made.get(key) or Questions(changed_evidence(evidence, change))
            verdict, wanted = judge(claim, questions.find).verdict, WANTED[change.when]
            line = change.document.place((*change.path, next(iter(change.fields))))[0]
            place = f"{change.document.file}:{line}: {claim.id}: {change.when}"
            yield f"{place}: {verdict}, and must be {wanted}" if verdict != wanted else ""


def unguarded_claims(claims: Mapping[str, Claim]) -> list[str]:
    """Return which main claims have no change that must overturn them, in words."""
    bare = (c for c in claims.values() if c.main and "false_when" not in {change.when for change in c.changes})
    return [f"{claim.place}: {claim.id}: a main claim without `false_when`" for claim in bare]


def problems(evidence: Evidence, claims: Mapping[str, Claim]) -> Iterator[Problem]:
    """Yield what is wrong with the changes beside claims."""
    for claim in claims.values():
        yield from evidence.lasting(("changes", claim.id), lambda claim=claim: _of_changes(evidence, claim))


def _of_changes(evidence: Evidence, claim: Claim) -> list[Problem]:
    found = []
    for change in claim.changes:
        try:
            changed_evidence(evidence, change)
        except BrokenEvidence as error:
            found += error.problems
    return found


def changed_evidence(evidence: Evidence, change: Change) -> Evidence:
    """Return the evidence with a change, judgements on it as signed anew; raises BrokenEvidence."""
    library = evidence.library
    for address, fields in change.fields.items():
        maker, (kind, _, name) = _Maker(change, (*change.path, address), fields), address.partition("/")
        if not isinstance(fields, dict | None):
            raise maker.bad("no fields", "write what is set in braces: {events: 9}")
        certainties = library.appraisal.certainties
        if address == "review":
            library = replace(library, review=maker.made({"review": library.review}, "review"))
        elif kind == "certainty":
            rated = certainties | {name: maker.made(certainties, name)}
            library = replace(library, appraisal=replace(library.appraisal, certainties=rated))
        elif fields is None and not name:
            library = replace(library, studies={i: s for i, s in library.studies.items() if i != kind})
        else:
            study = maker.with_part(library.studies, kind, name) if name else maker.study(library.studies, kind)
            library = replace(library, studies={**library.studies, kind: study})
    made = type(evidence)(library)
    made.judged_on = evidence
    return made


class _Maker(NamedTuple):
    """Makes what one line of a change says."""

    change: Change
    at: Path
    fields: Mapping | None

    def made(self, held: Mapping[str, Model], name: str) -> Model:
        """Return what is held by a name, or one like another, with other fields."""
        other = self._like(held, name)
        return self._fitted(type(other), _merged(other, self.fields))

    def study(self, studies: Mapping[str, Study], name: str) -> Study:
        """Return a study with other fields; one that is like another shares nobody with it."""
        other = self._like(studies, name)
        data = {**_merged(other, self.fields), "id": name}
        if name not in studies:
            text = json.dumps(data)
            for number, trial in enumerate(other.trials, 1):
                text = text.replace(json.dumps(trial.id), json.dumps(f"{name}-{number}"))
            data = json.loads(text) | {"overlaps": self.fields.get("overlaps", [])}
        return self._fitted(Study, data)

    def with_part(self, studies: Mapping[str, Study], study: str, name: str) -> Study:
        """Return a study with a changed, a further or without a row, arm or patient."""
        if study not in studies:
            raise self._unknown(study, studies)
        parts = {
            f"{s}/{item.id}": (table, item)
            for s in {study, Address((self.fields or {}).get("like", "")).study} & {*studies}
            for table in TABLES
            for item in getattr(studies[s], table)
        }
        table, other = self._like(parts, f"{study}/{name}")
        data = _plain(studies[study])
        if self.fields is None:
            new = []
        else:
            term = {"outcomes": "event", "adverse_events": "outcome"}.get(table)
            if term in self.fields:  # a row that is like one of the other kind
                table, term = OTHER[table], OTHER[term]
            new = [{key: value for key, value in _merged(other, self.fields).items() if key != term} | {"id": name}]
        kept = data.get(table, [])
        at = next((index for index, held in enumerate(kept) if held["id"] == name), len(kept))
        return self._fitted(Study, {**data, table: [*kept[:at], *new, *kept[at + 1 :]]})

    def _like(self, held: Mapping, name: str) -> object:
        like = (self.fields or {}).get("like", name)
        if like not in held:
            raise self._unknown(str(like), held)
        return held[like]

    def _fitted(self, model: type[Model], data: dict) -> Model:
        try:
            return model.model_validate(data)
        except ValidationError as error:
            told = error.errors(include_url=False)[0]
            where = next((step for step in reversed(told["loc"]) if isinstance(step, str)), "")
            at = (*self.at, where) if where in self.fields else self.at
            raise self.bad(f"{where}: {told['msg']}", "write it as in a record", at) from None

    def _unknown(self, name: str, known: Iterable[str]) -> BrokenEvidence:
        fix = "write an address of the evidence, or what a new one is `like`"
        return self.bad(f"nothing is called '{name}'{hint(name, known)}", fix)

    def bad(self, found: str, fix: str, at: Path = ()) -> BrokenEvidence:
        """Return what is wrong with the line, or with what stands at a place in it."""
        document, allowed = self.change.document, "fields of a row, study or judgement, by its address"
        place = document.place(at or self.at)
        return BrokenEvidence([Problem(document.file, *place, self.change.when, "Change", found, allowed, fix)])


def _merged(model: Model, fields: Mapping) -> dict:
    """Return a model as data with other fields; of an inner mapping only those that are named, null takes one away."""
    data = _plain(model)
    for name, value in fields.items():
        inner = getattr(model, name, None)
        data[name] = _merged(inner, value) if isinstance(inner, Model) and isinstance(value, dict) else value
    return {name: value for name, value in data.items() if value is not None and name != "like"}


def _plain(model: Model) -> dict:
    return model.model_dump(exclude_none=True, exclude_defaults=True, by_alias=True)
