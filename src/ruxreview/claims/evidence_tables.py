"""Claims of the chapter that lists every row."""

from __future__ import annotations

from livingevidence.claims.base import Claim

CLAIMS = [
    Claim(
        "evidence-few-harms-read",
        "For the three groups few adverse events could be read, which says nothing of how many events there were.",
        lambda facts: [
            facts.no_number(of="lichenoid"),
            facts.no_number(of="granulomatous"),
            facts.no_number(
                of="alopecia",
                beside=(
                    "bayart-2017/serious-adverse-event-topical-jak",
                    "bayart-2017/laboratory-abnormality-topical-jak",
                ),
            ),
            facts.awaited("mangold-2024/awaited-adverse-events", "olsen-2020/awaited-adverse-events"),
        ],
        main=True,
        plain=(
            "Few counts of unwanted effects could be read for the three groups, which says nothing of how "
            "many there were."
        ),
    ),
    Claim(
        "evidence-not-to-be-added",
        "Lines of one study are not independent: the same people stand in several of them, a pooled line repeats those "
        "of its trials, and a label repeats its trials. So nothing here may be added up.",
        lambda facts: [
            facts.read(
                "swissmedic-opzelura/application-site-acne-rux15-w24", "rosmarin-2022/application-site-acne-rux15-w24"
            ),
            facts.read("bokhari-2018/partial-hair-regrowth-rux-w28", "bokhari-2018/partial-hair-regrowth-vehicle-w28"),
        ],
        plain="The same people stand in several lines of these tables, so nothing in them may be added up.",
    ),
]
