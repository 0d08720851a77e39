"""The data model of a study record: one file, one study.

Models are strict: an unknown field is refused and nothing is converted. They say only what a value *is*;
what it must *agree with* (arms, sources, terms, arithmetic) is in :mod:`livingevidence.record.rules`.
"""

from __future__ import annotations

import unicodedata
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

NOT_RECORDED = "not recorded"

Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
TrialId = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9./ -]*$", max_length=60)]
SourceId = Annotated[str, Field(pattern=r"^S[1-9][0-9]*$")]


def _seen(text: str) -> str:
    """Return text, or refuse what can't be seen or would steer how the rest is shown."""
    odd = "" if text.isprintable() else text  # which nearly every text is, and each of thousands is looked at
    hidden = [c for c in odd if unicodedata.category(c) in ("Cc", "Cf") and c != "\n"]
    if hidden or not text.strip():
        what = f"the hidden character U+{ord(hidden[0]):04X}" if hidden else "only white space"
        raise ValueError(f"visible text; it has {what}")
    return text


Text = Annotated[str, Field(min_length=1), AfterValidator(_seen)]
Count = Annotated[int, Field(ge=0, le=1_000_000_000)]
Share = Annotated[float, Field(ge=0, le=100)]
PValue = Annotated[
    str,
    Field(pattern=r"^[<>=≤≥]? ?0?\.[0-9]+$|^[01]$"),
    BeforeValidator(lambda value: str(value) if isinstance(value, float | int) else value),
]
PublicDate = Annotated[
    str,
    Field(pattern=r"^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?|unknown)$"),
    BeforeValidator(lambda value: str(value) if type(value) is int else value),
]
TrialDate = Annotated[
    str,
    Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$"),
    BeforeValidator(lambda value: str(value) if type(value) is int else value),
]

Kind = Literal["count", "percent", "value", "contrast", "qualitative", "awaited"]


class Model(BaseModel):
    """Base of all records: strict, frozen, no unknown fields, no NaN."""

    model_config = ConfigDict(
        extra="forbid", strict=True, frozen=True, allow_inf_nan=False, use_attribute_docstrings=True
    )


class Source(Model):
    """One text that was read."""

    id: SourceId
    url: Text
    """Where it was read. A mirror stands here as data; studies are cited by their reports."""
    kind: Text
    read: Text
    """How much of it was read."""
    verification: Literal["primary", "secondary"]
    """primary: the study's own abstract, paper, label or registry record; secondary: a text about it."""
    via: Text | None = None


class Report(Model):
    """One publication of a study: paper, abstract, registry record or label."""

    key: Slug
    """Its entry in ``references.bib``."""
    kind: Literal[
        "journal-article",
        "conference-abstract",
        "poster",
        "registry-record",
        "label",
        "letter",
        "lecture",
        "preprint",
        "dataset",
        "correction",
        "web",
    ]
    read: Literal["full", "part", "abstract", "record", "excerpt", "secondary-only", "none"]
    """How much of it was itself read."""
    sources: list[SourceId] = []
    """The texts through which it was read, or read about."""
    first_public: PublicDate
    """When it first became public, as precisely as known: YYYY-MM-DD, YYYY-MM, YYYY or unknown."""
    first_public_from: Text | None = None
    """What the date is of and where it stands."""
    note: Text | None = None


class Trial(Model):
    """One registered unit whose results the study reports."""

    id: TrialId
    name: Text | None = None
    registry: Text | None = None
    registered: bool
    """False when no registration number is known; the id is then the study's own."""
    also: list[Text] = []
    started: TrialDate | None = None
    """When it started, as precisely as known; where sources differ, only as far as they agree."""
    completed: TrialDate | None = None
    completed_is: Literal["actual", "expected"] | None = None
    """expected: the text that was read looked ahead to the completion."""
    results_posted: TrialDate | None = None
    """When its results first stood on a registry."""
    status: Literal["not-yet-recruiting", "recruiting", "active", "completed", "terminated", "unknown"] | None = None
    """As the text that was read has it, which may be older than this version."""
    dates_from: Text | None = None
    """Where dates and status stand."""


class Arm(Model):
    """People (or treated areas, in a within-patient trial) that got the same."""

    id: Slug
    label: Text
    interventions: Annotated[list[Slug], Field(min_length=1)]
    route: Slug
    form: Slug
    strength_percent: float | None = None
    dose: Text | None = None
    frequency: Text | None = None
    duration_weeks: Annotated[float, Field(ge=0)] | None = None
    duration_label: Text | None = None
    n: Count | None = None
    trials: list[TrialId] | None = None
    """The trials that the arm belongs to; all of the study if left out."""
    role: Literal["treatment", "comparator", "all"]
    note: Text | None = None


class Contrast(Model):
    """The two arms that a row compares."""

    treatment: Slug
    comparator: Slug
    label: Text


class Printed(Model):
    """The numbers that the second reader found, as printed."""

    events: Count | None = None
    n: Count | None = None
    percent: float | str | None = None
    value: float | str | None = None
    sd: float | None = None
    ci_low: float | None = None
    ci_high: float | None = None
    p_value: PValue | None = None
    range_low: float | None = None
    range_high: float | None = None
    iqr_low: float | None = None
    iqr_high: float | None = None
    baseline: float | None = None


class SecondReading(Model):
    """What a second reader found, without sight of the first reading."""

    agrees: bool
    source: SourceId
    printed: Printed | None = None
    note: Text | None = None


class Row(Model):
    """One result. Which numbers it may carry follows from its kind (see :data:`FIELDS_OF_KIND`)."""

    id: Slug
    arm: Slug | None = None
    contrast: Contrast | None = None
    label: Text
    """The words of the source's reader, beside the controlled term."""
    measure: Slug
    measure_label: Text | None = None
    kind: Kind
    trials: list[TrialId] | None = None
    """The trials covered; if left out those of its arm, else all of the study."""
    timepoint_weeks: Annotated[float, Field(ge=0)] | None = None
    timepoint_label: Text | None = None
    period: Slug
    primary: bool = False
    higher_is_better: bool | None = None
    events: Count | None = None
    n: Count | None = None
    unit: Text | None = None
    percent: Share | None = None
    value: float | None = None
    value_low: float | None = None
    value_high: float | None = None
    sd: Annotated[float, Field(ge=0)] | None = None
    se: Annotated[float, Field(ge=0)] | None = None
    ci_low: float | None = None
    ci_high: float | None = None
    ci_type: Text | None = None
    iqr_printed: Text | None = None
    range_printed: Text | None = None
    p_value: PValue | None = None
    text: Text | None = None
    where: Text | None = None
    source: SourceId
    locator: Text
    """Where in the source it stands; ``not recorded`` if that was not kept."""
    second_readings: list[SecondReading] = []
    not_read_again: Text | None = None
    """Why the second reader could not find the row again."""
    note: Text | None = None


class Outcome(Row):
    """An outcome row."""

    outcome: Slug


class AdverseEvent(Row):
    """An adverse-event row."""

    event: Slug
    serious: bool | None = None
    duplicate_of: Slug | None = None
    """Another study that holds the same row; never pool both."""


class Case(Model):
    """A patient described one by one, or a few described together."""

    id: Slug
    people: Annotated[Count, Field(ge=1)] = 1
    condition: Slug
    diagnosis: Text
    age_years: float | None = None
    age_text: Text | None = None
    sex: Literal["female", "male"] | None = None
    regimen: Text
    prior_treatments: list[Text] = []
    concomitant: list[Text] = []
    weeks_to_response: float | None = None
    weeks_followed: float | None = None
    response: Literal["complete", "partial", "none", "relapse-after-stop"] | None = None
    """Left out when the degree could not be read."""
    response_detail: Text | None = None
    washout: Text | None = None
    relapse: Text | None = None
    rechallenge: Text | None = None
    untreated_side: Text | None = None
    stable_before: Text | None = None
    adverse_events: Text | None = None
    source: SourceId
    locator: Text = NOT_RECORDED


class Population(Model):
    """Who was studied."""

    n_enrolled: Count | None = None
    n_analysed: Count | None = None
    n_planned: Count | None = None
    n_completed: Count | None = None
    n_studies: Count | None = None
    n_trials: Count | None = None
    age: Text | None = None
    sex: Text | None = None
    sex_female: Count | None = None
    sex_male: Count | None = None
    inclusion: Text | None = None
    details: dict[str, str | float | int] = {}
    """Further numbers and words, by the name under which they were noted."""


class Overlap(Model):
    """Another study with some of the same people."""

    study: Slug
    why: Text


class Study(Model):
    """What a page is about: a trial, cohort, series, case report, review or label."""

    id: Slug
    title: Text
    title_is: Literal["exact", "described"]
    """described: the words are ours, because the exact title was not seen."""
    domain: Slug
    conditions: Annotated[list[Slug], Field(min_length=1)]
    condition_label: Text
    design: Slug
    design_label: Text
    authors: list[Text] = []
    country: list[Text] = []
    phase: Text | None = None
    blinding: Text | None = None
    funding: Text | None = None
    identifiers: list[Text] = []
    population: Population = Population()
    trials: list[Trial] = []
    arms: list[Arm] = []
    reports: list[Report]
    outcomes: list[Outcome] = []
    adverse_events: list[AdverseEvent] = []
    cases: list[Case] = []
    mechanism: list[Text] = []
    limitations: list[Text] = []
    conflicts: list[Text] = []
    overlaps: list[Overlap] = []
    missing: list[Text] = []
    """What was in none of the texts that were read."""
    notes: list[Text] = []
    sources: list[Source]

    @property
    def rows(self) -> list[Outcome | AdverseEvent]:
        """Outcome and adverse-event rows together."""
        return [*self.outcomes, *self.adverse_events]


# kind: (fields it needs, further fields it may have). Everything else of NUMBERS is refused for it.
NUMBERS = (
    "events",
    "n",
    "unit",
    "percent",
    "value",
    "value_low",
    "value_high",
    "sd",
    "se",
    "ci_low",
    "ci_high",
    "ci_type",
    "iqr_printed",
    "range_printed",
    "p_value",
    "text",
    "where",
)
_SPREAD = ("sd", "se", "ci_low", "ci_high", "ci_type")
FIELDS_OF_KIND: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "count": (("events",), ("n", "unit", "percent", "ci_low", "ci_high", "p_value")),
    "percent": (("percent",), ("n", "ci_low", "ci_high", "ci_type", "p_value")),
    "value": (
        (),
        ("value", "value_low", "value_high", "n", "unit", *_SPREAD, "iqr_printed", "range_printed", "p_value"),
    ),
    "contrast": ((), ("value", "unit", "n", *_SPREAD, "p_value")),
    "qualitative": (("text",), ("n", "p_value")),
    "awaited": (("text",), ("where", "n")),
}
