"""Downloaded notebooks: claims are words in them, since nothing outside the site can look one up."""

from __future__ import annotations

import re
from dataclasses import replace
from types import SimpleNamespace

import nbformat
import pytest

from livingevidence.claims.base import Claim, Finding, judge
from livingevidence.claims.expression import parse
from livingevidence.results.compute import compute
from livingevidence.site import downloads

CHAPTER = """\
---
kernelspec:
  display_name: Python 3
  language: python
  name: python3
---

# Invented

{claim}`invented-claim`
It is {claim}`nowhere`.

```{code-cell} ipython3
text = "{claim}`invented-claim`"
```
"""


@pytest.fixture
def written(evidence, tmp_path):
    """Return a function that writes the notebook of an invented chapter, with a claim that holds or not."""

    def write(holds) -> list:
        claim = Claim(
            "invented-claim",
            "Of {number}`hwang-2024/population.n_enrolled` people {cite:p}`hwang-2024` some got better.",
            (parse("searched()"),),
        )
        chapters = tmp_path / "chapters"
        chapters.mkdir()
        (chapters / "invented.md").write_text(CHAPTER, encoding="utf-8")
        root = replace(evidence.library.root, chapters=chapters)
        judged = {claim.id: judge(claim, lambda line: Finding("needs", "finds", holds))}
        site = SimpleNamespace(evidence=evidence, results=compute(evidence), claims=judged, root=root)
        downloads.write_notebooks(site, tmp_path / "out")
        return nbformat.read(tmp_path / "out/invented.ipynb", as_version=4).cells

    return write


def test_a_claim_is_words(written):
    """The sentence stands with its numbers, without roles."""
    (prose, _) = written(True)
    assert prose.source.splitlines()[2] == "Of 12 people some got better."


@pytest.mark.parametrize(("holds", "mark"), [(None, "Can't be told yet:"), (False, "Overturned by the evidence")])
def test_a_claim_that_does_not_hold_is_not_shown_as_standing(written, holds, mark):
    """The words that mark it on the page stand before it in the notebook."""
    (prose, _) = written(holds)
    assert re.search(rf"^\*\*{mark}.*\*\* Of 12 people", prose.source, flags=re.M)


def test_code_and_unknown_claims_stay_as_they_are(written):
    """A cell of code is not touched, and what no claim is called stays visible as it was typed."""
    prose, code = written(True)
    assert code.source == 'text = "{claim}`invented-claim`"'
    assert "{claim}`nowhere`" in prose.source
