"""A notebook that runs in a fork of the build gives what a kernel gives, or nothing."""

import sys

import pytest
from jupyter_cache.executors.utils import single_nb_execution
from nbformat import NotebookNode, v4

from livingevidence.site.forked import run

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems run ordinary kernels")
SHOWING = """\
import sys
from IPython.display import HTML, Markdown, display
print("a line"); print("another", file=sys.stderr); print("and one")
---
HTML("<b>an invented table</b>")
---
HTML("<b>not shown</b>");
---
display(Markdown("*shown* on the way"), {"a": 1})
print("between")
1 + 1
---

---
!echo from a shell
---
import matplotlib.pyplot as plt
plt.plot([1, 2], [3, 4]);
---
__name__, _4
"""


def notebook(*cells: str) -> NotebookNode:
    """Return a notebook of some cells."""
    return v4.new_notebook(cells=[v4.new_code_cell(cell) for cell in cells])


def test_cells_show_what_a_kernel_shows(tmp_path):
    """Values, displays, figures and what is printed, in their order and with their numbers."""
    path = str(tmp_path / "chapter.md")
    cells = SHOWING.split("\n---\n")
    expected = single_nb_execution(notebook(*cells), str(tmp_path), timeout=60, allow_errors=False).nb
    result = run({path: notebook(*cells)}, 60, {})[path].notebook
    assert expected.cells[0].outputs and expected.cells[6].outputs
    assert [_merged(cell) for cell in result.cells] == [_merged(cell) for cell in expected.cells]
    assert result.metadata == expected.metadata


def _merged(cell: NotebookNode) -> tuple:
    """Return the outputs of a cell without where a kernel happened to part what was printed, or to mix both streams."""
    printed: dict[str, str] = {}
    for output in cell.outputs:
        if output.output_type == "stream":
            printed[output.name] = printed.get(output.name, "") + output.text
    return cell.execution_count, printed, [output for output in cell.outputs if output.output_type != "stream"]


@pytest.mark.parametrize("cell", ["1 / 0", "import time; time.sleep(30)", "import os; os._exit(0)", "1 +"])
def test_a_notebook_that_fails_gives_nothing(tmp_path, cell):
    """What raises, takes too long or ends its process is left to an ordinary kernel; the others are there."""
    paths = [str(tmp_path / name) for name in ("failing.md", "sound.md")]
    runs = run({paths[0]: notebook("1", cell), paths[1]: notebook("2")}, 2, {})
    assert [*runs] == paths[1:]


def test_cells_that_are_to_be_skipped_are_not_run(tmp_path):
    """As a kernel's client leaves them out."""
    chapter = notebook("1 / 0", "3")
    chapter.cells[0].metadata["tags"] = ["skip-execution"]
    (result,) = run({str(tmp_path / "chapter.md"): chapter}, 5, {}).values()
    assert [len(cell.outputs) for cell in result.notebook.cells] == [0, 1]
