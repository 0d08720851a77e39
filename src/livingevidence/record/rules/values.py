"""Rules on values: what one row may carry, how rows fit together, and dates."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from livingevidence.record.dates import first_day, last_day
from livingevidence.record.judgements import Certainty, RiskOfBias
from livingevidence.record.library import Library, trials_of
from livingevidence.record.models import FIELDS_OF_KIND, NUMBERS
from livingevidence.record.rules.base import Part, each_item, pieces, rows, rule, studies
from livingevidence.record.vocabulary import Intervention

SOURCE = "compare both numbers with the source"
ENDS = ("primary_completed", "completed")


@rule(rows)
def fields_of_its_kind(row, *_):
    """A row carries the numbers of its kind, and no others (see the data model in CONTRIBUTING.md)."""
    needed, optional = FIELDS_OF_KIND[row.kind]
    allowed, row_of_kind = (*needed, *optional), f"a row of kind {row.kind}"
    present = [name for name in NUMBERS if getattr(row, name) is not None]
    for name in set(needed).difference(present):
        yield (), f"{row_of_kind} without `{name}`", f"add `{name}`, or choose another kind"
    for name in present:
        if name not in allowed:
            yield name, f"`{name}` in {row_of_kind}", f"use only {', '.join(allowed)}; or change the kind"
    if row.kind in ("value", "contrast") and not set(present).intersection(allowed) - {"n", "unit", "ci_type"}:
        yield (), f"{row_of_kind} without a number", "make it `qualitative`, or `awaited`"


@rule(rows, needs="vocabulary")
def kind_fits_measure(row, study, library):
    """The kind of a row is the kind of its measure (vocabulary/measures.yaml)."""
    measures = library.vocabulary["measures"]
    if row.measure in measures and (kind := measures[row.measure].kind) != row.kind:
        fitting = ", ".join(name for name, measure in measures.items() if measure.kind == row.kind)
        yield "measure", f"'{row.measure}' in a row of kind {row.kind}", f"use one of {fitting}; or kind {kind}"


@rule(rows)
def events_within_n(row, *_):
    """The events are not more than the people counted (n)."""
    if _is_more(row.events, row.n):
        yield "events", f"{row.events} of {row.n}", SOURCE


def _is_more(part: float | None, total: float | None) -> bool:
    return part is not None and total is not None and part > total


@rule(rows)
def percent_fits_count(row, *_):
    """A printed percentage is what events and n give, to its last printed digit."""
    if row.kind == "count" and None not in (row.percent, row.events) and row.n:
        exact, printed = Decimal(100) * row.events / row.n, Decimal(repr(row.percent))
        half_step = Decimal(5).scaleb(min(printed.normalize().as_tuple().exponent, 0) - 1)  # 0.05 for 12.3, 0.5 for 12
        if abs(exact - printed) > half_step + Decimal("0.01"):
            found = f"{row.percent:.15g} % beside {row.events} of {row.n} ({float(exact):.1f} %)"
            fix = "correct the misread number; if the source itself prints the contradiction, leave the "
            yield "percent", found, f"{fix}percentage out and tell it under `conflicts`"


@rule(rows)
def interval_holds_estimate(row, *_):
    """An interval runs from low to high and holds its estimate."""
    for start, end, name in (("ci_low", "ci_high", "an interval"), ("value_low", "value_high", "a range")):
        low, high = getattr(row, start), getattr(row, end)
        if (low is None) != (high is None):
            yield (), f"{name} with one end", f"give both `{start}` and `{end}`, or neither"
        elif _is_more(low, high):
            yield start, f"{low:.15g} to {high:.15g}", "exchange the two ends"
    estimate = row.percent if row.kind in ("percent", "count") else row.value
    if None not in (estimate, row.ci_low, row.ci_high) and not row.ci_low <= estimate <= row.ci_high:
        found = f"{estimate:.15g} outside {row.ci_low:.15g} to {row.ci_high:.15g}"
        yield "ci_low", found, "compare estimate and interval with the source"


@rule(rows)
def agreed_reading_is_equal(row, *_):
    """Where a second reading agrees, the numbers that both readings have are the same."""
    for place, reading in enumerate(row.second_readings):
        for name in ("events", "n", "percent", "value", "sd", "ci_low", "ci_high") if reading.agrees else ():
            first, second = getattr(row, name), getattr(reading.printed, name, None)
            if first is not None and isinstance(second, int | float) and first != second:
                fix = "read the source again; correct the wrong number, or write `agrees: false`"
                found = f"{second:.15g} beside {first:.15g} in the first reading"
                yield ("second_readings", place, "printed", name), found, fix


@rule(each_item("arms"), needs="vocabulary")
def strength_of_its_route(arm, study, library):
    """A strength in percent is at most what its route allows (vocabulary/routes.yaml); other routes have a dose."""
    route = library.vocabulary["routes"].get(arm.route)
    if arm.strength_percent and route and arm.strength_percent > (route.strongest_percent or 0):
        fix = "write 1.5 for 15 mg/g; compare with the source" if route.strongest_percent else "put a dose into `dose`"
        yield "strength_percent", f"{arm.strength_percent:g} % with the route '{arm.route}'", fix


@rule(studies)
def pooled_fits_members(study, library):
    """A count pooled over trials is at least that of each of its trials, and their sum where all are given."""
    for path, pooled, members in _pooled_counts(study):
        trials = sorted(trial for row in members for trial in trials_of(study, row))
        for name in ("events", "n"):
            total, parts = getattr(pooled, name), [getattr(row, name) for row in members]
            for row, part in zip(members, parts, strict=True):
                if _is_more(part, total):
                    fix = "compare the pooled row and the row of the single trial with their sources"
                    yield (*path, name), f"{total} pooled, but {part} in '{row.id}'", fix
            if trials == sorted(trials_of(study, pooled)) and None not in (total, *parts) and total != sum(parts):
                found = f"{total} pooled, but {' + '.join(map(str, parts))} in its trials"
                yield (*path, name), found, "compare the rows with their sources"


def _pooled_counts(study):
    """Yield path and row of each pooled count with the counts of its own trials, all else being alike."""
    arms, alike = {arm.id: arm for arm in study.arms}, {}
    for table in ("outcomes", "adverse_events"):
        for place, row in enumerate(getattr(study, table)):
            if row.kind == "count" and row.arm in arms and row.unit is None:
                term, arm = row.outcome if table == "outcomes" else row.event, arms[row.arm]
                treatment = *arm.interventions, arm.strength_percent, arm.role
                key = table, term, row.timepoint_weeks, row.period, *treatment
                alike.setdefault(key, []).append(((table, place), row))
    for counts in alike.values():
        for path, pooled in counts:
            trials = set(trials_of(study, pooled))
            members = [row for _, row in counts if set(trials_of(study, row)) < trials]
            members.sort(key=lambda row: trials_of(study, row))
            if members and len({(trials_of(study, row), row.arm) for row in members}) == len(members):
                yield path, pooled, members


def _dates(library: Library) -> Iterator[Part]:
    """Yield each date, and whether it may lie ahead."""
    for document, path, report, _ in each_item("reports")(library):
        if report.first_public != "unknown":
            yield document, (*path, "first_public"), report.first_public, False
    for document, path, trial, _ in each_item("trials")(library):
        for name in ("started", *ENDS, "results_posted"):
            if date := getattr(trial, name):
                yield document, (*path, name), date, getattr(trial, f"{name}_is", None) == "expected"
    for document, path, judgement in pieces(RiskOfBias, Certainty)(library):
        for place, signature in enumerate(judgement.signed):
            yield document, (*path, "signed", place, "date"), signature.date, False
    for document, path, term in pieces(Intervention)(library):
        if term.first_in_people:
            yield document, (*path, "first_in_people"), term.first_in_people, False


@rule(_dates)
def real_date(date, is_expected, library):
    """A date, also that of a signature, is of the calendar and not in the future unless it is expected."""
    start = first_day(date)
    if start is None:
        yield (), f"'{date}', which no calendar has", "write it as YYYY-MM-DD"
    elif start > library.today and not is_expected:
        yield (), f"{date}, after today ({library.today})", "compare with the source"


@rule(each_item("trials"))
def start_before_end(trial, *_):
    """No trial ends before it starts, nor before its primary outcome is complete."""
    steps = [("started", "it started"), ("primary_completed", "its primary outcome was complete"), ("completed", "")]
    dates = [(name, words, date) for name, words in steps if (date := getattr(trial, name))]
    for (_, words, earlier), (name, _, later) in pairwise(dates):
        start, end = first_day(earlier), last_day(later)
        if start and end and end < start:
            yield name, f"{later}, but {words} on {earlier}", "compare both dates with the source"


@rule(each_item("trials"))
def told_dates(trial, *_):
    """Dates and status of a trial say where they stand, and a completion whether it is actual or expected."""
    for name in ("started", *ENDS, "results_posted", "status"):
        if (value := getattr(trial, name)) and not trial.dates_from:
            yield name, f"{value} without `dates_from`", "add where it stands"
    for name in ENDS:
        date, kind = getattr(trial, name), getattr(trial, f"{name}_is")
        if date and not kind:
            yield name, f"{date} without `{name}_is`", "add actual or expected"
        if kind and not date:
            yield f"{name}_is", f"{kind} without `{name}`", "add the date or remove it"


@rule(each_item("reports"))
def not_older_than_drug(report, study, library):
    """No report of a drug in people is older than its first use in people (vocabulary/interventions.yaml)."""
    terms, last = library.vocabulary["interventions"], last_day(report.first_public)
    for name in dict.fromkeys(name for arm in study.arms for name in arm.interventions if name in terms):
        first_use = terms[name].first_in_people
        if first_use and last and last < (first_day(first_use) or last):
            found = f"{report.first_public}, but {name} was first given to people in {first_use}"
            yield "first_public", found, "compare the date and the drug with the source"
