"""Nothing that release 2026.1.0 showed is lost: held against what it left behind (tests/net, data/releases)."""

import difflib
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from live import REVIEW
from livingevidence.history.diff.snapshot import Snapshot, as_json, from_json, snapshot
from net import net
from ruxreview import Evidence

VERSION = re.compile(r"(?:development after )?2026\.1\.0")
SUMS = re.compile(r'"(?:bytes|contentSize|hash|sha256)": .*')  # of files that name the version
# Pages and downloads that tell of the code or the version itself, each with what may differ.
GLOSSARY = "a short name inside a link is no second link any more; the next mention leads to the glossary"
ORDER = "claims stand in the order of their chapter"
ASKED = "what is needed and found is told in the words of the questions that chapters ask"
WORDS_MOVED: dict[str, str] = {
    "about.html": "the sum of the data, which names of fields and the topic's own file moved",
    "data.html": "that sum; rows are addressed as study/row, columns tell their choices, lines of RIS end shorter",
    "architecture.html": "the house has two packages and its rooms, and the rules of names are one",
    "changes.html": "versions are compared by what each said, and the work since the release is told",
    "chapters/alopecia.html": "a sentence says that no failure in a single patient is known, so that one would move it",
    "chapters/lichenoid.html": "a legend names designs as topic.yaml has them, with their noun",
    "chapters/reviews.html": ASKED,
    "chapters/timeline.html": "since when a claim holds follows what its test asks, which is more of the evidence",
    "claims.html": f"{ASKED}; {ORDER}, each under the page where it is discussed",
    "conditions/alopecia-areata.html": ORDER,
    "contributing.html": "the check asks what tests on the live records asked; a release writes what it says with git",
    "conditions/discoid-lupus.html": GLOSSARY,
    "conditions/lichen-planus.html": f"{GLOSSARY}; {ORDER}",
    "conditions/necrobiosis-lipoidica.html": GLOSSARY,
    "risk-of-bias.html": "a rating stands for every row that answers its question",
    "methods.html": "three refusals speak of a control arm and a product; how numbers are rounded is said",
}
ONE_RULE = "harms are pooled by one rule whatever the cells, and within a window of weeks (protocol, 2026-11-28)"
WORDS_MOVED |= {
    "certainty.html": f"{ONE_RULE}; stopping in vitiligo is very low by the page's own rule, as its interval is wider",
    "chapters/safety.html": f"{ONE_RULE}; 1.004 is not told as 1.00",
    "chapters/sensitivity.html": f"{ONE_RULE}; differences alone are counted; a second reading has its own people",
    "numbers.html": f"{ONE_RULE}; 0.995 and 1.004 are not told as 1.00",
    "protocol.html": "the amendment on how harms are pooled",
    "references.html": "two references of methods are new",
}
ET_AL = """
damsky-2022 hwang-e-2023 katoh-2022 kim-2020 king-thrive-aa1 kirtschig-2024 meier-schiesser-2024 naumowicz-2024
olsen-2020 porter-2024-hs shao-2019 spadafora-2025 sun-2024 takahashi-2018 wang-2021
"""
WORDS_MOVED |= {f"studies/{name}.html": "a list of authors that goes on ends in et al." for name in ET_AL.split()}
ADDRESSES = "the address of a row is spelled study/row, where the release had study#row"
EXPORTS_MOVED: dict[str, str] = {
    "analyses.csv": ADDRESSES,
    "certainty.csv": ADDRESSES,
    "claims.csv": f"{ADDRESSES}; {ASKED}",
    "comparisons.csv": ADDRESSES,
    "not_used.csv": ADDRESSES,
    "records.json": f"{ADDRESSES}; a measure tells the unit of its values",
    "references.csv": '"others" is no author, and a paper in proceedings tells them',
    "results.csv": ADDRESSES,
    "results.json": ADDRESSES,
    "risk_of_bias.csv": ADDRESSES,
    "datapackage.json": f"{ADDRESSES}; a term tells its choices before that it is required",
    "reports-awaited.ris": "rispy writes it: the same fields in its own order, lines that end in a line feed alone",
    "reports-included.ris": "as reports-awaited.ris",
}
EXPORTS_MOVED |= {"certainty_reasons.csv": "the reason why stopping in vitiligo is imprecise, on its wider interval"}
RECOVERED = "a count is recovered where one whole number of people gives a printed percentage (protocol, 2026-11-28)"
EXPORTS_MOVED["adverse_events.csv"] = RECOVERED
LOCAL = "acne erythema exfoliation pruritus rash"
FORMERLY_NONE = [f"application-site-{what}" for what in LOCAL.split()] + [
    *("treatment-related-application-site-burning", "upper-respiratory-tract-infection", "influenza"),
    *("urinary-tract-infection", "headache"),
]
STOPPING, ANY = "harm.discontinuation-due-to-adverse-event", "harm.any-adverse-event"
BOUND = "a bound above zero is told as less than 1, not as 0"
SAID_MOVED = {
    **dict.fromkeys(
        [f"estimates: {STOPPING}.{of}.difference" for of in ("atopic-dermatitis", "vitiligo", "all")], ONE_RULE
    ),
    **dict.fromkeys([f"estimates: {STOPPING}.all.ratio", f"estimates: {ANY}.all.ratio"], ONE_RULE),
    f"estimates: {ANY}.all.difference": ONE_RULE,
    f"estimates: {ANY}.atopic-dermatitis.ratio": "1.004 is not told as 1.00",
    "estimates: harm.treatment-related-adverse-event.vitiligo.ratio": "0.995 is not told as 1.00",
    "certainty: vitiligo-discontinuation": WORDS_MOVED["certainty.html"],
    "claims: safety-stopping-of-a-thousand": BOUND,
    **dict.fromkeys([f"estimates: harm.{event}.none" for event in FORMERLY_NONE], RECOVERED),
    **dict.fromkeys([f"claims: safety-{which}" for which in ("vitiligo-acne", "atopic-burning")], RECOVERED),
    **dict.fromkeys([f"numbers: {STOPPING}.atopic-dermatitis.{what}" for what in ("people", "vehicle")], RECOVERED),
    f"estimates: {STOPPING}.atopic-dermatitis.ratio": RECOVERED,
    "certainty: atopic-dermatitis-discontinuation": RECOVERED,
    f"numbers: {STOPPING}.atopic-dermatitis.cream": BOUND,
    f"numbers: {STOPPING}.vitiligo.vehicle": BOUND,
    "numbers: harm.serious-adverse-event.vitiligo.vehicle": BOUND,
    "numbers: harm.application-site-reaction.atopic-dermatitis.vehicle": BOUND,
    "numbers: harm.diarrhoea.atopic-dermatitis.vehicle": BOUND,
    "numbers: harm.rhinorrhoea.atopic-dermatitis.vehicle": BOUND,
}
"""What the review says otherwise than in the release, each with its reason."""
# Names of people in references are taken apart as they are printed. Comparators list the rows on their control under
# `control`, where they had `vehicle`; a measure tells its unit, and a route the strongest product that is given so; a
# rating names its question, and what was computed when it was signed.
RECORDS_MOVED = tuple(
    f"records: {kind}/" for kind in ("certainty", "comparators", "measures", "references.bib", "routes")
)


@pytest.fixture(scope="module")
def site() -> dict:
    """Return the pages of the built site; .ci/run has just built it and names the folder."""
    if "REVIEW_BUILT" not in os.environ:
        pytest.skip("needs a built site: set REVIEW_BUILT to its folder, as .ci/run does")
    return net.pages(Path(os.environ["REVIEW_BUILT"]))


def _same(text: str) -> str:
    text = SUMS.sub("SUM", VERSION.sub("VERSION", text))
    return text.replace("(less than 1 to ", "(0 to ")  # a bound above zero is no longer told as none


def test_addresses_last_for_ever(site):
    """Every page of the release is there, with each of its named anchors."""
    lost = {
        name: gone
        for name, anchors in net.kept("addresses.json").items()
        if (gone := sorted(set(anchors) - set(net.anchors(site[name]))) if name in site else ["the page"])
    }
    assert lost == {}


@pytest.fixture(scope="module")
def was() -> Snapshot:
    """Return the snapshot that the release left."""
    return from_json((REVIEW.data / "releases/2026.1.0.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def now(was) -> Snapshot:
    """Return today's snapshot while the evidence is the release's; when it moves on, so may all that rests on it."""
    made = from_json(as_json(snapshot(Evidence.load()), "2026.1.0", "2026-11-22"))
    if _evidence(made) != _evidence(was):
        pytest.skip("the evidence has moved on since the release; its addresses are held for good")
    return made


def _evidence(made: Snapshot) -> dict:
    """Return the records of studies and their parts; a reference of a method is none of the evidence."""
    kinds = {"study", "row", "case", "arm", "trial", "report", "source"}
    return {key: record for key, record in made.records.items() if record.kind in kinds}


def test_pages_say_what_the_release_said(site, now):
    """Each page of the release shows the same words, but those whose difference is explained above."""
    moved = {}
    for name, words in net.kept("words.json.xz").items():
        shown, told = _same(" ".join(net.words(site[name]))).split(), _same(" ".join(words)).split()
        if shown != told:
            changes = difflib.SequenceMatcher(None, told, shown, autojunk=False).get_opcodes()
            moved[name] = [(" ".join(told[a:b]), " ".join(shown[c:d])) for how, a, b, c, d in changes if how != "equal"]
    assert {name: moved[name] for name in moved if name not in WORDS_MOVED} == {}


def test_downloads_hold_what_the_release_held(tmp_path, now):
    """Each download of the release has the same content, but those whose difference is explained above."""
    command = [sys.executable, "-m", "livingevidence.cli", "export", str(tmp_path / "export")]
    subprocess.run(command, check=True, capture_output=True)
    made = {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "export").iterdir()}
    held = net.kept("exports.json.xz")
    assert set(held) <= set(made)
    moved = {name for name in held if _same(held[name]) != _same(made[name])}
    assert moved - set(EXPORTS_MOVED) == set()


def test_the_review_concludes_what_the_release_concluded(was, now):
    """Claims, certainty, judgements, estimates, numbers and rows are those of the release's snapshot."""
    left, made = ({**side.said, "printed": side.printed, "records": side.records} for side in (was, now))
    moved = {
        f"{section}: {key}": (entry, made[section].get(key))
        for section, entries in left.items()
        for key, entry in entries.items()
        if entry != made[section].get(key)
    }
    assert {key: moved[key] for key in moved if not key.startswith(RECORDS_MOVED) and key not in SAID_MOVED} == {}
