"""A new study: what sources tell and what a person answers, as a record with all that goes with it."""

from __future__ import annotations

import datetime
import difflib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from ruamel.yaml.comments import CommentedMap

from livingevidence.record.layout import dumped, laid_out
from livingevidence.record.library import Library
from livingevidence.record.models import Study
from livingevidence.record.problems import Told
from livingevidence.record.schema import FILE
from livingevidence.watch import crossref, europepmc, pubmed, registry
from livingevidence.watch.ask import Ask, Asking, Question
from livingevidence.watch.entry import with_entry, with_line
from livingevidence.watch.publication import Publication, plain, slug
from livingevidence.watch.registry import Registration
from livingevidence.watch.transport import SourceFailed, Transport

ALIKE = 0.9  # how near two titles are that may be one
READ = {
    "full": "the whole text",
    "part": "a part of the text",
    "abstract": "the abstract",
    "record": "the record of a registry",
    "excerpt": "an excerpt",
    "secondary-only": "only texts about it",
    "none": "nothing of it yet",
}
RESPONSES = {
    "complete": "all of it went",
    "partial": "some of it went",
    "none": "it did not change, or got worse",
    "relapse-after-stop": "it came back when the treatment was stopped",
    "": "it is not told",
}


# The first of what INSPECT-SR (doi 10.1101/2025.09.03.25334905) asks of a trial before it is relied on.
INSPECTED = {
    "notice": "Is there no notice of a retraction, correction or concern on its paper?",
    "prospective": "Was it registered before the first person entered?",
    "adds-up": "Do the numbers of people and events add up, arm by arm?",
}
FOUND = {"yes": "looked, and it is so", "no": "looked, and it is not so", "unknown": "not looked at yet, or not told"}


class Known(Told):
    """The review has this study already."""


@dataclass(frozen=True)
class Found:
    """What sources tell of the study; either may be missing."""

    publication: Publication | None = None
    registration: Registration | None = None
    silent: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The title, of the publication first."""
        return next((told.title for told in (self.publication, self.registration) if told), "")


def look_up(kind: str, number: str, transport: Transport) -> Found:
    """Return what the sources tell of an identifier; one that fails is named, as long as another tells something.

    Raises
    ------
    SourceFailed
        If none of them tells anything.
    """
    if kind == "registration":
        return Found(registration=registry.read(registry.fetch(number, transport)))
    asks = [partial(europepmc.fetch, kind, number, transport)]
    if kind == "pmid":
        asks.insert(0, partial(pubmed.fetch, number, transport))
    if kind == "doi":
        asks.append(partial(crossref.fetch, number, transport))
    told, silent = _gathered(None, asks)
    if told is None:
        raise SourceFailed("; ".join(silent))
    if told.doi and kind != "doi":
        told, more = _gathered(told, [partial(crossref.fetch, told.doi, transport)])
        silent += more
    return Found(told, silent=tuple(silent))


def bare(kind: str, number: str) -> Found:
    """Return what an identifier alone tells, for a study to be entered by hand."""
    if kind == "registration":
        return Found(registration=Registration(number, title=""))
    return Found(Publication(source="", title="", **{kind: number}))


def _gathered(
    told: Publication | None, asks: Sequence[Callable[[], Publication]]
) -> tuple[Publication | None, list[str]]:
    """Return a description filled by what further sources tell, and why those are silent that are."""
    silent = []
    for ask in asks:
        try:
            more = ask()
        except SourceFailed as error:
            silent.append(str(error))
        else:
            told = told.filled(more) if told else more
    return told, silent


def refuse_known(found: Found, library: Library) -> None:
    """Stop where the review has the study already, by an identifier or a title that is nearly the same.

    Raises
    ------
    Known
        With the record that has it.
    """
    told, trial = found.publication, found.registration
    numbers = {told.doi, told.pmid, told.pmcid} if told else set()
    numbers |= {trial.number} if trial else set()
    numbers = {number.lower() for number in numbers if number}
    studies = {report.key: study.id for study in library.studies.values() for report in study.reports}
    for key, reference in library.references.items():
        same = numbers & {value.lower() for value in reference.identifiers.values()}
        close = difflib.SequenceMatcher(None, plain(reference.title), plain(found.title)).ratio()
        if same or (found.title and close >= ALIKE):
            why = f"as {sorted(same)[0]}" if same else f"under nearly the same title: {reference.title}"
            stands = f"in the record {studies[key]}" if key in studies else f"as {key}, in references.bib alone"
            raise Known(f"nothing was written: the review has it {stands}, {why}")
    for study in library.studies.values():
        if same := numbers & {trial.id.lower() for trial in study.trials}:
            raise Known(f"nothing was written: the review has the trial {sorted(same)[0].upper()} in {study.id}")


def begun(
    number: tuple[str, str] | None, library: Library, ask: Asking, transport: Transport, today: datetime.date
) -> tuple[dict[Path, str], list[str]]:
    """Return the files of a new study, and what a person should know of how they came about.

    Parameters
    ----------
    number : tuple of str, optional
        Kind and identifier, of which the sources are asked.
    library, ask, today
        As of :func:`draft`.
    transport : Transport
        Where it is offline and nothing was kept, the study begins from its number alone.
    """
    try:
        found = look_up(*number, transport) if number else Found()
    except SourceFailed:
        if not transport.offline:
            raise
        found = bare(*number)
    refuse_known(found, library)
    made = draft(found, library, ask, today)
    if not ask.lenient:
        ask.refuse_unasked()
    return made, [*(f"not found everywhere: {reason}" for reason in found.silent), *ask.refused]


def draft(found: Found, library: Library, ask: Ask, today: datetime.date) -> dict[Path, str]:
    """Return the files of a new study by their paths, each with its whole text.

    Parameters
    ----------
    found : Found
        What the sources tell.
    library : Library
        What the review has.
    ask : callable
        Answers a question; the answer is one of its choices, where it has any.
    today : datetime.date
        The day on which the evidence is entered.
    """
    record = _record(found, library, ask)
    name, root = record["id"], library.root
    files = {root.data / "studies" / f"{name}.yaml": laid_out(dumped(record), Study, f"../{FILE}")}
    if stub := _appraisal(record, library):
        files[root.data / "appraisal" / "risk-of-bias" / f"{name}.yaml"] = dumped(stub)
    return files | beside(library, _change(record, library), today, name, found, record["title"])


def beside(
    library: Library, line: str, today: datetime.date, key: str = "", found: Found | None = None, title: str = ""
) -> dict[Path, str]:
    """Return the files that go with a change of records: the day, a line for readers, the entry of a new report."""
    root = library.root
    review, changes = root.data / "review.yaml", root.folder / "CHANGELOG.md"
    day = f'evidence_as_of: "{today.isoformat()}"'
    files = {review: re.sub(r"^evidence_as_of:\s*\S+", day, review.read_text(encoding="utf-8"), flags=re.MULTILINE)}
    if changes.is_file():
        files[changes] = with_line(changes.read_text(encoding="utf-8"), line)
    if found:
        bibliography = root.bibliography.read_text(encoding="utf-8")
        told = found.publication, found.registration
        files[root.bibliography] = with_entry(bibliography, key, title or found.title, *told)
    return files


def _record(found: Found, library: Library, ask: Ask) -> CommentedMap:
    vocabulary, told = library.vocabulary, found.publication
    terms = {name: {key: term.label for key, term in vocabulary[name].items()} for name in vocabulary}
    title = found.title or ask(Question("title", "What is its title?", {}))
    name = ask(Question("id", "Under which id, its address for ever?", {}, _id(found, library)))
    if name in library.ids:
        raise Known(f"nothing was written: the review has a record {name}")
    record = CommentedMap(id=name, title=title)
    design = ask(Question("design", "What kind of study is it?", terms["designs"], _design(found, library)))
    diseases = ask(Question("conditions", "In which disease?", terms["conditions"], _disease(title, library), True))
    conditions = [name.strip() for name in diseases.split(",")]
    rung = library.topic.ladder.get(vocabulary["designs"][design].ladder)
    single = rung is not None and rung.people == "single"
    read = ask(Question("read", "How much of it did you read?", READ, "record" if found.registration else "abstract"))
    people = ask(
        Question(
            "people",
            "How many people were in it? Nothing, if it isn't told.",
            {},
            "1" if single else "",
            form=r"\d*",
            meant="a whole number",
        )
    )
    given = ask(Question("treatment", "What did they get?", terms["interventions"], _treatment(title, library), True))
    record["domain"] = _shelf(conditions, library)
    record["conditions"], record["design"] = conditions, design
    if told and told.authors:
        record["authors"] = list(told.authors)
    if people:
        record["population"] = CommentedMap(n_enrolled=int(people))
    if given:
        record["arms"] = [_arm([name.strip() for name in given.split(",")], library, terms, ask)]
    numbers = [found.registration.number] if found.registration else list(told.registrations if told else ())
    if trials := [number for number in numbers if re.fullmatch(r"NCT\d{8}", number)]:
        record["trials"] = [CommentedMap(id=n, registry=registry.PLACE.title, registered=True) for n in trials]
    record["reports"] = [report_of(found, record["id"], read)]
    if single:
        response = ask(Question("response", "What became of the disease?", RESPONSES))
        place = ask(Question("place", "Where in the text does that stand?", {}, "abstract"))
        case = CommentedMap(response=response) if response else CommentedMap()
        case["locator"] = place
        record["cases"] = [case]
    if rung is not None and rung.comparator != "none":
        answered = [f"{words} {ask(Question(key, words, FOUND, 'unknown'))}." for key, words in INSPECTED.items()]
        record["notes"] = [f"First checks of INSPECT-SR. {' '.join(answered)}"]
    record["sources"] = [CommentedMap(url=address_of(found))]
    return record


def _id(found: Found, library: Library) -> str:
    """Return an id that no study has: first author and year, or the number of the trial."""
    told = found.publication
    if told is None or not told.authors:
        numbers = [found.registration.number] if found.registration else [told.pmid, told.doi] if told else []
        name = slug(next(filter(None, numbers), found.title or "untitled"))
    else:
        name = f"{slug(told.authors[0].split(',')[0])}-{told.year or 'nd'}"
    known = library.ids | set(library.references)
    return next(free for free in (name, *(f"{name}-{letter}" for letter in "bcdefghijkl")) if free not in known)


def _design(found: Found, library: Library) -> str:
    """Return the design that the source's word for it has for a label, if one has."""
    kinds = {plain(kind).rstrip("s") for kind in (found.publication.kinds if found.publication else ())}
    labels = {key: plain(term.label) for key, term in library.vocabulary["designs"].items()}
    return next((key for key, label in labels.items() if label in kinds), "")


def _disease(title: str, library: Library) -> str:
    """Return the condition whose longest name stands in the title."""
    words = f" {plain(title)} "
    names = {
        plain(name): key
        for key, term in library.vocabulary["conditions"].items()
        for name in (term.label, *term.synonyms)
    }
    fitting = [name for name in names if f" {name} " in words]
    return names[max(fitting, key=len)] if fitting else ""


def _treatment(title: str, library: Library) -> str:
    words = f" {plain(title)} "
    terms = library.vocabulary["interventions"].items()
    return next((key for key, term in terms if f" {plain(term.label)} " in words), "")


def _shelf(conditions: list[str], library: Library) -> str:
    """Return the shelf of the first condition's group, else the one on which most studies of the condition stand."""
    term = library.vocabulary["conditions"].get(conditions[0])
    if named := [group for group in (term.groups if term else ()) if group in library.topic.shelves]:
        return named[0]
    stand = [study.domain for study in library.studies.values() if set(conditions) & set(study.conditions)]
    return max(stand, key=stand.count, default=next(iter(library.topic.shelves)))


def _arm(given: list[str], library: Library, terms: Mapping, ask: Ask) -> CommentedMap:
    arm = CommentedMap(id=slug("-".join(given)), interventions=given)
    if not set(given) <= set(library.topic.treatment.interventions):
        known = [a for study in library.studies.values() for a in study.arms if set(given) & set(a.interventions)]
        forms, routes = [a.form for a in known], [a.route for a in known]
        common = max(forms, key=forms.count, default="")
        arm["form"] = ask(Question("form", "In which form?", terms["forms"], common))
        arm["route"] = ask(
            Question("route", "By which route?", terms["routes"], max(routes, key=routes.count, default=""))
        )
    regimen = ask(Question("regimen", "How much and how often, as printed? Such as: 1 % twice daily", {}))
    if strength := re.search(r"(\d+(?:\.\d+)?)\s*%", regimen):
        arm["strength_percent"] = float(strength[1])
        regimen = regimen.replace(strength[0], "")
    if often := " ".join(regimen.split()).strip(" ,;"):
        arm["frequency"] = often
    return arm


def report_of(found: Found, key: str, read: str) -> CommentedMap:
    """Return the report of a study, as far as the sources tell."""
    told, trial = found.publication, found.registration
    made = CommentedMap(key=key)
    if trial:
        made["kind"] = "registry-record"
    made["read"] = read
    made["first_public"] = (told.published if told else trial.first_posted if trial else "") or "unknown"
    if made["first_public"] != "unknown":
        made["first_public_from"] = f"as {'the registry' if trial else told.source} gives it"
    return made


def address_of(found: Found) -> str:
    """Return where a publication or a registration is read."""
    told, trial = found.publication, found.registration
    if trial:
        return f"https://clinicaltrials.gov/study/{trial.number}"
    numbers = (
        (
            ("https://doi.org/", told.doi),
            ("https://pubmed.ncbi.nlm.nih.gov/", told.pmid),
            ("https://pmc.ncbi.nlm.nih.gov/articles/", told.pmcid),
        )
        if told
        else ()
    )
    return next((base + number for base, number in numbers if number), "not recorded")


def _appraisal(record: CommentedMap, library: Library) -> CommentedMap | None:
    """Return a judgement that nobody has made yet, for the first tool that is for the design."""
    fitting = [name for name, tool in library.appraisal.tools.items() if record["design"] in tool.designs]
    if not fitting:
        return None
    words = "Nobody has judged it yet. Write `domains` in place of this line."
    return CommentedMap(study=record["id"], tool=fitting[0], made_from="abstract", not_assessable=words)


def _change(record: CommentedMap, library: Library) -> str:
    """Return a line for readers, in the review's own words: a title has those of its authors."""
    label = library.vocabulary.label
    diseases = ", ".join(label("conditions", name) for name in record["conditions"])
    return f"New: {label('designs', record['design'])}, {diseases} ({record['id']})"
