"""What keeps a release from being made, in words that say how to mend it."""

import re
from pathlib import Path

from livingevidence.claims.ledger import judge_all
from livingevidence.evidence.evidence import Evidence
from livingevidence.history.changelog import UNRELEASED, BrokenChangelog, link_targets, read_changelog
from livingevidence.history.git import NoHistory, git
from livingevidence.history.releases import how_to_untag, releases, tagged_commit
from livingevidence.record.release import VERSION

# Without which no version can be built from a commit, and so none published.
NEEDED_FILES = {
    "uv.lock": "what it is to be built with is not known",
    "noxfile.py": "how it is built (`nox -s docs`) is not known",
}


def tree_faults(top: Path) -> list[str]:
    """Return why no commit can be made here, and no version built from it: tree, branch, identity, lock or noxfile."""
    faults = []
    if changed := [line[3:] for line in git(top, "status", "--porcelain", "--untracked-files=all").splitlines()]:
        listed = ", ".join(changed[:5]) + (f" and {len(changed) - 5} more" if changed[5:] else "")
        faults.append(f"the tree isn't clean ({listed}): commit these changes, or take them away")
    who = "git doesn't know by whom a commit is: run `git config user.name NAME` and `git config user.email ADDRESS`"
    commands = {
        "HEAD is on no branch: run `git switch main` first": ["symbolic-ref", "--quiet", "HEAD"],
        # git would otherwise make up an address of the machine's name
        who: ["-c", "user.useConfigOnly=true", "var", "GIT_COMMITTER_IDENT"],
    }
    for why, command in commands.items():
        try:
            git(top, *command)
        except NoHistory:
            faults.append(why)
    lacking = NEEDED_FILES.keys() - git(top, "ls-tree", "--name-only", "HEAD", "--", *NEEDED_FILES).split()
    missing = {name: why for name, why in NEEDED_FILES.items() if name in lacking}
    return faults + [f"there is no {name} in git, so {why}: commit one" for name, why in missing.items()]


def evidence_faults(evidence: Evidence) -> list[str]:
    """Return what keeps evidence that breaks no rule from being released: claims that it overturns."""
    overturned = [name for name, judgement in judge_all(evidence).items() if judgement.verdict == "overturned"]
    return [f"overturned claims: {', '.join(overturned)}"] if overturned else []


def version_faults(top: Path, version: str) -> list[str]:
    """Return why a version can't be given: it has not the form of one, or a tag or a commit has it."""
    if not re.fullmatch(VERSION, version):
        return [f"'{version}' is no version: YYYY.N.P, the year of the evidence and two numbers, as 2026.1.0"]
    try:
        if commit := tagged_commit(top, version):
            fix = f"if it was set by mistake, {how_to_untag(version)}"
            return [f"{version} exists: the tag v{version} marks the commit {commit[:8]}; {fix}"]
        existing = [release for release in releases(top) if release.version == version]
    except NoHistory as error:
        return [str(error)]
    return [f"{version} exists: the commit {release.revision[:8]} of {release.day} set it" for release in existing]


def changelog_faults(project: Path, version: str) -> list[str]:
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
    targets = [link for entry in entries.values() for link in link_targets(entry.text)]
    fix = "the page of what is new would not build; give a whole address, https://…"
    relative = [link for link in targets if not re.match(r"(https?|mailto):", link)]
    return [f"CHANGELOG.md links to {link}, which is no whole address: {fix}" for link in relative]
