"""The list of a person's notices: read, mark as read, open."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from grader.store import courses, notices
from grader.store.models import Notice
from web.accounts.session import me, my_enrolments, signed_in
from web.i18n import gettext
from web.notices.unsubscribing import unsubscribe, unsubscribe_page
from web.notices.views import notice_views, target, unread_notices
from web.services import reading, writing

blueprint = Blueprint("notices", __name__, template_folder="templates")
blueprint.add_app_template_global(unread_notices)
blueprint.add_url_rule("/unsubscribe/<token>", view_func=unsubscribe_page, methods=["GET"])
blueprint.add_url_rule("/unsubscribe/<token>", view_func=unsubscribe, methods=["POST"])

#: Mail programs send it without a page of ours; the signed token is the right.
CSRF_EXEMPT_VIEWS = (unsubscribe,)


@blueprint.get("/notices")
@signed_in
def notices_page() -> ResponseReturnValue:
    """The notices of the signed-in person, the newest first; `?course=` limits them to a course."""
    course_id, number = _number(request.args.get("course", "")), _number(request.args.get("page", "")) or 1
    with reading() as db:
        page = notices.page(db, me().id, course_id=course_id, number=number)
        views = notice_views(db, page.items)
    return render_template(
        "notices/list.html",
        notices=views,
        number=number,
        pages=max(1, -(-page.total // notices.PAGE_SIZE)),
        course_id=course_id,
        courses=[enrolment.course for enrolment in my_enrolments()],
    )


@blueprint.get("/notices/<int:notice_id>")
@signed_in
def open_notice(notice_id: int) -> ResponseReturnValue:
    """Mark a notice as read, and show what it is about."""
    with writing() as db:
        notice = _find(db, notice_id)
        if notice.read_at is None:
            notices.mark_read(db, me().id, notice_id=notice_id)
        course = courses.get_course(db, notice.course_id)
    address = target(notice)
    if address:
        return redirect(address)
    return render_template("notices/message.html", notice=notice, course=course)


@blueprint.post("/notices/<int:notice_id>/read")
@signed_in
def mark_notice_read(notice_id: int) -> ResponseReturnValue:
    """Mark a notice as read."""
    with writing() as db:
        _find(db, notice_id)
        notices.mark_read(db, me().id, notice_id=notice_id)
    return redirect(url_for("notices.notices_page", **_query()), 303)


@blueprint.post("/notices/read")
@signed_in
def mark_all_read() -> ResponseReturnValue:
    """Mark all notices as read."""
    with writing() as db:
        notices.mark_read(db, me().id)
    flash(gettext("All notices are marked as read."), "good")
    return redirect(url_for("notices.notices_page"), 303)


@blueprint.get("/notices/read")
@blueprint.get("/notices/<int:notice_id>/read")
@signed_in
def after_a_form(notice_id: int | None = None) -> ResponseReturnValue:
    """The list, for a browser that loads the address of a form again."""
    if notice_id is not None:
        with reading() as db:
            _find(db, notice_id)
    return redirect(url_for("notices.notices_page"))


def _find(db: Session, notice_id: int) -> Notice:
    notice = notices.get(db, me().id, notice_id)
    if notice is None:
        raise NotFound(gettext("This notice no longer exists."))
    return notice


def _query() -> dict[str, Any]:
    """The course and the page of the list from which a form was sent."""
    found = {name: _number(request.form.get(name, "")) for name in ("course", "page")}
    return {name: number for name, number in found.items() if number}


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else None
