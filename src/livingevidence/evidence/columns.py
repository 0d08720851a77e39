"""The tables of the evidence: every column with its type and meaning."""

from __future__ import annotations

from typing import NamedTuple

from livingevidence.record.topic import Topic


class Column(NamedTuple):
    """A column: its pandas type, what it holds, the unit of a number, and the only values that it may have.

    Values of a list of the vocabulary are not told again: the meaning names the list. Those of a field of a record are
    those of the data model.
    """

    dtype: str
    meaning: str
    unit: str = ""
    allowed: tuple[str, ...] = ()


class Of:
    """Columns whose name or words a review has of its own; see :func:`named`."""

    TREATMENT = Column("boolean", "True if an arm got the treatment of the review")
    SHELVES = Column("string", "shelf of the review")
    COMPARISONS = Column("string", "what a rating compares with")


_STUDY = {"study": Column("string", "id of the study, its address")}
_TERMS = "tuple of terms"
_COUNTED = "people, unless the column unit names another"
_MEASURED = "as the columns measure and unit say"

STUDIES = {
    **_STUDY,
    "title": Column("string", "title of the study's main report"),
    "title_is": Column("string", "exact, or described where the exact title was not seen"),
    "domain": Of.SHELVES,
    "conditions": Column("object", f"conditions, {_TERMS} (vocabulary: conditions)"),
    "groups": Column("object", f"groups of these conditions, {_TERMS} (vocabulary: groups)"),
    "design": Column("string", "design (vocabulary: designs)"),
    "treated": Of.TREATMENT,
    "authors": Column("object", "authors, tuple of names as printed; empty if not seen"),
    "year": Column("Int64", "year of the first report; missing if unknown", "calendar year"),
    "first_public": Column(
        "string", "first public date of its earliest dated report, as precisely as known, or unknown"
    ),
    "n_enrolled": Column("Int64", "people enrolled; missing if not read", "people"),
    "n_trials": Column("Int64", "trials that the study reports", "trials"),
    "phase": Column("string", "phase as printed"),
    "blinding": Column("string", "blinding as printed"),
    "funding": Column("string", "sponsor or funding as printed; missing if not read"),
    "readings": Column("Int64", "rows that a second reader read again", "rows"),
}

TRIALS = {
    **_STUDY,
    "trial": Column("string", "registry number, or the study's id where none is known"),
    "name": Column("string", "short name as printed"),
    "registry": Column("string", "registry"),
    "registered": Column("boolean", "False where no number is known"),
    "started": Column("string", "when it started, as precisely as known; missing if not read"),
    "completed": Column("string", "when it was, or is to be, completed; missing if not read"),
    "completed_is": Column("string", "actual, or expected where the text read looked ahead"),
    "results_posted": Column("string", "when results first stood on a registry; missing if not read"),
    "status": Column("string", "status in the text read, which may be older than this version"),
    "dates_from": Column("string", "where dates and status stand"),
}

REPORTS = {
    **_STUDY,
    "key": Column("string", "key in references.bib"),
    "kind": Column("string", "journal article, registry record, label, ..."),
    "read": Column("string", "how much of it was read"),
    "first_public": Column("string", "when it first became public, as precisely as known, or unknown"),
    "latest_day": Column("datetime64[s]", "last day that first_public can mean; missing if unknown"),
}

ARMS = {
    **_STUDY,
    "arm": Column("string", "id of the arm within its study"),
    "label": Column("string", "what the arm got, in words"),
    "role": Column("string", "treatment, comparator, or all people together"),
    "interventions": Column("object", f"interventions, {_TERMS} (vocabulary: interventions)"),
    "route": Column("string", "route (vocabulary: routes)"),
    "form": Column("string", "form (vocabulary: forms)"),
    "strength_percent": Column("Float64", "strength of a topical product in percent", "%"),
    "dose": Column("string", "dose as printed"),
    "frequency": Column("string", "frequency as printed"),
    "duration_weeks": Column("Float64", "planned treatment in weeks", "weeks"),
    "n": Column("Int64", "people in the arm; missing if not read", "people"),
}

_ROW = {
    **_STUDY,
    "row": Column("string", "id of the row within its study; its address is study/row"),
    "arm": Column("string", "arm; missing for contrasts and rows of the whole study"),
    "treatment": Column("string", "treatment arm of a contrast"),
    "comparator": Column("string", "comparator arm of a contrast"),
    "label": Column("string", "what was measured, in the words of the reader"),
    "measure": Column("string", "how it is expressed (vocabulary: measures)"),
    "kind": Column("string", "count, percent, value, contrast, qualitative or awaited"),
    "trials": Column("object", "trials covered, tuple of ids"),
    "timepoint_weeks": Column("Float64", "weeks from the start of treatment", "weeks"),
    "period": Column("string", "period (vocabulary: periods)"),
    "events": Column("Int64", "people, or units, with the event", _COUNTED),
    "n": Column("Int64", "people, or units, counted", _COUNTED),
    "unit": Column("string", "what is counted when not people, or the unit of the value"),
    "percent": Column("Float64", "percentage as printed", "%"),
    "value": Column("Float64", "value or estimate as printed", _MEASURED),
    "value_low": Column("Float64", "lower end of a range of values", _MEASURED),
    "value_high": Column("Float64", "upper end of a range of values", _MEASURED),
    "sd": Column("Float64", "standard deviation", _MEASURED),
    "se": Column("Float64", "standard error", _MEASURED),
    "ci_low": Column("Float64", "lower end of the 95 % interval, unless ci_type says otherwise", _MEASURED),
    "ci_high": Column("Float64", "upper end of the interval", _MEASURED),
    "ci_type": Column("string", "what the interval is, where it is no 95 % confidence interval"),
    "p_value": Column("string", "P value as printed"),
    "text": Column("string", "the result in words; for awaited rows, what is awaited"),
    "source": Column("string", "source in which it was read"),
    "locator": Column("string", "place in the source; not recorded where it was not kept"),
    "readers": Column("Int64", "1, or 2 where a second reader read the row again", "readers"),
    "agreed": Column("boolean", "whether the second reading agreed; missing where there was none"),
}

OUTCOMES = {
    **_ROW,
    "outcome": Column("string", "outcome (vocabulary: outcomes)"),
    "primary": Column("boolean", "True if the source calls it primary"),
}
ADVERSE_EVENTS = {
    **_ROW,
    "event": Column("string", "adverse event (vocabulary: adverse-events)"),
    "serious": Column("boolean", "serious as the source or the term says; missing if not stated"),
    "duplicate_of": Column("string", "another study that holds the same row: never pool both"),
}

CASES = {
    **_STUDY,
    "case": Column("string", "id of the case within its study"),
    "people": Column("Int64", "patients that the entry describes", "people"),
    "condition": Column("string", "condition (vocabulary: conditions)"),
    "age_years": Column("Float64", "age in years", "years"),
    "sex": Column("string", "female or male"),
    "regimen": Column("string", "treatment as printed"),
    "response": Column("string", "complete, partial, none or relapse-after-stop; missing if not read"),
    "response_detail": Column("string", "response in words"),
    "weeks_to_response": Column("Float64", "weeks until the response", "weeks"),
    "weeks_followed": Column("Float64", "weeks of observation", "weeks"),
    "source": Column("string", "source in which it was read"),
    "locator": Column("string", "place in the source"),
}

SOURCES = {
    **_STUDY,
    "source": Column("string", "id of the source within its study"),
    "url": Column("string", "where it was read, mirrors included"),
    "kind": Column("string", "what it is"),
    "read": Column("string", "how much of it was read"),
    "verification": Column("string", "primary: the study's own text; secondary: a text about it"),
}

TABLES: dict[str, dict[str, Column]] = {
    "studies": STUDIES,
    "trials": TRIALS,
    "reports": REPORTS,
    "arms": ARMS,
    "outcomes": OUTCOMES,
    "adverse_events": ADVERSE_EVENTS,
    "cases": CASES,
    "sources": SOURCES,
}


def named(columns: dict[str, Column], topic: Topic) -> dict[str, Column]:
    """Return the columns of a table with the names and words that a review has for its own treatment and shelves."""
    shelves = tuple(topic.shelves)
    own = {
        Of.TREATMENT: Column("boolean", f"True if an arm got {topic.treatment.given}"),
        Of.SHELVES: Column("string", f"shelf of the review: {', '.join(shelves)}", allowed=shelves),
        Of.COMPARISONS: Column("string", "what it is compared with", allowed=tuple(topic.comparisons)),
    }
    return {
        topic.treatment.column if column == Of.TREATMENT else name: own.get(column, column)
        for name, column in columns.items()
    }
