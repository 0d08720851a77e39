"""Claims of the chapter on alopecia."""

from __future__ import annotations

from ruxreview.claims.base import Claim

CLAIMS = [
    Claim(
        "alopecia-areata-vehicle",
        "In alopecia areata the one trial found of ruxolitinib cream against its vehicle reported no significant "
        "difference; the counts behind that are posted and were not read here, so neither a benefit nor the lack of "
        "one can be shown.",
        lambda facts: [
            facts.studies("alopecia-areata", "vehicle-controlled", at_least=1, at_most=1),
            facts.says("olsen-2020#salt50-statement-part-b-rux-v-part-b-vehicle-w24", "no significant difference"),
            facts.awaited("olsen-2020#awaited-salt50-at-week-24"),
        ],
        main=True,
    )
]
