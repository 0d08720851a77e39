"""ClinicalTrials.gov, version 2 of its API (https://clinicaltrials.gov/data-api/api): plans and posted results."""

from collections.abc import Iterator
from dataclasses import dataclass

from livingevidence.record.search import Publication, Question
from livingevidence.watch.publication import Item, Page, bare, paged
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
class Posted:
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
    unit: str = ""
    spread: str = ""
    events: int | None = None
    n: int | None = None
    value: float | None = None
    spread_value: float | None = None
    low: float | None = None
    high: float | None = None
    p_value: str = ""
    words: str = ""
    """Why there is no number."""


def fetch(number: str, transport: Transport) -> dict:
    """Return the registry's answer on one trial; raises SourceFailed if it can't be asked, or doesn't know it."""
    answer = transport.json(PLACE, f"/studies/{number}")
    found = answer.get("protocolSection", {}).get("identificationModule", {}) if isinstance(answer, dict) else {}
    if found.get("nctId") != number:
        raise SourceFailed(f"ClinicalTrials.gov tells nothing of {number}: look at the number for a slip")
    return answer


def pages(question: Question, transport: Transport) -> Iterator[Page]:
    """Yield the trials that a question finds; posted results are a report of their own."""

    def ask(cursor: str) -> tuple[int, list[Item], str | None]:
        token = {} if cursor == "*" else {"pageToken": cursor}
        found = transport.json(PLACE, question.path, **question.parameters, **token)
        items = [item for answer in found["studies"] for item in _items(answer)]
        return found.get("totalCount", 0), items, found.get("nextPageToken")

    return paged(ask)


def _items(answer: dict) -> Iterator[Item]:
    trial = read(answer)
    yield Item(trial.registration, trial)
    if answer.get("hasResults"):
        name, day = f"{trial.registration}/results", snapshot(answer).get("results_posted", "")
        posted_on = {"title": f"Results posted: {trial.title}", "published": day, "registration": name}
        yield Item(name, trial.model_copy(update=posted_on))


def read(answer: dict) -> Publication:
    """Return what a trial is, as registered: what is planned stands for an abstract, and the sponsor for an author."""
    plan = answer.get("protocolSection", {})
    named, state, design = (plan.get(f"{part}Module", {}) for part in ("identification", "status", "design"))
    info = design.get("designInfo", {})
    arms = plan.get("armsInterventionsModule", {}).get("armGroups", [])
    told = [bare(f"{arm.get('label')} ({'; '.join(arm.get('interventionNames', []))})") for arm in arms]
    ways = [info.get("allocation"), info.get("interventionModel")]
    masking, phases = info.get("maskingInfo", {}).get("masking"), ", ".join(design.get("phases", []))
    kinds = [", ".join(filter(None, ways)), masking, phases, state.get("overallStatus")]
    sponsor = bare(plan.get("sponsorCollaboratorsModule", {}).get("leadSponsor", {}).get("name"))
    return Publication(
        source=PLACE.name,
        title=bare(named.get("officialTitle") or named.get("briefTitle")),
        authors=(sponsor,) if sponsor else (),
        published=state.get("studyFirstPostDateStruct", {}).get("date", ""),
        abstract=". ".join(["; ".join(map(bare, plan.get("conditionsModule", {}).get("conditions", []))), *told]),
        registration=named.get("nctId", ""),
        kinds=tuple(filter(None, kinds)),
    )


def snapshot(answer: dict) -> dict[str, str]:
    """Return status and days of a trial by the names that a record has for them, as far as the registry tells them."""
    state = answer["protocolSection"].get("statusModule", {})
    told = {"status": STATUS.get(state.get("overallStatus"), "")}
    for name, part in (("primary_completed", "primaryCompletion"), ("completed", "completion")):
        day = state.get(f"{part}DateStruct", {})
        told |= {name: day.get("date", ""), f"{name}_is": WAYS.get(day.get("type"), "")}
    told["results_posted"] = state.get("resultsFirstPostDateStruct", {}).get("date", "")
    return {name: value for name, value in told.items() if value}


def posted(answer: dict) -> list[Posted]:
    """Return every posted number, in the registry's order; empty where no results are posted."""
    results = answer.get("resultsSection", {})
    flow = results.get("participantFlowModule", {})
    outcomes = results.get("outcomeMeasuresModule", {}).get("outcomeMeasures", [])
    return [
        *_flow(flow),
        *(number for outcome in outcomes for number in _outcome(outcome)),
        *_events(results.get("adverseEventsModule", {})),
    ]


def _flow(flow: dict) -> Iterator[Posted]:
    groups = _titles(flow.get("groups", []))
    for period in flow.get("periods", []):
        counted = list(_counted(period))
        started = {group: people for name, group, people in counted if name == "STARTED"}
        for name, group, people in counted:
            place = f"participant flow, {bare(period.get('title'))}, {name}"
            kind = "awaited" if people is None else "count"
            yield Posted("flow", name, groups.get(group, ""), place, kind, events=people, n=started.get(group))


def _counted(period: dict) -> Iterator[tuple[str, str, int | None]]:
    """Yield each step of a period with a group and its people: those who reached it, or left for that reason."""
    for part, prefix, inner in (("milestones", "", "achievements"), ("dropWithdraws", "left: ", "reasons")):
        for step in period.get(part, []):
            for item in step.get(inner, []):
                yield prefix + bare(step.get("type")), item.get("groupId", ""), _whole(item.get("numSubjects"))


def _outcome(outcome: dict) -> Iterator[Posted]:
    title, groups = bare(outcome.get("title")), _titles(outcome.get("groups", []))
    common = {"what": title, "when": bare(outcome.get("timeFrame")), "measure": outcome.get("paramType", "")}
    common |= {"unit": bare(outcome.get("unitOfMeasure")), "spread": bare(outcome.get("dispersionType"))}
    heading = f"{outcome.get('type', '').lower()} outcome, {title}"
    if outcome.get("reportingStatus") == "NOT_POSTED" or not outcome.get("classes"):
        due = outcome.get("anticipatedPostingDate", "")
        words = "not posted" + (f", expected {due}" if due else "")
        yield Posted("outcome", group="", place=heading, kind="awaited", words=words, **common)
        return
    whole = _denominators(outcome)
    for part in outcome["classes"]:
        counted = whole | _denominators(part)
        for category in part.get("categories", []):
            names = [bare(part.get("title")), bare(category.get("title"))]
            place = ", ".join(filter(None, [heading, *names]))
            for item in category.get("measurements", []):
                group = item.get("groupId")
                yield _measurement(item, groups.get(group, ""), place, counted.get(group), names, common)
    for analysis in outcome.get("analyses", []):
        yield _analysis(analysis, groups, heading, common)


def _measurement(item: dict, group: str, place: str, n: int | None, names: list[str], common: dict) -> Posted:
    value = _float(item.get("value"))
    common = common | {"what": ", ".join(filter(None, [common["what"], *names]))}
    if value is None or n == 0:  # "NA", nothing, or nobody to count
        words = bare(item.get("comment")) or ("nobody was analysed" if n == 0 else "posted without a number")
        return Posted("outcome", group=group, place=place, kind="awaited", n=n, words=words, **common)
    numbers = {"low": _float(item.get("lowerLimit")), "high": _float(item.get("upperLimit")), "n": n}
    spread = _float(item.get("spread"))
    if common["measure"] == "COUNT_OF_PARTICIPANTS":
        return Posted("outcome", group=group, place=place, kind="count", events=_whole(item["value"]), n=n, **common)
    kind = "percent" if "percent" in common["unit"].lower() and common["measure"] == "NUMBER" else "value"
    return Posted("outcome", group=group, place=place, kind=kind, value=value, spread_value=spread, **numbers, **common)


def _analysis(analysis: dict, groups: dict[str, str], heading: str, common: dict) -> Posted:
    compared = " against ".join(groups.get(group, group) for group in analysis.get("groupIds", []))
    words = [analysis.get(f"{name}", "") for name in ("statisticalMethod", "groupDescription", "estimateComment")]
    return Posted(
        "outcome",
        what=common["what"],
        when=common["when"],
        group=compared,
        place=f"{heading}, statistical analysis",
        kind="contrast",
        measure=bare(analysis.get("paramType")),
        spread=bare(analysis.get("dispersionType")),
        value=_float(analysis.get("paramValue")),
        spread_value=_float(analysis.get("dispersionValue")),
        low=_float(analysis.get("ciLowerLimit")),
        high=_float(analysis.get("ciUpperLimit")),
        unit=f"{analysis['ciPctValue']} % interval" if analysis.get("ciPctValue") else "",
        p_value=bare(analysis.get("pValue")),
        words="; ".join(filter(None, map(bare, words))),
    )


def _events(module: dict) -> Iterator[Posted]:
    groups, when = _titles(module.get("eventGroups", [])), bare(module.get("timeFrame"))
    for group in module.get("eventGroups", []):
        for section, what in (("deaths", "deaths from any cause"), ("serious", "any serious adverse event")):
            events, n = (_whole(group.get(f"{section}Num{part}")) for part in ("Affected", "AtRisk"))
            if events is not None:
                title = groups[group["id"]]
                yield Posted(section, what, title, f"adverse events, {what}", "count", when, events=events, n=n)
    for section in ("serious", "other"):
        for event in module.get(f"{section}Events", []):
            what, place = bare(event.get("term")), f"{section} adverse events, {bare(event.get('organSystem'))}"
            for item in event.get("stats", []):
                events, n = _whole(item.get("numAffected")), _whole(item.get("numAtRisk"))
                kind = "awaited" if events is None or not n else "count"
                group = groups.get(item.get("groupId"), "")
                yield Posted(section, what, group, f"{place}, {what}", kind, when, events=events, n=n)


def _titles(groups: list[dict]) -> dict[str, str]:
    return {group.get("id"): bare(group.get("title")) for group in groups}


def _denominators(part: dict) -> dict[str, int | None]:
    """Return how many people of each group were counted; other units, such as lesions, are no people."""
    people = [item for item in part.get("denoms", []) if item.get("units", "").lower() == "participants"]
    return {count.get("groupId"): _whole(count.get("value")) for item in people for count in item.get("counts", [])}


def _whole(text: object) -> int | None:
    number = _float(text)
    return int(number) if number is not None and number == int(number) else None


def _float(text: object) -> float | None:
    try:
        number = float(str(text).replace(",", ""))
    except ValueError:
        return None
    return number if abs(number) < float("inf") else None
