"""A site that is built again at each save, and shown anew at the same place; what is wrong is told on the page.

``python -m livingevidence.site.preview`` serves it. One process has imported everything and forks each build
(:mod:`livingevidence.site.warm`); this one looks for what was saved, and serves the site with a script that asks for
the next build.
"""

import argparse
import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from threading import Condition, Thread
from urllib.parse import parse_qs, urlsplit

from livingevidence.record.problems import UserError
from livingevidence.record.release import PACKAGE
from livingevidence.record.root import Root, find
from livingevidence.record.writing import locked_folder, saved_files

SCRIPT = '<script src="/_preview.js" data-build="{number}" defer></script>'
LONGEST_WAIT = 25  # seconds that a page waits for an answer before it asks again
PAUSE = 0.2  # seconds between two looks at the files


class Builds:
    """The last build, for whoever waits for the next."""

    def __init__(self):
        self.now = {"number": 1, "told": "building the site for the first time", "wrong": False, "shown": False}
        self.changed = Condition()

    def tell(self, words: str, *, wrong: bool, pages_new: bool) -> None:
        """Tell a new build: in words, whether anything is wrong, and whether pages are new."""
        with self.changed:
            self.now = {"number": self.now["number"] + 1, "told": words, "wrong": wrong, "shown": pages_new}
            self.changed.notify_all()

    def after(self, number: int) -> dict:
        """Return the last build as soon as it is another than one that is known."""
        with self.changed:
            self.changed.wait_for(lambda: self.now["number"] != number, LONGEST_WAIT)
            return self.now


class SiteHandler(SimpleHTTPRequestHandler):
    """The built site, each page with the script; a page that is not there yet waits for a build."""

    def __init__(self, *args: object, builds: Builds, **kwargs: object):
        self.builds = builds
        super().__init__(*args, **kwargs)

    def do_GET(self) -> None:
        """Answer the script, or serve a file; what no file can be called, or goes away meanwhile, is not found."""
        try:
            self._answer()
        except ConnectionError:
            raise
        except (OSError, ValueError):
            self.send_error(404)

    def _answer(self) -> None:
        address, page = urlsplit(self.path), Path(self.translate_path(self.path))
        if address.path.endswith("/"):  # of a folder without it the links on the page would lead elsewhere
            page /= "index.html"
        if address.path == "/_preview":
            build_seen = int(parse_qs(address.query).get("after", ["0"])[0])
            self._send(json.dumps(self.builds.after(build_seen)).encode(), "application/json")
        elif address.path == "/_preview.js":
            self._send(files(__package__).joinpath("preview.js").read_bytes(), "text/javascript")
        elif page.suffix == ".html" and (page.is_file() or not self.builds.now["shown"]):
            script = SCRIPT.format(number=self.builds.now["number"])  # before the page is read, lest it be older
            body = page.read_bytes() if page.is_file() else "<!doctype html><title>…</title>".encode()
            self._send(body + script.encode(), "text/html; charset=utf-8")  # at its end, which a half page has too
        else:
            super().do_GET()

    def _send(self, body: bytes, kind: str) -> None:
        self.send_response(200)
        for name, value in (("Content-Type", kind), ("Content-Length", str(len(body))), ("Cache-Control", "no-store")):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def handle(self) -> None:
        """Answer; a reader who has left meanwhile needs no answer, and is no error."""
        with contextlib.suppress(ConnectionError):
            super().handle()

    def log_message(self, *args: object) -> None:
        """Say nothing of each request."""


def sources(root: Root) -> Iterator[Path]:
    """Yield each file that makes the site."""
    folders = {root.data, root.chapters, root.pages, root.folder / "src", PACKAGE}
    beside = [*root.folder.glob("*.md"), *root.folder.glob("*.toml"), root.bibliography]
    inside = [path for folder in folders for path in folder.rglob("*") if "__pycache__" not in path.parts]
    yield from (path for path in (*inside, *beside) if path.name[0] != ".")


def start_builder() -> subprocess.Popen:
    """Return the process that builds, which ends with this one."""
    command = [sys.executable, "-m", "livingevidence.site.warm"]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def build(builder: subprocess.Popen, root: Root, builds: Builds) -> None:
    """Build what changed, and tell what was made again or what is wrong."""
    start, out = time.perf_counter(), root.folder / "build"
    out_file, error_file = out / "preview.out", out / "preview.err"
    for file in out_file, error_file:
        file.write_bytes(b"")  # a builder may end before it writes any, as where code can't be read
    arguments = ["-n", "--no-color", "-d", str(out / "doctrees"), str(root.pages), str(out / "html")]
    request = {"arguments": arguments, "folder": str(root.folder), "environment": dict(os.environ)}
    builder.stdin.write(json.dumps({**request, "out": str(out_file), "err": str(error_file)}).encode() + b"\n")
    builder.stdin.flush()
    code = int(builder.stdout.readline() or 1)
    lines = error_file.read_text(encoding="utf-8", errors="replace").splitlines()
    warnings = "\n".join(line for line in lines if line.strip() and " INFO traitlets " not in line)
    printed = out_file.read_text(encoding="utf-8", errors="replace").splitlines()
    made_again = [line for line in printed if line.startswith("made again")]
    outcome = f"{made_again[0] if made_again else 'nothing made again'}, in {time.perf_counter() - start:.1f} s"
    if code:
        outcome = "" if warnings else "the build broke off; the terminal tells why"
    builds.tell("\n".join(filter(None, [warnings, outcome])), wrong=bool(warnings or code), pages_new=code == 0)
    print(builds.now["told"], flush=True)


def main() -> None:
    """Serve the site of the review around the current folder, and build it again at each save."""
    options = argparse.ArgumentParser(description=main.__doc__)
    options.add_argument("--port", type=int, default=8000, help="where it is served (default: %(default)s)")
    port = options.parse_args().port
    root, builds = find(), Builds()
    out = root.folder / "build"
    out.mkdir(exist_ok=True)
    try:
        handler = partial(SiteHandler, builds=builds, directory=str(out / "html"))
        server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    except (OSError, OverflowError) as error:
        raise UserError(f"nothing can be served at port {port} ({error}); `--port` names another") from None
    with server, locked_folder(out, "preview"):
        builder = start_builder()
        server.daemon_threads = True
        Thread(target=server.serve_forever, daemon=True).start()
        print(f"http://127.0.0.1:{port}/", flush=True)
        for saved in saved_files(partial(sources, root), PAUSE):
            newer = builds.now["number"] > 1 and any(path.suffix == ".py" for path in saved)
            if newer or builder.poll() is not None:
                builder.kill()
                builder = start_builder()
            build(builder, root, builds)


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        try:
            main()
        except (UserError, OSError) as error:  # such as no review, or a folder of somebody else
            sys.exit(f"no preview: {error}")
