"""A new review: what a team is asked of it, and its files, made from templates and answers, and written all or none."""

import json
import os
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jinja2

import livingevidence
from livingevidence.record import writing
from livingevidence.record.library import load_library
from livingevidence.record.problems import UserError
from livingevidence.record.reading import Document, engine_data, parse
from livingevidence.record.release import NO_RELEASE, Release, release_text
from livingevidence.record.root import find
from livingevidence.watch.ask import Ask, Question
from livingevidence.watch.publication import slug

TEMPLATE = Path(__file__).parent / "template"
CHAPTER = "notebooks/chapter.md"  # of which each group gets its own
RUNS = ".ci/run"
NO_LETTER = "untitled"  # what an id is made of words without a letter from a to z
NAMES = "each name needs letters from a to z that no other has, and its `label` can be another afterwards;"
_WHEEL = re.compile(r"livingevidence-(\d+\.\d+\.\d+)-py3-none-any\.whl")


def answers(ask: Ask) -> dict[str, Any]:
    """Return what the templates of a new review hold, by its name there; a name in words with the id made of it."""
    asked = engine_data(__package__, "questions.yaml")
    given: dict[str, Any] = {name: ask(Question(name, **fields)).strip() for name, fields in asked.items()}
    given |= {name: _term(given[name]) for name in ("treatment", "form", "route", "control")}
    told = [part.partition(":") for part in _parts(given["groups"], ";")]
    groups: list[dict[str, Any]]
    groups = [{**_term(group), "conditions": [*map(_term, _parts(diseases, ","))]} for group, _, diseases in told]
    outcomes = [
        {**_term(name), "direction": way.strip(), "definition": f"{words.strip().rstrip('.')}."}
        for name, way, words in (told.split(":") for told in _parts(given["outcomes"], ";"))
    ]
    _apart(groups)
    _apart([condition for group in groups for condition in group["conditions"]])
    _apart([*outcomes, _term("completion")])  # which each review has, as nobody treated
    _apart([given["treatment"], given["control"], _term("no treatment")])
    return {**given, "name": slug(given["title"]), "groups": groups, "outcomes": outcomes}


def _parts(told: str, sign: str) -> list[str]:
    return [part for part in told.split(sign) if part.strip()]


def _term(words: str) -> dict[str, str]:
    name = slug(words)
    if name == NO_LETTER or not isinstance(parse(name, Document("")).data, str):
        raise UserError(f"nothing written: {NAMES} '{words.strip()}' makes none")
    return {"id": name, "label": words.strip()}


def _apart(terms: list[dict[str, Any]]) -> None:
    """Refuse terms of a list that are one when they are named; raises UserError."""
    for name, times in Counter(term["id"] for term in terms).items():
        if times > 1:
            words = " and ".join(f"'{term['label']}'" for term in terms if term["id"] == name)
            raise UserError(f"nothing written: {NAMES} {words} make the same, `{name}`")


def files(answers: dict[str, Any], today: str, wheel: Path | None = None) -> dict[str, str]:
    """Return the text of each file of a new review by its path; raises UserError if the wheel is none of the engine."""
    version = livingevidence.__version__
    if wheel:
        found = _WHEEL.fullmatch(wheel.name)
        if not (found and wheel.is_file()):
            raise UserError(
                f"nothing written: {wheel} is no wheel of the engine, such as livingevidence-{version}-….whl"
            )
        version = found[1]
    known = {**answers, "today": today, "wheel": wheel and wheel.name}
    known["requires"] = f">={version},<{int(version.partition('.')[0]) + 1}"
    return dict(_rendered(known))


def _rendered(known: dict[str, Any]) -> Iterator[tuple[str, str]]:
    made = jinja2.Environment(
        variable_start_string="<<",
        variable_end_string=">>",
        block_start_string="<%",
        block_end_string="%>",
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=jinja2.StrictUndefined,
        comment_start_string="<#",
        comment_end_string="#>",
    )
    made.filters["quoted"] = lambda text: json.dumps(text, ensure_ascii=False)
    for path in sorted(path for path in TEMPLATE.rglob("*") if path.is_file()):
        name = path.relative_to(TEMPLATE).as_posix()
        if re.search(r"(^|/)\.", name):  # left by some program; ours begin with dot-
            continue
        template = made.from_string(path.read_text(encoding="utf-8"))
        if name == CHAPTER:
            for group in known["groups"]:
                first = group is known["groups"][0]
                yield f"notebooks/{group['id']}.md", template.render(known, group=group, first=first)
        else:
            yield re.sub(r"(^|/)dot-", r"\1.", name.removesuffix(".jinja")), template.render(known)
    yield "data/release.yaml", release_text(Release(version=NO_RELEASE))


def write(made: dict[str, str], folder: Path, wheel: Path | None = None) -> None:
    """Write a review into a folder that is new or empty; raises UserError if it holds something."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UserError(f"nothing written: {folder} is there and not empty")
    folder.absolute().parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.absolute().parent, prefix=".livingevidence-") as beside:
        whole = Path(beside) / "review"
        for name, text in made.items():
            path = whole / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        root = find(start=whole)
        writing.write_files(writing.changed_texts(sorted((root.data / "studies").glob("*.yaml")), load_library(root)))
        (whole / RUNS).chmod(0o755)
        (whole / "docs/chapters").symlink_to("../notebooks")
        if wheel:
            (whole / "wheels").mkdir()
            shutil.copy(wheel, whole / "wheels")
        if folder.is_dir():
            folder.rmdir()
        os.replace(whole, folder)
