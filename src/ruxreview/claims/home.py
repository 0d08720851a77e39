"""Claims of the home page; its cards place the bottom lines of the chapters besides."""

from __future__ import annotations

from ruxreview.claims.base import Claim
from ruxreview.results import GROUPS

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
            facts.says("olsen-2020#awaited-salt50-at-week-24", "posted"),
            facts.says("mangold-2024#awaited-iga-ts-at-week-16", "posted"),
        ],
        main=True,
    ),
    Claim(
        "home-off-label",
        "No product label that was read is for a disease of the three groups, so the use is off-label.",
        lambda facts: [facts.off_label(group) for group in GROUPS],
    ),
    Claim("home-no-search", "There has been no systematic search yet.", lambda facts: [facts.no_search()]),
    Claim(
        "home-unsigned",
        "No clinician has signed a rating of certainty yet ({doc}`how they are made </certainty>`).",
        lambda facts: [facts.unsigned("clinician")],
    ),
    Claim(
        "home-lichenoid-certainty",
        "Certainty of a benefit is not rated in any lichenoid disease: what could be read does not allow it.",
        lambda facts: [facts.throughout("lichenoid", at_most=None)],
    ),
    Claim(
        "home-safety-certainty",
        "Certainty of harms is low at best in atopic dermatitis and vitiligo, and not rated in any lichenoid, "
        "granulomatous or alopecia disease.",
        lambda facts: [
            facts.throughout("atopic-dermatitis", "vitiligo", kind="harm", at_most="low"),
            facts.throughout(*GROUPS, kind="harm", at_most=None),
        ],
    ),
    Claim(
        "home-labels-other-diseases",
        "The labels that were read license the cream for other diseases; what they ask for before prescribing stands "
        "under {ref}`safety <before-prescribing>`.",
        lambda facts: [facts.off_label("lichenoid"), facts.off_label("granulomatous"), facts.off_label("alopecia")],
    ),
]
