"""Sources on loopback that answer searches from one list of invented records, and fail as they are told."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from typing import Self
from urllib.parse import unquote

from werkzeug import Request, Response


def record(number: int, **fields: object) -> dict:
    """Return an invented record, of which every source tells in its own form."""
    names = ["Sample", "Example", "Invented", "Placeholder", "Fictive", "Imaginary"]
    title = f"Examplinib in sample rash of kind {number:05} after {names[number % 6]} visits"
    defaults = {
        "number": number,
        "title": title,
        "day": "2025-03-01",
        "author": f"Doe{''.join(chr(ord(digit) + 49) for digit in str(number))}",  # a name has no digits
        "doi": f"10.99999/x.{number}",
    }
    return defaults | fields


@dataclass
class Sources:
    """What the sources have, and what is wrong with them."""

    records: list[dict] = field(default_factory=list)
    faults: dict[str, Callable[[Request], Response | None]] = field(default_factory=dict)
    requests: list[tuple[str, dict]] = field(default_factory=list)

    def serve(self, server) -> Self:
        """Answer under the names of the sources."""
        for name in ("pubmed/esearch.fcgi", "pubmed/efetch.fcgi", "europepmc/search", "clinicaltrials/studies"):
            server.expect_request(f"/{name}").respond_with_handler(self._handler(name))
        for name in ("crossref/works", "openalex/works"):
            server.expect_request(f"/{name}").respond_with_handler(self._handler(name))
        server.expect_request(re.compile("/crossref/works/.+")).respond_with_handler(self.crossref_work)
        server.expect_request(re.compile("/clinicaltrials/studies/.+")).respond_with_handler(self.clinicaltrials_study)
        return self

    def _handler(self, name: str):
        def answer(request: Request) -> Response:
            self.requests.append((name, request.args.to_dict()))
            if (fault := self.faults.get(name)) and (response := fault(request)):
                return response
            return getattr(self, name.replace("/", "_").partition(".")[0])(request.args)

        return answer

    def within(self, since: str, until: str) -> list[dict]:
        """Return the records of a window."""
        return [entry for entry in self.records if since <= entry["day"] <= until]

    def records_named(self, text: str, form: str, field: str) -> list[dict] | None:
        """Return the record that a question names by its number; None where it names none."""
        match = re.search(form, text)
        return [entry for entry in self.records if str(entry.get(field)) == match[1]] if match else None

    def pubmed_esearch(self, query) -> Response:
        """Answer with numbers, at most as many as are asked for."""
        records = self.records_named(query["term"], r"(\d+)\[uid\]", "number")
        if records is None:
            records = self.within(query["mindate"].replace("/", "-"), query["maxdate"].replace("/", "-"))
        ids = [str(entry["number"]) for entry in records][: int(query["retmax"])]
        return _json({"esearchresult": {"count": str(len(records)), "idlist": ids}})

    def pubmed_efetch(self, query) -> Response:
        """Answer with articles."""
        numbers = set(query["id"].split(","))
        articles = [
            "<PubmedArticle><MedlineCitation><PMID>{number}</PMID><Article><ArticleTitle>{title}.</ArticleTitle>"
            "<AuthorList><Author><LastName>{author}</LastName><ForeName>J</ForeName></Author></AuthorList>"
            "<ArticleDate><Year>{day[0]}{day[1]}{day[2]}{day[3]}</Year></ArticleDate></Article></MedlineCitation>"
            '<PubmedData><ArticleIdList><ArticleId IdType="doi">{doi}</ArticleId></ArticleIdList></PubmedData>'
            "</PubmedArticle>".format(**{name: escape(str(value)) for name, value in entry.items()})
            for entry in self.records
            if str(entry["number"]) in numbers
        ]
        return Response(f"<PubmedArticleSet>{''.join(articles)}</PubmedArticleSet>", mimetype="text/xml")

    def europepmc_search(self, query) -> Response:
        """Answer with a page of reports."""
        since, _, until = query["query"].partition("[")[2].partition("]")[0].partition(" TO ")
        records = self.records_named(query["query"], r"EXT_ID:(\d+)", "number") or self.within(since, until)
        page, next_cursor = _page(records, query["cursorMark"], int(query["pageSize"]))
        items = [
            {"source": "PPR" if entry.get("preprint") else "MED", "id": str(entry["number"]), "title": entry["title"]}
            | {"doi": entry["doi"], "firstPublicationDate": entry["day"]}
            | {"authorList": {"author": [{"lastName": entry["author"], "firstName": "J"}]}}
            for entry in page
        ]
        return _json({"hitCount": len(records), "nextCursorMark": next_cursor, "resultList": {"result": items}})

    def clinicaltrials_studies(self, query) -> Response:
        """Answer with a page of trials: the records that have a registration."""
        since, _, until = query.get("filter.advanced", "").partition("RANGE[")[2].partition("]")[0].partition(",")
        records = self.records_named(query.get("filter.ids", ""), "(NCT.*)", "nct")
        records = records or [entry for entry in self.within(since, until) if "nct" in entry]
        page, next_token = _page(records, query.get("pageToken", "*"), int(query.get("pageSize", 10)))
        trials = [
            {"protocolSection": {"identificationModule": {"nctId": entry["nct"], "officialTitle": entry["title"]}}}
            | {"hasResults": entry.get("results", False)}
            for entry in page
        ]
        last = int(next_token) >= len(records)
        return _json({"totalCount": len(records), "studies": trials} | ({} if last else {"nextPageToken": next_token}))

    def clinicaltrials_study(self, request: Request) -> Response:
        """Answer with one trial, and its status."""
        number = request.path.rpartition("/")[2]
        state = next((entry.get("state", {}) for entry in self.records if entry.get("nct") == number), {})
        return _json({"protocolSection": {"identificationModule": {"nctId": number}, "statusModule": state}})

    def crossref_work(self, request: Request) -> Response:
        """Answer with one work, by its DOI, and what became of it."""
        doi = unquote(request.path.rpartition("/works/")[2])
        updates = [{"type": "retraction"} for entry in self.records if entry.get("amends") == doi]
        work = next((_work(entry) for entry in self.records if entry["doi"] == doi), {})
        return _json({"message": {**work, "DOI": doi, "updated-by": updates}})

    def crossref_works(self, query) -> Response:
        """Answer with a page of works."""
        days = dict(part.partition(":")[::2] for part in query["filter"].split(","))
        records = self.records_named(query["filter"], "^doi:(.*)", "doi")
        records = records or self.within(days["from-created-date"], days["until-created-date"])
        page, next_cursor = _page(records, query["cursor"], int(query["rows"]))
        works = [_work(entry) for entry in page]
        return _json({"message": {"total-results": len(records), "items": works, "next-cursor": next_cursor}})

    def openalex_works(self, query) -> Response:
        """Answer with a page of works, to who has a key."""
        if not query.get("api_key"):
            return Response("no key", status=401)
        days = dict(part.partition(":")[::2] for part in query["filter"].split(","))
        records = self.records_named(query["filter"], "^doi:https://doi.org/(.*)", "doi")
        records = records or self.within(days["from_publication_date"], days["to_publication_date"])
        page, next_cursor = _page(records, query["cursor"], int(query["per_page"]))
        works = [
            {"id": f"https://openalex.org/W{entry['number']}", "title": entry["title"]}
            | {"doi": f"https://doi.org/{entry['doi']}", "publication_date": entry["day"]}
            | {"authorships": [{"author": {"display_name": f"J {entry['author']}"}}]}
            for entry in page
        ]
        return _json({"meta": {"count": len(records), "next_cursor": next_cursor if page else None}, "results": works})


def _work(entry: dict) -> dict:
    """Return a record in Crossref's form."""
    work = {"DOI": entry["doi"], "title": [entry["title"]], "author": [{"family": entry["author"], "given": "J"}]}
    work |= {"issued": {"date-parts": [[int(part) for part in entry["day"].split("-")]]}}
    return work | ({"update-to": [{"DOI": entry["amends"], "type": "retraction"}]} if "amends" in entry else {})


def _page(records: list[dict], cursor: str, size: int) -> tuple[list[dict], str]:
    start = 0 if cursor == "*" else int(cursor)
    return records[start : start + size], str(start + size)


def _json(value: object) -> Response:
    return Response(json.dumps(value), mimetype="application/json")
