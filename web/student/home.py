"""Home: courses, deadlines and progress."""

from __future__ import annotations

from dataclasses import replace

from flask import render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from grader.store import attempts, courses, grades, notices, submissions
from grader.store.models import CourseAssignment, Enrolment, Submission
from grader.store.outlines import outline
from grader.store.verdicts import verdicts
from web.accounts.session import me, my_enrolments, my_unconfirmed_courses, my_waiting_courses, signed_in
from web.course_assignments import with_rows
from web.grading import rescaled
from web.notices.views import notice_views
from web.services import current_time, reading
from web.standing import Standing, course_standing
from web.student.blueprint import blueprint
from web.student.feedback import submission_view
from web.student.home_items import CourseView, Item, course_strip, next_up, sections
from web.student.strip import strip_of_attempt, told_verdicts


@blueprint.get("/")
@signed_in
def home() -> ResponseReturnValue:
    """All courses of the signed-in person: what to do next, then by deadline; past courses are folded."""
    with reading() as db:
        views = [_course(db, enrolment) for enrolment in my_enrolments()]
        upcoming = next_up(item for view in views if not (view.teaches or view.archived) for item in view.items)
        if upcoming is not None:
            upcoming = replace(upcoming, mistakes=_mistakes(db, upcoming))
        told = notice_views(db, notices.recent(db, me().id))
    return render_template(
        "student/home.html",
        courses=[view for view in views if not view.is_past],
        past=[view for view in views if view.is_past],
        sections={view.id: sections(view, leave_out=upcoming) for view in views},
        unconfirmed=my_unconfirmed_courses(),
        waiting=my_waiting_courses(),
        upcoming=upcoming,
        notices=told,
    )


def _course(db: Session, enrolment: Enrolment) -> CourseView:
    standings = course_standing(db, enrolment.course_id, me().email)
    items = [
        _item(db, enrolment, row, standings[row.slug]) for row in courses.course_assignments(db, enrolment.course_id)
    ]
    if not enrolment.role.teaches:
        items = _with_strips(db, items)
    return CourseView(
        id=enrolment.course_id,
        name=enrolment.course.name,
        teaches=enrolment.role.teaches,
        archived=enrolment.course.archived_at is not None,
        items=tuple(items),
        strip=course_strip(items),
    )


def _item(db: Session, enrolment: Enrolment, row: CourseAssignment, standing: Standing) -> Item:
    assignment = with_rows(db, row, standing.assignment)
    counting = grades.counting_submission(db, enrolment.course_id, me().email, row.slug, assignment.counts)
    newest = submissions.latest(db, enrolment.course_id, me().email, row.slug)
    scored = counting is not None and not standing.pending
    return Item(
        course_id=enrolment.course_id,
        assignment=assignment,
        opens_at=standing.schedule.opens_at,
        due_at=standing.schedule.due_at,
        is_open=standing.schedule.accepts(current_time()),
        score=rescaled(counting.points, counting.max_score, assignment.max_score) if counting and scored else None,
        pending=counting is not None and standing.pending,
        phase=standing.phase,
        extended=standing.schedule.extended,
        zone=standing.zone,
        attempts=attempts.attempts_used(db, enrolment.course_id, me().email, row.slug),
        attempts_allowed=standing.attempts_allowed,
        in_flight=newest is not None and newest.status in submissions.UNFINISHED,
        counting=counting,
    )


def _with_strips(db: Session, items: list[Item]) -> list[Item]:
    """The items with the strip of the attempt that counts, or of tests that are not run yet."""
    known = verdicts(db, [item.counting for item in items if item.counting is not None])
    found = []
    for item in items:
        tests = outline(db, item.assignment.slug)
        own = told_verdicts(item.assignment, tests, known).get(item.counting.id, {}) if item.counting else {}
        found.append(replace(item, strip=strip_of_attempt(tests, own)))
    return found


def _mistakes(db: Session, item: Item) -> tuple[str, ...]:
    """The titles of the known mistakes of the attempt that counts, as its student may see them."""
    row: Submission | None = submissions.get(db, item.counting.id, with_report=True) if item.counting else None
    if row is None:
        return ()
    cases = submission_view(db, item.assignment, row).cases.values()
    return tuple(dict.fromkeys(case.diagnosis["title"] for case in cases if case.diagnosis))
