"""The manifest of a published folder, and what is told of a folder that differs from it."""

import shutil
import subprocess

import pytest

from livingevidence.cli import main
from livingevidence.history.publish import manifest


def write_version(folder):
    """Make an invented version with its manifest."""
    (folder / "studies").mkdir(parents=True)
    for name in ("index.html", "studies/b.html", "studies/a b.html", ".hidden", "Z.txt"):
        (folder / name).write_text(f"invented {name}\n", encoding="utf-8")
    manifest.write_manifest(folder)
    return folder


@pytest.fixture
def folder(tmp_path):
    """Return an invented version."""
    return write_version(tmp_path / "2031.1.0")


@pytest.fixture
def site(folder):
    """Return a whole invented site of one version."""
    root = folder.parent
    (root / "versions.js").write_text("invented", encoding="utf-8")
    manifest.write_manifest(root)
    return root


def test_sha256sum_reads_it(folder):
    """The manifest is one that sha256sum checks; each file is in it, in order, but itself."""
    process = subprocess.run(["sha256sum", "--check", "--strict", manifest.NAME], cwd=folder, capture_output=True)
    assert process.returncode == 0, process.stderr
    names = [line.split("  ", 1)[1] for line in (folder / manifest.NAME).read_text(encoding="utf-8").splitlines()]
    assert names == [".hidden", "Z.txt", "index.html", "studies/a b.html", "studies/b.html"]


def test_every_difference_is_told(folder, capsys):
    """Each file that changed, is missing or was added is told, and nothing else; the exit code is 1."""
    (folder / "index.html").write_text("spoilt", encoding="utf-8")
    (folder / "studies/b.html").unlink()
    (folder / "studies/new.html").touch()
    assert main(["verify", str(folder)]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "changed  index.html",
        "missing  studies/b.html",
        "added    studies/new.html",
        "3 differences from the manifest",
    ]


def test_a_whole_site_is_verified_by_version(site, capsys):
    """The manifest of a site covers every file of every version."""
    assert main(["verify", str(site)]) == 0
    (site / "2031.1.0/index.html").write_text("spoilt", encoding="utf-8")
    (site / "versions.js").unlink()
    assert main(["verify", str(site)]) == 1
    assert capsys.readouterr().out.splitlines()[1:3] == ["changed  2031.1.0/index.html", "missing  versions.js"]


def test_a_version_that_is_exchanged_or_gone_is_told(site):
    """A version with a manifest that fits it, but is not the published one, is told by the root's, and one renamed."""
    (site / "2031.1.0/index.html").write_text("forged", encoding="utf-8")
    manifest.write_manifest(site / "2031.1.0")
    assert manifest.differences(site) == [("changed", "2031.1.0/SHA256SUMS"), ("changed", "2031.1.0/index.html")]
    (site / "2031.1.0").rename(site / "2031.2.0")
    differences = manifest.differences(site)
    assert ("missing", "2031.1.0/index.html") in differences and ("added", "2031.2.0/index.html") in differences


def test_a_rebuilt_version_is_held_to_the_published_manifest(folder, tmp_path, capsys):
    """A folder without a manifest is held to one that is given."""
    published = shutil.copy(folder / manifest.NAME, tmp_path / "published")
    (folder / manifest.NAME).unlink()
    assert main(["verify", str(folder), "--manifest", str(published)]) == 0
    assert capsys.readouterr().out == "every file is as the manifest says\n"
    assert main(["verify", str(folder)]) == 2
    assert "SHA256SUMS can't be read: No such file or directory" in capsys.readouterr().err


@pytest.mark.parametrize("line", ["spoilt", "0" * 64 + "  /etc/invented", "0" * 64 + "  studies/../../invented"])
def test_a_spoilt_manifest_is_refused(folder, capsys, line):
    """A line that is no sum, or leads out of the folder, is told with its number; the exit code is 2."""
    with (folder / manifest.NAME).open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    assert main(["verify", str(folder)]) == 2
    assert "SHA256SUMS, line 6: not a SHA-256 sum" in capsys.readouterr().err


def test_an_empty_manifest_verifies_nothing(folder, tmp_path, capsys):
    """A manifest that names no file is told, for a whole folder and for an empty one; the exit code is 2."""
    (folder / manifest.NAME).write_text("", encoding="utf-8")
    assert main(["verify", str(folder)]) == 2
    (tmp_path / "empty").mkdir()
    assert main(["verify", str(tmp_path / "empty"), "--manifest", str(folder / manifest.NAME)]) == 2
    assert capsys.readouterr().err.count("names no file") == 2
    with pytest.raises(SystemExit) as error:
        main(["verify", str(tmp_path / "none")])
    assert error.value.code == 2
