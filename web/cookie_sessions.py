"""The session's cookie: one for windows, and one for the frames of other sites."""

from __future__ import annotations

from flask import Flask, Request, g, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer

from web.cookie_signatures import tolerant

#: The session of a frame of another site. It is partitioned: sent only in frames of the site that it was set in.
FRAME_COOKIE = "grader_frame"


class CookieSessions(SecureCookieSessionInterface):
    """Flask's signed cookie; marked Secure whenever this request came over https. Hosts' clocks may differ."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        g.session_in_frame = FRAME_COOKIE in request.cookies
        return super().open_session(app, request)

    def get_cookie_name(self, app: Flask) -> str:
        return FRAME_COOKIE if _in_frame() else super().get_cookie_name(app)

    def get_cookie_secure(self, app: Flask) -> bool:
        return request.is_secure

    def get_cookie_samesite(self, app: Flask) -> str | None:
        return "None" if _in_frame() else super().get_cookie_samesite(app)

    def get_cookie_partitioned(self, app: Flask) -> bool:
        return _in_frame()

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        serializer = super().get_signing_serializer(app)
        return None if serializer is None else tolerant(serializer)


def _in_frame() -> bool:
    return bool(g.get("session_in_frame"))
