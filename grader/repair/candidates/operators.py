"""Comparisons and their boundaries, signs, arithmetic and logical operators, the order of operands."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.model import RepairKind
from grader.repair.candidates.site import Draft, Site, is_number

SYMBOLS: dict[type[ast.AST], str] = {
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Pow: "**",
    ast.MatMult: "@",
    ast.BitAnd: "&",
    ast.BitOr: "|",
    ast.And: "and",
    ast.Or: "or",
}
#: Operator -> what takes its place, the most usual first.
COMPARISONS = {
    ast.Gt: (">=", "<", "<="),
    ast.GtE: (">", "<=", "<"),
    ast.Lt: ("<=", ">", ">="),
    ast.LtE: ("<", ">=", ">"),
    ast.Eq: ("!=", ">=", "<="),
    ast.NotEq: ("==", ">"),
}
ARITHMETIC = {
    ast.Add: (("-", RepairKind.SIGN), ("*", RepairKind.OPERATOR)),
    ast.Sub: (("+", RepairKind.SIGN), ("*", RepairKind.OPERATOR)),
    ast.Mult: (("/", RepairKind.FACTOR), ("+", RepairKind.OPERATOR), ("**", RepairKind.OPERATOR)),
    ast.Div: (("*", RepairKind.FACTOR),),
    ast.FloorDiv: (("/", RepairKind.OPERATOR),),
    ast.Pow: (("*", RepairKind.OPERATOR),),
    ast.BitAnd: (("|", RepairKind.OPERATOR),),
    ast.BitOr: (("&", RepairKind.OPERATOR),),
}
_ORDERED = (ast.Sub, ast.Div, ast.Pow, ast.FloorDiv)
SUBJECTS = {
    RepairKind.SIGN: "a sign",
    RepairKind.OPERATOR: "an operator",
    RepairKind.FACTOR: "a factor",
    RepairKind.COMPARISON: "a comparison",
}


def operator_drafts(node: ast.expr, site: Site) -> Iterator[Draft]:
    """Other operators in place of those of `node`."""
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        yield from _comparison(node, site)
    elif isinstance(node, ast.BinOp):
        yield from _binary(node, site)
    elif isinstance(node, ast.BoolOp) and len(node.values) == 2:
        old = SYMBOLS[type(node.op)]
        new = "or" if old == "and" else "and"
        left, right = node.values
        draft = site.operator(left, right, old, new, node, RepairKind.OPERATOR, "`and` and `or`")
        if draft is not None:
            yield draft
    elif isinstance(node, ast.UnaryOp):
        kind = RepairKind.SIGN if isinstance(node.op, ast.USub) else RepairKind.OPERATOR
        subject = "a sign" if kind is RepairKind.SIGN else "a negation"
        yield site.swap(node, site.code(node.operand), kind, subject)
    elif isinstance(node, ast.IfExp):
        text = f"{site.atom(node.orelse)} if {site.code(node.test)} else {site.atom(node.body)}"
        yield site.swap(node, text, RepairKind.COMPARISON, "a condition")


def _comparison(node: ast.Compare, site: Site) -> Iterator[Draft]:
    operator, right = node.ops[0], node.comparators[0]
    old = SYMBOLS.get(type(operator))
    for number, new in enumerate(COMPARISONS.get(type(operator), ())):
        subject = "the boundary of a comparison" if old is not None and new in (old + "=", old[:1]) else "a comparison"
        draft = site.operator(node.left, right, old or "", new, node, RepairKind.COMPARISON, subject)
        if draft is not None:
            yield draft._replace(weight=1.0 if number == 0 else 0.7)
    yield from _comparison_with_bound(node, site)


def _comparison_with_bound(node: ast.Compare, site: Site) -> Iterator[Draft]:
    """Another operator and another bound, `Z <= 0` for `Z < 1`, where a change of only one of them does not help."""
    operator, right = node.ops[0], node.comparators[0]
    if type(operator) not in COMPARISONS or not is_number(right):
        return
    value = ast.literal_eval(right)
    bounds = dict.fromkeys(("0", *((str(value - 1), str(value + 1)) if type(value) is int else ())))
    for bound in bounds:
        for number, new in enumerate(COMPARISONS[type(operator)]):
            if float(bound) != value:
                text = f"{site.atom(node.left)} {new} {bound}"
                weight = (0.9 if bound == "0" else 0.6) * 0.85**number
                yield site.swap(node, text, RepairKind.COMPARISON, "a comparison and its bound", weight)


def _binary(node: ast.BinOp, site: Site) -> Iterator[Draft]:
    old = SYMBOLS.get(type(node.op), "")
    for new, kind in ARITHMETIC.get(type(node.op), ()):
        draft = site.operator(node.left, node.right, old, new, node, kind, SUBJECTS[kind])
        if draft is not None:
            yield draft._replace(weight=1.0 if kind is not RepairKind.OPERATOR else 0.5)
    if isinstance(node.op, _ORDERED):
        text = f"{site.atom(node.right)} {old} {site.atom(node.left)}"
        yield site.swap(node, text, RepairKind.ORDER, "the order of two operands")
    if isinstance(node.op, ast.Add | ast.Sub | ast.Mult) and isinstance(node.left, ast.BinOp):
        yield from _regrouped(node, node.left, site)
    if isinstance(node.op, ast.Div) and not is_number(node.right):
        yield site.swap(
            node, f"{site.atom(node.left)} ** {site.atom(node.right)}", RepairKind.OPERATOR, "an operator", 0.2
        )


def _regrouped(node: ast.BinOp, left: ast.BinOp, site: Site) -> Iterator[Draft]:
    """`a * (b + c)` for `a * b + c`, and `a - (b + c)` for `a - b + c`."""
    inner = site.code(left)
    start = site.function.text.span(left)[0]
    if site.function.text.text[start - 1 : start] == "(":
        return
    outer, old = SYMBOLS.get(type(node.op), ""), SYMBOLS.get(type(left.op), "")
    if not inner or not outer or not old:
        return
    text = f"{site.atom(left.left)} {old} ({site.code(left.right)} {outer} {site.code(node.right)})"
    yield site.swap(node, text, RepairKind.OPERATOR, "where parentheses stand", 0.5)
