"""The forms of the repository on a page: what a browser sends of them, and the same as a message."""

import shutil
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup

from livingevidence.record.forms import form_answers, forms
from livingevidence.record.problems import UserError
from livingevidence.site.lists import CONTACT, REPOSITORY, suggestion
from livingevidence.site.pages import Page
from livingevidence.site.policy import policy
from livingevidence.site.site import Site

ROOT = Path(__file__).parents[2]


@pytest.fixture
def page(small_copy, monkeypatch) -> Page:
    """Return a page of the invented review, which has the forms of the repository."""
    shutil.copytree(ROOT / ".github" / "ISSUE_TEMPLATE", small_copy.review.folder / ".github" / "ISSUE_TEMPLATE")
    monkeypatch.setenv(REPOSITORY, "https://example.org/an-owner/a-review/")
    return Site.of_folder(small_copy.review.folder / "docs").page("suggest")


@pytest.mark.parametrize("name", ["study", "number", "result"])
def test_a_page_asks_what_the_form_of_the_host_asks(page, name):
    """A plain form, whose fields have the names that the host fills in from an address, and labels of their own."""
    form, html = forms(page.site.root)[name], BeautifulSoup(str(suggestion(page, name)), "html.parser")
    (form_tag,) = html.find_all("form")
    assert (form_tag["action"], form_tag["method"]) == ("https://example.org/an-owner/a-review/issues/new", "get")
    assert form_tag.find("input", {"type": "hidden"})["value"] == f"{name}.yml"
    fields = form_tag.find_all(["input", "textarea"], {"id": True})
    assert [field["name"] for field in fields] == [field.id for field in form.questions]
    assert [field.has_attr("required") for field in fields] == [field.required for field in form.questions]
    labels = {label["for"]: label for label in form_tag.find_all("label")}
    assert all(field["id"] in labels for field in fields)


def test_a_message_is_read_as_the_same_form(page):
    """The text of the message, filled in, is what the command reads; left empty, it says what is lacking."""
    html = BeautifulSoup(str(suggestion(page, "number")), "html.parser")
    link = urlsplit(html.find("a")["href"])
    (text,) = parse_qs(link.query)["body"]
    by_name = forms(page.site.root)
    with pytest.raises(UserError, match="not whole"):
        form_answers(text, by_name)
    for field in by_name["number"].questions:
        text = text.replace(f"### {field.label}\n", f"### {field.label}\n\ninvented {field.id}\n")
    form, answers = form_answers(text, by_name)
    assert form.name == "number" and answers["stands"] == "invented stands"


def test_without_a_repository_there_is_a_message_alone(page, monkeypatch):
    """A copy whose repository nobody named has no form that leads nowhere; a contact is written into the link."""
    monkeypatch.delenv(REPOSITORY)
    monkeypatch.setenv(CONTACT, "review@example.org")
    html = BeautifulSoup(str(suggestion(page, "study")), "html.parser")
    assert html.find("form") is None and html.find("a")["href"].startswith("mailto:review@example.org?")


def test_forms_lead_to_the_repository_and_nowhere_else(page, monkeypatch):
    """The policy of every page lets forms lead to the host of the repository, where there is one."""
    assert policy([]).endswith("form-action 'self' https://example.org")
    monkeypatch.delenv(REPOSITORY)
    assert policy([]).endswith("form-action 'self'")
