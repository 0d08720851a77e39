"""What became of the reports that the review cites: retractions, corrections, concerns; and of registered trials."""

import re
from collections.abc import Iterator
from functools import partial

from livingevidence.record.library import Library
from livingevidence.record.search import NOTICES, Notice, text_of
from livingevidence.record.writing import write
from livingevidence.watch import crossref, pubmed, registry
from livingevidence.watch.transport import SourceFailed, Transport


def ask(library: Library, transport: Transport) -> Iterator[Notice]:
    """Ask for every report with a DOI, PMID or registration, keep what is answered, and yield it, report by report.

    A notice that was known stays where nobody answers, with the day on which somebody did.
    """
    held = library.search.notices
    for key in sorted(library.reported or ()):
        numbers = library.references[key].identifiers if key in library.references else {}
        asks = [partial(crossref.fetch, numbers["doi"])] if "doi" in numbers else []
        asks += [partial(pubmed.fetch, numbers["pmid"])] if "pmid" in numbers else []
        if re.fullmatch(r"NCT\d{8}", numbers.get("registration", "")):
            asks.append(partial(registry.fetch, numbers["registration"]))
        found, trial, failed = set(), {}, []
        for fetch in asks:
            try:
                answer = fetch(transport)
            except SourceFailed as error:
                failed.append(str(error))
            else:
                if isinstance(answer, dict):
                    trial = registry.snapshot(answer)
                else:
                    found |= {*answer.notices}
        if len(failed) < len(asks):
            held[key] = Notice(key=key, asked=library.today.isoformat(), notices=sorted(found), trial=trial)
        elif asks and key in held:
            held[key] = held[key].model_copy(update={"error": "; ".join(failed)})
        if asks:
            yield held.get(key) or Notice(key=key, asked=library.today.isoformat(), error="; ".join(failed))
    write({library.root.data / NOTICES: text_of(held[key] for key in sorted(held))})
