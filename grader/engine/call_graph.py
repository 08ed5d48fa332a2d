"""Which of a reference's functions use which: read from its source, generous rather than exact."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping


def uses(source: str) -> dict[str, frozenset[str]]:
    """Name of each module-level function, class, method ("Class.method") or value -> names that it may use.

    A method counts as used wherever an attribute of its name is.
    """
    tree = ast.parse(source)
    bodies: dict[str, ast.AST] = {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            bodies[node.name] = node
        if isinstance(node, ast.ClassDef):
            bodies |= {f"{node.name}.{item.name}": item for item in node.body if isinstance(item, ast.FunctionDef)}
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            bodies |= {target.id: node.value for target in targets if isinstance(target, ast.Name)}
    found: dict[str, frozenset[str]] = {}
    for name, body in bodies.items():
        nodes = list(ast.walk(body))
        plain = {node.id for node in nodes if isinstance(node, ast.Name)}
        members = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
        found[name] = frozenset(one for one in bodies if one in plain or one.partition(".")[2] in members)
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
