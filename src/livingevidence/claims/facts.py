"""The questions that claims ask of the evidence; each answer says what is needed, what is found, and where."""

from __future__ import annotations

from livingevidence.claims.questions.absences import Absences
from livingevidence.claims.questions.comparisons import Comparisons
from livingevidence.claims.questions.estimates import SIDES, Estimates, side_of
from livingevidence.claims.questions.judgements import Judgements
from livingevidence.claims.questions.rows import Rows
from livingevidence.claims.questions.studies import Studies
from livingevidence.claims.questions.texts import Texts
from livingevidence.claims.questions.treatments import Treatments

__all__ = ["SIDES", "Facts", "side_of"]


class Facts(Studies, Treatments, Texts, Rows, Comparisons, Absences, Estimates, Judgements):
    """What the evidence answers; made once for an evidence, and asked by every claim."""
