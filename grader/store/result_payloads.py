"""What the last event of a run, and the webhook `submission.graded`, say of a submission's result."""

from __future__ import annotations

from typing import Any

from grader.model import Lifecycle, Verdict
from grader.store.models import Submission


def result_payload(
    status: Lifecycle,
    *,
    verdict: Verdict | None = None,
    score: float | None = None,
    max_score: float | None = None,
    failure: str | None = None,
) -> dict[str, Any]:
    """The payload. `score` is what counts: with points that people have set, after the deduction for late work."""
    return {
        "status": status.value,
        "verdict": verdict.value if verdict else None,
        "score": score,
        "max_score": max_score,
        "failure": failure,
    }


def stored_result(submission: Submission) -> dict[str, Any]:
    """The payload of the result that a submission has."""
    return result_payload(
        submission.status, verdict=submission.verdict, score=submission.points, max_score=submission.max_score
    )
