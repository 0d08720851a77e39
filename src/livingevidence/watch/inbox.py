"""The candidates and the log as they stand on disk: nothing moves on before its next state is written."""

import contextlib
import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from livingevidence.record.candidates import Candidate, Hit
from livingevidence.record.library import Library
from livingevidence.record.problems import BrokenEvidence, UserError, hint
from livingevidence.record.search import CANDIDATES, RUNS, Run, Search, jsonl_text, read_search
from livingevidence.record.writing import locked_folder, write_files
from livingevidence.watch.duplicates import Likeness, likely_duplicates


@dataclass
class Inbox:
    """What commands change of the search of a review.

    A change writes whole files, candidates first and then the log. A process that is killed between the two leaves a
    run out of the log, so that its window is asked again; what it found is known by then.
    """

    data: Path
    search: Search
    today: datetime.date

    @classmethod
    @contextlib.contextmanager
    def of(cls, library: Library) -> Iterator["Inbox"]:
        """Hold the inbox of a review, and keep other commands from it; one that is gone, killed or not, holds nothing.

        Raises BrokenEvidence if a line or a strategy can't be read, since it would be lost when the file is written,
        and UserError if another command is at work on it.
        """
        folder = library.root.data / "search"
        if wrong := [problem for problem in library.problems if Path(problem.file).absolute().parent == folder]:
            raise BrokenEvidence(wrong)
        if not folder.is_dir():
            raise UserError(
                f"this review has no strategies: write one, as {library.root.display_path(folder)}/<source>.yaml"
            )
        with locked_folder(folder, "candidates"):
            # Another command may have written since the library was read.
            root = library.root
            now, wrong = read_search(library.search.strategies, root.data, root.display_path(root.data))
            if wrong:
                raise BrokenEvidence(wrong)
            vars(library.search).update(vars(now))
            yield cls(library.root.data, library.search, library.today)

    def save(self) -> None:
        """Write candidates and log; raises UserError, and then both are as they were."""
        self.search.candidates = dict(sorted(self.search.candidates.items()))
        files = {CANDIDATES: self.search.candidates.values(), RUNS: self.search.runs}
        write_files({self.data / name: jsonl_text(items) for name, items in files.items()})

    def change(self, name: str, **fields: object) -> None:
        """Give a candidate other fields, without writing them yet."""
        self.search.candidates[name] = self[name].model_copy(update=fields)

    def __getitem__(self, name: str) -> Candidate:
        if name not in self.search.candidates:
            raise UserError(f"no candidate '{name}'{hint(name, self.search.candidates)}")
        return self.search.candidates[name]

    def take(self, run: Run, hits: Sequence[Hit]) -> Run:
        """Write what a run found, each report once, and log the run; return it with what was new.

        A record that is there already changes nothing. A new one joins the candidate with which it shares an
        identifier, else the one that it is the same as; where that is not sure, both say so.
        """
        here, new = self.search.candidates, 0
        of = {hit.key: name for name, candidate in here.items() for hit in candidate.hits}
        owner = {identity: name for name, candidate in here.items() for identity in candidate.identities}
        fresh = list({hit.key: hit for hit in hits if hit.key not in of}.values())
        old = [hit for candidate in here.values() for hit in candidate.hits]
        alike = likely_duplicates([*old, *fresh], len(old))
        for hit in fresh:
            named = list(dict.fromkeys(owner[identity] for identity in hit.identities if identity in owner))
            if named:
                shared = min(here[named[0]].identities.intersection(hit.identities))
                self._join(named[0], hit, f"the same {shared.replace(':', ' ', 1)}")
                for other in named[1:]:  # which nobody knew to be one with the first, or else said to be another
                    if not self._apart(named[0], other):
                        self._unite(named[0], other, f"the same as {hit.key}, by its identifiers", of)
                name = named[0]
            else:
                name = self._nearest(hit, alike.get(hit.key, {}), of)
            new += name == hit.key
            of[hit.key] = name
            owner |= dict.fromkeys(here[name].identities, name)
        counts = {"fetched": len(hits), "new": new, "joined": len(fresh) - new, "known": len(hits) - len(fresh)}
        counts["recovered"] = self.search.record_count(run.source) - len(fresh) - self.search.logged_count(run.source)
        made = run.model_copy(update=counts)
        self.search.runs.append(made)
        self.save()
        return made

    def _nearest(self, hit: Hit, alike: dict[str, Likeness], of: dict[str, str]) -> str:
        """Enter a record without a known identifier, and return the candidate in which it stands then."""
        here, maybe = self.search.candidates, {}
        for name in dict.fromkeys(of[key] for key in alike):
            told = [alike.get(other.key, Likeness("different", "")) for other in here[name].hits]
            if {likeness.verdict for likeness in told} == {"same"}:
                self._join(name, hit, told[0].why)
                return name
            maybe[name] = max(told).why  # by the letters of its verdict: "same" before "maybe" before "different"
        here[hit.key] = Candidate(id=hit.key, hits=[hit], maybe=maybe)
        for name, why in maybe.items():
            self.change(name, maybe=here[name].maybe | {hit.key: why})
        return hit.key

    def _join(self, name: str, hit: Hit, why: str) -> None:
        self.change(name, hits=[*self[name].hits, hit.model_copy(update={"why": why})])

    def _apart(self, name: str, other: str) -> bool:
        """Return whether a person said that two candidates are not one."""
        one, two = self.search.candidates[name], self.search.candidates[other]
        return any(hit.key in a.apart for a, b in ((one, two), (two, one)) for hit in b.hits)

    def _unite(self, name: str, other: str, why: str, of: dict[str, str] | None = None) -> None:
        """Make two candidates one; where both are decided and not alike, they stay two, and each says so."""
        here = self.search.candidates
        one, two = here[name], here[other]
        if one.verdict and two.verdict and one.verdict != two.verdict:
            self.change(name, maybe=one.maybe | {other: why})
            self.change(other, maybe=two.maybe | {name: why})
            return
        del here[other]
        for hit in two.hits:
            self._join(name, hit, hit.why or why)
            if of is not None:
                of[hit.key] = name
        shown = min(filter(None, (one.shown, two.shown)), default=None)
        decisions = sorted([*one.decisions, *two.decisions], key=lambda decision: decision.date)
        maybe = {key: words for key, words in {**two.maybe, **one.maybe}.items() if key not in (name, other)}
        self.change(name, shown=shown, decisions=decisions, maybe=maybe)
        for key in maybe:
            self.change(key, maybe={name if k == other else k: words for k, words in here[key].maybe.items()})

    def join(self, name: str, other: str) -> None:
        """Take two candidates for one, as a person says."""
        if self[name] is self[other]:
            raise UserError(f"'{name}' is one already")
        self._unite(name, other, "a person said so")
        self.save()

    def split(self, key: str) -> None:
        """Take a record out of its candidate, as a person says; it stands alone then, undecided."""
        here = self.search.candidates
        name = next((name for name, held in here.items() if any(hit.key == key for hit in held.hits[1:])), None)
        if name is None:
            raise UserError(f"no record '{key}' was joined to another")
        (out,) = (hit for hit in here[name].hits if hit.key == key)
        rest = [hit for hit in here[name].hits if hit.key != key]
        self.change(name, hits=rest, apart=[*here[name].apart, key])
        here[key] = Candidate(id=key, hits=[out.model_copy(update={"why": ""})], apart=[hit.key for hit in rest])
        self.save()
