"""A folder that is lent to one test after another comes to each as it was."""

import shutil

from copies import LentFolder


def test_whatever_was_done_to_a_lent_folder_is_taken_back(small, tmp_path):
    """A number of another digit, files and folders that went, came, became one another or may not be read."""
    folder = shutil.copytree(small.folder, tmp_path / "lent")
    lent = LentFolder(folder)
    before = {path: (path.stat().st_mode, path.is_dir() or path.read_bytes()) for path in folder.rglob("*")}
    file = folder / "data/review.yaml"
    file.write_bytes(file.read_bytes()[::-1])
    (folder / "references.bib").chmod(0o400)
    (folder / "docs/about.md").unlink()
    shutil.rmtree(folder / "data/studies")
    (folder / "data/studies").write_text("x")
    (folder / "docs/glossary.md").unlink()
    (folder / "docs/glossary.md").mkdir()
    (folder / "new/one").mkdir(parents=True)
    (folder / "new/one/file").symlink_to(file)
    lent.restore()
    assert {path: (path.stat().st_mode, path.is_dir() or path.read_bytes()) for path in folder.rglob("*")} == before
