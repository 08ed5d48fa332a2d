"""The sign-in of a person in a program: OAuth 2.0 Device Authorization Grant (RFC 8628)."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from grader.client import calls
from grader.client.errors import ApiError, ConnectionFailed

GRANT = "urn:ietf:params:oauth:grant-type:device_code"
#: Seconds by which the pauses grow when the service says that they are too short.
SLOW_DOWN = 5


class SignInFailed(Exception):
    """The person has denied it, or not answered in time."""


@dataclass(frozen=True, kw_only=True)
class SignIn:
    """A sign-in that has begun. Show the person the code and the address."""

    device_code: str
    user_code: str
    verification_uri: str
    #: The address with the code in it.
    verification_uri_complete: str
    #: Seconds for which the code works, and between two questions.
    expires_in: int
    interval: int


def begin(http: httpx.Client, *, program: str, device: str = "") -> SignIn:
    """Begin a sign-in for `program` on the computer `device`. Raises ApiError and ConnectionFailed."""
    answer = _post(http, "/device", {"client_id": program, "device_name": device})
    if not answer.is_success:
        raise _refusal(answer)
    found: Mapping[str, Any] = answer.json()
    return SignIn(**{name: found[name] for name in SignIn.__dataclass_fields__})


def wait(http: httpx.Client, begun: SignIn, *, program: str) -> str:
    """The token, once the person has allowed it.

    A connection that fails is tried again for as long as the code works. Raises SignInFailed and ApiError.
    """
    fields = {"grant_type": GRANT, "device_code": begun.device_code, "client_id": program}
    pause, deadline = begun.interval, time.monotonic() + begun.expires_in
    while time.monotonic() < deadline:
        time.sleep(pause)
        try:
            answer = _post(http, "/device/token", fields)
        except ConnectionFailed:
            pause += SLOW_DOWN
            continue
        if answer.is_success:
            return str(answer.json()["access_token"])
        pause = _pause_after(answer, pause)
    raise SignInFailed("The code has expired before anybody answered.")


def _pause_after(answer: httpx.Response, pause: int) -> int:
    """Seconds until the next question. Raises SignInFailed and ApiError where there is nothing to wait for."""
    if answer.status_code in calls.RETRIED:
        return pause + SLOW_DOWN
    error = _refusal(answer)
    code = error.problem.get("error")
    if code == "slow_down":
        return pause + SLOW_DOWN
    if code == "authorization_pending":
        return pause
    raise SignInFailed(str(error)) if code in ("access_denied", "expired_token") else error


def _refusal(answer: httpx.Response) -> ApiError:
    error = calls.failure(answer.status_code, answer.text, answer.headers.get("Retry-After"))
    said = error.problem.get("error_description")
    return ApiError(error.status, {**error.problem, "detail": said}, error.retry_after) if said else error


def _post(http: httpx.Client, path: str, fields: Mapping[str, str]) -> httpx.Response:
    try:
        return http.post(f"{calls.PREFIX}{path}", data=dict(fields))
    except httpx.TransportError as lost:
        raise ConnectionFailed(str(lost)) from lost
