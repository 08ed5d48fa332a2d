"""A signed cookie that tells in which browsers an account has signed in before.

Guesses from elsewhere delay every sign-in to the account, but not one in such a browser. See OWASP, "Slow Down Online
Guessing Attacks with Device Cookies".
"""

from __future__ import annotations

from datetime import timedelta

from flask import Response, current_app, request
from itsdangerous import BadData, URLSafeTimedSerializer

from web.cookie_signatures import tolerant

COOKIE = "grader_known"
LIFETIME = timedelta(days=180)


def _serializer() -> URLSafeTimedSerializer:
    return tolerant(URLSafeTimedSerializer(str(current_app.secret_key), salt="known browser"))


def is_known(email: str) -> bool:
    """Whether the account with this email has signed in with this browser."""
    try:
        value = _serializer().loads(request.cookies.get(COOKIE, ""), max_age=int(LIFETIME.total_seconds()))
    except BadData:
        return False
    return bool(value == email)


def remember(response: Response, email: str) -> None:
    """Set the cookie after a sign-in."""
    response.set_cookie(
        COOKIE,
        _serializer().dumps(email),
        max_age=LIFETIME,
        secure=request.is_secure,
        httponly=True,
        samesite="Lax",
        path="/sign-in",
    )
