"""What a person runs at every save stays quick: the check of the records needs none of the great libraries."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

REVIEW = Path(__file__).parent / "review"
GREAT = ("matplotlib", "scipy", "numpy", "pandas", "sphinx", "docutils", "IPython")


@pytest.mark.parametrize("start", ["from livingevidence.cli import main", "from ruxreview import main"])
def test_the_check_imports_no_great_library(start):
    """Neither the command nor the package that it is bound to needs tables, numbers or figures to check records."""
    code = f"import sys; {start}; code = main(['check']); print(*sys.modules); sys.exit(code)"
    done = subprocess.run([sys.executable, "-c", code], cwd=REVIEW, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert set(done.stdout.split()) & set(GREAT) == set()
