"""A run of a known mistake beside a submission's, that stops at the first answer which is another one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from grader.engine.diagnosis.traces import Observed, reduced, step_alike
from grader.engine.forwarding import ForwardingSession
from grader.engine.ports import SubstitutableSession, Value
from grader.engine.tracing import Interaction
from grader.errors import SubmissionFault
from grader.model import Handle

#: So many calls of functions of the reference, in place of the submission's, cost as much as one answer.
HELPED = 8


class Departed(BaseException):
    """Ends a run whose answers are not the submission's; no `Exception`, so that no test case catches it."""


class FollowingSession(ForwardingSession):
    """Raises `Departed` at the first answer that is not the submission's."""

    def __init__(self, session: SubstitutableSession, student: Observed, procedures: frozenset[str]) -> None:
        super().__init__(session)
        self._student = student
        self._procedures = procedures
        #: How many answers were compared.
        self.answers = 0
        self._helped = 0

    @property
    def cost(self) -> int:
        """What the run has cost so far, by no clock: its answers, and calls of functions of the reference."""
        return sum(self._student.costs[: self.answers]) + self._helped // HELPED

    def call(
        self,
        name: str,
        args: tuple[Value, ...],
        kwargs: Mapping[str, Value],
        *,
        on: Handle | None = None,
        args_back: bool = False,
    ) -> Value:
        ask = partial(super().call, name, args, kwargs, on=on, args_back=args_back)
        return self._follow("call", name, on, ask)

    def get(self, name: str, *, on: Handle | None = None) -> Value:
        return self._follow("get", name, on, partial(super().get, name, on=on))

    def substitute(self, functions: Mapping[str, Callable[..., Value]]) -> None:
        super().substitute({name: self._counted(function) for name, function in functions.items()})

    def _counted(self, function: Callable[..., Value]) -> Callable[..., Value]:
        def counted(*args: Value, **kwargs: Value) -> Value:
            self._helped += 1
            return function(*args, **kwargs)

        return counted

    def _follow(self, kind: str, name: str, on: Handle | None, ask: Callable[[], Value]) -> Value:
        owner = on.type_name if on else ""
        try:
            answer = ask()
        except SubmissionFault as fault:
            self._compare(Interaction(kind=kind, name=name, kwargs={}, on=owner, fault=fault))
            raise
        self._compare(Interaction(kind=kind, name=name, kwargs={}, on=owner, result=answer))
        return answer

    def _compare(self, interaction: Interaction) -> None:
        self.answers += 1
        if not step_alike(self._student, self.answers - 1, reduced(interaction, self._procedures)):
            raise Departed
