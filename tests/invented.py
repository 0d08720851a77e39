"""Invented results of invented trials."""

from livingevidence.record.topic import Rung
from livingevidence.synthesis.comparisons import Comparison
from livingevidence.synthesis.plans import Item


def rung(comparator: str = "control", people: str = "enrolled") -> Rung:
    """Return an invented rung."""
    return Rung(one="trial", many="trials", short="trial", comparator=comparator, people=people)


def item(number: int, **other) -> Item:
    """Return a blinded harm of a tablet against placebo, in a trial of its own."""
    study = f"invented-{number}"
    fields = {
        "study": study,
        "trials": (f"T{number}",),
        "about": "harm",
        "term": "invented-itch",
        "disease": "invented-disease",
        "design": "randomised-trial",
        "rung": rung(),
        "formulation": "tablet, 10 mg twice daily",
        "period": "blinded",
        "compared_in": "blinded",
        "comparator": "placebo",
        "comparator_study": study,
        "comparator_arms": (f"{study}/placebo@T{number}",),
        "weeks": 8.0,
    }
    return Item(**{**fields, **other})


def both(**second) -> list[Item]:
    """Return two items of which the second differs from the first in what is given."""
    return [item(1), item(2, **second)]


def table(number: int, a: int, n1: int, c: int, n2: int, **other) -> Comparison:
    """Return a comparison with this table."""
    fields = vars(item(number)) | {"events": a, "n": n1, "control_events": c, "control_n": n2}
    fields |= {"weeks": 8.0, "rows": (f"invented-{number}/a", f"invented-{number}/c")}
    return Comparison(**{**fields, **other})


FULL = [table(1, 4, 40, 8, 40), table(2, 6, 60, 9, 30), table(3, 5, 50, 5, 50)]
SPARSE = [table(1, 1, 40, 4, 40), table(2, 0, 60, 1, 30), table(3, 2, 50, 0, 50)]
NOBODY = table(4, 0, 25, 0, 25)
