"""A review of as many invented studies as asked for, in about the shapes and shares of a real one.

It is the invented review with more diseases, outcomes and harms, whose number stays the same, however many studies
there are: what grows is the evidence on each. Of twenty studies three are randomised, three have one arm, one is a
crossover, two are series, four are reports, two are registered without results, and five are reviews; a randomised one
has the more results the larger it is, up to a hundred.
"""

import random
import shutil
import sys
from pathlib import Path
from textwrap import dedent

import yaml

from livingevidence.appraisal.signing import sign
from livingevidence.record.library import load_library
from livingevidence.record.root import nearest_root

REVIEW = Path(__file__).parents[1] / "review"
DISEASES, HARMS, OUTCOMES = 36, 40, 40
KINDS = (
    *("randomised-trial",) * 3,
    *("single-arm-trial",) * 3,
    "crossover-trial",
    *("case-series",) * 2,
    *("case-report",) * 4,
    *("registry-entry",) * 2,
    *("systematic-review",) * 5,
)
TOOLS = {
    "randomised-trial": "rob2",
    "crossover-trial": "rob2-crossover",
    "single-arm-trial": "series-list",
    "case-series": "series-list",
    "case-report": "report-list",
}
GROUPS = ("fevers", "rashes")
SOURCE = {"kind": "article", "read": "whole article", "verification": "primary"}
Record = dict[str, object]


def write(path: Path, data: object) -> None:
    """Write YAML."""
    text = yaml.dump(data, Dumper=getattr(yaml, "CSafeDumper", yaml.SafeDumper), sort_keys=False, width=10_000)
    path.write_text(text, encoding="utf-8")


def slug(kind: str, number: int) -> str:
    """Return the id of a term: in letters, since a chapter types no digits."""
    return f"invented-{kind}-{chr(97 + number // 26)}{chr(97 + number % 26)}"


def label(term: str) -> str:
    """Return the label of a term."""
    return term.replace("-", " ")


def group_of(disease: int) -> str:
    """Return the group of a disease."""
    return GROUPS[disease % 2]


def row(name: str, number: int, arm: str, week: int, period: str, **more: object) -> Record:
    """Return what rows share; `name` is of the field that holds the term."""
    term = slug(name, number)
    fields = {"id": f"{name}-{number}-{arm}-w{week}", "arm": arm}
    fields |= {name: term, "label": label(term), "measure": "responders"}
    return {
        **fields,
        "kind": "count",
        "timepoint_weeks": week,
        "period": period,
        **more,
        "source": "S1",
        "locator": "table 2",
    }


def study(number: int, dice: random.Random) -> Record:
    """Return the record of an invented study."""
    kind, disease = KINDS[number % len(KINDS)], dice.randrange(DISEASES)
    name, trial, group = f"invented-{number}", f"NCT9{number:07d}", group_of(disease)
    term = slug("disease", disease)
    year = 2010 + number % 15
    review, registered = kind == "systematic-review", kind == "registry-entry"
    enrolled = kind.endswith("trial")
    people = {"case-report": 1, "case-series": dice.randint(2, 9)}.get(kind, dice.randint(20, 400))
    record: Record = {"id": name, "title": f"Examplinib in {label(term)}, study {number}"}
    record |= {"title_is": "exact", "domain": "context" if review else group}
    record |= {"conditions": [term], "condition_label": label(term)}
    record |= {"design": kind, "design_label": kind.replace("-", " "), "authors": [f"Doe {chr(65 + number % 26)}"]}
    size = {"n_studies": 3} if review else {"n_planned" if registered else "n_enrolled": people}
    record["population"] = size
    if enrolled or registered:
        record["trials"] = [{"id": trial, "registry": "ClinicalTrials.gov", "registered": True, "status": "unknown"}]
        record["trials"][0]["dates_from"] = "registry record (S1)"
    arm = {"interventions": ["examplinib"], "route": "oral", "form": "tablet", "dose": "10 mg"}
    arm |= {"frequency": "twice daily", "duration_weeks": 8, "role": "treatment"}
    arms = [("ten", people // 2 if kind == "randomised-trial" else people)]
    if review:
        arm = {"interventions": ["examplinib"], "route": "mixed", "form": "mixed", "role": "all"}
    record["arms"] = [{"id": "ten", "label": "10 mg twice daily", **arm}]
    if kind in ("randomised-trial", "crossover-trial"):
        arms.append(("placebo", people - people // 2 if kind == "randomised-trial" else people))
        placebo = {"interventions": ["placebo"], "route": "oral", "form": "tablet", "duration_weeks": 8}
        record["arms"].append({"id": "placebo", "label": "placebo", **placebo, "role": "comparator"})
    for arm_record, (_, n) in zip(record["arms"], arms, strict=True):
        if not (review or registered):
            arm_record["n"] = n
    form = {"kind": "registry-record" if registered else "journal-article", "read": "record" if registered else "full"}
    record["reports"] = [{"key": name, **form, "first_public": f"{year}-05-02", "sources": ["S1"]}]
    period = "blinded" if len(arms) > 1 else "open-label"
    outcomes = dice.sample(range(OUTCOMES), 3 if enrolled else 1)
    harms = dice.sample(range(HARMS), dice.choice((2, 5, 15, 40)) if kind == "randomised-trial" else 2)
    if review:
        text = {"measure": "statement", "kind": "qualitative", "text": "It may help."}
        record["outcomes"] = [row("outcome", outcomes[0], "ten", 8, "not-applicable", **text)]
    elif registered:
        text = {"measure": "awaited", "kind": "awaited", "text": "Not finished.", "where": trial}
        record["outcomes"] = [row("outcome", outcomes[0], "ten", 8, "open-label", **text)]
    else:
        risk = dice.random()
        record["outcomes"] = [
            row("outcome", outcome, arm, 8, period, events=sum(dice.random() < risk for _ in range(n)), n=n)
            for outcome in outcomes
            for arm, n in arms
        ]
        record["adverse_events"] = [
            row("event", harm, arm, 8, period, events=sum(dice.random() < 1 / (3 + harm) for _ in range(n)), n=n)
            for harm in harms
            for arm, n in arms
            if kind != "case-report"
        ]
    if kind in ("case-report", "case-series"):
        case = {"condition": term, "diagnosis": label(term)}
        details = {"regimen": "10 mg twice daily", "response": "partial", "source": "S1", "locator": "page 2"}
        record["cases"] = [
            {"id": f"patient-{patient}", **case, "age_years": dice.randint(18, 90), **details}
            for patient in range(people)
        ]
    record["limitations"] = ["short (stated by the authors)"]
    kind = {"kind": "registry record", "read": "whole record"} if registered else {}
    record["sources"] = [{"id": "S1", "url": f"https://example.org/{name}", **SOURCE, **kind}]
    return record


def vocabulary(data: Path) -> None:
    """Add invented terms."""
    terms = {
        "conditions": {
            slug("disease", n): {"label": label(slug("disease", n)), "groups": [group_of(n)]} for n in range(DISEASES)
        },
        "outcomes": {
            slug("outcome", n): {
                "label": label(slug("outcome", n)),
                "kind": "efficacy",
                "family": "signs",
                "direction": "higher-is-better",
                "response": "As the source defines it.",
            }
            for n in range(OUTCOMES)
        },
        "adverse-events": {slug("event", n): {"label": label(slug("event", n)), "class": "skin"} for n in range(HARMS)},
    }
    for name, added in terms.items():
        path = data / "vocabulary" / f"{name}.yaml"
        existing = yaml.safe_load(path.read_text(encoding="utf-8"))
        write(path, existing | {term: {**words, "definition": "Invented."} for term, words in added.items()})


def chapter(group: str, records: list[Record]) -> str:
    """Return what a chapter says of its group: each study by name, and two claims a disease."""
    parts = ["\n## Studies that are invented\n"]
    for disease in (n for n in range(DISEASES) if group_of(n) == group):
        name = slug("disease", disease)
        of_disease = [record for record in records if record["conditions"] == [name]]
        if not of_disease:
            continue
        parts.append(f"\nThe next disease {{cite:p}}`{','.join(record['id'] for record in of_disease)}`.\n")
        if not any(record["design"] in TOOLS for record in of_disease):
            continue
        verdict = f"says: verdict\nmain: true\nplain: The disease that is called {name} is studied."
        claims = (("studied", f'studies("{name}") > 0', verdict), ("reported", f'people("{name}") > 0', "says: harm"))
        for state, needs, says in claims:
            parts.append(
                dedent("""
                ```{claim} %s-%s
                ---
                about: %s
                %s
                needs: |
                  %s
                ---
                The disease that is called %s is %s.
                ```
                """)
                % (name, state, name, says, needs, name, state)
            )
    return "".join(parts)


def generate(folder: Path, number: int, seed: int = 1) -> Path:
    """Make a review of so many invented studies, those of the small review among them, and return its folder."""
    ignored = shutil.ignore_patterns("build", "__pycache__")
    shutil.copytree(REVIEW, folder, symlinks=True, ignore=ignored)
    dice, data = random.Random(seed), folder / "data"
    vocabulary(data)
    records = [study(index, dice) for index in range(number - len(list((data / "studies").glob("*.yaml"))))]
    for record in records:
        write(data / "studies" / f"{record['id']}.yaml", record)
        if tool := TOOLS.get(record["design"]):
            risk = {"study": record["id"], "tool": tool, "made_from": "abstract", "not_assessable": "It is invented."}
            write(data / "appraisal/risk-of-bias" / f"{record['id']}.yaml", risk)
    comparators = yaml.safe_load((data / "comparators.yaml").read_text(encoding="utf-8"))
    for name in sorted({record["conditions"][0] for record in records if record["design"] in TOOLS}):
        rows = [
            f"{record['id']}/{row['id']}"
            for record in records
            for row in record.get("outcomes", [])
            if record["conditions"] == [name] and row["arm"] == "placebo"
        ]
        comparators.append({"condition": name, **({"control": rows[:1]} if rows else {"none_known": "Invented."})})
    write(data / "comparators.yaml", comparators)
    with (folder / "references.bib").open("a", encoding="utf-8") as file:
        for record in records:
            year = record["reports"][0]["first_public"][:4]
            fields = {"title": f"{{{record['title']}}}", "author": "Doe, J.", "journal": "J Invent Med", "year": year}
            fields["doi"] = f"10.1234/{record['id']}"
            if record["design"] == "registry-entry":
                fields = {"title": fields["title"], "howpublished": "ClinicalTrials.gov"}
                fields["registration"] = record["trials"][0]["id"]
            kind = "misc" if record["design"] == "registry-entry" else "article"
            lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
            file.write(f"\n@{kind}{{{record['id']},\n{lines}}}\n")
    with (data / "protocol.yaml").open("a", encoding="utf-8") as file:
        yaml.safe_dump({"pooling": {"outcomes": [slug("outcome", index) for index in range(OUTCOMES)]}}, file)
    for group in GROUPS:
        path = folder / "notebooks" / f"{group}.md"
        path.write_text(path.read_text(encoding="utf-8") + chapter(group, records), encoding="utf-8")
    library = load_library(nearest_root(folder))
    unsigned = [f"risk-of-bias/{record['id']}" for record in records if record["design"] in TOOLS]
    sign(library, unsigned, "first reader")
    return folder


if __name__ == "__main__":
    generate(Path(sys.argv[1]), int(sys.argv[2]))
