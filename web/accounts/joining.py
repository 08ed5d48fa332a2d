"""Joining a course with its code."""

from __future__ import annotations

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import TooManyRequests

from grader.store import audit, courses
from grader.store.models import Role
from web.accounts.base import blueprint, count_attempt
from web.accounts.session import me, my_waiting_courses, signed_in
from web.i18n import N_, gettext
from web.problems import error_text, retry_header
from web.services import reading, writing

NO_SUCH_CODE = N_("No course has this code. Ask your instructor.")
#: Characters of a code that are read.
MAX_CODE = 100


@blueprint.get("/join")
@signed_in
def join_page() -> ResponseReturnValue:
    """The form."""
    return _page(code=request.args.get("code", "")[:40])


@blueprint.post("/join")
@signed_in
def join() -> ResponseReturnValue:
    """Join a course by its code."""
    code = request.form.get("code", "")[:MAX_CODE]
    try:
        with writing() as db:
            course = courses.join(db, me().id, code)
            audit.record(db, actor=me().email, action="member.joined", subject=me().email, course_id=course.id)
    except courses.NoSuchCourse:
        try:
            count_attempt("join code")
        except TooManyRequests as error:
            return _page(code, error_text(error)), 429, retry_header(error)
        return _page(code, gettext(NO_SUCH_CODE)), 422
    if course.id in {waiting.id for waiting in my_waiting_courses()}:
        flash(gettext("Your instructor has to approve that you join %(course)s.", course=course.name))
    else:
        flash(gettext("You are in %(course)s.", course=course.name), "good")
    return redirect(url_for("student.home"), 303)


@blueprint.get("/join/course")
def course_of_code() -> ResponseReturnValue:
    """The course with the code ?code=: {"name", "instructors"}, for the script; null where there is none.

    Whoever has a code may join, so it may tell the course. Wrong codes are rate-limited like those of the form.
    """
    with reading() as db:
        course = courses.by_join_code(db, request.args.get("code", "")[:MAX_CODE])
        teaching = courses.members(db, course.id, Role.INSTRUCTOR) if course else []
    if course is None or course.archived_at is not None:
        count_attempt("join code")
        return jsonify(name=None, instructors=[])
    return jsonify(name=course.name, instructors=[enrolment.person.name for enrolment in teaching if enrolment.active])


def _page(code: str, error: str = "") -> str:
    return render_template("accounts/join.html", code=code, error=error)
