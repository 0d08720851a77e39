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
    of_kind, kind = (*needed, *optional), f"a row of kind {row.kind}"
    given = [name for name in NUMBERS if getattr(row, name) is not None]
    for name in set(needed).difference(given):
        yield (), f"{kind} without `{name}`", f"add `{name}`, or choose another kind"
    for name in given:
        if name not in of_kind:
            yield name, f"`{name}` in {kind}", f"use only {', '.join(of_kind)}; or change the kind"
    if row.kind in ("value", "contrast") and not set(given).intersection(of_kind) - {"n", "unit", "ci_type"}:
        yield (), f"{kind} without a number", "make it `qualitative`, or `awaited`"


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
    if _more(row.events, row.n):
        yield "events", f"{row.events} of {row.n}", SOURCE


def _more(part: int | None, whole: int | None) -> bool:
    return part is not None and whole is not None and part > whole


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
        elif _more(low, high):
            yield start, f"{low:.15g} to {high:.15g}", "exchange the two ends"
    estimate = row.percent if row.kind in ("percent", "count") else row.value
    if None not in (estimate, row.ci_low, row.ci_high) and not row.ci_low <= estimate <= row.ci_high:
        found = f"{estimate:.15g} outside {row.ci_low:.15g} to {row.ci_high:.15g}"
        yield "ci_low", found, "compare estimate and interval with the source"


@rule(rows)
def agreed_reading_is_equal(row, *_):
    """Where a second reading agrees, the numbers that both readings have are the same."""
    for i, reading in enumerate(row.second_readings):
        for name in ("events", "n", "percent", "value", "sd", "ci_low", "ci_high") if reading.agrees else ():
            first, second = getattr(row, name), getattr(reading.printed, name, None)
            if first is not None and isinstance(second, int | float) and first != second:
                fix = "read the source again; correct the wrong number, or write `agrees: false`"
                yield (
                    ("second_readings", i, "printed", name),
                    f"{second:.15g} beside {first:.15g} in the first reading",
                    fix,
                )


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
    for (path, pooled), members in _families(study):
        covered = sorted(trial for row in members for trial in trials_of(study, row))
        for name in ("events", "n"):
            whole, parts = getattr(pooled, name), [getattr(row, name) for row in members]
            for row, part in zip(members, parts, strict=True):
                if _more(part, whole):
                    fix = "compare the pooled row and the row of the single trial with their sources"
                    yield (*path, name), f"{whole} pooled, but {part} in '{row.id}'", fix
            if covered == sorted(trials_of(study, pooled)) and None not in (whole, *parts) and whole != sum(parts):
                found = f"{whole} pooled, but {' + '.join(map(str, parts))} in its trials"
                yield (*path, name), found, "compare the rows with their sources"


def _families(study):
    """Yield each pooled count with the counts of its own trials, all else being alike."""
    arms, alike = {arm.id: arm for arm in study.arms}, {}
    for table in ("outcomes", "adverse_events"):
        for index, row in enumerate(getattr(study, table)):
            if row.kind == "count" and row.arm in arms and row.unit is None:
                of, arm = row.outcome if table == "outcomes" else row.event, arms[row.arm]
                given = *arm.interventions, arm.strength_percent, arm.role
                key = table, of, row.timepoint_weeks, row.period, *given
                alike.setdefault(key, []).append(((table, index), row))
    for family in alike.values():
        for path, pooled in family:
            covered = set(trials_of(study, pooled))
            members = [row for _, row in family if set(trials_of(study, row)) < covered]
            members.sort(key=lambda row: trials_of(study, row))
            if members and len({(trials_of(study, row), row.arm) for row in members}) == len(members):
                yield (path, pooled), members


def _dates(library: Library) -> Iterator[Part]:
    """Yield each date, and whether it may lie ahead."""
    for document, at, report, _ in each_item("reports")(library):
        if report.first_public != "unknown":
            yield document, (*at, "first_public"), report.first_public, False
    for document, at, trial, _ in each_item("trials")(library):
        for name in ("started", *ENDS, "results_posted"):
            if date := getattr(trial, name):
                yield document, (*at, name), date, getattr(trial, f"{name}_is", None) == "expected"
    for document, at, judged in pieces(RiskOfBias, Certainty)(library):
        for i, signature in enumerate(judged.signed):
            yield document, (*at, "signed", i, "date"), signature.date, False
    for document, at, term in pieces(Intervention)(library):
        if term.first_in_people:
            yield document, (*at, "first_in_people"), term.first_in_people, False


@rule(_dates)
def real_date(date, expected, library):
    """A date, also that of a signature, is of the calendar and not in the future unless it is expected."""
    start = first_day(date)
    if start is None:
        yield (), f"'{date}', which no calendar has", "write it as YYYY-MM-DD"
    elif start > library.today and not expected:
        yield (), f"{date}, after today ({library.today})", "compare with the source"


@rule(each_item("trials"))
def start_before_end(trial, *_):
    """No trial ends before it starts, nor before its primary outcome is complete."""
    steps = [("started", "it started"), ("primary_completed", "its primary outcome was complete"), ("completed", "")]
    told = [(name, words, day) for name, words in steps if (day := getattr(trial, name))]
    for (_, words, first), (name, _, then) in pairwise(told):
        start, end = first_day(first), last_day(then)
        if start and end and end < start:
            yield name, f"{then}, but {words} on {first}", "compare both dates with the source"


@rule(each_item("trials"))
def told_dates(trial, *_):
    """Dates and status of a trial say where they stand, and a completion whether it is actual or expected."""
    for name in ("started", *ENDS, "results_posted", "status"):
        if (held := getattr(trial, name)) and not trial.dates_from:
            yield name, f"{held} without `dates_from`", "add where it stands"
    for name in ENDS:
        day, way = getattr(trial, name), getattr(trial, f"{name}_is")
        if day and not way:
            yield name, f"{day} without `{name}_is`", "add actual or expected"
        if way and not day:
            yield f"{name}_is", f"{way} without `{name}`", "add the date or remove it"


@rule(each_item("reports"))
def not_older_than_drug(report, study, library):
    """No report of a drug in people is older than its first use in people (vocabulary/interventions.yaml)."""
    known, end = library.vocabulary["interventions"], last_day(report.first_public)
    for term in dict.fromkeys(term for arm in study.arms for term in arm.interventions if term in known):
        first = known[term].first_in_people
        if first and end and end < (first_day(first) or end):
            found = f"{report.first_public}, but {term} was first given to people in {first}"
            yield "first_public", found, "compare the date and the drug with the source"
