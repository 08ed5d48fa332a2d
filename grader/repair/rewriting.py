"""Expressions of a right solution in a submission's names."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Mapping
from typing import Any

from grader.repair.candidates import Site
from grader.repair.program import Function


def renamed(target: str, names: Mapping[str, str]) -> str:
    """The text of a target in the submission's names."""
    if not target or not target[0].isidentifier():
        return target
    for old, new in names.items():
        if target == old or target.startswith((f"{old}.", f"{old}[")):
            return new + target[len(old) :]
    return target


def known_names(site: Site) -> frozenset[str]:
    """Names that the submission's function can read."""
    module = {
        node.id
        for text in site.program.texts
        for statement in text.tree.body
        if isinstance(statement, ast.Assign)
        for node in ast.walk(statement)
        if isinstance(node, ast.Name)
    }
    functions = {function.name for function in site.program.functions.values() if not function.owner}
    given = {*site.vocabulary.unary, *site.vocabulary.provided, "np", *dir(builtins)}
    return frozenset({*site.function.variables, *module, *functions, *given})


def single_values(function: Function) -> dict[str, ast.expr]:
    """Local variables that are assigned once, with their values."""
    found: dict[str, list[ast.expr]] = {}
    for node in ast.walk(function.node):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.setdefault(node.id, [])
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            found.setdefault(node.targets[0].id, []).append(node.value)
    counts: dict[str, int] = {}
    for node in ast.walk(function.node):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            counts[node.id] = counts.get(node.id, 0) + 1
    return {name: values[0] for name, values in found.items() if len(values) == 1 and counts[name] == 1}


class UnknownName(Exception):
    """The expression uses a name that the submission does not have."""


class Rewriting:
    """Writes expressions of a right function in a submission's names.

    `names` maps the right function's names to the submission's, `values` its other local variables to their values,
    `known` are the names that the submission can read.
    """

    def __init__(self, names: Mapping[str, str], values: Mapping[str, ast.expr], known: frozenset[str]) -> None:
        self._names = names
        self._values = values
        self._known = known

    def rewrite(self, node: ast.expr, depth: int) -> ast.expr:
        """A copy in the submission's names, without positions. Raises UnknownName."""
        copied: ast.expr = self._copy(node, depth)
        return copied

    def _copy(self, node: Any, depth: int) -> Any:
        if isinstance(node, ast.Name):
            return self._name(node, depth)
        if isinstance(node, list):
            return [self._copy(item, depth) for item in node]
        if not isinstance(node, ast.AST):
            return node
        if isinstance(node, ast.comprehension | ast.Lambda):
            raise UnknownName("names of its own")
        return type(node)(**{name: self._copy(value, depth) for name, value in ast.iter_fields(node)})

    def _name(self, node: ast.Name, depth: int) -> ast.expr:
        if node.id in self._names:
            return ast.Name(id=self._names[node.id], ctx=ast.Load())
        if node.id in self._known:
            return node
        if node.id in self._values and depth > 0:
            return self.rewrite(self._values[node.id], depth - 1)
        raise UnknownName(node.id)
