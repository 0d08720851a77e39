"""Parts of the fixed pages: lists of studies and of terms, standards, what made the site, and forms for readers."""

import os
import platform
import tomllib
from collections.abc import Iterable
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from urllib.parse import quote

from markupsafe import Markup

import livingevidence
from livingevidence.appraisal import verdict
from livingevidence.claims.questions import descriptions
from livingevidence.record.check import LOOK_RULES, RULES, TEXT_RULES
from livingevidence.record.forms import forms
from livingevidence.record.models import Study
from livingevidence.record.review import Checklist
from livingevidence.site.html import code, definitions, joined
from livingevidence.site.site import Page, Site

REPOSITORY = "REVIEW_REPOSITORY"  # the address of the repository, whose issues the forms begin
CONTACT = "REVIEW_CONTACT"  # the address of those who take messages
MADE_WITH = (
    "sphinx",
    "myst-nb",
    "myst-parser",
    "sphinxcontrib-bibtex",
    "jupytext",
    "furo",
    "pandas",
    "matplotlib",
    "pydantic",
    "pyyaml",
)
WORDS = {
    "all-rules": [(rule.name, rule.allowed) for rule in (*RULES, *TEXT_RULES, *LOOK_RULES)],
    "all-questions": descriptions(),
    "all-verdicts": list(verdict.KINDS.values()),
}
"""Lists of words with their meanings, by the directive that shows each."""


def shelves(site: Site, first: str) -> list[tuple[str, str, list[Study]]]:
    """Return each shelf, its title and its studies, by name within what comes `first`.

    That is ``design``, with the strongest first, or ``treatment``, with studies of the treatment before all others.
    """
    designs, about = list(site.evidence.vocabulary["designs"]), site.evidence.topic.is_about

    def order(study: Study) -> tuple:
        return designs.index(study.design) if first == "design" else not about(study), site.names[study.id].casefold()

    studies = sorted(site.evidence.library.studies.values(), key=order)
    titles = site.evidence.topic.shelves.items()
    return [(shelf, title, [study for study in studies if study.domain == shelf]) for shelf, title in titles]


def rooms(page: Page) -> Markup:
    """Return a picture of the engine's rooms and what each knows, from the rules that the linter of imports holds."""
    project = tomllib.loads((page.site.root.folder / "pyproject.toml").read_text(encoding="utf-8"))
    rules = project["tool"]["importlinter"]["contracts"]
    layers = next(rule["layers"] for rule in rules if rule["type"] == "layers")
    present = [name for name in layers if not name.startswith("(") or find_spec(f"livingevidence.{name.strip('()')}")]
    docs = {name.strip("()"): import_module(f"livingevidence.{name.strip('()')}").__doc__ for name in present}
    return page.fill("rooms.html", rooms={name: words.partition("\n\n")[0] for name, words in docs.items()})


def component_versions(page: Page) -> Markup:
    """Return which data and which versions made the site."""
    site = page.site
    package_folder = site.root.data.parent  # by the package of the review, where it has one
    package = package_folder.name if (package_folder / "__init__.py").is_file() else site.evidence.topic.name
    versions = {f"{package}, this review": site.about.version, "livingevidence, its engine": livingevidence.__version__}
    versions |= {"Python": platform.python_version()}
    versions |= {name: version(name) for name in MADE_WITH}
    return definitions({"Digest of the data (SHA-256)": code(site.digest), **versions}, "compact")


def place_links(page: Page, targets: Iterable[str]) -> Markup:
    """Return links to where an item is met."""
    return joined((page.link(*link_parts(target)) for target in targets), "; ")


def link_parts(target: str) -> tuple[str, str, str]:
    """Return the page of a place, its words, and its anchor: ``methods#question`` is "Methods: question"."""
    page, _, anchor = target.partition("#")
    words = page.removeprefix("chapters/").removesuffix("/index")
    words = "start page" if words == "index" else words
    return page, (words.capitalize() + (f": {anchor}" if anchor else "")).replace("-", " "), anchor


def items_met(checklist: Checklist) -> str:
    """Return in words how many items are met, and how many of the critical ones."""
    met, total = len(checklist.met), len(checklist.items)
    critical = [bool(item.met) for item in checklist.items if item.critical]
    text = f"{met} of {total} items {'is' if met == 1 else 'are'} met, {total - met} not yet."
    return text + (f" Of the critical ones {sum(critical)} of {len(critical)}." if critical else "")


def suggestion(page: Page, name: str) -> Markup:
    """Return a form whose answers a browser writes into the address of a new issue, and the same as a message.

    Raises KeyError if the review has no such form.
    """
    form = forms(page.site.root)[name]
    repository, contact = os.environ.get(REPOSITORY, "").rstrip("/"), os.environ.get(CONTACT, "")
    text = "\n".join(f"### {question.label}\n\n\n" for question in form.questions)  # as `new --from-issue` reads it
    mail = f"mailto:{quote(contact, safe='@')}?subject={quote(form.title)}&body={quote(text)}"
    return page.fill("suggestion.html", form=form, repository=repository, contact=contact, mail=mail, message=text)
