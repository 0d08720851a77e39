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


def named(kind: str, number: int) -> str:
    """Return the id of a term: in letters, since a chapter types no digits."""
    return f"invented-{kind}-{chr(97 + number // 26)}{chr(97 + number % 26)}"


def plain(term: str) -> str:
    """Return the label of a term."""
    return term.replace("-", " ")


def group_of(disease: int) -> str:
    """Return the group of a disease."""
    return GROUPS[disease % 2]


def row(name: str, number: int, arm: str, week: int, period: str, **other: object) -> Record:
    """Return what rows share; `name` is of the field that holds the term."""
    term = named(name, number)
    made = {"id": f"{name}-{number}-{arm}-w{week}", "arm": arm}
    made |= {name: term, "label": plain(term), "measure": "responders"}
    return {
        **made,
        "kind": "count",
        "timepoint_weeks": week,
        "period": period,
        **other,
        "source": "S1",
        "locator": "table 2",
    }


def study(number: int, dice: random.Random) -> Record:
    """Return the record of an invented study."""
    kind, disease = KINDS[number % len(KINDS)], dice.randrange(DISEASES)
    name, trial, group = f"invented-{number}", f"NCT9{number:07d}", group_of(disease)
    term = named("disease", disease)
    year = 2010 + number % 15
    review, registered = kind == "systematic-review", kind == "registry-entry"
    enrolled = kind.endswith("trial")
    people = {"case-report": 1, "case-series": dice.randint(2, 9)}.get(kind, dice.randint(20, 400))
    made: Record = {"id": name, "title": f"Examplinib in {plain(term)}, study {number}"}
    made |= {"title_is": "exact", "domain": "context" if review else group}
    made |= {"conditions": [term], "condition_label": plain(term)}
    made |= {"design": kind, "design_label": kind.replace("-", " "), "authors": [f"Doe {chr(65 + number % 26)}"]}
    size = {"n_studies": 3} if review else {"n_planned" if registered else "n_enrolled": people}
    made["population"] = size
    if enrolled or registered:
        made["trials"] = [{"id": trial, "registry": "ClinicalTrials.gov", "registered": True, "status": "unknown"}]
        made["trials"][0]["dates_from"] = "registry record (S1)"
    arm = {"interventions": ["examplinib"], "route": "oral", "form": "tablet", "dose": "10 mg"}
    arm |= {"frequency": "twice daily", "duration_weeks": 8, "role": "treatment"}
    arms = [("ten", people // 2 if kind == "randomised-trial" else people)]
    if review:
        arm = {"interventions": ["examplinib"], "route": "mixed", "form": "mixed", "role": "all"}
    made["arms"] = [{"id": "ten", "label": "10 mg twice daily", **arm}]
    if kind in ("randomised-trial", "crossover-trial"):
        arms.append(("placebo", people - people // 2 if kind == "randomised-trial" else people))
        other = {"interventions": ["placebo"], "route": "oral", "form": "tablet", "duration_weeks": 8}
        made["arms"].append({"id": "placebo", "label": "placebo", **other, "role": "comparator"})
    for held, (_, n) in zip(made["arms"], arms, strict=True):
        if not (review or registered):
            held["n"] = n
    read = {"kind": "registry-record" if registered else "journal-article", "read": "record" if registered else "full"}
    made["reports"] = [{"key": name, **read, "first_public": f"{year}-05-02", "sources": ["S1"]}]
    period = "blinded" if len(arms) > 1 else "open-label"
    outcomes = dice.sample(range(OUTCOMES), 3 if enrolled else 1)
    harms = dice.sample(range(HARMS), dice.choice((2, 5, 15, 40)) if kind == "randomised-trial" else 2)
    if review:
        text = {"measure": "statement", "kind": "qualitative", "text": "It may help."}
        made["outcomes"] = [row("outcome", outcomes[0], "ten", 8, "not-applicable", **text)]
    elif registered:
        text = {"measure": "awaited", "kind": "awaited", "text": "Not finished.", "where": trial}
        made["outcomes"] = [row("outcome", outcomes[0], "ten", 8, "open-label", **text)]
    else:
        risk = dice.random()
        made["outcomes"] = [
            row("outcome", one, arm, 8, period, events=sum(dice.random() < risk for _ in range(n)), n=n)
            for one in outcomes
            for arm, n in arms
        ]
        made["adverse_events"] = [
            row("event", one, arm, 8, period, events=sum(dice.random() < 1 / (3 + one) for _ in range(n)), n=n)
            for one in harms
            for arm, n in arms
            if kind != "case-report"
        ]
    if kind in ("case-report", "case-series"):
        case = {"condition": term, "diagnosis": plain(term)}
        told = {"regimen": "10 mg twice daily", "response": "partial", "source": "S1", "locator": "page 2"}
        made["cases"] = [
            {"id": f"patient-{one}", **case, "age_years": dice.randint(18, 90), **told} for one in range(people)
        ]
    made["limitations"] = ["short (stated by the authors)"]
    kind = {"kind": "registry record", "read": "whole record"} if registered else {}
    made["sources"] = [{"id": "S1", "url": f"https://example.org/{name}", **SOURCE, **kind}]
    return made


def vocabulary(data: Path) -> None:
    """Add invented terms."""
    terms = {
        "conditions": {
            named("disease", n): {"label": plain(named("disease", n)), "groups": [group_of(n)]} for n in range(DISEASES)
        },
        "outcomes": {
            named("outcome", n): {
                "label": plain(named("outcome", n)),
                "kind": "efficacy",
                "family": "signs",
                "direction": "higher-is-better",
                "response": "As the source defines it.",
            }
            for n in range(OUTCOMES)
        },
        "adverse-events": {
            named("event", n): {"label": plain(named("event", n)), "class": "skin"} for n in range(HARMS)
        },
    }
    for name, added in terms.items():
        path = data / "vocabulary" / f"{name}.yaml"
        held = yaml.safe_load(path.read_text(encoding="utf-8"))
        write(path, held | {term: {**words, "definition": "Invented."} for term, words in added.items()})


def chapter(group: str, records: list[Record]) -> str:
    """Return what a chapter says of its group: each study by name, and two claims a disease."""
    parts = ["\n## Studies that are invented\n"]
    for disease in (n for n in range(DISEASES) if group_of(n) == group):
        name = named("disease", disease)
        here = [record for record in records if record["conditions"] == [name]]
        if not here:
            continue
        parts.append(f"\nThe next disease {{cite:p}}`{','.join(record['id'] for record in here)}`.\n")
        if not any(record["design"] in TOOLS for record in here):
            continue
        verdict = f"says: verdict\nmain: true\nplain: The disease that is called {name} is studied."
        known = (("studied", f'studies("{name}") > 0', verdict), ("reported", f'people("{name}") > 0', "says: harm"))
        for what, needs, says in known:
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
                % (name, what, name, says, needs, name, what)
            )
    return "".join(parts)


def generate(folder: Path, number: int, seed: int = 1) -> Path:
    """Make a review of so many invented studies, those of the small review among them, and return its folder."""
    left = shutil.ignore_patterns("build", "__pycache__")
    shutil.copytree(REVIEW, folder, symlinks=True, ignore=left)
    dice, data = random.Random(seed), folder / "data"
    vocabulary(data)
    made = [study(one, dice) for one in range(number - len(list((data / "studies").glob("*.yaml"))))]
    for record in made:
        write(data / "studies" / f"{record['id']}.yaml", record)
        if tool := TOOLS.get(record["design"]):
            judged = {"study": record["id"], "tool": tool, "made_from": "abstract", "not_assessable": "It is invented."}
            write(data / "appraisal/risk-of-bias" / f"{record['id']}.yaml", judged)
    comparators = yaml.safe_load((data / "comparators.yaml").read_text(encoding="utf-8"))
    for name in sorted({record["conditions"][0] for record in made if record["design"] in TOOLS}):
        beside = [
            f"{record['id']}/{row['id']}"
            for record in made
            for row in record.get("outcomes", [])
            if record["conditions"] == [name] and row["arm"] == "placebo"
        ]
        comparators.append({"condition": name, **({"control": beside[:1]} if beside else {"none_known": "Invented."})})
    write(data / "comparators.yaml", comparators)
    with (folder / "references.bib").open("a", encoding="utf-8") as file:
        for record in made:
            year = record["reports"][0]["first_public"][:4]
            fields = {"title": f"{{{record['title']}}}", "author": "Doe, J.", "journal": "J Invent Med", "year": year}
            fields["doi"] = f"10.1234/{record['id']}"
            if record["design"] == "registry-entry":
                fields = {"title": fields["title"], "howpublished": "ClinicalTrials.gov"}
                fields["registration"] = record["trials"][0]["id"]
            kind = "misc" if record["design"] == "registry-entry" else "article"
            told = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
            file.write(f"\n@{kind}{{{record['id']},\n{told}}}\n")
    with (data / "protocol.yaml").open("a", encoding="utf-8") as file:
        yaml.safe_dump({"pooling": {"outcomes": [named("outcome", one) for one in range(OUTCOMES)]}}, file)
    for group in GROUPS:
        path = folder / "notebooks" / f"{group}.md"
        path.write_text(path.read_text(encoding="utf-8") + chapter(group, made), encoding="utf-8")
    library = load_library(nearest_root(folder))
    unsigned = [f"risk-of-bias/{record['id']}" for record in made if record["design"] in TOOLS]
    sign(library, unsigned, "first reader")
    return folder


if __name__ == "__main__":
    generate(Path(sys.argv[1]), int(sys.argv[2]))
