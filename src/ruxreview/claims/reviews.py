"""Claims of the chapter on earlier reviews."""

from __future__ import annotations

from livingevidence.claims.base import Claim, Finding
from livingevidence.claims.facts import Facts

AREATA = "olsen-2020/salt50-statement-part-b-rux-v-part-b-vehicle-w24"
TABLES = "spadafora-2025/awaited-tables-of-the-included-studies"


def _oral_before_topical(facts: Facts) -> list[Finding]:
    """Reviews of alopecia areata that tell the routes apart and give a direction."""
    return [
        facts.says("phan-2019/response-statement-oral-v-topical", "oral better than topical"),
        facts.says("liu-2023/response-statement-oral-v-topical", "oral more effective than topical"),
        facts.interval("wei-2023/response-effect-as-printed-oral-baricitinib-v-non-oral-jak-inhibitor", "more"),
        facts.says(
            "haughton-2023/authors-conclusion-efficacy-topical-jak-inhibitors",
            "many terminated early for unfavourable results",
        ),
        facts.says(
            "triyangkulsri-2018/authors-conclusion-efficacy-topical-tofacitinib-ruxolitinib",
            "topical forms still unsatisfactory, unlike oral",
        ),
    ]


CLAIMS = [
    Claim(
        "reviews-off-label",
        "One systematic review of off-label topical ruxolitinib is known, with "
        "{number}`spadafora-2025/studies-included.events` studies; its words, as noted from the abstract, are "
        '"{number}`spadafora-2025/authors-conclusion-overall`" for lichenoid and granulomatous disease and '
        '"controversial" for alopecia areata, on evidence that is "{number}`spadafora-2025/studies-included-2`".',
        lambda facts: [
            facts.read("spadafora-2025/studies-included"),
            facts.says("spadafora-2025/authors-conclusion-overall", "effective and safe"),
            facts.says("spadafora-2025/authors-conclusion-efficacy", "controversial"),
            facts.says("spadafora-2025/studies-included-2", "mostly single case reports"),
            facts.reviews("lichenoid-dermatoses", at_least=2, at_most=2),
        ],
        main=True,
        plain=(
            "One earlier review gathered {number}`spadafora-2025/studies-included.events` studies of the "
            "cream in diseases for which it is not licensed, mostly reports of one or several patients. Its "
            "summary speaks well of it in lichenoid and granulomatous disease, and calls it disputed in "
            "alopecia areata."
        ),
    ),
    Claim(
        "reviews-routes-together",
        "Many other reviews take oral and topical drugs together, so what they conclude can't be carried over to the "
        "cream.",
        lambda facts: [facts.reviews(mixing=True, at_least=6)],
        main=True,
        plain=("Many other reviews mix creams and tablets, so what they conclude can't be carried over to the cream."),
    ),
    Claim(
        "reviews-alopecia-areata-routes",
        "In alopecia areata, reviews that tell the routes apart and give a direction find less in favour of topical "
        "than of oral JAK inhibitors.",
        lambda facts: [
            *_oral_before_topical(facts),
            facts.interval("paediatric-jak-meta-2022/response-odds-ratio-oral-v-topical", "more"),
        ],
        main=True,
        plain=(
            "In alopecia areata, reviews of JAK inhibitors that keep creams and tablets apart and lean one way "
            "find less in favour of creams."
        ),
    ),
    Claim(
        "reviews-off-label-unread",
        "So it is not known here which diseases its studies are on, nor how many of them are the studies that this "
        "review holds.",
        lambda facts: [
            facts.awaited(TABLES),
            facts.noted("spadafora-2025", "number of studies and patients by disease"),
        ],
    ),
    Claim(
        "reviews-direct-comparison",
        "The only direct comparison of topical with oral treatment that was found is the cohort named above "
        "{cite:p}`benandi-2025`; its abstract gives no numbers.",
        lambda facts: [
            facts.systemic(beside_cream=True, at_least=1, at_most=1),
            facts.read("benandi-2025/arterial-thrombosis-statement-toprux-v-oraljak"),
            facts.noted("benandi-2025", "abstract gives no numbers"),
        ],
        main=True,
    ),
    Claim(
        "reviews-granuloma-annulare",
        "For granuloma annulare, which the text names, this review holds no study, only a patient shown in a lecture "
        "and remarks in another ({doc}`granulomatous disease </chapters/granulomatous>`).",
        lambda facts: [
            facts.says("reachmd-seed/authors-conclusion-efficacy", "granuloma annulare named"),
            facts.only("granuloma-annulare", "report"),
            facts.studies("granuloma-annulare", at_least=1, at_most=1),
            facts.says("rosen-2025/complete-response-rux-w12", "multiple cases"),
        ],
        main=True,
    ),
    Claim(
        "reviews-alopecia-areata-trial",
        'The vehicle-controlled trial of the cream in alopecia areata reports "{number}`olsen-2020/'
        'salt50-statement-part-b-rux-v-part-b-vehicle-w24`" {cite:p}`olsen-2020`, which is not the same as no effect.',
        lambda facts: [
            facts.says(AREATA, "no significant difference"),
            facts.awaited("olsen-2020/awaited-salt50-at-week-24"),
            facts.studies("alopecia-areata", "vehicle-controlled", at_least=1, at_most=1),
        ],
    ),
    Claim(
        "reviews-alopecia-universalis-trial",
        "A trial of an ointment in alopecia universalis, with all treatments on each person, reports partial regrowth "
        "in {number}`bokhari-2018/partial-hair-regrowth-rux-w28.events` of "
        "{number}`bokhari-2018/partial-hair-regrowth-rux-w28.n` areas under ruxolitinib and "
        "{number}`bokhari-2018/partial-hair-regrowth-vehicle-w28.events` of "
        "{number}`bokhari-2018/partial-hair-regrowth-vehicle-w28.n` under vehicle {cite:p}`bokhari-2018`; disease, "
        "product and measure differ between the two trials.",
        lambda facts: [
            facts.greater(
                "bokhari-2018/partial-hair-regrowth-rux-w28", "bokhari-2018/partial-hair-regrowth-vehicle-w28"
            ),
            facts.studies("alopecia-universalis", "within-patient", at_least=1, at_most=1),
        ],
    ),
    Claim(
        "reviews-harm-in-words",
        'On harm they lean the same way, with words rather than counts: "{number}`wu-2020/serious-adverse-event`" '
        '{cite:p}`wu-2020`, "{number}`actas-2023/authors-conclusion-safety`" for four drugs together '
        '{cite:p}`actas-2023`, and "{number}`kashetsky-2023/authors-conclusion-safety`" {cite:p}`kashetsky-2023`.',
        lambda facts: [
            facts.says("wu-2020/serious-adverse-event", "none reported"),
            facts.says("actas-2023/authors-conclusion-safety", "generally favourable"),
            facts.says("kashetsky-2023/authors-conclusion-safety", "better tolerated than oral JAK inhibitors"),
        ],
        plain=(
            "On unwanted effects three reviews lean to the good side, in words rather than counts. "
            "One of them takes several drugs together and one takes creams and tablets together."
        ),
    ),
    Claim(
        "reviews-lichen-planus-same-people",
        "These are presumably the {number}`brumfiel-2022/population.n_enrolled` people of the small trial of the cream "
        "{cite:p}`brumfiel-2022`, so the review adds no patient to it.",
        lambda facts: [
            facts.read("abduelmula-2023/complete-response-rux"),
            facts.noted(
                "brumfiel-2022", "Drug, disease and number are the same, so they are presumably these patients"
            ),
        ],
    ),
    Claim(
        "reviews-lichen-sclerosus-unread",
        "A vehicle-controlled trial of the cream has been completed, of which no result could be read "
        "{cite:p}`nct05593445`.",
        lambda facts: [
            facts.awaited("incyte-nct05593445/awaited-results-of-the-trial"),
            facts.nobody("lichen-sclerosus"),
        ],
    ),
    Claim(
        "reviews-lichen-planopilaris",
        "This review holds one case report of the cream in lichen planopilaris, of unknown date "
        "{cite:p}`jeadv-lpp-rux-nd`.",
        lambda facts: [
            facts.studies("lichen-planopilaris", "report", at_least=1, at_most=1),
            facts.only("lichen-planopilaris", "report"),
        ],
    ),
    Claim(
        "reviews-cutaneous-lupus",
        "No patient on topical ruxolitinib can be counted from any of the three.",
        lambda facts: [
            facts.reviews(of, counting=True, at_most=0)
            for of in ("chilblain-lupus", "cutaneous-lupus", "discoid-lupus")
        ],
    ),
    Claim(
        "reviews-granulomatous-favourable",
        "The reviews that speak of JAK inhibitors are favourable in their words and mix routes, drugs or both.",
        lambda facts: [
            facts.says("gu-2025/authors-conclusion-efficacy-jak-inhibitors", "significant improvement"),
            facts.says("naumowicz-2024/authors-conclusion-efficacy-jak-inhibitors", "can be used effectively"),
            facts.read("toriola-2023/studies-with-resolution-tnf-or-jak"),
            facts.reviews("granulomatous", mixing=True, at_least=3),
            facts.reviews("granulomatous", counting=True, at_most=0),
        ],
    ),
    Claim(
        "reviews-granulomatous-not-comparable",
        "None of these figures can be set against the cream.",
        lambda facts: [facts.compared("granulomatous", at_most=0)],
    ),
    Claim(
        "reviews-alopecia-no-estimate",
        "None of the texts that were read gives a pooled estimate for topical ruxolitinib, or one for topical JAK "
        "inhibitors against placebo; one such estimate exists and was not read {cite:p}`yan-2022`.",
        lambda facts: [
            facts.reviews("alopecia", counting=True, at_most=0),
            facts.awaited("yan-2022/awaited-topical-jak-inhibitors-against-control"),
        ],
        main=True,
    ),
    Claim(
        "reviews-alopecia-same-way",
        "Of the reviews that tell the routes apart, those that give a direction point the same way.",
        _oral_before_topical,
    ),
    Claim(
        "reviews-children-wide",
        "One meta-analysis puts oral before topical JAK inhibitors, with a wide interval, odds ratio "
        "{number}`paediatric-jak-meta-2022/response-odds-ratio-oral-v-topical` {cite:p}`paediatric-jak-meta-2022`.",
        lambda facts: [facts.interval("paediatric-jak-meta-2022/response-odds-ratio-oral-v-topical", "more")],
    ),
    Claim(
        "reviews-atopic-harm",
        "One network compares topical JAK inhibitors with one another on harm: fewer adverse events under topical "
        "tofacitinib than under topical ruxolitinib, with a wide interval, and "
        '"{number}`alves-2023/several-harms`" {cite:p}`alves-2023`.',
        lambda facts: [
            facts.interval(
                "alves-2023/any-adverse-event-odds-ratio-topical-tofacitinib-v-topical-ruxolitinib", "fewer"
            ),
            facts.says("alves-2023/several-harms", "no other significant difference"),
        ],
    ),
    Claim(
        "reviews-not-several",
        "Several reviews that agree are not several confirmations, because reviews of the same literature count the "
        "same patients: in lichen planus the {number}`abduelmula-2023/complete-response-rux.n` people of a review are "
        "presumably those of one trial {cite:p}`abduelmula-2023,brumfiel-2022`.",
        lambda facts: [
            facts.read("abduelmula-2023/complete-response-rux"),
            facts.noted(
                "brumfiel-2022", "Drug, disease and number are the same, so they are presumably these patients"
            ),
        ],
        plain="Several reviews that agree are not several proofs, because they count the same patients.",
    ),
    Claim(
        "reviews-none-counts",
        "No review counts responses to topical ruxolitinib, apart from oral drugs, in a single lichenoid or "
        "granulomatous disease; two may do so in parts that were not read {cite:p}`spadafora-2025,hwang-e-2023`.",
        lambda facts: [
            facts.reviews("lichenoid", counting=True, at_most=0),
            facts.reviews("granulomatous", counting=True, at_most=0),
            facts.awaited(TABLES),
        ],
        main=True,
    ),
    Claim(
        "reviews-none-takes-up",
        "No review takes up cutaneous graft-versus-host disease, lichenoid eruption under checkpoint inhibitors or "
        "necrobiotic xanthogranuloma.",
        lambda facts: [
            facts.reviews(of, at_most=0)
            for of in ("cutaneous-gvhd", "checkpoint-lichenoid", "necrobiotic-xanthogranuloma")
        ],
        main=True,
    ),
    Claim(
        "reviews-none-against-steroids",
        "No review sets topical ruxolitinib against topical corticosteroids in the diseases of this review.",
        lambda facts: [
            facts.reviews(of, counting=True, at_most=0) for of in ("lichenoid", "granulomatous", "alopecia")
        ],
        main=True,
        plain="No review sets the cream against steroid creams in the diseases of this review.",
    ),
]
