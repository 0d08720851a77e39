"""What the preview answers, without a browser."""

import http.client
import re
import socket
import struct
import subprocess
import sys
import time
from functools import partial
from http.server import ThreadingHTTPServer
from threading import Thread

import pytest

from livingevidence.record.writing import locked_folder
from livingevidence.site.preview import Builds, SiteHandler, build


@pytest.fixture
def ask(tmp_path):
    """Return what asks for a path of a site that is built, in the temporary folder, and returns status and words."""
    builds = Builds()
    builds.tell("made again", wrong=False, pages_new=True)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(SiteHandler, builds=builds, directory=str(tmp_path))) as server:
        Thread(target=server.serve_forever, daemon=True).start()

        def response(path: str) -> tuple[int, str]:
            connection = http.client.HTTPConnection(*server.server_address)
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode(errors="replace")

        yield response
        server.shutdown()


def test_a_reader_who_leaves_is_no_error(tmp_path, capfd):
    """A page that is closed while it waits for the next build leaves no trace in the terminal."""
    builds = Builds()
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(SiteHandler, builds=builds, directory=str(tmp_path))) as server:
        server.daemon_threads = False  # so that closing it waits for the answer
        Thread(target=server.serve_forever, daemon=True).start()
        with socket.create_connection(server.server_address) as reader:
            reader.sendall(b"GET /_preview?after=1 HTTP/1.0\r\n\r\n")
            time.sleep(0.2)
            reader.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # leaves at once
        time.sleep(0.2)
        builds.tell("made again", wrong=False, pages_new=True)
        time.sleep(0.2)
        server.shutdown()
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(
    "path",
    ["/%00", f"/{'a' * 3000}.html", "/_preview?after=x", "/../secret.html", "/%2e%2e/secret.html", "/page.html/"],
)
def test_what_is_no_page_is_not_found(ask, tmp_path, capfd, path):
    """Whatever is asked for gets an answer, nothing outside of the site is shown, and the terminal stays clean."""
    (tmp_path / "page.html").write_text("<h1>Invented</h1>", encoding="utf-8")
    (tmp_path.parent / "secret.html").write_text("<h1>Secret</h1>", encoding="utf-8")
    assert ask(path)[0] == 404
    assert capfd.readouterr().err == ""


def test_a_folder_is_read_where_its_links_lead_on(ask, tmp_path):
    """Asked for without its slash, a folder leads to its address, else each link on its page would lead elsewhere."""
    (tmp_path / "studies").mkdir()
    (tmp_path / "studies/index.html").write_text("<h1>Invented</h1>", encoding="utf-8")
    assert [ask(path)[0] for path in ("/studies", "/studies/")] == [301, 200]


def test_a_page_that_is_half_written_comes_anew_too(ask, tmp_path):
    """What is read while it is written, even in the middle of a letter, asks for the next build as every page."""
    (tmp_path / "page.html").write_bytes("<h1>Invented é".encode()[:-1])
    status, html = ask("/page.html")
    assert (status, "/_preview.js" in html) == (200, True)


@pytest.mark.parametrize(
    ("port", "words"), [("99999", "port 99999"), ("taken", "--port"), ("0", "another"), ("nowhere", "no review")]
)
def test_why_there_is_no_preview_is_told_in_a_sentence(small_copy, tmp_path, port, words):
    """A port that is taken or none, another preview of the folder, and no review end it without a trace of code."""
    folder = tmp_path if port == "nowhere" else small_copy.review.folder
    (folder / "build").mkdir()
    with socket.create_server(("127.0.0.1", 0)) as server, locked_folder(folder / "build", "preview"):
        port = {"taken": str(server.getsockname()[1]), "nowhere": "0"}.get(port, port)
        command = [sys.executable, "-m", "livingevidence.site.preview", "--port", port]
        process = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60)
    assert process.returncode == 1 and re.fullmatch(f"no preview: [^\n]*{words}[^\n]*\n", process.stderr)


def test_a_builder_that_breaks_off_is_told_as_wrong(small_copy):
    """Where code can't be read, or the builder was killed, the page says so, and not what an older build said."""
    root, builds = small_copy.review, Builds()
    (root.folder / "build").mkdir()
    command = [sys.executable, "-c", "input()"]  # and no answer
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as builder:
        build(builder, root, builds)
    assert builds.now["wrong"] and builds.now["told"] and not builds.now["shown"]
