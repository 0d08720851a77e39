"""Claims of the chapter on oral JAK inhibitors."""

from __future__ import annotations

from livingevidence.claims.base import Claim

TRIALS = ("king-2022-brave-aa1", "king-2022-brave-aa2", "king-2023-allegro", "king-thrive-aa1")
BARICITINIB = tuple(
    (f"{study}/salt-20-or-less-{arm}-w36", f"{study}/salt-20-or-less-placebo-w36")
    for study in TRIALS[:2]
    for arm in ("bari4", "bari2")
)
OTHERS = (
    ("king-2023-allegro/salt-20-or-less-r50-w24", "king-2023-allegro/salt-20-or-less-placebo-w24"),
    ("king-thrive-aa1/salt-20-or-less-deux8-w24", "king-thrive-aa1/salt-20-or-less-placebo-w24"),
    ("king-thrive-aa1/salt-20-or-less-deux12-w24", "king-thrive-aa1/salt-20-or-less-placebo-w24"),
)
COMPARED = ("vehicle-controlled", "within-patient")
CARDIOVASCULAR = "ytterberg-2022/major-adverse-cardiovascular-event-hazard-ratio-tofa-combined-v-tnfi"
CANCER = "ytterberg-2022/malignancy-excluding-nmsc-hazard-ratio-tofa-combined-v-tnfi"
MARGIN = "ytterberg-2022/non-inferiority-margin"


def _none_compared(facts):
    return [facts.systemic(group, *COMPARED, at_most=0) for group in ("lichenoid", "granulomatous")]


CLAIMS = [
    Claim(
        "systemic-alopecia-areata-benefit",
        "In severe alopecia areata oral JAK inhibitors were compared with placebo in blinded trials, and more people "
        "under the drug ended with at most a fifth of the scalp bare: in one trial "
        "{number}`king-2022-brave-aa1/salt-20-or-less-bari4-w36` against "
        "{number}`king-2022-brave-aa1/salt-20-or-less-placebo-w36`.",
        lambda facts: [
            *(facts.greater(*pair) for pair in (*BARICITINIB, *OTHERS)),
            *(
                facts.interval(f"{s}/salt-20-or-less-risk-difference-bari4-v-placebo-w36", "more", 0)
                for s in TRIALS[:2]
            ),
            facts.systemic("alopecia-areata", "vehicle-controlled", at_least=1),
        ],
        main=True,
        plain=(
            "Tablets of the same family (JAK inhibitors) were compared with dummy pills in severe alopecia "
            "areata. In one study {number}`king-2022-brave-aa1/salt-20-or-less-bari4-w36.of_100` people on "
            "the drug ended with at most a fifth of the scalp bare. On dummy pills it was "
            "{number}`king-2022-brave-aa1/salt-20-or-less-placebo-w36.of_100`."
        ),
    ),
    Claim(
        "systemic-two-groups-no-randomised-trial",
        "In lichenoid and granulomatous disease the review holds no randomised trial of an oral JAK inhibitor, only "
        "treated people without a comparator.",
        lambda facts: [
            *_none_compared(facts),
            *(facts.systemic(group, at_least=1) for group in ("lichenoid", "granulomatous")),
        ],
        main=True,
        plain=(
            "In lichenoid and granulomatous disease people took such tablets too, but the review holds no "
            "study that decided by lot who got them."
        ),
    ),
    Claim(
        "systemic-cream-or-oral-unknown",
        "No randomised comparison of the cream with an oral JAK inhibitor was found, so neither can be said to help "
        "more or to harm less in these diseases.",
        lambda facts: [facts.systemic(None, *COMPARED, beside_cream=True, at_most=0)],
        main=True,
        plain=(
            "No study was found that decided by lot between the cream and a tablet. So neither can be said to "
            "help more, or to harm less, in these diseases."
        ),
    ),
    Claim(
        "systemic-not-searched",
        "Oral drugs were not searched for systematically, and reports are probably missing.",
        lambda facts: [facts.no_search()],
        plain="Studies of tablets were not searched for by a plan, so some are probably missing.",
    ),
    Claim(
        "systemic-alopecia-areata-severe",
        "All four trials took in people with at least half of the scalp bare.",
        lambda facts: [
            *(facts.noted(study, "SALT at least 50") for study in (*TRIALS[:2], TRIALS[3])),
            facts.noted("king-2023-allegro", "at least 50% scalp hair loss"),
            facts.systemic("alopecia-areata", "vehicle-controlled", at_least=4, at_most=4),
        ],
    ),
    Claim(
        "systemic-granulomatous-no-comparator",
        "None of the studies of oral drugs in granulomatous disease had a comparator.",
        lambda facts: [facts.systemic("granulomatous", *COMPARED, at_most=0)],
    ),
    Claim(
        "systemic-class-warning-margin",
        "In the trial behind the class warning the upper end of the interval was to stay below a margin "
        "({number}`ytterberg-2022/non-inferiority-margin.value`); for neither main outcome did it.",
        lambda facts: [
            facts.share(MARGIN, at_least=1.8, at_most=1.8),
            facts.interval(CARDIOVASCULAR, "unclear", 1.8),
            facts.interval(CANCER, "unclear", 1.8),
        ],
    ),
    Claim(
        "systemic-cancer-conflict",
        "Data from ordinary care gave a lower figure for cancer, and the conflict is open.",
        lambda facts: [
            facts.interval(CANCER, "more"),
            facts.noted("ytterberg-2022", "malignancy HR 1.01 (0.83-1.22) in routine care"),
        ],
    ),
    Claim(
        "systemic-oral-ruxolitinib-few-people",
        "In the small study of oral ruxolitinib serious events were counted in "
        "{number}`mackay-wiggan-2016/serious-adverse-event-oral-rux` and any other event in "
        "{number}`mackay-wiggan-2016/any-non-serious-adverse-event-oral-rux` {cite:p}`nct01950780`. So few people "
        "can't show a rare harm.",
        lambda facts: [
            facts.not_ruled_out("mackay-wiggan-2016/serious-adverse-event-oral-rux", 20),
            facts.read("mackay-wiggan-2016/any-non-serious-adverse-event-oral-rux"),
        ],
    ),
    Claim(
        "systemic-cohort-conflict",
        "In this cohort nobody was randomised, and a similar comparison found no rise in venous thromboembolism "
        "({doc}`study page </studies/kridin-2025>`).",
        lambda facts: [
            facts.interval("kridin-2025/deep-vein-thrombosis-hazard-ratio-jak-inhibitors-v-dupilumab", "more"),
            facts.interval("kridin-2025/pulmonary-embolism-hazard-ratio-jak-inhibitors-v-dupilumab", "more"),
            facts.noted("kridin-2025", "found no increased VTE"),
        ],
    ),
    Claim(
        "systemic-cream-beside-oral",
        "One study compared topical ruxolitinib with oral JAK inhibitors directly: a cohort from routine records in "
        "atopic dermatitis {cite:p}`benandi-2025`.",
        lambda facts: [
            facts.read("benandi-2025/arterial-thrombosis-statement-toprux-v-oraljak"),
            facts.systemic(None, "cohort", beside_cream=True, at_least=1, at_most=1),
            facts.systemic(beside_cream=True, at_least=1, at_most=1),
        ],
        main=True,
    ),
    Claim(
        "systemic-lower-mortality-implausible",
        "That the cream should lower mortality is implausible as an effect of the drug, and suggests that the groups "
        "differed in other ways.",
        lambda facts: [
            facts.says("benandi-2025/several-harms-statement-toprux-v-control", "decreased risk"),
            facts.noted("benandi-2025", "residual confounding"),
        ],
    ),
    Claim(
        "systemic-reviews-no-estimate-for-cream",
        "The meta-analyses of oral against topical drugs take several topical drugs together, and none gives an "
        "estimate for topical ruxolitinib in what was read.",
        lambda facts: [
            facts.says("phan-2019/response-statement-oral-v-topical", "oral better than topical"),
            facts.says("liu-2023/response-statement-oral-v-topical", "oral more effective than topical"),
            facts.interval("paediatric-jak-meta-2022/response-odds-ratio-oral-v-topical", "more"),
            facts.noted("liu-2023", "The pooled estimate for topical treatment alone was not readable."),
        ],
    ),
    Claim(
        "systemic-no-effect-of-route",
        "A difference between a number for the cream and a number for an oral drug in this review is therefore not an "
        "effect of the route.",
        lambda facts: [facts.systemic(None, *COMPARED, beside_cream=True, at_most=0)],
        main=True,
    ),
    Claim(
        "systemic-alopecia-areata-four-trials",
        "In alopecia areata the benefit rests on four randomised, blinded trials that point the same way; all were "
        "funded by companies.",
        lambda facts: [
            facts.systemic("alopecia-areata", "vehicle-controlled", at_least=4, at_most=4),
            *(facts.greater(*pair) for pair in (*BARICITINIB, *OTHERS)),
            *(
                facts.noted(study, funder)
                for study, funder in zip(
                    TRIALS, ("Eli Lilly", "Eli Lilly", "Pfizer", "Concert Pharmaceuticals"), strict=True
                )
            ),
        ],
        main=True,
    ),
    Claim(
        "systemic-two-groups-very-low",
        "In lichenoid and granulomatous disease certainty is very low, by the rule of this review for results without "
        "a comparator ({doc}`methods </methods>`).",
        _none_compared,
        main=True,
        plain="In lichenoid and granulomatous disease one can only be very unsure what the tablets do.",
    ),
    Claim(
        "systemic-acne-and-zoster",
        "On harms, acne and herpes zoster were more frequent than under placebo in several analyses.",
        lambda facts: [
            facts.interval("martinez-2023/acne-odds-ratio-jak-inhibitors-v-placebo", "more"),
            facts.interval("chen-2024-b/acne-odds-ratio-jak-alopecia-areata-v-placebo-alopecia-areata", "more"),
            facts.interval("ireland-2025/varicella-zoster-odds-ratio-jak-inhibitors-v-placebo", "more"),
            facts.interval("manzar-2024/herpes-zoster-odds-ratio-upadacitinib-lower-v-placebo", "more"),
            facts.greater("king-thrive-aa1/acne-deux8", "king-thrive-aa1/acne-placebo"),
            facts.greater("katoh-2022/acne-upa30", "katoh-2022/acne-placebo"),
            facts.greater("simpson-2021/herpes-zoster-abro200", "simpson-2021/herpes-zoster-placebo"),
        ],
        main=True,
        plain="Acne and shingles were more frequent under such drugs than under a dummy, in several analyses.",
    ),
    Claim(
        "systemic-no-trial-against-cream",
        "The review holds no randomised trial of the cream against an oral JAK inhibitor, in any disease.",
        lambda facts: [facts.systemic(None, *COMPARED, beside_cream=True, at_most=0)],
        main=True,
    ),
    Claim(
        "systemic-two-groups-no-placebo-trial",
        "The review holds no placebo-controlled trial of an oral JAK inhibitor in a lichenoid or granulomatous "
        "disease.",
        _none_compared,
        main=True,
    ),
    Claim(
        "systemic-no-study-of-both",
        "The review holds no study of cream and oral drug together, or of one after the other, apart from one patient "
        "with alopecia universalis who changed from the cream to an oral JAK inhibitor and, by a news text, then "
        "regrew the scalp hair ({doc}`study page </studies/craiglow-2016>`) {cite:p}`craiglow-2016`.",
        lambda facts: [
            facts.systemic(beside_cream=True, at_most=1),
            facts.noted("craiglow-2016", "switched from the cream to an oral JAK inhibitor"),
        ],
    ),
    Claim(
        "systemic-such-studies-may-exist",
        "Since oral drugs were not searched for, studies of them beside or after the cream may exist.",
        lambda facts: [facts.no_search()],
    ),
]
