"""Connecting a course with learning management systems: add, read, remove, links for dynamic registration."""

from __future__ import annotations

from flask import url_for
from sqlalchemy.orm import Session

from grader.store import lti_keys, lti_links
from grader.store.lti_platforms import PlatformTaken
from grader.store.lti_tickets import LIFETIMES, Kind
from grader.store.models import Course, LtiPlatform, LtiResourceLink
from web import lms_connections
from web.access import Right, course_for
from web.api.base import Answer, blueprint
from web.api.lms import PATH
from web.api.lms_connection_schemas import (
    LmsConnectionOut,
    LmsIn,
    LmsKeyOut,
    LmsLinkIn,
    LmsLinkOut,
    LmsRegistrationLinkOut,
    LmsToolOut,
)
from web.lti.addresses import BadAddress
from web.problems import Problem
from web.services import reading


@blueprint.get(f"{PATH}/tool")
@blueprint.output(LmsToolOut)
def read_lms_tool(course_id: int) -> LmsToolOut:
    """What is entered in a learning management system: the addresses of this service, and its public keys

    For tokens with the role instructor.
    """
    course_for(course_id, Right.MANAGE)
    login, launch, key_set = lms_connections.addresses()
    with reading() as db:
        keys = [LmsKeyOut.model_validate(key, from_attributes=True) for key in lti_keys.published(db)]
    return LmsToolOut(login_url=login, launch_url=launch, jwks_url=key_set, keys=keys)


@blueprint.post(PATH)
@blueprint.input(LmsIn)
@blueprint.output(LmsConnectionOut, status_code=201)
@blueprint.doc(responses={409: "It is connected already, or the Idempotency-Key is in use."})
def create_lms(course_id: int, json_data: LmsIn) -> Answer:
    """Connect a learning management system with what it shows, or one more deployment of one

    For tokens with the role instructor.
    """
    course = course_for(course_id, Right.MANAGE)
    try:
        made = lms_connections.add(course, json_data.model_dump(exclude_none=True))
    except BadAddress as error:
        raise Problem(422, error.message) from error
    except PlatformTaken as error:
        raise Problem(409, error.message) from error
    with reading() as db:
        body = _connection(db, course, lms_connections.find(course, made.id))
    return body, 201, {"Location": url_for("api.read_lms", course_id=course.id, platform_id=made.id)}


@blueprint.post(f"{PATH}/registration-link")
@blueprint.output(LmsRegistrationLinkOut, status_code=201)
def create_lms_registration_link(course_id: int) -> tuple[LmsRegistrationLinkOut, int]:
    """Make a link with which a learning management system registers itself, once

    It is in this answer only. For tokens with the role instructor.
    """
    course = course_for(course_id, Right.MANAGE)
    link = lms_connections.registration_link(course)
    return LmsRegistrationLinkOut(link=link, days=LIFETIMES[Kind.REGISTRATION].days), 201


@blueprint.get(f"{PATH}/<int:platform_id>")
@blueprint.output(LmsConnectionOut)
def read_lms(course_id: int, platform_id: int) -> LmsConnectionOut:
    """One learning management system: its addresses, deployments and links

    For tokens with the role instructor.
    """
    course = course_for(course_id, Right.MANAGE)
    row = lms_connections.find(course, platform_id)
    with reading() as db:
        return _connection(db, course, row)


@blueprint.delete(f"{PATH}/<int:platform_id>")
@blueprint.output({}, status_code=204)
def delete_lms(course_id: int, platform_id: int) -> tuple[str, int]:
    """Remove a learning management system and end its sessions; accounts and submissions stay

    For tokens with the role instructor.
    """
    lms_connections.remove(course_for(course_id, Right.MANAGE), platform_id)
    return "", 204


@blueprint.patch(f"{PATH}/links/<int:link_id>")
@blueprint.input(LmsLinkIn)
@blueprint.output(LmsLinkOut)
def change_lms_link(course_id: int, link_id: int, json_data: LmsLinkIn) -> LmsLinkOut:
    """Choose the assignment that a link of a learning management system opens

    For tokens with the role instructor, and for assistants' where they may change settings.
    """
    course = course_for(course_id, Right.SETTINGS)
    return _link(lms_connections.choose(course, link_id, json_data.assignment))


def _connection(db: Session, course: Course, row: LtiPlatform) -> LmsConnectionOut:
    return LmsConnectionOut(
        id=row.id,
        name=row.name,
        issuer=row.issuer,
        client_id=row.client_id,
        deployments=[each.deployment_id for each in row.deployments],
        login_url=row.login_url,
        token_url=row.token_url,
        jwks_url=row.jwks_url,
        token_audience=row.token_audience,
        emails_trusted=row.emails_trusted,
        created_at=row.created_at,
        created_by=row.created_by,
        last_launch_at=row.last_launch_at,
        links=[_link(each) for each in lti_links.links_of(db, course.id) if each.context.platform_id == row.id],
    )


def _link(link: LtiResourceLink) -> LmsLinkOut:
    return LmsLinkOut(
        id=link.id,
        title=link.title or link.resource_link_id,
        context=link.context.title or link.context.context_id,
        assignment=link.slug,
    )
