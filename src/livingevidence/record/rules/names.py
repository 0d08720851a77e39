"""Rules on names: each refers to something that exists, and each id, which is an address, is given once."""

import re
from collections import Counter
from collections.abc import Collection, Iterator

from livingevidence.record.addresses import Address, Name, names_in
from livingevidence.record.library import Library
from livingevidence.record.models import Study
from livingevidence.record.problems import nearest
from livingevidence.record.rules.base import Part, TextFile, choices_in_words, each_item, rows, rule, studies
from livingevidence.record.vocabulary import MODELS, OutcomeTerm

# By kind of name: its word in a message, and what to do where the name is unknown. Other kinds are vocabulary terms.
KINDS = {
    "arm": ("arm", "declare it under `arms`"),
    "comparison": ("comparison", "add it to topic.yaml"),
    "family": ("family", "add it to topic.yaml"),
    "own-row": ("row", "add that row, or remove this"),
    "reference": ("key", "add @misc{{{}, …}} to references.bib"),
    "risk": ("judgement", "add that judgement, or remove this"),
    "row": ("row", "add that row, or remove this"),
    "rung": ("rung", "add it to topic.yaml"),
    "shelf": ("shelf", "add it to topic.yaml with its title"),
    "source": ("source", "list it under `sources`"),
    "study": ("study", "add that study, or remove this"),
    "tool": ("tool", "add it to appraisal/tools.yaml"),
    "trial": ("trial", "declare it under `trials`"),
}
IN_STUDY = {"arm": "arms", "own-row": "rows", "source": "sources", "trial": "trials"}
IN_TOPIC = {"comparison": "comparisons", "family": "families", "rung": "ladder", "shelf": "shelves"}


def _known_names(name: Name, study: Study | None, library: Library) -> Collection[str] | None:
    """Return the known names of a kind; None if the file that lists them is broken, whose own problems come first."""
    kind = name.kind
    if kind in IN_STUDY:
        return study and {part.id for part in getattr(study, IN_STUDY[kind])}
    if kind in IN_TOPIC:
        return library.topic and {*getattr(library.topic, IN_TOPIC[kind]), *(["none"] if kind == "rung" else [])}
    match kind:
        case "reference":
            return None if "bibliography" in library.broken else library.references
        case "risk":
            return library.file_names("appraisal/risk-of-bias")
        case "row":
            return library.addresses(Address(name.word).study)
        case "study":
            return library.ids
        case "tool":
            tools = library.files.get("appraisal/tools")
            return tools.data if tools else ()
    return None if "vocabulary" in library.broken else library.vocabulary[kind]


def _curated(library: Library) -> Iterator[Part]:
    """Yield every name in all that is curated, each with the study in which it is looked up, if in one."""
    for document, _, study in studies(library):
        yield from ((document, (), name, study) for name in library.names_of[study])
    for document, path, value in library.pieces:
        if not isinstance(value, OutcomeTerm) or value.kind == "efficacy":  # the family of others is an unused default
            for name in names_in(value, path=path):
                yield document, (), name, library.studies.get(name.study)


@rule(_curated)
def known_name(name, study, library):
    """A name leads somewhere: a term to the vocabulary, a study, row, key or judgement to one that is there."""
    choices = _known_names(name, study, library)
    if choices is not None and name.word not in choices:
        fields = MODELS[name.kind].model_fields.items() if name.kind in MODELS else ()
        needed = " and ".join(f"`{info.alias or field}`" for field, info in fields if info.is_required())
        term_fix = f"add `{{}}:` with {needed} to vocabulary/{name.kind}.yaml"
        kind_label, template = KINDS.get(name.kind, ("term", term_fix))
        close, fix = nearest(name.word, choices), template.format(name.word)
        if close:
            fix = f"did you mean `{close}`? Or {fix}"
        yield name.path, f"the {kind_label} '{name.word}'", f"{fix}; known: {choices_in_words(choices)}"


@rule(rows)
def one_arm_or_two(row, *_):
    """A row is of one arm, or of a contrast between two different arms, or of the whole study."""
    if row.arm and row.contrast:
        yield "arm", "an arm and a contrast", "keep one of the two"
    if row.contrast and row.contrast.treatment == row.contrast.comparator:
        yield "contrast", f"'{row.contrast.treatment}' against itself", "name two arms"


def _lists(library: Library) -> Iterator[Part]:
    """Yield all that a study or another file names, together."""
    yield from ((document, (), library.names_of[study]) for document, _, study in studies(library))
    yield from ((document, (), [*names_in(value, path=path)]) for document, path, value in library.pieces)


@rule(_lists)
def named_once(names, _):
    """A list names each thing once, so that none counts twice."""
    earlier = set()
    for name in names:
        if isinstance(name.path[-1], int):
            if (name.path[:-1], name.word) in earlier:
                yield name.path, f"'{name.word}' again", "keep it once"
            earlier.add((name.path[:-1], name.word))


@rule(studies)
def another_study(study, library):
    """An overlap or a repeated row names another study."""
    for name in library.names_of[study]:
        if name.kind == "study" and name.word == study.id:
            yield name.path, "the study itself", "name the other study"


RESERVED = {
    *("index", "what-it-is", "population", "arms", "outcomes", "adverse-events", "cases", "missing", "limitations"),
    *("conflicts", "mechanism", "notes", "overlaps", "reports", "sources", "trial-dates"),
}
ADDRESSES = ("outcomes", "adverse_events", "cases")


@rule(studies)
def free_address(study, _):
    """No id of a study, row or case is an address that the site itself uses, such as index, sources or arm-…."""
    for path, word in [(("id",), study.id), *_ids_with_paths(study, *ADDRESSES)]:
        if word in RESERVED or (len(path) > 1 and word.startswith("arm-")):
            yield path, f"'{word}'", "choose another id"


@rule(each_item("trials"))
def real_registry_number(trial, *_):
    """A registered trial of ClinicalTrials.gov has a number of the form NCT and eight digits."""
    is_of_registry = (trial.registry or "").startswith("ClinicalTrials") or trial.id.upper().startswith("NCT")
    if trial.registered and is_of_registry and not re.fullmatch(r"NCT[0-9]{8}", trial.id):
        yield "id", f"'{trial.id}'", "compare with the registry; without a number write `registered: false`"


@rule(studies, complete_only=True)
def used_source(study, library):
    """Every source is used: by a row, a second reading, a case, a report, or by its name in the text (S3)."""
    used = {name.word for name in library.names_of[study] if name.kind == "source"}
    texts = [*study.mechanism, *study.limitations, *study.conflicts, *study.notes]
    used.update(re.findall(r"\bS[1-9][0-9]*\b", " ".join(texts)))
    for path, word in _ids_with_paths(study, "sources"):
        if word not in used:
            yield path, f"{word}, which nothing uses", "remove it, or name it where it was used"


@rule(studies)
def unique_ids(study, _):
    """An id stands once in its study: rows, arms, trials, cases and sources."""
    for lists in (["trials"], ["sources"], ["arms", *ADDRESSES]):  # the last share one space of addresses
        ids = _ids_with_paths(study, *lists)
        counts = Counter(word for _, word in ids)
        for path, word in ids:
            if counts[word] > 1:
                fix = "give each its own id; ids are addresses and never reused"
                yield path, f"'{word}' {counts[word]} times", fix


def _ids_with_paths(study, *lists: str):
    return [((name, place, "id"), part.id) for name in lists for place, part in enumerate(getattr(study, name))]


@rule(studies)
def id_is_file_name(study, library):
    """The id of a study is the name of its file without .yaml, so that no two files hold the same."""
    if library.studies.get(study.id) is not study:
        name = next(name for name, other in library.studies.items() if other is study)
        fix = f"rename the file to {study.id}.yaml, or correct the id"
        yield "id", f"'{study.id}' in the file {name}", fix


def _entries(library: Library) -> Iterator[Part]:
    for key, reference in library.references.items():
        yield TextFile(library.bibliography), (reference.line, key), reference


@rule(_entries)
def sound_entry(reference, _):
    """An entry of references.bib has fields of BibTeX, real identifiers and people, and no hidden or LaTeX command."""
    yield from ((field, f"'{found}'", fix) for field, found, fix in reference.unsound)


@rule(_entries, needs="bibliography")
def entry_is_reported(reference, library):
    """Every entry of references.bib is a report of some study or of left-out.yaml, or has keywords = {methods}."""
    reported, left_out = library.reported_keys, {item.report for item in library.left_out.values()}
    if reported is not None and not reference.for_methods and reference.key not in reported | left_out:
        fix = "name it under `reports` of a study or in left-out.yaml, mark it as methods, or remove it"
        yield (), f"the entry '{reference.key}'", fix
