"""The learning management systems of a course: the list, add by hand or by a registration link, remove."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from grader.store import lti_keys, lti_links, lti_platforms, lti_tickets
from grader.store.lti_platforms import NewPlatform, PlatformTaken
from grader.store.lti_tickets import Kind
from grader.store.models import Course, LtiPlatform
from web.access import Right
from web.accounts.session import me
from web.instructor.base import blueprint, record, requires, teaching
from web.lti.addresses import BadAddress, checked_address
from web.lti.base import own_url
from web.services import reading, services, writing

FIELDS = ("issuer", "client_id", "deployment_id", "login_url", "token_url", "jwks_url", "token_audience", "name")
NO_PLATFORM = "There is no such connection in this course."


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
    addresses = {
        "Login URL": own_url("lti.login"),
        "Redirect URI, launch URL, deep linking URL": own_url("lti.launch"),
        "Public key set URL": own_url("lti.jwks"),
    }
    values = {"platforms": platforms, "keys": keys, "links": by_platform, "addresses": addresses}
    form = {name: request.form.get(name, "") if error else "" for name in FIELDS}
    return render_template("instructor/lms.html", course=course, error=error, link=link, form=form, **values)


@blueprint.post("/<int:course_id>/lms")
@teaching
def add_lms(course: Course) -> ResponseReturnValue:
    """Register a platform by hand."""
    try:
        new = _new(course)
        with writing() as db:
            made = lti_platforms.add(db, new, actor=me().email)
    except (BadAddress, PlatformTaken) as error:
        return _page(course, error=error.message), 422
    flash(f"{made.name} is connected.", "good")
    return redirect(url_for("instructor.lms_page", course_id=course.id), 303)


def _new(course: Course) -> NewPlatform:
    """The registration in the form. Raises `BadAddress`."""
    private = services().settings.lti_private
    text = {name: request.form.get(name, "").strip() for name in FIELDS}
    for name in ("issuer", "client_id"):
        if not text[name] or not text[name].isprintable():
            raise BadAddress(f"Enter the {name.replace('_', ' ').replace('id', 'ID')} that your LMS shows.")
    longest = {"issuer": 500, "client_id": 255, "deployment_id": 255, "name": 200, "token_audience": 2000}
    if too_long := [name for name, length in longest.items() if len(text[name]) > length]:
        raise BadAddress(f"The {too_long[0].replace('_', ' ')} is too long.")
    return NewPlatform(
        course_id=course.id,
        name=text["name"] or lti_platforms.origin(text["issuer"]).partition("//")[2] or text["issuer"][:200],
        issuer=text["issuer"],
        client_id=text["client_id"],
        deployment_id=text["deployment_id"] or None,
        token_audience=text["token_audience"] or None,
        login_url=checked_address(text["login_url"], private=private),
        token_url=checked_address(text["token_url"], private=private),
        jwks_url=checked_address(text["jwks_url"], private=private),
    )


@blueprint.post("/<int:course_id>/lms/registration-link")
@teaching
def make_registration_link(course: Course) -> ResponseReturnValue:
    """A link with which a platform registers itself, once. Only this response shows it."""
    with writing() as db:
        key = lti_tickets.issue(db, Kind.REGISTRATION, {"course": course.id, "actor": me().email})
        record(db, course, "lti.registration_link")
    return _page(course, link=f"{own_url('lti.register')}?key={key}"), 201


@blueprint.get("/<int:course_id>/lms/<int:platform_id>/remove")
@requires(Right.MANAGE)
def ask_remove_lms(course: Course, platform_id: int) -> ResponseReturnValue:
    """Ask whether to remove the connection."""
    return render_template("instructor/lms_remove.html", course=course, platform=_find(course, platform_id))


@blueprint.post("/<int:course_id>/lms/<int:platform_id>/remove")
@teaching
def remove_lms(course: Course, platform_id: int) -> ResponseReturnValue:
    """Remove a connection."""
    name = _find(course, platform_id).name
    with writing() as db:
        row = lti_platforms.in_course(db, course.id, platform_id)
        if row is not None:
            lti_platforms.remove(db, row, actor=me().email)
    flash(f"{name} is no longer connected.", "good")
    return redirect(url_for("instructor.lms_page", course_id=course.id), 303)


def _find(course: Course, platform_id: int) -> LtiPlatform:
    with reading() as db:
        found = lti_platforms.in_course(db, course.id, platform_id)
    if found is None:
        raise NotFound(NO_PLATFORM)
    return found
