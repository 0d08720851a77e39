"""Questions of results: which there are, what they say, and what records say in words."""

from dataclasses import replace

from livingevidence.claims.answers import AWAITED, KNOWN, MISSING, Names, Number, Span, Yes
from livingevidence.claims.questions.choice import ANSWERED, Choice, names_answer, week_of, with_choices_of
from livingevidence.evidence import describe
from livingevidence.evidence.recovered import events_and_people as people_counted
from livingevidence.evidence.recovered import number_of, percent_of_people
from livingevidence.record.addresses import Address
from livingevidence.record.library import trials_of
from livingevidence.record.models import Row
from livingevidence.record.text import number, rounded
from livingevidence.synthesis.estimate import Analysis, Estimate

WAYS = ("better", "worse", "unclear")
ENDS = {"ci_low": "lower end of the interval", "ci_high": "upper end of the interval"}
ARMS = {"treated": " (treated)", "other": " (comparator)", "": ""}


class InResults(Choice):
    """What results there are, and what they say."""

    @with_choices_of(Choice._rows)
    def results(self, *what: str, **choice) -> Names:
        """Which results of studies of the treatment there are, or how many."""
        one, rows = self._rows(*what, **choice)
        told = "; ".join(f"{address}: {self._result(row)}" for address, row in rows.items()) or "none"
        return replace(names_answer(rows, one, one.replace(" ", "s ", 1), rows, f"one more {one}"), words=told)

    @with_choices_of(Choice._rows, like="results")
    def sources(self, *what: str, **choice) -> Names:
        """Which studies of the treatment hold results, or how many."""
        told, rows = self._rows(*what, **choice)
        names, flip = sorted({Address(row).study for row in rows}), f"a {told} in another study"
        return names_answer(names, f"study with a {told}", f"studies with a {told}", rows, flip)

    @with_choices_of(Choice._rows, like="results")
    def value(self, *what: str, arm: str = "", end: str = "", **choice) -> Number:
        """The number of a row, a count in percent of its people, of a range its upper end.

        With ``arm="treated"`` the row must be of an arm with the treatment (in a study without it, of the arm whose
        role that is), with ``arm="other"`` of an arm without. ``end`` takes the end ``ci_low`` or ``ci_high`` of its
        interval. Of several rows each must meet the comparison.
        """
        if len(what) == 1 and Address(what[0]).study and not choice:
            return self._value(what[0], arm, end)
        told, rows = self._rows(*what, **choice)
        tops = {a: number_of(row) if row.value_high is None else row.value_high for a, row in rows.items()}
        held = {a: getattr(row, end) if end else tops[a] for a, row in rows.items()}
        read = {a: v for a, v in held.items() if v is not None and (end or rows[a].kind != "contrast")}
        for address in read if arm else ():
            if self._is_treated(*self._row(address)) is not (arm == "treated"):
                found = f"the arm of {address} is another"
                return Number(what=f"each {told}", words=found, rows=tuple(read), state=MISSING)
        shown = {a: round(v, 1) if rows[a].kind == "count" and not end else v for a, v in read.items()}
        found = "; ".join(f"{address}: {number(value)}" for address, value in shown.items()) or "none"
        units = {rows[address].unit for address in read if rows[address].kind == "value"}
        unit = " and ".join(map(str, units)) if units else None
        return Number(what=f"each {told}", words=found, rows=tuple(read), values=tuple(read.values()), unit=unit)

    def events(self, row: str, arm: str = "") -> Number:
        """How many people of a row had the event; of a row that counts people, of an ``arm`` as for ``value``."""
        found, tail = self._row(row), f"with the event in {row}"
        told = self._result(found[1]) if found else "the row is missing"
        counts = found and found[1].kind == "count" and found[1].n
        counts = counts and (not arm or self._is_treated(*found) is (arm == "treated"))
        held = {"values": (found[1].events,)} if counts else {"state": MISSING}
        return Number(what=f"people {tail}", singular=f"person {tail}", words=told, rows=(row,), **held)

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

            found = next((f for f in differences(self.evidence) if f.rows == (of, other)), None)
            what, flip = f"{of} against {other} in the same people", f"counts in {of} and {other} that put it elsewhere"
            return _span(what, found, 100, rows=(of, other), flip=flip)
        topic, label = self.evidence.topic, self.evidence.vocabulary.label
        from livingevidence.synthesis.harms import analysis

        lines = analysis(self.evidence, of).by_disease
        found = next((line.difference.main for line in lines if line.diseases == (other,)), None)
        sides = f"{topic.treatment.short} against {topic.control.label}"
        what = f"{self.evidence.vocabulary.label_of(of)} in {label('conditions', other)}, {sides}"
        return _span(what, found, 1000, search=(of, other))

    @with_choices_of(Choice._rows, like="results")
    def widest(self, *what: str, **choice) -> Names:
        """Of which outcome or event the arms with and without the treatment lie farthest apart, whichever is higher.

        Shares of the same event at the same time in the same study are set side by side.
        """
        told, rows = self._rows(*what, **choice)
        gaps: dict[tuple, dict[bool, list[float]]] = {}
        for address, row in rows.items():
            study, percent = self.evidence.records[Address(address).study], percent_of_people(row)
            if row.arm and percent is not None:
                alike = study.id, describe.term_of(row)[1], week_of(study, row), trials_of(study, row)
                gaps.setdefault(alike, {}).setdefault(self._is_treated(study, row), []).append(percent)
        wide = {
            alike: max(abs(ours - theirs) for ours in sides[True] for theirs in sides[False])
            for alike, sides in gaps.items()
            if len(sides) == 2
        }
        most = max(wide.values(), default=0)
        names = dict.fromkeys(term for (_, term, *_), gap in wide.items() if gap == most)
        what = f"{told} with the widest gap between the arms"
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
            made = [m for m in (self._comparisons(tuple(study.conditions)) if study else ()) if m.study.id == name]
            made = [m for m in made if Address.of(name, m.rows[0]) == of and other in (None, m.against)]
            what = f"the comparison{f' with {other}' if other else ''} in {of}"
            flip, none, state = f"another direction in {of}", "no such comparison", KNOWN
        else:
            inert = {term.label for term in terms.values() if term.class_ == "control"}
            made = [m for m in self._comparisons(of) if m.against in inert and m.way in WAYS]
            what = f"each comparison of benefit with numbers against a control{self._in(of)}"
            flip, none = "one such comparison that points another way", "no comparison in numbers"
            state = KNOWN if made else AWAITED
        names = tuple(dict.fromkeys(m.way for m in made))
        found = "; ".join(f"{m.study.id} {m.way}: {m.result}" for m in made) or none
        rows = tuple(f"{m.study.id}/{row}" for m in made for row in m.rows) or ((of,) if "/" in of else ())
        state = AWAITED if names == ("awaited",) else state
        return Names(what=what, words=found, names=names, values=(len(made),), rows=rows, flip=flip, state=state)

    def given(self, row: str) -> Names:
        """What was given in the arm of a row, or to a patient: drugs and other terms of the interventions.

        Of a patient it is open where the study has several arms, for the record does not tell which was theirs.
        """
        study, part = self.evidence.records.get(Address(row).study), Address(row).part
        of_row = {item.arm for item in study.rows if item.id == part} if study else set()
        is_case = study is not None and any(case.id == part for case in study.cases)
        arms = [arm for arm in study.arms if is_case or arm.id in of_row] if study else []
        got = tuple(arms[0].interventions) if len(arms) == 1 else ()
        told = ", ".join(got) or ("one of several arms" if arms else "no arm")
        what, flip = f"what was given in {row}", f"another treatment in {row}"
        state = AWAITED if len(arms) > 1 else KNOWN
        return Names(what=what, words=told, names=got, rows=(row,), flip=flip, state=state)

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
            return self._each([where], f'a statement with "{words}"', lambda found: words in (found.text or ""))
        what, otherwise = f'the record {where} says "{words}"', f'the record {where} does not say "{words}"'
        record, rows = self.evidence.records.get(where), (f"{where}/",)
        if record is None:
            return Yes(what=what, otherwise=otherwise, words="no such record", rows=rows, state=MISSING)
        held = [*record.conflicts, *record.limitations, *record.missing, *record.notes, *record.mechanism]
        held += [record.population.inclusion, record.population.age, record.funding]
        found = [text for text in held if text and words in text]
        told = "; ".join(found) or "not there"
        return Yes(what=what, otherwise=otherwise, words=told, value=bool(found), rows=rows)

    def _value(self, row: str, arm: str, end: str = "") -> Number:
        what, found = f"the {ENDS.get(end, 'result')} in {row}{ARMS.get(arm, '')}", self._row(row)
        if found is None:
            return Number(what=what, words="the row is missing", rows=(row,), state=MISSING)
        if arm and self._is_treated(*found) is not (arm == "treated"):
            return Number(what=what, words="the arm is another", rows=(row,), state=MISSING)
        value, told = getattr(found[1], end) if end else number_of(found[1]), self._result(found[1])
        if value is None:
            return Number(what=what, words=f"no number: {told}", rows=(row,), state=AWAITED)
        unit = found[1].unit if found[1].kind == "value" else None
        return Number(what=what, words=told, rows=(row,), values=(value,), unit=unit, row=found[1])

    def _printed(self, row: str) -> Span:
        what, found = f"the interval of {row}", self._row(row)
        if found is None:
            return Span(what=what, words="the row is missing", rows=(row,), state=MISSING)
        told = self._result(found[1])
        if _swapped(found[1]):
            return Span(what=what, words="the arms are swapped", rows=(row,), state=MISSING)
        low, high = found[1].ci_low, found[1].ci_high
        if (of := people_counted(found[1])) and (found[1].kind == "count" or low is None):
            from livingevidence.synthesis.stats.proportions import exact_percent

            low, high = exact_percent(*of)
            told += f", {rounded(low, 1)} to {rounded(high, 1)} %"
        if low is None or high is None:
            return Span(what=what, words="no interval was read", rows=(row,), state=AWAITED)
        return Span(what=what, words=told, rows=(row,), low=low, high=high, flip=f"another interval in {row}")

    def _is_treated(self, study, row: Row) -> bool:
        topic = self.evidence.topic
        about = topic.is_about(study)
        arms = [arm for arm in study.arms if arm.id == row.arm]
        return any(topic.treats(arm) if about else arm.role == "treatment" for arm in arms)

    def _each(self, rows, what: str, test, flip: str = "") -> Yes:
        """Ask each row; a missing one fails, and one that can't answer leaves it open."""
        what = f"{what} in {', '.join(rows)}"
        held = {address: self._row(address) for address in rows}
        told = "; ".join(self._result(f[1]) if f else f"{a} is missing" for a, f in held.items())
        answers = [test(found[1]) if found else False for found in held.values()]
        if any(found and _swapped(found[1]) for found in held.values()):
            return Yes(what=what, words="the arms are swapped", rows=tuple(rows), state=MISSING)
        state = MISSING if None in held.values() else AWAITED if None in answers and False not in answers else KNOWN
        return Yes(what=what, words=told, value=all(answers), rows=tuple(rows), flip=flip, state=state)


def _swapped(row: Row) -> bool:
    """Return whether the sides of a contrast are not as the row is named."""
    return bool(row.contrast) and f"{row.contrast.comparator}-v-{row.contrast.treatment}" in row.id


def _span(what: str, found: Analysis | None, scale: int, rows: tuple[str, ...] = (), **fields) -> Span:
    if not isinstance(found, Estimate):
        return Span(what=what, words=found.sentence if found else "no comparison", rows=rows, state=AWAITED)
    low, middle, high = (rounded(scale * end) for end in (found.low, found.estimate, found.high))
    words = f"{middle} of {scale:,} ({low} to {high})"
    return Span(what=what, words=words, rows=found.rows, low=found.low, high=found.high, **fields)
