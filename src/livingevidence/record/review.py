"""Small files beside the studies: facts on the review, its protocol, its standards, and what it leaves out or adds."""

import re
from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from livingevidence.record.addresses import Address, names_in
from livingevidence.record.models import (
    ConditionTerm,
    Day,
    Model,
    ReferenceKey,
    RowName,
    RowNames,
    Slug,
    SourceName,
    StudyName,
    TermOf,
    Text,
    field,
)
from livingevidence.record.text import slug


class OtherFinding(Model):
    """How records were found that no search brought."""

    date: Day
    how: Text = field("From where, and that it was no search, in a sentence.")


class UpkeepStop(Model):
    """That a review is not kept up to date, for a time or for good."""

    how: Literal["paused", "retired"]
    since: Day
    reason: Text = field("Why, in a sentence, as every page tells it.")

    @property
    def sentence(self) -> str:
        """The words on every page, in the feed and in the data."""
        what = "is paused" if self.how == "paused" else "has been retired"
        return f"This review {what} since {self.since}, and is not kept up to date. {self.reason}"


class Review(Model):
    """Facts on the review as a whole (``review.yaml``)."""

    evidence_as_of: Day = field("The day on which a record was last entered or changed.")
    last_searched: Day | None = field("The day of the last systematic search; null while there was none.")
    found: list[OtherFinding] = field("How records were found before and beside searches, the oldest first.", [])
    stopped: UpkeepStop | None = field("Given while nobody keeps the review up to date.", None)


class Criterion(Model):
    """What of one concept is taken in and what is not, with the reason."""

    concept: Literal["People", "Treatment", "Comparator", "Outcomes", "Design"]
    what: Text
    group: Annotated[Slug, TermOf("groups")] | None = field("For people: the term of the vocabulary's groups.", None)
    taken_in: Text = Field(alias="in")
    out: Text
    reason: Text


class Amendment(Model):
    """A change of the protocol."""

    date: Day
    what: Text
    why: Text


class Window(Model):
    """Weeks that count as the same time."""

    week: Annotated[float, Field(gt=0)] = field("The middle.")
    around: Annotated[float, Field(ge=0)] = field("How far around it.")


WINDOWS = [Window(week=8.0, around=4.0), Window(week=24.0, around=8.0), Window(week=52.0, around=12.0)]


class Pooling(Model):
    """What of benefit is pooled as harms are, and what counts as the same time."""

    outcomes: Annotated[list[Slug], TermOf("outcomes")] = field(
        "Outcomes that trials against the control counted, and that are pooled over them.", []
    )
    windows: list[Window] = field("Results of one of them are pooled; without any, time plays no part.", WINDOWS)
    main: Literal["strata", "random effects"] = field(
        "Which line stands for several trials: one common effect, or from three on that which lets them differ.",
        "strata",
    )


class Protocol(Model):
    """Whom and what the review takes in, and what of that was changed when (``protocol.yaml``)."""

    eligibility: Annotated[list[Criterion], Field(min_length=1)]
    pooling: Pooling = Pooling()
    amendments: list[Amendment] = field("The newest first.", min_length=1)


class LeftOut(Model):
    """Something that was read and is not a row of its own, or a study that no chapter discusses (``left-out.yaml``)."""

    study: StudyName | None = field("The record it is of; a publication that has none is named as `report`.", None)
    report: ReferenceKey | None = field("A publication that is no report of a study here.", None)
    what: Text
    reason: Text
    to_read: bool = field("True if it is known and still to be read.", False)
    chapter: Slug | None = field("The chapter that lists the study with the reason, where none discusses it.", None)

    @model_validator(mode="after")
    def _study_or_report(self) -> Self:
        if (self.study is None) == (self.report is None):
            raise ValueError("either `study`, or `report` for a publication without a record")
        return self


class RetiredClaim(Model):
    """A claim that no longer stands on any page (``retired.yaml``)."""

    id: Slug
    text: Text = field("The sentence as it was.")
    date: Day = field("The day on which it was retired.")
    evidence: Text = field("What retired it.")


class Part(Model):
    """A part of a saying, in the grammar of claims: one question a line."""

    part: Text = field("What it says.")
    shows: Text = field("What the evidence must show.")
    there: Text | None = field("The evidence that must be there to test it.", None)


class Saying(Model):
    """A saying of earlier work, taken apart (``sayings.yaml``)."""

    id: Slug
    study: StudyName | None = field("The record that holds it.", None)
    by: Text | None = field("Who said it, where no record holds it.", None)
    said: Text = field("The words in MyST: quoted by ``{number}`` from the record, else the review's own.")
    parts: Annotated[list[Part], Field(min_length=1)]


class NaturalHistory(Model):
    """Natural history that a record holds in words."""

    study: StudyName
    source: SourceName | None = field("The text it stands in; none only where the words name the publication.", None)
    text: Text = field("As it stands in the record.")


class Comparator(Model):
    """Which comparators are known of one condition (``comparators.yaml``): the control, natural history, or none."""

    condition: ConditionTerm
    control: RowNames = field("Rows of the control in trials of any treatment, ``study/row``; awaited ones too.", [])
    natural_history: RowNames = field("Rows of people or lesions that nobody treated.", [])
    told: list[NaturalHistory] = field("Natural history in words.", [])
    none_known: Text | None = field("A sentence, where there is neither.", None)


class Label(Model):
    """A product label that was read."""

    study: StudyName = field("The study that holds it.")
    where: Text = field("Where it applies.")


class Note(Model):
    """What stands in no row of its own, but in a second reading."""

    row: RowName = field("The row beside whose reading it stands.")
    text: Text


class Question(Model):
    """A question to the labels."""

    question: Text
    rows: RowNames = field("Rows that answer it, label by label; none where no label that was read does.", [])
    note: Note | None = None
    jump: Text | None = field("The words by which the first screen of a condition leads to it.", None)
    on_paper: bool = field("Whether it stands on the printed sheet of a condition.", False)
    folded: bool = field(
        "Whether the page of a condition folds it away; of others, labels that say nothing are named.", False
    )

    @property
    def id(self) -> str:
        """Its name on the page of a condition, made of its words."""
        return slug(self.question)


class Stop(Model):
    """A patient for whom a label rules the treatment out, in a few words."""

    words: Text = field("As behind *not if*, without a digit.")
    rows: RowNames = field("Rows that say so.", min_length=1)


class Prescribing(Model):
    """What product labels are asked before the treatment is prescribed (``prescribing.yaml``)."""

    labels: list[Label] = field("The labels that were read.", [])
    newer: RowName | None = field("The awaited row of a label that is newer than what was read.", None)
    unread: list[Text] = field("What a prescriber looks for in a label, and no part that was read tells.", [])
    stops: list[Stop] = field("Who should not have it, as the first screen of a condition tells.", [])
    questions: list[Question] = field("What they are asked, in the order of the page.", [])

    @model_validator(mode="after")
    def _labelled(self) -> Self:
        studies = {Address(name.word).study for name in names_in(self) if name.kind == "row"}
        if unknown := ", ".join(sorted(studies - set(self.where))):
            raise ValueError(f"each row of a study that stands under `labels`, which {unknown} does not")
        return self

    @property
    def where(self) -> dict[str, str]:
        """Where each label applies, by its study."""
        return {label.study: label.where for label in self.labels}


Target = Annotated[str, Field(pattern=r"^[a-z0-9-]+(/[a-z0-9-]+)*(#[a-z0-9-]+)?$")]


class MetBySearch(Model):
    """Where and how an item is met once a source was searched; ``{sources}``, ``{days}``, ``{hits}`` are the log's."""

    met: Annotated[list[Target], Field(min_length=1)]
    how: Text


class Item(Model):
    """One item of a standard: met somewhere, or not yet."""

    id: Annotated[str, Field(pattern=r"^[A-Z]?[1-9][0-9]?([a-f]|\.[1-9][0-9]?)?$")] = field(
        "As in the standard, such as ``13a``."
    )
    topic: Text = field("What it asks for, in our own words.")
    critical: bool = field("True for the items that AMSTAR 2 calls critical.", False)
    met: list[Target] | None = field(
        "Where: pages of the site, or headings such as ``page#heading``.", None, min_length=1
    )
    how: Text | None = field("In a sentence, how it is met there.", None)
    not_yet: Text | None = field("Why it is not met, in a sentence.", None)
    searched: MetBySearch | None = field("What stands instead of `not_yet` once a source was searched.", None)

    @model_validator(mode="after")
    def _met_or_not_yet(self) -> Self:
        fields = [name for name in ("met", "how", "not_yet") if getattr(self, name) is not None]
        if fields not in (["met", "how"], ["not_yet"]):
            found = " and ".join(fields) or "neither"
            raise ValueError(f"`met` with `how`, or `not_yet` alone; item {self.id} has {found}")
        if self.searched and self.met:
            raise ValueError(f"`searched` beside `not_yet` alone; item {self.id} is met")
        return self


def _each_once(items: list[Item]) -> list[Item]:
    ids = [item.id for item in items]
    if repeated := {id for id in ids if ids.count(id) > 1}:
        raise ValueError(f"each item once; {' and '.join(sorted(repeated))} stands again")
    return items


class Checklist(Model):
    """A reporting standard item by item (``checklists/<name>.yaml``): where each is met, or why not yet."""

    name: Text
    reference: ReferenceKey = field("The key of its paper in ``references.bib``.")
    note: Text | None = field("Left out once a source was searched, where items wait for that.", None)
    items: Annotated[list[Item], Field(min_length=1), AfterValidator(_each_once)]

    @property
    def met(self) -> list[Item]:
        """The items that are met."""
        return [item for item in self.items if item.met]

    def after_search(self, totals: Mapping[str, str]) -> Self:
        """Return the standard as it is met by what the log of a search tells."""

        def met_item(item: Item) -> Item:
            how = re.sub(r"\{(\w+)\}", lambda match: totals.get(match[1], match[0]), item.searched.how)
            return item.model_copy(update={"met": item.searched.met, "how": how, "not_yet": None})

        items = [met_item(item) if item.searched else item for item in self.items]
        return self if items == self.items else self.model_copy(update={"items": items, "note": None})


COUNTS = {"prisma-2020": 42, "prisma-lsr": 14, "prisma-s": 16, "swim": 9, "amstar-2": 16, "inspect-sr": 25}
"""How many items each standard has, sub-items counted singly, so that none can vanish from its file."""
