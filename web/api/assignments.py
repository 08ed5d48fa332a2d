"""The assignments of the token's courses."""

from __future__ import annotations

from web.api.assignment_schemas import AssignmentDetail, AssignmentList, CourseQuery
from web.api.auth import my_token
from web.api.base import blueprint
from web.api.convert import assignment_detail, assignment_out
from web.api.token_courses import find_in_course, reached, shown_in
from web.course_assignments import OUT_OF_ORDER, assignment_of
from web.problems import Problem
from web.services import reading


@blueprint.get("/v1/assignments")
@blueprint.input(CourseQuery, location="query")
@blueprint.output(AssignmentList)
@blueprint.doc(responses={404: "There is no such course, or this token does not reach it."})
def list_assignments(query_data: CourseQuery) -> AssignmentList:
    """The assignments of the course; for a person's token, of all courses that the person is in

    A token with the role student sees those that are visible and have opened.
    """
    token = my_token()
    with reading() as db:
        rows = [row for course in reached(db, token, query_data.course) for row in shown_in(db, token, course)]
        return AssignmentList(assignments=[assignment_out(assignment_of(db, row), row) for row in rows])


@blueprint.get("/v1/assignments/<slug>")
@blueprint.input(CourseQuery, location="query")
@blueprint.output(AssignmentDetail)
def read_assignment(slug: str, query_data: CourseQuery) -> AssignmentDetail:
    """One assignment, with its task and starter code"""
    token = my_token()
    with reading() as db:
        assignment, row = find_in_course(db, token, slug, query_data.course)
    if assignment.problem:
        raise Problem(503, assignment.problem if token.role.teaches else OUT_OF_ORDER)
    return assignment_detail(assignment, row)
