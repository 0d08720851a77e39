"""A checkout without symbolic links, where the folder of chapters is a file that only names it: said in a sentence."""

from __future__ import annotations

from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ConfigError

from livingevidence.record.root import Root, find


def without_links(root: Root) -> str:
    """Return what to do where ``chapters`` of the pages is no folder; empty where it is one."""
    link = root.pages / "chapters"
    if link.is_dir():
        return ""
    found = "is a file, as git writes a link where it may make none" if link.is_file() else "is not there"
    own, chapters = (path.relative_to(root.folder) for path in (link, root.chapters))
    python = f"import pathlib, shutil; pathlib.Path(r'{own}').unlink(True); shutil.copytree(r'{chapters}', r'{own}')"
    return (
        f"{link} {found}, but the site has its chapters there: clone again with `git clone -c core.symlinks=true`, "
        f'or put a copy in its place with `python -c "{python}"` in {root.folder}'
    )


def look(app: Sphinx, config: Config) -> None:
    """Stop before hundreds of pages are read that lead to no chapter."""
    if told := without_links(find(start=Path(app.confdir))):
        raise ConfigError(told)


def setup(app: Sphinx) -> None:
    """Register it."""
    app.connect("config-inited", look)
