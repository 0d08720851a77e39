"""Whether records of one report are found on public data: pairs of two computing libraries that people have labelled.

The package py-entitymatching carries them: records of DBLP and of the ACM, and two samples of pairs, each labelled as
of one publication or not. ``python tests/public.py`` fetches the package, or reads it at a path that is given.
"""

import csv
import io
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from labelled import print_pairs
from livingevidence.record.candidates import Hit

PACKAGE = "py-entitymatching==0.4.2"
SAMPLES = {  # tables of both libraries; labelled pairs; and how these name both records and the label
    ("DBLP.csv", "ACM.csv"): ("dblp_acm_demo_labels.csv", "ltable.id", "rtable.id", "gold"),
    ("dblp_demo.csv", "acm_demo.csv"): ("labeled_data_demo.csv", "ltable_id", "rtable_id", "label"),
}


def archive_of(folder: str) -> Path:
    """Return the archive of the package, fetched into a folder."""
    command = ["uv", "tool", "run", "pip", "download", "--quiet", "--no-deps", PACKAGE]
    subprocess.run(command, cwd=folder, check=True)
    return next(Path(folder).glob("*.tar.gz"))


def table(archive: tarfile.TarFile, name: str) -> list[dict[str, str]]:
    """Return the rows of one table of the package."""
    (member,) = (path for path in archive.getnames() if path.endswith(f"py_entitymatching/datasets/{name}"))
    return list(csv.DictReader(io.StringIO(archive.extractfile(member).read().decode("utf-8", "replace"))))


def hit(source: str, row: dict[str, str]) -> Hit:
    """Return a record as a search would bring it."""
    people = (name.strip().rpartition(" ") for name in row["authors"].split(","))
    authors = [f"{family}, {first}" for first, _, family in people if family]
    fields = {"title": row["title"], "authors": authors, "journal": row["venue"], "published": row["year"][:4]}
    return Hit(source=source, number=row["id"], found="2026-01-01", strategy=1, **fields)


def main() -> None:
    """Print, for each sample, what became of its pairs."""
    with (
        tempfile.TemporaryDirectory() as folder,
        tarfile.open(sys.argv[1] if len(sys.argv) > 1 else archive_of(folder)) as archive,
    ):
        for (left, right), (labelled, left_id, right_id, label) in SAMPLES.items():
            hits = [*(hit("dblp", row) for row in table(archive, left))]
            hits += [hit("acm", row) for row in table(archive, right)]
            index = {record.key: place for place, record in enumerate(hits)}
            rows = table(archive, labelled)
            labels = {(index[f"dblp:{row[left_id]}"], index[f"acm:{row[right_id]}"]): row[label] == "1" for row in rows}
            print_pairs(labelled, hits, labels)


if __name__ == "__main__":
    main()
