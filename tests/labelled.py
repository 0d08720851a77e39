"""References as several sources would tell them, with the faults that records have; which of them are one is known."""

import itertools
import random
import re
from pathlib import Path

from livingevidence.record.candidates import Hit
from livingevidence.record.references import fields_of, people_of, read_entries
from livingevidence.watch.duplicates import likely_duplicates

DAY = "2026-01-01"


def references(bibliography: str) -> dict[str, Hit]:
    """Return the entries of a bibliography that are publications with authors and a DOI or PMID, by their keys."""
    hits = {}
    for key, entry, _ in read_entries(bibliography):
        bib, people = fields_of(entry), people_of(entry)[0]
        if not people or not bib.keys() & {"doi", "pmid"}:
            continue
        names = [
            (" ".join([*p.prelast_names, *p.last_names]), " ".join([*p.first_names, *p.middle_names])) for p in people
        ]
        fields = {name: bib.get(name, "") for name in ("title", "volume", "pages", "doi", "pmid", "pmcid")}
        fields |= {"journal": bib["container"], "issue": bib.get("number", ""), "published": bib.get("year", "")}
        authors = [", ".join(filter(None, name)) for name in names]
        hits[key] = Hit(source="bib", number=key, found=DAY, strategy=1, authors=authors, **fields)
    return hits


def labelled_records(references: dict[str, Hit], seed: int = 1) -> tuple[list[Hit], list[str]]:
    """Return records with the key of what each is of: of every reference three, of which no two share an identifier."""
    dice, hits, keys = random.Random(seed), [], []
    for key, hit in references.items():
        for source, fault in (("pubmed", _indexed), ("crossref", _deposited), ("europepmc", _typed)):
            fields = {"doi": "", "pmid": "", "pmcid": "", "source": source} | fault(hit, dice)
            hits.append(hit.model_copy(update=fields))
            keys.append(key)
    order = list(range(len(hits)))
    dice.shuffle(order)
    return [hits[index] for index in order], [keys[index] for index in order]


def _indexed(hit: Hit, dice: random.Random) -> dict:
    """As an index has it: a full stop, an abbreviated journal, initials, its own number."""
    authors = [re.sub(r", (\w).*", r", \1", name) for name in hit.authors]
    return {"title": f"{hit.title}.", "journal": hit.journal[:12], "authors": authors, "pmid": hit.pmid}


def _deposited(hit: Hit, dice: random.Random) -> dict:
    """As a publisher deposits it: dashes, capitals, the year of the issue, one author, the DOI."""
    title = hit.title.replace("-", dice.choice("-–\N{NON-BREAKING HYPHEN}"))
    title = dice.choice([str, str.upper, str.title])(title)
    year = hit.published and str(int(hit.published[:4]) + dice.choice([0, 0, 0, 1]))
    pages = dice.choice([hit.pages, hit.pages.partition("-")[0], ""])
    return {"title": title, "published": year, "authors": hit.authors[:1], "doi": hit.doi, "pages": pages}


def _typed(hit: Hit, dice: random.Random) -> dict:
    """As somebody typed it: a letter lost or doubled, accents gone, at times the part behind the colon too."""
    title, place = hit.title, dice.randrange(len(hit.title))
    title = dice.choice([title[:place] + title[place + 1 :], title[:place] + title[place : place + 1] + title[place:]])
    if dice.random() < 0.1:
        title = title.partition(": ")[0]
    authors = [name.encode("ascii", "ignore").decode() for name in hit.authors]
    return {"title": title, "authors": authors, "volume": "", "pages": ""}


def with_later_reports(references: dict[str, Hit], seed: int = 1) -> tuple[list[Hit], list[str]]:
    """Return labelled records, and of every reference another report by the same people under nearly the same title."""
    (hits, keys), dice = labelled_records(references, seed), random.Random(seed)
    forms = ("{}", "Correction to: {}", "{}, part 2", "{} in children", "{}: long-term follow-up", "{} (abstract)")
    for key, hit in references.items():
        year = hit.published and str(int(hit.published[:4]) + dice.choice([1, 2]))
        fields = {"title": dice.choice([*forms, "{}: a secondary analysis"]).format(hit.title), "published": year}
        fields |= {"doi": "", "pmid": "", "pmcid": "", "pages": "", "issue": "", "source": "later"}
        hits.append(hit.model_copy(update=fields | {"volume": dice.choice([hit.volume, ""])}))
        keys.append(f"{key}, later")
    return hits, keys


def print_pairs(name: str, hits: list[Hit], pairs: dict[tuple[int, int], bool]) -> None:
    """Print what becomes of labelled pairs: of all that is joined or left to a person, how many are of one report."""
    places, duplicates = {hit.key: place for place, hit in enumerate(hits)}, likely_duplicates(hits)
    likenesses = {(places[a], places[b]): like for b, partners in duplicates.items() for a, like in partners.items()}
    print(f"{name}: {len(hits)} records, {len(pairs)} labelled pairs, {sum(pairs.values())} of one report")
    verdict_of = {pair: likeness.verdict for pair, likeness in likenesses.items()}
    alone = {pair: "same" if "takes them" in likeness.why else "maybe" for pair, likeness in likenesses.items()}
    for program, verdicts in (("", verdict_of), ("bib-dedupe alone, ", alone)):
        for verdict in ("same", "maybe"):
            true = [pairs[pair] for pair in verdicts.keys() & pairs if verdicts[pair] == verdict]
            print(f"  {program}{verdict}: {len(true)} pairs, {sum(true)} of them true")


def main() -> None:
    """Print how the references of this review are found again, as the page of methods tells it."""
    known_references = references(Path("references.bib").read_text(encoding="utf-8"))
    for name, make in (("references", labelled_records), ("with another report of each", with_later_reports)):
        hits, keys = make(known_references)
        print_pairs(name, hits, {(i, j): keys[i] == keys[j] for i, j in itertools.combinations(range(len(hits)), 2)})


if __name__ == "__main__":
    main()
