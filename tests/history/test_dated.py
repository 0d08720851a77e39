"""Since which version a claim stands as it does."""

import pytest

from livingevidence.history.dated import claim_age, release_states
from livingevidence.history.diff.snapshot import SECTIONS, Snapshot, Statement, as_json

NOW = ["holds", "Invented sentence of 3 of 4.", ""]
OTHER = ["holds", "Invented sentence of 2 of 4.", ""]
WORDS = ["holds", "An invented 3 of 4.", "Plainly."]


def write_snapshot(review, version: str, **claims: list) -> None:
    """Write the snapshot of a release with the sense of its claims."""
    statements = {section: {} for section in SECTIONS}
    statements["claims"] = {name: Statement(name, "", sense) for name, sense in claims.items()}
    file = review.data / "releases" / f"{version}.json"
    file.parent.mkdir(exist_ok=True)
    file.write_text(as_json(Snapshot(statements, {}, {}), version, "2031-01-01"), encoding="utf-8")


@pytest.mark.parametrize(
    ("senses", "short", "sentence"),
    [
        ([], "new", "New and in no version yet"),
        ([None], "new since 2031.1.0", "New since version 2031.1.0"),
        ([NOW], "new 2031.1.0", "New in version 2031.1.0"),
        ([OTHER], "changed since 2031.1.0", "Changed since version 2031.1.0"),
        ([["open", *NOW[1:]]], "changed since 2031.1.0", "Changed since version 2031.1.0"),
        ([NOW, NOW], "2031.10.0", "New in version 2031.1.0, and checked without change in 2031.10.0"),
        ([None, NOW], "new 2031.10.0", "New in version 2031.10.0"),
        ([NOW, None], "new since 2031.10.0", "New since version 2031.10.0"),
        ([OTHER, NOW], "changed 2031.10.0", "Changed in version 2031.10.0"),
        ([OTHER, NOW, NOW], "2032.1.0", "Changed in version 2031.10.0, and checked without change in 2032.1.0"),
        ([NOW, OTHER, NOW], "changed 2032.1.0", "Changed in version 2032.1.0"),
        ([WORDS], "reworded since 2031.1.0", "Reworded since version 2031.1.0"),
        ([WORDS, NOW], "2031.10.0", "Reworded in version 2031.10.0"),
    ],
)
def test_a_claim_is_new_changed_or_checked(small_copy, senses, short, sentence):
    """What each release said of it tells, in the order of versions; nobody writes it down."""
    for version, sense in zip(("2031.1.0", "2031.10.0", "2032.1.0"), senses, strict=False):
        write_snapshot(small_copy.review, version, **({"a": sense} if sense else {}))
    age = claim_age(release_states(small_copy.review), "a", NOW)
    assert (age.short, age.sentence) == (short, sentence)
