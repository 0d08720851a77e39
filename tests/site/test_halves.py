"""What half of the pages leaves in the process that writes them comes back to the build."""

import os
from types import SimpleNamespace

import pytest

from building import STRICT
from livingevidence.site.halves import FEW, ROUND, TABLES, WORDS, write_halves


@pytest.mark.parametrize(("forks", "round_size", "processes"), [(True, ROUND, 2), (True, FEW, 3), (False, ROUND, 1)])
def test_the_index_of_the_search_and_what_is_kept_are_of_all_pages(monkeypatch, tmp_path, forks, round_size, processes):
    """They have each page once, whichever process wrote it: in each round a fork half of them, where that is safe."""
    monkeypatch.setattr("livingevidence.site.halves.ROUND", round_size)
    monkeypatch.setattr("livingevidence.site.halves.can_fork", lambda: forks)
    monkeypatch.setattr("livingevidence.site.ahead.can_fork", lambda: forks)
    index, pages = SimpleNamespace(**{name: {} for name in (*TABLES, *WORDS)}), [f"page-{n}" for n in range(2 * FEW)]
    for page in pages:
        (tmp_path / f"{page}.doctree").write_text(page, encoding="utf-8")
    writers: dict[str, int] = {}

    def write(names: list[str]) -> None:
        for name in names:
            writers[name] = os.getpid()
            for table in TABLES:
                getattr(index, table)[name] = name.upper()
            for words in WORDS:
                getattr(index, words).setdefault("word", set()).add(name)

    def collect(names: list[str]) -> dict[str, int]:
        return {name: writers[name] for name in names}

    builder = SimpleNamespace(images={}, indexer=index, doctreedir=tmp_path)
    write_halves(builder, pages, write, collect, writers.update)
    assert {*writers} == {*pages} and len({*writers.values()}) == processes
    assert all(getattr(index, table) == {name: name.upper() for name in pages} for table in TABLES)
    assert all(getattr(index, words) == {"word": {*pages}} for words in WORDS)


def test_a_warning_of_either_half_is_told_and_fails_a_strict_build(project):
    """Each page with a link that leads nowhere is named."""
    sources = sorted((project.folder / "docs").glob("*.md"))
    for source in sources:
        source.write_text(source.read_text(encoding="utf-8") + "\n{ref}`nowhere`\n", encoding="utf-8")
    process = project.build(*STRICT)
    assert process.returncode == 1
    assert all(f"{source.name}:" in process.stderr for source in sources), process.stderr
