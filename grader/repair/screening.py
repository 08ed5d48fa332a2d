"""Screens candidates: one child runs a case with one variant of a function after the other.

A child that has loaded the submission takes a tenth of the time of a new one to run another code of a function. What it
says is a hint, because one variant may leave something behind for the next: a candidate that seems right is run again
in children of its own. Functions that cannot be varied so (a decorated one) are run there at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack

from grader.engine.case import Case
from grader.engine.ports import InstrumentedSession, VariableSession
from grader.engine.running import Outcome
from grader.errors import SubmissionFault
from grader.model import Source, Verdict
from grader.repair.program import Program
from grader.repair.runner import VariantRunner
from grader.repair.source_text import Edit

#: Exceptions of code that is no Python: the candidate is none.
_NO_PYTHON = frozenset({"SyntaxError", "IndentationError", "TabError"})
Definitions = list[tuple[str, str, str]]


class Screening:
    """Runs variants of one submission. Close it at the end, or use it as a context manager."""

    def __init__(self, runner: VariantRunner, program: Program) -> None:
        self._runner = runner
        self._program = program
        self._stack = ExitStack()
        self._session: InstrumentedSession | None = None
        #: Name of the case that the session was opened for.
        self._case = ""
        #: Functions that cannot be varied.
        self._fixed: set[str] = set()
        #: Whether sessions can be varied at all.
        self._is_possible = True

    def run(self, source: Source, edits: Iterable[Edit], case: Case) -> Outcome:
        """Run `case` against `source`, which is the submission with `edits`. Raises JudgeFault."""
        definitions = self._program.definitions(edits)
        if definitions is None or not self._is_possible or self._fixed & {name for _, name, _ in definitions}:
            return self._runner.run(source, case)
        with self._runner.charge(case) as charge:
            outcome = self._varied(definitions, case)
            if outcome is not None and outcome.verdict is Verdict.TIME_LIMIT_EXCEEDED:
                charge.most += self._runner.screening_seconds(case)
        return outcome if outcome is not None else self._runner.run(source, case)

    def close(self) -> None:
        """End the child."""
        self._stack.close()
        self._session = None

    def _varied(self, definitions: Definitions, case: Case) -> Outcome | None:
        """The outcome; None if it cannot be found this way."""
        session = self._opened(case)
        if not isinstance(session, VariableSession):
            self._is_possible = False
            return None
        try:
            session.vary(definitions, self._runner.screening_seconds(case))
        except SubmissionFault as fault:
            if fault.error_type in _NO_PYTHON:
                return Outcome(verdict=fault.verdict, fault=fault, trace=())
            self._fixed |= {name for _, name, _ in definitions}
            return None
        outcome = self._runner.check(case, session)
        if not session.is_alive:
            self.close()
        return outcome

    def _opened(self, case: Case) -> InstrumentedSession | None:
        """A child for `case`; None if the submission cannot be loaded."""
        if self._session is None or self._case != case.name:
            self.close()
            try:
                self._session = self._stack.enter_context(self._runner.open(self._program.source, case, screening=True))
            except SubmissionFault:
                return None
            self._case = case.name
        return self._session
