"""What all questions share: the evidence, and how studies and results are chosen, each choice a line of a table."""

import inspect
import math
from collections.abc import Callable, Iterable, Sequence

from livingevidence.claims.answers import Names
from livingevidence.evidence import describe
from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.recovered import number_of
from livingevidence.evidence.treated import has_people, rung_of
from livingevidence.record.ages import age_range, took_in_children
from livingevidence.record.models import Arm, Outcome, Row, Study
from livingevidence.record.reads import remembered
from livingevidence.record.text import number
from livingevidence.synthesis.benefit import Benefit, comparisons

NUMBERS = ("count", "percent", "value", "contrast")
UNPARTED = ("mixed", "not-stated")  # routes of pooled arms
ANSWERED = (*NUMBERS, "qualitative")
SPREAD = ("sd", "se", "ci_low", "ci_high", "iqr_printed", "range_printed", "p_value")
AnyOf = str | tuple[str, ...]
"""One name, or several of which any will do; all where it is empty."""
Choices = Sequence[tuple[object, Callable[..., bool], str]]
"""What is chosen by, where it is given: the value, the test, and its words."""


def choices_of(chosen_by: Callable, like: str = "") -> Callable:
    """Let a question be asked with all choices of a method of :class:`Choice`; `like` leaves that to another one."""

    def decorate(question: Callable) -> Callable:
        signature, choices = inspect.signature(question), inspect.signature(chosen_by).parameters.values()
        arguments = [p for p in signature.parameters.values() if p.kind is not p.VAR_KEYWORD]
        options = [p for p in choices if p.kind is p.KEYWORD_ONLY]
        question.__signature__ = signature.replace(parameters=[*arguments, *options])
        words = f"Chosen as by ``{like}``." if like else inspect.getdoc(chosen_by).partition("\n\n")[2]
        question.__doc__ = f"{inspect.getdoc(question)}\n\n{words}"
        question.shown = signature.replace(parameters=arguments) if like else question.__signature__
        return question

    return decorate


class Choice:
    """The evidence that questions are asked of, and what is chosen of it."""

    def __init__(self, evidence: Evidence):
        self.evidence = evidence
        self._within = remembered(None)(self._within)  # asked a hundred times for some thirty terms
        self._about = remembered(None)(self._about)
        self._answers = remembered(None)(self._answers)

    def _studies(
        self,
        of: AnyOf = (),
        *,
        rung: AnyOf = (),
        design: AnyOf = (),
        compared: bool = False,
        numbers: bool = False,
        drugs: AnyOf = (),
        route: str = "",
        unparted: bool = False,
        part: str = "",
        counting: bool = False,
        children: bool = False,
        ageless: bool = False,
        mentions: AnyOf = (),
    ) -> tuple[str, list[Study]]:
        """Return what is asked for, behind "study", and the studies.

        Studies are chosen by ``rung`` of the ladder, by ``design``, with ``compared`` by a comparator, whatever the
        design, with ``numbers`` by a comparison of benefit in numbers, by ``drugs`` or classes of drugs that an arm
        without the treatment got by the treatment's own ``route`` (``same``), by another (``other``) or by any, with
        ``unparted`` by such an arm whose routes are pooled or not told, by a ``part`` of the record that holds
        something, such as ``mechanism``, with ``counting`` by a result in numbers of the treatment, with ``children``
        by an age below eighteen that is told, with ``ageless`` by no age that is told, and by what the record
        ``mentions``, in that part if one is given: any of some words, in small or capital letters.
        """
        label = self.evidence.vocabulary.label
        by_route = f" by {'the same' if route == 'same' else 'another'} route" if route else ""
        with_drugs = f"with {joined_by_or(drugs).replace('-', ' ')}{by_route}"
        choices: Choices = [
            (rung, lambda s: rung_of(self.evidence, s) in as_names(rung), f"on the rung {joined_by_or(rung)}"),
            (design, lambda s: s.design in as_names(design), f"of the design {joined_by_or(design, label, 'designs')}"),
            (compared, self._is_compared, "with a comparator"),
            (numbers, self._in_numbers(of) if numbers else None, "with a comparison in numbers"),
            (drugs, lambda s: self._has_arm(s, drugs, route, unparted), with_drugs),
            (unparted and drugs, lambda s: True, "whose routes are not told apart"),
            (part, lambda s: bool(getattr(s, part)), f"with statements on {part}"),
            (counting, self._counts_treated, f"with numbers of {self.evidence.topic.treatment.label}"),
            (children, took_in_children, "that took in children"),
            (ageless, lambda s: age_range(s) is None, "that do not tell an age"),
            (mentions, lambda s: mentioned(as_names(mentions), s, part=part), f"that mention {joined_by_or(mentions)}"),
        ]
        tests = [test for value, test, _ in choices if value]
        studies = [study for study in self._within(of).values() if all(test(study) for test in tests)]
        return " ".join([*(words for value, _, words in choices if value), self._in(of).strip()]).strip(), studies

    def _rows(
        self,
        *what: str,
        of: AnyOf = (),
        kind: str = "",
        rung: AnyOf = (),
        study: AnyOf = (),
        apart: AnyOf = (),
        besides: AnyOf = (),
        under: AnyOf = (),
        beside: AnyOf = (),
        against: AnyOf = (),
        parallel: bool = False,
        period: AnyOf = (),
        beyond: float = -1,
        least: float = -1,
        mentions: AnyOf = (),
        words: bool = False,
        primary: bool = False,
        spread: bool = False,
        narrow: bool = False,
    ) -> tuple[str, dict[str, Row]]:
        """Return what is asked for, and the rows of studies of the treatment by their addresses.

        Results are chosen by addresses, by outcomes and adverse events or names of several of them, ``of`` a condition
        or group, by ``kind`` (``benefit``, ``harm``, ``relapse``, another kind of outcome, or a class of adverse
        events), by ``rung`` of the ladder, in some ``study`` or ``apart`` from some, ``besides`` some rows, ``under`` a
        drug in an arm without the treatment, of the treatment with a drug ``beside`` it, by ``period``, ``beyond`` a
        week, with at ``least`` so many people with the event, and by what row, arm or record ``mentions``. Those
        ``against`` a drug may be set against an arm that got it without the treatment: results of that arm and
        contrasts with it, and those of the treatment in the same study unless their period is known to have no
        comparator; with ``parallel`` only of separate groups of people. A week that is not told may be any later one.
        Numbers count; with ``words`` results in words too. With ``primary`` only what comes from a study's own text,
        with ``spread`` what has a spread, interval or P value, with ``narrow`` a mean whose standard deviation is not
        above it. What repeats a row of another study counts there.
        """
        topic, treated = self.evidence.topic, self.evidence.topic.treatment.label
        names = {name for term in what for name in topic.together.get(term, (term,))}
        kinds = ANSWERED if words else NUMBERS

        def own_texts(record: Study) -> set[str]:
            return {source.id for source in record.sources if source.verification == "primary"}

        choices: Choices = [
            (what, lambda s, r: True, f"of {names_in_words(what)}"),
            (kind and not what, lambda s, r: True, f"of {kind}"),
            (kind, lambda s, r: kind in self._kinds(r), ""),
            (not under, lambda s, r: True, f"with {treated}"),
            (under, lambda s, r: self._under(s, r, under), f"under {joined_by_or(under)}"),
            (beside, lambda s, r: self._under(s, r, beside, with_treatment=True), f"beside {joined_by_or(beside)}"),
            (against, lambda s, r: self._against(s, r, against), f"that may be set against {joined_by_or(against)}"),
            (parallel, lambda s, r: rung_of(self.evidence, s) != topic.within_people_rung, "of separate groups"),
            (of, lambda s, r: True, self._in(of).strip()),
            (rung, lambda s, r: rung_of(self.evidence, s) in as_names(rung), f"of {joined_by_or(rung)} studies"),
            (period, lambda s, r: r.period in as_names(period), f"of the period {joined_by_or(period)}"),
            (beyond >= 0, lambda s, r: week_of(s, r) > beyond, f"beyond week {number(beyond)}"),
            (least >= 0, lambda s, r: people_with(s, r) >= least, f"of at least {number(least)} people with the event"),
            (mentions, lambda s, r: mentioned(as_names(mentions), s, r), f"that mention {joined_by_or(mentions)}"),
            (study, lambda s, r: s.id in as_names(study), f"in {names_in_words(study)}"),
            (primary, lambda s, r: r.source in own_texts(s), "from a study's own text"),
            (spread, lambda s, r: any(getattr(r, field) is not None for field in SPREAD), "with a spread"),
            (narrow, lambda s, r: None not in (r.sd, r.value) and r.sd <= abs(r.value), "not below its spread"),
            (apart, lambda s, r: s.id not in as_names(apart), f"apart from {names_in_words(apart)}"),
            (besides, lambda s, r: f"{s.id}/{r.id}" not in as_names(besides), f"besides {names_in_words(besides)}"),
        ]
        tests = [test for value, test, _ in choices if value]
        rows = {
            address: row
            for record, row, term, address in self._answers(of, kinds)
            if (not what or term in names or address in names) and all(test(record, row) for test in tests)
        }
        head = "result" if words else "number"
        return " ".join([head, *(text for value, _, text in choices if value and text)]), rows

    def _within(self, of: AnyOf) -> dict[str, Study]:
        """Return the studies on a condition or group, or on any of several."""
        if not of:
            return self.evidence.records
        groups = self.evidence.vocabulary["groups"]
        parts = [self.evidence.where(**{"group" if term in groups else "condition": term}) for term in as_names(of)]
        names = {name for part in parts for name in part.records}
        return {name: study for name, study in self.evidence.records.items() if name in names}

    def _about(self, of: AnyOf) -> list[Study]:
        """Return the studies of the treatment, planned ones and those without patients included."""
        return [study for study in self._within(of).values() if self.evidence.topic.is_about(study)]

    def _answers(self, of: AnyOf, kinds: tuple[str, ...]) -> list[tuple[Study, Row, str, str]]:
        """Return their rows of some kinds that repeat no other study's, each with what it is of and its address."""
        return [
            (study, row, describe.term_of(row)[1], f"{study.id}/{row.id}")
            for study in self._about(of)
            for row in study.rows
            if row.kind in kinds and not row.duplicate_of
        ]

    def _treated(self, of: AnyOf) -> list[Study]:
        """Return the studies with treated patients."""
        return [study for study in self._about(of) if has_people(self.evidence, study)]

    def _comparisons(self, of: AnyOf) -> list[Benefit]:
        """Return the comparisons of benefit with the treatment."""
        terms = self.evidence.vocabulary["conditions"]
        groups = dict.fromkeys(terms[term].groups[0] if term in terms else term for term in as_names(of))
        studies = self._within(of)
        return [item for group in groups for item in comparisons(self.evidence, group) if item.study.id in studies]

    def _in_numbers(self, of: AnyOf) -> Callable[[Study], bool]:
        studies = {item.study.id for item in self._comparisons(of) if item.way in ("better", "worse", "unclear")}
        return lambda study: study.id in studies

    def _counts_treated(self, study: Study) -> bool:
        treated = {arm.id for arm in study.arms if self.evidence.topic.treats(arm)}
        return any(row.kind in NUMBERS and not treated.isdisjoint(row.arms) for row in study.rows)

    def _is_compared(self, study: Study) -> bool:
        topic = self.evidence.topic
        others = (arm.role == "comparator" and not topic.treats(arm) for arm in study.arms)
        return rung_of(self.evidence, study) in topic.compared_rungs or any(others)

    def _has_arm(self, study: Study, drugs: AnyOf, route: str, unparted: bool) -> bool:
        topic, own_route = self.evidence.topic, self.evidence.topic.treatment.routes[0]
        arms = [arm for arm in study.arms if self._gets(arm, drugs) and (not unparted or arm.route in UNPARTED)]
        if route == "same":
            return any(arm.route == own_route and not topic.treats(arm) for arm in arms)
        return any(not route or arm.route != own_route for arm in arms)

    def _kinds(self, row: Row) -> tuple[str, ...]:
        """Return of which kind a result is; of an adverse event its class too."""
        vocabulary = self.evidence.vocabulary
        if not isinstance(row, Outcome):
            return "harm", vocabulary["adverse-events"][row.event].class_
        kind = vocabulary["outcomes"][row.outcome].kind
        return ("benefit" if kind == "efficacy" else kind,)

    def _under(self, study: Study, row: Row, drugs: AnyOf, with_treatment: bool = False) -> bool:
        arms = [arm for arm in study.arms if arm.id == row.arm]
        return any(self._gets(arm, drugs) and self.evidence.topic.treats(arm) is with_treatment for arm in arms)

    def _against(self, study: Study, row: Row, drugs: AnyOf) -> bool:
        topic, treats = self.evidence.topic, self.evidence.topic.treats
        others = {arm.id: arm for arm in study.arms if self._gets(arm, drugs) and not treats(arm)}
        if row.contrast or row.arm in others:
            return row.arm in others or row.contrast.comparator in others
        last = max((arm.duration_weeks or math.inf for arm in others.values()), default=-1)
        treated = row.arm in {arm.id for arm in study.arms if treats(arm)}
        return treated and row.period not in topic.control.without and (row.timepoint_weeks or 0) <= last

    def _gets(self, arm: Arm, drugs: AnyOf) -> bool:
        """Return whether an arm got one of some drugs, or of some classes of drugs."""
        terms = self.evidence.vocabulary["interventions"]
        return any({drug, terms[drug].class_} & {*as_names(drugs)} for drug in arm.interventions)

    def _label(self, of: AnyOf) -> str:
        terms = self.evidence.vocabulary["groups"] | self.evidence.vocabulary["conditions"]
        return joined_by_or(tuple(terms[term].label for term in as_names(of)))

    def _in(self, of: AnyOf) -> str:
        return f" in {self._label(of)}" if of else ""

    def _row(self, address: str) -> tuple[Study, Row] | tuple[None, None]:
        """Return the row at an address with its study; nothing where there is none."""
        try:
            return self.evidence.row(address)
        except KeyError:
            return None, None

    def _result(self, row: Row) -> str:
        return describe.result(row, self.evidence.vocabulary).rstrip(".")


def names_answer(
    names: Iterable[str], singular: str, plural: str, rows: Iterable[str] | None = None, flip: str = ""
) -> Names:
    """Return names as an answer; without rows they are those of studies."""
    names = tuple(names)
    words = f"{len(names)}: {', '.join(names)}" if names else "none"
    rows = tuple(f"{name}/" for name in names) if rows is None else tuple(rows)
    return Names(what=plural, singular=singular, words=words, names=names, values=(len(names),), rows=rows, flip=flip)


def joined_by_or(value: AnyOf, label: Callable[..., str] | None = None, part: str = "") -> str:
    """Return names in words, any of which will do; with `label` as a part of the vocabulary has them."""
    *most, last = [label(part, name) if label else name for name in as_names(value)] or [""]
    return " or ".join(filter(None, [", ".join(most), last]))


def names_in_words(value: AnyOf) -> str:
    """Return names in words; the spelling of an address stays."""
    return ", ".join(name if "/" in name else name.replace("-", " ") for name in as_names(value))


def as_names(value: AnyOf) -> tuple[str, ...]:
    """Return one name or several as a tuple, which is empty for an empty text."""
    if isinstance(value, str):
        return (value,) if value else ()
    return value


def week_of(study: Study, row: Row) -> float:
    """Return the week of a result; where none is told, that to which its arm was treated, else any."""
    if row.timepoint_weeks is not None:
        return row.timepoint_weeks
    return next((arm.duration_weeks for arm in study.arms if arm.id == row.arm and arm.duration_weeks), math.inf)


def people_with(study: Study, row: Row) -> float:
    """Return how many people had the event; any number where it is not known, less than none of what counts nobody."""
    if row.kind not in ("count", "percent"):
        return -1
    if row.kind == "count":
        return row.events
    n, share = row.n or next((arm.n for arm in study.arms if arm.id == row.arm), None), number_of(row)
    return math.inf if n is None or share is None else round(n * share / 100)


def mentioned(words: Sequence[str], study: Study, row: Row | None = None, part: str = "") -> bool:
    """Return whether a record, a part or a row of it holds one of some words, in small or capital letters."""
    text = " ".join(filter(None, getattr(study, part) if part else _texts(study, row))).lower()
    return any(word.lower() in text for word in words)


def _texts(study: Study, row: Row | None) -> list[str | None]:
    """Return the words of a record, or those that concern one of its rows."""
    arms = [arm for arm in study.arms if row is None or row.arm in (arm.id, None)]
    texts = [study.title, study.condition_label, study.population.inclusion]
    texts += [text for arm in arms for text in (arm.label, arm.note)]
    if row is not None:
        return [*texts, row.label, row.text, row.timepoint_label, row.note]
    return [*texts, *study.mechanism, *study.notes, *study.missing, *study.limitations, *(r.label for r in study.rows)]
