"""What each page tells of itself, and the policy that it sets."""

from __future__ import annotations

import json
import re
from types import SimpleNamespace

import bibtexparser
import pytest
import rispy

from live import ROOT
from livingevidence.site import page_facts, policy
from livingevidence.site.site import Site
from views import site_of

INVENTED = "Invented & <tags> of 100% {braces}"


@pytest.fixture(scope="module")
def site(evidence) -> Site:
    """Return the site of the real evidence, without its claims."""
    return site_of(evidence)


def test_a_page_is_described_by_its_first_claim():
    """A claim comes before a paragraph above it, and is never cut; what stands inside it is part of it."""
    long = "An invented claim, " + "with a caveat, " * 40 + "stands."
    claim = f'<span class="claim claim-holds">{long} <span>⊢</span></span>'
    assert page_facts.describe(f"<p>Before.</p><p>{claim} After.</p>") == long


def test_a_page_without_claims_is_described_by_whole_sentences():
    """A long paragraph is cut after a sentence, never inside one or at a decimal."""
    first = "A mean of 7.6 &amp; more was invented. "
    told = page_facts.describe(f"<p>{first + 'Another one ' * 40}.</p>")
    assert told == first.strip().replace("&amp;", "&")
    assert page_facts.describe("") == ""


def test_a_list_of_links_is_no_description():
    """What a page is about stands in a paragraph, not in the list of its parts before it."""
    assert page_facts.describe("<ul><li><p>A part</p></li></ul><p>Invented words.</p>") == "Invented words."


def test_what_a_page_cites_is_told_once_in_order(site):
    """Each reference of a page is told in full, sorted by its label."""
    first, *_, last = site.labels
    body = "".join(f'<a href="../references.html#cite-{key}">x</a>' for key in (last, first, last, "unknown"))
    assert list(page_facts.cited(body, site)) == [site.labels[first], site.labels[last]]
    assert page_facts.cited(body, site)[site.labels[first]] == site.cited(first)


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
def test_the_source_of_a_page_is_a_file(site, pagename, source):
    """The file to propose a change to is the one that people edit, and is there."""
    found = page_facts.source_of(pagename, site)
    assert source in (found, None)
    assert (ROOT / found).is_file()


def test_facts_for_machines_can_stand_inside_a_script(site):
    """No text of a record can end the script element, and the JSON says what was given."""
    made = page_facts.data("index", "</script><b>", INVENTED, "", "Invented review", site)
    assert "<" not in made
    assert (json.loads(made)["name"], json.loads(made)["description"]) == ("</script><b>", INVENTED)


def test_facts_on_a_study_name_its_publication(evidence, site):
    """A study's page says which publication it is about, by the addresses of its identifiers."""
    made = json.loads(page_facts.data("studies/hwang-2024", "Invented", "Invented.", "", "Invented review", site))
    reference = evidence.references[evidence.records["hwang-2024"].reports[0].key]
    assert made["mainEntity"]["sameAs"] == [address for _, address in reference.links]


def test_a_citation_has_its_version_in_every_form(site):
    """Text, BibTeX and RIS name version and date; BibTeX's own characters are escaped."""
    made = page_facts.citations(INVENTED, "Invented review", "chapters/invented", "", site)
    assert set(made) == {"Text", "BibTeX", "RIS"}
    day = page_facts.evidence_date(site.root)
    assert all(day in text and page_facts.site_version(site.root) in text for text in made.values())
    assert r"title = {Invented \& <tags> of 100\% \{braces\}}" in made["BibTeX"]
    assert made["RIS"].splitlines()[0] == "TY  - ELEC" and made["RIS"].endswith("ER  - ")
    assert not any("http" in text for text in made.values())


def test_a_citation_has_the_address_where_the_site_knows_its_own(site):
    """With REVIEW_BASEURL the whole address stands in every form."""
    made = page_facts.citations("Invented", "Invented", "index", "https://invented.example/index.html", site)
    assert all("https://invented.example/index.html" in text for text in made.values())


def bibtex(text: str) -> dict[str, str]:
    """Return the one entry of a BibTeX text by its fields, with its key."""
    read = bibtexparser.parse_string(text)
    assert not read.failed_blocks and len(read.entries) == 1
    return {field.key: field.value for field in read.entries[0].fields} | {"ID": read.entries[0].key}


@pytest.mark.parametrize("title", [INVENTED, "Hats: 5 of 16 (31.2 %); week 12", "−58.2 % under ruxolitinib"])
def test_programs_for_references_read_the_citation(site, title):
    """BibTeX and RIS are read whole by their parsers, with title, year, version and address."""
    address = "https://invented.example/0.1/studies/invented.html#invented-row_2"
    made = page_facts.citations(title, "Invented review", "studies/invented-invented-row_2", address, site)
    entry, day = bibtex(made["BibTeX"]), page_facts.evidence_date(site.root)
    assert entry["ID"] == "ruxolitinib-review-studies-invented-invented-row_2"
    assert re.sub(r"\\(.)", r"\1", entry["title"]) == title
    assert (entry["url"], entry["year"], entry["version"]) == (address, day[:4], page_facts.site_version(site.root))
    (record,) = rispy.loads(made["RIS"] + "\n")
    assert (record["title"], record["urls"], record["year"]) == (title, [address], day[:4])
    assert page_facts.site_version(site.root) in record["notes"][0]


@pytest.fixture
def told(site, monkeypatch):
    """Return a maker of what the template gets for a page, in a site of given addresses."""

    def make(pagename: str, body: str = "", **environment: str) -> dict:
        for name in ("REVIEW_BASEURL", "REVIEW_REPOSITORY"):
            monkeypatch.setenv(name, environment.get(name, ""))
        context = {"title": "Invented", "body": body, "data_digest": "0" * 64, "pageurl": "https://x.example/latest/"}
        app = SimpleNamespace(config=SimpleNamespace(html_title="Invented review"))
        page_facts.add(site, app, pagename, "page.html", context, object())
        return context

    return make


def test_a_citation_leads_to_its_own_version(told, monkeypatch):
    """Wherever the newest version stands, what is cited is this one, which never changes."""
    monkeypatch.setattr(page_facts, "site_folder", lambda root: "9.9")
    for base in ("https://invented.example/review", "https://invented.example/review/"):
        made = told("studies/hwang-2024", REVIEW_BASEURL=base)
        own = "https://invented.example/review/9.9/studies/hwang-2024.html"
        assert all(own in text and "latest" not in text for text in made["page_citations"].values())
        assert made["own_address"] == "https://invented.example/review/9.9/"


def test_without_an_address_of_its_own_a_site_invents_none(told):
    """Neither a citation nor the way to a change names a host that nobody gave."""
    made = told("studies/hwang-2024")
    assert (made["own_address"], made["page_edit"]) == ("", "")
    assert not any("http" in text for text in made["page_citations"].values())


def test_a_change_is_proposed_to_the_exact_file(told):
    """With REVIEW_REPOSITORY the link opens the file that the page is made from."""
    for repository in ("https://invented.example/us/review", "https://invented.example/us/review/"):
        made = told("chapters/lichenoid", REVIEW_REPOSITORY=repository)
        assert made["page_edit"] == "https://invented.example/us/review/edit/main/notebooks/lichenoid.md"


def test_a_figure_is_cited_without_script(told):
    """Below each figure stands its citation as text, with its address, and nothing of it is markup."""
    svg = '<svg role="img" aria-label="Plot of hats &amp; more, by year. One hat."></svg>'
    figure = f'<figure class="review-figure" id="figure-{{}}"><div>{svg}</div><figcaption>A.</figcaption></figure>'
    made = told("chapters/invented", figure.format("a") + figure.format("b"), REVIEW_BASEURL="https://x.example")
    assert made["body"].count("<summary>Cite this figure</summary>") == 2
    assert 'data-title="Figure: Plot of hats &amp; more, by year (Invented)"' in made["body"]
    assert re.search(r"/chapters/invented\.html#figure-b</pre></details></figure>$", made["body"])


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
