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
