from livingevidence.claims.ledger import judge_all as judge_all
from livingevidence.evidence.evidence import Evidence as Evidence
from livingevidence.record.problems import BrokenEvidence as BrokenEvidence
from livingevidence.record.root import find as find
from livingevidence.results.compute import compute as compute
from livingevidence.synthesis.harms import analysis as analysis

__all__ = ["BrokenEvidence", "Evidence", "__version__", "analysis", "compute", "find", "judge_all"]
__version__: str
