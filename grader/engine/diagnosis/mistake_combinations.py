"""Which known mistakes can explain a failure together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations

from grader.engine.diagnosis.traces import Observed, Step, same
from grader.engine.reference import Misconception


class WrongAnswer:
    """The first wrong answer in a case, and what each misconception alone makes of it."""

    def __init__(
        self, index: int, mine: Step | None, right: Step | None, observed: Callable[[str], Observed | None]
    ) -> None:
        self._index = index
        self._mine = mine
        self._right = right
        self._observed = observed
        self._kept: dict[str, tuple[bool, bool]] = {}

    def may_come_from(self, several: Sequence[Misconception]) -> bool:
        """False where at most one of them changes this answer, and not into what the submission gives.

        Most combinations need not be run then. Where two change the answer, only a run shows what they give together.
        """
        if self._mine is None:
            return True
        changing = [given for given, changes in map(self._alone, several) if changes]
        return len(changing) > 1 or any(changing)

    def _alone(self, misconception: Misconception) -> tuple[bool, bool]:
        """(whether it gives the submission's answer, whether it changes the right one)."""
        name = misconception.name
        if name not in self._kept:
            observed = self._observed(name)
            step = observed.steps[self._index] if observed and self._index < len(observed.steps) else None
            self._kept[name] = (agree(step, self._mine), not agree(step, self._right))
        return self._kept[name]


def agree(left: Step | None, right: Step | None) -> bool:
    """Whether both are given, are answers to the same call, and agree."""
    return left is not None and right is not None and left[0] == right[0] and same(left[1], right[1])


def disjoint(known: Sequence[Misconception], count: int) -> Iterator[tuple[Misconception, ...]]:
    """Combinations of `count` misconceptions, no two of which replace the same function."""
    for several in combinations(known, count):
        replaced = [name for misconception in several for name in misconception.replaces]
        if len(set(replaced)) == len(replaced):
            yield several
