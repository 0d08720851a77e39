"""One small source page for each study, so that Sphinx knows its address."""

from __future__ import annotations

from pathlib import Path

from sphinx.application import Sphinx

from ruxreview.evidence import Evidence
from ruxreview.text import escape


def write(evidence: Evidence, docs: Path | str) -> None:
    """Write ``docs/studies/<id>.md`` where it is missing or differs, and remove pages of no study."""
    folder = Path(docs) / "studies"
    folder.mkdir(exist_ok=True)
    wanted = {folder / f"{study.id}.md": page(study.id, study.title) for study in evidence.records.values()}
    for old in set(folder.glob("*.md")) - set(wanted) - {folder / "index.md"}:
        old.unlink()
    for path, text in wanted.items():
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def remove_pages_of_no_study(app: Sphinx, error: Exception | None) -> None:
    """Take pages of studies that are gone out of the built site."""
    if error is None and app.builder.format == "html":
        for path in (Path(app.outdir) / "studies").glob("*.html"):
            if f"studies/{path.stem}" not in app.env.found_docs:
                path.unlink()


def page(study: str, title: str) -> str:
    """Return the source of a study's page: its title and the directive that fills it."""
    return f"---\norphan: true\n---\n\n# {escape(title)}\n\n```{{study}} {study}\n```\n"
