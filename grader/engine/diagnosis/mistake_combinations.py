"""Which known mistakes can explain a failure together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np

from grader.engine.diagnosis.stacked_answers import numbers_in
from grader.engine.diagnosis.traces import Observed
from grader.engine.reference import Misconception


def fit_in_pairs(mine: Observed, right: Observed | None, alone: Sequence[Observed | None]) -> np.ndarray:
    """Which two mistakes fit together: each wrong number is changed by one of them, and those that one alone changes
    are as it makes them. A mistake that moves what another one changes is an exception.

    `mine` is what the submission does in a case, `right` the reference, `alone` each mistake alone; all fit where
    numbers are not known. Shape (mistakes, mistakes), symmetric.
    """
    if mine.flat is None or right is None or right.flat is None:
        return np.ones((len(alone), len(alone)), dtype=bool)
    student, tolerance = mine.flat.numbers, mine.flat.tolerance
    reference = numbers_in(mine.flat, [right.flat])[0]
    numbers = numbers_in(mine.flat, [run.flat if run is not None else None for run in alone])
    with np.errstate(all="ignore"):
        changed = (np.abs(numbers - reference) > tolerance) | np.isnan(numbers)
        spoilt = changed & (np.abs(numbers - student) > tolerance)
        wrong = np.abs(student - reference) > tolerance
    spoils = _meet(spoilt, ~changed)
    missed = _meet(~changed & wrong, ~changed)
    return np.asarray(~(spoils | spoils.T | missed))


def disjoint_pairs(known: Sequence[Misconception]) -> np.ndarray:
    """Which two misconceptions replace no function in common; shape (known, known), symmetric."""
    columns = {name: column for column, name in enumerate({name for each in known for name in each.replaces})}
    replaces = np.zeros((len(known), len(columns)), dtype=bool)
    for row, misconception in enumerate(known):
        replaces[row, [columns[name] for name in misconception.replaces]] = True
    return ~_meet(replaces, replaces)


def _meet(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Which row of `left` and which row of `right` are true at one place; shape (rows of left, rows of right)."""
    # Words of 64 bits instead of a matrix product, which would start threads.
    found = np.zeros((len(left), len(right)), dtype=bool)
    for mine, theirs in zip(_words(left), _words(right), strict=True):
        found |= np.bitwise_and.outer(mine, theirs) != 0
    return found


def _words(flags: np.ndarray) -> np.ndarray:
    """Each row in words of 64 bits; shape (words, rows)."""
    padded = np.zeros((len(flags), -(-flags.shape[1] // 64) * 64), dtype=bool)
    padded[:, : flags.shape[1]] = flags
    return np.packbits(padded, axis=1).view(np.uint64).T


def pairs(known: Sequence[Misconception], chosen: np.ndarray) -> Iterator[tuple[Misconception, ...]]:
    """Each two of which `chosen` (shape (known, known), symmetric) is true."""
    for first, second in np.argwhere(np.triu(chosen, k=1)).tolist():
        yield known[first], known[second]


def triples(known: Sequence[Misconception], chosen: np.ndarray) -> Iterator[tuple[Misconception, ...]]:
    """Each three of which `chosen` is true for each two."""
    for numbers in combinations(range(len(known)), 3):
        if all(chosen[two] for two in combinations(numbers, 2)):
            yield tuple(known[number] for number in numbers)
