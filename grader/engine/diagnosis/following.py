"""A run of a known mistake beside a submission's, that stops at the first answer which is another one."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from grader.engine.diagnosis.traces import Observed, reduced, step_alike
from grader.engine.forwarding import ForwardingSession
from grader.engine.ports import SubstitutableSession, Value
from grader.engine.tracing import Interaction

#: So many calls of functions of the reference, in place of the submission's, cost as much as one answer.
HELPED = 8


class Departed(BaseException):
    """Ends a run whose answers are not the submission's; no `Exception`, so that no test case catches it."""


class FollowingSession(ForwardingSession):
    """Compares the answers of a run with the submission's, and counts what the run costs."""

    def __init__(self, session: SubstitutableSession, student: Observed, procedures: frozenset[str]) -> None:
        super().__init__(session)
        self._student = student
        self._procedures = procedures
        self._answers = 0
        self._helped = 0

    @property
    def cost(self) -> int:
        """What the run has cost so far, by no clock: its answers, and calls of functions of the reference."""
        return sum(self._student.costs[: self._answers]) + self._helped // HELPED

    def substitute(self, functions: Mapping[str, Callable[..., Value]]) -> None:
        super().substitute({name: self._counted(function) for name, function in functions.items()})

    def _counted(self, function: Callable[..., Value]) -> Callable[..., Value]:
        def counted(*args: Value, **kwargs: Value) -> Value:
            self._helped += 1
            return function(*args, **kwargs)

        return counted

    def compare(self, interaction: Interaction) -> None:
        """Take the next answer; raises `Departed` at the first one that is not the submission's."""
        self._answers += 1
        if not step_alike(self._student, self._answers - 1, reduced(interaction, self._procedures)):
            raise Departed
