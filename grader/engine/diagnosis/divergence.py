"""First divergence: which named quantity, in the order of computation, is the first that is not the reference's.

The student's local variables come from inside the jail: a hint, never a proof, and never part of a score.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import FrameType
from typing import Any

import numpy as np

from grader.engine.case import Case
from grader.engine.compare import as_numbers
from grader.engine.diagnosis.evidence import Finding, by_values
from grader.engine.diagnosis.source_map import SourceMap
from grader.engine.local import LocalSession
from grader.engine.ports import Value
from grader.engine.reference_runner import ReferenceRunner
from grader.engine.running import run_case
from grader.engine.snapshot import snapshot
from grader.engine.value_copy import copy_value
from grader.model import Diagnosis

RTOL = 1e-5
Locals = Mapping[str, Value]


@dataclass(frozen=True, kw_only=True)
class Divergence:
    """The first quantity that differs."""

    function: str
    #: Its name.
    name: str
    #: The quantities before it, all right.
    right: tuple[str, ...]
    #: Which call of the function, from 1.
    call: int
    expected: Value
    actual: Value

    def finding(self, case: str) -> Finding:
        """What is told of it in a failed case, with both values for display."""
        artifact = {
            "kind": "divergence",
            "name": self.name,
            "function": self.function,
            "expected": snapshot(self.expected),
            "actual": snapshot(self.actual),
        }
        hint = f"Look at the line of `{self.function}` that computes `{self.name}`."
        return Finding(diagnosis=self.diagnosis(), hint=hint, evidence=by_values([case]), artifacts=(artifact,))

    def diagnosis(self) -> Diagnosis:
        """As it stands in the report; holds no value, and no name but those of the assignment."""
        before = f"`{self.right[-1]}` is still right; " if self.right else ""
        when = f" (in a later call of `{self.function}`)" if self.call > 1 else f" in `{self.function}`"
        return Diagnosis(
            name="first_divergence",
            title=f"`{self.name}` is the first quantity that differs",
            explanation=f"{before}`{self.name}` is the first that is not what the reference computes{when}.",
        )


class CapturingSession(LocalSession):
    """A local session that can also keep local variables, as `ports.InstrumentedSession` does."""

    def __init__(self, namespace: dict[str, Any]) -> None:
        super().__init__(namespace)
        self._wanted: dict[str, tuple[str, ...]] = {}
        self._captured: list[dict[str, Value]] = []

    def capture(self, function: str, names: tuple[str, ...]) -> None:
        """From now on keep the local variables `names` at each return of `function`."""
        self._wanted[function] = names

    def captured(self) -> list[dict[str, Value]]:
        """What `capture` kept, one dictionary per return, oldest first."""
        return self._captured

    def _invoke(self, function: Callable[[], Value]) -> Value:
        if not self._wanted:
            return function()
        before = sys.getprofile()
        sys.setprofile(self._profile)
        try:
            return function()
        finally:
            sys.setprofile(before)

    def _profile(self, frame: FrameType, event: str, argument: Any) -> None:
        names = self._wanted.get(frame.f_code.co_name) if event == "return" else None
        if names is not None:
            values = frame.f_locals
            self._captured.append({name: copy_value(values[name], _nothing) for name in names if name in values})


class ReferenceLocals:
    """The reference's local variables in its functions, computed once for each test case."""

    def __init__(self, reference_runner: ReferenceRunner) -> None:
        self._reference_runner = reference_runner
        #: (Name of a case, function) -> local variables at each return.
        self._kept: dict[tuple[str, str], list[dict[str, Value]]] = {}

    def functions(self, case: Case) -> list[str]:
        """The functions with named quantities that `case` calls."""
        called = {label.rpartition(".")[2] for label in self._reference_runner.called(case)}
        return [name for name in self._reference_runner.reference.intermediates if name in called]

    def unnamed(self, code: SourceMap) -> set[str]:
        """The functions with named quantities of which the submission names none."""
        named = self._reference_runner.reference.intermediates.items()
        return {function for function, names in named if not any(map(code.mentions, names))}

    def of(self, case: Case, function: str) -> list[dict[str, Value]]:
        """Those of `function`, at each return in `case`."""
        key = (case.name, function)
        if key not in self._kept:
            session = CapturingSession(self._reference_runner.reference.namespace())
            session.capture(function, self._reference_runner.reference.intermediates[function])
            run_case(case, session, self._reference_runner.session())
            self._kept[key] = session.captured()
        return self._kept[key]


def first_divergence(
    function: str, names: Sequence[str], expected: Sequence[Locals], actual: Sequence[Locals]
) -> Divergence | None:
    """Compare call by call, name by name. A quantity that the student does not name is passed over."""
    for call, (right, mine) in enumerate(zip(expected, actual, strict=False), start=1):
        agreed: list[str] = []
        for name in names:
            if name not in right or name not in mine:
                continue
            verdict = _agree(mine[name], right[name])
            if verdict is False:
                return Divergence(
                    function=function,
                    name=name,
                    right=tuple(agreed),
                    call=call,
                    expected=right[name],
                    actual=mine[name],
                )
            if verdict:
                agreed.append(name)
    return None


def _agree(mine: Value, right: Value) -> bool | None:
    """Whether two quantities are equal; None when they cannot be compared, or differ by form or sign only.

    A student may keep a quantity transposed, flattened or with the other sign and still be right.
    """
    left, other = as_numbers(mine), as_numbers(right)
    if left is None or other is None or left.size != other.size:
        return None if left is None or other is None else False
    if left.shape == other.shape and _near(left, other):
        return True
    for form in (left.ravel(), left.T.ravel()):
        if _near(form, other.ravel()) or _near(-form, other.ravel()):
            return None
    return False


def _near(left: np.ndarray, right: np.ndarray) -> bool:
    if left.dtype.kind == "b":
        left = left.astype(float)
    return bool(np.allclose(left, right, rtol=RTOL, atol=1e-9))


def _nothing(value: Any) -> None:
    """What is no plain data is not compared."""
