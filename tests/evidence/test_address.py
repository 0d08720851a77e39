"""One spelling of addresses."""

import pytest

from livingevidence.record.addresses import Address


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("doe-2021/clearing-ten-w8", ("doe-2021", "clearing-ten-w8", "")),
        ("doe-2021/clearing-ten-w8.of_100", ("doe-2021", "clearing-ten-w8", "of_100")),
        ("doe-2021/population.n_enrolled", ("doe-2021", "population", "n_enrolled")),
        ("doe-2021/", ("doe-2021", "", "")),
        ("example-fever.people", ("", "", "")),
        ("", ("", "", "")),
    ],
)
def test_an_address_has_study_part_and_field(text, parts):
    """A part of a study has all that is spelled; the key of a result has no study."""
    address = Address(text)
    assert (address.study, address.part, address.field) == parts


def test_an_address_is_its_text():
    """Made of its parts, it is the text that pages and files hold."""
    assert Address.of("doe-2021", "ten", "n") == "doe-2021/ten.n"
    assert Address.of("doe-2021", "no-death") == "doe-2021/no-death"
