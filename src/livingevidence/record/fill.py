"""What a record need not say, for it follows from its other fields and the vocabulary; never a number."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from livingevidence.record.topic import Topic
from livingevidence.record.vocabulary import Vocabulary

NO_LABEL = "–"


@dataclass(frozen=True)
class WrittenRecord:
    """A record as it is written; what is inferred for one part of it may rest on the others."""

    values: dict
    vocabulary: Vocabulary
    topic: Topic | None

    def parts(self, name: str) -> list[dict]:
        """Return the parts of a kind that are mappings, as all should be."""
        parts = self.values.get(name)
        return [part for part in parts if isinstance(part, dict)] if isinstance(parts, list) else []

    def only_part(self, name: str) -> dict:
        """Return the one part of a kind; nothing where there are several or none."""
        parts = self.parts(name)
        return parts[0] if len(parts) == 1 else {}

    def label(self, terms: str, name: object) -> str | None:
        """Return the label of a term, its own name where the vocabulary lacks it; None where no name is written."""
        if not isinstance(name, str):
            return None
        term = self.vocabulary.get(terms, {}).get(name)
        return term.label if term else name

    @property
    def conditions(self) -> list:
        """The conditions as written."""
        conditions = self.values.get("conditions")
        return conditions if isinstance(conditions, list) else []


Inference = Callable[[int, dict, WrittenRecord], dict[str, Any]]
"""Returns what follows for a part of a record: of its place, of what is written of it, and of the whole record."""


def full_record(values: dict, vocabulary: Vocabulary, topic: Topic | None) -> dict:
    """Return what the file of a study holds, with what follows from it; the values as read are not changed."""
    record = WrittenRecord(values, vocabulary, topic)
    full = _not_none(_study(record)) | values
    for name, infer in INFERENCES.items():
        if isinstance(values.get(name), list):
            full[name] = [
                _not_none(infer(place, part, record)) | part if isinstance(part, dict) else part
                for place, part in enumerate(values[name], 1)
            ]
    return full


def _study(record: WrittenRecord) -> dict[str, Any]:
    labels = [record.label("conditions", name) for name in record.conditions]
    # Where what a label follows from is missing or wrong, that is the problem, and not the label.
    return {
        "title_is": "exact",
        "condition_label": ", ".join(filter(None, labels)) or NO_LABEL,
        "design_label": record.label("designs", record.values.get("design")) or NO_LABEL,
    }


def _source(place: int, source: dict, record: WrittenRecord) -> dict[str, Any]:
    report = record.only_part("reports")
    kind = str(report.get("kind", "journal-article")).replace("-", " ") if report else None
    return {"id": f"S{place}", "kind": kind, "read": report.get("read"), "verification": "primary"}


def _report(place: int, report: dict, record: WrittenRecord) -> dict[str, Any]:
    sources = [source.get("id", f"S{place}") for place, source in enumerate(record.parts("sources"), 1)]
    is_only = len(record.parts("reports")) == 1
    return {"kind": "journal-article", "sources": sources if is_only else None}


def _arm(place: int, arm: dict, record: WrittenRecord) -> dict[str, Any]:
    interventions = arm.get("interventions")
    names = interventions if isinstance(interventions, list) else []
    labels = [record.label("interventions", name) for name in names]
    treatment = record.topic.treatment if record.topic else None
    is_treatment = treatment and isinstance(interventions, list) and {*map(str, names)} <= {*treatment.interventions}
    return {
        "label": " and ".join(labels) if labels and all(labels) else None,
        "role": "treatment" if len(record.parts("arms")) == 1 else None,
        "form": treatment.form if is_treatment else None,
        "route": treatment.routes[0] if is_treatment else None,
    }


def _case(place: int, case: dict, record: WrittenRecord) -> dict[str, Any]:
    condition = record.conditions[0] if len(record.conditions) == 1 else None
    arm = record.only_part("arms")
    arm = _not_none(_arm(1, arm, record)) | arm if arm else {}
    strength = f"{arm['strength_percent']:g} %" if isinstance(arm.get("strength_percent"), int | float) else None
    regimen = [arm.get("label"), strength, arm.get("dose"), arm.get("frequency")]
    return {
        "id": f"case-{place}",
        "condition": condition,
        "diagnosis": record.label("conditions", case.get("condition", condition)),
        "regimen": " ".join(str(words) for words in regimen if words) or None,
        "source": _only_source(record),
    }


def _row(terms: str, field: str) -> Inference:
    return lambda _, row, record: {"source": _only_source(record), "label": record.label(terms, row.get(field))}


def _only_source(record: WrittenRecord) -> str | None:
    source = record.only_part("sources")
    return source.get("id", "S1") if source else None


def _not_none(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


INFERENCES: dict[str, Inference] = {
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
    name: frozenset(infer(1, {}, _NOTHING)) for name, infer in INFERENCES.items()
}
