"""Joins engine and sandbox: a submission in, a report out. Used by the worker's task and by `grader grade` alike."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from grader.assignments.secret import Catalogue
from grader.engine.diagnosis import DeferredDiagnostician
from grader.engine.grading import OnStage, run_cases
from grader.engine.ports import Jail
from grader.engine.reference_runner import Clock, ReferenceRunner
from grader.model import CaseResult, OnEvent, QuestionAttempts, Repairs, Report, Source

if TYPE_CHECKING:
    from grader.repair.repairing import Order, Repairer


def preload() -> None:
    """Import what is otherwise imported on demand, so that processes forked later share it."""
    import_module("grader.engine.diagnosis.explain")
    import_module("grader.engine.questions.grading")
    import_module("grader.formulas.grammar")
    import_module("grader.repair.repairing")


class Judge:
    """Grades submissions through one jail, remembering what the reference answers. Not for threads."""

    def __init__(
        self,
        catalogue: Catalogue,
        jail: Jail,
        *,
        clock: Clock = time.perf_counter,
        explain_seconds: float = float("inf"),
    ) -> None:
        """`explain_seconds` limits the processor time for explaining one submission's failures."""
        self._explain_seconds = explain_seconds
        self._catalogue = catalogue
        self._jail = jail
        self._clock = clock
        self._reference_runners: dict[str, ReferenceRunner] = {}
        self._diagnosticians: dict[str, DeferredDiagnostician] = {}
        self._repairers: dict[str, Repairer] = {}

    def grade(
        self,
        slug: str,
        source: Source,
        *,
        on_event: OnEvent | None = None,
        on_stage: OnStage | None = None,
        visible_only: bool = False,
        light_only: bool = False,
        explain: bool = True,
        done: Sequence[CaseResult] = (),
        question_attempts: Mapping[str, QuestionAttempts] | None = None,
        only: str | None = None,
    ) -> Report:
        """Grade `source` as a submission to `slug`; each result goes to `on_event` the moment it is known.

        `visible_only` leaves out the hidden test cases, `light_only` the heavy ones. `question_attempts` says how the
        questions went in the student's earlier submissions; `only` names the one question to grade. What the submission
        does, and what fails in the grader, is in the report. `on_stage`, `explain` and `done`: see
        `engine.grading.run_cases`. Raises `AssignmentError` when the assignment cannot be loaded.
        """
        reference_runner = self.reference_runner(slug)

        def grade_code(source: Source, done: Sequence[CaseResult]) -> Report:
            return run_cases(
                reference_runner,
                self._diagnosticians[slug],
                source,
                self._jail,
                clock=self._clock,
                on_event=on_event,
                on_stage=on_stage,
                visible_only=visible_only,
                light_only=light_only,
                explain=explain,
                done=done,
            )

        if not reference_runner.suite.questions:
            return grade_code(source, done)
        # Imported here because few assignments have questions, and `grader grade` starts as fast as it can.
        from grader.engine.questions.grading import grade_questions

        return grade_questions(
            reference_runner.suite,
            source,
            clock=self._clock,
            jail=self._jail,
            grade_code=grade_code,
            on_event=on_event,
            on_stage=on_stage,
            visible_only=visible_only,
            only=only,
            question_attempts=question_attempts,
            done=done,
        )

    def repair(self, slug: str, order: Order, *, is_cancelled: Callable[[], bool] = lambda: False) -> Repairs:
        """Search for the smallest changes of a submission to `slug` that make its failed tests pass.

        Raises `AssignmentError` when the assignment cannot be loaded. What fails in the grader ends the search.
        """
        with self._jail.variants() as variants:
            return self._repairer(slug).repair(order, variants.variant, is_cancelled=is_cancelled)

    def _repairer(self, slug: str) -> Repairer:
        if slug not in self._repairers:
            # Imported here because `grader grade` starts as fast as it can.
            from grader.repair.program import Program
            from grader.repair.repairing import Repairer

            reference_runner = self.reference_runner(slug)
            support = Source(filename="support.py", cells=(reference_runner.suite.assignment.support,))
            self._repairers[slug] = Repairer(
                reference_runner,
                lambda: self._catalogue.solutions(slug),
                unary=lambda: Program(support).unary,
                clock=self._clock,
                processor=time.process_time,
            )
        return self._repairers[slug]

    def warm(self, slug: str) -> None:
        """Run the reference through the assignment's cases, so that the first submission does not wait for it."""
        reference_runner = self.reference_runner(slug)
        for case in reference_runner.suite.cases:
            reference_runner.trace(case)

    def precompute(self, slug: str) -> Iterator[None]:
        """Run the assignment's known mistakes through its cases, a short step at a time.

        The first submission that fails waits for what is not done before. Raises `AssignmentError`.
        """
        self.reference_runner(slug)
        return self._diagnosticians[slug].precompute()

    def reference_runner(self, slug: str) -> ReferenceRunner:
        """What is known of assignment `slug` here."""
        if slug not in self._reference_runners:
            secret = self._catalogue.load(slug)
            # The reference is timed by the processor, so that a busy machine does not look like a slow reference.
            self._reference_runners[slug] = ReferenceRunner(secret.suite, secret.reference, time.process_time)
            self._diagnosticians[slug] = DeferredDiagnostician(self._reference_runners[slug], self._explain_seconds)
        return self._reference_runners[slug]
