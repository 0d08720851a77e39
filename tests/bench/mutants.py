"""Change the code of synthesis and results in small ways, one at a time, and tell which changes no test notices.

``python tests/bench/mutants.py --count 300 > build/mutants.jsonl`` prints a line for each: its place, what stands there
instead, and whether the tests of these rooms noticed it, those of the others did, or none. Nothing is written into the
code: each change is made in a fork, when its module is imported. The tests that call the changed function come first,
the quickest before the others; only if none of them fails are all of them run.
"""

import argparse
import ast
import copy
import importlib.machinery
import json
import os
import random
import signal
import sys
import tempfile
import time
import types
from collections.abc import Iterable, Iterator
from pathlib import Path

import matplotlib.figure  # noqa: F401 - what a fork needs and no change touches
import pandas  # noqa: F401
import pydantic  # noqa: F401
import pytest
import scipy.optimize
import scipy.stats  # noqa: F401

ROOT = Path(__file__).parents[2]
ROOMS = ("src/livingevidence/synthesis", "src/livingevidence/results")
SLOW = ("test_coverage.py::test_modified_knapp_hartung_covers", "test_many.py::test_a_cluster_gives_the_same_numbers")
OWN_TESTS = ("tests/synthesis", "tests/results", *(f"--deselect=tests/synthesis/{test}" for test in SLOW))
"""What other processes compute says nothing of a change, since they import the code as it is."""
OTHER_TESTS = (
    "tests/claims",
    "tests/show",
    "tests/evidence",
    "tests/export",
    "tests/test_net.py",
    "tests/test_small_review.py",
)
QUIETLY = ("-x", "-q", "-n", "0", "-p", "no:cacheprovider", "-W", "ignore::pytest.PytestAssertRewriteWarning")
LONGEST = 300  # seconds; a change that makes the code run for ever is noticed
SWAPS = {
    ast.Lt: ast.LtE,
    ast.Gt: ast.GtE,
    ast.Eq: ast.NotEq,
    ast.In: ast.NotIn,
    ast.Is: ast.IsNot,
    ast.Add: ast.Sub,
    ast.Mult: ast.Div,
    ast.Pow: ast.Mult,
    ast.And: ast.Or,
    ast.BitAnd: ast.BitOr,
}
SWAPS |= {new: old for old, new in SWAPS.items() if new is not ast.Mult}


def replacement(node: ast.AST) -> ast.AST | None:
    """Return what stands in place of a part of the code, if it is one that is changed."""
    new = copy.deepcopy(node)
    match node:
        case ast.Compare(ops=[op, *_]) if type(op) in SWAPS:
            new.ops[0] = SWAPS[type(op)]()
        case ast.BinOp(op=op) | ast.BoolOp(op=op) if type(op) in SWAPS:
            new.op = SWAPS[type(op)]()
        case ast.UnaryOp(op=ast.Not() | ast.USub()):
            new = new.operand
        case ast.Constant(value=bool()):
            new.value = not node.value
        case ast.Constant(value=int() | float()):
            new.value = node.value + 1
        case ast.If() | ast.IfExp() | ast.comprehension(ifs=[_, *_]):
            test = new.ifs[0] if isinstance(new, ast.comprehension) else new.test
            negated = ast.UnaryOp(ast.Not(), test)
            if isinstance(new, ast.comprehension):
                new.ifs[0] = negated
            else:
                new.test = negated
        case _:
            return None
    return new


def parts(tree: ast.Module) -> Iterator[tuple[ast.AST, str, int | None]]:
    """Yield each place of a module that may be changed: who holds it, in which field, and where in it."""
    for holder in ast.walk(tree):
        for field, value in ast.iter_fields(holder):
            if field in ("annotation", "returns", "decorator_list", "slice"):
                continue
            for index, node in enumerate(value) if isinstance(value, list) else [(None, value)]:
                if isinstance(node, ast.AST) and replacement(node) is not None:
                    yield holder, field, index


def mutants(count: int, seed: int) -> list[tuple[Path, int]]:
    """Return a sample of places, the same for the same seed and code."""
    files = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]
    places = [(path, n) for path in files for n, _ in enumerate(parts(ast.parse(path.read_text("utf-8"))))]
    return random.Random(seed).sample(places, min(count, len(places)))


def mutant(path: Path, number: int) -> tuple[ast.Module, int, str, str]:
    """Return a module with one place changed; its line, what stood there, and what stands there now."""
    tree = ast.parse(path.read_text("utf-8"))
    holder, field, index = list(parts(tree))[number]
    node = getattr(holder, field) if index is None else getattr(holder, field)[index]
    new = replacement(node)
    if index is None:
        setattr(holder, field, new)
    else:
        getattr(holder, field)[index] = new
    texts = [ast.unparse(part).splitlines()[0] for part in (node, new)]
    line = getattr(node, "lineno", None) or node.target.lineno
    return ast.fix_missing_locations(tree), line, *texts


class Calls:
    """Writes which functions of these rooms each test calls, and how long it takes; plugin of pytest."""

    def __init__(self, file: Path):
        self.file, self.calls = file, {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Look at each call while a test runs, its fixtures included."""
        functions, start, rooms = set(), time.perf_counter(), tuple(str(ROOT / room) for room in ROOMS)

        def see(frame: types.FrameType, *_: object) -> None:
            if frame.f_code.co_filename.startswith(rooms):
                functions.add((frame.f_code.co_filename, frame.f_code.co_firstlineno))

        sys.settrace(see)
        try:
            return (yield)
        finally:
            sys.settrace(None)
            self.calls[item.nodeid] = time.perf_counter() - start, sorted(functions)

    def pytest_sessionfinish(self) -> None:
        """Leave it to the process that began this one."""
        self.file.write_text(json.dumps(self.calls), encoding="utf-8")


def callers(calls: dict[str, tuple[float, list]], path: Path, line: int) -> list[str]:
    """Return the tests that call what stands in a line, the quickest first."""
    starts = [start for _, places in calls.values() for file, start in places if file == str(path) and start <= line]
    return [test for test in quickest(calls) if starts and [str(path), max(starts)] in calls[test][1]]


def quickest(calls: dict[str, tuple[float, list]]) -> list[str]:
    """Return tests, those first that take the least time."""
    return sorted(calls, key=lambda test: calls[test][0])


def notices(path: Path, tree: ast.Module, tests: Iterable[str], *plugins: object) -> bool:
    """Return whether a test fails when a module is this instead."""
    if child := os.fork():
        signal.signal(signal.SIGALRM, lambda *_: os.kill(child, signal.SIGKILL))
        signal.alarm(LONGEST)
        code = os.waitpid(child, 0)[1]
        signal.alarm(0)
        return code != 0
    get_original = importlib.machinery.SourceFileLoader.get_code

    def get_code(loader: importlib.machinery.SourceFileLoader, name: str) -> object:
        return compile(tree, str(path), "exec") if loader.path == str(path) else get_original(loader, name)

    importlib.machinery.SourceFileLoader.get_code = get_code
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1), os.dup2(null, 2)
    os._exit(pytest.main([*QUIETLY, *tests], plugins) != 0)


def main() -> None:
    """Try a sample of changes."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--count", type=int, default=300, help="how many changes are tried")
    options.add_argument("--seed", type=int, default=2026, help="of the sample")
    arguments = options.parse_args()
    assert not any(name.startswith("livingevidence") for name in sys.modules)
    unchanged = ROOT / ROOMS[0] / "__init__.py"
    kinds, calls = {"own": OWN_TESTS, "others": OTHER_TESTS}, {}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "calls.json"
        for kind, tests in kinds.items():
            module = ast.parse(unchanged.read_text("utf-8"))
            if notices(unchanged, module, tests, Calls(file)):
                raise SystemExit(f"tests fail without a change: {' '.join(tests)}")
            calls[kind] = json.loads(file.read_text("utf-8"))
            if notices(unchanged, module, quickest(calls[kind])):
                raise SystemExit(f"tests fail without a change when the quickest come first: {' '.join(tests)}")
    for path, number in mutants(arguments.count, arguments.seed):
        tree, line, old, new = mutant(path, number)
        tries = ((kind, tests) for kind in kinds for tests in (callers(calls[kind], path, line), kinds[kind]) if tests)
        noticed_by = next((kind for kind, tests in tries if notices(path, tree, tests)), None)
        record = {"file": str(path.relative_to(ROOT)), "line": line, "old": old, "new": new, "noticed_by": noticed_by}
        print(json.dumps(record, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
