"""Claims on product labels that the page of every condition places."""

from __future__ import annotations

from ruxreview.claims.base import Claim

CLAIMS = [
    Claim(
        "safety-boxed-warning",
        "The US label has a boxed warning: {number}`fda-opzelura-label/label-boxed-warning`; the European text has no "
        "such warning of the class in the part that was read.",
        lambda facts: [
            facts.says(
                "fda-opzelura-label#label-boxed-warning",
                "serious infections, mortality, malignancy, major adverse cardiovascular events, thrombosis - derived "
                "from oral JAK inhibitors",
            ),
            facts.noted("ema-opzelura-smpc", "gives no class warning in the part read"),
        ],
        main=True,
        plain=(
            "The US label has a boxed warning of serious infections, death, cancer, blood clots and serious "
            "heart events, taken from tablets of this drug family. The European text has none in the part "
            "that was read."
        ),
    )
]
