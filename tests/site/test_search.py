"""What the index of the search holds beside the words of a page."""

import pytest

from livingevidence.site.search import English, other_names


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rücker and Pérez", {"Rücker", "Rucker", "Pérez", "Perez"}),
        ("0.75 % in 2024.", {"n0.75", "n2024"}),
        ("10.9999/000501940", {"n10.9999", "n000501940"}),
        ("the 12-week part of NCT00000001", {"n12", "NCT00000001"}),
        ("version 2031.1.0", {"n2031.1.0"}),
    ],
)
def test_words_are_indexed_without_accents_and_numbers_as_words(text, expected):
    """Each form in which a reader may ask stands beside the word as it is written."""
    language = English({})
    words = {word for word in language.split(text) if language.word_filter(word)}
    assert expected <= words


def test_a_number_within_a_word_is_no_number():
    """A registry number is one word."""
    assert English({}).split("NCT00000001 JAK2") == ["NCT00000001", "JAK2"]


def test_a_term_is_found_by_its_other_names(small_copy):
    """What the search page holds leads from each other name, as a query has it, to all labels that it stands for."""
    small_copy.edit("vocabulary/interventions", "examplinib.synonyms", ["Exámplex"])
    small_copy.edit("vocabulary/adverse-events", "sample-itch.synonyms", ["Doe's disease"])
    names = other_names(small_copy.review)
    assert names["examplex"] == ["examplinib"] and names["doe's disease"] == ["example fever", "sample itch"]
