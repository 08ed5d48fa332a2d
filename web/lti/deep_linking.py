"""Deep linking: an instructor chooses assignments, and the platform makes links to them (LTI Deep Linking 2.0)."""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping, Sequence
from typing import Any

from flask import g, render_template, request
from flask.typing import ResponseReturnValue
from joserfc import jwt
from sqlalchemy.orm import Session

from grader.model import Assignment
from grader.store import courses, lti_keys, lti_platforms, lti_tickets
from grader.store.lti_platforms import origin
from grader.store.lti_tickets import Kind
from grader.store.models import Course, CourseAssignment, LtiPlatform
from web.access import Right, course_for
from web.accounts.session import signed_in
from web.course_assignments import assignment_of
from web.lti.base import blueprint, own_url, refusal, require_own_origin
from web.lti.claims import DEEP_LINK_PREFIX, PREFIX, VERSION
from web.lti.targets import PARAMETER
from web.services import reading, writing

#: Seconds that the answer may take to the platform.
LIFETIME = 300
USED = "This choice was sent already, or is more than two hours old. Begin again in your course."
NOTHING = "Choose an assignment."


@blueprint.get("/deep-link/<key>")
@signed_in
def deep_link_page(key: str) -> ResponseReturnValue:
    """The course's assignments with their dates and points."""
    return _page(key)


def _page(key: str, error: str = "") -> ResponseReturnValue:
    with reading() as db:
        found = _asked(db, key)
        if found is None:
            return refusal("The key is unknown, used or expired.", 410, message=USED)
        platform, payload = found
        course = course_for(platform.course_id, Right.VIEW)
        rows = _assignments(db, course)
    several = bool(payload["settings"].get("accept_multiple"))
    values = {"course": course, "platform": platform, "rows": rows, "several": several}
    return render_template("lti/deep_link.html", key=key, error=error, **values), 422 if error else 200


@blueprint.post("/deep-link/<key>")
@signed_in
def send_deep_link(key: str) -> ResponseReturnValue:
    """Answer the platform: a form with a signed token, which the page sends by itself."""
    with reading() as db:
        found = _asked(db, key)
        if found is None:
            return refusal("The key is unknown, used or expired.", 410, message=USED)
        platform, payload = found
        course = course_for(platform.course_id, Right.VIEW)
        require_own_origin()
        known = {row.slug: (assignment, row) for assignment, row in _assignments(db, course)}
    chosen = [known[slug] for slug in request.form.getlist("assignment") if slug in known]
    if not chosen:
        return _page(key, NOTHING)
    if not payload["settings"].get("accept_multiple"):
        chosen = chosen[:1]
    with writing() as db:
        if lti_tickets.take(db, Kind.DEEP_LINK, key) is None:
            return refusal("The key is used.", 410, message=USED)
        token = _answer(db, platform, payload, [content_item(*row, settings=payload["settings"]) for row in chosen])
    address = str(payload["settings"]["deep_link_return_url"])
    # The platform may lead on from there to another of its hosts.
    allowed = sorted({origin(address), *lti_platforms.frame_origins(platform)} - {""})
    g.content_policy = {"form-action": " ".join(("'self'", *allowed))}
    return render_template("lti/send.html", address=address, token=token)


def _asked(db: Session, key: str) -> tuple[LtiPlatform, dict[str, Any]] | None:
    payload = lti_tickets.peek(db, Kind.DEEP_LINK, key)
    platform = lti_platforms.get(db, payload["platform"]) if payload is not None else None
    if payload is None or platform is None or not origin(str(payload["settings"]["deep_link_return_url"])):
        return None
    return platform, payload


def _assignments(db: Session, course: Course) -> list[tuple[Assignment, CourseAssignment]]:
    rows = courses.course_assignments(db, course.id, hidden_too=True)
    return [(assignment_of(db, row), row) for row in rows]


def content_item(assignment: Assignment, row: CourseAssignment, *, settings: Mapping[str, Any]) -> dict[str, Any]:
    """A link to an assignment, with a line item of its points and with its dates."""
    item: dict[str, Any] = {
        "type": "ltiResourceLink",
        "title": assignment.title,
        "url": f"{own_url('lti.launch')}?{PARAMETER}={row.slug}",
        "custom": {PARAMETER: row.slug},
    }
    if settings.get("accept_lineitem", True):
        points = assignment.max_score
        # Open edX takes whole numbers only.
        maximum = int(points) if points == int(points) else points
        item["lineItem"] = {"label": assignment.title, "scoreMaximum": maximum, "resourceId": row.slug}
    if row.opens_at is not None:
        item["available"] = {"startDateTime": row.opens_at.isoformat()}
    if row.due_at is not None:
        item["submission"] = {"endDateTime": row.due_at.isoformat()}
    return item


def _answer(db: Session, platform: LtiPlatform, payload: Mapping[str, Any], items: Sequence[Mapping[str, Any]]) -> str:
    """The signed message (Deep Linking 2.0, section 4.5)."""
    key = lti_keys.signing_key(db)
    moment = int(time.time())
    claims: dict[str, Any] = {
        "iss": platform.client_id,
        "aud": [platform.issuer],
        "iat": moment,
        "exp": moment + LIFETIME,
        "nonce": secrets.token_urlsafe(32),
        f"{PREFIX}message_type": "LtiDeepLinkingResponse",
        f"{PREFIX}version": VERSION,
        f"{PREFIX}deployment_id": payload["deployment_id"],
        f"{DEEP_LINK_PREFIX}content_items": list(items),
    }
    if "data" in payload["settings"]:
        claims[f"{DEEP_LINK_PREFIX}data"] = payload["settings"]["data"]
    return jwt.encode({"alg": lti_keys.ALGORITHM, "kid": key.kid}, claims, lti_keys.private_key(key))
