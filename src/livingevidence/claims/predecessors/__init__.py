"""What earlier work said, tested on the data: a verdict on each saying, with why.

A saying is taken apart. Each part names the evidence that must be there to test it, and what that evidence must show.
A part can't be tested where its evidence is lacking; it fails where the evidence shows otherwise. Where benefit or harm
is said to be caused by the cream, evidence is lacking below low certainty (GRADE: G. H. Guyatt and others, BMJ 2008).

The verdict follows from the parts: all hold, *supported*; some hold, and others fail or can't be tested, *partly
supported*; none holds and one fails, *not supported*; none holds and none fails, *not testable yet*.
"""

from livingevidence.claims.predecessors.model import SUMMARY, Part, Predecessor, verdict_of
from livingevidence.claims.predecessors.verdicts import Tested, test_all

__all__ = ["SUMMARY", "Part", "Predecessor", "Tested", "test_all", "verdict_of"]
