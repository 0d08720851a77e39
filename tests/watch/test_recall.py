"""What the search finds of what the review has is measured by questions as they are sent."""

import pytest

from recall import fits


@pytest.mark.parametrize(
    "query, title, found",
    [
        ('(examplinib[tiab] OR "examplinib"[Supplementary Concept]) AND (rash*[tiab])', "Examplinib for rashes", True),
        ("examplinib[tiab] AND rash[tiab]", "Examplinib for rashes", False),
        ('"Examplinib"[MeSH] OR "sample rash"[tiab]', "Examplinib for fever", False),
        (
            "(TITLE_ABS:fever OR TITLE_ABS:rash) AND (SRC:MED) AND FIRST_IDATE:[2020-01-01 TO 2020-02-01]",
            "A rash",
            True,
        ),
        ("EXAMPLE-01[tiab]", "Example 01 in a rash", True),
        ("examplinib", "Sample lotion", False),
    ],
)
def test_a_title_fits_a_question_of_any_source(query, title, found):
    """Words, their beginnings, brackets and fields are read; a heading is never found in a title."""
    assert fits(query, title) == found
