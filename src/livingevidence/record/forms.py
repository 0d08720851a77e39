"""The forms by which readers suggest a study or a correction: those of the repository, shown on the site too."""

import re

from pydantic import AliasPath, BaseModel, Field

from livingevidence.record.problems import UserError
from livingevidence.record.reading import read_document
from livingevidence.record.root import Root

FOLDER = ".github/ISSUE_TEMPLATE"
NO_ANSWER = "_No response_"  # what the host writes for a field that was left empty


class Question(BaseModel):
    """One question of a form."""

    id: str
    type: str
    label: str = Field(validation_alias=AliasPath("attributes", "label"))
    description: str = Field("", validation_alias=AliasPath("attributes", "description"))
    required: bool = Field(False, validation_alias=AliasPath("validations", "required"))


class Form(BaseModel):
    """A form, by the name of its file; texts between its questions are left out."""

    name: str = Field(validation_alias="file")
    title: str = Field(validation_alias="name")
    questions: list[Question] = Field(validation_alias="body")


def forms(root: Root) -> dict[str, Form]:
    """Return the forms of a review by their names; none where its folder has none."""
    by_name = {}
    for path in sorted((root.folder / FOLDER).glob("*.yml")):
        data = read_document(path).data or {}
        if questions := [part for part in data.get("body", ()) if part.get("id")]:
            by_name[path.stem] = Form.model_validate({**data, "file": path.stem, "body": questions})
    return by_name


def form_answers(text: str, forms_by_name: dict[str, Form]) -> tuple[Form, dict[str, str]]:
    """Return the form that a text is and its answers by field; raises UserError if it is none, or not whole."""
    parts = re.split(r"^[> ]*### +(.+?)\s*$", text.replace("\r\n", "\n"), flags=re.MULTILINE)
    answer_by_label = {
        label: " ".join(words.replace("\n>", "\n").split())
        for label, words in zip(parts[1::2], parts[2::2], strict=True)
    }
    shared = {
        name: sum(question.label in answer_by_label for question in form.questions)
        for name, form in forms_by_name.items()
    }
    name = max(shared, key=shared.__getitem__, default="")
    if not name or not shared[name]:
        raise UserError("this is no filled form: it has no line such as `### Where the number stands` with words below")
    form = forms_by_name[name]
    answers = {question.id: answer_by_label.get(question.label, "") for question in form.questions}
    answers = {field: words for field, words in answers.items() if words and words != NO_ANSWER}
    required = [question for question in form.questions if question.required]
    if unanswered := [question.label for question in required if question.id not in answers]:
        raise UserError(f"the form '{form.title}' is not whole: nothing is written under {'; '.join(unanswered)}")
    return form, answers
