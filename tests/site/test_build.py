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
def copy_and_site(first_build, tmp_path_factory) -> tuple[Path, Path]:
    """Return a copy of the invented review, and its site, which another user built elsewhere into another folder."""
    folder = tmp_path_factory.mktemp("in another place")
    copy = Project(folder / "of another depth" / "review").folder
    environment = elsewhere(folder / "somebody")
    environment["PYTHONPATH"] = os.pathsep.join([environment["PYTHONPATH"], str(SOURCES)])
    return copy, build(copy, environment, folder / "made")


def test_every_study_and_condition_has_its_page(project):
    """Also the condition that nobody has treated."""
    studies = {path.stem for path in (project.root.data / "studies").glob("*.yaml")}
    assert studies <= {path.stem for path in (project.html / "studies").glob("*.html")}
    conditions = {path.stem for path in (project.html / "conditions").glob("*.html")}
    assert {"example-fever", "sample-rash", "quiet-rash"} <= conditions


def test_a_build_writes_only_where_it_is_told_to(copy_and_site):
    """The folder of the review, which may be somebody else's, is left as it was: every file and folder is old."""
    copy, _ = copy_and_site
    assert {path.stat().st_mtime for path in copy.rglob("*")} == {OLD}


def test_a_build_elsewhere_gives_the_same_bytes(copy_and_site, first_build):
    """Another folder, home, clock, time zone, locale, umask, seed of hashes and age of files change no byte."""
    _, site = copy_and_site
    assert list(differences(first_build.html, site)) == []


def test_a_claim_shows_how_it_stands(project):
    """Each claim leads to the ledger; one that is overturned or open is marked, and the build goes on."""
    verdicts = {}
    for chapter in ("fevers", "rashes"):
        for claim in project.page(f"chapters/{chapter}").select(".claim"):
            mark, verdict = claim.select_one("a.claim-mark"), claim.select_one(".verdict")
            page, _, anchor = mark["href"].rpartition("#")
            assert page.endswith("claims.html") and project.page("claims").find(id=anchor)
            verdicts[anchor.removeprefix("claim-")] = verdict and verdict.get_text().split()[0]
    assert verdicts["sample-rash-verdict"] is None
    assert verdicts["sample-rash-nobody-stopped"] == "Overturned"
    assert verdicts["quiet-rash-result"] is not None


def with_payload(values: dict, model: type[BaseModel], numbers: list[int]) -> dict:
    """Return a record with the payload in every free text of its model, each with a number that is added to them."""
    record = dict(values)
    for name, field in model.model_fields.items():
        if name not in record:
            continue
        types = repr((field.annotation, field.metadata))  # a free text is one that is looked through for hidden signs
        parts = [
            part for part in vars(models).values() if isinstance(part, type) and f"models.{part.__name__}" in types
        ]
        if "_visible_text" in types:
            record[name] = _payload_before(record[name], numbers)
        elif parts and isinstance(record[name], list):
            record[name] = [with_payload(part, parts[0], numbers) for part in record[name]]
        elif parts and isinstance(record[name], dict):
            record[name] = with_payload(record[name], parts[0], numbers)
    return record


def _payload_before(value: str | list[str], numbers: list[int]) -> str | list[str]:
    if isinstance(value, list):
        return [_payload_before(text, numbers) for text in value]
    numbers.append(len(numbers))
    return f"T{len(numbers)}T {PAYLOAD} {value}"


def test_text_of_a_record_is_never_markup(project):
    """Scripts, roles, templates, links and attributes in any free text come out as the characters they are."""
    path = project.root.data / "studies/doe-2021.yaml"
    before, numbers = path.read_text(encoding="utf-8"), []
    record = with_payload(read_document(path).data, models.Study, numbers)
    path.write_text(yaml.safe_dump(record, allow_unicode=True), encoding="utf-8")
    try:
        process = project.build(*NEXT)
    finally:
        path.write_text(before, encoding="utf-8")
    assert process.returncode == 0, process.stderr[-4000:]
    assert len(numbers) > 40
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
    role = "\n{number}`doe-2012/population.n_enrolled`\n"
    with project.changed(project.root.pages / "about.md", ("# About\n", f"# About\n{role}")):
        process = project.build(*NEXT)
    assert process.returncode != 0
    assert re.search(r"about\.md:\d+: WARNING: .*no study 'doe-2012'; did you mean 'doe-2021'\?", process.stderr)


def test_a_broken_record_stops_the_build_with_its_line(project):
    """A record that breaks a rule stops the build, and the message names file, line and remedy, no fault of code."""
    record = project.root.data / "studies/roe-2022.yaml"
    with project.changed(record, ("source: S1, locator: table 2", "source: S9, locator: x")):
        process = project.build(*NEXT)
    assert process.returncode != 0
    assert re.search(r"roe-2022\.yaml:\d+:\d+: .*\[Known\w+\]", process.stderr)
    assert "Traceback" not in process.stderr and "sphinx" not in process.stderr.casefold()


def test_a_chapter_that_is_not_there_stops_the_build_with_the_line_that_leads_to_it(project):
    """What leads to a chapter from the topic is told with its line, before a page asks for the chapter."""
    with project.changed(project.root.data / "topic.yaml", ("fevers: chapters/fevers", "fevers: chapters/fever")):
        process = project.build(*NEXT)
    assert process.returncode != 0
    assert re.search(r"topic\.yaml:\d+:\d+: .*\[ToldInAChapter\]", process.stderr)
    assert "Traceback" not in process.stderr and "sphinx" not in process.stderr.casefold()
