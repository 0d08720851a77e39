"""The sayings of earlier work, each with the evidence that it needs."""

from __future__ import annotations

from livingevidence.claims.predecessors.model import SUMMARY, UNQUOTED, Part, Predecessor
from ruxreview.claims.predecessors.parts import (
    ORAL,
    against_oral,
    any_of,
    effective,
    inconsistent,
    mostly_reports,
    opposite,
    responded,
    safe,
    unmeasured,
)

KINETIC = "swissmedic-opzelura/"
BY_MOUTH, ON_SKIN = f"{KINETIC}auc-oral-reference", f"{KINETIC}auc-rux15"

PREDECESSORS = (
    Predecessor(
        "spadafora-effective-and-safe",
        "spadafora-2025",
        "on lichenoid and granulomatous disease: “{number}`spadafora-2025/authors-conclusion-overall`”",
        lambda facts: {**effective(facts), "safe in these diseases": safe(facts)},
    ),
    Predecessor(
        "spadafora-alopecia-areata",
        "spadafora-2025",
        "on alopecia areata: “{number}`spadafora-2025/authors-conclusion-efficacy`”",
        lambda facts: {
            "no consistent data on the skin": inconsistent(facts),
            "results by mouth": Part(
                [
                    facts.greater(f"{trial}/salt-20-or-less-bari4-w36", f"{trial}/salt-20-or-less-placebo-w36")
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
                [mostly_reports(facts)],
                [opposite(facts.no_search(), "a systematic search, without which reports are missing here")],
            )
        },
    ),
    Predecessor("summary-safety", SUMMARY, "favourable safety against systemic JAK inhibitors", against_oral),
    Predecessor(
        "summary-fewer-systemic-effects",
        "reachmd-seed",
        "on harm, from comparative research: “{number}`reachmd-seed/authors-conclusion-safety`”",
        lambda facts: {
            "comparative research that was found says so": Part(
                [facts.says(row, "significantly lower") for row in ORAL], [facts.read(*ORAL)]
            ),
            **against_oral(facts),
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
                [facts.greater(BY_MOUTH, row, by_arms=False) for found in unmeasured(facts) for row in found.rows],
                [any_of("exposure measured in one of them", [opposite(found) for found in unmeasured(facts)])],
            ),
        },
    ),
    Predecessor(
        "summary-effective",
        "reachmd-seed",
        "on lichenoid and granulomatous disease: “{number}`reachmd-seed/authors-conclusion-efficacy`”",
        effective,
    ),
    Predecessor(
        "summary-respond",
        SUMMARY,
        "lichen planus and granuloma annulare respond",
        lambda facts: {
            "lesions fewer or milder in people with lichen planus, whatever the cause": Part(
                [
                    facts.share("brumfiel-2022/total-lesion-count-rux-w4", at_least=-1000, at_most=-1),
                    facts.favours("lichen-planus"),
                ],
                [facts.read("brumfiel-2022/total-lesion-count-rux-w4")],
            ),
            "people with granuloma annulare responded": responded(facts, "granuloma-annulare"),
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
                [facts.interval("true-v-moa-nct04896385/awaited-outcomes", "fewer", null=0)],
                [facts.read("true-v-moa-nct04896385/awaited-outcomes")],
            ),
        },
    ),
    Predecessor(
        "summary-alopecia-areata",
        "reachmd-seed",
        "on alopecia areata: “{number}`reachmd-seed/authors-conclusion-efficacy-2`”",
        lambda facts: {"trials do not agree": inconsistent(facts)},
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
                [facts.share("hwang-2024/nl-lesion-score-rux-w12", at_least=-100, at_most=-1)],
                [facts.read("hwang-2024/nl-lesion-score-rux-w12")],
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
                    opposite(
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
