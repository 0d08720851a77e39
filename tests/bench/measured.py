"""Where measured tables and drawings are kept, for the pages that show them."""

import csv
import io
import re
from collections.abc import Sequence
from pathlib import Path

from matplotlib.figure import Figure

from livingevidence.show.figures.drawing import BRAND, INK, STYLE

FOLDER = Path(__file__).parents[2] / "docs" / "measured"
LOOK = {**STYLE, "axes.spines.left": True}


def keep(name: str, rows: Sequence[Sequence[object]]) -> None:
    """Keep a table, its heads first, and print it."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(
        [cell if cell not in ("", None) else "–" for cell in row] for row in rows
    )
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{name}.csv").write_text(text.getvalue(), encoding="utf-8")
    print(text.getvalue())


def draw(name: str, figure: Figure, alt: str) -> None:
    """Keep a drawing in the colours of the text around it."""
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    text = buffer.getvalue()
    text = re.sub(r"<metadata>.*?</metadata>", "", text[text.index("<svg ") :], flags=re.DOTALL)
    text = re.sub(r' (?:width|height)="[^"]*pt"', "", text, count=2)
    text = re.sub(r'(\bid="|href="#|url\(#)', rf"\g<1>{name}-", text)
    text = text.replace("<svg ", f'<svg role="img" style="max-width: 32rem" aria-label="{alt}" ', 1)
    text = text.replace(INK, "currentColor").replace(BRAND, "var(--color-brand-primary)")
    (FOLDER / f"{name}.svg").write_text(text, encoding="utf-8")
