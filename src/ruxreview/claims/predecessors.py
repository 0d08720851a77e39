"""What earlier work said, tested on the data: a verdict on each saying, with why.

A saying is taken apart. Each part names the evidence that must be there to test it, and what that evidence must show.
A part can't be tested where its evidence is lacking; it fails where the evidence shows otherwise. Where benefit or harm
is said to be caused by the cream, evidence is lacking below low certainty (GRADE: G. H. Guyatt and others, BMJ 2008).

The verdict follows from the parts: all hold, *supported*; some hold, and others fail or can't be tested, *partly
supported*; none holds and one fails, *not supported*; none holds and none fails, *not testable yet*.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from ruxreview.claims.base import Finding
from ruxreview.claims.facts import Facts
from ruxreview.evidence import Evidence
from ruxreview.names import short_names
from ruxreview.results import GROUPS
from ruxreview.tables import Table, study_link
from ruxreview.text import escape

Verdict = Literal["supported", "partly supported", "not supported", "not testable yet"]
SUMMARY = "the published summary"
MARKS = {True: "✓", False: "✗", None: "?"}
UNQUOTED = "\\(in our words\\)"


class Part(NamedTuple):
    """A part of a saying.

    Attributes
    ----------
    shows : sequence of Finding
        What the evidence must show.
    there : sequence of Finding
        The evidence that must be there to test it.
    """

    shows: Sequence[Finding]
    there: Sequence[Finding] = ()

    @property
    def holds(self) -> bool | None:
        """Whether it holds; None where it can't be tested."""
        held = [finding.holds for finding in self.shows]
        if not held or not all(finding.holds for finding in self.there):
            return None
        return False if False in held else None if None in held else True

    @property
    def deciding(self) -> list[Finding]:
        """The findings that decide: what is lacking, else what fails, else what can't be told, else all."""
        for found in (
            [f for f in self.there if not f.holds],
            [f for f in self.shows if f.holds is False],
            [f for f in self.shows if f.holds is None],
        ):
            if found:
                return found
        return [*self.shows]


@dataclass(frozen=True)
class Predecessor:
    """A saying of earlier work.

    Attributes
    ----------
    id : str
        Its name.
    said_by : str
        The study whose record holds it, or :data:`SUMMARY`, whose text is no record of this review.
    said : str
        The words in MyST: quoted by ``{number}`` from the record, else our own.
    needs : callable
        From the facts to the parts, by what each says.
    """

    id: str
    said_by: str
    said: str
    needs: Callable[[Facts], Mapping[str, Part]]


@dataclass(frozen=True)
class Tested:
    """A saying held against the evidence.

    Attributes
    ----------
    predecessor : Predecessor
    verdict : str
    parts : dict of Part
    """

    predecessor: Predecessor
    verdict: Verdict
    parts: Mapping[str, Part]


def verdict_of(parts: Mapping[str, Part]) -> Verdict:
    """Return the verdict on a saying from its parts.

    Raises
    ------
    ValueError
        If it has no part.
    """
    held = [part.holds for part in parts.values()]
    if not held:
        raise ValueError("a saying without parts can't be tested")
    if True in held:
        return "supported" if all(held) else "partly supported"
    return "not supported" if False in held else "not testable yet"


def test_all(evidence: Evidence) -> list[Tested]:
    """Return every saying held against the evidence, the systematic review first."""
    facts = Facts(evidence)
    tested = [(said, said.needs(facts)) for said in PREDECESSORS]
    return [Tested(said, verdict_of(parts), parts) for said, parts in tested]


test_all.__test__ = False  # no test, though it is called like one


def table(evidence: Evidence) -> Table:
    """Return the sayings with their verdicts, and for each part why; rows of the evidence are links."""
    names = short_names(evidence)
    rows = [
        (
            study_link(evidence.records[said.said_by]) if said.said_by in evidence.records else escape(said.said_by),
            said.said if said.said_by in evidence.records else f"{said.said} {UNQUOTED}",
            f"**{tested.verdict}**",
            "<br>".join(_why(evidence, names, name, part) for name, part in tested.parts.items()),
        )
        for tested in test_all(evidence)
        for said in [tested.predecessor]
    ]
    return Table(("Said by", "What it said", "Verdict", "Why"), tuple(rows))


def _why(evidence: Evidence, names: Mapping[str, str], name: str, part: Part) -> str:
    told = "; ".join(dict.fromkeys(_told(evidence, names, finding) for finding in part.deciding))
    if part.holds is None and (so_far := [f for f in part.shows if f.holds is not None and f not in part.deciding]):
        told += "; so far " + "; ".join(_told(evidence, names, finding) for finding in so_far)
    return f"{MARKS[part.holds]} {escape(name)}: {told}"


def _told(evidence: Evidence, names: Mapping[str, str], finding: Finding) -> str:
    """Return what was found, and what was needed where it isn't so, with links to the rows."""

    def named(text: str) -> str:
        text = re.sub(r"#[\w-]*", "", text).replace("at least 1 studies", "a study")
        return escape(re.sub(r"[\w-]+", lambda word: names.get(word[0], word[0]), text))

    said = named(finding.found) if finding.holds else f"needed {named(finding.needs)}, found {named(finding.found)}"
    links = [link for row in finding.rows if (link := _link(evidence, row, names))]
    return said + (f" \\({', '.join(dict.fromkeys(links))}\\)" if links else "")


def _link(evidence: Evidence, address: str, names: Mapping[str, str]) -> str:
    study, _, row = address.partition("#")
    if study not in evidence.records:
        return ""
    if row in {known.id for known in evidence.records[study].rows}:
        return f"{{number}}`row <{study}/{row}>`"
    return "" if row else f"{{doc}}`{names[study]} </studies/{study}>`"


def _not(finding: Finding, needs: str = "") -> Finding:
    """Return a finding turned round."""
    return replace(finding, needs=needs, holds=None if finding.holds is None else not finding.holds)


def _any(needs: str, findings: Sequence[Finding]) -> Finding:
    """Return that one of several findings holds."""
    held = [finding for finding in findings if finding.holds]
    rows = tuple(row for finding in held for row in finding.rows)
    return Finding(needs, "; ".join(finding.found for finding in held) or "none", bool(held), rows)


# --- the parts that several sayings share ---------------------------------------------------------

AREATA = "olsen-2020#salt50-statement-part-b-rux-v-part-b-vehicle-w24"
REGROWTH = "bokhari-2018#partial-hair-regrowth-"
ORAL = (
    "benandi-2025#arterial-thrombosis-statement-toprux-v-oraljak",
    "benandi-2025#tuberculosis-statement-toprux-v-oraljak",
)
KINETIC = "swissmedic-opzelura#"
BY_MOUTH, ON_SKIN = f"{KINETIC}auc-oral-reference", f"{KINETIC}auc-rux15"
RESPONSES = ("any-response", "response", "complete-response", "partial-response", "complete-or-significant-response")


def _effective(facts: Facts) -> dict[str, Part]:
    return {
        f"effective in {group} disease": Part(
            [facts.favours(group)], [facts.compared(group, at_least=1), _rated(facts, "benefit", group)]
        )
        for group in ("lichenoid", "granulomatous")
    }


def _rated(facts: Facts, kind: str, *groups: str) -> Finding:
    none = facts.throughout(*groups, kind=kind, at_most="very-low")
    return _not(none, f"a {kind} rated at least low certainty in {' or '.join(groups)} disease")


def _safe(facts: Facts) -> Part:
    more = facts.difference("any-adverse-event", "lichen-planus", "more")
    return Part(
        [_not(more, "no more people with any adverse event than under vehicle")],
        [
            facts.read("mangold-2024#awaited-adverse-events", "hwang-2024#awaited-adverse-events"),
            _rated(facts, "harm", "lichenoid", "granulomatous"),
        ],
    )


def _inconsistent(facts: Facts) -> Part:
    return Part(
        [
            facts.says(AREATA, "no significant difference"),
            facts.greater(f"{REGROWTH}rux-w28", f"{REGROWTH}vehicle-w28"),
        ],
        [facts.read(AREATA, f"{REGROWTH}rux-w28", f"{REGROWTH}vehicle-w28")],
    )


def _against_oral(facts: Facts) -> dict[str, Part]:
    beside = [facts.systemic(group, beside_cream=True, at_least=1) for group in GROUPS]
    studies = {row.rstrip("#") for found in beside for row in found.rows}
    harms = [
        f"{name}#{row.id}" for name in studies for row in facts.evidence.records[name].adverse_events if row.contrast
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
            [_any("a study of the cream beside a systemic JAK inhibitor in one of them", beside)],
        ),
    }


def _exposed(facts: Facts) -> list[Finding]:
    return [facts.no_number("auc", of=group) for group in GROUPS]


def _responded(facts: Facts, condition: str) -> Part:
    none = facts.no_number(*RESPONSES, of=condition)
    counted = _not(none, f"responses counted in {condition.replace('-', ' ')}")
    return Part([facts.share(row, at_least=1) for row in none.rows], [counted])


def _mostly_reports(facts: Facts) -> Finding:
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


PREDECESSORS = (
    Predecessor(
        "spadafora-effective-and-safe",
        "spadafora-2025",
        "on lichenoid and granulomatous disease: “{number}`spadafora-2025/authors-conclusion-overall`”",
        lambda facts: {**_effective(facts), "safe in these diseases": _safe(facts)},
    ),
    Predecessor(
        "spadafora-alopecia-areata",
        "spadafora-2025",
        "on alopecia areata: “{number}`spadafora-2025/authors-conclusion-efficacy`”",
        lambda facts: {
            "no consistent data on the skin": _inconsistent(facts),
            "results by mouth": Part(
                [
                    facts.greater(f"{trial}#salt-20-or-less-bari4-w36", f"{trial}#salt-20-or-less-placebo-w36")
                    for trial in ("king-2022-brave-aa1", "king-2022-brave-aa2")
                ]
            ),
        },
    ),
    Predecessor(
        "spadafora-evidence",
        "spadafora-2025",
        "on its evidence: “{number}`spadafora-2025/studies-included-2`”",
        lambda facts: {
            "case reports and series outnumber planned studies": Part(
                [_mostly_reports(facts)],
                [_not(facts.no_search(), "a systematic search, without which reports are missing here")],
            )
        },
    ),
    Predecessor("summary-safety", SUMMARY, "favourable safety against systemic JAK inhibitors", _against_oral),
    Predecessor(
        "summary-fewer-systemic-effects",
        "reachmd-seed",
        "on harm, from comparative research: “{number}`reachmd-seed/authors-conclusion-safety`”",
        lambda facts: {
            "comparative research that was found says so": Part(
                [facts.says(row, "significantly lower") for row in ORAL], [facts.read(*ORAL)]
            ),
            **_against_oral(facts),
        },
    ),
    Predecessor(
        "summary-exposure",
        SUMMARY,
        "lower systemic exposure than by mouth",
        lambda facts: {
            "on average": Part(
                [
                    facts.greater(BY_MOUTH, ON_SKIN, by_arms=False),
                    facts.share(f"{KINETIC}auc-relative-exposure-rux15-v-oral-reference"),
                ],
                [facts.read(BY_MOUTH, ON_SKIN)],
            ),
            "in single people too": Part(
                [facts.share(f"{KINETIC}concentration-versus-oral", at_most=1)],
                [facts.read(f"{KINETIC}concentration-versus-oral")],
            ),
            "in the diseases of this review": Part(
                [facts.greater(BY_MOUTH, row, by_arms=False) for found in _exposed(facts) for row in found.rows],
                [_any("exposure measured in one of them", [_not(found) for found in _exposed(facts)])],
            ),
        },
    ),
    Predecessor(
        "summary-effective",
        "reachmd-seed",
        "on lichenoid and granulomatous disease: “{number}`reachmd-seed/authors-conclusion-efficacy`”",
        _effective,
    ),
    Predecessor(
        "summary-respond",
        SUMMARY,
        "lichen planus and granuloma annulare respond",
        lambda facts: {
            "lesions fewer or milder in people with lichen planus, whatever the cause": Part(
                [
                    facts.share("brumfiel-2022#total-lesion-count-rux-w4", at_least=-1000, at_most=-1),
                    facts.favours("lichen-planus"),
                ],
                [facts.read("brumfiel-2022#total-lesion-count-rux-w4")],
            ),
            "people with granuloma annulare responded": _responded(facts, "granuloma-annulare"),
        },
    ),
    Predecessor(
        "summary-mechanism",
        SUMMARY,
        "it acts through JAK–STAT signalling and cytokines",
        lambda facts: {
            "these are raised in diseased skin of both groups": Part(
                [
                    facts.noted("brumfiel-2022", "interferon pathways enriched in lichen planus skin"),
                    facts.noted("shao-2019", "type II interferon response"),
                    facts.noted("min-2020", "JAK signalling up"),
                    facts.noted("hwang-2024", "interferon pathways enriched"),
                ]
            ),
            "skin under the cream differs from skin under vehicle": Part(
                [facts.interval("true-v-moa-nct04896385#awaited-outcomes", "fewer", null=0)],
                [facts.read("true-v-moa-nct04896385#awaited-outcomes")],
            ),
        },
    ),
    Predecessor(
        "summary-alopecia-areata",
        "reachmd-seed",
        "on alopecia areata: “{number}`reachmd-seed/authors-conclusion-efficacy-2`”",
        lambda facts: {"trials do not agree": _inconsistent(facts)},
    ),
    Predecessor(
        "summary-further-studies",
        SUMMARY,
        "further controlled studies are needed",
        lambda facts: {
            "nothing controlled in granulomatous disease": Part([facts.compared("granulomatous", at_most=0)]),
            "no counts of a vehicle-controlled trial in lichen planus": Part(
                [facts.no_result("lichen-planus", "vehicle-controlled")]
            ),
            "no counts of a vehicle-controlled trial in alopecia areata": Part(
                [facts.no_result("alopecia-areata", "vehicle-controlled")]
            ),
        },
    ),
    Predecessor(
        "hwang-lesion-score",
        "hwang-2024",
        "the lesion score changed by {number}`hwang-2024/nl-lesion-score-rux-w12`",
        lambda facts: {
            "the score fell in treated people, whatever the cause": Part(
                [facts.share("hwang-2024#nl-lesion-score-rux-w12", at_least=-100, at_most=-1)],
                [facts.read("hwang-2024#nl-lesion-score-rux-w12")],
            )
        },
    ),
    Predecessor(
        "hwang-mechanism",
        "hwang-2024",
        "its authors take the change of interferon pathways to mean that the drug hits what drives the disease "
        f"{UNQUOTED}",
        lambda facts: {
            "the pathways change after treatment": Part(
                [facts.noted("hwang-2024", "interferon pathways change after treatment")]
            ),
            "other work finds the same pathway active": Part(
                [facts.silent("zhang-nl-tofacitinib", "JAK-STAT signalling in NL is active only at low levels")],
                [
                    _not(
                        facts.nowhere_else("mechanism", "necrobiosis-lipoidica", "hwang-2024"),
                        "other work on the tissue",
                    )
                ],
            ),
            "because of the cream": Part(
                [facts.favours("necrobiosis-lipoidica")], [facts.compared("necrobiosis-lipoidica", at_least=1)]
            ),
        },
    ),
)
"""Every saying that is tested, the systematic review of off-label use first."""
