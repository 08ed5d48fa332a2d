"""The trace of calls and answers between a test case and a program, for diagnosis."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from grader.engine.answer_budget import AnswerBudget
from grader.engine.ports import SubstitutableSession, Value
from grader.errors import SubmissionFault
from grader.model import Handle


@dataclass(frozen=True, kw_only=True)
class Interaction:
    """One request to the program and its outcome."""

    #: "call" or "get".
    kind: str
    #: Function, class, method or attribute.
    name: str
    #: What went in, in order; empty for "get".
    args: tuple[Value, ...] = ()
    kwargs: Mapping[str, Value]
    #: Class of the object asked, empty for the module.
    on: str = ""
    #: What came back, if anything did.
    result: Value = None
    #: What went wrong instead.
    fault: SubmissionFault | None = None

    @property
    def label(self) -> str:
        """`train` of a class as "NeuralNetwork.train"."""
        return f"{self.on}.{self.name}" if self.on else self.name


class TracingSession:
    """Forwards every request to another session and records the answers in order: a `ports.SubstitutableSession`."""

    def __init__(
        self,
        session: SubstitutableSession,
        clock: Callable[[], float] | None = None,
        kept: AnswerBudget | None = None,
        see: Callable[[Interaction], None] | None = None,
    ) -> None:
        """`see` is shown each call and each reading of a value; it may end the run by raising what no case catches."""
        self._session = session
        self._see = see
        self._kept = kept
        self._clock = clock or (lambda: 0.0)
        #: Seconds spent in calls, including the round trip into the jail; 0 without a clock.
        self.seconds = 0.0
        #: The interactions so far.
        self.trace: list[Interaction] = []

    def call(
        self,
        name: str,
        args: tuple[Value, ...],
        kwargs: Mapping[str, Value],
        *,
        on: Handle | None = None,
        args_back: bool = False,
    ) -> Value:
        owner = on.type_name if on else ""
        start = self._clock()
        try:
            if args_back:
                result = self._session.call(name, args, kwargs, on=on, args_back=True)
            else:
                result = self._session.call(name, args, kwargs, on=on)
            self._keep(name, result)
        except SubmissionFault as fault:
            self._note(Interaction(kind="call", name=name, args=args, kwargs=kwargs, on=owner, fault=fault))
            raise
        finally:
            self.seconds += self._clock() - start
        self._note(Interaction(kind="call", name=name, args=args, kwargs=kwargs, on=owner, result=result))
        return result

    def get(self, name: str, *, on: Handle | None = None) -> Value:
        owner = on.type_name if on else ""
        try:
            result = self._session.get(name, on=on)
            self._keep(name, result)
        except SubmissionFault as fault:
            self._note(Interaction(kind="get", name=name, kwargs={}, on=owner, fault=fault))
            raise
        self._note(Interaction(kind="get", name=name, kwargs={}, on=owner, result=result))
        return result

    def _note(self, interaction: Interaction) -> None:
        self.trace.append(interaction)
        if self._see is not None:
            self._see(interaction)

    def _keep(self, name: str, result: Value) -> None:
        if self._kept is not None:
            self._kept.take(name, result)

    def set(self, name: str, value: Value, *, on: Handle | None = None) -> None:
        try:
            self._session.set(name, value, on=on)
        except SubmissionFault as fault:
            self.trace.append(Interaction(kind="set", name=name, args=(value,), kwargs={}, fault=fault))
            raise

    def substitute(self, functions: Mapping[str, Callable[..., Value]]) -> None:
        self._session.substitute(functions)
