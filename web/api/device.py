"""The sign-in of programs: OAuth 2.0 Device Authorization Grant (RFC 8628).

Requests are forms and errors are JSON objects with `error`, as the RFC says; the rest of the API has problem documents.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from flask import Response, json, request
from pydantic import BaseModel, ValidationError

from grader.store import device_sign_ins
from grader.store.device_sign_ins import INTERVAL, LIFETIME, Outcome
from grader.store.models import Scope
from grader.store.tokens import LEAST_SCOPES
from web import person_tokens
from web.api.base import blueprint
from web.api.device_schemas import GRANT, DeviceIn, DeviceOut, DeviceTokenIn, DeviceTokenOut
from web.lti.base import own_url
from web.problems import field_message
from web.services import current_time, services, writing

#: Sign-ins that may be begun from an address; a whole lecture hall may share one.
PER_ADDRESS = "1000 per hour"
#: What each refusal means.
REFUSALS: Mapping[Outcome, str] = {
    Outcome.PENDING: "Nobody has answered in the browser yet.",
    Outcome.SLOW_DOWN: "Wait five seconds longer between two requests from now on.",
    Outcome.DENIED: "The sign-in was denied in the browser.",
    Outcome.EXPIRED: "The code has expired. Begin again.",
    Outcome.UNKNOWN: "This device code is unknown, or was used already.",
}
M = TypeVar("M", bound=BaseModel)


class OAuthError(Exception):
    """A refusal, by its code in RFC 6749 or RFC 8628."""

    def __init__(self, code: str, description: str) -> None:
        super().__init__(description)
        self.code = code


@blueprint.post("/v1/device")
@blueprint.output(DeviceOut)
@blueprint.doc(responses={400: "The request is refused; `error` says why."})
def begin_device_sign_in() -> DeviceOut:
    """Begin the sign-in of a person in a program (RFC 8628, section 3.1)

    Show the person `user_code` and `verification_uri`, and ask for the token every `interval` seconds. No token is
    needed.
    """
    address = request.remote_addr or ""
    services().rate_limits.spend("device sign-in from", address or "unknown", PER_ADDRESS)
    asked = _form(DeviceIn)
    program, device = _line("client_id", asked.client_id), _line("device_name", asked.device_name)
    if not program:
        raise OAuthError("invalid_request", "client_id: it is empty")
    scopes = _scopes(asked.scope)
    with writing() as db:
        begun = device_sign_ins.begin(db, program=program, device=device, address=address[:64], scopes=scopes)
    page = own_url("accounts.device_page")
    return DeviceOut(
        device_code=begun.device_code,
        user_code=begun.user_code,
        verification_uri=page,
        verification_uri_complete=f"{page}?code={begun.user_code}",
        expires_in=LIFETIME,
        interval=INTERVAL,
    )


@blueprint.post("/v1/device/token")
@blueprint.output(DeviceTokenOut)
@blueprint.doc(responses={400: "There is no token (yet); `error` says why."})
def create_device_token() -> DeviceTokenOut:
    """Ask for the token of a sign-in (RFC 8628, section 3.4)

    `error` is `authorization_pending` until the person has answered; after `slow_down` wait five seconds longer. No
    token is needed.
    """
    asked = _form(DeviceTokenIn)
    if asked.grant_type != GRANT:
        raise OAuthError("unsupported_grant_type", f"The grant type here is {GRANT}.")
    with writing() as db:
        found = person_tokens.poll(db, asked.device_code)
    token = found.token
    if token is None or token.expires_at is None:
        raise OAuthError(found.outcome.value, REFUSALS[found.outcome])
    lasts = int((token.expires_at - current_time()).total_seconds())
    scope = token.scope_names or ""
    return DeviceTokenOut(access_token=found.secret, token_type="Bearer", expires_in=lasts, scope=scope)


@blueprint.errorhandler(OAuthError)
def _refuse(error: OAuthError) -> Response:
    body = {"error": error.code, "error_description": str(error)}
    return Response(json.dumps(body), status=400, content_type="application/json")


def _form(model: type[M]) -> M:
    """The fields of the request. Raises OAuthError, also for a field that comes twice (RFC 6749, section 3.2)."""
    if request.mimetype != "application/x-www-form-urlencoded":
        raise OAuthError("invalid_request", "Send the parameters as application/x-www-form-urlencoded.")
    repeated = [name for name, values in request.form.lists() if len(values) > 1]
    if repeated:
        raise OAuthError("invalid_request", f"{repeated[0]}: it is there twice")
    try:
        return model.model_validate(request.form.to_dict())
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise OAuthError("invalid_request", f"{first['loc'][0]}: {field_message(first['msg'])}") from error


def _line(name: str, text: str) -> str:
    text = text.strip()
    if not text.isprintable():
        raise OAuthError("invalid_request", f"{name}: it is one line of printable text")
    return text


def _scopes(asked: str | None) -> list[Scope]:
    """The scopes that a program asks for. Raises OAuthError for those that people's tokens do not have."""
    names = (asked or "").split() or [scope.value for scope in LEAST_SCOPES]
    possible = {scope.value: scope for scope in LEAST_SCOPES}
    if unknown := [name for name in names if name not in possible]:
        raise OAuthError("invalid_scope", f"Possible scopes are {' '.join(sorted(possible))}, not {unknown[0]}.")
    return [possible[name] for name in sorted(set(names))]
