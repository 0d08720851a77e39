"""What stands around the evidence on the treatment: other treatments, earlier reviews and what they said."""

import re
from collections.abc import Mapping, Sequence
from functools import partial

from markupsafe import Markup

from livingevidence.appraisal.certainty import benefit_level
from livingevidence.claims.base import Finding
from livingevidence.claims.sayings import JudgedSaying, judge_sayings
from livingevidence.evidence import describe
from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.names import short_names
from livingevidence.evidence.recovered import number_of
from livingevidence.evidence.treated import has_people
from livingevidence.record.addresses import Address
from livingevidence.record.models import Arm, Row, Study
from livingevidence.show.findings import certainty_in_signs
from livingevidence.show.inline import JOIN, Inline, inline_of
from livingevidence.show.listings import reading
from livingevidence.show.table import BREAK, THEN, Cell, Table
from livingevidence.show.wording import declared_table

MARKS = {True: "✓", False: "✗", None: "?"}
_COUNTS = {"n_studies": "studies", "n_trials": "trials", "n_enrolled": "people", "n_analysed": "people analysed"}
_INACTIVE = ("control", "none")  # classes of interventions
_COVERED = ("studies-included", "patients-included")  # outcomes that say what a review holds, not what it found


def other_treatments(evidence: Evidence, conditions: Sequence[str]) -> Table:
    """Return what is recorded of other treatments, by condition: context, no comparison.

    Of a study that names primary outcomes only these are shown, with their values at the start.
    """
    inline, rows = inline_of(evidence), []
    for term in conditions:
        part = evidence.where(condition=term, treated=False).records.values()
        rows += [(term, study) for study in part if has_people(evidence, study)] or [(term, None)]
    facts = {"treatments": partial(_treatments, inline), "main_outcomes": partial(_main_outcomes, inline)}
    return declared_table(evidence, "other-treatments", rows, **facts)


def alternatives(evidence: Evidence, condition: str) -> Table:
    """Return studies of other treatments of a condition, on the skin first, the strongest and largest of each route."""
    designs, routes = list(evidence.vocabulary["designs"]), list(evidence.vocabulary["routes"])

    def order(study_and_arms: tuple[Study, list[Arm]]) -> tuple[int, int, int]:
        study, (first, *_) = study_and_arms
        return routes.index(first.route), designs.index(study.design), -(study.population.n_enrolled or 0)

    def certainty(study: Study) -> str:
        return certainty_in_signs(benefit_level(evidence.library.appraisal, study.id))  # the highest of its outcomes

    studies = evidence.where(condition=condition, treated=False).records.values()
    active = [(study, _active(evidence, study)) for study in studies if has_people(evidence, study)]
    inline, lines = inline_of(evidence), sorted(((study, arms) for study, arms in active if arms), key=order)
    facts = {"treatments": partial(_treatments, inline), "certainty": certainty}
    facts["main_outcomes"] = partial(_main_outcomes, inline, condition=condition)
    return declared_table(evidence, "alternatives", lines, **facts)


def main_alternative(evidence: Evidence, condition: str) -> tuple[Study, Arm, Row, Row] | None:
    """Return the largest trial of another treatment that counts a primary outcome on both sides, and its larger arm.

    Of arms of one size it is the one that did least, so that no dose is picked for its result.
    """
    candidates = []
    for study in evidence.where(condition=condition, treated=False).records.values():
        active = {arm.id: arm for arm in _active(evidence, study)}
        control = {arm.id for arm in study.arms} - active.keys()
        shares = [row for row in study.outcomes if row.primary and row.kind in ("count", "percent") and row.n]
        for row in (row for row in shares if row.arm in active):
            same = [other for other in shares if other.arm in control and _question(other) == _question(row)]
            if same:
                candidates.append((study, active[row.arm], row, same[0]))

    def size(candidate: tuple[Study, Arm, Row, Row]) -> tuple[int, int, float]:
        study, _, row, _ = candidate
        return study.population.n_enrolled or 0, row.n, -number_of(row)

    return max(candidates, key=size, default=None)


def _question(row: Row) -> tuple:
    return row.outcome, row.kind, row.timepoint_weeks, row.period


def _active(evidence: Evidence, study: Study) -> list[Arm]:
    """Return the arms that got something else than a control."""
    drugs = {name for name, term in evidence.vocabulary["interventions"].items() if term.class_ not in _INACTIVE}
    return [arm for arm in study.arms if not drugs.isdisjoint(arm.interventions)]


def _treatments(inline: Inline, study: Study) -> list[str]:
    # Of drugs by several routes only the words of the arm can say which was given how.
    treatments = []
    for arm in (arm for arm in study.arms if arm.role != "comparator"):
        words = f"{inline.drugs(arm, ' and ')} ({inline.label('routes', arm.route)})"
        treatments.append(arm.label if arm.route == "mixed" else words)
    return treatments


def _main_outcomes(inline: Inline, study: Study, condition: str) -> list[Cell]:
    """Return the main outcomes, each named once before the arms that it was read of; without rows, the cases."""
    rows = [row for row in study.outcomes if row.kind != "awaited"]
    if primary := {row.outcome for row in rows if row.primary}:
        rows = [row for row in rows if row.primary or (row.outcome in primary and row.timepoint_weeks == 0)]
    several = len({row.arm for row in rows}) > 1
    results: dict[str, list[Markup]] = {}
    for row in rows:
        # A primary outcome is of everybody, so its term says all; the reader's words may name a subgroup.
        name = describe.what(row, inline.evidence.vocabulary, inline.label("outcomes", row.outcome) if primary else "")
        arm = f" ({describe.of_whom(study, row)})" if several else ""
        outcome = ", ".join(filter(None, [name, describe.when(row)]))
        results.setdefault(outcome, []).append(inline.result(study, row) + arm)
    words = [Markup("{}: {}").format(name, JOIN.join(values)) for name, values in results.items()]
    cases = (case.response_detail for case in study.cases if case.condition == condition)
    return words or list(filter(None, cases))


def reviews(evidence: Evidence, names: Sequence[str]) -> Table:
    """Return earlier reviews with what they cover and what they say; a result that is awaited is left out."""
    inline, studies = inline_of(evidence), [evidence.records[name] for name in names]
    facts = {"covered": partial(_covered, inline), "statements": partial(_statements, inline, covered=False)}
    return declared_table(evidence, "reviews", studies, reading=reading, **facts)


def _covered(inline: Inline, study: Study) -> list[Cell]:
    people = study.population
    counts = (inline.field(study, people, field, f"{{}} {noun}", "") for field, noun in _COUNTS.items())
    details = (str(text) if name == "note" else f"{name}: {text}" for name, text in people.details.items())
    return [*filter(None, (*counts, people.inclusion, *details)), *_statements(inline, study, covered=True)]


def _statements(inline: Inline, study: Study, *, covered: bool) -> list[Markup]:
    statements = []
    for row in study.rows:
        if row.kind != "awaited" and (describe.term_of(row)[1] in _COVERED) == covered:
            whom = [describe.of_whom(study, row)] if row.arm or row.contrast else []
            words = [inline.label(*describe.term_of(row)) if row.label in (row.text, *whom) else row.label, *whom]
            if row.kind in ("percent", "value", "contrast"):
                words.append(row.measure_label or inline.label("measures", row.measure))
            statements.append(Markup("{}: {}").format(", ".join(words), inline.result(study, row)))
    return statements


def eligibility(evidence: Evidence, group: str) -> Table:
    """Return whom and which treatments the protocol takes in for a group, and what it leaves out."""
    concepts = ("People", "Treatment", "Comparator")
    of_group = [criterion for criterion in evidence.library.protocol.eligibility if criterion.group in (None, group)]
    criteria = [criterion for criterion in of_group if criterion.concept in concepts]
    return declared_table(evidence, "eligibility", criteria)


def sayings(evidence: Evidence) -> Table:
    """Return the sayings with their verdicts, and for each part why; rows of the evidence are links."""
    why = partial(_why, inline_of(evidence))
    return declared_table(evidence, "sayings", judge_sayings(evidence), records=evidence.records, why=why)


def _why(inline: Inline, tested: JudgedSaying) -> Markup:
    lines = []
    for name, part in tested.parts.items():
        findings = THEN.join(dict.fromkeys(_finding(inline, finding) for finding in part.deciding))
        others = [finding for finding in part.shows if finding.holds is not None and finding not in part.deciding]
        if part.holds is None and others:
            findings += "; so far " + THEN.join(_finding(inline, finding) for finding in others)
        lines.append(Markup("{} {}: {}").format(MARKS[part.holds], name, findings))
    return BREAK.join(lines)


def _finding(inline: Inline, finding: Finding) -> Markup:
    """Return what was found, and what was needed where it isn't so, with links to the rows."""
    names = short_names(inline.evidence)

    def with_names(text: str) -> str:
        text = re.sub(rf"\b({'|'.join(names)})/[\w-]*", r"\1", text)
        return re.sub(r"[\w-]+", lambda word: names.get(word[0], word[0]), text)

    words = with_names(finding.answer)
    if not finding.holds:
        words = f"needed {with_names(finding.needs)}, found {words}"
    links = dict.fromkeys(link for row in finding.rows if (link := _link(inline, row, names)))
    return Markup("{} ({})" if links else "{}").format(words, JOIN.join(links))


def _link(inline: Inline, address: str, names: Mapping[str, str]) -> Markup | None:
    study, row = Address(address).study, Address(address).part
    if study not in inline.evidence.records:
        return None
    if row in {other.id for other in inline.evidence.records[study].rows}:
        return inline.number(address, "details")
    return None if row else inline.page(f"studies/{study}", names[study])
