"""Claims of the home page and of several chapters; the home page places the bottom lines of the chapters besides."""

from __future__ import annotations

from livingevidence.claims.base import Claim
from ruxreview.claims import GROUPS

CLAIMS = [
    Claim(
        "home-not-known",
        "From what could be read here it can't be told, for any of the three groups, whether ruxolitinib on the skin "
        "helps more than its base alone: of no trial that gave cream and vehicle to separate groups of people was a "
        "result in numbers read, though posted results exist {cite:p}`olsen-2020,mangold-2024`; and wherever "
        "certainty of a benefit could be rated it is very low.",
        lambda facts: [
            *(facts.no_result(group, "vehicle-controlled") for group in GROUPS),
            facts.throughout(*GROUPS),
            facts.says("olsen-2020/awaited-salt50-at-week-24", "posted"),
            facts.says("mangold-2024/awaited-iga-ts-at-week-16", "posted"),
        ],
        main=True,
        plain=(
            "From what could be read it can't be told, in the diseases of this review, whether ruxolitinib "
            "helps more than its base alone. Where certainty could be rated, it is very low."
        ),
    ),
    Claim(
        "home-off-label",
        "No product label that was read is for a disease of the three groups, so the use is off-label.",
        lambda facts: [facts.off_label(group) for group in GROUPS],
    ),
    Claim(
        "home-no-search",
        "There has been no systematic search yet.",
        lambda facts: [facts.no_search()],
        plain="No planned search for all studies has been made yet.",
    ),
    Claim(
        "home-unsigned",
        "No clinician has signed a rating of certainty yet ({doc}`how they are made </certainty>`).",
        lambda facts: [facts.unsigned("clinician")],
        plain="No doctor has yet signed the ratings of how sure one can be.",
    ),
    Claim(
        "home-lichenoid-certainty",
        "Certainty of a benefit is not rated in any lichenoid disease: what could be read does not allow it.",
        lambda facts: [facts.throughout("lichenoid", at_most=None)],
        plain=(
            "How sure one can be of a benefit could not be rated in any lichenoid disease, from what could be read."
        ),
    ),
    Claim(
        "home-safety-certainty",
        "Certainty of harms is low at best in atopic dermatitis and vitiligo, and not rated in any lichenoid, "
        "granulomatous or alopecia disease.",
        lambda facts: [
            facts.throughout("atopic-dermatitis", "vitiligo", kind="harm", at_most="low"),
            facts.throughout(*GROUPS, kind="harm", at_most=None),
        ],
        plain=(
            "Certainty about unwanted effects is low at best in eczema and vitiligo, and could not be rated "
            "in the diseases of this review."
        ),
    ),
    Claim(
        "home-boxed-warning",
        "A boxed warning on the US label, taken from JAK inhibitors by mouth, names serious infection, death, cancer, "
        "cardiovascular events and thrombosis; cancers and clots are also reported under the cream, which does not "
        "show their cause.",
        lambda facts: [
            facts.says(
                "fda-opzelura-label/label-boxed-warning",
                "serious infections, mortality, malignancy, major adverse cardiovascular events, thrombosis - derived "
                "from oral JAK inhibitors",
            ),
            facts.says("fda-opzelura-label/label-warning", "malignancies were reported in patients treated"),
            facts.says("fda-opzelura-label/thrombosis", "observed in trials with the cream"),
        ],
        main=True,
    ),
    Claim(
        "home-labels-other-diseases",
        "The labels that were read license the cream for other diseases; what they ask for before prescribing stands "
        "under {ref}`safety <before-prescribing>`.",
        lambda facts: [facts.off_label("lichenoid"), facts.off_label("granulomatous"), facts.off_label("alopecia")],
    ),
    Claim(
        "home-blocks-jak",
        "Ruxolitinib is described as a selective inhibitor of JAK1 and JAK2 {cite:p}`gorham-2023`, and the reason to "
        "try it is that interferon gamma signals through these kinases {cite:p}`brumfiel-2022`.",
        lambda facts: [
            facts.noted("gorham-2023", "described as a selective JAK1/2 inhibitor"),
            facts.noted("brumfiel-2022", "interferon gamma signals through JAK1/2"),
        ],
        plain="Ruxolitinib is said to block two enzymes, by which a messenger of the immune system acts.",
    ),
]
