"""Products of two arrays: `*`, `@`, `np.dot`, `np.outer`, `np.multiply`, in both orders, transposed or not."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.model import RepairKind
from grader.repair.candidates.site import Draft, Site, function_name, is_module, is_number

_MATRIX = frozenset({"dot", "matmul"})
_FUNCTIONS = _MATRIX | {"outer", "multiply", "inner", "vdot", "cross", "kron"}


def product_drafts(node: ast.expr, site: Site) -> Iterator[Draft]:
    """The other products of the two operands of `node`, if it is one."""
    operands = _operands(node, site)
    if operands is None or any(is_number(operand) for operand in operands):
        return
    left, right = operands
    a, b = site.atom(left), site.atom(right)
    old = _kind(node)
    forms = {
        f"{a} @ {b}": ("matrix", False, 0),
        f"{b} @ {a}": ("matrix", True, 0),
        f"{_turned(left, site)} @ {b}": ("matrix", False, 1),
        f"{a} @ {_turned(right, site)}": ("matrix", False, 1),
        f"{b} @ {_turned(left, site)}": ("matrix", True, 1),
        f"{_turned(right, site)} @ {a}": ("matrix", True, 1),
        f"{a} * {b}": ("entries", False, 0),
        f"{site.numpy}.outer({site.code(left)}, {site.code(right)})": ("outer", False, 0),
        f"{site.numpy}.outer({site.code(right)}, {site.code(left)})": ("outer", True, 0),
    }
    for text, (new, swapped, turned) in forms.items():
        if new == old and not swapped and not turned:
            continue
        weight = 0.6 ** (int(new != old) + int(swapped) + turned - 1)
        yield site.swap(node, text, *_described(new != old, swapped, bool(turned)), weight)


def _described(other: bool, swapped: bool, turned: bool) -> tuple[RepairKind, str]:
    if other:
        return RepairKind.OPERATOR, "the kind of a product"
    if swapped and not turned:
        return RepairKind.ORDER, "the order of the factors of a matrix product"
    if turned and not swapped:
        return RepairKind.TRANSPOSITION, "a transposition in a matrix product"
    return RepairKind.TRANSPOSITION, "the order of the factors of a matrix product, and which one is transposed"


def _operands(node: ast.expr, site: Site) -> tuple[ast.expr, ast.expr] | None:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.MatMult):
        return node.left, node.right
    if not isinstance(node, ast.Call) or node.keywords or function_name(node) not in _FUNCTIONS:
        return None
    if isinstance(node.func, ast.Attribute) and not is_module(node.func.value, site):
        return (node.func.value, node.args[0]) if len(node.args) == 1 and function_name(node) in _MATRIX else None
    return (node.args[0], node.args[1]) if len(node.args) == 2 else None


def _kind(node: ast.expr) -> str:
    if isinstance(node, ast.BinOp):
        return "matrix" if isinstance(node.op, ast.MatMult) else "entries"
    name = function_name(node) if isinstance(node, ast.Call) else ""
    return "matrix" if name in _MATRIX else "entries" if name == "multiply" else name


def _turned(node: ast.expr, site: Site) -> str:
    if isinstance(node, ast.Attribute) and node.attr == "T":
        return site.atom(node.value)
    return f"{site.atom(node)}.T"
