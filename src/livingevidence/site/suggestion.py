"""The forms of the repository as a page shows them: without a server and without script, and as a message too."""

import os
from urllib.parse import quote

from markupsafe import Markup

from livingevidence.record.forms import Form, forms
from livingevidence.site.pages import Page

REPOSITORY = "REVIEW_REPOSITORY"  # the address of the repository, whose issues the forms begin
CONTACT = "REVIEW_CONTACT"  # the address of those who take messages


def suggestion(page: Page, name: str) -> Markup:
    """Return a form whose answers a browser writes into the address of a new issue, and the same as a message.

    Raises KeyError if the review has no such form.
    """
    form = forms(page.site.root)[name]
    repository, contact = os.environ.get(REPOSITORY, "").rstrip("/"), os.environ.get(CONTACT, "")
    text = message(form)
    mail = f"mailto:{quote(contact, safe='@')}?subject={quote(form.title)}&body={quote(text)}"
    return page.fill("suggestion.html", form=form, repository=repository, contact=contact, mail=mail, message=text)


def message(form: Form) -> str:
    """Return a form to be filled in by hand, as `new --from-issue` reads it."""
    return "\n".join(f"### {question.label}\n\n\n" for question in form.questions)
