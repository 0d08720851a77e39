"""Rules on judgements: risk of bias and certainty."""

from __future__ import annotations

from livingevidence.record.addresses import Address
from livingevidence.record.dates import first_day
from livingevidence.record.rules.base import Rule, one_of


class _OnRisk(Rule):
    """A rule on each judgement of risk of bias whose study and tool are known."""

    def library(self, library):
        made = library.appraisal
        for name, judged in made.risks.items():
            study, tool = library.studies.get(judged.study), made.tools.get(judged.tool)
            if study and tool:
                document = made.documents[f"risk-of-bias/{name}"]
                yield from (self.problem(document, found) for found in self.risk(judged, study, tool))

    def risk(self, judged, study, tool):
        """Yield what is wrong in one judgement."""
        return iter(())


class ToolFits(_OnRisk):
    """A tool is used for the designs it is made for, and judges rows if it judges results."""

    def risk(self, judged, study, tool):
        if study.design not in tool.designs:
            yield ("tool",), f"{tool.label} for a {study.design}", f"use a tool for it; {tool.label} is not"
        if judged.not_assessable is None and tool.per_result != bool(judged.rows):
            fix = "name the `rows` that are judged" if tool.per_result else "remove `rows`; the study is judged"
            yield ("rows",), f"{len(judged.rows)} rows for {tool.label}", fix


class WholeJudgement(_OnRisk):
    """A judgement covers each domain of its tool in the tool's own terms, or says why nothing can be judged."""

    def risk(self, judged, study, tool):
        if judged.not_assessable:
            if judged.domains or judged.overall:
                yield ("domains",), "domains beside `not_assessable`", "keep one of the two"
            return
        for missing in sorted(set(tool.domains) - set(judged.domains)):
            yield ("domains",), f"no '{missing}'", f"add `{missing}:` with judgement and reason"
        for name, found in judged.domains.items():
            if name not in tool.domains:
                yield ("domains", name), f"'{name}', no domain of {tool.label}", f"choose: {one_of(tool.domains)}"
            if found.judgement not in tool.judgements:
                fix = f"choose one of: {', '.join(tool.judgements)}"
                yield ("domains", name, "judgement"), f"'{found.judgement}'", fix
        if (judged.overall is None) != (tool.overall == "none"):
            fix = "remove it: the tool has none" if judged.overall else "add `overall:` with judgement and reason"
            yield ("overall",), "an overall judgement" if judged.overall else "no overall judgement", fix


class OverallNotBetter(_OnRisk):
    """An overall judgement is never better than the worst domain."""

    def risk(self, judged, study, tool):
        order = list(tool.judgements)
        known = [found.judgement for found in judged.domains.values() if found.judgement in order]
        if judged.overall is None or not known:
            return
        worst = max(known, key=order.index)
        if judged.overall.judgement not in order or order.index(judged.overall.judgement) < order.index(worst):
            yield ("overall", "judgement"), f"'{judged.overall.judgement}', but a domain is {worst}", f"write {worst}"


class PlaceOfJudgement(_OnRisk):
    """A judgement on a domain names a source with the place in it; a best one always does."""

    def risk(self, judged, study, tool):
        best = next(iter(tool.judgements))
        for name, found in judged.domains.items():
            path = ("domains", name)
            if bool(found.source) != bool(found.locator):
                yield path, "a source without a locator, or the other way round", "give both, or neither"
            if found.judgement == best and not found.source:
                yield path, f"'{best}' without a source", "name the source and the place, or judge less well"


class ReadEnough(_OnRisk):
    """A study that is known from texts about it alone is not assessable."""

    def risk(self, judged, study, tool):
        about = all(source.verification == "secondary" for source in study.sources)
        if (about or judged.made_from == "texts about the study") and judged.not_assessable is None:
            yield ("domains",), "domains judged from texts about the study", "give `not_assessable` with the reason"


class WholeRating(Rule):
    """A rating of certainty gives all reasons down and up, or says why it is not rated, and rests on judged studies."""

    def library(self, library):
        made = library.appraisal
        for name, rated in made.certainties.items():
            problems = list(self._rating(rated, made))
            yield from (self.problem(made.documents[f"certainty/{name}"], found) for found in problems)

    def _rating(self, rated, made):
        given = [part for part in (rated.down, rated.up) if part is not None]
        if len(given) != (0 if rated.not_rated else 2):
            yield ("down",), "reasons that are not whole", "give `down` and `up`, or only `not_rated`"
        if rated.exception and rated.comparison != "none":
            yield ("exception",), "an exception beside a comparator", "remove it: there is no cap to lift"
        judged = {made.risks[risk].study for risk in rated.risk_of_bias if risk in made.risks}
        if any(risk not in made.risks for risk in rated.risk_of_bias):
            return  # which of them is missing or broken is told there
        for i, address in enumerate(rated.rows):
            study = Address(address).study
            if study not in judged:
                fix = f"add a judgement of the risk of bias of {study} to `risk_of_bias`"
                yield ("rows", i), f"a row of {study}, whose risk of bias is not named", fix


class SignedInTime(Rule):
    """A judgement is signed on a day of the calendar that is not in the future."""

    def library(self, library):
        made = library.appraisal
        for name, judged in made.judgements():
            for i, signature in enumerate(judged.signed):
                day = first_day(signature.date)
                if day is None or day > library.today:
                    found = (("signed", i, "date"), signature.date, "write the day of signing as YYYY-MM-DD")
                    yield self.problem(made.documents[name], found)


RULES = [ToolFits, WholeJudgement, OverallNotBetter, PlaceOfJudgement, ReadEnough, WholeRating, SignedInTime]
