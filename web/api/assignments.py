"""Assignments, as the token's course gives them."""

from __future__ import annotations

from grader.store import courses
from grader.store.models import Role
from web.api.auth import my_token
from web.api.base import blueprint
from web.api.convert import assignment_detail, assignment_out
from web.api.schemas import AssignmentDetail, AssignmentList
from web.handin import given
from web.services import reading, services


@blueprint.get("/v1/assignments")
@blueprint.output(AssignmentList)
def list_assignments() -> AssignmentList:
    """The assignments of the course"""
    token = my_token()
    with reading() as db:
        rows = courses.course_assignments(db, token.course_id, hidden_too=token.role is Role.INSTRUCTOR)
    found = [(services().catalogue.get(row.slug), row) for row in rows]
    return AssignmentList(assignments=[assignment_out(one, row) for one, row in found if one is not None])


@blueprint.get("/v1/assignments/<slug>")
@blueprint.output(AssignmentDetail)
def read_assignment(slug: str) -> AssignmentDetail:
    """One assignment, with its task and starter code"""
    with reading() as db:
        return assignment_detail(*given(db, my_token().course_id, slug))
