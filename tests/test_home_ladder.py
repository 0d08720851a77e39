"""The home page's ladder: how a group was studied, in one line."""

from __future__ import annotations

import pytest

from live import GROUPS, TOPIC
from livingevidence.evidence.treated import Counted, counts
from livingevidence.site.home_ladder import in_words, line


@pytest.mark.parametrize("group", GROUPS)
def test_every_filled_rung_is_told_with_its_studies(evidence, group):
    """No rung with a study is left out, and the first is told even when it is empty."""
    told = line(evidence, group)
    for name, rung in counts(evidence, group).items():
        words = TOPIC.ladder[name].many if len(rung.studies) > 1 else TOPIC.ladder[name].one
        assert (f"{len(rung.studies)} {words}" in told) is bool(rung.studies)
    assert "vehicle-controlled" in told


def test_people_who_were_not_read_are_not_counted_as_none():
    """A study whose people were not read makes a count a lower bound."""
    rungs = {"vehicle-controlled": Counted((), {}, ()), "report": Counted(("a", "b"), {"a": 3}, ("b",))}
    assert in_words(rungs, TOPIC) == "no vehicle-controlled trial; 2 case reports (at least 3 people)"
    assert in_words({"series": Counted(("c",), {}, ("c",))}, TOPIC) == "1 case series (people not counted)"
