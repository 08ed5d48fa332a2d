"""Reruns of a submission inside the jail, for diagnosis."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from grader.engine.adapted_session import AdaptedSession
from grader.engine.adapter import Adapter
from grader.engine.case import Case
from grader.engine.gradient_check import GradientCheck
from grader.engine.ports import Admitted, SubstitutableSession
from grader.engine.proxy import Student
from grader.engine.reference_runner import ReferenceRunner
from grader.engine.running import MISFIT, Outcome, run_case
from grader.errors import JudgeFault, SubmissionFault
from grader.model import Limits


@dataclass(frozen=True, kw_only=True)
class Reruns:
    """Reruns of one submission. Implements `diagnosis.explain.Instrumented`."""

    reference_runner: ReferenceRunner
    #: The limits of a case.
    limits: Callable[[Case], Limits]
    admitted: Admitted

    def local_variables(self, case: Case, function: str, names: tuple[str, ...]) -> list[dict[str, Any]]:
        try:
            with self.admitted.case(self.limits(case)) as session:
                session.capture(function, names)
                run_case(case, session, self.reference_runner.session(), model=self.reference_runner.trace(case))
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

    def adapted(self, case: Case, adapter: Adapter) -> Outcome | None:
        try:
            with self.admitted.case(self.limits(case)) as session:
                return self._run(case, AdaptedSession(session, adapter))
        except (SubmissionFault, JudgeFault):
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

    def _run(self, case: Case, session: SubstitutableSession) -> Outcome:
        reference_runner = self.reference_runner
        model = reference_runner.trace(reference_runner.case(case.name))
        return run_case(case, session, reference_runner.session(), model=model)
