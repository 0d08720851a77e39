"""The roles and the directive that place numbers and claims on a page."""

from __future__ import annotations

import pytest

from livingevidence.site.roles import ROLES, TextRole
from livingevidence.site.site import VERDICTS
from views import judged, site_of


@pytest.fixture
def placed(small_evidence):
    """Return a function that gives the site of one invented claim."""

    def place(verdict: str = "holds", **fields):
        fields = {"text": "Of {number}`all.studies` some {cite:p}`doe-2021`.", "plain": "For patients.", **fields}
        return site_of(small_evidence, {"invented": judged("invented", verdict, **fields)})

    return place


@pytest.mark.parametrize(("render", "words"), [("claim", "Of "), ("plain", "For patients.")])
def test_each_role_shows_its_wording(placed, render, words):
    """Both wordings are of one claim, to which the mark leads."""
    made = ROLES[render](placed().page("chapters/x"), " invented ")
    assert made.striptags().startswith(words) and made.striptags().endswith("⊢")
    assert 'href="../claims.html#claim-invented"' in made


def test_roles_inside_a_sentence_are_rendered(placed):
    """Numbers and citations of a claim are links from its page."""
    made = placed().page("chapters/x").claim("invented")
    assert 'class="number" href="../numbers.html#result-all-studies"' in made
    assert 'href="../references.html#cite-doe-2021"' in made and "{" not in made


@pytest.mark.parametrize("wording", ["text", "plain"])
@pytest.mark.parametrize("verdict", ["open", "overturned"])
def test_neither_wording_is_shown_as_standing_where_the_claim_does_not(placed, verdict, wording):
    """A claim that is open or overturned is marked as such, in plain words too."""
    made = placed(verdict).page("index").claim("invented", wording)
    assert made.striptags().startswith(VERDICTS[verdict]) and f'class="claim claim-{verdict}"' in made


def test_what_a_sentence_holds_besides_roles_is_text(placed):
    """A sentence with a tag in it shows the tag."""
    assert "&lt;b&gt;" in placed(text="An <b>invented</b> sentence.").page("index").claim("invented")


@pytest.mark.parametrize(
    ("render", "text", "told"),
    [
        ("plain", "invented", "it has no plain wording"),
        ("claim", "inventad", "did you mean 'invented'"),
        ("number", "doe-2021/none.value", "no row"),
        ("number", "5 people <all.studies>", "never typed by hand"),
    ],
)
def test_what_is_not_there_is_told_with_what_comes_near(placed, monkeypatch, render, text, told):
    """A claim without plain words, one that is unknown, and a number that is not there are told by name."""
    site, said = placed(plain=""), []
    monkeypatch.setattr("livingevidence.site.roles.logger.warning", lambda words, *values, **_: said.append(values))
    monkeypatch.setattr(TextRole, "get_location", lambda role: "")
    monkeypatch.setattr(TextRole, "env", type("Env", (), {"docname": "chapters/fevers"})())
    made, messages = TextRole(site, ROLES[render])("claim", f"{{claim}}`{text}`", text, 1, None)
    assert messages == [] and made[0].tagname == "problematic"
    assert told in said[0][-1]
