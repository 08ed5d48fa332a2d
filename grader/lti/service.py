"""Requests to the services of a platform, with an access token.

Tokens are asked for with a signed assertion (1EdTech Security Framework 1.1, section 4; RFC 7523).
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from grader.lti.clock import PlatformClock
from grader.lti.errors import PlatformDown, Refused, TokenRefused, Unusable, check, is_throttled
from grader.lti.messages import Request
from grader.outbound.requests import RequestFailed, Response

AGS = "https://purl.imsglobal.org/spec/lti-ags/scope/"
LINE_ITEMS, SCORES = AGS + "lineitem", AGS + "score"
LINE_ITEMS_READ, RESULTS_READ = AGS + "lineitem.readonly", AGS + "result.readonly"
MEMBERS = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"

_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
#: Seconds that an assertion is valid, and that it is dated back, for platforms whose clock is behind.
_VALID, _MARGIN = 300, 10
#: A token is not used in its last seconds.
_LEEWAY = timedelta(seconds=30)

#: Sends a request; raises `RequestFailed`.
Send = Callable[[Request], Response]
#: Signs the claims of an assertion with the tool's key; returns a JWT.
Sign = Callable[[Mapping[str, Any]], str]


@dataclass(frozen=True, kw_only=True)
class Platform:
    """What a platform's services are asked with."""

    client_id: str
    token_url: str
    #: The audience of assertions; most platforms expect the token URL.
    audience: str


@dataclass
class Connection:
    """What is remembered of a platform between requests: its tokens and its clock."""

    clock: PlatformClock
    #: By scope: (token, when it expires).
    tokens: dict[str, tuple[str, datetime]] = field(default_factory=dict)


class PlatformService:
    """The services of a platform."""

    def __init__(self, platform: Platform, connection: Connection, *, send: Send, sign: Sign) -> None:
        self._platform = platform
        self._connection = connection
        self._send_request = send
        self._sign = sign

    @property
    def clock(self) -> PlatformClock:
        """The platform's clock."""
        return self._connection.clock

    def call(self, scope: str, request: Request) -> Response:
        """Send a request with a token for `scope`; on 401 or 403 once more with a new token.

        Raises `ServiceError`.
        """
        answer = self._send(self._with_token(request, self.token(scope)))
        if answer.status in {401, 403} and not is_throttled(answer):
            self._connection.tokens.pop(scope, None)
            answer = self._send(self._with_token(request, self.token(scope)))
        check(answer, self.clock.own())
        return answer

    def json(self, scope: str, request: Request) -> tuple[Any, Response]:
        """As `call`; returns the body, which is JSON, and the answer."""
        answer = self.call(scope, request)
        try:
            return json.loads(answer.body), answer
        except (ValueError, RecursionError):
            raise Unusable("The platform's answer is not JSON.") from None

    def token(self, scope: str) -> str:
        """An access token for `scope`, from before if it is still valid. Raises `TokenRefused` and `ServiceError`."""
        known = self._connection.tokens.get(scope)
        if known is not None and self.clock.own() < known[1]:
            return known[0]
        behind = self.clock.behind
        answer = self._ask_for_token(scope)
        if answer.status in {400, 401} and abs(self.clock.behind - behind) > timedelta(seconds=_MARGIN / 2):
            # The answer has told the platform's time, so the next assertion is dated by it.
            answer = self._ask_for_token(scope)
        try:
            check(answer, self.clock.own())
        except Refused as error:
            raise TokenRefused(error.words, status=error.status) from None
        token, lifetime = _read_token(answer)
        self._connection.tokens[scope] = (token, self.clock.own() + timedelta(seconds=lifetime) - _LEEWAY)
        return token

    def _ask_for_token(self, scope: str) -> Response:
        issued = int(self.clock.now().timestamp()) - _MARGIN
        claims = {
            "iss": self._platform.client_id,
            "sub": self._platform.client_id,
            "aud": self._platform.audience,
            "iat": issued,
            "exp": issued + _VALID,
            "jti": uuid.uuid4().hex,
        }
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": _ASSERTION,
            "client_assertion": self._sign(claims),
            "scope": scope,
        }
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        url, body = self._platform.token_url, urlencode(form).encode()
        return self._send(Request(method="POST", url=url, headers=headers, body=body))

    def _with_token(self, request: Request, token: str) -> Request:
        headers = {**request.headers, "Authorization": f"Bearer {token}"}
        return Request(method=request.method, url=request.url, headers=headers, body=request.body)

    def _send(self, request: Request) -> Response:
        try:
            answer = self._send_request(request)
        except RequestFailed as error:
            raise PlatformDown(f"The platform cannot be reached: {error}") from error
        self.clock.observe(answer.headers.get("date"))
        return answer


def _read_token(answer: Response) -> tuple[str, float]:
    try:
        found = json.loads(answer.body)
        token, lifetime = found["access_token"], float(found.get("expires_in", 3600))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Unusable("The platform's answer contains no access token.") from None
    if not isinstance(token, str) or not token.isascii() or not token.isprintable() or not lifetime > 0:
        raise Unusable("The platform's access token cannot be used.")
    return token, min(lifetime, 86400.0)
