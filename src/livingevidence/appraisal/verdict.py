"""What is known of a benefit in a few words: chosen by the data, never by hand, and never surer than the certainty."""

from dataclasses import dataclass

from livingevidence.appraisal.certainty import rating_of
from livingevidence.appraisal.standing import is_stale
from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.treated import has_people, rung_of
from livingevidence.record.addresses import Address
from livingevidence.record.judgements import LEVELS, Level
from livingevidence.record.models import Study
from livingevidence.record.reading import engine_data
from livingevidence.synthesis.benefit import Benefit, comparisons
from livingevidence.synthesis.stats.two_by_two import risk_difference

KINDS = {kind: (told["words"], told["when"]) for kind, told in engine_data(__package__, "verdict.yaml").items()}
"""The words for each kind, and when it stands, the strongest first; of those that fit, the first one stands."""
_SURE: dict[Level, str] = {"high": "shown", "moderate": "probable", "low": "possible"}
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
    made = [one for one in comparisons(part) if one.way != "awaited"]
    if not made:
        people = [study for study in part.records.values() if has_people(evidence, study)]
        kind = "nothing" if not people else "uncontrolled" if any(_told(evidence, s) for s in people) else "unseen"
        kind = "unavailable" if any(_unseen(evidence, study) for study in part.records.values()) else kind
        return Verdict(kind, *_surest(evidence, condition, None))
    levels = [(one, *_surest(evidence, condition, one)) for one in made]
    best, level, reasons = max(levels, key=lambda item: (_height(item[1]), any(r.primary for r in item[0].outcomes)))
    kind = "unclear"
    if level in _SURE and excludes_no_difference(evidence, best):
        kind = {"better": _SURE[level], "worse": "no-benefit"}.get(best.way, kind)
    return Verdict(kind, level, reasons, best)


def _surest(evidence: Evidence, condition: str, one: Benefit | None) -> tuple[Level | None, tuple[str, ...]]:
    """Return the highest certainty of a comparison, or without one, on values of today, and why it is no higher."""
    appraisal = evidence.library.appraisal
    rows = {Address.of(one.study.id, row) for row in one.rows} if one else set()
    found: list[tuple[Level | None, tuple[str, ...]]] = [(None, ())]
    for name, rated in appraisal.certainties.items():
        about = rated.condition == condition and rated.kind == "benefit"
        compares = bool(rows & set(rated.rows)) if one else rated.comparison == "none"
        if about and compares and not is_stale(evidence, f"certainty/{name}"):
            made = rating_of(rated, appraisal)
            found.append((made.level, tuple(step.replace("_", " ") for step, by, _ in made.steps if by < 0)))
    return max(found, key=lambda item: _height(item[0]))


def _height(level: Level | None) -> int:
    return -1 if level is None else LEVELS.index(level)


def excludes_no_difference(evidence: Evidence, one: Benefit) -> bool:
    """Return whether the interval of a comparison lies on one side of no difference.

    It is the printed one, or Newcombe's of the counts of two groups; without either nothing is excluded. P values play
    no part.
    """
    rows = one.outcomes
    apart = rung_of(evidence, one.study) != evidence.topic.within_people_rung
    counts = [(row.events, row.n) for row in rows if row.kind == "count" and not row.unit]
    tables = [(events, n) for events, n in counts if events is not None and n]
    if len(rows) == len(tables) == 2 and apart:
        found = risk_difference(*tables[0], *tables[1])
        return found.low > 0 or found.high < 0
    row, null = rows[0], evidence.vocabulary["measures"][rows[0].measure].null
    if len(rows) > 1 or None in (null, row.ci_low, row.ci_high):
        return False
    return row.ci_low > null or row.ci_high < null


def _told(evidence: Evidence, study: Study) -> bool:
    """Return whether a study has a result on benefit, of groups or of a single patient."""
    kinds = evidence.vocabulary["outcomes"]
    rows = any(row.kind != "awaited" and kinds[row.outcome].kind == "efficacy" for row in study.outcomes)
    return rows or any(case.response or case.response_detail for case in study.cases)


def _unseen(evidence: Evidence, study: Study) -> bool:
    """Return whether a study with a comparator of its treatment has ended or was published.

    An entry of a register says nothing of its design but its arms; others in a study of people may be healthy.
    """
    if has_people(evidence, study):
        return rung_of(evidence, study) in evidence.topic.compared_rungs
    arms = study.arms
    compared = any(map(evidence.topic.treats, arms)) and not all(map(evidence.topic.treats, arms))
    return compared and any(trial.status in _ENDED or trial.results_posted for trial in study.trials)
