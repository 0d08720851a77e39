"""Forest plots of harms, cream against vehicle: each result by its disease first, pooled lines below and apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from matplotlib.axes import Axes

from ruxreview.appraisal.records import Tool
from ruxreview.describe import of_people
from ruxreview.drawing import BRAND, Figure, Line, canvas, svg_of
from ruxreview.evidence import Evidence
from ruxreview.harm_numbers import per_thousand
from ruxreview.names import short_names
from ruxreview.results import in_words
from ruxreview.synthesis import harms
from ruxreview.synthesis.comparisons import Comparison
from ruxreview.synthesis.estimate import Analysis, Estimate, Refusal
from ruxreview.synthesis.pooling import pool
from ruxreview.tables import Prose
from ruxreview.text import MINUS, THIN, escape
