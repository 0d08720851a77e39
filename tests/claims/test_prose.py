"""How easily a page reads, as lint measures it."""

import pytest

from livingevidence.claims.prose import hard_passages, spoken_text

LONG = "The invented drug was given to many people who had an invented disease, " * 3 + "and they got better."


def test_a_page_says_its_prose_and_no_code():
    """Numbers are said as numbers, links as their words; fields, cells, tables and citations are not said."""
    page = """---
orphan: true
---

# A heading

{number}`a-2020/row` people *improved* {cite:p}`a-2020`, as {doc}`a page </page>` and [a link](x) say.

```{code-cell} ipython3
show.nothing()
```

| a | table |
|---|---|

- An item.
"""
    assert " ".join(spoken_text(page).split()) == "12 people improved, as a page and a link say. An item."


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (LONG, "words, allowed are 30"),
        ("We gave a cream to ten people and then we saw that all of them had got quite a bit better. " * 3, "middle"),
        ("Immunological heterogeneity necessitates individualised interdisciplinary consideration.", "Flesch"),
        ("It was read. It was not read. They were read. It had been read.", "4 times"),
    ],
)
def test_what_is_too_hard_is_named(text, message):
    """A long sentence, long sentences throughout, hard words and talk of reading are each told."""
    assert any(message in problem for problem in hard_passages(text))


def test_plain_words_are_held_to_more():
    """A sentence that is easy enough for a page can be too hard for a patient."""
    text = "The cream was compared with a similar cream, and people improved a little under either."
    assert not [*hard_passages(text)] and [*hard_passages("", text)]


def test_easy_words_pass():
    """A short page of short words has no problem."""
    assert not [*hard_passages("The cream helped ten people. We do not know why.", "It may help you.")]
