"""Stores how late attempts are, so that every query finds the score that counts.

`refresh` follows each change of what lateness depends on: a late submission, settings, extensions, sections.
"""

from __future__ import annotations

from itertools import groupby

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from grader.model import Lifecycle
from grader.model.deadlines import LateAttempt, Lateness, lateness
from grader.store import deliveries, lti_scores
from grader.store.models import Submission, table_of
from grader.store.result_payloads import stored_result
from grader.store.schedules import CourseSchedules

_TABLE = table_of(Submission)
_LATENESS = ("late_seconds", "late_days", "late_percent")
_COLUMNS = ("id", "student", "assignment", "created_at", *_LATENESS)
_UPDATE = (
    update(_TABLE)
    .where(_TABLE.c.id == bindparam("this_id"))
    .values(late_seconds=bindparam("seconds"), late_days=bindparam("days"), late_percent=bindparam("percent"))
)
_ON_TIME = Lateness()


def refresh(session: Session, course_id: int, schedules: CourseSchedules, student: str | None = None) -> int:
    """Compute the lateness of all attempts of a course, or of one student, anew; the number of changed ones.

    Webhooks and learning management systems are told of the scores that change.
    """
    these = [
        _TABLE.c.course_id == course_id,
        _TABLE.c.attempt > 0,
        _TABLE.c.status != Lifecycle.FAILED,
        _TABLE.c.assignment.in_(schedules.given),
    ]
    if student is not None:
        these.append(_TABLE.c.student == student)
    rows = session.execute(select(*(_TABLE.c[name] for name in _COLUMNS)).where(*these).order_by(_TABLE.c.student))
    changed: list[dict[str, object]] = []
    for name, group in groupby(rows.all(), key=lambda row: row.student):
        own = list(group)
        attempts = [LateAttempt(id=row.id, assignment=row.assignment, submitted_at=row.created_at) for row in own]
        found = lateness(attempts, schedules.of_student(name), schedules.late_days)
        for row in own:
            now = found.get(row.id, _ON_TIME)
            if (row.late_seconds, row.late_days, row.late_percent) != (now.seconds, now.days_used, now.percent):
                values = {"seconds": now.seconds, "days": now.days_used, "percent": now.percent}
                changed.append({"this_id": row.id, **values})
    if changed:
        session.connection().execute(_UPDATE, changed)
        for loaded in [row for row in session.identity_map.values() if isinstance(row, Submission)]:
            session.expire(loaded, _LATENESS)
        ids = [str(values["this_id"]) for values in changed]
        _tell_webhooks(session, course_id, ids)
        lti_scores.changed_by(session, course_id, ids)
    return len(changed)


def _tell_webhooks(session: Session, course_id: int, ids: list[str]) -> None:
    if not deliveries.has_webhooks(session, course_id):
        return
    for row in session.scalars(select(Submission).where(Submission.id.in_(ids), Submission.score.is_not(None))):
        deliveries.add_to_outbox(session, course_id, row.id, "submission.graded", stored_result(row))
