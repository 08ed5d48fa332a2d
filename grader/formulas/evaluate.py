"""Evaluates a formula at a point."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from grader.formulas.tree import Binary, Call, Derivative, Name, Negative, Node, Number

#: The value of each quantity, by its text.
Point = Mapping[str, float]


def _logistic(z: float) -> float:
    return 0.5 + 0.5 * math.tanh(z / 2)


def _logistic_slope(z: float) -> float:
    return _logistic(z) * (1 - _logistic(z))


def _some_function(z: float) -> float:
    """Stands for a function f that the question does not define."""
    return 0.8 * z + math.sin(1.3 * z) + 0.3


def _its_slope(z: float) -> float:
    return 0.8 + 1.3 * math.cos(1.3 * z)


FUNCTIONS: Mapping[str, Callable[[float], float]] = {
    "exp": math.exp, "log": math.log, "ln": math.log, "sqrt": math.sqrt, "abs": abs, "sin": math.sin, "cos": math.cos,
    "tan": math.tan, "sinh": math.sinh, "cosh": math.cosh, "tanh": math.tanh, "sigma": _logistic,
    "sigma'": _logistic_slope, "f": _some_function, "f'": _its_slope,
}  # fmt: skip

CONSTANTS: Point = {"e": math.e, "pi": math.pi}


def evaluate(node: Node, point: Point) -> float:
    """The value at `point`, a number for each quantity's text; NaN where it has none."""
    try:
        value = _value(node, point)
    except (ArithmeticError, ValueError):
        return math.nan
    return value if isinstance(value, float) and math.isfinite(value) else math.nan


def _value(node: Node, point: Point) -> float:
    if isinstance(node, Number):
        return node.value
    if isinstance(node, Name):
        return CONSTANTS[node.text] if node.text in CONSTANTS and node.text not in point else point[node.text]
    if isinstance(node, Derivative):
        return point[node.text]
    if isinstance(node, Call):
        return FUNCTIONS[node.function](_value(node.argument, point))
    if isinstance(node, Negative):
        return -_value(node.operand, point)
    left, right = _value(node.left, point), _value(node.right, point)
    return _combined(node, left, right)


def _combined(node: Binary, left: float, right: float) -> float:
    if node.operator == "+":
        return left + right
    if node.operator == "-":
        return left - right
    if node.operator == "*":
        return left * right
    if node.operator == "/":
        return left / right
    # Floats only: 9^9^9^9 overflows at once instead of computing for ever; a complex root has no real value.
    return math.pow(left, right)
