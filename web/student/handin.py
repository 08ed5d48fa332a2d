"""Handing in from the page: the editor's text or a file, as a practice run or as an attempt."""

from __future__ import annotations

from flask import jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from grader.model import Upload
from grader.store.models import Role
from web import handin
from web.accounts.session import me, signed_in
from web.problems import retry_header, told
from web.services import reading
from web.student.assignment import Refused, draw_page, live_urls
from web.student.assignment_context import CourseAssignmentContext, find_context
from web.student.blueprint import blueprint
from web.student.questions import FILENAME, answers_file, earlier_answers

#: The button that spends no attempt.
PRACTICE = "try"


@blueprint.post("/courses/<int:course_id>/<slug>/submissions")
@signed_in
def hand_in(course_id: int, slug: str) -> ResponseReturnValue:
    """Store what was handed in. The script gets 202 and where to listen; a plain form is sent to the result's page.

    What is refused comes back in the form.
    """
    with reading() as db:
        context = find_context(db, course_id, slug)
    scripted = request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"
    try:
        submission_id = _store(context)
    except HTTPException as error:
        if scripted:
            return jsonify(message=told(error)), error.code or 400, retry_header(error)
        return draw_page(context, _refused(context, error)), error.code or 400, retry_header(error)
    if scripted:
        return jsonify(live_urls(submission_id)), 202
    return redirect(url_for("student.submission_page", submission_id=submission_id), 303)


def _store(context: CourseAssignmentContext) -> str:
    handin.limit_students()
    stored = handin.hand_in(
        context.assignment,
        context.course_assignment,
        _upload(context),
        student=me().email,
        person_id=me().id,
        practice=request.form.get("mode") == PRACTICE,
        bound=context.role is not Role.INSTRUCTOR,
    )
    return stored.id


def _refused(context: CourseAssignmentContext, error: HTTPException) -> Refused:
    file = request.files.get("file")
    asked = context.assignment.questions
    return Refused(
        words=told(error),
        source=_source(),
        answers=earlier_answers(answers_file(context.assignment, request.form)) if asked else None,
        filename=file.filename or "" if file is not None else "",
    )


def _source() -> str:
    """The text of the form. Line ends that a browser made are undone."""
    return request.form.get("source", "").replace("\r\n", "\n")


def _upload(context: CourseAssignmentContext) -> Upload:
    """The file if one was chosen, else the answers or the text."""
    file = request.files.get("file")
    if file is not None and file.filename:
        return handin.from_file(file.filename, file.read())
    if context.assignment.questions:
        return handin.from_file(FILENAME, answers_file(context.assignment, request.form))
    return handin.from_text(_source())
