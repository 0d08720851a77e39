"""Read the judgements of a data folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import BaseModel, ValidationError

from ruxreview.appraisal import digests
from ruxreview.appraisal.records import Certainty, RiskOfBias, Tool
from ruxreview.problems import Problem
from ruxreview.reading import Document, read
from ruxreview.records import Study
from ruxreview.validate import from_pydantic


@dataclass
class Appraisal:
    """Everything that was judged, by the names of files, with the files themselves.

    Attributes
    ----------
    tools : dict of Tool
    risks : dict of RiskOfBias
    certainties : dict of Certainty
    documents : dict of Document
        By ``risk-of-bias/<name>`` and ``certainty/<name>``.
    """

    tools: dict[str, Tool] = field(default_factory=dict)
    risks: dict[str, RiskOfBias] = field(default_factory=dict)
    certainties: dict[str, Certainty] = field(default_factory=dict)
    documents: dict[str, Document] = field(default_factory=dict)

    def digest(self, name: str, studies: dict[str, Study]) -> str | None:
        """Return the digest of the values behind a judgement as they are now; None where its study is gone."""
        folder, _, stem = name.partition("/")
        if folder == "certainty":
            return digests.of_certainty(self.certainties[stem], studies, self.risks)
        judged = self.risks[stem]
        return digests.of_risk(judged, studies[judged.study]) if judged.study in studies else None

    def judgements(self) -> Iterator[tuple[str, RiskOfBias | Certainty]]:
        """Yield every judgement with its name."""
        yield from ((f"risk-of-bias/{name}", judged) for name, judged in self.risks.items())
        yield from ((f"certainty/{name}", rated) for name, rated in self.certainties.items())

    def stale(self, studies: dict[str, Study]) -> tuple[str, ...]:
        """Return the names of the judgements that nobody signed, or whose values changed since the last signature."""
        return tuple(
            name
            for name, made in self.judgements()
            if not made.signed or made.signed[-1].digest != self.digest(name, studies)
        )


def load_appraisal(folder: Path, name_of: Callable = str) -> tuple[Appraisal, list[Problem]]:
    """Read ``appraisal/`` of a data folder and return it with what was wrong; a folder without one holds none."""
    made, problems = Appraisal(), []
    if not folder.is_dir():
        return made, problems
    document = read(folder / "tools.yaml", name_of(folder / "tools.yaml"))
    problems += document.problems
    for name, values in (document.data or {}).items():
        _add(made.tools, name, values, Tool, document, problems, (name,))
    for part, model, held in (("risk-of-bias", RiskOfBias, made.risks), ("certainty", Certainty, made.certainties)):
        for file in sorted((folder / part).glob("*.yaml")):
            document = made.documents[f"{part}/{file.stem}"] = read(file, name_of(file))
            problems += document.problems
            if not document.problems:
                _add(held, file.stem, document.data, model, document, problems)
    return made, problems


def _add(held: dict, name: str, values, model: type[BaseModel], document: Document, problems: list, at=()) -> None:
    try:
        held[name] = model.model_validate(values)
    except ValidationError as error:
        problems += from_pydantic(error, document, model, at)
