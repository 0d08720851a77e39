"""No address of release 2026.1.0 is lost: pages and named anchors are held against those that it had (tests/net)."""

import json
import os
import re
from html import unescape
from pathlib import Path

import pytest

INERT = re.compile(r"(<(template|script|style)\b[^>]*>).*?</\2>", re.DOTALL)
ID = re.compile(r'\sid="([^"]*)"')


@pytest.mark.skipif("REVIEW_BUILT" not in os.environ, reason="needs the built site: set REVIEW_BUILT, as .ci/run does")
def test_addresses_last_for_ever():
    """Every page of the release is there, with each of its named anchors."""
    site, missing = Path(os.environ["REVIEW_BUILT"]), {}
    addresses = json.loads(Path(__file__).with_name("net").joinpath("addresses.json").read_text(encoding="utf-8"))
    for name, anchors in addresses.items():
        text = (site / name).read_text(encoding="utf-8") if (site / name).is_file() else ""
        if lost_anchors := {*anchors} - {*map(unescape, ID.findall(INERT.sub(r"\1", text)))} or not text:
            missing[name] = lost_anchors
    assert missing == {}
