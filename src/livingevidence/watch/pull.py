"""Posted results as proposed rows: a person chooses, names arms and terms, and nothing enters by itself."""

import re
from collections import Counter
from collections.abc import Iterator

from ruamel.yaml.comments import CommentedMap, CommentedSeq

from livingevidence.record.models import Study
from livingevidence.record.problems import UserError, guess, nearest
from livingevidence.record.vocabulary import Vocabulary
from livingevidence.record.writing import commented_values, yaml_text
from livingevidence.watch.publication import plain, slug
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
    groups = list(dict.fromkeys(side for item in numbers for side in item.group.split(" against ") if side))
    made = CommentedMap(registration=number, study=study.id, read=day)
    arms = {plain(arm.label): arm.id for arm in study.arms}
    made["arms"] = CommentedMap((group, arms.get(plain(group), "")) for group in groups)
    made["rows"] = CommentedSeq(_proposed(item, vocabulary) for item in numbers)
    seen = Counter()
    for row in made["rows"]:
        seen[row["id"]] += 1
        row["id"] += f"-{seen[row['id']]}" if seen[row["id"]] > 1 else ""
    made.yaml_set_start_comment(HEAD.format(number=number, day=day, command=command))
    return yaml_text(made)


def record_with_rows(chosen: str, record: str, vocabulary: Vocabulary) -> str:
    """Return the text of a record with the rows that a person chose; UserError tells of each that is not ready."""
    proposed, study = commented_values(chosen), commented_values(record)
    listed = {f"- row {place} ({row['posted']})": row for place, row in enumerate(proposed["rows"], 1)}
    unsaid = {told: row.get("take") for told, row in listed.items() if not isinstance(row.get("take"), bool)}
    wrong = [f"{told}: `take` is '{said}'; write true or false" for told, said in unsaid.items()]
    rows = {told: row for told, row in listed.items() if row.get("take") is True}
    ids = [row["id"] for part in TERMS for row in study.get(part, [])]
    for told, row in rows.items():
        wrong += [f"{told}: {words}" for words in _lacks(row, proposed["arms"], study, vocabulary)]
        if row["id"] in ids:
            wrong.append(f"{told}: a row '{row['id']}' is there already; give this one another `id`, or leave it")
        ids.append(row["id"])
    if wrong:
        raise UserError("\n".join(["nothing was taken:", *wrong]))
    if not rows:
        raise UserError("no row has `take: true`, so there is nothing to take")
    source = _source(study, proposed)
    for row in rows.values():
        study.setdefault(row["into"], CommentedSeq()).append(_row(row, proposed["arms"], source["id"]))
    study.move_to_end("sources")
    return yaml_text(study)


def _proposed(item: PostedNumber, vocabulary: Vocabulary) -> CommentedMap:
    part = "outcomes" if item.section in ("outcome", "flow") else "adverse_events"
    field, terms = TERMS[part]
    term, near = _term(item, vocabulary, terms)
    made = CommentedMap(take=False, posted=_summary(item), into=part)
    made[field] = term
    if near and not term:
        made.yaml_add_eol_comment(f"perhaps {near}", field)
    made["id"] = slug("-".join(filter(None, [term or item.what, item.group, item.when])))
    made["measure"] = _measure(item, vocabulary)
    made["period"] = "not-stated"
    row = {"group": item.group, "label": item.what, "kind": item.kind, "timepoint_label": item.when}
    if item.kind == "awaited":
        row |= {"text": item.words or "named, without a number", "where": "ClinicalTrials.gov"}
    else:
        week = re.fullmatch(r"week (\d+)", item.when.lower())
        row |= {"timepoint_weeks": week and int(week[1])} | item.numbers
    row["locator"] = item.place
    made.update((name, value) for name, value in row.items() if value not in (None, ""))
    return made


def _lacks(row: CommentedMap, arms: CommentedMap, study: CommentedMap, vocabulary: Vocabulary) -> Iterator[str]:
    """Yield what a chosen row still needs from the person who chose it."""
    field, terms = TERMS[row["into"]]
    for name, file in ((field, terms), ("measure", "measures"), ("period", "periods")):
        term, known = str(row.get(name) or ""), vocabulary[file]
        if term not in known:
            mend = guess(term, known, f"write one of vocabulary/{file}.yaml, or add it there first")
            yield f"`{name}` is no term: '{term}'; {mend}"
    known = [arm["id"] for arm in study.get("arms", [])]
    for group in _groups(row):
        if arms.get(group) not in known:
            yield f"no arm stands beside '{group}' under `arms`; write one of {', '.join(known) or 'the record'}"


def _row(row: CommentedMap, arms: CommentedMap, source: str) -> CommentedMap:
    """Return a chosen row as the record holds it."""
    field, named = TERMS[row["into"]][0], [arms[group] for group in _groups(row)]
    made = CommentedMap({"id": row["id"], field: row[field]})
    if len(named) == 1:
        made["arm"] = named[0]
    elif named:
        made["contrast"] = CommentedMap(treatment=named[0], comparator=named[1], label=row["group"])
    beside = ("take", "posted", "into", "group", "locator")
    made.update((name, value) for name, value in row.items() if name not in (*beside, *made))
    made.update(source=source, locator=row["locator"])
    return made


def _groups(row: CommentedMap) -> list[str]:
    return [group for group in str(row.get("group", "")).split(" against ") if group]


def _source(study: CommentedMap, proposed: CommentedMap) -> CommentedMap:
    """Return the record's source of posted results, added if it has none."""
    url = f"https://clinicaltrials.gov/study/{proposed['registration']}?tab=results"
    sources = study.setdefault("sources", CommentedSeq())
    for source in sources:
        if source.get("url") == url:
            return source
    numbers = [int(found[1]) for source in sources if (found := re.fullmatch(r"S(\d+)", str(source.get("id"))))]
    made = CommentedMap(id=f"S{max(numbers, default=0) + 1}", url=url, kind="registry record with posted results")
    made["read"], made["verification"] = f"posted results, as of {proposed['read']}", "primary"
    sources.append(made)
    return made


def _term(item: PostedNumber, vocabulary: Vocabulary, terms: str) -> tuple[str, str | None]:
    """Return the term whose label the registry uses, and the nearest one."""
    labels = {plain(term.label): key for key, term in vocabulary[terms].items()}
    what = plain(item.what).removeprefix("any ")
    what = {"deaths from any cause": "death"}.get(plain(item.what), what)
    near = nearest(what, labels)
    return labels.get(what, ""), labels[near] if near else None


def _measure(item: PostedNumber, vocabulary: Vocabulary) -> str:
    """Return the first measure of the row's kind whose label the registry's words hold; the kind's first, else none."""
    terms = {key: plain(term.label) for key, term in vocabulary["measures"].items() if term.kind == item.kind}
    words = plain(item.measure)
    change = f"{words} change" if "change" in item.what.lower() else words
    fitting = [key for wanted in (change, words) for key, label in terms.items() if wanted and label == wanted]
    fitting += [key for key, label in terms.items() if words and label in words]
    return next(iter(fitting or (list(terms) if item.kind in ("count", "percent", "awaited") else [])), "")


def _summary(item: PostedNumber) -> str:
    """Return one line on a posted number, for the person who chooses."""
    numbers = item.numbers
    if item.kind == "awaited":
        told = item.words or "no number"
    elif "events" in numbers:
        told = f"{numbers['events']} of {numbers['n']}" if "n" in numbers else f"{numbers['events']}"
    else:
        told = str(numbers.get(item.kind, numbers.get("value", f"P {numbers.get('p_value', '')}")))
    return "; ".join(filter(None, [item.what, item.group, item.when, f"{item.measure.lower()} {told}".strip()]))
