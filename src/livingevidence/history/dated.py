"""Since which version a claim stands as it does: new, changed, reworded, or checked without change."""

import json
import re
from collections.abc import Mapping, Set
from typing import NamedTuple

from livingevidence.history.diff.snapshot import senses
from livingevidence.history.releases import version_parts
from livingevidence.record.release import SNAPSHOTS
from livingevidence.record.root import Root

_NUMBER = re.compile(r"\d[\d.,]*\b")


class ReleaseState(NamedTuple):
    """What a release left, as far as the age of a claim follows from it."""

    day: str
    """The day of its evidence."""
    claims: Mapping[str, list]
    """Verdict, sentence and plain words of each claim."""
    studies: Set[str]


def release_states(root: Root) -> dict[str, ReleaseState]:
    """Return what each release left, the oldest first."""
    states = {}
    for file in sorted((root.data / SNAPSHOTS).glob("*.json"), key=lambda file: version_parts(file.stem)):
        snapshot = json.loads(file.read_text(encoding="utf-8"))
        studies = {name for name, (kind, *_) in snapshot["records"].items() if kind == "study"}
        states[file.stem] = ReleaseState(snapshot["evidence_as_of"], senses(snapshot["claims"]), studies)
    return states


class ClaimAge(NamedTuple):
    """When a claim came to stand as it does."""

    how: str
    """``new``, ``changed`` or ``reworded``."""
    version: str
    """The first version that had it as it is; empty where none has."""
    last: str
    """The newest version; empty where there is none."""

    @property
    def sentence(self) -> str:
        """The age in a sentence."""
        if not self.version:
            return f"{self.how.capitalize()} {f'since version {self.last}' if self.last else 'and in no version yet'}"
        checked = "" if self.version == self.last else f", and checked without change in {self.last}"
        return f"{self.how.capitalize()} in version {self.version}{checked}"

    @property
    def short(self) -> str:
        """What stands behind the sentence: the newest version, unless the meaning is new or changed in or since it."""
        if self.version and (self.version != self.last or self.how == "reworded"):
            return self.last
        return f"{self.how} {self.version or (f'since {self.last}' if self.last else '')}".strip()


def claim_age(states: Mapping[str, ReleaseState], name: str, sense: list[str]) -> ClaimAge:
    """Return when a claim came to stand as its verdict and words are now, from what each release left."""
    versions, released_senses = [*states], [state.claims.get(name) for state in states.values()]
    start = len(versions)  # of the newest versions that have it as it is
    while start and released_senses[start - 1] == sense:
        start -= 1
    earlier = [released for released in released_senses[:start] if released]
    # A claim that the newest version lacks is new, whatever older ones had.
    how = "new"
    if earlier and released_senses[-1]:
        # Verdict and numbers; what other words mean no rule can say.
        before, now = ((verdict, _NUMBER.findall(words)) for verdict, words, *_ in (earlier[-1], sense))
        how = "reworded" if before == now else "changed"
    return ClaimAge(how, next(iter(versions[start:]), ""), versions[-1] if versions else "")
