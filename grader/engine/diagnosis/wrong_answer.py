"""The first wrong answer of a submission in a case, and which known mistakes it may come from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.engine.compare import SEQUENCES, as_numbers
from grader.engine.diagnosis.stacked_answers import answers_like, multiples, near, parallel
from grader.engine.diagnosis.traces import Observed, Step, agree
from grader.engine.reference import Misconception

#: Of an answer of more parts, multiples and zeros are not looked for.
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
        self, index: int, mine: Observed | None, right: Observed | None, observed: Callable[[str], Observed | None]
    ) -> None:
        """Answer number `index`, counted from 0, of both; without them, nothing is known of any misconception."""
        self._index = index
        self._flat = tuple(run.flat.answer(index) if run is not None and run.flat else None for run in (mine, right))
        self._mine, self._right = self._step(mine), self._step(right)
        self._observed = observed
        parts = _entries((), self._mine[1]) if self._mine is not None else ()
        self._parts = {path: as_numbers(part) for path, part in parts}
        #: Parts that are zeros and must not be; of an answer of many parts none are looked for.
        self._zeros = _zeros(self._mine) - _zeros(self._right) if len(self._parts) <= MOST_PARTS else frozenset()
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

    def may_come_from_pairs(self, known: Sequence[Misconception]) -> np.ndarray:
        """`may_come_from` of each two of them; shape (known, known)."""
        if self._mine is None:
            return np.ones((len(known), len(known)), dtype=bool)
        alone = [self._alone(misconception) for misconception in known]
        changes = np.array([effect.changes for effect in alone], dtype=bool)
        explains = np.array([effect.explains and effect.changes for effect in alone], dtype=bool)
        may: np.ndarray = np.logical_and.outer(changes, changes) | np.logical_or.outer(explains, explains)
        for zero in self._zeros:
            here = np.array([zero in effect.zeros for effect in alone], dtype=bool)
            may &= np.logical_or.outer(here, here)
        return may

    def is_multiple_of(self, misconception: Misconception) -> bool:
        """Whether this answer is a multiple of what the misconception alone gives."""
        return self._alone(misconception).multiple

    def look_at(self, known: Sequence[Misconception]) -> None:
        """Find what each of these alone makes of this answer: all at once where it gives one of the same form."""
        mine, right = self._flat
        if mine is None or right is None or mine.form.parts != right.form.parts:
            return
        runs = {each.name: self._observed(each.name) for each in known if each.name not in self._kept}
        flat = [run.flat if run is not None else None for run in runs.values()]
        positions, rows = answers_like(mine, flat, self._index)
        explains, changes, multiple = near(rows, mine), ~near(rows, right), multiples(rows, mine)
        names = list(runs)
        for row, position in enumerate(positions):
            run = runs[names[position]]
            self._kept[names[position]] = _Effect(
                explains=bool(explains[row]),
                changes=bool(changes[row]),
                multiple=bool(multiple[row]) and len(self._parts) <= MOST_PARTS,
                zeros=self._zeros_of(run),
            )

    def _alone(self, misconception: Misconception) -> _Effect:
        name = misconception.name
        if name not in self._kept:
            run = self._observed(name)
            step = self._step(run)
            self._kept[name] = _Effect(
                explains=agree(step, self._mine),
                changes=not agree(step, self._right),
                multiple=step is not None and _is_multiple(step[1], self._parts),
                zeros=self._zeros_of(run),
            )
        return self._kept[name]

    def _step(self, run: Observed | None) -> Step | None:
        return run.steps[self._index] if run is not None and self._index < len(run.steps) else None

    def _zeros_of(self, run: Observed | None) -> frozenset[_Path]:
        return _zeros(self._step(run)) & self._zeros if self._zeros else frozenset()


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
    return bool(parallel(a.astype(float).reshape(1, -1), np.ravel(b).astype(float))[0])
