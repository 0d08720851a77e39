"""The parts that several sayings share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from livingevidence.claims.base import Finding
from livingevidence.claims.facts import Facts
from livingevidence.claims.predecessors.model import Part
from ruxreview.claims import GROUPS

AREATA = "olsen-2020/salt50-statement-part-b-rux-v-part-b-vehicle-w24"
REGROWTH = "bokhari-2018/partial-hair-regrowth-"
ORAL = (
    "benandi-2025/arterial-thrombosis-statement-toprux-v-oraljak",
    "benandi-2025/tuberculosis-statement-toprux-v-oraljak",
)
RESPONSES = ("any-response", "response", "complete-response", "partial-response", "complete-or-significant-response")


def opposite(finding: Finding, needs: str = "") -> Finding:
    """Return a finding turned round."""
    return replace(finding, needs=needs, holds=None if finding.holds is None else not finding.holds)


def any_of(needs: str, findings: Sequence[Finding]) -> Finding:
    """Return that one of several findings holds."""
    held = [finding for finding in findings if finding.holds]
    rows = tuple(row for finding in held for row in finding.rows)
    return Finding(needs, "; ".join(finding.found for finding in held) or "none", bool(held), rows)


def effective(facts: Facts) -> dict[str, Part]:
    """Benefit beside vehicle or no treatment, in each of the two groups."""
    return {
        f"effective in {group} disease": Part(
            [facts.favours(group)], [facts.compared(group, at_least=1), rated(facts, "benefit", group)]
        )
        for group in ("lichenoid", "granulomatous")
    }


def rated(facts: Facts, kind: str, *groups: str) -> Finding:
    """A rating of benefit or harm in groups is at least low."""
    none = facts.throughout(*groups, kind=kind, at_most="very-low")
    return opposite(none, f"a {kind} rated at least low certainty in {' or '.join(groups)} disease")


def safe(facts: Facts) -> Part:
    """No more people with any adverse event, once harms are read and rated."""
    more = facts.difference("any-adverse-event", "lichen-planus", "more")
    return Part(
        [opposite(more, "no more people with any adverse event than under vehicle")],
        [
            facts.read("mangold-2024/awaited-adverse-events", "hwang-2024/awaited-adverse-events"),
            rated(facts, "harm", "lichenoid", "granulomatous"),
        ],
    )


def inconsistent(facts: Facts) -> Part:
    """One trial in alopecia areata finds no difference, and another does."""
    return Part(
        [
            facts.says(AREATA, "no significant difference"),
            facts.greater(f"{REGROWTH}rux-w28", f"{REGROWTH}vehicle-w28"),
        ],
        [facts.read(AREATA, f"{REGROWTH}rux-w28", f"{REGROWTH}vehicle-w28")],
    )


def against_oral(facts: Facts) -> dict[str, Part]:
    """Fewer harms than under a systemic JAK inhibitor, in atopic dermatitis and in the diseases of this review."""
    beside = [facts.systemic(group, beside_cream=True, at_least=1) for group in GROUPS]
    studies = {row.rstrip("/") for found in beside for row in found.rows}
    harms = [
        f"{name}/{row.id}" for name in studies for row in facts.evidence.records[name].adverse_events if row.contrast
    ]
    words = [facts.says(row, "significantly lower") for row in ORAL]
    certain = [
        facts.certainty(f"atopic-dermatitis-oral-{event}", at_least="low")
        for event in ("arterial-thrombosis", "tuberculosis")
    ]
    return {
        "in atopic dermatitis, with at least low certainty": Part(words, [facts.read(*ORAL), *certain]),
        "in the diseases of this review": Part(
            [facts.interval(row, "fewer") for row in harms],
            [any_of("a study of the cream beside a systemic JAK inhibitor in one of them", beside)],
        ),
    }


def unmeasured(facts: Facts) -> list[Finding]:
    """For each group: its exposure was not measured."""
    return [facts.no_number("auc", of=group) for group in GROUPS]


def responded(facts: Facts, condition: str) -> Part:
    """Somebody responded in each count of a condition."""
    none = facts.no_number(*RESPONSES, of=condition)
    counted = opposite(none, f"responses counted in {condition.replace('-', ' ')}")
    return Part([facts.share(row, at_least=1) for row in none.rows], [counted])


def mostly_reports(facts: Facts) -> Finding:
    """More case reports and series than planned studies in the three groups, each study once."""
    found = {
        kind: {row for group in GROUPS for rung in rungs for row in facts.studies(group, rung).rows}
        for kind, rungs in {
            "case reports and series": ("series", "report"),
            "planned studies": ("vehicle-controlled", "within-patient", "single-arm"),
        }.items()
    }
    (reports, planned), told = map(len, found.values()), "; ".join(f"{len(f)} {kind}" for kind, f in found.items())
    return Finding("more case reports and series than planned studies", told, reports > planned)
