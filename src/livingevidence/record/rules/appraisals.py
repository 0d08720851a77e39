"""Rules on what people judge: risk of bias, certainty, comparators, and whether two studies share people."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import combinations

from livingevidence.record.addresses import Address
from livingevidence.record.awaited import moved_fields
from livingevidence.record.dates import first_day
from livingevidence.record.judgements import Certainty, RiskOfBias, answering_rows
from livingevidence.record.library import Library
from livingevidence.record.models import AdverseEvent, Row, Study
from livingevidence.record.review import Comparator
from livingevidence.record.rules.base import Part, choices_in_words, each_item, pieces, rule, treated_studies

SHARED_AUTHORS = 2  # from which on two studies may be of one team
DAYS_APART = 3 * 366  # between their first reports, up to which their people may be the same


def _risks(library: Library) -> Iterator[Part]:
    """Yield each judgement of risk of bias whose study and tool are known, with them."""
    for document, path, risk in pieces(RiskOfBias)(library):
        study, tool = library.studies.get(risk.study), library.appraisal.tools.get(risk.tool)
        if study and tool:
            yield document, path, risk, study, tool


@rule(_risks)
def tool_fits(risk, study, tool, library):
    """A tool is used for the designs it is made for, and judges rows if it judges results."""
    if study.design in library.vocabulary["designs"] and study.design not in tool.designs:
        yield "tool", f"{tool.label} for a {study.design}", f"use a tool for it; {tool.label} is not"
    if risk.not_assessable is None and tool.per_result != bool(risk.rows):
        fix = "name the `rows` that are judged" if tool.per_result else "remove `rows`; the study is judged"
        yield "rows", f"{len(risk.rows)} rows for {tool.label}", fix


@rule(_risks)
def results_of_one_kind(risk, study, tool, library):
    """A judgement of results is of one kind of them: benefit or course, harm, or stopping because of a harm."""
    harms = library.vocabulary["adverse-events"]
    stops = {name for name, term in harms.items() if term.class_ == "discontinuation"}

    def kind_of(row: Row) -> str:
        if not isinstance(row, AdverseEvent):
            return "benefit or course"
        return "stopping" if row.event in stops else "harm"

    kinds = {kind_of(row) for row in study.rows if row.id in risk.rows}
    if tool.per_result and risk.domains and len(kinds) > 1:
        yield "rows", " and ".join(sorted(kinds)), "judge each kind in a file of its own"


@rule(_risks)
def whole_judgement(risk, study, tool, _):
    """A judgement covers each domain of its tool in the tool's own terms, or says why nothing can be judged."""
    if risk.not_assessable:
        if risk.domains or risk.overall:
            yield "domains", "domains beside `not_assessable`", "keep one of the two"
        return
    for missing in set(tool.domains).difference(risk.domains):
        yield "domains", f"no '{missing}'", f"add `{missing}:` with judgement and reason"
    for name, domain in risk.domains.items():
        if name not in tool.domains:
            yield ("domains", name), f"'{name}', no domain of {tool.label}", f"choose: {choices_in_words(tool.domains)}"
        if domain.judgement not in tool.judgements:
            fix = f"choose one of: {', '.join(tool.judgements)}"
            yield ("domains", name, "judgement"), f"'{domain.judgement}'", fix
    if risk.overall and tool.overall == "none":
        yield "overall", "an overall judgement", "remove it: the tool has none"
    if not risk.overall and tool.overall != "none":
        yield "overall", "no overall judgement", "add `overall:` with judgement and reason"


@rule(_risks)
def overall_not_better(risk, study, tool, _):
    """An overall judgement is never better than the worst domain."""
    order = list(tool.judgements)
    places = [order.index(domain.judgement) for domain in risk.domains.values() if domain.judgement in order]
    if risk.overall and places and risk.overall.judgement not in order[max(places) :]:
        worst = order[max(places)]
        yield ("overall", "judgement"), f"'{risk.overall.judgement}', but a domain is {worst}", f"write {worst}"


@rule(_risks)
def place_of_judgement(risk, study, tool, _):
    """A judgement on a domain names a source with the place in it; a best one always does."""
    best = next(iter(tool.judgements))
    for name, domain in risk.domains.items():
        if bool(domain.source) != bool(domain.locator):
            found = "a source without a locator" if domain.source else "a locator without a source"
            yield ("domains", name), found, "give both, or neither"
        if domain.judgement == best and not domain.source:
            yield ("domains", name), f"'{best}' without a source", "name the source and the place, or judge less well"


@rule(_risks)
def read_enough(risk, study, *_):
    """A study that is known from texts about it alone is not assessable."""
    is_secondhand = all(source.verification == "secondary" for source in study.sources)
    if (is_secondhand or risk.made_from == "texts about the study") and risk.not_assessable is None:
        yield "domains", "domains judged from texts about the study", "give `not_assessable` with the reason"


@rule(pieces(Certainty))
def whole_rating(rating, library):
    """A rating of certainty gives all reasons down and up, or says why it is not rated, and rests on judged studies."""
    fields = [f"`{name}`" for name in ("down", "up", "not_rated") if getattr(rating, name)]
    if fields not in (["`down`", "`up`"], ["`not_rated`"]):
        yield "down", " and ".join(fields) or "no reasons", "give `down` and `up`, or only `not_rated`"
    risks = library.appraisal.risks
    if not all(name in risks for name in rating.risk_of_bias):
        return  # which of them is missing or broken is told there
    judged_studies = {risks[name].study for name in rating.risk_of_bias}
    for place, study in enumerate(Address(address).study for address in rating.rows):
        if study not in judged_studies:
            fix = f"add a judgement of the risk of bias of {study} to `risk_of_bias`"
            yield ("rows", place), f"a row of {study}, whose risk of bias is not named", fix


@rule(pieces(Certainty))
def question_of_its_rows(rating, library):
    """A rating asks about an outcome or an adverse event, and each row that it names answers it."""
    if not (rating.question.outcomes or rating.question.adverse_events):
        yield "question", "no outcome and no adverse event", "name what it asks about, in terms of the vocabulary"
    for place, address in enumerate(map(Address, rating.rows)):
        study = library.studies.get(address.study)
        for row in study.rows if study else ():
            if row.id == address.part and not rating.question.asks(row):
                term = getattr(row, "outcome", None) or row.event
                fix = "add its term and its period to `question`, or remove the row"
                yield ("rows", place), f"{term}, {row.period}", fix


@rule(look=True, needs="topic")
def judged_on_the_values_of_today(library):
    """A judgement is signed, and was made on the values that the records have today."""
    for name in library.appraisal.stale_names(library.analysed_studies, library.topic):
        judgement, unnamed = library.appraisal.judgement(name), set()
        if isinstance(judgement, RiskOfBias):
            studies = {judgement.study}
        else:
            studies = {Address(row).study for row in judgement.rows}
        if any(library.addresses(study) is None for study in studies):
            continue
        if isinstance(judgement, Certainty):
            answers = answering_rows(judgement, library.analysed_studies, library.topic)
            unnamed = {Address.of(study.id, row.id) for study, rows in answers for row in rows} - set(judgement.rows)
        found = "values that changed since" if judgement.signed else "a judgement that nobody has signed"
        if unnamed:
            found += f"; its question is answered, too, by {choices_in_words(unnamed)}, which it doesn't name"
        fix = f"look at it again, change it where they move it, then run `livingevidence sign {name} --role ROLE`"
        yield library.files[f"appraisal/{name}"], ("signed",), found, fix


@rule(look=True, needs="vocabulary topic")
def risk_of_bias_of_each_study(library):
    """A study of people on the treatment has a judgement of its risk of bias, if only that none can be made."""
    appraisal = library.appraisal
    for document, _, study in treated_studies(library):
        tools = [name for name, tool in appraisal.tools.items() if study.design in tool.designs]
        if tools and not appraisal.risks_of(study.id):
            place = library.root.display_path(library.root.data / "appraisal" / "risk-of-bias" / f"{study.id}.yaml")
            fields = f"`study: {study.id}`, `tool: {tools[0]}`, `made_from: abstract` and `domains`"
            fix = f"write {place} with {fields}, or `not_assessable: why`"
            yield document, ("id",), "no judgement of its risk of bias", fix


@rule(each_item("reports"), look=True)
def what_became_of_each_report(report, study, library):
    """A report that was retracted or corrected, or is of concern, says in its note what follows for its rows."""
    notice = library.search.notices.get(report.key)
    if notice and notice.notices and report.note is None:
        fix = "take out the rows that it carries, or write `note` with what follows for them"
        yield "key", f"{report.key} is told to be {', '.join(notice.notices)}, as of {notice.asked}", fix


@rule(each_item("trials"), look=True)
def what_the_registry_tells(trial, study, library):
    """A trial has the status and the days that its registry told last."""
    notice = library.registry_notices.get(trial.id)
    for name, value in moved_fields(trial, notice).items():
        found = f"{trial.id}: the registry told {name} {value} on {notice.asked}; the record has {getattr(trial, name)}"
        yield (), found, f"look there and set `{name}`; what is posted is read by `pull`"


@rule(pieces(Comparator))
def comparator_or_none(entry, library):
    """A condition stands once in comparators.yaml, either with comparators or with `none_known`."""
    if bool(entry.control or entry.natural_history or entry.told) == bool(entry.none_known):
        found, fix = "comparators and `none_known`", "keep one of the two"
        if not entry.none_known:
            found = "neither comparators nor `none_known`"
            fix = "give `control`, `natural_history` or `told`, or say in `none_known` that there is none of them"
        yield (), found, fix
    times = Counter(other.condition for other in library.comparators.values())[entry.condition]
    if times > 1:
        yield "condition", f"'{entry.condition}' {times} times", "put the entries together"


def treated_conditions(library: Library) -> list[str]:
    """Return the conditions of the review's groups that a study with patients on the treatment has."""
    treated = {name for *_, study in treated_studies(library) for name in study.conditions}
    groups = {*library.topic.groups}
    terms = library.vocabulary["conditions"].items()
    return [name for name, term in terms if name in treated and not term.collective and groups & {*term.groups}]


@rule(needs="vocabulary topic")
def comparator_of_each_condition(library):
    """Every condition of the review's groups with a patient on the treatment stands in comparators.yaml."""
    declared = {entry.condition for entry in library.comparators.values()}
    for name in treated_conditions(library) if library.is_whole("comparators") else ():
        if name not in declared:
            fix = f"add `- condition: {name}` with its comparators, or with `none_known`"
            yield library.files["comparators"], (), f"no '{name}'", fix


@rule(pieces(Comparator), needs="topic")
def fits_as_comparator(entry, library):
    """A comparator is of the same condition: under the control, or of nobody treated, never a difference."""
    for name, fits in (("control", _under_control), ("natural_history", _untreated)):
        for place, address in enumerate(map(Address, getattr(entry, name))):
            study = library.studies.get(address.study)
            row = next((row for row in study.rows if row.id == address.part), None) if study else None
            if row and entry.condition not in study.conditions:
                found = f"a row of {study.id}, which has no {entry.condition}"
                yield (name, place), found, "choose a row of the same condition"
            elif row and not fits(library.topic, study, row):
                fix = "choose a row of an untreated arm, or of how the disease runs by itself"
                if name == "control":
                    fix = f"choose a row of {library.topic.control.label} alone, or an awaited contrast with it"
                yield (name, place), f"'{row.label}' of {study.id}", fix
    for place, words in enumerate(entry.told):
        study = library.studies.get(words.study)
        if study and entry.condition not in study.conditions:
            found = f"words on {study.id}, which has no {entry.condition}"
            yield ("told", place, "study"), found, "choose a record of the same condition"


def _under_control(topic, study, row) -> bool:
    arms = {arm.id for arm in study.arms if topic.is_control(arm)}
    if row.contrast:  # a difference is no response under the control; one that is awaited stands for its two arms
        return row.contrast.comparator in arms and row.kind == "awaited"
    return row.arm in arms or (row.arm is None and bool(arms) and row.kind == "qualitative")


def _untreated(topic, study, row) -> bool:
    no_treatment = set(topic.untreated.interventions)
    arms = {arm.id for arm in study.arms if set(arm.interventions) <= no_treatment}
    is_of_study = row.arm is None and row.contrast is None
    return row.arm in arms or (is_of_study and getattr(row, "outcome", "") in topic.untreated.outcomes)


@rule(pieces(Comparator), needs="topic")
def none_is_known(entry, library):
    """Where `none_known` stands, no record of the condition has a row of the control or of nobody treated."""
    studies = library.studies.values() if entry.none_known else ()
    for study in (study for study in studies if entry.condition in study.conditions):
        for row in study.rows:
            if _under_control(library.topic, study, row) or _untreated(library.topic, study, row):
                fix = f"put {study.id}/{row.id} in its place, under `control` or `natural_history`"
                yield "none_known", f"'{row.label}' of {study.id}, which is one", fix


@rule(pieces(Comparator))
def told_in_record(entry, library):
    """Natural history in words stands so in its record, without quotation marks, with its source or author."""
    for place, words in enumerate(entry.told):
        study = library.studies.get(words.study)
        if study and " ".join(words.text.split()) not in _record_words(study):
            yield ("told", place, "text"), f"words that {study.id} does not hold", "copy them from the record"
        if re.search('["“”„«»]', words.text):
            yield ("told", place, "text"), "a quotation mark", "leave it out: what is quoted is the record"
        if not words.source and not re.search(r"\b[a-z]+-(19|20)[0-9]{2}\b", words.text):
            yield ("told", place), "no source", "add `source:`, or choose words that name the publication"


def _record_words(study) -> str:
    cases = [text for case in study.cases for text in (case.response_detail, case.untreated_side) if text]
    texts = [*study.limitations, *study.notes, *study.conflicts, *cases]
    return "\n".join(" ".join(text.split()) for text in texts)


@rule(look=True, needs="vocabulary topic")
def overlap_is_declared(library):
    """Studies of one disease and one team, of years that are near, say whether they share people, or each its trial."""
    studies = [study for *_, study in treated_studies(library)]
    people = {study.id: {_person(name) for name in study.authors} - {""} for study in studies}
    # Only those with an author in common are looked at, not all pairs of thousands.
    places_of: dict[str, list[int]] = {}
    for place, study in enumerate(studies):
        for name in people[study.id]:
            places_of.setdefault(name, []).append(place)
    shared_authors = Counter(pair for places in places_of.values() for pair in combinations(places, 2))
    for (place, later_place), count in sorted(shared_authors.items()):
        first, second = pair = studies[place], studies[later_place]
        if count >= SHARED_AUTHORS and set(first.conditions) & set(second.conditions) and _near(first, second):
            overlaps = {overlap.study for study in pair for overlap in study.overlaps}
            texts = " ".join(text for study in pair for text in (*study.notes, *study.limitations))
            is_declared = overlaps & {first.id, second.id} or any(study.id in texts for study in pair)
            if not is_declared and not all(any(trial.registered for trial in study.trials) for study in pair):
                fix = f"add `- study: {first.id}` with `why:` to `overlaps`; or, if they are other people, "
                fix += f"say so in `notes`, and name {first.id} there"
                found = f"{count} authors, a disease and the years of {first.id}"
                yield library.files[f"studies/{second.id}"], ("id",), found, fix


def _person(name: str) -> str:
    """Return surname and first initial of an author as printed; empty for a word such as `others`."""
    last, _, first = name.replace(",", " ").rpartition(" ")
    return f"{last.split()[0]} {first[:1]}".casefold() if last.strip() else ""


def _near(first: Study, second: Study) -> bool:
    days = [first_day(study.reports[0].first_public) for study in (first, second)]
    return None in days or abs((days[0] - days[1]).days) <= DAYS_APART
