"""Factors, terms and signs of what is assigned or returned."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from grader.model import RepairKind
from grader.repair.candidates.site import Draft, Site, is_number

#: Names of a number of samples, and of a learning rate.
_COUNT = re.compile(r"^(m|n|N|M|num\w*|n_\w+|\w*batch\w*size|\w*samples?|count|length)$")
_RATE = re.compile(r"^(lr|alpha|eta|rate|\w*learning_?rate\w*|step_size)$")
#: Parameters that are taken for arrays whose shapes may be counts.
_ARRAYS = 4


def scaling_drafts(node: ast.expr, site: Site) -> Iterator[Draft]:
    """`node` with a factor more or less, a term less, or the other sign."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.Div):
        yield site.swap(node, site.code(node.left), RepairKind.FACTOR, "a factor too many")
        if isinstance(node.op, ast.Mult):
            yield site.swap(node, site.code(node.right), RepairKind.FACTOR, "a factor too many")
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        yield site.swap(node, site.code(node.left), RepairKind.TERM, "a term too many")
        sign = "-" if isinstance(node.op, ast.Sub) else ""
        yield site.swap(node, f"{sign}{site.atom(node.right)}", RepairKind.TERM, "a term too many", 0.8)
    if _is_scalable(node, site):
        yield from _scaled(node, site)


def _is_scalable(node: ast.expr, site: Site) -> bool:
    if isinstance(node, ast.Dict | ast.Tuple | ast.List | ast.Lambda | ast.JoinedStr | ast.Compare):
        return False
    if isinstance(node, ast.Constant) and not isinstance(node.value, int | float):
        return False
    return site.is_value(node)


def _scaled(node: ast.expr, site: Site) -> Iterator[Draft]:
    atom, subject = site.atom(node), "a factor"
    yield site.swap(node, f"-{atom}", RepairKind.SIGN, "the sign of a value")
    for count, weight in _counts(site):
        yield site.swap(node, f"{atom} / {count}", RepairKind.FACTOR, subject, weight)
        yield site.swap(node, f"{atom} * {count}", RepairKind.FACTOR, subject, 0.5 * weight)
    for name in site.function.variables:
        if _RATE.match(name):
            yield site.swap(node, f"{name} * {atom}", RepairKind.FACTOR, "the learning rate")
    for attribute in site.attributes:
        if _RATE.match(attribute):
            yield site.swap(
                node, f"{site.function.self_name}.{attribute} * {atom}", RepairKind.FACTOR, "the learning rate"
            )
    if not is_number(node):
        for text, weight in ((f"2 * {atom}", 0.6), (f"{atom} / 2", 0.6), (f"1 - {atom}", 0.5), (f"1 / {atom}", 0.3)):
            kind = RepairKind.TERM if text.startswith("1 -") else RepairKind.FACTOR
            yield site.swap(node, text, kind, subject, weight)


def _counts(site: Site) -> Iterator[tuple[str, float]]:
    """What a mean may be divided by: (expression, how usual)."""
    for name in site.function.variables:
        if _COUNT.match(name):
            yield name, 1.0
    for attribute in site.attributes:
        if _COUNT.match(attribute):
            yield f"{site.function.self_name}.{attribute}", 1.0
    arrays = [name for name in site.function.parameters if not (_COUNT.match(name) or _RATE.match(name))]
    for name in arrays[:_ARRAYS]:
        yield f"{name}.shape[1]", 0.7
        yield f"{name}.shape[0]", 0.6
        yield f"{name}.size", 0.4
