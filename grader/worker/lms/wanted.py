"""What a platform is to be told of a student's standing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from grader.lti.scores import Activity, Grading, Score
from grader.store.lti_outbox import Standing
from grader.store.results import Attempt

#: For a student without a submission: the platform clears the score.
NOTHING = Score(
    activity=Activity.INITIALIZED, grading=Grading.NOT_READY, comment="The submission was deleted.", submitted_at=None
)


def wanted(standing: Standing | None) -> Score:
    """The score of a student; without an account, that there is none.

    A student with a graded attempt keeps its score while another one is graded: a platform that is told "pending"
    clears what it has.
    """
    if standing is None or standing.newest is None:
        return NOTHING
    if standing.counting is None:
        grading = Grading.PENDING if standing.newest.is_running else Grading.FAILED
        return _without_score(grading, standing.newest)
    if not standing.released:
        return _without_score(Grading.PENDING_MANUAL, standing.counting)
    attempt = standing.counting
    return Score(
        activity=Activity.COMPLETED,
        grading=Grading.FULLY_GRADED,
        given=round(attempt.points or 0.0, 6),
        maximum=attempt.max_score or 1.0,
        comment=_comment(attempt, standing.number),
        submitted_at=attempt.created_at,
    )


def _without_score(grading: Grading, attempt: Attempt) -> Score:
    return Score(activity=Activity.SUBMITTED, grading=grading, submitted_at=attempt.created_at)


def _comment(attempt: Attempt, number: int) -> str:
    parts = [f"Attempt {number}"]
    if attempt.late_percent:
        parts.append(f"{attempt.late_percent:g} % deducted because it was late")
    elif attempt.late_days:
        parts.append(f"{attempt.late_days} late {'day' if attempt.late_days == 1 else 'days'} used")
    if attempt.is_overridden:
        parts.append("points set by an instructor")
    return ", ".join(parts) + "."


def to_stored(score: Score) -> dict[str, Any]:
    """A score as the outbox remembers it."""
    submitted = score.submitted_at.isoformat() if score.submitted_at is not None else None
    return {
        "activity": score.activity.value,
        "grading": score.grading.value,
        "given": score.given,
        "maximum": score.maximum,
        "comment": score.comment,
        "submitted_at": submitted,
    }


def is_newer_work(score: Score, sent: dict[str, Any] | None) -> bool:
    """Whether the platform has not heard of this submission yet: its last message was of an earlier one, or none."""
    if score.submitted_at is None:
        return False
    before = sent.get("submitted_at") if sent is not None else None
    return before is None or score.submitted_at > datetime.fromisoformat(before)
