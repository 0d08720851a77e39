"""The questions that claims ask of the evidence; each answer says what is needed, what is found, and where."""

from __future__ import annotations

from ruxreview.claims.questions.absences import Absences
from ruxreview.claims.questions.comparisons import Comparisons
from ruxreview.claims.questions.estimates import SIDES, Estimates, side_of
from ruxreview.claims.questions.judgements import Judgements
from ruxreview.claims.questions.rows import Rows
from ruxreview.claims.questions.studies import Studies
from ruxreview.claims.questions.texts import Texts
from ruxreview.claims.questions.treatments import Treatments

__all__ = ["SIDES", "Facts", "side_of"]


class Facts(Studies, Treatments, Texts, Rows, Comparisons, Absences, Estimates, Judgements):
    """What the evidence answers; made once for an evidence, and asked by every claim."""
