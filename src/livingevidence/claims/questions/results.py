"""Questions that look through all results of studies of the treatment."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps

from livingevidence.claims.answers import Names, Number, Yes
from livingevidence.claims.questions.rows import share_of
from livingevidence.claims.questions.shared import ANSWERED, NUMBERS, Of, Shared, several
from livingevidence.evidence import describe
from livingevidence.evidence.treated import ladder
from livingevidence.record.addresses import Address
from livingevidence.record.models import Outcome, Row, Study
from livingevidence.record.text import number

Found = dict[str, Row]
CHOICE = """

        Terms are outcomes and adverse events, or names of several of them; without any, all count. ``of`` takes a
        condition or group, ``kind`` results of ``benefit``, ``harm``, ``relapse`` or another kind of outcome, ``rung``
        studies on rungs of the ladder, ``under`` arms with one of some drugs and without the treatment, ``period`` one
        period, ``beyond`` later weeks, ``study`` some studies and ``apart`` all but some, and ``besides`` leaves rows
        out. Numbers count; with ``words`` results in words too. What repeats a row of another study counts there.
        """


def of_results(question: Callable) -> Callable:
    """Let a question of results be asked with the choices of :meth:`ResultsOf._chosen`."""

    @wraps(question)
    def ask(self, *terms: str, **choices):
        what, rows = self._chosen(*terms, **choices)
        return question(self, what, rows)

    signature = inspect.signature(ResultsOf._chosen)
    ask.__signature__ = signature.replace(return_annotation=inspect.signature(question).return_annotation)
    ask.__doc__ = question.__doc__ + (
        CHOICE if question.__name__ == "results" else " What is chosen, as by ``results``."
    )
    return ask


class ResultsOf(Shared):
    """How results are chosen."""

    def _chosen(
        self,
        *terms: str,
        of: Of = (),
        kind: str = "",
        rung: Of = (),
        under: tuple[str, ...] = (),
        period: str = "",
        beyond: float = -1,
        study: Of = (),
        apart: Of = (),
        besides: Of = (),
        words: bool = False,
    ) -> tuple[str, Found]:
        """Return what is asked for, in words, and the rows."""
        together = self.evidence.topic.together
        wanted = {name for term in terms for name in together.get(term, (term,))}
        found = {
            f"{record.id}/{row.id}": row
            for record in self._about(of)
            if not rung or ladder(self.evidence, record) in several(rung)
            if (not study or record.id in several(study)) and record.id not in several(apart)
            for row in record.rows
            if row.kind in (ANSWERED if words else NUMBERS) and not getattr(row, "duplicate_of", None)
            if not wanted or describe.term_of(row)[1] in wanted
            if not kind or self._kind(row) == kind
            if not period or row.period == period
            if beyond < 0 or (row.timepoint_weeks or 0) > beyond
            if not under or self._under(record, row, under)
        }
        told = [
            f"of {', '.join(terms).replace('-', ' ')}" if terms else f"of {kind}" if kind else "",
            f"with {self.evidence.topic.treatment.label}" if not under else f"under {' or '.join(under)}",
            self._in(of).strip(),
            f"of {' or '.join(several(rung))} studies" if rung else "",
            f"of the period {period}" if period else "",
            f"beyond week {number(beyond)}" if beyond >= 0 else "",
            f"in {', '.join(several(study))}" if study else "",
            f"apart from {', '.join((*several(apart), *several(besides)))}" if apart or besides else "",
        ]
        rows = {address: row for address, row in found.items() if address not in several(besides)}
        return " ".join(["result" if words else "number", *filter(None, told)]), rows

    def _kind(self, row: Row) -> str:
        if not isinstance(row, Outcome):
            return "harm"
        kind = self.evidence.vocabulary["outcomes"][row.outcome].kind
        return "benefit" if kind == "efficacy" else kind

    def _under(self, study: Study, row: Row, drugs: tuple[str, ...]) -> bool:
        arms = [arm for arm in study.arms if arm.id == row.arm]
        return any(self._gets(arm, drugs) and not self.evidence.topic.treats(arm) for arm in arms)


class InResults(ResultsOf):
    """What results there are."""

    @of_results
    def results(self, what: str, rows: Found) -> Number:
        """How many results of studies of the treatment there are."""
        told = "; ".join(f"{address}: {self._result(row)}" for address, row in rows.items()) or "none"
        return Number(what=f"{what.replace(' ', 's ', 1)}", one=what, found=told, rows=tuple(rows), values=(len(rows),))

    @of_results
    def sources(self, what: str, rows: Found) -> Names:
        """Which studies of the treatment hold such results."""
        names = tuple(sorted({Address(address).study for address in rows}))
        flip = f"a {what} in another study"
        found = ", ".join(names) or "none"
        return Names(what=f"studies with a {what}", found=found, names=names, rows=tuple(rows), flip=flip)

    @of_results
    def values(self, what: str, rows: Found) -> Number:
        """The number of each such result, of a range its upper end: a count in percent of its people."""
        held = {a: (row.value_high or share_of(row)) for a, row in rows.items() if row.kind != "contrast"}
        read = {address: value for address, value in held.items() if value is not None}
        told = "; ".join(f"{address}: {number(value)}" for address, value in read.items()) or "none"
        units = {rows[address].unit for address in read if rows[address].kind == "value"}
        unit = " and ".join(map(str, units)) if units else None
        return Number(what=f"each {what}", found=told, rows=tuple(read), values=tuple(read.values()), unit=unit)

    @of_results
    def wide(self, what: str, rows: Found) -> Yes:
        """Whether there is a standard deviation beside a mean, and each is greater than its mean."""
        spread = {a: row for a, row in rows.items() if row.sd is not None and row.value is not None}
        narrow = [f"{a}: {self._result(row)}" for a, row in spread.items() if row.sd <= abs(row.value)]
        told = "; ".join(narrow) or f"{len(spread)} of {len(spread)}"
        asked = f"every printed standard deviation of each {what} greater than its mean"
        flip = "one mean not below its standard deviation"
        rows = tuple(spread)
        return Yes(what=asked, found=told, value=bool(spread) and not narrow, rows=rows, flip=flip)

    def secondhand(self, of: str) -> Yes:
        """Whether results of benefit come from texts about the studies, none from a study's own report."""
        own = [
            f"{study.id}/{row.id}"
            for study in self._treated(of)
            for row in study.outcomes
            if row.kind in ANSWERED and self._kind(row) == "benefit"
            if any(source.id == row.source and source.verification == "primary" for source in study.sources)
        ]
        what = f"result of benefit{self._in(of)} from a study's own report"
        found = ", ".join(own) or "none"
        return Yes(what=f"no {what}", found=found, value=not own, rows=tuple(own), flip=f"one {what}")

    def intervals(self, *against: str, of: Of = ()) -> Number:
        """The upper ends of the printed intervals of harms of the treatment against some drugs or classes of drugs."""
        ends = {
            f"{study.id}/{row.id}": row.ci_high
            for study in self._about(of)
            for row in study.adverse_events
            if row.contrast
            and any(arm.id == row.contrast.comparator and self._gets(arm, against) for arm in study.arms)
        }
        what = f"the upper end of each interval of harms against {' or '.join(against)}{self._in(of)}"
        found = "; ".join(f"{address}: {number(end)}" for address, end in ends.items()) or "none"
        return Number(what=what, found=found, rows=tuple(ends), values=tuple(ends.values()))
