"""Claims that the page of every condition places: what labels warn of, and harms that were counted elsewhere."""

from __future__ import annotations

from livingevidence.claims.base import Claim

ACNE = ("rosmarin-2022/application-site-acne-rux15-w24", "rosmarin-2022/application-site-acne-vehicle-w24")

CLAIMS = [
    Claim(
        "safety-boxed-warning",
        "The US label has a boxed warning: {number}`fda-opzelura-label/label-boxed-warning`; it adds that "
        "{number}`cancers were reported <fda-opzelura-label/label-warning>` in people who used the cream and "
        "{number}`clots were seen <fda-opzelura-label/thrombosis>` in trials with it, which can't show whether the "
        "cream was the cause. The European text has no such warning of the class in the part that was read; it reports "
        "{number}`non-melanoma skin cancers <ema-opzelura-smpc/label-warning-2>`, their cause not established, and "
        "advises skin checks. The Swiss label {number}`does not exclude harm <swissmedic-opzelura/label-warning>` in "
        "the whole body.",
        lambda facts: [
            facts.says(
                "fda-opzelura-label/label-boxed-warning",
                "serious infections, mortality, malignancy, major adverse cardiovascular events, thrombosis - derived "
                "from oral JAK inhibitors",
            ),
            facts.says("fda-opzelura-label/label-warning", "malignancies were reported in patients treated"),
            facts.says("fda-opzelura-label/thrombosis", "observed in trials with the cream"),
            facts.noted("ema-opzelura-smpc", "gives no class warning in the part read"),
            facts.says("ema-opzelura-smpc/label-warning-2", "causality not established; periodic skin examination"),
            facts.says("swissmedic-opzelura/label-warning", "cannot be excluded"),
        ],
        main=True,
        plain=(
            "The US label has a boxed warning of serious infections, death, cancer, blood clots, heart attack and "
            "stroke, taken from tablets of this drug family. Cancers and clots were also reported in people who used "
            "the cream; reports can't show whether it was the cause. The European text reports skin "
            "cancers and advises regular skin checks; the Swiss label does not rule out harm in the whole body."
        ),
    ),
    Claim(
        "safety-vitiligo-acne",
        "In vitiligo, application site acne was reported in {number}`rosmarin-2022/application-site-acne-rux15-w24` "
        "on the cream and {number}`rosmarin-2022/application-site-acne-vehicle-w24` on vehicle.",
        lambda facts: [
            facts.greater(*ACNE),
            facts.difference("treatment-related-application-site-acne", "vitiligo", "more"),
        ],
        main=True,
        plain=(
            "In vitiligo {number}`rosmarin-2022/application-site-acne-rux15-w24.of_100` people had acne where "
            "the cream was put on, and {number}`rosmarin-2022/application-site-acne-vehicle-w24.of_100` "
            "without the drug in it."
        ),
    ),
    Claim(
        "safety-stopping-of-a-thousand",
        "Of a thousand people in the blinded weeks, those who stopped or left because of an adverse event were "
        "{number}`harm.discontinuation-due-to-adverse-event.atopic-dermatitis.cream` on the cream and "
        "{number}`harm.discontinuation-due-to-adverse-event.atopic-dermatitis.vehicle` on vehicle in adolescents and "
        "adults with atopic dermatitis, and {number}`harm.discontinuation-due-to-adverse-event.vitiligo.cream` and "
        "{number}`harm.discontinuation-due-to-adverse-event.vitiligo.vehicle` in vitiligo.",
        lambda facts: [
            facts.read("papp-2021/discontinuation-due-to-adverse-event-rux15-w8-2"),
            facts.difference("discontinuation-due-to-adverse-event", "atopic-dermatitis", "fewer"),
            facts.difference("discontinuation-due-to-adverse-event", "vitiligo", "unclear"),
        ],
    ),
]
