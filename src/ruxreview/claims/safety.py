"""Claims of the chapter on safety."""

from __future__ import annotations

from livingevidence.claims.base import Claim
from ruxreview.claims.labels import ACNE

GROUPS = ("lichenoid", "granulomatous", "alopecia")
RARE = (
    "class-warning-event",
    "serious-infection",
    "herpes-zoster",
    "malignancy",
    "malignancy-excluding-nmsc",
    "non-melanoma-skin-cancer",
    "skin-cancer",
    "lung-cancer",
    "lymphoma",
    "major-adverse-cardiovascular-event",
    "cardiovascular-event",
    "stroke",
    "thrombosis",
    "venous-thromboembolism",
)
"""The harms of the boxed warning, and herpes zoster."""
CHILDREN_WARNING = "fda-opzelura-label/class-warning-event-ped-rux15-w8"
CHILDREN_ZEROS = tuple(
    f"eichenfield-2025/{event}-lts-w52"
    for event in ("herpes-zoster", "malignancy", "major-adverse-cardiovascular-event", "thrombosis")
)
SMALL_ZEROS = tuple(
    f"steingold-2025/{event}-rux15-w52"
    for event in ("serious-infection", "malignancy", "major-adverse-cardiovascular-event", "thrombosis")
)
SERIES = ("bayart-2017/serious-adverse-event-topical-jak", "bayart-2017/laboratory-abnormality-topical-jak")


def _arms(stem: str, tail: str) -> tuple[str, str]:
    return f"{stem}-rux15-{tail}", f"{stem}-vehicle-{tail}"


ANY_ATOPIC = _arms("papp-2021/any-adverse-event", "w8")
ANY_VITILIGO = _arms("rosmarin-2022/any-adverse-event-v1", "w24")
BURNING = _arms("papp-2021/treatment-related-application-site-burning", "w8")
ITCH = _arms("papp-2021/treatment-related-application-site-pruritus", "w8")
CHILDREN_SITE = _arms("eichenfield-2025/application-site-reaction", "w8")
PRURITUS, ERYTHEMA, COLDS_VITILIGO = (
    _arms(f"rosmarin-2022/{event}", "w24")
    for event in ("application-site-pruritus", "application-site-erythema", "nasopharyngitis")
)
RASH, EXFOLIATION = (_arms(f"swissmedic-opzelura/application-site-{event}", "w24") for event in ("rash", "exfoliation"))
COLDS_ATOPIC = _arms("papp-2021/nasopharyngitis", "w8")

CLAIMS = [
    Claim(
        "safety-compared-where",
        "Adverse events of the cream against vehicle could be read in atopic dermatitis to week "
        "{number}`papp-2021/any-adverse-event-rux15-w8.timepoint_weeks` and in vitiligo to week "
        "{number}`rosmarin-2022/any-adverse-event-v1-rux15-w24.timepoint_weeks`, not in lichenoid, granulomatous or "
        "alopecia disease.",
        lambda facts: [
            facts.read(*ANY_ATOPIC, *ANY_VITILIGO),
            facts.no_number(of="atopic-dermatitis", period="blinded", beyond=8),
            facts.no_number(of="vitiligo", period="blinded", beyond=24),
            facts.no_number(of="lichenoid"),
            facts.no_number(of="granulomatous"),
            facts.no_number(of="alopecia", beside=SERIES),
        ],
        main=True,
        plain=(
            "In atopic eczema and vitiligo unwanted effects could be compared with those of the same cream "
            "without the drug, up to weeks {number}`papp-2021/any-adverse-event-rux15-w8.timepoint_weeks` and "
            "{number}`rosmarin-2022/any-adverse-event-v1-rux15-w24.timepoint_weeks`. In the diseases of this "
            "review they could not."
        ),
    ),
    Claim(
        "safety-atopic-burning",
        "In adolescents and adults with atopic dermatitis, burning ascribed to treatment was reported in "
        "{number}`papp-2021/treatment-related-application-site-burning-rux15-w8` on the cream and "
        "{number}`papp-2021/treatment-related-application-site-burning-vehicle-w8` on vehicle.",
        lambda facts: [facts.smaller(*BURNING)],
        main=True,
        plain=(
            "Of teenagers and adults with eczema who used the cream, burning was put down to it in "
            "{number}`papp-2021/treatment-related-application-site-burning-rux15-w8.of_100`. With the same cream "
            "without the drug it was {number}`papp-2021/treatment-related-application-site-burning-vehicle-w8.of_100`."
        ),
    ),
    Claim(
        "safety-rare-harms-unsettled",
        "What could be read can't settle whether the cream causes cancer, thrombosis, stroke or serious infection.",
        lambda facts: [
            facts.no_number(*RARE, period="blinded", beside=(CHILDREN_WARNING,)),
            facts.certainty("atopic-dermatitis-children-class-warning", at_most="very-low"),
            facts.not_rated("atopic-dermatitis-stroke"),
        ],
        main=True,
        plain=(
            "Whether the cream causes cancer, blood clots, stroke or serious infection can't be settled from "
            "what could be read."
        ),
    ),
    Claim(
        "safety-labels-differ-on-whole-body",
        "The labels do not agree on how far the cream acts in the whole body.",
        lambda facts: [
            facts.noted("ema-opzelura-smpc", "Systemic exposure: the EU text calls it limited"),
            facts.noted("swissmedic-opzelura", "the Swiss label warns that systemic concentrations can reach levels"),
            facts.says("ema-opzelura-smpc/label-interactions", "limited systemic exposure"),
        ],
        main=True,
    ),
    Claim(
        "cutaneous-gvhd-harms-after-transplant",
        "In graft-versus-host disease of the skin, a patient after a transplant who has a weakened immunity or takes "
        "potent immunosuppressants is not one for whom the US label was written: in atopic dermatitis it takes in "
        "people who are not immunocompromised ({number}`details <fda-opzelura-label/population.inclusion>`), and the "
        "cream is {number}`fda-opzelura-label/label-interactions`.",
        lambda facts: [
            facts.noted("fda-opzelura-label", "AD: non-immunocompromised"),
            facts.says("fda-opzelura-label/label-interactions", "potent immunosuppressants"),
            facts.off_label("cutaneous-gvhd"),
        ],
        main=True,
        plain=(
            "Patients with a weak immune system after a transplant are not those for whom the US label was written."
        ),
    ),
    Claim(
        "safety-stopping-alone-pooled",
        "Stopping treatment because of an adverse event is the one harm of which a difference could be pooled over "
        "several trials.",
        lambda facts: [facts.pooled("discontinuation-due-to-adverse-event")],
        plain=(
            "For one unwanted effect alone could a difference be taken from several studies together: stopping "
            "the cream because of one."
        ),
    ),
    Claim(
        "safety-any-event-opposite",
        "Of any adverse event the two diseases point in opposite directions, each with an interval that holds no "
        "difference, and no difference is pooled.",
        lambda facts: [
            facts.smaller(*ANY_ATOPIC),
            facts.greater(*ANY_VITILIGO),
            facts.difference("any-adverse-event", "atopic-dermatitis", "unclear"),
            facts.difference("any-adverse-event", "vitiligo", "unclear"),
            facts.pooled("discontinuation-due-to-adverse-event"),
        ],
        plain=(
            "Counting people with any unwanted effect, eczema and vitiligo point in opposite directions, and "
            "neither rules out that there is no difference."
        ),
    ),
    Claim(
        "safety-atopic-by-arm-unread",
        "Any adverse event by arm was not read for the children, nor serious events by arm in the blinded weeks of "
        "any of the trials in atopic dermatitis {cite:p}`eichenfield-2025`.",
        lambda facts: [
            facts.no_number("any-adverse-event", of="atopic-dermatitis", period="blinded", beside=ANY_ATOPIC),
            facts.no_number("serious-adverse-event", of="atopic-dermatitis", period="blinded"),
            facts.not_rated("atopic-dermatitis-serious-adverse-event"),
            facts.not_rated("atopic-dermatitis-children-serious-adverse-event"),
        ],
    ),
    Claim(
        "safety-atopic-stopping-sources",
        "On stopping, two sources of the trials in adolescents and adults with atopic dermatitis disagree.",
        lambda facts: [
            facts.smaller(*_arms("papp-2021/discontinuation-due-to-adverse-event", "w8")),
            facts.noted("papp-2021", "The two do not agree."),
        ],
        plain=(
            "In teenagers and adults with eczema two sources disagree on how many people stopped because of an "
            "unwanted effect."
        ),
    ),
    Claim(
        "safety-acne-widest-gap",
        "Of the local events with both arms read, acne where the cream was applied has the widest gap between them.",
        lambda facts: [facts.wider_gap(ACNE, PRURITUS, ERYTHEMA, RASH, EXFOLIATION)],
    ),
    Claim(
        "safety-atopic-burning-and-itch",
        "In adolescents and adults, burning and itch ascribed to treatment were reported less often on the cream than "
        "on vehicle.",
        lambda facts: [facts.smaller(*BURNING), facts.smaller(*ITCH)],
    ),
    Claim(
        "safety-children-site-reactions",
        "In children application site reactions of any kind were reported more often on the cream than on vehicle: "
        "{number}`eichenfield-2025/application-site-reaction-rux15-w8` and "
        "{number}`eichenfield-2025/application-site-reaction-vehicle-w8`.",
        lambda facts: [facts.greater(*CHILDREN_SITE)],
    ),
    Claim(
        "safety-atrophy",
        "Skin atrophy or striae were reported in {number}`fda-opzelura-label/skin-atrophy-or-striae-ad12-rux15-w8` on "
        "the cream and {number}`fda-opzelura-label/skin-atrophy-or-striae-ad12-vehicle-w8` on vehicle, after "
        "{number}`fda-opzelura-label/skin-atrophy-or-striae-ad12-rux15-w8.timepoint_weeks` weeks; for longer use none "
        "was read.",
        lambda facts: [
            facts.not_ruled_out("fda-opzelura-label/skin-atrophy-or-striae-ad12-rux15-w8", 0.5),
            facts.not_ruled_out("fda-opzelura-label/skin-atrophy-or-striae-ad12-vehicle-w8", 1),
            facts.no_number("skin-atrophy-or-striae", beyond=8),
        ],
    ),
    Claim(
        "safety-colds",
        "Colds were reported more often on the cream than on vehicle in the larger trials of both diseases: "
        "nasopharyngitis in adolescents and adults in {number}`papp-2021/nasopharyngitis-rux15-w8` and "
        "{number}`papp-2021/nasopharyngitis-vehicle-w8` in atopic dermatitis, and in "
        "{number}`rosmarin-2022/nasopharyngitis-rux15-w24` and {number}`rosmarin-2022/nasopharyngitis-vehicle-w24` in "
        "vitiligo.",
        lambda facts: [facts.greater(*COLDS_ATOPIC), facts.greater(*COLDS_VITILIGO)],
    ),
    Claim(
        "safety-colds-earlier-trial",
        "In the earlier trial in atopic dermatitis colds were reported less often on the cream, "
        "{number}`kim-2020/nasopharyngitis-rux15bid.percent` on the cream twice daily and "
        "{number}`kim-2020/nasopharyngitis-vehicle.percent` on vehicle, of how many was not read, nor the period "
        "{cite:p}`kim-2020`.",
        lambda facts: [
            facts.smaller("kim-2020/nasopharyngitis-rux15bid", "kim-2020/nasopharyngitis-vehicle"),
            facts.noted("kim-2020", "number of patients by arm"),
        ],
    ),
    Claim(
        "safety-handful-of-people",
        "Most other lines of harms in the rest of the body are a handful of people, and many are zero on vehicle, "
        "whose arm is smaller; alone they neither show nor exclude an effect.",
        lambda facts: [
            facts.difference(event, "atopic-dermatitis", "unclear")
            for event in (
                "bronchitis",
                "tonsillitis",
                "ear-infection",
                "folliculitis",
                "urticaria",
                "eosinophil-count-increased",
                "white-cell-count-decreased",
                "diarrhoea",
                "rhinorrhoea",
            )
        ],
    ),
    Claim(
        "safety-no-blinded-count-of-rare-harms",
        "Apart from the label's statement on children, no count of herpes zoster, cancer, thrombosis or major "
        "cardiovascular events was read for the blinded time.",
        lambda facts: [facts.no_number(*RARE, period="blinded", beside=(CHILDREN_WARNING,))],
        main=True,
    ),
    Claim(
        "safety-children-zeros",
        "To week {number}`eichenfield-2025/herpes-zoster-lts-w52.timepoint_weeks` in children herpes zoster was "
        "counted in {number}`eichenfield-2025/herpes-zoster-lts-w52`, cancer in "
        "{number}`eichenfield-2025/malignancy-lts-w52`, a major cardiovascular event in "
        "{number}`eichenfield-2025/major-adverse-cardiovascular-event-lts-w52` and thrombosis in "
        "{number}`eichenfield-2025/thrombosis-lts-w52`; the table has the upper ends, which these zeros don't exclude.",
        lambda facts: [facts.not_ruled_out(address, 1) for address in CHILDREN_ZEROS],
    ),
    Claim(
        "safety-vitiligo-cohort-apart",
        "Why cohort and trials in vitiligo are so far apart on acne and itch is not known; the cohort had no control "
        "group, and only a description of its data was read.",
        lambda facts: [
            facts.greater("china-vitiligo-rwd/application-site-acne-rux15-w24", ACNE[0], by_arms=False),
            facts.greater("china-vitiligo-rwd/application-site-pruritus-rux15-w24", PRURITUS[0], by_arms=False),
            facts.noted("china-vitiligo-rwd", "no control"),
        ],
    ),
    Claim(
        "safety-three-groups-unread",
        "No study of topical ruxolitinib in lichenoid, granulomatous or alopecia disease gives adverse events of "
        "cream and vehicle in what could be read.",
        lambda facts: [
            *(facts.no_number(of=group, beside=SERIES) for group in GROUPS),
            facts.awaited("olsen-2020/awaited-adverse-events", "mangold-2024/awaited-adverse-events"),
        ],
        main=True,
    ),
    Claim(
        "safety-three-groups-judgements",
        "What these three studies say of harms is somebody's judgement, without a number behind them that could be "
        "read.",
        lambda facts: [
            facts.says("mangold-2024/safety-summary-rux", "generally well tolerated"),
            facts.says("markova-2023/safety-summary-rux", "safe compared with vehicle"),
            facts.says("olsen-2020/safety-summary", "no significant safety issues"),
            *(facts.no_number(of=group, beside=SERIES) for group in GROUPS),
        ],
    ),
    Claim(
        "safety-labels-other-diseases",
        "The labels that were read license the cream for other diseases than those of the three groups.",
        lambda facts: [
            facts.noted("fda-opzelura-label", "AD: non-immunocompromised adults and children"),
            facts.says("ema-opzelura-smpc/label-indication", "non-segmental vitiligo"),
        ],
    ),
    Claim(
        "safety-warning-argued",
        "Against the argument that the warning is a paradox stands the Swiss label, which warns that concentrations "
        "can reach levels that may inhibit JAK in the whole body {cite:p}`swissmedic-opzelura`, and the US label's "
        "own sentence on clots under the cream {cite:p}`fda-opzelura-label`.",
        lambda facts: [
            facts.says("boxed-warning-paradox-2025/label-boxed-warning", "although oral ruxolitinib"),
            facts.noted("swissmedic-opzelura", "the Swiss label warns that systemic concentrations can reach levels"),
            facts.says("fda-opzelura-label/thrombosis", "observed in trials with the cream"),
        ],
    ),
    Claim(
        "safety-common-and-rare-harms",
        "Network meta-analysis and guideline need not exclude each other: what trials can tell of common harms they "
        "may not tell of rare ones.",
        lambda facts: [
            facts.says("chu-2023/authors-conclusion-overall", "not increasing harm"),
            facts.says("chu-2023/guideline-statement-2", "trials too short and too small"),
        ],
    ),
    Claim(
        "safety-stroke-cause",
        "Of the stroke in TRuE-AD, the strength, the time and the vehicle arms were not read, and so nothing can be "
        "said of a cause.",
        lambda facts: [
            facts.says("papp-2021/stroke", "no count is given"),
            facts.no_number("stroke"),
            facts.not_rated("atopic-dermatitis-stroke"),
        ],
        main=True,
    ),
    Claim(
        "safety-clots-without-number",
        "The US label says that clots were seen in trials with the cream, without a number that could be read; "
        "whether the stroke is among them is not known {cite:p}`fda-opzelura-label`.",
        lambda facts: [
            facts.says("fda-opzelura-label/thrombosis", "observed in trials with the cream"),
            facts.no_number(
                "thrombosis", "venous-thromboembolism", "stroke", beside=(CHILDREN_ZEROS[3], SMALL_ZEROS[3])
            ),
        ],
    ),
    Claim(
        "safety-labels-on-cancer",
        "The labels read differently on cancer: the European one reports non-melanoma skin cancer under topical "
        "ruxolitinib, cause not established, and the US one cancers in people treated with the cream.",
        lambda facts: [
            facts.says("zhou-2024/disproportionality-signal-rux", "also acne, drug hypersensitivity, herpes zoster"),
            facts.says("ema-opzelura-smpc/label-warning-2", "NMSC, mostly basal cell carcinoma"),
            facts.says("ema-opzelura-smpc/label-warning-2", "causality not established"),
            facts.says("fda-opzelura-label/label-warning", "malignancies were reported"),
        ],
    ),
    Claim(
        "safety-oral-one-cohort",
        "One cohort compares the cream with oral JAK inhibitors directly; no other was found {cite:p}`benandi-2025`.",
        lambda facts: [
            facts.read("benandi-2025/arterial-thrombosis-statement-toprux-v-oraljak"),
            facts.systemic(beside_cream=True, at_least=1, at_most=1),
        ],
        main=True,
    ),
    Claim(
        "safety-lower-mortality-implausible",
        "Lower mortality than under other treatments of the skin is implausible as an effect of the drug, and points "
        "to groups that differed in other ways; the comparison with oral drugs comes from the same cohort.",
        lambda facts: [
            facts.says("benandi-2025/several-harms-statement-toprux-v-control", "decreased risk"),
            facts.noted("benandi-2025", "residual confounding"),
            facts.certainty("atopic-dermatitis-oral-arterial-thrombosis", at_most="very-low"),
            facts.certainty("atopic-dermatitis-other-topicals-several-harms", at_most="very-low"),
        ],
    ),
    Claim(
        "safety-sure-of-little",
        "Sure of little beyond common local events within the blinded weeks of the trials in atopic dermatitis and "
        "vitiligo.",
        lambda facts: [
            facts.difference("treatment-related-application-site-acne", "vitiligo", "more"),
            facts.certainty("vitiligo-application-site-acne", at_least="low"),
            facts.certainty("atopic-dermatitis-application-site-burning", at_least="low"),
            facts.certainty("vitiligo-serious-adverse-event", at_most="very-low"),
            facts.not_rated("atopic-dermatitis-serious-adverse-event"),
            facts.certainty("atopic-dermatitis-children-class-warning", at_most="very-low"),
        ],
        main=True,
    ),
    Claim(
        "safety-funding",
        "Where the funding of the trials is recorded, it is that of the company which markets the cream, and the "
        "numbers were read in labels, sponsor pages and registry copies.",
        lambda facts: [facts.noted(study, "Incyte") for study in ("papp-2021", "eichenfield-2025", "rosmarin-2022")],
    ),
    Claim(
        "safety-without-comparator",
        "For everything without a comparator, extensions and whole records included, certainty is very low by the "
        "rule of this review ({doc}`methods </methods>`).",
        lambda facts: [
            facts.certainty(rating, at_most="very-low")
            for rating in (
                "vitiligo-death",
                "atopic-dermatitis-children-herpes-zoster",
                "atopic-dermatitis-children-class-warning",
            )
        ],
    ),
    Claim(
        "safety-three-groups-not-rated",
        "For the three groups no harm could be rated: the comparisons come from other diseases, and what is known "
        "from their own studies is a few sentences and one small series.",
        lambda facts: [
            *(
                facts.not_rated(f"{name}-harms")
                for name in (
                    "alopecia-areata",
                    "alopecia-areata-children",
                    "cutaneous-gvhd",
                    "discoid-lupus",
                    "lichen-planus",
                    "necrobiosis-lipoidica",
                )
            ),
            *(facts.no_number(of=group, beside=SERIES) for group in GROUPS),
        ],
        main=True,
    ),
    Claim(
        "safety-rare-harms-open",
        "Rare and late harms are open in every disease: shares up to the upper ends of the exact intervals are "
        "compatible with what was counted.",
        lambda facts: [
            *(facts.not_ruled_out(address, 1) for address in CHILDREN_ZEROS),
            *(facts.not_ruled_out(address, 10) for address in SMALL_ZEROS),
            facts.no_number(*RARE, period="blinded", beside=(CHILDREN_WARNING,)),
        ],
        main=True,
    ),
    Claim(
        "safety-three-groups-awaited",
        "From the three groups, adverse events are awaited in alopecia areata {cite:p}`olsen-2020`, lichen planus "
        "{cite:p}`mangold-2024`, necrobiosis lipoidica {cite:p}`hwang-2024` and discoid lupus {cite:p}`nct04908280`.",
        lambda facts: [
            facts.awaited(
                *(
                    f"{study}/awaited-adverse-events"
                    for study in ("olsen-2020", "mangold-2024", "hwang-2024", "rochester-nct04908280")
                )
            )
        ],
    ),
    Claim(
        "safety-nothing-later",
        "No comparison of harms of the cream with vehicle was found beyond week "
        "{number}`rosmarin-2022/any-adverse-event-v1-rux15-w24.timepoint_weeks`, apart from people with vitiligo who "
        "had responded and were randomised anew to cream or vehicle, and in whom harms were not read ({doc}`study "
        "page </studies/rosmarin-2022>`).",
        lambda facts: [facts.no_number(period="blinded", beyond=24), facts.read("rosmarin-2022/relapse-lte-vehicle")],
        main=True,
    ),
    Claim(
        "safety-other-topicals",
        "Against a corticosteroid, one trial with triamcinolone gives percentages without the size of its arms "
        "{cite:p}`kim-2020`; against a calcineurin inhibitor no trial was found from which harms were read.",
        lambda facts: [
            facts.harms_beside(
                "triamcinolone",
                "clobetasol",
                "fluocinonide",
                "topical-corticosteroids",
                "conventional-topicals",
                at_least=1,
                at_most=1,
            ),
            facts.read("kim-2020/nasopharyngitis-tac"),
            facts.noted("kim-2020", "number of patients by arm"),
            facts.harms_beside("calcineurin-inhibitors", at_most=0),
        ],
        main=True,
    ),
    Claim(
        "safety-no-trial-of-rare-harms",
        "No trial large or long enough to count cancers, clots or strokes was found.",
        lambda facts: [
            facts.no_number(*RARE, period="blinded", beside=(CHILDREN_WARNING,)),
            facts.no_number(period="blinded", beyond=24),
            facts.says("chu-2023/guideline-statement-2", "trials too short and too small"),
        ],
        main=True,
    ),
    Claim(
        "safety-pregnancy-and-weakened-immunity",
        "In the European Union, the United Kingdom and Switzerland the cream {number}`must not be used "
        "<ema-opzelura-smpc/label-pregnancy>` in pregnancy or while breast-feeding, and contraception is asked for; "
        "the US label has {number}`no data in people <fda-opzelura-label/label-pregnancy>` and advises against "
        "breast-feeding. No trial was found of harms in pregnancy, which is no sign that there are none, or of the "
        "cream together with other immunosuppressants; people with weakened immunity were excluded from TRuE-AD.",
        lambda facts: [
            facts.says("ema-opzelura-smpc/label-pregnancy", "must not be used in pregnancy or while breast-feeding"),
            facts.says("swissmedic-opzelura/label-pregnancy", "contraindicated in pregnancy and breast-feeding"),
            facts.says("fda-opzelura-label/label-pregnancy", "no human data to inform risk"),
            facts.says("fda-opzelura-label/label-pregnancy", "breastfeeding not advised"),
            facts.says("fda-opzelura-label/label-interactions", "not recommended with"),
            facts.noted("papp-2021", "excluded immunocompromised patients"),
            facts.harms_beside("immunosuppressants", "methotrexate", "ciclosporin", at_most=0),
        ],
        main=True,
        plain=(
            "The European and Swiss labels say that the cream must not be used in pregnancy or while breast-feeding; "
            "the US label says that the risk is not known and advises against breast-feeding. No study of harms of "
            "the cream in pregnancy was found, which does not mean that there are none; none was found together with "
            "drugs that weaken the immune system either."
        ),
    ),
]
