"""Submissions: hand in, read, list, regrade, cancel."""

from __future__ import annotations

from datetime import datetime

from flask import request, url_for
from pydantic import ValidationError
from sqlalchemy.orm import Session
from werkzeug.exceptions import Forbidden

from grader.model import Lifecycle, Upload
from grader.store import attempts, queue_positions, submission_list
from grader.store.models import ApiToken, Role
from web import handin
from web.access import Visibility, actor, find
from web.api import cursors
from web.api.auth import my_token, teaching_token
from web.api.base import Answer, blueprint
from web.api.convert import accepted, submission_out, summaries
from web.api.idempotency import HEADER
from web.api.paging import paged
from web.api.schemas import (
    SubmissionAccepted,
    SubmissionForm,
    SubmissionIn,
    SubmissionList,
    SubmissionOut,
    SubmissionQuery,
)
from web.api.students import find_student, name_and_account, own_name
from web.api.token_courses import find_course, reached
from web.course_assignments import shown
from web.problems import Problem, field_message
from web.services import reading, services
from web.standing import standing_of


@blueprint.post("/v1/submissions")
@blueprint.output(SubmissionAccepted, status_code=202)
@blueprint.doc(
    responses={
        403: "The deadline is over, or no attempts are left (tokens with the role student).",
        404: "The course has no such assignment.",
        413: "The file is larger than the service accepts (GRADER_MAX_UPLOAD_BYTES; 1 MiB unless set).",
        415: "Not a .py file, a notebook or a .json file with answers.",
        429: "The grader itself failed at several submissions of this student; see Retry-After.",
        503: "The assignment cannot be loaded at the moment.",
        422: "The file cannot be read as code, a field is wrong, the student is unknown, or the Idempotency-Key was "
        "used for something else.",
    }
)
def create_submission() -> Answer:
    """Hand in a file or a text

    As a form with a file, or as JSON with the source. It is stored before the response is sent; `links.events` streams
    the results and `links.self` holds the report once `status` is "graded".
    """
    token = my_token()
    if token.person_id is not None:
        handin.limit_students()
    fields, upload = _form() if request.mimetype == "multipart/form-data" else _json()
    with reading() as db:
        bound = token.role is Role.STUDENT
        course_id = find_course(db, token, fields.assignment, fields.course)
        student, person = find_student(db, token, fields.student, enrol=fields.enrol)
        standing = standing_of(db, course_id, fields.assignment, student)
        given = shown(standing.given if standing else None, fields.assignment, for_students=bound)
    stored = handin.hand_in(
        services().catalogue.get_or_placeholder(given.slug),
        given,
        upload,
        student=student,
        person_id=person.id if person else None,
        practice=fields.trial,
        bound=bound,
        api_token_id=token.id,
        idempotency_key=request.headers.get(HEADER),
    )
    answer = accepted(stored)
    return answer, 202, {"Location": answer.links.self}


def _form() -> tuple[SubmissionForm, Upload]:
    file = request.files.get("file")
    if file is None or not file.filename:
        raise Problem(422, "Send the code as a file in the form's field `file`.")
    try:
        fields = SubmissionForm.model_validate(request.form.to_dict())
    except ValidationError as error:
        raise _invalid(error) from error
    return fields, handin.from_file(file.filename, file.read())


def _json() -> tuple[SubmissionIn, Upload]:
    if request.mimetype != "application/json":
        raise Problem(415, "Send multipart/form-data with a file, or application/json with the source.")
    try:
        fields = SubmissionIn.model_validate(request.get_json())
    except ValidationError as error:
        raise _invalid(error) from error
    return fields, handin.from_text(fields.source, fields.filename)


def _invalid(error: ValidationError) -> Problem:
    errors = [
        {"field": ".".join(str(part) for part in detail["loc"]) or "body", "message": field_message(detail["msg"])}
        for detail in error.errors(include_url=False, include_input=False)
    ]
    return Problem(
        422, "; ".join(f"{field_error['field']}: {field_error['message']}" for field_error in errors), errors=errors
    )


@blueprint.get("/v1/submissions/<submission_id>")
@blueprint.output(SubmissionOut)
def read_submission(submission_id: str) -> SubmissionOut:
    """A submission with its report

    `report` is null until `status` is "graded". A token with the role student reads what a student may see.
    """
    row, visibility = find(submission_id, with_report=True)
    with reading() as db:
        position = queue_positions.queue_position(db, submission_id) if row.status is Lifecycle.QUEUED else None
        number = attempts.numbers(db, [submission_id]).get(submission_id)
    return submission_out(row, visibility, position.ahead if position else None, number)


@blueprint.get("/v1/submissions")
@blueprint.input(SubmissionQuery, location="query")
@blueprint.output(SubmissionList)
def list_submissions(query_data: SubmissionQuery) -> Answer:
    """Submissions, newest first

    All of the course for tokens with the role instructor or assistant. A person's token lists the person's own, of all
    their courses; a token with the role student those made with it. The filters `section` and `verdict` are for
    instructors and assistants.

    The `Link` header names the first, previous, next and last page, or with `cursor` the next.
    """
    token = my_token()
    if not token.role.teaches and (query_data.section is not None or query_data.verdict is not None):
        raise Forbidden("The filters `section` and `verdict` are for instructors and assistants.")
    place = cursors.decode("submissions", query_data.cursor, (datetime, int, str))
    with reading() as db:
        page = submission_list.page(
            db,
            [course.id for course in reached(db, token, None)],
            number=query_data.page,
            size=query_data.per_page,
            after=(place[0], place[1], place[2]) if place else None,
            assignment=query_data.assignment,
            student=_student(db, token, query_data),
            person_id=token.person_id,
            api_token_id=token.id if token.person_id is None and not token.role.teaches else None,
            section_id=query_data.section,
            since=query_data.since,
            until=query_data.until,
            verdict=query_data.verdict,
            status=query_data.status,
            practice_runs=query_data.trial == "true",
        )
        numbers = attempts.numbers(db, [row.id for row in page.items])
    visibility = Visibility.INSTRUCTOR if token.role.teaches else Visibility.STUDENT
    listed = summaries(page.items, visibility, numbers)
    fields, headers = paged(
        "submissions",
        page.end,
        cursor=query_data.cursor,
        page=page.number,
        per_page=page.size,
        total=page.total,
    )
    return SubmissionList(submissions=listed, **fields), 200, headers


def _student(db: Session, token: ApiToken, query: SubmissionQuery) -> str | None:
    """The student whose submissions are asked for, as submissions name them; None: all that the token reaches.

    Raises Problem 422 for unprintable names, and Forbidden where a person's token names another student.
    """
    name = (query.student or "").strip()
    if token.person is not None:
        return own_name(token.person, name)
    return name_and_account(db, token, name)[0] if name else None


@blueprint.post("/v1/submissions/<submission_id>/regrade")
@blueprint.output(SubmissionAccepted, status_code=202)
@blueprint.doc(responses={409: "It is still being graded."})
def regrade_submission(submission_id: str) -> Answer:
    """Regrade it

    Its result counts until the new one is ready. For tokens with the role instructor or assistant.
    """
    token = teaching_token()
    row, _ = find(submission_id)
    handin.regrade(row, actor=f"token {token.name}")
    row, _ = find(submission_id)
    return accepted(row), 202, {"Location": url_for("api.read_submission", submission_id=row.id)}


@blueprint.post("/v1/submissions/<submission_id>/cancel")
@blueprint.output(SubmissionAccepted, status_code=202)
@blueprint.doc(responses={409: "It is already graded."})
def cancel_submission(submission_id: str) -> Answer:
    """Cancel it

    A queued submission ends at once; a running one is asked to stop. It costs no attempt.
    """
    token = my_token()
    row, visibility = find(submission_id)
    by = "the program that submitted it" if token.person is None else token.person.name
    handin.cancel(row, actor=actor(), by="an instructor" if visibility is Visibility.INSTRUCTOR else by)
    row, _ = find(submission_id)
    return accepted(row), 202
