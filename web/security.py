"""Security of every response: headers, a strict content policy, cookie flags, CSRF checks."""

from __future__ import annotations

import secrets

from flask import Flask, Response, g, request
from flask_wtf.csrf import CSRFProtect  # type: ignore[import-untyped]

from web.cookie_sessions import CookieSessions

#: One origin, no inline scripts, inline styles with a nonce only (the code editor creates its style sheet at run time).
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

#: A year: the minimum for browsers' preload lists.
STRICT_TRANSPORT = "max-age=31536000; includeSubDomains"


def csp_nonce() -> str:
    """The nonce of this response's style sheets, for templates; its first use adds it to the policy."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def content_policy() -> str:
    """The Content-Security-Policy of this response.

    `g.frame_ancestors` holds the origins whose pages may show it in a frame, `g.content_policy` other exceptions.
    """
    policy = {**POLICY, **g.get("content_policy", {})}
    if g.get("frame_ancestors"):
        policy["frame-ancestors"] = g.frame_ancestors
    if "csp_nonce" in g:
        policy["style-src"] += f" 'nonce-{g.csp_nonce}'"
    return "; ".join(f"{name} {value}" for name, value in policy.items())


def _add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        if name != "X-Frame-Options" or not g.get("frame_ancestors"):
            # The header knows no list of origins; where it is absent, the policy decides.
            response.headers.setdefault(name, value)
    response.headers.setdefault("Content-Security-Policy", content_policy())
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", STRICT_TRANSPORT)
    if request.endpoint != "static":
        # Pages hold grades and code, which a shared computer's cache must not keep.
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def secure(app: Flask) -> CSRFProtect:
    """Install headers, cookies and the CSRF check on `app`; returns the CSRF object, to which exemptions are added."""
    app.session_interface = CookieSessions()
    app.config.update(
        SESSION_COOKIE_NAME="grader_session",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        # A session ends a fixed time after the sign-in. A response that repeats the cookie it was sent undoes what
        # another response has put into it meanwhile, such as a message for the next page.
        SESSION_REFRESH_EACH_REQUEST=False,
        # The token is valid as long as the sign-in: a form that was open overnight can still be submitted.
        WTF_CSRF_TIME_LIMIT=None,
    )
    app.after_request(_add_headers)
    app.add_template_global(csp_nonce)
    return CSRFProtect(app)
