"""Which values a judgement was made on, as a digest: not their wording, not their locators, not who read them."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping

from livingevidence.record.addresses import Address
from livingevidence.record.judgements import Certainty, RiskOfBias
from livingevidence.record.models import NUMBERS, Row, Study

# Every number that a row may carry, as it was printed; the words of a statement are looked at apart.
_ROW = ["kind", "measure", "arm", "trials", "period", "timepoint_weeks", *(set(NUMBERS) - {"ci_type", "text", "where"})]
_ARM = ["interventions", "route", "form", "strength_percent", "duration_weeks", "n", "trials"]


def of(values: object) -> str:
    """Return the first 16 hexadecimal digits of the SHA-256 of plain values."""
    text = json.dumps(values, sort_keys=True, ensure_ascii=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def of_risk(judged: RiskOfBias, study: Study) -> str:
    """Return the digest of the values that a judgement of risk of bias is made on: design, people, arms and rows."""
    names = set(judged.rows)
    rows = [row for row in study.rows if not names or row.id in names]
    people = study.population.model_dump(include={"n_enrolled", "n_analysed", "n_completed"})
    return of([study.design, people, _arms(study), *_rows(study.id, rows)])


def of_certainty(rated: Certainty, studies: Mapping[str, Study], risks: Mapping[str, RiskOfBias]) -> str:
    """Return the digest of the rows that a rating rests on, and of the judgements of their risk of bias."""
    found = []
    for address in rated.rows:
        at = Address(address)
        if study := studies.get(at.study):
            found += [study.design, *_rows(study.id, [row for row in study.rows if row.id == at.part])]
        else:
            found.append(address)
    judged = [
        [risk.tool, {k: v.judgement for k, v in risk.domains.items()}, risk.overall and risk.overall.judgement]
        for risk in (risks[name] for name in rated.risk_of_bias if name in risks)
    ]
    return of([rated.comparison, *found, *judged])


def _rows(study: str, rows: Iterable[Row]) -> list:
    """Return the values of rows; the words of a statement are its value, without their case and punctuation."""
    made = []
    for row in rows:
        values = {name: getattr(row, name) for name in _ROW}
        sides = row.contrast and [row.contrast.treatment, row.contrast.comparator]
        words = re.findall(r"\w+", row.text.casefold()) if row.kind == "qualitative" else None
        made.append([study, row.id, values, sides, words])
    return made


def _arms(study: Study) -> list:
    return [[arm.id, arm.model_dump(include=set(_ARM))] for arm in study.arms]
