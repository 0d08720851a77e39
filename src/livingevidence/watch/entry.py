"""A new study in the two files that all studies share: the bibliography and the list of changes."""

import re

from livingevidence.record.references import TYPES
from livingevidence.record.search import Publication
from livingevidence.watch import registry

EVIDENCE = "\nThe evidence:\n\n"  # heads what is new in it, where a list of changes is divided


def with_entry(bibliography: str, key: str, told: Publication) -> str:
    """Return the text of a bibliography with one more entry, in its place by key; nothing else of it changes."""
    fields = {"title": f"{{{_latex(told.title)}}}"}
    if told.registration:
        fields |= {"howpublished": registry.PLACE.title, "registration": told.registration}
    else:
        fields |= {"author": " and ".join(map(_person, told.authors)), "journal": _latex(told.journal)}
        fields |= {"year": told.year, "volume": told.volume, "number": told.issue}
        fields |= {"pages": re.sub("-+", "--", told.pages), "doi": told.doi, "pmid": told.pmid, "pmcid": told.pmcid}
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
    """Return an author as BibTeX takes one; a group, which has no given name, in braces."""
    return _latex(name) if "," in name else f"{{{_latex(name)}}}"


def _latex(text: str) -> str:
    return re.sub(r"([%&_#$])", r"\\\1", text.replace("{", "(").replace("}", ")").replace("\\", ""))
