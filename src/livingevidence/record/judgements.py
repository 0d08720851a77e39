"""The data model of judgements: one file, one judgement (``data/appraisal``)."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import Field

from livingevidence.record.addresses import RowAddress
from livingevidence.record.models import Model, NameOf, ReferenceKey, Slug, SourceName, StudyName, TermOf, Text
from livingevidence.record.review import Day

Level = Literal["very-low", "low", "moderate", "high"]
LEVELS: tuple[Level, ...] = ("very-low", "low", "moderate", "high")
Role = Literal["first reader", "second reader", "clinician", "statistician", "editor"]
ROLES: tuple[Role, ...] = get_args(Role)
Steps = Annotated[int, Field(ge=0, le=3)]


class Tool(Model):
    """An appraisal tool (``appraisal/tools.yaml``)."""

    label: Text
    definition: Text
    cites: ReferenceKey
    designs: Annotated[list[Slug], TermOf("designs")]
    per_result: bool
    """Whether it judges single results, not the study as a whole."""
    starts: Level
    """The level at which certainty starts when it rests on studies judged with this tool."""
    judgements: dict[str, Text]
    """What it allows, from best to worst."""
    overall: Literal["at-least-worst", "none"]
    domains: dict[Slug, Text]


class Signature(Model):
    """Who stands for a judgement, since when, and for which values."""

    role: Role
    date: Day
    digest: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]


class Judgement(Model):
    """A judgement on one domain, or on all of them."""

    judgement: Slug
    """Judgement in the tool's terms; missing where none could be made."""
    reason: Text
    """Why it was made, or why none could be."""
    source: SourceName | None = None
    """Source that it rests on; missing where it rests on what no text says."""
    locator: Text | None = None
    """Place in the source."""


class RiskOfBias(Model):
    """Risk of bias of a study, or of results of it."""

    study: StudyName
    """Study judged."""
    tool: Annotated[Slug, NameOf("tool")]
    """Tool, as in data/appraisal/tools.yaml."""
    rows: Annotated[list[Slug], NameOf("own-row")] = Field(default_factory=list)
    """The rows judged; left out where the tool judges the study as a whole."""
    made_from: Literal[
        "full text", "part of the full text", "abstract", "registry record", "several texts", "texts about the study"
    ]
    """What it was judged from."""
    not_assessable: Text | None = None
    """Why no judgement can be made; it then has no domains."""
    domains: dict[Slug, Judgement] = Field(default_factory=dict)
    overall: Judgement | None = None
    signed: list[Signature] = Field(default_factory=list)
    """Who stands for it, the newest last; ``sign`` adds to it."""


class Step(Model):
    """How far one reason moves certainty, and why."""

    by: Steps
    reason: Text
    """The reason in a sentence."""


class Down(Model):
    """The five reasons to rate down."""

    risk_of_bias: Step
    inconsistency: Step
    indirectness: Step
    imprecision: Step
    publication_bias: Step


class Up(Model):
    """The three reasons to rate up."""

    large_effect: Step
    dose_response: Step
    opposing_confounding: Step


class Exception_(Model):
    """A person's reason to go above the cap for evidence without a comparator."""

    role: Literal["clinician", "statistician", "editor"]
    reason: Text


class Certainty(Model):
    """Certainty of what is known of one outcome in one condition, by GRADE."""

    condition: Annotated[Slug, TermOf("conditions")]
    """Condition."""
    kind: Literal["benefit", "harm"]
    """Benefit or harm."""
    outcome: Text
    """Outcome in words, with its timepoint."""
    comparison: Annotated[Slug, NameOf("comparison")]
    """What it compares with: one of the comparisons of ``topic.yaml``."""
    rows: Annotated[list[RowAddress], Field(min_length=1), NameOf("row")]
    """The rows it rests on, as ``study/row``."""
    risk_of_bias: Annotated[list[str], NameOf("risk")] = Field(default_factory=list)
    """The judgements of risk of bias it rests on, by the names of their files."""
    means: Text
    """What it means in plain words."""
    not_rated: Text | None = None
    """Why it can't be rated yet."""
    down: Down | None = None
    up: Up | None = None
    exception: Exception_ | None = None
    signed: list[Signature] = Field(default_factory=list)
    """Who stands for it, the newest last; ``sign`` adds to it."""
