"""Checking one answer alone."""

from __future__ import annotations

from flask import jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from grader.model import QuestionKind
from web import handin
from web.accounts.session import me, signed_in
from web.problems import error_text, retry_header
from web.question_checks import Answer, check_answer
from web.services import reading
from web.student.assignment import RefusedHandIn, live_urls, render_page
from web.student.assignment_context import find_context
from web.student.blueprint import blueprint
from web.student.drafts import save_from_form
from web.student.questions import PREFIX, answers_file, earlier_answers, find_question


@blueprint.post("/courses/<int:course_id>/<slug>/questions/<name>/check")
@signed_in
def check_question(course_id: int, slug: str, name: str) -> ResponseReturnValue:
    """Check the answer to one question of the form. The script gets 202 with addresses; a form leads to the result."""
    with reading() as db:
        context = find_context(db, course_id, slug)
    question = find_question(context.assignment, name)
    field = PREFIX + name
    answer: Answer = request.form.get(field, "").strip()
    if question.kind is QuestionKind.CHOICES:
        answer = request.form.getlist(field)
    scripted = request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"
    try:
        if not scripted:
            save_from_form(context)
        handin.limit_students()
        stored = check_answer(
            context.assignment,
            context.course_assignment,
            question,
            answer,
            student=me().email,
            person_id=me().id,
            bound=not context.role.teaches,
        )
    except HTTPException as error:
        if scripted:
            return jsonify(message=error_text(error)), error.code or 400, retry_header(error)
        answers = earlier_answers(answers_file(context.assignment, request.form))
        source = request.form.get("source", "").replace("\r\n", "\n")
        refused = RefusedHandIn(message=error_text(error), source=source, answers=answers, filename="")
        return render_page(context, refused), error.code or 400, retry_header(error)
    if scripted:
        return jsonify(live_urls(stored.id)), 202
    return redirect(url_for("student.submission_page", submission_id=stored.id), 303)
