"""Check, load, compute and judge a review, and print seconds and memory of each step as JSON: ``steps.py FOLDER``."""

import contextlib
import io
import json
import os
import resource
import sys
import time

os.chdir(sys.argv[1])
step_start = time.process_time()
figures: dict[str, list[float]] = {}


def step(name: str) -> None:
    """Keep how long it took since the step before, in seconds of a processor, and the most memory so far, in MB."""
    global step_start
    step_end, most = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    figures[name], step_start = [round(step_end - step_start, 3), round(most)], step_end


from livingevidence import cli  # noqa: E402 - what it imports counts as the check

with contextlib.redirect_stdout(io.StringIO()):
    assert cli.main(["check"]) == 0
step("check")
from livingevidence.claims.ledger import judge_all  # noqa: E402 - no part of the check, as the next three
from livingevidence.evidence.evidence import Evidence  # noqa: E402
from livingevidence.results.compute import compute  # noqa: E402
from livingevidence.synthesis import harms  # noqa: E402

step("imports")
evidence = Evidence.load()
tables = [getattr(evidence, name) for name in ("studies", "outcomes", "adverse_events")]
step("load")
harms.analyses(evidence)
step("pooled")
compute(evidence)
step("results")
judge_all(evidence)
step("claims")
print(json.dumps(figures))
