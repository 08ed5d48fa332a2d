"""What holds for one student in an assignment of a course: dates, rules, extension, and what may be shown now."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from typing import cast

from flask import g
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from grader.model import Assignment, HiddenFeedback, Policy
from grader.model.deadlines import Phase, Schedule
from grader.store import lateness, schedules
from grader.store.models import CourseAssignment, Extension, Submission
from grader.store.schedules import CourseSchedules
from web.i18n import gettext
from web.services import current_time, services

#: A step of the hint ladder that no attempt reaches.
NEVER = (sys.maxsize,) * 3


@dataclass(frozen=True, kw_only=True)
class Standing:
    """One student's dates and rules in one assignment."""

    given: CourseAssignment
    schedule: Schedule
    policy: Policy
    extension: Extension | None
    #: Name of the course's time zone.
    zone: str
    #: As the student sees it now: which attempt counts, what is told of hidden tests, whether there are hints.
    assignment: Assignment
    #: 0: no limit.
    attempts_allowed: int
    #: Late days of the student in the whole course.
    late_days: int

    @property
    def phase(self) -> Phase:
        """What may be submitted now."""
        return self.schedule.phase(current_time())

    @property
    def pending(self) -> bool:
        """Whether the student sees no points yet."""
        return self.assignment.hidden_feedback is HiddenFeedback.NOTHING

    @property
    def shown_when(self) -> str:
        """When the points are shown, as text for the student."""
        if not self.given.released:
            return gettext("Points are shown once your instructor releases them.")
        return gettext("Points are shown after the deadline.")


def course_standing(db: Session, course_id: int, student: str) -> dict[str, Standing]:
    """The standing of a student in all assignments of a course, by slug; read once per request."""
    key = (course_id, student, None)
    if key not in _known():
        found = _schedules(db, course_id, student)
        _known()[key] = {slug: _standing(found, slug, student) for slug in found.given}
    return _known()[key]


def standing_of(db: Session, course_id: int, slug: str, student: str) -> Standing | None:
    """The standing of a student in an assignment; None if the course does not have it. Read once per request."""
    if (course_id, student, None) in _known():
        return course_standing(db, course_id, student).get(slug)
    key = (course_id, student, slug)
    if key not in _known():
        found = schedules.course_schedules(db, course_id, [slug], services().catalogue.get_or_placeholder, student)
        _known()[key] = {slug: _standing(found, slug, student) for slug in found.given}
    return _known()[key].get(slug)


def _known() -> dict[tuple[int, str, str | None], dict[str, Standing]]:
    """What this request has read, by course, student, and slug; None in its place: all assignments of the course."""
    return cast(dict[tuple[int, str, str | None], dict[str, Standing]], g.setdefault("standing", {}))


def refresh_lateness(db: Session, course_id: int, student: str | None = None) -> int:
    """Compute the lateness of a course's attempts, or of one student's, anew; the number of changed attempts."""
    g.pop("standing", None)
    return lateness.refresh(db, course_id, _schedules(db, course_id, student), student)


def late_days_left(db: Session, course_id: int, student: str, late_days: int) -> int:
    """How many of the student's late days are left in the course."""
    used = select(func.max(Submission.late_days)).where(
        Submission.course_id == course_id, Submission.student == student, Submission.attempt > 0
    )
    return late_days - sum(db.scalars(used.group_by(Submission.assignment)))


def _schedules(db: Session, course_id: int, student: str | None) -> CourseSchedules:
    slugs = db.scalars(select(CourseAssignment.slug).where(CourseAssignment.course_id == course_id))
    return schedules.course_schedules(db, course_id, slugs, services().catalogue.get_or_placeholder, student)


def _standing(found: CourseSchedules, slug: str, student: str) -> Standing:
    given, dates, policy = found.given[slug], found.of(slug, student), found.policy(slug, student)
    assignment = services().catalogue.get_or_placeholder(slug)
    extension = found.extensions.get((slug, student))
    own = found.attempts(slug, student)
    allowed = assignment.attempts if own is None else own
    extra = extension.attempts if extension is not None else 0
    past_due = dates.is_past_due(current_time())
    feedback = schedules.hidden_feedback(assignment, policy, released=given.released, past_due=past_due)
    return Standing(
        given=given,
        schedule=dates,
        policy=policy,
        extension=extension,
        zone=found.zone,
        assignment=replace(
            assignment,
            counts=schedules.counts_of(assignment, given),
            hidden_feedback=feedback,
            hints_from=assignment.hints_from if policy.hints else NEVER,
        ),
        attempts_allowed=allowed + extra if allowed else 0,
        late_days=found.late_days,
    )
