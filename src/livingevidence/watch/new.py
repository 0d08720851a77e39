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
from livingevidence.watch.publication import plain, slug
from livingevidence.watch.transport import SourceFailed, Transport, ask_all

SHORT = 20  # choices up to which each is explained
NOTHING = Publication(source="", title="")
ALIKE = 0.9  # how near two titles are that may be one
EVIDENCE = "\nThe evidence:\n\n"  # heads what is new in it, where a list of changes is divided


def new_study(
    number: tuple[str, str] | None, library: Library, ask: Answerer, transport: Transport
) -> tuple[dict[Path, str], list[str]]:
    """Return the files of a new study, and what a person should know of how they came about.

    The sources are asked of its number, kind and identifier, where it has one; where the transport is offline and
    nothing was kept, the study begins from its number alone.
    """
    if not ask.lenient:
        questions = _Asked(ask, library.vocabulary).questions
        ask.refuse_unasked({*questions, *questions["inspected"]["words"]})
    alone = NOTHING.model_copy(update=dict([number] if number else ()))
    refuse_known(alone, library)  # by its number, before any source is asked
    try:
        told, silent = look_up(*number, transport) if number else (alone, [])
    except SourceFailed:
        if not transport.offline:
            raise
        told, silent = alone, []
    refuse_known(told, library)
    made = study_files(told, library, ask)
    if not ask.lenient:
        ask.refuse_unasked()
    return made, [*(f"not found everywhere: {reason}" for reason in silent), *ask.refusals]


def study_files(told: Publication, library: Library, ask: Ask) -> dict[Path, str]:
    """Return the files of a new study by their paths, each with its whole text."""
    asked = _Asked(ask, library.vocabulary)
    told = _named(told, library, asked)
    record = _record(told, library, asked)
    name, root = record["id"], library.root
    files = {root.data / "studies" / f"{name}.yaml": laid_out_text(yaml_text(record), Study, f"../{SCHEMA_FILE}")}
    fitting = (key for key, tool in library.appraisal.tools.items() if record["design"] in tool.designs)
    if tool := next(fitting, None):
        words = "Nobody has judged it yet. Write `domains` in place of this line."
        judgement = CommentedMap(study=name, tool=tool, made_from="abstract", not_assessable=words)
        files[root.data / "appraisal" / "risk-of-bias" / f"{name}.yaml"] = yaml_text(judgement)
    return files | accompanying_files(library, _change(record, library), name, told)


def accompanying_files(library: Library, line: str, key: str = "", told: Publication | None = None) -> dict[Path, str]:
    """Return the files that go with a change of records: the day, a line for readers, the entry of a new report."""
    root = library.root
    review, changes = root.data / "review.yaml", root.folder / "CHANGELOG.md"
    day = f'evidence_as_of: "{library.today.isoformat()}"'
    files = {review: re.sub(r"^evidence_as_of:\s*\S+", day, review.read_text(encoding="utf-8"), flags=re.MULTILINE)}
    if changes.is_file():
        files[changes] = with_line(changes.read_text(encoding="utf-8"), line)
    if told:
        bibliography = root.bibliography.read_text(encoding="utf-8")
        files[root.bibliography] = with_entry(bibliography, key, told)
    return files


class _Asked:
    """Asks by name what stands in ``questions.yaml``."""

    def __init__(self, ask: Ask, vocabulary: Vocabulary):
        self.ask, self.vocabulary = ask, vocabulary
        self.questions = engine_data(__package__, "questions.yaml")

    def __call__(self, name: str, default: str = "") -> str:
        fields = dict(self.questions[name])
        if terms := fields.pop("terms", ""):
            known = self.vocabulary[terms]
            fields |= {"choices": {key: term.label for key, term in known.items()}, "place": f"vocabulary/{terms}.yaml"}
            fields["also"] = {word.lower(): key for key, term in known.items() for word in term.synonyms}
            fields["explained"] = {key: term.definition for key, term in known.items()} if len(known) <= SHORT else {}
        return self.ask(Question(name, default=default, **fields))

    def several(self, name: str, default: str) -> list[str]:
        """Return the names that were answered."""
        return [part.strip() for part in self(name, default).split(",") if part.strip()]


def _named(told: Publication, library: Library, asked: _Asked) -> Publication:
    """Return the publication with what its reader says of it, where no source tells a title; a known one is refused."""
    if told.title:
        return told
    said = told.model_copy(update={"title": asked("title"), "source": "its first reader"})
    refuse_known(said, library)
    if said.registration:  # which has no author, and tells its own days
        return said
    authors = tuple(filter(None, map(str.strip, asked("authors").split(";"))))
    return said.model_copy(update={"authors": authors, "published": asked("year")})


def _record(told: Publication, library: Library, asked: _Asked) -> CommentedMap:
    vocabulary, title = library.vocabulary, told.title
    name = asked("id", _id(told, library))
    if name in library.ids:
        raise UserError(f"nothing was written: the review has a record {name}")
    record = CommentedMap(id=name, title=title)
    design = asked("design", _design(told, library))
    conditions = asked.several("conditions", _in_title(title, vocabulary["conditions"]))
    rung = library.topic.ladder.get(vocabulary["designs"][design].ladder)
    single = rung is not None and rung.people == "single"
    read = asked("read", "record" if told.registration else "abstract")
    state = _state(told, asked, library.today) if told.registration else {}
    people = asked("people", "1" if single else "")
    given = asked.several("treatment", _in_title(title, vocabulary["interventions"]))
    record["domain"] = shelf_of(conditions, library)
    record["conditions"], record["design"] = conditions, design
    if told.authors and not told.registration:
        record["authors"] = list(told.authors)
    if people:
        planned = told.registration and state.get("status") not in ENDED
        record["population"] = CommentedMap({"n_planned" if planned else "n_enrolled": int(people)})
    if given:
        record["arms"] = [_arm(given, library, asked)]
    numbers = [told.registration] if told.registration else told.registrations
    if trials := [number for number in numbers if re.fullmatch(r"NCT\d{8}", number)]:
        record["trials"] = [CommentedMap(id=n, registry=registry.PLACE.title, registered=True, **state) for n in trials]
    record["reports"] = [report_of(told, record["id"], read)]
    if single:
        response = asked("response")
        record["cases"] = [CommentedMap({"response": response} if response else {})]
        record["cases"][0]["locator"] = asked("place", "abstract") or NOT_RECORDED
    if rung is not None and rung.comparator != "none":
        words, choices = asked.questions["inspected"].values()
        answered = [f"{what} {asked.ask(Question(key, what, choices, 'unknown'))}." for key, what in words.items()]
        record["notes"] = [f"First checks of INSPECT-SR. {' '.join(answered)}"]
    record["sources"] = [CommentedMap(url=address_of(told))]
    return record


def _state(told: Publication, asked: _Asked, today: datetime.date) -> dict[str, str]:
    """Return how far a registered trial is, with where that stands; nothing where nobody tells."""
    tells = next((registry.STATUS[kind] for kind in told.kinds if kind in registry.STATUS), "unknown")
    status = asked("status", tells)
    if status == "unknown":
        return {}
    place = registry.PLACE.title if told.source == registry.PLACE.name else "a text"
    return {"status": status, "dates_from": asked("status-from", f"{place}, read on {today}")}


def _id(told: Publication, library: Library) -> str:
    """Return an id that no study has: first author and year, or the number of the trial, else of its title."""
    if told.authors and not told.registration:
        name = f"{slug(told.authors[0].split(',')[0])}-{told.year or 'nd'}"
    else:
        name = slug(told.registration or told.pmid or told.doi or told.title)
    known = library.ids | set(library.references)
    return next(free for free in (name, *(f"{name}-{letter}" for letter in "bcdefghijkl")) if free not in known)


def _design(told: Publication, library: Library) -> str:
    """Return the design that the source's word for it has for a label, if one has."""
    kinds = {plain(kind).rstrip("s") for kind in told.kinds}
    labels = {key: plain(term.label) for key, term in library.vocabulary["designs"].items()}
    return next((key for key, label in labels.items() if label in kinds), "")


def _in_title(title: str, terms: Mapping[str, Term]) -> str:
    """Return the term whose longest name stands in the title; empty where none does."""
    names = {plain(name): key for key, term in terms.items() for name in (term.label, *term.synonyms)}
    fitting = [name for name in names if f" {name} " in f" {plain(title)} "]
    return names[max(fitting, key=len)] if fitting else ""


def shelf_of(conditions: list[str], library: Library) -> str:
    """Return the shelf of the first condition's group, else the one on which most studies of the condition stand."""
    term = library.vocabulary["conditions"].get(conditions[0])
    if named := [group for group in (term.groups if term else ()) if group in library.topic.shelves]:
        return named[0]
    stand = [study.domain for study in library.studies.values() if set(conditions) & set(study.conditions)]
    return max(stand, key=stand.count, default=next(iter(library.topic.shelves)))


def _arm(given: list[str], library: Library, asked: _Asked) -> CommentedMap:
    arm = CommentedMap(id=slug("-".join(given)), interventions=given)
    if not set(given) <= set(library.topic.treatment.interventions):
        known = [a for study in library.studies.values() for a in study.arms if set(given) & set(a.interventions)]
        for name in ("form", "route"):
            values = [getattr(a, name) for a in known]
            arm[name] = asked(name, max(values, key=values.count, default=""))
    regimen = asked("regimen")
    if strength := re.search(r"(\d+(?:\.\d+)?)\s*%", regimen):
        arm["strength_percent"] = float(strength[1])
        regimen = regimen.replace(strength[0], "")
    if often := " ".join(regimen.split()).strip(" ,;"):
        arm["frequency"] = often
    return arm


def _change(record: CommentedMap, library: Library) -> str:
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
    told, silent = ask_all(asks)
    if not told:
        raise SourceFailed("; ".join(silent))
    made = reduce(Publication.filled_from, told)
    if made.doi and kind != "doi":
        told, more = ask_all([partial(crossref.fetch, made.doi, transport)])
        made, silent = reduce(Publication.filled_from, told, made), silent + more
    return made, silent


def refuse_known(told: Publication, library: Library) -> None:
    """Raise UserError where the review has the study, by an identifier or a title that is nearly the same.

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
            raise UserError(f"nothing was written: the review has it {stands}, {why}")
    for study in library.studies.values():
        if same := numbers & {trial.id.lower() for trial in study.trials}:
            raise UserError(f"nothing was written: the review has the trial {sorted(same)[0].upper()} in {study.id}")


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


def with_entry(bibliography: str, key: str, told: Publication) -> str:
    """Return the text of a bibliography with one more entry, in its place by key; nothing else of it changes."""
    fields = {"title": f"{{{_latex(told.title)}}}"}
    if told.registration:
        fields |= {"howpublished": registry.PLACE.title, "registration": told.registration}
    else:
        fields |= {"author": " and ".join(map(_person, told.authors)), "journal": _latex(told.journal)}
        fields |= {"year": told.year, "volume": told.volume, "number": told.issue}
        pages = re.sub(r"^[\W_]*(pp?\b)?\W*|[\s.,-]+$", "", told.pages)  # a lone dash is none
        fields |= {"pages": re.sub("-+", "--", pages), "doi": told.doi, "pmid": told.pmid, "pmcid": told.pmcid}
    whole = all(fields.get(name) for name in TYPES["article"])  # else the list of references would refuse it
    kind = "article" if whole else "misc"
    lines = [f"  {name} = {{{value}}},\n" for name, value in fields.items() if value]
    entry = f"@{kind}{{{key},\n{''.join(lines)}}}\n"
    for place in re.finditer(r"^@\w+\{([^,\s]+),", bibliography, re.MULTILINE):
        if place[1] > key:
            return f"{bibliography[: place.start()]}{entry}\n{bibliography[place.start() :]}"
    return f"{bibliography.rstrip()}\n\n{entry}"


def with_line(changes: str, line: str) -> str:
    """Return a list of changes with one more line under what is not released yet, beside evidence that is apart."""
    section = changes.find("## Unreleased\n")
    if section < 0:
        first = changes.find("\n## ") + 1 or len(changes)
        return f"{changes[:first]}## Unreleased\n\n- {line}\n\n{changes[first:]}"
    end = changes.find("\n## ", section)
    end = len(changes) if end < 0 else end
    if (apart := changes.find(EVIDENCE, section, end)) >= 0:
        after = changes.find("\n\n", apart + len(EVIDENCE), end)
        end = end if after < 0 else after + 1
    held = changes[:end].rstrip()
    gap = "\n\n" if held.endswith("## Unreleased") else "\n"
    return f"{held}{gap}- {line}\n{changes[end:]}"


def _person(name: str) -> str:
    """Return an author as BibTeX takes one; a group, which has no given name, and a name like `LI` in braces."""
    return re.sub(r"^[A-Z]{1,3}(?=,)", r"{\g<0>}", _latex(name)) if "," in name else f"{{{_latex(name)}}}"


def _latex(text: str) -> str:
    words = str.maketrans({"{": "(", "}": ")", "\\": "", "~": "∼", "`": "‘"})
    return re.sub(r"([%&_#$])", r"\\\1", text.translate(words).replace("''", "”"))
