"""Handing in from the page: the editor's text or a file, as a practice run or as an attempt."""

from __future__ import annotations

from contextlib import suppress

from flask import jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from grader.model import Upload
from web import handin
from web.accounts.session import me, signed_in
from web.problems import error_text, retry_header
from web.services import reading
from web.student.assignment import RefusedHandIn, live_urls, render_page
from web.student.assignment_context import AssignmentContext, find_context
from web.student.blueprint import blueprint
from web.student.drafts import save_from_form
from web.student.questions import FILENAME, answers_file, earlier_answers

#: Value of the button for practice runs.
PRACTICE = "try"


@blueprint.post("/courses/<int:course_id>/<slug>/submissions")
@signed_in
def hand_in(course_id: int, slug: str) -> ResponseReturnValue:
    """Store a hand-in. The script gets 202 with addresses; a plain form is redirected to the page of results.

    After a refusal the page is rendered with the content of the form.
    """
    with reading() as db:
        context = find_context(db, course_id, slug)
    scripted = request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"
    if not scripted:
        # The script has saved its draft already. A draft that is refused does not keep the work from being submitted.
        with suppress(HTTPException):
            save_from_form(context)
    try:
        submission_id = _store(context)
    except HTTPException as error:
        if scripted:
            return jsonify(message=error_text(error)), error.code or 400, retry_header(error)
        return render_page(context, _refused(context, error)), error.code or 400, retry_header(error)
    if scripted:
        return jsonify(live_urls(submission_id)), 202
    return redirect(url_for("student.submission_page", submission_id=submission_id), 303)


def _store(context: AssignmentContext) -> str:
    handin.limit_students()
    stored = handin.hand_in(
        context.assignment,
        context.course_assignment,
        _upload(context),
        student=me().email,
        person_id=me().id,
        practice=request.form.get("mode") == PRACTICE,
        bound=not context.role.teaches,
    )
    return stored.id


def _refused(context: AssignmentContext, error: HTTPException) -> RefusedHandIn:
    file = request.files.get("file")
    has_questions = bool(context.assignment.questions)
    return RefusedHandIn(
        message=error_text(error),
        source=_source(),
        answers=earlier_answers(answers_file(context.assignment, request.form)) if has_questions else None,
        filename=file.filename or "" if file is not None else "",
    )


def _source() -> str:
    """The text of the form, with the line ends that browsers send (CRLF) restored to LF."""
    return request.form.get("source", "").replace("\r\n", "\n")


def _upload(context: AssignmentContext) -> Upload:
    """The file if one was chosen, else the answers or the text."""
    file = request.files.get("file")
    if file is not None and file.filename:
        return handin.from_file(file.filename, file.read())
    if context.assignment.questions:
        return handin.from_file(FILENAME, answers_file(context.assignment, request.form))
    return handin.from_text(_source())
