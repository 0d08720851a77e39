"""Questions of results: which there are, what they say, and what records say in words."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from livingevidence.claims.answers import AWAITED, KNOWN, MISSING, Names, Number, Span, Yes
from livingevidence.claims.base import all_hold
from livingevidence.claims.questions.choice import ANSWERED, Choice, choices_of, names_answer, week_of
from livingevidence.evidence import describe
from livingevidence.evidence.recovered import events_and_people, number_of, percent_of_people
from livingevidence.record.addresses import Address
from livingevidence.record.library import trials_of
from livingevidence.record.models import Row, Study
from livingevidence.record.text import number, rounded
from livingevidence.synthesis.estimate import Analysis, Estimate

WAYS = ("better", "worse", "unclear")
ENDS = {"ci_low": "lower end of the interval", "ci_high": "upper end of the interval"}
ARMS = {"treated": " (treated)", "other": " (comparator)", "": ""}


class InResults(Choice):
    """What results there are, and what they say."""

    @choices_of(Choice._rows)
    def results(self, *what: str, **choice) -> Names:
        """Which results of studies of the treatment there are, or how many."""
        singular, rows = self._rows(*what, **choice)
        plural = singular.replace(" ", "s ", 1)
        words = "; ".join(f"{address}: {self._result(row)}" for address, row in rows.items()) or "none"
        return replace(names_answer(rows, singular, plural, rows, f"one more {singular}"), words=words)

    @choices_of(Choice._rows, like="results")
    def sources(self, *what: str, **choice) -> Names:
        """Which studies of the treatment hold results, or how many."""
        result, rows = self._rows(*what, **choice)
        names, flip = sorted({Address(row).study for row in rows}), f"a {result} in another study"
        return names_answer(names, f"study with a {result}", f"studies with a {result}", rows, flip)

    @choices_of(Choice._rows, like="results")
    def value(self, *what: str, arm: str = "", end: str = "", **choice) -> Number:
        """The number of a row, a count in percent of its people, of a range its upper end.

        With ``arm="treated"`` the row must be of an arm with the treatment (in a study without it, of the arm whose
        role that is), with ``arm="other"`` of an arm without. ``end`` takes the end ``ci_low`` or ``ci_high`` of its
        interval. Of several rows each must meet the comparison.
        """
        if len(what) == 1 and Address(what[0]).study and not choice:
            return self._value(what[0], arm, end)
        singular, rows = self._rows(*what, **choice)
        values = {address: _value_of(row, end) for address, row in rows.items()}
        values = {address: value for address, value in values.items() if value is not None}
        answer = partial(Number, what=f"each {singular}", rows=tuple(values))
        for address in values:
            if self._is_of_another(arm, *self._row(address)):
                return answer(words=f"the arm of {address} is another", state=MISSING)
        rounded_values = {a: round(v, 1) if rows[a].kind == "count" and not end else v for a, v in values.items()}
        words = "; ".join(f"{address}: {number(value)}" for address, value in rounded_values.items()) or "none"
        units = {rows[address].unit for address in values if rows[address].kind == "value"}
        unit = " and ".join(map(str, units)) if units else None
        return answer(words=words, values=tuple(values.values()), unit=unit)

    def events(self, row: str, arm: str = "") -> Number:
        """How many people of a row had the event; of a row that counts people, of an ``arm`` as for ``value``."""
        tail, (study, counts) = f"with the event in {row}", self._row(row)
        answer = partial(Number, what=f"people {tail}", singular=f"person {tail}", rows=(row,))
        if counts is None:
            return answer(words="the row is missing", state=MISSING)
        if counts.kind != "count" or not counts.n or self._is_of_another(arm, study, counts):
            return answer(words=self._result(counts), state=MISSING)
        return answer(words=self._result(counts), values=(counts.events,))

    def estimate(self, of: str, other: str = "") -> Span:
        """The 95 % interval of an estimate; open where none was read, or none could be computed.

        Of a row it is the printed one of a ratio or difference, of a count of people the exact one, in percent, which a
        printed share may give back. Of two rows of the same people it is that of the computed difference, the
        treatment's row first, per 100; of an adverse event in a condition that of the treatment against its control,
        per 1,000.
        """
        if not other:
            return self._printed(of)
        if "/" in of:
            from livingevidence.synthesis.within_person import differences

            difference = next((each for each in differences(self.evidence) if each.rows == (of, other)), None)
            what, flip = f"{of} against {other} in the same people", f"counts in {of} and {other} that put it elsewhere"
            return _span(what, difference, 100, rows=(of, other), flip=flip)
        topic, label = self.evidence.topic, self.evidence.vocabulary.label
        from livingevidence.synthesis.harms import analysis

        lines = analysis(self.evidence, of).by_disease
        difference = next((line.difference.main for line in lines if line.diseases == (other,)), None)
        sides = f"{topic.treatment.short} against {topic.control.label}"
        what = f"{self.evidence.vocabulary.label_of(of)} in {label('conditions', other)}, {sides}"
        return _span(what, difference, 1000, search=(of, other))

    @choices_of(Choice._rows, like="results")
    def widest(self, *what: str, **choice) -> Names:
        """Of which outcome or event the arms with and without the treatment lie farthest apart, whichever is higher.

        Shares of the same event at the same time in the same study are set side by side.
        """
        result, rows = self._rows(*what, **choice)
        shares: dict[tuple, dict[bool, list[float]]] = {}
        for address, row in rows.items():
            study, percent = self.evidence.records[Address(address).study], percent_of_people(row)
            if row.arm and percent is not None:
                event = study.id, describe.term_of(row)[1], week_of(study, row), trials_of(study, row)
                shares.setdefault(event, {}).setdefault(self._is_treated(study, row), []).append(percent)
        gaps = {
            event: max(abs(ours - theirs) for ours in sides[True] for theirs in sides[False])
            for event, sides in shares.items()
            if len(sides) == 2
        }
        widest = max(gaps.values(), default=0)
        names = dict.fromkeys(term for (_, term, *_), gap in gaps.items() if gap == widest)
        what = f"{result} with the widest gap between the arms"
        return names_answer(names, what, what, rows, "a wider gap of another event")

    def pooled(self) -> Names:
        """For which adverse events a difference could be pooled over several comparisons."""
        from livingevidence.synthesis.harms import analyses

        lines = [(a.event, line) for a in analyses(self.evidence) for line in a.lines if len(line.comparisons) > 1]
        names = sorted({event for event, line in lines if isinstance(line.difference.main, Estimate)})
        tail, flip = "with a difference pooled over trials", "counts of both arms in one more trial"
        return names_answer(names, f"adverse event {tail}", f"adverse events {tail}", (), flip)

    def direction(self, of: str, against: str = "") -> Names:
        """Which way comparisons of benefit point: ``better``, ``worse`` or ``unclear``.

        At a row also ``stated``, in words only, or ``awaited``; ``against`` is what its other arm got. In a condition
        or group those in numbers against a control; open where there is none. It is no size and no proof.
        """
        terms, label = self.evidence.vocabulary["interventions"], self.evidence.vocabulary.label
        if name := Address(of).study:
            study, other = self.evidence.records.get(name), label("interventions", against) if against else None
            chosen = [
                item
                for item in (self._comparisons(tuple(study.conditions)) if study else ())
                if item.study.id == name and Address.of(name, item.rows[0]) == of and other in (None, item.against)
            ]
            what = f"the comparison{f' with {other}' if other else ''} in {of}"
            flip, none, state = f"another direction in {of}", "no such comparison", KNOWN
        else:
            controls = {term.label for term in terms.values() if term.class_ == "control"}
            chosen = [item for item in self._comparisons(of) if item.against in controls and item.way in WAYS]
            what = f"each comparison of benefit with numbers against a control{self._in(of)}"
            flip, none = "one such comparison that points another way", "no comparison in numbers"
            state = KNOWN if chosen else AWAITED
        names = tuple(dict.fromkeys(item.way for item in chosen))
        words = "; ".join(f"{item.study.id} {item.way}: {item.result}" for item in chosen) or none
        rows = tuple(f"{item.study.id}/{row}" for item in chosen for row in item.rows) or ((of,) if "/" in of else ())
        state = AWAITED if names == ("awaited",) else state
        return Names(what=what, words=words, names=names, values=(len(chosen),), rows=rows, flip=flip, state=state)

    def given(self, row: str) -> Names:
        """What was given in the arm of a row, or to a patient: drugs and other terms of the interventions.

        Of a patient it is open where the study has several arms, for the record does not tell which was theirs.
        """
        study, part = self.evidence.records.get(Address(row).study), Address(row).part
        arms = []
        if study:
            is_case = any(case.id == part for case in study.cases)
            of_row = {each.arm for each in study.rows if each.id == part}
            arms = [arm for arm in study.arms if is_case or arm.id in of_row]
        names = tuple(arms[0].interventions) if len(arms) == 1 else ()
        words = ", ".join(names) or ("one of several arms" if arms else "no arm")
        what, flip = f"what was given in {row}", f"another treatment in {row}"
        state = AWAITED if len(arms) > 1 else KNOWN
        return Names(what=what, words=words, names=names, rows=(row,), flip=flip, state=state)

    def read(self, *rows: str) -> Yes:
        """Whether rows stand with a result; open where one is awaited."""
        return self._each(rows, "a result", lambda row: True if row.kind in ANSWERED else None)

    def awaited(self, *rows: str) -> Yes:
        """Whether each of these results is awaited: known to exist or to be due, and not read."""
        flip = f"a result is read in {' or '.join(rows)}"
        return self._each(rows, "an awaited result", lambda row: row.kind == "awaited", flip)

    def says(self, where: str, words: str) -> Yes:
        """Whether the statement in a row holds these words, or what a record says.

        Of a record that is who was taken in, funding, limits, conflicts, gaps, mechanism and notes.
        """
        if "/" in where:
            return self._each([where], f'a statement with "{words}"', lambda row: words in (row.text or ""))
        what, otherwise = f'the record {where} says "{words}"', f'the record {where} does not say "{words}"'
        record, rows = self.evidence.records.get(where), (f"{where}/",)
        if record is None:
            return Yes(what=what, otherwise=otherwise, words="no such record", rows=rows, state=MISSING)
        texts = [*record.conflicts, *record.limitations, *record.missing, *record.notes, *record.mechanism]
        texts += [record.population.inclusion, record.population.age, record.funding]
        statements = [text for text in texts if text and words in text]
        answer = "; ".join(statements) or "not there"
        return Yes(what=what, otherwise=otherwise, words=answer, value=bool(statements), rows=rows)

    def _value(self, address: str, arm: str, end: str = "") -> Number:
        answer = partial(Number, what=f"the {ENDS.get(end, 'result')} in {address}{ARMS.get(arm, '')}", rows=(address,))
        study, row = self._row(address)
        if row is None:
            return answer(words="the row is missing", state=MISSING)
        if self._is_of_another(arm, study, row):
            return answer(words="the arm is another", state=MISSING)
        value, words = getattr(row, end) if end else number_of(row), self._result(row)
        if value is None:
            return answer(words=f"no number: {words}", state=AWAITED)
        return answer(words=words, values=(value,), unit=row.unit if row.kind == "value" else None, row=row)

    def _printed(self, address: str) -> Span:
        answer = partial(Span, what=f"the interval of {address}", rows=(address,))
        _, row = self._row(address)
        if row is None:
            return answer(words="the row is missing", state=MISSING)
        if _swapped(row):
            return answer(words="the arms are swapped", state=MISSING)
        words, low, high = self._result(row), row.ci_low, row.ci_high
        if (counts := events_and_people(row)) and (row.kind == "count" or low is None):
            from livingevidence.synthesis.stats.proportions import exact_percent

            low, high = exact_percent(*counts)
            words += f", {rounded(low, 1)} to {rounded(high, 1)} %"
        if low is None or high is None:
            return answer(words="no interval was read", state=AWAITED)
        return answer(words=words, low=low, high=high, flip=f"another interval in {address}")

    def _is_of_another(self, arm: str, study: Study, row: Row) -> bool:
        """Return whether a row is of another arm than ``treated`` or ``other``, if one of them is asked for."""
        return bool(arm) and self._is_treated(study, row) is not (arm == "treated")

    def _is_treated(self, study: Study, row: Row) -> bool:
        topic = self.evidence.topic
        about = topic.is_about(study)
        arms = [arm for arm in study.arms if arm.id == row.arm]
        return any(topic.treats(arm) if about else arm.role == "treatment" for arm in arms)

    def _each(self, addresses: Sequence[str], what: str, test: Callable[[Row], bool | None], flip: str = "") -> Yes:
        """Ask each row; a missing one fails, and one that can't answer leaves it open."""
        what = f"{what} in {', '.join(addresses)}"
        by_address = {address: self._row(address)[1] for address in addresses}
        if any(row and _swapped(row) for row in by_address.values()):
            return Yes(what=what, words="the arms are swapped", rows=tuple(addresses), state=MISSING)
        answers = [test(row) if row else False for row in by_address.values()]
        state = AWAITED if all_hold(answers) is None else KNOWN
        if None in by_address.values():
            state = MISSING
        words = "; ".join(self._result(row) if row else f"{name} is missing" for name, row in by_address.items())
        return Yes(what=what, words=words, value=all(answers), rows=tuple(addresses), flip=flip, state=state)


def _value_of(row: Row, end: str) -> float | None:
    """Return an end of a row's interval, or its number, of a range its upper end; a contrast has its ends alone."""
    if end:
        return getattr(row, end)
    if row.kind == "contrast":
        return None
    return number_of(row) if row.value_high is None else row.value_high


def _swapped(row: Row) -> bool:
    """Return whether the sides of a contrast are not as the row is named."""
    return bool(row.contrast) and f"{row.contrast.comparator}-v-{row.contrast.treatment}" in row.id


def _span(what: str, result: Analysis | None, scale: int, rows: tuple[str, ...] = (), **fields) -> Span:
    if not isinstance(result, Estimate):
        return Span(what=what, words=result.sentence if result else "no comparison", rows=rows, state=AWAITED)
    low, middle, high = (rounded(scale * end) for end in (result.low, result.estimate, result.high))
    words = f"{middle} of {scale:,} ({low} to {high})"
    return Span(what=what, words=words, rows=result.rows, low=result.low, high=result.high, **fields)
