"""The roles and the directive that place numbers and claims on a page."""

import pytest

from livingevidence.site.roles import ROLES, TextRole
from livingevidence.site.site import VERDICTS
from views import judged, site_of


@pytest.fixture
def site_of_claim(small_evidence):
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
def test_each_role_shows_its_wording_and_how_the_claim_stands(site_of_claim, role, words, verdict):
    """Both wordings are of one claim, to which the mark leads; neither is shown as standing where it does not.

    The mark tells what happened to it last. Numbers and citations are links from the page; a tag in a sentence is text.
    """
    markup = ROLES[role](site_of_claim(verdict).page("chapters/x"), " invented ")
    text = markup.striptags().removeprefix("" if verdict == "holds" else VERDICTS[verdict]).strip()
    assert text.startswith(words) and text.endswith("⊢ new") and f'class="claim claim-{verdict}"' in markup
    assert verdict == "holds" or markup.striptags().startswith(VERDICTS[verdict])
    assert 'href="../claims.html#claim-invented"' in markup and "{" not in markup
    assert 'title="The evidence behind this sentence. New and in no version yet."' in markup
    links = ('class="number" href="../numbers.html#result-all-studies"', 'href="../references.html#cite-doe-2021"')
    assert [link in markup for link in links] == [role == "claim"] * 2


@pytest.mark.parametrize(
    ("render", "text", "words"),
    [
        ("plain", "invented", "it has no plain wording"),
        ("claim", "inventad", "did you mean 'invented'"),
        ("number", "doe-2021/none.value", "no row"),
        ("number", "5 people <all.studies>", "never typed by hand"),
    ],
)
def test_what_is_not_there_is_told_with_what_comes_near(site_of_claim, monkeypatch, render, text, words):
    """A claim without plain words, one that is unknown, and a number that is not there are told by name."""
    site, warnings = site_of_claim(plain=""), []
    monkeypatch.setattr("livingevidence.site.roles.logger.warning", lambda words, *values, **_: warnings.append(values))
    monkeypatch.setattr(TextRole, "get_location", lambda role: "")
    monkeypatch.setattr(TextRole, "env", type("Env", (), {"docname": "chapters/fevers"})())
    nodes, messages = TextRole(site, ROLES[render])("claim", f"{{claim}}`{text}`", text, 1, None)
    assert messages == [] and nodes[0].tagname == "problematic"
    assert words in warnings[0][-1]
