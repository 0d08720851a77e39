"""The live review of this project."""

from pathlib import Path

from livingevidence.record.root import Root, nearest_root

ROOT = Path(__file__).parent.parent
REVIEW: Root = nearest_root(ROOT)
