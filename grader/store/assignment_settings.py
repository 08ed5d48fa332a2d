"""Settings of an assignment in a course: read, change with a history, restore, release the grades."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from grader.errors import GraderError
from grader.model.policy import POLICY_FIELDS
from grader.store import audit, lti_scores, notices
from grader.store.clock import database_time
from grader.store.models import AuditEntry, Course, CourseAssignment, NoticeKind, SectionDates, Submission
from grader.store.schedules import SECTION_RULES, dates_by_section

#: Columns that a change may set; moments are ISO 8601 in snapshots.
MOMENTS = ("opens_at", "due_at", "closes_at")
COLUMNS = (*MOMENTS, "attempts", "visible", "load_errors_count", "manual_release")
#: Late days of each student: a setting of the course that is changed beside those of an assignment.
STUDENT_LATE_DAYS = "student_late_days"
#: What sections have of their own: {section id: {"opens_at", "due_at", "closes_at", "attempts", rules of the policy}}.
SECTIONS = "sections"
CHANGED, RELEASED, WITHHELD = "assignment.changed", "grades.released", "grades.withheld"
PAUSED, RESUMED = "grading.paused", "grading.resumed"

Json = dict[str, Any]


class NoSuchChange(GraderError):
    """There is no such change of this assignment."""


def snapshot(session: Session, given: CourseAssignment) -> Json:
    """The settings as JSON. Fields of the policy that the course does not replace are left out."""
    course = session.get_one(Course, given.course_id)
    values: Json = {name: _plain(getattr(given, name)) for name in COLUMNS}
    sections = {
        str(section): {name: _plain(getattr(row, name)) for name in MOMENTS} | _own_rules(row)
        for section, row in dates_by_section(session, given.id).items()
    }
    return {**values, **(given.policy or {}), STUDENT_LATE_DAYS: course.late_days, SECTIONS: sections}


def _own_rules(row: SectionDates) -> Json:
    """The rules of a section; those of the course are left out."""
    return ({} if row.attempts is None else {"attempts": row.attempts}) | (row.policy or {})


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def change(
    session: Session,
    given: CourseAssignment,
    values: Mapping[str, Any],
    *,
    unset: frozenset[str] = frozenset(),
    actor: str,
) -> bool:
    """Change settings. `values` are as in `snapshot`; fields of the policy in `unset` become the assignment's again.

    The audit log keeps old and new values of what differs. False if nothing does. Call `grader.store.lateness.refresh`
    afterwards.
    """
    before = snapshot(session, given)
    policy = {**(given.policy or {}), **{name: values[name] for name in POLICY_FIELDS if name in values}}
    given.policy = {name: value for name, value in policy.items() if name not in unset} or None
    for name in COLUMNS:
        if name in values:
            setattr(given, name, _stored(name, values[name]))
    if STUDENT_LATE_DAYS in values:
        session.get_one(Course, given.course_id).late_days = values[STUDENT_LATE_DAYS]
    if SECTIONS in values:
        _set_sections(session, given, values[SECTIONS])
    session.flush()
    after = snapshot(session, given)
    names = [name for name in {**before, **after} if before.get(name, ...) != after.get(name, ...)]
    if not names:
        return False
    old, new = ({name: side[name] for name in names if name in side} for side in (before, after))
    _record(session, given, actor, CHANGED, {"old": old, "new": new})
    lti_scores.changed(session, given.course_id, slug=given.slug)
    return True


def _stored(name: str, value: Any) -> Any:
    return datetime.fromisoformat(value) if name in MOMENTS and isinstance(value, str) else value


def _set_sections(session: Session, given: CourseAssignment, sections: Mapping[str, Mapping[str, Any]]) -> None:
    """Replace dates and rules of all sections; sections without any have no row."""
    session.execute(delete(SectionDates).where(SectionDates.course_assignment_id == given.id))
    for section, values in sections.items():
        stored = {name: _stored(name, values.get(name)) for name in MOMENTS}
        stored["attempts"] = values.get("attempts")
        stored["policy"] = {name: values[name] for name in SECTION_RULES if name in values} or None
        if any(value is not None for value in stored.values()):
            session.add(SectionDates(course_assignment_id=given.id, section_id=int(section), **stored))


def history(session: Session, given: CourseAssignment, *, limit: int = 100) -> list[AuditEntry]:
    """The changes of the settings, the extensions, the release and the pauses in the course, newest first."""
    actions = (CHANGED, RELEASED, WITHHELD, PAUSED, RESUMED, "extension.created", "extension.revoked")
    these = select(AuditEntry).where(
        AuditEntry.course_id == given.course_id, AuditEntry.subject == given.slug, AuditEntry.action.in_(actions)
    )
    return list(session.scalars(these.order_by(AuditEntry.id.desc()).limit(limit)))


def restore(session: Session, given: CourseAssignment, entry_id: int, *, actor: str) -> bool:
    """Set what a change has changed back to its old values. Raises `NoSuchChange`."""
    entry = session.get(AuditEntry, entry_id)
    about = (entry.course_id, entry.subject, entry.action) if entry is not None else None
    if entry is None or about != (given.course_id, given.slug, CHANGED) or "old" not in (entry.details or {}):
        raise NoSuchChange
    old, new = (entry.details or {})["old"], (entry.details or {})["new"]
    return change(session, given, old, unset=frozenset(new) - frozenset(old), actor=actor)


def release(session: Session, given: CourseAssignment, *, released: bool, actor: str) -> None:
    """Show students their points, or withhold them again, where grades are released by hand.

    Students with a graded attempt are told.
    """
    if released is (given.released_at is not None):
        return
    given.released_at = database_time() if released else None
    session.flush()
    session.refresh(given)
    _record(session, given, actor, RELEASED if released else WITHHELD, None)
    lti_scores.changed(session, given.course_id, slug=given.slug)
    if released:
        _tell_of_release(session, given)
    else:
        notices.withdraw(session, NoticeKind.RELEASE, given.id)


def _tell_of_release(session: Session, given: CourseAssignment) -> None:
    attempts = select(Submission.student).where(
        Submission.course_id == given.course_id, Submission.assignment == given.slug, Submission.graded_run.is_not(None)
    )
    graded = session.scalars(attempts.where(Submission.practice.is_(False)).distinct()).all()
    told = notices.NewNotice(
        kind=NoticeKind.RELEASE, course_id=given.course_id, assignment=given.slug, source_id=given.id
    )
    notices.tell(session, notices.students(session, given.course_id, graded).values(), told)


def _record(session: Session, given: CourseAssignment, actor: str, action: str, details: Json | None) -> None:
    audit.record(session, actor=actor, action=action, subject=given.slug, course_id=given.course_id, details=details)
