"""Extensions of an assignment for one or many students."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from grader.store import courses, extensions
from grader.store.extensions import NewExtension
from grader.store.models import Course, Role
from web.access import Right
from web.assignment_rules import InvalidSettings, class_rules, extend, find_given, revoke_extension
from web.instructor.base import blueprint, requires, teaching
from web.instructor.settings_form import NO_TIME, NO_WHOLE
from web.services import reading, writing


@blueprint.get("/<int:course_id>/<slug>/extensions")
@teaching
def extensions_page(course: Course, slug: str) -> ResponseReturnValue:
    """The extensions that hold, and the form. `?student=` chooses a student."""
    with reading() as db:
        return _page(db, course, slug, chosen=request.args.getlist("student"))


def _page(
    db: Session,
    course: Course,
    slug: str,
    *,
    chosen: Sequence[str] = (),
    form: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> str:
    given = find_given(db, course, slug)
    members = [member for member in courses.members(db, course.id, Role.STUDENT) if member.active]
    names = {member.person.email: member.person.name for member in members}
    return render_template(
        "instructor/extensions.html",
        course=course,
        given=given,
        assignment=class_rules(course, given).assignment,
        members=members,
        names=names,
        extensions=extensions.of_assignment(db, given.id),
        chosen=frozenset(chosen),
        others=[name for name in chosen if name not in names],
        form=form or {},
        errors=errors or {},
    )


@blueprint.post("/<int:course_id>/<slug>/extensions")
@requires(Right.SETTINGS)
def create_extensions(course: Course, slug: str) -> ResponseReturnValue:
    """Give an extension to the chosen students."""
    others = request.form.get("others", "").replace(",", "\n").splitlines()
    students = [*request.form.getlist("student"), *(name for name in others if name.strip())]
    new, errors = _read(course)
    with writing() as db:
        given = find_given(db, course, slug)
        if not errors:
            try:
                made = extend(db, course, given, students, new)
            except InvalidSettings as error:
                errors = error.by_field
        if errors:
            return _page(db, course, slug, chosen=students, form=request.form, errors=errors), 422
        count = len(made)
    flash(f"The extension is given to {count} student{'s' if count != 1 else ''}.", "good")
    return _back(course, slug)


def _read(course: Course) -> tuple[NewExtension, dict[str, str]]:
    errors = {}
    due_at, attempts = None, 0
    if text := request.form.get("due_at", "").strip():
        try:
            due_at = datetime.fromisoformat(text)
        except ValueError:
            errors["due_at"] = NO_TIME
    if due_at is not None:
        due_at = (due_at if due_at.tzinfo else due_at.replace(tzinfo=ZoneInfo(course.time_zone))).astimezone(UTC)
    if text := request.form.get("attempts", "").strip():
        if text.isascii() and text.isdigit() and len(text) <= 6:
            attempts = int(text)
        else:
            errors["attempts"] = NO_WHOLE
    return NewExtension(due_at=due_at, attempts=attempts, reason=request.form.get("reason", "")), errors


@blueprint.post("/<int:course_id>/<slug>/extensions/<int:extension_id>/revoke")
@requires(Right.SETTINGS)
def revoke(course: Course, slug: str, extension_id: int) -> ResponseReturnValue:
    """Revoke an extension."""
    with writing() as db:
        revoke_extension(db, course, find_given(db, course, slug), extension_id)
    flash("The extension is revoked. The dates of the others hold again.", "good")
    return _back(course, slug)


def _back(course: Course, slug: str) -> ResponseReturnValue:
    return redirect(url_for("instructor.extensions_page", course_id=course.id, slug=slug), 303)
