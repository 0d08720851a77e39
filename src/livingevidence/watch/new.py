"""A new study: what sources tell and what a person answers, as a record with all that goes with it."""

import datetime
import re
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

import yaml
from ruamel.yaml.comments import CommentedMap

from livingevidence.record.awaited import OVER
from livingevidence.record.layout import dumped, laid_out
from livingevidence.record.library import Library
from livingevidence.record.models import Study
from livingevidence.record.problems import Told
from livingevidence.record.schema import FILE
from livingevidence.record.search import Publication
from livingevidence.record.vocabulary import Term, Vocabulary
from livingevidence.watch import registry
from livingevidence.watch.ask import Ask, Asking, Question
from livingevidence.watch.entry import with_entry, with_line
from livingevidence.watch.found import address_of, look_up, refuse_known, report_of
from livingevidence.watch.publication import plain, slug
from livingevidence.watch.transport import SourceFailed, Transport

SHORT = 20  # choices up to which each is explained
NOTHING = Publication(source="", title="")


def begun(
    number: tuple[str, str] | None, library: Library, ask: Asking, transport: Transport, today: datetime.date
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
    made = draft(told, library, ask, today)
    if not ask.lenient:
        ask.refuse_unasked()
    return made, [*(f"not found everywhere: {reason}" for reason in silent), *ask.refused]


def draft(told: Publication, library: Library, ask: Ask, today: datetime.date) -> dict[Path, str]:
    """Return the files of a new study by their paths, each with its whole text; `today` is the day of the evidence."""
    asked = _Asked(ask, library.vocabulary)
    told = _named(told, library, asked)
    record = _record(told, library, asked, today)
    name, root = record["id"], library.root
    files = {root.data / "studies" / f"{name}.yaml": laid_out(dumped(record), Study, f"../{FILE}")}
    fitting = (key for key, tool in library.appraisal.tools.items() if record["design"] in tool.designs)
    if tool := next(fitting, None):
        words = "Nobody has judged it yet. Write `domains` in place of this line."
        judgement = CommentedMap(study=name, tool=tool, made_from="abstract", not_assessable=words)
        files[root.data / "appraisal" / "risk-of-bias" / f"{name}.yaml"] = dumped(judgement)
    return files | beside(library, _change(record, library), today, name, told)


def beside(
    library: Library, line: str, today: datetime.date, key: str = "", told: Publication | None = None
) -> dict[Path, str]:
    """Return the files that go with a change of records: the day, a line for readers, the entry of a new report."""
    root = library.root
    review, changes = root.data / "review.yaml", root.folder / "CHANGELOG.md"
    day = f'evidence_as_of: "{today.isoformat()}"'
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
        self.questions = yaml.safe_load(files(__package__).joinpath("questions.yaml").read_text(encoding="utf-8"))

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


def _record(told: Publication, library: Library, asked: _Asked, today: datetime.date) -> CommentedMap:
    vocabulary, title = library.vocabulary, told.title
    name = asked("id", _id(told, library))
    if name in library.ids:
        raise Told(f"nothing was written: the review has a record {name}")
    record = CommentedMap(id=name, title=title)
    design = asked("design", _design(told, library))
    conditions = asked.several("conditions", _in_title(title, vocabulary["conditions"]))
    rung = library.topic.ladder.get(vocabulary["designs"][design].ladder)
    single = rung is not None and rung.people == "single"
    read = asked("read", "record" if told.registration else "abstract")
    state = _state(told, asked, today) if told.registration else {}
    people = asked("people", "1" if single else "")
    given = asked.several("treatment", _in_title(title, vocabulary["interventions"]))
    record["domain"] = _shelf(conditions, library)
    record["conditions"], record["design"] = conditions, design
    if told.authors and not told.registration:
        record["authors"] = list(told.authors)
    if people:
        planned = told.registration and state.get("status") not in OVER
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
        record["cases"][0]["locator"] = asked("place", "abstract")
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


def _shelf(conditions: list[str], library: Library) -> str:
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
