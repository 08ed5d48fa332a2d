"""Courses, their members and their assignments."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session

from grader.errors import GraderError
from grader.store import lti_users
from grader.store.models import Course, CourseAssignment, Enrolment, Person, Role, Submission

#: Without letters and digits that look alike.
_CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


class NoSuchCourse(GraderError):
    """No course has this code."""


def create_course(session: Session, *, name: str, join_code: str | None = None) -> Course:
    """Create a course without members or assignments. A join code is generated unless one is passed."""
    code = normal_code(join_code) if join_code else new_join_code()
    course = Course(name=name, join_code=code)
    session.add(course)
    session.flush()
    return course


def new_join_code() -> str:
    """A code that no course has, as far as chance goes."""
    return "".join(secrets.choice(_CODE_LETTERS) for _ in range(8))


def normal_code(code: str) -> str:
    """A join code as it is stored: upper case, no spaces."""
    return "".join(code.split()).upper()


def get_course(session: Session, course_id: int) -> Course | None:
    """The course with this id."""
    return session.get(Course, course_id)


def all_courses(session: Session) -> list[Course]:
    """Every course, by name; archived ones come last."""
    order = (Course.archived_at.is_not(None), Course.name, Course.id)
    return list(session.scalars(select(Course).order_by(*order)))


def by_name(session: Session, name: str) -> Course | None:
    """The oldest course of this name; case and surrounding spaces do not count."""
    return session.scalar(select(Course).where(func.lower(Course.name) == name.strip().lower()).order_by(Course.id))


def by_join_code(session: Session, code: str) -> Course | None:
    """The course with this join code."""
    return session.scalar(select(Course).where(Course.join_code == normal_code(code)))


def enrol(session: Session, course_id: int, person_id: int, role: Role) -> Enrolment:
    """Enrol a person whose address is known to be theirs, or change the role, confirm the address and approve."""
    found = enrolment(session, course_id, person_id)
    if found is None:
        found = Enrolment(course_id=course_id, person_id=person_id, role=role)
        session.add(found)
    found.role, found.approved, found.removed_at = role, True, None
    session.flush()
    confirm(session, found)
    return found


def enrol_from_roster(session: Session, course_id: int, person: Person, role: Role) -> Enrolment:
    """Enrol a person whose address stands on the roster.

    An account that nobody has opened is nobody's yet, so it gets what programs have handed in for the address. Another
    one may have been registered by anybody: where there is such work, it stays unconfirmed.
    """
    found = Enrolment(course_id=course_id, person_id=person.id, role=role)
    found.confirmed = not lti_users.in_use(session, person) or not _used_by_program(session, course_id, person.id)
    session.add(found)
    session.flush()
    if found.confirmed:
        confirm(session, found)
    return found


def confirm(session: Session, found: Enrolment) -> None:
    """Confirm that the address belongs to the account: it gets the submissions that programs made for the address."""
    found.confirmed = True
    email = session.get_one(Person, found.person_id).email
    theirs = (
        Submission.course_id == found.course_id,
        Submission.student == email,
        Submission.person_id.is_(None),
    )
    session.execute(update(Submission).where(*theirs).values(person_id=found.person_id))
    session.flush()


def _used_by_program(session: Session, course_id: int, person_id: int) -> bool:
    """Whether a program has handed in to the course for this person's email."""
    email = session.get_one(Person, person_id).email
    theirs = (
        Submission.course_id == course_id,
        func.lower(Submission.student) == email,
        Submission.person_id.is_(None),
    )
    return session.scalar(select(Submission.id).where(*theirs).limit(1)) is not None


def join(session: Session, person_id: int, code: str) -> Course:
    """Join a course by its code, as a student. A role that is already held stays.

    The enrolment is unconfirmed if a program has handed in for the person's email: anybody can register any address.
    It waits for approval where the course wants that, and where the person was removed before.
    Raises `NoSuchCourse`, also for an archived course.
    """
    course = by_join_code(session, code)
    if course is None or course.archived_at is not None:
        raise NoSuchCourse
    found = enrolment(session, course.id, person_id)
    if found is None:
        confirmed = not _used_by_program(session, course.id, person_id)
        found = Enrolment(course_id=course.id, person_id=person_id, role=Role.STUDENT, confirmed=confirmed)
        found.approved = not course.join_needs_approval
        session.add(found)
    elif found.removed_at is not None:
        found.removed_at, found.approved = None, False
    session.flush()
    return course


_ENROLMENT = select(Enrolment).where(
    Enrolment.course_id == bindparam("course_id"), Enrolment.person_id == bindparam("person_id")
)


def enrolment(session: Session, course_id: int, person_id: int) -> Enrolment | None:
    """The enrolment of a person in a course."""
    return session.scalar(_ENROLMENT, {"course_id": course_id, "person_id": person_id})


_ENROLMENTS = (
    select(Enrolment).where(Enrolment.person_id == bindparam("person_id")).join(Course).order_by(Course.name, Course.id)
)


def enrolments_of(session: Session, person_id: int) -> list[Enrolment]:
    """The enrolments of a person, by course name."""
    return list(session.scalars(_ENROLMENTS, {"person_id": person_id}))


def members(session: Session, course_id: int, role: Role | None = None) -> list[Enrolment]:
    """The enrolments of a course, by person's name."""
    these = select(Enrolment).where(Enrolment.course_id == course_id)
    if role is not None:
        these = these.where(Enrolment.role == role)
    return list(session.scalars(these.join(Person).order_by(Person.name, Person.id)))


def set_assignment(
    session: Session,
    course_id: int,
    slug: str,
    *,
    position: int = 0,
    opens_at: datetime | None = None,
    due_at: datetime | None = None,
    attempts: int | None = None,
    visible: bool = True,
    load_errors_count: bool = False,
) -> CourseAssignment:
    """Add an assignment to a course, or replace its settings there."""
    found = course_assignment(session, course_id, slug, removed_too=True)
    if found is None:
        found = CourseAssignment(course_id=course_id, slug=slug)
        session.add(found)
    found.removed_at = None
    found.position, found.opens_at, found.due_at = position, opens_at, due_at
    found.attempts, found.visible, found.load_errors_count = attempts, visible, load_errors_count
    session.flush()
    return found


_COURSE_ASSIGNMENT = select(CourseAssignment).where(
    CourseAssignment.course_id == bindparam("course_id"), CourseAssignment.slug == bindparam("slug")
)


def course_assignment(
    session: Session, course_id: int, slug: str, *, removed_too: bool = False
) -> CourseAssignment | None:
    """The settings of an assignment in a course; None if the course does not have it, or no longer."""
    found = session.scalar(_COURSE_ASSIGNMENT, {"course_id": course_id, "slug": slug})
    return found if found is not None and (removed_too or found.removed_at is None) else None


def course_assignments(session: Session, course_id: int, *, hidden_too: bool = False) -> list[CourseAssignment]:
    """The assignments of a course, in its order, without removed ones."""
    these = select(CourseAssignment).where(
        CourseAssignment.course_id == course_id, CourseAssignment.removed_at.is_(None)
    )
    if not hidden_too:
        these = these.where(CourseAssignment.visible)
    return list(session.scalars(these.order_by(CourseAssignment.position, CourseAssignment.id)))


def is_shown(given: CourseAssignment, at: datetime) -> bool:
    """Whether students may see the assignment at the time `at`: it is visible and has opened."""
    return given.visible and (given.opens_at is None or given.opens_at <= at)
