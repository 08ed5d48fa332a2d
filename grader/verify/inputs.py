"""Which kinds of inputs the test cases hand to each graded function, and which they never do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from grader.engine.local import LocalSession
from grader.engine.reference_runner import ReferenceRunner
from grader.engine.running import run_case
from grader.model import Handle

#: All kinds, by what they are about. A Python number counts as one of 64 bits.
KINDS: Mapping[str, tuple[str, ...]] = {
    "dtype": ("float64", "float32", "int64", "int32", "whole numbers beside fractions"),
    "shape": ("one row", "one column", "one entry", "square", "not square", "empty"),
    "sign": ("negative", "zero", "positive"),
    "layout": ("C order", "Fortran order"),
}
#: Why no case can hand a kind over, whatever it does.
IMPOSSIBLE = {"Fortran order": "arrays cross into the jail in C order"}


@dataclass(frozen=True, kw_only=True)
class FunctionInputs:
    """The inputs of one graded function."""

    function: str
    seen: frozenset[str]
    #: Kind that no case hands over -> why not, "" if no reason is given.
    missing: Mapping[str, str]


def inputs(reference_runner: ReferenceRunner) -> list[FunctionInputs]:
    """The inputs of each graded function, over all cases that are not heavy.

    Of a method, what is set on its object and passed to the object's other methods counts as well; of a function, what
    is bound in its module. Reasons come from the reference's INPUTS_NOT_TESTED.
    """
    recorder = _Recorder()
    for case in reference_runner.suite.cases:
        if not case.heavy:
            session = _RecordingSession(LocalSession(reference_runner.reference.namespace()), recorder)
            run_case(case, session, reference_runner.session(), model=reference_runner.trace(case))
    reasons = reference_runner.reference.untested_inputs
    return [
        _of_function(name, recorder.seen_by(name), reasons) for name in reference_runner.suite.assignment.entry_points
    ]


def _of_function(function: str, seen: frozenset[str], reasons: Mapping[str, str]) -> FunctionInputs:
    missing = {}
    for kind in (kind for kinds in KINDS.values() for kind in kinds):
        if kind not in seen:
            keys = (f"{function}: {kind}", function, kind)
            missing[kind] = IMPOSSIBLE.get(kind) or next((reasons[key] for key in keys if key in reasons), "")
    return FunctionInputs(function=function, seen=seen, missing=missing)


@dataclass
class _Recorder:
    """What every function and class was handed."""

    _seen: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def add(self, owner: str, values: tuple[Any, ...]) -> None:
        """`owner` is a function, a class, or "" for the module."""
        arrays = [np.asarray(leaf) for leaf in _leaves(values)]
        kinds = {kind for array in arrays for kind in _kinds(array)}
        whole = any(array.dtype.kind in "iu" for array in arrays)
        if whole and any(array.dtype.kind == "f" and bool((array % 1 != 0).any()) for array in arrays):
            kinds.add("whole numbers beside fractions")
        self._seen[owner] |= kinds

    def seen_by(self, name: str) -> frozenset[str]:
        """The kinds of a function, or of a method with its class."""
        owner, _, _ = name.partition(".")
        return frozenset(self._seen[owner] | self._seen[""])


def _leaves(value: Any) -> Iterator[Any]:
    """The arrays and numbers in a value; a list of numbers counts as an array."""
    if isinstance(value, Mapping):
        for item in value.values():
            yield from _leaves(item)
    elif isinstance(value, list | tuple):
        if value and all(isinstance(item, int | float | np.number) for item in value) and isinstance(value, list):
            yield np.array(value)
        else:
            for item in value:
                yield from _leaves(item)
    elif isinstance(value, np.ndarray | np.number | int | float) and not isinstance(value, bool):
        yield value


def _kinds(array: np.ndarray[Any, Any]) -> Iterator[str]:
    if array.dtype.kind not in "iuf":
        return
    yield array.dtype.name
    yield from (name for name, holds in _SIGNS.items() if array.size and bool(holds(array).any()))
    if array.ndim:
        yield "C order"
        yield from (name for name, holds in _SHAPES.items() if holds(array.shape))


_SIGNS: dict[str, Callable[[Any], Any]] = {
    "negative": lambda array: array < 0,
    "zero": lambda array: array == 0,
    "positive": lambda array: array > 0,
}
_SHAPES: dict[str, Callable[[tuple[int, ...]], bool]] = {
    "one row": lambda shape: len(shape) == 2 and shape[0] == 1 and shape[1] > 1,
    "one column": lambda shape: len(shape) == 2 and shape[1] == 1 and shape[0] > 1,
    "one entry": lambda shape: len(shape) > 0 and all(extent == 1 for extent in shape),
    "square": lambda shape: len(shape) == 2 and shape[0] == shape[1] > 1,
    "not square": lambda shape: len(shape) == 2 and min(shape) > 1 and shape[0] != shape[1],
    "empty": lambda shape: 0 in shape,
}


class _RecordingSession:
    """A `ports.SubstitutableSession` that tells a recorder what goes in."""

    def __init__(self, session: LocalSession, recorder: _Recorder) -> None:
        self._session = session
        self._recorder = recorder

    def call(
        self,
        name: str,
        args: tuple[Any, ...],
        kwargs: Mapping[str, Any],
        *,
        on: Handle | None = None,
        args_back: bool = False,
    ) -> Any:
        """Record the arguments."""
        self._recorder.add(on.type_name if on else name, (*args, *kwargs.values()))
        return self._session.call(name, args, kwargs, on=on, args_back=args_back)

    def get(self, name: str, *, on: Handle | None = None) -> Any:
        """Record nothing."""
        return self._session.get(name, on=on)

    def set(self, name: str, value: Any, *, on: Handle | None = None) -> None:
        """Record the value."""
        self._recorder.add(on.type_name if on else "", (value,))
        self._session.set(name, value, on=on)

    def substitute(self, functions: Mapping[str, Callable[..., Any]]) -> None:
        """Record nothing."""
        self._session.substitute(functions)
