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
OTHER_KIND = {"outcomes": "adverse_events", "adverse_events": "outcomes", "event": "outcome", "outcome": "event"}
EXPECTED: Mapping[str, Verdict] = {"false_when": "overturned", "true_when": "holds"}


def mutate(evidence: Evidence, claims: Mapping[str, Claim]) -> Iterator[str]:
    """Yield for each change what is wrong with the test of its claim; an empty text where it sees what it must.

    Nothing else than that claim is asked again.
    """
    by_change: dict[str, Questions] = {}
    for claim in claims.values():
        for change in claim.changes:
            key = repr(change.fields)
            if key not in by_change:
                by_change[key] = Questions(changed_evidence(evidence, change))
            verdict, expected = judge(claim, by_change[key].find).verdict, EXPECTED[change.when]
            line = change.document.place((*change.path, next(iter(change.fields))))[0]
            place = f"{change.document.file}:{line}: {claim.id}: {change.when}"
            yield f"{place}: {verdict}, and must be {expected}" if verdict != expected else ""


def unguarded_claims(claims: Mapping[str, Claim]) -> list[str]:
    """Return which main claims have no change that must overturn them, in words."""
    bare = [claim for claim in claims.values() if claim.main and all(c.when != "false_when" for c in claim.changes)]
    return [f"{claim.place}: {claim.id}: a main claim without `false_when`" for claim in bare]


def problems(evidence: Evidence, claims: Mapping[str, Claim]) -> Iterator[Problem]:
    """Yield what is wrong with the changes beside claims."""
    for claim in claims.values():
        yield from evidence.lasting(("changes", claim.id), lambda claim=claim: _of_changes(evidence, claim))


def _of_changes(evidence: Evidence, claim: Claim) -> list[Problem]:
    faults = []
    for change in claim.changes:
        try:
            changed_evidence(evidence, change)
        except BrokenEvidence as error:
            faults += error.problems
    return faults


def changed_evidence(evidence: Evidence, change: Change) -> Evidence:
    """Return the evidence with a change, judgements on it as signed anew; raises BrokenEvidence."""
    library = evidence.library
    for address, fields in change.fields.items():
        line, (holder, _, part) = _Line(change, (*change.path, address), fields), address.partition("/")
        if not isinstance(fields, dict | None):
            raise line.broken("no fields", "write what is set in braces: {events: 9}")
        if address == "review":
            library = replace(library, review=line.model({"review": library.review}, "review"))
        elif holder == "certainty":
            appraisal, certainties = library.appraisal, library.appraisal.certainties
            certainties = certainties | {part: line.model(certainties, part)}
            library = replace(library, appraisal=replace(appraisal, certainties=certainties))
        elif fields is None and not part:
            others = {other: study for other, study in library.studies.items() if other != holder}
            library = replace(library, studies=others)
        else:
            study = line.study_with_part(library.studies, holder, part) if part else line.study(library.studies, holder)
            library = replace(library, studies={**library.studies, holder: study})
    mutant = type(evidence)(library)
    mutant.judged_on = evidence
    return mutant


class _Line(NamedTuple):
    """One line of a change, and the models that it makes."""

    change: Change
    path: Path
    """Where it stands in the block."""
    fields: Mapping | None

    def model(self, models: Mapping[str, Model], name: str) -> Model:
        """Return the model of a name, or one like another, with other fields."""
        origin = self._origin(models, name)
        return self._validated(type(origin), _merged(origin, self.fields))

    def study(self, studies: Mapping[str, Study], name: str) -> Study:
        """Return a study with other fields; one that is like another shares nobody with it."""
        origin = self._origin(studies, name)
        data = {**_merged(origin, self.fields), "id": name}
        if name not in studies:
            text = json.dumps(data)
            for number, trial in enumerate(origin.trials, 1):
                text = text.replace(json.dumps(trial.id), json.dumps(f"{name}-{number}"))
            data = json.loads(text) | {"overlaps": self.fields.get("overlaps", [])}
        return self._validated(Study, data)

    def study_with_part(self, studies: Mapping[str, Study], study: str, name: str) -> Study:
        """Return a study with a changed, a further or without a row, arm or patient."""
        if study not in studies:
            raise self._unknown(study, studies)
        parts = {
            f"{origin}/{part.id}": (table, part)
            for origin in {study, Address((self.fields or {}).get("like", "")).study} & {*studies}
            for table in TABLES
            for part in getattr(studies[origin], table)
        }
        table, part = self._origin(parts, f"{study}/{name}")
        data = _plain(studies[study])
        if self.fields is None:
            new = []
        else:
            term = {"outcomes": "event", "adverse_events": "outcome"}.get(table)
            if term in self.fields:  # a row that is like one of the other kind
                table, term = OTHER_KIND[table], OTHER_KIND[term]
            new = [{key: value for key, value in _merged(part, self.fields).items() if key != term} | {"id": name}]
        rows = data.get(table, [])
        place = next((index for index, row in enumerate(rows) if row["id"] == name), len(rows))
        return self._validated(Study, {**data, table: [*rows[:place], *new, *rows[place + 1 :]]})

    def _origin(self, models: Mapping, name: str) -> object:
        """Return what the line changes, or what a new one is like."""
        origin = (self.fields or {}).get("like", name)
        if origin not in models:
            raise self._unknown(str(origin), models)
        return models[origin]

    def _validated(self, model: type[Model], data: dict) -> Model:
        try:
            return model.model_validate(data)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            name = next((step for step in reversed(first["loc"]) if isinstance(step, str)), "")
            path = (*self.path, name) if name in self.fields else self.path
            raise self.broken(f"{name}: {first['msg']}", "write it as in a record", path) from None

    def _unknown(self, name: str, names: Iterable[str]) -> BrokenEvidence:
        fix = "write an address of the evidence, or what a new one is `like`"
        return self.broken(f"nothing is called '{name}'{hint(name, names)}", fix)

    def broken(self, fault: str, fix: str, path: Path = ()) -> BrokenEvidence:
        """Return what is wrong with the line, or with what stands at a place in it."""
        document, allowed = self.change.document, "fields of a row, study or judgement, by its address"
        place = document.place(path or self.path)
        return BrokenEvidence([Problem(document.file, *place, self.change.when, "Change", fault, allowed, fix)])


def _merged(model: Model, fields: Mapping) -> dict:
    """Return a model as data with other fields; of an inner mapping only those that are named, null takes one away."""
    data = _plain(model)
    for name, value in fields.items():
        inner = getattr(model, name, None)
        data[name] = _merged(inner, value) if isinstance(inner, Model) and isinstance(value, dict) else value
    return {name: value for name, value in data.items() if value is not None and name != "like"}


def _plain(model: Model) -> dict:
    return model.model_dump(exclude_none=True, exclude_defaults=True, by_alias=True)
