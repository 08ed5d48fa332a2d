"""Messages to students: whom to, a preview with their number, send; and what was sent."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from grader.store import courses, messages
from grader.store.models import Course, Role
from web import messages as service
from web.access import Right
from web.course_assignments import find_assignment
from web.instructor.base import blueprint, course_assignments, page_number, requires, teaching
from web.messages import Group
from web.problems import Problem
from web.services import reading


@blueprint.get("/<int:course_id>/messages")
@teaching
def messages_page(course: Course) -> ResponseReturnValue:
    """The messages that were sent in the course."""
    with reading() as db:
        page = messages.page(db, course.id, number=page_number(request.args.get("page", "1")))
    titles = {assignment.slug: assignment.title for assignment, _ in course_assignments(course)}
    pages = max(1, -(-page.total // page.size))
    return render_template("instructor/messages.html", course=course, page=page, pages=pages, titles=titles)


@blueprint.get("/<int:course_id>/messages/new")
@requires(Right.GRADE)
def new_message_page(course: Course) -> ResponseReturnValue:
    """The form: to `?to=stuck`, `missing` or `mistake` of `?assignment=`, or to each `?student=`."""
    slug, wanted = request.args.get("assignment", ""), request.args.get("to", "")
    with reading() as db:
        students: Sequence[str] = request.args.getlist("student")
        if wanted in set(Group):
            students = service.group_of(db, course, Group(wanted), slug, request.args.get("mistake", ""))
        return _page(db, course, students, slug=slug)


@blueprint.post("/<int:course_id>/messages")
@requires(Right.GRADE)
def send_message(course: Course) -> ResponseReturnValue:
    """Show the preview, or send the message to the chosen students."""
    students, slug = request.form.getlist("student"), request.form.get("assignment", "")
    subject, text = request.form.get("subject", ""), request.form.get("text", "")
    with reading() as db:
        if slug:
            find_assignment(db, course.id, slug)
        if request.form.get("act") == "preview":
            return _page(db, course, students, slug=slug, preview=True)
    try:
        sent = service.send_message(course, students, subject=subject, text=text, slug=slug)
    except Problem as problem:
        with reading() as db:
            return _page(db, course, students, slug=slug, problem=problem), problem.code or 422
    flash(f"The message is sent to {sent.recipients} student{'s' if sent.recipients != 1 else ''}.", "good")
    return redirect(url_for("instructor.messages_page", course_id=course.id), 303)


def _page(
    db: Session,
    course: Course,
    students: Sequence[str],
    *,
    slug: str,
    preview: bool = False,
    problem: Problem | None = None,
) -> str:
    active = [member for member in courses.members(db, course.id, Role.STUDENT) if member.active]
    chosen = frozenset(student.lower() for student in students)
    assignment = find_assignment(db, course.id, slug)[0] if slug else None
    return render_template(
        "instructor/new_message.html",
        course=course,
        members=sorted(active, key=lambda member: member.person.email not in chosen),
        chosen=chosen & {member.person.email for member in active},
        assignment=assignment,
        values=request.form,
        preview=preview,
        error=problem.description if problem else "",
        field_name=problem.members.get("field", "") if problem else "",
    )
