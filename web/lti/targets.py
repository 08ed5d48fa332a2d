"""Where a launch leads: an assignment, a submission, or the choice of an assignment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

from flask import url_for
from sqlalchemy.orm import Session

from grader.store import courses, grades, lti_links, lti_rosters, lti_tickets, lti_users, schedules, submissions
from grader.store.lti_tickets import Kind
from grader.store.models import Course, Enrolment, LtiPlatform, LtiResourceLink
from web.lti.base import frame_prefix
from web.lti.claims import Launch, Message
from web.services import services

#: Name of the custom parameter, and of the one in a link's address, that tells the assignment.
PARAMETER = "assignment"


def target_of(db: Session, platform: LtiPlatform, course: Course, enrolment: Enrolment, launched: Launch) -> str:
    """The address, without host, that a launch leads to; what it says of its course and link is stored."""
    link = _seen(db, platform, launched, is_teacher=enrolment.role.teaches)
    if launched.message is Message.DEEP_LINKING:
        return _deep_link(db, platform, launched)
    slug = _slug(db, course, link, launched)
    if launched.message is Message.SUBMISSION_REVIEW:
        return _review(db, platform, course, slug, launched)
    if slug is None:
        if link is None or not enrolment.role.teaches:
            return _path("lti.nothing_chosen")
        return _path("lti.choose_page", link_id=link.id)
    if enrolment.role.teaches:
        return _path("instructor.assignment_page", course_id=course.id, slug=slug)
    return _path("student.assignment_page", course_id=course.id, slug=slug)


def _path(endpoint: str, **values: Any) -> str:
    return url_for(endpoint, **values).removeprefix(frame_prefix())


def _seen(db: Session, platform: LtiPlatform, launched: Launch, *, is_teacher: bool) -> LtiResourceLink | None:
    """Store the platform's course and link. A launch from no course belongs to one with an empty id.

    When somebody who teaches comes, the members of the platform's course are fetched.
    """
    context_id, title = launched.context
    context = lti_links.see_context(
        db, platform, launched.deployment_id, context_id, title=title, nrps=launched.nrps, ags=launched.ags
    )
    if is_teacher:
        lti_rosters.request(db, context, fresh_seconds=lti_rosters.FRESH)
    link_id, title = launched.resource_link
    if not link_id:
        return None
    return lti_links.see_link(db, context, link_id, title=title, ags=launched.ags)


def _slug(db: Session, course: Course, link: LtiResourceLink | None, launched: Launch) -> str | None:
    """The assignment: what the link itself says, else what an instructor has chosen for it."""
    said = (launched.custom.get(PARAMETER), *_parameters(launched.target).get(PARAMETER, ()))
    for slug in said:
        if isinstance(slug, str) and courses.course_assignment(db, course.id, slug) is not None:
            if link is not None and link.slug != slug:
                lti_links.choose(db, link.id, slug)
            return slug
    chosen = link.slug if link is not None else _by_line_item(db, course, launched)
    return chosen if chosen and courses.course_assignment(db, course.id, chosen) is not None else None


def _parameters(url: str) -> Mapping[str, list[str]]:
    return parse_qs(urlsplit(url).query, max_num_fields=20) if url else {}


def _by_line_item(db: Session, course: Course, launched: Launch) -> str | None:
    """The assignment of the link with the same line item."""
    item = (launched.ags or {}).get("lineitem")
    links = lti_links.links_of(db, course.id) if item else []
    return next((link.slug for link in links if link.slug and (link.ags or {}).get("lineitem") == item), None)


def _review(db: Session, platform: LtiPlatform, course: Course, slug: str | None, launched: Launch) -> str:
    """The attempt that counts of the user under review, else the newest; its page decides who may see it."""
    person = lti_users.linked_person(db, platform, launched.for_user)
    given = courses.course_assignment(db, course.id, slug) if slug is not None else None
    if person is None or given is None:
        return _path("lti.no_submission")
    counts = schedules.counts_of(services().catalogue.get_or_placeholder(given.slug), given)
    found = grades.counting_submission(db, course.id, person.email, given.slug, counts)
    found = found or submissions.latest(db, course.id, person.email, given.slug)
    return _path("student.submission_page", submission_id=found.id) if found is not None else _path("lti.no_submission")


def _deep_link(db: Session, platform: LtiPlatform, launched: Launch) -> str:
    payload = {
        "platform": platform.id,
        "deployment_id": launched.deployment_id,
        "settings": dict(launched.deep_linking),
    }
    key = lti_tickets.issue(db, Kind.DEEP_LINK, payload)
    return _path("lti.deep_link_page", key=key)
