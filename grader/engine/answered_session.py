"""A session in front of another one that shows each answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from grader.engine.forwarding import ForwardingSession
from grader.engine.ports import SubstitutableSession, Value
from grader.engine.tracing import Interaction
from grader.errors import SubmissionFault
from grader.model import Handle


class AnsweredSession(ForwardingSession):
    """Shows each call and each reading of a value to `see`, with its answer or fault and without its arguments."""

    def __init__(self, session: SubstitutableSession, see: Callable[[Interaction], None]) -> None:
        """`see` may end the run by raising what no test case catches."""
        super().__init__(session)
        self._see = see

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
        return self._show("call", name, on, ask)

    def get(self, name: str, *, on: Handle | None = None) -> Value:
        return self._show("get", name, on, partial(super().get, name, on=on))

    def _show(self, kind: str, name: str, on: Handle | None, ask: Callable[[], Value]) -> Value:
        owner = on.type_name if on else ""
        try:
            answer = ask()
        except SubmissionFault as fault:
            self._see(Interaction(kind=kind, name=name, kwargs={}, on=owner, fault=fault))
            raise
        self._see(Interaction(kind=kind, name=name, kwargs={}, on=owner, result=answer))
        return answer
