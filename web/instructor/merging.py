"""Merging two accounts of one student: what will be moved, and the merge."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from grader.store import accounts
from grader.store.models import Course
from web.access import Right
from web.instructor.base import blueprint, requires
from web.membership import NO_MEMBER, merge_accounts
from web.services import reading, services, writing


@blueprint.get("/<int:course_id>/members/<int:person_id>/merge")
@requires(Right.MANAGE)
def merge_page(course: Course, person_id: int) -> ResponseReturnValue:
    """What a merge with the account ?email= moves."""
    with reading() as db:
        other = accounts.by_email(db, request.args.get("email", "").replace("\0", ""))
        if other is None:
            raise NotFound(NO_MEMBER)
        preview = merge_accounts(db, course, person_id, other.id, preview=True)
    titles = {slug: services().catalogue.get_or_placeholder(slug).title for _, slug in preview.attempts}
    return render_template("instructor/merge.html", course=course, preview=preview, titles=titles)


@blueprint.post("/<int:course_id>/members/<int:person_id>/merge")
@requires(Right.MANAGE)
def merge_member(course: Course, person_id: int) -> ResponseReturnValue:
    """Move everything and delete the other account."""
    other = request.form.get("other", "")
    if not other.isascii() or not other.isdigit() or len(other) > 9:
        raise NotFound(NO_MEMBER)
    with writing() as db:
        merge_accounts(db, course, person_id, int(other), preview=False)
    flash("The accounts are merged.", "good")
    return redirect(url_for("instructor.member_page", course_id=course.id, person_id=person_id), 303)
