"""What each page tells of itself, and the policy that it sets."""

import json
import re
from dataclasses import replace
from types import SimpleNamespace

import bibtexparser
import pytest
import rispy

from livingevidence.site import page_facts, policy
from livingevidence.site.references import full_reference
from livingevidence.site.site import Site

INVENTED = "Invented & <tags> of 100% {braces}"
WHOLE = "Invented review"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            '<p>Before.</p><span class="claim x">A <b>long</b>, {0}stands.<a class="claim-mark">⊢</a>',
            "A long, {0}stands.",
        ),
        ("<p>A mean of 7.6 &amp; more was invented. Another {0}.</p>", "A mean of 7.6 & more was invented."),
        ("<ul><li><p>A part</p></li></ul><p>Invented words.</p>", "Invented words."),
        ("", ""),
    ],
)
def test_a_page_is_described_by_its_first_claim_else_by_whole_sentences(body, expected):
    """A claim comes before a paragraph above it, uncut; a paragraph is cut after a sentence, and a list is none."""
    caveats = "with a caveat, " * 40
    assert page_facts.description(body.format(caveats)) == expected.format(caveats)


def test_what_a_page_cites_is_told_once_in_order(small_site):
    """Each reference of a page is told in full, sorted by its label."""
    first, *_, last = small_site.labels
    body = "".join(f'<a href="../references.html#cite-{key}">x</a>' for key in (last, first, last, "unknown"))
    references = page_facts.cited_references(body, small_site)
    assert list(references) == [small_site.labels[first], small_site.labels[last]]
    assert references[small_site.labels[first]] == full_reference(small_site.evidence.references[first])


@pytest.mark.parametrize(
    ("pagename", "source"),
    [
        ("chapters/fevers", "notebooks/fevers.md"),
        ("studies/doe-2021", "data/studies/doe-2021.yaml"),
        ("studies/index", "docs/studies/index.md"),
        ("conditions/sample-rash", "data/vocabulary/conditions.yaml"),
        ("contributing", "CONTRIBUTING.md"),
        ("index", "docs/index.md"),
    ],
)
def test_the_source_of_a_page_is_the_file_that_people_edit(small_site, pagename, source):
    """Each kind of page names the file to which a change of it is proposed."""
    assert page_facts.source_of(pagename, small_site) == source


def test_an_editors_words_on_a_condition_are_its_source(small_site, tmp_path):
    """Where an editor wrote words on a condition, a change of its page is proposed to them."""
    (tmp_path / "data/conditions").mkdir(parents=True)
    (tmp_path / "data/conditions/sample-rash.md").write_text("x", encoding="utf-8")
    evidence = small_site.evidence
    root = replace(small_site.root, folder=tmp_path, data=tmp_path / "data")
    site = SimpleNamespace(root=root, evidence=evidence)
    assert page_facts.source_of("conditions/sample-rash", site) == "data/conditions/sample-rash.md"


def test_facts_for_machines_can_stand_inside_a_script(small_site):
    """No text of a record can end the script element, and the JSON says what was given."""
    text = page_facts.structured_data("index", "</script><b>", INVENTED, "", WHOLE, small_site)
    assert "<" not in text
    assert (json.loads(text)["name"], json.loads(text)["description"]) == ("</script><b>", INVENTED)


def test_facts_on_a_page_name_what_it_is_about(small_site):
    """A study's page names its publication by the addresses of its identifiers, a condition's the disease."""

    def facts(page: str) -> dict:
        return json.loads(page_facts.structured_data(page, "Invented", "Invented.", "", WHOLE, small_site))

    reference = small_site.evidence.references["doe-2021"]
    links = [address for _, address in reference.links if address]
    assert facts("studies/doe-2021")["mainEntity"]["sameAs"] == links
    assert facts("conditions/sample-rash")["about"]["name"] == "sample rash"


@pytest.mark.parametrize("address", ["", "https://invented.example/0.1/studies/invented.html#invented-row_2"])
@pytest.mark.parametrize("title", [INVENTED, "Hats: 5 of 16 (31.2 %); week 12", "−58.2 % on examplinib", WHOLE])
def test_programs_for_references_read_the_citation(small_site, title, address):
    """Text, BibTeX and RIS have title, version, date, and the address where it is known; parsers read them whole."""
    forms = page_facts.citations(title, WHOLE, "studies/invented-row_2", address, small_site)
    day, version = small_site.about.evidence_as_of, small_site.about.version
    assert all(day in text and version in text and ("http" in text) is bool(address) for text in forms.values())
    library = bibtexparser.parse_string(forms["BibTeX"])
    assert not library.failed_blocks and library.entries[0].key == "examplinib-review-studies-invented-row_2"
    entry = {field.key: field.value for field in library.entries[0].fields}
    assert re.sub(r"\\(.)", r"\1", entry["title"]) == title and entry.get("url", "") == address
    assert (entry["year"], entry["version"]) == (day[:4], version)
    (record,) = rispy.loads(forms["RIS"] + "\n")
    assert (record["title"], record.get("urls", []), record["year"]) == (title, [address] * bool(address), day[:4])


@pytest.fixture
def page_context(small_site, monkeypatch):
    """Return a maker of what the template gets for a page, in a site of given addresses."""

    def make(pagename: str, body: str = "", site=small_site, **environment: str) -> dict:
        for name in ("REVIEW_BASEURL", "REVIEW_REPOSITORY"):
            monkeypatch.setenv(name, environment.get(name, ""))
        context = {"title": "Invented", "body": body, "pageurl": "https://x.example/latest/"}
        app = SimpleNamespace(config=SimpleNamespace(html_title=WHOLE))
        page_facts.add_facts(site, app, pagename, "page.html", context, object())
        return context

    return make


@pytest.mark.parametrize(("version", "folder"), [("9.9.1", "9.9.1"), ("development after 9.9.1", "development")])
@pytest.mark.parametrize("base", ["https://invented.example/review", "https://invented.example/review/"])
def test_a_citation_leads_to_its_own_version(page_context, small_site, version, folder, base):
    """Wherever the newest version stands, what is cited is this one, which never changes."""
    site = Site.of_evidence(small_site.evidence, about=small_site.about._replace(version=version))
    context = page_context("studies/doe-2021", site=site, REVIEW_BASEURL=base)
    address = f"https://invented.example/review/{folder}/"
    assert context["own_address"] == address
    texts = context["page_citations"].values()
    assert len(texts) == 3 and all(f"{address}studies/doe-2021.html" in text for text in texts)


def test_without_an_address_of_its_own_a_site_invents_none(page_context):
    """Neither a citation nor the way to a change names a host that nobody gave."""
    context = page_context("studies/doe-2021")
    assert (context["own_address"], context["page_edit"]) == ("", "")
    assert not any("http" in text for text in context["page_citations"].values())


def test_a_change_is_proposed_to_the_exact_file(page_context):
    """With REVIEW_REPOSITORY the link opens the file that the page is made from."""
    context = page_context("chapters/fevers", REVIEW_REPOSITORY="https://invented.example/us/review/")
    assert context["page_edit"] == "https://invented.example/us/review/edit/main/notebooks/fevers.md"


def test_who_read_is_told_of_the_study_on_its_page_else_of_all(small_site):
    """Rows are counted by reader."""
    rows = len(small_site.evidence.records["doe-2021"].rows)
    assert f"of the {rows} rows of this study." in page_facts.readers_line("studies/doe-2021", small_site)
    assert "rows of the review" in page_facts.readers_line("index", small_site)


def test_a_figure_is_cited_without_script(page_context):
    """Below each figure stands its citation as text, with its address, and nothing of it is markup."""
    svg = '<svg role="img" aria-label="Plot of hats &amp; more, by year. One hat."></svg>'
    figure = f'<figure class="review-figure" id="figure-{{}}"><div>{svg}</div><figcaption>A.</figcaption></figure>'
    body = figure.format("a") + figure.format("b")
    context = page_context("chapters/invented", body, REVIEW_BASEURL="https://x.example")
    assert context["body"].count("<summary>Cite this figure</summary>") == 2
    assert 'data-title="Figure: Plot of hats &amp; more, by year (Invented)"' in context["body"]
    assert re.search(r"/chapters/invented\.html#figure-b</pre></details></figure>$", context["body"])


def test_the_policy_names_inline_scripts_by_their_hash():
    """An inline script gets its hash; a file and a block of data need none."""
    inline = policy.policy([b"<script>1</script>"])
    assert "'sha256-a4ayc/80/OGda4BO/1o/V0etpOqiLx1JwB5S3beHW0s='" in inline
    without_inline = b'<script src="a.js"></script><script type="application/ld+json">{}</script>'
    assert "sha256" not in policy.policy([without_inline])


def test_the_policy_is_the_same_for_all_pages(tmp_path):
    """One page's style is allowed on the other, because the search opens pages inside its own."""
    for name, text in {"a": "<style>a{}</style>", "b": "<style>b{}</style>"}.items():
        (tmp_path / f"{name}.html").write_text(policy.PLACE + text, encoding="utf-8")
    app = SimpleNamespace(builder=SimpleNamespace(format="html"), outdir=tmp_path)
    policy.write(app, None)
    first, second = ((tmp_path / f"{name}.html").read_text(encoding="utf-8").partition("<style")[0] for name in "ab")
    assert first == second and first.count("sha256") == 2 and policy.PLACE not in first
