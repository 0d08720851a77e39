"""The rule on names that must lead somewhere: terms, arms, trials, sources, rows, references, other studies."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from livingevidence.record.addresses import Address
from livingevidence.record.library import Library
from livingevidence.record.models import Study
from livingevidence.record.names import Named, names_in
from livingevidence.record.problems import nearest
from livingevidence.record.reading import Document
from livingevidence.record.rules.base import Rule, one_of
from livingevidence.record.vocabulary import MODELS

# What a name is called in a message, and what to do where nothing bears it.
WORDS = {
    "arm": ("arm", "declare it under `arms`"),
    "comparison": ("comparison", "add it to topic.yaml"),
    "family": ("family", "add it to topic.yaml"),
    "reference": ("key", "add @article{{{word}, …}} to references.bib"),
    "risk": ("judgement", "add that judgement of risk of bias, or remove this"),
    "row": ("row", "add that row, or remove this"),
    "rung": ("rung", "add it to topic.yaml"),
    "shelf": ("shelf", "add it to topic.yaml with its title"),
    "source": ("source", "list it under `sources`"),
    "study": ("study", "add that study, or remove this"),
    "tool": ("tool", "add it to appraisal/tools.yaml"),
    "trial": ("trial", "declare it under `trials`"),
}


class KnownName(Rule):
    """A name leads somewhere: a term to the vocabulary, a study, row, key or judgement to one that is there."""

    def study(self, study, library):
        for name in library.names_of(study):
            known = choices(name, library, study)
            if known is not None and name.word not in known:
                yield self._unknown(name, known)

    def library(self, library):
        for document, path, value in beside(library):
            for name in names_in(value, path=path):
                known = choices(name, library, library.studies.get(name.study))
                if known is not None and name.word not in known:
                    yield self.problem(document, self._unknown(name, known))

    def _unknown(self, name: Named, known: Collection[str]):
        what, remedy = WORDS.get(name.kind, ("term", f"add it to vocabulary/{name.kind}.yaml with a definition"))
        close = nearest(name.word, known)
        fix = (f"did you mean `{close}`? Or " if close else "") + remedy.format(word=name.word)
        return name.path, f"the {what} '{name.word}'", f"{fix}; known: {one_of(known)}"


def beside(library: Library) -> Iterator[tuple[Document, tuple, object]]:
    """Yield what is curated besides the studies: the file, where in it, and the model."""
    if library.topic:
        yield library.beside["topic"], (), library.topic
    if library.protocol:
        yield library.beside["protocol"], (), library.protocol
    if "prescribing" in library.beside:
        yield library.beside["prescribing"], (), library.prescribing
    yield from ((library.beside["left-out"], (index,), item) for index, item in library.left_out_places.items())
    yield from ((library.beside["sayings"], (index,), item) for index, item in library.sayings.items())
    yield from ((library.comparators.document, (i,), entry) for i, entry in library.comparators.entries.items())
    yield from ((library.appraisal.documents[name], (), judged) for name, judged in library.appraisal.judgements())
    yield from ((library.appraisal.documents["tools"], (name,), tool) for name, tool in library.appraisal.tools.items())
    for part, document in library.vocabulary.documents.items():
        for name, term in library.vocabulary[part].items():
            if getattr(term, "kind", "efficacy") == "efficacy":  # which alone is seen in something
                yield document, (name,), term


def choices(name: Named, library: Library, study: Study | None) -> Collection[str] | None:
    """Return the names that there are of a kind; None where that can't be told, because a file is broken."""
    kind = name.kind
    if kind in MODELS:
        return None if "vocabulary" in library.broken else library.vocabulary[kind]
    if kind == "row":
        return library.addresses(Address(name.word).study)
    if kind in ("arm", "trial", "source", "own-row"):
        lists = {"arm": "arms", "trial": "trials", "source": "sources", "own-row": "rows"}
        return None if study is None else [item.id for item in getattr(study, lists[kind])]
    if kind == "reference":
        return None if "bibliography" in library.broken else library.references
    of_topic = {"comparison": "comparisons", "family": "families", "rung": "ladder", "shelf": "shelves"}
    if kind in of_topic:
        if library.topic is None:
            return None
        known = getattr(library.topic, of_topic[kind])
        return (*known, "none") if kind == "rung" else known
    judged = {"risk": "risk_names", "tool": "tool_names"}
    return getattr(library.appraisal, judged[kind]) if kind in judged else library.ids


RULES = [KnownName]
