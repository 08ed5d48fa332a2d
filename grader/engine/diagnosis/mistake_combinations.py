"""Which known mistakes can explain a failure together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from grader.engine.compare import SEQUENCES, as_numbers
from grader.engine.diagnosis.traces import Observed, Step, same
from grader.engine.reference import Misconception

#: How far the cosine of the angle between parallel arrays may be from 1.
PARALLEL = 1e-9

MOST_PARTS = 64

#: Where a part of an answer is: indices and keys.
_Path = tuple[Any, ...]


@dataclass(frozen=True)
class _Effect:
    """What one misconception alone makes of an answer."""

    #: Whether it gives what the submission gives.
    explains: bool
    changes: bool
    #: Whether it gives a multiple of what the submission gives: another mistake may add the factor, such as a sign.
    multiple: bool
    #: Of the parts that the submission gives as zeros: those that are zeros with it, too.
    zeros: frozenset[_Path]


class WrongAnswer:
    """The first wrong answer in a case, and what each misconception alone makes of it."""

    def __init__(
        self, index: int, mine: Step | None, right: Step | None, observed: Callable[[str], Observed | None]
    ) -> None:
        self._index = index
        self._mine = mine
        self._right = right
        self._observed = observed
        self._parts = {path: as_numbers(part) for path, part in _entries((), mine[1])} if mine is not None else {}
        #: Parts that are zeros and must not be; of an answer of many parts none are looked for.
        self._zeros = _zeros(mine) - _zeros(right) if len(self._parts) <= MOST_PARTS else frozenset()
        self._kept: dict[str, _Effect] = {}

    def may_come_from(self, several: Sequence[Misconception]) -> bool:
        """False where at most one of them changes this answer, and not into what the submission gives.

        Most combinations need not be run then. Where two change the answer, only a run shows what they give together;
        but zeros come from one of them alone.
        """
        if self._mine is None:
            return True
        alone = [self._alone(misconception) for misconception in several]
        changing = [effect for effect in alone if effect.changes]
        if len(changing) < 2 and not any(effect.explains for effect in changing):
            return False
        return self._zeros <= frozenset().union(*(effect.zeros for effect in alone))

    def is_multiple_of(self, misconception: Misconception) -> bool:
        """Whether this answer is a multiple of what the misconception alone gives."""
        return self._alone(misconception).multiple

    def _alone(self, misconception: Misconception) -> _Effect:
        name = misconception.name
        if name not in self._kept:
            observed = self._observed(name)
            step = observed.steps[self._index] if observed and self._index < len(observed.steps) else None
            self._kept[name] = _Effect(
                explains=agree(step, self._mine),
                changes=not agree(step, self._right),
                multiple=step is not None and _is_multiple(step[1], self._parts),
                zeros=_zeros(step) & self._zeros if self._zeros else frozenset(),
            )
        return self._kept[name]


class ChangedNumbers:
    """Which numbers of all answers of a case each misconception alone changes. Sets of numbers are bits of integers."""

    def __init__(self, mine: Observed, right: Observed | None, observed: Callable[[str], Observed | None]) -> None:
        self._mine = mine.flat
        self._right = right.flat.numbers_in(self._mine) if self._mine and right and right.flat else None
        self._observed = observed
        self._wrong = self._unlike(self._mine.numbers, self._right) if self._mine and self._right is not None else 0
        self._kept: dict[str, tuple[int, int]] = {}

    def fit(self, several: Sequence[Misconception]) -> bool:
        """Whether each wrong number is changed by one of them, and those that one alone changes are as it makes them.

        A mistake that moves what another one changes is an exception.
        """
        once = twice = 0
        for misconception in several:
            changed, _ = self._alone(misconception.name)
            twice |= once & changed
            once |= changed
        if self._wrong & ~once:
            return False
        return not any(self._alone(misconception.name)[1] & ~twice for misconception in several)

    def _alone(self, name: str) -> tuple[int, int]:
        """(numbers that it changes, those of them that are not the submission's then)."""
        if name not in self._kept:
            observed = self._observed(name)
            flat = observed.flat if observed is not None else None
            if flat is None or self._mine is None or self._right is None:
                # It may change each number into any.
                self._kept[name] = -1, 0
            else:
                numbers = flat.numbers_in(self._mine)
                changed = self._unlike(numbers, self._right) | _bits(np.isnan(numbers))
                self._kept[name] = changed, changed & self._unlike(numbers, self._mine.numbers)
        return self._kept[name]

    def _unlike(self, left: np.ndarray, right: np.ndarray) -> int:
        assert self._mine is not None
        with np.errstate(all="ignore"):
            return _bits(np.abs(left - right) > self._mine.tolerance)


def _bits(flags: np.ndarray) -> int:
    return int.from_bytes(np.packbits(flags).tobytes())


def _zeros(step: Step | None) -> frozenset[_Path]:
    """The parts of an answer that are zeros."""
    return (
        frozenset(path for path, part in _entries((), step[1]) if _is_zero(part)) if step is not None else frozenset()
    )


def _entries(path: _Path, value: Any) -> Iterator[tuple[_Path, Any]]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _entries((*path, key), part)
    elif isinstance(value, SEQUENCES) and as_numbers(value) is None:
        for index, part in enumerate(value):
            yield from _entries((*path, index), part)
    else:
        yield path, value


def _is_zero(part: Any) -> bool:
    numbers = as_numbers(part)
    return numbers is not None and numbers.size > 0 and not numbers.any()


def _is_multiple(answer: Any, parts: Mapping[_Path, np.ndarray | None]) -> bool:
    """Whether each array of an answer is a multiple of the part of another one: their angle is 0 or 180 degrees.

    Answers of many parts are not looked at.
    """
    if len(parts) > MOST_PARTS:
        return False
    count, arrays = 0, 0
    for path, part in _entries((), answer):
        count += 1
        a, b = as_numbers(part), parts.get(path)
        if a is not None and b is not None and a.shape == b.shape and a.size > 1:
            arrays += 1
            if not _are_parallel(a, b):
                return False
    return arrays > 0 and count == len(parts)


def _are_parallel(a: np.ndarray, b: np.ndarray) -> bool:
    if np.iscomplexobj(a) or np.iscomplexobj(b):
        return False
    a, b = np.ravel(a).astype(float), np.ravel(b).astype(float)
    with np.errstate(all="ignore"):
        lengths = np.linalg.norm(a) * np.linalg.norm(b)
        return bool(np.isfinite(lengths) and abs(abs(a @ b) - lengths) <= PARALLEL * lengths)


def agree(left: Step | None, right: Step | None) -> bool:
    """Whether both are given, are answers to the same call, and agree."""
    return left is not None and right is not None and left[0] == right[0] and same(left[1], right[1])


def disjoint(known: Sequence[Misconception], count: int) -> Iterator[tuple[Misconception, ...]]:
    """Combinations of `count` misconceptions, no two of which replace the same function."""
    replaced = [frozenset(misconception.replaces) for misconception in known]
    for numbers in combinations(range(len(known)), count):
        if all(replaced[i].isdisjoint(replaced[j]) for i, j in combinations(numbers, 2)):
            yield tuple(known[number] for number in numbers)
