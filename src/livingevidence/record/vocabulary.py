"""The controlled vocabulary: each term once, with its definition, kept as data."""

from typing import Annotated, Literal

from pydantic import Field

from livingevidence.record.candidates import Step
from livingevidence.record.models import Kind, Model, NameOf, PartialDate, Slug, StudyName, TermOf, Text, field


class Term(Model):
    """A term: its short label, what it means, and by what else it is looked for."""

    label: Text
    definition: Text
    synonyms: list[str] = field(
        "Other names, and names of forms that have no term of their own, by which readers look for it.", []
    )


class Form(Model):
    """What is known of a form of a disease that has no page of its own."""

    study: StudyName
    detail: Text = field("The name of a further number of its people.")
    words: Text = field("A sentence with ``{}`` in the number's place.")


class Condition(Term):
    """A disease, in one or two groups."""

    groups: Annotated[list[str], Field(min_length=1, max_length=2), TermOf("groups")]
    words: list[str] = field("Words, as of sites and ages, that are no name, and by which readers may look for it.", [])
    forms: dict[str, Form] = field("What is told to a reader who looks for one of its names.", {})
    collective: bool = field("True for a heading over several diseases that a source does not separate.", False)


class Design(Term):
    """A study design and its rung on the ladder of evidence."""

    ladder: Annotated[Slug, NameOf("rung")] = field(
        "A rung of ``topic.yaml``, or ``none`` where no patient stands behind it."
    )


class Intervention(Term):
    """What an arm gets."""

    class_: Slug = field(
        "Its class: ``control``, ``none``, ``mixed``, ``active-comparator``, or the drugs' own.", alias="class"
    )
    first_in_people: PartialDate | None = field(
        "Year in which the drug was first given to people, as a bound for the dates of reports.", None
    )
    first_in_people_from: str | None = None


class Route(Term):
    """How an arm gets it."""

    strongest_percent: float | None = field(
        "The strongest product in percent that is given so; missing where what is given is a dose.", None
    )


class OutcomeTerm(Term):
    """An outcome: its scale, direction and definition of response."""

    kind: Literal["efficacy", "flow", "exposure", "harm", "count-of-evidence", "statement", "mechanism", "relapse"]
    family: Annotated[Slug, NameOf("family")] = field(
        "Of efficacy, what it is seen in: one of the families of ``topic.yaml``.", "signs"
    )
    scale: str | None = None
    direction: Literal["higher-is-better", "lower-is-better", "none"]
    response: str | None = None


class EventTerm(Term):
    """An adverse event."""

    class_: Literal[
        "any",
        "serious",
        "discontinuation",
        "death",
        "application-site",
        "infection",
        "malignancy",
        "cardiovascular",
        "thrombosis",
        "skin",
        "laboratory",
        "other",
    ] = Field(alias="class")
    serious: bool = False


class Measure(Term):
    """How a result is expressed, which settles what kind of row it is."""

    kind: Kind
    null: float | None = None
    own_changes: bool = field("Whether it is a mean of people's own changes, or of their paired differences.", False)
    unit: str | None = field("What follows each of its values; where it has none, what the row names.", None)


class Exclusion(Term):
    """Why a candidate is left out."""

    step: Step | None = field("Where a screener must have read so much for it; else it is for every step.", None)


MODELS: dict[str, type[Term]] = {
    "groups": Term,
    "conditions": Condition,
    "designs": Design,
    "interventions": Intervention,
    "routes": Route,
    "forms": Term,
    "periods": Term,
    "measures": Measure,
    "outcomes": OutcomeTerm,
    "adverse-events": EventTerm,
    "exclusions": Exclusion,
}
OPTIONAL = ("exclusions",)  # what only a review that searches has


class Vocabulary(dict[str, dict[str, Term]]):
    """All terms, by list: ``vocabulary["conditions"]["a-condition"].label``."""

    def list_of(self, term: str) -> str:
        """Return the list of an adverse event or an outcome; a name that both have is that of the event."""
        return "adverse-events" if term in self["adverse-events"] else "outcomes"

    def label(self, name: str, term: str) -> str:
        """Return the label of a term, or the term itself where it is unknown."""
        entry = self[name].get(term)
        return entry.label if entry else term

    def label_of(self, term: str) -> str:
        """Return the label of an adverse event or an outcome."""
        return self.label(self.list_of(term), term)
