"""Edits of the invented review that tests make, and take back."""

from collections.abc import Callable
from pathlib import Path

Edit = Callable[[Path], None]
DOE, FEVERS = "data/studies/doe-2021.yaml", "notebooks/fevers.md"
RATING = "data/appraisal/certainty/example-fever-any-adverse-event.yaml"
CELL = "\n```{code-cell} ipython3\nshow.awaited(evidence)\n```\n"

# Texts that become others, and back. Each changes something else: a number of a row, words, a cell, and so on.
TEXTS: dict[str, list[tuple[str, str, str]]] = {
    "a number": [
        (DOE, "    events: 20\n    n: 40\n    percent: 50\n", "    events: 19\n    n: 40\n"),
        (DOE, "printed: {events: 20, n: 40, percent: 50}", "printed: {events: 19, n: 40}"),
    ],
    "a word of a record": [("data/studies/poe-2017.yaml", "label: rash gone", "label: rash not seen")],
    "a day of a report": [("data/studies/roe-2022.yaml", 'first_public: "2022-05-02"', 'first_public: "2020-05-02"')],
    "a patient": [("data/studies/poe-2017.yaml", "age_years: 52", "age_years: 53")],
    "an arm": [("data/studies/roe-2022.yaml", "id: ten-both, label: 10 mg twice daily", "id: ten-both, label: 10 mg")],
    "a word of a chapter": [(FEVERS, "## What was found", "Unheardof words, **twice**.\n\n## What was found")],
    "a title": [(FEVERS, "# Fevers\n", "# Feverish things\n")],
    "a word of a page": [("docs/about.md", "# About\n", "# About\n\nAnother unheardof word {cite:p}`poe-2017`.\n")],
    "a cell": [("notebooks/rashes.md", "\n## Other treatments", f"{CELL}\n## Other treatments")],
    "a claim": [(FEVERS, "In example fever more people", "In example fever many more people")],
    "a reason of a rating": [(RATING, "reason: By the number of people.", "reason: By the number of folk.")],
    "a term": [("data/vocabulary/conditions.yaml", "label: quiet rash", "label: silent rash")],
    "a word of the vocabulary": [("data/vocabulary/adverse-events.yaml", "label: sample itch", "label: an itch")],
    "a short name": [("docs/glossary.md", "  Example fever.", "  Example fever, which is invented.")],
    "a reference": [("references.bib", "An invented trial of", "An invented test of")],
    "an author": [("references.bib", "author = {Roe, R. and Doe, J.}", "author = {Zroe, R. and Doe, J.}")],
    "the day of the evidence": [("data/review.yaml", '"2025-03-01"', '"2025-03-02"')],
}


def swapped(edits: list[tuple[str, str, str]]) -> Edit:
    """Return an edit that puts texts in place of others, or these back where it was made before."""

    def swap(folder: Path) -> None:
        for name, old, new in edits:
            text = (folder / name).read_text(encoding="utf-8")
            assert old in text or new in text, f"{name} holds neither {old!r} nor {new!r}"
            edition = text.replace(new, old) if new in text else text.replace(old, new)
            (folder / name).write_text(edition, encoding="utf-8")

    return swap
