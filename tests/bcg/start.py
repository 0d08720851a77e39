"""The review of BCG vaccine, begun as a stranger begins one and filled with its own data."""

import shutil
from pathlib import Path

HERE = Path(__file__).parent
ANSWERS = {
    "title": "BCG vaccine against tuberculosis: a living review",
    "treatment": "BCG vaccine",
    "form": "vaccine",
    "route": "vaccination",
    "control": "no vaccine",
    "groups": "infections: tuberculosis",
    "outcomes": "tuberculosis: lower-is-better: Tuberculosis, as each trial counted it",
}
COMMAND = ["init", "--defaults", *(part for name, answer in ANSWERS.items() for part in ("--set", f"{name}={answer}"))]


def fill(folder: Path) -> Path:
    """Put the review's own data, chapters and references in the place of the example, whose box goes from home."""
    (folder / "data/studies/example-2020.yaml").unlink()
    home = folder / "docs/index.md"
    before, _, box = home.read_text(encoding="utf-8").partition("```{admonition} An example\n")
    home.write_text(before + box.partition("```\n\n")[2], encoding="utf-8")
    return shutil.copytree(HERE, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
