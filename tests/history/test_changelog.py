"""The changelog is read by version, and a heading that names none is told."""

from pathlib import Path

import pytest

from livingevidence.history.changelog import UNRELEASED, BrokenChangelog, Entry, entries, read_changelog

ROOT = Path(__file__).parents[2]
INVENTED = """# Changelog

An introduction.

## Unreleased

- Not out yet.

## 2031.2.0, 2031-06-01

- A second release.
  It has two lines.

### With a part

More.

## 2031.1.0

- A first one.
"""


def test_entries_stand_under_their_versions_in_their_order():
    """Each version has its words and its day; the introduction belongs to none."""
    by_version = entries(INVENTED)
    assert list(by_version) == [UNRELEASED, "2031.2.0", "2031.1.0"]
    assert by_version["2031.2.0"] == Entry(
        "2031.2.0", "2031-06-01", "- A second release.\n  It has two lines.\n\n### With a part\n\nMore."
    )
    assert by_version["2031.1.0"] == Entry("2031.1.0", "", "- A first one.")
    assert by_version[UNRELEASED].text == "- Not out yet."


@pytest.mark.parametrize(
    "heading", ["2031.1.0, 2031-01-31", "2031.1.0 (2031-01-31)", "v2031.1.0 – 2031-01-31", "[2031.1.0] - 2031-01-31"]
)
def test_common_ways_to_write_a_heading_are_understood(heading):
    """A heading may write version and day in the ways that changelogs do."""
    assert entries(f"## {heading}\n\n- x\n") == {"2031.1.0": Entry("2031.1.0", "2031-01-31", "- x")}


WRONG_HEADINGS = ("2031", "2031.1", "Soon", "2031.1.0, 31 January", "2031.1.0, 2031-02-30")
NOT_MARKDOWN = (
    "<script>alert(1)</script>",
    "a <b>bold</b> word",
    "</div>",
    "<!-- hidden -->",
    "{number}`x/y.z`",
    "```{raw} html",
    ":::{note}",
)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        *((f"# Changelog\n\n## {words}\n", "3: .*names no version; allowed are `## Unr") for words in WRONG_HEADINGS),
        *((f"## 2031.1.0\n\n{words}\n", "3: .* is no plain Markdown") for words in NOT_MARKDOWN),
        ("## 2031.1.0\n\n- x\n## 2031.1.0\n", r"4: 2031\.1\.0 has an entry already"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text, message):
    """A heading that names no version, a second entry of one, and HTML or what only a build knows are refused."""
    with pytest.raises(BrokenChangelog, match=rf"CHANGELOG\.md:{message}"):
        entries(text)


def test_plain_markdown_is_let_through():
    """Signs, addresses, code and lists in Markdown are words."""
    words = "p < 0.05, a<3, <https://invented.example>, `ruxreview diff`, [x](https://invented.example/y), {braces}"
    assert entries(f"## 2031.1.0\n\n- {words}\n")["2031.1.0"].text == f"- {words}"


def test_a_changelog_that_is_not_utf_8_is_told_by_name(tmp_path):
    """The message names the file."""
    (tmp_path / "CHANGELOG.md").write_bytes(b"## 2031.1.0\n\n- Invent\xe9.\n")
    with pytest.raises(BrokenChangelog, match=r"CHANGELOG\.md .*not UTF-8"):
        read_changelog(tmp_path)


def test_the_projects_own_changelog_can_be_read():
    """Every heading is understood and every version has words; a folder without the file has no entries."""
    by_version = read_changelog(ROOT)
    assert by_version and all(entry.text for entry in by_version.values() if entry.version != UNRELEASED)
    assert read_changelog(Path(__file__).parent) == {}
