"""Compares two formulas by their values at seeded random points."""

from __future__ import annotations

import math
import random

from grader.formulas.evaluate import CONSTANTS, Point, evaluate
from grader.formulas.tree import Derivative, Name, Node, walk

#: Points from each of the two ranges.
POINTS = 16
#: Points at which both formulas must have a value.
ENOUGH = 15
#: Two values agree within this part of the larger one.
TOLERANCE = 1e-7
_RANGES = ((0.2, 2.0), (-2.5, 2.5))


def equivalent(first: Node, second: Node, *, factor: float = 1.0) -> bool:
    """Whether first = factor * second wherever both have a value, at 15 points at least."""
    names = sorted(_quantities(first) | _quantities(second))
    finite = 0
    for point in _points(names):
        mine, right = evaluate(first, point), factor * evaluate(second, point)
        if math.isnan(mine) or math.isnan(right):
            continue
        finite += 1
        if abs(mine - right) > TOLERANCE * max(abs(mine), abs(right), 1e-3):
            return False
    return finite >= ENOUGH


def _quantities(node: Node) -> set[str]:
    found = {part.text for part in walk(node) if isinstance(part, Name | Derivative)}
    return found - set(CONSTANTS)


def _points(names: list[str]) -> list[Point]:
    """The same points for the same names, on every machine."""
    chance = random.Random(" ".join(names))
    return [{name: chance.uniform(low, high) for name in names} for low, high in _RANGES for _ in range(POINTS)]
