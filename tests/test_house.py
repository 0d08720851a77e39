"""The house: the engine knows reviews and not this one, its rooms stand in a row, and nothing imports in a circle."""

import ast
import graphlib
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable
from types import SimpleNamespace

from live import REVIEW
from livingevidence.record.library import Library
from livingevidence.site.lists import rooms
from livingevidence.site.site import Page, environment

ROOT = REVIEW.folder
ENGINE = ROOT / "src/livingevidence"
# Words of the live review that are everyday words too; each with what it means where the engine says it.
GENERIC = {
    "other": "the group of what belongs to none",
    "context": "what surrounds something",
    "safety": "a subject of any review",
    "several conditions": "more than one, in a sentence on any review",
}


def topic_words(library: Library) -> dict[str, str]:
    """Return the words that belong to this review alone, each with where it stands."""
    topic, terms = library.topic, library.vocabulary
    words = dict.fromkeys(library.ids, "a study")
    for list_name in ("conditions", "groups"):
        for name, term in terms[list_name].items():
            words |= dict.fromkeys([name, term.label, *term.synonyms], list_name)
    for name, term in terms["interventions"].items():
        if term.class_ not in ("control", "none", "mixed"):
            words |= dict.fromkeys([name, term.label, *term.synonyms], "interventions")
    treatment = topic.treatment
    topic_names = [
        topic.control.label,
        topic.control.intervention,
        treatment.label,
        treatment.given,
        treatment.drug,
        treatment.short,
        treatment.column,
        treatment.regimen,
        treatment.class_,
    ]
    topic_names += [topic.name, REVIEW.data.parent.name, *treatment.interventions, *topic.shelves, *topic.pinned]
    products = {part for name in topic.labels.values() for part in name.split("-")} - {"fda", "ema", "swissmedic"}
    words |= dict.fromkeys(topic_names, "topic.yaml") | dict.fromkeys(products - {"label", "smpc"}, "a product")
    # An abbreviation of two or three letters, such as AU, is many things.
    spelled = {word.casefold().replace("-", " "): where for word, where in words.items()}
    return {word: where for word, where in spelled.items() if len(word) > 3 and word not in GENERIC}


def pattern(words: Iterable[str]) -> re.Pattern[str]:
    """Return what finds any of the words, in the plural too, their parts joined by spaces, hyphens or underscores."""
    endings = defaultdict[str, list[str]](list)  # by their first letters: most letters of a text begin no word
    for word in sorted(words, key=len, reverse=True):
        endings[word[0]].append(r"[\s_-]+".join(map(re.escape, re.split(r"[\s_-]+", word[1:]))))
    alternatives = "|".join(f"{re.escape(first)}(?:{'|'.join(rests)})" for first, rests in endings.items())
    return re.compile(rf"(?<![a-z0-9])(?:{alternatives})s?(?![a-z0-9])", re.I)


def offenders(text: str, topic_pattern: re.Pattern[str]) -> list[tuple[int, str]]:
    """Return line and word of each topic word in a text."""
    return [(text.count("\n", 0, hit.start()) + 1, hit[0]) for hit in topic_pattern.finditer(text)]


def test_the_engine_names_nothing_of_this_review(evidence):
    """No drug, disease, product or study of the live review stands in the engine's code or templates."""
    topic_pattern = pattern(topic_words(evidence.library))
    files = [path for path in sorted(ENGINE.rglob("*")) if path.suffix in (".py", ".html", ".xml", ".md", ".js")]
    places = [
        f"{p.relative_to(ENGINE)}:{line}: {word}"
        for p in files
        for line, word in offenders(p.read_text("utf-8"), topic_pattern)
    ]
    assert places == []


def test_the_engine_spells_no_period_of_a_study(evidence):
    """In which period arms are compared the topic says; a review may call it as it likes."""
    periods = evidence.library.vocabulary["periods"].keys()
    period = re.compile(rf"""(["'])({"|".join(sorted(periods - {"not-stated", "not-applicable"}))})\1""")
    files = [path for kind in ("py", "html", "yaml") for path in ENGINE.rglob(f"*.{kind}")]
    places = [f"{p.relative_to(ENGINE)}: {match[0]}" for p in files for match in period.finditer(p.read_text("utf-8"))]
    assert places == []


ROOMS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"][0]
ARCHITECTURE = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")


def test_a_word_of_the_topic_is_found_however_it_is_spelled():
    """The plural, a hyphen, an underscore and a capital hide no word; a longer word is another."""
    words = "An Example-Drug, example_drugs and exampledrugs, for sample\nfever"
    assert offenders(words, pattern(["example drug", "sample fever"])) == [
        (1, "Example-Drug"),
        (1, "example_drugs"),
        (1, "sample\nfever"),
    ]


def test_nothing_is_loose_at_the_top_of_the_engine():
    """Beside the rooms stand the command line and the name of the package alone."""
    assert {path.name for path in ENGINE.glob("*.py")} == {"__init__.py", "cli.py"}


def test_every_folder_of_modules_is_a_package():
    """A folder without a name of its own would be left out by the linter that holds the order."""
    folders = {path.parent for path in ENGINE.rglob("*.py")}
    assert [folder.name for folder in folders if not (folder / "__init__.py").is_file()] == []


def test_the_page_of_architecture_draws_the_rooms_as_they_are_held():
    """The rooms stand in the order that the linter holds, and each of them is there and says what it knows."""
    page = rooms(Page(SimpleNamespace(root=REVIEW, templates=environment()), "architecture"))
    drawn_rooms = re.findall(r"<text[^>]*>(\w+)</text>", page)
    layers = [name.strip("()") for name in ROOMS["layers"]]
    assert drawn_rooms == [name for name in layers if (ENGINE / name).is_dir() or (ENGINE / f"{name}.py").is_file()]
    assert re.findall(r'<span class="pre">(\w+)</span>', page) == drawn_rooms


def test_where_to_change_what_leads_somewhere():
    """Each path of that table is there."""
    table = ARCHITECTURE.partition("## Where to change what")[2].partition("\n## ")[0]
    paths = [path for path in re.findall(r"`([^`]+)`", table) if "/" in path or path.endswith((".md", ".py", ".bib"))]
    assert len(paths) > 20
    assert [p for p in paths if not p.startswith("build/") and " " not in p and not (ROOT / p).exists()] == []


def test_no_module_imports_itself():
    """No import, not even one inside a function, leads back to the module that it stands in."""
    modules = {}
    for path in ENGINE.rglob("*.py"):
        name = ".".join(path.relative_to(ENGINE.parent).with_suffix("").parts).removesuffix(".__init__")
        modules[name] = path
    imported = {name: set(_imports(path, modules)) - {name} for name, path in modules.items()}
    graphlib.TopologicalSorter(imported).prepare()  # which raises CycleError with the circle


def _imports(path, modules):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield inner if inner in modules else node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
