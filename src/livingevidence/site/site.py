"""What one build has of the review, read once, and what each page makes of it: links, sentences, filled templates."""

import datetime
import os
import pickle
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache, cached_property, partial
from pathlib import Path
from typing import Any, Literal, Self, TypeVar

from jinja2 import Environment, FileSystemBytecodeCache, PackageLoader, StrictUndefined
from markupsafe import Markup
from sphinx.util.osutil import relative_uri

from livingevidence import show
from livingevidence.appraisal import certainty, standing, verdict
from livingevidence.appraisal.standing import STALE, is_stale
from livingevidence.claims import change, ledger, selection
from livingevidence.claims.base import Claim, JudgedClaim
from livingevidence.evidence import columns, describe, treated
from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.names import labels, short_names
from livingevidence.export.package import About, about_version
from livingevidence.history.dated import ClaimAge, ReleaseState, claim_age, release_states
from livingevidence.history.diff.news import Story, story
from livingevidence.history.git import NoHistory, git
from livingevidence.record import awaited, dates
from livingevidence.record.library import Library, reread_library
from livingevidence.record.problems import BrokenEvidence, hint
from livingevidence.record.reads import (
    EVERYTHING,
    Answers,
    LastingAnswers,
    NotingMapping,
    Read,
    digest,
    digests,
    ignoring_reads,
    note_reads,
)
from livingevidence.record.release import data_digest, version_of
from livingevidence.record.release import digest_of_file as digest_of
from livingevidence.record.root import Root, files_in, find, site_address
from livingevidence.record.rules.texts import told_in_a_chapter
from livingevidence.record.text import capital, count, number
from livingevidence.results import numbers
from livingevidence.results.compute import compute
from livingevidence.results.numbers import GONE, anchor_of, plain_words
from livingevidence.results.result import Results
from livingevidence.show import arrays, context, findings, listings, trials
from livingevidence.show.inline import Inline
from livingevidence.show.table import close_direction
from livingevidence.site.ahead import begin_ahead
from livingevidence.site.html import MARKS
from livingevidence.synthesis import rules

T = TypeVar("T")
Dating = tuple[dict[str, datetime.date | None], dict[str, ledger.VerdictsByDay]]
"""Since when claims hold, and their verdicts on earlier days."""
NEVER = "no systematic search yet"
REVIEW, ANSWERS = "review.pickle", "answers.pickle"
HISTORY: Read = ("history:", "commits")
"""The read that stands for all commits up to the newest."""
Wording = Literal["text", "plain"]
VERDICTS = {
    "holds": "The evidence behind this sentence",
    "open": "Can't be told yet:",
    "overturned": "Overturned by the evidence as it is now:",
}
_SENTENCE = Markup('<span class="claim claim-{}">{}{}{}</span>')
_MARK = Markup(
    ' <a class="claim-mark reference internal" href="{}claims.html#claim-{}" title="{}. {}.">⊢ <small>{}</small></a>'
)


ROOMS = (arrays, awaited, certainty, change, columns, context, dates, describe, findings, listings, numbers)
ROOMS += (rules, selection, show, standing, treated, trials, verdict)
"""What templates may ask, each by its name."""


def environment() -> Environment:
    """Return the templates, which escape whatever they are given, with the words that all of them use."""
    templates = Environment(
        loader=PackageLoader("livingevidence.site"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.do"],
        undefined=StrictUndefined,
        bytecode_cache=FileSystemBytecodeCache(),  # in a folder of the user's own, so that each is compiled once
        finalize=lambda value: close_direction(value) if isinstance(value, str) else value,
    )
    templates.filters |= {"number": number, "capital": capital}
    templates.globals |= {"count": count, **MARKS} | {room.__name__.rpartition(".")[2]: room for room in ROOMS}
    return templates


def property_of_all_records(find: Callable[["Site"], Any]) -> property:
    """Return a property that is found once, and for which all records count as read whenever it is asked for."""

    def get(site: "Site") -> Any:
        note_reads([EVERYTHING])
        if (name := find.__name__) not in vars(site):
            with ignoring_reads():
                vars(site)[name] = find(site)
        return vars(site)[name]

    return property(get, doc=find.__doc__)


class Site:
    """The review that a build shows; directives, roles and hooks are given it when they are registered.

    Each part is read when it is first asked for, so that a build that finds nothing changed reads none; ``evidence``,
    ``results`` and ``claims`` may be handed over. The `changes_folder` holds what moved between two states of the
    evidence, from one build to the next.
    """

    def __init__(self, root: Root, changes_folder: Path | None = None, **parts: object):
        self.root, self.changes_folder = root, changes_folder or root.folder / "build" / "changes"
        self.story: Callable[[], Story] = partial(story, root.folder, self.changes_folder)
        self._digest_of_read: dict[Read, str] = {}
        self._files: Callable[[], dict[str, bytes]] = self._make_files
        self._dating: Callable[[], Dating] = self._earlier_verdicts
        self._folder, self._code, self._beside, self._key = Path(os.devnull), "", "", ""  # where nothing stands
        if "claims" in parts:
            parts["judged_claims"] = parts["claims"]
        vars(self).update(parts)

    @classmethod
    def of_folder(cls, folder: Path, changes_folder: Path | None = None) -> Self:
        """Return the site of the review that holds a folder."""
        return cls(find(start=folder), changes_folder)

    @classmethod
    def of_evidence(cls, evidence: Evidence, **parts: object) -> Self:
        """Return the site of some evidence."""
        return cls(evidence.library.root, evidence=evidence, **parts)

    def keep(self, folder: Path, code: str, beside: str, key: str) -> None:
        """Keep in a folder what was read and computed, under a name for what it was read from.

        Answers that rest on some records have another name, and digests of what was read for them: verdicts of earlier
        days that of the code and of all beside records, others that of the texts, too.
        """
        library, _ = self.evidence.library, self.holding_since
        reads = {read for verdict in library.verdicts.values() for read in verdict.reads}
        verdicts = library.verdicts, {read: self.current_digest(read) for read in reads}
        lasting = library.lasting.standing_answers() if library.lasting else ({}, {})
        with (folder / ANSWERS).open("wb") as file:  # at once it would be as large in memory, too
            pickle.dump((code, verdicts, beside, lasting), file)
        library = replace(library, verdicts={}, wait_for_verdicts=dict)  # without what it found out by the way, too
        with (folder / REVIEW).open("wb") as file:
            for part in ((code, key, self._record_digests), library, (self.results, self.judged_claims)):
                pickle.dump(part, file)

    def recall(self, folder: Path, code: str, beside: str, key: str) -> None:
        """Take what was read and computed from a folder, when it is first needed and is there under these names."""
        self._folder, self._code, self._beside, self._key = folder, code, beside, key

    @cached_property
    def recalled(self) -> bool:
        """Whether all that was read and computed is taken from the file of an earlier build."""
        with suppress(Exception), (self._folder / REVIEW).open("rb") as file:  # if it is broken all is read again
            if pickle.load(file)[1] == self._key:
                library, (results, judged) = pickle.load(file), pickle.load(file)
                vars(self).update(evidence=Evidence(library), results=results, judged_claims=judged)
                return True
        return False

    @cached_property
    def _record_digests(self) -> dict[str, str]:
        return {path.stem: digest_of(path) for path in files_in(self.root.data / "studies", ".yaml")}

    def _renewed_library(self, today: datetime.date) -> Library | None:
        """Return the library of the last build with those records read anew that changed, if no other file did."""
        with suppress(Exception), (self._folder / REVIEW).open("rb") as file:  # if it is broken all is read again
            code, _, sums = pickle.load(file)
            if code == self._code:
                changed = [name for name, digest_now in self._record_digests.items() if digest_now != sums[name]]
                return reread_library(pickle.load(file), changed, today)
        return None

    @cached_property
    def _answers(
        self,
    ) -> tuple[tuple[dict[str, ledger.VerdictsByDay], dict[Read, str]], tuple[Answers, dict[Read, str]]]:
        """What earlier builds found, on earlier days and of all records, and what was read for it."""
        with suppress(Exception):
            code, verdicts, beside, lasting = pickle.loads((self._folder / ANSWERS).read_bytes())
            return verdicts if code == self._code else ({}, {}), lasting if beside == self._beside else ({}, {})
        return ({}, {}), ({}, {})

    @cached_property
    def evidence(self) -> Evidence:
        """The evidence; raises BrokenEvidence with every problem of records and claims."""
        if self.recalled:
            return vars(self)["evidence"]
        _ = self._record_digests  # before anything is read, so that what changes meanwhile is read by the next build
        evidence = Evidence.at(self.root, renew=self._renewed_library)
        vars(self)["evidence"] = evidence  # of which is asked what moved
        evidence.library.lasting = LastingAnswers(self.current_digest, *self._answers[1])
        if wrong := [*ledger.problems(evidence), *told_in_a_chapter.problems(evidence.library)]:
            del vars(self)["evidence"]
            raise BrokenEvidence(wrong)
        return evidence

    @cached_property
    def results(self) -> Results:
        """Every computed number by its key."""
        return vars(self)["results"] if self.recalled else compute(self.evidence)

    @cached_property
    def judged_claims(self) -> Mapping[str, JudgedClaim]:
        """Every claim with its verdict and what it found."""
        if self.recalled:
            return vars(self)["judged_claims"]
        with ignoring_reads():
            return ledger.judge_all(self.evidence)

    @cached_property
    def claims(self) -> Mapping[str, JudgedClaim]:
        """Every claim with its verdict alone, which moves less often than what it found."""
        claims = {name: replace(judged, findings=()) for name, judged in self.judged_claims.items()}
        return NotingMapping("claim:", claims)

    @cached_property
    def claim_texts(self) -> Mapping[str, Claim]:
        """Every claim without its verdict; texts alone say what it is, and no record moves it."""
        return {name: judged.claim for name, judged in self.judged_claims.items()}

    @cached_property
    def release_states(self) -> Mapping[str, ReleaseState]:
        """What each release left, the oldest first."""
        return release_states(self.root)

    def dating(self, name: str) -> ClaimAge:
        """Return in which version a claim came to stand as it does."""
        claim, verdict = self.claims[name].claim, self.claims[name].verdict
        texts = (plain_words(text, self.evidence, self.results, GONE) for text in (claim.text, claim.plain))
        return claim_age(self.release_states, name, [verdict, *texts])

    @property_of_all_records
    def holding_since(self) -> Mapping[str, datetime.date | None]:
        """Since when each standing claim holds; of earlier days only what moved is judged again."""
        days, verdicts = self._dating()
        self.evidence.library.verdicts |= verdicts
        return days

    def _earlier_verdicts(self) -> Dating:
        evidence = self.evidence
        (verdicts, digests_read), lasting = self._answers
        self._answers = ({}, {}), lasting
        moved = {read for read, before in digests_read.items() if self.current_digest(read) != before}
        for by_day in verdicts.values():
            by_day.forget(moved)
        evidence.library.verdicts |= verdicts
        return ledger.holding_since(evidence, self.judged_claims), evidence.library.verdicts

    def begin_dating(self) -> None:
        """Judge the claims of earlier days while the build goes on; who asks for these days waits for that."""
        self._dating = begin_ahead(self._earlier_verdicts)
        self.evidence.library.wait_for_verdicts = cache(lambda: self.holding_since)

    def current_digest(self, read: Read) -> str:
        """Return the digest of what a read gives now."""
        if read not in self._digest_of_read:
            self._digest_of_read[read] = digest(self._current(*read))
        return self._digest_of_read[read]

    def _current(self, kind: str, name: str) -> object:
        mappings = {"result:": "results", "claim:": "claims", "number:": "numbers"}  # none is computed for another
        if kind in mappings:
            return getattr(self, mappings[kind]).value_of(name)
        if (kind, name) == HISTORY:
            with suppress(NoHistory):
                return git(self.root.folder, "rev-parse", "HEAD")
            return ""
        if kind == STALE:
            return is_stale(self.evidence, name)
        if kind == ledger.DAY:
            _ = self.holding_since  # forgets what was found of days and has moved
            return sorted(ledger.main_verdicts(self.evidence.as_of(name)).items())
        if (kind, name) == ledger.TEXTS:
            claims = ledger.all_claims(self.root).values()
            return [(claim.id, claim.text, claim.about, claim.main, claim.needs) for claim in claims]
        return sorted(self._digests.items()) if (kind, name) == EVERYTHING else self._digests.get((kind, name))

    @cached_property
    def _digests(self) -> Mapping[Read, object]:
        library = self.evidence.library
        records = digests(library.studies).items()
        return {read: (record, read[0] in library.retractions) for read, record in records}

    @cached_property
    def version(self) -> str:
        """The version of the review."""
        return version_of(self.root)

    @property_of_all_records
    def about(self) -> About:
        """The version of the review, and the day of its evidence."""
        return about_version(self.evidence, self.version)

    @property_of_all_records
    def digest(self) -> str:
        """The digest of what is curated."""
        return data_digest(self.root)

    @property
    def day(self) -> str:
        """The day of the evidence, which no record moves."""
        return self.evidence.library.review.evidence_as_of

    @property
    def last_searched(self) -> str:
        """The day of the last systematic search, or the words that there was none."""
        return self.about.last_searched or NEVER

    @property
    def address(self) -> str:
        """Where this version stands, with a slash at its end; empty where the site's address is not known."""
        base, version = site_address(), self.about.version
        folder = "development" if version.startswith("development") else version
        return f"{base}/{folder}/" if base else ""

    @property
    def names(self) -> dict[str, str]:
        """A name for each study, as it is cited."""
        return short_names(self.evidence)

    @cached_property
    def labels(self) -> dict[str, str]:
        """A label for each reference, in their order."""
        return labels(self.evidence.references)

    @cached_property
    def numbers(self) -> NotingMapping:
        """The computed results by their anchors on the page of numbers."""
        return NotingMapping("number:", {anchor_of(key): result for key, result in self.results.items()})

    @property_of_all_records
    def files(self) -> dict[str, bytes]:
        """The downloads of this version, by name."""
        return self._files()

    def _make_files(self) -> dict[str, bytes]:
        from livingevidence.export.files import files  # needs pandas, which is slow to import

        return files(self.evidence, self.results, self.judged_claims)

    def begin_files(self, then: Callable[[dict[str, bytes]], T]) -> Callable[[], T]:
        """Make the downloads, and what is made of them, while the build goes on without pandas; return what waits."""
        _ = self.results, self.judged_claims

        def find() -> tuple[dict[str, bytes], T]:
            files = self._make_files()
            return files, then(files)

        wait = begin_ahead(find, later=True)  # the build ends with them
        self._files = lambda: wait()[0]
        return lambda: wait()[1]

    def label(self, kind: str, term: str) -> str:
        """Return the words for a term of the vocabulary."""
        return self.evidence.vocabulary.label(kind, term)

    def page(self, name: str) -> "Page":
        """Return a page by its name, such as ``studies/doe-2021``."""
        return Page(self, name)

    @cached_property
    def templates(self) -> Environment:
        """The templates of its pages."""
        templates = environment()
        templates.globals |= {"site": self}
        return templates

    @cached_property
    def _inline(self) -> dict[str, Inline]:
        return {}


@dataclass(frozen=True)
class Page:
    """A page that is being made."""

    site: Site
    name: str

    @property
    def base(self) -> str:
        """The way from it to the root of the site."""
        return "../" * self.name.count("/")

    @property
    def inline(self) -> Inline:
        """What renders sentences on it."""
        evidence, base, results = self.site.evidence, self.base, self.site.results
        return self.site._inline.get(base) or self.site._inline.setdefault(base, Inline(evidence, base, results))

    def fill(self, template: str, **facts: object) -> Markup:
        """Return a template filled with what it shows."""
        return Markup(self.site.templates.get_template(template).render(page=self, **facts))

    def link(self, page: str, words: str, anchor: str = "") -> Markup:
        """Return a link to another page, or to a place on it."""
        place = relative_uri(f"{self.name}.html", f"{page}.html") + (f"#{anchor}" if anchor else "")
        return Markup('<a class="reference internal" href="{}">{}</a>').format(place, words)

    def study(self, name: str, anchor: str = "", more: str = "") -> Markup:
        """Return a link to a study, or to a place on its page, by its name and what more is told."""
        return self.link(f"studies/{name}", self.site.names[name] + more, anchor)

    def place(self, source: str, where: str) -> Markup:
        """Return a source of this page, as a link to it, with the place in it."""
        return self.link(self.name, source, source) + f", {close_direction(where)}"

    def condition(self, name: str) -> Markup:
        """Return a link to a condition by its name."""
        return self.link(f"conditions/{name}", self.site.label("conditions", name))

    def claim(self, name: str, wording: Wording = "text") -> Markup:
        """Return the sentence of a claim with its mark; one that doesn't hold says so, never shown as standing.

        Raises KeyError with what is unknown and what comes near.
        """
        judged = self.site.claims.get(name)
        if not (text := getattr(judged.claim, wording) if judged else ""):
            raise KeyError("it has no plain wording" if judged else f"no such claim{hint(name, self.site.claims)}")
        warning = ""
        if judged.verdict != "holds":
            warning = Markup('<strong class="verdict">{}</strong> ').format(VERDICTS[judged.verdict])
        return _SENTENCE.format(judged.verdict, warning, self.inline.sentence(text), self.mark(name))

    def mark(self, name: str) -> Markup:
        """Return the mark behind a sentence: it leads to what the claim rests on, and says how old it is."""
        age = self.site.dating(name)
        return _MARK.format(self.base, name, VERDICTS["holds"], age.sentence, age.short)
