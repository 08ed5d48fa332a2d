"""Repairs of a submission, as far as the caller may see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from grader.model import Lifecycle, Repairs
from grader.store import repairs
from grader.store.models import Submission
from web.access import Visibility, as_shown
from web.services import reading, services

#: How long after a submission was graded its repairs are waited for.
WAIT = timedelta(minutes=2)


class RepairStatus(StrEnum):
    """Whether there are repairs."""

    #: The search has not ended.
    PENDING = "pending"
    #: It has ended; perhaps it found nothing.
    READY = "ready"
    #: None was made, or none is expected any more.
    NONE = "none"


@dataclass(frozen=True, kw_only=True)
class RepairsView:
    """The repairs of a submission."""

    status: RepairStatus
    #: `grader.model.Repair.shown`.
    repairs: list[dict[str, Any]]


def repairs_of(submission: Submission, visibility: Visibility) -> RepairsView:
    """The repairs that the caller may see."""
    if submission.status is not Lifecycle.GRADED:
        return RepairsView(status=RepairStatus.NONE, repairs=[])
    with reading() as db:
        found = repairs.of(db, submission)
    if found is None:
        status = RepairStatus.PENDING if is_expected(submission) else RepairStatus.NONE
        return RepairsView(status=status, repairs=[])
    return RepairsView(status=RepairStatus.READY, repairs=shown(found, submission, visibility))


def shown(found: Repairs, submission: Submission, visibility: Visibility) -> list[dict[str, Any]]:
    """What the caller sees of these repairs: students the hints of their attempt, instructors everything."""
    if visibility is Visibility.INSTRUCTOR:
        return found.shown(with_edit=True)
    assignment = as_shown(submission)
    # Of an assignment that no longer exists it is unknown what may be shown.
    return found.for_student(assignment, submission.attempt) if assignment is not None else []


def is_expected(submission: Submission) -> bool:
    """Whether repairs of a graded submission are searched for, and were not expected too long ago."""
    if not services().settings.repair_seconds or submission.verdict not in repairs.MENDABLE:
        return False
    return submission.finished_at is not None and datetime.now(UTC) - submission.finished_at < WAIT
