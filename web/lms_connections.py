"""The connections of a course with learning management systems: add, remove, make links for dynamic registration."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from grader.store import audit, courses, lti_links, lti_platforms, lti_tickets
from grader.store.lti_platforms import NewPlatform
from grader.store.lti_tickets import Kind
from grader.store.models import Course, LtiPlatform, LtiResourceLink
from web.access import actor
from web.lti.addresses import BadAddress, checked_address
from web.lti.base import own_url
from web.problems import Problem
from web.services import reading, services, writing

#: What the LMS shows of itself.
FIELDS = ("issuer", "client_id", "deployment_id", "login_url", "token_url", "jwks_url", "token_audience", "name")
#: Characters of the fields that are no addresses.
LONGEST = {"issuer": 500, "client_id": 255, "deployment_id": 255, "name": 200, "token_audience": 2000}
NO_LINK = "There is no such link, or you may not change it."
NO_PLATFORM = "There is no such connection in this course."


def addresses() -> tuple[str, str, str]:
    """What is entered in the LMS: the login URL, the launch URL, and the URL of the public key set."""
    return own_url("lti.login"), own_url("lti.launch"), own_url("lti.jwks")


def add(course: Course, fields: Mapping[str, str]) -> LtiPlatform:
    """Register a platform, or one more deployment of it. Raises `BadAddress` and `PlatformTaken`."""
    new = _new(course, {name: fields.get(name, "").strip() for name in FIELDS})
    with writing() as db:
        return lti_platforms.add(db, new, actor=actor())


def _new(course: Course, text: Mapping[str, str]) -> NewPlatform:
    private = services().settings.lti_private
    for name in ("issuer", "client_id"):
        if not text[name] or not text[name].isprintable():
            raise BadAddress(f"Enter the {name.replace('_', ' ').replace('id', 'ID')} that your LMS shows.")
    if too_long := [name for name, length in LONGEST.items() if len(text[name]) > length]:
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


def registration_link(course: Course) -> str:
    """A link with which a platform registers itself, once."""
    with writing() as db:
        key = lti_tickets.issue(db, Kind.REGISTRATION, {"course": course.id, "actor": actor()})
        audit.record(db, actor=actor(), action="lti.registration_link", course_id=course.id)
    return f"{own_url('lti.register')}?key={key}"


def find(course: Course, platform_id: int) -> LtiPlatform:
    """The connection. Raises NotFound."""
    with reading() as db:
        return _row(db, course, platform_id)


def remove(course: Course, platform_id: int) -> str:
    """Remove a connection and end its sessions; its name. Accounts and work stay. Raises NotFound."""
    with writing() as db:
        row = _row(db, course, platform_id)
        name = row.name
        lti_platforms.remove(db, row, actor=actor())
    return name


def choose(course: Course, link_id: int, slug: str) -> LtiResourceLink:
    """Let a link lead to an assignment of the course. Raises NotFound, and Problem 422 for another assignment."""
    with writing() as db:
        link = lti_links.get(db, link_id)
        platform = lti_platforms.in_course(db, course.id, link.context.platform_id) if link is not None else None
        if link is None or platform is None:
            raise NotFound(NO_LINK)
        if courses.course_assignment(db, course.id, slug) is None:
            raise Problem(422, "Choose an assignment of this course.")
        details = {"assignment": [link.slug, slug]}
        lti_links.choose(db, link.id, slug)
        audit.record(db, actor=actor(), action="lti.link_chosen", subject=slug, course_id=course.id, details=details)
        db.refresh(link)
        return link


def _row(db: Session, course: Course, platform_id: int) -> LtiPlatform:
    found = lti_platforms.in_course(db, course.id, platform_id)
    if found is None:
        raise NotFound(NO_PLATFORM)
    return found
