"""The learning management systems of a course: the list, add by hand or by a registration link, remove."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grader.store import lti_keys, lti_links, lti_platforms
from grader.store.lti_platforms import PlatformTaken
from grader.store.models import Course
from web import lms_connections
from web.access import Right
from web.instructor.base import blueprint, requires, teaching
from web.lms_connections import FIELDS
from web.lti.addresses import BadAddress
from web.services import reading

#: What our addresses are called in the LMS.
LABELS = ("Login URL", "Redirect URI, launch URL, deep linking URL", "Public key set URL")


@blueprint.get("/<int:course_id>/lms")
@requires(Right.MANAGE)
def lms_page(course: Course) -> ResponseReturnValue:
    """The connections, our addresses, and the forms."""
    return _page(course)


def _page(course: Course, *, error: str = "", link: str = "") -> str:
    with reading() as db:
        platforms = lti_platforms.of_course(db, course.id)
        keys = lti_keys.published(db)
        links = lti_links.links_of(db, course.id)
    by_platform = {row.id: [link for link in links if link.context.platform_id == row.id] for row in platforms}
    addresses = dict(zip(LABELS, lms_connections.addresses(), strict=True))
    values = {"platforms": platforms, "keys": keys, "links": by_platform, "addresses": addresses}
    form = {name: request.form.get(name, "") if error else "" for name in FIELDS}
    return render_template("instructor/lms.html", course=course, error=error, link=link, form=form, **values)


@blueprint.post("/<int:course_id>/lms")
@teaching
def add_lms(course: Course) -> ResponseReturnValue:
    """Register a platform by hand."""
    try:
        made = lms_connections.add(course, request.form)
    except (BadAddress, PlatformTaken) as error:
        return _page(course, error=error.message), 422
    flash(f"{made.name} is connected.", "good")
    return redirect(url_for("instructor.lms_page", course_id=course.id), 303)


@blueprint.post("/<int:course_id>/lms/registration-link")
@teaching
def make_registration_link(course: Course) -> ResponseReturnValue:
    """A link with which a platform registers itself, once. Only this response shows it."""
    return _page(course, link=lms_connections.registration_link(course)), 201


@blueprint.get("/<int:course_id>/lms/<int:platform_id>/remove")
@requires(Right.MANAGE)
def ask_remove_lms(course: Course, platform_id: int) -> ResponseReturnValue:
    """Ask whether to remove the connection."""
    platform = lms_connections.find(course, platform_id)
    return render_template("instructor/lms_remove.html", course=course, platform=platform)


@blueprint.post("/<int:course_id>/lms/<int:platform_id>/remove")
@teaching
def remove_lms(course: Course, platform_id: int) -> ResponseReturnValue:
    """Remove a connection."""
    name = lms_connections.remove(course, platform_id)
    flash(f"{name} is no longer connected.", "good")
    return redirect(url_for("instructor.lms_page", course_id=course.id), 303)
