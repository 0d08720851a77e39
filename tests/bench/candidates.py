"""Join and rank many invented candidates, and print seconds and memory; ``nox -s bench`` runs it at several sizes."""

import json
import random
import resource
import shutil
import sys
import tempfile
import time
from pathlib import Path

from livingevidence.claims.ledger import judge_all
from livingevidence.evidence.evidence import Evidence
from livingevidence.record.candidates import Hit
from livingevidence.record.library import load_library
from livingevidence.record.root import nearest_root
from livingevidence.record.search import Run
from livingevidence.watch.inbox import Inbox
from livingevidence.watch.rank import rank

REVIEW = Path(__file__).parents[1] / "review"


def hits(number: int, seed: int = 1) -> list[Hit]:
    """Return invented records on one subject, every tenth of them a second telling of an earlier one."""
    dice = random.Random(seed)
    words = [
        f"{a}{b}{c}" for a in ("sam", "exa", "fic", "pla") for b in ("ple", "mi", "to", "ra") for c in "abcdefghij"
    ]
    words += [f"word{number}" for number in range(3000)]
    records: list[Hit] = []
    for index in range(number):
        earlier = records[dice.randrange(index)] if index % 10 == 9 else None
        if earlier is None:
            title = [dice.choice(words[:160] if dice.random() < 0.7 else words) for _ in range(dice.randint(6, 14))]
            fields = {"title": f"Examplinib in {' '.join(title)}", "authors": [f"{dice.choice(words)}, A"]}
            fields |= {"published": str(dice.randint(2005, 2025)), "abstract": " ".join(dice.choices(words, k=150))}
            fields |= {"journal": f"Journal of {dice.choice(words)}", "volume": str(dice.randint(1, 99))}
        else:
            fields = earlier.model_dump(include={"authors", "published", "journal", "volume"})
            fields["title"] = f"{earlier.title}."
        records.append(Hit(source="pubmed", number=str(index), found="2025-12-01", strategy=1, **fields))
    return records


def main() -> None:
    """Print one line of JSON for a number of candidates."""
    number = int(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        root = nearest_root(shutil.copytree(REVIEW, Path(folder) / "review"))
        library, records = load_library(root), hits(number)
        run = Run(at="2025-12-01", source="pubmed", strategy=1, since="2020-01-01", until="2025-12-01", hits=number)
        start = time.perf_counter()
        with Inbox.of(library) as inbox:
            intake = inbox.add_run(run, records)
        after_joining = time.perf_counter()
        evidence = Evidence(library)
        ranked = rank(inbox.search.candidates.values(), evidence, judge_all(evidence))
        after_ranking = time.perf_counter()
    assert len(ranked) == intake.new == number - intake.joined
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    figures = {"records": number, "joined": intake.joined, "seconds to join": round(after_joining - start, 1)}
    print(json.dumps(figures | {"seconds to rank": round(after_ranking - after_joining, 1), "MB": memory}))


if __name__ == "__main__":
    main()
