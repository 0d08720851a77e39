"""What a person runs at every save: the check of the records needs none of the great libraries, and ends in words."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

REVIEW = Path(__file__).parent / "review"
LARGE_LIBRARIES = ("matplotlib", "scipy", "numpy", "pandas", "sphinx", "docutils", "IPython")


@pytest.mark.parametrize("start", ["from livingevidence.cli import main", "from ruxreview import main"])
def test_the_check_imports_no_great_library(start):
    """Neither the command nor the package that it is bound to needs tables, numbers or figures to check records."""
    code = f"import sys; {start}; code = main(['check']); print(*sys.modules); sys.exit(code)"
    check = subprocess.run([sys.executable, "-c", code], cwd=REVIEW, capture_output=True, text=True)
    assert check.returncode == 0, check.stderr
    assert set(check.stdout.split()) & set(LARGE_LIBRARIES) == set()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a file that is always full")
def test_what_can_not_be_printed_is_told_in_a_sentence():
    """Where nothing more can be written, also what was only kept for printing."""
    command = [sys.executable, "-m", "livingevidence.cli", "check"]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    with open("/dev/full", "w") as device:
        check = subprocess.run(command, cwd=REVIEW, stdout=device, stderr=subprocess.PIPE, text=True, env=environment)
    assert (check.returncode, check.stderr.count("\n")) == (1, 1) and "No space left" in check.stderr


@pytest.mark.parametrize("redirection", [">&-", "2>&-", ">&- 2>&-"])
def test_who_wants_no_output_gets_the_exit_code(redirection):
    """A stream that was closed by who called is written to no more, and no error."""
    command = ["sh", "-c", f'exec "$0" -m livingevidence.cli check {redirection}', sys.executable]
    check = subprocess.run(command, cwd=REVIEW, capture_output=True, text=True)
    assert (check.returncode, check.stderr) == (0, "")
