"""Scores (LTI Assignment and Grade Services 2.0, section 3.4)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from grader.lti.line_items import scores_url
from grader.lti.messages import Request
from grader.lti.service import SCORES, PlatformService

SCORE = "application/vnd.ims.lis.v1.score+json"
#: Canvas takes from it what a submission is; other platforms ignore it.
CANVAS_SUBMISSION = "https://canvas.instructure.com/lti/submission"


class Activity(StrEnum):
    """How far the student is."""

    #: Nothing is submitted.
    INITIALIZED = "Initialized"
    #: Something is submitted, and more may follow.
    SUBMITTED = "Submitted"
    #: Submitted and graded.
    COMPLETED = "Completed"


class Grading(StrEnum):
    """How far the grading is. Only `FULLY_GRADED` sets a mark."""

    #: There is nothing to grade.
    NOT_READY = "NotReady"
    #: It is not graded, by this service's fault.
    FAILED = "Failed"
    #: It waits or is being graded.
    PENDING = "Pending"
    #: It is graded, and an instructor has yet to release the points.
    PENDING_MANUAL = "PendingManual"
    FULLY_GRADED = "FullyGraded"


@dataclass(frozen=True, kw_only=True)
class Score:
    """The state of a student's grade in an assignment."""

    activity: Activity
    grading: Grading
    #: Points and the points possible; both None: there is no score, and the platform clears an earlier one.
    given: float | None = None
    maximum: float | None = None
    #: Shown to the student.
    comment: str = ""
    #: When the work was handed in.
    submitted_at: datetime | None = None

    def to_json(self, user: str, at: datetime, *, is_new: bool) -> dict[str, Any]:
        """The message. `at` is its timestamp; `is_new` says whether the work is newer than in the last message."""
        body: dict[str, Any] = {
            "userId": user,
            "timestamp": moment(at),
            "activityProgress": self.activity.value,
            "gradingProgress": self.grading.value,
        }
        if self.given is not None and self.maximum is not None:
            body |= {"scoreGiven": self.given, "scoreMaximum": self.maximum}
        if self.comment:
            body["comment"] = self.comment
        canvas: dict[str, Any] = {"new_submission": is_new}
        if self.submitted_at is not None:
            submitted = moment(min(self.submitted_at, at))
            body["submission"] = {"submittedAt": submitted}
            canvas["submitted_at"] = submitted
        return {**body, CANVAS_SUBMISSION: canvas}


def moment(at: datetime) -> str:
    """ISO 8601 with microseconds: platforms refuse a score that is not later than the last one."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def post(service: PlatformService, line_item: str, body: dict[str, Any]) -> None:
    """Send a score. Raises `ServiceError`."""
    content = json.dumps(body, allow_nan=False).encode()
    headers = {"Content-Type": SCORE, "Accept": "application/json, */*;q=0.1"}
    request = Request(method="POST", url=scores_url(line_item), headers=headers, body=content)
    service.call(SCORES, request)
