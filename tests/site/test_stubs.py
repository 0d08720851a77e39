"""Sources of pages that are made of data alone, and of chapters without a link, stand beside what people write."""

import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace

from livingevidence.evidence.evidence import Evidence
from livingevidence.site import stubs
from livingevidence.site.condition import conditions_with_pages
from views import site_of

pytestmark = pytest.mark.filterwarnings("ignore")  # how extensions of Sphinx use it is not ours


@pytest.fixture
def build(tmp_path: Path, monkeypatch):
    """Return a function that builds a site with stubs, each by its source, and tells which pages it read."""
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "index.md").write_text("# Home\n\n{doc}`studies/a`\n", encoding="utf-8")
    site = SimpleNamespace(root=SimpleNamespace(folder=tmp_path, pages=docs, chapters=tmp_path / "notebooks"))

    def make(names: str, changed: str = "", parallel: int = 1) -> set[str]:
        pages_read: set[str] = set()
        extension = ModuleType("extension_of_this_test")
        words = {name: "other words" if name in changed else name for name in names}
        pages = {f"studies/{name}": f"---\norphan: true\n---\n\n# {title}\n" for name, title in words.items()}

        def setup(app: Sphinx) -> dict:
            stubs.setup(app, SimpleNamespace(site=site, moved=True))
            app.connect("env-before-read-docs", lambda app, env, names: pages_read.update(names))
            return {"parallel_read_safe": True, "parallel_write_safe": True}

        extension.setup = setup
        monkeypatch.setitem(sys.modules, extension.__name__, extension)
        monkeypatch.setattr(stubs, "sources", lambda site: pages)
        settings = {"extensions": ["myst_parser", extension.__name__]}
        folders = docs, None, tmp_path / "build/html", tmp_path / "build/doctrees"
        with docutils_namespace():
            app = Sphinx(*folders, "html", settings, status=None, warning=None, parallel=parallel)
            app.build()
        return pages_read

    return make


def test_only_what_changed_is_read_again(build, tmp_path):
    """A second build reads the changed source alone, and takes away the page of a source that is gone.

    The folder of written pages holds what it held.
    """
    assert build("abc") == {"index", "studies/a", "studies/b", "studies/c"}
    assert build("abc") == set()
    assert build("ab", changed="b") == {"studies/b"}
    assert {path.stem for path in (tmp_path / "build/html/studies").iterdir()} == {"a", "b"}
    assert [path.name for path in (tmp_path / "docs").rglob("*")] == ["index.md"]


def test_two_processes_read_the_same(build, tmp_path):
    """Stubs are found by the processes that read for another."""
    build("abcdefgh", parallel=2)
    assert {path.stem for path in (tmp_path / "build/html/studies").iterdir()} == set("abcdefgh")


def test_each_study_and_each_condition_with_a_page_has_a_source(small_site):
    """The source holds the title, and the directive that fills the page."""
    pages, evidence = stubs.sources(small_site), small_site.evidence
    names = [f"conditions/{name}" for name in conditions_with_pages(evidence)]
    assert pages.keys() == {*names, *(f"studies/{name}" for name in evidence.records)}
    assert "{study} doe-2021\n" in pages["studies/doe-2021"] and "orphan: true" in pages["studies/doe-2021"]


def test_the_words_of_an_editor_stand_on_the_page(small_copy):
    """Words under a condition's id become the content of its directive; those under no id stop the build."""
    words = small_copy.folder / "conditions"
    words.mkdir()
    (words / "sample-rash.md").write_text("Invented words.\n", encoding="utf-8")
    site = site_of(Evidence.at(small_copy.review))
    assert "{condition} sample-rash\nInvented words.\n::" in stubs.sources(site)["conditions/sample-rash"]
    (words / "sample-rush.md").write_text("x", encoding="utf-8")
    with pytest.raises(SystemExit, match=r"sample-rush\.md: .*sample-rash"):
        stubs.sources(site)


def test_chapters_are_found_where_there_is_no_link_to_them(tmp_path):
    """Where a file stands in place of the link, the chapters have their addresses all the same."""
    for name in ("docs/index.md", "docs/chapters", "notebooks/first.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("# Invented", encoding="utf-8")
    project = stubs.ProjectWithStubs(tmp_path / "docs", {".md": "markdown"})
    project.beside = {tmp_path / "notebooks": "chapters/"}
    assert project.discover() == {"index", "chapters/first"}
    source = tmp_path / "docs" / project.doc2path("chapters/first", absolute=True)
    assert source.resolve() == tmp_path / "notebooks/first.md"
