"""Verdicts of test cases and submissions, and the life cycle of a submission."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Verdict(StrEnum):
    """How a test case, or a whole submission, ended."""

    #: Every check holds.
    ACCEPTED = "accepted"
    #: Of a whole submission only: some points, not all.
    PARTIALLY_ACCEPTED = "partially_accepted"
    #: The code ran, the answer is not right (wrong value, shape, dtype, or not finite).
    WRONG_ANSWER = "wrong_answer"
    #: The submission could not be read, or does not define what was asked for.
    LOAD_ERROR = "load_error"
    #: The code raised, exited, or died.
    RUNTIME_ERROR = "runtime_error"
    #: Wall-clock or CPU time ran out.
    TIME_LIMIT_EXCEEDED = "time_limit_exceeded"
    #: More memory was asked for than is allowed.
    MEMORY_LIMIT_EXCEEDED = "memory_limit_exceeded"
    #: More was printed or returned than is allowed.
    OUTPUT_LIMIT_EXCEEDED = "output_limit_exceeded"
    #: Not run, because a case that it depends on did not pass.
    SKIPPED = "skipped"
    #: An error of the grader: retried and logged; never scored as zero, never counted as an attempt.
    JUDGE_ERROR = "judge_error"

    @property
    def words(self) -> str:
        """The verdict in words, such as "wrong answer"."""
        return self.value.replace("_", " ")


#: Precedence of verdicts for a submission without points, highest first.
PRECEDENCE: tuple[Verdict, ...] = (
    Verdict.JUDGE_ERROR,
    Verdict.LOAD_ERROR,
    Verdict.TIME_LIMIT_EXCEEDED,
    Verdict.MEMORY_LIMIT_EXCEEDED,
    Verdict.OUTPUT_LIMIT_EXCEEDED,
    Verdict.RUNTIME_ERROR,
    Verdict.WRONG_ANSWER,
    Verdict.SKIPPED,
)


def overall(verdicts: Iterable[Verdict], *, score: float, max_score: float) -> Verdict:
    """The verdict of a submission whose cases ended with `verdicts` and earned `score` of `max_score` points.

    A judge error anywhere makes the whole a judge error, since its score cannot be trusted; otherwise all points
    are `accepted`, some are `partially_accepted`, and none is the worst case's verdict by `PRECEDENCE`.
    """
    seen = set(verdicts)
    if Verdict.JUDGE_ERROR in seen:
        return Verdict.JUDGE_ERROR
    failed = seen - {Verdict.ACCEPTED}
    if not failed:
        return Verdict.ACCEPTED
    if score > 0:
        return Verdict.PARTIALLY_ACCEPTED
    return next(verdict for verdict in PRECEDENCE if verdict in failed)


class Lifecycle(StrEnum):
    """The state of a submission."""

    #: Stored; waits for a worker.
    QUEUED = "queued"
    #: A worker holds the lease and runs the cases.
    RUNNING = "running"
    #: The report is stored.
    GRADED = "graded"
    #: The grader gave up after its retries, or the work was cancelled; no score, no attempt spent.
    FAILED = "failed"
