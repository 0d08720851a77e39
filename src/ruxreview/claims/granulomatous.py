"""Claims of the chapter on granulomatous disease."""

from __future__ import annotations

from livingevidence.claims.base import Claim

SINGLE = ("granuloma-annulare", "lupus-miliaris-disseminatus-faciei", "necrobiotic-xanthogranuloma")
UNTREATED = ("cutaneous-sarcoidosis", "granulomatous-cheilitis", "granulomatous-rosacea", "foreign-body-granuloma")
SCORE = "hwang-2024/nl-lesion-score-rux-w12"
REMISSION = "rosen-2025/relapse-rux"
UNREAD = ("gorham-2023/awaited-response", "nxg-scalp-letter-2025/awaited-response")


def _nobody(facts):
    return [facts.nobody(condition) for condition in UNTREATED]


CLAIMS = [
    Claim(
        "necrobiosis-lipoidica-verdict",
        "Off-label in necrobiosis lipoidica, and a benefit is unproven: nobody was compared, and certainty is very "
        "low.",
        lambda facts: [
            facts.off_label("necrobiosis-lipoidica"),
            facts.compared("necrobiosis-lipoidica", at_most=0),
            facts.certainty("necrobiosis-lipoidica-lesion-score", at_most="very-low"),
        ],
        main=True,
        plain=(
            "No label that was read is for necrobiosis lipoidica. Whether the cream helps is not proven, and one can "
            "only be very unsure."
        ),
    ),
    Claim(
        "granuloma-annulare-verdict",
        "Off-label in granuloma annulare, and whether the cream helps is unknown: only remarks in lectures were read.",
        lambda facts: [
            facts.off_label("granuloma-annulare"),
            facts.only("granuloma-annulare", "report"),
            facts.studies("granuloma-annulare", at_least=1, at_most=1),
            facts.noted("del-rosso-lecture", "degree, measure and time of the response"),
            facts.noted("rosen-2025", "must not be counted as patient-level evidence"),
        ],
        main=True,
        plain="No label that was read is for granuloma annulare. Whether the cream helps is not known.",
    ),
    Claim(
        "lupus-miliaris-disseminatus-faciei-verdict",
        "Off-label in lupus miliaris disseminatus faciei, and whether the cream helps is unknown: a single patient is "
        "known, and what became of the disease was not read.",
        lambda facts: [
            facts.off_label("lupus-miliaris-disseminatus-faciei"),
            facts.number("lupus-miliaris-disseminatus-faciei.people", at_least=1, at_most=1),
            facts.awaited(UNREAD[0]),
        ],
        main=True,
        plain="No label that was read is for lupus miliaris disseminatus faciei. Whether the cream helps is not known.",
    ),
    Claim(
        "necrobiotic-xanthogranuloma-verdict",
        "Off-label in necrobiotic xanthogranuloma, and whether the cream helps is unknown: the single patient who is "
        "known had a corticosteroid injected as well.",
        lambda facts: [
            facts.off_label("necrobiotic-xanthogranuloma"),
            facts.number("necrobiotic-xanthogranuloma.people", at_least=1, at_most=1),
            facts.given(UNREAD[1], "triamcinolone", "ruxolitinib"),
        ],
        main=True,
        plain="No label that was read is for necrobiotic xanthogranuloma. Whether the cream helps is not known.",
    ),
    Claim(
        "granulomatous-one-uncontrolled-study",
        "One uncontrolled study is known, which enrolled {number}`hwang-2024/population.n_enrolled` adults with "
        "necrobiosis lipoidica: the lesion score had changed by {number}`hwang-2024/nl-lesion-score-rux-w12.value` on "
        "average at week {number}`hwang-2024/nl-lesion-score-rux-w12.timepoint_weeks`, which does not show that the "
        "cream did it.",
        lambda facts: [
            facts.studies("granulomatous", "single-arm", at_least=1, at_most=1),
            facts.compared("granulomatous", at_most=0),
            facts.share(SCORE, at_least=-100, at_most=0),
        ],
        main=True,
        plain=(
            "One study enrolled {number}`hwang-2024/population.n_enrolled` adults with necrobiosis lipoidica. "
            "At week {number}`hwang-2024/nl-lesion-score-rux-w12.timepoint_weeks` the score of their patches "
            "was lower on average, which does not show that the cream did it."
        ),
    ),
    Claim(
        "granulomatous-single-patients",
        "Of the cream in granuloma annulare, lupus miliaris disseminatus faciei and necrobiotic xanthogranuloma there "
        "are only single patients and remarks in lectures.",
        lambda facts: [
            *(facts.studies(condition, at_least=1) for condition in SINGLE),
            *(facts.only(condition, "report") for condition in SINGLE),
        ],
        main=True,
        plain=(
            "Of the cream in granuloma annulare, lupus miliaris disseminatus faciei and necrobiotic "
            "xanthogranuloma only single patients and lecture remarks are known."
        ),
    ),
    Claim(
        "granulomatous-no-report",
        "For {number}`granulomatous.names-without` the review holds no report of the cream.",
        _nobody,
        main=True,
        plain="On {number}`granulomatous.names-without` no report of the cream is held here.",
    ),
    Claim(
        "granulomatous-certainty",
        "In granulomatous disease nothing that could be rated has more than very low certainty.",
        lambda facts: [
            facts.throughout("granulomatous"),
            facts.throughout("granulomatous", kind="harm"),
            facts.certainty("necrobiosis-lipoidica-lesion-score", at_most="very-low"),
        ],
        main=True,
        plain=(
            "Where it could be rated how sure one can be that the cream helps in a granulomatous disease, the answer "
            "was: very unsure."
        ),
    ),
    Claim(
        "granulomatous-off-label",
        "The use in granulomatous disease is off-label, and there has been no systematic search.",
        lambda facts: [facts.off_label("granulomatous"), facts.no_search()],
        main=True,
        plain=(
            "No product label that was read is for a granulomatous disease, and no planned search for all "
            "studies has been made."
        ),
    ),
    Claim(
        "granulomatous-published-cases-missing",
        "The tables of cases in the review of off-label use could not be read, so published cases are probably "
        "missing here.",
        lambda facts: [facts.awaited("spadafora-2025/awaited-tables-of-the-included-studies")],
    ),
    Claim(
        "necrobiosis-lipoidica-no-comparator",
        "In the study of necrobiosis lipoidica nobody was left untreated, so it can't say how much of the change the "
        "cream brought about.",
        lambda facts: [
            facts.read(SCORE),
            facts.only("necrobiosis-lipoidica", "single-arm"),
            facts.noted("hwang-2024", "no control arm"),
        ],
        main=True,
        plain=(
            "In the study of necrobiosis lipoidica nobody went untreated, so it can't say how much of the "
            "change is due to the cream."
        ),
    ),
    Claim(
        "necrobiosis-lipoidica-p-value",
        "The P value printed for necrobiosis lipoidica does not fit a t-test on the printed mean and standard "
        "deviation, and the test is not named; nothing should be calculated back from it.",
        lambda facts: [
            facts.read(SCORE),
            facts.noted("hwang-2024", "P = .003 does not fit a t-test on the printed mean and SD"),
            facts.noted("hwang-2024", "the test behind P"),
        ],
    ),
    Claim(
        "granuloma-annulare-no-study",
        "No trial, cohort or series of the cream was found in granuloma annulare.",
        lambda facts: [facts.only("granuloma-annulare", "report")],
        main=True,
        plain="No study of the cream in a group of people was found in granuloma annulare.",
    ),
    Claim(
        "granuloma-annulare-lectures",
        "All that is known of the cream in granuloma annulare are remarks by two lecturers, read in news reports, "
        "which may speak of patients who are described elsewhere.",
        lambda facts: [
            facts.studies("granuloma-annulare", at_least=1, at_most=1),
            facts.noted("del-rosso-lecture", "may overlap with cases published elsewhere"),
            facts.noted("rosen-2025", "no reference to the underlying reports"),
        ],
    ),
    Claim(
        "granuloma-annulare-uncounted",
        "The one patient with granuloma annulare who is counted comes from one lecture, and the clearing and the "
        "remission that are told come from another, whose speaker named multiple cases and counted nobody; so no "
        "outcome belongs to a counted patient, and nobody knows of how many people it is told.",
        lambda facts: [
            facts.number("granuloma-annulare.people", at_least=1, at_most=1),
            facts.says("rosen-2025/complete-response-rux-w12", "number not given"),
            facts.says(REMISSION, "number and duration not given"),
            facts.noted("rosen-2025", "must not be counted as patient-level evidence"),
            facts.noted("del-rosso-lecture", "degree, measure and time of the response"),
        ],
        main=True,
        plain="A lecturer told of clearing in granuloma annulare, but nobody knows in how many people.",
    ),
    Claim(
        "necrobiotic-xanthogranuloma-two-drugs",
        "The patient with necrobiotic xanthogranuloma also had a corticosteroid injected into the lesion, so nothing "
        "can be said of ruxolitinib alone {cite:p}`nxg-scalp-letter-2025`.",
        lambda facts: [
            facts.number("necrobiotic-xanthogranuloma.people", at_least=1, at_most=1),
            facts.given("nxg-scalp-letter-2025/awaited-response", "triamcinolone", "ruxolitinib"),
        ],
        plain=(
            "The patient with necrobiotic xanthogranuloma also had a steroid injected, so nothing can be said "
            "of ruxolitinib alone."
        ),
    ),
    Claim(
        "granulomatous-nothing-compared",
        "No study in granulomatous disease compared anything, so no direction can be told.",
        lambda facts: [facts.compared("granulomatous", at_most=0), facts.in_numbers("granulomatous", at_most=0)],
    ),
    Claim(
        "granulomatous-harms-unread",
        "Harms of the cream in granulomatous disease could not be read.",
        lambda facts: [facts.unread("granulomatous", "harm"), facts.awaited("hwang-2024/awaited-adverse-events")],
        main=True,
        plain="Nothing could be read on unwanted effects of the cream in granulomatous disease.",
    ),
    Claim(
        "granulomatous-very-unsure",
        "From what was read, one can only be very unsure in every granulomatous disease.",
        lambda facts: [facts.throughout("granulomatous"), facts.compared("granulomatous", at_most=0)],
    ),
    Claim(
        "granulomatous-capped",
        "The one study of the cream in necrobiosis lipoidica had no comparator, and by the rule of this review nothing "
        "without a comparator rises above very low certainty ({doc}`methods </methods>`).",
        lambda facts: [
            facts.only("necrobiosis-lipoidica", "single-arm"),
            facts.certainty("necrobiosis-lipoidica-lesion-score", at_most="very-low"),
        ],
    ),
    Claim(
        "granulomatous-degree-unread",
        "The single patients with granulomatous disease are known from texts about them or from parts of the reports, "
        "and in none could the degree of the response be read.",
        lambda facts: [
            facts.awaited(*UNREAD),
            facts.noted("del-rosso-lecture", "degree, measure and time of the response"),
            facts.studies("granulomatous", "report", at_least=1, at_most=3),
        ],
    ),
    Claim(
        "granulomatous-nobody",
        "No report of a patient treated with topical ruxolitinib was found for {number}`granulomatous.names-without`.",
        _nobody,
        main=True,
    ),
    Claim(
        "granulomatous-no-comparison",
        "No comparison of the cream with its vehicle, with a corticosteroid or with any other treatment was found in "
        "a granulomatous disease.",
        lambda facts: [
            facts.compared("granulomatous", at_most=0),
            facts.with_arm("granulomatous", "control", "active-comparator", "jak-inhibitor", "mixed", cream=True),
        ],
        main=True,
    ),
    Claim(
        "granulomatous-after-stopping",
        "Of what happens after stopping the cream in a granulomatous disease only a lecturer's remark was read, that "
        "remission was kept in granuloma annulare, without a number of people or a length of time.",
        lambda facts: [
            facts.says(REMISSION, "remission kept after stopping the cream"),
            facts.unread("granulomatous", "relapse", besides=(REMISSION,)),
        ],
        main=True,
    ),
    Claim(
        "granulomatous-anecdotes",
        "Of the single patients with granulomatous disease no washout, relapse, rechallenge, untreated side or stable "
        "course before was read, which would lift a report above an anecdote.",
        lambda facts: [facts.anecdotes("granulomatous")],
    ),
]
