"""The entrance after a launch that was checked: opens a session in this browser, and only where the launch began.

The login has left a secret in the browser: in a cookie or, where cookies of frames are blocked, with the platform. Who
has it goes on at once. Anybody else is asked first, since others could have sent the browser here with a launch of
their own; the question says whose account it is.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from typing import Any

from flask import g, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from grader.store import accounts, lti_platforms, lti_tickets
from grader.store.digest import digest
from grader.store.lti_tickets import Kind
from grader.store.models import LtiPlatform, Person
from web.i18n import N_, gettext
from web.lti import frames
from web.lti.base import allow_frames, blueprint, refusal, require_own_origin
from web.lti.login import COOKIE, forget
from web.services import reading, writing

USED = N_(
    "This entrance was used already, or is more than five minutes old. Open the assignment again from your course."
)


@blueprint.get("/enter/<key>")
def enter_page(key: str) -> ResponseReturnValue:
    """Go on if this browser began the launch; else ask whether to."""
    found = _found(key)
    if found is None:
        return _used()
    payload, platform, person = found
    cookie = request.cookies.get(COOKIE + payload["cookie"], "")
    if _is_bound(payload, cookie):
        return _enter(key, platform, cookies_work=request.is_secure)
    allow_frames(platform, *payload["ancestors"])
    values = {"origin": lti_platforms.origin(platform.login_url), "name": COOKIE + payload["cookie"]}
    return render_template("lti/enter.html", key=key, person=person, target=payload["storage_target"], **values)


@blueprint.post("/enter/<key>")
def enter(key: str) -> ResponseReturnValue:
    """Go on after the question, or with the secret that the platform has kept."""
    require_own_origin()
    found = _found(key)
    if found is None:
        return _used()
    kept = request.form.get("kept", "")
    if kept and not _is_bound(found[0], kept):
        return refusal("The platform keeps the login of another launch.", 403)
    return _enter(key, found[1], cookies_work=False)


def _found(key: str) -> tuple[dict[str, Any], LtiPlatform, Person] | None:
    with reading() as db:
        payload = lti_tickets.peek(db, Kind.ENTRY, key)
        if payload is None:
            return None
        platform = lti_platforms.get(db, payload["platform"])
        person = accounts.get_person(db, payload["person"])
    return (payload, platform, person) if platform is not None and person is not None else None


def _is_bound(payload: Mapping[str, Any], secret: str) -> bool:
    return hmac.compare_digest(digest(secret), payload["binding"])


def _enter(key: str, platform: LtiPlatform, *, cookies_work: bool) -> ResponseReturnValue:
    """Use the key up and open the session.

    A window of its own gets the usual cookie. A frame gets a cookie of its own where the browser has just kept one;
    elsewhere the session's key stands in the addresses.
    """
    with writing() as db:
        payload = lti_tickets.take(db, Kind.ENTRY, key)
    if payload is None:
        return _used()
    ancestors = allow_frames(platform, *payload["ancestors"])
    prefix = frames.begin(payload["person"], platform.id, ancestors, cookies_work=cookies_work)
    response = make_response(redirect(prefix + payload["target"], 303))
    forget(response, payload["cookie"])
    return response


def _used() -> ResponseReturnValue:
    g.frame_ancestors = None
    return refusal("The key is unknown, used or expired.", 410, message=gettext(USED))
