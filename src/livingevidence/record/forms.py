"""The forms by which readers suggest a study or a correction: those of the repository, shown on the site too."""

import re
from typing import NamedTuple

from livingevidence.record.problems import Told
from livingevidence.record.reading import read
from livingevidence.record.root import Root

FOLDER = ".github/ISSUE_TEMPLATE"
EMPTY = "_No response_"  # what the host writes for a field that was left empty


class Field(NamedTuple):
    """One question of a form."""

    id: str
    label: str
    description: str
    required: bool
    long: bool


class Form(NamedTuple):
    """A form, by the name of its file."""

    name: str
    title: str
    description: str
    fields: tuple[Field, ...]


def forms(root: Root) -> dict[str, Form]:
    """Return the forms of a review by their names; none where its folder has none."""
    made = {}
    for path in sorted((root.folder / FOLDER).glob("*.yml")):
        data = read(path).data or {}
        fields = [
            Field(
                item["id"],
                item["attributes"]["label"],
                item["attributes"].get("description", ""),
                bool(item.get("validations", {}).get("required")),
                item["type"] == "textarea",
            )
            for item in data.get("body", ())
            if item.get("id")
        ]
        if fields:
            made[path.stem] = Form(path.stem, data["name"], data["description"], tuple(fields))
    return made


def filled_in(text: str, known: dict[str, Form]) -> tuple[Form, dict[str, str]]:
    """Return the form that a text is and its answers by field; raises Told if it is none, or not whole."""
    parts = re.split(r"^[> ]*### +(.+?)\s*$", text.replace("\r\n", "\n"), flags=re.MULTILINE)
    said = {
        label: " ".join(words.replace("\n>", "\n").split())
        for label, words in zip(parts[1::2], parts[2::2], strict=True)
    }
    labels = {name: {field.label for field in form.fields} for name, form in known.items()}
    best = max(labels, key=lambda name: len(labels[name] & said.keys()), default="")
    if not best or not labels[best] & said.keys():
        raise Told("this is no filled form: it has no line such as `### Where the number stands` with words below")
    form = known[best]
    answers = {field.id: said.get(field.label, "") for field in form.fields}
    answers = {name: words for name, words in answers.items() if words and words != EMPTY}
    if lacking := [field.label for field in form.fields if field.required and field.id not in answers]:
        raise Told(f"the form '{form.title}' is not whole: nothing is written under {'; '.join(lacking)}")
    return form, answers
