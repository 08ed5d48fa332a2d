"""The first launch of somebody whose email has an account already: its password shows once that it is theirs."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import TooManyRequests

from grader.store import accounts, audit, courses, lti_platforms, lti_tickets, lti_users
from grader.store.lti_tickets import Kind
from grader.store.models import LtiPlatform, Person
from web.accounts.base import count_attempt
from web.i18n import N_, gettext
from web.lti.base import allow_frames, blueprint, refusal, require_own_origin
from web.lti.launch import WAITING, LaunchRefused, admit, restored
from web.problems import error_text, retry_header
from web.services import reading, services, writing

USED = N_("This page was used already, or is more than half an hour old. Open the assignment again from your course.")
WRONG = N_("That is not the password of this account.")


@blueprint.get("/account/<key>")
def linking_page(key: str) -> ResponseReturnValue:
    """Ask for the account's password."""
    found = _found(key)
    return _page(key, *found) if found is not None else _used()


@blueprint.post("/account/<key>")
def link_account(key: str) -> ResponseReturnValue:
    """Check the password, link the account and go on with the launch."""
    require_own_origin()
    found = _found(key)
    if found is None:
        return _used()
    payload, platform = found
    try:
        person = _signed_in(payload["email"])
    except TooManyRequests as error:
        return _page(key, payload, platform, error_text(error)), 429, retry_header(error)
    if person is None:
        return _page(key, payload, platform, gettext(WRONG)), 403
    try:
        entry = _link(key, person)
    except LaunchRefused as error:
        return refusal("The account is linked.", 403, message=error.message)
    return redirect(url_for("lti.enter_page", key=entry), 303) if entry is not None else _used()


def _signed_in(email: str) -> Person | None:
    """The account, if the password in the form is its own. Raises TooManyRequests like a sign-in."""
    count_attempt(email)
    services().rate_limits.spend_with_delay("sign-in to", email)
    with reading() as db:
        person = accounts.verify_password(db, email, request.form.get("password", "")[:1000])
    if person is not None:
        services().rate_limits.forgive("sign-in to", email)
    return person


def _link(key: str, person: Person) -> str | None:
    """The key of the entrance; None if this one was used meanwhile. Raises `LaunchRefused`."""
    with writing() as db:
        payload = lti_tickets.take(db, Kind.LINKING, key)
        platform = lti_platforms.get(db, payload["platform"]) if payload is not None else None
        course = courses.get_course(db, platform.course_id) if platform is not None else None
        if payload is None or platform is None or course is None:
            return None
        launched = restored(payload["launch"])
        user = lti_users.find(db, platform, launched.subject)
        if user is None:
            user = lti_users.link(db, platform, launched.subject, person.id)
            details = {"platform": platform.name}
            audit.record(
                db,
                actor=person.email,
                action="account.linked",
                subject=person.email,
                course_id=course.id,
                details=details,
            )
        kept = {name: value for name, value in payload.items() if name not in ("email", "launch")}
        entry = admit(db, platform, course, user, launched, kept)
    if not entry:
        raise LaunchRefused(gettext(WAITING))
    return entry


def _found(key: str) -> tuple[dict[str, Any], LtiPlatform] | None:
    with reading() as db:
        payload = lti_tickets.peek(db, Kind.LINKING, key)
        platform = lti_platforms.get(db, payload["platform"]) if payload is not None else None
    return (payload, platform) if payload is not None and platform is not None else None


def _page(key: str, payload: dict[str, Any], platform: LtiPlatform, error: str = "") -> str:
    allow_frames(platform, *payload["ancestors"])
    with reading() as db:
        person = accounts.by_email(db, payload["email"])
    has_password = person is not None and bool(person.password_hash)
    values = {"email": payload["email"], "has_password": has_password, "platform": platform}
    return render_template("lti/linking.html", key=key, error=error, **values)


def _used() -> ResponseReturnValue:
    return refusal("The key is unknown, used or expired.", 410, message=gettext(USED))
