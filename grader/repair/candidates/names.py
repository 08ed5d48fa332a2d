"""Which of the variables in scope, a missing `self.`, and which helper is called."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator

from grader.model import RepairKind
from grader.repair.candidates.site import Draft, Site, is_module, similarity

#: Names that are tried in place of one.
_OTHERS = 10


def name_drafts(node: ast.expr, site: Site) -> Iterator[Draft]:
    """Other names in place of the name or attribute `node`."""
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        if _is_called(node, site):
            yield from _helpers(node, site)
        else:
            yield from _variables(node, site)
    elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
        yield from _attributes(node, site)


def _is_called(node: ast.expr, site: Site) -> bool:
    parent = site.parents.get(node)
    return isinstance(parent, ast.Call) and node is parent.func


def _helpers(node: ast.Name, site: Site) -> Iterator[Draft]:
    """Another function of the submission, or the method of the same name."""
    if node.id in site.methods and node.id not in site.program.functions:
        text = f"{site.function.self_name}.{node.id}"
        yield site.swap(node, text, RepairKind.NAME, f"`{site.function.self_name}`", 3.0)
    functions = [name for name, function in site.program.functions.items() if not function.owner]
    if node.id in functions or node.id in site.vocabulary.unary:
        for number, other in enumerate(_ranked(node.id, (*functions, *site.vocabulary.unary))):
            if other != site.function.name:
                subject = f"which function is called: `{node.id}`"
                yield site.swap(node, other, RepairKind.FUNCTION, subject, 0.8 * 0.8**number)


def _variables(node: ast.Name, site: Site) -> Iterator[Draft]:
    function = site.function
    if is_module(node, site) or node.id == function.self_name:
        return
    known = node.id in function.variables
    subject = f"which variable is used: `{node.id}`"
    if not known and node.id in site.attributes:
        yield site.swap(node, f"{function.self_name}.{node.id}", RepairKind.NAME, f"`{function.self_name}`", 3.0)
    if not known and (hasattr(builtins, node.id) or node.id in site.program.functions):
        return
    related = site.computed_from.get(node.id, frozenset())
    others = _ranked(node.id, function.variables)
    for number, other in enumerate(sorted(others, key=lambda other: other not in related)):
        weight = 3.0 if other in site.unused else (1.0 if known else 2.0) * 0.85**number
        yield site.swap(node, other, RepairKind.NAME, subject, weight)
    if function.self_name and known:
        for number, other in enumerate(_ranked(node.id, site.attributes)[:4]):
            text = f"{function.self_name}.{other}"
            yield site.swap(node, text, RepairKind.NAME, subject, 0.7 * 0.8**number)


def _attributes(node: ast.Attribute, site: Site) -> Iterator[Draft]:
    function = site.function
    if not isinstance(node.value, ast.Name) or node.value.id != function.self_name or not function.self_name:
        return
    subject = f"which variable is used: `{site.code(node)}`"
    for number, other in enumerate(_ranked(node.attr, site.attributes)):
        if (other in site.methods) == _is_called(node, site):
            text = f"{function.self_name}.{other}"
            yield site.swap(node, text, RepairKind.NAME, subject, 0.8 * 0.85**number)
    if not _is_called(node, site):
        for number, other in enumerate(_ranked(node.attr, function.variables)[:6]):
            yield site.swap(node, other, RepairKind.NAME, subject, 0.7 * 0.8**number)


def _ranked(name: str, others: tuple[str, ...]) -> list[str]:
    """The other names, the most similar first."""
    names = [other for other in dict.fromkeys(others) if other != name]
    return sorted(names, key=lambda other: -similarity(name.lower(), other.lower()))[:_OTHERS]
