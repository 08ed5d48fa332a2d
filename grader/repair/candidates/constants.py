"""Numbers, indices, bounds of ranges, and keys of dictionaries."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.model import RepairKind
from grader.repair.candidates.site import Draft, Site, function_name, is_number, similarity

#: Keys that are tried in place of one.
_KEYS = 8
#: Numbers of right solutions that are tried in place of one.
_NUMBERS = 12


def constant_drafts(node: ast.expr, site: Site) -> Iterator[Draft]:
    """Other numbers and keys in place of `node`."""
    parent = site.parents.get(node)
    if isinstance(parent, ast.UnaryOp):
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield from _keys(node, site)
    elif is_number(node):
        yield from _numbers(node, site)
    if isinstance(node, ast.Name | ast.BinOp | ast.Call) and _is_index(node, site):
        subject = "an index" if isinstance(parent, ast.Subscript) else "a bound of the loop"
        for step in ("+ 1", "- 1"):
            yield site.swap(node, f"{site.atom(node)} {step}", RepairKind.INDEX, subject)
        for name in _loop_variables(node, site):
            yield site.swap(node, name, RepairKind.INDEX, subject)
    if isinstance(node, ast.Call) and function_name(node) == "range" and isinstance(parent, ast.For):
        yield site.swap(node, f"reversed({site.code(node)})", RepairKind.INDEX, "the order of the loop", 0.6)
        if len(node.args) == 1:
            yield site.swap(node, f"range(1, {site.code(node.args[0])})", RepairKind.INDEX, "a bound of the loop", 0.8)
            yield site.swap(
                node, f"range(1, {site.code(node.args[0])} + 1)", RepairKind.INDEX, "a bound of the loop", 0.7
            )


def _is_index(node: ast.expr, site: Site) -> bool:
    """Whether `node` is an index, a bound of a slice or range, or a number that becomes a part of a key."""
    parent = site.parents.get(node)
    if isinstance(parent, ast.Subscript):
        return node is parent.slice and not isinstance(node.ctx if isinstance(node, ast.Name) else None, ast.Store)
    if isinstance(parent, ast.Slice):
        return True
    return isinstance(parent, ast.Call) and function_name(parent) in {"range", "str"} and node in parent.args


def _loop_variables(node: ast.expr, site: Site) -> Iterator[str]:
    """Variables of the loops around `node`, where it does not use them."""
    used = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
    place: ast.AST | None = site.parents.get(node)
    while place is not None:
        if isinstance(place, ast.For) and isinstance(place.target, ast.Name) and place.target.id not in used:
            yield place.target.id
        place = site.parents.get(place)


def _numbers(node: ast.expr, site: Site) -> Iterator[Draft]:
    value = ast.literal_eval(node)
    if isinstance(value, bool):
        return
    indexes = _is_index(node, site) or isinstance(site.parents.get(node), ast.Tuple)
    kind = RepairKind.INDEX if _is_index(node, site) else RepairKind.NUMBER
    subject = "an index" if kind is RepairKind.INDEX else "a number"
    others: dict[str, float] = {}
    if type(value) is int:
        others |= {str(value + 1): 1.0, str(value - 1): 1.0}
    if indexes:
        others |= {"0": 0.8, "1": 0.8, "-1": 0.6}
    else:
        others |= {"0": 0.6, "1": 0.6, "2": 0.4, "0.5": 0.3, f"-{value}" if value > 0 else f"{-value}": 0.5}
        others |= dict.fromkeys(site.vocabulary.numbers[:_NUMBERS], 0.5)
    for text, weight in others.items():
        if text != site.code(node):
            yield site.swap(node, text, kind, subject, weight)


def _keys(node: ast.Constant, site: Site) -> Iterator[Draft]:
    parent = site.parents.get(node)
    if isinstance(parent, ast.Expr | ast.JoinedStr | ast.FormattedValue):
        return
    old = str(node.value)
    others = dict.fromkeys((*site.program.keys, *site.vocabulary.keys))
    others.pop(old, None)
    ranked = sorted(others, key=lambda key: -similarity(old, key))[:_KEYS]
    for number, key in enumerate(ranked):
        subject = "the text that a comparison asks for" if isinstance(parent, ast.Compare) else "a key"
        yield site.swap(node, repr(key), RepairKind.KEY, subject, 0.9**number)
