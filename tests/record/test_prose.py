"""What is prose in a chapter: what a person typed there, and not cells, roles, addresses or what a claim needs."""

import pytest

from livingevidence.record.prose import citations_in, mentions_in, typed_digits

CLAIM = """In words.

- ```{claim} a-claim
  ---
  about: a-condition
  plain: >-
    About 3 people are known.
  needs: |
    people("a-condition") == 4
  ---
  Of 5 people nothing is known.
  ```

After it 6.
"""


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("In 12 people", [(1, "12")]),
        ("One\ntwo (n=12)".replace("\\\n", "\n"), [(2, "(n=12)")]),
        ("By week {number}`doe-2021/population.n_enrolled` it was 12.", [(1, "12.")]),
        ("{cite:p}`doe-2021` [x](studies/a-1.md) ``a1`` <!-- 2 -->", []),
        ("---\nkernel: python3\n---\n\n# Title\n", []),
        ("```{code-cell} ipython3\nx = 1\n```\n\nThen 2.\n", [(5, "2.")]),
        ("::::{grid} 1\nInside 3\n::::\n", [(2, "3")]),
        ("```{note}\n:class: wide2\nInside 3\n```\n", [(3, "3")]),
        ("```{code-block} python\nx = 1\n```\n", []),
        ("{abbr}`12 (twelve)`", [(1, "{abbr}`12")]),
        ("Half is \u00bd, twelve \u246b", [(1, "\u00bd,"), (1, "\u246b")]),
        ("JAK1 and JAK12", [(1, "JAK12")]),
        (CLAIM, [(7, "3"), (11, "5"), (14, "6.")]),
    ],
)
def test_a_typed_digit_is_found_in_prose_alone(text, digits):
    """Each digit that stands in prose is told with its line; a claim's sentence and plain words are prose."""
    assert typed_digits(text, ["JAK1"]) == digits


def test_citations_are_found_with_their_lines():
    """Each key of each citation is told, however many stand together."""
    assert list(citations_in("a {cite:p}`doe-2021,roe-2022`\n\n{cite:t}`moe-2016`")) == [
        (1, "doe-2021"),
        (1, "roe-2022"),
        (3, "moe-2016"),
    ]


def test_a_text_names_studies_and_keys():
    """Numbers and links name studies; citations name keys; the key of a computed result names none."""
    text = "{number}`of it <doe-2021/row.n>` {number}`fevers.people` [page](/studies/roe-2022) {cite:p}`moe-2016`"
    assert mentions_in(text) == ({"doe-2021", "roe-2022"}, {"moe-2016"})
