"""Whether a wrong answer stands in a simple relation to the right check. Pure functions of one failed check."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from grader.engine.compare import as_numbers

RTOL = 1e-6
#: A name with the number of a layer: "dW1".
LAYER = re.compile(r"^([A-Za-z_]+?)_?(\d+)$")
#: Entries, or rows, of two arrays that are compared before the rest.
FIRST = 8
#: Parameters that hold a learning rate.
RATES = frozenset({"learning_rate", "alpha", "eta", "rate", "lr", "aggression"})


@dataclass(frozen=True, kw_only=True)
class Failed:
    """One failed check: the expected value, the actual value and the arguments of the call."""

    expected: np.ndarray
    actual: np.ndarray
    #: Numeric arguments by name, those inside dictionaries by their key.
    args: Mapping[str, np.ndarray] = field(default_factory=dict)
    #: Answers of one name with a layer number in it ("dW1", "dW2"): number -> (expected, actual).
    layers: Mapping[int, tuple[np.ndarray, np.ndarray]] = field(default_factory=dict)

    @cached_property
    def ratio(self) -> float | None:
        """The constant c with actual = c * expected in every entry, or None."""
        expected, actual = self.expected, self.actual
        if expected.shape != actual.shape or not np.isfinite(actual).all() or not expected.any():
            return None
        flat, other = expected.ravel().astype(float, copy=False), actual.ravel().astype(float, copy=False)
        at = int(np.argmax(np.abs(flat)))
        factor = float(other[at] / flat[at])
        return factor if factor != 0 and equal(other, factor * flat) else None


def samples(check: Failed) -> set[int]:
    """Candidates for the number of samples m: the columns (or the length) of its array arguments."""
    return {array.shape[-1] for array in check.args.values() if array.ndim >= 1 and array.size > 1} - {1}


def sizes(check: Failed) -> set[int]:
    """Other counts: rows of the arguments, entries of the answer and of the arguments."""
    rows = {array.shape[0] for array in check.args.values() if array.ndim == 2}
    counts = {array.size for array in check.args.values()} | {check.expected.size}
    return (rows | counts) - {1}


def rates(check: Failed) -> set[float]:
    """Values of arguments that are learning rates."""
    return {float(array) for name, array in check.args.items() if name in RATES and array.ndim == 0}


def equal(left: np.ndarray, right: np.ndarray) -> bool:
    with np.errstate(all="ignore"):
        size = np.abs(right)
        top = float(size.max()) if size.size else 0.0
        # Most pairs of arrays differ in their first entries already.
        parts = (slice(FIRST), slice(FIRST, None)) if size.ndim else (...,)
        return all(bool((np.abs(left[a] - right[a]) <= RTOL * size[a] + 1e-9 * top).all()) for a in parts)


def factor(*wanted: float) -> Callable[[Failed], bool]:
    return lambda check: (found := check.ratio) is not None and any(abs(found - w) <= RTOL * abs(w) for w in wanted)


def factor_of(counts: Callable[[Failed], Iterable[float]], *, inverse: bool) -> Callable[[Failed], bool]:
    def holds(check: Failed) -> bool:
        found = check.ratio
        if found is None:
            return False
        wanted = [1.0 / value if inverse else float(value) for value in counts(check) if value]
        return any(abs(found - value) <= RTOL * abs(value) for value in wanted)

    return holds


def transposed(check: Failed) -> bool:
    if check.expected.ndim != 2 or check.actual.shape != check.expected.T.shape:
        return False
    return not same(check.actual, check.expected) and equal(check.actual, check.expected.T)


def same(left: np.ndarray, right: np.ndarray) -> bool:
    return left.shape == right.shape and equal(left, right)


def reshaped(check: Failed) -> bool:
    if (
        check.actual.shape == check.expected.shape
        or check.actual.size != check.expected.size
        or check.expected.size == 0
    ):
        return False
    return equal(check.actual.ravel(), check.expected.ravel())


def permuted(axis: int) -> Callable[[Failed], bool]:
    def holds(check: Failed) -> bool:
        if check.expected.ndim != 2 or check.actual.shape != check.expected.shape:
            return False
        if not (np.isfinite(check.actual).all() and np.isfinite(check.expected).all()):
            return False
        right, mine = (check.expected, check.actual) if axis == 0 else (check.expected.T, check.actual.T)
        if len(right) < 2 or right.shape[1] < 2:
            return False
        # A permutation of rows permutes each column; comparing one sorted column rules most arrays out cheaply.
        if np.abs(np.sort(mine[:, 0]) - np.sort(right[:, 0])).max() > 2 * RTOL * np.abs(right).max():
            return False
        if len(np.unique(right, axis=0)) < len(right):
            return False
        free = list(range(len(right)))
        for line in mine:
            match = next((i for i in free if equal(line, right[i])), None)
            if match is None:
                return False
            free.remove(match)
        return True

    return holds


def broadcast(check: Failed) -> bool:
    if (
        check.actual.ndim != 2
        or check.expected.ndim > 2
        or check.actual.size <= check.expected.size
        or check.expected.size < 2
    ):
        return False
    try:
        return equal(check.actual, np.broadcast_to(check.expected, check.actual.shape))
    except ValueError:
        return False


def reduced(how: Callable[[np.ndarray], np.ndarray]) -> Callable[[Failed], bool]:
    def holds(check: Failed) -> bool:
        if check.expected.size < 2 or check.actual.size == 0:
            return False
        value = np.asarray(how(check.expected.astype(float, copy=False)))
        return bool(value) and equal(check.actual.astype(float, copy=False), np.broadcast_to(value, check.actual.shape))

    return holds


def argument(check: Failed) -> bool:
    return any(
        array.shape == check.actual.shape and array.size > 1 and np.array_equal(array, check.actual)
        for array in check.args.values()
    )


def shifted(check: Failed) -> bool:
    if len(check.layers) < 3:
        return False
    wrong = [n for n, (right, mine) in check.layers.items() if not same(mine, right)]
    for step in (1, -1):
        pairs = [(check.layers[n][1], check.layers[n + step][0]) for n in wrong if n + step in check.layers]
        if len(pairs) >= 2 and all(same(mine, right) for mine, right in pairs):
            return True
    return False


def zeros(check: Failed) -> bool:
    return check.actual.size > 1 and not check.actual.any() and bool(check.expected.any())


def whole(check: Failed) -> bool:
    if check.actual.shape != check.expected.shape or same(check.actual, check.expected):
        return False
    return bool(np.isfinite(check.expected).all()) and np.array_equal(check.actual, np.trunc(check.expected))


def mapped(how: Callable[[np.ndarray], np.ndarray]) -> Callable[[Failed], bool]:
    def holds(check: Failed) -> bool:
        if check.actual.shape != check.expected.shape or same(check.actual, check.expected):
            return False
        with np.errstate(all="ignore"):
            return equal(check.actual.astype(float, copy=False), how(check.expected.astype(float, copy=False)))

    return holds


def collect_arrays(name: str, value: Any, into: dict[str, np.ndarray]) -> None:
    """Put the arrays and numbers of an argument into `into`: those of a dictionary by key, of a tuple by number."""
    if isinstance(value, dict):
        for key, item in value.items():
            collect_arrays(str(key), item, into)
    elif isinstance(value, tuple):
        for number, item in enumerate(value):
            collect_arrays(f"{name}[{number}]", item, into)
    elif (array := as_numbers(value)) is not None:
        into[name] = array


def layers_of(right: Any, mine: Any) -> dict[int, tuple[np.ndarray, np.ndarray]]:
    """The numbered arrays of one name ("dW1", "dW2", ...), taken from two dictionaries of answers."""
    if not isinstance(right, dict) or not isinstance(mine, dict):
        return {}
    groups: dict[str, dict[int, tuple[np.ndarray, np.ndarray]]] = {}
    for key in right:
        match = LAYER.match(str(key))
        left, other = as_numbers(right[key]), as_numbers(mine.get(key))
        if match and left is not None and other is not None:
            groups.setdefault(match[1], {})[int(match[2])] = (left, other)
    wrong = [group for group in groups.values() if any(not np.array_equal(a, b) for a, b in group.values())]
    return max(wrong, key=len, default={})
