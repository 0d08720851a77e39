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
        """Hold the inbox of a review, and keep other commands from it until this one ends, killed or not.

        Raises BrokenEvidence if a line or a strategy can't be read, since it would be lost when the file is written,
        and UserError if another command is at work on it.
        """
        folder = library.root.data / "search"
        if problems := [problem for problem in library.problems if Path(problem.file).absolute().parent == folder]:
            raise BrokenEvidence(problems)
        if not folder.is_dir():
            example = f"{library.root.display_path(folder)}/<source>.yaml"
            raise UserError(f"this review has no strategies: write one, as {example}")
        with locked_folder(folder, "candidates"):
            # Another command may have written since the library was read.
            root = library.root
            search_now, problems = read_search(library.search.strategies, root.data, root.display_path(root.data))
            if problems:
                raise BrokenEvidence(problems)
            vars(library.search).update(vars(search_now))
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

    def add_run(self, run: Run, hits: Sequence[Hit]) -> Run:
        """Write what a run found, each report once, and log the run; return it with what was new.

        A record that is there already changes nothing. A new one joins the candidate with which it shares an
        identifier, else the one that it is the same as; where that is not sure, both say so.
        """
        candidates, new = self.search.candidates, 0
        candidate_of = {hit.key: name for name, candidate in candidates.items() for hit in candidate.hits}
        by_identity = {identity: name for name, candidate in candidates.items() for identity in candidate.identities}
        new_hits = list({hit.key: hit for hit in hits if hit.key not in candidate_of}.values())
        known_hits = [hit for candidate in candidates.values() for hit in candidate.hits]
        duplicates = likely_duplicates([*known_hits, *new_hits], len(known_hits))
        for hit in new_hits:
            owners = dict.fromkeys(by_identity[shared] for shared in hit.identities if shared in by_identity)
            if owners:
                name, *others = owners
                identity = min(candidates[name].identities.intersection(hit.identities))
                self._join(name, hit, f"the same {identity.replace(':', ' ', 1)}")
                for other in others:  # which nobody knew to be one with the first, or else said to be another
                    if not self._are_apart(name, other):
                        self._unite(name, other, f"the same as {hit.key}, by its identifiers", candidate_of)
            else:
                name = self._enter(hit, duplicates.get(hit.key, {}), candidate_of)
            new += name == hit.key
            candidate_of[hit.key] = name
            by_identity |= dict.fromkeys(candidates[name].identities, name)
        counts = {"fetched": len(hits), "new": new, "joined": len(new_hits) - new, "known": len(hits) - len(new_hits)}
        held_before = self.search.record_count(run.source) - len(new_hits)
        counts["recovered"] = held_before - self.search.logged_count(run.source)
        logged = run.model_copy(update=counts)
        self.search.runs.append(logged)
        self.save()
        return logged

    def _enter(self, hit: Hit, duplicates: dict[str, Likeness], candidate_of: dict[str, str]) -> str:
        """Enter a record without a known identifier, and return the candidate in which it stands then."""
        candidates, maybe = self.search.candidates, {}
        for name in dict.fromkeys(candidate_of[key] for key in duplicates):
            likenesses = [duplicates.get(other.key, Likeness("different", "")) for other in candidates[name].hits]
            if {likeness.verdict for likeness in likenesses} == {"same"}:
                self._join(name, hit, likenesses[0].why)
                return name
            maybe[name] = max(likenesses).why  # by the letters of its verdict: "same" before "maybe" before "different"
        candidates[hit.key] = Candidate(id=hit.key, hits=[hit], maybe=maybe)
        for name, why in maybe.items():
            self.change(name, maybe=candidates[name].maybe | {hit.key: why})
        return hit.key

    def _join(self, name: str, hit: Hit, why: str) -> None:
        self.change(name, hits=[*self[name].hits, hit.model_copy(update={"why": why})])

    def _are_apart(self, name: str, other: str) -> bool:
        """Return whether a person said that two candidates are not one."""
        first, second = self.search.candidates[name], self.search.candidates[other]
        keys = [{hit.key for hit in candidate.hits} for candidate in (first, second)]
        return not (keys[0].isdisjoint(second.apart) and keys[1].isdisjoint(first.apart))

    def _unite(self, name: str, other: str, why: str, candidate_of: dict[str, str] | None = None) -> None:
        """Make two candidates one; where both are decided and not alike, they stay two, and each says so."""
        candidates = self.search.candidates
        first, second = candidates[name], candidates[other]
        if first.verdict and second.verdict and first.verdict != second.verdict:
            self.change(name, maybe=first.maybe | {other: why})
            self.change(other, maybe=second.maybe | {name: why})
            return
        del candidates[other]
        for hit in second.hits:
            self._join(name, hit, hit.why or why)
            if candidate_of is not None:
                candidate_of[hit.key] = name
        first_shown = min(filter(None, (first.shown, second.shown)), default=None)
        decisions = sorted([*first.decisions, *second.decisions], key=lambda decision: decision.date)
        maybe = {key: words for key, words in {**second.maybe, **first.maybe}.items() if key not in (name, other)}
        self.change(name, shown=first_shown, decisions=decisions, maybe=maybe)
        for key in maybe:
            its_maybe = candidates[key].maybe.items()
            self.change(key, maybe={name if place == other else place: words for place, words in its_maybe})

    def join(self, name: str, other: str) -> None:
        """Take two candidates for one, as a person says."""
        if self[name] is self[other]:
            raise UserError(f"'{name}' is one already")
        self._unite(name, other, "a person said so")
        self.save()

    def split(self, key: str) -> None:
        """Take a record out of its candidate, as a person says; it stands alone then, undecided."""
        candidates = self.search.candidates
        names = [name for name, candidate in candidates.items() if key in {hit.key for hit in candidate.hits[1:]}]
        if not names:
            raise UserError(f"no record '{key}' was joined to another")
        name = names[0]
        (record,) = (hit for hit in candidates[name].hits if hit.key == key)
        others = [hit for hit in candidates[name].hits if hit.key != key]
        self.change(name, hits=others, apart=[*candidates[name].apart, key])
        alone = [record.model_copy(update={"why": ""})]
        candidates[key] = Candidate(id=key, hits=alone, apart=[hit.key for hit in others])
        self.save()
