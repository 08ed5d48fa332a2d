"""What the failures of a function say about its mistake: shape, factor, sign, exception, line."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from grader.engine.compare import as_numbers
from grader.engine.running import Outcome
from grader.model import RepairKind, Verdict

_WORD = re.compile(r"[A-Za-z_]\w*")
#: Words in messages of exceptions that are about shapes.
_SHAPES = re.compile(r"shape|broadcast|dimension|aligned|axis|mismatch|size", re.IGNORECASE)

K = RepairKind
#: Kind of failure -> how much more likely a kind of change is.
_SHAPE_KINDS = {
    K.TRANSPOSITION: 3.0,
    K.AXIS: 3.0,
    K.OPERATOR: 2.0,
    K.ORDER: 2.5,
    K.SHAPE: 2.5,
    K.INDEX: 1.5,
    K.FUNCTION: 1.0,
}
_RAISED = {
    "NameError": {K.NAME: 4.0},
    "UnboundLocalError": {K.NAME: 3.0, K.STATEMENT: 2.0},
    "AttributeError": {K.NAME: 3.0, K.CALL: 2.0, K.KEY: 1.0},
    "KeyError": {K.KEY: 4.0, K.INDEX: 3.0},
    "IndexError": {K.INDEX: 4.0},
    "TypeError": {K.NAME: 1.5, K.CALL: 2.0, K.ORDER: 2.0, K.FUNCTION: 2.0, K.RETURN: 1.0, K.SHAPE: 1.0},
    "UFuncTypeError": {K.DTYPE: 3.0, K.COPY: 2.0, K.IN_PLACE: 3.0},
    "ZeroDivisionError": {K.FACTOR: 2.0},
}

#: Largest factor that the ratio of two single numbers speaks for.
_MOST_FACTOR = 1000


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What the failures have in common."""

    #: Kind of change -> how much more likely the failures make it.
    kinds: dict[RepairKind, float]
    #: (cell, line) of the exceptions' innermost own lines.
    lines: frozenset[tuple[int, int]]
    #: Names that the failed checks mention.
    words: frozenset[str]


def gather(outcomes: Iterable[Outcome]) -> Evidence:
    """The evidence of failed outcomes."""
    kinds: dict[RepairKind, float] = {}
    lines: set[tuple[int, int]] = set()
    words: set[str] = set()
    for outcome in outcomes:
        for kind, more in _kinds(outcome).items():
            kinds[kind] = max(kinds.get(kind, 0.0), more)
        if outcome.fault is not None and outcome.fault.frames:
            lines.add((outcome.fault.frames[-1].cell, outcome.fault.frames[-1].line))
        if outcome.failed is not None:
            words |= set(_WORD.findall(outcome.failed.message.split(".")[0]))
    return Evidence(kinds=kinds, lines=frozenset(lines), words=frozenset(words))


def _kinds(outcome: Outcome) -> dict[RepairKind, float]:
    if outcome.fault is not None:
        fault = outcome.fault
        if fault.verdict is Verdict.TIME_LIMIT_EXCEEDED:
            return {K.STATEMENT: 1.0, K.INDEX: 1.0}
        if fault.error_type == "ValueError" or _SHAPES.search(fault.error_text):
            return dict(_SHAPE_KINDS)
        return dict(_RAISED.get(fault.error_type, {}))
    if outcome.failed is None:
        return {}
    if outcome.failed.kind == "value":
        return _of_values(outcome.failed.expected, outcome.failed.actual)
    if outcome.failed.actual is None and outcome.failed.kind == "type":
        return {K.RETURN: 4.0}
    return {
        "shape": dict(_SHAPE_KINDS),
        "type": {K.RETURN: 2.0, K.SHAPE: 2.0, K.ORDER: 1.0},
        "dtype": {K.DTYPE: 4.0, K.COPY: 1.0},
        "keys": {K.KEY: 4.0, K.INDEX: 2.0},
        "property": {K.COPY: 3.0, K.IN_PLACE: 2.0, K.DTYPE: 1.0, K.STATEMENT: 1.0},
    }.get(outcome.failed.kind, {})


def _of_values(expected: object, actual: object) -> dict[RepairKind, float]:
    right, mine = as_numbers(expected), as_numbers(actual)
    if right is None or mine is None or right.shape != mine.shape or not right.size or right.dtype.kind == "c":
        return {}
    if right.size == 1 and {right.dtype.kind, mine.dtype.kind} <= set("iu"):
        # A number of calls, of layers, of rows.
        return {K.STATEMENT: 1.5, K.INDEX: 1.0}
    right, mine = right.astype(float).ravel(), mine.astype(float).ravel()
    if not np.isfinite(mine).all():
        return {K.FUNCTION: 1.0, K.TERM: 1.0, K.NUMBER: 1.0}
    used = np.abs(mine) > 1e-12
    if not used.any():
        return {K.STATEMENT: 1.0, K.IN_PLACE: 1.0} if right.size > 1 else {}
    ratios = right[used] / mine[used]
    if np.allclose(ratios, ratios[0], rtol=1e-6) and np.allclose(right[~used], 0.0):
        return _of_ratio(float(ratios[0]), is_single=right.size == 1)
    if np.allclose(np.abs(right), np.abs(mine)):
        return {K.SIGN: 3.0, K.ORDER: 1.5, K.COMPARISON: 1.5}
    if np.count_nonzero(np.isclose(right, mine)) * 2 > right.size:
        return {K.COMPARISON: 2.0, K.INDEX: 1.0}
    return {}


def _of_ratio(ratio: float, *, is_single: bool) -> dict[RepairKind, float]:
    """Two single numbers always have a ratio, so there only a whole one, or one over a whole one, says something."""
    if np.isclose(ratio, -1.0):
        return {K.SIGN: 4.0, K.ORDER: 2.0, K.IN_PLACE: 1.0}
    whole = max(abs(ratio), 1 / abs(ratio)) if ratio else 0.5
    if is_single and (whole > _MOST_FACTOR or not np.isclose(whole, round(whole))):
        return {}
    return {K.FACTOR: 3.0, K.FUNCTION: 1.5, K.NUMBER: 2.0, K.CALL: 0.5}
