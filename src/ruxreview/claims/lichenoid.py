"""Claims of the chapter on lichenoid disease."""

from __future__ import annotations

from livingevidence.claims.base import Claim

UNTRIED = (
    "oral-lichen-planus",
    "erosive-lichen-planus",
    "lichen-planus-pigmentosus",
    "frontal-fibrosing-alopecia",
    "cutaneous-lupus",
    "chilblain-lupus",
    "oral-gvhd",
)
PLANNED = {
    "lichen-sclerosus": "incyte-nct05593445/awaited-results-of-the-trial",
    "dermatomyositis": "cleveland-nct06857240/awaited-results-of-the-trial",
    "checkpoint-lichenoid": "zurich-nct06399029/awaited-results-of-the-trial",
}
SAID = "mangold-2024/disease-severity-statement-rux-v-vehicle-w16"
LESION = "brumfiel-2022/mcails-mean-difference-rux-v-control-lesion-w4"
AREA = ("markova-2023/bsa-reduction-rux-w4", "markova-2023/bsa-reduction-vehicle-w4")
INTERIM = {
    "markova-2023/bsa-reduction-statement-rux-v-vehicle": "trend favouring ruxolitinib",
    "markova-2023/pga-statement-rux-v-vehicle": "statistically significant",
    "markova-2023/cails-statement-rux-v-vehicle": "statistically significant",
}
REMARKS = ("mangold-2024/safety-summary-rux", "markova-2023/safety-summary-rux")


def _nobody(facts):
    return [facts.nobody(condition) for condition in (*UNTRIED, *PLANNED)]


def _disputed(facts):
    """Return that sources disagree on allocation and comparator of the larger trial in graft-versus-host disease."""
    return [
        facts.noted("markova-2023", "Allocation and masking:"),
        facts.noted("markova-2023", "Comparator: vehicle (S1-S3) against standard moisturiser"),
    ]


CLAIMS = [
    Claim(
        "lichen-planus-verdict",
        "Off-label in lichen planus, and a benefit is unproven: the counts of the trial against vehicle are posted and "
        "were not read, and certainty could not be rated.",
        lambda facts: [
            facts.off_label("lichen-planus"),
            facts.studies("lichen-planus", "vehicle-controlled", at_least=1, at_most=1),
            facts.says("mangold-2024/awaited-iga-ts-at-week-16", "posted"),
            facts.no_result("lichen-planus", "vehicle-controlled"),
            facts.throughout("lichen-planus", at_most=None),
        ],
        main=True,
        plain=(
            "No label that was read is for lichen planus. Whether the cream helps is not proven: the counts of the "
            "study that would say most were not read."
        ),
    ),
    Claim(
        "lichen-planopilaris-verdict",
        "Off-label in lichen planopilaris, and whether the cream helps is unknown: one man is told of, in a news text, "
        "and nobody was compared.",
        lambda facts: [
            facts.off_label("lichen-planopilaris"),
            facts.number("lichen-planopilaris.people", at_least=1, at_most=1),
            facts.secondhand("lichen-planopilaris"),
            facts.compared("lichen-planopilaris", at_most=0),
        ],
        main=True,
        plain="No label that was read is for lichen planopilaris. Whether the cream helps is not known.",
    ),
    Claim(
        "discoid-lupus-verdict",
        "Off-label in discoid lupus, and whether the cream helps is unknown: nobody was compared, and the results on "
        "the skin were not read.",
        lambda facts: [
            facts.off_label("discoid-lupus"),
            facts.studies("discoid-lupus", at_least=1, at_most=1),
            facts.compared("discoid-lupus", at_most=0),
            facts.awaited(
                "rochester-nct04908280/awaited-iga-at-week-12", "rochester-nct04908280/awaited-change-in-clasi-a"
            ),
        ],
        main=True,
        plain="No label that was read is for discoid lupus. Whether the cream helps is not known.",
    ),
    Claim(
        "cutaneous-gvhd-verdict",
        "Off-label in cutaneous graft-versus-host disease, and a benefit is unproven: the one result in numbers "
        "favours the cream, but sources disagree on what it was compared with, and certainty could not be rated.",
        lambda facts: [
            facts.off_label("cutaneous-gvhd"),
            facts.in_numbers("cutaneous-gvhd", at_least=1, at_most=1),
            facts.greater(*AREA),
            *_disputed(facts),
            facts.throughout("cutaneous-gvhd", at_most=None),
        ],
        main=True,
        plain=(
            "No label that was read is for graft-versus-host disease of the skin. Whether the cream helps is not "
            "proven: sources disagree on what it was compared with."
        ),
    ),
    Claim(
        "lichen-sclerosus-verdict",
        "Off-label in lichen sclerosus, and whether the cream helps is unknown: the results of a completed trial "
        "against vehicle are awaited, and no result in a patient was read.",
        lambda facts: [
            facts.off_label("lichen-sclerosus"),
            facts.awaited(PLANNED["lichen-sclerosus"]),
            facts.noted("incyte-nct05593445", "with the status completed"),
            facts.nobody("lichen-sclerosus"),
        ],
        main=True,
        plain=(
            "No label that was read is for lichen sclerosus. Whether the cream helps is not known: the results of a "
            "finished study could not be read."
        ),
    ),
    Claim(
        "lichenoid-compared-in-numbers",
        "In lichen planus one result with a comparator can be told in numbers, from news texts: in "
        "{number}`brumfiel-2022/population.n_enrolled` people the severity score was lower on a treated than on an "
        "untreated lesion, with a mean difference of "
        "{number}`brumfiel-2022/mcails-mean-difference-rux-v-control-lesion-w4.value`. How much that means to a "
        "patient can't be judged, as neither the range of the score nor the level at the start is recorded.",
        lambda facts: [
            facts.in_numbers("lichen-planus", at_least=1, at_most=1),
            facts.points(LESION, "better", against="untreated"),
            facts.secondhand("lichen-planus"),
            facts.lone(LESION),
        ],
        main=True,
        plain=(
            "News texts tell of {number}`brumfiel-2022/population.n_enrolled` people with lichen planus, in "
            "whom a treated spot was on average scored as less severe than an untreated one; how much that means to a "
            "patient can't be judged."
        ),
    ),
    Claim(
        "cutaneous-gvhd-compared-in-numbers",
        "In cutaneous graft-versus-host disease one result with a comparator can be told in numbers, from one news "
        "text on the final data: in {number}`markova-2023/population.n_enrolled` people enrolled the affected area "
        "shrank by {number}`markova-2023/bsa-reduction-rux-w4.value` on the side with the cream and by "
        "{number}`markova-2023/bsa-reduction-vehicle-w4.value` on the other, and sources disagree on whether the "
        "other side got vehicle or a moisturiser and on whether the sides were randomised.",
        lambda facts: [
            facts.in_numbers("cutaneous-gvhd", at_least=1, at_most=1),
            facts.greater(*AREA),
            facts.secondhand("cutaneous-gvhd"),
            facts.noted("markova-2023", "The final numbers come from one secondary text"),
            *_disputed(facts),
        ],
        main=True,
        plain=(
            "A study enrolled {number}`markova-2023/population.n_enrolled` people with graft-versus-host disease of "
            "the skin. By one news text the affected area shrank more on the side with the cream. Sources "
            "disagree on what the other side got, and on whether chance decided which side got the cream."
        ),
    ),
    Claim(
        "lichenoid-most-telling-unread",
        "The results that would say most were not read: those of the vehicle-controlled trial in lichen planus, whose "
        "presenter spoke of a significant improvement without giving numbers, and of the one in lichen sclerosus.",
        lambda facts: [
            facts.studies("lichen-planus", "vehicle-controlled", at_least=1, at_most=1),
            facts.no_result("lichen-planus", "vehicle-controlled"),
            facts.says(SAID, "presenter: significant improvement against vehicle"),
            facts.awaited("mangold-2024/awaited-iga-ts-at-week-16", PLANNED["lichen-sclerosus"]),
        ],
        main=True,
        plain=(
            "The studies that would say most set the cream against the same cream without the drug, in lichen "
            "planus and lichen sclerosus. Their results could not be read; a speaker told of an improvement "
            "in lichen planus, without numbers."
        ),
    ),
    Claim(
        "lichenoid-no-result",
        "For {number}`lichenoid.names-without` no result of the cream could be found or read.",
        _nobody,
        main=True,
        plain="For several other lichenoid diseases no result of the cream could be found or read.",
    ),
    Claim(
        "lichenoid-off-label",
        "The use in lichenoid disease is off-label, and there has been no systematic search.",
        lambda facts: [facts.off_label("lichenoid"), facts.no_search()],
        main=True,
        plain=(
            "No product label that was read is for a lichenoid disease, and no planned search for all studies "
            "has been made."
        ),
    ),
    Claim(
        "lichenoid-published-cases-missing",
        "The tables in which the review of off-label use lists its studies could not be read, so published cases are "
        "probably missing here.",
        lambda facts: [facts.awaited("spadafora-2025/awaited-tables-of-the-included-studies")],
    ),
    Claim(
        "lichen-planus-news-texts",
        "Everything read about outcomes in lichen planus comes from news texts; only the numbers who completed were "
        "read in a copy of a registry entry.",
        lambda facts: [
            facts.secondhand("lichen-planus"),
            facts.read("mangold-2024/completed-rux-w16", "mangold-2024/completed-vehicle-w16", LESION, SAID),
        ],
    ),
    Claim(
        "lichen-planus-mucosa-excluded",
        "The vehicle-controlled trial in lichen planus excluded disease predominantly of the mouth or the vagina, so "
        "it does not speak for such disease.",
        lambda facts: [facts.noted("mangold-2024", "predominantly oral or vaginal, excluded")],
    ),
    Claim(
        "lichen-planus-words-only",
        "The results of the vehicle-controlled trial in lichen planus are posted on the registry, but the tables "
        "could not be read, and every news text found gives words without numbers.",
        lambda facts: [
            facts.awaited("mangold-2024/awaited-iga-ts-at-week-16", "mangold-2024/awaited-itch-nrs4"),
            facts.no_result("lichen-planus", "vehicle-controlled"),
            facts.noted("mangold-2024", "every news text found is qualitative"),
        ],
    ),
    Claim(
        "lichen-planus-harms-uncounted",
        'In lichen planus the presenter judged the cream "generally well tolerated"; no count of adverse events by '
        "arm was read.",
        lambda facts: [
            facts.says(REMARKS[0], "generally well tolerated"),
            facts.awaited("mangold-2024/awaited-adverse-events"),
            facts.unread("lichen-planus", "harm", besides=REMARKS),
        ],
    ),
    Claim(
        "lichen-planus-difference-unjudged",
        "Of the severity score in the within-patient trial in lichen planus neither the range nor the level at the "
        "start is recorded, so how much the difference means to a patient can't be judged.",
        lambda facts: [facts.read(LESION), facts.lone(LESION)],
    ),
    Claim(
        "lichen-planus-week-by-definition",
        "That the severity score in lichen planus was of week "
        "{number}`brumfiel-2022/mcails-mean-difference-rux-v-control-lesion-w4.timepoint_weeks` is taken from the "
        "definition of the outcome and not printed beside the result.",
        lambda facts: [facts.read(LESION), facts.noted("brumfiel-2022", "it is not printed beside the number")],
    ),
    Claim(
        "lichen-planus-untreated-lesion",
        "In the within-patient trial in lichen planus the comparison is with no treatment, not with vehicle, so it "
        "can't part the drug from its base.",
        lambda facts: [facts.points(LESION, None, against="untreated")],
    ),
    Claim(
        "lichen-planus-interferons-disagree",
        "Sources disagree on which interferon leads in lichen planus: type II and not type I {cite:p}`shao-2019`, "
        "type I {cite:p}`gse240335-nd`, or both {cite:p}`brumfiel-2022`.",
        lambda facts: [
            facts.noted("shao-2019", "dominated by a type II interferon response"),
            facts.noted("gse240335-nd", "contrasts with shao-2019 (type II, not type I)"),
            facts.noted("brumfiel-2022", "Type I and type II interferon pathways enriched"),
        ],
    ),
    Claim(
        "lichen-planopilaris-one-man",
        "One man with lichen planopilaris treated with the cream is known, from a news text about a case report "
        "{cite:p}`jeadv-lpp-rux-nd`.",
        lambda facts: [
            facts.number("lichen-planopilaris.people", at_least=1, at_most=1),
            facts.only("lichen-planopilaris", "report"),
            facts.secondhand("lichen-planopilaris"),
        ],
        plain="One man with lichen planopilaris treated with the cream is known, from a news text about a report.",
    ),
    Claim(
        "lichen-planopilaris-degree-open",
        "The page on the man with lichen planopilaris says two things, significant improvement in its subtitle and "
        "clearance in its first sentence, so the degree of the response is left open.",
        lambda facts: [
            facts.says(
                "jeadv-lpp-rux-nd/complete-or-significant-response-rux",
                "clearance (first sentence) or significant improvement",
            ),
            facts.not_rated("lichen-planopilaris-clearing"),
        ],
        plain="How much better the man with lichen planopilaris got is told in two ways, so it is left open.",
    ),
    Claim(
        "discoid-lupus-results-unread",
        "Results of the one trial with patients in discoid lupus are posted on the registry, but those on skin scores, "
        "itch and adverse events could not be read, and no paper was found.",
        lambda facts: [
            facts.awaited(
                "rochester-nct04908280/awaited-iga-at-week-12",
                "rochester-nct04908280/awaited-change-in-clasi-a",
                "rochester-nct04908280/awaited-itch-nrs",
                "rochester-nct04908280/awaited-adverse-events",
            ),
            facts.noted("rochester-nct04908280", "No paper was found"),
        ],
        main=True,
        plain=(
            "The main results of the study in discoid lupus are posted on a public register, and could not be "
            "read here."
        ),
    ),
    Claim(
        "discoid-lupus-no-comparator",
        "In discoid lupus nobody in the one trial with patients was left without the cream, so its results can't show "
        "how much of any change it brought about.",
        lambda facts: [
            facts.studies("discoid-lupus", at_least=1, at_most=1),
            facts.compared("discoid-lupus", at_most=0),
            facts.noted("rochester-nct04908280", "no control"),
        ],
        main=True,
        plain=(
            "In the one study of patients with discoid lupus everybody got the cream. So it can't show how "
            "much of any change the cream brought about."
        ),
    ),
    Claim(
        "discoid-lupus-occlusion-only",
        "The second trial in discoid lupus compares the cream with and without occlusion at night within the same "
        "person; no lesion goes untreated or gets vehicle, so it can show what occlusion adds, but not what the cream "
        "does.",
        lambda facts: [
            facts.awaited("innovaderm-nct06261021/awaited-change-in-clasi-a-at-week-24"),
            facts.noted("innovaderm-nct06261021", "no untreated or vehicle lesion"),
        ],
    ),
    Claim(
        "cutaneous-gvhd-affected-area",
        "In cutaneous graft-versus-host disease the reduction of the affected area by "
        "{number}`markova-2023/bsa-reduction-rux-w4.value` on the side with the cream and by "
        "{number}`markova-2023/bsa-reduction-vehicle-w4.value` on the other side of the same people is the final "
        "result, for week {number}`markova-2023/bsa-reduction-rux-w4.timepoint_weeks`; a trend in affected area, and "
        "significance in the physician's global assessment and in a lesion score, were reported of an interim look at "
        "the first {number}`markova-2023/pga-statement-rux-v-vehicle.n` people.",
        lambda facts: [
            facts.greater(*AREA),
            facts.studies("cutaneous-gvhd", "within-patient", at_least=1),
            facts.noted("markova-2023", "The final numbers come from one secondary text"),
            *(facts.says(address, words) for address, words in INTERIM.items()),
        ],
    ),
    Claim(
        "cutaneous-gvhd-chance-unknown",
        "Of the affected area in cutaneous graft-versus-host disease no spread, interval, P value or number analysed "
        "could be read, so how far chance explains the difference can't be said; the "
        "{number}`markova-2023/population.n_enrolled` people told beside it are those enrolled.",
        lambda facts: [facts.bare(*AREA), facts.noted("markova-2023", "number analysed")],
        main=True,
        plain="How far chance explains the difference in graft-versus-host disease of the skin can't be said.",
    ),
    Claim(
        "cutaneous-gvhd-harms-uncounted",
        "Of harm in cutaneous graft-versus-host disease only one remark was read: a news text has the cream "
        '"{number}`markova-2023/safety-summary-rux`", where other sources name a moisturiser; no count was read.',
        lambda facts: [
            facts.says(REMARKS[1], "safe compared with vehicle"),
            facts.unread("cutaneous-gvhd", "harm", besides=REMARKS),
            facts.noted("markova-2023", "Comparator: vehicle (S1-S3) against standard moisturiser"),
        ],
    ),
    Claim(
        "cutaneous-gvhd-sources-disagree",
        "The sources disagree on what the larger trial in cutaneous graft-versus-host disease was.",
        lambda facts: [
            facts.noted("markova-2023", "Allocation and masking:"),
            facts.noted("markova-2023", "Comparator: vehicle (S1-S3) against standard moisturiser"),
            facts.noted("markova-2023", "assessments at day 14 and 18, while every protocol text has day 28"),
        ],
    ),
    Claim(
        "cutaneous-gvhd-not-the-drug-alone",
        "If the other side got a moisturiser that differs from the cream's base, the contrast in cutaneous "
        "graft-versus-host disease is not one of the drug alone.",
        lambda facts: [facts.noted("markova-2023", "Comparator: vehicle (S1-S3) against standard moisturiser")],
    ),
    Claim(
        "cutaneous-gvhd-one-participant",
        "The result of the trial in cutaneous graft-versus-host disease that ended early is posted but was not "
        "visible; one participant can't tell whether the cream works.",
        lambda facts: [
            facts.awaited("niams-nct03395340/awaited-lesion-area"),
            facts.noted("niams-nct03395340", "terminated after one participant"),
        ],
    ),
    Claim(
        "lichen-sclerosus-nobody-counted",
        "In anogenital lichen sclerosus patients were treated in a completed trial of the cream against its vehicle, "
        "which enrolled {number}`incyte-nct05593445/population.n_enrolled` women, and "
        "{number}`shen-2025/studies-included` of topical ruxolitinib are known to exist; no result of theirs was read "
        "here, nor how many women of the trial got the cream, so nobody is counted.",
        lambda facts: [
            facts.nobody("lichen-sclerosus"),
            facts.awaited(PLANNED["lichen-sclerosus"]),
            facts.noted("incyte-nct05593445", "with the status completed"),
            facts.noted("incyte-nct05593445", "number of women by arm"),
            facts.read("shen-2025/studies-included"),
        ],
        main=True,
        plain=(
            "A finished study of the cream in genital lichen sclerosus enrolled "
            "{number}`incyte-nct05593445/population.n_enrolled` women, and reports of patients exist. None of "
            "their results could be read here."
        ),
    ),
    Claim(
        "lichen-sclerosus-trial-unread",
        "The vehicle-controlled trial in lichen sclerosus is completed, but no result was found, and whether results "
        "are posted could not be seen.",
        lambda facts: [
            facts.awaited(PLANNED["lichen-sclerosus"]),
            facts.noted("incyte-nct05593445", "with the status completed"),
        ],
    ),
    Claim(
        "cutaneous-lupus-nobody",
        "In chilblain lupus, and in cutaneous lupus that is not narrowed to a type, no patient treated with the cream "
        "was found.",
        lambda facts: [facts.nobody("chilblain-lupus"), facts.nobody("cutaneous-lupus")],
    ),
    Claim(
        "dermatomyositis-nobody",
        "In dermatomyositis no patient treated with the cream is recorded.",
        lambda facts: [facts.nobody("dermatomyositis")],
    ),
    Claim(
        "checkpoint-lichenoid-nobody",
        "In lichenoid eruptions under checkpoint inhibitors no patient treated with the cream is recorded.",
        lambda facts: [facts.nobody("checkpoint-lichenoid")],
    ),
    Claim(
        "lichenoid-variants-untried",
        "In mucosal lichen planus, lichen planus pigmentosus, frontal fibrosing alopecia and oral graft-versus-host "
        "disease no patient treated with the cream and no trial of it was found.",
        lambda facts: [facts.untried(condition) for condition in UNTRIED if "lupus" not in condition],
    ),
    Claim(
        "lichenoid-harms-two-remarks",
        "Of harm under the cream in lichenoid disease only two remarks could be read, that it was generally well "
        "tolerated in lichen planus, by a presenter, and safe compared with what a news text calls vehicle in "
        "cutaneous graft-versus-host disease; neither comes with a count.",
        lambda facts: [
            facts.says(REMARKS[0], "generally well tolerated"),
            facts.says(REMARKS[1], "safe compared with vehicle"),
            facts.unread("lichenoid", "harm", besides=REMARKS),
        ],
        main=True,
        plain=(
            "On unwanted effects of the cream in lichenoid disease only two remarks could be read; both are "
            "favourable, without a count, and do not show that the cream is safe or works."
        ),
    ),
    Claim(
        "lichenoid-effect-size-unsure",
        "From what was read, one can in no lichenoid disease be sure enough to say how large an effect is.",
        lambda facts: [facts.throughout("lichenoid", at_most="very-low")],
        main=True,
    ),
    Claim(
        "lichen-planus-strongest-design",
        "In lichen planus a blinded, randomised comparison with vehicle exists, the strongest design of which anything "
        "was read in a lichenoid disease.",
        lambda facts: [
            facts.studies("lichenoid", "vehicle-controlled", at_least=1, at_most=1),
            facts.points(SAID, None, against="vehicle"),
        ],
    ),
    Claim(
        "lichen-planus-bias-unassessed",
        "The risk of bias of the vehicle-controlled trial in lichen planus can't be assessed from a presenter's words "
        "in the news, and neither can the size of the effect.",
        lambda facts: [
            facts.not_rated("lichen-planus-severity"),
            facts.no_result("lichen-planus", "vehicle-controlled"),
        ],
    ),
    Claim(
        "lichen-planus-within-patient-weak",
        "The within-patient trial in lichen planus is small, without vehicle, and known from news texts only.",
        lambda facts: [
            facts.number("lichen-planus.within-patient.people", at_least=1, at_most=30),
            facts.points(LESION, None, against="untreated"),
            facts.secondhand("lichen-planus"),
        ],
    ),
    Claim(
        "cutaneous-gvhd-one-text",
        "In cutaneous graft-versus-host disease the comparison is within people, but rests on one third-hand text, "
        "without spread, and with open conflicts on allocation and comparator.",
        lambda facts: [
            facts.in_numbers("cutaneous-gvhd", at_least=1, at_most=1),
            facts.secondhand("cutaneous-gvhd"),
            facts.bare(*AREA),
            *_disputed(facts),
        ],
    ),
    Claim(
        "discoid-lupus-and-planopilaris-uncompared",
        "In discoid lupus and lichen planopilaris there is no comparator, and by the rule of this review nothing "
        "without a comparator rises above very low certainty ({doc}`methods </methods>`).",
        lambda facts: [
            facts.compared("discoid-lupus", at_most=0),
            facts.compared("lichen-planopilaris", at_most=0),
            facts.throughout("discoid-lupus", "lichen-planopilaris"),
        ],
    ),
    Claim(
        "lichenoid-others-unread",
        "Beyond lichen planus, cutaneous graft-versus-host disease, discoid lupus and lichen planopilaris no result "
        "of the cream was read.",
        _nobody,
    ),
    Claim(
        "lichenoid-awaited-most",
        "Two awaited results matter most: the results by arm in lichen planus, which are posted, and those in lichen "
        "sclerosus, where the trial is completed.",
        lambda facts: [facts.awaited("mangold-2024/awaited-iga-ts-at-week-16", PLANNED["lichen-sclerosus"])],
    ),
    Claim(
        "lichenoid-nobody",
        "Under topical ruxolitinib no patient is counted here for {number}`lichenoid.names-without`: in lichen "
        "sclerosus patients were treated and no result of theirs was read, for the others no report of a treated "
        "patient was found.",
        lambda facts: [*_nobody(facts), facts.awaited(PLANNED["lichen-sclerosus"])],
        main=True,
    ),
    Claim(
        "lichenoid-trials-in-registries",
        "For lichen sclerosus, dermatomyositis and eruptions under checkpoint inhibitors a trial stands in a "
        "registry, completed in lichen sclerosus, where {number}`shen-2025/studies-included` are known to exist too.",
        lambda facts: [
            facts.awaited(*PLANNED.values()),
            facts.noted("incyte-nct05593445", "with the status completed"),
            facts.read("shen-2025/studies-included"),
        ],
    ),
    Claim(
        "lichenoid-no-trial",
        "For mucosal lichen planus, lichen planus pigmentosus, frontal fibrosing alopecia, oral graft-versus-host "
        "disease, chilblain lupus and cutaneous lupus that is not narrowed to a type the review holds no trial of the "
        "cream.",
        lambda facts: [facts.untried(condition) for condition in UNTRIED],
    ),
    Claim(
        "lichenoid-no-active-comparator",
        "In no lichenoid disease was a comparison of the cream with a corticosteroid or with any other active "
        "treatment found.",
        lambda facts: [facts.with_arm("lichenoid", "active-comparator", "jak-inhibitor", "mixed", cream=True)],
        main=True,
    ),
    Claim(
        "lichenoid-after-stopping",
        "On stopping the cream in a lichenoid disease one news text alone was read: people with lichen planus who "
        "responded well went untreated and began again on relapse.",
        lambda facts: [facts.unread("lichenoid", "relapse"), facts.noted("mangold-2024", "restarted on relapse")],
        main=True,
        plain=(
            "On what happens after stopping the cream in lichenoid disease there is one news text: people with lichen "
            "planus who did well stopped, and began again when it came back."
        ),
    ),
    Claim(
        "lichen-planopilaris-anecdote",
        "Of the one man with lichen planopilaris no washout, relapse, rechallenge, untreated side or stable course "
        "before was read, which would lift the report above an anecdote.",
        lambda facts: [facts.anecdotes("lichen-planopilaris")],
    ),
]
