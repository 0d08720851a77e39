"""What the product labels that were read ask for before the cream is prescribed, question by question."""

from __future__ import annotations

from livingevidence.claims.facts import Facts
from livingevidence.evidence.evidence import Evidence
from livingevidence.show.tables import Prose

US, EU, SWISS = "fda-opzelura-label", "ema-opzelura-smpc", "swissmedic-opzelura"
NAMES = {US: "United States", EU: "European Union and United Kingdom", SWISS: "Switzerland"}
ASKED = {
    "Where not to use it": ((US, "label-route"), (US, "label-route-2"), (EU, "label-route"), (EU, "label-route-2")),
    "Infection": (
        (US, "label-infection"),
        (US, "label-infection-2"),
        (US, "label-infection-3"),
        (SWISS, "label-infection"),
    ),
    "Cancer": ((US, "label-warning"), (EU, "label-warning-2")),
    "Clots": ((US, "thrombosis"),),
    "Effects in the whole body": ((SWISS, "label-warning"),),
    "Pregnancy and breast-feeding": ((US, "label-pregnancy"), (EU, "label-pregnancy"), (SWISS, "label-pregnancy")),
    "Immunosuppressants and other drugs": (
        (US, "label-interactions"),
        (EU, "label-interactions"),
        (SWISS, "label-interactions"),
    ),
    "Area and amount in atopic dermatitis": ((US, "label-dose-limit-2"),),
    "Area and amount in vitiligo": ((US, "label-dose-limit-3"), (EU, "label-dose-limit"), (SWISS, "label-dose-limit")),
    "When to stop, and when to look again": ((US, "label-stopping"), (EU, "label-stopping"), (SWISS, "label-stopping")),
    "End stage renal disease": ((EU, "label-warning"),),
    "Licensed for": ((US, "label-indication"), (US, "label-indication-2"), (EU, "label-indication")),
}
"""The questions, and the labels' rows that answer them; where not to use it comes first."""

# Stands in no row of its own, but in a second reading.
NOTED = {
    "Immunosuppressants and other drugs": "United States: by a second reading, inhibitors of CYP3A4 may raise the "
    f"concentration in the blood ({{number}}`details <{US}/label-interactions>`)"
}


def before(evidence: Evidence) -> Prose:
    """Return which labels were read, and what they ask for: one line a question, each answer a link to its row.

    The boxed warning is a claim of the ledger, ``safety-boxed-warning``, and stands beside this list.
    """
    lines = []
    for question, rows in ASKED.items():
        told = [f"  - {NAMES[label]}: {{number}}`{label}/{row}`" for label, row in rows if label in evidence.records]
        told += [f"  - {NOTED[question]}"] if told and question in NOTED else []
        lines += [f"- **{question}**", *told] if told else []
    return Prose("\n".join([*_read(evidence), "", *lines]) if lines else "No label was read.")


def _read(evidence: Evidence) -> list[str]:
    """Return the sentences on which labels were read, of which years, and which newer one was not."""
    named = []
    for label in (label for label in NAMES if label in evidence.records):
        texts = [report for report in evidence.records[label].reports if report.kind == "label"]
        years = {text.first_public[:4] for text in texts if text.read != "none" and text.first_public != "unknown"}
        named.append(f"{NAMES[label]} ({', '.join(sorted(years)) or 'year not known'})")
    told = [f"Labels that were read, each in part, by the years noted for them: {'; '.join(named)}."]
    told += ["Not every text shows its own date, and what stands in another part of a label is missing here."]
    if US in evidence.records:
        told += [f"Newer in the United States: {{number}}`{US}/awaited-label-text.text`"]
    return told


def on_page(evidence: Evidence, condition: str) -> str:
    """Return the boxed warning and the list for the page of a condition; that no label is for it, where that is so."""
    others = "The labels that were read are for other diseases, and what they ask for was written for those."
    told = [others] * Facts(evidence).off_label(condition).holds
    return "\n\n".join([*told, "{claim}`safety-boxed-warning`", before(evidence).text])
