"""What the synthesis refuses, as the page of methods shows it."""

from __future__ import annotations

from docutils import nodes

from livingevidence.site.refusals import refusals
from livingevidence.synthesis.rules import RULES, UNSOUND


def test_each_rule_is_shown_once_and_in_order():
    """The list has each rule of the synthesis, in the words of a refusal."""
    assert [item[0].astext() for item in refusals().children] == [rule.__doc__ for rule in RULES]


def test_each_unsound_method_is_shown_with_its_reason():
    """The methods that no plan may name stand below the rule that forbids them."""
    (listed,) = refusals()[0].findall(nodes.bullet_list)
    assert [item.astext() for item in listed.children] == [f"{name}: {why}" for name, why in UNSOUND.items()]
