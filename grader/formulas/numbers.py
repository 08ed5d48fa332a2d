"""Numbers as students type them."""

from __future__ import annotations

import ast
import math
import operator
import re
from collections.abc import Callable
from typing import Any

from grader.formulas.signs import SIGNS

#: Most characters of a calculation.
_LONGEST = 60
_DECIMAL = re.compile(r"[+-]?(\d{1,30}(\.\d{0,30})?|\.\d{1,30})([eE][+-]?\d{1,3})?")
_CALCULATION = re.compile(r"[-+*/^().\d\s]+|(?:[-+*/^().\d\s]|(?<=[\d.])[eE](?=[-+\d]))+")
#: What could be read in two ways: 1 1/2, 2(3), --1, a * with two signs after it.
_TWO_WAYS = re.compile(r"[\d.)]\s+[\d.(]|[\d.)]\(|\)[\d.]|[-+]\s*[-+]|/[^/+*-]*/")
_OPERATORS: dict[type[ast.operator], Callable[[float, float], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: math.pow,
}


def read_number(given: Any) -> float | None:
    """A number as students type it, or a calculation with numbers: "-0.004", "−0,004", "2.1e-3", "1/3", "2*0.144".

    None for what is no number, and for a calculation that could be read in two ways.
    """
    if isinstance(given, bool):
        return None
    if isinstance(given, int | float):
        return float(given) if -1e300 < given < 1e300 else None
    if not isinstance(given, str) or len(given) > 200:
        return None
    text = given.translate(SIGNS).strip()
    if "," in text and "." not in text and text.count(",") == 1:
        text = text.replace(",", ".")
    joined = text.replace(" ", "")
    if _DECIMAL.fullmatch(joined):
        value = float(joined)
        return value if math.isfinite(value) else None
    return _calculated(text)


def _calculated(text: str) -> float | None:
    if len(text) > _LONGEST or not _CALCULATION.fullmatch(text) or _TWO_WAYS.search(text):
        return None
    try:
        value = _value(ast.parse(text.replace("^", "**"), mode="eval").body)
    except (SyntaxError, ValueError, ArithmeticError, RecursionError, MemoryError):
        return None
    return value if math.isfinite(value) else None


def _value(node: ast.expr) -> float:
    """The value of a calculation. Raises ValueError for anything else, and ArithmeticError."""
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return float(node.value)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
        value = _value(node.operand)
        return -value if isinstance(node.op, ast.USub) else value
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        return float(_OPERATORS[type(node.op)](_value(node.left), _value(node.right)))
    raise ValueError("no calculation with numbers")
