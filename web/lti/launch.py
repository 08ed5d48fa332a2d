"""The launch: a platform's signed token comes in, and a key that opens the session once goes out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from grader.errors import GraderError
from grader.store import courses, lti_platforms, lti_tickets, lti_users
from grader.store.digest import digest
from grader.store.lti_platforms import origin
from grader.store.lti_roles import role_of
from grader.store.lti_tickets import Kind
from grader.store.models import Course, LtiPlatform, LtiUser, Role
from web.i18n import N_, gettext
from web.lti import tokens
from web.lti.base import blueprint, is_own, refusal
from web.lti.claims import BadClaims, Launch, Message, read_launch
from web.lti.people import claimed_email, enrol, find_or_create
from web.lti.targets import target_of
from web.lti.tokens import BadToken
from web.services import reading, services, writing

NO_ROLE = N_("Your course gives you no role here. Ask your instructor to add you to the course as a student.")
TEACHERS_ONLY = N_("Only those who teach the course can choose what its links lead to.")
WAITING = N_("Your instructor has to let you into this course first.")


class LaunchRefused(GraderError):
    """The launch is genuine, but leads nowhere; the message is for whoever launched."""


@blueprint.post("/launch")
def launch() -> ResponseReturnValue:
    """Check the token, find the account, and lead to the entrance."""
    if answer := request.form.get("error", ""):
        return refusal(f"The platform answered: {answer} {request.form.get('error_description', '')}")
    state, token = request.form.get("state", ""), request.form.get("id_token", "")
    if not state or not token:
        return refusal("The launch lacks its state or its token.")
    with writing() as db:
        login = lti_tickets.take(db, Kind.LOGIN, state)
    if login is None:
        return refusal("The login of this launch (state) is unknown, used, or older than ten minutes.")
    try:
        platform, launched = _checked(login, token)
        key, kind = _entry(platform, launched, login, state)
    except (BadToken, BadClaims) as error:
        return refusal(error.message)
    except LaunchRefused as error:
        return refusal("The launch is genuine.", 403, message=error.message)
    endpoint = "lti.enter_page" if kind is Kind.ENTRY else "lti.linking_page"
    return redirect(url_for(endpoint, key=key), 303)


def _checked(login: Mapping[str, Any], token: str) -> tuple[LtiPlatform, Launch]:
    """The registration and what it has sent. Raises `BadToken` and `BadClaims`."""
    with reading() as db:
        known = lti_platforms.registered(db, login["issuer"], login["client_id"])
    platform = tokens.platform_of(token, known)
    launched = read_launch(tokens.check(token, platform, services().key_sets, nonce=login["nonce"]))
    if launched.message is not Message.DEEP_LINKING and not is_own(launched.target):
        raise BadClaims("The launch is for another tool (target_link_uri).")
    if not platform.deployments and role_of(launched.roles) is not Role.INSTRUCTOR:
        raise BadClaims("The first launch of a new connection must be an instructor's.")
    return platform, launched


def _entry(platform: LtiPlatform, launched: Launch, login: Mapping[str, Any], state: str) -> tuple[str, Kind]:
    """A key that opens the session, or one with which the account is confirmed first. Raises `LaunchRefused`."""
    for tries_left in (1, 0):
        try:
            with writing() as db:
                key, kind = _store(db, platform.id, launched, login, state)
            break
        except IntegrityError:
            # Two first launches of one user at the same time: the other one has made the account.
            if not tries_left:
                raise
    if not key:
        raise LaunchRefused(gettext(WAITING))
    return key, kind


def _store(db: Session, platform_id: int, launched: Launch, login: Mapping[str, Any], state: str) -> tuple[str, Kind]:
    platform = lti_platforms.get(db, platform_id)
    course = courses.get_course(db, platform.course_id) if platform is not None else None
    if platform is None or course is None:
        raise BadToken("This platform is not connected, or no longer.")
    if not platform.deployments:
        lti_platforms.add_deployment(db, platform, launched.deployment_id)
    lti_platforms.launched(db, platform.id)
    user = find_or_create(db, platform, launched)
    payload = {
        "platform": platform.id,
        "ancestors": [each for each in {origin(launched.return_url)} if each],
        "binding": login["binding"],
        "cookie": digest(state)[:16],
        "storage_target": login["storage_target"],
    }
    if user is None:
        email = claimed_email(launched)
        return lti_tickets.issue(db, Kind.LINKING, {**payload, "email": email, "launch": _kept(launched)}), Kind.LINKING
    return admit(db, platform, course, user, launched, payload), Kind.ENTRY


def admit(
    db: Session, platform: LtiPlatform, course: Course, user: LtiUser, launched: Launch, payload: Mapping[str, Any]
) -> str:
    """Enrol the user and give the key that opens the session; "" if the user waits for approval.

    Raises `LaunchRefused`.
    """
    lti_users.launched(db, user)
    enrolment = enrol(db, platform, course, user.person, launched)
    if enrolment is None:
        raise LaunchRefused(gettext(NO_ROLE))
    if launched.message is Message.DEEP_LINKING and not enrolment.role.teaches:
        raise LaunchRefused(gettext(TEACHERS_ONLY))
    target = target_of(db, platform, course, enrolment, launched)
    if not enrolment.active:
        return ""
    return lti_tickets.issue(db, Kind.ENTRY, {**payload, "person": user.person_id, "target": target})


def _kept(launched: Launch) -> dict[str, Any]:
    """A launch as JSON, to go on with it later."""
    return {**vars(launched), "message": launched.message.value}


def restored(kept: Mapping[str, Any]) -> Launch:
    """The launch that `_kept` has stored."""
    lists = {name: tuple(kept[name]) for name in ("roles", "context", "resource_link")}
    return Launch(**{**kept, **lists, "message": Message(kept["message"])})
