"""The roles and the directive that place numbers and claims on a page."""

import pytest

from livingevidence.site.roles import ROLES, TextRole
from livingevidence.site.site import VERDICTS
from views import judged, site_of


@pytest.fixture
def placed(small_evidence):
    """Return a function that gives the site of one invented claim."""

    def place(verdict: str = "holds", **fields):
        fields = {
            "text": "Of {number}`all.studies` some {cite:p}`doe-2021`.",
            "plain": "For <b>patients</b>.",
            **fields,
        }
        return site_of(small_evidence, {"invented": judged("invented", verdict, **fields)})

    return place


@pytest.mark.parametrize("verdict", VERDICTS)
@pytest.mark.parametrize(("role", "words"), [("claim", "Of "), ("plain", "For <b>patients</b>.")])
def test_each_role_shows_its_wording_and_how_the_claim_stands(placed, role, words, verdict):
    """Both wordings are of one claim, to which the mark leads; neither is shown as standing where it does not.

    The mark tells what happened to it last. Numbers and citations are links from the page; a tag in a sentence is text.
    """
    made = ROLES[role](placed(verdict).page("chapters/x"), " invented ")
    text = made.striptags().removeprefix("" if verdict == "holds" else VERDICTS[verdict]).strip()
    assert text.startswith(words) and text.endswith("⊢ new") and f'class="claim claim-{verdict}"' in made
    assert verdict == "holds" or made.striptags().startswith(VERDICTS[verdict])
    assert 'href="../claims.html#claim-invented"' in made and "{" not in made
    assert 'title="The evidence behind this sentence. New and in no version yet."' in made
    links = ('class="number" href="../numbers.html#result-all-studies"', 'href="../references.html#cite-doe-2021"')
    assert [link in made for link in links] == [role == "claim"] * 2


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
