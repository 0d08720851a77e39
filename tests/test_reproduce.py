"""What the comparison of two builds sees, and how another place and time are made."""

import os
import re
import subprocess
import sys

from live import REVIEW
from reproduce import ROOT, differences, elsewhere


def test_elsewhere_is_another_time_and_place(tmp_path):
    """Clock, time zone and home are really others there, for whatever asks Python for them."""
    expressions = "datetime.date.today(), time.strftime('%Y-%m-%d'), time.tzname[0], pathlib.Path.home()"
    command = [sys.executable, "-c", f"import datetime, pathlib, time; print({expressions}, sep='|')"]
    here, there = (
        subprocess.run(command, env=env, capture_output=True, text=True, check=True).stdout.split("|")
        for env in (dict(os.environ), elsewhere(tmp_path / "somebody"))
    )
    assert there[0] == there[1]
    assert all(a != b for a, b in zip(here, there, strict=True))


def test_no_page_asks_the_system_for_the_time():
    """Nothing that makes a page asks datetime for now, which a build elsewhere could not put right."""
    clock_call = re.compile(r"\b(?:now|utcnow|fromtimestamp|utcfromtimestamp)\(")
    makes_no_page = {"history", "watch"}
    code = (path for path in (ROOT / "src").rglob("*.py") if makes_no_page.isdisjoint(path.parts))
    exceptions = {ROOT / "src/livingevidence/record/library.py"}  # the date that counts as today, for dates to come
    files = {REVIEW.pages / "conf.py", *code, *REVIEW.chapters.glob("*.md")} - exceptions
    assert [str(path) for path in files if clock_call.search(path.read_text(encoding="utf-8"))] == []


def test_a_difference_is_told_with_its_place(tmp_path):
    """A changed byte is told with its file and what stands around it, and so is a file that only one folder has."""
    for name, text in (("one", "the same but here"), ("other", "the same but there")):
        (tmp_path / name / "deep").mkdir(parents=True)
        (tmp_path / name / "deep/page.html").write_text(text, encoding="utf-8")
        (tmp_path / name / "alike.html").write_text("alike", encoding="utf-8")
    (tmp_path / "one/alone.svg").write_text("", encoding="utf-8")
    lines = list(differences(tmp_path / "one", tmp_path / "other"))
    assert lines == [
        f"alone.svg: not in {tmp_path / 'other'}",
        "deep/page.html: at byte 13 b'the same but here' against b'the same but there'",
    ]
