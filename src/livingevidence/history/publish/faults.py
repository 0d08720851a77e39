"""What keeps a release from being made, in words that say how to mend it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from livingevidence.claims.ledger import judge_all
from livingevidence.evidence.evidence import Evidence
from livingevidence.history.changelog import UNRELEASED, BrokenChangelog, Entry, links, read_changelog
from livingevidence.history.git import NoHistory, git
from livingevidence.history.publish.worktrees import NEEDED
from livingevidence.history.releases import releases, tagged, untag
from livingevidence.record.release import VERSION


def not_ready(top: Path, begun: Mapping[str, str]) -> list[str]:
    """Return why no commit can be made here: a tree that isn't clean, no branch, no identity.

    A file that holds what is to be committed, or its beginning, was left by a run that was stopped.
    """
    changed = [line[3:] for line in git(top, "status", "--porcelain", "--untracked-files=all").splitlines()]
    dirty = [name for name in changed if not _begun(top / name, begun.get(name, ""))]
    found = []
    if dirty:
        found.append(f"the tree isn't clean ({_some(dirty)}): commit these changes, or take them away")
    try:
        git(top, "symbolic-ref", "--quiet", "HEAD")
    except NoHistory:
        found.append("HEAD is on no branch: run `git switch main` first")
    try:
        for role in ("AUTHOR", "COMMITTER"):  # git would otherwise make up an address of the machine's name
            git(top, "-c", "user.useConfigOnly=true", "var", f"GIT_{role}_IDENT")
    except NoHistory:
        fix = "run `git config user.name NAME` and `git config user.email ADDRESS`"
        found.append(f"git doesn't know by whom a commit is: {fix}")
    return found


def _begun(path: Path, text: str) -> bool:
    return bool(text) and path.is_file() and text.encode().startswith(path.read_bytes())


def unfit(evidence: Evidence) -> list[str]:
    """Return what keeps evidence that breaks no rule from being released: claims that it overturns."""
    fallen = [name for name, item in judge_all(evidence).items() if item.verdict == "overturned"]
    return [f"overturned claims: {', '.join(fallen)}"] if fallen else []


def unbuildable(top: Path) -> list[str]:
    """Return what the commit at HEAD lacks without which no version can be built from it, and so none published."""
    held = git(top, "ls-tree", "--name-only", "HEAD", "--", *NEEDED).split()
    return [f"there is no {name} in git, so {why}: commit one" for name, why in NEEDED.items() if name not in held]


def ignored(here: Mapping[str, bytes], committed: Mapping[str, bytes]) -> list[str]:
    """Return why files that make the site aren't as git has them; of those in a clean tree."""
    names = sorted({name for name, _ in here.items() ^ committed.items()})
    why = f"files that git ignores, or keeps with other line ends, would change the site ({_some(names)}): remove them"
    return [why] if names else []


def taken(top: Path, version: str) -> list[str]:
    """Return why a version can't be given: it has not the form of one, or a tag or a commit has it."""
    if not re.fullmatch(VERSION, version):
        return [f"'{version}' is no version: YYYY.N.P, the year of the evidence and two numbers, as 2026.1.0"]
    try:
        if commit := tagged(top, version):
            fix = f"if it was set by mistake, {untag(version)}"
            return [f"{version} exists: the tag v{version} marks the commit {commit[:8]}; {fix}"]
        made = [release for release in releases(top) if release.version == version]
    except NoHistory as error:
        return [str(error)]
    return [f"{version} exists: the commit {release.revision[:8]} of {release.day} set it" for release in made]


def of_changelog(project: Path, version: str) -> list[str]:
    """Return what is wrong with the changelog: its newest entry is the release's, and nothing is left unreleased."""
    try:
        entries = read_changelog(project)
    except BrokenChangelog as error:
        return [str(error)]
    if UNRELEASED in entries:
        return [f"CHANGELOG.md has the heading `## {UNRELEASED}`: rename it to `## {version}`"]
    if next(iter(entries), None) != version:
        return [f"the newest entry of CHANGELOG.md is not `## {version}`: write for readers what it brings"]
    if not re.search(r"[^\W\d_]{2}", entries[version].text):
        return [f"CHANGELOG.md says nothing under `## {version}`: write for readers what it brings"]
    fix = "the page of what is new would not build; give a whole address, https://…"
    return [f"CHANGELOG.md links to {link}, which is no whole address: {fix}" for link in _relative(entries)]


def _relative(entries: dict[str, Entry]) -> list[str]:
    found = (link for entry in entries.values() for link in links(entry.text))
    return [link for link in found if not re.match(r"(https?|mailto):", link)]


def _some(names: list[str]) -> str:
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if names[5:] else "")
