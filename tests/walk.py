"""Walk the contributor's paths in a fresh clone of HEAD and print how long each takes: ``python tests/walk.py``.

The newcomer is a script at a terminal: it reads all that it is shown and told, 200 words a minute, types 150 letters a
minute, and waits for the machine. Sources are asked on loopback, and tell of an invented report and an invented trial.
Reading a paper, and thinking, come on top.
"""

from __future__ import annotations

import http.server
import os
import pty
import re
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from livingevidence.record.writing import commented_values, yaml_text

ROOT = Path(__file__).parent.parent
ANSWERS = {"efetch": "pubmed.xml", "europepmc": "europepmc.json", "crossref": "crossref.json", "NCT": "trial.json"}
WORDS, LETTERS = 200 / 60, 150 / 60  # a second
RUX = ".venv/bin/ruxreview"
REPLIES = {
    "What became": "none",
    "What did they": "ruxolitinib",
    "In which disease": "alopecia areata",
    "How much and": "1.5 % twice daily",
}
CITED = "In one more person nothing changed {cite:p}`angstrom-example-2020`."
FORM = """### Where the number stands

studies/hwang-2024.html#nl-lesion-score-rux-w12

### What the review says

-58.2

### What the source says

-57.2

### Where in the source

an invented table
"""


class Sources(http.server.BaseHTTPRequestHandler):
    """What stands for every source."""

    def do_GET(self) -> None:
        """Answer as the source of that address does."""
        file = next((file for part, file in ANSWERS.items() if part in self.path), None)
        self.send_response(200 if file else 404)
        self.end_headers()
        self.wfile.write((ROOT / "tests/watch/answers" / file).read_bytes() if file else b"{}")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Walk:
    """One newcomer in a clone."""

    def __init__(self, clone: Path, environment: dict[str, str]):
        self.clone, self.environment, self.machine, self.person = clone, environment, 0.0, 0.0

    def read(self, text: str) -> None:
        """Read what is shown."""
        self.person += len(text.split()) / WORDS

    def guide(self, start: str, end: str) -> None:
        """Read a part of the guide."""
        text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
        self.read(text[text.index(start) : text.index(end)])

    def write(self, text: str) -> None:
        """Type something into an editor."""
        self.person += len(text) / LETTERS

    def edit(self, file: str, old: str, new: str) -> None:
        """Replace a text of a file, and type the new one."""
        path = self.clone / file
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{file} does not hold {old!r}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        self.write(new.replace(old, ""))

    def run(self, command: str, *codes: int) -> None:
        """Type a command into a terminal, answer what it asks, and read what it says."""
        self.write(command)
        start = time.perf_counter()
        child, terminal = pty.fork()
        if not child:
            os.chdir(self.clone)
            os.execvpe("bash", ["bash", "-c", command], self.environment)
        read = screen = ""
        while True:
            try:
                screen += os.read(terminal, 65536).decode(errors="replace")
            except OSError:  # the terminal is closed at its end
                break
            if re.search(r"(^|\n|\] )> $", screen):
                reply = next((reply for question, reply in REPLIES.items() if question in screen), "")
                assert "none of the choices" not in screen, screen
                self.write(reply)
                os.write(terminal, f"{reply}\n".encode())
                read, screen = read + screen, ""
        screen = read + screen
        self.machine += time.perf_counter() - start
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        assert code in (codes or (0,)), f"{command}: {code}\n{screen}"
        self.read(screen[-8000:])  # a screen or two; of more, nobody reads the beginning

    def done(self, path: str) -> None:
        """Print how long a path took, and begin the next one on a branch of its own."""
        minutes = (self.machine + self.person) / 60
        print(f"{path:<34}{minutes:5.1f} minutes, the machine's of them {self.machine / 60:.1f}", flush=True)
        subprocess.run(["git", "-C", str(self.clone), "stash", "--include-untracked", "--quiet"], check=True)
        self.machine = self.person = 0.0


def main() -> None:
    """Walk all paths."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Sources)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    sources = {"LIVINGEVIDENCE_SOURCES": f"http://127.0.0.1:{server.server_port}", "NO_PROXY": "127.0.0.1"}
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "review"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        walk = Walk(clone, {**environment, **sources, "UV_SYSTEM_CERTS": "1"})
        walk.run(
            f"{sys.executable} -m venv .venv && .venv/bin/pip install --quiet 'nox[uv]'"
            " && .venv/bin/uv sync --quiet --frozen --inexact"
        )
        walk.done("the set-up")

        walk.guide("## Add a study", "## Correct a number")
        walk.run(f"{RUX} new case-report --pmid 99999901")
        walk.read((clone / "src/ruxreview/data/studies/angstrom-example-2020.yaml").read_text(encoding="utf-8"))
        walk.edit("notebooks/alopecia.md", "## In plain words", f"{CITED}\n\n## In plain words")
        walk.run(f"{RUX} fmt && {RUX} check")
        walk.run(f"{RUX} claims", 0, 1)  # the sentence that only one patient did not respond no longer holds
        walk.run(f"{RUX} diff HEAD")
        walk.done("a study, by its PMID")

        walk.guide("Results that a registry has posted", "A second reader makes")
        walk.run(f"{RUX} pull NCT99999901 --into incyte-nct05593445")
        proposal = clone / "build/pull/NCT99999901.yaml"
        walk.read(proposal.read_text(encoding="utf-8"))
        proposal_values = commented_values(proposal.read_text(encoding="utf-8"))
        proposal_values["arms"] |= {"Cream": "rux", "Vehicle": "vehicle"}
        for row in proposal_values["rows"]:
            if row["posted"].startswith("any serious adverse event"):
                row |= {"take": True, "period": "blinded"}
                walk.write("true rux blinded")
        proposal.write_text(yaml_text(proposal_values), encoding="utf-8")
        walk.run(f"{RUX} pull --take build/pull/NCT99999901.yaml")
        walk.run(f"{RUX} check")
        walk.done("a result of a registry")

        walk.guide("## Correct a number", "## Change code")
        walk.read((clone / ".github/ISSUE_TEMPLATE/number.yml").read_text(encoding="utf-8"))
        walk.write(re.sub("###.*", "", FORM))
        (clone / "form.md").write_text(FORM, encoding="utf-8")
        walk.run(f"{RUX} new --from-issue form.md")
        walk.done("a correction, by a form")

        walk.guide("## Correct a number", "## Change code")
        record = "src/ruxreview/data/studies/hwang-2024.yaml"
        walk.read((clone / record).read_text(encoding="utf-8"))
        walk.edit(record, "value: -58.2", "value: -57.2")
        walk.run(f"{RUX} check", 1)  # the second reading has what stood there
        walk.edit(record, "value: -58.2", "value: -57.2")
        walk.run(f"{RUX} check && {RUX} diff HEAD")
        walk.done("a number, in its record")

        walk.guide("## Change code", "## Who is named")
        walk.run(".venv/bin/nox -s tests -- tests/record/test_yaml.py")
        walk.done("code, until the tests run")


if __name__ == "__main__":
    main()
