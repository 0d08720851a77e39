"""Since which version a claim stands as it does: new, changed, reworded, or checked without change."""

import json
import re
from collections.abc import Mapping, Set
from typing import NamedTuple

from livingevidence.history.diff.snapshot import senses
from livingevidence.history.releases import order
from livingevidence.record.release import SNAPSHOTS
from livingevidence.record.root import Root

_NUMBER = re.compile(r"\d[\d.,]*\b")


class ReleaseState(NamedTuple):
    """What a release left, as far as others are dated by it."""

    day: str
    """That of its evidence."""
    claims: Mapping[str, list]
    """Verdict, sentence and plain words of each claim."""
    studies: Set[str]


def release_states(root: Root) -> dict[str, ReleaseState]:
    """Return what each release left, the oldest first."""
    found = {}
    for file in sorted((root.data / SNAPSHOTS).glob("*.json"), key=lambda file: order(file.stem)):
        held = json.loads(file.read_text(encoding="utf-8"))
        studies = {name for name, (kind, *_) in held["records"].items() if kind == "study"}
        found[file.stem] = ReleaseState(held["evidence_as_of"], senses(held["claims"]), studies)
    return found


class ClaimAge(NamedTuple):
    """When a claim came to stand as it does."""

    how: str
    """``new``, ``changed`` or ``reworded``."""
    version: str
    """That had it so first; empty where there is none."""
    last: str
    """The newest one; empty where there is none."""

    @property
    def sentence(self) -> str:
        """The same in a sentence."""
        if not self.version:
            return f"{self.how.capitalize()} {f'since version {self.last}' if self.last else 'and in no version yet'}"
        checked = "" if self.version == self.last else f", and checked without change in {self.last}"
        return f"{self.how.capitalize()} in version {self.version}{checked}"

    @property
    def short(self) -> str:
        """What stands behind the sentence: its version, with a word where the meaning is new or changed."""
        if self.version and (self.version != self.last or self.how == "reworded"):
            return self.last
        return f"{self.how} {self.version or (f'since {self.last}' if self.last else '')}".strip()


def claim_age(said: Mapping[str, ReleaseState], name: str, now: list[str]) -> ClaimAge:
    """Return when a claim came to stand as its verdict and words are now, from what each release left."""
    held = [(version, one.claims.get(name)) for version, one in said.items()]
    last = held[-1][0] if held else ""
    alike = next((i for i, (_, words) in enumerate(reversed(held)) if words != now), len(held))  # of the newest ones
    start = len(held) - alike
    earlier = [words for _, words in held[:start] if words]
    # What the newest version has not comes anew, whatever older ones had.
    how = "new"
    if earlier and held[-1][1]:
        # Verdict and numbers; what other words mean no rule can say.
        then, today = ((words[0], _NUMBER.findall(words[1])) for words in (earlier[-1], now))
        how = "reworded" if then == today else "changed"
    return ClaimAge(how, held[start][0] if alike else "", last)
