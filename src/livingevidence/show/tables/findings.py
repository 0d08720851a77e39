"""Summary-of-findings tables: what is known of each outcome, how well, and what it means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from markupsafe import Markup

from livingevidence.appraisal.certainty import rate, tools_of
from livingevidence.evidence import describe
from livingevidence.evidence.evidence import Evidence
from livingevidence.record.judgements import LEVELS, Certainty, Level
from livingevidence.record.text import THIN
from livingevidence.show.inline import inline
from livingevidence.show.table import BREAK, Cell, Table
from livingevidence.show.tables.common import result
from livingevidence.synthesis.harm_rows import exact
from livingevidence.synthesis.harms import analyses


def in_signs(level: Level | None) -> str:
    """Return a level as GRADE writes it, signs and word."""
    if level is None:
        return "Not rated"
    place = LEVELS.index(level) + 1
    return f"{'⊕' * place}{'◯' * (len(LEVELS) - place)} {level.replace('-', ' ')} certainty"


def summary(
    evidence: Evidence, *, group: str | None = None, condition: str | None = None, kind: str = "benefit"
) -> Table:
    """Return a summary-of-findings table.

    Parameters
    ----------
    evidence : Evidence
        The whole evidence.
    group : str, optional
        A term of the vocabulary's groups; all if left out.
    condition : str, optional
        A condition, for its own page: without its name, and with what is awaited told in the part of the page for it.
    kind : str, optional
        ``benefit`` or ``harm``.

    Notes
    -----
    GRADE: G. H. Guyatt and others, BMJ 2008. Absolute numbers stand first; each leads to its row.
    """
    conditions, against = evidence.vocabulary["conditions"], evidence.topic.comparisons
    computed = _computed(evidence) if kind == "harm" else {}
    rows = []
    for name, rated in _ordered(evidence):
        of_group = group is None or group in conditions[rated.condition].groups
        if rated.kind == kind and of_group and condition in (None, rated.condition):
            found = _found(evidence, rated, computed, on_its_page=condition is not None)
            rows.append(
                (
                    conditions[rated.condition].label,
                    f"{rated.outcome}, {against[rated.comparison]}",
                    BREAK.join(dict.fromkeys(found)),
                    _certainty(name, rated, evidence),
                    rated.means,
                )
            )
    head = ("Condition", "Outcome", "What was found", "Certainty", "In plain words")
    first = 0 if condition is None else 1
    cells = tuple(row[first:] for row in rows)
    return Table(head[first:], cells, "No outcome has been rated.", "Each rated outcome with its certainty")


def _ordered(evidence: Evidence) -> Iterable[tuple[str, Certainty]]:
    """Return ratings in the order of the vocabulary's conditions, best compared first."""
    order, against = list(evidence.vocabulary["conditions"]), list(evidence.topic.comparisons)
    ratings = evidence.library.appraisal.certainties.items()
    return sorted(ratings, key=lambda item: (order.index(item[1].condition), against.index(item[1].comparison)))


def _found(
    evidence: Evidence, rated: Certainty, computed: Mapping[frozenset, str], *, on_its_page: bool
) -> Iterable[Markup]:
    """Yield absolute numbers and the ratio where they are computed, then each row as it was read."""
    say, topic = inline(evidence), evidence.topic
    for used, key in computed.items():
        if rated.comparison == next(iter(topic.comparisons)) and used <= set(rated.rows):
            treated, control, difference, ratio = (say.number(f"{key}.{part}") for part in _parts(evidence))
            yield Markup(
                "<strong>{}</strong>: of a thousand people {} with the {} and {} on {}; difference {}; "
                "risk ratio {}; 95 % intervals in brackets"
            ).format(
                evidence.vocabulary.label("adverse-events", key.split(".")[1]),
                treated,
                topic.treatment.short,
                control,
                topic.control.label,
                difference,
                ratio,
            )
    for address in rated.rows:
        study, row = evidence.row(address)
        if on_its_page and row.kind == "awaited":
            yield Markup('<a href="#awaited">awaited: see below</a>')
            continue
        shown: Cell = result(say, study, row)
        if on_its_page and getattr(row, "iqr_printed", None):
            # A range that the source prints in a way that can't be read as one.
            unclear = say.number(address, "details")
            shown = Markup("{} (how it spreads is unclear: {})").format(say.number(f"{address}.value"), unclear)
        bounds = exact(row) if hasattr(row, "event") and not (row.events or row.percent) else None
        most = f", up to {bounds[1]:.1f}{THIN}%" if bounds else ""
        again = " (not found again by the second reader)" if row.not_read_again else ""
        yield Markup("{}: {}{}{} {}").format(describe.of_whom(study, row), shown, most, again, say.study(study))


def _parts(evidence: Evidence) -> tuple[str, ...]:
    return evidence.topic.treatment.short, evidence.topic.control.intervention, "difference", "ratio"


def _computed(evidence: Evidence) -> dict[frozenset, str]:
    """Return the keys of the harms that are computed, by the rows behind each."""
    lines = [(found.event, line) for found in analyses(evidence) for line in found.by_disease if line.per_thousand]
    return {
        frozenset(row for item in line.comparisons for row in item.rows): f"harm.{event}.{line.diseases[0]}"
        for event, line in lines
    }


def _certainty(name: str, rated: Certainty, evidence: Evidence) -> Markup:
    appraisal, say = evidence.library.appraisal, inline(evidence)
    found = rate(rated, tools_of(rated, appraisal.risks, appraisal.tools))
    lowered = [key.replace("_", " ") for key, by, _ in found.steps if by < 0]
    why = f"; lowered for {', '.join(lowered)}" if lowered else ""
    start = "; it starts at this level, with no comparator" if rated.comparison == "none" and found.level else ""
    return say.page("certainty", in_signs(found.level), f"certainty-{name}") + why + start
