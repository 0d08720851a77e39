"""Claims of the chapter on alopecia."""

from __future__ import annotations

from livingevidence.claims.base import Claim

BLINDED = "olsen-2020/salt50-statement-part-b-rux-v-part-b-vehicle-w24"
OPEN = "olsen-2020/salt50-part-a-rux-w24"
COUNTS = "olsen-2020/awaited-salt50-at-week-24"
RUXOLITINIB = "bokhari-2018/partial-hair-regrowth-rux-w28"
TOFACITINIB = "bokhari-2018/partial-hair-regrowth-tofa-w28"
CLOBETASOL = "bokhari-2018/partial-hair-regrowth-clobetasol-w28"
VEHICLE = "bokhari-2018/partial-hair-regrowth-vehicle-w28"
SCARRING = ("lichen-planopilaris", "frontal-fibrosing-alopecia", "central-centrifugal-cicatricial-alopecia")
STEROIDS = ("clobetasol", "triamcinolone", "fluocinonide", "topical-corticosteroids", "intralesional-corticosteroids")

CLAIMS = [
    Claim(
        "alopecia-areata-verdict",
        "Off-label in alopecia areata, and a benefit is unproven, as is the lack of one: the counts of the one trial "
        "against vehicle were not read, and certainty is very low.",
        lambda facts: [
            facts.off_label("alopecia-areata"),
            facts.studies("alopecia-areata", "vehicle-controlled", at_least=1, at_most=1),
            facts.awaited(COUNTS),
            facts.certainty("alopecia-areata-salt50", at_most="very-low"),
        ],
        main=True,
        plain=(
            "No label that was read is for alopecia areata. Whether the cream helps is not proven, and one can only be "
            "very unsure."
        ),
    ),
    Claim(
        "alopecia-universalis-verdict",
        "Off-label in alopecia universalis, and a benefit is unproven: in the one trial more areas regrew some hair "
        "under the ointment than under vehicle, with very low certainty.",
        lambda facts: [
            facts.off_label("alopecia-universalis"),
            facts.compared("alopecia-universalis", at_least=1, at_most=1),
            facts.greater(RUXOLITINIB, VEHICLE),
            facts.certainty("alopecia-universalis-regrowth-vehicle", at_most="very-low"),
        ],
        main=True,
        plain=(
            "No label that was read is for alopecia universalis. Whether an ointment of ruxolitinib helps is not "
            "proven, and one can only be very unsure."
        ),
    ),
    Claim(
        "alopecia-areata-vehicle",
        "In alopecia areata the one trial found of ruxolitinib cream against its vehicle reported no significant "
        "difference, and was ended early after a planned interim analysis; the counts are posted and were not read "
        "here, so from what could be read neither a benefit nor the lack of one can be shown.",
        lambda facts: [
            facts.studies("alopecia-areata", "vehicle-controlled", at_least=1, at_most=1),
            facts.says(BLINDED, "no significant difference"),
            facts.noted("olsen-2020", "terminated early after a planned interim analysis"),
            facts.says(COUNTS, "posted"),
            facts.awaited(COUNTS),
            facts.no_result("alopecia-areata", "vehicle-controlled"),
        ],
        main=True,
        plain=(
            "In alopecia areata one study set the cream against the same cream without the drug; it was ended early "
            "and reported no clear difference. Its counts are posted and were not read here, so neither a benefit nor "
            "the lack of one can be shown."
        ),
    ),
    Claim(
        "alopecia-universalis-areas",
        "In alopecia universalis some hair regrew in the area with ruxolitinib ointment of "
        "{number}`bokhari-2018/partial-hair-regrowth-rux-w28` people, in the corticosteroid area of "
        "{number}`bokhari-2018/partial-hair-regrowth-clobetasol-w28` and in the vehicle area of "
        "{number}`bokhari-2018/partial-hair-regrowth-vehicle-w28`, all areas of the same people.",
        lambda facts: [
            facts.studies("alopecia-universalis", "within-patient", at_least=1, at_most=1),
            facts.given(RUXOLITINIB, "ruxolitinib"),
            facts.given(CLOBETASOL, "clobetasol"),
            facts.given(VEHICLE, "vehicle"),
            facts.greater(RUXOLITINIB, VEHICLE),
            facts.greater(CLOBETASOL, RUXOLITINIB, by_arms=False),
        ],
        main=True,
        plain=(
            "In alopecia universalis some hair grew back under an ointment of ruxolitinib in "
            "{number}`bokhari-2018/partial-hair-regrowth-rux-w28.of_100` people. In other areas of the same "
            "people it did in {number}`bokhari-2018/partial-hair-regrowth-vehicle-w28.of_100` without a drug, "
            "and in {number}`bokhari-2018/partial-hair-regrowth-clobetasol-w28.of_100` under a steroid."
        ),
    ),
    Claim(
        "alopecia-else-uncontrolled",
        "All else is uncontrolled, and wherever certainty could be rated it is very low.",
        lambda facts: [facts.compared("alopecia", at_least=2, at_most=2), facts.throughout("alopecia")],
        main=True,
    ),
    Claim(
        "alopecia-nobody",
        "No report of a patient treated with topical ruxolitinib was found for frontal fibrosing alopecia or central "
        "centrifugal cicatricial alopecia.",
        lambda facts: [
            facts.nobody("frontal-fibrosing-alopecia"),
            facts.nobody("central-centrifugal-cicatricial-alopecia"),
        ],
        main=True,
        plain=(
            "Nobody was found who was treated with ruxolitinib on the skin for frontal fibrosing alopecia or "
            "central centrifugal cicatricial alopecia."
        ),
    ),
    Claim(
        "alopecia-off-label",
        "The use is off-label, and there has been no systematic search.",
        lambda facts: [facts.off_label("alopecia"), facts.no_search()],
        plain=(
            "The labels that were read are not for any alopecia, and no planned search for all studies has been made."
        ),
    ),
    Claim(
        "alopecia-areata-open-part",
        "The open-label part of the trial in alopecia areata had no comparison, and what regrew by itself can't be "
        "told from what the cream did.",
        lambda facts: [
            facts.given(OPEN, "ruxolitinib"),
            facts.certainty("alopecia-areata-salt50-open-label", at_most="very-low"),
        ],
    ),
    Claim(
        "alopecia-areata-no-difference",
        '"No significant difference" is not "no effect": without the counts nobody can say how large a difference was '
        "ruled out.",
        lambda facts: [facts.says(BLINDED, "no counts, percentages or P value"), facts.awaited(COUNTS)],
    ),
    Claim(
        "alopecia-areata-parts",
        "Within one trial the abstract says that the open-label part suggested potential efficacy and that the part "
        "against vehicle found no significant difference, with the same cream for the same time "
        "{cite:p}`olsen-2020`.",
        lambda facts: [
            facts.says(OPEN, "suggested potential efficacy"),
            facts.says(BLINDED, "no significant difference"),
        ],
    ),
    Claim(
        "alopecia-areata-review",
        "A narrative review speaks of randomised evidence of success of ruxolitinib in alopecia {cite:p}`wu-2020`; for "
        "the cream that stands against the one trial against vehicle, and the review's abstract does not separate the "
        "cream from tablets.",
        lambda facts: [
            facts.says("wu-2020/authors-conclusion-efficacy", "success claimed in alopecia"),
            facts.noted("wu-2020", "does not separate the routes"),
            facts.studies("alopecia", "vehicle-controlled", at_least=1, at_most=1),
            facts.says(BLINDED, "no significant difference"),
        ],
    ),
    Claim(
        "alopecia-areata-children-two-drugs",
        "The responders of the series in children had tofacitinib or ruxolitinib, so they must not be counted as "
        "responders to ruxolitinib.",
        lambda facts: [
            facts.given("bayart-2017/any-hair-regrowth-topical-jak", "tofacitinib", "ruxolitinib"),
            facts.not_rated("alopecia-areata-children-brows-and-lashes"),
        ],
    ),
    Claim(
        "alopecia-areata-child-combined",
        "One girl had the cream with a topical corticosteroid and an antihistamine by mouth at the same time, so "
        "nothing can be said of ruxolitinib alone {cite:p}`jdd-2024-paediatric-aa`.",
        lambda facts: [
            facts.given("jdd-2024-paediatric-aa/awaited-regrowth", "ruxolitinib", "fluocinonide", "antihistamines"),
            facts.not_rated("alopecia-areata-child-with-steroid"),
        ],
    ),
    Claim(
        "alopecia-universalis-clobetasol-most",
        "In alopecia universalis clobetasol had the most areas with any regrowth.",
        lambda facts: [
            facts.given(CLOBETASOL, "clobetasol"),
            *(facts.greater(CLOBETASOL, other, by_arms=False) for other in (RUXOLITINIB, TOFACITINIB, VEHICLE)),
        ],
    ),
    Claim(
        "alopecia-universalis-active",
        "In alopecia universalis, against clobetasol and tofacitinib neither a difference nor its absence can be told.",
        lambda facts: [facts.paired(CLOBETASOL, "unclear"), facts.paired(TOFACITINIB, "unclear")],
        main=True,
        plain=(
            "In alopecia universalis it can't be told whether ruxolitinib does better or worse than "
            "clobetasol, a steroid, or than tofacitinib."
        ),
    ),
    Claim(
        "alopecia-universalis-vehicle",
        "With the vehicle the margins say more: as none of its areas regrew, everybody whose ruxolitinib area regrew "
        "is somebody in whom the two differed, provided that every area was assessed, which the abstract does not say.",
        lambda facts: [
            facts.given(VEHICLE, "vehicle"),
            facts.share(VEHICLE, at_most=0),
            facts.paired(VEHICLE, "more"),
            facts.noted("bokhari-2018", "number analysed"),
        ],
    ),
    Claim(
        "alopecia-universalis-generalised",
        "The people in whom hair regrew beyond the treated areas carried all four products, so no product can claim "
        "it; regrowth by itself or a systemic effect is possible, as was noted "
        "({doc}`study page </studies/bokhari-2018>`).",
        lambda facts: [
            facts.read("bokhari-2018/generalised-hair-regrowth"),
            facts.studies("alopecia-universalis", "within-patient", at_least=1),
            facts.noted("bokhari-2018", "cannot be attributed to one agent"),
        ],
    ),
    Claim(
        "alopecia-universalis-few",
        "In alopecia universalis the difference from the vehicle rests on "
        "{number}`bokhari-2018/partial-hair-regrowth-rux-w28.events` people.",
        lambda facts: [
            facts.studies("alopecia-universalis", "within-patient", at_least=1, at_most=1),
            facts.greater(RUXOLITINIB, VEHICLE),
            facts.share(VEHICLE, at_most=0),
        ],
    ),
    Claim(
        "alopecia-certainty",
        "Certainty is very low for the cream against its vehicle in alopecia areata, and for the ointment against "
        "vehicle and against clobetasol in alopecia universalis.",
        lambda facts: [
            facts.certainty(rating, at_most="very-low")
            for rating in (
                "alopecia-areata-salt50",
                "alopecia-universalis-regrowth-vehicle",
                "alopecia-universalis-regrowth-clobetasol",
            )
        ],
        main=True,
        plain="What the drug does in alopecia areata and alopecia universalis is very uncertain.",
    ),
    Claim(
        "alopecia-scarring-clearance",
        "Of the one man with lichen planopilaris the same page speaks of clearance in one place and of significant "
        "improvement in another, so the degree stays open.",
        lambda facts: [
            facts.studies("lichen-planopilaris", at_least=1, at_most=1),
            facts.says("jeadv-lpp-rux-nd/complete-or-significant-response-rux", "lesion clearance"),
            facts.says("jeadv-lpp-rux-nd/complete-or-significant-response-rux", "significant improvement"),
            facts.not_rated("lichen-planopilaris-clearing"),
        ],
    ),
    Claim(
        "alopecia-scarring-delgocitinib",
        "The trial of delgocitinib cream in frontal fibrosing alopecia is the only randomised trial of a topical JAK "
        "inhibitor in a scarring alopecia that was found; its results are posted, and the tables could not be read.",
        lambda facts: (
            [
                facts.with_arm(disease, "jak-inhibitor", cream=False, randomised=True, at_least=one, at_most=one)
                for disease, one in zip(SCARRING, (0, 1, 0), strict=True)
            ]
            + [facts.awaited("leo-ffa-nct05332366/awaited-results-of-the-trial")]
        ),
    ),
    Claim(
        "alopecia-harms",
        "Little could be read of harms in alopecia, and zero events in so few people leave room for a common harm.",
        lambda facts: [
            facts.awaited("olsen-2020/awaited-adverse-events"),
            facts.throughout("alopecia", kind="harm", at_most=None),
            facts.not_ruled_out("bayart-2017/serious-adverse-event-topical-jak", 10),
        ],
        main=True,
        plain=("Little could be read of unwanted effects in alopecia, and so few people leave room for a common one."),
    ),
    Claim(
        "alopecia-controlled-children",
        "No controlled study of topical ruxolitinib in children with an alopecia was found.",
        lambda facts: [facts.compared("alopecia", at_most=2), facts.noted("olsen-2020", "eligibility 18-70 years")],
        main=True,
        plain=("In children with alopecia no study was found that compared ruxolitinib on the skin with anything."),
    ),
    Claim(
        "alopecia-controlled-scarring",
        "No controlled study of topical ruxolitinib in a scarring alopecia was found.",
        lambda facts: [facts.compared(disease, at_most=0) for disease in SCARRING],
        main=True,
    ),
    Claim(
        "alopecia-other-drugs",
        "No comparison with an oral JAK inhibitor in the same study was found, nor one with a corticosteroid in "
        "separate groups of people.",
        lambda facts: [
            facts.systemic("alopecia", beside_cream=True, at_most=0),
            facts.with_arm("alopecia", *STEROIDS, cream=True, at_most=1),
            facts.studies("alopecia-universalis", "within-patient", at_least=1),
            facts.given(CLOBETASOL, "clobetasol"),
        ],
        main=True,
    ),
    Claim(
        "alopecia-what-lasts",
        "What lasts is known only from the people with generalised regrowth in alopecia universalis, who carried all "
        "four products: one relapsed, and in the other the hair was still there weeks later {cite:p}`bokhari-2018`.",
        lambda facts: [facts.none_in("alopecia", "follow-up"), facts.read("bokhari-2018/generalised-hair-regrowth")],
        main=True,
    ),
]
