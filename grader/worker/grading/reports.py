"""Makes the report of a submission, for its own run and for a regrade."""

from __future__ import annotations

import logging
from pathlib import Path

from grader.assignments import public
from grader.errors import AssignmentError, GraderError, UploadRejected
from grader.evaluator.pool import LoadedAssignment
from grader.evaluator.supervision import Supervisor, Task
from grader.model import OnEvent, QuestionAttempts, Report, Verdict
from grader.store import runs
from grader.store.database import Database
from grader.store.question_attempts import earlier_attempts
from grader.uploads import read_upload

log = logging.getLogger(__name__)


class JudgeErrorVerdict(GraderError):
    """The grader itself failed while it ran a test."""


class Reports:
    """Grades with the jail and the evaluators of this process."""

    def __init__(self, supervisor: Supervisor, database: Database, root: Path) -> None:
        self._supervisor = supervisor
        self._database = database
        self._root = root

    def make(self, claim: runs.Claim, loaded: LoadedAssignment, on_event: OnEvent) -> Report:
        """The report of the claimed file. `on_event` gets each result at once."""
        try:
            source = claim.source or read_upload(claim.filename, claim.content or b"").source
        except UploadRejected as rejected:
            return Report(
                assignment=claim.assignment,
                verdict=Verdict.LOAD_ERROR,
                score=0.0,
                max_score=public.load(claim.assignment, self._root).max_score,
                duration_ms=0.0,
                cases=(),
                notes=(rejected.message,),
            )
        task = Task(
            slug=claim.assignment,
            source=source,
            visible_only=claim.practice,
            only=claim.question if claim.question in loaded.template.questions else None,
            question_attempts=self._question_attempts(claim, loaded.template.questions),
            on_event=on_event,
        )
        return self._supervisor.grade(task)

    def prepare_next(self, slug: str) -> None:
        """Start processes for the next submission to the assignment, without waiting for them. Raises nothing."""
        self._supervisor.prepare(slug)

    def _question_attempts(self, claim: runs.Claim, names: list[str]) -> dict[str, QuestionAttempts] | None:
        """The student's earlier attempts at each question; None if the assignment has no questions."""
        if not names or (claim.practice and claim.question is None):
            return None
        with self._database.read() as session:
            return earlier_attempts(session, claim.submission_id, names)


def require_verdict(claim: runs.Claim, report: Report) -> None:
    """Raises JudgeErrorVerdict if the grader itself failed at a case."""
    if report.verdict is Verdict.JUDGE_ERROR:
        broken = next((case for case in report.cases if case.verdict is Verdict.JUDGE_ERROR), None)
        log.error("Submission %s: judge_error: %s", claim.submission_id, broken.log if broken else "no case")
        raise JudgeErrorVerdict(f"The grader itself failed at the test “{broken.title}”." if broken else None)


def cause_of(error: Exception) -> str:
    """A sentence for students; the log has the rest, and instructors are told what is wrong with an assignment.

    Other messages are not shown: they quote what the grader's processes printed, which may hold hidden inputs.
    """
    if isinstance(error, AssignmentError):
        return "The assignment's files have a mistake, which its instructor can see."
    if isinstance(error, JudgeErrorVerdict):
        return error.message
    return "Something went wrong in the grader itself."
