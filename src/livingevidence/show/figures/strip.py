"""The evidence strip: of each study of a disease its design, its people, the way it points, and how sure that is."""

from collections import Counter
from collections.abc import Iterable
from functools import partial
from math import sqrt

from matplotlib.axes import Axes

from livingevidence.appraisal.certainty import benefit_level
from livingevidence.evidence import describe
from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.names import short_names
from livingevidence.evidence.treated import conditions_in, rung_of, treated_studies
from livingevidence.record.judgements import LEVELS, Level
from livingevidence.record.models import Study
from livingevidence.record.text import capital, names_in_words
from livingevidence.show.figures.drawing import BRAND, INK, Figure, Line, figure, lines_under_heads
from livingevidence.show.findings import level_signs
from livingevidence.synthesis.benefit import Benefit, comparisons

WAYS = {"worse": "worse", "unclear": "unclear", "better": "better", "none": "not\ncompared"}
"""The columns of directions; what was told in words alone, or is awaited, is said across those of values."""
PLACES = dict(zip(WAYS, (1.95, 2.9, 3.85, 4.9), strict=True))
LONGEST_BAR = 1000  # people of the longest bar, where no study has more


def strip(evidence: Evidence, *, condition: str | None = None, group: str | None = None) -> Figure:
    """Return the evidence strip of a condition, or of each condition of a group, the strongest design first."""
    terms, lines, rungs = [condition] if condition else conditions_in(evidence, group), [], list(evidence.topic.ladder)

    def strongest(study: Study) -> tuple[int, int]:
        return rungs.index(rung_of(evidence, study)), -(study.population.n_enrolled or 0)

    studied = {term: sorted(studies, key=strongest) for term in terms if (studies := treated_studies(evidence, term))}
    most = max([LONGEST_BAR, *(study.population.n_enrolled or 0 for studies in studied.values() for study in studies)])
    ways, compared, levels = Counter(), Counter(), set()
    for term, studies in studied.items():
        head = "" if condition else capital(evidence.vocabulary.label("conditions", term))
        benefits = comparisons(evidence.where(condition=term))
        for study in studies:
            results = [result for result in benefits if result.study.id == study.id]
            level = benefit_level(evidence.library.appraisal, study.id, term)
            lines.append(_line(evidence, study, results, level, head, most))
            levels.add(level)
            if rung_of(evidence, study) in evidence.topic.compared_rungs:
                compared[term] += 1
                values = " values" if any(result.way in PLACES for result in results) else ""
                ways[names_in_words(_ways(results)) + values] += 1
    head_line, no_study = Line(" ", marks=[_heads]), Line("No study", alt="No study.", marked=False)
    return figure(
        evidence,
        "strip",
        condition or group,
        [head_line, *lines_under_heads(lines)] if lines else [no_study],
        ends=(0, 7),
        studied=len(studied),
        compared=compared[condition] if condition else len(compared),
        studies=len(lines),
        ways=ways,
        level=max(levels - {None}, key=LEVELS.index, default=None),
        terms=len(terms),
        without=[evidence.vocabulary.label("conditions", term) for term in terms if term not in studied],
        list="conditions" if condition else "groups",
    )


def _heads(axes: Axes, place: float) -> None:
    """Draw the titles of the columns."""
    titles = {0.0: "people", **{PLACES[way]: title for way, title in WAYS.items()}, 5.65: "certainty"}
    for position, title in titles.items():
        side = "center" if position in PLACES.values() else "left"
        axes.text(position, place - 0.06, title, ha=side, va="center", weight="bold", size=8)


def _ways(results: Iterable[Benefit]) -> list[str]:
    """Return the ways in which results of a study point, each once; without any, why none of them does."""
    kinds = {result.way for result in results}
    ways = [WAYS[way].replace("\n", " ") for way in PLACES if way in kinds]
    if ways or not kinds & {"stated", "awaited"}:
        return ways
    return ["no numbers"] if "stated" in kinds else ["results awaited"]


def _line(evidence: Evidence, study: Study, results: list[Benefit], level: Level | None, head: str, most: int) -> Line:
    """Return the line of a study; results of it that point the same way are one mark."""
    filled, ways = {result.way for result in results if result.way in PLACES}, _ways(results)
    people = study.population.n_enrolled
    design = evidence.topic.ladder[rung_of(evidence, study)].one
    words = f"{short_names(evidence)[study.id]}: {design}, {describe.people(people)}"
    certainty = f"{level.replace('-', ' ')} certainty" if level else "certainty not rated"
    alt = f"{words}; {', '.join(ways) or 'not compared'}; {certainty}."
    addresses = () if people is None else (f"{study.id}/population.n_enrolled",)
    draw = partial(_draw, share=(people or 0) / most, filled=filled, instead=", ".join(ways), level=level)
    return Line(words, head, alt, True, addresses, [draw])


def _draw(axes: Axes, place: float, share: float, filled: set[str], instead: str, level: Level | None) -> None:
    """Draw the people as a bar whose length is the root of their number, the directions, and the certainty in signs.

    Where no values point anywhere, what there is stands in words instead.
    """
    length = 1.5 * sqrt(share)
    axes.barh(place, length, height=0.11, color=BRAND)
    shapes = {"worse": "v", "unclear": "s", "better": "^"}
    for way in (way for way in PLACES if way in filled):  # a set has no order
        axes.plot(PLACES[way], place, shapes[way], color=BRAND, ms=8)
    if not filled and instead:
        axes.text(PLACES["unclear"], place, instead, ha="center", va="center", size=8.5)
    elif not filled:
        axes.plot(PLACES["none"], place, "_", color=INK, ms=8)
    axes.text(5.65, place, level_signs(level) if level else "not rated", va="center", size=8.5)
