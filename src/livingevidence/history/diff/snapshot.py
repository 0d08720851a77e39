"""What one state of the evidence says: its records field by field, and everything that is computed from them."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from pydantic import BaseModel

from livingevidence.appraisal.certainty import rate, tools_of
from livingevidence.claims.base import Claim, Finding, Judged, judge
from livingevidence.claims.ledger import declared
from livingevidence.claims.questions import Questions
from livingevidence.evidence.evidence import Evidence
from livingevidence.record.text import count, number
from livingevidence.results.harm_numbers import per_thousand, ratio
from livingevidence.results.numbers import filled, look_up
from livingevidence.synthesis.benefit import comparisons
from livingevidence.synthesis.estimate import NULL, Analysis, Estimate
from livingevidence.synthesis.within_person import differences

# Of the tables of a study: the kind of their records, and what stands before an id in its address.
TABLES = {
    "outcomes": ("row", ""),
    "adverse_events": ("row", ""),
    "cases": ("case", ""),
    "arms": ("arm", "arm-"),
    "trials": ("trial", "trial "),
    "reports": ("report", "report "),
    "sources": ("source", "source "),
}
PARTS = frozenset(kind for kind, _ in TABLES.values())  # of a study; its terms are the study's
SECTIONS = ("certainty", "judgements", "estimates", "directions", "numbers")
_BOUNDS = re.compile(r"^\S+ (?=\(.* to .*\)$)")  # the point before an interval as shown


class Said(NamedTuple):
    """One thing that the review says: what about, in which words, and the rows behind it as far as known.

    Its sense is what must stay for it not to have moved. Of an estimate: interval as shown, direction, trials, results,
    people or refusal; the point between the bounds isn't part of it. The rows of a claim keep it from holding.
    """

    about: str
    text: str
    sense: tuple
    rows: tuple[str, ...] = ()


class Record(NamedTuple):
    """A part of the records that has an address, of a kind such as ``study``, ``row``, ``judgement`` or ``term``.

    Its terms are what chapters ask for: the study, its conditions, groups and shelf, and the row's outcome or event.
    Fields are plain values by name, inner ones by their path, such as ``population.n_enrolled``.
    """

    kind: str
    about: str
    terms: tuple[str, ...]
    fields: dict[str, object]


@dataclasses.dataclass(frozen=True)
class Snapshot:
    """Everything in a state of the evidence that can move, by address or key.

    A release leaves one, as its own code saw the evidence (:func:`as_json`).
    """

    records: dict[str, Record]
    claims: dict[str, Said]
    certainty: dict[str, Said]
    judgements: dict[str, Said]
    estimates: dict[str, Said]
    directions: dict[str, Said]
    numbers: dict[str, Said]


def snapshot(evidence: Evidence) -> Snapshot:
    """Return what a state says, by today's rules and methods and by its own claims."""
    return _of(Questions(evidence))


def _of(questions: Questions) -> Snapshot:
    evidence, estimates = questions.evidence, dict(_estimates(questions))
    numbers = {
        key: Said(found.meaning, text, (_BOUNDS.sub("", text),))
        for key, found in questions.computed.items()
        if key not in estimates
        for text in [found.value if isinstance(found.value, str) else number(found.value)]
    }
    made = dict(_records(evidence)), dict(_claims(questions)), dict(_certainty(evidence)), dict(_judgements(evidence))
    return Snapshot(*made, estimates, dict(_directions(evidence)), numbers)


def as_json(evidence: Evidence, version: str) -> str:
    """Return the snapshot of a release as JSON, one entry a line, so that git shows which ones a release moved.

    Beside what moves it holds the plain wordings and every printed number of a claim or a row, as they were shown.
    """
    questions, claims = Questions(evidence), declared(evidence.library.root)
    made = _of(questions)
    plain = {
        name: re.sub(r"\{number\}`[^`]+`", partial(_number, questions), claim.plain) for name, claim in claims.items()
    }
    addresses = {f"{name}/{row.id}" for name, study in evidence.records.items() for row in study.rows}
    for text in (text for claim in claims.values() for text in (claim.text, claim.plain)):
        addresses |= {address for address in re.findall(r"\{number\}`(?:[^`]*<)?([^`>]+)>?`", text) if "/" in address}
    sections = {
        "claims": {
            name: {"verdict": said.sense[0], "sentence": said.sense[1], "plain": plain.get(name, "")}
            for name, said in made.claims.items()
        },
        **{
            section: {
                key: {"about": said.about, "text": said.text, "sense": said.sense, "rows": said.rows}
                for key, said in getattr(made, section).items()
            }
            for section in SECTIONS
        },
        "printed": {address: look_up(address, evidence, questions.computed).text for address in sorted(addresses)},
        "records": {
            address: [record.kind, record.about, [] if record.kind in PARTS else record.terms, record.fields]
            for address, record in made.records.items()
        },
    }
    day = evidence.library.review.evidence_as_of
    lines = [f'"version": {json.dumps(version)}', f'"evidence_as_of": {json.dumps(day)}']
    for name, entries in sections.items():
        inner = ",\n".join(f"{_compact(key)}:{_compact(value)}" for key, value in entries.items())
        lines.append(f"{json.dumps(name)}: {{\n{inner}\n}}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def from_json(text: str) -> Snapshot:
    """Return the snapshot that a release left (:func:`as_json`); the first one wrote addresses as ``study#row``."""
    held = json.loads(re.sub(r'(?<=[" ])([a-z0-9-]+)#(?=[a-z0-9])', r"\1/", text))
    made = {
        section: {
            key: Said(entry["about"], entry["text"], tuple(entry["sense"]), tuple(entry["rows"]))
            for key, entry in held[section].items()
        }
        for section in SECTIONS
    }
    made["claims"] = {
        name: Said(name, f"{said['verdict']}: {said['sentence']}", (said["verdict"], said["sentence"]))
        for name, said in held["claims"].items()
    }
    made["records"] = {
        address: Record(kind, about, (*(_study(held, address) if kind in PARTS else terms), *_asked(fields)), fields)
        for address, (kind, about, terms, fields) in held["records"].items()
    }
    return Snapshot(**made)


def _study(held: dict, address: str) -> list[str]:
    return held["records"][address.partition("/")[0]][2]


def _asked(fields: dict[str, object]) -> list[str]:
    """Return the outcome or event of a row, which chapters ask for."""
    return [str(fields[field]) for field in ("outcome", "event") if field in fields]


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _claims(questions: Questions) -> Iterator[tuple[str, Said]]:
    for name, claim in declared(questions.evidence.library.root).items():
        judged = _judge(claim, questions)
        text = filled(
            re.sub(r"\{number\}`[^`]+`", partial(_number, questions), claim.text),
            questions.evidence,
            questions.computed,
        )
        failed = [finding for finding in judged.findings if finding.holds is not True]
        why = "; ".join(f"needs {finding.needs}; finds {finding.found}" for finding in failed)
        told = f"{judged.verdict}: {text}" + (f" ({why})" if why else "")
        rows = tuple(dict.fromkeys(row for finding in failed for row in finding.rows))
        yield name, Said(name, told, (judged.verdict, text), rows)


def _number(questions: Questions, found: re.Match) -> str:
    try:
        return filled(found[0], questions.evidence, questions.computed)
    except KeyError:  # it stands on the other side alone
        return "(no number)"


def _judge(claim: Claim, questions: Questions) -> Judged:
    try:
        return judge(claim, questions.find)
    except LookupError as error:  # a state from before a term that the claim names
        return Judged(claim, "open", (Finding("what this state doesn't know", str(error.args[0]), None),))


def _certainty(evidence: Evidence) -> Iterator[tuple[str, Said]]:
    appraisal = evidence.library.appraisal
    for name, rated in appraisal.certainties.items():
        level = rate(rated, tools_of(rated, appraisal.risks, appraisal.tools)).level
        text = level.replace("-", " ") if level else "not rated"
        about = f"{evidence.vocabulary.label('conditions', rated.condition)}: {rated.outcome}"
        yield name, Said(about, text, (text,), tuple(rated.rows))


def _judgements(evidence: Evidence) -> Iterator[tuple[str, Said]]:
    appraisal = evidence.library.appraisal
    stale = appraisal.stale(evidence.library.studies)
    for name, judged in appraisal.judgements():
        text = "unsigned" if not judged.signed else "stale: its values changed" if name in stale else "stands"
        yield name, Said(name.replace("/", ": ").replace("-", " "), text, (text,))


def _estimates(questions: Questions) -> Iterator[tuple[str, Said]]:
    """Yield differences and ratios, under the keys of their results."""
    for event, found in questions.harms.items():
        lines = [(f"harm.{event}.{line.diseases[0]}", line) for line in found.by_disease]
        for key, line in [*lines, (f"harm.{event}.all", found.across)]:
            if line is not None:
                yield f"{key}.difference", _said(line.difference.main, per_thousand(line.difference.main))
                yield f"{key}.ratio", _said(line.ratio.main, ratio(line.ratio.main))
        if found.none is not None:
            yield f"harm.{event}.none", _said(found.none, "")
    for paired in differences(questions.evidence):
        key = "paired." + paired.rows[1].replace("/", ".")
        yield key, _said(paired, questions.computed[key].value)


def _said(found: Analysis, text: str) -> Said:
    rows = found.rows
    about = f"{found.question} ({found.measure.replace('-', ' ')})"
    if not isinstance(found, Estimate):
        return Said(about, f"refused: {found.sentence}", ("refused", found.rule), rows)
    null = NULL[found.measure]
    sense = (text.partition(" (")[2], (found.estimate > null) - (found.estimate < null))
    people = count(found.participants, "person", "people")
    trials = f"{count(found.k, 'trial')}, {count(found.tables, 'result')}, {people}"
    return Said(about, f"{text}; {trials}", (*sense, found.k, found.tables, found.participants), rows)


def _directions(evidence: Evidence) -> Iterator[tuple[str, Said]]:
    for group in evidence.topic.groups:
        for made in comparisons(evidence, group):
            about = f"{made.what}, {made.study.id}"
            told = made.way if made.way in ("stated", "awaited") else f"{made.way} than {made.against}"
            rows = tuple(f"{made.study.id}/{row}" for row in made.rows)
            yield " ".join(rows), Said(about, told, (made.way, made.against), rows)


def _records(evidence: Evidence) -> Iterator[tuple[str, Record]]:
    for name, study in evidence.records.items():
        terms = (name, *study.conditions, *evidence.groups_of(study), study.domain)
        whole = study.model_dump(exclude={"id", *TABLES})
        yield name, Record("study", study.title, terms, _flat(whole))
        for table, (kind, prefix) in TABLES.items():
            for item in getattr(study, table):
                fields = _flat(item)
                key = str(fields.pop("id", None) or fields.pop("key", ""))
                about = str(next((fields[f] for f in ("label", "diagnosis", "name", "url") if fields.get(f)), key))
                yield f"{name}/{prefix}{key}", Record(kind, about, (*terms, *_asked(fields)), fields)
    for name, judged in evidence.library.appraisal.judgements():
        yield name, Record("judgement", name, (), _flat(judged))
    for part, terms in evidence.vocabulary.items():
        for key, term in terms.items():
            yield f"{part}/{key}", Record("term", term.label, (key,), _flat(term))
    for key, reference in evidence.references.items():
        fields = {k: v for k, v in dataclasses.asdict(reference).items() if k != "line"}
        yield f"references.bib/{key}", Record("reference", reference.title, (), _flat(fields))
    beside = {"review": evidence.library.review}
    beside |= {f"comparators/{item.condition}": item for item in evidence.library.comparators.entries.values()}
    beside |= {f"left-out/{item.study}/{item.what}": item for item in evidence.library.left_out}
    yield from ((key, Record("review", key, (), _flat(item))) for key, item in beside.items())


def _flat(value: object, path: str = "") -> dict[str, object]:
    """Return plain values by their path; what is empty is left out, and so is the same as absent."""
    if isinstance(value, BaseModel):
        value = value.model_dump()
    if isinstance(value, dict):
        inner = value.items()
    elif isinstance(value, list | tuple) and any(isinstance(item, dict) for item in value):
        inner = enumerate(value, 1)
    else:
        return {} if value in (None, "", [], (), {}) else {path: list(value) if isinstance(value, tuple) else value}
    return {k: v for key, item in inner for k, v in _flat(item, f"{path}.{key}" if path else str(key)).items()}
