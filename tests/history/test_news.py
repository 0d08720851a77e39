"""What is new: the changelog's words beside what moved, version by version and then day by day."""

import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from livingevidence.history.diff import news
from livingevidence.history.diff.news import NO_HISTORY, Story, Summary
from livingevidence.site.news import changes, markdown
from livingevidence.site.pages import section_nodes
from livingevidence.site.site import Page, environment
from scratch import NUMBER


def read_story(top: Path) -> Story:
    """Return what is new in a project, kept beside its build."""
    return news.story(top, top / "build/changes")


@pytest.fixture
def two_days_later(two_releases):
    """Return a project with two releases and two days of work on its data since."""
    two_releases.edit(*NUMBER, 27)
    two_releases.save("count again", "2031-05-03")
    two_releases.edit("loe-2018", "title", "Other invented words")
    two_releases.save("say it better", "2031-05-04")
    two_releases.edit("loe-2018", "population.n_enrolled", 21)
    two_releases.save("count once more", "2031-05-04")
    return two_releases


def test_versions_are_told_with_their_words_and_what_moved(two_releases):
    """Each version has its day, what the changelog says and what moved since the version before, the newest first."""
    second, first = read_story(two_releases.top).versions
    assert (second.version, second.day, second.words) == ("2025.2.0", "2031-05-02", "- Words on 2025.2.0.")
    assert second.summary == Summary(
        "Nothing moved in what is computed; records changed.", "Records edited: rows: 1 changed."
    )
    assert (first.version, first.summary.headline) == ("2025.1.0", "The first version; there is none before it.")


def test_what_came_after_the_last_version_is_told_by_days(two_days_later):
    """The days since, the newest first, each against the one before, and all of it against the version."""
    story = read_story(two_days_later.top)
    assert [(day.day, day.steps) for day in story.days] == [
        ("2031-05-04", ("count once more", "say it better")),
        ("2031-05-03", ("count again",)),
    ]
    assert story.days[1].summary.records == "Records edited: rows: 1 changed."
    assert story.days[0].summary.headline.startswith("Moved: ")
    assert story.since.summary.records == "Records edited: studies: 1 changed; rows: 1 changed."


def test_words_that_no_version_holds_yet_stand_with_the_work_since(two_releases):
    """An entry `Unreleased` is told although no record changed."""
    text = (two_releases.top / "CHANGELOG.md").read_text(encoding="utf-8")
    two_releases.text("CHANGELOG.md", text.replace("# Changelog\n", "# Changelog\n\n## Unreleased\n\n- Soon.\n", 1))
    since = read_story(two_releases.top).since
    assert (since.words, since.summary) == ("- Soon.", Summary("Nothing moved."))


def test_before_the_first_version_the_days_of_the_data_are_told(project):
    """Without a release there are days alone, and the first has nothing before it."""
    story = read_story(project.top)
    assert story.versions == () and story.since.summary is None
    assert [(day.day, day.summary.headline) for day in story.days] == [("2031-05-01", "The first day of this history.")]


def test_tags_clones_and_time_zones_change_nothing(two_days_later, tmp_path, monkeypatch):
    """What is new depends on the commits behind HEAD alone: not on tags, the clone or who reads it."""
    expected = read_story(two_days_later.top)
    clone = two_days_later.clone(tmp_path / "clone", "--no-tags")
    two_days_later.git("tag", "--force", "v2025.1.0", "HEAD~3")
    two_days_later.git("tag", "v2031.99.0")
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    assert read_story(two_days_later.top) == read_story(clone.top) == expected


def test_a_day_is_that_of_utc(project):
    """A commit late in the evening of one place belongs to the day that it was in UTC."""
    project.edit(*NUMBER, 26)
    project.git("commit", "--quiet", "--all", "--message", "late", clock="T23:30:00-0500")
    assert [day.day for day in read_story(project.top).days] == ["2031-05-03", "2031-05-01"]


def test_what_was_compared_is_not_compared_again(two_days_later, monkeypatch):
    """A comparison is kept by its revisions, and one that nobody asks for any more goes."""
    expected = read_story(two_days_later.top)
    (two_days_later.top / "build/changes/old.json").write_text("{}", encoding="utf-8")
    monkeypatch.setattr(news, "read_state", None)
    assert read_story(two_days_later.top) == expected and not (two_days_later.top / "build/changes/old.json").exists()


def test_a_day_that_todays_rules_refuse_does_not_stop_the_page(project):
    """A state that can't be read is told as one that can't be compared."""
    project.edit("loe-2018", "an_old_field", "invented")
    project.save("another schema", "2031-05-03")
    assert read_story(project.top).days[0].summary.headline.startswith("This day can't be compared")


def test_without_history_the_words_are_told_and_what_is_missing(two_releases, tmp_path):
    """A copy without git, one inside another repository, and a shallow clone tell what the changelog does."""
    shallow = two_releases.clone(tmp_path / "shallow", "--depth=1")
    copy = shutil.copytree(two_releases.top, tmp_path / "copy", ignore=shutil.ignore_patterns(".git"))
    inside = shutil.copytree(copy, two_releases.top / "inside")
    for story in map(read_story, (shallow.top, copy, inside)):
        assert story.missing == NO_HISTORY and story.days == ()
        summaries = [(version.version, version.summary) for version in story.versions]
        assert summaries == [("2025.2.0", None), ("2025.1.0", None)]


def test_the_page_folds_long_lists_and_holds_no_markup_of_others(two_releases):
    """A version is found under its number, lists of steps are closed, and words stay words."""
    two_releases.edit(*NUMBER, 27)
    two_releases.save("<b>bold</b> <script>", "2031-05-03")
    site = SimpleNamespace(story=lambda: read_story(two_releases.top), templates=environment())
    page = changes(Page(site, "changes"))
    assert [section["ids"] for section in section_nodes(page)] == [["v2025-2-0"], ["v2025-1-0"], ["development"]]
    assert '<details class="fold"><summary>Steps of work on the evidence: 1</summary>' in page
    assert "&lt;b&gt;bold" in page and "<b>" not in page and "<script" not in page
    assert "<strong>A part</strong>" in markdown("### A part") and "<h3" not in markdown("### A part")
