"""What cells of a chapter call: each returns a table, a figure or words that show themselves.

`evidence` is the whole evidence where nothing else is said; `group`, `condition`, `event` and `period` are terms of the
vocabulary, and what is unknown raises KeyError with a sentence.
"""

from importlib import import_module

CELL_FUNCTIONS = {
    "livingevidence.evidence.treated": "conditions",
    "livingevidence.show.context": "eligibility other_treatments reviews sayings",
    "livingevidence.show.figures.drawing": "untitled",
    "livingevidence.show.figures.exposure": "exposure",
    "livingevidence.show.figures.forest": "cumulative forest",
    "livingevidence.show.figures.patients": "single_patients swimmer",
    "livingevidence.show.figures.people": "ladder_by_year",
    "livingevidence.show.figures.sensitivity": "bottom_line curve curve_of curve_table in_short not_pooled",
    "livingevidence.show.figures.strip": "strip",
    "livingevidence.show.figures.shares": "harms_by_arm responses",
    "livingevidence.show.findings": "against_control apart paired summary",
    "livingevidence.show.listings": (
        "awaited every_adverse_event every_awaited_result every_case every_outcome not_discussed outcomes studies"
    ),
    "livingevidence.show.table": "folded",
    "livingevidence.show.timeline": (
        "around at_the_search conclusions_by_year could_know firsts rungs_by_year without_date"
    ),
    "livingevidence.show.words": "before_prescribing beside cases listed texts",
}
"""What cells may call, by the module that has it; each is imported when it is first called, as figures take long."""


def __getattr__(name: str) -> object:
    module = next((module for module, names in CELL_FUNCTIONS.items() if name in names.split()), None)
    if module is None:
        raise AttributeError(f"module '{__name__}' has no attribute '{name}'")
    return globals().setdefault(name, getattr(import_module(module), name))
