"""Asking a public source over HTTP: with a limit in time, politely, and with one clear sentence when it fails."""

import datetime
import email.utils
import hashlib
import json
import os
import ssl
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, TypeVar
from xml.etree import ElementTree

import httpx
import stamina

from livingevidence.record.problems import UserError

A = TypeVar("A")
ATTEMPTS = 4
SECONDS = 20.0  # for one answer
WAIT = 0.5  # before the second attempt
PATIENCE = 60.0  # for all attempts, and the longest Retry-After that is waited for
FRESH = 24 * 3600  # an answer of today is not asked for again
LARGEST = 50_000_000  # bytes of one answer
MIRROR = "LIVINGEVIDENCE_SOURCES"
"""Environment variable: an address under which a mirror, or a test, serves every source by its name."""
_FAILURES = {
    httpx.TooManyRedirects: "sent us round in circles (redirects); try again later",
    httpx.TimeoutException: "gave no answer in time; try again later, or go on with --offline",
    httpx.ConnectError: "can't be reached; look at the network, or go on with --offline",
}


class SourceFailed(UserError):
    """A source gave no answer that can be used; says which, why, and what to do."""


@dataclass(frozen=True)
class Place:
    """Where a source is asked, and how often it allows to be."""

    name: str
    """Its name in the addresses of a mirror and in the cache."""
    title: str
    """Its name for people."""
    base: str
    pause: float
    """Seconds between two questions, by the source's own rules."""
    key: str = ""
    """Environment variable with the key that a question needs, which is neither kept nor logged."""

    @property
    def address(self) -> str:
        """Where it is asked now: its own address, or that of the mirror."""
        mirror = os.environ.get(MIRROR, "").rstrip("/")
        return f"{mirror}/{self.name}" if mirror else self.base


@dataclass
class Transport:
    """One session of questions to sources."""

    contact: str
    """Who asks, for the sources: an address of the review, never of a person."""
    cache: Path
    offline: bool = False
    """Ask nobody; only what is kept is answered, whatever its age."""
    patience: float = PATIENCE
    seconds: float = SECONDS
    fresh: float = FRESH
    """Seconds for which an answer that is kept is not asked for again."""
    wait: float = WAIT
    """Seconds before the second attempt, doubled before each later one; up to twice as many are added by chance."""
    _last_asked: dict[str, float] = field(default_factory=dict)

    def json(self, place: Place, path: str, **parameters: str) -> Any:
        """Return an answer that is JSON; raises SourceFailed if there is none, or it is something else."""
        return self._read(place, path, parameters, json.loads, "JSON")

    def xml(self, place: Place, path: str, **parameters: str) -> ElementTree.Element:
        """Return an answer that is XML without entities of its own; raises SourceFailed if there is none."""
        return self._read(place, path, parameters, _parse_xml, "XML")

    def _read(self, place, path, parameters, parse, form):
        question = json.dumps([place.address, path, sorted(parameters.items())])
        file = self.cache / place.name / hashlib.sha256(question.encode()).hexdigest()
        age = time.time() - file.stat().st_mtime if file.is_file() else None
        if age is not None and (self.offline or age < self.fresh):
            body = file.read_bytes()
        elif self.offline:
            raise SourceFailed(f"{place.title} was not asked, as --offline says, and no earlier answer is kept")
        else:
            body = self._ask(place, path, parameters)
        try:
            content = parse(body)
        except (ValueError, ElementTree.ParseError, RecursionError):
            is_page = body[:200].lstrip().lower().startswith((b"<!doctype html", b"<html"))
            what = "a web page" if is_page else "something else or half of it"
            raise SourceFailed(
                f"{place.title} sent {what} where {form} was expected; try again later, or look at it in a browser: "
                f"{place.address}{path}"
            ) from None
        _keep(file, body)
        return content

    def _ask(self, place: Place, path: str, parameters: Mapping[str, str]) -> bytes:
        agent = {"User-Agent": f"livingevidence ({self.contact})"}
        if place.key:
            parameters = {**parameters, "api_key": os.environ.get(place.key, "")}
        stamina.instrumentation.set_on_retry_hooks([])  # one sentence at the end tells it, and no line an attempt
        waits = {"wait_initial": self.wait, "wait_jitter": 2 * self.wait}
        attempts = stamina.retry_context(self._retry, attempts=ATTEMPTS, timeout=self.patience, **waits)
        session = {"verify": _certificates(), "timeout": self.seconds, "headers": agent}
        try:
            with httpx.Client(**session, follow_redirects=True, max_redirects=5) as client:
                for attempt in attempts:
                    with attempt:
                        self._pause(place)
                        return _body(client, place.address + path, parameters)
        except httpx.HTTPError as error:
            raise SourceFailed(f"{place.title} {_failure(error)}") from None
        except httpx.InvalidURL:
            raise SourceFailed(f"{place.title} was asked for what can't be asked for: {path}") from None
        raise AssertionError("an attempt returns or raises")

    def _retry(self, error: Exception) -> bool | float:
        """Return whether to ask again after an error, or after how many seconds."""
        if isinstance(error, httpx.HTTPStatusError):
            if error.response.status_code != 429 and error.response.status_code < 500:
                return False
            delay = retry_after(error.response.headers.get("retry-after", ""))
            return True if delay is None else delay if delay <= self.patience else False
        return isinstance(error, httpx.TransportError) and not isinstance(error, httpx.UnsupportedProtocol)

    def _pause(self, place: Place) -> None:
        last = self._last_asked.get(place.name)
        if last is not None and (rest := last + place.pause - time.monotonic()) > 0:
            time.sleep(rest)
        self._last_asked[place.name] = time.monotonic()


def ask_all(asks: Iterable[Callable[[], A]]) -> tuple[list[A], list[str]]:
    """Return what sources answer, each asked by a call of its own, and why those are silent that are."""
    answers, reasons = [], []
    for ask in asks:
        try:
            answers.append(ask())
        except SourceFailed as error:
            reasons.append(str(error))
    return answers, reasons


@cache
def _certificates() -> ssl.SSLContext:
    """Return whom a connection trusts; reading that takes longer than most answers, so it is read once."""
    return httpx.create_ssl_context()


def _body(client: httpx.Client, address: str, parameters: Mapping[str, str]) -> bytes:
    with client.stream("GET", address, params=parameters) as answer:
        answer.raise_for_status()
        body = bytearray()
        for part in answer.iter_bytes():
            body += part
            if len(body) > LARGEST:
                raise httpx.DecodingError(f"more than {LARGEST:,} bytes")
        return bytes(body)


def retry_after(text: str) -> float | None:
    """Return the seconds that a ``Retry-After`` header asks for, which gives seconds or a date; None without one."""
    if text.strip().isdigit():
        return float(text)
    try:
        day = email.utils.parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, (day - datetime.datetime.now(datetime.UTC)).total_seconds())


def _failure(error: httpx.HTTPError) -> str:
    if isinstance(error, httpx.HTTPStatusError):
        status, delay = error.response.status_code, retry_after(error.response.headers.get("retry-after", ""))
        if status == 404:
            return "knows no such record (404): look at the number or the question for a slip"
        if status == 429:
            when = f"in {delay:.0f} seconds" if delay else "later"
            return f"is asked too often (429): try again {when}"
        return f"answered with the error {status}; try again later"
    sentences = (words for kind, words in _FAILURES.items() if isinstance(error, kind))
    return next(sentences, f"broke off its answer ({error}); try again later")


def _parse_xml(body: bytes) -> ElementTree.Element:
    if b"<!ENTITY" in body:
        raise ValueError("entities of its own")
    return ElementTree.fromstring(body)


def _keep(path: Path, body: bytes) -> None:
    """Keep an answer that could be read, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(f".{os.getpid()}")
    partial.write_bytes(body)
    partial.replace(path)
