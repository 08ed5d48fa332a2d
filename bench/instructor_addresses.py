"""Every address that instructors and administrators read, from the application's own map of addresses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from bench.course import Made
from grader.store import accounts, notices, service_tokens, tokens
from grader.store.models import (
    Announcement,
    ApiToken,
    Delivery,
    LtiPlatform,
    Regrade,
    RegradeResult,
    Submission,
    Webhook,
)
from web.gradebook import FileFormat

ADMINISTRATOR = "administrator@bench.example"
#: Not read by instructors, or without an end.
LEFT_OUT = {
    "api.docs_page": "of no course",
    "api.openapi": "of no course",
    "api.watch_course": "a stream of events",
    "api.watch_submission": "a stream of events",
    "student.events": "a stream of events",
    "notices.after_a_form": "leads to the page of the form",
}
#: The queries that make a difference.
QUERIES = {
    "instructor.gradebook_page": ("", "sort=-total&page=5", "q=a&show=below"),
    "instructor.submissions_page": ("", "stuck=yes", "q=a"),
    "instructor.members_page": ("", "q=a&sort=email&order=desc"),
    "instructor.assignment_page": ("", "section=Monday"),
    "instructor.export": tuple(f"format={kind.value}" for kind in FileFormat),
    "api.read_gradebook": ("", *(f"format={kind.value}" for kind in FileFormat)),
    "instructor.statistics_file": tuple(f"table={name}" for name in ("tests", "mistakes", "scores", "activity")),
    "instructor.regrade_page": ("", "show=all"),
    "instructor.requests_page": ("", "state=answered"),
    "instructor.new_message_page": ("", "to=stuck&assignment={slug}", "to=missing&assignment={slug}"),
    "instructor.merge_page": ("email={other}",),
    "instructor.home": ("all=yes",),
    "student.compare": ("old={submission_id}&new={earlier}",),
    "api.list_submissions": ("per_page=50", "per_page=200&assignment={slug}"),
    "api.list_misconceptions": ("assignment={slug}",),
    "api.list_members": ("", "per_page=200"),
    "api.read_regrade": ("", "show=all&per_page=200"),
}


class Caller(StrEnum):
    """Who asks."""

    #: A browser in which the course's instructor is signed in.
    INSTRUCTOR = "instructor"
    ADMINISTRATOR = "administrator"
    #: A program with a token of the course, of the instructor, and of an administrator.
    COURSE_TOKEN = "course token"
    PERSON_TOKEN = "person's token"
    SERVICE_TOKEN = "service token"


@dataclass(frozen=True, kw_only=True)
class Address:
    """An address to read."""

    endpoint: str
    #: The pattern of the path, with the query: the same in every course.
    name: str
    path: str
    caller: Caller


def credentials(session: Session, made: Made) -> dict[Caller, str]:
    """The key of a browser's session, or the secret of a token, of each caller."""
    administrator = accounts.by_email(session, ADMINISTRATOR) or accounts.create_person(
        session, email=ADMINISTRATOR, name="Adam Administrator", password_hash="none"
    )
    administrator.administrator = True
    instructor = session.get_one(type(administrator), made.instructor_id)
    return {
        Caller.INSTRUCTOR: accounts.open_session(session, made.instructor_id, days=1),
        Caller.ADMINISTRATOR: accounts.open_session(session, administrator.id, days=1),
        Caller.COURSE_TOKEN: made.token,
        Caller.PERSON_TOKEN: tokens.create_for_person(session, instructor, name="bench", scopes=tokens.LEAST_SCOPES)[1],
        Caller.SERVICE_TOKEN: service_tokens.create(session, person_id=administrator.id, name="bench")[1],
    }


def addresses(app: Flask, session: Session, made: Made) -> Iterator[Address]:
    """Every GET route of instructors and administrators, with each query that makes a difference.

    Raises `KeyError` for a route with an argument that has no value here.
    """
    values = _values(session, made)
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.endpoint):
        if "GET" not in (rule.methods or ()) or not _is_read_by_instructors(rule.endpoint, rule.arguments):
            continue
        built = rule.build({name: values[name] for name in rule.arguments})
        path = built[1] if built else rule.rule
        for query in QUERIES.get(rule.endpoint, ("",)):
            full = f"{path}?{query.format_map(values)}" if query else path
            name = f"{rule.rule}?{query}" if query else rule.rule
            yield Address(endpoint=rule.endpoint, name=name, path=full, caller=_caller(rule.endpoint))


def _is_read_by_instructors(endpoint: str, arguments: set[str]) -> bool:
    if endpoint in LEFT_OUT:
        return False
    if endpoint.startswith("student."):
        return "submission_id" in arguments or endpoint == "student.compare"
    return endpoint.startswith(("instructor.", "operations.", "notices.notices", "notices.open", "api."))


def _caller(endpoint: str) -> Caller:
    if endpoint in {"api.read_operations", "api.read_service_audit", "api.list_failures"}:
        return Caller.SERVICE_TOKEN
    if endpoint in {"api.list_notices", "api.read_notice"}:
        return Caller.PERSON_TOKEN
    if endpoint.startswith("api."):
        return Caller.COURSE_TOKEN
    return Caller.ADMINISTRATOR if endpoint.startswith("operations.") else Caller.INSTRUCTOR


def _values(session: Session, made: Made) -> Mapping[str, object]:
    """What addresses name: a student with several attempts at the assignment that the instructors have acted on."""
    slug = made.slugs[-3]
    this_course = Submission.course_id == made.course_id
    shown = session.scalars(
        select(Submission)
        .join(RegradeResult, RegradeResult.submission_id == Submission.id)
        .where(this_course, Submission.attempt > 1)
        .order_by(RegradeResult.change.desc(), Submission.id)
        .limit(1)
    ).one()
    earlier = (this_course, Submission.assignment == slug, Submission.person_id == shown.person_id)
    regrade = session.scalars(select(Regrade.id).where(Regrade.course_id == made.course_id)).one()
    result = (RegradeResult.regrade_id == regrade, RegradeResult.submission_id == shown.id)
    hook = session.scalars(select(Webhook.id).where(Webhook.course_id == made.course_id)).one()
    platform = session.scalars(select(LtiPlatform.id).where(LtiPlatform.course_id == made.course_id)).one()
    announcement = select(Announcement.id).where(Announcement.course_id == made.course_id).limit(1)
    others = select(Submission.student).where(this_course, Submission.person_id != shown.person_id).limit(1)
    return {
        "course_id": made.course_id,
        "slug": slug,
        "case": (shown.report or {})["cases"][0]["name"],
        "submission_id": shown.id,
        "earlier": session.scalars(select(Submission.id).where(*earlier, Submission.attempt == 1)).one(),
        "student": shown.student,
        "person_id": shown.person_id,
        "other": session.scalars(others).one(),
        "regrade_id": regrade,
        "result_id": session.scalars(select(RegradeResult.id).where(*result)).one(),
        "webhook_id": hook,
        "delivery_id": session.scalars(select(Delivery.id).where(Delivery.webhook_id == hook).limit(1)).one(),
        "platform_id": platform,
        "announcement_id": session.scalars(announcement).one(),
        "token_id": session.scalars(select(ApiToken.id).where(ApiToken.course_id == made.course_id).limit(1)).one(),
        "notice_id": notices.of_person(session, made.instructor_id)[0].id,
        "request_id": 1,
        "form": "csv",
    }
