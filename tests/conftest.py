"""What all tests share: the real evidence, and copies of the data that a test may spoil."""

from __future__ import annotations

import datetime
import re
import shutil
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, settings

from live import DATA, bibliography_of, load_library
from livingevidence.record.check import check
from livingevidence.record.problems import Problem
from livingevidence.record.reading import read
from rulebook import RATING, RISK
from ruxreview import Evidence

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


class DataCopy:
    """A copy of the data that a test may change.

    A file is named by its study, or with its folder: ``hwang-2024``, ``vocabulary/routes``.
    """

    def __init__(self, folder: Path):
        self.folder = folder

    def file(self, name: str) -> Path:
        """Return the path of a file."""
        if name.endswith((".yaml", ".yml", ".bib")):
            return self.folder / name
        return self.folder / (f"{name}.yaml" if "/" in name else f"studies/{name}.yaml")

    def edit(self, name: str, path: str, value: object) -> None:
        """Set a field, such as ``outcomes[0].events``; one behind the end of a list is added to it."""
        data, holder, last = self._at(name, path)
        if isinstance(holder, list) and last == len(holder):
            holder.append(value)
        else:
            holder[last] = value
        self._dump(name, data)

    def remove(self, name: str, path: str) -> None:
        """Delete a field, which must be there."""
        data, holder, last = self._at(name, path)
        del holder[last]
        self._dump(name, data)

    def replace(self, name: str, old: str, new: str) -> None:
        """Replace text that stands in a file."""
        text = self.file(name).read_text(encoding="utf-8")
        assert old in text, f"{name} does not hold {old!r}"
        self.file(name).write_text(text.replace(old, new), encoding="utf-8")

    def write(self, name: str, content: bytes | str) -> Path:
        """Write a whole file and return its path."""
        path = self.file(name)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def problems(self, today: datetime.date | None = None) -> list[Problem]:
        """Return every problem of the copy."""
        return check(load_library(self.folder, today))

    def line(self, problem: Problem) -> str:
        """Return the line to which a problem points."""
        return Path(problem.file).read_text(encoding="utf-8").splitlines()[problem.line - 1]

    def _at(self, name, path):
        data = holder = read(self.file(name)).data
        steps = [int(s) if s.isdigit() else s for s in re.findall(r"[^.\[\]]+", path)]
        for step in steps[:-1]:
            holder = holder[step]
        return data, holder, steps[-1]

    def _dump(self, name, data):
        text = yaml.dump(data, Dumper=_Plain, sort_keys=False, allow_unicode=True)
        self.file(name).write_text(text, encoding="utf-8")


class _Plain(yaml.SafeDumper):
    def increase_indent(self, flow=False, indentless=False):
        return super().increase_indent(flow, False)

    def ignore_aliases(self, data):
        return True


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
    copy._dump("left-out.yaml", left_out)
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
def judged(data_copy):
    """Return a copy with one invented judgement of each kind, which keeps all rules."""
    for folder in ("risk-of-bias", "certainty"):
        (data_copy.folder / "appraisal" / folder).mkdir(parents=True)
    shutil.copy(DATA / "appraisal/tools.yaml", data_copy.folder / "appraisal")
    keys = {"sterne-2016", "sterne-2019", "munn-2020", "jbi-2017"}
    entries = (DATA.parents[2] / "references.bib").read_text(encoding="utf-8").split("\n\n")
    wanted = [entry for entry in entries if any(entry.strip().split("{", 1)[-1].startswith(f"{key},") for key in keys)]
    bib = data_copy.file("references.bib")
    bib.write_text("\n\n".join([bib.read_text(encoding="utf-8"), *wanted]), encoding="utf-8")
    place = {"judgement": "some-concerns", "reason": "Invented.", "source": "S4", "locator": "invented place"}
    domains = ("randomisation", "carry-over", "deviations", "missing-data", "measurement", "selection")
    rows = [row["id"] for row in data_copy._at("brumfiel-2022", "outcomes")[0]["outcomes"]][:1]
    data_copy._dump(
        RISK,
        {
            "study": "brumfiel-2022",
            "tool": "rob2-within-person",
            "rows": rows,
            "made_from": "abstract",
            "domains": {name: dict(place) for name in domains},
            "overall": {"judgement": "high", "reason": "Invented."},
            "signed": [{"role": "first reader", "date": "2001-01-01", "digest": "0123456789abcdef"}],
        },
    )
    step = {"by": 0, "reason": "Invented."}
    down = ("risk_of_bias", "inconsistency", "indirectness", "imprecision", "publication_bias")
    up = ("large_effect", "dose_response", "opposing_confounding")
    data_copy._dump(
        RATING,
        {
            "condition": "lichen-planus",
            "kind": "benefit",
            "outcome": "an invented outcome",
            "comparison": "none",
            "rows": [f"brumfiel-2022/{rows[0]}"],
            "risk_of_bias": ["brumfiel-2022"],
            "means": "Invented.",
            "down": {name: dict(step) for name in down},
            "up": {name: dict(step) for name in up},
            "signed": [{"role": "first reader", "date": "2001-01-01", "digest": "0123456789abcdef"}],
        },
    )
    return data_copy


@pytest.fixture
def full_copy(tmp_path: Path) -> DataCopy:
    """Return a copy of all data, bibliography included."""
    shutil.copytree(DATA, tmp_path / "all")
    shutil.copy(bibliography_of(DATA), tmp_path / "all" / "references.bib")
    return DataCopy(tmp_path / "all")


SITES = ("test_site", "test_rebuild", "test_reproducible")  # modules that build sites, which take longest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the sites; with --dist=loadfile each of their modules has a worker of its own."""
    items.sort(key=lambda item: item.module.__name__ not in SITES)
