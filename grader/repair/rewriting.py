"""Expressions of a right solution in a submission's names."""

from __future__ import annotations

import ast
import builtins
import copy
from collections.abc import Mapping

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
    return frozenset({*site.function.variables, *module, *functions, *site.vocabulary.unary, "np", *dir(builtins)})


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


class Rewriting(ast.NodeTransformer):
    """Writes expressions of a right function in a submission's names.

    `names` maps the right function's names to the submission's, `values` its other local variables to their values,
    `known` are the names that the submission can read.
    """

    def __init__(self, names: Mapping[str, str], values: Mapping[str, ast.expr], known: frozenset[str]) -> None:
        self._names = names
        self._values = values
        self._known = known
        self._depth = 0

    def rewrite(self, node: ast.expr, depth: int) -> ast.expr:
        """A copy in the submission's names. Raises UnknownName."""
        before, self._depth = self._depth, depth
        try:
            rewritten: ast.expr = self.visit(copy.deepcopy(node))
            return rewritten
        finally:
            self._depth = before

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if node.id in self._names:
            return ast.Name(id=self._names[node.id], ctx=ast.Load())
        if node.id in self._known:
            return node
        if node.id in self._values and self._depth > 0:
            return self.rewrite(self._values[node.id], self._depth - 1)
        raise UnknownName(node.id)

    def visit_comprehension(self, node: ast.comprehension) -> ast.comprehension:
        raise UnknownName("a comprehension")

    def visit_Lambda(self, node: ast.Lambda) -> ast.Lambda:
        raise UnknownName("a lambda")
