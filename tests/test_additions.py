"""A new study of each kind enters the live review by its record, its reference and a word on where it is told."""

import shutil
from pathlib import Path

from livingevidence.evidence.evidence import Evidence
from livingevidence.record.check import check, check_texts
from livingevidence.record.library import load_library
from livingevidence.results.compute import compute

ADDITIONS = Path(__file__).parent / "additions"


def add(folder: Path, bibliography: Path) -> list[str]:
    """Add the invented studies to a data folder, and return their ids."""
    studies = sorted((ADDITIONS / "studies").glob("*.yaml"))
    for path in studies:
        shutil.copy(path, folder / "studies")
    for name, path in (("left-out.yaml", folder / "left-out.yaml"), ("references.bib", bibliography)):
        addition = (ADDITIONS / name).read_text(encoding="utf-8")
        path.write_text(f"{path.read_text(encoding='utf-8').rstrip()}\n\n{addition}", encoding="utf-8")
    return [path.stem for path in studies]


def test_a_new_study_of_each_kind_passes_the_check(evidence, full_copy):
    """A trial, a series, a report and a review bring no problem to records or chapters, and each is counted."""
    names = add(full_copy.folder, full_copy.file("references.bib"))
    library = load_library(full_copy.review)
    assert [*check(library), *check_texts(library)] == []
    before, after = (compute(state)["all.studies"].value for state in (evidence, Evidence(library)))
    assert after == before + len(names)
