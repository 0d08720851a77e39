"""Whether a judgement still stands: on the values and on the computed result that it was made on."""

from livingevidence.evidence.evidence import Evidence
from livingevidence.record.ages import children_alone
from livingevidence.record.judgements import Certainty
from livingevidence.record.problems import Problem
from livingevidence.record.reads import ignoring_reads, note_reads, remembered
from livingevidence.results.harm_numbers import per_thousand
from livingevidence.synthesis.comparisons import events
from livingevidence.synthesis.harms import Line, analysis

STALE = "stale:"


def harm_line(evidence: Evidence, rating: Certainty) -> tuple[str, Line] | tuple[None, None]:
    """Return what is computed of rows of a rating, behind its key ``harm.<event>.<condition>``; None without it.

    It may hold more rows than the rating names: those that came later. A rating of children has the line of a study of
    children, and so has one of rows that are no part of the condition's line the line of their study.
    """
    if rating.comparison != next(iter(evidence.topic.comparisons)):
        return None, None
    terms, rows = {*rating.question.adverse_events, *rating.question.outcomes}, {*rating.rows}
    for event in events(evidence):
        for key, line in analysis(evidence, event).keyed.items() if event in terms else ():
            fits = rating.condition in line.diseases and line.per_thousand and not rows.isdisjoint(line.rows)
            studies = (evidence.records[name] for name in line.studies)
            if fits and (not rating.question.children or all(map(children_alone, studies))):
                return key, line
    return None, None


def result_in_words(evidence: Evidence, rating: Certainty) -> str | None:
    """Return the difference of 1,000 people that answers a rating today, in words; None where none is computed."""
    _, line = harm_line(evidence, rating)
    return per_thousand(line.difference.main) if line else None


def stale_judgements(evidence: Evidence) -> frozenset[str]:
    """Return the judgements that nobody signed as their values, or their result, are now."""
    judgements = evidence.judged_on.library.appraisal.judgements()
    return frozenset(name for name, _ in judgements if is_stale(evidence, name))


def is_stale(evidence: Evidence, name: str) -> bool:
    """Return whether nobody signed a judgement as its values, or its result, are now."""
    if evidence.judged_on.library.day:
        return _is_stale(evidence.judged_on, name)
    note_reads([(STALE, name)])
    with ignoring_reads():
        judged_on = evidence.judged_on
        return judged_on.lasting((STALE, name), lambda: _is_stale(judged_on, name))


@remembered(512)  # asked by every page, of one evidence, and by claims of its past days
def _is_stale(evidence: Evidence, name: str) -> bool:
    library, (folder, _, stem) = evidence.library, name.partition("/")
    judgements = library.appraisal.certainties if folder == "certainty" else library.appraisal.risks
    if stem not in judgements:  # a change that is tried out brings it
        return False
    # A cut has none that was made on other values.
    changed = not library.day and library.appraisal.is_stale(name, library.analysed_studies, evidence.topic)
    return changed or (folder == "certainty" and _is_moved(evidence, library.appraisal.certainties[stem]))


def _is_moved(evidence: Evidence, rating: Certainty) -> bool:
    """Return whether the computed result of a rating is another than when it was signed."""
    return bool(rating.signed) and rating.signed[-1].result != result_in_words(evidence, rating)


def is_imprecise(evidence: Evidence, rating: Certainty) -> bool:
    """Return whether an interval leaves open one in a hundred fewer and twice as many as with the control."""
    _, line = harm_line(evidence, rating)
    difference = line.per_thousand if line else None
    return difference is not None and difference.low <= -10 and difference.high >= difference.control


def look_at(evidence: Evidence) -> list[Problem]:
    """Return the ratings of which the values stand, but not the result, and those that break a rule of rating."""
    appraisal = evidence.library.appraisal
    stale = appraisal.stale_names(evidence.library.analysed_studies, evidence.topic)
    moved, breaches = [], []
    for name, rating in appraisal.certainties.items():
        document = evidence.library.files[f"appraisal/certainty/{name}"]
        if f"certainty/{name}" not in stale and _is_moved(evidence, rating):
            then, now = rating.signed[-1].result or "none", result_in_words(evidence, rating) or "none"
            found = f"signed for a difference of 1,000 people of {then}; it is {now} now"
            allowed = "A rating was made on the result that is computed today."
            fix = f"look at it again, then run `livingevidence sign certainty/{name} --role ROLE`"
            moved.append(document.problem(("signed",), "JudgedOnTheResultOfToday", found, allowed, fix))
        if rating.down and rating.down.imprecision.by < 2 and not rating.exception and is_imprecise(evidence, rating):
            path, levels = ("down", "imprecision", "by"), rating.down.imprecision.by
            found = f"{levels}, where the difference of 1,000 people is {result_in_words(evidence, rating)}"
            allowed = (
                "Imprecision lowers by two levels where an interval leaves open both 1 in 100 fewer and twice as many."
            )
            fix = "lower it by two, or give `exception` with role and reason"
            breaches.append(document.problem(path, "ImprecisionByItsRule", found, allowed, fix))
    return [*moved, *breaches]
