"""What a record need not say, for it follows from its other fields and the vocabulary; never a number."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from livingevidence.record.topic import Topic
from livingevidence.record.vocabulary import Vocabulary

NO_LABEL = "–"


@dataclass(frozen=True)
class WrittenRecord:
    """A record as it is written, of which each part may ask."""

    values: dict
    vocabulary: Vocabulary
    topic: Topic | None

    def parts(self, name: str) -> list[dict]:
        """Return the parts of a kind that are mappings, as all should be."""
        items = self.values.get(name)
        return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []

    def only(self, name: str) -> dict:
        """Return the one part of a kind; nothing where there are several or none."""
        parts = self.parts(name)
        return parts[0] if len(parts) == 1 else {}

    def label(self, terms: str, name: object) -> str | None:
        """Return the label of a term, its own name where the vocabulary lacks it; None of none."""
        term = self.vocabulary.get(terms, {}).get(name) if isinstance(name, str) else None
        return term.label if term else name if isinstance(name, str) else None

    @property
    def conditions(self) -> list:
        """The conditions as written."""
        named = self.values.get("conditions")
        return named if isinstance(named, list) else []


Inference = Callable[[int, dict, WrittenRecord], dict[str, Any]]
"""What follows for a part of a record, from its place, what is written of it, and the whole."""


def full_record(values: dict, vocabulary: Vocabulary, topic: Topic | None) -> dict:
    """Return what the file of a study holds, with what follows from it; the values as read are not changed."""
    whole = WrittenRecord(values, vocabulary, topic)
    made = _known(_study(whole)) | values
    for name, follow in PARTS.items():
        if isinstance(values.get(name), list):
            made[name] = [
                _known(follow(place, item, whole)) | item if isinstance(item, dict) else item
                for place, item in enumerate(values[name], 1)
            ]
    return made


def _study(whole: WrittenRecord) -> dict[str, Any]:
    labels = [whole.label("conditions", name) for name in whole.conditions]
    return {  # where that is missing or wrong from which a label follows, it is told, and not the label
        "title_is": "exact",
        "condition_label": ", ".join(filter(None, labels)) or NO_LABEL,
        "design_label": whole.label("designs", whole.values.get("design")) or NO_LABEL,
    }


def _source(place: int, source: dict, whole: WrittenRecord) -> dict[str, Any]:
    report = whole.only("reports")
    kind = str(report.get("kind", "journal-article")).replace("-", " ") if report else None
    return {"id": f"S{place}", "kind": kind, "read": report.get("read"), "verification": "primary"}


def _report(place: int, report: dict, whole: WrittenRecord) -> dict[str, Any]:
    alone = len(whole.parts("reports")) == 1
    sources = [source.get("id", f"S{place}") for place, source in enumerate(whole.parts("sources"), 1)]
    return {"kind": "journal-article", "sources": sources if alone else None}


def _arm(place: int, arm: dict, whole: WrittenRecord) -> dict[str, Any]:
    given = arm.get("interventions")
    labels = [whole.label("interventions", name) for name in given] if isinstance(given, list) else []
    alone = len(whole.parts("arms")) == 1
    follow = {"label": " and ".join(labels) if labels and all(labels) else None, "role": "treatment" if alone else None}
    treatment = whole.topic.treatment if whole.topic else None
    ours = treatment and isinstance(given, list) and set(map(str, given)) <= set(treatment.interventions)
    return follow | {"form": treatment.form if ours else None, "route": treatment.routes[0] if ours else None}


def _case(place: int, case: dict, whole: WrittenRecord) -> dict[str, Any]:
    condition = whole.conditions[0] if len(whole.conditions) == 1 else None
    arm = whole.only("arms")
    arm = _known(_arm(1, arm, whole)) | arm if arm else {}
    strength = f"{arm['strength_percent']:g} %" if isinstance(arm.get("strength_percent"), int | float) else None
    said = [arm.get("label"), strength, arm.get("dose"), arm.get("frequency")]
    return {
        "id": f"case-{place}",
        "condition": condition,
        "diagnosis": whole.label("conditions", case.get("condition", condition)),
        "regimen": " ".join(filter(None, map(str, filter(None, said)))) or None,
        "source": _only_source(whole),
    }


def _row(terms: str, field: str) -> Inference:
    return lambda _, row, whole: {"source": _only_source(whole), "label": whole.label(terms, row.get(field))}


def _only_source(whole: WrittenRecord) -> str | None:
    source = whole.only("sources")
    return source.get("id", "S1") if source else None


def _known(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


PARTS: dict[str, Inference] = {
    "sources": _source,
    "reports": _report,
    "arms": _arm,
    "cases": _case,
    "outcomes": _row("outcomes", "outcome"),
    "adverse_events": _row("adverse-events", "event"),
}

_NOTHING = WrittenRecord({}, Vocabulary(), None)
# The fields that need not be written, by the kind of the part; those of the study itself under no name.
INFERRED_FIELDS = {"": frozenset(_study(_NOTHING))} | {
    name: frozenset(follow(1, {}, _NOTHING)) for name, follow in PARTS.items()
}
