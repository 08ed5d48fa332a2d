"""Settings, extensions and release of an assignment, for the pages and the REST API."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from grader.model import Assignment, Counts, HiddenFeedback, LateUnit, Policy
from grader.model.deadlines import Dates, Schedule, schedule
from grader.store import accounts, assignment_settings, courses, extensions, schedules, sections, submissions
from grader.store.extensions import NewExtension
from grader.store.models import Course, CourseAssignment, Extension
from web.access import actor
from web.problems import Problem
from web.services import services
from web.standing import refresh_lateness

MAX_ATTEMPTS = 1000
#: Largest whole number of each field, and its name in messages.
WHOLE = {
    "attempts": (MAX_ATTEMPTS, "Attempts"),
    "grace_minutes": (10_080, "The grace period"),
    "days_accepted": (365, "The number of days"),
    "cooldown_minutes": (10_080, "The pause"),
    "student_late_days": (365, "Late days"),
}
PERCENT = {"percent": "The deduction", "floor_percent": "What late work keeps"}
CHOICES = {"per": LateUnit, "counts": Counts, "hidden_before": HiddenFeedback, "hidden_after": HiddenFeedback}
NO_STUDENT = "There is no student {name!r} in this course."


class InvalidSettings(Problem):
    """Settings that cannot be; `errors` has a message for each field."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        listed = [{"field": field, "message": message} for field, message in errors.items()]
        super().__init__(422, " ".join(errors.values()), errors=listed)
        self.by_field = dict(errors)


def find_given(db: Session, course: Course, slug: str) -> CourseAssignment:
    """The assignment of a course. Raises NotFound."""
    given = courses.course_assignment(db, course.id, slug)
    if given is None:
        raise NotFound(f"There is no assignment {slug!r} in this course.")
    return given


def change_settings(
    db: Session, course: Course, given: CourseAssignment, values: Mapping[str, Any], unset: frozenset[str] = frozenset()
) -> bool:
    """Change settings (`assignment_settings.change`) and the scores that depend on them; false if nothing differs.

    Raises `InvalidSettings`.
    """
    errors = problems(db, course, given, values)
    if errors:
        raise InvalidSettings(errors)
    changed = assignment_settings.change(db, given, values, unset=unset, actor=actor())
    if changed:
        refresh_lateness(db, course.id)
    return changed


def problems(db: Session, course: Course, given: CourseAssignment, values: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong with settings, by field: none if they can be stored."""
    errors = dict(filter(None, (_field_problem(name, value) for name, value in values.items())))
    known = {str(section.id) for section in sections.sections(db, course.id)}
    if values.get("sections", {}).keys() - known:
        errors["sections"] = "There is no such section."
    dates = {name: values.get(name, _iso(getattr(given, name))) for name in assignment_settings.MOMENTS}
    errors |= {field: message for field, message in _order_problems(dates).items() if field not in errors}
    for key, own in values.get("sections", {}).items():
        joined = {name: own.get(name) or dates[name] for name in assignment_settings.MOMENTS}
        wrong = dict(filter(None, (_field_problem(name, value) for name, value in own.items())))
        errors |= {f"section-{key}-{field}": text for field, text in (wrong | _order_problems(joined)).items()}
    return errors


def _field_problem(name: str, value: Any) -> tuple[str, str] | None:
    if name in WHOLE and value is not None:
        most, called = WHOLE[name]
        if not isinstance(value, int) or not 0 <= value <= most:
            return name, f"{called} must be a whole number from 0 to {most}."
    if name in PERCENT and (not isinstance(value, int | float) or not math.isfinite(value) or not 0 <= value <= 100):
        return name, f"{PERCENT[name]} must be a number from 0 to 100."
    if name in CHOICES and value is not None and value not in set(CHOICES[name]):
        return name, "Choose one of the options."
    if name == "hidden_after" and value == HiddenFeedback.NOTHING:
        return name, "After the deadline hidden tests cannot be withheld. Release the grades by hand instead."
    return None


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment is not None else None


def _order_problems(dates: Mapping[str, str | None]) -> dict[str, str]:
    opens, due, closes = (
        datetime.fromisoformat(text) if text else None for text in (dates[name] for name in assignment_settings.MOMENTS)
    )
    errors = {}
    if opens is not None and due is not None and due <= opens:
        errors["due_at"] = "The deadline must come after the opening."
    if due is not None and closes is not None and closes < due:
        errors["closes_at"] = "The closing time must not come before the deadline."
    if due is None and opens is not None and closes is not None and closes <= opens:
        errors["closes_at"] = "The closing time must come after the opening."
    return errors


def undo(db: Session, course: Course, given: CourseAssignment, entry_id: int) -> bool:
    """Undo a change of the history. Raises NotFound."""
    try:
        changed = assignment_settings.restore(db, given, entry_id, actor=actor())
    except assignment_settings.NoSuchChange as error:
        raise NotFound(error.message) from error
    if changed:
        refresh_lateness(db, course.id)
    return changed


def extend(
    db: Session, course: Course, given: CourseAssignment, students: Sequence[str], new: NewExtension
) -> list[Extension]:
    """Give an extension to students, by email or by the name that a program uses. Raises `InvalidSettings`."""
    names = [_student(name) for name in students if name.strip()]
    errors = extension_problems(given, new)
    unknown = [name for name in names if not _is_student(db, course, name)]
    if not names:
        errors["students"] = "Choose at least one student."
    elif unknown:
        errors["students"] = " ".join(NO_STUDENT.format(name=name) for name in unknown[:5])
    if errors:
        raise InvalidSettings(errors)
    made = extensions.create(db, given, names, new, actor=actor())
    refresh_lateness(db, course.id, names[0] if len(names) == 1 else None)
    return made


def _student(name: str) -> str:
    return accounts.normal_email(name) if accounts.is_email(name) else name.strip()


def _is_student(db: Session, course: Course, name: str) -> bool:
    person = accounts.by_email(db, name)
    enrolled = courses.enrolment(db, course.id, person.id) if person is not None else None
    return enrolled is not None or submissions.is_student(db, course.id, name)


def extension_problems(given: CourseAssignment, new: NewExtension) -> dict[str, str]:
    """What is wrong with an extension, by field."""
    errors = {}
    if new.due_at is None and not new.attempts:
        errors["due_at"] = "Give a new deadline, more attempts, or both."
    elif new.due_at is not None and given.due_at is None:
        errors["due_at"] = "This assignment has no deadline to extend."
    elif new.due_at is not None and given.due_at is not None and new.due_at <= given.due_at:
        errors["due_at"] = "The new deadline must be later than that of the course."
    if not 0 <= new.attempts <= extensions.MAX_ATTEMPTS:
        errors["attempts"] = f"Attempts must be a whole number from 0 to {extensions.MAX_ATTEMPTS}."
    if not new.reason.strip():
        errors["reason"] = "Give a reason. The student reads it."
    elif len(new.reason) > extensions.MAX_REASON:
        errors["reason"] = f"The reason may have {extensions.MAX_REASON} characters."
    return errors


def change_extension(
    db: Session, course: Course, given: CourseAssignment, extension_id: int, new: NewExtension
) -> Extension:
    """Replace an extension. Raises NotFound and `InvalidSettings`."""
    errors = extension_problems(given, new)
    if errors:
        raise InvalidSettings(errors)
    made = extensions.change(db, given, find_extension(db, given, extension_id).id, new, actor=actor())
    refresh_lateness(db, course.id, made.student)
    return made


def find_extension(db: Session, given: CourseAssignment, extension_id: int) -> Extension:
    """An extension of an assignment that holds. Raises NotFound."""
    try:
        return extensions.get(db, given.id, extension_id)
    except extensions.NoSuchExtension as error:
        raise NotFound(error.message) from error


def revoke_extension(db: Session, course: Course, given: CourseAssignment, extension_id: int) -> Extension:
    """Revoke an extension. Raises NotFound."""
    revoked = extensions.revoke(db, given, find_extension(db, given, extension_id).id, actor=actor())
    refresh_lateness(db, course.id, revoked.student)
    return revoked


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What holds for the class in an assignment of a course."""

    given: CourseAssignment
    assignment: Assignment
    policy: Policy
    schedule: Schedule
    course: Course

    @property
    def attempts(self) -> int:
        """0: no limit."""
        return self.assignment.attempts if self.given.attempts is None else self.given.attempts

    @property
    def counts(self) -> Counts:
        """Which attempt counts."""
        return self.policy.counts or self.assignment.counts


def class_rules(course: Course, given: CourseAssignment) -> Rules:
    """The rules for students without a section and without an extension."""
    assignment = services().catalogue.get_or_placeholder(given.slug)
    policy = schedules.policy_of(assignment, given)
    dates = Dates(opens_at=given.opens_at, due_at=given.due_at, closes_at=given.closes_at)
    found = schedule(dates, policy, zone=course.time_zone)
    return Rules(given=given, assignment=assignment, policy=policy, schedule=found, course=course)
