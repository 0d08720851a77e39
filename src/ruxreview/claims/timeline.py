"""Claims of the chapter that tells how the picture moved."""

from __future__ import annotations

from livingevidence.claims.base import Claim
from ruxreview.claims import GROUPS

CLAIMS = [
    Claim(
        "timeline-no-number-in-any-year",
        "At the end of no year so far does this review hold a result in numbers of a trial that gave cream and vehicle "
        "to separate groups of people, in any of the three groups.",
        # What the whole evidence lacks, no cut of it holds.
        lambda facts: [facts.no_result(group, "vehicle-controlled") for group in GROUPS],
        main=True,
        plain=(
            "On these diseases this review holds no number from two separate groups, one with the cream and one "
            "with the same cream without the drug. That is so in every year."
        ),
    )
]
