"""The arrows between the packages point one way, and no module or function grows beyond what can be read at once."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LINES = 300
FUNCTION_LINES = 40

#: Package -> what of ours it may import besides itself (grader/__init__.py shows the same as a table).
ALLOWED = {
    "grader.model": set(),
    "grader.errors": {"grader.model"},
    "grader.settings": {"grader.errors", "grader.model"},
    "grader.uploads": {"grader.errors", "grader.model", "grader.notebook_commands"},
    "grader.notebook_commands": set(),
    "grader.engine": {"grader.model", "grader.errors", "grader.formulas"},
    "grader.sandbox": {"grader.model", "grader.errors"},
    "grader.datasets": {"grader.errors", "grader.settings"},
    "grader.assignments.toml": {"grader.model", "grader.errors"},
    "grader.assignments.questions": {"grader.model", "grader.errors", "grader.assignments.toml"},
    "grader.assignments.public": {
        "grader.model",
        "grader.errors",
        "grader.assignments.toml",
        "grader.assignments.questions",
    },
    "grader.assignments.answers": {
        "grader.model",
        "grader.errors",
        "grader.assignments.toml",
        "grader.engine",
        "grader.formulas",
    },
    "grader.assignments.secret": {
        "grader.model",
        "grader.errors",
        "grader.assignments.public",
        "grader.assignments.answers",
        "grader.assignments.toml",
        "grader.engine",
    },
    "grader.judge": {"grader.model", "grader.errors", "grader.assignments", "grader.engine"},
    "grader.verify": {
        "grader.model",
        "grader.errors",
        "grader.assignments",
        "grader.engine",
        "grader.judge",
        "grader.uploads",
    },
    "grader.attacks": {
        "grader.model",
        "grader.errors",
        "grader.assignments",
        "grader.engine.ports",
        "grader.judge",
    },
    "grader.formulas": {"grader.model", "grader.errors"},
    "grader.store": {"grader.model", "grader.errors", "grader.settings"},
    "grader.worker": {
        "grader.model",
        "grader.errors",
        "grader.settings",
        "grader.store",
        "grader.judge",
        "grader.uploads",
        "grader.sandbox",
        "grader.assignments",
        "grader.engine.ports",
    },
}
#: What the web may reach. It never imports an engine, a wall, a secret or a reference.
WEB = {
    "grader.model",
    "grader.errors",
    "grader.settings",
    "grader.uploads",
    "grader.store",
    "grader.assignments.public",
    "grader.formulas",
    "grader.worker.queue",
    "grader.worker.events",
    "web",
}
NEVER_IN_WEB = (
    "grader.engine",
    "grader.sandbox",
    "grader.assignments.secret",
    "grader.judge",
    "grader.verify",
    "reference",
)


def modules(*folders):
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if not {"node_modules", "frontend", "versions"} & set(path.parts):
                yield path


def name_of(path):
    parts = list(path.relative_to(ROOT).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path):
    """Every module that a file imports, wherever the statement stands; `from a import b` is a.b where b is a module."""
    package = name_of(path) if path.name == "__init__.py" else name_of(path).rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*above, base] if base else above)
            for alias in node.names:
                deeper = ROOT / Path(*base.split("."), alias.name)
                is_module = deeper.with_suffix(".py").exists() or deeper.is_dir()
                yield f"{base}.{alias.name}" if is_module else base


def within(name, packages):
    return any(name == package or name.startswith(package + ".") for package in packages)


def owner(name):
    return max((package for package in ALLOWED if within(name, {package})), key=len, default=None)


@pytest.mark.parametrize("path", list(modules("grader")), ids=name_of)
def test_the_arrows_point_one_way(path):
    package = owner(name_of(path))
    if package is None:
        pytest.skip("the command line, and the top of the package, may import all of it")
    wrong = {
        name
        for name in imports(path)
        if within(name, {"grader", "web"}) and not within(name, {package, *ALLOWED[package]})
    }
    assert not wrong


def test_every_package_but_the_command_line_has_its_arrows():
    free = {name_of(path) for path in modules("grader") if owner(name_of(path)) is None}
    assert {name for name in free if not within(name, {"grader.cli"})} <= {"grader", "grader.assignments"}


@pytest.mark.parametrize("path", list(modules("web")), ids=name_of)
def test_the_web_reaches_nothing_secret(path):
    names = {name for name in imports(path) if within(name, {"grader", "reference", "testcases"})}
    assert not {name for name in names if within(name, NEVER_IN_WEB)}
    assert not {name for name in names if not within(name, WEB)}


@pytest.mark.parametrize("path", list(modules("grader/sandbox/inside")), ids=name_of)
def test_the_inside_of_the_wall_stands_alone(path):
    outside = {
        name
        for name in imports(path)
        if name.partition(".")[0] not in sys.stdlib_module_names
        and not within(name, {"numpy", "grader.sandbox.inside", "inside"})
    }
    assert not outside


@pytest.mark.parametrize("path", list(modules("grader/engine")), ids=name_of)
def test_the_engine_has_no_process_socket_file_or_clock(path):
    forbidden = {"os", "subprocess", "socket", "pathlib", "time", "datetime", "threading", "multiprocessing", "shutil"}
    assert not {name for name in imports(path) if within(name, forbidden)}
    calls = {node.func.id for node in ast.walk(ast.parse(path.read_text())) if _is_call_by_name(node)}
    assert "open" not in calls


@pytest.mark.parametrize("path", list(modules("reference")), ids=name_of)
def test_a_reference_imports_numpy_and_nothing_that_acts(path):
    acting = {"os", "sys", "subprocess", "socket", "pathlib", "shutil", "time", "threading", "multiprocessing"}
    allowed = (set(sys.stdlib_module_names) - acting) | {"numpy"}
    assert not {name for name in imports(path) if name.partition(".")[0] not in allowed}


@pytest.mark.parametrize("path", list(modules("grader", "web")), ids=name_of)
def test_modules_and_functions_stay_short(path):
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LINES
    long = [
        f"{node.name}: {node.end_lineno - node.lineno + 1} lines"
        for node in ast.walk(ast.parse(text))
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
