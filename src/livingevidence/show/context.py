"""What stands around the evidence on the treatment: other treatments, earlier reviews and what they said."""

import re
from collections.abc import Mapping, Sequence
from functools import partial

from markupsafe import Markup

from livingevidence.appraisal.certainty import benefit_level
from livingevidence.claims.base import Finding
from livingevidence.claims.sayings import TestedSaying, test_all
from livingevidence.evidence import describe
from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.names import short_names
from livingevidence.evidence.recovered import share_of
from livingevidence.evidence.treated import has_people
from livingevidence.record.addresses import Address
from livingevidence.record.models import Arm, Row, Study
from livingevidence.show.findings import in_signs
from livingevidence.show.inline import JOIN, Inline, inline
from livingevidence.show.listings import reading
from livingevidence.show.table import BREAK, THEN, Cell, Table
from livingevidence.show.wording import tabled

MARKS = {True: "✓", False: "✗", None: "?"}
_COUNTED = {"n_studies": "studies", "n_trials": "trials", "n_enrolled": "people", "n_analysed": "people analysed"}
_INACTIVE = ("control", "none")  # classes of interventions
_COVERED = ("studies-included", "patients-included")  # outcomes that say what a review holds, not what it found


def other_treatments(evidence: Evidence, conditions: Sequence[str]) -> Table:
    """Return what is recorded of other treatments, by condition: context, no comparison.

    Of a study that names primary outcomes only these are shown, with their values at the start.
    """
    say, rows = inline(evidence), []
    for term in conditions:
        part = evidence.where(condition=term, treated=False).records.values()
        rows += [(term, study) for study in part if has_people(evidence, study)] or [(term, None)]
    given, reported = partial(_given, say), partial(_reported, say)
    return tabled(evidence, "other-treatments", rows, given=given, reported=reported)


def alternatives(evidence: Evidence, condition: str) -> Table:
    """Return studies of other treatments of a condition, on the skin first, the strongest and largest of each route."""
    designs, routes = list(evidence.vocabulary["designs"]), list(evidence.vocabulary["routes"])

    def place(item: tuple[Study, list[Arm]]) -> tuple[int, int, int]:
        study, (first, *_) = item
        return routes.index(first.route), designs.index(study.design), -(study.population.n_enrolled or 0)

    part = evidence.where(condition=condition, treated=False).records.values()
    active = [(study, _active(evidence, study)) for study in part if has_people(evidence, study)]
    found = sorted((pair for pair in active if pair[1]), key=place)
    say, appraisal = inline(evidence), evidence.library.appraisal
    facts = {"given": partial(_given, say), "reported": partial(_reported, say, condition=condition)}
    facts["certainty"] = lambda study: in_signs(benefit_level(appraisal, study.id))  # the highest of what it found
    return tabled(evidence, "alternatives", found, **facts)


def instead(evidence: Evidence, condition: str) -> tuple[Study, Arm, Row, Row] | None:
    """Return the largest trial of another treatment that counts a primary outcome on both sides, and its larger arm.

    Of arms of one size it is the one that did least, so that no dose is picked for its result.
    """
    part, found = evidence.where(condition=condition, treated=False).records.values(), []
    for study in part:
        active = {arm.id: arm for arm in _active(evidence, study)}
        control = {arm.id for arm in study.arms} - active.keys()
        shares = [row for row in study.outcomes if row.primary and row.kind in ("count", "percent") and row.n]
        for row in (row for row in shares if row.arm in active):
            same = [o for o in shares if o.arm in control and _asked(o) == _asked(row)]
            found += [(study, active[row.arm], row, same[0])] if same else []
    return max(found, key=lambda one: (one[0].population.n_enrolled or 0, one[2].n, -share_of(one[2])), default=None)


def _asked(row: Row) -> tuple:
    return row.outcome, row.kind, row.timepoint_weeks, row.period


def _active(evidence: Evidence, study: Study) -> list[Arm]:
    """Return the arms that got something else than a control."""
    drugs = {name for name, term in evidence.vocabulary["interventions"].items() if term.class_ not in _INACTIVE}
    return [arm for arm in study.arms if not drugs.isdisjoint(arm.interventions)]


def _given(say: Inline, study: Study) -> list[str]:
    # Of drugs by several routes only the words of the arm can say which was given how.
    return [
        arm.label if arm.route == "mixed" else f"{say.drugs(arm, ' and ')} ({say.label('routes', arm.route)})"
        for arm in study.arms
        if arm.role != "comparator"
    ]


def _reported(say: Inline, study: Study, condition: str) -> list[Cell]:
    """Return the main outcomes, each named once before the arms that it was read of; without rows, the cases."""
    rows = [row for row in study.outcomes if row.kind != "awaited"]
    if primary := {row.outcome for row in rows if row.primary}:
        rows = [row for row in rows if row.primary or (row.outcome in primary and row.timepoint_weeks == 0)]
    several = len({row.arm for row in rows}) > 1
    told: dict[str, list[Markup]] = {}
    for row in rows:
        # A primary outcome is of everybody, so its term says all; the reader's words may name a subgroup.
        name = describe.what(row, say.evidence.vocabulary, say.label("outcomes", row.outcome) if primary else "")
        arm = f" ({describe.of_whom(study, row)})" if several else ""
        told.setdefault(", ".join(filter(None, [name, describe.when(row)])), []).append(say.result(study, row) + arm)
    words = [Markup("{}: {}").format(name, JOIN.join(found)) for name, found in told.items()]
    cases = (case.response_detail for case in study.cases if case.condition == condition)
    return words or list(filter(None, cases))


def reviews(evidence: Evidence, names: Sequence[str]) -> Table:
    """Return earlier reviews with what they cover and what they say; a result that is awaited is left out."""
    say, found = inline(evidence), [evidence.records[name] for name in names]
    told = {"covered": partial(_covered, say), "said": partial(_said, say, covered=False)}
    return tabled(evidence, "reviews", found, reading=reading, **told)


def _covered(say: Inline, study: Study) -> list[Cell]:
    people = study.population
    counts = (say.known(study, people, field, f"{{}} {noun}", "") for field, noun in _COUNTED.items())
    details = (str(text) if name == "note" else f"{name}: {text}" for name, text in people.details.items())
    return [*filter(None, (*counts, people.inclusion, *details)), *_said(say, study, covered=True)]


def _said(say: Inline, study: Study, *, covered: bool) -> list[Markup]:
    told = []
    for row in study.rows:
        if row.kind != "awaited" and (describe.term_of(row)[1] in _COVERED) == covered:
            whom = [describe.of_whom(study, row)] if row.arm or row.contrast else []
            words = [say.label(*describe.term_of(row)) if row.label in (row.text, *whom) else row.label, *whom]
            if row.kind in ("percent", "value", "contrast"):
                words.append(row.measure_label or say.label("measures", row.measure))
            told.append(Markup("{}: {}").format(", ".join(words), say.result(study, row)))
    return told


def eligibility(evidence: Evidence, group: str) -> Table:
    """Return whom and which treatments the protocol takes in for a group, and what it leaves out."""
    shown = ("People", "Treatment", "Comparator")
    found = [c for c in evidence.library.protocol.eligibility if c.concept in shown and c.group in (None, group)]
    return tabled(evidence, "eligibility", found)


def sayings(evidence: Evidence) -> Table:
    """Return the sayings with their verdicts, and for each part why; rows of the evidence are links."""
    why = partial(_why, inline(evidence))
    return tabled(evidence, "sayings", test_all(evidence), records=evidence.records, why=why)


def _why(say: Inline, tested: TestedSaying) -> Markup:
    lines = []
    for name, part in tested.parts.items():
        told = THEN.join(dict.fromkeys(_told(say, finding) for finding in part.deciding))
        if part.holds is None and (so_far := [f for f in part.shows if f.holds is not None and f not in part.deciding]):
            told += "; so far " + THEN.join(_told(say, finding) for finding in so_far)
        lines.append(Markup("{} {}: {}").format(MARKS[part.holds], name, told))
    return BREAK.join(lines)


def _told(say: Inline, finding: Finding) -> Markup:
    """Return what was found, and what was needed where it isn't so, with links to the rows."""
    names = short_names(say.evidence)

    def named(text: str) -> str:
        text = re.sub(rf"\b({'|'.join(names)})/[\w-]*", r"\1", text)
        return re.sub(r"[\w-]+", lambda word: names.get(word[0], word[0]), text)

    said = named(finding.answer) if finding.holds else f"needed {named(finding.needs)}, found {named(finding.answer)}"
    links = dict.fromkeys(link for row in finding.rows if (link := _link(say, row, names)))
    return Markup("{} ({})" if links else "{}").format(said, JOIN.join(links))


def _link(say: Inline, address: str, names: Mapping[str, str]) -> Markup | None:
    study, row = Address(address).study, Address(address).part
    if study not in say.evidence.records:
        return None
    if row in {known.id for known in say.evidence.records[study].rows}:
        return say.number(address, "details")
    return None if row else say.page(f"studies/{study}", names[study])
