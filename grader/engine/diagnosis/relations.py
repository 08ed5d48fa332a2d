"""Linear relations: is the answer the right one times a factor, transposed, permuted, broadcast, shifted?

A relation is a fact about numbers, not a guess: it is reported only when it holds, under one name, in every failed
check of a rubric row. Pure functions of (expected, actual, context).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from grader.model import Diagnosis

RTOL = 1e-6
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


@dataclass(frozen=True, kw_only=True)
class Relation:
    """One kind of relation."""

    name: str
    title: str
    explanation: str
    hint: str
    #: Whether it holds for one failed check.
    holds: Callable[[Failed], bool]

    def diagnosis(self) -> Diagnosis:
        return Diagnosis(name=self.name, title=self.title, explanation=self.explanation)


def relate(failures: Iterable[Failed]) -> Relation | None:
    """The first relation that holds in all `failures`, or None. Single numbers need two failures to be sure."""
    checks = list(failures)
    if not checks:
        return None
    entries = sum(int(np.count_nonzero(one.expected)) for one in checks)
    distinct = len({float(f"{value:.9g}") for one in checks for value in np.abs(one.expected).ravel()[:50]} - {0.0})
    for relation in RELATIONS:
        needs = 1 if relation.name in PLAIN else 2
        if min(entries, distinct) >= needs and all(relation.holds(one) for one in checks):
            return relation
    return None


def ratio(one: Failed) -> float | None:
    """The constant c with actual = c * expected in every entry, or None."""
    expected, actual = one.expected, one.actual
    if expected.shape != actual.shape or not np.isfinite(actual).all() or not expected.any():
        return None
    flat, other = expected.ravel().astype(float), actual.ravel().astype(float)
    at = int(np.argmax(np.abs(flat)))
    factor = float(other[at] / flat[at])
    return factor if factor != 0 and _equal(other, factor * flat) else None


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


def _equal(left: np.ndarray, right: np.ndarray) -> bool:
    with np.errstate(all="ignore"):
        size = np.abs(right)
        top = float(size.max()) if size.size else 0.0
        return bool((np.abs(left - right) <= RTOL * size + 1e-9 * top).all())


def _factor(*wanted: float) -> Callable[[Failed], bool]:
    return lambda one: (found := ratio(one)) is not None and any(abs(found - w) <= RTOL * abs(w) for w in wanted)


def _factor_of(counts: Callable[[Failed], Iterable[float]], *, inverse: bool) -> Callable[[Failed], bool]:
    def holds(one: Failed) -> bool:
        found = ratio(one)
        if found is None:
            return False
        wanted = [1.0 / value if inverse else float(value) for value in counts(one) if value]
        return any(abs(found - value) <= RTOL * abs(value) for value in wanted)

    return holds


def _transposed(one: Failed) -> bool:
    if one.expected.ndim != 2 or one.actual.shape != one.expected.T.shape:
        return False
    return not _same(one.actual, one.expected) and _equal(one.actual, one.expected.T)


def _same(left: np.ndarray, right: np.ndarray) -> bool:
    return left.shape == right.shape and _equal(left, right)


def _reshaped(one: Failed) -> bool:
    if one.actual.shape == one.expected.shape or one.actual.size != one.expected.size or one.expected.size == 0:
        return False
    return _equal(one.actual.ravel(), one.expected.ravel())


def _permuted(axis: int) -> Callable[[Failed], bool]:
    def holds(one: Failed) -> bool:
        if one.expected.ndim != 2 or one.actual.shape != one.expected.shape:
            return False
        if not (np.isfinite(one.actual).all() and np.isfinite(one.expected).all()):
            return False
        right, mine = (one.expected, one.actual) if axis == 0 else (one.expected.T, one.actual.T)
        if len(right) < 2 or right.shape[1] < 2 or len(np.unique(right, axis=0)) < len(right):
            return False
        free = list(range(len(right)))
        for line in mine:
            match = next((i for i in free if _equal(line, right[i])), None)
            if match is None:
                return False
            free.remove(match)
        return True

    return holds


def _broadcast(one: Failed) -> bool:
    if one.actual.ndim != 2 or one.expected.ndim > 2 or one.actual.size <= one.expected.size or one.expected.size < 2:
        return False
    try:
        return _equal(one.actual, np.broadcast_to(one.expected, one.actual.shape))
    except ValueError:
        return False


def _reduced(how: Callable[[np.ndarray], np.ndarray]) -> Callable[[Failed], bool]:
    def holds(one: Failed) -> bool:
        if one.expected.size < 2 or one.actual.size == 0:
            return False
        value = np.asarray(how(one.expected.astype(float)))
        return bool(value) and _equal(one.actual.astype(float), np.full(one.actual.shape, value))

    return holds


def _argument(one: Failed) -> bool:
    return any(
        array.shape == one.actual.shape and array.size > 1 and np.array_equal(array, one.actual)
        for array in one.args.values()
    )


def _shifted(one: Failed) -> bool:
    if len(one.layers) < 3:
        return False
    wrong = [n for n, (right, mine) in one.layers.items() if not _same(mine, right)]
    for step in (1, -1):
        pairs = [(one.layers[n][1], one.layers[n + step][0]) for n in wrong if n + step in one.layers]
        if len(pairs) >= 2 and all(_same(mine, right) for mine, right in pairs):
            return True
    return False


def _zeros(one: Failed) -> bool:
    return one.actual.size > 1 and not one.actual.any() and bool(one.expected.any())


def _whole(one: Failed) -> bool:
    if one.actual.shape != one.expected.shape or _same(one.actual, one.expected):
        return False
    return bool(np.isfinite(one.expected).all()) and np.array_equal(one.actual, np.trunc(one.expected))


def _map(how: Callable[[np.ndarray], np.ndarray]) -> Callable[[Failed], bool]:
    def holds(one: Failed) -> bool:
        if one.actual.shape != one.expected.shape or _same(one.actual, one.expected):
            return False
        with np.errstate(all="ignore"):
            return _equal(one.actual.astype(float), how(one.expected.astype(float)))

    return holds


#: Relations that one number is enough for.
PLAIN = frozenset({"all_zero"})

RELATIONS: tuple[Relation, ...] = (
    Relation(
        name="sign_reversed",
        title="The sign is reversed",
        explanation="Your result is exactly the right one times -1.",
        hint="Look for a difference taken the wrong way round (target minus output), or a minus too many or too few.",
        holds=_factor(-1.0),
    ),
    Relation(
        name="factor_two",
        title="Twice the right result",
        explanation="Your result is exactly 2 times the right one.",
        hint="Look for a factor 2 (from the derivative of a square without its 1/2), or a term added twice.",
        holds=_factor(2.0),
    ),
    Relation(
        name="factor_half",
        title="Half the right result",
        explanation="Your result is exactly half the right one.",
        hint="Look for a missing factor 2 (the derivative of a square), or a 1/2 that does not belong there.",
        holds=_factor(0.5),
    ),
    Relation(
        name="factor_minus_two",
        title="Minus twice the right result",
        explanation="Your result is exactly -2 times the right one.",
        hint="Two things at once: the sign, and a factor 2. Check the derivative of the squared difference.",
        holds=_factor(-2.0, -0.5),
    ),
    Relation(
        name="factor_one_over_m",
        title="Divided by the number of samples",
        explanation="Your result is exactly the right one divided by the number of samples (columns).",
        hint="The mean over the samples is taken once. Where else is it already taken, or is it asked for at all?",
        holds=_factor_of(samples, inverse=True),
    ),
    Relation(
        name="factor_m",
        title="Not divided by the number of samples",
        explanation="Your result is exactly the right one times the number of samples (columns): a sum, not a mean.",
        hint="Where should the sum over the samples be divided by their number?",
        holds=_factor_of(samples, inverse=False),
    ),
    Relation(
        name="factor_learning_rate",
        title="Multiplied by the learning rate",
        explanation="Your result is exactly the right one times the learning rate.",
        hint="The learning rate belongs in the update of the parameters, once.",
        holds=_factor_of(rates, inverse=False),
    ),
    Relation(
        name="factor_one_over_n",
        title="Divided by a number of rows or entries",
        explanation="Your result is exactly the right one divided by the number of rows (or entries) of an array.",
        hint="Which count do you divide by: rows, columns or all entries? np.mean without an axis divides by all.",
        holds=_factor_of(sizes, inverse=True),
    ),
    Relation(
        name="factor_n",
        title="Multiplied by a number of rows or entries",
        explanation="Your result is exactly the right one times the number of rows (or entries) of an array.",
        hint="Is there a sum where a mean is asked for, or a division left out?",
        holds=_factor_of(sizes, inverse=False),
    ),
    Relation(
        name="transposed",
        title="Transposed",
        explanation="Your numbers are right, but rows and columns are exchanged.",
        hint="Look for a .T too many or too few, or for the two factors of a product in the wrong order.",
        holds=_transposed,
    ),
    Relation(
        name="other_shape",
        title="Right numbers, wrong shape",
        explanation="Your numbers are right and in the right order, but the shape of the array is another one.",
        hint="Look for keepdims=True in a sum, for an axis that was dropped, or for a reshape.",
        holds=_reshaped,
    ),
    Relation(
        name="rows_permuted",
        title="The rows are in another order",
        explanation="Every row of yours is a right one, but they are not in the right order.",
        hint="Which index runs over the rows? Look for a loop that runs backwards, or a wrong index.",
        holds=_permuted(0),
    ),
    Relation(
        name="columns_permuted",
        title="The columns are in another order",
        explanation="Every column of yours is a right one, but they are not in the right order.",
        hint="Which index runs over the columns? Look for a loop that runs backwards, or a wrong index.",
        holds=_permuted(1),
    ),
    Relation(
        name="broadcast",
        title="Repeated by broadcasting",
        explanation="Your array repeats the right one: NumPy stretched it to a larger shape.",
        hint="Adding a row (1, n) and a column (n, 1) gives (n, n). Check the shapes of what you add or subtract.",
        holds=_broadcast,
    ),
    Relation(
        name="all_zero",
        title="Everything is zero",
        explanation="Your result has the value 0 everywhere: it was never filled in, or multiplied by 0.",
        hint="Is the array that you return the one that you computed?",
        holds=_zeros,
    ),
    Relation(
        name="summed_over_everything",
        title="Summed over everything",
        explanation="Your result is the sum of all entries of the right one.",
        hint="Look for np.sum without an axis.",
        holds=_reduced(np.sum),
    ),
    Relation(
        name="averaged_over_everything",
        title="Averaged over everything",
        explanation="Your result is the mean of all entries of the right one.",
        hint="Look for np.mean without an axis.",
        holds=_reduced(np.mean),
    ),
    Relation(
        name="shifted_one_layer",
        title="Shifted by one layer",
        explanation="What you give for each layer is right for its neighbour: the layers are off by one.",
        hint="Compare the index of your loop with the number in the key: lists begin at 0, layers at 1.",
        holds=_shifted,
    ),
    Relation(
        name="sign_lost",
        title="The sign is lost",
        explanation="Your result is the absolute value of the right one.",
        hint="Look for np.abs, or for a square and its root.",
        holds=_map(np.abs),
    ),
    Relation(
        name="squared",
        title="Squared",
        explanation="Your result is the square of the right one.",
        hint="Is something multiplied twice?",
        holds=_map(np.square),
    ),
    Relation(
        name="cut_to_whole_numbers",
        title="Cut to whole numbers",
        explanation="Your result is the right one with everything after the decimal point cut off.",
        hint="Look for int(...), astype(int), // or an array that was made of integers and then written into.",
        holds=_whole,
    ),
    Relation(
        name="argument_returned",
        title="An argument comes back unchanged",
        explanation="Your result equals one of the arguments, entry by entry.",
        hint="Is the array that you return the one that you computed?",
        holds=_argument,
    ),
)
