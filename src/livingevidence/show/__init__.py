"""What cells of a chapter call: each returns a table, a figure or words that show themselves.

`evidence` is the whole evidence where nothing else is said; `group`, `condition`, `event` and `period` are terms of the
vocabulary, and what is unknown raises KeyError with a sentence.
"""

from livingevidence.evidence.treated import conditions
from livingevidence.show.context import eligibility, other_treatments, reviews, sayings
from livingevidence.show.figures.calendar import calendar
from livingevidence.show.figures.direction import direction, harvest
from livingevidence.show.figures.exposure import exposure
from livingevidence.show.figures.forest import cumulative, forest
from livingevidence.show.figures.patients import single_patients, swimmer
from livingevidence.show.figures.people import ladder, ladder_by_year, who_was_studied
from livingevidence.show.figures.sensitivity import bottom_line, curve, curve_of, curve_table, in_short, not_pooled
from livingevidence.show.figures.shares import harms_by_arm, responses
from livingevidence.show.findings import against_control, apart, paired, summary
from livingevidence.show.listings import (
    awaited,
    every_adverse_event,
    every_awaited_result,
    every_case,
    every_outcome,
    not_discussed,
    outcomes,
    studies,
)
from livingevidence.show.timeline import (
    around,
    at_the_search,
    conclusions_by_year,
    could_know,
    firsts,
    rungs_by_year,
    without_date,
)
from livingevidence.show.words import before_prescribing, beside, cases, listed, texts
