"""Functions that are defined twice with different parameters.

In Python the last definition counts. A notebook often reuses a short name in a later cell (`a1(a0)` after
`a1(w1, b1, a0)`), which breaks the graded functions of the earlier cells although they were right when they were run.
The rule here: the last definition counts, except in a function that calls the name in a way that the last definition
does not accept (too many or too few arguments, an unknown keyword). Such a function uses the nearest earlier definition
that accepts all of its calls. This changes only calls that would certainly raise TypeError.
"""

from __future__ import annotations

import ast
from collections.abc import Container, Iterable
from typing import NamedTuple

from .names import FUNCTION, local_names

Function = ast.FunctionDef | ast.AsyncFunctionDef


class RetainedDefinition(NamedTuple):
    """An earlier definition that stays in use beside the last one of the same name."""

    #: The name, and the one under which the earlier definition is kept.
    name: str
    hidden: str
    #: The function that uses it.
    caller: str
    #: Its statement, and the last definition.
    earlier: Function
    last: Function


def retain_earlier(statements: list[ast.stmt], provided: Container[str] = ()) -> list[RetainedDefinition]:
    """Redirect each call that the last definition does not accept to an earlier one, in place.

    Of the `provided` names neither definition is used.
    """
    versions: dict[str, list[Function]] = {}
    for statement in statements:
        if isinstance(statement, FUNCTION):
            versions.setdefault(statement.name, []).append(statement)
    redefined = {name: found for name, found in versions.items() if len(found) > 1 and name not in provided}
    kept: list[RetainedDefinition] = []
    for statement in statements if redefined else ():
        for function in _functions(statement):
            calls = _calls(function, redefined)
            local = local_names(function)[0] if calls else set()
            for name in calls.keys() - local:
                kept.extend(_redirect(function, name, redefined[name], calls[name]))
    return kept


def _functions(statement: ast.stmt) -> list[Function]:
    if isinstance(statement, ast.ClassDef):
        return [member for member in statement.body if isinstance(member, FUNCTION)]
    return [statement] if isinstance(statement, FUNCTION) else []


def _calls(function: Function, names: Container[str]) -> dict[str, list[ast.Call]]:
    """The calls of these names in a function."""
    found: dict[str, list[ast.Call]] = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            found.setdefault(node.func.id, []).append(node)
    return found


def _redirect(
    function: Function, name: str, versions: list[Function], calls: list[ast.Call]
) -> list[RetainedDefinition]:
    if _accepts_all(versions[-1], calls):
        return []
    earlier = next((version for version in reversed(versions[:-1]) if _accepts_all(version, calls)), None)
    if earlier is None:
        return []
    hidden = f"{name} of line {earlier.lineno}.{versions.index(earlier)}"
    for call in calls:
        call.func = ast.copy_location(ast.Name(hidden, ast.Load()), call.func)
    return [RetainedDefinition(name, hidden, function.name, earlier, versions[-1])]


def _accepts_all(function: Function, calls: list[ast.Call]) -> bool:
    return all(_accepts(function.args, call) for call in calls)


def _accepts(parameters: ast.arguments, call: ast.Call) -> bool:
    """Whether a call fits the parameters, as far as is known statically; a call with `*` or `**` always does."""
    if any(isinstance(argument, ast.Starred) for argument in call.args) or any(k.arg is None for k in call.keywords):
        return True
    positional = [argument.arg for argument in (*parameters.posonlyargs, *parameters.args)]
    if len(call.args) > len(positional) and parameters.vararg is None:
        return False
    given = set(positional[: len(call.args)])
    keywords = {keyword.arg for keyword in call.keywords if keyword.arg is not None}
    by_keyword = {argument.arg for argument in (*parameters.args, *parameters.kwonlyargs)}
    if keywords & given or (not keywords <= by_keyword and parameters.kwarg is None):
        return False
    required = set(positional[: len(positional) - len(parameters.defaults)]) | {
        argument.arg
        for argument, default in zip(parameters.kwonlyargs, parameters.kw_defaults, strict=True)
        if default is None
    }
    return required <= given | keywords


def adopt_classes(statements: list[ast.stmt], entry_points: Iterable[str]) -> dict[str, str]:
    """Rename a class whose name differs from the required one in case and underscores only. Returns old -> new.

    An older starter of a course has `Neural_Network` where a later one has `NeuralNetwork`. Changes the statements in
    place, and only where the submission has no class of the right name and exactly one such other.
    """
    classes = {statement.name for statement in statements if isinstance(statement, ast.ClassDef)}
    renamed: dict[str, str] = {}
    for owner in {entry.partition(".")[0] for entry in entry_points if "." in entry} - classes:
        like = [name for name in classes if _plain(name) == _plain(owner)]
        if len(like) == 1:
            renamed[like[0]] = owner
    for node in (node for statement in statements for node in ast.walk(statement)) if renamed else ():
        if isinstance(node, ast.ClassDef):
            node.name = renamed.get(node.name, node.name)
        elif isinstance(node, ast.Name):
            node.id = renamed.get(node.id, node.id)
    return renamed


def _plain(name: str) -> str:
    return name.replace("_", "").lower()
