"""Authentication of the REST API: a bearer token, or the session cookie for reading."""

from __future__ import annotations

from typing import cast

from flask import g, request
from werkzeug.exceptions import Forbidden

from grader.store import service_tokens, tokens
from grader.store.models import ApiToken, Role, ServiceToken
from web.api.scopes import require_scope
from web.problems import Problem
from web.services import reading, writing

#: Endpoints without authentication: the documentation, and the sign-in of programs.
OPEN_ENDPOINTS = frozenset({"api.openapi", "api.docs_page", "api.begin_device_sign_in", "api.create_device_token"})
#: What tokens of administrators are for.
OPERATIONS = "/api/v1/operations"
SEND_A_TOKEN = "Send an API token: Authorization: Bearer <token>."
CHALLENGE = {"WWW-Authenticate": 'Bearer realm="grader"'}
INVALID = {"WWW-Authenticate": 'Bearer realm="grader", error="invalid_token"'}


def authenticate() -> None:
    """Find the token of the request.

    Raises Problem 401 when there is neither a valid token nor a sign-in, 403 when the token lacks the route's scope.
    """
    g.token = g.service_token = None
    header = request.headers.get("Authorization", "")
    if request.endpoint in OPEN_ENDPOINTS:
        return
    if header and header.partition(" ")[2].strip().startswith(service_tokens.PREFIX):
        g.service_token = _service_token(header)
        g.person = g.service_token.person
    elif header:
        g.token = _token(header)
        g.person = g.token.person
        require_scope(g.token)
    elif g.person is None:
        raise Problem(401, SEND_A_TOKEN, headers=CHALLENGE)
    elif request.method not in ("GET", "HEAD"):
        raise Problem(401, "Changes need an API token: Authorization: Bearer <token>.", headers=CHALLENGE)


def _secret(header: str) -> str:
    """The secret of a bearer token. Raises Problem 401 for another scheme."""
    scheme, _, secret = header.partition(" ")
    if scheme.lower() != "bearer":
        raise Problem(401, SEND_A_TOKEN, headers=CHALLENGE)
    return secret.strip()


def _service_token(header: str) -> ServiceToken:
    """The administrator's token. Raises Problem 401, and Forbidden for addresses that are not about operations."""
    with reading() as db:
        token = service_tokens.find(db, _secret(header))
    if token is None:
        raise Problem(401, "This token is unknown, revoked or expired.", headers=INVALID)
    if request.url_rule is None or not request.url_rule.rule.startswith(OPERATIONS):
        raise Forbidden("This token is for the operations of the service only.")
    if not service_tokens.used_recently(token):
        with writing() as db:
            service_tokens.touch(db, token.id)
    return token


def _token(header: str) -> ApiToken:
    secret = _secret(header)
    with reading() as db:
        token = tokens.find_token(db, secret)
        expired = token is None and tokens.has_expired(db, secret)
    if token is None:
        reason = "This token has expired." if expired else "This token is unknown or revoked."
        raise Problem(401, reason, headers=INVALID)
    if not tokens.used_recently(token):
        with writing() as db:
            tokens.touch_token(db, token.id)
    return token


def my_token() -> ApiToken:
    """The caller's token. Raises Problem 401 when the caller has only a sign-in."""
    if g.token is None:
        raise Problem(401, "This needs an API token: Authorization: Bearer <token>.", headers=CHALLENGE)
    return cast(ApiToken, g.token)


def instructor_token() -> ApiToken:
    """The caller's token, if it is an instructor's. Raises Forbidden for others."""
    token = my_token()
    if token.role is not Role.INSTRUCTOR:
        raise Forbidden("This needs a token with the role instructor.")
    return token


def teaching_token() -> ApiToken:
    """The caller's token, if it is an instructor's or an assistant's. Raises Forbidden for a student's."""
    token = my_token()
    if not token.role.teaches:
        raise Forbidden("This needs a token with the role instructor or assistant.")
    return token
