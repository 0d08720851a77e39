"""The data model of a study record: one file, one study.

Models are strict: an unknown field is refused and nothing is converted. They say only what a value *is*;
what it must *agree with* (arms, sources, terms, arithmetic) is in :mod:`livingevidence.record.rules`.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Unit:
    """What a number is a number of, beside the field that holds it; columns of tables and downloads tell it."""

    name: str


@dataclass(frozen=True)
class TermOf:
    """The list of the vocabulary whose terms a field holds."""

    name: str


@dataclass(frozen=True)
class NameOf:
    """What a field names that stands elsewhere, such as an ``arm`` of the same study, or a ``row`` by its address."""

    name: str


Text = Annotated[str, Field(min_length=1), AfterValidator(_seen)]
ArmName = Annotated[Slug, NameOf("arm")]
SourceName = Annotated[SourceId, NameOf("source")]
TrialNames = Annotated[list[TrialId], NameOf("trial")]
StudyName = Annotated[Slug, NameOf("study")]
ReferenceKey = Annotated[Slug, NameOf("reference")]
Count = Annotated[int, Field(ge=0, le=1_000_000_000)]
Share = Annotated[float, Field(ge=0, le=100), Unit("%")]
People = Annotated[Count, Unit("people")]
Counted = Annotated[Count, Unit("people, unless the column unit names another")]
Measured = Annotated[float, Unit("as the columns measure and unit say")]
Weeks = Annotated[float, Unit("weeks")]
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
    """Id of the source within its study."""
    url: Text
    """Where it was read, mirrors included."""
    kind: Text
    """What it is."""
    read: Text
    """How much of it was read."""
    verification: Literal["primary", "secondary"]
    """Primary: the study's own text; secondary: a text about it."""
    via: Text | None = None


class Report(Model):
    """One publication of a study: paper, abstract, registry record or label."""

    key: ReferenceKey
    """Key in references.bib."""
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
    """Journal article, registry record, label, ..."""
    read: Literal["full", "part", "abstract", "record", "excerpt", "secondary-only", "none"]
    """How much of it was read."""
    sources: list[SourceName] = []
    """The texts through which it was read, or read about."""
    first_public: PublicDate
    """When it first became public, as precisely as known, or unknown."""
    first_public_from: Text | None = None
    """What the date is of and where it stands."""
    note: Text | None = None


class Trial(Model):
    """One registered unit whose results the study reports."""

    id: TrialId
    """Registry number, or the study's id where none is known."""
    name: Text | None = None
    """Short name as printed."""
    registry: Text | None = None
    """Registry."""
    registered: bool
    """False where no number is known."""
    also: list[Text] = []
    started: TrialDate | None = None
    """When it started, as precisely as known; missing if not read."""
    completed: TrialDate | None = None
    """When it was, or is to be, completed; missing if not read."""
    completed_is: Literal["actual", "expected"] | None = None
    """Actual, or expected where the text read looked ahead."""
    results_posted: TrialDate | None = None
    """When results first stood on a registry; missing if not read."""
    status: Literal["not-yet-recruiting", "recruiting", "active", "completed", "terminated", "unknown"] | None = None
    """Status in the text read, which may be older than this version."""
    dates_from: Text | None = None
    """Where dates and status stand."""


class Arm(Model):
    """People (or treated areas, in a within-patient trial) that got the same."""

    id: Slug
    """Id of the arm within its study."""
    label: Text
    """What the arm got, in words."""
    interventions: Annotated[list[Slug], Field(min_length=1), TermOf("interventions")]
    """Interventions."""
    route: Annotated[Slug, TermOf("routes")]
    """Route."""
    form: Annotated[Slug, TermOf("forms")]
    """Form."""
    strength_percent: Annotated[float, Unit("%")] | None = None
    """Strength of a topical product in percent."""
    dose: Text | None = None
    """Dose as printed."""
    frequency: Text | None = None
    """Frequency as printed."""
    duration_weeks: Annotated[Weeks, Field(ge=0)] | None = None
    """Planned treatment in weeks."""
    duration_label: Text | None = None
    n: People | None = None
    """People in the arm; missing if not read."""
    trials: TrialNames | None = None
    """The trials that the arm belongs to; all of the study if left out."""
    role: Literal["treatment", "comparator", "all"]
    """Treatment, comparator, or all people together."""
    note: Text | None = None


class Contrast(Model):
    """The two arms that a row compares."""

    treatment: ArmName
    """Treatment arm of a contrast."""
    comparator: ArmName
    """Comparator arm of a contrast."""
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
    source: SourceName
    printed: Printed | None = None
    note: Text | None = None


class Row(Model):
    """One result. Which numbers it may carry follows from its kind (see :data:`FIELDS_OF_KIND`)."""

    id: Slug
    """Id of the row within its study; its address is study/row."""
    arm: ArmName | None = None
    """Arm; missing for contrasts and rows of the whole study."""
    contrast: Contrast | None = None
    label: Text
    """What was measured, in the words of the reader."""
    measure: Annotated[Slug, TermOf("measures")]
    """How it is expressed."""
    measure_label: Text | None = None
    kind: Kind
    """Count, percent, value, contrast, qualitative or awaited."""
    trials: TrialNames | None = None
    """The trials covered; if left out those of its arm, else all of the study."""
    timepoint_weeks: Annotated[Weeks, Field(ge=0)] | None = None
    """Weeks from the start of treatment."""
    timepoint_label: Text | None = None
    period: Annotated[Slug, TermOf("periods")]
    """Period."""
    primary: bool = False
    """True if the source calls it primary."""
    higher_is_better: bool | None = None
    events: Counted | None = None
    """People, or units, with the event."""
    n: Counted | None = None
    """People, or units, counted."""
    unit: Text | None = None
    """What is counted when not people, or the unit of the value."""
    percent: Share | None = None
    """Percentage as printed."""
    value: Measured | None = None
    """Value or estimate as printed."""
    value_low: Measured | None = None
    """Lower end of a range of values."""
    value_high: Measured | None = None
    """Upper end of a range of values."""
    sd: Annotated[Measured, Field(ge=0)] | None = None
    """Standard deviation."""
    se: Annotated[Measured, Field(ge=0)] | None = None
    """Standard error."""
    ci_low: Measured | None = None
    """Lower end of the 95 % interval, unless ci_type says otherwise."""
    ci_high: Measured | None = None
    """Upper end of the interval."""
    ci_type: Text | None = None
    """What the interval is, where it is no 95 % confidence interval."""
    iqr_printed: Text | None = None
    range_printed: Text | None = None
    p_value: PValue | None = None
    """P value as printed."""
    text: Text | None = None
    """The result in words; for awaited rows, what is awaited."""
    where: Text | None = None
    source: SourceName
    """Source in which it was read."""
    locator: Text
    """Place in the source; not recorded where it was not kept."""
    second_readings: list[SecondReading] = []
    not_read_again: Text | None = None
    """Why the second reader could not find the row again."""
    note: Text | None = None


class Outcome(Row):
    """An outcome row."""

    outcome: Annotated[Slug, TermOf("outcomes")]
    """Outcome."""


class AdverseEvent(Row):
    """An adverse-event row."""

    event: Annotated[Slug, TermOf("adverse-events")]
    """Adverse event."""
    serious: bool | None = None
    """Serious as the source or the term says; missing if not stated."""
    duplicate_of: StudyName | None = None
    """Another study that holds the same row: never pool both."""


class Case(Model):
    """A patient described one by one, or a few described together."""

    id: Slug
    """Id of the case within its study."""
    people: Annotated[People, Field(ge=1)] = 1
    """Patients that the entry describes."""
    condition: Annotated[Slug, TermOf("conditions")]
    """Condition."""
    diagnosis: Text
    age_years: Annotated[float, Unit("years")] | None = None
    """Age in years."""
    age_text: Text | None = None
    sex: Literal["female", "male"] | None = None
    """Female or male."""
    regimen: Text
    """Treatment as printed."""
    prior_treatments: list[Text] = []
    concomitant: list[Text] = []
    weeks_to_response: Weeks | None = None
    """Weeks until the response."""
    weeks_followed: Weeks | None = None
    """Weeks of observation."""
    response: Literal["complete", "partial", "none", "relapse-after-stop"] | None = None
    """Complete, partial, none or relapse-after-stop; missing if not read."""
    response_detail: Text | None = None
    """Response in words."""
    washout: Text | None = None
    relapse: Text | None = None
    rechallenge: Text | None = None
    untreated_side: Text | None = None
    stable_before: Text | None = None
    adverse_events: Text | None = None
    source: SourceName
    """Source in which it was read."""
    locator: Text = NOT_RECORDED
    """Place in the source."""


class Population(Model):
    """Who was studied."""

    n_enrolled: People | None = None
    """People enrolled; missing if not read."""
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

    study: StudyName
    why: Text


class Study(Model):
    """What a page is about: a trial, cohort, series, case report, review or label."""

    id: Slug
    """Id of the study, its address."""
    title: Text
    """Title of the study's main report."""
    title_is: Literal["exact", "described"]
    """Exact, or described where the exact title was not seen."""
    domain: Annotated[Slug, NameOf("shelf")]
    """Shelf of the review."""
    conditions: Annotated[list[Slug], Field(min_length=1), TermOf("conditions")]
    """Conditions."""
    condition_label: Text
    design: Annotated[Slug, TermOf("designs")]
    """Design."""
    design_label: Text
    authors: list[Text] = []
    """Names as printed; empty if not seen."""
    country: list[Text] = []
    phase: Text | None = None
    """Phase as printed."""
    blinding: Text | None = None
    """Blinding as printed."""
    funding: Text | None = None
    """Sponsor or funding as printed; missing if not read."""
    identifiers: list[Text] = []
    population: Population = Population()
    trials: list[Trial] = []
    arms: list[Arm] = []
    reports: Annotated[list[Report], Field(min_length=1)]
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
