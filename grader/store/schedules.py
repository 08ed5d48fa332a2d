"""The dates and rules that hold for the students of a course."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import Session

from grader.model import Assignment, Counts, HiddenFeedback, Policy
from grader.model.deadlines import Dates, Extra, Schedule, schedule
from grader.model.policy import POLICY_FIELDS
from grader.store import extensions
from grader.store.models import Course, CourseAssignment, Enrolment, Extension, Person, SectionDates


def policy_of(assignment: Assignment, given: CourseAssignment) -> Policy:
    """The rules of an assignment in a course: the assignment's, with what the course replaces."""
    return assignment.defaults.replaced(given.policy)


def counts_of(assignment: Assignment, given: CourseAssignment) -> Counts:
    """Which attempt counts in the course."""
    return policy_of(assignment, given).counts or assignment.counts


def hidden_feedback(assignment: Assignment, policy: Policy, *, released: bool, past_due: bool) -> HiddenFeedback:
    """What a student is shown of hidden tests, before or after the deadline that holds for the student."""
    if not released:
        return HiddenFeedback.NOTHING
    return (policy.hidden_after if past_due else policy.hidden_before) or assignment.hidden_feedback


#: Rules that sections may have of their own. All students' points in a column of the gradebook count in the same way.
SECTION_RULES = tuple(name for name in POLICY_FIELDS if name != "counts")


@dataclass(frozen=True, kw_only=True)
class SectionRules:
    """What a section has in place of the course's."""

    dates: Dates
    attempts: int | None
    #: Fields of the policy.
    policy: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class CourseSchedules:
    """What the schedules of a course, or of one student in it, are made of."""

    zone: str
    #: Late days of each student.
    late_days: int
    given: Mapping[str, CourseAssignment]
    policies: Mapping[str, Policy]
    #: Student -> section.
    sections: Mapping[str, int]
    #: (slug, section) -> what the section has of its own.
    section_rules: Mapping[tuple[str, int], SectionRules]
    #: (slug, student) -> extension.
    extensions: Mapping[tuple[str, str], Extension]

    def of(self, slug: str, student: str) -> Schedule:
        """The schedule of an assignment for a student."""
        given = self.given[slug]
        extension = self.extensions.get((slug, student))
        own = self._own(slug, student)
        found = schedule(
            Dates(opens_at=given.opens_at, due_at=given.due_at, closes_at=given.closes_at),
            self.policy(slug, student),
            section=own.dates if own is not None else None,
            extra=Extra(due_at=extension.due_at, attempts=extension.attempts) if extension is not None else None,
            zone=self.zone,
        )
        closed = given.closed_at
        if closed is not None and (found.closes_at is None or closed < found.closes_at):
            return replace(found, closes_at=closed)
        return found

    def _own(self, slug: str, student: str) -> SectionRules | None:
        section = self.sections.get(student)
        return self.section_rules.get((slug, section)) if section is not None else None

    def policy(self, slug: str, student: str) -> Policy:
        """The rules that hold for a student."""
        own = self._own(slug, student)
        return self.policies[slug].replaced(own.policy) if own is not None else self.policies[slug]

    def attempts(self, slug: str, student: str) -> int | None:
        """How many attempts the student has without an extension; 0: no limit, None: the assignment's number."""
        own = self._own(slug, student)
        return own.attempts if own is not None and own.attempts is not None else self.given[slug].attempts

    def of_student(self, student: str) -> dict[str, Schedule]:
        """The schedules of a student, by slug."""
        return {slug: self.of(slug, student) for slug in self.given}


# The statements are made once: hand-ins and results need them often.
_THESE = (
    CourseAssignment.course_id == bindparam("course_id"),
    CourseAssignment.slug.in_(bindparam("slugs", expanding=True)),
)
#: The course, with each of the assignments that it has; one row without an assignment if it has none of them.
_GIVEN = (
    select(Course.time_zone, Course.late_days, CourseAssignment)
    .select_from(Course)
    .outerjoin(CourseAssignment, and_(*_THESE))
    .where(Course.id == bindparam("course_id"))
)
_SECTION = (
    select(Enrolment.section_id)
    .join(Person, Person.id == Enrolment.person_id)
    .where(Enrolment.course_id == bindparam("course_id"), Person.email == bindparam("student"))
)
#: The same with a student's section and extensions, because each statement more takes longer than joining.
_OWN = (
    _GIVEN.add_columns(Extension, _SECTION.scalar_subquery().label("section"))
    .outerjoin(
        Extension,
        and_(
            Extension.course_assignment_id == CourseAssignment.id,
            Extension.student == bindparam("student"),
            Extension.revoked_at.is_(None),
        ),
    )
    .order_by(Extension.id)
)
_SECTION_RULES = (
    select(CourseAssignment.slug, SectionDates)
    .join(CourseAssignment, CourseAssignment.id == SectionDates.course_assignment_id)
    .where(*_THESE)
)
_SECTIONS = (
    select(Person.email, Enrolment.section_id)
    .join(Enrolment, Enrolment.person_id == Person.id)
    .where(Enrolment.course_id == bindparam("course_id"), Enrolment.section_id.is_not(None))
)


def course_schedules(
    session: Session,
    course_id: int,
    slugs: Iterable[str],
    assignment_of: Callable[[str], Assignment],
    student: str | None = None,
) -> CourseSchedules:
    """The schedules of the assignments `slugs` in a course; with `student` only what is needed for that student.

    What the course does not have has no schedule, and `assignment_of` is not asked for it.
    """
    values = {"course_id": course_id, "slugs": list(slugs), "student": student}
    rows: Sequence[Any] = session.execute(_GIVEN if student is None else _OWN, values).all()
    given = {row.CourseAssignment.slug: row.CourseAssignment for row in rows if row.CourseAssignment is not None}
    sections, extended = _of_all(session, values) if student is None else _of_one(rows, student)
    return CourseSchedules(
        zone=rows[0].time_zone,
        late_days=rows[0].late_days,
        given=given,
        policies={slug: policy_of(assignment_of(slug), row) for slug, row in given.items()},
        sections=sections,
        section_rules=_section_rules(session, values) if sections else {},
        extensions=extended,
    )


_Sections = dict[str, int]
_Extensions = dict[tuple[str, str], Extension]


def _of_all(session: Session, values: Mapping[str, Any]) -> tuple[_Sections, _Extensions]:
    """The sections and extensions of all students of a course."""
    members = session.connection().execute(_SECTIONS, values)
    extended = {(slug, row.student): row for slug, row in extensions.of_course(session, values["course_id"])}
    return {email: section for email, section in members if section is not None}, extended


def _of_one(rows: Sequence[Any], student: str) -> tuple[_Sections, _Extensions]:
    """The section and the extensions of one student, from rows of `_OWN`."""
    section = rows[0].section
    extended = {(row.CourseAssignment.slug, student): row.Extension for row in rows if row.Extension is not None}
    return {student: section} if section is not None else {}, extended


def _section_rules(session: Session, values: Mapping[str, Any]) -> dict[tuple[str, int], SectionRules]:
    return {
        (slug, row.section_id): SectionRules(
            dates=Dates(opens_at=row.opens_at, due_at=row.due_at, closes_at=row.closes_at),
            attempts=row.attempts,
            policy={name: value for name, value in (row.policy or {}).items() if name in SECTION_RULES},
        )
        for slug, row in session.execute(_SECTION_RULES, values)
    }


def dates_by_section(session: Session, course_assignment_id: int) -> dict[int, SectionDates]:
    """The dates and rules that sections have of their own, by section."""
    rows = select(SectionDates).where(SectionDates.course_assignment_id == course_assignment_id)
    return {row.section_id: row for row in session.scalars(rows)}
