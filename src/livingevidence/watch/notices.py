"""What became of the reports that the review cites: retractions, corrections and expressions of concern."""

from collections.abc import Iterator
from functools import partial

from livingevidence.record.library import Library
from livingevidence.record.search import NOTICES, Notice, text_of
from livingevidence.record.writing import write
from livingevidence.watch import crossref, pubmed
from livingevidence.watch.transport import SourceFailed, Transport


def ask(library: Library, transport: Transport) -> Iterator[Notice]:
    """Ask for every report with a DOI or PMID, keep what is answered, and yield it, report by report.

    A notice that was known stays where nobody answers, with the day on which somebody did.
    """
    held = library.search.notices
    for key in sorted(library.reported or ()):
        numbers = library.references[key].identifiers if key in library.references else {}
        asks = [partial(crossref.fetch, numbers["doi"])] if "doi" in numbers else []
        asks += [partial(pubmed.fetch, numbers["pmid"])] if "pmid" in numbers else []
        found, failed = set(), []
        for fetch in asks:
            try:
                found |= {*fetch(transport).notices}
            except SourceFailed as error:
                failed.append(str(error))
        if len(failed) < len(asks):
            held[key] = Notice(key=key, asked=library.today.isoformat(), notices=sorted(found))
        elif asks and key in held:
            held[key] = held[key].model_copy(update={"error": "; ".join(failed)})
        if asks:
            yield held.get(key) or Notice(key=key, asked=library.today.isoformat(), error="; ".join(failed))
    write({library.root.data / NOTICES: text_of(held[key] for key in sorted(held))})
