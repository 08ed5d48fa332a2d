"""What .importlinter cannot say: no cycles between modules, allow-lists of foreign modules, and short functions."""

from __future__ import annotations

import ast
import graphlib
import subprocess
import sys
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).resolve().parents[1]
FUNCTION_LINES = 40
#: What the engine offers to declare mistakes with.
DECLARATIONS = {"SomeException", "adapter", "mistake"}
#: Modules of the standard library that act on the machine.
ACTING = {"os", "sys", "subprocess", "socket", "pathlib", "shutil", "time", "threading", "multiprocessing"}


def modules(*folders):
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if not {"node_modules", "versions", "corpus"} & set(path.parts):
                yield path


def tree(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(path):
    """Every module that a file imports, wherever the statement stands; relative ones by their full name."""
    package = path.parent.relative_to(ROOT).parts
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            yield ".".join([*above, *([node.module] if node.module else [])])


def within(name, packages):
    return any(name == package or name.startswith(package + ".") for package in packages)


def test_no_modules_import_each_other_in_a_circle():
    graph = grimp.build_graph("grader", "web", "bench", "fuzz", cache_dir=None)
    assert {"grader.cli", "web.app", "bench.__main__", "fuzz.__main__"} <= graph.modules
    sorter = graphlib.TopologicalSorter({name: graph.find_modules_directly_imported_by(name) for name in graph.modules})
    sorter.prepare()  # raises CycleError, which names the modules


@pytest.mark.parametrize("path", list(modules("grader/sandbox/inside")), ids=lambda path: path.stem)
def test_the_inside_of_the_sandbox_stands_alone(path):
    allowed = {*sys.stdlib_module_names, "numpy", "grader.sandbox.inside", "inside"}
    assert not {name for name in imports(path) if not within(name, allowed)}


@pytest.mark.parametrize("path", list(modules("grader/engine")), ids=lambda path: path.stem)
def test_the_engine_opens_no_file(path):
    calls = {node.func.id for node in ast.walk(tree(path)) if _is_call_by_name(node)}
    assert "open" not in calls


def dotted(path):
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


@pytest.mark.parametrize("path", list(modules("reference")), ids=dotted)
def test_a_reference_imports_numpy_other_references_and_nothing_that_acts(path):
    allowed = (set(sys.stdlib_module_names) - ACTING) | {"numpy", "reference"}
    if ".mistakes" in dotted(path):
        statements = (node for node in ast.walk(tree(path)) if isinstance(node, ast.ImportFrom))
        own = [node for node in statements if within(node.module or "", {"grader"})]
        assert {node.module for node in own} <= {"grader.engine"}
        assert {alias.name for node in own for alias in node.names} <= DECLARATIONS
        allowed.add("grader.engine")
    assert not {name for name in imports(path) if not within(name, allowed)}


@pytest.mark.parametrize("path", sorted((ROOT / "reference").rglob("solution.py")), ids=dotted)
def test_a_solution_imports_no_mistakes(path):
    assert not {name for name in imports(path) if "mistakes" in name.split(".")}


def test_python_imports_every_module_of_the_references():
    names = [dotted(path).removesuffix(".__init__") for path in modules("reference")]
    subprocess.run([sys.executable, "-c", f"import {', '.join(names)}"], cwd=ROOT, check=True)


def test_functions_stay_short():
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}: {_code_lines(node)} lines"
        for path in modules("grader", "web")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _code_lines(node) > FUNCTION_LINES
    ]
    assert not long


def _code_lines(node):
    """Lines of a function without its decorators, signature and docstring."""
    body = node.body
    if isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        body = body[1:]
    return node.end_lineno - body[0].lineno + 1 if body else 0


def _is_call_by_name(node):
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
