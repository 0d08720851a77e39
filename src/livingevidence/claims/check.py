"""What is wrong with the claims of a review, found without holding them against the evidence."""

import inspect
from collections.abc import Collection, Iterator

from livingevidence.claims.answers import Number, misuse
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
Fault = tuple[str, str]  # what is wrong, and how to mend it
ALLOWED_QUESTIONS = "a question of the page on claims, with names of the evidence"


def check(names: "ClaimNames", texts: Texts, retired: Collection[str] = ()) -> list[Problem]:
    """Return every problem of the claims of a review, with file and line; a retired id is not given again."""
    problems = [*texts.problems]
    for claim in texts.claims.values():
        problems += _of_claim(names, claim, retired)
    for name, places in texts.repeated.items():
        if name not in texts.claims:
            fault, fix = f"no claim '{name}'{hint(name, texts.claims)}", "write the name of a claim"
            for place in places:
                problems.append(Problem(*place, 1, "claim", "UnknownClaim", fault, "a claim", fix))
    return sorted(problems)


def _of_claim(names: "ClaimNames", claim: Claim, retired: Collection[str]) -> Iterator[Problem]:
    def problem(rule: str, fault: str, allowed: str, fix: str) -> Problem:
        return Problem(claim.file, claim.line, 1, f"claim {claim.id}", rule, fault, allowed, fix)

    for expression in claim.needs:
        for fault, fix in names.faults(expression):
            yield Problem(*expression.place, f"claim {claim.id}", "Needs", fault, ALLOWED_QUESTIONS, fix)
    if claim.id in retired:
        fix = "give it another name; a name stays that of the retired claim"
        yield problem("RetiredClaim", f"the name '{claim.id}' of a retired claim", "a new name", fix)
    places = names.by_argument["of"]
    for name in claim.about:
        if name not in places:
            fault, allowed = f"about '{name}'{hint(name, places)}", "conditions and groups of the vocabulary"
            yield problem("About", fault, allowed, "write one of them")
    if claim.says == "verdict" and not (len(claim.about) == 1 and claim.main and claim.plain):
        allowed = "a verdict is `about` one condition, is `main: true`, and is told in `plain` words, too"
        fix = "add what it lacks; a group has a sentence of its own"
        yield problem("WholeVerdict", "a verdict that lacks one of these", allowed, fix)
    for _, address in numbers_in(claim.text + claim.plain):
        try:
            if "/" in address:  # what is computed, the page itself looks up
                look_up(address, names.evidence, {})
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
        self.by_argument: dict[str, Collection[str]] = {
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
        self._by_answer = {question: self.by_argument[name] for question, name in answers.items()}
        self._by_answer["direction"] = (*WAYS, "stated", "awaited")
        # Where a name means something else in one question.
        cases = (f"{study.id}/{case.id}" for study in studies.values() for case in study.cases)
        self._in_question = {
            ("estimate", "of"): (*rows, *vocabulary["adverse-events"], *evidence.library.protocol.pooling.outcomes),
            ("direction", "of"): (*rows, *places),
            ("given", "row"): (*rows, *cases),
        }

    def faults(self, expression: Expression) -> Iterator[Fault]:
        """Yield what is wrong with a line, and how to mend it."""
        faults = [fault for call in expression.calls for fault in self._of_call(call)]
        yield from faults
        if faults:
            return
        kinds = [inspect.signature(QUESTIONS[call.name]).return_annotation for call in expression.calls]
        question = expression.calls[0].name
        if len(kinds) > 1 and not all(issubclass(kind, Number) for kind in kinds):
            yield "two questions of which one is no number", "compare a number with a number"
        elif reason := misuse(kinds[0], expression):
            yield f"{question} can't be asked so", reason
        elif question in self._by_answer and isinstance(expression.right, str | tuple):
            names = self._by_answer[question]
            for name in as_names(expression.right):
                if name not in names:
                    yield f"{question} never finds '{name}'{hint(str(name), names)}", "write a name of the evidence"

    def _of_call(self, call: Call) -> Iterator[Fault]:
        question = QUESTIONS.get(call.name)
        if question is None:
            yield f"no question '{call.name}'{hint(call.name, QUESTIONS)}", "write one of them"
            return
        signature = inspect.signature(question)
        for argument, _ in call.options:
            if argument not in signature.parameters:
                fault = f"{call.name} has no argument '{argument}'{hint(argument, signature.parameters)}"
                yield fault, "write one of them"
                return
        try:
            arguments = signature.bind(None, *call.args, **dict(call.options)).arguments
        except TypeError as error:
            yield f"{call.name}: {error}", f"write it as {call.name}{signature}".replace("(self, ", "(")
            return
        for argument, value in list(arguments.items())[1:]:
            parameter = signature.parameters[argument]
            for each in value if parameter.kind is parameter.VAR_POSITIONAL else (value,):
                yield from self._of_argument(call.name, argument, each, TYPES[parameter.annotation])

    def _of_argument(self, question: str, argument: str, value: object, types: type | tuple) -> Iterator[Fault]:
        if not isinstance(value, types) or (isinstance(value, bool) and types is not bool):
            yield f"{question}: {argument} is {value!r}", "write a text in quotation marks, a number, True or False"
        elif value in ("", ()) or (types is TYPES[float] and value < 0):
            fix = "leave the argument out, or write a value"
            yield f"{question}: {argument} is {value!r}, which chooses nothing", fix
        elif isinstance(value, str | tuple) and argument not in WORDS:
            names = self._in_question.get((question, argument), self.by_argument[argument])
            for name in as_names(value):
                if name not in names:
                    yield f"{question}: no {argument} '{name}'{hint(str(name), names)}", "write a name of the evidence"
