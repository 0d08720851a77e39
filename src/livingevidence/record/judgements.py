"""Judgements of risk of bias and certainty, one file each, and whether the values that they were made on changed."""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Literal, get_args

from pydantic import Field

from livingevidence.record.addresses import Address
from livingevidence.record.ages import children_alone
from livingevidence.record.models import (
    NUMBERS,
    Day,
    IdentityModel,
    Model,
    NameOf,
    ReferenceKey,
    Row,
    RowNames,
    Slug,
    SourceName,
    Study,
    StudyName,
    TermOf,
    Text,
    field,
)
from livingevidence.record.reads import remembered
from livingevidence.record.topic import Topic

Level = Literal["very-low", "low", "moderate", "high"]
LEVELS: tuple[Level, ...] = ("very-low", "low", "moderate", "high")
Role = Literal["first reader", "second reader", "clinician", "statistician", "editor"]
ROLES: tuple[Role, ...] = get_args(Role)
LevelCount = Annotated[int, Field(ge=0, le=3)]


class Tool(Model):
    """An appraisal tool (``appraisal/tools.yaml``)."""

    label: Text
    definition: Text
    cites: ReferenceKey
    designs: Annotated[list[Slug], TermOf("designs")]
    per_result: bool = field("Whether it judges single results, not the study as a whole.")
    starts: Level = field("The level at which certainty starts when it rests on studies judged with this tool.")
    judgements: dict[str, Text] = field("What it allows, from best to worst.")
    overall: Literal["at-least-worst", "none"]
    domains: dict[Slug, Text]


class Signature(Model):
    """Who stands for a judgement, since when, and for which values."""

    role: Role
    date: Day
    digest: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
    result: Text | None = field("What was computed of the rows of a rating, of 1,000 people, when it was signed.", None)


class Judgement(Model):
    """A judgement on one domain, or on all of them."""

    judgement: Slug = field("Judgement in the tool's terms; missing where none could be made.")
    reason: Text = field("Why it was made, or why none could be.")
    source: SourceName | None = field("Source that it rests on; missing where it rests on what no text says.", None)
    locator: Text | None = field("Place in the source.", None)


class RiskOfBias(IdentityModel):
    """Risk of bias of a study, or of results of it."""

    study: StudyName = field("Study judged.")
    tool: Annotated[Slug, NameOf("tool")] = field("Tool, as in data/appraisal/tools.yaml.")
    rows: Annotated[list[Slug], NameOf("own-row")] = field(
        "The rows judged; left out where the tool judges the study as a whole.", []
    )
    made_from: Literal[
        "full text", "part of the full text", "abstract", "registry record", "several texts", "texts about the study"
    ] = field("What it was judged from.")
    not_assessable: Text | None = field("Why no judgement can be made; it then has no domains.", None)
    domains: dict[Slug, Judgement] = field("By the names of the domains of its tool.", {})
    overall: Judgement | None = None
    signed: list[Signature] = field("Who stands for it, the newest last; ``sign`` adds to it.", [])


class Step(Model):
    """How far one reason moves certainty, and why."""

    by: LevelCount
    reason: Text = field("The reason in a sentence.")


class ReasonsDown(Model):
    """The five reasons to rate down."""

    risk_of_bias: Step
    inconsistency: Step
    indirectness: Step
    imprecision: Step
    publication_bias: Step


class ReasonsUp(Model):
    """The three reasons to rate up."""

    large_effect: Step
    dose_response: Step
    opposing_confounding: Step


class Departure(Model):
    """A person's reason to go above the cap for evidence without a comparator, or against the rule on imprecision."""

    role: Literal["clinician", "statistician", "editor"]
    reason: Text


class Question(Model):
    """What a rating asks; whatever answers it is part of what the rating was made on."""

    outcomes: Annotated[list[Slug], TermOf("outcomes")] = field("Outcomes asked about.", [])
    adverse_events: Annotated[list[Slug], TermOf("adverse-events")] = field("Adverse events asked about.", [])
    periods: Annotated[list[Slug], TermOf("periods")] = field("The periods whose results count.", min_length=1)
    children: bool = field("Whether it asks about children alone, so that a study of adults answers nothing.", False)

    def asks(self, row: Row) -> bool:
        """Return whether a row is of a period and an outcome or adverse event that is asked about."""
        outcome = getattr(row, "outcome", None)
        is_asked = outcome in self.outcomes if outcome else row.event in self.adverse_events
        return is_asked and row.period in self.periods


class Certainty(IdentityModel):
    """Certainty of what is known of one outcome in one condition, by GRADE."""

    condition: Annotated[Slug, TermOf("conditions")] = field("Condition.")
    kind: Literal["benefit", "harm"] = field("Benefit or harm.")
    outcome: Text = field("Outcome in words, with its timepoint.")
    comparison: Annotated[Slug, NameOf("comparison")] = field(
        "What it compares with: one of the comparisons of ``topic.yaml``."
    )
    question: Question = field("Which outcomes or adverse events it asks about, and in which periods.")
    rows: RowNames = field("The rows it rests on, as ``study/row``.", min_length=1)
    risk_of_bias: Annotated[list[str], NameOf("risk")] = field(
        "The judgements of risk of bias it rests on, by the names of their files.", []
    )
    means: Text = field("What it means in plain words.")
    not_rated: Text | None = field("Why it can't be rated yet.", None)
    down: ReasonsDown | None = None
    up: ReasonsUp | None = None
    exception: Departure | None = None
    signed: list[Signature] = field("Who stands for it, the newest last; ``sign`` adds to it.", [])


@dataclass(frozen=True)
class Appraisal:
    """Everything that was judged, by the names of files.

    In the evidence of a past day both mappings are ``dates.StandingJudgements``, which tests each judgement that is
    asked for. The untested ones are its ``untested``, from which the few that are wanted are chosen first.
    """

    tools: dict[str, Tool]
    risks: Mapping[str, RiskOfBias]
    certainties: Mapping[str, Certainty]

    def judgements(self) -> Iterator[tuple[str, RiskOfBias | Certainty]]:
        """Yield every judgement with its name: ``risk-of-bias/<file>`` and ``certainty/<file>``."""
        yield from ((f"risk-of-bias/{name}", risk) for name, risk in self.risks.items())
        yield from ((f"certainty/{name}", rating) for name, rating in self.certainties.items())

    def judgement(self, name: str) -> RiskOfBias | Certainty:
        """Return the judgement of such a name; raises KeyError where there is none."""
        folder, _, stem = name.partition("/")
        return (self.certainties if folder == "certainty" else self.risks)[stem]

    def ratings_where(self, fits: Callable[[Certainty], bool]) -> list[str]:
        """Return the names of the ratings that fit."""
        untested = getattr(self.certainties, "untested", self.certainties)
        return [name for name, rating in untested.items() if fits(rating) and name in self.certainties]

    def risks_of(self, study: str) -> dict[str, RiskOfBias]:
        """Return the judgements of risk of bias of a study by their names."""
        return {name: self.risks[name] for name in self._risk_names.get(study, ()) if name in self.risks}

    @cached_property
    def _risk_names(self) -> dict[str, list[str]]:
        names: dict[str, list[str]] = {}
        for name, risk in getattr(self.risks, "untested", self.risks).items():
            names.setdefault(risk.study, []).append(name)
        return names

    def digest(self, name: str, studies: Mapping[str, Study], topic: Topic) -> str | None:
        """Return the digest of the values on which a judgement would be made today; None if its study is gone."""
        judgement = self.judgement(name)
        if isinstance(judgement, Certainty):
            return _digest(self._behind_certainty(judgement, studies, topic))
        return _digest_behind_risk(judgement, studies[judgement.study]) if judgement.study in studies else None

    def stale_names(self, studies: Mapping[str, Study], topic: Topic) -> tuple[str, ...]:
        """Return the names of the judgements that are stale."""
        return tuple(name for name, _ in self.judgements() if self.is_stale(name, studies, topic))

    def is_stale(self, name: str, studies: Mapping[str, Study], topic: Topic) -> bool:
        """Return whether nobody signed a judgement, or its values changed since the last signature."""
        signed, digest = self.judgement(name).signed, self.digest(name, studies, topic)
        return digest is not None and not (signed and signed[-1].digest == digest)

    def _behind_certainty(self, rating: Certainty, studies: Mapping[str, Study], topic: Topic) -> Iterator[str]:
        """Yield what a rating is made on: what answers its question, and the judgements of risk of bias behind it."""
        answers = list(answering_rows(rating, studies, topic))
        addresses = {Address.of(study.id, row.id) for study, rows in answers for row in rows}
        question = rating.question.model_dump(exclude={"children"})
        behind = [rating.condition, rating.comparison, question, addresses.issuperset(rating.rows)]
        yield from map(_as_text, [*behind, "children"] if rating.question.children else behind)
        yield from (_as_text([study.design, *_values_of(study.id, rows)]) for study, rows in answers)
        for risk in (self.risks[name] for name in rating.risk_of_bias if name in self.risks):
            domains = {name: domain.judgement for name, domain in risk.domains.items()}
            yield _as_text([risk.tool, domains, risk.overall and risk.overall.judgement])


def answering_rows(rating: Certainty, studies: Mapping[str, Study], topic: Topic) -> Iterator[tuple[Study, list[Row]]]:
    """Yield each study with its rows that answer the question of a rating today, and those that the rating names."""
    named_studies = {address.study for address in map(Address, rating.rows)}
    for study in studies.values():
        may_answer = rating.condition in study.conditions or study.id in named_studies
        if may_answer and (rows := _answering_rows_of(rating, study, topic)):
            yield study, rows


# The same object stands for a study on all days between two of its reports, so one answer serves them all.
@remembered(1024)
def _answering_rows_of(rating: Certainty, study: Study, topic: Topic) -> list[Row]:
    is_about = rating.condition in study.conditions and topic.is_about(study)
    is_about = is_about and (not rating.question.children or children_alone(study))
    arms = _compared_arms(rating, study, topic) if is_about else set()
    ids = {address.part for address in map(Address, rating.rows) if address.study == study.id}
    for row in study.rows if arms else ():
        is_own_result = row.kind != "awaited" and not row.duplicate_of
        if is_own_result and arms.issuperset(row.arms) and rating.question.asks(row):
            ids.add(row.id)
    return [row for row in study.rows if row.id in ids]


def _compared_arms(rating: Certainty, study: Study, topic: Topic) -> set[str]:
    """Return the arms with the treatment and those that a rating compares them with; none if the latter are missing."""
    treated = {arm.id for arm in study.arms if topic.treats(arm)}
    if rating.comparison == "none":
        return treated
    with_control = rating.comparison == next(iter(topic.comparisons))
    others = {arm.id for arm in study.arms if not topic.treats(arm) and topic.is_control(arm) == with_control}
    return treated | others if others else set()


# Every number that a row may carry; the words of a qualitative row are compared apart, in :func:`_values_of`.
_PRINTED = NUMBERS - {"ci_type", "text", "where", "awaits"}
_ROW = _PRINTED | {"kind", "measure", "arm", "trials", "period", "timepoint_weeks"}
_ARM = {"interventions", "route", "form", "strength_percent", "duration_weeks", "n", "trials"}
_PEOPLE = {"n_enrolled", "n_analysed", "n_completed"}


@remembered(512)
def _digest_behind_risk(risk: RiskOfBias, study: Study) -> str:
    """Return the digest of what a judgement of risk of bias is made on: design, people, arms and rows."""
    rows = [row for row in study.rows if not risk.rows or row.id in risk.rows]
    arms = [[arm.id, arm.model_dump(include=_ARM)] for arm in study.arms]
    behind = [study.design, study.population.model_dump(include=_PEOPLE), arms, *_values_of(study.id, rows)]
    return _digest(map(_as_text, behind))


def _values_of(study: str, rows: Iterable[Row]) -> Iterator[list]:
    """Yield the values of rows; the words of a statement are its value, without their case and punctuation."""
    for row in rows:
        compared_arms = row.contrast and row.arms
        words = re.findall(r"\w+", row.text.casefold()) if row.kind == "qualitative" else None
        yield [study, row.id, {name: getattr(row, name) for name in _ROW}, compared_arms, words]


def _as_text(values: object) -> str:
    return json.dumps(values, sort_keys=True, ensure_ascii=True, default=str)


def _digest(texts: Iterable[str]) -> str:
    """Return the digest of a JSON list, whose items are given as JSON already, for they are kept one by one."""
    return hashlib.sha256(f"[{', '.join(texts)}]".encode()).hexdigest()[:16]
