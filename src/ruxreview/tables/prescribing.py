"""What the product labels that were read ask for before the cream is prescribed, question by question."""

from __future__ import annotations

from ruxreview.claims.facts import Facts
from ruxreview.evidence import Evidence
from ruxreview.tables import Prose

US, EU, SWISS = "fda-opzelura-label", "ema-opzelura-smpc", "swissmedic-opzelura"
NAMES = {US: "United States", EU: "European Union and United Kingdom", SWISS: "Switzerland"}
ASKED = {
    "Cancer": ((US, "label-warning"), (EU, "label-warning-2")),
    "Clots": ((US, "thrombosis"),),
    "Area and amount in vitiligo": ((EU, "label-dose-limit"), (SWISS, "label-dose-limit")),
    "Area and amount in atopic dermatitis": ((US, "label-dose-limit"),),
    "Immunosuppressants and other drugs": ((US, "label-interactions"), (EU, "label-interactions")),
    "Pregnancy and breast-feeding": ((US, "label-pregnancy"), (EU, "label-pregnancy"), (SWISS, "label-pregnancy")),
    "End stage renal disease": ((EU, "label-warning"),),
    "Licensed for": ((US, "population.inclusion"), (EU, "label-indication")),
}
"""The questions, and the labels' rows that answer them."""

# Neither stands in a row of its own: the one is a second reading, the other a conflict that a record notes.
NOTED = {
    "Area and amount in vitiligo": f"United States: the same area, by a {{doc}}`study page </studies/{SWISS}>`",
    "Immunosuppressants and other drugs": "United States: by a second reading, inhibitors of CYP3A4 may raise the "
    f"concentration in the blood ({{number}}`details <{US}/label-interactions>`)",
}


def before(evidence: Evidence) -> Prose:
    """Return what the labels ask for, one line a question, each answer a link to its row.

    The boxed warning is a claim of the ledger, ``safety-boxed-warning``, and stands beside this list.
    """
    lines = []
    for question, rows in ASKED.items():
        told = [f"  - {NAMES[label]}: {{number}}`{label}/{row}`" for label, row in rows if label in evidence.records]
        told += [f"  - {NOTED[question]}"] if told and question in NOTED else []
        lines += [f"- **{question}**", *told] if told else []
    return Prose("\n".join(lines) or "No label was read.")


def on_page(evidence: Evidence, condition: str) -> str:
    """Return the boxed warning and the list for the page of a condition; that no label is for it, where that is so."""
    others = "The labels that were read are for other diseases, and what they ask for was written for those."
    told = [others] * Facts(evidence).off_label(condition).holds
    return "\n\n".join([*told, "{claim}`safety-boxed-warning`", before(evidence).text])
