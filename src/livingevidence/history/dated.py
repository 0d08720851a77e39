"""Since which version a claim stands as it does: new, changed, worded anew, or checked without change."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

from livingevidence.history.diff.snapshot import Snapshot, from_json
from livingevidence.history.releases import order
from livingevidence.record.release import SNAPSHOTS
from livingevidence.record.root import Root

_NUMBER = re.compile(r"\d[\d.,]*\b")


def left(root: Root) -> dict[str, tuple[str, Snapshot]]:
    """Return what each release left, with its day of the evidence, the oldest first."""
    files = sorted((root.data / SNAPSHOTS).glob("*.json"), key=lambda file: order(file.stem))
    texts = {file.stem: file.read_text(encoding="utf-8") for file in files}
    return {version: (json.loads(text)["evidence_as_of"], from_json(text)) for version, text in texts.items()}


def dated(root: Root, now: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return of each claim in which version it came, changed last, and was checked last without a change.

    Parameters
    ----------
    now : dict
        Verdict and words of each claim as they are now, by its id.
    """
    said = {version: snapshot.said["claims"] for version, (_, snapshot) in left(root).items()}
    versions = {
        version: {name: list(claim.sense) for name, claim in claims.items()} for version, claims in said.items()
    }
    return {name: _told(versions, name, list(words)) for name, words in now.items()}


def _told(versions: Mapping[str, Mapping[str, list]], name: str, now: list) -> str:
    held = [(version, claims.get(name)) for version, claims in versions.items()]
    *_, (last, then) = held or [("", None)]
    if then is None:
        return f"New since version {last}" if last else "New, and in no version yet"
    if then != now:
        return f"{_how(then, now)} since version {last}"
    start = next(i for i in range(len(held)) if all(words == now for _, words in held[i:]))
    earlier = [words for _, words in held[:start] if words is not None]
    how = _how(earlier[-1], now) if earlier else "New"
    told = f"{how} in version {held[start][0]}"
    return told if held[start][0] == last else f"{told}, and checked without change in {last}"


def _how(then: list, now: list) -> str:
    """Return whether verdict or numbers changed, or the words alone, of which no rule can say what they mean."""
    changed = then[0] != now[0] or _NUMBER.findall(then[1]) != _NUMBER.findall(now[1])
    return "Changed" if changed else "Worded anew"
