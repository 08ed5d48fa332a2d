"""Which functions of a reference use which: read from the sources, generous rather than exact."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping

from grader.engine.fresh_modules import ROOT


def uses(sources: Iterable[str]) -> dict[str, frozenset[str]]:
    """Name of each module-level function, class, method ("Class.method") or value -> names that it may use.

    `sources` are the files of the solution; of two definitions of one name the later file's counts. A method counts
    as used wherever an attribute of its name is.
    """
    bodies: dict[str, ast.AST] = {}
    modules: set[str] = set()
    for source in sources:
        tree = ast.parse(source)
        modules |= _imported(tree)
        bodies |= _bodies(tree)
    found: dict[str, frozenset[str]] = {}
    for name, body in bodies.items():
        nodes = list(ast.walk(body))
        plain = {node.id for node in nodes if isinstance(node, ast.Name)}
        members = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
        plain |= {node.attr for node in nodes if isinstance(node, ast.Attribute) and _first(node) in modules}
        found[name] = frozenset(other for other in bodies if other in plain or other.partition(".")[2] in members)
    return found


def _bodies(tree: ast.Module) -> dict[str, ast.AST]:
    """Name of what a module defines -> the code behind it."""
    bodies: dict[str, ast.AST] = {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            bodies[node.name] = node
        if isinstance(node, ast.ClassDef):
            bodies |= {f"{node.name}.{item.name}": item for item in node.body if isinstance(item, ast.FunctionDef)}
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            bodies |= {target.id: node.value for target in targets if isinstance(target, ast.Name)}
        if isinstance(node, ast.ImportFrom):
            # `from reference.train.solution import relu as course_relu`: the second name uses the first.
            renamed = [alias for alias in node.names if alias.asname not in (None, alias.name)]
            bodies |= {str(alias.asname): ast.Name(id=alias.name) for alias in renamed}
    return bodies


def _first(node: ast.expr) -> str:
    """The name that a chain of attributes begins with; "" if it begins with something else."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _imported(tree: ast.Module) -> set[str]:
    """Names that a module imports modules of the reference under: their attributes may be functions."""
    found = set()
    for node in tree.body:
        if isinstance(node, ast.Import):
            found |= {alias.asname or ROOT for alias in node.names if alias.name.partition(".")[0] == ROOT}
        if isinstance(node, ast.ImportFrom) and (node.level or (node.module or "").partition(".")[0] == ROOT):
            found |= {alias.asname or alias.name for alias in node.names}
    return found


def reached(graph: Mapping[str, frozenset[str]], start: Iterable[str]) -> frozenset[str]:
    """All names that `start` (functions, classes, "Class.method") uses, directly or through others, itself included."""
    labels = set(start)
    members = {label.partition(".")[2] for label in labels} - {""}
    todo = [name for name in graph if name in labels or name.partition(".")[2] in members]
    seen: set[str] = set()
    while todo:
        name = todo.pop()
        if name not in seen:
            seen.add(name)
            todo += graph[name]
    return frozenset(seen)
