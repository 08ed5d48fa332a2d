"""Which known mistakes can explain a failure together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

from grader.engine.compare import as_numbers
from grader.engine.diagnosis.traces import Observed, Step, same
from grader.engine.reference import Misconception

#: Where a part of an answer is: indices and keys.
_Path = tuple[Any, ...]


#: In place of a part that an answer lacks.
_LACKING = object()


class WrongAnswer:
    """The first wrong answer in a case, and what each misconception alone makes of it, part by part."""

    def __init__(
        self, index: int, mine: Step | None, right: Step | None, observed: Callable[[str], Observed | None]
    ) -> None:
        self._index = index
        self._right = right
        self._observed = observed
        self._right_parts = _parts(right)
        mine_parts = _parts(mine)
        self._mine_parts = {path: mine_parts.get(path, _LACKING) for path in self._right_parts}
        self._kept: dict[str, dict[_Path, bool | None]] = {}

    def may_come_from(self, several: Sequence[Misconception]) -> bool:
        """False where at most one of them changes a part of this answer, and not into what the submission gives.

        Most combinations need not be run then. Where two change a part, only a run shows what they give together; but
        zeros come from one of them alone.
        """
        alone = [self._alone(misconception) for misconception in several]
        for path, mine in self._mine_parts.items():
            changing = [given for effect in alone if (given := effect[path]) is not None]
            if any(changing) or (len(changing) > 1 and not _is_zero(mine)):
                continue
            if changing or not _agree(mine, self._right_parts[path]):
                return False
        return True

    def _alone(self, misconception: Misconception) -> dict[_Path, bool | None]:
        """For each part whether it gives the submission's; None if it does not change the right one."""
        name = misconception.name
        if name not in self._kept:
            observed = self._observed(name)
            step = observed.steps[self._index] if observed and self._index < len(observed.steps) else None
            parts = _parts(step) if step is not None and self._right is not None and step[0] == self._right[0] else {}
            self._kept[name] = {
                path: None if _agree(parts.get(path, _LACKING), right) else _agree(parts.get(path, _LACKING), mine)
                for (path, right), mine in zip(self._right_parts.items(), self._mine_parts.values(), strict=True)
            }
        return self._kept[name]


def _parts(step: Step | None) -> dict[_Path, Any]:
    """Path -> entry of the tuples, lists and dictionaries of an answer."""
    return dict(_entries((), step[1])) if step is not None else {}


def _entries(path: _Path, value: Any) -> Iterator[tuple[_Path, Any]]:
    if isinstance(value, Mapping):
        for key, part in value.items():
            yield from _entries((*path, key), part)
    elif isinstance(value, list | tuple) and as_numbers(value) is None:
        for index, part in enumerate(value):
            yield from _entries((*path, index), part)
    else:
        yield path, value


def _agree(left: Any, right: Any) -> bool:
    return left is right or (left is not _LACKING and right is not _LACKING and same(left, right))


def _is_zero(part: Any) -> bool:
    numbers = as_numbers(part)
    return numbers is not None and numbers.size > 0 and not numbers.any()


def agree(left: Step | None, right: Step | None) -> bool:
    """Whether both are given, are answers to the same call, and agree."""
    return left is not None and right is not None and left[0] == right[0] and same(left[1], right[1])


def disjoint(known: Sequence[Misconception], count: int) -> Iterator[tuple[Misconception, ...]]:
    """Combinations of `count` misconceptions, no two of which replace the same function."""
    for several in combinations(known, count):
        replaced = [name for misconception in several for name in misconception.replaces]
        if len(set(replaced)) == len(replaced):
            yield several
