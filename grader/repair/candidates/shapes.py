"""Transpositions and shapes of values."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.model import RepairKind
from grader.repair.candidates.site import Draft, Site, function_name, is_module, is_number

#: Functions whose results have no axes.
_WITHOUT_AXES = frozenset({"str", "len", "int", "float", "range", "print", "enumerate", "zip", "reversed"})
_SIMPLE = (ast.Name, ast.Attribute, ast.Subscript, ast.Call)
#: Text after a value -> how usual it is.
_FORMS = {".reshape(-1, 1)": 1.0, ".reshape(1, -1)": 0.6, ".ravel()": 0.8, ".squeeze()": 0.5, ".item()": 0.7}


def shape_drafts(node: ast.expr, site: Site) -> Iterator[Draft]:
    """`node` transposed, or in another shape."""
    if isinstance(node, ast.Attribute) and node.attr == "T":
        yield site.swap(node, site.code(node.value), RepairKind.TRANSPOSITION, "a transposition")
    elif isinstance(node, _SIMPLE) and _may_be_array(node, site):
        weight = 1.0 if site.is_value(node) else 0.6
        yield site.swap(node, f"{site.code(node)}.T", RepairKind.TRANSPOSITION, "a transposition", weight)
    if (
        site.is_value(node)
        and not isinstance(node, ast.Constant | ast.Dict | ast.Tuple | ast.List)
        and not is_number(node)
    ):
        yield from _reshaped(node, site)
    if isinstance(node, ast.Subscript) and is_number(node.slice) and isinstance(node.ctx, ast.Load):
        yield site.swap(node, site.code(node.value), RepairKind.INDEX, "an index too many", 0.7)
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Tuple) and len(node.slice.elts) == 2:
        yield from _indices(node, node.slice, site)


def _may_be_array(node: ast.expr, site: Site) -> bool:
    if isinstance(node, ast.Attribute) and (is_module(node, site) or node.attr in {"shape", "size", "ndim"}):
        return False
    if isinstance(node, ast.Call) and function_name(node) in _WITHOUT_AXES:
        return False
    if isinstance(node, ast.Name) and node.id in site.loop_variables:
        return False
    parent = site.parents.get(node)
    if isinstance(parent, ast.Call):
        return node is not parent.func
    if isinstance(parent, ast.Attribute | ast.keyword):
        return False
    if isinstance(parent, ast.Subscript | ast.Slice | ast.For | ast.comprehension | ast.JoinedStr):
        return False
    return not isinstance(getattr(node, "ctx", None), ast.Store)


def _reshaped(node: ast.expr, site: Site) -> Iterator[Draft]:
    atom, subject = site.atom(node), "the shape of a value"
    for form, weight in _FORMS.items():
        yield site.swap(node, f"{atom}{form}", RepairKind.SHAPE, subject, weight)
    for name in site.function.parameters[:4]:
        yield site.swap(node, f"{atom}.reshape({name}.shape)", RepairKind.SHAPE, subject, 0.6)
    yield site.swap(node, f"float({site.code(node)})", RepairKind.SHAPE, "the kind of number", 0.6)
    yield site.swap(node, f"{site.numpy}.array({site.code(node)})", RepairKind.SHAPE, "the kind of value", 0.5)
    yield site.swap(node, f"{atom}[0]", RepairKind.SHAPE, "which part of a value is used", 0.4)


def _indices(node: ast.Subscript, index: ast.Tuple, site: Site) -> Iterator[Draft]:
    """`x[i, :]` for `x[:, i]`."""
    first, second = index.elts
    if isinstance(first, ast.Slice) != isinstance(second, ast.Slice):
        text = f"{site.code(node.value)}[{site.code(second)}, {site.code(first)}]"
        yield site.swap(node, text, RepairKind.INDEX, "the order of two indices")
