"""Claims of the chapter on exposure."""

from __future__ import annotations

from livingevidence.claims.base import Claim

REFERENCE = "gong-2021/reference-ic50"
LEVELS = ("steady-state-concentration", "cmax")
PLASMA = (*LEVELS, "auc")
MEASURED = ("bissonnette-2022", "gong-2021", "nct03257644-paediatric-pk", "steingold-2025", "swissmedic-opzelura")
"""The sources with a plasma concentration under the cream; a further one must be read for what these lack."""
MEAN = "bissonnette-2022/steady-state-concentration-rux15"
LESS_SKIN, MORE_SKIN, ADULTS, OLDER, YOUNGER = (f"{MEAN}-{number}" for number in (5, 6, 4, 3, 2))
VITILIGO, ATOPIC, ATOPIC_WEAKER = (
    "swissmedic-opzelura/steady-state-concentration-rux15",
    "gong-2021/steady-state-concentration-rux15",
    "gong-2021/steady-state-concentration-rux075",
)
SHARES = tuple(f"{study}/bioavailability-rux15" for study in ("swissmedic-opzelura", "gong-2021", "bissonnette-2022"))
ZEROS = ("serious-infection", "malignancy", "major-adverse-cardiovascular-event", "thrombosis")


def _lower_in_less_skin(facts):
    return facts.greater(MORE_SKIN, LESS_SKIN, by_arms=False)


CLAIMS = [
    Claim(
        "exposure-more-skin-more-drug",
        "Ruxolitinib from the cream reaches the blood, and more of it was measured where more skin was affected: in "
        "one trial in atopic dermatitis the mean was "
        "{number}`bissonnette-2022/steady-state-concentration-rux15-5.value` with under forty percent of the skin "
        "affected and {number}`bissonnette-2022/steady-state-concentration-rux15-6.value` with forty percent or more, "
        "against a reference of {number}`gong-2021/reference-ic50.value`, which marks one effect in the laboratory "
        "and is no proven threshold of harm.",
        lambda facts: [
            _lower_in_less_skin(facts),
            facts.greater(REFERENCE, MORE_SKIN, by_arms=False),
            facts.share(LESS_SKIN, at_least=1),
            facts.noted("bissonnette-2022", "concentrations were higher in those with more affected skin"),
        ],
        main=True,
        plain=(
            "Some of the drug in the cream gets into the blood. In one study in eczema more of it was "
            "measured where more skin was affected."
        ),
    ),
    Claim(
        "exposure-spread-wider-than-mean",
        "Wherever a spread of the concentration is printed it is wider than the mean, so a mean below the reference "
        "does not say that everybody is below it.",
        lambda facts: [facts.wide(*LEVELS)],
        main=True,
        plain=("Blood levels differ widely between people, so a low average does not say that everybody's is low."),
    ),
    Claim(
        "exposure-three-groups-unrecorded",
        "Nothing is recorded on exposure in lichenoid disease, granulomatous disease or alopecia.",
        lambda facts: [
            facts.no_number(*PLASMA, "bioavailability", "half-life", of=group)
            for group in ("lichenoid", "granulomatous", "alopecia")
        ],
        main=True,
        plain="For the diseases of this review no blood levels were found.",
    ),
    Claim(
        "exposure-one-reference",
        "Three sources print the same inhibitory concentration, {number}`gong-2021/reference-ic50.value` "
        "{cite:p}`gong-2021,nct03257644-paediatric-pk,steingold-2025`.",
        lambda facts: [
            facts.only_in(("reference-ic50",), "gong-2021", "nct03257644-paediatric-pk", "steingold-2025"),
            *(
                facts.share(f"{study}/reference-ic50", at_least=281, at_most=281)
                for study in ("gong-2021", "nct03257644-paediatric-pk", "steingold-2025")
            ),
        ],
    ),
    Claim(
        "exposure-reference-no-threshold",
        "The reference marks one laboratory effect; no source shows below which concentration harm does not occur.",
        lambda facts: [
            facts.noted("steingold-2025", "IC50 reference is from adults"),
            facts.says("gong-2021/exposure-relations-2", "none, except a transient platelet rise"),
            facts.only_in(PLASMA, *MEASURED),
        ],
        main=True,
        plain="No text that was read shows a blood level below which harm does not occur.",
    ),
    Claim(
        "exposure-larger-areas-near-reference",
        "In the larger areas the mean at steady state was just under the reference, and the mean peaks were above it.",
        lambda facts: [
            facts.greater(REFERENCE, MORE_SKIN, by_arms=False),
            facts.share(MORE_SKIN, at_least=250, at_most=281),
            *(facts.greater(f"bissonnette-2022/cmax-rux15-{peak}", REFERENCE, by_arms=False) for peak in (2, 5)),
        ],
    ),
    Claim(
        "exposure-age-not-told-from-area",
        "The table read of the maximum-use trial splits people by age or by area, not by both, so the adults' higher "
        "mean can't be put down to age.",
        lambda facts: [
            facts.greater(ADULTS, OLDER, by_arms=False),
            facts.greater(ADULTS, YOUNGER, by_arms=False),
            _lower_in_less_skin(facts),
        ],
    ),
    Claim(
        "exposure-diseases-not-compared",
        "The trials in atopic dermatitis and vitiligo measured different people with different areas, so the "
        "difference between the diseases can't be read from them.",
        lambda facts: [
            facts.greater(VITILIGO, ATOPIC, by_arms=False),
            facts.greater(ATOPIC, ATOPIC_WEAKER, by_arms=False),
            facts.only_in(("steady-state-concentration",), *MEASURED),
        ],
    ),
    Claim(
        "exposure-skewed",
        "In every group with a printed standard deviation, it is larger than the mean.",
        lambda facts: [facts.wide("steady-state-concentration", "cmax")],
    ),
    Claim(
        "exposure-overall-mean-below-reference",
        "In the maximum-use trial the mean over all people, "
        "{number}`bissonnette-2022/steady-state-concentration-rux15`, is well below the reference.",
        lambda facts: [facts.greater(REFERENCE, MEAN, by_arms=False), facts.share(MEAN, at_most=140)],
    ),
    Claim(
        "exposure-how-many-above-unknown",
        "How many people were above the reference is not recorded, in this trial or in any other.",
        lambda facts: [
            facts.only_in(("steady-state-concentration",), *MEASURED),
            facts.noted("bissonnette-2022", "full text beyond its beginning and Table 3"),
        ],
        main=True,
    ),
    Claim(
        "exposure-three-bioavailabilities",
        "The share of the drug that gets into the blood is printed three times, with three results.",
        lambda facts: [
            facts.only_in(("bioavailability",), "swissmedic-opzelura", "gong-2021", "bissonnette-2022"),
            facts.greater(SHARES[0], SHARES[1], by_arms=False),
            facts.greater(SHARES[1], SHARES[2], by_arms=False),
        ],
    ),
    Claim(
        "exposure-bioavailabilities-apart",
        "Diseases, areas and methods differ, and the three bioavailabilities can't stand in for one another "
        "({doc}`study page </studies/swissmedic-opzelura>`).",
        lambda facts: [
            facts.noted("swissmedic-opzelura", "not interchangeable"),
            facts.greater(SHARES[0], SHARES[1], by_arms=False),
            facts.greater(SHARES[1], SHARES[2], by_arms=False),
        ],
    ),
    Claim(
        "exposure-area-not-alone",
        "Area alone does not explain the three shares: within the maximum-use trial the share rose from "
        "{number}`bissonnette-2022/bioavailability-rux15-2.value` to "
        "{number}`bissonnette-2022/bioavailability-rux15-3.value` with the area, yet this trial, with the largest "
        "areas of the three, prints the lowest overall share.",
        lambda facts: [
            facts.greater(f"{SHARES[2]}-3", f"{SHARES[2]}-2", by_arms=False),
            facts.greater(SHARES[0], SHARES[2], by_arms=False),
            facts.greater(SHARES[1], SHARES[2], by_arms=False),
            facts.noted("bissonnette-2022", "at least 25% affected body surface area"),
            facts.noted("gong-2021", "up to 20% affected body surface area"),
        ],
    ),
    Claim(
        "exposure-cream-and-tablet",
        "No study measured the cream and the tablet in the same people.",
        lambda facts: [
            facts.only_in(PLASMA, *MEASURED),
            facts.systemic(beside_cream=True, at_most=1),
            facts.greater("swissmedic-opzelura/auc-oral-reference", "swissmedic-opzelura/auc-rux15", by_arms=False),
        ],
        main=True,
        plain="The cream and the tablet have not been measured in the same people, in what was read.",
    ),
    Claim(
        "exposure-sources-disagree",
        "The sources do not agree on what such levels mean, and the disagreement stays open.",
        lambda facts: [
            facts.noted("swissmedic-opzelura", "the Swiss label warns that systemic concentrations can reach levels"),
            facts.noted("swissmedic-opzelura", "sponsor publications call systemic JAK inhibition highly unlikely"),
            facts.says("ema-opzelura-smpc/label-interactions", "limited systemic exposure"),
            facts.says("boxed-warning-paradox-2025/label-boxed-warning", "although oral ruxolitinib"),
        ],
    ),
    Claim(
        "exposure-maximum-use-beyond-labels",
        "Both maximum-use trials took in only people with more affected skin than any of the labels' limits allows to "
        "be treated.",
        lambda facts: [
            facts.noted("bissonnette-2022", "at least 25% affected body surface area"),
            facts.noted("steingold-2025", "at least 35% affected body surface area"),
            facts.says("fda-opzelura-label/label-dose-limit", "at most 20% body surface area"),
            facts.says("ema-opzelura-smpc/label-dose-limit", "at most 10% body surface area"),
            facts.says("swissmedic-opzelura/label-dose-limit", "10% body surface area"),
        ],
    ),
    Claim(
        "exposure-amounts-beyond-label",
        "Over a week, both amounts used in the first of these trials are more than the limit of the United States.",
        lambda facts: [
            facts.says("fda-opzelura-label/label-dose-limit", "no more than 60 g per week"),
            *(  # grams a day
                facts.share(f"bissonnette-2022/amount-applied-{part}", at_least=60 / 7) for part in ("rux15-2", "ext")
            ),
        ],
    ),
    Claim(
        "exposure-above-reference-beyond-labels",
        "All means above the reference come from the maximum-use trial in adolescents and adults, so from areas "
        "beyond the limits.",
        lambda facts: [
            facts.none_above(LEVELS, REFERENCE, "bissonnette-2022"),
            facts.greater("bissonnette-2022/cmax-rux15-2", REFERENCE, by_arms=False),
            facts.noted("bissonnette-2022", "at least 25% affected body surface area"),
            facts.says("fda-opzelura-label/label-dose-limit", "at most 20% body surface area"),
        ],
        main=True,
    ),
    Claim(
        "exposure-within-labels-below-reference",
        "The pooled trials in atopic dermatitis lie within the area limit of the United States for that disease, and "
        "the people with vitiligo within the smaller limit; their means are far below the reference, with spreads "
        "wider than the means.",
        lambda facts: [
            facts.noted("gong-2021", "up to 20% affected body surface area"),
            *(facts.share(row, at_most=94) for row in (ATOPIC, ATOPIC_WEAKER, VITILIGO)),  # a third of the reference
            facts.wide("steady-state-concentration", studies=("gong-2021", "swissmedic-opzelura")),
        ],
        main=True,
    ),
    Claim(
        "exposure-measured-directly",
        "That the drug is absorbed, and that levels were higher with more affected skin, rests on direct measurement; "
        "nobody was allotted to an area, and those with more affected skin may differ in other ways.",
        lambda facts: [
            _lower_in_less_skin(facts),
            facts.says("gong-2021/exposure-relations", "percent body surface area treated"),
            facts.noted("bissonnette-2022", "nobody was allotted to an area"),
        ],
        main=True,
        plain=(
            "The drug gets into the blood, and more of it where more skin is affected: both were measured directly. "
            "But people with more affected skin may differ in other ways too."
        ),
    ),
    Claim(
        "exposure-size-less-sure",
        "How much higher they were is less sure: the largest areas are those of "
        "{number}`bissonnette-2022/steady-state-concentration-rux15-6.n` people in one open-label trial.",
        lambda facts: [
            _lower_in_less_skin(facts),
            facts.noted("bissonnette-2022", "small"),
            facts.noted("bissonnette-2022", "open-label"),
            facts.only_in(("steady-state-concentration",), *MEASURED),
        ],
    ),
    Claim(
        "exposure-two-diseases",
        "All measurements come from atopic dermatitis and vitiligo; three of the five sources were read as an "
        "abstract or an excerpt, and for the children under maximum use the mean comes from a news text.",
        lambda facts: [
            facts.only_in(PLASMA, *MEASURED),
            facts.noted("steingold-2025", "the 98.2 nM figure comes from the news summary"),
        ],
    ),
    Claim(
        "exposure-few-children-followed",
        "In the children followed for {number}`steingold-2025/serious-infection-rux15-w52.timepoint_weeks` weeks "
        "there was no serious infection, cancer, major cardiovascular event or thrombosis, each "
        "{number}`steingold-2025/serious-infection-rux15-w52` {cite:p}`steingold-2025`. So few people can't rule out "
        "an event that is not rare.",
        lambda facts: [facts.not_ruled_out(f"steingold-2025/{event}-rux15-w52", 10) for event in ZEROS],
        main=True,
    ),
    Claim(
        "exposure-not-studied-in-three-groups",
        "No source gives a plasma concentration under the cream in any lichenoid or granulomatous disease or alopecia.",
        lambda facts: [facts.no_number(*PLASMA, of=group) for group in ("lichenoid", "granulomatous", "alopecia")],
        main=True,
    ),
    Claim(
        "exposure-not-studied-by-site",
        "Nor does any source give one for use on the scalp, on mucosa, on eroded skin or under a dressing, or for "
        "compounded creams.",
        lambda facts: [facts.only_in(PLASMA, *MEASURED)],
        main=True,
        plain="No blood levels were found for use on the scalp, in the mouth, on raw skin or under a dressing.",
    ),
    Claim(
        "exposure-not-carried-over",
        "Levels from atopic dermatitis can't be carried over to other diseases and uses: it is not known whether more "
        "or less gets through.",
        lambda facts: [facts.no_number(*PLASMA, of=group) for group in ("lichenoid", "granulomatous", "alopecia")],
    ),
]
