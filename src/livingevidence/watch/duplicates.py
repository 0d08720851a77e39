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
from livingevidence.watch.publication import comparable

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

MIN_LIKENESS = 85  # how alike titles must be, of 100, for a pair to be judged
MIN_BEGINNING = 95  # how alike a title and the beginning of a longer one must be, of 100, for the same
MOST_SLIPS = 3  # letters by which the titles of the same report differ at most, as by slips in typing
MOST_LETTERS = 3000  # letters of a field that bib-dedupe is given, since it takes long over pages of text
RARE_WORDS = 6  # words of a title, the rarest, of which two must be shared for a pair to be proposed
MOST_SHARING = 60  # a pair of words that more records share proposes nothing
NOTICE = re.compile(r"(correction|corrigendum|erratum|retraction|retracted|reply|response|comment|author)\b.*", re.I)


Sameness = Literal["same", "maybe", "different"]


class Likeness(NamedTuple):
    """How two records compare, and why."""

    verdict: Sameness
    why: str


def pairs(hits: Sequence[Hit], new: int = 0) -> Iterator[tuple[int, int]]:
    """Yield the places of each two records that share two rare words, or the first author and the year, or the title.

    Those before the place `new` were compared earlier, so pairs of them are left out.
    """
    words = [set(comparable(hit.title).split()) for hit in hits]
    records_with = Counter(itertools.chain.from_iterable(words))
    blocks: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, hit in enumerate(hits):
        common_words = (word for word in words[place] if records_with[word] > 1 and len(word) > 2)
        rarest = sorted(sorted(common_words, key=lambda word: (records_with[word], word))[:RARE_WORDS])
        author = (_families(hit) or [""])[0]
        for key in [*itertools.combinations(rarest, 2), (author, hit.year), (comparable(hit.title),)]:
            if all(key):
                blocks[key].append(place)
    proposed = set()
    for key, places in blocks.items():
        if len(places) <= MOST_SHARING or len(key) == 1:
            proposed.update(pair for pair in itertools.combinations(places, 2) if pair[1] >= new)
    yield from sorted(proposed)


def likely_duplicates(hits: Sequence[Hit], new: int = 0) -> dict[str, dict[str, Likeness]]:
    """Return of each new record, by its key, the earlier ones that are, or may be, the same report, with the reason.

    Only pairs with similar titles are judged, or where one title begins with the other. Registrations are left out, and
    so are a correction and what it corrects. *Same* is a pair that bib-dedupe calls duplicates and that nothing speaks
    against: titles that differ in more than three letters or in a number, years more than one apart, no common author,
    another identifier. With one of these it is a *maybe*; with two it is different, unless the titles are equal, such
    as those of a preprint and its paper.
    """
    similar, by_record = dict[tuple[int, int], list[str]](), defaultdict[str, dict[str, Likeness]](dict)
    for first, second in pairs(hits, new):
        if (likeness := _title_likeness(hits[first], hits[second])) >= MIN_LIKENESS:
            objections = _objections(hits[first], hits[second])
            if len(objections) < 2 or likeness == 100:
                similar[first, second] = [f"titles agree to {likeness:.0f} of 100", *objections]
    for first, second, label in _labels(hits, list(similar)):
        agreement, *objections = similar[first, second]
        is_duplicate = label == "duplicate"
        opinion = f"bib-dedupe {'takes them for one' if is_duplicate else 'is not sure'}"
        verdict: Sameness = "same" if is_duplicate and not objections else "maybe"
        by_record[hits[second].key][hits[first].key] = Likeness(verdict, "; ".join([agreement, opinion, *objections]))
    return by_record


def _title_likeness(first: Hit, second: Hit) -> float:
    """Return how alike the titles of two records are, of 100; 0 where :func:`likely_duplicates` needs none."""
    titles = comparable(first.title), comparable(second.title)
    if first.registration or second.registration or bool(NOTICE.match(titles[0])) != bool(NOTICE.match(titles[1])):
        return 0
    if not set(first.identities).isdisjoint(second.identities):
        return 0
    likeness = max(fuzz.ratio(*titles), fuzz.token_sort_ratio(*titles))
    shorter, longer = sorted(titles, key=len)
    is_beginning = shorter.count(" ") >= 3 and fuzz.ratio(shorter, longer[: len(shorter)]) >= MIN_BEGINNING
    return max(likeness, MIN_LIKENESS) if is_beginning else likeness


def _labels(hits: Sequence[Hit], similar: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, str]]:
    """Yield the pairs that bib-dedupe labels ``duplicate`` or ``maybe``, with the label."""
    field_names = {"title", "journal", "volume", "pages", "doi", "abstract"}
    for start in track(range(0, len(similar), 500), "Looking for records of one report"):
        batch = similar[start : start + 500]
        rows = [{"ID": "", "title": "", "author": "A, B", "year": ""}]  # it fails if no record has an author
        for place in sorted({*itertools.chain(*batch)}):
            hit = hits[place]
            fields = hit.model_dump(include=field_names) | {"author": " and ".join(hit.authors), "year": hit.year}
            fields["number"] = comparable(hit.issue)  # it fails on an issue such as 2²
            rows.append({name: text[:MOST_LETTERS] for name, text in fields.items()} | {"ID": str(place)})
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            prepared = prep(pd.DataFrame(rows), verbosity_level=0, cpu=1).set_index("ID", drop=False)
            sides = [prepared.loc[list(map(str, side))].reset_index(drop=True) for side in zip(*batch, strict=True)]
            matches = match(sides[0].add_suffix("_1").join(sides[1].add_suffix("_2")), verbosity_level=0, cpu=1)
        for first, second, label in matches[["ID_1", "ID_2", "duplicate_label"]].itertuples(index=False):
            yield int(first), int(second), label


def _objections(first: Hit, second: Hit) -> list[str]:
    """Return what speaks against two records being one report."""
    titles = [comparable(hit.title) for hit in (first, second)]
    numbers = [Counter(re.findall(r"\d+|\b[ivx]{1,4}\b", title)) for title in titles]
    letters = Levenshtein.distance(*(title.replace(" ", "") for title in titles), score_cutoff=MOST_SLIPS)
    people = [_families(hit) for hit in (first, second)]
    years = [int(hit.year) for hit in (first, second) if hit.year.isdigit()] or [0]
    kinds = [kind for kind in ("doi", "pmid", "pmcid") if len({getattr(first, kind), getattr(second, kind)} - {""}) > 1]
    objections = {
        f"more than {MOST_SLIPS} letters differ": letters > MOST_SLIPS,
        "other numbers in the title": numbers[0] != numbers[1],
        "no author of both": all(people) and set(people[0]).isdisjoint(people[1]),
        f"{max(years) - min(years)} years apart": max(years) - min(years) > 1,
    }
    return [*(f"another {kind}" for kind in kinds), *(words for words, holds in objections.items() if holds)]


def _families(hit: Hit) -> list[str]:
    return [comparable(name.partition(",")[0]).partition(" ")[0] for name in hit.authors]
