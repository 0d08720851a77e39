"""Posted results as proposed rows: a person chooses, names arms and terms, and nothing enters by itself."""

import re
from collections import Counter
from collections.abc import Iterator

from ruamel.yaml.comments import CommentedMap, CommentedSeq

from livingevidence.record.models import Study
from livingevidence.record.problems import UserError, guess, nearest
from livingevidence.record.vocabulary import Vocabulary
from livingevidence.record.writing import commented_values, yaml_text
from livingevidence.watch.publication import comparable, slug
from livingevidence.watch.registry import PostedNumber, posted_numbers

HEAD = """Results of {number} as posted on ClinicalTrials.gov, read on {day}.
Nothing is in the record yet. Under `arms`, write the record's arm beside each group of the registry. For each row that
belongs into the record write `take: true` and look at its term, its measure and its period; leave the rest.
Then: {command}
"""
TERMS = {"outcomes": ("outcome", "outcomes"), "adverse_events": ("event", "adverse-events")}


def proposal(answer: dict, study: Study, vocabulary: Vocabulary, day: str, command: str) -> str:
    """Return the text of a file that proposes every posted number of a trial as a row of a study.

    Only a term that is spelled as the registry spells it is proposed; the nearest is a comment. The text says on which
    day the registry was read, and which command takes the rows that were chosen.
    """
    number = answer["protocolSection"]["identificationModule"]["nctId"]
    numbers = posted_numbers(answer)
    groups = list(dict.fromkeys(side for posted in numbers for side in posted.group.split(" against ") if side))
    proposed = CommentedMap(registration=number, study=study.id, read=day)
    arms = {comparable(arm.label): arm.id for arm in study.arms}
    proposed["arms"] = CommentedMap((group, arms.get(comparable(group), "")) for group in groups)
    proposed["rows"] = CommentedSeq(_proposed_row(posted, vocabulary) for posted in numbers)
    times = Counter()
    for row in proposed["rows"]:
        times[row["id"]] += 1
        row["id"] += f"-{times[row['id']]}" if times[row["id"]] > 1 else ""
    proposed.yaml_set_start_comment(HEAD.format(number=number, day=day, command=command))
    return yaml_text(proposed)


def record_with_rows(chosen: str, record: str, vocabulary: Vocabulary) -> str:
    """Return the text of a record with the rows that a person chose; UserError tells of each that is not ready."""
    proposed, study = commented_values(chosen), commented_values(record)
    all_rows = {f"- row {number} ({row['posted']})": row for number, row in enumerate(proposed["rows"], 1)}
    undecided = {place: row.get("take") for place, row in all_rows.items() if not isinstance(row.get("take"), bool)}
    faults = [f"{place}: `take` is '{answer}'; write true or false" for place, answer in undecided.items()]
    rows = {place: row for place, row in all_rows.items() if row.get("take") is True}
    ids = [row["id"] for part in TERMS for row in study.get(part, [])]
    for place, row in rows.items():
        faults += [f"{place}: {words}" for words in _row_faults(row, proposed["arms"], study, vocabulary)]
        if row["id"] in ids:
            faults.append(f"{place}: a row '{row['id']}' is there already; give this one another `id`, or leave it")
        ids.append(row["id"])
    if faults:
        raise UserError("\n".join(["nothing was taken:", *faults]))
    if not rows:
        raise UserError("no row has `take: true`, so there is nothing to take")
    source = _source(study, proposed)
    for row in rows.values():
        study.setdefault(row["into"], CommentedSeq()).append(_row(row, proposed["arms"], source["id"]))
    study.move_to_end("sources")
    return yaml_text(study)


def _proposed_row(posted: PostedNumber, vocabulary: Vocabulary) -> CommentedMap:
    part = "outcomes" if posted.section in ("outcome", "flow") else "adverse_events"
    field, terms = TERMS[part]
    term, nearest_term = _term(posted, vocabulary, terms)
    row = CommentedMap(take=False, posted=_summary(posted), into=part)
    row[field] = term
    if nearest_term and not term:
        row.yaml_add_eol_comment(f"perhaps {nearest_term}", field)
    row["id"] = slug("-".join(filter(None, [term or posted.what, posted.group, posted.when])))
    row["measure"] = _measure(posted, vocabulary)
    row["period"] = "not-stated"
    fields = {"group": posted.group, "label": posted.what, "kind": posted.kind, "timepoint_label": posted.when}
    if posted.kind == "awaited":
        fields |= {"text": posted.words or "named, without a number", "where": "ClinicalTrials.gov"}
    else:
        week = re.fullmatch(r"week (\d+)", posted.when.lower())
        fields |= {"timepoint_weeks": week and int(week[1])} | posted.numbers
    fields["locator"] = posted.place
    row.update((name, value) for name, value in fields.items() if value not in (None, ""))
    return row


def _row_faults(row: CommentedMap, arms: CommentedMap, study: CommentedMap, vocabulary: Vocabulary) -> Iterator[str]:
    """Yield what a chosen row still needs from the person who chose it."""
    for name, file in (TERMS[row["into"]], ("measure", "measures"), ("period", "periods")):
        term, terms = str(row.get(name) or ""), vocabulary[file]
        if term not in terms:
            fix = guess(term, terms, f"write one of vocabulary/{file}.yaml, or add it there first")
            yield f"`{name}` is no term: '{term}'; {fix}"
    ids = [arm["id"] for arm in study.get("arms", [])]
    for group in _groups(row):
        if arms.get(group) not in ids:
            yield f"no arm stands beside '{group}' under `arms`; write one of {', '.join(ids) or 'the record'}"


def _row(row: CommentedMap, arms: CommentedMap, source: str) -> CommentedMap:
    """Return a chosen row as the record holds it."""
    field, arm_ids = TERMS[row["into"]][0], [arms[group] for group in _groups(row)]
    record_row = CommentedMap({"id": row["id"], field: row[field]})
    if len(arm_ids) == 1:
        record_row["arm"] = arm_ids[0]
    elif arm_ids:
        record_row["contrast"] = CommentedMap(treatment=arm_ids[0], comparator=arm_ids[1], label=row["group"])
    not_copied = ("take", "posted", "into", "group", "locator")
    record_row.update((name, value) for name, value in row.items() if name not in (*not_copied, *record_row))
    record_row.update(source=source, locator=row["locator"])
    return record_row


def _groups(row: CommentedMap) -> list[str]:
    return [group for group in str(row.get("group", "")).split(" against ") if group]


def _source(study: CommentedMap, proposed: CommentedMap) -> CommentedMap:
    """Return the record's source of posted results, added if it has none."""
    url = f"https://clinicaltrials.gov/study/{proposed['registration']}?tab=results"
    sources = study.setdefault("sources", CommentedSeq())
    for source in sources:
        if source.get("url") == url:
            return source
    numbers = [int(match[1]) for source in sources if (match := re.fullmatch(r"S(\d+)", str(source.get("id"))))]
    source = CommentedMap(id=f"S{max(numbers, default=0) + 1}", url=url, kind="registry record with posted results")
    source["read"], source["verification"] = f"posted results, as of {proposed['read']}", "primary"
    sources.append(source)
    return source


def _term(posted: PostedNumber, vocabulary: Vocabulary, terms: str) -> tuple[str, str | None]:
    """Return the term whose label the registry uses, and the nearest one."""
    labels = {comparable(term.label): key for key, term in vocabulary[terms].items()}
    label = comparable(posted.what).removeprefix("any ")
    label = {"deaths from any cause": "death"}.get(comparable(posted.what), label)
    nearest_label = nearest(label, labels)
    return labels.get(label, ""), labels[nearest_label] if nearest_label else None


def _measure(posted: PostedNumber, vocabulary: Vocabulary) -> str:
    """Return the first measure of the row's kind whose label the registry's words hold; the kind's first, else none."""
    terms = {key: comparable(term.label) for key, term in vocabulary["measures"].items() if term.kind == posted.kind}
    measure = comparable(posted.measure)
    change = f"{measure} change" if "change" in posted.what.lower() else measure
    fitting = [key for words in (change, measure) for key, label in terms.items() if words and label == words]
    fitting += [key for key, label in terms.items() if measure and label in measure]
    if not fitting and posted.kind in ("count", "percent", "awaited"):
        fitting = list(terms)
    return fitting[0] if fitting else ""


def _summary(posted: PostedNumber) -> str:
    """Return one line on a posted number, for the person who chooses."""
    numbers = posted.numbers
    if posted.kind == "awaited":
        value = posted.words or "no number"
    elif "events" in numbers:
        value = f"{numbers['events']} of {numbers['n']}" if "n" in numbers else f"{numbers['events']}"
    else:
        value = str(numbers.get(posted.kind, numbers.get("value", f"P {numbers.get('p_value', '')}")))
    result = f"{posted.measure.lower()} {value}".strip()
    return "; ".join(filter(None, [posted.what, posted.group, posted.when, result]))
