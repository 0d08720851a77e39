"""What each page tells of itself, and the policy that it sets."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest
from docutils import nodes
from docutils.utils import new_document

from ruxreview.site import page_facts, policy
from ruxreview.site.nodes import paragraph
from ruxreview.site.shared import shared

INVENTED = "Invented & <tags> of 100% {braces}"


@pytest.fixture(autouse=True)
def of_the_build(evidence, monkeypatch):
    """Give the pages the evidence that a build would."""
    monkeypatch.setattr(shared, "evidence", evidence)


def page(*content: nodes.Node) -> nodes.document:
    """Return a document with content."""
    made = new_document("invented")
    made += list(content)
    return made


def test_a_page_is_described_by_its_first_claim():
    """A claim comes before a paragraph above it, and is never cut."""
    long = "An invented claim, " + "with a caveat, " * 40 + "stands."
    claim = nodes.inline("", long + " ⊢", classes=["claim"])
    assert page_facts.describe(page(paragraph("Before."), paragraph(claim))) == long


def test_a_page_without_claims_is_described_by_whole_sentences():
    """A long paragraph is cut after a sentence, never inside one or at a decimal."""
    first = "A mean of 7.6 was invented. "
    assert page_facts.describe(page(paragraph(first + "Another one " * 40 + "."))) == first.strip()
    assert page_facts.describe(page()) == ""


def test_what_a_page_cites_is_told_once_in_order():
    """Each reference of a page is told in full, sorted by its label."""
    made = page(*(nodes.inline("", "", _link(label), classes=["bibtex-citation"]) for label in "BAB"))
    assert page_facts.cited(made) == {"A": "A in full.", "B": "B in full."}
    assert list(page_facts.cited(made)) == ["A", "B"]


def _link(label: str) -> nodes.reference:
    return nodes.reference("", label, refuri="references.html#invented", reftitle=f"{label} in full.")


@pytest.mark.parametrize(
    ("pagename", "source"),
    [
        ("chapters/lichenoid", "notebooks/lichenoid.md"),
        ("studies/hwang-2024", "src/ruxreview/data/studies/hwang-2024.yaml"),
        ("studies/index", "docs/studies/index.md"),
        ("contributing", "CONTRIBUTING.md"),
        ("conditions/lichen-planus", None),
        ("index", "docs/index.md"),
    ],
)
def test_the_source_of_a_page_is_a_file(pagename, source):
    """The file to propose a change to is the one that people edit, and is there."""
    found = page_facts.source_of(pagename)
    assert source in (found, None)
    assert (page_facts.DATA.parents[2] / found).is_file()


def test_facts_for_machines_can_stand_inside_a_script():
    """No text of a record can end the script element, and the JSON says what was given."""
    made = page_facts.data("index", "</script><b>", INVENTED, "", "Invented review")
    assert "<" not in made
    assert (json.loads(made)["name"], json.loads(made)["description"]) == ("</script><b>", INVENTED)


def test_facts_on_a_study_name_its_publication(evidence):
    """A study's page says which publication it is about, by the addresses of its identifiers."""
    made = json.loads(page_facts.data("studies/hwang-2024", "Invented", "Invented.", "", "Invented review"))
    reference = evidence.references[evidence.records["hwang-2024"].reports[0].key]
    assert made["mainEntity"]["sameAs"] == [address for _, address in reference.links]


def test_a_citation_has_its_version_in_every_form():
    """Text, BibTeX and RIS name version and date; BibTeX's own characters are escaped."""
    made = page_facts.citations(INVENTED, "Invented review", "chapters/invented", "")
    assert set(made) == {"Text", "BibTeX", "RIS"}
    day = page_facts.evidence_date()
    assert all(day in text and page_facts.site_version() in text for text in made.values())
    assert r"title = {Invented \& <tags> of 100\% \{braces\}}" in made["BibTeX"]
    assert made["RIS"].splitlines()[0] == "TY  - ELEC" and made["RIS"].endswith("ER  - ")
    assert not any("http" in text for text in made.values())


def test_a_citation_has_the_address_where_the_site_knows_its_own():
    """With REVIEW_BASEURL the whole address stands in every form."""
    made = page_facts.citations("Invented", "Invented", "index", "https://invented.example/index.html")
    assert all("https://invented.example/index.html" in text for text in made.values())


def test_the_policy_names_inline_scripts_by_their_hash():
    """An inline script gets its hash; a file and a block of data need none."""
    inline = policy.policy(["<script>1</script>"])
    assert "'sha256-a4ayc/80/OGda4BO/1o/V0etpOqiLx1JwB5S3beHW0s='" in inline
    assert "sha256" not in policy.policy(['<script src="a.js"></script><script type="application/ld+json">{}</script>'])


def test_the_policy_is_the_same_for_all_pages(tmp_path):
    """One page's style is allowed on the other, because the search opens pages inside its own."""
    for name, text in {"a": "<style>a{}</style>", "b": "<style>b{}</style>"}.items():
        (tmp_path / f"{name}.html").write_text(policy.PLACE + text, encoding="utf-8")
    app = SimpleNamespace(builder=SimpleNamespace(format="html"), outdir=tmp_path)
    policy.write(app, None)
    first, second = ((tmp_path / f"{name}.html").read_text(encoding="utf-8").partition("<style")[0] for name in "ab")
    assert first == second and first.count("sha256") == 2 and policy.PLACE not in first
