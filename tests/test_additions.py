"""A new study of each kind enters the live review by its record and its entry in the bibliography alone."""

from __future__ import annotations

import shutil
from pathlib import Path

from livingevidence.results.compute import compute

ADDITIONS = Path(__file__).parent / "additions"


def add(folder: Path, bibliography: Path) -> list[str]:
    """Add the invented studies to a data folder, and return their ids."""
    studies = sorted(ADDITIONS.glob("*.yaml"))
    for path in studies:
        shutil.copy(path, folder / "studies")
    entries = (ADDITIONS / "references.bib").read_text(encoding="utf-8")
    bibliography.write_text(bibliography.read_text(encoding="utf-8") + "\n" + entries, encoding="utf-8")
    return [path.stem for path in studies]


def test_a_new_study_of_each_kind_passes_the_check(full_copy):
    """A trial, a series, a report and a review bring no problem, and each is counted."""
    before = compute(full_copy.evidence())["all.studies"].value
    added = add(full_copy.folder, full_copy.file("references.bib"))
    assert full_copy.problems() == []
    assert compute(full_copy.evidence())["all.studies"].value == before + len(added)
