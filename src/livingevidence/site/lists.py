"""Views of the fixed pages: lists of studies, of numbers and of terms, standards, protocol, and what made the site."""

from __future__ import annotations

import platform
from collections.abc import Callable, Mapping
from importlib.metadata import version

from livingevidence.claims.questions import described
from livingevidence.evidence.columns import named
from livingevidence.evidence.treated import counts
from livingevidence.record.check import LOOKS, RULES, TEXTS
from livingevidence.record.dates import last_day
from livingevidence.record.models import Study
from livingevidence.record.release import data_digest
from livingevidence.record.review import Checklist
from livingevidence.record.text import count
from livingevidence.results.numbers import anchor_of
from livingevidence.site.site import Site
from livingevidence.site.stamp import evidence_date, last_searched, site_version
from livingevidence.synthesis import rules as synthesis

MOST_NAMED = 20  # studies behind a number
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
Shelf = tuple[str, str, list[Mapping[str, object]]]


def all_studies(site: Site) -> Mapping[str, object]:
    """Return a table for each shelf of the evidence, the strongest design first."""
    order = list(site.evidence.vocabulary["designs"])
    return {
        "shelves": _shelves(site, _listed, lambda study: (order.index(study.design), site.names[study.id].casefold()))
    }


def _shelves(site: Site, line: Callable[[Site, Study], Mapping], key: Callable[[Study], object]) -> list[Shelf]:
    """Return the studies shelf by shelf, each with what a page tells of it, in an order."""
    studies = sorted(site.evidence.records.values(), key=key)
    shelves = site.evidence.topic.shelves.items()
    return [(shelf, title, [line(site, s) for s in studies if s.domain == shelf]) for shelf, title in shelves]


def _listed(site: Site, study: Study) -> Mapping[str, object]:
    dates = [report.first_public for report in study.reports if report.first_public != "unknown"]
    return {
        "study": study,
        "conditions": ", ".join(site.label("conditions", term) for term in study.conditions),
        "public": min(dates, key=last_day) if dates else "not known",
        "read": sum(row.kind != "awaited" for row in study.rows) + len(study.cases),
    }


def funding(site: Site) -> Mapping[str, object]:
    """Return who paid for each study as far as it was read, studies of the review's treatment first."""
    about = site.evidence.topic.is_about
    studies = site.evidence.records.values()
    return {
        "read": sum(bool(study.funding) for study in studies),
        "studies": len(studies),
        "treatment": site.evidence.topic.treatment.label,
        "shelves": _shelves(
            site,
            lambda site, study: {"study": study, "about": about(study)},
            lambda study: (not about(study), site.names[study.id].casefold()),
        ),
    }


def left_out(site: Site) -> Mapping[str, object]:
    """Return what was read and is not shown, each with its reason."""
    return {"items": site.evidence.library.left_out.values()}


def all_numbers(site: Site) -> Mapping[str, object]:
    """Return every computed number with the studies behind it, of many only the first."""
    numbers = [
        {
            "result": result,
            "anchor": anchor_of(result.key),
            "all": len(result.studies) == len(site.evidence.records),
            "behind": list(zip(result.studies, result.parts or [None] * len(result.studies), strict=True))[:MOST_NAMED],
            "rest": len(result.studies) - MOST_NAMED,
        }
        for result in site.results.values()
    ]
    return {"numbers": numbers}


def all_terms(site: Site) -> Mapping[str, object]:
    """Return the controlled vocabulary, list by list."""
    return {"lists": site.evidence.vocabulary}


def all_rules(site: Site) -> Mapping[str, object]:
    """Return the rules that every record is held against, each with what it allows."""
    return {"pairs": [(rule.name, rule.allowed) for rule in (*RULES, *TEXTS, *LOOKS)]}


def all_questions(site: Site) -> Mapping[str, object]:
    """Return the questions that a claim can ask of the evidence, each with what it answers."""
    return {"pairs": described()}


def all_columns(site: Site) -> Mapping[str, object]:
    """Return the tables of ``Evidence`` with every column's type and meaning."""
    return {"tables": named(site.evidence.topic)}


def made_with(site: Site) -> Mapping[str, object]:
    """Return which data and which versions made the site."""
    carried = site.root.data.parent  # by the package of the review, where it has one
    package = carried.name if (carried / "__init__.py").is_file() else site.evidence.topic.name
    versions = {"Python": platform.python_version(), package: site_version(site.root)}
    return {"digest": data_digest(site.root), "versions": versions | {name: version(name) for name in MADE_WITH}}


def eligibility(site: Site) -> Mapping[str, object]:
    """Return the criteria of eligibility."""
    return {"criteria": site.evidence.library.protocol.eligibility}


def amendments(site: Site) -> Mapping[str, object]:
    """Return the changes of the protocol, the newest first."""
    return {"amendments": site.evidence.library.protocol.amendments}


def all_refusals(site: Site) -> Mapping[str, object]:
    """Return what the synthesis refuses to do, and the methods that are not used, below the rule on methods."""
    return {"rules": synthesis.RULES, "unsound": synthesis.UNSOUND}


def checklists(site: Site) -> Mapping[str, object]:
    """Return every item of each reporting standard with where it is met, or why not yet."""
    found = site.evidence.library.checklists
    return {
        "counts": "; ".join(f"{c.name}: {len(c.met)} of {len(c.items)} items met" for c in found.values()),
        "standards": [(name, checklist, counted(checklist)) for name, checklist in found.items()],
        "place": place,
    }


def place(target: str) -> tuple[str, str, str]:
    """Return the page of a place, its anchor, and its words: ``methods#question`` is "Methods: question"."""
    page, _, anchor = target.partition("#")
    words = page.removeprefix("chapters/").removesuffix("/index")
    words = "start page" if words == "index" else words
    words = (words.capitalize() + (f": {anchor}" if anchor else "")).replace("-", " ")
    return f"{page}.html", f"#{anchor}" if anchor else "", words


def counted(checklist: Checklist) -> str:
    """Return how many items are met and how many not yet, the critical ones too."""
    met, total = len(checklist.met), len(checklist.items)
    critical = [bool(item.met) for item in checklist.items if item.critical]
    text = f"{met} of {total} items {'is' if met == 1 else 'are'} met, {total - met} not yet."
    return text + (f" Of the critical ones {sum(critical)} of {len(critical)}." if critical else "")


def home_ladder(site: Site, terms: str) -> Mapping[str, object]:
    """Return the ladder of evidence of groups or conditions in one line each, and the day of the evidence."""
    return {
        "lines": [rungs(site, term) for term in terms.split()],
        "day": evidence_date(site.root),
        "searched": last_searched(site.root),
    }


def rungs(site: Site, term: str) -> str:
    """Return the ladder of a group or of a condition in words; empty rungs are left out, the first never is."""
    group, told = term in site.evidence.topic.groups, []
    for name, rung in counts(site.evidence, term).items():
        words = site.evidence.topic.ladder[name]
        if rung.studies:
            some = "at least " if rung.unread else ""
            people = some + count(rung.people, "person", "people") if rung.people else "people not counted"
            told.append(f"{count(len(rung.studies), words.one, words.many)} ({people})")
        elif not told:
            told.append(f"no {words.one}")
    return f"Ladder of evidence, {site.label('groups' if group else 'conditions', term)}: {'; '.join(told)}."
