"""What is wrong with the claims of a review, found without holding them against the evidence."""

import inspect
from collections.abc import Collection, Iterator

from livingevidence.claims.answers import Number, fits
from livingevidence.claims.base import Claim
from livingevidence.claims.directive import Texts
from livingevidence.claims.expression import Call, Expression
from livingevidence.claims.questions import QUESTIONS
from livingevidence.claims.questions.choice import AnyOf, as_names
from livingevidence.claims.questions.results import WAYS
from livingevidence.evidence.evidence import Evidence
from livingevidence.record.judgements import ROLES
from livingevidence.record.models import RESPONSES, Study
from livingevidence.record.problems import Problem, hint
from livingevidence.record.prose import numbers_in
from livingevidence.results.numbers import look_up

WORDS = ("words", "mentions")  # any will do
TYPES = {bool: bool, float: (int, float), str: str, AnyOf: (str, tuple)}
ALLOWED_QUESTIONS = "a question of the page on claims, with names of the evidence"


def check(known: "ClaimNames", texts: Texts, retired: Collection[str] = ()) -> list[Problem]:
    """Return every problem of the claims of a review, with file and line; a retired id is not given again."""
    problems = [*texts.problems]
    for claim in texts.claims.values():
        problems += _of_claim(known, claim, retired)
    for name, places in texts.repeated.items():
        if name not in texts.claims:
            said, fix = f"no claim '{name}'{hint(name, texts.claims)}", "write the name of a claim"
            problems += [Problem(file, line, 1, "claim", "UnknownClaim", said, "a claim", fix) for file, line in places]
    return sorted(problems)


def _of_claim(known: "ClaimNames", claim: Claim, retired: Collection[str]) -> Iterator[Problem]:
    def problem(rule: str, found: str, allowed: str, fix: str) -> Problem:
        return Problem(claim.file, claim.line, 1, f"claim {claim.id}", rule, found, allowed, fix)

    for line in claim.needs:
        for found, fix in known.expression(line):
            yield Problem(*line.place, f"claim {claim.id}", "Needs", found, ALLOWED_QUESTIONS, fix)
    if claim.id in retired:
        fix = "give it another name; a name stays that of the retired claim"
        yield problem("RetiredClaim", f"the name '{claim.id}' of a retired claim", "a new name", fix)
    for name in claim.about:
        if name not in known.names["of"]:
            said, allowed = f"about '{name}'{hint(name, known.names['of'])}", "conditions and groups of the vocabulary"
            yield problem("About", said, allowed, "write one of them")
    if claim.says == "verdict" and not (len(claim.about) == 1 and claim.main and claim.plain):
        found = "a verdict that lacks one of these"
        allowed = "a verdict is `about` one condition, is `main: true`, and is told in `plain` words, too"
        yield problem("WholeVerdict", found, allowed, "add what it lacks; a group has a sentence of its own")
    for _, address in numbers_in(claim.text + claim.plain):
        try:
            if "/" in address:  # what is computed, the page itself looks up
                look_up(address, known.evidence, {})
        except KeyError as error:
            yield problem("UnknownNumber", error.args[0], "a number of the evidence", "write its address")


class ClaimNames:
    """The names that claims may use, of one evidence."""

    def __init__(self, evidence: Evidence):
        self.evidence, topic, vocabulary = evidence, evidence.topic, evidence.vocabulary
        studies = evidence.library.studies
        rows = dict.fromkeys(f"{study.id}/{row.id}" for study in studies.values() for row in study.rows)
        places = [*vocabulary["groups"], *vocabulary["conditions"]]
        drugs = [*vocabulary["interventions"], *{term.class_ for term in vocabulary["interventions"].values()}]
        terms = [*vocabulary["outcomes"], *vocabulary["adverse-events"], *topic.together]
        kinds = [term.kind for term in vocabulary["outcomes"].values()]
        kinds += [term.class_ for term in vocabulary["adverse-events"].values()]
        self.names: dict[str, Collection[str]] = {
            **dict.fromkeys(("row", "rows", "besides"), rows),
            **dict.fromkeys(("study", "apart"), studies),
            **dict.fromkeys(("drugs", "under", "against", "beside"), drugs),
            "of": places,
            "what": (*rows, *terms),
            "where": (*rows, *studies),
            "other": (*rows, *vocabulary["conditions"]),
            "rung": topic.ladder,
            "rating": evidence.library.appraisal.certainties,
            "kind": {*kinds} - {"efficacy"} | {"benefit", "harm"},
            "period": vocabulary["periods"],
            "design": vocabulary["designs"],
            "signed": ROLES,
            "arm": ("treated", "other"),
            "end": ("ci_low", "ci_high"),
            "route": ("same", "other"),
            "part": Study.model_fields,
            "response": RESPONSES,
        }
        answers = {"studies": "study", "records": "study", "sources": "study", "results": "row", "rungs": "rung"}
        answers |= {"conditions": "of", "rated": "rating", "pooled": "what", "widest": "what", "given": "drugs"}
        self._answers = {question: self.names[name] for question, name in answers.items()} | {
            "direction": (*WAYS, "stated", "awaited")
        }
        # Where a name means something else in one question.
        compared = (*rows, *vocabulary["adverse-events"], *evidence.library.protocol.pooling.outcomes)
        self._own = {("estimate", "of"): compared, ("direction", "of"): (*rows, *places)}
        cases = (f"{study.id}/{case.id}" for study in studies.values() for case in study.cases)
        self._own |= {("given", "row"): (*rows, *cases)}

    def expression(self, expression: Expression) -> Iterator[tuple[str, str]]:
        """Yield what is wrong with a line, and how to mend it."""
        wrong = [told for call in expression.calls for told in self._call(call)]
        yield from wrong
        if wrong:
            return
        kinds = [inspect.signature(QUESTIONS[call.name]).return_annotation for call in expression.calls]
        if len(kinds) > 1 and not all(issubclass(kind, Number) for kind in kinds):
            yield "two questions of which one is no number", "compare a number with a number"
        elif told := fits(kinds[0], expression):
            yield f"{expression.calls[0].name} can't be asked so", told
        elif expression.calls[0].name in self._answers and isinstance(expression.right, str | tuple):
            known = self._answers[expression.calls[0].name]
            for item in as_names(expression.right):
                if item not in known:
                    found = f"{expression.calls[0].name} never finds '{item}'{hint(str(item), known)}"
                    yield found, "write a name of the evidence"

    def _call(self, call: Call) -> Iterator[tuple[str, str]]:
        question = QUESTIONS.get(call.name)
        if question is None:
            yield f"no question '{call.name}'{hint(call.name, QUESTIONS)}", "write one of them"
            return
        signature = inspect.signature(question)
        for name, _ in call.options:
            if name not in signature.parameters:
                yield f"{call.name} has no argument '{name}'{hint(name, signature.parameters)}", "write one of them"
                return
        try:
            given = signature.bind(None, *call.args, **dict(call.options)).arguments
        except TypeError as error:
            yield f"{call.name}: {error}", f"write it as {call.name}{signature}".replace("(self, ", "(")
            return
        for name, value in list(given.items())[1:]:
            parameter = signature.parameters[name]
            each = value if parameter.kind is parameter.VAR_POSITIONAL else (value,)
            for item in each:
                yield from self._argument(call.name, name, item, TYPES[parameter.annotation])

    def _argument(self, question: str, name: str, value: object, wanted: type | tuple) -> Iterator[tuple[str, str]]:
        if not isinstance(value, wanted) or (isinstance(value, bool) and wanted is not bool):
            yield f"{question}: {name} is {value!r}", "write a text in quotation marks, a number, True or False"
        elif value in ("", ()) or (wanted is TYPES[float] and value < 0):
            yield f"{question}: {name} is {value!r}, which chooses nothing", "leave the argument out, or write a value"
        elif isinstance(value, str | tuple) and name not in WORDS:
            known = self._own.get((question, name), self.names[name])
            for item in as_names(value):
                if item not in known:
                    yield f"{question}: no {name} '{item}'{hint(str(item), known)}", "write a name of the evidence"
