"""Tells the empty functions of a starter from those with a body of their own."""

from __future__ import annotations

import ast

from .names import FUNCTION

Function = ast.FunctionDef | ast.AsyncFunctionDef


def finished_methods(node: ast.ClassDef) -> set[str]:
    """The methods of a class that have a body of their own."""
    return {member.name for member in node.body if isinstance(member, FUNCTION) and not is_empty(member)}


def is_empty(node: Function) -> bool:
    """Whether a function is a starter's: nothing but docstring, `pass`, NotImplementedError, and `None` or `...`."""
    filled = [statement for statement in node.body if not _does_nothing(statement)]
    if not filled or not all(isinstance(statement, ast.Return) for statement in filled):
        return not filled
    empty = _set_names(node)
    returned = {n.id for s in filled for n in ast.walk(s) if isinstance(n, ast.Name)} if empty else set()
    return bool(returned) and returned <= empty


def _does_nothing(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Pass):
        return True
    if isinstance(statement, ast.Expr):
        return isinstance(statement.value, ast.Constant)
    if isinstance(statement, ast.Return | ast.Assign):
        return statement.value is None or (
            isinstance(statement.value, ast.Constant) and statement.value.value in (None, ...)
        )
    return isinstance(statement, ast.Raise) and any(
        isinstance(node, ast.Name) and node.id == "NotImplementedError" for node in ast.walk(statement)
    )


def _set_names(node: Function) -> set[str]:
    """Names that the function sets to something."""
    return {
        target.id
        for statement in node.body
        if isinstance(statement, ast.Assign)
        for target in statement.targets
        if isinstance(target, ast.Name)
    }
