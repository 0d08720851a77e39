"""The data model of a study record: one file, one study; and what a field may hold, here and in other files.

Models are strict: an unknown field is refused and nothing is converted. They say only what a value *is*;
what it must *agree with* (arms, sources, terms, arithmetic) is in :mod:`livingevidence.record.rules`.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal, get_args

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from livingevidence.record.problems import hidden_in

NOT_RECORDED = "not recorded"
LONGEST_TEXT = 20_000  # characters of a text, so that a cell of any spreadsheet can hold it


class Model(BaseModel):
    """Base of all that is curated: strict, frozen, no unknown fields, no NaN."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False, defer_build=True)


class IdentityModel(Model):
    """A model whose hash is its identity, so that what is computed of it is kept for this very object."""

    def __hash__(self) -> int:
        return id(self)


def field(description: str, default: Any = ..., **limits: Any) -> Any:
    """Return a field with its description, which pages, columns and schemas show, and its limits."""
    return Field(default, description=description, **limits)


@dataclass(frozen=True)
class Unit:
    """What a number is a number of, beside the field that holds it; columns of tables and downloads tell it."""

    name: str


@dataclass(frozen=True)
class TermOf:
    """The list of the vocabulary whose terms a field holds."""

    name: str

    def __get_pydantic_json_schema__(self, core: Any, handler: Callable[[Any], dict]) -> dict:
        """Return the schema of a field, or of each item of a list, marked with the list of its terms."""
        schema = handler(core)
        schema.get("items", schema)["termOf"] = self.name
        return schema


@dataclass(frozen=True)
class NameOf:
    """What a field names that stands elsewhere, such as an ``arm`` of the same study, or a ``row`` by its address."""

    name: str


def _visible_text(text: str) -> str:
    if hidden := hidden_in(text):
        raise ValueError(f"visible text: delete the hidden character U+{ord(hidden):04X}")
    if not text.strip():
        raise ValueError("visible text: write words")
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"at most {LONGEST_TEXT:,} characters: shorten it, it has {len(text):,}")
    return text


def _day(text: str) -> str:
    try:
        if datetime.date.fromisoformat(text).isoformat() == text:
            return text
    except ValueError:
        pass
    raise ValueError('a day as "2026-01-31"')


def _as_printed(value: object) -> object:
    """Return a number as the text it was written as, which YAML makes of a year or a P value without quotes."""
    is_number = isinstance(value, float | int) and not isinstance(value, bool)
    return getattr(value, "text", str(value)) if is_number else value


def _text_of(pattern: str) -> tuple[Any, ...]:
    """Return the marks of a text of that form, which may be written as a number."""
    form = Field(pattern=pattern)
    return form, BeforeValidator(_as_printed, json_schema_input_type=Annotated[str, form] | float)


SLUG, SOURCE = r"^[a-z0-9]+(-[a-z0-9]+)*$", r"^S[1-9][0-9]*$"
PARTIAL, PUBLIC = r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$", r"^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?|unknown)$"
Slug = Annotated[str, Field(pattern=SLUG, max_length=80)]
TrialId = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9./ -]*$", max_length=60)]
SourceId = Annotated[str, Field(pattern=SOURCE)]
RowAddress = Annotated[str, Field(pattern=r"^[a-z0-9-]+/[a-z0-9-]+$")]
Text = Annotated[str, Field(min_length=1), AfterValidator(_visible_text)]
TextOrNumber = Annotated[
    str | float | int, AfterValidator(lambda value: _visible_text(value) if isinstance(value, str) else value)
]
Day = Annotated[str, AfterValidator(_day)]
PartialDate = Annotated[str, *_text_of(PARTIAL)]
PublicDate = Annotated[str, *_text_of(PUBLIC)]
# With a point, or as a power of ten in any of the ways that papers print: 1e-5, 1.2 × 10-5, 10⁻⁵.
_POWER = r"([0-9]([.·][0-9]+)?([eE]| ?[x×·] ?10\^?)|10\^?)[-\u2010-\u2013\u2212⁻][0-9⁰¹²³⁴-⁹]+"
P_VALUE = rf"^[<>=≤≥]? ?(0?[.·][0-9]+|[01]([.·]0+)?|{_POWER})$"
PValue = Annotated[str, *_text_of(P_VALUE)]

ArmName = Annotated[Slug, NameOf("arm")]
SourceName = Annotated[SourceId, NameOf("source")]
TrialNames = Annotated[list[TrialId], NameOf("trial")]
StudyName = Annotated[Slug, NameOf("study")]
ReferenceKey = Annotated[Slug, NameOf("reference")]
RowName = Annotated[RowAddress, NameOf("row")]
RowNames = Annotated[list[RowAddress], NameOf("row")]
ConditionTerm = Annotated[Slug, TermOf("conditions")]
FormTerm = Annotated[Slug, TermOf("forms")]
InterventionTerms = Annotated[list[Slug], Field(min_length=1), TermOf("interventions")]

Count = Annotated[int, Field(ge=0, le=1_000_000_000)]
Share = Annotated[float, Field(ge=0, le=100), Unit("%")]
People = Annotated[Count, Unit("people")]
UnitCount = Annotated[Count, Unit("people, unless the column unit names another")]
Measurement = Annotated[float, Field(ge=-1e12, le=1e12), Unit("as the columns measure and unit say")]
Weeks = Annotated[float, Field(ge=0, le=5_200), Unit("weeks")]

Kind = Literal["count", "percent", "value", "contrast", "qualitative", "awaited"]
AwaitedState = Literal["running", "unreported", "not-obtained", "unknown"]
Response = Literal["complete", "partial", "none", "relapse-after-stop"]
RESPONSES: tuple[Response, ...] = get_args(Response)


class Source(Model):
    """One text that was read."""

    id: SourceId = field("Id of the source within its study.")
    url: Text = field("Where it was read, mirrors included.")
    kind: Text = field("What it is.")
    read: Text = field("How much of it was read.")
    verification: Literal["primary", "secondary"] = field("Primary: the study's own text; secondary: a text about it.")
    via: Text | None = None


class Report(Model):
    """One publication of a study: paper, abstract, registry record or label."""

    key: ReferenceKey = field("Key in references.bib.")
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
    ] = field("Journal article, registry record, label, ...")
    read: Literal["full", "part", "abstract", "record", "excerpt", "secondary-only", "none"] = field(
        "How much of it was read."
    )
    sources: list[SourceName] = field("The texts through which it was read, or read about.", [])
    first_public: PublicDate = field("When it first became public, as precisely as known, or unknown.")
    first_public_from: Text | None = field("What the date is of and where it stands.", None)
    note: Text | None = None


class Trial(Model):
    """One registered unit whose results the study reports."""

    id: TrialId = field("Registry number, or the study's id where none is known.")
    name: Text | None = field("Short name as printed.", None)
    registry: Text | None = field("Registry.", None)
    registered: bool = field("False where no number is known.")
    also: list[Text] = []
    started: PartialDate | None = field("When it started, as precisely as known; missing if not read.", None)
    primary_completed: PartialDate | None = field(
        "When it had, or is to have, its last visit for the primary outcome; missing if not read.", None
    )
    primary_completed_is: Literal["actual", "expected"] | None = field("As for the completion of the whole.", None)
    completed: PartialDate | None = field("When it was, or is to be, completed; missing if not read.", None)
    completed_is: Literal["actual", "expected"] | None = field(
        "Actual, or expected where the text read looked ahead.", None
    )
    results_posted: PartialDate | None = field("When results first stood on a registry; missing if not read.", None)
    status: (
        Literal["not-yet-recruiting", "recruiting", "active", "completed", "terminated", "withdrawn", "unknown"] | None
    ) = field("Status in the text read, which may be older than this version.", None)
    dates_from: Text | None = field("Where dates and status stand.", None)


class Arm(Model):
    """People (or treated areas, in a within-patient trial) that got the same."""

    id: Slug = field("Id of the arm within its study.")
    label: Text = field("What the arm got, in words.")
    interventions: InterventionTerms = field("Interventions.")
    either: bool = field("Whether each of them had one of the interventions, and nobody knows how many which.", False)
    route: Annotated[Slug, TermOf("routes")] = field("Route.")
    form: FormTerm = field("Form.")
    strength_percent: Annotated[float, Field(gt=0), Unit("%")] | None = field(
        "Strength of a topical product in percent.", None
    )
    dose: Text | None = field("Dose as printed.", None)
    frequency: Text | None = field("Frequency as printed.", None)
    duration_weeks: Weeks | None = field("Planned treatment in weeks.", None)
    duration_label: Text | None = None
    n: People | None = field("People in the arm; missing if not read.", None)
    trials: TrialNames | None = field("The trials that the arm belongs to; all of the study if left out.", None)
    role: Literal["treatment", "comparator", "all"] = field("Treatment, comparator, or all people together.")
    note: Text | None = None


class Contrast(Model):
    """The two arms that a row compares."""

    treatment: ArmName = field("Treatment arm of a contrast.")
    comparator: ArmName = field("Comparator arm of a contrast.")
    label: Text


class Printed(Model):
    """The numbers that the second reader found, as printed."""

    events: Count | None = None
    n: Count | None = None
    percent: TextOrNumber | None = None
    value: TextOrNumber | None = None
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

    id: Slug = field("Id of the row within its study; its address is study/row.")
    arm: ArmName | None = field("Arm; missing for contrasts and rows of the whole study.", None)
    contrast: Contrast | None = None
    label: Text = field("What was measured, in the words of the reader.")
    measure: Annotated[Slug, TermOf("measures")] = field("How it is expressed.")
    measure_label: Text | None = None
    kind: Kind = field("Count, percent, value, contrast, qualitative or awaited.")
    trials: TrialNames | None = field("The trials covered; if left out those of its arm, else all of the study.", None)
    timepoint_weeks: Weeks | None = field("Weeks from the start of treatment.", None)
    timepoint_label: Text | None = None
    period: Annotated[Slug, TermOf("periods")] = field("Period.")
    primary: bool = field("True if the source calls it primary.", False)
    higher_is_better: bool | None = None
    events: UnitCount | None = field("People, or units, with the event.", None)
    n: UnitCount | None = field("People, or units, counted.", None)
    unit: Text | None = field("What is counted when not people, or the unit of the value.", None)
    percent: Share | None = field("Percentage as printed.", None)
    value: Measurement | None = field("Value or estimate as printed.", None)
    value_low: Measurement | None = field("Lower end of a range of values.", None)
    value_high: Measurement | None = field("Upper end of a range of values.", None)
    sd: Annotated[Measurement, Field(ge=0)] | None = field("Standard deviation.", None)
    se: Annotated[Measurement, Field(ge=0)] | None = field("Standard error.", None)
    ci_low: Measurement | None = field("Lower end of the 95 % interval, unless ci_type says otherwise.", None)
    ci_high: Measurement | None = field("Upper end of the interval.", None)
    ci_type: Text | None = field("What the interval is, where it is no 95 % confidence interval.", None)
    iqr_printed: Text | None = None
    range_printed: Text | None = None
    p_value: PValue | None = field("P value as printed.", None)
    text: Text | None = field("The result in words; for awaited rows, what is awaited.", None)
    awaits: AwaitedState | None = field(
        "Of an awaited row: its trial runs, is over unreported, or reported what was not obtained; if left out, as the "
        "trial's status and the kinds of reports say.",
        None,
    )
    where: Text | None = None
    source: SourceName = field("Source in which it was read.")
    locator: Text = field("Place in the source; not recorded where it was not kept.")
    second_readings: list[SecondReading] = []
    not_read_again: Text | None = field("Why the second reader could not find the row again.", None)
    note: Text | None = None

    @property
    def arms(self) -> list[str]:
        """The arm, or the two that it compares; none of a row of the whole study."""
        if self.contrast:
            return [self.contrast.treatment, self.contrast.comparator]
        return [self.arm] if self.arm else []


class Outcome(Row):
    """An outcome row."""

    outcome: Annotated[Slug, TermOf("outcomes")] = field("Outcome.")
    duplicate_of: ClassVar[None] = None  # which adverse events alone have, and whoever looks through all rows asks for


class AdverseEvent(Row):
    """An adverse-event row."""

    event: Annotated[Slug, TermOf("adverse-events")] = field("Adverse event.")
    serious: bool | None = field("Serious as the source or the term says; missing if not stated.", None)
    duplicate_of: StudyName | None = field("Another study that holds the same row: never pool both.", None)


class Case(Model):
    """A patient described one by one, or a few described together."""

    id: Slug = field("Id of the case within its study.")
    people: Annotated[People, Field(ge=1)] = field("Patients that the entry describes.", 1)
    condition: ConditionTerm = field("Condition.")
    diagnosis: Text
    age_years: Annotated[float, Field(ge=0, le=110), Unit("years")] | None = field("Age in years.", None)
    age_text: Text | None = None
    sex: Literal["female", "male"] | None = field("Female or male.", None)
    regimen: Text = field("Treatment as printed.")
    prior_treatments: list[Text] = []
    concomitant: list[Text] = []
    weeks_to_response: Weeks | None = field("Weeks until the response.", None)
    weeks_followed: Weeks | None = field("Weeks of observation.", None)
    response: Response | None = field("Complete, partial, none or relapse-after-stop; missing if not read.", None)
    response_detail: Text | None = field("Response in words.", None)
    washout: Text | None = None
    relapse: Text | None = None
    rechallenge: Text | None = None
    untreated_side: Text | None = None
    stable_before: Text | None = None
    adverse_events: Text | None = None
    source: SourceName = field("Source in which it was read.")
    locator: Text = field("Place in the source.", NOT_RECORDED)


class Population(Model):
    """Who was studied."""

    n_enrolled: People | None = field("People enrolled; missing if not read.", None)
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
    details: dict[Text, TextOrNumber] = field("Further numbers and words, by the name under which they were noted.", {})


class Overlap(Model):
    """Another study with some of the same people."""

    study: StudyName
    why: Text


class Study(IdentityModel):
    """What a page is about: a trial, cohort, series, case report, review or label."""

    id: Slug = field("Id of the study, its address.")
    title: Text = field("Title of the study's main report.")
    title_is: Literal["exact", "described"] = field("Exact, or described where the exact title was not seen.")
    domain: Annotated[Slug, NameOf("shelf")] = field("Shelf of the review.")
    conditions: Annotated[list[Slug], Field(min_length=1), TermOf("conditions")] = field("Conditions.")
    condition_label: Text
    design: Annotated[Slug, TermOf("designs")] = field("Design.")
    design_label: Text
    authors: list[Text] = field("Names as printed; empty if not seen.", [])
    country: list[Text] = []
    phase: Text | None = field("Phase as printed.", None)
    blinding: Text | None = field("Blinding as printed.", None)
    funding: Text | None = field("Sponsor or funding as printed; missing if not read.", None)
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
    missing: list[Text] = field("What was in none of the texts that were read.", [])
    notes: list[Text] = []
    sources: list[Source]

    @property
    def rows(self) -> list[Outcome | AdverseEvent]:
        """Outcome and adverse-event rows together."""
        return [*self.outcomes, *self.adverse_events]


_INTERVAL = ("ci_low", "ci_high", "p_value")
_SPREAD = ("value", "n", "unit", "sd", "se", "ci_type", *_INTERVAL)
# kind: (fields it needs, further fields it may have); what else is of NUMBERS is refused for it.
FIELDS_OF_KIND: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "count": (("events",), ("n", "unit", "percent", *_INTERVAL)),
    "percent": (("percent",), ("n", "ci_type", *_INTERVAL)),
    "value": ((), (*_SPREAD, "value_low", "value_high", "iqr_printed", "range_printed")),
    "contrast": ((), _SPREAD),
    "qualitative": (("text",), ("n", "p_value")),
    "awaited": (("text",), ("where", "n", "awaits")),
}
NUMBERS = frozenset(name for needed, optional in FIELDS_OF_KIND.values() for name in (*needed, *optional))
