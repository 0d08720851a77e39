"""What sources tell of a study, by one of its identifiers; and whether the review has it already."""

import difflib
from functools import partial, reduce

from ruamel.yaml.comments import CommentedMap

from livingevidence.record.library import Library
from livingevidence.record.problems import Told
from livingevidence.record.references import IDENTIFIERS
from livingevidence.record.search import Publication
from livingevidence.watch import crossref, europepmc, pubmed, registry
from livingevidence.watch.publication import plain
from livingevidence.watch.transport import SourceFailed, Transport, answered

ALIKE = 0.9  # how near two titles are that may be one


def look_up(kind: str, number: str, transport: Transport) -> tuple[Publication, list[str]]:
    """Return what sources tell of an identifier, and why some are silent; SourceFailed if none tells anything."""
    if kind == "registration":
        return registry.read(registry.fetch(number, transport)), []
    asks = [partial(europepmc.fetch, kind, number, transport)]
    if kind == "pmid":
        asks.insert(0, partial(pubmed.fetch, number, transport))
    if kind == "doi":
        asks.append(partial(crossref.fetch, number, transport))
    told, silent = answered(asks)
    if not told:
        raise SourceFailed("; ".join(silent))
    made = reduce(Publication.filled, told)
    if made.doi and kind != "doi":
        told, more = answered([partial(crossref.fetch, made.doi, transport)])
        made, silent = reduce(Publication.filled, told, made), silent + more
    return made, silent


def refuse_known(told: Publication, library: Library) -> None:
    """Raise Told where the review has the study, by an identifier or a title that is nearly the same.

    Two registrations with numbers of their own are two trials, as twins are that differ in a digit of their titles.
    """
    numbers = {number.lower() for number in (told.doi, told.pmid, told.pmcid, told.registration) if number}
    studies = {report.key: study.id for study in library.studies.values() for report in study.reports}
    for key, reference in library.references.items():
        same = numbers & {value.lower() for value in reference.identifiers.values()}
        twins = told.registration and "registration" in reference.identifiers
        close = difflib.SequenceMatcher(None, plain(reference.title), plain(told.title)).ratio()
        if same or (told.title and not twins and close >= ALIKE):
            why = f"as {sorted(same)[0]}" if same else f"under nearly the same title: {reference.title}"
            stands = f"in the record {studies[key]}" if key in studies else f"as {key}, in references.bib alone"
            raise Told(f"nothing was written: the review has it {stands}, {why}")
    for study in library.studies.values():
        if same := numbers & {trial.id.lower() for trial in study.trials}:
            raise Told(f"nothing was written: the review has the trial {sorted(same)[0].upper()} in {study.id}")


def report_of(told: Publication, key: str, read: str) -> CommentedMap:
    """Return the report of a study, as far as the sources tell."""
    made = {"key": key, "kind": "registry-record" if told.registration else "", "read": read}
    who = "the registry" if told.registration else told.source
    made |= {"first_public": told.published or "unknown", "first_public_from": told.published and f"as {who} gives it"}
    return CommentedMap((name, value) for name, value in made.items() if value)


def address_of(told: Publication) -> str:
    """Return where a publication or a registration is read."""
    named = ((address, getattr(told, kind)) for kind, (_, _, address) in IDENTIFIERS.items())
    return next((address.format(number) for address, number in named if number), "not recorded")
