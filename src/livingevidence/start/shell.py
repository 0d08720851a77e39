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
CI_SCRIPT = ".ci/run"
NO_LETTER = "untitled"  # what an id is made of words without a letter from a to z
NAMES = "each name needs letters from a to z that no other has, and its `label` can be another afterwards;"
_WHEEL = re.compile(r"livingevidence-(\d+\.\d+\.\d+)-py3-none-any\.whl")


def answers(ask: Ask) -> dict[str, Any]:
    """Return what the templates of a new review hold, by its name there; a name in words with the id made of it."""
    questions = engine_data(__package__, "questions.yaml")
    by_name: dict[str, Any] = {name: ask(Question(name, **fields)).strip() for name, fields in questions.items()}
    by_name |= {name: _term(by_name[name]) for name in ("treatment", "form", "route", "control")}
    groups: list[dict[str, Any]] = []
    for part in _parts(by_name["groups"], ";"):
        group, _, diseases = part.partition(":")
        groups.append({**_term(group), "conditions": [*map(_term, _parts(diseases, ","))]})
    outcomes = []
    for part in _parts(by_name["outcomes"], ";"):
        name, direction, words = part.split(":")
        definition = f"{words.strip().rstrip('.')}."
        outcomes.append({**_term(name), "direction": direction.strip(), "definition": definition})
    _refuse_alike(groups)
    _refuse_alike([condition for group in groups for condition in group["conditions"]])
    _refuse_alike([*outcomes, _term("completion")])  # which each review has, as nobody treated
    _refuse_alike([by_name["treatment"], by_name["control"], _term("no treatment")])
    return {**by_name, "name": slug(by_name["title"]), "groups": groups, "outcomes": outcomes}


def _parts(answer: str, separator: str) -> list[str]:
    return [part for part in answer.split(separator) if part.strip()]


def _term(words: str) -> dict[str, str]:
    name = slug(words)
    if name == NO_LETTER or not isinstance(parse(name, Document("")).data, str):
        raise UserError(f"nothing written: {NAMES} '{words.strip()}' makes none")
    return {"id": name, "label": words.strip()}


def _refuse_alike(terms: list[dict[str, Any]]) -> None:
    """Refuse terms of a list that are one when they are named; raises UserError."""
    for name, times in Counter(term["id"] for term in terms).items():
        if times > 1:
            words = " and ".join(f"'{term['label']}'" for term in terms if term["id"] == name)
            raise UserError(f"nothing written: {NAMES} {words} make the same, `{name}`")


def review_files(answers: dict[str, Any], today: str, wheel: Path | None = None) -> dict[str, str]:
    """Return the text of each file of a new review by its path; raises UserError if the wheel is none of the engine."""
    version = livingevidence.__version__
    if wheel:
        match = _WHEEL.fullmatch(wheel.name)
        if not (match and wheel.is_file()):
            example = f"livingevidence-{version}-….whl"
            raise UserError(f"nothing written: {wheel} is no wheel of the engine, such as {example}")
        version = match[1]
    values = {**answers, "today": today, "wheel": wheel and wheel.name}
    values["requires"] = f">={version},<{int(version.partition('.')[0]) + 1}"
    return dict(_rendered_files(values))


def _rendered_files(values: dict[str, Any]) -> Iterator[tuple[str, str]]:
    environment = jinja2.Environment(
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
    environment.filters["quoted"] = lambda text: json.dumps(text, ensure_ascii=False)
    for path in sorted(path for path in TEMPLATE.rglob("*") if path.is_file()):
        name = path.relative_to(TEMPLATE).as_posix()
        if re.search(r"(^|/)\.", name):  # left by some program; ours begin with dot-
            continue
        template = environment.from_string(path.read_text(encoding="utf-8"))
        if name == CHAPTER:
            for group in values["groups"]:
                first = group is values["groups"][0]
                yield f"notebooks/{group['id']}.md", template.render(values, group=group, first=first)
        else:
            yield re.sub(r"(^|/)dot-", r"\1.", name.removesuffix(".jinja")), template.render(values)
    yield "data/release.yaml", release_text(Release(version=NO_RELEASE))


def write_review(texts: dict[str, str], folder: Path, wheel: Path | None = None) -> None:
    """Write a review into a folder that is new or empty; raises UserError if it holds something."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UserError(f"nothing written: {folder} is there and not empty")
    folder.absolute().parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.absolute().parent, prefix=".livingevidence-") as beside:
        review = Path(beside) / "review"
        for name, text in texts.items():
            path = review / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        root = find(start=review)
        writing.write_files(writing.changed_texts(sorted((root.data / "studies").glob("*.yaml")), load_library(root)))
        (review / CI_SCRIPT).chmod(0o755)
        (review / "docs/chapters").symlink_to("../notebooks")
        if wheel:
            (review / "wheels").mkdir()
            shutil.copy(wheel, review / "wheels")
        if folder.is_dir():
            folder.rmdir()
        os.replace(review, folder)
