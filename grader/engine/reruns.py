"""Reruns of a submission inside the jail, for diagnosis."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from grader.engine.adapted_session import AdaptedSession
from grader.engine.adapter import Adapter
from grader.engine.case import Case
from grader.engine.forwarding import ForwardingSession
from grader.engine.gradient_check import GradientCheck
from grader.engine.ports import Admitted, InstrumentedSession, SubstitutableSession, Value
from grader.engine.proxy import Student
from grader.engine.reference_runner import ReferenceRunner
from grader.engine.running import MISFIT, Outcome, run_case
from grader.engine.tracing import Interaction
from grader.errors import JudgeFault, SubmissionFault
from grader.model import Handle, Limits

Captured = list[dict[str, Any]]


class _Enough(BaseException):
    """Ends a rerun that has shown what was asked for; no `Exception`, so that no test case catches it."""


class _Watched(ForwardingSession):
    """Raises `_Enough` when `is_enough` says so of the captured variables.

    It is asked after the calls 1, 2, 4, 8 and so on, since each look takes as long as a small call.
    """

    def __init__(self, session: InstrumentedSession, is_enough: Callable[[Captured], object]) -> None:
        super().__init__(session)
        self._captured = session.captured
        self._is_enough = is_enough
        self._calls = 0

    def call(
        self,
        name: str,
        args: tuple[Value, ...],
        kwargs: Mapping[str, Value],
        *,
        on: Handle | None = None,
        args_back: bool = False,
    ) -> Value:
        answer = super().call(name, args, kwargs, on=on, args_back=args_back)
        self._calls += 1
        if self._calls.bit_count() == 1 and self._is_enough(self._captured()):
            raise _Enough
        return answer


@dataclass(frozen=True, kw_only=True)
class Reruns:
    """Reruns of one submission. Implements `diagnosis.explain.Instrumented`."""

    reference_runner: ReferenceRunner
    #: The limits of a case.
    limits: Callable[[Case], Limits]
    admitted: Admitted

    def local_variables(
        self, case: Case, function: str, names: tuple[str, ...], is_enough: Callable[[Captured], object]
    ) -> Captured:
        try:
            with self.admitted.case(self.limits(case)) as session:
                session.capture(function, names)
                watched = _Watched(session, is_enough)
                with contextlib.suppress(_Enough):
                    run_case(case, watched, self.reference_runner.session(), model=self.reference_runner.trace(case))
                return session.captured()
        except (SubmissionFault, JudgeFault):
            return []

    def gradients(self, probe: GradientCheck) -> tuple[Any, Any] | None:
        try:
            with self.admitted.case(self.reference_runner.suite.assignment.limits) as session:
                claimed, measured = probe.body(Student(session))
        except (SubmissionFault, JudgeFault, *MISFIT):
            return None
        return claimed, measured

    def adapted(
        self, case: Case, adapter: Adapter, is_enough: Callable[[Interaction], bool] = lambda _: False
    ) -> Outcome | None:
        def see(interaction: Interaction) -> None:
            if is_enough(interaction):
                raise _Enough

        try:
            with self.admitted.case(self.limits(case)) as session, contextlib.suppress(_Enough):
                return self._run(case, AdaptedSession(session, adapter), see)
        except (SubmissionFault, JudgeFault):
            pass
        return None

    def with_own_helpers(self, case: Case, own: Sequence[str]) -> Outcome | None:
        left = replace(case, substitute=tuple(name for name in case.substitute if name not in own))
        try:
            with self.admitted.case(self.limits(case)) as session:
                return self._run(left, session)
        except (SubmissionFault, JudgeFault):
            return None

    def with_value(self, case: Case, name: str, value: Any) -> Outcome | None:
        try:
            with self.admitted.case(self.limits(case)) as session:
                session.set(name, value)
                return self._run(case, session)
        except (SubmissionFault, JudgeFault):
            return None

    def _run(
        self, case: Case, session: SubstitutableSession, see: Callable[[Interaction], None] | None = None
    ) -> Outcome:
        reference_runner = self.reference_runner
        model = reference_runner.trace(reference_runner.case(case.name))
        return run_case(case, session, reference_runner.session(), model=model, see=see)
