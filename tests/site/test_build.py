"""A build of the invented review: what it makes, what the next one changes, and what stops it."""

import os
import re
import shutil

import pytest
import yaml
from pydantic import BaseModel

from building import NEXT, SOURCES, STRICT, Project
from livingevidence.record import models
from livingevidence.record.reading import read
from reproduce import build, differences, elsewhere

PAYLOAD = (
    "<script>alert(1)</script> {include}`/etc/hostname` [link](http://invented.example) a | b **bold** "
    '`code` $x$ {{ sub }} {% raw %} <b>tag</b> &lt; {doc}`index` </template> " onload="alert(1)'
)


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Project:
    """Return the invented review, built strictly without a warning; tests put back what they change."""
    made = Project(tmp_path_factory.mktemp("built") / "review")
    done = made.build(*STRICT)
    assert done.returncode == 0 and "WARNING" not in done.stderr, done.stderr[-4000:]
    return made


def test_every_study_and_condition_has_its_page(project):
    """Also the condition that nobody has treated."""
    for folder, names in (
        ("studies", {path.stem for path in (project.root.data / "studies").glob("*.yaml")}),
        ("conditions", {"example-fever", "sample-rash", "quiet-rash"}),
    ):
        assert names <= {path.stem for path in (project.html / folder).glob("*.html")}


def test_a_build_writes_only_where_it_is_told_to(project, tmp_path):
    """The folder of the review, which may be somebody else's, is left as it was."""

    def known() -> dict:
        return {path: path.stat().st_mtime_ns for path in project.folder.rglob("*")}

    before = known()
    assert project.build(*STRICT, into=str(tmp_path)).returncode == 0
    assert known() == before and (tmp_path / "html/studies/doe-2021.html").is_file()


def test_a_claim_shows_how_it_stands(project):
    """Each claim leads to the ledger; one that is overturned or open is marked, and the build goes on."""
    verdicts = {}
    for chapter in ("fevers", "rashes"):
        for claim in project.page(f"chapters/{chapter}").select(".claim"):
            mark, told = claim.select_one("a.claim-mark"), claim.select_one(".verdict")
            page, _, anchor = mark["href"].rpartition("#")
            assert page.endswith("claims.html") and project.page("claims").find(id=anchor)
            verdicts[anchor.removeprefix("claim-")] = told and told.get_text().split()[0]
    assert verdicts["sample-rash-verdict"] is None
    assert verdicts["sample-rash-nobody-stopped"] == "Overturned"
    assert verdicts["quiet-rash-result"] is not None


def spoilt(values: dict, model: type[BaseModel], told: list[int]) -> dict:
    """Return a record with the payload in every free text of its model, numbered in `told`."""
    made = dict(values)
    for name, field in model.model_fields.items():
        if name not in made:
            continue
        kinds = repr((field.annotation, field.metadata))  # a free text is one that is looked through for hidden signs
        inner = [
            kind for kind in vars(models).values() if isinstance(kind, type) and f"models.{kind.__name__}" in kinds
        ]
        if "_seen" in kinds:
            made[name] = _with_payload(made[name], told)
        elif inner and isinstance(made[name], list):
            made[name] = [spoilt(item, inner[0], told) for item in made[name]]
        elif inner and isinstance(made[name], dict):
            made[name] = spoilt(made[name], inner[0], told)
    return made


def _with_payload(value, told: list[int]):
    if isinstance(value, list):
        return [_with_payload(item, told) for item in value]
    told.append(len(told))
    return f"T{len(told)}T {PAYLOAD} {value}"


def test_text_of_a_record_is_never_markup(project):
    """Scripts, roles, templates, links and attributes in any free text come out as the characters they are."""
    path = project.root.data / "studies/doe-2021.yaml"
    before, told = path.read_text(encoding="utf-8"), []
    path.write_text(yaml.safe_dump(spoilt(read(path).data, models.Study, told), allow_unicode=True), encoding="utf-8")
    try:
        done = project.build(*NEXT)
    finally:
        path.write_text(before, encoding="utf-8")
    assert done.returncode == 0, done.stderr[-4000:]
    assert len(told) > 40
    for name in ("studies/doe-2021", "chapters/fevers", "studies/index"):
        page, words = project.page(name), project.words(name)
        data = page.select('script[type="application/ld+json"]')  # which no browser runs
        assert not [tag for tag in page("script") if tag not in data and "alert" in tag.get_text()]
        assert not [tag for tag in data if "<" in tag.get_text()]
        assert not page.select('a[href*="invented.example"]') and not page.select("[onload]")
        assert not [tag for tag in page.select("article b, article strong") if tag.get_text() in ("tag", "bold")]
        words = re.sub(r"\\([{}$&%#_])", r"\1", words)  # in BibTeX these have a backslash
        assert re.findall(rf"T\d+T (?!{re.escape(PAYLOAD)}).{{0,80}}", words) == []
    assert project.words("studies/doe-2021").count("alert(1)") > 40


def test_a_changed_number_shows_in_the_next_build_and_so_does_its_revert(project):
    """A plain build shows a changed number on chapter and study page, and the old one after a revert."""
    study, pages = project.root.data / "studies/doe-2021.yaml", ("chapters/fevers", "studies/doe-2021")
    first = ("    events: 20\n    n: 40\n    percent: 50\n", "    events: 19\n    n: 40\n")
    second = ("printed: {events: 20, n: 40, percent: 50}", "printed: {events: 19, n: 40}")
    with project.changed(study, first, second):
        assert project.build().returncode == 0
        assert all("19 of 40" in project.words(page) for page in pages)
    assert project.build().returncode == 0
    assert all("20 of 40" in project.words(page) and "19 of 40" not in project.words(page) for page in pages)


def test_a_changed_term_shows_and_what_was_removed_is_gone(project):
    """A plain build tells a condition by its new name, and has no page of what an earlier one made and is gone."""
    strays = [project.html / folder / "invented-2042.html" for folder in ("studies", "conditions")]
    for stray in strays:
        stray.write_text("left over", encoding="utf-8")
    terms = project.root.data / "vocabulary/conditions.yaml"
    with project.changed(terms, ("label: quiet rash", "label: silent rash")):
        assert project.build().returncode == 0
        assert "silent rash" in project.words("conditions/index").lower()
    assert not any(stray.exists() for stray in strays)


def test_what_leads_nowhere_fails_with_the_nearest(project):
    """An address of no number and the name of no claim are warnings with page, line and the nearest valid one."""
    wrong = "\n{number}`doe-2012/population.n_enrolled`\n"
    with project.changed(project.root.pages / "about.md", ("# About\n", f"# About\n{wrong}")):
        done = project.build(*NEXT)
    assert done.returncode != 0
    assert re.search(r"about\.md:\d+: WARNING: .*no study 'doe-2012'; did you mean 'doe-2021'\?", done.stderr)


def test_a_notebook_that_raises_fails_with_its_cell(project):
    """A cell that raises fails the build, and the message shows the cell."""
    with project.changed(project.root.chapters / "fevers.md", ("show.studies(fevers)", "show.invented(fevers)")):
        done = project.build(*NEXT)
    assert done.returncode != 0
    assert "show.invented(fevers)" in done.stderr


def test_a_broken_record_stops_the_build_with_its_line(project):
    """A record that breaks a rule stops the build, and the message names file, line and remedy."""
    with project.changed(
        project.root.data / "studies/roe-2022.yaml", ("source: S1, locator: table 2", "source: S9, locator: x")
    ):
        done = project.build(*NEXT)
    assert done.returncode != 0
    assert re.search(r"roe-2022\.yaml:\d+:\d+: .*\[Known\w+\]", done.stderr)


def test_a_build_elsewhere_gives_the_same_bytes(project, tmp_path):
    """Another folder, home, clock, time zone, locale, umask, seed of hashes and age of files change no byte."""
    here = Project(tmp_path / "here")
    there = shutil.copytree(here.folder, tmp_path / "in another place" / "of another depth", symlinks=True)
    assert here.build(*STRICT).returncode == 0
    environment = elsewhere(tmp_path / "somebody")
    environment["PYTHONPATH"] = os.pathsep.join([environment["PYTHONPATH"], str(SOURCES)])
    made = build(there, environment)
    assert list(differences(here.html, made)) == []
