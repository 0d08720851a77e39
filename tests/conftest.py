"""What all tests share: the evidence, and copies of a review that a test may spoil.

Most tests read the invented review in ``tests/review``; what reads the live one holds nothing that a valid new study
changes.
"""

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from copies import DataCopy, LentFolder
from live import REVIEW as LIVE
from livingevidence.evidence.evidence import Evidence as AnyEvidence
from livingevidence.history.git import without_hook_variables
from livingevidence.record.root import Root, nearest_root
from ruxreview import Evidence

# What git sets for its hooks outranks every folder that a test names: without this a run of the tests in a hook would
# write into the repository of the hook.
for _name in os.environ.keys() - without_hook_variables(os.environ).keys():
    del os.environ[_name]

REVIEW = Path(__file__).parent / "review"
BROWSER = Path(__file__).parent / "browser"

# Times differ between machines; a slow one is no failure.
settings.register_profile("tests", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
settings.load_profile("tests")


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Root:
    """Return a copy of the invented review, which nobody may change."""
    return nearest_root(shutil.copytree(REVIEW, tmp_path_factory.mktemp("review") / "review"))


@pytest.fixture(scope="session")
def small_evidence(small: Root) -> AnyEvidence:
    """Return the evidence of the invented review, checked."""
    return AnyEvidence.at(small)


@pytest.fixture(scope="session")
def _small_lent(tmp_path_factory: pytest.TempPathFactory) -> LentFolder:
    return LentFolder(shutil.copytree(REVIEW, tmp_path_factory.mktemp("small") / "review"))


@pytest.fixture
def small_copy(_small_lent: LentFolder) -> DataCopy:
    """Return a copy of the invented review that a test may change."""
    root = nearest_root(_small_lent.restore())
    return DataCopy(root.data, root)


@pytest.fixture
def inside(small_copy: DataCopy, monkeypatch: pytest.MonkeyPatch) -> DataCopy:
    """Return a copy of the small review, in whose folder commands run."""
    monkeypatch.chdir(small_copy.review.folder)
    return small_copy


@pytest.fixture(scope="session")
def evidence() -> Evidence:
    """Return the project's own evidence, checked."""
    return Evidence.load()


@pytest.fixture(scope="session")
def _full_lent(tmp_path_factory: pytest.TempPathFactory) -> LentFolder:
    data = shutil.copytree(LIVE.data, tmp_path_factory.mktemp("full") / "all")
    shutil.copy(LIVE.bibliography, data / "references.bib")
    return LentFolder(data)


@pytest.fixture
def full_copy(_full_lent: LentFolder) -> DataCopy:
    """Return a copy of all data, bibliography included, that a test may change."""
    data = _full_lent.restore()
    return DataCopy(data, LIVE.with_data(data))


SLOW = (
    "test_fresh",
    "test_build",
    "test_changed",
    "test_budgets",
    "test_year",
    "test_coverage",
    "test_release",
    "test_versions",
    "test_package",
    "test_bcg",
    "test_diff",
    "test_rules",
    "test_start",
    "test_whole_site",
)
"""The modules that take longest, in this order; one of them at the end would keep one worker alone."""

BUILDING = ("fresh", "build", "changed", "budgets", "halves", "start", "stopped", "whole_site")
"""The modules that share one built site and the process that builds; two workers would each make both."""


@pytest.hookimpl(optionalhook=True)  # without xdist nobody asks
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """With --dist=loadfile give a module to one worker, and all that build to the same."""
    from xdist.scheduler import LoadFileScheduling

    class Scheduling(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = super()._split_scope(nodeid)
            return "building" if Path(file).stem.removeprefix("test_") in BUILDING else file

    return Scheduling(config, log) if config.option.dist == "loadfile" else None


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave the tests that need Chromium and a built site to ``nox -s browser``, unless they are asked for."""
    paths = [Path(argument.split("::")[0]).absolute() for argument in config.args]
    return True if collection_path == BROWSER and not any(p.is_relative_to(BROWSER) for p in paths) else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the slow ones; with --dist=loadfile each module has one worker."""
    items.sort(key=lambda item: SLOW.index(item.path.stem) if item.path.stem in SLOW else len(SLOW))
