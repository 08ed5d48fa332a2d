"""Courses: list, create, change, copy, archive."""

from __future__ import annotations

from flask import g, url_for
from sqlalchemy.orm import Session

from grader.store import course_settings, courses
from grader.store.models import Course, Role
from web import course_tokens
from web.access import Right, actor, course_for, rights_in
from web.api.auth import instructor_token
from web.api.base import Answer, blueprint
from web.api.course_schemas import CourseChange, CourseCopyIn, CourseCreated, CourseIn, CourseOut, CoursesOut
from web.api.token_courses import course_of, reached
from web.membership import refusals, valid_name
from web.problems import Problem
from web.services import reading, writing
from web.standing import refresh_lateness

MAX_NAME = course_settings.MAX_NAME


@blueprint.get("/v1/courses")
@blueprint.output(CoursesOut)
def list_courses() -> CoursesOut:
    """The courses that the caller may see the work of

    For a token that is its own course.
    """
    with reading() as db:
        known = reached(db, g.token, None) if g.token is not None else courses.all_courses(db)
    seen = [course for course in known if Right.VIEW in rights_in(course)]
    return CoursesOut(courses=[_course(course) for course in seen])


@blueprint.post("/v1/courses")
@blueprint.input(CourseIn)
@blueprint.output(CourseCreated, status_code=201)
def create_course(json_data: CourseIn) -> Answer:
    """Create a course

    Its instructors are those of the token's course. The answer has a token for the new course. For tokens with the
    role instructor.
    """
    token = instructor_token()
    name = valid_name(json_data.name, longest=MAX_NAME, what="The name of a course")
    with writing() as db, refusals():
        people = course_settings.instructors_of(db, course_of(token))
        made = course_settings.create(db, name=name, instructors=people, time_zone=json_data.time_zone, actor=actor())
        return _created(db, made)


@blueprint.get("/v1/courses/<int:course_id>")
@blueprint.output(CourseOut)
def read_course(course_id: int) -> CourseOut:
    """One course"""
    return _course(course_for(course_id, Right.VIEW))


@blueprint.patch("/v1/courses/<int:course_id>")
@blueprint.input(CourseChange)
@blueprint.output(CourseOut)
def change_course(course_id: int, json_data: CourseChange) -> CourseOut:
    """Change a course, archive or restore it

    For tokens with the role instructor.
    """
    course = course_for(course_id, Right.MANAGE)
    values = {name: value for name, value in json_data.model_dump().items() if value is not None}
    archived = values.pop("archived", None)
    if "name" in values:
        values["name"] = valid_name(values["name"], longest=MAX_NAME, what="The name of a course")
    with writing() as db, refusals():
        course = db.get_one(Course, course.id)
        course_settings.change(db, course, actor=actor(), **values)
        if "time_zone" in values:
            refresh_lateness(db, course.id)
        if archived is not None:
            (course_settings.archive if archived else course_settings.restore)(db, course, actor=actor())
        return _course(course)


@blueprint.post("/v1/courses/<int:course_id>/join-code")
@blueprint.output(CourseOut)
def renew_join_code(course_id: int) -> CourseOut:
    """Replace the join code

    The old one stops working; members stay. For tokens with the role instructor.
    """
    course = course_for(course_id, Right.MANAGE)
    with writing() as db:
        course = db.get_one(Course, course.id)
        course_settings.renew_join_code(db, course, actor=actor())
        return _course(course)


@blueprint.post("/v1/courses/<int:course_id>/copy")
@blueprint.input(CourseCopyIn)
@blueprint.output(CourseCreated, status_code=201)
def copy_course(course_id: int, json_data: CourseCopyIn) -> Answer:
    """Copy a course: settings and assignments, no people but its instructors

    The answer has a token for the copy. For tokens with the role instructor.
    """
    course = course_for(course_id, Right.MANAGE)
    name = valid_name(json_data.name, longest=MAX_NAME, what="The name of a course")
    with writing() as db:
        people = course_settings.instructors_of(db, course.id)
        return _created(db, course_settings.copy(db, course, name=name, instructors=people, actor=actor()))


def _created(db: Session, course: Course) -> Answer:
    if g.token is None:
        raise Problem(401, "This needs an API token.")
    _, secret = course_tokens.create(db, course, name=g.token.name, role=Role.INSTRUCTOR, scopes=None, days=None)
    body = CourseCreated(**_course(course, manages=True).model_dump(), token=secret)
    return body, 201, {"Location": url_for("api.read_course", course_id=course.id)}


def _course(course: Course, *, manages: bool | None = None) -> CourseOut:
    if manages is None:
        manages = Right.MANAGE in rights_in(course)
    return CourseOut(
        id=course.id,
        name=course.name,
        join_code=course.join_code if manages else None,
        time_zone=course.time_zone,
        join_needs_approval=course.join_needs_approval,
        assistants_change_settings=course.assistants_change_settings,
        archived_at=course.archived_at,
    )
