"""ClinicalTrials.gov, version 2 of its API (https://clinicaltrials.gov/data-api/api): plans and posted results."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from livingevidence.record.candidates import Publication
from livingevidence.record.search import Question
from livingevidence.watch.publication import Item, Page, bare, cursor_pages
from livingevidence.watch.transport import Place, SourceFailed, Transport

STATUS = {
    "NOT_YET_RECRUITING": "not-yet-recruiting",
    "RECRUITING": "recruiting",
    "ENROLLING_BY_INVITATION": "recruiting",
    "ACTIVE_NOT_RECRUITING": "active",
    "COMPLETED": "completed",
    "TERMINATED": "terminated",
    "WITHDRAWN": "withdrawn",
}
"""A record's word for a status; it has none for the others, such as a trial that is suspended."""
WAYS = {"ACTUAL": "actual", "ESTIMATED": "expected"}
PLACE = Place("clinicaltrials", "ClinicalTrials.gov", "https://clinicaltrials.gov/api/v2", pause=1.0)


@dataclass(frozen=True)
class PostedNumber:
    """One posted number, of one group or of a contrast between groups; words are as posted."""

    section: str
    """``flow``, ``outcome``, ``serious`` or ``other`` (adverse events), or ``deaths``."""
    what: str
    group: str
    place: str
    """Where it stands in the posted results: headings as a reader of the registry sees them."""
    kind: str
    """``count``, ``percent``, ``value``, ``contrast``, or ``awaited`` for what is named and not given."""
    when: str = ""
    measure: str = ""
    numbers: Mapping[str, object] = field(default_factory=dict)
    """By the names that a row of a record has for them; nothing of what is not posted."""
    words: str = ""
    """Why there is no number."""


def fetch(number: str, transport: Transport) -> dict:
    """Return the registry's answer on one trial; raises SourceFailed if it can't be asked, or doesn't know it."""
    answer = transport.json(PLACE, f"/studies/{number}")
    plan = answer.get("protocolSection", {}) if isinstance(answer, dict) else {}
    if plan.get("identificationModule", {}).get("nctId") != number:
        raise SourceFailed(f"ClinicalTrials.gov tells nothing of {number}: look at the number for a slip")
    return answer


def pages(question: Question, transport: Transport) -> Iterator[Page]:
    """Yield the trials that a question finds; posted results are a report of their own."""

    def ask(cursor: str) -> tuple[int, list[Item], str | None]:
        token = {} if cursor == "*" else {"pageToken": cursor}
        answer = transport.json(PLACE, question.path, **question.parameters, **token)
        items = [item for trial in answer["studies"] for item in _items(trial)]
        return answer.get("totalCount", 0), items, answer.get("nextPageToken")

    return cursor_pages(ask)


def _items(answer: dict) -> Iterator[Item]:
    trial = publication_of(answer)
    yield Item(trial.registration, trial)
    if answer.get("hasResults"):
        name, day = f"{trial.registration}/results", trial_state(answer).get("results_posted", "")
        fields = {"title": f"Results posted: {trial.title}", "published": day, "registration": name}
        yield Item(name, trial.model_copy(update=fields))


def publication_of(answer: dict) -> Publication:
    """Return what a trial is, as registered: what is planned stands for an abstract, and the sponsor for an author."""
    plan = answer.get("protocolSection", {})
    identification, status, design = (plan.get(f"{part}Module", {}) for part in ("identification", "status", "design"))
    info = design.get("designInfo", {})
    arms = plan.get("armsInterventionsModule", {}).get("armGroups", [])
    arm_texts = [bare(f"{arm.get('label')} ({'; '.join(arm.get('interventionNames', []))})") for arm in arms]
    allocation = [info.get("allocation"), info.get("interventionModel")]
    masking, phases = info.get("maskingInfo", {}).get("masking"), ", ".join(design.get("phases", []))
    kinds = [", ".join(filter(None, allocation)), masking, phases, status.get("overallStatus")]
    sponsor = bare(plan.get("sponsorCollaboratorsModule", {}).get("leadSponsor", {}).get("name"))
    return Publication(
        source=PLACE.name,
        title=bare(identification.get("officialTitle") or identification.get("briefTitle")),
        authors=(sponsor,) if sponsor else (),
        published=status.get("studyFirstPostDateStruct", {}).get("date", ""),
        abstract=". ".join(["; ".join(map(bare, plan.get("conditionsModule", {}).get("conditions", []))), *arm_texts]),
        registration=identification.get("nctId", ""),
        kinds=tuple(filter(None, kinds)),
    )


def trial_state(answer: dict) -> dict[str, str]:
    """Return status and days of a trial by the names that a record has for them, as far as the registry tells them."""
    status = answer["protocolSection"].get("statusModule", {})
    facts = {"status": STATUS.get(status.get("overallStatus"), "")}
    for name, part in (("primary_completed", "primaryCompletion"), ("completed", "completion")):
        day = status.get(f"{part}DateStruct", {})
        facts |= {name: day.get("date", ""), f"{name}_is": WAYS.get(day.get("type"), "")}
    facts["results_posted"] = status.get("resultsFirstPostDateStruct", {}).get("date", "")
    return {name: value for name, value in facts.items() if value}


def posted_numbers(answer: dict) -> list[PostedNumber]:
    """Return every posted number, in the registry's order; empty where no results are posted."""
    results = answer.get("resultsSection", {})
    flow = results.get("participantFlowModule", {})
    outcomes = results.get("outcomeMeasuresModule", {}).get("outcomeMeasures", [])
    return [
        *_flow(flow),
        *(number for outcome in outcomes for number in _outcome(outcome)),
        *_events(results.get("adverseEventsModule", {})),
    ]


def _flow(flow: dict) -> Iterator[PostedNumber]:
    groups = _titles(flow.get("groups", []))
    for period in flow.get("periods", []):
        steps = list(_flow_steps(period))
        started = {group: people for name, group, people in steps if name == "STARTED"}
        for name, group, people in steps:
            place = f"participant flow, {bare(period.get('title'))}, {name}"
            kind = "awaited" if people is None else "count"
            numbers = _row_values(events=people, n=started.get(group))
            yield PostedNumber("flow", name, groups.get(group, ""), place, kind, numbers=numbers)


def _flow_steps(period: dict) -> Iterator[tuple[str, str, int | None]]:
    """Yield each step of a period with a group and its people: those who reached it, or left for that reason."""
    for part, prefix, counts in (("milestones", "", "achievements"), ("dropWithdraws", "left: ", "reasons")):
        for step in period.get(part, []):
            for group_count in step.get(counts, []):
                people = _integer(group_count.get("numSubjects"))
                yield prefix + bare(step.get("type")), group_count.get("groupId", ""), people


def _outcome(outcome: dict) -> Iterator[PostedNumber]:
    title, groups = bare(outcome.get("title")), _titles(outcome.get("groups", []))
    shared = {"what": title, "when": bare(outcome.get("timeFrame")), "measure": outcome.get("paramType", "")}
    heading = f"{outcome.get('type', '').lower()} outcome, {title}"
    if outcome.get("reportingStatus") == "NOT_POSTED" or not outcome.get("classes"):
        due = outcome.get("anticipatedPostingDate", "")
        words = "not posted" + (f", expected {due}" if due else "")
        yield PostedNumber("outcome", group="", place=heading, kind="awaited", words=words, **shared)
        return
    all_counted = _denominators(outcome)
    for part in outcome["classes"]:
        people = all_counted | _denominators(part)
        for category in part.get("categories", []):
            names = [bare(part.get("title")), bare(category.get("title"))]
            own = {"what": ", ".join(filter(None, [title, *names]))}
            own["place"] = ", ".join(filter(None, [heading, *names]))
            for measurement in category.get("measurements", []):
                group = measurement.get("groupId")
                fields = shared | own | {"group": groups.get(group, "")}
                yield _measurement(measurement, outcome, people.get(group), fields)
    for analysis in outcome.get("analyses", []):
        spread = _spread("contrast", analysis, "dispersionType", "dispersionValue", "ciLowerLimit", "ciUpperLimit")
        numbers = _row_values(value=_float(analysis.get("paramValue")), p_value=bare(analysis.get("pValue")))
        fields = shared | {"measure": bare(analysis.get("paramType")), "place": f"{heading}, statistical analysis"}
        fields["group"] = " against ".join(groups.get(group, group) for group in analysis.get("groupIds", []))
        yield PostedNumber("outcome", kind="contrast", numbers=spread | numbers, **fields)


def _measurement(measurement: dict, outcome: dict, n: int | None, fields: dict) -> PostedNumber:
    value, unit = _float(measurement.get("value")), bare(outcome.get("unitOfMeasure"))
    if value is None or n == 0:  # "NA", nothing, or nobody to count
        words = bare(measurement.get("comment")) or ("nobody was analysed" if n == 0 else "posted without a number")
        return PostedNumber("outcome", kind="awaited", words=words, **fields)
    if fields["measure"] == "COUNT_OF_PARTICIPANTS":
        numbers = _row_values(events=_integer(measurement["value"]), n=n)
        return PostedNumber("outcome", kind="count", numbers=numbers, **fields)
    kind = "percent" if "percent" in unit.lower() and fields["measure"] == "NUMBER" else "value"
    numbers = _row_values(n=n, **{kind: value}, unit=unit if kind == "value" else "")
    spread = _spread(kind, outcome | measurement, "dispersionType", "spread", "lowerLimit", "upperLimit")
    return PostedNumber("outcome", kind=kind, numbers=numbers | spread, **fields)


def _spread(kind: str, source: dict, name: str, value: str, low: str, high: str) -> dict[str, object]:
    """Return a spread by the names that a row has: deviation or error, and an interval, else a range as printed."""
    spread_name, ends = bare(source.get(name)).lower(), (_float(source.get(low)), _float(source.get(high)))
    fields = {"standard deviation": "sd", "standard error": "se"}
    spread = _row_values(**{fields[spread_name]: _float(source.get(value))}) if spread_name in fields else {}
    if None in ends:
        return spread
    if kind != "value" or "confidence" in spread_name:
        return spread | {"ci_low": ends[0], "ci_high": ends[1]}
    return spread | {"iqr_printed" if "quartile" in spread_name else "range_printed": f"{ends[0]:g} to {ends[1]:g}"}


def _events(module: dict) -> Iterator[PostedNumber]:
    groups, when = _titles(module.get("eventGroups", [])), bare(module.get("timeFrame"))
    for group in module.get("eventGroups", []):
        for section, what in (("deaths", "deaths from any cause"), ("serious", "any serious adverse event")):
            events, n = (_integer(group.get(f"{section}Num{part}")) for part in ("Affected", "AtRisk"))
            if events is not None:
                title = groups[group["id"]]
                numbers = _row_values(events=events, n=n)
                yield PostedNumber(section, what, title, f"adverse events, {what}", "count", when, numbers=numbers)
    for section in ("serious", "other"):
        for event in module.get(f"{section}Events", []):
            what, place = bare(event.get("term")), f"{section} adverse events, {bare(event.get('organSystem'))}"
            for group_count in event.get("stats", []):
                events, n = _integer(group_count.get("numAffected")), _integer(group_count.get("numAtRisk"))
                kind = "awaited" if events is None or not n else "count"
                group = groups.get(group_count.get("groupId"), "")
                numbers = _row_values(events=events, n=n)
                yield PostedNumber(section, what, group, f"{place}, {what}", kind, when, numbers=numbers)


def _row_values(**numbers: object) -> dict[str, object]:
    return {name: value for name, value in numbers.items() if value not in (None, "")}


def _titles(groups: list[dict]) -> dict[str, str]:
    return {group.get("id"): bare(group.get("title")) for group in groups}


def _denominators(part: dict) -> dict[str, int | None]:
    """Return how many people of each group were counted; other units, such as lesions, are no people."""
    counted_people = [
        denominator for denominator in part.get("denoms", []) if denominator.get("units", "").lower() == "participants"
    ]
    return {
        count.get("groupId"): _integer(count.get("value"))
        for denominator in counted_people
        for count in denominator.get("counts", [])
    }


def _integer(text: object) -> int | None:
    number = _float(text)
    return int(number) if number is not None and number == int(number) else None


def _float(text: object) -> float | None:
    try:
        number = float(str(text).replace(",", ""))
    except ValueError:
        return None
    return number if abs(number) < float("inf") else None
