"""The page of reporting standards: every item with where it is met, or why not yet."""

from __future__ import annotations

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from livingevidence.record.checklists import Checklist, Item
from livingevidence.site.nodes import paragraph, section, small, table
from livingevidence.site.shared import shared


class ChecklistsDirective(SphinxDirective):
    """The count of what is met, then one section a standard."""

    def run(self) -> list[nodes.Node]:
        """Return the content of the page; a target that does not exist is a warning of Sphinx."""
        for path in (shared.root.data / "checklists").glob("*.yaml"):
            self.env.note_dependency(str(path.resolve()))
        found = shared.evidence.library.checklists
        counts = "; ".join(f"{c.name}: {len(c.met)} of {len(c.items)} items met" for c in found.values())
        return [
            paragraph(f"{counts}. All others are not yet."),
            *(self._section(name, checklist) for name, checklist in found.items()),
        ]

    def _section(self, name: str, checklist: Checklist) -> nodes.Node:
        cited, _ = self.parse_inline(f"{{cite:p}}`{checklist.reference}`")
        rows = [(f"{name}-{item.id.lower()}", self._line(item)) for item in checklist.items]
        made = table(["Item", "What it asks for", "Met", "Where, or why not"], rows, label=f"Items of {checklist.name}")
        note = [paragraph(checklist.note)] if checklist.note else []
        return section(checklist.name, name, paragraph([nodes.Text(f"{counted(checklist)} "), *cited]), *note, made)

    def _line(self, item: Item) -> list:
        said = [nodes.Text(item.id), *small("critical" if item.critical else "")]
        if not item.met:
            return [said, item.topic, "not yet", item.not_yet]
        where: list[nodes.Node] = []
        for target in item.met:
            where += [*([nodes.Text("; ")] if where else []), self._link(target)]
        return [said, item.topic, "yes", [*where, *small(item.how)]]

    def _link(self, target: str) -> nodes.Node:
        """Return a reference as MyST makes it of ``[words](page.md#heading)``; its own parsing loses linked folders."""
        page, _, anchor = target.partition("#")
        where = {"refdoc": self.env.docname, "reftarget": page, "reftargetid": anchor or None}
        shown = nodes.inline("", words(target))
        made = pending_xref("", shown, refdomain="doc", reftype="myst", refexplicit=True, **where)
        self.set_source_info(made)
        return made


def words(target: str) -> str:
    """Return a target as people read it: ``methods#question`` is "Methods: question"."""
    page, _, anchor = target.removeprefix("chapters/").removesuffix("/index").partition("#")
    page = "start page" if page == "index" else page
    return (page.capitalize() + (f": {anchor}" if anchor else "")).replace("-", " ")


def counted(checklist: Checklist) -> str:
    """Return how many items are met and how many not yet, the critical ones too."""
    met, total = len(checklist.met), len(checklist.items)
    critical = [bool(item.met) for item in checklist.items if item.critical]
    text = f"{met} of {total} items {'is' if met == 1 else 'are'} met, {total - met} not yet."
    return text + (f" Of the critical ones {sum(critical)} of {len(critical)}." if critical else "")


def setup(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("checklists", ChecklistsDirective)
