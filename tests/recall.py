"""What the strategies would have found of what the review has, and when, had they been run each month.

Nobody has asked the sources, so answers are made of the review itself: the server on loopback has a record of each
report and each registered trial, and finds those whose title fits the question as it is sent. A real source looks into
abstracts, subject headings, conditions and interventions too, which are not here; so it finds more. How late it takes a
report in nobody knows here. ``python tests/recall.py --online`` asks the sources once, for all that they have.
"""

import datetime
import logging
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import yaml
from pytest_httpserver import HTTPServer

from livingevidence.record.dates import last_day
from livingevidence.record.library import Library, load_library
from livingevidence.record.root import nearest_root, site_address
from livingevidence.watch import crossref, europepmc, pubmed, registry
from livingevidence.watch.inbox import Inbox
from livingevidence.watch.publication import comparable
from livingevidence.watch.surveil import surveil
from livingevidence.watch.transport import MIRROR, Transport
from ruxreview import Evidence
from sources import Sources, record

# Each source with the number by which it can have a report, and the parameters that hold the words of a question.
NAMES = {"pubmed": (pubmed, "pmid", ["term"]), "europepmc": (europepmc, "pmid", ["query"])}
NAMES |= {"crossref": (crossref, "doi", ["query.title"]), "registry": (registry, "nct", ["query.intr", "query.term"])}
PARAMETERS = {module.PLACE.name: (number, words) for module, number, words in NAMES.values()}
TITLES = Path(__file__).parent / "registrations.yaml"
MONTHS = [datetime.date(year, month, 1) for year in range(2014, 2027) for month in range(1, 13)]
UNDATED = MONTHS[-2]


def fits(query: str, title: str) -> bool:
    """Return whether a title alone answers a question of words, AND, OR and brackets; headings are in no title."""
    title = f" {comparable(title)} "

    def in_title(term: re.Match) -> str:
        field, _, word = term[0].partition("[")[0].rpartition(":")
        if term[0] in ("AND", "OR") or field in ("SRC", "FIRST_IDATE"):
            return term[0] if not field else "True"
        heading = re.search(r"\[(?!tiab)", term[0])
        return str(not heading and f" {comparable(word.strip('*'))}{'' if word.endswith('*') else ' '}" in title)

    query = re.sub(r"FIRST_IDATE:\[[^]]*\]", "SRC:any", query)
    query = re.sub(r'"[^"]*"\[[^]]*\]|[^\s()]+', in_title, query)
    while "(" in query:
        query = re.sub(r"\(([^()]*)\)", lambda part: str(_true(part[1])), query)
    return _true(query)


def _true(words: str) -> bool:
    return any(all(word.strip() == "True" for word in part.split(" AND ")) for part in words.split(" OR "))


class ReviewSources(Sources):
    """Sources that have what the review has, each what it has a number for."""

    question = "", []

    def _handler(self, name: str):
        answer, (number, words) = super()._handler(name), PARAMETERS.get(name.partition("/")[0], ("doi", []))

        def handler(request):
            self.question = number, [request.args.get(word, "") for word in words]
            return answer(request)

        return handler

    def within(self, since: str, until: str) -> list[dict]:
        """Return the reports of a window that the question finds, in all its parts."""
        number, queries = self.question
        records = [report for report in super().within(since, until) if report.get(number)]
        return [report for report in records if all(fits(query, report["title"]) for query in queries)]


def reports(evidence: Evidence) -> list[dict]:
    """Return the published reports on the treatment as a source would have them."""
    records = {}
    for name in evidence.about:
        for report in evidence.records[name].reports:
            day, reference = last_day(report.first_public), evidence.references.get(report.key)
            numbers = reference.identifiers if reference else {}
            if day and numbers.keys() & {"doi", "pmid"}:
                fields = {"title": reference.title, "day": day.isoformat(), "doi": numbers.get("doi", "").lower()}
                records[report.key] = record(int(numbers.get("pmid", 0)), pmid=numbers.get("pmid", ""), **fields)
    return list(records.values())


def registrations(evidence: Evidence) -> list[dict]:
    """Return the registered trials of the treatment as the registry would have them; no title where none is known.

    The title is that of a record which rests on the registry alone and has it exactly, or was read there. One whose
    first day was not read stands before the last search but one, and no delay is told of it.
    """
    titles, records = yaml.safe_load(TITLES.read_text("utf-8")), {}
    for study in (evidence.records[name] for name in evidence.about):
        registry_only = study.title_is == "exact" and {report.kind for report in study.reports} == {"registry-record"}
        for trial in study.trials:
            if trial.registered:
                registration = titles.get(trial.id, {"title": study.title if registry_only else ""})
                fields = {"title": registration["title"], "day": str(registration.get("posted", UNDATED)), "doi": ""}
                records[trial.id] = record(0, nct=trial.id, **fields)
    return list(records.values())


def search_days(library: Library, name: str, days: Iterable[datetime.date], transport: Transport) -> dict[str, str]:
    """Return on which day each report was found, by its numbers, where its source is searched on given days."""
    with Inbox.of(library) as inbox:
        for inbox.today in days:
            if error := surveil(inbox, name, None, transport).error:
                raise SystemExit(error)
        hits = [hit for candidate in inbox.search.candidates.values() for hit in candidate.hits if hit.source == name]
    return {number: hit.found for hit in hits for number in (*hit.number.split("/"), hit.doi) if number}


def main(online: bool) -> None:
    """Run each strategy, and print what was found of what is there, when, and what was not."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    published = reports(evidence := Evidence.load())
    registered, recalled_everywhere = registrations(evidence), []
    records = published + registered
    date, root, days = datetime.date.fromisoformat, evidence.library.root, [datetime.date.today()] if online else MONTHS
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        shutil.copytree(root.folder, f"{folder}/review", ignore=shutil.ignore_patterns("build", ".*", "tests"))
        library = load_library(nearest_root(Path(folder) / "review"))
        transport = Transport(site_address() or "a living review", Path(folder) / "cache", fresh=0)
        if not online:
            server = stack.enter_context(HTTPServer())
            os.environ[MIRROR] = server.url_for("")
            ReviewSources(records).serve(server)
        for name, (module, number, _) in NAMES.items():
            if not online:
                module.PLACE = replace(module.PLACE, pause=0)
                strategies = library.search.strategies
                strategies[name] = strategies[name].model_copy(update={"canary": None, "begins": "2013-12-01"})
            findable = [entry for entry in records if entry.get(number) and (online or entry["title"])]
            days_found = search_days(library, name, days, transport)
            recalled = [entry for entry in findable if entry[number] in days_found]
            recalled_everywhere += recalled
            dated = [entry for entry in recalled if entry["day"] != str(UNDATED)]
            delays = [(date(days_found[entry[number]]) - date(entry["day"])).days for entry in dated]
            in_time = f"; {sum(day <= 31 for day in delays)} of {len(delays)} with a day by the first search after it"
            print(f"{name}: {len(recalled)} of {len(findable)}{'' if online else in_time}")
    for kind, items in (("reports", published), ("registrations", registered)):
        missing = [entry["title"] or entry["nct"] for entry in items if entry not in recalled_everywhere]
        print(f"{kind}: {len(items) - len(missing)} of {len(items)}; not:", *missing, sep="\n  ")


if __name__ == "__main__":
    main("--online" in sys.argv)
