"""What keeps a release from being made, in words that say how to mend it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from livingevidence.claims.ledger import judge_all
from livingevidence.evidence.evidence import Evidence
from livingevidence.history.changelog import UNRELEASED, BrokenChangelog, Entry, links, read_changelog
from livingevidence.history.git import NoHistory, git
from livingevidence.history.publish.commit import CONFIGURED
from livingevidence.history.publish.history import releases, tagged, untag
from livingevidence.history.publish.worktrees import NEEDED
from livingevidence.record.judgements import ROLES
from livingevidence.record.release import VERSION


class NoRelease(Exception):
    """No release can be made; carries every reason."""

    def __init__(self, what: str, reasons: Iterable[str]):
        self.reasons = list(reasons)
        super().__init__("\n".join([f"no {what}; nothing was changed:", *(f"- {reason}" for reason in self.reasons)]))


def not_ready(root: Path) -> list[str]:
    """Return why no commit can be made here: a tree that isn't clean, no branch, no identity."""
    found = []
    if dirty := git(root, "status", "--porcelain").decode(errors="replace").splitlines():
        shown = ", ".join(line[3:] for line in dirty[:5]) + (f" and {len(dirty) - 5} more" if dirty[5:] else "")
        found.append(f"the tree isn't clean ({shown}): commit these changes, or take them away")
    try:
        git(root, "symbolic-ref", "--quiet", "HEAD")
    except NoHistory:
        found.append("HEAD is on no branch: run `git switch main` first")
    try:
        for role in ("AUTHOR", "COMMITTER"):
            git(root, *CONFIGURED, "var", f"GIT_{role}_IDENT")
    except NoHistory:
        fix = "run `git config user.name NAME` and `git config user.email ADDRESS`"
        found.append(f"git doesn't know by whom a commit is: {fix}")
    return found


def unfit(evidence: Evidence) -> list[str]:
    """Return what keeps evidence that breaks no rule from being released: judgements gone stale, claims overturned."""
    stale = evidence.library.appraisal.stale(evidence.library.studies)
    fallen = [name for name, item in judge_all(evidence).items() if item.verdict == "overturned"]
    sign = f'; look at each again, then run `ruxreview sign NAME --role "{ROLES[0]}"`'
    found = (("stale judgements", stale, sign), ("overturned claims", fallen, ""))
    return [f"{what}: {', '.join(names)}{fix}" for what, names, fix in found if names]


def unbuildable(root: Path) -> list[str]:
    """Return what the commit at HEAD lacks without which no version can be built from it, and so none published."""
    held = git(root, "ls-tree", "--name-only", "HEAD", "--", *NEEDED).decode().split()
    return [f"there is no {name} in git, so {why}: commit one" for name, why in NEEDED.items() if name not in held]


def taken(root: Path, version: str) -> list[str]:
    """Return why a version can't be given: it has not the form of one, or a tag or a commit has it."""
    if not re.fullmatch(VERSION, version):
        return [f"'{version}' is no version: YYYY.N.P, the year of the evidence and two numbers, as 2026.1.0"]
    try:
        if commit_of := tagged(root, version):
            fix = f"if it was set by mistake, {untag(version)}"
            return [f"{version} exists: the tag v{version} marks the commit {commit_of[:8]}; {fix}"]
    except NoHistory as error:
        return [str(error)]
    try:
        made = [release for release in releases(root) if release.version == version]
    except NoHistory:
        return []  # told where the last release is looked for
    return [f"{version} exists: the commit {release.revision[:8]} of {release.day} set it" for release in made]


def of_changelog(root: Path, version: str) -> list[str]:
    """Return what is wrong with the changelog: its newest entry is the release's, and nothing is left unreleased."""
    try:
        entries = read_changelog(root)
    except (BrokenChangelog, OSError) as error:
        return [str(error)]
    if UNRELEASED in entries:
        return [f"CHANGELOG.md has the heading `## {UNRELEASED}`: rename it to `## {version}`"]
    if next(iter(entries), None) != version:
        return [f"the newest entry of CHANGELOG.md is not `## {version}`: write for readers what it brings"]
    if not re.search(r"[^\W\d_]{2}", entries[version].text):
        return [f"CHANGELOG.md says nothing under `## {version}`: write for readers what it brings"]
    fix = "the page of what is new would not build; give a whole address, https://…"
    return [f"CHANGELOG.md links to {link}, and docs/ has no such file: {fix}" for link in _broken(root, entries)]


def _broken(root: Path, entries: dict[str, Entry]) -> list[str]:
    found = [
        link for entry in entries.values() for link in links(entry.text) if not re.match(r"(https?|mailto):", link)
    ]
    return [link for link in found if not (root / "docs" / link.partition("#")[0]).is_file()]
