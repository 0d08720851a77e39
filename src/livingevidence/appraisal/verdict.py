"""What is known of a benefit in a few words: chosen by the data, never by hand, and never surer than the certainty."""

from dataclasses import dataclass

from livingevidence.appraisal.certainty import grading_of
from livingevidence.appraisal.standing import is_stale
from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.treated import has_people, rung_of
from livingevidence.record.addresses import Address
from livingevidence.record.judgements import LEVELS, Level
from livingevidence.record.models import Study
from livingevidence.record.reading import engine_data
from livingevidence.synthesis.benefit import Benefit, comparisons
from livingevidence.synthesis.stats.two_by_two import risk_difference

KINDS = {kind: (entry["words"], entry["when"]) for kind, entry in engine_data(__package__, "verdict.yaml").items()}
"""The words for each kind, and when it stands, the strongest first; of those that fit, the first one stands."""
_KIND_BY_LEVEL: dict[Level, str] = {"high": "shown", "moderate": "probable", "low": "possible"}
_ENDED = ("completed", "terminated")


@dataclass(frozen=True)
class Verdict:
    """What is known of a benefit in a condition."""

    kind: str
    """A key of :data:`KINDS`."""
    level: Level | None = None
    """The certainty of the best comparison, or of what is known without one; None where it is not rated."""
    reasons: tuple[str, ...] = ()
    """Why that certainty is no higher, in the words of GRADE."""
    best: Benefit | None = None
    """The comparison that it rests on: of the surest, that of the strongest design."""

    @property
    def words(self) -> str:
        """The words for its kind."""
        return KINDS[self.kind][0]


def verdict(evidence: Evidence, condition: str) -> Verdict:
    """Return what is known of a benefit of the treatment in a condition."""
    part = evidence.where(condition=condition, treated=True)
    benefits = [benefit for benefit in comparisons(part) if benefit.way != "awaited"]
    if not benefits:
        treated = [study for study in part.records.values() if has_people(evidence, study)]
        if any(_has_unseen_result(evidence, study) for study in part.records.values()):
            kind = "unavailable"
        elif not treated:
            kind = "nothing"
        else:
            kind = "uncontrolled" if any(_has_result(evidence, study) for study in treated) else "unseen"
        return Verdict(kind, *_surest(evidence, condition, None))

    def strength(candidate: tuple[Benefit, Level | None, tuple[str, ...]]) -> tuple[int, bool]:
        benefit, level, _ = candidate
        return _height(level), any(row.primary for row in benefit.outcomes)

    candidates = [(benefit, *_surest(evidence, condition, benefit)) for benefit in benefits]
    best, level, reasons = max(candidates, key=strength)
    kind = "unclear"
    if level in _KIND_BY_LEVEL and excludes_no_difference(evidence, best):
        kind = {"better": _KIND_BY_LEVEL[level], "worse": "no-benefit"}.get(best.way, kind)
    return Verdict(kind, level, reasons, best)


def _surest(evidence: Evidence, condition: str, benefit: Benefit | None) -> tuple[Level | None, tuple[str, ...]]:
    """Return the highest certainty of a comparison, or without one, on values of today, and why it is no higher."""
    appraisal = evidence.library.appraisal
    rows = {Address.of(benefit.study.id, row) for row in benefit.rows} if benefit else set()
    levels: list[tuple[Level | None, tuple[str, ...]]] = [(None, ())]
    for name, rating in appraisal.certainties.items():
        is_about = rating.condition == condition and rating.kind == "benefit"
        compares = bool(rows & set(rating.rows)) if benefit else rating.comparison == "none"
        if is_about and compares and not is_stale(evidence, f"certainty/{name}"):
            grading = grading_of(rating, appraisal)
            reasons = tuple(step.replace("_", " ") for step, by, _ in grading.steps if by < 0)
            levels.append((grading.level, reasons))
    return max(levels, key=lambda entry: _height(entry[0]))


def _height(level: Level | None) -> int:
    return -1 if level is None else LEVELS.index(level)


def excludes_no_difference(evidence: Evidence, benefit: Benefit) -> bool:
    """Return whether the interval of a comparison lies on one side of no difference.

    It is the printed one, or Newcombe's of the counts of two groups; without either nothing is excluded. P values play
    no part.
    """
    rows = benefit.outcomes
    are_groups = rung_of(evidence, benefit.study) != evidence.topic.within_people_rung
    counts = [(row.events, row.n) for row in rows if row.kind == "count" and not row.unit]
    known_counts = [(events, n) for events, n in counts if events is not None and n]
    if len(rows) == len(known_counts) == 2 and are_groups:
        difference = risk_difference(*known_counts[0], *known_counts[1])
        return difference.low > 0 or difference.high < 0
    row, null = rows[0], evidence.vocabulary["measures"][rows[0].measure].null
    if len(rows) > 1 or None in (null, row.ci_low, row.ci_high):
        return False
    return row.ci_low > null or row.ci_high < null


def _has_result(evidence: Evidence, study: Study) -> bool:
    """Return whether a study has a result on benefit, of groups or of a single patient."""
    terms = evidence.vocabulary["outcomes"]
    has_row = any(row.kind != "awaited" and terms[row.outcome].kind == "efficacy" for row in study.outcomes)
    return has_row or any(case.response or case.response_detail for case in study.cases)


def _has_unseen_result(evidence: Evidence, study: Study) -> bool:
    """Return whether a study with a comparator of its treatment has ended or was published.

    An entry of a register says nothing of its design but its arms; others in a study of people may be healthy.
    """
    if has_people(evidence, study):
        return rung_of(evidence, study) in evidence.topic.compared_rungs
    are_treated = [evidence.topic.treats(arm) for arm in study.arms]
    has_comparator = any(are_treated) and not all(are_treated)
    return has_comparator and any(trial.status in _ENDED or trial.results_posted for trial in study.trials)
