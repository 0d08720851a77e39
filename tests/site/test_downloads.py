"""Downloaded notebooks: claims and numbers are words in them, since nothing outside the site can look one up."""

from dataclasses import replace
from types import SimpleNamespace

import nbformat
import pytest

from livingevidence.site import downloads
from views import judged

SENTENCE = "Of {number}`doe-2021/population.n_enrolled` people {cite:p}`doe-2021` some got better."
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
They were {number}`doe-2021/population.n_enrolled`.

```{code-cell} ipython3
text = "{claim}`invented-claim`"
```
"""


@pytest.mark.parametrize(
    ("verdict", "mark"), [("holds", ""), ("open", "**Can't be told yet:** "), ("overturned", "**Overturned by")]
)
def test_a_claim_is_words_and_never_shown_as_standing_where_it_does_not(small_site, tmp_path, verdict, mark):
    """Sentence and prose stand with their numbers; code, and what is no claim, stay as they were typed."""
    (tmp_path / "chapters").mkdir()
    (tmp_path / "chapters/invented.md").write_text(CHAPTER, encoding="utf-8")
    claims = {"invented-claim": judged("invented-claim", verdict, text=SENTENCE)}
    root = replace(small_site.root, chapters=tmp_path / "chapters")
    evidence, results = small_site.evidence, small_site.results
    site = SimpleNamespace(evidence=evidence, results=results, claims=claims, root=root)
    downloads.write_notebooks(site, tmp_path / "out")
    prose, code = nbformat.read(tmp_path / "out/invented.ipynb", as_version=4).cells
    sentence = prose.source.splitlines()[2]
    assert sentence.startswith(mark) and sentence.endswith("Of 120 people some got better.")
    assert "{claim}`nowhere`" in prose.source and prose.source.endswith("They were 120.")
    assert code.source == 'text = "{claim}`invented-claim`"'
