"""Copies of the project that a test may change and build."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import yaml
from bs4 import BeautifulSoup

from live import REVIEW
from livingevidence.claims.base import Claim
from livingevidence.claims.directive import REPEATED
from livingevidence.claims.directive import read as read_claims
from livingevidence.record.reading import read
from ruxreview import Evidence

ROOT = Path(__file__).parent.parent
PARTS = ("docs", "notebooks", "src", "references.bib", "uv.lock", "CONTRIBUTING.md", "pyproject.toml")
BLOCK = re.compile(r"^```\{claim\} (?P<id>\S+)\n.*?^```\n", re.DOTALL | re.MULTILINE)
STRICT = ("-n", "-T", "-W", "--keep-going", "-E")


class Project:
    """A copy of the project in a folder of its own."""

    def __init__(self, folder: Path):
        self.folder = folder
        folder.mkdir()
        for part in PARTS:
            if (ROOT / part).is_dir():
                shutil.copytree(ROOT / part, folder / part, symlinks=True, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(ROOT / part, folder / part)
        self.data = folder / "src/ruxreview/data"
        self.html = folder / "build/html"

    def keep(self, chapter: str) -> Project:
        """Keep one chapter with the studies of its group, and drop what leads to others, so that a build is quick."""
        studies = needed(chapter)
        others = [path for path in (self.folder / "notebooks").glob("*.md") if path.stem != chapter]
        labels = {
            label for path in others for label in re.findall(r"^\((.+)\)=$", path.read_text(encoding="utf-8"), re.M)
        }
        for path in others:
            path.unlink()
        gone = re.compile("|".join(rf"chapters/{path.stem}\b" for path in others))
        for page in (self.folder / "docs").glob("*.md"):
            lines = page.read_text(encoding="utf-8").splitlines(keepends=True)
            page.write_text("".join(line for line in lines if not gone.search(line)), encoding="utf-8")
        self._drop_claims(chapter)
        for page in [self.folder / f"notebooks/{chapter}.md", *(self.folder / "docs").glob("*.md")]:
            text = page.read_text(encoding="utf-8")
            for label in labels:
                text = re.sub(rf"\{{ref\}}`([^`<]*) <{label}>`", r"\1", text)
            page.write_text(text, encoding="utf-8")
        keys = set()
        for path in (self.data / "studies").glob("*.yaml"):
            if path.stem not in studies:
                path.unlink()
                continue
            record = read(path).data
            keys |= {report["key"] for report in record["reports"]}
            record["overlaps"] = [item for item in record.get("overlaps", []) if item["study"] in studies]
            for row in record.get("adverse_events", []):
                if row.get("duplicate_of") not in studies:
                    row.pop("duplicate_of", None)
            self.write(path, record)
        for page in (self.folder / "docs/studies").glob("*.md"):
            if page.stem not in studies | {"index"}:
                page.unlink()
        path = self.data / "left-out.yaml"
        self.write(path, [item for item in read(path).data if item["study"] in studies])
        self._drop_judgements(studies)
        for path in (self.data / "checklists").glob("*.yaml"):
            record = read(path).data
            for item in record["items"]:
                if any(gone.search(target) for target in item.get("met", [])):
                    item.pop("met"), item.pop("how")
                    item["not_yet"] = "Its page is not in this copy."
            self.write(path, record)
        bib = self.folder / "references.bib"
        entries = re.split(r"^(?=@)", bib.read_text(encoding="utf-8"), flags=re.M)
        kept = [e for e in entries if "keywords = {methods}" in e or re.match(rf"@\w+{{({'|'.join(keys)}),", e)]
        bib.write_text("".join(kept), encoding="utf-8")
        return self

    def _drop_claims(self, chapter: str) -> None:
        """Drop the claims of other pages, and the lines that repeat them; the others stand in the chapter itself."""
        kept, path = kept_claims(chapter), self.folder / f"notebooks/{chapter}.md"
        gone = set(read_claims(REVIEW).claims) - set(kept)
        for page in (self.folder / "docs").glob("*.md"):
            text = BLOCK.sub(lambda found: "" if found["id"] in gone else found[0], page.read_text(encoding="utf-8"))
            left = (line for line in text.splitlines(keepends=True) if gone.isdisjoint(REPEATED.findall(line)))
            page.write_text("".join(left), encoding="utf-8")
        elsewhere = [name for name, claim in kept.items() if claim.file.startswith("notebooks/")]
        blocks = [block_of(name) for name in elsewhere if kept[name].file != f"notebooks/{chapter}.md"]
        text = path.read_text(encoding="utf-8")
        path.write_text("\n".join([text, *blocks]), encoding="utf-8")

    def _drop_judgements(self, studies: set[str]) -> None:
        """Drop judgements of studies that are gone, and what stands beside them."""
        risks = self.data / "appraisal/risk-of-bias"
        for path in risks.glob("*.yaml"):
            if read(path).data["study"] not in studies:
                path.unlink()
        left = {path.stem for path in risks.glob("*.yaml")}
        for path in (self.data / "appraisal/certainty").glob("*.yaml"):
            record = read(path).data
            named = {row.partition("#")[0] for row in record["rows"]}
            if not named <= studies or not set(record.get("risk_of_bias", [])) <= left:
                path.unlink()
        path = self.data / "comparators.yaml"
        kept = []
        for item in read(path).data:
            rows = item.get("vehicle", []) + item.get("natural_history", [])
            named = {row.partition("#")[0] for row in rows} | {told["study"] for told in item.get("told", [])}
            if named <= studies:
                kept.append(item)
        self.write(path, kept)

    @staticmethod
    def write(path: Path, data: object) -> None:
        """Write YAML."""
        path.write_text(yaml.safe_dump(data, sort_keys=False, allow_unicode=True), encoding="utf-8")

    def study(self, name: str) -> Path:
        """Return the file of a study."""
        return self.data / "studies" / f"{name}.yaml"

    def build(self, *options: str) -> subprocess.CompletedProcess:
        """Build the site with the copy's own package and return how it went."""
        environment = {**os.environ, "PYTHONPATH": str(self.folder / "src")}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        command = [sys.executable, "-m", "sphinx", *options, "docs", "build/html"]
        return subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False)

    def page(self, name: str) -> str:
        """Return the HTML of a built page."""
        return (self.html / f"{name}.html").read_text(encoding="utf-8")


def kept_claims(chapter: str) -> dict[str, Claim]:
    """Return the claims of a chapter: those that stand there or are repeated, and those of every condition's page."""
    texts, pinned = read_claims(REVIEW), Evidence.load().topic.pinned
    file = f"notebooks/{chapter}.md"
    return {
        name: claim
        for name, claim in texts.claims.items()
        if claim.file == file
        or file in {place for place, _ in texts.repeated.get(name, ())}
        or claim.says == "warning"
        or name in pinned
    }


def block_of(name: str) -> str:
    """Return the block of a claim as it stands."""
    text = (ROOT / read_claims(REVIEW).claims[name].file).read_text(encoding="utf-8")
    return next(found[0] for found in BLOCK.finditer(text) if found["id"] == name)


def needed(chapter: str) -> set[str]:
    """Return the studies that the chapter of a group needs: those of the group, and all that pages and claims name."""
    text = (ROOT / f"notebooks/{chapter}.md").read_text(encoding="utf-8")
    named = set(re.findall(r"(?:\{number\}`|/studies/)([a-z0-9-]+)\b", text))
    for page in (ROOT / "docs").glob("*.md"):
        named |= set(re.findall(r"[`<]/?studies/([a-z0-9-]+)\b", page.read_text(encoding="utf-8")))
    for name in kept_claims(chapter):
        named |= set(re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)+", block_of(name)))
    evidence = Evidence.load()
    found = set(evidence.where(group=chapter).records) | (named & set(evidence.records))
    found |= set(evidence.library.prescribing.where)  # what labels ask for stands on the page of each condition
    conditions = {condition for study in found for condition in evidence.records[study].conditions}
    for entry in evidence.library.comparators.entries.values():
        if entry.condition in conditions:
            rows = [*entry.control, *entry.natural_history]
            found |= {row.partition("#")[0] for row in rows} | {told.study for told in entry.told}
    return found


def words(html: str) -> str:
    """Return the visible text of a page."""
    return visible(BeautifulSoup(html, "html.parser"))


def visible(page: BeautifulSoup) -> str:
    """Return the visible text of a parsed page, which loses what is not visible."""
    for gone in page(["script", "style", "head"]):
        gone.decompose()
    return page.get_text(" ")
