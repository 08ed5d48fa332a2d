"""Whether a wrong answer stands in a simple relation to the right one. Pure functions of one failed check."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

RTOL = 1e-6
#: Entries, or rows, of two arrays that are compared before the rest.
FIRST = 8
#: Parameters that hold a learning rate.
RATES = frozenset({"learning_rate", "alpha", "eta", "rate", "lr", "aggression"})


@dataclass(frozen=True, kw_only=True)
class Failed:
    """One failed check: what was expected, what came, and what the call was given."""

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


def samples(one: Failed) -> set[int]:
    """Numbers that the call may mean by m: the columns (or the length) of its array arguments."""
    return {array.shape[-1] for array in one.args.values() if array.ndim >= 1 and array.size > 1} - {1}


def sizes(one: Failed) -> set[int]:
    """Other counts: rows of the arguments, entries of the answer and of the arguments."""
    rows = {array.shape[0] for array in one.args.values() if array.ndim == 2}
    counts = {array.size for array in one.args.values()} | {one.expected.size}
    return (rows | counts) - {1}


def rates(one: Failed) -> set[float]:
    """Values of arguments that are learning rates."""
    return {float(array) for name, array in one.args.items() if name in RATES and array.ndim == 0}


def equal(left: np.ndarray, right: np.ndarray) -> bool:
    with np.errstate(all="ignore"):
        size = np.abs(right)
        top = float(size.max()) if size.size else 0.0
        # Most pairs of arrays differ in their first entries already.
        parts = (slice(FIRST), slice(FIRST, None)) if size.ndim else (...,)
        return all(bool((np.abs(left[a] - right[a]) <= RTOL * size[a] + 1e-9 * top).all()) for a in parts)


def factor(*wanted: float) -> Callable[[Failed], bool]:
    return lambda one: (found := one.ratio) is not None and any(abs(found - w) <= RTOL * abs(w) for w in wanted)


def factor_of(counts: Callable[[Failed], Iterable[float]], *, inverse: bool) -> Callable[[Failed], bool]:
    def holds(one: Failed) -> bool:
        found = one.ratio
        if found is None:
            return False
        wanted = [1.0 / value if inverse else float(value) for value in counts(one) if value]
        return any(abs(found - value) <= RTOL * abs(value) for value in wanted)

    return holds


def transposed(one: Failed) -> bool:
    if one.expected.ndim != 2 or one.actual.shape != one.expected.T.shape:
        return False
    return not same(one.actual, one.expected) and equal(one.actual, one.expected.T)


def same(left: np.ndarray, right: np.ndarray) -> bool:
    return left.shape == right.shape and equal(left, right)


def reshaped(one: Failed) -> bool:
    if one.actual.shape == one.expected.shape or one.actual.size != one.expected.size or one.expected.size == 0:
        return False
    return equal(one.actual.ravel(), one.expected.ravel())


def permuted(axis: int) -> Callable[[Failed], bool]:
    def holds(one: Failed) -> bool:
        if one.expected.ndim != 2 or one.actual.shape != one.expected.shape:
            return False
        if not (np.isfinite(one.actual).all() and np.isfinite(one.expected).all()):
            return False
        right, mine = (one.expected, one.actual) if axis == 0 else (one.expected.T, one.actual.T)
        if len(right) < 2 or right.shape[1] < 2:
            return False
        # A permutation leaves the numbers in each place of a line the same; that is seen sooner than the lines are.
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


def broadcast(one: Failed) -> bool:
    if one.actual.ndim != 2 or one.expected.ndim > 2 or one.actual.size <= one.expected.size or one.expected.size < 2:
        return False
    try:
        return equal(one.actual, np.broadcast_to(one.expected, one.actual.shape))
    except ValueError:
        return False


def reduced(how: Callable[[np.ndarray], np.ndarray]) -> Callable[[Failed], bool]:
    def holds(one: Failed) -> bool:
        if one.expected.size < 2 or one.actual.size == 0:
            return False
        value = np.asarray(how(one.expected.astype(float, copy=False)))
        return bool(value) and equal(one.actual.astype(float, copy=False), np.broadcast_to(value, one.actual.shape))

    return holds


def argument(one: Failed) -> bool:
    return any(
        array.shape == one.actual.shape and array.size > 1 and np.array_equal(array, one.actual)
        for array in one.args.values()
    )


def shifted(one: Failed) -> bool:
    if len(one.layers) < 3:
        return False
    wrong = [n for n, (right, mine) in one.layers.items() if not same(mine, right)]
    for step in (1, -1):
        pairs = [(one.layers[n][1], one.layers[n + step][0]) for n in wrong if n + step in one.layers]
        if len(pairs) >= 2 and all(same(mine, right) for mine, right in pairs):
            return True
    return False


def zeros(one: Failed) -> bool:
    return one.actual.size > 1 and not one.actual.any() and bool(one.expected.any())


def whole(one: Failed) -> bool:
    if one.actual.shape != one.expected.shape or same(one.actual, one.expected):
        return False
    return bool(np.isfinite(one.expected).all()) and np.array_equal(one.actual, np.trunc(one.expected))


def mapped(how: Callable[[np.ndarray], np.ndarray]) -> Callable[[Failed], bool]:
    def holds(one: Failed) -> bool:
        if one.actual.shape != one.expected.shape or same(one.actual, one.expected):
            return False
        with np.errstate(all="ignore"):
            return equal(one.actual.astype(float, copy=False), how(one.expected.astype(float, copy=False)))

    return holds
