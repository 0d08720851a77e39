"""One small source page for each study and each condition, so that Sphinx knows its address."""

from __future__ import annotations

from pathlib import Path

from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

from livingevidence.evidence.evidence import Evidence
from livingevidence.record.problems import nearest
from livingevidence.record.text import escape
from livingevidence.site.conditions import with_pages

FOLDERS = ("studies", "conditions")


def write(evidence: Evidence, docs: Path | str) -> None:
    """Write ``docs/studies/<id>.md`` and ``docs/conditions/<id>.md`` where missing or other, and remove stale ones.

    Raises
    ------
    sphinx.errors.ExtensionError
        If there are words of an editor on no condition that has a page.
    """
    docs, terms = Path(docs), with_pages(evidence)
    words = evidence.library.root.data / "conditions"  # of editors, <condition>.md in MyST; none need be there
    wanted = {docs / f"studies/{study.id}.md": page(study.id, study.title) for study in evidence.records.values()}
    said = {path.stem: path.read_text(encoding="utf-8") for path in sorted(words.glob("*.md"))}
    for name in said.keys() - terms:
        raise ExtensionError(f"{words / name}.md: no condition has this name; near is '{nearest(name, terms)}'")
    for name, term in terms.items():
        wanted[docs / f"conditions/{name}.md"] = condition_page(name, term.label, said.get(name, ""))
    for folder in FOLDERS:
        (docs / folder).mkdir(exist_ok=True)
        for old in set((docs / folder).glob("*.md")) - set(wanted) - {docs / folder / "index.md"}:
            old.unlink()
    for path, text in wanted.items():
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def remove_stale_pages(app: Sphinx, error: Exception | None) -> None:
    """Take pages of studies and conditions that are gone out of the built site."""
    if error is None and app.builder.format == "html":
        for path in (path for folder in FOLDERS for path in (Path(app.outdir) / folder).glob("*.html")):
            if f"{path.parent.name}/{path.stem}" not in app.env.found_docs:
                path.unlink()


def page(study: str, title: str) -> str:
    """Return the source of a study's page: its title and the directive that fills it."""
    return f"---\norphan: true\n---\n\n# {escape(title)}\n\n```{{study}} {study}\n```\n"


def condition_page(condition: str, label: str, words: str = "") -> str:
    """Return the source of a condition's page; the words of an editor are the content of its directive."""
    fence = ":" * 12  # longer than any fence in the words
    title = escape(label[0].upper() + label[1:])
    return f"---\norphan: true\n---\n\n# {title}\n\n{fence}{{condition}} {condition}\n{words.strip()}\n{fence}\n"
