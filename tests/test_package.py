"""What is handed on: the source archive holds all that git keeps and builds itself, the wheel works anywhere."""

import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from pathlib import Path

import pytest

from live import REVIEW
from livingevidence.history.git import extract

ROOT = REVIEW.folder


def run(*command: object, cwd: Path, **env: str) -> subprocess.CompletedProcess:
    """Run a command with nothing of a surrounding git or import path; it must end well."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PYTHONPATH", "REVIEW_"))
    }
    process = subprocess.run([*map(str, command)], cwd=cwd, env=environment | env, capture_output=True, text=True)
    assert process.returncode == 0, process.stdout + process.stderr
    return process


@pytest.fixture(scope="module")
def tracked() -> list[str]:
    """Return what git keeps; in an unpacked archive, which has no git, what is there."""
    if not (ROOT / ".git").exists():
        pytest.skip("no git here to ask")
    return run("git", "ls-files", "-z", cwd=ROOT).stdout.rstrip("\0").split("\0")


@pytest.fixture(scope="module")
def archives(tmp_path_factory, tracked) -> Path:
    """Return a folder with source archives of review and engine, of what git keeps, and the wheels built from them."""
    folder = tmp_path_factory.mktemp("package")
    for name in tracked:
        if (ROOT / name).exists():
            (folder / "tree" / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / "tree" / name, follow_symlinks=False)
    uv = ["uv", "build", "--offline", "--no-build-isolation", f"--python={sys.executable}"]
    for tree in (folder / "tree", folder / "tree/src"):
        run(*uv, f"--out-dir={folder}", tree, cwd=folder)
        run(*uv, "--wheel", f"--out-dir={folder / 'straight'}", tree, cwd=folder)
    return folder


@pytest.fixture(scope="module")
def unpacked(archives) -> Path:
    """Return the folder that the source archive unpacks to."""
    (archive,) = archives.glob("ruxreview-*.tar.gz")
    with tarfile.open(archive) as tar:
        extract(tar, archives / "sdist")
    return archives / "sdist" / archive.name.removesuffix(".tar.gz")


def test_the_source_archive_holds_what_git_keeps(archives, unpacked, tracked):
    """Each file that git keeps is in it, byte for byte, and nothing else but the description of the package."""
    files = {name: ROOT / name for name in tracked if (ROOT / name).is_file()}
    packed = {p.relative_to(unpacked).as_posix(): p for p in unpacked.rglob("*") if p.is_file()}
    assert [name for name in files if name not in packed or files[name].read_bytes() != packed[name].read_bytes()] == []
    assert set(packed) - set(files) == {"PKG-INFO"}


@pytest.mark.parametrize("name", ["ruxreview", "livingevidence"])
def test_a_wheel_of_the_checkout_is_that_of_the_archive(archives, name):
    """Where it is built from makes no difference to what a wheel holds."""
    from_archive, from_checkout = (
        zipfile.ZipFile(next(folder.glob(f"{name}-*.whl"))) for folder in (archives, archives / "straight")
    )
    assert sorted(from_archive.namelist()) == sorted(from_checkout.namelist())


def test_each_wheel_holds_its_own_package_alone(archives):
    """Neither carries a file of the other, and that of the review asks for the engine."""
    folders = {}
    for name in ("ruxreview", "livingevidence"):
        wheel = zipfile.ZipFile(next(archives.glob(f"{name}-*.whl")))
        folders[name] = {path.partition("/")[0] for path in wheel.namelist()}
        (about,) = (path for path in wheel.namelist() if path.endswith(".dist-info/METADATA"))
        needs = [line for line in wheel.read(about).decode().splitlines() if line.startswith("Requires-Dist: living")]
        assert needs == (["Requires-Dist: livingevidence<2,>=1"] if name == "ruxreview" else [])
    assert all(all(top.startswith(name) for top in tops) for name, tops in folders.items())


def test_the_source_archive_is_of_the_same_version(unpacked):
    """What makes the site is whole in it, so it says the same version as the tree that it was made of."""
    imports = "from livingevidence.record.root import find; from livingevidence.record.release import version_of as v"
    command = [sys.executable, "-c", f"{imports}; print(v(find()))"]
    versions = [run(*command, cwd=tree, PYTHONPATH=str(tree / "src")).stdout for tree in (ROOT, unpacked)]
    assert versions[0] == versions[1] != ""


def test_the_source_archive_can_be_configured(unpacked):
    """The settings of Sphinx are read there, which look for the review and digest its code."""
    code = "import runpy; print(runpy.run_path('docs/conf.py')['nb_execution_cache_path'])"
    assert run(sys.executable, "-c", code, cwd=unpacked, PYTHONPATH=str(unpacked / "src")).stdout.strip()


@pytest.mark.slow
@pytest.mark.skipif("REVIEW_PACKAGE" not in os.environ, reason="builds a whole site: set REVIEW_PACKAGE to run it")
def test_the_source_archive_builds_its_site(unpacked):
    """The strict build runs in it as in a checkout."""
    strict = ["-n", "-T", "-W", "--keep-going", "-E", "-q"]
    run("sphinx-build", *strict, "docs", "build/html", cwd=unpacked, PYTHONPATH=str(unpacked / "src"))
    assert (unpacked / "build/html/chapters/timeline.html").is_file()


@pytest.fixture(scope="module")
def programs(archives) -> Path:
    """Return the programs of an environment that has both wheels, and of the rest what this environment has."""
    wheels = sorted(archives.glob("*.whl"))
    run("uv", "venv", "--offline", f"--python={sys.executable}", archives / "venv", cwd=archives)
    programs = next(path for path in (archives / "venv/bin", archives / "venv/Scripts") if path.is_dir())
    run("uv", "pip", "install", "--offline", "--no-deps", f"--python={programs / 'python'}", *wheels, cwd=archives)
    return programs


@pytest.mark.parametrize(("command", "words"), [(["check"], "no problem"), (["export", "out"], " files in out")])
def test_the_wheel_works_in_an_empty_folder(programs, tmp_path, command, words):
    """The installed command checks the review of its wheel, judges its claims and exports both."""
    assert words in run(programs / "ruxreview", *command, cwd=tmp_path, PYTHONPATH=sysconfig.get_path("purelib")).stdout


def test_the_wheel_carries_every_source_of_claims(programs, tmp_path):
    """Its places are all inside the package, chapters and pages too, with the texts of the project."""
    imports = "from livingevidence.record.root import find; import ruxreview; r = find(ruxreview.PACKAGE)"
    code = f"{imports}; print(r.installed, r.data.parent, *(p.name for p in r.texts))"
    output = run(programs / "python", "-c", code, cwd=tmp_path, PYTHONPATH=sysconfig.get_path("purelib")).stdout.split()
    assert output[0] == "True" and Path(output[1]).is_relative_to(programs.parent)
    assert output[2:] == [path.name for path in REVIEW.texts]
