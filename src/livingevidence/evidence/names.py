"""What readers call a reference and a study: first author and year, else what else tells it apart."""

import re
from collections import Counter
from collections.abc import Mapping
from string import ascii_lowercase

from livingevidence.evidence.evidence import Evidence
from livingevidence.record.reads import remembered
from livingevidence.record.references import Reference

_NUMBER = re.compile(r"NCT\d{8}|EudraCT [\d-]+|SNCTP\d+|GSE\d+")
_PRODUCT = re.compile(r"(?:US|EU|UK) (?:prescribing|product) information|Swissmedic")
_LITTLE = r"(?: (?:a|and|by|for|in|of|on|the|to|treated|with))+$"
MOST_WORDS = 7


def label_of(reference: Reference) -> str:
    """Return first author and year; without an author a register's number, the journal, or the start of the title.

    A product text goes by its country, which says more than the company. A reference of a register has no year.
    """
    number = _NUMBER.match(reference.identifiers.get("registration", ""))
    if product := _PRODUCT.match(reference.container):
        name = product.group()
    elif reference.authors:
        name = reference.authors[0].split(",")[0]
    elif number:
        return f"{number.group()} {reference.year}".strip()
    elif journal := re.match(r"(?!pages)[A-Za-z][^\d(]*[^\d( ]", reference.container):
        name = journal.group()
    else:
        title = re.split(r"[:,] | - ", re.sub(r" \([^)]*\)", "", reference.title))[0]
        start = " ".join(title.split()[:MOST_WORDS])
        name = re.sub(_LITTLE, "", start)
    return f"{name} {reference.year or 'n.d.'}"


def labels(references: Mapping[str, Reference]) -> dict[str, str]:
    """Return a label for each key, in their order; a, b, c, alike on all pages, where two would read alike."""
    by_key = {key: label_of(reference) for key, reference in references.items()}
    keys = sorted(by_key, key=lambda key: (by_key[key].casefold(), references[key].authors, references[key].title, key))
    totals, used = Counter(by_key.values()), Counter[str]()
    for key in keys:
        label = by_key[key]
        if totals[label] > 1:
            by_key[key] += _letters(used[label])
        used[label] += 1
    return {key: by_key[key] for key in keys}


def _letters(number: int) -> str:
    """Return a, b, ... z, aa, ab and so on for 0, 1, ... 25, 26, 27."""
    more, last = divmod(number, len(ascii_lowercase))
    return (_letters(more - 1) if more else "") + ascii_lowercase[last]


@remembered(4)  # asked by every page, of one evidence
def short_names(evidence: Evidence) -> dict[str, str]:
    """Return a name for each study, as it is cited, with its trial's where two would be alike or it is a number."""
    studies, labels_by_key = evidence.library.studies, labels(evidence.references)
    names = {name: labels_by_key[study.reports[0].key] for name, study in studies.items()}
    totals = Counter(names.values())
    for name, study in studies.items():
        if totals[names[name]] > 1 or _NUMBER.fullmatch(names[name]):
            names[name] = ", ".join([names[name], *(trial.name for trial in study.trials if trial.name)])
    return names
