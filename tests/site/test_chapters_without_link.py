"""The chapters of a checkout that has no link to them."""

from __future__ import annotations

from livingevidence.site.stubs import WithStubs


def test_chapters_are_found_where_there_is_no_link_to_them(tmp_path):
    """Where a file stands in place of the link, the chapters have their addresses all the same."""
    for name, text in (
        ("docs/index.md", "# Home"),
        ("docs/chapters", "../notebooks"),
        ("notebooks/first.md", "# First"),
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    project = WithStubs(tmp_path / "docs", {".md": "markdown"})
    project.beside = {tmp_path / "notebooks": "chapters/"}
    assert project.discover() == {"index", "chapters/first"}
    source = tmp_path / "docs" / project.doc2path("chapters/first", absolute=True)
    assert source.resolve() == tmp_path / "notebooks/first.md"
