"""The questions that a claim can ask of the evidence; each is a method, and its docstring says what it answers."""

import inspect
from collections.abc import Callable, Mapping

from livingevidence.claims.answers import Answer, finding
from livingevidence.claims.base import Finding
from livingevidence.claims.expression import Expression
from livingevidence.claims.questions.results import InResults
from livingevidence.claims.questions.studies import Judgements, Studies
from livingevidence.evidence.evidence import Evidence
from livingevidence.record.reads import remembered


class Questions(Studies, InResults, Judgements):
    """What the evidence answers; made once for an evidence, and asked by every claim."""

    def __init__(self, evidence: Evidence):
        super().__init__(evidence)
        self._ask = remembered(None)(lambda call: QUESTIONS[call.name](self, *call.args, **dict(call.options)))

    def find(self, expression: Expression) -> Finding:
        """Return what a line of a claim finds; raises LookupError for a question or a term that is unknown."""
        return finding(expression, self._ask)


def descriptions() -> list[tuple[str, str]]:
    """Return each question as it is written, and what it answers, from its own docstring."""
    lines = []
    for name, question in QUESTIONS.items():
        signature = getattr(question, "shown", inspect.signature(question))  # of those like another only their own
        _, *parameters = signature.parameters.values()
        arguments = ", ".join(str(parameter.replace(annotation=inspect.Parameter.empty)) for parameter in parameters)
        lines.append((f"{name}({arguments})", " ".join(inspect.getdoc(question).replace("``", "").split())))
    return lines


QUESTIONS: Mapping[str, Callable[..., Answer]] = {
    name: member
    for part in (Studies, InResults, Judgements)
    for name, member in vars(part).items()
    if inspect.isfunction(member) and not name.startswith("_")
}
"""Every question by its name, in the order in which the pages show them."""
COMPUTED = frozenset({"certainty", "estimate", "pooled"})
"""Questions that are answered by results, which take a second to compute."""
