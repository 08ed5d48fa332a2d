"""Which assignments a course has: list, add, order, hide, close, remove."""

from __future__ import annotations

from flask import url_for
from sqlalchemy.orm import Session

from grader.store import course_assignments
from grader.store.models import Course
from web import pauses
from web.access import Right, actor, course_for
from web.api.base import Answer, blueprint
from web.api.course_schemas import (
    AssignmentPauseOut,
    CourseAssignmentChange,
    CourseAssignmentIn,
    CourseAssignmentOut,
    CourseAssignmentsOut,
    OrderIn,
    PauseReason,
)
from web.course_admin import Listed, add_assignment, available_assignments, find_row, listed_assignments
from web.membership import refusals
from web.services import reading, writing


@blueprint.get("/v1/courses/<int:course_id>/assignments")
@blueprint.output(CourseAssignmentsOut)
def list_course_assignments(course_id: int) -> CourseAssignmentsOut:
    """The assignments of a course, hidden and removed ones too, and those that could be added"""
    course = course_for(course_id, Right.VIEW)
    with reading() as db:
        return _all(db, course)


@blueprint.post("/v1/courses/<int:course_id>/assignments")
@blueprint.input(CourseAssignmentIn)
@blueprint.output(CourseAssignmentOut, status_code=201)
@blueprint.doc(responses={409: "The course has this assignment."})
def add_course_assignment(course_id: int, json_data: CourseAssignmentIn) -> Answer:
    """Add an assignment at the end, or put a removed one back with its submissions

    For tokens with the role instructor, or assistant where the course allows it.
    """
    course = course_for(course_id, Right.SETTINGS)
    with writing() as db:
        add_assignment(db, course, json_data.slug, visible=json_data.visible)
        body = _of(db, course, json_data.slug)
    return body, 201, {"Location": url_for("api.list_course_assignments", course_id=course.id)}


@blueprint.put("/v1/courses/<int:course_id>/assignments/order")
@blueprint.input(OrderIn)
@blueprint.output(CourseAssignmentsOut)
def order_course_assignments(course_id: int, json_data: OrderIn) -> CourseAssignmentsOut:
    """Put the assignments in an order

    For tokens with the role instructor, or assistant where the course allows it.
    """
    course = course_for(course_id, Right.SETTINGS)
    with writing() as db, refusals():
        course_assignments.reorder(db, course.id, json_data.slugs, actor=actor())
        db.flush()
        return _all(db, course)


@blueprint.patch("/v1/courses/<int:course_id>/assignments/<slug>")
@blueprint.input(CourseAssignmentChange)
@blueprint.output(CourseAssignmentOut)
def change_course_assignment(course_id: int, slug: str, json_data: CourseAssignmentChange) -> CourseAssignmentOut:
    """Show or hide an assignment, close it or open it again

    For tokens with the role instructor, or assistant where the course allows it.
    """
    course = course_for(course_id, Right.SETTINGS)
    with writing() as db:
        row = find_row(db, course, slug)
        if json_data.visible is not None:
            course_assignments.set_visible(db, row, visible=json_data.visible, actor=actor())
        if json_data.closed is not None:
            course_assignments.set_closed(db, row, closed=json_data.closed, actor=actor())
        db.flush()
        return _of(db, course, slug)


@blueprint.delete("/v1/courses/<int:course_id>/assignments/<slug>")
@blueprint.output({}, status_code=204)
def remove_course_assignment(course_id: int, slug: str) -> tuple[str, int]:
    """Remove an assignment; its submissions are kept, and are there again when it is added again

    For tokens with the role instructor, or assistant where the course allows it.
    """
    course = course_for(course_id, Right.SETTINGS)
    with writing() as db:
        course_assignments.remove(db, find_row(db, course, slug), actor=actor())
    return "", 204


@blueprint.post("/v1/courses/<int:course_id>/assignments/<slug>/pause")
@blueprint.input(PauseReason)
@blueprint.output(CourseAssignmentOut, status_code=201)
@blueprint.doc(responses={409: "It is paused in this course already."})
def pause_course_assignment(course_id: int, slug: str, json_data: PauseReason) -> Answer:
    """Pause the grading of an assignment in this course: submissions are accepted and wait, students read why

    For tokens with the role instructor, or assistant where the course allows it.
    """
    course = course_for(course_id, Right.SETTINGS)
    pauses.pause_in(course, slug, reason=json_data.reason)
    with reading() as db:
        body = _of(db, course, slug)
    return body, 201, {"Location": url_for("api.list_course_assignments", course_id=course.id)}


@blueprint.delete("/v1/courses/<int:course_id>/assignments/<slug>/pause")
@blueprint.output({}, status_code=204)
def resume_course_assignment(course_id: int, slug: str) -> tuple[str, int]:
    """End the pause of an assignment in this course; what has waited is graded in its order

    A pause by an administrator stays. For tokens with the role instructor, or assistant where the course allows it.
    """
    pauses.resume_in(course_for(course_id, Right.SETTINGS), slug)
    return "", 204


def _all(db: Session, course: Course) -> CourseAssignmentsOut:
    listed = listed_assignments(db, course)
    return CourseAssignmentsOut(
        assignments=[_assignment(each) for each in listed],
        available=[assignment.slug for assignment in available_assignments(listed)],
    )


def _of(db: Session, course: Course, slug: str) -> CourseAssignmentOut:
    return next(_assignment(each) for each in listed_assignments(db, course) if each.row.slug == slug)


def _assignment(listed: Listed) -> CourseAssignmentOut:
    row, pause = listed.row, listed.pause
    return CourseAssignmentOut(
        slug=row.slug,
        title=listed.assignment.title,
        position=row.position,
        visible=row.visible,
        closed_at=row.closed_at,
        removed_at=row.removed_at,
        opens_at=row.opens_at,
        due_at=row.due_at,
        submissions=listed.submissions,
        problem=listed.problem,
        pause=AssignmentPauseOut(reason=pause.reason, since=pause.created_at, course=pause.course_id)
        if pause
        else None,
    )
