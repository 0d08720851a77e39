"""A new study: what sources tell and what a person answers, as a record with all that goes with it."""

import datetime
import difflib
import re
from collections.abc import Mapping
from functools import partial, reduce
from pathlib import Path

from ruamel.yaml.comments import CommentedMap

from livingevidence.record.awaited import ENDED
from livingevidence.record.candidates import Publication
from livingevidence.record.library import Library
from livingevidence.record.models import NOT_RECORDED, Study
from livingevidence.record.problems import UserError
from livingevidence.record.reading import engine_data
from livingevidence.record.references import IDENTIFIERS, TYPES
from livingevidence.record.vocabulary import Term, Vocabulary
from livingevidence.record.writing import SCHEMA_FILE, laid_out_text, yaml_text
from livingevidence.watch import crossref, europepmc, pubmed, registry
from livingevidence.watch.ask import Answerer, Ask, Question
from livingevidence.watch.publication import comparable, slug
from livingevidence.watch.transport import SourceFailed, Transport, ask_all

MOST_EXPLAINED = 20  # choices up to which each is explained
NO_PUBLICATION = Publication(source="", title="")
MIN_LIKENESS = 0.9  # how near two titles are that may be one
EVIDENCE_HEADING = "\nThe evidence:\n\n"  # heads what is new in it, where a list of changes is divided


def new_study(
    number: tuple[str, str] | None, library: Library, ask: Answerer, transport: Transport
) -> tuple[dict[Path, str], list[str]]:
    """Return the files of a new study, and what a person should know of how they came about.

    The sources are asked of its number, kind and identifier, where it has one; where the transport is offline and
    nothing was kept, the study begins from its number alone.
    """
    if not ask.lenient:
        questions = _Questionnaire(ask, library.vocabulary).questions
        ask.refuse_unasked({*questions, *questions["inspected"]["words"]})
    number_alone = NO_PUBLICATION.model_copy(update=dict([number] if number else ()))
    refuse_known(number_alone, library)  # by its number, before any source is asked
    try:
        publication, reasons = look_up(*number, transport) if number else (number_alone, [])
    except SourceFailed:
        if not transport.offline:
            raise
        publication, reasons = number_alone, []
    refuse_known(publication, library)
    files = study_files(publication, library, ask)
    if not ask.lenient:
        ask.refuse_unasked()
    return files, [*(f"not found everywhere: {reason}" for reason in reasons), *ask.refusals]


def study_files(publication: Publication, library: Library, ask: Ask) -> dict[Path, str]:
    """Return the files of a new study by their paths, each with its whole text."""
    questionnaire = _Questionnaire(ask, library.vocabulary)
    publication = _titled(publication, library, questionnaire)
    record = _record(publication, library, questionnaire)
    name, root = record["id"], library.root
    files = {root.data / "studies" / f"{name}.yaml": laid_out_text(yaml_text(record), Study, f"../{SCHEMA_FILE}")}
    tools = (key for key, tool in library.appraisal.tools.items() if record["design"] in tool.designs)
    if tool := next(tools, None):
        note = "Nobody has judged it yet. Write `domains` in place of this line."
        judgement = CommentedMap(study=name, tool=tool, made_from="abstract", not_assessable=note)
        files[root.data / "appraisal" / "risk-of-bias" / f"{name}.yaml"] = yaml_text(judgement)
    return files | files_beside(library, _change_line(record, library), name, publication)


def files_beside(library: Library, line: str, key: str = "", publication: Publication | None = None) -> dict[Path, str]:
    """Return the files that go with a change of records: the day, a line for readers, the entry of a new report."""
    root = library.root
    review, changes = root.data / "review.yaml", root.folder / "CHANGELOG.md"
    day = f'evidence_as_of: "{library.today.isoformat()}"'
    files = {review: re.sub(r"^evidence_as_of:\s*\S+", day, review.read_text(encoding="utf-8"), flags=re.MULTILINE)}
    if changes.is_file():
        files[changes] = with_line(changes.read_text(encoding="utf-8"), line)
    if publication:
        bibliography = root.bibliography.read_text(encoding="utf-8")
        files[root.bibliography] = with_entry(bibliography, key, publication)
    return files


class _Questionnaire:
    """Asks by name what stands in ``questions.yaml``."""

    def __init__(self, ask: Ask, vocabulary: Vocabulary):
        self.ask, self.vocabulary = ask, vocabulary
        self.questions = engine_data(__package__, "questions.yaml")

    def __call__(self, name: str, default: str = "") -> str:
        fields = dict(self.questions[name])
        if terms := fields.pop("terms", ""):
            choices = self.vocabulary[terms].items()
            fields |= {"choices": {key: term.label for key, term in choices}, "place": f"vocabulary/{terms}.yaml"}
            fields["also"] = {word.lower(): key for key, term in choices for word in term.synonyms}
            if len(choices) <= MOST_EXPLAINED:
                fields["explained"] = {key: term.definition for key, term in choices}
        return self.ask(Question(name, default=default, **fields))

    def several(self, name: str, default: str) -> list[str]:
        """Return the names that were answered."""
        return [part.strip() for part in self(name, default).split(",") if part.strip()]


def _titled(publication: Publication, library: Library, ask: _Questionnaire) -> Publication:
    """Return the publication with what its reader says of it, where no source tells a title; a known one is refused."""
    if publication.title:
        return publication
    titled = publication.model_copy(update={"title": ask("title"), "source": "its first reader"})
    refuse_known(titled, library)
    if titled.registration:  # which has no author, and tells its own days
        return titled
    authors = tuple(filter(None, map(str.strip, ask("authors").split(";"))))
    return titled.model_copy(update={"authors": authors, "published": ask("year")})


def _record(publication: Publication, library: Library, ask: _Questionnaire) -> CommentedMap:
    vocabulary, title = library.vocabulary, publication.title
    name = ask("id", _new_id(publication, library))
    if name in library.ids:
        raise UserError(f"nothing was written: the review has a record {name}")
    record = CommentedMap(id=name, title=title)
    design = ask("design", _design(publication, library))
    conditions = ask.several("conditions", _in_title(title, vocabulary["conditions"]))
    rung = library.topic.ladder.get(vocabulary["designs"][design].ladder)
    is_single = rung is not None and rung.people == "single"
    read = ask("read", "record" if publication.registration else "abstract")
    status = _state(publication, ask, library.today) if publication.registration else {}
    people = ask("people", "1" if is_single else "")
    interventions = ask.several("treatment", _in_title(title, vocabulary["interventions"]))
    record["domain"] = shelf_of(conditions, library)
    record["conditions"], record["design"] = conditions, design
    if publication.authors and not publication.registration:
        record["authors"] = list(publication.authors)
    if people:
        is_planned = publication.registration and status.get("status") not in ENDED
        record["population"] = CommentedMap({"n_planned" if is_planned else "n_enrolled": int(people)})
    if interventions:
        record["arms"] = [_arm(interventions, library, ask)]
    numbers = [publication.registration] if publication.registration else publication.registrations
    if trials := [number for number in numbers if re.fullmatch(r"NCT\d{8}", number)]:
        fields = {"registry": registry.PLACE.title, "registered": True, **status}
        record["trials"] = [CommentedMap(id=number, **fields) for number in trials]
    record["reports"] = [report_of(publication, record["id"], read)]
    if is_single:
        response = ask("response")
        record["cases"] = [CommentedMap({"response": response} if response else {})]
        record["cases"][0]["locator"] = ask("place", "abstract") or NOT_RECORDED
    if rung is not None and rung.comparator != "none":
        checks, choices = ask.questions["inspected"].values()
        answers = [f"{words} {ask.ask(Question(key, words, choices, 'unknown'))}." for key, words in checks.items()]
        record["notes"] = [f"First checks of INSPECT-SR. {' '.join(answers)}"]
    record["sources"] = [CommentedMap(url=address_of(publication))]
    return record


def _state(publication: Publication, ask: _Questionnaire, today: datetime.date) -> dict[str, str]:
    """Return how far a registered trial is, with where that stands; nothing where nobody tells."""
    registered = next((registry.STATUS[kind] for kind in publication.kinds if kind in registry.STATUS), "unknown")
    status = ask("status", registered)
    if status == "unknown":
        return {}
    place = registry.PLACE.title if publication.source == registry.PLACE.name else "a text"
    return {"status": status, "dates_from": ask("status-from", f"{place}, read on {today}")}


def _new_id(publication: Publication, library: Library) -> str:
    """Return an id that no study has: first author and year, or the number of the trial, else of its title."""
    if publication.authors and not publication.registration:
        name = f"{slug(publication.authors[0].split(',')[0])}-{publication.year or 'nd'}"
    else:
        name = slug(publication.registration or publication.pmid or publication.doi or publication.title)
    taken = library.ids | set(library.references)
    names = (name, *(f"{name}-{letter}" for letter in "bcdefghijkl"))
    return next(free for free in names if free not in taken)


def _design(publication: Publication, library: Library) -> str:
    """Return the design that the source's word for it has for a label, if one has."""
    kinds = {comparable(kind).rstrip("s") for kind in publication.kinds}
    labels = {key: comparable(term.label) for key, term in library.vocabulary["designs"].items()}
    return next((key for key, label in labels.items() if label in kinds), "")


def _in_title(title: str, terms: Mapping[str, Term]) -> str:
    """Return the term whose longest name stands in the title; empty where none does."""
    names = {comparable(name): key for key, term in terms.items() for name in (term.label, *term.synonyms)}
    fitting = [name for name in names if f" {name} " in f" {comparable(title)} "]
    return names[max(fitting, key=len)] if fitting else ""


def shelf_of(conditions: list[str], library: Library) -> str:
    """Return the shelf of the first condition's group, else the one on which most studies of the condition stand."""
    term = library.vocabulary["conditions"].get(conditions[0])
    if shelves := [group for group in (term.groups if term else ()) if group in library.topic.shelves]:
        return shelves[0]
    domains = [study.domain for study in library.studies.values() if set(conditions) & set(study.conditions)]
    return max(domains, key=domains.count, default=next(iter(library.topic.shelves)))


def _arm(interventions: list[str], library: Library, ask: _Questionnaire) -> CommentedMap:
    arm = CommentedMap(id=slug("-".join(interventions)), interventions=interventions)
    if not set(interventions) <= set(library.topic.treatment.interventions):
        all_arms = [other for study in library.studies.values() for other in study.arms]
        similar = [other for other in all_arms if set(interventions) & set(other.interventions)]
        for name in ("form", "route"):
            values = [getattr(other, name) for other in similar]
            arm[name] = ask(name, max(values, key=values.count, default=""))
    regimen = ask("regimen")
    if strength := re.search(r"(\d+(?:\.\d+)?)\s*%", regimen):
        arm["strength_percent"] = float(strength[1])
        regimen = regimen.replace(strength[0], "")
    if frequency := " ".join(regimen.split()).strip(" ,;"):
        arm["frequency"] = frequency
    return arm


def _change_line(record: CommentedMap, library: Library) -> str:
    """Return a line for readers, in the review's own words: a title has those of its authors."""
    label = library.vocabulary.label
    diseases = ", ".join(label("conditions", name) for name in record["conditions"])
    return f"New: {label('designs', record['design'])}, {diseases} ({record['id']})"


def look_up(kind: str, number: str, transport: Transport) -> tuple[Publication, list[str]]:
    """Return what sources tell of an identifier, and why some are silent; SourceFailed if none tells anything."""
    if kind == "registration":
        return registry.publication_of(registry.fetch(number, transport)), []
    asks = [partial(europepmc.fetch, kind, number, transport)]
    if kind == "pmid":
        asks.insert(0, partial(pubmed.fetch, number, transport))
    if kind == "doi":
        asks.append(partial(crossref.fetch, number, transport))
    publications, reasons = ask_all(asks)
    if not publications:
        raise SourceFailed("; ".join(reasons))
    publication = reduce(Publication.filled_from, publications)
    if publication.doi and kind != "doi":
        publications, more_reasons = ask_all([partial(crossref.fetch, publication.doi, transport)])
        publication, reasons = reduce(Publication.filled_from, publications, publication), reasons + more_reasons
    return publication, reasons


def refuse_known(publication: Publication, library: Library) -> None:
    """Raise UserError where the review has the study, by an identifier or a title that is nearly the same.

    Two registrations with numbers of their own are two trials, as twins are that differ in a digit of their titles.
    """
    numbers = (publication.doi, publication.pmid, publication.pmcid, publication.registration)
    numbers = {number.lower() for number in numbers if number}
    studies = {report.key: study.id for study in library.studies.values() for report in study.reports}
    for key, reference in library.references.items():
        shared = numbers & {value.lower() for value in reference.identifiers.values()}
        are_twins = publication.registration and "registration" in reference.identifiers
        likeness = difflib.SequenceMatcher(None, comparable(reference.title), comparable(publication.title)).ratio()
        if shared or (publication.title and not are_twins and likeness >= MIN_LIKENESS):
            why = f"as {sorted(shared)[0]}" if shared else f"under nearly the same title: {reference.title}"
            place = f"in the record {studies[key]}" if key in studies else f"as {key}, in references.bib alone"
            raise UserError(f"nothing was written: the review has it {place}, {why}")
    for study in library.studies.values():
        if shared := numbers & {trial.id.lower() for trial in study.trials}:
            raise UserError(f"nothing was written: the review has the trial {sorted(shared)[0].upper()} in {study.id}")


def report_of(publication: Publication, key: str, read: str) -> CommentedMap:
    """Return the report of a study, as far as the sources tell."""
    fields = {"key": key, "kind": "registry-record" if publication.registration else "", "read": read}
    source = "the registry" if publication.registration else publication.source
    fields["first_public"] = publication.published or "unknown"
    fields["first_public_from"] = publication.published and f"as {source} gives it"
    return CommentedMap((name, value) for name, value in fields.items() if value)


def address_of(publication: Publication) -> str:
    """Return where a publication or a registration is read."""
    numbers = ((address, getattr(publication, kind)) for kind, (_, _, address) in IDENTIFIERS.items())
    return next((address.format(number) for address, number in numbers if number), "not recorded")


def with_entry(bibliography: str, key: str, publication: Publication) -> str:
    """Return the text of a bibliography with one more entry, in its place by key; nothing else of it changes."""
    fields = {"title": f"{{{_latex(publication.title)}}}"}
    if publication.registration:
        fields |= {"howpublished": registry.PLACE.title, "registration": publication.registration}
    else:
        fields |= {"author": " and ".join(map(_person, publication.authors)), "journal": _latex(publication.journal)}
        fields |= {"year": publication.year, "volume": publication.volume, "number": publication.issue}
        pages = re.sub(r"^[\W_]*(pp?\b)?\W*|[\s.,-]+$", "", publication.pages)  # a lone dash is none
        fields |= {"pages": re.sub("-+", "--", pages)}
        fields |= {name: getattr(publication, name) for name in ("doi", "pmid", "pmcid")}
    is_article = all(fields.get(name) for name in TYPES["article"])  # else the list of references would refuse it
    lines = [f"  {name} = {{{value}}},\n" for name, value in fields.items() if value]
    entry = f"@{'article' if is_article else 'misc'}{{{key},\n{''.join(lines)}}}\n"
    for later in re.finditer(r"^@\w+\{([^,\s]+),", bibliography, re.MULTILINE):
        if later[1] > key:
            return f"{bibliography[: later.start()]}{entry}\n{bibliography[later.start() :]}"
    return f"{bibliography.rstrip()}\n\n{entry}"


def with_line(changes: str, line: str) -> str:
    """Return a list of changes with one more line under what is not released yet, beside evidence that is apart."""
    section = changes.find("## Unreleased\n")
    if section < 0:
        first = changes.find("\n## ") + 1 or len(changes)
        return f"{changes[:first]}## Unreleased\n\n- {line}\n\n{changes[first:]}"
    end = changes.find("\n## ", section)
    end = len(changes) if end < 0 else end
    if (heading := changes.find(EVIDENCE_HEADING, section, end)) >= 0:
        after = changes.find("\n\n", heading + len(EVIDENCE_HEADING), end)
        end = end if after < 0 else after + 1
    before = changes[:end].rstrip()
    gap = "\n\n" if before.endswith("## Unreleased") else "\n"
    return f"{before}{gap}- {line}\n{changes[end:]}"


def _person(name: str) -> str:
    """Return an author as BibTeX takes one; a group, which has no given name, and a name like `LI` in braces."""
    return re.sub(r"^[A-Z]{1,3}(?=,)", r"{\g<0>}", _latex(name)) if "," in name else f"{{{_latex(name)}}}"


def _latex(text: str) -> str:
    words = str.maketrans({"{": "(", "}": ")", "\\": "", "~": "∼", "`": "‘"})
    return re.sub(r"([%&_#$])", r"\\\1", text.translate(words).replace("''", "”"))
