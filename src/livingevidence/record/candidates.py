"""Reports as sources describe them, those that may be one for the review, and what screeners decided on each."""

from typing import Annotated, Literal, Self, get_args

from pydantic import Field

from livingevidence.record.models import Day, Model, Slug, Text, field

SCREENERS = ("first", "second", "arbiter")
Screener = Literal["first", "second", "arbiter"]
Verdict = Literal["include", "exclude", "await"]
Step = Literal["abstract", "full-text"]
STEPS: tuple[Step, ...] = get_args(Step)
Names = Annotated[tuple[str, ...], Field(strict=False)]


class Publication(Model):
    """One report as a source describes it, in one form for all sources; what the source does not give is empty."""

    source: str = field("Which source says so.")
    title: str = field("As printed, without markup, as are journal, volume, issue, pages and abstract.")
    authors: Names = field("``Family, Given``; a group of authors by its name.", ())
    journal: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    published: str = field("First day in public as far as known: ``2026``, ``2026-03`` or ``2026-03-14``.", "")
    abstract: str = ""
    doi: str = field("Without the address before it, as are PMID and PMCID; in lower case.", "")
    pmid: str = ""
    pmcid: str = ""
    registration: str = field("Of a record of a registry, or of the results posted there.", "")
    registrations: Names = field("Numbers of trials that the report names.", ())
    kinds: Names = field("What the source calls it, such as ``Case Reports``.", ())
    notices: Names = field("Retraction, correction or concern that the source links to it.", ())
    amends: Names = field("What it corrects or retracts itself, as ``doi:10.1000/x`` or ``pmid:1``.", ())

    @property
    def year(self) -> str:
        """The year of publication; empty where it isn't known."""
        return self.published[:4]

    def filled_from(self, other: "Publication") -> Self:
        """Return the publication with what it lacks taken from another source's description."""
        missing = {name: value for name, value in other if not getattr(self, name)}
        if len(other.published) > len(self.published) and other.published.startswith(self.published):
            missing["published"] = other.published
        return self.model_copy(update=missing)


class Hit(Publication):
    """One record of a source, as it was when it was first found."""

    number: Text = field("By which the source knows it.")
    found: Day = field("Day on which it was first found.")
    strategy: int = field("Version of the strategy that found it.")
    why: str = field("Why it was taken for the same as the first record of the candidate.", "")

    @property
    def key(self) -> str:
        """Its name in this review, such as ``pubmed:1``."""
        return f"{self.source}:{self.number}"

    @property
    def identities(self) -> list[str]:
        """What no two different reports share."""
        numbers = {"doi": self.doi, "pmid": self.pmid, "pmcid": self.pmcid, "registration": self.registration}
        return [f"{kind}:{value.lower()}" for kind, value in numbers.items() if value]


class Decision(Model):
    """What a screener decided; the last at a step counts, and ``verdict`` is missing where it was taken back."""

    by: Screener
    on: Step = field("What was read for it: title and abstract, or the full text.", "abstract")
    date: Day
    verdict: Verdict | None = None
    reason: Slug | None = field("Of an exclusion: a term of the vocabulary's exclusions.", None)


class Candidate(Model):
    """What may be a report for the review: the records that are taken for one, and what became of it."""

    id: Text = field("The key of the record that was found first; it never changes.")
    hits: Annotated[list[Hit], Field(min_length=1)]
    maybe: dict[str, str] = field("Candidates that may be the same, with the reason; a person decides.", {})
    apart: list[str] = field("Keys of records that a person said are not the same.", [])
    score: int | None = None
    reasons: list[str] = field("Why it stands where it stands.", [])
    overturns: list[str] = field("Claims that a study like it would overturn.", [])
    shown: Day | None = field("Day on which it was first shown to a screener.", None)
    decisions: list[Decision] = field("Every decision, the oldest first.", [])

    @property
    def title(self) -> str:
        """The title of its first record."""
        return self.hits[0].title

    @property
    def identities(self) -> set[str]:
        """The identifiers of all its records."""
        return {identity for hit in self.hits for identity in hit.identities}

    def standing_decisions(self, step: Step) -> dict[str, Decision]:
        """Return the decision that stands of each screener at a step."""
        last = {decision.by: decision for decision in self.decisions if decision.on == step}
        return {by: decision for by, decision in last.items() if decision.verdict}

    @property
    def step(self) -> Step:
        """The last step at which anybody decided, and with it what counts."""
        return next((step for step in reversed(STEPS) if self.standing_decisions(step)), STEPS[0])

    @property
    def verdict(self) -> Verdict | Literal["disagreed"] | None:
        """What is decided at its step: by the arbiter, else by all who screened it; None where nobody did."""
        decisions = self.standing_decisions(self.step)
        if "arbiter" in decisions:
            return decisions["arbiter"].verdict
        verdicts = {decision.verdict for decision in decisions.values()}
        if len(verdicts) > 1:
            return "disagreed"
        return verdicts.pop() if verdicts else None

    @property
    def is_sought(self) -> bool:
        """Whether its full text is wanted, or was read already."""
        return self.step == "full-text" or self.verdict == "include"

    @property
    def state(self) -> Literal["fetched", "shown", "decided"]:
        """How far it has come."""
        if self.verdict not in (None, "disagreed"):
            return "decided"
        return "shown" if self.shown else "fetched"
