"""A source that fails is told in one sentence, and leaves nothing half written."""

import socket
import socketserver
import threading
import time
from dataclasses import replace

import pytest
from werkzeug import Response

from livingevidence.watch.transport import MIRROR, Place, SourceFailed, Transport, retry_after

PLACE = Place("invented", "The Invented Source", "http://invented.invalid", pause=0)


def _slow(request):
    time.sleep(0.6)
    return Response("{}")


def _page(request):
    return Response("<!DOCTYPE html><html><body>Down for maintenance</body></html>")


FAULTS = {
    "404": (lambda request: Response("no", status=404), "knows no such record"),
    "429": (lambda request: Response("no", status=429, headers={"Retry-After": "3600"}), "again in 3600 seconds"),
    "500": (lambda request: Response("no", status=500), "the error 500"),
    "time-out": (_slow, "no answer in time"),
    "a page": (_page, "sent a web page where JSON was expected"),
    "half": (lambda request: Response('{"a": [1, 2'), "half of it"),
    "circle": (lambda request: Response("", status=302, headers={"Location": "/invented/x"}), "in circles"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_one_sentence(sources, transport, fault):
    """Whatever a source does, a person reads which one, what, and what to do; and nothing is kept."""
    answer, words = FAULTS[fault]
    sources.expect_request("/invented/x").respond_with_handler(answer)
    with pytest.raises(SourceFailed, match=words) as error:
        transport.json(PLACE, "/x")
    assert "The Invented Source" in str(error.value)
    assert "\n" not in str(error.value)
    assert not [path for path in transport.cache.rglob("*") if path.is_file()]


class HangUp(socketserver.BaseRequestHandler):
    """Promises a hundred bytes, sends five and hangs up."""

    def handle(self):
        """Answer one question."""
        self.request.recv(4096)
        self.request.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"a":')


def test_a_body_that_breaks_off_is_said(transport, monkeypatch):
    """A connection that ends in the middle of an answer is no answer."""
    with socketserver.TCPServer(("127.0.0.1", 0), HangUp) as server:
        monkeypatch.setenv(MIRROR, f"http://127.0.0.1:{server.server_address[1]}")
        thread = threading.Thread(target=server.serve_forever, args=[0.01])
        thread.start()
        try:
            with pytest.raises(SourceFailed, match="broke off its answer"):
                transport.json(PLACE, "/x")
        finally:
            server.shutdown()
            thread.join()


def test_nobody_there_is_said(transport, monkeypatch, caplog):
    """A source that can't be reached is told as that, in that sentence alone, however often it was asked."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    monkeypatch.setenv(MIRROR, f"http://127.0.0.1:{port}")
    with pytest.raises(SourceFailed, match="can't be reached"):
        transport.json(PLACE, "/x")
    assert [record for record in caplog.records if record.name.startswith("stamina")] == []


def test_a_passing_fault_is_outwaited(sources, transport):
    """After a 503 and a 429 that asks for a moment, the third answer is taken."""
    sources.expect_ordered_request("/invented/x").respond_with_data("busy", status=503)
    sources.expect_ordered_request("/invented/x").respond_with_data("no", status=429, headers={"Retry-After": "0"})
    sources.expect_ordered_request("/invented/x").respond_with_json({"a": 1})
    assert replace(transport, patience=60).json(PLACE, "/x") == {"a": 1}  # how long it waits is by chance


def test_an_answer_of_today_is_not_asked_for_again(sources, transport):
    """The same question is answered from what is kept, and so it is offline."""
    sources.expect_oneshot_request("/invented/x").respond_with_json({"a": 1})
    offline = Transport(transport.contact, transport.cache, offline=True)
    assert transport.json(PLACE, "/x") == transport.json(PLACE, "/x") == offline.json(PLACE, "/x") == {"a": 1}
    assert len(sources.log) == 1


def test_offline_asks_nobody(sources, tmp_path):
    """Without an earlier answer, offline says so and asks nobody."""
    with pytest.raises(SourceFailed, match="was not asked"):
        Transport("x", tmp_path, offline=True).json(PLACE, "/x")
    assert not sources.log


def test_entities_of_an_answer_are_not_read(sources, transport):
    """XML that brings entities of its own, which can grow without bound, is refused."""
    bomb = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb">]><a>&b;</a>'
    sources.expect_request("/invented/x").respond_with_data(bomb)
    with pytest.raises(SourceFailed, match="XML was expected"):
        transport.xml(PLACE, "/x")


def test_a_source_is_not_hurried(sources, transport):
    """Two different questions to one source lie as far apart as it wants."""
    sources.expect_request("/slow/a").respond_with_json({})
    sources.expect_request("/slow/b").respond_with_json({})
    place = Place("slow", "The Slow Source", "http://invented.invalid", pause=0.2)
    transport.json(place, "/a")
    start = time.monotonic()
    transport.json(place, "/b")
    assert time.monotonic() - start > 0.15


@pytest.mark.parametrize("text, seconds", [("3", 3), ("", None), ("soon", None), ("Wed, 21 Oct 2015 07:28:00 GMT", 0)])
def test_retry_after_is_seconds_or_a_date(text, seconds):
    """Both forms of the header are read, and a day gone by asks for no wait."""
    assert retry_after(text) == seconds
