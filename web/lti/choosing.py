"""A link of a platform that does not say which assignment it leads to: whoever teaches the course chooses it once."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from grader.store import courses, lti_links, lti_platforms
from grader.store.models import Course, LtiResourceLink
from web import lms_connections
from web.access import Right, course_for
from web.accounts.session import signed_in
from web.course_assignments import assignment_of
from web.i18n import N_, gettext
from web.lms_connections import NO_LINK
from web.lti.base import blueprint, require_own_origin
from web.services import reading

NOTHING = N_("Your instructor has not chosen yet which assignment this link opens. Tell your instructor.")
NO_SUBMISSION = N_("There is no submission of this student yet.")


@blueprint.get("/links/<int:link_id>")
@signed_in
def choose_page(link_id: int) -> ResponseReturnValue:
    """The course's assignments."""
    with reading() as db:
        link, course = _found(db, link_id)
        rows = [(assignment_of(db, row), row) for row in courses.course_assignments(db, course.id, hidden_too=True)]
    return render_template("lti/choose.html", link=link, course=course, rows=rows)


@blueprint.post("/links/<int:link_id>")
@signed_in
def choose(link_id: int) -> ResponseReturnValue:
    """Let the link lead to an assignment."""
    with reading() as db:
        _, course = _found(db, link_id)
    require_own_origin()
    slug = request.form.get("assignment", "")
    lms_connections.choose(course, link_id, slug)
    flash("The link opens this assignment from now on.", "good")
    return redirect(url_for("instructor.assignment_page", course_id=course.id, slug=slug), 303)


def _found(db: Session, link_id: int) -> tuple[LtiResourceLink, Course]:
    """The link and the course that it leads into. Raises NotFound and Forbidden."""
    link = lti_links.get(db, link_id)
    platform = lti_platforms.get(db, link.context.platform_id) if link is not None else None
    if link is None or platform is None:
        raise NotFound(NO_LINK)
    return link, course_for(platform.course_id, Right.SETTINGS)


@blueprint.get("/nothing-chosen")
def nothing_chosen() -> ResponseReturnValue:
    """What a student sees at a link without an assignment."""
    raise NotFound(gettext(NOTHING))


@blueprint.get("/no-submission")
def no_submission() -> ResponseReturnValue:
    """What a review shows where nothing was handed in."""
    raise NotFound(gettext(NO_SUBMISSION))
