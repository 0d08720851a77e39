"""What became of the reports that the review cites: retractions, corrections, concerns; and of registered trials."""

import re
from collections.abc import Iterator
from functools import partial

from livingevidence.record.library import Library
from livingevidence.record.search import NOTICES, Notice, text_of
from livingevidence.record.writing import write
from livingevidence.watch import crossref, pubmed, registry
from livingevidence.watch.transport import Transport, answered


def ask(library: Library, transport: Transport) -> Iterator[Notice]:
    """Ask for every report with a DOI, PMID or registration, keep what is answered, and yield it, report by report.

    A notice that was known stays while one of its sources is silent, since that may be who told of it; where nobody
    answers, it keeps the day on which somebody did.
    """
    held = library.search.notices
    for key in sorted(library.reported or ()):
        numbers = library.references[key].identifiers if key in library.references else {}
        asks = [partial(crossref.fetch, numbers["doi"], transport)] if "doi" in numbers else []
        asks += [partial(pubmed.fetch, numbers["pmid"], transport)] if "pmid" in numbers else []
        if re.fullmatch(r"NCT\d{8}", numbers.get("registration", "")):
            asks.append(partial(registry.fetch, numbers["registration"], transport))
        told, silent = answered(asks)
        made = Notice(key=key, asked=library.today.isoformat(), error="; ".join(silent))
        before = held.get(key, made)
        if told:
            trial = next((registry.snapshot(answer) for answer in told if isinstance(answer, dict)), {})
            known = {*before.notices} if silent else set()
            known |= {notice for answer in told if not isinstance(answer, dict) for notice in answer.notices}
            held[key] = made.model_copy(update={"notices": sorted(known), "trial": trial or before.trial, "error": ""})
        elif asks and key in held:
            held[key] = before.model_copy(update={"error": made.error})
        if asks:
            yield held.get(key, made)
    write({library.root.data / NOTICES: text_of(held[key] for key in sorted(held))})
