"""Claims of the chapter on mechanism."""

from __future__ import annotations

from livingevidence.claims.base import Claim, Finding
from livingevidence.claims.facts import Facts
from ruxreview.claims import GROUPS

UNDER_CREAM = "true-v-moa-nct04896385/awaited-outcomes"  # the one trial of tissue under the cream against vehicle
WEAK_IN_NL = "JAK-STAT signalling in NL is active only at low levels"
NAMED = {
    "lichenoid": ("brumfiel-2022", "mangold-2024", "markova-2023"),
    "granulomatous": ("hwang-2024", "gorham-2023", "rosen-2025"),
    "alopecia": (),
}
"""Records of the cream with statements on mechanism; on skin under it only those of brumfiel-2022 and hwang-2024."""


def _types(facts: Facts) -> list[Finding]:
    """Three studies of lichen planus that differ on the type of interferon."""
    return [
        facts.noted("shao-2019", "dominated by a type II interferon response"),
        facts.noted("gse240335-nd", "a type I interferon signature runs through all main skin cell types"),
        facts.noted("brumfiel-2022", "Type I and type II interferon pathways enriched"),
    ]


def _in_necrobiosis(facts: Facts) -> list[Finding]:
    """Two records that contradict each other."""
    return [
        facts.noted("hwang-2024", "type I and type II interferon pathways enriched"),
        facts.noted("zhang-nl-tofacitinib", WEAK_IN_NL),
    ]


def _nobody_else(facts: Facts) -> list[Finding]:
    """Skin under the cream is described in two records and no other."""
    return [facts.nowhere_else("mechanism", group, *known, cream=True) for group, known in NAMED.items()]


CLAIMS = [
    Claim(
        "mechanism-interferon",
        "Interferon signalling is raised in diseased tissue in several of the diseases of this review, but studies "
        "disagree on which interferon leads in lichen planus and on how active JAK-STAT signalling is in necrobiosis "
        "lipoidica.",
        lambda facts: [
            *_types(facts),
            *_in_necrobiosis(facts),
            facts.noted("meier-schiesser-2024", "Higher IFNG expression"),
            facts.noted("wang-2021", "make more IFN-gamma"),
        ],
        main=True,
        plain=(
            "Interferon, a messenger of the immune system, is more active in the diseased tissue of several "
            "of these diseases. Studies disagree on which kind leads in lichen planus, and on how active its "
            "path is in necrobiosis lipoidica."
        ),
    ),
    Claim(
        "mechanism-under-the-cream",
        "Skin under the cream was studied in one trial in necrobiosis lipoidica "
        "({number}`hwang-2024/population.n_enrolled` people enrolled) and one in lichen planus "
        "({number}`brumfiel-2022/population.n_enrolled` people enrolled), and neither shows that a change in the "
        "tissue brought about the change in the lesion.",
        lambda facts: [
            facts.noted("hwang-2024", "interferon pathways change after treatment"),
            facts.compared("necrobiosis-lipoidica", at_most=0),
            facts.noted("brumfiel-2022", "Fall of interferon-stimulated genes went with clinical response"),
            facts.noted("brumfiel-2022", "the paper itself"),
            *_nobody_else(facts),
        ],
        main=True,
        plain=(
            "Skin under the cream was studied in a trial of {number}`hwang-2024/population.n_enrolled` people with "
            "necrobiosis lipoidica and one of {number}`brumfiel-2022/population.n_enrolled` with lichen planus. "
            "Neither study shows that a change in the tissue made the skin better."
        ),
    ),
    Claim(
        "mechanism-no-effect",
        "A finding in tissue is a reason to test a drug; it is not an effect of the cream.",
        lambda facts: [facts.awaited(UNDER_CREAM), facts.compared("necrobiosis-lipoidica", at_most=0)],
        plain="What is found in tissue is a reason to test a drug, and no proof that the cream works.",
    ),
    Claim(
        "mechanism-lichen-planus-interferon",
        "Three studies looked at lesional skin, and they differ on the interferon that leads.",
        lambda facts: [
            *_types(facts),
            facts.nowhere_else(
                "mechanism",
                "lichen-planus",
                "shao-2019",
                "gse240335-nd",
                "brumfiel-2022",
                "alishahi-nd",
                "didona-2025",
                "mangold-2024",
            ),
        ],
    ),
    Claim(
        "mechanism-lichen-planus-time",
        "They do not say whether the untreated lesions were sampled too, so a fall of these genes with time alone "
        "cannot be told apart from a fall under the cream.",
        lambda facts: [
            facts.noted("brumfiel-2022", "Fall of interferon-stimulated genes"),
            facts.silent("brumfiel-2022", "genes in untreated lesions"),
            facts.noted("brumfiel-2022", "The numbers rest on three news texts"),
            facts.noted("brumfiel-2022", "the paper itself"),
        ],
    ),
    Claim(
        "mechanism-checkpoint-more",
        "Both studies compare it with ordinary lichen planus, and both find more interferon signalling in it, though "
        "not in the same measure.",
        lambda facts: [
            facts.noted("meier-schiesser-2024", "Against ordinary lichen planus"),
            facts.noted("meier-schiesser-2024", "Higher IFNG expression"),
            facts.noted("ici-lp-preprint-2026", "T-cell and keratinocyte programmes much alike"),
            facts.noted("ici-lp-preprint-2026", "amplified JAK-STAT and both type I and type II interferon"),
            facts.nowhere_else("mechanism", "checkpoint-lichenoid", "meier-schiesser-2024", "ici-lp-preprint-2026"),
        ],
    ),
    Claim(
        "mechanism-cutaneous-lupus-nobody",
        "Neither of the two studies treated skin of a patient.",
        lambda facts: [
            facts.noted("fetter-2020", "TREX1-deficient mice"),
            facts.noted("klaeschen-nd", "stimulated keratinocytes and in 3D epidermis"),
            facts.nobody("cutaneous-lupus"),
            facts.nowhere_else("mechanism", "cutaneous-lupus", "fetter-2020", "klaeschen-nd"),
        ],
    ),
    Claim(
        "mechanism-gvhd-mice",
        "No measurement in the skin of patients is recorded.",
        lambda facts: [
            facts.noted("takahashi-2018", "Skin GVHD in mice"),
            facts.nowhere_else("mechanism", "cutaneous-gvhd", "takahashi-2018", "markova-2023"),
        ],
    ),
    Claim(
        "mechanism-necrobiosis-direction",
        "What was read says that these pathways change; it does not say in which direction, by how much or in how many "
        "of the patients.",
        lambda facts: [
            facts.noted("hwang-2024", "interferon pathways change after treatment"),
            facts.no_number("gene-expression", of="necrobiosis-lipoidica"),
            facts.noted("hwang-2024", "gene-expression data accession"),
        ],
    ),
    Claim(
        "mechanism-necrobiosis-untreated",
        "Nobody was left untreated, and the authors' reading is theirs.",
        lambda facts: [
            facts.compared("necrobiosis-lipoidica", at_most=0),
            facts.noted("hwang-2024", "Authors read this as the drug hitting the key pathogenic mediators"),
        ],
    ),
    Claim(
        "mechanism-necrobiosis-conflict",
        "That the two contrast is a remark made on entering them, which does not say which paper is cited; so they "
        "cannot be weighed here, and the conflict stays open.",
        _in_necrobiosis,
    ),
    Claim(
        "mechanism-granuloma-annulare-agree",
        "All of these agree on JAK-STAT signalling, and all that name an interferon name interferon gamma.",
        lambda facts: [
            facts.noted("min-2020", "JAK signalling up"),
            facts.noted("damsky-2019-a", "STAT1 and STAT3 constitutively active"),
            facts.noted("damsky-2019-b", "IFN-gamma, which drives macrophage recruitment"),
            facts.noted("wang-2021", "JAK inhibition lowered IFN-gamma"),
            facts.noted("yunoki-2025", "high IFN-alpha and IFN-gamma"),
        ],
    ),
    Claim(
        "mechanism-granuloma-annulare-part",
        "They part on two points. "
        "Only the first reports the cytokines of the second kind of helper T cell, and only the last names interferon "
        "alpha.",
        lambda facts: [
            facts.noted("min-2020", "Th2 genes up"),
            facts.noted("yunoki-2025", "IFN-alpha"),
            *(facts.silent(name, "Th2") for name in ("wang-2021", "damsky-2019-a", "damsky-2019-b", "yunoki-2025")),
            *(facts.silent(name, "IFN-alpha") for name in ("wang-2021", "damsky-2019-a", "damsky-2019-b", "min-2020")),
        ],
    ),
    Claim(
        "mechanism-sarcoidosis-agree",
        "They agree on T helper cells of the first kind or on STAT1, with interferon gamma where it was named.",
        lambda facts: [
            facts.noted("rosenbaum-2009", "abundant STAT1"),
            facts.noted("cutaneous-sarcoid-microarray-pmid21924794", "strong Th1 profile"),
            facts.noted("damsky-2022", "IFN-gamma identified as a central activator"),
        ],
    ),
    Claim(
        "mechanism-one-loop",
        "The studies above do not test it: none of them compares the diseases that the speaker joins, except "
        'sarcoidosis with granuloma annulare, where STAT1 and STAT3 were active "in different patterns" '
        "{cite:p}`damsky-2019-a`.",
        lambda facts: [
            facts.noted("rosen-2025", "sharing a T cell-macrophage loop"),
            facts.noted("damsky-2019-a", "in both sarcoidosis and GA, in different patterns"),
        ],
    ),
    Claim(
        "mechanism-alopecia-little",
        "Little is recorded, and nothing on alopecia areata.",
        lambda facts: [
            facts.nowhere_else("mechanism", "alopecia-areata"),
            facts.nowhere_else("mechanism", "alopecia", "dunn-ffa-pearl-2024", "workman-2023"),
        ],
        main=True,
    ),
    Claim(
        "mechanism-agree-interferon-gamma",
        "Interferon gamma, or the type of interferon to which it belongs, is named in lichen planus by two of three "
        "studies, and in the checkpoint form, granuloma annulare, necrobiosis lipoidica and sarcoidosis by at least "
        "one study each.",
        lambda facts: [
            *_types(facts),
            facts.silent("gse240335-nd", "type II interferon"),
            facts.noted("meier-schiesser-2024", "Higher IFNG expression"),
            facts.noted("wang-2021", "make more IFN-gamma"),
            facts.noted("hwang-2024", "hub genes named are IFNG"),
            facts.noted("damsky-2022", "IFN-gamma identified as a central activator"),
        ],
    ),
    Claim(
        "mechanism-agree-jak-stat",
        "JAK-STAT signalling, or STAT1 or STAT3 by name, is reported in both groups of diseases.",
        lambda facts: [
            facts.noted("shao-2019", "needs JAK2 and STAT1"),
            facts.noted("ici-lp-preprint-2026", "amplified JAK-STAT"),
            facts.noted("min-2020", "JAK signalling up"),
            facts.noted("damsky-2019-a", "STAT1 and STAT3 constitutively active"),
        ],
    ),
    Claim(
        "mechanism-no-kinase",
        "Nothing here shows that one inhibitor suits a disease better than another.",
        lambda facts: [
            facts.noted("shao-2019", "JAK2 and STAT1, not JAK1"),
            facts.noted("brumfiel-2022", "JAK1/2"),
            facts.noted("fetter-2020", "Phosphorylated JAK1 abundant"),
            *(facts.systemic(group, "vehicle-controlled", beside_cream=True, at_most=0) for group in GROUPS),
        ],
        main=True,
    ),
    Claim(
        "mechanism-not-shown",
        "That the cream works in this way is not shown by any of them.",
        lambda facts: [facts.awaited(UNDER_CREAM), *_nobody_else(facts)],
        main=True,
    ),
    Claim(
        "mechanism-other-diseases",
        "Nobody has looked at skin of patients under the cream, in any disease of this review but lichen planus and "
        "necrobiosis lipoidica.",
        _nobody_else,
        main=True,
    ),
    Claim(
        "mechanism-against-vehicle",
        "Skin under the cream has not been set against skin under its vehicle with results that could be read.",
        lambda facts: [facts.awaited(UNDER_CREAM), *_nobody_else(facts)],
        main=True,
    ),
    Claim(
        "mechanism-who-responds",
        "It is not known whether a finding in the tissue before treatment tells who will respond.",
        lambda facts: [facts.no_number("gene-expression"), *_nobody_else(facts)],
        plain="Nobody knows whether a finding in the skin before treatment tells who will get better.",
    ),
    Claim(
        "mechanism-depth",
        "Whether the cream reaches the depth at which granulomas lie is not known: no study holds a measurement of "
        "the drug in lesional skin.",
        lambda facts: [
            facts.no_number("steady-state-concentration", "auc", "cmax", "bioavailability", of="granulomatous"),
            facts.no_number("gene-expression"),
        ],
        plain="It is not known whether the cream gets as deep as granulomas lie.",
    ),
]
