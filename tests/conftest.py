"""What all tests share: the evidence, and copies of a review that a test may spoil.

Most tests read the invented review in ``tests/review``; what reads the live one holds nothing that a valid new study
changes.
"""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from copies import DataCopy
from live import DATA, bibliography_of
from livingevidence.evidence.evidence import Evidence as AnyEvidence
from livingevidence.history.git import outside
from livingevidence.record.reading import read
from livingevidence.record.root import Root, nearest
from ruxreview import Evidence

# What git sets for its hooks outranks every folder that a test names: without this a run of the tests in a hook would
# write into the repository of the hook.
for _name in os.environ.keys() - outside(os.environ).keys():
    del os.environ[_name]

REVIEW = Path(__file__).parent / "review"
BROWSER = Path(__file__).parent / "browser"

# Times differ between machines; a slow one is no failure.
settings.register_profile("tests", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
settings.load_profile("tests")

# A trial, a case series, a case report, two studies with the same people (one a review), a randomised
# trial with a contrast, and a pooled record of two trials.
STUDIES = (
    "abduelmula-2023", "bayart-2017", "brumfiel-2022", "gorham-2023", "hwang-2024", "mikhaylov-2023",
    "papp-2021",
)  # fmt: skip
METHODS = "akl-2024"  # an entry that no study reports, kept by its keyword


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Root:
    """Return a copy of the invented review, which nobody may change."""
    return nearest(shutil.copytree(REVIEW, tmp_path_factory.mktemp("review") / "review"))


@pytest.fixture(scope="session")
def small_evidence(small: Root) -> AnyEvidence:
    """Return the evidence of the invented review, checked."""
    return AnyEvidence.at(small)


@pytest.fixture
def small_copy(small: Root, tmp_path: Path) -> DataCopy:
    """Return a copy of the invented review that a test may change."""
    root = nearest(shutil.copytree(small.folder, tmp_path / "review"))
    return DataCopy(root.data, root)


@pytest.fixture(scope="session")
def evidence() -> Evidence:
    """Return the project's own evidence, checked."""
    return Evidence.load()


@pytest.fixture(scope="session")
def small_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data folder of a few studies that is whole in itself; nobody may change it."""
    folder = tmp_path_factory.mktemp("small") / "data"
    (folder / "studies").mkdir(parents=True)
    for part in ("vocabulary", "checklists"):
        shutil.copytree(DATA / part, folder / part)
    for name in STUDIES:
        shutil.copy(DATA / "studies" / f"{name}.yaml", folder / "studies")
    copy, keys = DataCopy(folder), {METHODS}
    for name in STUDIES:
        record = read(copy.file(name)).data
        keys |= {report["key"] for report in record["reports"]}
        kept = [item for item in record.get("overlaps", []) if item["study"] in STUDIES]
        if kept != record.get("overlaps", []):
            copy.edit(name, "overlaps", kept)
        for table in ("outcomes", "adverse_events"):
            for i, row in enumerate(record.get(table, [])):
                for j, reading in enumerate(row.get("second_readings", [])):
                    if "printed" in reading:  # so that a spoilt number breaks the one rule under test
                        copy.remove(name, f"{table}[{i}].second_readings[{j}].printed")
    for part in ("review.yaml", "topic.yaml", "protocol.yaml", "release.yaml"):
        shutil.copy(DATA / part, folder)
    left_out = [item for item in read(DATA / "left-out.yaml").data if item["study"] in STUDIES]
    copy.dump("left-out.yaml", left_out)
    entries = re.split(r"^(?=@)", bibliography_of(DATA).read_text(encoding="utf-8"), flags=re.M)
    cut = [entry for entry in entries if re.match(rf"@\w+{{({'|'.join(keys)}),", entry)]
    copy.write("references.bib", "".join(cut))
    return folder


@pytest.fixture
def data_copy(small_data: Path, tmp_path: Path) -> DataCopy:
    """Return a copy of a few studies, with the vocabulary and a bibliography cut to them."""
    shutil.copytree(small_data, tmp_path / "data")
    return DataCopy(tmp_path / "data")


@pytest.fixture
def full_copy(tmp_path: Path) -> DataCopy:
    """Return a copy of all data, bibliography included."""
    shutil.copytree(DATA, tmp_path / "all")
    shutil.copy(bibliography_of(DATA), tmp_path / "all" / "references.bib")
    return DataCopy(tmp_path / "all")


SITES = ("test_build", "test_whole_site")  # modules that build sites, which take longest


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave the tests that need Chromium and a built site to ``nox -s browser``, unless they are asked for."""
    asked = [Path(argument.split("::")[0]).absolute() for argument in config.args]
    return True if collection_path == BROWSER and not any(p.is_relative_to(BROWSER) for p in asked) else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the sites; with --dist=loadfile each of their modules has a worker of its own."""
    items.sort(key=lambda item: item.path.stem not in SITES)
