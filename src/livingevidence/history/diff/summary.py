"""A difference in a comment's size, for the reviewer of a change: claims first, pages as links, and what to look at."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from livingevidence.history.diff.compare import Diff
from livingevidence.history.diff.render import Section, as_json, headline, markdown, pipes, sections, tallies, text
from livingevidence.record.root import site_address
from livingevidence.record.text import escape, number

MOST = 12  # lines of a list; the longer forms have all
PAGES = 25
# What a reviewer looks at, by the kind of record that changed and how; an empty word is any.
CHECKS = {
    ("study", "added"): (
        "The review has the study under no other name, and people counted elsewhere stand under `overlaps`.",
        "It is cited by DOI, PMID or registry number, never by a mirror.",
        "Of a new trial: INSPECT-SR's first checks are answered in its `notes`.",
    ),
    ("study", "removed"): ("`left-out.yaml` says why it went.",),
    ("row", "removed"): ("`left-out.yaml` says why it went.",),
    ("row", ""): (
        "I opened the source and found each number at the place that its row names.",
        "Arm, period, timepoint and denominator are those of the source; nothing was worked out or filled in.",
        "A second reader is named, or the row is shown as read by one.",
    ),
    ("case", ""): ("No patient is described closer than in the publication.",),
    ("arm", ""): ("Strength, form, route and number of people are as printed.",),
    ("judgement", ""): ("Who signs a judgement, by role, looked at the values as they are now.",),
    ("term", "added"): ("No other term means the same, and its definition holds wherever it is used.",),
    ("reference", ""): ("Each identifier leads to that publication.",),
}
MOVED = {
    "claims": "Each sentence that moved says no more than the design allows.",
    "certainty": "A level moved by evidence, not by words; its reasons still hold.",
    "estimates": "Estimates that moved do so by the rows of this change alone.",
}


def summary(diff: Diff) -> str:
    """Return the difference for a reviewer, short enough for a comment."""
    made = ["## What this change does to the review", f"**{escape(headline(diff))}**"]
    lists = [section for section in sections(diff) if section.title != "Pages that show it"]
    made += [_short(section) for section in lists]
    if diff.records:
        made.append(pipes(("Records", "Added", "Removed", "Changed", "Wording only"), tallies(diff)))
    if diff.pages:
        made.append(f"### Pages to look at\n\n{', '.join(_links(diff.pages))}")
    if checks := list(dict.fromkeys(_checks(diff))):
        made.append("### For the reviewer\n\n" + "\n".join(f"- [ ] {check}" for check in checks))
    return "\n\n".join(made) + "\n"


def _short(section: Section) -> str:
    lines = [tuple(cell if len(cell) <= 400 else f"{cell[:400]} …" for cell in line) for line in section.lines[:MOST]]
    rest = len(section.lines) - len(lines)
    more = f"\n\n… and {number(rest)} more" if rest else ""
    return f"### {section.title}: {number(len(section.lines))}\n\n{pipes(section.columns, lines)}{more}"


def _links(pages: list[str]) -> Iterator[str]:
    """Yield each page with its place in the built site, and with what is published under it, where that is known."""
    address = site_address()
    for page in pages[:PAGES]:
        yield f"[{page}]({address}/latest/{page}.html)" if address else f"`{page}.html`"
    if len(pages) > PAGES:
        yield f"and {number(len(pages) - PAGES)} more"


def _checks(diff: Diff) -> Iterator[str]:
    for (kind, how), checks in CHECKS.items():
        done = [other for of, other in diff.edited if of == kind and other != "wording"]
        if how in done or (not how and any(other != "removed" for other in done)):
            yield from checks
    yield from (check for kind, check in MOVED.items() if kind in diff.moved)
    if not diff.moved and diff.records and all(how == "wording" for _, how in diff.edited):
        yield "Words alone changed, and the new ones say the same as the source."


FORMATS: dict[str, Callable[[Diff], str]] = {"text": text, "markdown": markdown, "summary": summary, "json": as_json}
