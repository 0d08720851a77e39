"""Print Lighthouse's four scores on a phone, medians of three; run by ``nox -s bench`` where node and Chromium are."""

from __future__ import annotations

import functools
import gzip
import json
import os
import shutil
import statistics
import subprocess
import sys
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

SITE = Path(__file__).parent.parent / "build" / "html"
PAGES = ("index", "chapters/lichenoid", "conditions/lichen-planus", "studies/hwang-2024", "studies/index")
FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-quic --disable-background-networking --disable-sync"


class Compressed(SimpleHTTPRequestHandler):
    """A server that compresses what it sends, as hosts of static sites do."""

    def do_GET(self):
        """Send a file of the site."""
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            return self.send_error(404)
        body = gzip.compress(path.read_bytes())
        self.send_response(200)
        for name, value in {"Content-Type": self.guess_type(path), "Content-Encoding": "gzip"}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        """Say nothing."""


def scores(address: str, chromium: str) -> dict[str, float]:
    """Return the scores of one run, 0 to 100."""
    command = ["npx", "--yes", "lighthouse@12", address, "--quiet", "--output=json", f"--chrome-flags={FLAGS}"]
    environment = {**os.environ, "CHROME_PATH": chromium}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return {name: part["score"] * 100 for name, part in json.loads(done.stdout)["categories"].items()}


def main(runs: int = 3) -> None:
    """Run Lighthouse on one page of each kind."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if not (shutil.which("npx") and chromium and (SITE / "index.html").is_file()):
        return print("Lighthouse               not run: it needs npx, Chromium, and the site of `nox -s docs`")
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Compressed, directory=SITE))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    for page in PAGES:
        found = [scores(f"http://127.0.0.1:{server.server_address[1]}/{page}.html", chromium) for _ in range(runs)]
        told = ", ".join(f"{name} {statistics.median(run[name] for run in found):.0f}" for name in found[0])
        print(f"Lighthouse {page:25} {told}")
    server.shutdown()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
