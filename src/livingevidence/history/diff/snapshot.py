"""What one state of the evidence says: its records field by field, and everything that is computed from them."""

import dataclasses
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from textwrap import shorten
from typing import NamedTuple

from pydantic import BaseModel

from livingevidence.appraisal.certainty import grading_of
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
SEPARATE_FILES = "studies/ vocabulary/ appraisal/risk appraisal/certainty/ comparators left-out review release"
_BOUNDS = re.compile(r"^\S+ (?=\(.* to .*\)$)")  # the point before an interval as shown
LONGEST_ANSWER = 300  # letters of what a claim finds, of which `claims` tells all
KEPT_FIELDS = ("about", "text", "sense", "rows")


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
    sections = {name: section for name, section in SECTIONS.items() if judged or name != "claims"}
    statements = {name: dict(section(evidence)) for name, section in sections.items()}
    claims = ledger.all_claims(evidence.library.root).values() if judged else ()
    addresses = {address for claim in claims for _, address in numbers_in(claim.text + claim.plain) if "/" in address}
    addresses |= {f"{name}/{row.id}" for name, study in evidence.records.items() for row in study.rows}
    results = compute(evidence)
    printed = {address: plain_words(f"{{number}}`{address}`", evidence, results, GONE) for address in sorted(addresses)}
    return Snapshot({"claims": {}} | statements, printed, dict(_records(evidence)))


def as_json(state: Snapshot, version: str, day: str) -> str:
    """Return what a release says as JSON, one entry a line, so that git shows which ones it moved."""
    lines = [f'"version": {json.dumps(version)}', f'"evidence_as_of": {json.dumps(day)}']
    parts: dict[str, Mapping[str, object]] = {
        name: {key: dict(zip(KEPT_FIELDS, statement, strict=False)) for key, statement in part.items()}
        for name, part in state.statements.items()
    }
    for name, entries in (parts | {"printed": state.printed, "records": state.records}).items():
        entry_lines = ",\n".join(f"{_compact(key)}:{_compact(value)}" for key, value in entries.items())
        lines.append(f"{json.dumps(name)}: {{\n{entry_lines}\n}}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def from_json(text: str) -> Snapshot:
    """Return the snapshot that a release left.

    The first one wrote addresses as ``study#row``, kept verdict and words of a claim by their names, and of a rating
    the level alone; what it means stands in its record.
    """
    if is_first_form := '"verdict":' in text:
        text = re.sub(r'(?<=[" ])([a-z0-9-]+)#(?=[a-z0-9])', r"\1/", text)
    content = json.loads(text)
    records = {address: Record(*record) for address, record in content["records"].items()}
    sections = {name: content[name] for name in SECTIONS}
    if is_first_form:
        for name, sense in senses(sections["claims"]).items():
            sections["claims"][name] = {"about": name, "text": _claim_text(*sense), "sense": sense}
        for name, rating in sections["certainty"].items():
            sense = [*rating["sense"], records[f"certainty/{name}"].fields["means"]]
            sections["certainty"][name] = rating | {"text": ": ".join(sense), "sense": sense}
    statements = {name: {key: Statement(**fields) for key, fields in part.items()} for name, part in sections.items()}
    return Snapshot(statements, content["printed"], records)


def senses(claims: Mapping[str, dict]) -> dict[str, list]:
    """Return verdict, sentence and plain words of each claim that a release left, as JSON holds it."""
    return {name: claim.get("sense") or [*claim.values()] for name, claim in claims.items()}


def is_overturned(claim: Statement | None) -> bool:
    """Return whether a claim is overturned."""
    return claim is not None and claim.sense[0] == "overturned"


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _claim_text(verdict: str, sentence: str, plain: str) -> str:
    return f"{verdict}: {sentence}" + (f" In plain words: {plain}" if plain else "")


def _claims(evidence: Evidence) -> Iterator[tuple[str, Statement]]:
    find, results = Questions(evidence).find, compute(evidence)
    for name, claim in ledger.all_claims(evidence.library.root).items():
        words = [plain_words(text, evidence, results, GONE) for text in (claim.text, claim.plain)]
        try:
            judgement = judge(claim, find)
        except LookupError as error:  # asked of other data than those it was written on
            text = f"{_claim_text('open', *words)} (not known here: {error.args[0]})"
            yield name, Statement(name, text, ["open", *words])
            continue
        failing = [finding for finding in judgement.findings if finding.holds is not True]
        answers = [(finding.needs, shorten(finding.answer, LONGEST_ANSWER, placeholder=" …")) for finding in failing]
        why = "; ".join(f"needs {needs}; finds {answer}" for needs, answer in answers)
        text = _claim_text(judgement.verdict, *words) + (f" ({why})" if why else "")
        remedy = ledger.to_do(judgement) if failing else ""
        if judgement.verdict == "overturned":
            remedy = f"write it anew at {claim.place}, retire it, or mend the row"
        rows = dict.fromkeys(row for finding in failing for row in finding.rows)
        yield name, Statement(name, text, [judgement.verdict, *words], [*rows], remedy)


def _certainty(evidence: Evidence) -> Iterator[tuple[str, Statement]]:
    appraisal, label = evidence.library.appraisal, evidence.vocabulary.label
    for name, rating in appraisal.certainties.items():
        level = grading_of(rating, appraisal).level
        sense = [level.replace("-", " ") if level else "not rated", rating.means]
        subject = f"{label('conditions', rating.condition)}: {rating.outcome}"
        yield name, Statement(subject, ": ".join(sense), sense, rating.rows)


def _judgements(evidence: Evidence) -> Iterator[tuple[str, Statement]]:
    for name, judgement in evidence.library.appraisal.judgements():
        text, cure = "stands" if judgement.signed else "unsigned", ""
        if name in stale_judgements(evidence):
            cure = f"look at it again, then `sign {name} --role ROLE`"
            if judgement.signed:
                then = judgement.signed[-1].result
                now = result_in_words(evidence, judgement) if isinstance(judgement, Certainty) else None
                moved = f"; signed for {then or 'no result'}, now {now or 'none'} of 1,000" if then != now else ""
                text = f"stale: its values changed{moved}"
        if isinstance(judgement, Certainty):
            rows_by_study = answering_rows(judgement, evidence.records, evidence.topic)
            rows_behind = [f"{study.id}/{row.id}" for study, rows in rows_by_study for row in rows]
        else:
            rows = judgement.rows or [row.id for row in evidence.library.studies[judgement.study].rows]
            rows_behind = [f"{judgement.study}/{row}" for row in rows]
        sense, about = [text.partition(":")[0]], name.replace("/", ": ").replace("-", " ")
        yield name, Statement(about, text, sense, cure=cure, behind=rows_behind)


def _estimates(evidence: Evidence) -> Iterator[tuple[str, Statement]]:
    """Yield differences and ratios, under the keys of their results."""
    for event in analyses(evidence):
        for key, line in [*event.keyed.items(), (f"{event.key}.all", event.across)]:
            if line is not None:
                yield f"{key}.difference", _statement_on(line.difference.main, per_thousand(line.difference.main))
                yield f"{key}.ratio", _statement_on(line.ratio.main, ratio(line.ratio.main))
        if event.refusal is not None:
            yield f"{event.key}.none", _statement_on(event.refusal, "")
    for paired in differences(evidence):
        key = "paired." + paired.rows[1].replace("/", ".")
        yield key, _statement_on(paired, compute(evidence)[key].value)


def _statement_on(analysis: Analysis, text: str) -> Statement:
    about, rows = f"{analysis.question} ({analysis.measure.replace('-', ' ')})", list(analysis.rows)
    if not isinstance(analysis, Estimate):
        sentence, rule = (analysis.sentence, analysis.rule) if isinstance(analysis, Refusal) else ("", "")
        return Statement(about, f"refused: {sentence}", ["refused", rule], rows)
    null = NULL[analysis.measure]
    sense = [text.partition(" (")[2], (analysis.estimate > null) - (analysis.estimate < null)]
    people = count(analysis.participants, "person", "people")
    trials = f"{count(analysis.k, 'trial')}, {count(analysis.tables, 'result')}, {people}"
    return Statement(about, f"{text}; {trials}", [*sense, analysis.k, analysis.tables, analysis.participants], rows)


def _directions(evidence: Evidence) -> Iterator[tuple[str, Statement]]:
    for group in evidence.topic.groups:
        for comparison in comparisons(evidence, group):
            study, way, against = comparison.study.id, comparison.way, comparison.against
            direction = way if way in ("stated", "awaited") else f"{way} than {against}"
            rows = [f"{study}/{row}" for row in comparison.rows]
            yield " ".join(rows), Statement(f"{comparison.what}, {study}", direction, [way, against], rows)


def _numbers(evidence: Evidence) -> Iterator[tuple[str, Statement]]:
    estimates = dict(_estimates(evidence))
    for key, result in compute(evidence).items():
        if key not in estimates:
            text = number(result.value)
            yield key, Statement(result.meaning, text, [_BOUNDS.sub("", text)])


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
            for part in getattr(study, table):
                fields = _flat(part)
                key = str(fields.pop("id", None) or fields.pop("key", ""))
                names = [fields[field] for field in ("label", "diagnosis", "name", "url") if fields.get(field)]
                yield f"{name}/{prefix}{key}", Record(kind, str(names[0]) if names else key, [], fields)
    for name, judgement in library.appraisal.judgements():
        yield name, Record("judgement", name, [], _flat(judgement))
    for vocabulary_list, terms in evidence.vocabulary.items():
        for key, term in terms.items():
            yield f"{vocabulary_list}/{key}", Record("term", term.label, [key], _flat(term))
    for key, reference in evidence.references.items():
        fields = {name: value for name, value in dataclasses.asdict(reference).items() if name != "line"}
        yield f"references.bib/{key}", Record("reference", reference.title, [], _flat(fields))
    others: dict[str, BaseModel] = {"review": library.review}
    others |= {f"comparators/{entry.condition}": entry for entry in library.comparators.values()}
    others |= {f"left-out/{entry.study or entry.report}/{entry.what}": entry for entry in library.left_out.values()}
    yield from ((key, Record("review", key, [], _flat(entry))) for key, entry in others.items())
    for name, file in library.files.items():
        if not name.startswith(tuple(SEPARATE_FILES.split())):
            yield f"{name}.yaml", Record("file", name, [], _flat(file.data))


def _flat(value: object, path: str = "") -> dict[str, object]:
    """Return plain values by their path; what is empty is left out, and so is the same as absent."""
    if isinstance(value, BaseModel):
        value = value.model_dump(mode="json")
    parts: Iterable[tuple[object, object]]
    if isinstance(value, dict):
        parts = value.items()
    elif isinstance(value, list | tuple) and any(isinstance(part, dict) for part in value):
        parts = enumerate(value, 1)
    elif value in (None, "", [], (), {}):
        return {}
    else:
        return {path: list(value) if isinstance(value, tuple) else value}
    fields: dict[str, object] = {}
    for key, part in parts:
        fields |= _flat(part, f"{path}.{key}" if path else str(key))
    return fields
