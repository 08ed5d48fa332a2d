"""The instructor's side: comments, overrides, and answers to regrade requests, on the submission's page."""

from __future__ import annotations

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from grader.store import regrade_requests, saved_comments, submissions
from grader.store.models import Course, RequestState, Submission
from web import remarks
from web.access import NO_SUBMISSION, Right, Visibility, course_for, find
from web.accounts.session import signed_in
from web.attempt_names import attempt_names
from web.instructor.base import blueprint, course_assignments, page_number, teaching
from web.instructor.review import FormError, review_address, review_page
from web.problems import Problem
from web.services import reading
from web.student.source import line_count

#: Value of the form for the whole submission in place of a row.
WHOLE = ""


@blueprint.post("/submissions/<submission_id>/comments")
@signed_in
def add_comment(submission_id: str) -> ResponseReturnValue:
    """Add a comment on the submission or on a line."""
    submission = _taught(submission_id, with_report=True)
    line, text, saved = (request.form.get(name, "") for name in ("line", "text", "saved"))
    line = line.strip()
    with reading() as db:
        lines = line_count(submissions.content_of(db, submission_id) or b"")
        chosen = saved_comments.get(db, submission.course_id, _whole_number(saved)) if saved else None
    whole = "\n\n".join(part for part in (chosen.text if chosen else "", text.strip()) if part)
    try:
        added = remarks.add_comment(submission, text=whole, line=_whole_number(line) if line else None, lines=lines)
    except Problem as problem:
        return _refused(submission, problem, "comment", text=text, line=line, saved=saved)
    flash("The student sees your comment now.", "good")
    return _back(submission_id, f"comment-{added.id}")


@blueprint.post("/submissions/<submission_id>/comments/<int:comment_id>/delete")
@signed_in
def delete_comment(submission_id: str, comment_id: int) -> ResponseReturnValue:
    """Delete a comment of one's own."""
    remarks.delete_comment(_taught(submission_id), comment_id)
    flash("The comment is deleted.", "good")
    return _back(submission_id)


@blueprint.post("/submissions/<submission_id>/overrides")
@signed_in
def set_override(submission_id: str) -> ResponseReturnValue:
    """Set the points of a row or of the whole submission."""
    submission = _taught(submission_id, with_report=True)
    score, row, reason = (request.form.get(name, "") for name in ("score", "row", "reason"))
    try:
        remarks.set_override(submission, row=row or None, score=_number(score), reason=reason)
    except Problem as problem:
        return _refused(submission, problem, "override", score=score, row=row, reason=reason)
    flash("The points are set. The graded points stay on record.", "good")
    return _back(submission_id, "points")


@blueprint.post("/submissions/<submission_id>/overrides/take-back")
@signed_in
def take_back_override(submission_id: str) -> ResponseReturnValue:
    """Let the graded points of a row or of the whole submission count again."""
    remarks.take_back_override(_taught(submission_id), row=request.form.get("row", WHOLE) or None)
    flash("The graded points count again.", "good")
    return _back(submission_id, "points")


@blueprint.get("/<int:course_id>/regrade-requests")
@teaching
def requests_page(course: Course) -> ResponseReturnValue:
    """The queue of the students' requests."""
    return _requests_page(course)


def _requests_page(course: Course, errors: Mapping[int, str] | None = None, text: str = "") -> str:
    """`errors` are by request; `text` is what was written there."""
    wanted, number = request.args.get("state", "open"), request.args.get("page", "1")
    state = RequestState(wanted) if wanted in set(RequestState) else RequestState.OPEN
    with reading() as db:
        page = regrade_requests.of_course(db, course.id, state=state, number=page_number(number))
        numbers = {each: regrade_requests.number_in(db, course.id, each) for each in RequestState}
        names = attempt_names(db, [row.submission for row in page.items])
    assignments = {assignment.slug: assignment for assignment, _ in course_assignments(course)}
    return render_template(
        "instructor/regrade_requests.html",
        course=course,
        page=page,
        names=names,
        pages=max(1, -(-page.total // page.size)),
        state=state,
        numbers=numbers,
        assignments=assignments,
        row_titles={slug: {row.name: row.title for row in each.rows} for slug, each in assignments.items()},
        errors=errors or {},
        text=text,
    )


@blueprint.post("/submissions/<submission_id>/regrade-requests/<int:request_id>/answer")
@signed_in
def answer_request(submission_id: str, request_id: int) -> ResponseReturnValue:
    """Answer a student's request, on the submission's page or in the queue."""
    submission, text = _taught(submission_id, with_report=True), request.form.get("text", "")
    in_queue = request.form.get("from") == "queue"
    try:
        remarks.answer_request(submission, request_id, text=text)
    except Problem as problem:
        if in_queue and problem.code == 422:
            course = course_for(submission.course_id, Right.GRADE)
            return _requests_page(course, {request_id: problem.description or ""}, text), 422
        return _refused(submission, problem, f"answer-{request_id}", text=text)
    flash("The student sees your answer now.", "good")
    if in_queue:
        return redirect(url_for("instructor.requests_page", course_id=submission.course_id), 303)
    return _back(submission_id)


def _taught(submission_id: str, *, with_report: bool = False) -> Submission:
    submission, visibility = find(submission_id, with_report=with_report)
    if visibility is not Visibility.INSTRUCTOR:
        raise NotFound(NO_SUBMISSION)
    return submission


def _whole_number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 7:
        raise Problem(422, "A line is a whole number.")
    return int(text)


def _number(text: str) -> float:
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        raise Problem(422, "Points are a number.") from None


@blueprint.get("/submissions/<submission_id>/comments")
@blueprint.get("/submissions/<submission_id>/overrides")
@blueprint.get("/submissions/<submission_id>/overrides/take-back")
@blueprint.get("/submissions/<submission_id>/regrade")
@blueprint.get("/submissions/<submission_id>/regrade-requests/<int:request_id>/answer")
@signed_in
def after_a_form(submission_id: str, request_id: int | None = None) -> ResponseReturnValue:
    """The submission, for a browser that loads the address of a form again."""
    _taught(submission_id)
    return _back(submission_id)


def _refused(submission: Submission, problem: Problem, form: str, **values: str) -> ResponseReturnValue:
    """The page again, with what is wrong at its form and with what was written there."""
    if problem.code not in (409, 422):
        raise problem
    error = FormError(form=form, message=problem.description or "", values=values)
    return review_page(submission, error), problem.code


def _back(submission_id: str, anchor: str = "remarks") -> ResponseReturnValue:
    return redirect(f"{review_address(submission_id)}#{anchor}", 303)
