"""Calls that are missing: an activation, a derivative, a copy, a type of numbers."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from grader.model import RepairKind
from grader.repair.candidates.site import Draft, Site, function_name, is_module, is_number

_DERIVATIVE = re.compile(r"der|prime|grad|backward", re.IGNORECASE)
#: Functions of NumPy that are forgotten around a value.
_NUMPY = {"exp": 0.4, "log": 0.4, "abs": 0.3, "square": 0.3, "sum": 0.7, "mean": 0.6, "sqrt": 0.3}
_MADE = frozenset({"zeros_like", "ones_like", "zeros", "ones", "empty", "empty_like", "array", "full", "full_like"})


def wrapping_drafts(node: ast.expr, site: Site) -> Iterator[Draft]:
    """`node` as the argument of a call."""
    if isinstance(node, ast.Call) and function_name(node) in _MADE and is_module(node.func, site):
        yield from _typed(node, site)
    if isinstance(node, ast.Constant | ast.Tuple | ast.Dict | ast.List | ast.Lambda) or is_number(node):
        return
    if site.is_value(node):
        yield from _called(node, site)
        yield from _multiplied(node, site)
    if isinstance(node, ast.Name | ast.Subscript | ast.Attribute) and site.is_value(node):
        yield from _copied(node, site)
    if isinstance(node, ast.Name) and _is_operand(node, site):
        for name in site.unary[:6]:
            yield site.swap(node, f"{name}({node.id})", RepairKind.CALL, "a call that is missing", 0.5)
    if isinstance(node, ast.Name) and isinstance(site.parents.get(node), ast.BinOp | ast.Call):
        yield site.swap(node, f"{node.id}.astype(float)", RepairKind.DTYPE, "the type of the numbers", 0.3)


def _is_operand(node: ast.Name, site: Site) -> bool:
    parent = site.parents.get(node)
    return isinstance(parent, ast.BinOp) or (isinstance(parent, ast.Call) and node in parent.args)


def _typed(node: ast.Call, site: Site) -> Iterator[Draft]:
    if not any(keyword.arg == "dtype" for keyword in node.keywords):
        text = f"{site.code(node)[:-1].rstrip().rstrip(',')}, dtype=float)"
        yield site.swap(node, text, RepairKind.DTYPE, "the type of the numbers")


def _called(node: ast.expr, site: Site) -> Iterator[Draft]:
    code = site.code(node)
    for name in site.unary[:8]:
        yield site.swap(node, f"{name}({code})", RepairKind.CALL, "a call that is missing")
    for name, weight in _NUMPY.items():
        yield site.swap(node, f"{site.numpy}.{name}({code})", RepairKind.CALL, "a call that is missing", weight)
    yield site.swap(node, f"{site.atom(node)}.astype(float)", RepairKind.DTYPE, "the type of the numbers", 0.8)
    for attribute in ("activation", "act"):
        if attribute in site.attributes:
            text = f"{site.function.self_name}.{attribute}({code})"
            yield site.swap(node, text, RepairKind.CALL, "a call that is missing")


def _multiplied(node: ast.expr, site: Site) -> Iterator[Draft]:
    """Times a derivative, as the chain rule asks for."""
    names = [name for name in site.unary if _DERIVATIVE.search(name)][:3]
    own = [f"{site.function.self_name}.{name}" for name in site.attributes if len(name) <= 12]
    for name in names:
        for variable in [*site.function.variables, *own][:12]:
            text = f"{site.atom(node)} * {name}({variable})"
            yield site.swap(node, text, RepairKind.CALL, "a call that is missing", 0.4)


def _copied(node: ast.expr, site: Site) -> Iterator[Draft]:
    code, subject = site.code(node), "a copy"
    yield site.swap(node, f"{code}.copy()", RepairKind.COPY, subject)
    yield site.swap(
        node, f"{site.numpy}.array({code}, dtype=float)", RepairKind.COPY, "a copy, and the type of the numbers"
    )
