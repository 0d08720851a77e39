"""A filled form as a change of the review: a new study, a corrected number, a report of an awaited trial.

What others wrote in it is shown in one line, and enters a record as text alone.
"""

import re
from collections.abc import Mapping
from pathlib import Path

from ruamel.yaml.comments import CommentedMap

from livingevidence.record.forms import form_answers, forms
from livingevidence.record.library import Library
from livingevidence.record.models import NUMBERS
from livingevidence.record.problems import UserError, excerpt, hint
from livingevidence.record.writing import commented_values, yaml_text
from livingevidence.watch.ask import Answerer
from livingevidence.watch.new import address_of, files_beside, look_up, new_study, refuse_known, report_of
from livingevidence.watch.publication import identifier
from livingevidence.watch.transport import Transport

# Of an address as it is pasted, whole or short: the study, the row, and the field if one is named.
_ADDRESS = re.compile(r"(?:.*studies/)?([a-z0-9-]+)(?:\.html#|/)([a-z0-9-]+)(?:\.([a-z_]+))?")


def changed_files(text: str, library: Library, transport: Transport) -> tuple[dict[Path, str], list[str]]:
    """Return the files that a filled form changes, and what a person should know of how they came about."""
    form, answers = form_answers(text, forms(library.root))
    if form.name == "number":
        return files_with_correction(answers, library), []
    if form.name == "result":
        return files_with_report(answers, library, transport)
    number = _identifier(answers.pop("number"))
    return new_study(number, library, Answerer(answers, None, lenient=True), transport)


def files_with_correction(answers: Mapping[str, str], library: Library) -> dict[Path, str]:
    """Return the files with a number corrected, which is at ``address``, is ``stands`` and ``should`` be another.

    The answer ``place`` says where in the source that is printed.
    """
    match = _ADDRESS.fullmatch(answers["address"].strip())
    name, row_id, field = match.groups() if match else ("", "", None)
    study = library.studies.get(name)
    if study is None:
        suggestion = hint(name, library.studies) if match else ""
        raise UserError(f"nothing written: {excerpt(answers['address'])} names no study of the review{suggestion}")
    path = library.root.data / "studies" / f"{study.id}.yaml"
    record = commented_values(path.read_text(encoding="utf-8"))
    rows = [row for name in ("outcomes", "adverse_events") for row in record.get(name, ())]
    row = next((row for row in rows if row.get("id") == row_id), None)
    if row is None:
        suggestion = hint(row_id, [row.id for row in study.rows])
        raise UserError(f"nothing written: {study.id} has no row '{row_id}'{suggestion}")
    address = f"{study.id}/{row_id}"
    before, after = _number(answers["stands"]), _number(answers["should"])
    fields = [name for name in NUMBERS if row.get(name) == before and field in (None, name)]
    if len(fields) != 1:
        numbers = {name: row[name] for name in row if name in NUMBERS and isinstance(row[name], int | float)}
        values = ", ".join(f"{name} {value}" for name, value in numbers.items())
        fault = f"{before:g} stands there {len(fields)} times" if fields else f"{before:g} does not stand there"
        raise UserError(f"nothing written: {address} has {values}; {fault}: name one as {address}.n")
    row[fields[0]] = after
    row["locator"] = answers["place"]
    for reading in row.get("second_readings", ()):  # the second reader's number stays, and is shown as a conflict
        if reading.get("printed", {}).get(fields[0], after) != after:
            reading["agrees"] = False
    line = f"Corrected: {address}.{fields[0]} is {after:g}, and was {before:g}"
    return {path: yaml_text(record)} | files_beside(library, line)


def files_with_report(
    answers: Mapping[str, str], library: Library, transport: Transport
) -> tuple[dict[Path, str], list[str]]:
    """Return the files in which the record of an awaited trial has one more report, unread, and any doubts about it.

    The answers are ``trial``, and ``number``, the identifier of the publication; without one the results stand in the
    registry alone, from which a person chooses.
    """
    match = re.search(r"NCT\s?\d{8}", answers["trial"], re.IGNORECASE)
    number = (match[0].replace(" ", "") if match else answers["trial"].strip()).upper()
    pairs = ((study, trial.id) for study in library.studies.values() for trial in study.trials)
    study, number = next((pair for pair in pairs if pair[1].upper() == number), (None, number))
    if study is None:
        fix = "suggest it as a study"
        raise UserError(f"nothing written: no study of the review has the trial {excerpt(number)}; {fix}")
    if "number" not in answers:
        command = f"pull {number} --into {study.id}"
        raise UserError(f"nothing written: what a registry posts is chosen by a person: {command}")
    publication, _ = look_up(*_identifier(answers["number"]), transport)
    refuse_known(publication, library)
    others = ", ".join(publication.registrations) if number not in publication.registrations else ""
    keys = (study.id, *(f"{study.id}-{place}" for place in range(2, 99)))
    key = next(key for key in keys if key not in library.references)
    path = library.root.data / "studies" / f"{study.id}.yaml"
    record = commented_values(path.read_text(encoding="utf-8"))
    source = f"S{1 + max(int(source.id[1:]) for source in study.sources)}"
    report = report_of(publication, key, "none")
    report["sources"] = [source]
    record["reports"].append(report)
    fields = {"id": source, "url": address_of(publication), "kind": "publication", "read": "nothing of it yet"}
    record["sources"].append(CommentedMap(fields | {"verification": "primary"}))
    line = f"Published: a result of {number}, which {study.id} awaits"
    doubts = [f"it names {others}, and not {number}: look whether it is of that trial"] if others else []
    return {path: yaml_text(record)} | files_beside(library, line, key, publication), doubts


def _identifier(text: str) -> tuple[str, str]:
    try:
        return identifier(text)
    except ValueError as error:
        raise UserError(f"nothing written: {error}") from None


def _number(text: str) -> int | float:
    bare = re.sub("[%\\s]", "", text.replace("−", "-"))
    if not re.fullmatch(r"[+-]?\d+(\.\d+)?", bare, re.ASCII):
        how = "write digits, and a point before decimals; words of a record are changed by hand"
        raise UserError(f"nothing written: {excerpt(text)} is no number: {how}")
    return float(bare) if "." in bare else int(bare)
