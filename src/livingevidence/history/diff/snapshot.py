"""What one state of the evidence says: its records field by field, and everything that is computed from them."""

import dataclasses
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from textwrap import shorten
from typing import NamedTuple

from pydantic import BaseModel

from livingevidence.appraisal.certainty import rating_of
from livingevidence.appraisal.standing import result_in_words, stale_judgements
from livingevidence.claims import ledger
from livingevidence.claims.base import judge
from livingevidence.claims.questions import Questions
from livingevidence.evidence.evidence import Evidence
from livingevidence.record.judgements import Certainty, answering_rows
from livingevidence.record.prose import numbers_in
from livingevidence.record.text import count, number
from livingevidence.results.compute import compute
from livingevidence.results.harm_numbers import per_thousand, ratio
from livingevidence.results.numbers import GONE, plain_words
from livingevidence.synthesis.benefit import comparisons
from livingevidence.synthesis.estimate import NULL, Analysis, Estimate, Refusal
from livingevidence.synthesis.harms import analyses
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
# Files whose entries are records by themselves, and the one that a release writes.
APART = "studies/ vocabulary/ appraisal/risk appraisal/certainty/ comparators left-out review release"
_BOUNDS = re.compile(r"^\S+ (?=\(.* to .*\)$)")  # the point before an interval as shown
LONG = 300  # letters of what a claim finds, of which `claims` tells all
KEPT = ("about", "text", "sense", "rows")


class Statement(NamedTuple):
    """One thing that the review says: what about, in which words, and the rows behind it as far as known.

    Its sense is what must stay for it not to have moved. Of a claim: verdict, sentence, plain words; of a rating: level
    and what it means; of an estimate: interval as shown, direction, trials, results, people or refusal, the point
    between the bounds isn't part of it. What cures it, and all rows behind it, are known of today's states alone.
    """

    about: str
    text: str
    sense: list
    rows: list[str] = []  # noqa: RUF012 - never changed
    cure: str = ""
    behind: Iterable[str] = ()


class Record(NamedTuple):
    """A part of the records that has an address, of a kind such as ``study``, ``row``, ``judgement`` or ``term``.

    Its terms are what chapters ask for: of a study, and so of its parts, its id, conditions, groups and shelf. Fields
    are plain values by name, inner ones by their path, such as ``population.n_enrolled``.
    """

    kind: str
    about: str
    terms: list[str]
    fields: dict[str, object]


class Snapshot(NamedTuple):
    """Everything in a state of the evidence that can move; a release leaves one.

    It has what the review says by the sections of :data:`SECTIONS`, every printed number of a claim or a row as it was
    shown, and the records, by key or address.
    """

    statements: dict[str, dict[str, Statement]]
    printed: dict[str, str]
    records: dict[str, Record]


def snapshot(evidence: Evidence, *, judged: bool = True) -> Snapshot:
    """Return what a state says, by today's rules and methods; no claims where today's code can't judge them."""
    told = {name: dict(tell(evidence)) for name, tell in SECTIONS.items() if judged or name != "claims"}
    claims = ledger.all_claims(evidence.library.root).values() if judged else ()
    placed = {at for claim in claims for _, at in numbers_in(claim.text + claim.plain) if "/" in at}
    placed |= {f"{name}/{row.id}" for name, study in evidence.records.items() for row in study.rows}
    results = compute(evidence)
    printed = {at: plain_words(f"{{number}}`{at}`", evidence, results, GONE) for at in sorted(placed)}
    return Snapshot({"claims": {}} | told, printed, dict(_records(evidence)))


def as_json(made: Snapshot, version: str, day: str) -> str:
    """Return what a release says as JSON, one entry a line, so that git shows which ones it moved."""
    lines = [f'"version": {json.dumps(version)}', f'"evidence_as_of": {json.dumps(day)}']
    parts: dict[str, Mapping[str, object]] = {
        name: {key: dict(zip(KEPT, one, strict=False)) for key, one in part.items()}
        for name, part in made.statements.items()
    }
    for name, entries in (parts | {"printed": made.printed, "records": made.records}).items():
        inner = ",\n".join(f"{_compact(key)}:{_compact(value)}" for key, value in entries.items())
        lines.append(f"{json.dumps(name)}: {{\n{inner}\n}}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def from_json(text: str) -> Snapshot:
    """Return the snapshot that a release left.

    The first one wrote addresses as ``study#row``, kept verdict and words of a claim by their names, and of a rating
    the level alone; what it means stands in its record.
    """
    if first := '"verdict":' in text:
        text = re.sub(r'(?<=[" ])([a-z0-9-]+)#(?=[a-z0-9])', r"\1/", text)
    held = json.loads(text)
    records = {address: Record(*record) for address, record in held["records"].items()}
    said = {name: held[name] for name in SECTIONS}
    for name, sense in senses(said["claims"]).items() if first else ():
        said["claims"][name] = {"about": name, "text": _worded(*sense), "sense": sense}
    for name, rated in said["certainty"].items() if first else ():
        sense = [*rated["sense"], records[f"certainty/{name}"].fields["means"]]
        said["certainty"][name] = rated | {"text": ": ".join(sense), "sense": sense}
    told = {name: {key: Statement(**one) for key, one in part.items()} for name, part in said.items()}
    return Snapshot(told, held["printed"], records)


def senses(claims: Mapping[str, dict]) -> dict[str, list]:
    """Return verdict, sentence and plain words of each claim that a release left, as JSON holds it."""
    return {name: claim.get("sense") or [*claim.values()] for name, claim in claims.items()}


def is_overturned(claim: Statement | None) -> bool:
    """Return whether a claim is overturned."""
    return claim is not None and claim.sense[0] == "overturned"


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _worded(verdict: str, sentence: str, plain: str) -> str:
    return f"{verdict}: {sentence}" + (f" In plain words: {plain}" if plain else "")


def _claims(evidence: Evidence) -> Iterator[tuple[str, Statement]]:
    find, results = Questions(evidence).find, compute(evidence)
    for name, claim in ledger.all_claims(evidence.library.root).items():
        words = [plain_words(text, evidence, results, GONE) for text in (claim.text, claim.plain)]
        try:
            judged = judge(claim, find)
        except LookupError as error:  # asked of other data than those it was written on
            yield (
                name,
                Statement(name, f"{_worded('open', *words)} (not known here: {error.args[0]})", ["open", *words]),
            )
            continue
        failed = [finding for finding in judged.findings if finding.holds is not True]
        why = "; ".join(f"needs {one.needs}; finds {shorten(one.answer, LONG, placeholder=' …')}" for one in failed)
        text = _worded(judged.verdict, *words) + (f" ({why})" if why else "")
        cure = ledger.to_do(judged) if failed else ""
        if judged.verdict == "overturned":
            cure = f"write it anew at {claim.place}, retire it, or mend the row"
        rows = dict.fromkeys(row for finding in failed for row in finding.rows)
        yield name, Statement(name, text, [judged.verdict, *words], [*rows], cure)


def _certainty(evidence: Evidence) -> Iterator[tuple[str, Statement]]:
    appraisal, label = evidence.library.appraisal, evidence.vocabulary.label
    for name, rated in appraisal.certainties.items():
        level = rating_of(rated, appraisal).level
        sense = [level.replace("-", " ") if level else "not rated", rated.means]
        about = f"{label('conditions', rated.condition)}: {rated.outcome}"
        yield name, Statement(about, ": ".join(sense), sense, rated.rows)


def _judgements(evidence: Evidence) -> Iterator[tuple[str, Statement]]:
    for name, judged in evidence.library.appraisal.judgements():
        text, cure = "stands" if judged.signed else "unsigned", ""
        if name in stale_judgements(evidence):
            cure = f"look at it again, then `sign {name} --role ROLE`"
            if judged.signed:
                then = judged.signed[-1].result
                now = result_in_words(evidence, judged) if isinstance(judged, Certainty) else None
                moved = f"; signed for {then or 'no result'}, now {now or 'none'} of 1,000" if then != now else ""
                text = f"stale: its values changed{moved}"
        if isinstance(judged, Certainty):
            found = answering_rows(judged, evidence.records, evidence.topic)
            behind = [f"{study.id}/{row.id}" for study, rows in found for row in rows]
        else:
            named = judged.rows or [row.id for row in evidence.library.studies[judged.study].rows]
            behind = [f"{judged.study}/{row}" for row in named]
        sense, about = [text.partition(":")[0]], name.replace("/", ": ").replace("-", " ")
        yield name, Statement(about, text, sense, cure=cure, behind=behind)


def _estimates(evidence: Evidence) -> Iterator[tuple[str, Statement]]:
    """Yield differences and ratios, under the keys of their results."""
    for found in analyses(evidence):
        for key, line in [*found.keyed.items(), (f"{found.key}.all", found.across)]:
            if line is not None:
                yield f"{key}.difference", _said(line.difference.main, per_thousand(line.difference.main))
                yield f"{key}.ratio", _said(line.ratio.main, ratio(line.ratio.main))
        if found.refusal is not None:
            yield f"{found.key}.none", _said(found.refusal, "")
    for paired in differences(evidence):
        key = "paired." + paired.rows[1].replace("/", ".")
        yield key, _said(paired, compute(evidence)[key].value)


def _said(found: Analysis, text: str) -> Statement:
    about, rows = f"{found.question} ({found.measure.replace('-', ' ')})", list(found.rows)
    if not isinstance(found, Estimate):
        sentence, rule = (found.sentence, found.rule) if isinstance(found, Refusal) else ("", "")
        return Statement(about, f"refused: {sentence}", ["refused", rule], rows)
    null = NULL[found.measure]
    sense = [text.partition(" (")[2], (found.estimate > null) - (found.estimate < null)]
    people = count(found.participants, "person", "people")
    trials = f"{count(found.k, 'trial')}, {count(found.tables, 'result')}, {people}"
    return Statement(about, f"{text}; {trials}", [*sense, found.k, found.tables, found.participants], rows)


def _directions(evidence: Evidence) -> Iterator[tuple[str, Statement]]:
    for group in evidence.topic.groups:
        for made in comparisons(evidence, group):
            told = made.way if made.way in ("stated", "awaited") else f"{made.way} than {made.against}"
            rows = [f"{made.study.id}/{row}" for row in made.rows]
            yield " ".join(rows), Statement(f"{made.what}, {made.study.id}", told, [made.way, made.against], rows)


def _numbers(evidence: Evidence) -> Iterator[tuple[str, Statement]]:
    estimates = dict(_estimates(evidence))
    for key, found in compute(evidence).items():
        if key not in estimates:
            text = number(found.value)
            yield key, Statement(found.meaning, text, [_BOUNDS.sub("", text)])


SECTIONS: dict[str, Callable[[Evidence], Iterator[tuple[str, Statement]]]] = {
    "claims": _claims,
    "certainty": _certainty,
    "judgements": _judgements,
    "estimates": _estimates,
    "directions": _directions,
    "numbers": _numbers,
}
"""What can move, the weightiest first; a judgement moves when it goes stale, or no longer is."""


def _records(evidence: Evidence) -> Iterator[tuple[str, Record]]:
    library = evidence.library
    for name, study in evidence.records.items():
        terms = [name, *study.conditions, *evidence.groups_of(study), study.domain]
        yield name, Record("study", study.title, terms, _flat(study.model_dump(mode="json", exclude={"id", *TABLES})))
        for table, (kind, prefix) in TABLES.items():
            for item in getattr(study, table):
                fields = _flat(item)
                key = str(fields.pop("id", None) or fields.pop("key", ""))
                about = str(next((fields[f] for f in ("label", "diagnosis", "name", "url") if fields.get(f)), key))
                yield f"{name}/{prefix}{key}", Record(kind, about, [], fields)
    for name, judged in library.appraisal.judgements():
        yield name, Record("judgement", name, [], _flat(judged))
    for part, terms in evidence.vocabulary.items():
        for key, term in terms.items():
            yield f"{part}/{key}", Record("term", term.label, [key], _flat(term))
    for key, reference in evidence.references.items():
        fields = {k: v for k, v in dataclasses.asdict(reference).items() if k != "line"}
        yield f"references.bib/{key}", Record("reference", reference.title, [], _flat(fields))
    beside: dict[str, BaseModel] = {"review": library.review}
    beside |= {f"comparators/{item.condition}": item for item in library.comparators.values()}
    beside |= {f"left-out/{item.study or item.report}/{item.what}": item for item in library.left_out.values()}
    yield from ((key, Record("review", key, [], _flat(item))) for key, item in beside.items())
    for name, file in library.files.items():
        if not name.startswith(tuple(APART.split())):
            yield f"{name}.yaml", Record("file", name, [], _flat(file.data))


def _flat(value: object, path: str = "") -> dict[str, object]:
    """Return plain values by their path; what is empty is left out, and so is the same as absent."""
    if isinstance(value, BaseModel):
        value = value.model_dump(mode="json")
    inner: Iterable[tuple[object, object]]
    if isinstance(value, dict):
        inner = value.items()
    elif isinstance(value, list | tuple) and any(isinstance(item, dict) for item in value):
        inner = enumerate(value, 1)
    else:
        return {} if value in (None, "", [], (), {}) else {path: list(value) if isinstance(value, tuple) else value}
    return {k: v for key, item in inner for k, v in _flat(item, f"{path}.{key}" if path else str(key)).items()}
