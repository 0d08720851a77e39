"""The search of the site: its own English, terms by their other names, and an index of the pages as they are."""

import re
from collections.abc import Iterator
from functools import cache
from importlib import resources
from unicodedata import normalize

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.search.en import SearchEnglish
from sphinx.util.index_entries import split_index_msg

from livingevidence.record.load import Loader
from livingevidence.record.root import Root
from livingevidence.record.vocabulary import MODELS
from livingevidence.site.fresh import Freshness


def without_accents(words: str) -> str:
    """Return words without the accents of their letters."""
    return re.sub("[\u0300-\u036f]", "", normalize("NFD", words))


def other_names(root: Root) -> dict[str, list[str]]:
    """Return the labels of terms by their other names, as a query has them."""
    loader, labels_by_name = Loader(root), dict[str, set[str]]()
    for name, model in MODELS.items():
        for term in loader.items(f"vocabulary/{name}", model, dict, needed=False).values():
            for other in term.synonyms:
                labels_by_name.setdefault(without_accents(other).lower(), set()).add(term.label)
    return {other: sorted(labels) for other, labels in labels_by_name.items()}


class English(SearchEnglish):
    """The search's own English: stems are found once, words without their accents too, and numbers as words."""

    js_splitter_code = resources.files(__package__).joinpath("search.js").read_text(encoding="utf-8")

    def __init__(self, options: dict[str, str]):
        super().__init__(options)
        self.stem = cache(self.stem)

    def split(self, input: str) -> list[str]:
        """Return the words of a text, and beside them the forms in which ``search.js`` asks for them."""
        words = dict.fromkeys(super().split(input))
        folded = (without_accents(word) for word in words if not word.isascii())
        numbers = re.findall(r"(?<![\w.])\d+(?:\.\d+)*(?!\w)", input)
        return [*words, *folded, *(f"n{number}" for number in dict.fromkeys(numbers))]


def mend_search(app: Sphinx) -> Iterator[tuple]:
    """Take words that no page has any more out of the search, and give it the entries of pages not written anew."""
    index, env = app.builder.indexer, app.env
    for words in (index._mapping, index._title_mapping):
        for word in [word for word, pages in words.items() if not pages & env.all_docs.keys()]:
            del words[word]
    index._filenames = {page: f"{page}.md" for page in index._filenames}  # not where the doctrees stand
    index._objtypes.clear()
    index._objnames.clear()
    index._index_entries.clear()
    for page, entries in sorted(env.domains.index_domain.entries.items()):
        terms = set()
        for kind, words, place, main, _ in entries:
            terms |= {(part, place or "", main) for part in split_index_msg(kind, words)}
        index._index_entries[page] = sorted(terms)
    return iter(())


def setup(app: Sphinx, fresh: Freshness) -> None:
    """Register the language, give the page of the search the other names, and mend the index before it is written."""

    def add_other_names(app: Sphinx, page: str, template: str, context: dict, document: nodes.document | None) -> None:
        if page == "search":
            context["other_names"] = other_names(fresh.site.root)

    app.add_search_language(English)
    app.connect("html-page-context", add_other_names)
    app.connect("html-collect-pages", mend_search)
