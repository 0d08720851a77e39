"""Rules on people who may stand in two studies, and would be counted twice."""

from collections import Counter
from itertools import combinations

from livingevidence.record.dates import first_day
from livingevidence.record.models import Study
from livingevidence.record.rules.base import rule, treated

SHARED = 2  # authors of both, from which on two studies may be of one team
APART = 3 * 366  # days between their first reports, up to which their people may be the same


@rule(look=True, needs="vocabulary topic")
def overlap_is_declared(library):
    """Studies of one disease and one team, of years that are near, say whether they share people, or each its trial."""
    studies = [study for *_, study in treated(library)]
    people = {study.id: {_person(name) for name in study.authors} - {""} for study in studies}
    of_team: dict[str, list[int]] = {}  # only those with an author in common are looked at
    for place, study in enumerate(studies):
        for name in people[study.id]:
            of_team.setdefault(name, []).append(place)
    shared_by = Counter(pair for places in of_team.values() for pair in combinations(places, 2))
    for (place, later), shared in sorted(shared_by.items()):
        one, other = both = studies[place], studies[later]
        if shared >= SHARED and set(one.conditions) & set(other.conditions) and _near(one, other):
            told = {item.study for study in both for item in study.overlaps}
            words = " ".join(text for study in both for text in (*study.notes, *study.limitations))
            named = told & {one.id, other.id} or any(study.id in words for study in both)
            if not named and not all(any(trial.registered for trial in study.trials) for study in both):
                fix = f"add `- study: {one.id}` with `why:` to `overlaps`; or, if it is of other people, say so in"
                found = f"{shared} authors, a disease and the years of {one.id}"
                yield library.files[f"studies/{other.id}"], ("id",), found, f"{fix} `notes`, with the name {one.id}"


def _person(name: str) -> str:
    """Return surname and first initial of an author as printed; empty for a word such as `others`."""
    last, _, first = name.replace(",", " ").rpartition(" ")
    return f"{last.split()[0]} {first[:1]}".casefold() if last.strip() else ""


def _near(one: Study, other: Study) -> bool:
    days = [first_day(study.reports[0].first_public) for study in (one, other)]
    return None in days or abs((days[0] - days[1]).days) <= APART
