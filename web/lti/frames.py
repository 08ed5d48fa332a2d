"""Sessions inside the frames of learning management systems, where browsers block the usual cookie.

Where the browser keeps partitioned cookies (CHIPS), the frame has a session cookie of its own, which is sent only below
the same site. Elsewhere the session's key stands in the addresses, as /lti/frame/<key>/...: every link and form carries
it, since all are made by `url_for`. So it does where the platform and this server share a site, such as
lms.school.example and grader.school.example: windows of this server would send the partitioned cookie too. Such an
address opens nothing when somebody types or shares it: browsers tell that the request comes from no page of ours, and
not from a frame. Its key is no cookie's, ends after a day, and never leaves by a Referer.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, g, request, session
from flask.sessions import SecureCookieSession, SessionMixin

from grader.store import accounts, lti_frames
from web.cookie_sessions import CookieSessions
from web.i18n import gettext
from web.lti.base import refusal
from web.services import services, writing

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PREFIX = "/lti/frame/"
#: How long a session in a frame lasts, in days.
DAYS = 1.0
#: What the session holds that is not stored with it: both follow from the key.
DERIVED = ("key", "csrf_token")


class FrameAddresses:
    """Takes the key out of addresses, and makes `url_for` put it back."""

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = str(environ.get("PATH_INFO", ""))
        if path.startswith(PREFIX):
            key, slash, rest = path.removeprefix(PREFIX).partition("/")
            if key and slash and key.replace("-", "").replace("_", "").isalnum():
                prefix = PREFIX + key
                environ["grader.frame_key"], environ["grader.frame_prefix"] = key, prefix
                environ["SCRIPT_NAME"] = str(environ.get("SCRIPT_NAME", "")) + prefix
                environ["PATH_INFO"] = "/" + rest
        return self._app(environ, start_response)


class FrameSessions(CookieSessions):
    """The session of the address, if it has a key, else that of a cookie."""

    def open_session(self, app: Flask, request: Any) -> SecureCookieSession | None:
        key = request.environ.get("grader.frame_key")
        return super().open_session(app, request) if key is None else _of_address(app, key)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        key = request.environ.get("grader.frame_key")
        if key is None:
            super().save_session(app, session, response)
        elif session.modified and g.get("frame") is not None:
            kept = {name: value for name, value in session.items() if name not in DERIVED}
            with writing() as db:
                lti_frames.keep_data(db, g.frame.web_session_id, kept)


def _of_address(app: Flask, key: str) -> SecureCookieSession:
    """The session of an address; an empty one if the key does not work, or not from here."""
    if _was_typed():
        return SecureCookieSession()
    with services().database.read() as db:
        g.frame = lti_frames.find(db, key, in_address=True)
    if g.frame is None:
        return SecureCookieSession()
    g.frame_ancestors = g.frame.ancestors
    secret = str(app.secret_key).encode()
    token = hmac.new(secret, b"csrf " + key.encode(), hashlib.sha256).hexdigest()
    return SecureCookieSession({**(g.frame.data or {}), "key": key, "csrf_token": token})


def _was_typed() -> bool:
    """Whether the address fills a window and was typed, shared or linked from elsewhere."""
    headers = request.headers
    alone = headers.get("Sec-Fetch-Dest") == "document"
    return alone and headers.get("Sec-Fetch-Site") != "same-origin"


def in_frame() -> bool:
    """Whether the response fills a frame, as far as the browser says; where it says nothing, it may."""
    return request.headers.get("Sec-Fetch-Dest") != "document"


def _is_of_another_site() -> bool:
    """Whether the launch came from another site. Browsers that do not say so have cookies that are not partitioned."""
    return request.headers.get("Sec-Fetch-Site", "cross-site") == "cross-site"


def begin(person_id: int, platform_id: int, ancestors: str, *, cookies_work: bool) -> str:
    """Open a session after a launch; returns what stands before its addresses, "" with a cookie."""
    framed = in_frame()
    in_address = framed and not (cookies_work and _is_of_another_site())
    with writing() as db:
        accounts.drop_expired_sessions(db)
        days = DAYS if framed else services().settings.session_days
        agent = request.headers.get("User-Agent", "")
        key = accounts.open_session(db, person_id, days=days, user_agent=agent)
        lti_frames.mark(db, key, platform_id, ancestors, in_address=in_address)
    if in_address:
        return PREFIX + key
    g.session_in_frame = framed
    session.clear()
    session.permanent = True
    session["key"] = key
    return ""


def allow_framing() -> Response | None:
    """After the person is known: let the platform's pages show the pages of a session that began in a frame.

    An address whose key does not work, or not from here, leads to a page that says so: nobody can sign in there.
    """
    if "grader.frame_key" in request.environ and g.get("person") is None and request.blueprint not in ("assets", None):
        return refusal("The session of the frame has ended, or its address was opened elsewhere.", 401, message=ended())
    if g.get("session_in_frame") and g.get("web_session") is not None:
        with services().database.read() as db:
            found = lti_frames.find(db, str(session.get("key")), in_address=False)
        g.frame_ancestors = found.ancestors if found is not None else None
    return None


def ended() -> str:
    """What a reader is told where a session in a frame has ended."""
    return gettext("This page can only be shown inside your course, for a day. Open the assignment again from there.")


def install(app: Flask) -> None:
    """Let `app` serve frames; called after the session's cookie is set up."""
    app.wsgi_app = FrameAddresses(app.wsgi_app)  # type: ignore[method-assign]
    app.session_interface = FrameSessions()
    app.before_request(allow_framing)
