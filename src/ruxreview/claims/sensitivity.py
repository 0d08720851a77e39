"""Claims of the chapter on sensitivity; its bottom line is computed."""

from __future__ import annotations

from livingevidence.claims.base import Claim
from ruxreview.claims import GROUPS

CLAIMS = [
    Claim(
        "sensitivity-no-benefit-pooled",
        "No conclusion on benefit in the three groups rests on several trials taken together, because of none that "
        "gave cream and vehicle to separate groups of people was a result in numbers read.",
        lambda facts: [facts.no_result(group, "vehicle-controlled") for group in GROUPS],
        plain="On whether the cream helps in the diseases of this review, several studies could not be taken together.",
    )
]
