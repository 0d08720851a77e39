"""A small copy of the project, changed and built again: what each build shows, and what stops it."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup

from livingevidence.record.reading import read
from sites import STRICT, Project, words

PAYLOAD = (
    "<script>alert(1)</script> {include}`/etc/hostname` [link](http://invented.example) a | b **bold** "
    "`code` $x$ {{ sub }} <b>tag</b> &lt; {doc}`index` https://invented.example"
)
NOT_TEXT = {  # fields whose form the data model fixes, so that no markup can stand there
    "id", "title_is", "domain", "conditions", "design", "key", "read", "first_public", "registered", "role",
    "interventions", "route", "form", "trials", "treatment", "comparator", "measure", "kind", "period", "outcome",
    "event", "condition", "sex", "source", "sources", "verification", "study", "p_value", "duplicate_of",
    "arm", "agrees",
}  # fmt: skip


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """Return a project cut to what the granulomatous chapter needs, built once; tests put back what they change."""
    project = Project(tmp_path_factory.mktemp("small") / "project").keep("granulomatous")
    done = project.build(*STRICT)
    assert done.returncode == 0, done.stderr[-4000:]
    return project


def _holds_fields(value) -> bool:
    return isinstance(value, dict) or bool(value and isinstance(value, list) and isinstance(value[0], dict))


def spoil(value, found: list[int]):
    """Return a record with the payload in every free text, numbered in `found`."""
    if isinstance(value, dict):
        return {k: v if k in NOT_TEXT and not _holds_fields(v) else spoil(v, found) for k, v in value.items()}
    if isinstance(value, list):
        return [spoil(item, found) for item in value]
    if isinstance(value, str):
        found.append(len(found))
        return f"T{len(found)}T {PAYLOAD} {value}"
    return value


@pytest.mark.parametrize("study", ["hwang-2024", "gorham-2023"])
def test_text_is_never_markup(small, study):
    """Scripts, roles, directives, links and table bars in any text field come out as the characters they are."""
    path = small.study(study)
    before = path.read_text(encoding="utf-8")
    record = read(path).data
    found: list[int] = []
    free = {key: value for key, value in record.items() if key not in NOT_TEXT or key in ("trials", "sources")}
    spoiled = {**record, **{key: spoil(value, found) for key, value in free.items()}}
    spoiled["trials"], spoiled["reports"] = (
        record.get("trials", []),
        [{**r, "note": f"T999T {PAYLOAD}"} for r in record["reports"]],
    )
    for row in [*spoiled.get("outcomes", []), *spoiled.get("adverse_events", [])]:
        for reading in row.get("second_readings", []):
            reading.pop("printed", None)
    for case in spoiled.get("cases", []):  # an age in words is shown where no number is
        case.pop("age_years", None)
        case["age_text"] = f"T998T {PAYLOAD}"
    assert len(found) > 20
    try:
        small.write(path, spoiled)
        done = small.build(*STRICT)
        assert done.returncode == 0, done.stderr[-4000:]
        pages = [small.page(f"studies/{study}"), small.page("chapters/granulomatous"), small.page("studies/index")]
        assert words(pages[0]).count("alert(1)") > 20 and "alert(1)" in words(pages[1])
        for html in pages:
            soup = BeautifulSoup(html, "html.parser")
            blocks = soup.select('script[type="application/ld+json"]')  # data, which no browser runs
            assert blocks and not [tag for tag in blocks if "<" in tag.get_text()]
            assert not [tag for tag in soup("script") if tag not in blocks and "alert" in tag.get_text()]
            assert not soup.select('a[href*="invented.example"]')
            assert not [
                tag for tag in soup.select("article b, article strong, article em") if tag.get_text() in ("tag", "bold")
            ]
            told = " ".join(words(html).split())
            told = re.sub(r"\\([{}$&%#_])", r"\1", told)  # in BibTeX these have a backslash
            cut = re.findall(rf"T\d+T (?!{re.escape(PAYLOAD)}).{{0,80}}", told)
            assert not cut, cut  # each text is shown whole, as the characters it is
    finally:
        path.write_text(before, encoding="utf-8")


def test_a_changed_number_shows_in_the_next_build_and_so_does_its_revert(small):
    """A plain build shows a changed number on chapter and study page, and the old one after a revert."""
    path = small.study("hwang-2024")
    before = path.read_text(encoding="utf-8")
    assert small.build().returncode == 0
    try:
        path.write_text(before.replace("value: -58.2\n", "value: -57.3\n"), encoding="utf-8")
        assert small.build().returncode == 0
        for page in ("chapters/granulomatous", "studies/hwang-2024"):
            assert "−57.3" in words(small.page(page)) and "−58.2" not in words(small.page(page)), page
    finally:
        path.write_text(before, encoding="utf-8")
    assert small.build().returncode == 0
    for page in ("chapters/granulomatous", "studies/hwang-2024"):
        assert "−58.2" in words(small.page(page)) and "−57.3" not in words(small.page(page)), page


@pytest.mark.parametrize(
    ("file", "old", "new", "seen"),
    [
        (
            "src/ruxreview/data/vocabulary/conditions.yaml",
            "label: granulomatous cheilitis",
            "label: invented cheilitis",
            "invented cheilitis",
        ),
        ("src/ruxreview/tables/words.py", "What was reported", "Invented heading", "Invented heading"),
    ],
    ids=["term", "module"],
)
def test_a_changed_term_or_module_shows_in_the_next_build(small, file, old, new, seen):
    """A plain build after a change of a term or of the package shows it in the chapter."""
    path = small.folder / file
    before = path.read_text(encoding="utf-8")
    try:
        path.write_text(before.replace(old, new), encoding="utf-8")
        assert small.build().returncode == 0
        assert seen in words(small.page("chapters/granulomatous"))
    finally:
        path.write_text(before, encoding="utf-8")


@pytest.mark.parametrize(("folder", "stays"), [("studies", "hwang-2024"), ("conditions", "granulomatous-cheilitis")])
def test_the_page_of_what_was_removed_is_gone(small, folder, stays):
    """A page that an earlier build made for a study or condition that is gone is taken out of the built site."""
    stray = small.html / folder / "invented-2042.html"
    stray.write_text("left over", encoding="utf-8")
    assert small.build().returncode == 0
    assert not stray.exists()
    assert (small.html / folder / f"{stays}.html").exists()


def test_a_condition_has_its_page(small):
    """The page of a condition begins with what is known, its numbers are links, and the first page leads there."""
    page = BeautifulSoup(small.page("conditions/necrobiosis-lipoidica"), "html.parser")
    said = page.select_one(".first-screen")
    assert "unproven" in page.select_one(".bottom-line").get_text() and "−58.2" in said.get_text()
    assert said.select_one("a.number[href^='../studies/hwang-2024.html#']")
    nothing = BeautifulSoup(small.page("conditions/granulomatous-cheilitis"), "html.parser").select_one(".bottom-line")
    assert "no patient treated" in nothing.get_text() and nothing.select_one("a.claim-mark")
    home = BeautifulSoup(small.page("index"), "html.parser")
    assert home.select_one('.condition-box a[href="conditions/granulomatous-cheilitis.html"]')


def test_a_changed_lock_file_runs_the_notebooks_again(small):
    """Another lock file gives another notebook cache."""
    lock = small.folder / "uv.lock"
    before = lock.read_text(encoding="utf-8")
    caches = set((small.folder / "build/jupyter-cache").iterdir())
    try:
        lock.write_text(before + "\n# invented\n", encoding="utf-8")
        assert small.build().returncode == 0
    finally:
        lock.write_text(before, encoding="utf-8")
    assert len(set((small.folder / "build/jupyter-cache").iterdir()) - caches) == 1


def test_a_notebook_that_raises_fails_with_its_cell(small):
    """A cell that raises fails the build, and the message shows the cell."""
    path = small.folder / "notebooks/granulomatous.md"
    before = path.read_text(encoding="utf-8")
    try:
        path.write_text(before.replace("show.studies(granulomatous)", "show.invented(granulomatous)"), encoding="utf-8")
        done = small.build(*STRICT)
    finally:
        path.write_text(before, encoding="utf-8")
    assert done.returncode != 0
    assert "tables.invented(granulomatous)" in done.stderr


def test_an_unknown_number_fails_with_the_nearest(small):
    """An address that leads nowhere fails the strict build, with page, line and the nearest valid one."""
    path = small.folder / "docs/about.md"
    before = path.read_text(encoding="utf-8")
    try:
        path.write_text(before + "\n{number}`hwang-2042/population.n_enrolled`\n", encoding="utf-8")
        done = small.build(*STRICT)
    finally:
        path.write_text(before, encoding="utf-8")
    assert done.returncode != 0
    assert re.search(r"about\.md:\d+: WARNING: .*no study 'hwang-2042'; did you mean 'hwang-2024'\?", done.stderr)


def test_a_claim_shows_how_it_stands(small):
    """A claim leads to the ledger, one that does not hold is marked and the build goes on; an unknown one is told."""
    page, chapter = small.folder / "docs/about.md", small.folder / "notebooks/granulomatous.md"
    before, stood = page.read_text(encoding="utf-8"), chapter.read_text(encoding="utf-8")
    source = []
    for name, needs in (("holds", 1), ("fails", 99)):
        text = "Of {number}`granulomatous.studies` studies, {doc}`read </reading>`."
        asked = f'  studies("necrobiosis-lipoidica") >= {needs}'
        source += ["", f"```{{claim}} invented-{name}", "---", "needs: |", asked, "---", f"{text} {name}.", "```"]
    try:
        chapter.write_text(stood + "\n".join([*source, ""]), encoding="utf-8")
        page.write_text(before + "\n{claim}`invented-holds`\n{claim}`invented-fails`\n", encoding="utf-8")
        done = small.build(*STRICT)
        assert done.returncode == 0, done.stderr[-4000:]
        soup = BeautifulSoup(small.page("about"), "html.parser")
        page.write_text(before + "\n{claim}`invented-hold`\n", encoding="utf-8")
        wrong = small.build("-W", "--keep-going")
    finally:
        page.write_text(before, encoding="utf-8")
        chapter.write_text(stood, encoding="utf-8")
    holds, fails = soup.select(".claim")
    assert holds["class"] == ["claim", "claim-holds"] and not holds.select(".verdict")
    assert fails["class"] == ["claim", "claim-overturned"] and "Overturned" in fails.select_one(".verdict").get_text()
    for said, name in ((holds, "holds"), (fails, "fails")):
        assert said.select_one("a.claim-mark")["href"] == f"claims.html#claim-invented-{name}"
        assert said.select_one("a.number")["href"].startswith("numbers.html#") and said.find("a", href="reading.html")
    assert wrong.returncode != 0
    assert re.search(r"about\.md:\d+: WARNING: .*no such claim; did you mean 'invented-holds'\?", wrong.stderr)


def test_a_broken_record_stops_the_build_with_its_line(small):
    """A record that breaks a rule stops the build, and the message names file, line and remedy."""
    path = small.study("hwang-2024")
    before = path.read_text(encoding="utf-8")
    try:
        path.write_text(before.replace("source: S1\n", "source: S9\n", 1), encoding="utf-8")
        done = small.build(*STRICT)
    finally:
        path.write_text(before, encoding="utf-8")
    assert done.returncode != 0
    assert re.search(r"hwang-2024\.yaml:\d+:\d+: .*\[KnownSource\]", done.stderr)
