"""What a review is about, as data (``topic.yaml``): its treatment, its control, its groups and its words for them."""

from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from livingevidence.record.models import (
    Arm,
    Day,
    FormTerm,
    IdentityModel,
    InterventionTerms,
    Model,
    Slug,
    Study,
    StudyName,
    TermOf,
    Text,
    field,
)


class Treatment(Model):
    """The treatment whose benefit and harm are asked."""

    label: Text = field('As in "studies of ..."; the treatment by its route.')
    given: Text = field('As in "patients who had ..."; the treatment in words for anybody.')
    drug: Text = field('As in "better with ...".')
    short: Slug = field('One word for the preparation as manufactured, as in "with the ...", and in keys of results.')
    interventions: InterventionTerms = field("An arm with one of them, by one of the routes, was treated.")
    routes: Annotated[list[Slug], Field(min_length=1), TermOf("routes")] = field(
        "Routes by which it was given, the one of an arm without other treatment first."
    )
    form: FormTerm = field("The form in which it is manufactured.")
    regimen: Text = field("Strength and frequency of the arms that the main analysis takes, as ``2 % twice daily``.")
    column: str = field(
        "The column of the table of studies that says whether an arm got it.", pattern=r"^[a-z][a-z_]*$"
    )
    class_: Slug = field("The class of its interventions in the vocabulary.", alias="class")


PeriodTerm = Annotated[Slug, TermOf("periods")]


class Control(Model):
    """What the treatment is held against."""

    intervention: Annotated[Slug, TermOf("interventions")] = field("The term of the vocabulary.")
    label: Text = field('As in "against ...".')
    included: Text = field('Who besides the treated is counted in a trial against it, as "the placebo group included".')
    route: Annotated[Slug, TermOf("routes")] | None = field("By which route, where it is not the treatment's.", None)
    period: PeriodTerm = field("The period in which people on it and on the treatment are compared.")
    without: list[PeriodTerm] = field("The periods that are known to have no comparator of their own.", [])
    extension: PeriodTerm | None = field("Of these the one that follows a comparison, where there is one.", None)


class Untreated(Model):
    """How records tell of people whom nobody treated."""

    interventions: Annotated[list[Slug], TermOf("interventions")] = field("An arm with nothing else had no treatment.")
    outcomes: Annotated[list[Slug], TermOf("outcomes")] = field("Those of a whole study without treatment.", [])


class Rung(Model):
    """A rung of the ladder of evidence."""

    one: Text
    many: Text = field("A study on it, and several.")
    short: Text = field("Its name at the head of a narrow column.")
    comparator: Literal["control", "same-people", "none"] = field(
        "What stands beside the treated people in the same study: a group on the control, the same people, or nobody."
    )
    people: Literal["enrolled", "followed", "chosen", "single"] = field(
        "How they came: a protocol enrolled them, a clinic's were followed, some were chosen, or one was told of. "
        "Of those chosen nobody knows of how many, so nothing is pooled; of a single one there is no percentage."
    )


class Harms(Model):
    """Which harms stand on the page of every condition; :mod:`livingevidence.results.harm_balance` has the rule."""

    compared: list[Slug] = field("Classes of adverse events that are weighed against the control.", [])
    grave: Slug | None = field("Rare and grave events, by their name in ``together``.", None)


class PatientWords(Model):
    """What every patient is told, whatever the disease."""

    what: Text = field("What the treatment is, in a sentence for anybody.", "")
    ask: list[Text] = field("Questions to take to the clinic.", [])
    diseases: dict[str, Text] = field("What a disease is, in words for anybody, by its term.", {})


class EarlierReview(Model):
    """The review that this one succeeds."""

    study: StudyName
    searched: Day = field("The last day of the time to which it searched.")


class Topic(IdentityModel):
    """What the review is about (``topic.yaml``)."""

    title: Text
    name: Slug = field("The name of its downloads.")
    keywords: list[Text]
    treatment: Treatment
    control: Control
    groups: Annotated[list[Slug], TermOf("groups")] = field("Those that are asked about, in their order.", min_length=1)
    shelves: dict[Slug, Text] = field("On which studies stand, with their titles, in their order.", min_length=1)
    ladder: dict[Slug, Rung] = field("The rungs of the ladder of evidence, the strongest first.", min_length=1)
    comparisons: dict[Slug, Text] = field("With what a rating of certainty may compare, that of the control first.")
    families: dict[Slug, Text] = field("What an outcome of benefit is seen in, with the head of its column.")
    labels: dict[Slug, StudyName] = field("Product labels that are quoted: a short name, and the study of each.", {})
    pinned: list[Slug] = field("Claims of other conditions that the page of every condition shows.", [])
    untreated: Untreated = Untreated(interventions=[])
    other_treatments: dict[Slug, Text] = field(
        "Where chapters tell of other treatments of a group, as ``chapters/rashes#other-treatments``.", {}
    )
    names_with_digits: list[Text] = field("Names that hold a digit and are no result, which a chapter may type.", [])
    together: dict[Slug, list[Slug]] = field("Outcomes and events that claims ask about as one, by a name.", {})
    harms: Harms = Harms()
    for_patients: PatientWords = PatientWords()
    succeeds: EarlierReview | None = None
    notice: Text | None = field("What every page says at its foot, behind that it is no medical advice.", None)

    def treats(self, arm: Arm) -> bool:
        """Return whether an arm got the treatment, alone or with another."""
        return bool(set(self.treatment.interventions) & set(arm.interventions)) and arm.route in self.treatment.routes

    def treats_alone(self, arm: Arm) -> bool:
        """Return whether an arm got the treatment and nothing else."""
        treatment = self.treatment
        return set(arm.interventions) <= set(treatment.interventions) and arm.route == treatment.routes[0]

    def as_made(self, arm: Arm) -> bool:
        """Return whether an arm got the treatment as manufactured, and nothing else."""
        return self.treats_alone(arm) and arm.form == self.treatment.form

    def controls(self, arm: Arm) -> bool:
        """Return whether an arm got the control and nothing else, by the route of the treatment."""
        return self.is_control(arm) and arm.route == (self.control.route or self.treatment.routes[0])

    def is_control(self, arm: Arm) -> bool:
        """Return whether an arm got the control and nothing else, by any route."""
        return arm.interventions == [self.control.intervention]

    def is_about(self, study: Study) -> bool:
        """Return whether an arm of a study got the treatment."""
        return any(self.treats(arm) for arm in study.arms)

    @cached_property
    def controlled_rung(self) -> str:
        """The rung of trials against the control."""
        return next(name for name, rung in self.ladder.items() if rung.comparator == "control")

    @cached_property
    def within_people_rung(self) -> str | None:
        """The rung of trials on areas of the same people; None where there is none."""
        return next((name for name, rung in self.ladder.items() if rung.comparator == "same-people"), None)

    @cached_property
    def compared_rungs(self) -> tuple[str, ...]:
        """The rungs whose studies have a comparator."""
        return tuple(name for name, rung in self.ladder.items() if rung.comparator != "none")
