"""What cells of a chapter call: each returns a table, a figure or words that show themselves.

`evidence` is the whole evidence where nothing else is said; `group`, `condition`, `event` and `period` are terms of the
vocabulary, and what is unknown raises KeyError with a sentence.
"""

from livingevidence.evidence.treated import conditions
from livingevidence.show.earlier import at_the_search, could_know
from livingevidence.show.figures.calendar import calendar
from livingevidence.show.figures.direction import direction, harvest
from livingevidence.show.figures.exposure import exposure
from livingevidence.show.figures.forest import cumulative, forest
from livingevidence.show.figures.harms import harms_by_arm
from livingevidence.show.figures.ladder import ladder, ladder_by_year
from livingevidence.show.figures.responses import responses, who_was_studied
from livingevidence.show.figures.sensitivity import bottom_line, curve, curve_of, curve_table, in_short, not_pooled
from livingevidence.show.figures.swimmer import single_patients, swimmer
from livingevidence.show.tables.comparators import beside
from livingevidence.show.tables.findings import summary
from livingevidence.show.tables.harms import against_control, apart
from livingevidence.show.tables.paired import paired
from livingevidence.show.tables.prescribing import before_prescribing
from livingevidence.show.tables.reviews import eligibility, not_discussed, reviews
from livingevidence.show.tables.rows import (
    awaited,
    every_adverse_event,
    every_awaited_result,
    every_case,
    every_outcome,
    outcomes,
)
from livingevidence.show.tables.sayings import sayings
from livingevidence.show.tables.studies import other_treatments, studies
from livingevidence.show.tables.words import cases, listed, texts
from livingevidence.show.timeline import around, conclusions_by_year, firsts, rungs_by_year, without_date
