"""Read the judgements of a data folder."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from livingevidence.record import digests
from livingevidence.record.judgements import Certainty, RiskOfBias, Tool
from livingevidence.record.load import Loader, records_in
from livingevidence.record.models import Study
from livingevidence.record.reading import Document


@dataclass
class Appraisal:
    """Everything that was judged, by the names of files, with the files themselves.

    Attributes
    ----------
    tools : dict of Tool
    risks : dict of RiskOfBias
    certainties : dict of Certainty
    documents : dict of Document
        By ``risk-of-bias/<name>`` and ``certainty/<name>``; and ``tools``.
    """

    tools: dict[str, Tool] = field(default_factory=dict)
    risks: dict[str, RiskOfBias] = field(default_factory=dict)
    certainties: dict[str, Certainty] = field(default_factory=dict)
    documents: dict[str, Document] = field(default_factory=dict)
    tool_names: frozenset[str] | None = frozenset()
    """The names of all tools, those too that don't fit the data model; None where the file can't be read."""

    @cached_property
    def risk_names(self) -> set[str]:
        """The names of all judgements of risk of bias, those too that don't fit the data model."""
        return {name.partition("/")[2] for name in self.documents if name.startswith("risk-of-bias/")}

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


def load_appraisal(loader: Loader) -> Appraisal:
    """Return the judgements of a review (``appraisal/``); one without that folder holds none."""
    made, folder = Appraisal(), loader.root.data / "appraisal"
    if not folder.is_dir():
        return made
    made.tools, document = loader.many(folder / "tools.yaml", Tool, dict)
    if document is not None:
        made.documents["tools"] = document
    made.tool_names = frozenset(document.data) if document and isinstance(document.data, dict) else None
    for part, model, held in (("risk-of-bias", RiskOfBias, made.risks), ("certainty", Certainty, made.certainties)):
        for file in records_in(folder / part):
            document = made.documents[f"{part}/{file.stem}"] = loader.document(file)
            if not document.problems and (judged := loader.fit(document.data, model, document)):
                held[file.stem] = judged
    return made
