"""A build of the invented review: what it makes, what the next one changes, and what stops it."""

import os
import re
from pathlib import Path

import pytest
import yaml
from pydantic import BaseModel

from building import NEXT, SOURCES, Project
from livingevidence.record import models
from livingevidence.record.reading import read_document
from reproduce import OLD, build, differences, elsewhere

PAYLOAD = (
    "<script>alert(1)</script> {include}`/etc/hostname` [link](http://invented.example) a | b **bold** "
    '`code` $x$ {{ sub }} {% raw %} <b>tag</b> &lt; {doc}`index` </template> " onload="alert(1)'
)


@pytest.fixture(scope="module")
def there(first, tmp_path_factory) -> tuple[Path, Path]:
    """Return a copy of the invented review, and its site, which another user built elsewhere into another folder."""
    folder = tmp_path_factory.mktemp("in another place")
    copy = Project(folder / "of another depth" / "review").folder
    environment = elsewhere(folder / "somebody")
    environment["PYTHONPATH"] = os.pathsep.join([environment["PYTHONPATH"], str(SOURCES)])
    return copy, build(copy, environment, folder / "made")


def test_every_study_and_condition_has_its_page(project):
    """Also the condition that nobody has treated."""
    for folder, names in (
        ("studies", {path.stem for path in (project.root.data / "studies").glob("*.yaml")}),
        ("conditions", {"example-fever", "sample-rash", "quiet-rash"}),
    ):
        assert names <= {path.stem for path in (project.html / folder).glob("*.html")}


def test_a_build_writes_only_where_it_is_told_to(there):
    """The folder of the review, which may be somebody else's, is left as it was: every file and folder is old."""
    assert {path.stat().st_mtime for path in there[0].rglob("*")} == {OLD}


def test_a_build_elsewhere_gives_the_same_bytes(there, first):
    """Another folder, home, clock, time zone, locale, umask, seed of hashes and age of files change no byte."""
    assert list(differences(first.html, there[1])) == []


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
        if "_visible_text" in kinds:
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
    path.write_text(
        yaml.safe_dump(spoilt(read_document(path).data, models.Study, told), allow_unicode=True), encoding="utf-8"
    )
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


def test_what_leads_nowhere_fails_with_the_nearest(project):
    """An address of no number and the name of no claim are warnings with page, line and the nearest valid one."""
    wrong = "\n{number}`doe-2012/population.n_enrolled`\n"
    with project.changed(project.root.pages / "about.md", ("# About\n", f"# About\n{wrong}")):
        done = project.build(*NEXT)
    assert done.returncode != 0
    assert re.search(r"about\.md:\d+: WARNING: .*no study 'doe-2012'; did you mean 'doe-2021'\?", done.stderr)


def test_a_broken_record_stops_the_build_with_its_line(project):
    """A record that breaks a rule stops the build, and the message names file, line and remedy, no fault of code."""
    with project.changed(
        project.root.data / "studies/roe-2022.yaml", ("source: S1, locator: table 2", "source: S9, locator: x")
    ):
        done = project.build(*NEXT)
    assert done.returncode != 0
    assert re.search(r"roe-2022\.yaml:\d+:\d+: .*\[Known\w+\]", done.stderr)
    assert "Traceback" not in done.stderr and "sphinx" not in done.stderr.casefold()


def test_a_chapter_that_is_not_there_stops_the_build_with_the_line_that_leads_to_it(project):
    """What leads to a chapter from the topic is told with its line, before a page asks for the chapter."""
    with project.changed(project.root.data / "topic.yaml", ("fevers: chapters/fevers", "fevers: chapters/fever")):
        done = project.build(*NEXT)
    assert done.returncode != 0
    assert re.search(r"topic\.yaml:\d+:\d+: .*\[ToldInAChapter\]", done.stderr)
    assert "Traceback" not in done.stderr and "sphinx" not in done.stderr.casefold()
