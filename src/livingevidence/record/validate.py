"""From pydantic's errors to problems that a person can mend."""

from __future__ import annotations

import copy
import re
import types
import typing

from pydantic import BaseModel, ValidationError

from livingevidence.record.problems import Problem, nearest
from livingevidence.record.reading import Document, Path, describe

_WORDS = {
    "string_type": "text",
    "int_type": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "list_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "finite_number": "a finite number (NaN and infinity are no results)",
    "string_too_short": "at least one character",
}


def from_pydantic(
    error: ValidationError, document: Document, model: type[BaseModel], prefix: Path = ()
) -> list[Problem]:
    """Return one problem for each of pydantic's errors.

    Parameters
    ----------
    error : pydantic.ValidationError
        What pydantic found.
    document : Document
        The file, which knows where each value stands.
    model : type
        The model that was validated.
    prefix : tuple, optional
        Path of the validated value inside the document.
    """
    return [
        _problem(item, document, model, (*prefix, *_path(item["loc"], document, prefix)))
        for item in error.errors(include_url=False)
    ]


def salvage(data: dict, model: type[BaseModel]) -> tuple[BaseModel | None, set[Path]]:
    """Return what can be validated of a record whose parts don't all fit, so that the rules can look at the rest.

    Parameters
    ----------
    data : dict
        The record.
    model : type
        Its model.

    Returns
    -------
    BaseModel or None
        The record without the fields that don't fit; None where one of them can't be done without.
    set of tuple
        The parts, such as ``("outcomes", 3)``, of which something was left out.
    """
    kept, touched = copy.deepcopy(data), set()
    for _ in range(100):
        try:
            return model.model_validate(kept), touched
        except ValidationError as error:
            item = error.errors(include_url=False)[0]
        loc = [step for step in item["loc"] if step not in ("float", "str", "int")]
        touched.add(tuple(loc[:2]) if len(loc) > 1 and isinstance(loc[1], int) else tuple(loc[:1]))
        holder = kept
        for step in loc[:-1]:
            holder = holder[step]
        if not isinstance(holder, dict) or loc[-1] not in holder:
            break
        del holder[loc[-1]]
    return None, touched


def _path(loc: tuple, document: Document, prefix: Path) -> Path:
    """Drop the steps that name a union's branch (``float``, ``str``), which are no fields."""
    kept: list = []
    for step in loc:
        if (*prefix, *kept, step) in document.positions or step == loc[-1]:
            kept.append(step)
    if kept and kept[-1] in ("float", "str", "int") and (*prefix, *kept) not in document.positions:
        kept.pop()
    return tuple(kept)


def _problem(item: dict, document: Document, model: type[BaseModel], path: Path) -> Problem:
    kind, context = item["type"], item.get("ctx", {})
    if kind == "extra_forbidden":
        fields = sorted(_fields_at(model, item["loc"][:-1]))
        close = nearest(path[-1], fields)
        fix = f"did you mean `{close}`?" if close else "remove it, or put the words into `note` or `notes`"
        return document.problem(path, "UnknownField", f"the field '{path[-1]}'", ", ".join(fields), fix)
    if kind == "missing":
        return document.problem(
            path, "MissingField", "nothing", f"the field '{path[-1]}'", f"add `{path[-1]}:` with its value"
        )
    found = describe(item["input"])
    if kind == "string_pattern_mismatch":
        allowed, fix = _pattern_words(context["pattern"])
        slug = re.sub(r"[^a-z0-9]+", "-", str(item["input"]).lower()).strip("-")
        if context["pattern"].startswith("^[a-z0-9]+(-") and slug:
            fix = f"write it as `{slug}`"
        return document.problem(path, "WrongForm", found, allowed, fix)
    if kind == "literal_error":
        choices = context["expected"].replace("'", "").replace(" or ", ", ").split(", ")
        close = nearest(item["input"], choices)
        fix = f"did you mean `{close}`?" if close else "choose one of the allowed words"
        return document.problem(path, "WrongValue", found, ", ".join(choices), fix)
    if kind in ("too_short", "too_long"):
        allowed = f"at least {context['min_length']}" if kind == "too_short" else f"at most {context['max_length']}"
        return document.problem(path, "WrongType", f"a list of {context['actual_length']}", allowed, f"list {allowed}")
    if kind in ("greater_than_equal", "less_than_equal", "greater_than", "less_than"):
        bound = next(iter(context.values()))
        side = "at least" if kind.startswith("greater") else "at most"
        return document.problem(path, "OutOfRange", found, f"{side} {bound:,.15g}", "compare with the source")
    allowed = _WORDS.get(kind, item["msg"].removeprefix("Value error, "))
    rule = {"finite_number": "NotFinite", "value_error": "WrongForm"}.get(kind, "WrongType")
    fix = {
        "a finite number (NaN and infinity are no results)": "write the printed number, or leave the field out",
        "text": "put it in quotes",
        "a whole number": "write digits without quotes",
        "a number": "write digits without quotes or units",
    }.get(allowed, f"write {allowed}")
    return document.problem(path, rule, found, allowed, fix)


_PATTERNS = {
    r"^[a-z0-9]+(-[a-z0-9]+)*$": ("lower-case letters, digits and single hyphens", "write it like `name-2024`"),
    r"^S[1-9][0-9]*$": ("S and a number", "write it like `S1`"),
    r"^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?|unknown)$": (
        "YYYY-MM-DD, YYYY-MM, YYYY or unknown",
        "write the date as precisely as it is known, no more",
    ),
    r"^\d{4}(-\d{2}(-\d{2})?)?$": (
        "YYYY-MM-DD, YYYY-MM or YYYY",
        "write the date in quotes, as precisely as it is known, no more",
    ),
}


def _pattern_words(pattern: str) -> tuple[str, str]:
    return _PATTERNS.get(pattern, (f"text of the form {pattern}", "write it as printed, such as `<0.001` or `0.03`"))


def _fields_at(model: type[BaseModel], loc: tuple) -> list[str]:
    """Return the field names of the model at a pydantic location."""
    for step in loc:
        if isinstance(step, int):
            continue
        field = model.model_fields.get(step)
        if field is None:
            continue
        inner = _model_in(field.annotation)
        if inner is None:
            return []
        model = inner
    return [field.alias or name for name, field in model.model_fields.items()]


def _model_in(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if isinstance(annotation, types.UnionType) or typing.get_origin(annotation):
        for part in typing.get_args(annotation):
            if found := _model_in(part):
                return found
    return None
