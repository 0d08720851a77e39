"""What the strategies would have found of what the review has, and when, had they been run each month.

Nobody has asked the sources, so answers are made of the review itself: the server on loopback has a record of each
report and finds those whose title fits the question as it is sent. A real source looks into abstracts and subject
headings too, which the review does not keep; so it finds more. How late it takes a report in nobody knows here.
"""

import datetime
import logging
import os
import re
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

from pytest_httpserver import HTTPServer

from livingevidence.record.dates import last_day
from livingevidence.record.library import load_library
from livingevidence.record.root import nearest
from livingevidence.watch import crossref, europepmc, pubmed
from livingevidence.watch.inbox import Inbox
from livingevidence.watch.publication import plain
from livingevidence.watch.surveil import surveil
from livingevidence.watch.transport import MIRROR, Transport
from ruxreview import Evidence
from sources import Sources, record

# Each source with the number by which it can have a report, and the parameter that holds the words of a question. Of
# registrations the review has no titles.
NAMES = {"pubmed": (pubmed, "pmid", "term"), "europepmc": (europepmc, "pmid", "query")}
NAMES |= {"crossref": (crossref, "doi", "query.title")}
MONTHS = [datetime.date(year, month, 1) for year in range(2014, 2027) for month in range(1, 13)]


def fits(query: str, title: str) -> bool:
    """Return whether a title alone answers a question of words, AND, OR and brackets; headings are in no title."""
    title = f" {plain(title)} "

    def held(term: re.Match) -> str:
        field, _, word = term[0].partition("[")[0].rpartition(":")
        if term[0] in ("AND", "OR") or field in ("SRC", "FIRST_IDATE"):
            return term[0] if not field else "True"
        heading = re.search(r"\[(?!tiab)", term[0])
        return str(not heading and f" {plain(word.strip('*'))}{'' if word.endswith('*') else ' '}" in title)

    query = re.sub(r"FIRST_IDATE:\[[^]]*\]", "SRC:any", query)
    query = re.sub(r'"[^"]*"\[[^]]*\]|[^\s()]+', held, query)
    while "(" in query:
        query = re.sub(r"\(([^()]*)\)", lambda part: str(_true(part[1])), query)
    return _true(query)


def _true(words: str) -> bool:
    return any(all(word.strip() == "True" for word in part.split(" AND ")) for part in words.split(" OR "))


class Held(Sources):
    """Sources that have what the review has, each what it has a number for."""

    asking = ("", "")

    def _answering(self, name: str):
        answer, (_, number, words) = super()._answering(name), NAMES.get(name.partition("/")[0], (None, "doi", ""))

        def made(request):
            self.asking = number, request.args.get(words, "")
            return answer(request)

        return made

    def within(self, since: str, until: str) -> list[dict]:
        """Return the reports of a window that the question finds."""
        number, query = self.asking
        return [item for item in super().within(since, until) if item[number] and fits(query, item["title"])]


def reports(evidence: Evidence) -> list[dict]:
    """Return the published reports on the treatment as a source would have them."""
    made = {}
    for name in evidence.about:
        for report in evidence.records[name].reports:
            day, reference = last_day(report.first_public), evidence.references.get(report.key)
            numbers = reference.identifiers if reference else {}
            if day and numbers.keys() & {"doi", "pmid"}:
                fields = {"title": reference.title, "day": day.isoformat(), "doi": numbers.get("doi", "").lower()}
                made[report.key] = record(int(numbers.get("pmid", 0)), pmid=numbers.get("pmid", ""), **fields)
    return list(made.values())


def main() -> None:
    """Run each strategy each month, and print what was found of what was there, when, and what was not."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    given = reports(evidence := Evidence.load())
    public = {item["title"]: datetime.date.fromisoformat(item["day"]) for item in given}
    with tempfile.TemporaryDirectory() as folder, HTTPServer() as server:
        os.environ[MIRROR] = server.url_for("")
        Held(given).serve(server)
        root = evidence.library.root
        shutil.copytree(root.folder, f"{folder}/review", ignore=shutil.ignore_patterns("build", ".*", "tests"))
        library = load_library(nearest(Path(folder) / "review"))
        transport, found = Transport("x", Path(folder) / "cache", fresh=0), set()
        for name, (module, number, _) in NAMES.items():
            module.PLACE = replace(module.PLACE, pause=0)
            strategies = library.search.strategies
            strategies[name] = strategies[name].model_copy(update={"canary": None, "begins": "2013-12-01"})
            with Inbox.of(library) as inbox:
                for inbox.today in MONTHS:
                    assert not surveil(inbox, name, None, transport).error
                hits = [hit for one in inbox.search.candidates.values() for hit in one.hits if hit.source == name]
            found |= {hit.title for hit in hits}
            days = [(datetime.date.fromisoformat(hit.found) - public[hit.title]).days for hit in hits]
            could = sum(bool(item[number]) for item in given)
            soon = sum(day <= 31 for day in days)
            print(f"{name}: {len(hits)} of {could} by their titles, {soon} by the first search after they were public")
        missed = [item for item in given if item["title"] not in found]
        print(f"any of them: {len(given) - len(missed)} of {len(given)}; not:")
        print(*(f"  {item['title']}" for item in missed), sep="\n")


if __name__ == "__main__":
    main()
