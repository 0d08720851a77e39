"""Print Lighthouse's four scores on a phone, medians of three; run by ``nox -s bench`` where node and Chromium are.

It reads ``build/html``, or the folder that SITE names; what costs points is printed below each page.
"""

import functools
import gzip
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from livingevidence.history.publish.root import NOINDEX

SITE = Path(os.environ.get("SITE", Path(__file__).parents[2] / "build" / "html"))
PAGES = ("index", "chapters/lichenoid", "conditions/lichen-planus", "trials", "studies/papp-2021", "studies/index")
FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-quic --disable-background-networking --disable-sync"


class Compressed(SimpleHTTPRequestHandler):
    """A server that compresses what it sends, as hosts of static sites do."""

    def do_GET(self):
        """Send a file of the site."""
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            return self.send_error(404)
        # As in latest/ of a site that knows its address, which alone is listed by search engines.
        html = path.read_bytes().replace(NOINDEX, b"", 1)
        body = gzip.compress(
            re.sub(rb'(?<=rel="canonical" href=")[./]*/', f"http://{self.headers['Host']}/".encode(), html)
        )
        self.send_response(200)
        for name, value in {"Content-Type": self.guess_type(path), "Content-Encoding": "gzip"}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        """Say nothing."""


def run(address: str, chromium: str) -> dict:
    """Return the report of one run."""
    command = ["npx", "--yes", "lighthouse@12", address, "--quiet", "--output=json", f"--chrome-flags={FLAGS}"]
    environment = {**os.environ, "CHROME_PATH": chromium}
    process = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return json.loads(process.stdout)


def losses(report: dict) -> str:
    """Return what cost points in a run, with its score of 100 and what was measured."""
    parts = report["categories"].values()
    audits = [report["audits"][ref["id"]] for part in parts for ref in part["auditRefs"] if ref["weight"]]
    losing = [audit for audit in audits if audit["score"] is not None and audit["score"] < 0.99]
    return ", ".join(f"{audit['id']} {100 * audit['score']:.0f} ({audit.get('displayValue', '')})" for audit in losing)


def main(runs: int = 3) -> None:
    """Run Lighthouse on one page of each kind."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if not (shutil.which("npx") and chromium and (SITE / "index.html").is_file()):
        return print("Lighthouse               not run: it needs npx, Chromium, and the site of `nox -s docs`")
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Compressed, directory=SITE))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    for page in PAGES:
        reports = [run(f"http://127.0.0.1:{server.server_address[1]}/{page}.html", chromium) for _ in range(runs)]
        scores = {
            name: statistics.median(100 * r["categories"][name]["score"] for r in reports)
            for name in reports[0]["categories"]
        }
        print(f"Lighthouse {page:25} {', '.join(f'{name} {score:.0f}' for name, score in scores.items())}", flush=True)
        if min(scores.values()) < 100:
            print(f"{'':10} last run: {losses(reports[-1])}", flush=True)
    server.shutdown()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
