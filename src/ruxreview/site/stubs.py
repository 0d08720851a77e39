"""One small source page for each study, so that Sphinx knows its address."""

from __future__ import annotations

from pathlib import Path

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


def page(study: str, title: str) -> str:
    """Return the source of a study's page: its title and the directive that fills it."""
    return f"---\norphan: true\n---\n\n# {escape(title)}\n\n```{{study}} {study}\n```\n"
