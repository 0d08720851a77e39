"""Which records without a common identifier are the same report, as the program bib-dedupe judges pairs of them.

Proposing pairs takes bib-dedupe itself too much time and memory, so :func:`pairs` does it. A pair that it calls
duplicates is joined unless something speaks against that; then, and where it is not sure, a person decides.
"""

import itertools
import re
import warnings
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Literal, NamedTuple

import pandas as pd

from livingevidence.record.candidates import Hit
from livingevidence.record.problems import UserError
from livingevidence.record.progress import track
from livingevidence.watch.publication import plain

try:
    from rapidfuzz import fuzz
    from rapidfuzz.distance import Levenshtein

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what the next pandas takes away
        from bib_dedupe.bib_dedupe import match, prep
    from number_parser import parser as numbers
except ModuleNotFoundError as missing:
    raise UserError(
        f"for searching and screening {missing.name} is missing: pip install 'livingevidence[search]'"
    ) from None

numbers.LanguageData = cache(numbers.LanguageData)  # else bib-dedupe has its tables made anew for each title

NEAR = 85  # how alike titles must be, of 100, for a pair to be judged
WHOLE = 95  # how alike a title and the beginning of a longer one must be, of 100, for the same
TYPED = 3  # letters by which the titles of the same report differ at most, as by slips in typing
LONG = 3000  # letters of a field that bib-dedupe is given, since it takes long over pages of text
RARE = 6  # words of a title, the rarest, of which two must be shared for a pair to be proposed
CROWD = 60  # a pair of words that more records share proposes nothing
NOTICE = re.compile(r"(correction|corrigendum|erratum|retraction|retracted|reply|response|comment|author)\b.*", re.I)


class Likeness(NamedTuple):
    """How two records compare, and why."""

    verdict: Literal["same", "maybe", "different"]
    why: str


def pairs(hits: Sequence[Hit], new: int = 0) -> Iterator[tuple[int, int]]:
    """Yield the places of each two records that share two rare words, or the first author and the year, or the title.

    Those before the place `new` were compared earlier, so pairs of them are left out.
    """
    words = [set(plain(hit.title).split()) for hit in hits]
    common = Counter(itertools.chain.from_iterable(words))
    blocks: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, hit in enumerate(hits):
        shared = (word for word in words[place] if common[word] > 1 and len(word) > 2)
        rarest = sorted(sorted(shared, key=lambda word: (common[word], word))[:RARE])
        author = (_families(hit) or [""])[0]
        for key in [*itertools.combinations(rarest, 2), (author, hit.year), (plain(hit.title),)]:
            if all(key):
                blocks[key].append(place)
    seen = set()
    for key, places in blocks.items():
        if len(places) <= CROWD or len(key) == 1:
            seen.update(pair for pair in itertools.combinations(places, 2) if pair[1] >= new)
    yield from sorted(seen)


def likely_duplicates(hits: Sequence[Hit], new: int = 0) -> dict[str, dict[str, Likeness]]:
    """Return of each new record, by its key, the earlier ones that are, or may be, the same report, with the reason.

    Only pairs with similar titles are judged, or where one title begins with the other. Registrations are left out, and
    so are a correction and what it corrects. *Same* is a pair that bib-dedupe calls duplicates and that nothing speaks
    against: titles that differ in more than three letters or in a number, years more than one apart, no common author,
    another identifier. With one of these it is a *maybe*; with two it is different, unless the titles are equal, such
    as those of a preprint and its paper.
    """
    near, told = dict[tuple[int, int], list[str]](), defaultdict[str, dict[str, Likeness]](dict)
    for first, second in pairs(hits, new):
        if (alike := _alike(hits[first], hits[second])) >= NEAR:
            against = _against(hits[first], hits[second])
            if len(against) < 2 or alike == 100:
                near[first, second] = [f"titles agree to {alike:.0f} of 100", *against]
    for first, second, label in _labels(hits, list(near)):
        agree, *against = near[first, second]
        one = label == "duplicate"
        why = "; ".join([agree, f"bib-dedupe {'takes them for one' if one else 'is not sure'}", *against])
        told[hits[second].key][hits[first].key] = Likeness("same" if one and not against else "maybe", why)
    return told


def _alike(one: Hit, other: Hit) -> float:
    """Return how alike the titles of two records are, of 100; 0 where :func:`likely_duplicates` needs none."""
    titles = plain(one.title), plain(other.title)
    if one.registration or other.registration or bool(NOTICE.match(titles[0])) != bool(NOTICE.match(titles[1])):
        return 0
    if not set(one.identities).isdisjoint(other.identities):
        return 0
    alike = max(fuzz.ratio(*titles), fuzz.token_sort_ratio(*titles))
    shorter, longer = sorted(titles, key=len)
    begins = shorter.count(" ") >= 3 and fuzz.ratio(shorter, longer[: len(shorter)]) >= WHOLE
    return max(alike, NEAR) if begins else alike


def _labels(hits: Sequence[Hit], near: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, str]]:
    """Yield the pairs that bib-dedupe labels ``duplicate`` or ``maybe``, with the label."""
    taken = {"title", "journal", "volume", "pages", "doi", "abstract"}
    for begin in track(range(0, len(near), 500), "Looking for records of one report"):
        some = near[begin : begin + 500]
        records = [{"ID": "", "title": "", "author": "A, B", "year": ""}]  # it fails if no record has an author
        for place in sorted({*itertools.chain(*some)}):
            hit = hits[place]
            fields = hit.model_dump(include=taken) | {"author": " and ".join(hit.authors), "year": hit.year}
            fields["number"] = plain(hit.issue)  # it fails on an issue such as 2²
            records.append({name: text[:LONG] for name, text in fields.items()} | {"ID": str(place)})
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ready = prep(pd.DataFrame(records), verbosity_level=0, cpu=1).set_index("ID", drop=False)
            sides = [ready.loc[list(map(str, side))].reset_index(drop=True) for side in zip(*some, strict=True)]
            found = match(sides[0].add_suffix("_1").join(sides[1].add_suffix("_2")), verbosity_level=0, cpu=1)
        for first, second, label in found[["ID_1", "ID_2", "duplicate_label"]].itertuples(index=False):
            yield int(first), int(second), label


def _against(one: Hit, other: Hit) -> list[str]:
    """Return what speaks against two records being one report."""
    titles = [plain(hit.title) for hit in (one, other)]
    numbers = [Counter(re.findall(r"\d+|\b[ivx]{1,4}\b", title)) for title in titles]
    letters = Levenshtein.distance(*(title.replace(" ", "") for title in titles), score_cutoff=TYPED)
    people = [_families(hit) for hit in (one, other)]
    years = [int(hit.year) for hit in (one, other) if hit.year.isdigit()] or [0]
    kinds = [kind for kind in ("doi", "pmid", "pmcid") if len({getattr(one, kind), getattr(other, kind)} - {""}) > 1]
    against = [f"another {kind}" for kind in kinds] + [f"more than {TYPED} letters differ"] * (letters > TYPED)
    against += ["other numbers in the title"] * (numbers[0] != numbers[1])
    against += ["no author of both"] * (all(people) and set(people[0]).isdisjoint(people[1]))
    return against + [f"{max(years) - min(years)} years apart"] * (max(years) - min(years) > 1)


def _families(hit: Hit) -> list[str]:
    return [plain(name.partition(",")[0]).partition(" ")[0] for name in hit.authors]
