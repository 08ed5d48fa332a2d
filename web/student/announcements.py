"""The announcements of a course, for its members."""

from __future__ import annotations

from flask import g, render_template
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from grader.store import announcements
from grader.store.models import Announcement
from web.accounts.session import my_enrolments, signed_in
from web.i18n import gettext
from web.services import current_time, reading
from web.student.blueprint import blueprint


@blueprint.get("/courses/<int:course_id>/announcements")
@signed_in
def announcements_page(course_id: int) -> ResponseReturnValue:
    """The announcements of a course, the newest first."""
    course = next((each.course for each in my_enrolments() if each.course_id == course_id), None)
    if course is None:
        raise NotFound(gettext("You are in no such course."))
    with reading() as db:
        found = announcements.of_course(db, course_id)
    return render_template("student/announcements.html", course=course, found=found)


@blueprint.app_template_global()
def pinned_announcements(course_id: int) -> list[Announcement]:
    """The announcements of a course that are pinned now; read once for all courses of the person."""
    if "pinned" not in g:
        with reading() as db:
            g.pinned = announcements.pinned(db, [each.course_id for each in my_enrolments()], current_time())
    found: list[Announcement] = g.pinned.get(course_id, [])
    return found
