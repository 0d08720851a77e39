"""Which records of sources are one report: by identifiers, else by title, first author and year.

A pair is compared only where its records share something rare (:func:`pairs`). What two records say is then held
against stated bounds (:func:`compared`): *same* is joined, *maybe* is left to a person, anything else stays apart.
"""

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from rapidfuzz import fuzz

from livingevidence.record.search import Hit
from livingevidence.watch.publication import plain

SAME, MAYBE = 95, 85  # how alike titles are, of 100
RARE, CROWD = 6, 60  # the rarest words of a title that are paired; records that may share a pair of words
NOTICE = re.compile(r"(correction|corrigendum|erratum|retraction|retracted|reply|response|comment|author)\b.*", re.I)


class Likeness(NamedTuple):
    """How two records compare, and why."""

    verdict: Literal["same", "maybe", "different"]
    why: str


def pairs(hits: Sequence[Hit], new: int = 0) -> Iterator[tuple[int, int]]:
    """Yield the places of records to compare, each pair once: those that share two rare words, or author and year.

    `new` is the place of the first new one; pairs of older ones are left out.
    """
    words = [set(plain(hit.title).split()) for hit in hits]
    common = Counter(itertools.chain.from_iterable(words))
    blocks: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, hit in enumerate(hits):
        shared = (word for word in words[place] if common[word] > 1 and len(word) > 2)
        rarest = sorted(sorted(shared, key=lambda word: (common[word], word))[:RARE])
        for key in [*itertools.combinations(rarest, 2), (_families(hit)[0], hit.published[:4]), (plain(hit.title),)]:
            if all(key):
                blocks[key].append(place)
    seen = set()
    for key, places in blocks.items():
        if len(places) <= CROWD or len(key) == 1:
            seen.update(pair for pair in itertools.combinations(places, 2) if pair[1] >= new)
    yield from sorted(seen)


def compared(one: Hit, other: Hit) -> Likeness:
    """Return whether two records are of one report.

    *Same* are titles that agree to 95 of 100, with the same first author or the same authors in another order, years
    at most one apart, and no identifier and no number in the title that contradicts. *Maybe* are titles that agree to
    85, or of which one begins with the other, with at most one of these against it; and titles that agree wholly,
    whatever contradicts, such as those of a preprint and its paper. A correction and what it corrects are two.
    """
    if shared := sorted(set(one.identities) & set(other.identities)):
        return Likeness("same", f"the same {shared[0].replace(':', ' ', 1)}")
    titles = plain(one.title), plain(other.title)
    if one.registration or other.registration or bool(NOTICE.match(titles[0])) != bool(NOTICE.match(titles[1])):
        return Likeness("different", "a registration or a notice is no report of results")
    alike = max(fuzz.ratio(*titles), fuzz.token_sort_ratio(*titles))
    shorter, longer = sorted(titles, key=len)
    if alike < MAYBE and shorter.count(" ") >= 3 and fuzz.ratio(shorter, longer[: len(shorter)]) >= SAME:
        alike = MAYBE  # one is without what stands behind the colon
    if alike < MAYBE:
        return Likeness("different", f"titles agree to {alike:.0f} of 100")
    authors = _same_authors(one, other)
    years = [int(hit.published[:4]) for hit in (one, other) if hit.published[:4].isdigit()]
    apart = abs(years[0] - years[1]) if len(years) == 2 else 0
    against = [f"another {kind}" for kind in ("doi", "pmid", "pmcid") if _differ(one, other, kind)]
    against += ["other authors, or none"] * (not authors) + [f"{apart} years apart"] * (apart > 1)
    against += ["other numbers in the title"] * (_numbers(titles[0]) != _numbers(titles[1]))
    against += ["short titles"] * (min(len(title.split()) for title in titles) < 4 and not _place(one, other))
    why = f"titles agree to {alike:.0f} of 100"
    if alike >= SAME and not against:
        return Likeness("same", f"{why}, authors and year too")
    if len(against) < 2 or (alike == 100 and authors):
        return Likeness("maybe", "; ".join([why, *against]))
    return Likeness("different", "; ".join([why, *against]))


def _families(hit: Hit) -> list[str]:
    """Return the family names of the authors, as far as they are known; the first one is empty where none is."""
    return [plain(name.partition(",")[0]).partition(" ")[0] for name in hit.authors] or [""]


def _same_authors(one: Hit, other: Hit) -> bool:
    """Return whether the first authors are one, or all authors are the same in another order."""
    names = _families(one), _families(other)
    in_order = fuzz.ratio(names[0][0], names[1][0]) >= MAYBE
    return all(first for first, *_ in names) and (in_order or fuzz.ratio(*map(" ".join, map(sorted, names))) >= SAME)


def _differ(one: Hit, other: Hit, kind: str) -> bool:
    values = getattr(one, kind), getattr(other, kind)
    return all(values) and values[0] != values[1]


def _numbers(title: str) -> Counter:
    return Counter(re.findall(r"\d+|\b[ivx]{1,4}\b", title))


def _place(one: Hit, other: Hit) -> bool:
    """Return whether two records stand on the same page of the same volume."""
    places = [(hit.volume, re.split("[-–]", hit.pages)[0]) for hit in (one, other)]
    return all(places[0]) and places[0] == places[1]
