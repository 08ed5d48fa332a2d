"""The assignments of the token's course."""

from __future__ import annotations

from grader.store import courses
from grader.store.models import Role
from web.api.auth import my_token
from web.api.base import blueprint
from web.api.convert import assignment_detail, assignment_out
from web.api.schemas import AssignmentDetail, AssignmentList
from web.course_assignments import OUT_OF_ORDER, assignment_of, find_assignment
from web.problems import Problem
from web.services import current_time, reading


@blueprint.get("/v1/assignments")
@blueprint.output(AssignmentList)
def list_assignments() -> AssignmentList:
    """The assignments of the course

    A token with the role student sees those that are visible and have opened.
    """
    token = my_token()
    with reading() as db:
        all_rows = courses.course_assignments(db, token.course_id, hidden_too=True)
        rows = [row for row in all_rows if token.role.teaches or courses.is_shown(row, current_time())]
        return AssignmentList(assignments=[assignment_out(assignment_of(db, row), row) for row in rows])


@blueprint.get("/v1/assignments/<slug>")
@blueprint.output(AssignmentDetail)
def read_assignment(slug: str) -> AssignmentDetail:
    """One assignment, with its task and starter code"""
    token = my_token()
    with reading() as db:
        assignment, row = find_assignment(db, token.course_id, slug, for_students=token.role is Role.STUDENT)
    if assignment.problem:
        raise Problem(503, assignment.problem if token.role.teaches else OUT_OF_ORDER)
    return assignment_detail(assignment, row)
