"""Home: courses, deadlines and progress."""

from __future__ import annotations

from dataclasses import replace

from flask import render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from grader.store import attempts, courses, grades, submissions
from grader.store.models import CourseAssignment, Enrolment, Submission
from grader.store.outlines import outline
from grader.store.verdicts import verdicts
from web.accounts.session import me, my_enrolments, my_unconfirmed_courses, my_waiting_courses, signed_in
from web.course_assignments import assignment_of, attempts_allowed
from web.grading import rescaled
from web.services import current_time, reading
from web.student.blueprint import blueprint
from web.student.feedback import submission_view
from web.student.home_items import CourseView, Item, course_strip, next_up, sections
from web.student.strip import strip_of_attempt


@blueprint.get("/")
@signed_in
def home() -> ResponseReturnValue:
    """All courses of the signed-in person: what to do next, then by deadline; past courses are folded."""
    with reading() as db:
        views = [_course(db, enrolment) for enrolment in my_enrolments()]
        upcoming = next_up(item for view in views if not view.teaches for item in view.items)
        if upcoming is not None:
            upcoming = replace(upcoming, mistakes=_mistakes(db, upcoming))
    return render_template(
        "student/home.html",
        courses=[view for view in views if not view.is_past],
        past=[view for view in views if view.is_past],
        sections={view.id: sections(view, leave_out=upcoming) for view in views},
        unconfirmed=my_unconfirmed_courses(),
        waiting=my_waiting_courses(),
        upcoming=upcoming,
    )


def _course(db: Session, enrolment: Enrolment) -> CourseView:
    items = [_item(db, enrolment, row) for row in courses.course_assignments(db, enrolment.course_id)]
    if not enrolment.role.teaches:
        items = _with_strips(db, items)
    return CourseView(
        id=enrolment.course_id,
        name=enrolment.course.name,
        teaches=enrolment.role.teaches,
        items=tuple(items),
        strip=course_strip(items),
    )


def _item(db: Session, enrolment: Enrolment, row: CourseAssignment) -> Item:
    assignment = assignment_of(db, row)
    counting = grades.counting_submission(db, enrolment.course_id, me().email, row.slug, assignment.counts)
    newest = submissions.latest(db, enrolment.course_id, me().email, row.slug)
    return Item(
        course_id=enrolment.course_id,
        assignment=assignment,
        opens_at=row.opens_at,
        due_at=row.due_at,
        is_open=courses.is_open(row, current_time()),
        score=rescaled(counting.points, counting.max_score, assignment.max_score) if counting else None,
        attempts=attempts.attempts_used(db, enrolment.course_id, me().email, row.slug),
        attempts_allowed=attempts_allowed(assignment, row),
        in_flight=newest is not None and newest.status in submissions.UNFINISHED,
        counting=counting,
    )


def _with_strips(db: Session, items: list[Item]) -> list[Item]:
    """The items with the strip of the attempt that counts, or of tests that are not run yet."""
    known = verdicts(db, [item.counting for item in items if item.counting is not None])
    return [
        replace(
            item,
            strip=strip_of_attempt(
                outline(db, item.assignment.slug), known.get(item.counting.id, {}) if item.counting else {}
            ),
        )
        for item in items
    ]


def _mistakes(db: Session, item: Item) -> tuple[str, ...]:
    """The titles of the known mistakes of the attempt that counts, as its student may see them."""
    row: Submission | None = submissions.get(db, item.counting.id, with_report=True) if item.counting else None
    if row is None:
        return ()
    cases = submission_view(db, item.assignment, row).cases.values()
    return tuple(dict.fromkeys(case.diagnosis["title"] for case in cases if case.diagnosis))
