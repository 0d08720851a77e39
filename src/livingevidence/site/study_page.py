"""The page of a study: what it is, every row with its source and place, cases, conflicts, how to cite."""

from __future__ import annotations

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from livingevidence.evidence import describe
from livingevidence.evidence.evidence import Evidence
from livingevidence.evidence.names import short_names
from livingevidence.record.models import Arm, Study
from livingevidence.record.references import Reference
from livingevidence.record.text import THIN, count, number
from livingevidence.site.judgements import risk_sections
from livingevidence.site.nodes import bullets, code, definitions, link, paragraph, section, small, table
from livingevidence.site.shared import shared
from livingevidence.site.study_rows import case_sections, rows_section


class StudyDirective(SphinxDirective):
    """Fill the page of a study from its record."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the content of the page."""
        evidence = shared.evidence
        study = evidence.records[self.arguments[0]]
        self.env.note_dependency(str((shared.root.data / "studies" / f"{study.id}.yaml").resolve()))
        return [_index(study, evidence), *page(study, evidence), *self._reports(study, evidence), *_sources(study)]

    def _reports(self, study: Study, evidence: Evidence) -> list[nodes.Node]:
        items = []
        for report in study.reports:
            reference = evidence.references[report.key]
            cited, _ = self.parse_inline(f"{{cite:p}}`{report.key}`")
            when = (
                "first public: not known" if report.first_public == "unknown" else f"first public {report.first_public}"
            )
            words = f" {report.kind.replace('-', ' ')}; {READ[report.read]}; {when}"
            words += (
                f" ({report.first_public_from})"
                if report.first_public_from and report.first_public != "unknown"
                else ""
            )
            words += f"; through {', '.join(report.sources)}" if report.sources else ""
            words += f". {report.note}" if report.note else ""
            items.append([*cited, nodes.Text(f" {reference.title}."), *_identifiers(reference), nodes.Text(words)])
        return [section("Reports and how to cite", "reports", bullets(items), *_citation(study, evidence))]


READ = {
    "full": "read in full",
    "part": "read in part",
    "abstract": "abstract read",
    "record": "record read",
    "excerpt": "excerpt read",
    "secondary-only": "itself not read, only texts about it",
    "none": "known to exist, not read",
}


def page(study: Study, evidence: Evidence) -> list[nodes.Node]:
    """Return everything of a study's page that needs no citation."""
    return [
        paragraph(_summary(study, evidence), "lead"),
        *_caution(study),
        section("What it is", "what-it-is", _facts(study, evidence)),
        *_trial_dates(study),
        *_population(study),
        *_arms(study, evidence),
        *rows_section("Outcomes", "outcomes", study.outcomes, study, evidence),
        *rows_section("Adverse events", "adverse-events", study.adverse_events, study, evidence),
        *case_sections(study),
        *risk_sections(study, evidence),
        *_texts(study),
        *_overlaps(study, evidence),
    ]


def _summary(study: Study, evidence: Evidence) -> str:
    vocabulary = evidence.vocabulary
    conditions = ", ".join(vocabulary.label("conditions", term) for term in study.conditions)
    parts = [vocabulary.label("designs", study.design), conditions]
    if study.population.n_enrolled is not None:
        parts.append(count(study.population.n_enrolled, "person", "people") + " enrolled")
    text = " · ".join(parts)
    return text[0].upper() + text[1:] + "."


def _caution(study: Study) -> list[nodes.Node]:
    """Say it at the top when all that was read are texts about the study."""
    if all(source.verification == "secondary" for source in study.sources):
        return [
            paragraph(
                "Everything on this page comes from texts about the study. The study itself was not read.", "caution"
            )
        ]
    return []


def _facts(study: Study, evidence: Evidence) -> nodes.Node:
    vocabulary = evidence.vocabulary
    design = vocabulary["designs"][study.design]
    conditions = [vocabulary.label("conditions", term) for term in study.conditions]
    return definitions(
        [
            ("Design", f"{design.label}. {design.definition}{_noted(study.design_label, design.label)}"),
            ("Condition", f"{', '.join(conditions)}.{_noted(study.condition_label, ', '.join(conditions))}"),
            (
                "Title",
                None
                if study.title_is == "exact"
                else "The exact title was not seen; the words above describe the study.",
            ),
            ("Trials", _trials(study)),
            ("Authors", ", ".join(study.authors) or "not seen"),
            ("Country", ", ".join(study.country)),
            ("Phase", study.phase),
            ("Blinding", study.blinding),
            ("Funding", study.funding or "not read"),
            ("Further identifiers", ", ".join(study.identifiers)),
        ]
    )


def _trials(study: Study) -> list[nodes.Node]:
    made: list[nodes.Node] = []
    for trial in study.trials:
        made += [nodes.Text(", ")] if made else []
        if not trial.registered:
            made.append(nodes.Text("no registration number known"))
            continue
        address = f"https://clinicaltrials.gov/study/{trial.id}"
        made.append(link(trial.id, address) if trial.id.startswith("NCT") else nodes.Text(trial.id))
        made += [nodes.Text(f" ({trial.name})")] if trial.name else []
    return made


def _trial_dates(study: Study) -> list[nodes.Node]:
    """Return when each trial ran as far as it was read; a completion that was only expected says so."""
    head = ["Trial", "Started", "Completed", "Results posted", "Status in what was read", "Where it stands"]
    rows = []
    for trial in (trial for trial in study.trials if trial.dates_from):
        end = f"{trial.completed} ({trial.completed_is})" if trial.completed_is and trial.completed else trial.completed
        status = None if trial.status == "unknown" else trial.status
        cells = [trial.name or trial.id, trial.started, end, trial.results_posted]
        cells += [status and status.replace("-", " "), trial.dates_from]
        rows.append((None, [cell or "not read" for cell in cells]))
    return [section("Dates of the trials", "trial-dates", table(head, rows))] if rows else []


def _noted(words: str, shown: str) -> str:
    """Return the words of the reader where they say more than the term."""
    return "" if words == shown else f" More exactly: {words}."


NAMES = {
    "n_enrolled": "Enrolled",
    "n_analysed": "Analysed",
    "n_planned": "Planned",
    "n_completed": "Completed",
    "n_studies": "Studies",
    "n_trials": "Trials",
    "age": "Age",
    "sex": "Sex",
    "sex_female": "Women and girls",
    "sex_male": "Men and boys",
    "inclusion": "Inclusion",
}


def _population(study: Study) -> list[nodes.Node]:
    found = study.population.model_dump(exclude={"details"}, exclude_none=True)
    pairs = [(NAMES[name], number(value) if isinstance(value, int) else value) for name, value in found.items()]
    pairs += [(name, number(v) if not isinstance(v, str) else v) for name, v in study.population.details.items()]
    return [section("Who was studied", "population", definitions(pairs, "compact"))] if pairs else []


def _arms(study: Study, evidence: Evidence) -> list[nodes.Node]:
    if not study.arms:
        return []
    several, names = len(study.trials) > 1, describe.arm_names(study)
    head = ["Arm", "Treatment", "Regimen", "People"] + (["Trials"] if several else [])
    rows = []
    for arm in study.arms:
        cells = [names[arm.id], _treatment(arm, evidence), regimen(arm), describe.people(arm.n)]
        if several:
            covered = [t.id for t in study.trials] if arm.trials is None else arm.trials
            cells.append(describe.trial_names(study, covered) or "none")
        rows.append((f"arm-{arm.id}", cells))
    return [section("Arms", "arms", table(head, rows, "arms"))]


def _treatment(arm: Arm, evidence: Evidence) -> str:
    vocabulary = evidence.vocabulary
    names = " + ".join(vocabulary.label("interventions", term) for term in arm.interventions)
    route = "" if arm.route == "none" else f"; {vocabulary.label('routes', arm.route)}"
    form = "" if arm.form == "none" else f", {vocabulary.label('forms', arm.form)}"
    note = f". {arm.note}" if arm.note else ""
    return f"{names}{route}{form}{note}"


def regimen(arm: Arm) -> str:
    """Return strength, dose, frequency and weeks of an arm, as far as they were read."""
    parts = []
    if arm.strength_percent is not None:
        parts.append(f"{number(arm.strength_percent)}{THIN}%")
    parts += [text for text in (arm.dose, arm.frequency) if text]
    if arm.duration_weeks is not None:
        parts.append(
            count(int(arm.duration_weeks), "week")
            if arm.duration_weeks == int(arm.duration_weeks)
            else f"{number(arm.duration_weeks)} weeks"
        )
    if arm.duration_label:
        parts.append(arm.duration_label)
    return ", ".join(parts) or "not read"


def _texts(study: Study) -> list[nodes.Node]:
    lists = [
        ("Not in any text that was read", "missing", study.missing),
        ("Limitations", "limitations", study.limitations),
        ("Sources that disagree", "conflicts", study.conflicts),
        ("Mechanism, as stated", "mechanism", study.mechanism),
        ("What a reader must know", "notes", study.notes),
    ]
    return [section(title, anchor, bullets(items)) for title, anchor, items in lists if items]


def _overlaps(study: Study, evidence: Evidence) -> list[nodes.Node]:
    if not study.overlaps:
        return []
    names = short_names(evidence)
    items = [
        [
            nodes.reference("", names[item.study], refuri=f"{item.study}.html", internal=True),
            nodes.Text(f": {item.why}"),
        ]
        for item in study.overlaps
    ]
    return [section("The same people elsewhere", "overlaps", bullets(items))]


def _index(study: Study, evidence: Evidence) -> addnodes.index:
    """Return entries for the index, where the search finds whole identifiers; as text it would take them apart."""
    found = [trial.id for trial in study.trials if trial.registered]
    found += [text for report in study.reports for text in evidence.references[report.key].identifiers.values()]
    return addnodes.index(entries=[("single", text, "reports", "main", None) for text in dict.fromkeys(found)])


def _identifiers(reference: Reference) -> list[nodes.Node]:
    made: list[nodes.Node] = []
    for text, address in reference.links:
        made += [nodes.Text(" "), link(text, address) if address else nodes.Text(text), nodes.Text(";")]
    return made


def _citation(study: Study, evidence: Evidence) -> list[nodes.Node]:
    reference = evidence.references[study.reports[0].key]
    people = ", ".join(reference.authors).replace("others.", "et al.")
    parts = [people, reference.title, reference.container, reference.year]
    parts += [text for text, _ in reference.links]
    text = ". ".join(part.rstrip(".") for part in parts if part) + "."
    return [paragraph("To cite the study:"), nodes.literal_block(text, text, classes=["citation"], language="none")]


def _sources(study: Study) -> list[nodes.Node]:
    head = ["Source", "What it is", "How much was read", "Own text or about it", "Address noted"]
    rows = []
    for source in study.sources:
        where = [code(source.url), *small(source.via or "")]
        rows.append((source.id, [source.id, source.kind, source.read, _own(source.verification), where]))
    words = (
        "Many texts were read in copies: the line below an address says so where the address is that of the original. "
        "Cite the study by its identifiers, never by these addresses."
    )
    return [section("What was read", "sources", paragraph(words), table(head, rows, "sources"))]


def _own(verification: str) -> str:
    return "the study's own" if verification == "primary" else "about it"


def setup(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("study", StudyDirective)
