"""Checks of single answers."""

from __future__ import annotations

from werkzeug.exceptions import NotFound

from grader.store.models import Role
from web.api.auth import my_token
from web.api.base import Answer, blueprint
from web.api.convert import accepted
from web.api.schemas import CheckIn, SubmissionAccepted
from web.api.students import find_student
from web.api.token_courses import find_in_course
from web.question_checks import check_answer
from web.services import reading


@blueprint.post("/v1/assignments/<slug>/questions/<question>/check")
@blueprint.input(CheckIn)
@blueprint.output(SubmissionAccepted, status_code=202)
@blueprint.doc(
    responses={
        403: "The deadline is over, no tries are left, or the answers must be submitted together (student tokens).",
        429: "The grader itself failed at several submissions of this student; see Retry-After.",
    }
)
def check_question(slug: str, question: str, json_data: CheckIn) -> Answer:
    """Check one answer

    It uses one of the question's tries, unless it cannot be read or was given before, and none of the assignment's
    attempts. It never counts itself: submit the answer for that, which then costs no further try.
    """
    token = my_token()
    bound = token.role is Role.STUDENT
    with reading() as db:
        assignment, course_assignment = find_in_course(db, token, slug, json_data.course)
        student, person = find_student(db, token, json_data.student, enrol=False)
    found = next((entry for entry in assignment.questions if entry.name == question), None)
    if found is None:
        raise NotFound(f"There is no question {question!r} in this assignment.")
    stored = check_answer(
        assignment,
        course_assignment,
        found,
        json_data.answer,
        student=student,
        person_id=person.id if person else None,
        bound=bound,
        api_token_id=token.id,
    )
    answer = accepted(stored)
    return answer, 202, {"Location": answer.links.self}
