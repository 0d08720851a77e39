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
    made = {
        "number": number,
        "title": title,
        "day": "2025-03-01",
        "author": f"Doe{''.join(chr(ord(digit) + 49) for digit in str(number))}",  # a name has no digits
        "doi": f"10.99999/x.{number}",
    }
    return made | fields


@dataclass
class Sources:
    """What the sources have, and what is wrong with them."""

    records: list[dict] = field(default_factory=list)
    faults: dict[str, Callable[[Request], Response | None]] = field(default_factory=dict)
    asked: list[tuple[str, dict]] = field(default_factory=list)

    def serve(self, server) -> Self:
        """Answer under the names of the sources."""
        for name in ("pubmed/esearch.fcgi", "pubmed/efetch.fcgi", "europepmc/search", "clinicaltrials/studies"):
            server.expect_request(f"/{name}").respond_with_handler(self._answering(name))
        for name in ("crossref/works", "openalex/works"):
            server.expect_request(f"/{name}").respond_with_handler(self._answering(name))
        server.expect_request(re.compile("/crossref/works/.+")).respond_with_handler(self.crossref_work)
        server.expect_request(re.compile("/clinicaltrials/studies/.+")).respond_with_handler(self.clinicaltrials_study)
        return self

    def _answering(self, name: str):
        def answer(request: Request) -> Response:
            self.asked.append((name, request.args.to_dict()))
            if (fault := self.faults.get(name)) and (made := fault(request)):
                return made
            return getattr(self, name.replace("/", "_").partition(".")[0])(request.args)

        return answer

    def within(self, since: str, until: str) -> list[dict]:
        """Return the records of a window."""
        return [item for item in self.records if since <= item["day"] <= until]

    def asked_for(self, text: str, form: str, field: str) -> list[dict] | None:
        """Return the record that a question names by its number; None where it names none."""
        named = re.search(form, text)
        return [item for item in self.records if str(item.get(field)) == named[1]] if named else None

    def pubmed_esearch(self, asked) -> Response:
        """Answer with numbers, at most as many as are asked for."""
        found = self.asked_for(asked["term"], r"(\d+)\[uid\]", "number")
        if found is None:
            found = self.within(asked["mindate"].replace("/", "-"), asked["maxdate"].replace("/", "-"))
        ids = [str(item["number"]) for item in found][: int(asked["retmax"])]
        return _json({"esearchresult": {"count": str(len(found)), "idlist": ids}})

    def pubmed_efetch(self, asked) -> Response:
        """Answer with articles."""
        wanted = set(asked["id"].split(","))
        made = [
            "<PubmedArticle><MedlineCitation><PMID>{number}</PMID><Article><ArticleTitle>{title}.</ArticleTitle>"
            "<AuthorList><Author><LastName>{author}</LastName><ForeName>J</ForeName></Author></AuthorList>"
            "<ArticleDate><Year>{day[0]}{day[1]}{day[2]}{day[3]}</Year></ArticleDate></Article></MedlineCitation>"
            '<PubmedData><ArticleIdList><ArticleId IdType="doi">{doi}</ArticleId></ArticleIdList></PubmedData>'
            "</PubmedArticle>".format(**{name: escape(str(value)) for name, value in item.items()})
            for item in self.records
            if str(item["number"]) in wanted
        ]
        return Response(f"<PubmedArticleSet>{''.join(made)}</PubmedArticleSet>", mimetype="text/xml")

    def europepmc_search(self, asked) -> Response:
        """Answer with a page of reports."""
        since, _, until = asked["query"].partition("[")[2].partition("]")[0].partition(" TO ")
        found = self.asked_for(asked["query"], r"EXT_ID:(\d+)", "number") or self.within(since, until)
        page, more = _page(found, asked["cursorMark"], int(asked["pageSize"]))
        items = [
            {"source": "PPR" if item.get("preprint") else "MED", "id": str(item["number"]), "title": item["title"]}
            | {"doi": item["doi"], "firstPublicationDate": item["day"]}
            | {"authorList": {"author": [{"lastName": item["author"], "firstName": "J"}]}}
            for item in page
        ]
        return _json({"hitCount": len(found), "nextCursorMark": more, "resultList": {"result": items}})

    def clinicaltrials_studies(self, asked) -> Response:
        """Answer with a page of trials: the records that have a registration."""
        since, _, until = asked.get("filter.advanced", "").partition("RANGE[")[2].partition("]")[0].partition(",")
        found = self.asked_for(asked.get("filter.ids", ""), "(NCT.*)", "nct")
        found = found or [item for item in self.within(since, until) if "nct" in item]
        page, more = _page(found, asked.get("pageToken", "*"), int(asked.get("pageSize", 10)))
        trials = [
            {"protocolSection": {"identificationModule": {"nctId": item["nct"], "officialTitle": item["title"]}}}
            | {"hasResults": item.get("results", False)}
            for item in page
        ]
        last = int(more) >= len(found)
        return _json({"totalCount": len(found), "studies": trials} | ({} if last else {"nextPageToken": more}))

    def clinicaltrials_study(self, request: Request) -> Response:
        """Answer with one trial, and its status."""
        number = request.path.rpartition("/")[2]
        state = next((item.get("state", {}) for item in self.records if item.get("nct") == number), {})
        return _json({"protocolSection": {"identificationModule": {"nctId": number}, "statusModule": state}})

    def crossref_work(self, request: Request) -> Response:
        """Answer with one work, by its DOI, and what became of it."""
        doi = unquote(request.path.rpartition("/works/")[2])
        updates = [{"type": "retraction"} for item in self.records if item.get("amends") == doi]
        held = next((_work(item) for item in self.records if item["doi"] == doi), {})
        return _json({"message": {**held, "DOI": doi, "updated-by": updates}})

    def crossref_works(self, asked) -> Response:
        """Answer with a page of works."""
        days = dict(part.partition(":")[::2] for part in asked["filter"].split(","))
        found = self.asked_for(asked["filter"], "^doi:(.*)", "doi")
        found = found or self.within(days["from-created-date"], days["until-created-date"])
        page, more = _page(found, asked["cursor"], int(asked["rows"]))
        works = [_work(item) for item in page]
        return _json({"message": {"total-results": len(found), "items": works, "next-cursor": more}})

    def openalex_works(self, asked) -> Response:
        """Answer with a page of works, to who has a key."""
        if not asked.get("api_key"):
            return Response("no key", status=401)
        days = dict(part.partition(":")[::2] for part in asked["filter"].split(","))
        found = self.asked_for(asked["filter"], "^doi:https://doi.org/(.*)", "doi")
        found = found or self.within(days["from_publication_date"], days["to_publication_date"])
        page, more = _page(found, asked["cursor"], int(asked["per_page"]))
        works = [
            {"id": f"https://openalex.org/W{item['number']}", "title": item["title"]}
            | {"doi": f"https://doi.org/{item['doi']}", "publication_date": item["day"]}
            | {"authorships": [{"author": {"display_name": f"J {item['author']}"}}]}
            for item in page
        ]
        return _json({"meta": {"count": len(found), "next_cursor": more if page else None}, "results": works})


def _work(item: dict) -> dict:
    """Return a record in Crossref's form."""
    made = {"DOI": item["doi"], "title": [item["title"]], "author": [{"family": item["author"], "given": "J"}]}
    made |= {"issued": {"date-parts": [[int(part) for part in item["day"].split("-")]]}}
    return made | ({"update-to": [{"DOI": item["amends"], "type": "retraction"}]} if "amends" in item else {})


def _page(found: list[dict], cursor: str, size: int) -> tuple[list[dict], str]:
    first = 0 if cursor == "*" else int(cursor)
    return found[first : first + size], str(first + size)


def _json(value: object) -> Response:
    return Response(json.dumps(value), mimetype="application/json")
