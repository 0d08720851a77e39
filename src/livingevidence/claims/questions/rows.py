"""Questions of single rows, and of what a record says in words."""

from __future__ import annotations

from collections.abc import Callable

from livingevidence.claims.answers import AWAITED, MISSING, Names, Number, Span, Yes
from livingevidence.claims.questions.shared import ANSWERED, Of, Shared
from livingevidence.record.addresses import Address
from livingevidence.record.models import Row, Study

SPREAD = ("sd", "se", "ci_low", "ci_high", "iqr_printed", "range_printed", "p_value")
WAYS = ("better", "worse", "unclear")
ARMS = {"treated": " (treated)", "other": " (comparator)", "": ""}


class Rows(Shared):
    """What single rows say."""

    def value(self, row: str, arm: str = "", less: str = "") -> Number:
        """The number of a row, a count in percent of its people; ``less`` that of another row.

        With ``arm="treated"`` the row must be of an arm with the treatment (in a study without it, of the arm whose
        role that is), with ``arm="other"`` of an arm without.
        """
        what = f"the result in {row}{ARMS.get(arm, '')}" + f" less that in {less}" * bool(less)
        held, rows = [self._row(address) for address in filter(None, (row, less))], tuple(filter(None, (row, less)))
        if None in held:
            return Number(what=what, found="a row is missing", rows=rows, state=MISSING)
        treated = [self._is_treated(*item) for item in held]
        if arm and treated != [arm == "treated", arm != "treated"][: len(treated)]:
            return Number(what=what, found="the arms are others", rows=rows, state=MISSING)
        shares, found = [share_of(item[1]) for item in held], " less ".join(self._result(item[1]) for item in held)
        if None in shares:
            return Number(what=what, found=f"no number: {found}", rows=rows, state=AWAITED)
        unit = held[0][1].unit if held[0][1].kind == "value" else None
        alone = None if less else held[0][1]
        value = shares[0] - sum(shares[1:])
        return Number(what=what, found=found, rows=rows, values=(value,), unit=unit, row=alone)

    def events(self, row: str) -> Number:
        """How many people of a row had the event; of a row that counts people."""
        one, many = f"person with the event in {row}", f"people with the event in {row}"
        state, found = self._counts(row)
        if found is None or state:
            return Number(what=many, one=one, found=state, rows=(row,), state=MISSING)
        return Number(what=many, one=one, found=self._result(found), rows=(row,), values=(found.events,))

    def interval(self, row: str) -> Span:
        """The printed interval of a ratio or difference; of a count of people the exact one, in percent."""
        what = f"the interval of {row}"
        found = self._row(row)
        if found is None:
            return Span(what=what, found="the row is missing", rows=(row,), state=MISSING)
        sides, told = found[1].contrast, self._result(found[1])
        if sides and f"{sides.comparator}-v-{sides.treatment}" in row:  # not as the row is named
            return Span(what=what, found="the arms are swapped", rows=(row,), state=MISSING)
        low, high = found[1].ci_low, found[1].ci_high
        if found[1].kind == "count" and found[1].n:
            from livingevidence.synthesis.stats.proportions import exact_percent

            low, high = exact_percent(found[1].events, found[1].n)
            told += f", {low:.1f} to {high:.1f} %"
        if low is None or high is None:
            return Span(what=what, found="no interval was read", rows=(row,), state=AWAITED)
        return Span(what=what, found=told, rows=(row,), low=low, high=high, flip=f"another interval in {row}")

    def given(self, row: str) -> Names:
        """What was given in the arm of a row: drugs and other terms of the interventions."""
        found = self._row(row)
        got = next((arm.interventions for arm in found[0].arms if arm.id == found[1].arm), []) if found else []
        what, flip = f"what was given in {row}", f"another treatment in {row}"
        return Names(what=what, found=", ".join(got) or "no arm", names=tuple(got), rows=(row,), flip=flip)

    def read(self, *rows: str) -> Yes:
        """Whether rows stand with a result; open where one is awaited."""
        return self._each(rows, "a result", lambda row: True if row.kind in ANSWERED else None)

    def awaited(self, *rows: str) -> Yes:
        """Whether each of these results is awaited: known to exist or to be due, and not read."""
        flip = f"a result is read in {' or '.join(rows)}"
        return self._each(rows, "an awaited result", lambda row: row.kind == "awaited", flip)

    def says(self, row: str, words: str) -> Yes:
        """Whether the statement in a row holds these words."""
        return self._each([row], f'a statement with "{words}"', lambda found: words in (found.text or ""))

    def bare(self, *rows: str) -> Yes:
        """Whether rows stand with a result, and without spread, interval or P value."""
        return self._each(rows, "no spread, interval or P value", _is_bare)

    def lone(self, row: str) -> Yes:
        """Whether a row is the only one on its outcome in its study: no start, no other arm."""
        found = self._row(row)
        if found is None:
            return Yes(what=f"{row} alone", found="it is missing", rows=(row,), state=MISSING)
        alike = [f"{found[0].id}/{r.id}" for r in found[0].outcomes if r.outcome == found[1].outcome]
        flip = "a row on the same outcome, at another time or of another arm"
        what = f"no row on the same outcome beside {row}"
        return Yes(what=what, found=", ".join(alike), value=alike == [row], rows=(row,), flip=flip)

    def noted(self, study: str, words: str) -> Yes:
        """Whether a record says these words: who was taken in, funding, limits, conflicts, gaps, mechanism or notes."""
        what = f'the record {study} says "{words}"'
        otherwise = f'the record {study} does not say "{words}"'
        record, rows = self.evidence.records.get(study), (f"{study}/",)
        if record is None:
            return Yes(what=what, otherwise=otherwise, found="no such record", rows=rows, state=MISSING)
        held = [*record.conflicts, *record.limitations, *record.missing, *record.notes, *record.mechanism]
        held += [record.population.inclusion, record.population.age, record.funding]
        found = [text for text in held if text and words in text]
        told = "; ".join(found) or "not there"
        return Yes(what=what, otherwise=otherwise, found=told, value=bool(found), rows=rows)

    def direction(self, of: str, against: str = "") -> Names:
        """Which way comparisons of benefit point: ``better``, ``worse`` or ``unclear``.

        At a row also ``stated``, in words only, or ``awaited``; ``against`` is what its other arm got. In a condition
        or group those in numbers against a control; open where there is none. It is no size and no proof.
        """
        terms, label = self.evidence.vocabulary["interventions"], self.evidence.vocabulary.label
        if name := Address(of).study:
            study = self.evidence.records.get(name)
            other = label("interventions", against) if against else None
            made = self._comparisons(tuple(study.conditions)) if study else []
            made = [m for m in made if Address.of(m.study.id, m.rows[0]) == of and other in (None, m.against)]
            what = f"the comparison{f' with {other}' if other else ''} in {of}"
            names = tuple(sorted({m.way for m in made}))
            found, flip = ", ".join(names) or "no such comparison", f"another direction in {of}"
            return Names(what=what, found=found, names=names, open=frozenset({"awaited"}), rows=(of,), flip=flip)
        inert = {term.label for term in terms.values() if term.class_ == "control"}
        made = [m for m in self._comparisons(of) if m.against in inert and m.way in WAYS]
        what = f"each comparison of benefit with numbers against a control{self._in(of)}"
        told = "; ".join(f"{m.study.id} {m.way}: {m.result}" for m in made) or "no comparison in numbers"
        rows = tuple(f"{m.study.id}/{row}" for m in made for row in m.rows)
        names, flip = tuple(dict.fromkeys(m.way for m in made)), "one such comparison that points another way"
        state = {} if made else {"state": AWAITED}
        return Names(what=what, found=told, names=names, rows=rows, flip=flip, **state)

    def _is_treated(self, study: Study, row: Row) -> bool:
        topic = self.evidence.topic
        about = topic.is_about(study)
        arms = [arm for arm in study.arms if arm.id == row.arm]
        return any(topic.treats(arm) if about else arm.role == "treatment" for arm in arms)

    def _counts(self, address: str) -> tuple[str, Row | None]:
        """Return why a row counts no people, in words, and the row."""
        found = self._row(address)
        if found is None:
            return "the row is missing", None
        row = found[1]
        return ("" if row.kind == "count" and row.n else self._result(row)), row

    def _each(self, rows: Of, what: str, test: Callable[[Row], bool | None], flip: str = "") -> Yes:
        """Ask each row; a missing one fails, and one that can't answer leaves it open."""
        what = f"{what} in {', '.join(rows)}"
        held = {address: self._row(address) for address in rows}
        told = "; ".join(self._result(f[1]) if f else f"{a} is missing" for a, f in held.items())
        answers = [test(found[1]) if found else False for found in held.values()]
        state = MISSING if None in held.values() else AWAITED if None in answers and False not in answers else "known"
        return Yes(what=what, found=told, value=all(answers), rows=tuple(rows), flip=flip, state=state)


def share_of(row: Row) -> float | None:
    """Return the number of a row, a count in percent of its people."""
    if row.kind == "count":
        return 100 * row.events / row.n if row.n else None
    return row.percent if row.kind == "percent" else row.value


def _is_bare(row: Row) -> bool:
    return row.kind in ANSWERED and all(getattr(row, field) is None for field in SPREAD)
