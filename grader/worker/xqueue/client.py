"""The HTTP interface that XQueue and edx-submissions share, as a grader uses it.

XQueue answers 200 to everything, with `return_code`; edx-submissions uses status codes too. Its 403 means "not signed
in", "CSRF" or "not in the group" (with `detail`), or "wrong key" (with `return_code`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import requests

from grader.errors import GraderError

#: Seconds to connect, and between two parts of a response.
TIMEOUT = (5.0, 20.0)
#: Cookies that may hold the CSRF token.
_CSRF_COOKIES = ("csrftoken", "edx-csrftoken")
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
#: Statuses that say that the server, or a proxy in front of it, cannot answer now.
_UNAVAILABLE = frozenset({408, 425, 429, 502, 503, 504})


class ServerUnavailable(GraderError):
    """The queue's server does not answer; the same request may succeed later."""


class SignInRefused(GraderError):
    """The queue's server refuses the account."""


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """What a queue delivers for one submission, unread."""

    header: str
    body: object
    files: object


@dataclass(frozen=True, kw_only=True)
class Posted:
    """What became of an answer."""

    accepted: bool
    #: What the server said if it did not accept the answer.
    reason: str = ""


def server_address(url: str) -> str:
    """The address without what every path begins with: "https://host/xqueue/" and "https://host" are one server."""
    return url.rstrip("/").removesuffix("/xqueue").rstrip("/")


class XQueueClient:
    """A session with a server. Not thread-safe."""

    def __init__(self, url: str, user: str, password: str, *, basic_auth: str = "") -> None:
        """`basic_auth` is "user:password" for HTTP basic authentication in front of the server."""
        self.server = server_address(url)
        self._user, self._password = user, password
        self._session = requests.Session()
        if basic_auth:
            name, _, secret = basic_auth.partition(":")
            self._session.auth = (name, secret)

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def sign_in(self) -> None:
        """Open a session. Raises `SignInRefused` and `ServerUnavailable`."""
        self._session.cookies.clear()
        # Sets the cookie of the CSRF token where there is one; older servers answer 405.
        self._send("GET", "login")
        reply = self._send("POST", "login", form={"username": self._user, "password": self._password})
        envelope = _envelope(reply)
        if reply.status_code in _REDIRECTS:
            raise SignInRefused(f"{self.server} redirects to {reply.headers.get('Location', '')!r}: use that address.")
        if reply.status_code == 404:
            raise SignInRefused(f"{self.server} has no /xqueue/login/: the address is not that of an XQueue server.")
        if reply.status_code >= 500:
            raise ServerUnavailable(f"signing in: status {reply.status_code}")
        if reply.status_code != 200 or envelope is None or envelope.get("return_code") != 0:
            raise SignInRefused(f"{self.server} refuses the account {self._user!r}: {_said(reply)}")

    def pull(self, queue: str) -> Envelope | None:
        """The next submission; None if the queue is empty. Raises `ServerUnavailable` and `SignInRefused`."""
        reply = self._signed_in("GET", "get_submission", query={"queue_name": queue})
        envelope = _envelope(reply)
        if reply.status_code != 200 or envelope is None:
            raise ServerUnavailable(f"get_submission: status {reply.status_code}: {_said(reply)}")
        content = envelope.get("content")
        if envelope.get("return_code") != 0:
            if "empty" not in str(content):
                raise ServerUnavailable(f"get_submission of queue {queue!r}: {str(content)[:200]}")
            return None
        parts = _json(content)
        if not isinstance(parts, dict) or not isinstance(parts.get("xqueue_header"), str):
            raise ServerUnavailable(f"get_submission of queue {queue!r}: a reply that cannot be read")
        return Envelope(header=parts["xqueue_header"], body=parts.get("xqueue_body"), files=parts.get("xqueue_files"))

    def post(self, header: str, body: str) -> Posted:
        """Post an answer. Raises `ServerUnavailable` and `SignInRefused`.

        Status 500 is no `ServerUnavailable`: edx-submissions gives it for a second answer as well as for one that the
        LMS could not take. Only a further delivery tells that the answer is still wanted.
        """
        reply = self._signed_in("POST", "put_result", form={"xqueue_header": header, "xqueue_body": body})
        envelope = _envelope(reply)
        if reply.status_code == 200 and envelope is not None and envelope.get("return_code") == 0:
            return Posted(accepted=True)
        return Posted(accepted=False, reason=f"status {reply.status_code}: {_said(reply)}")

    def is_legacy(self) -> bool:
        """Whether the server is XQueue itself: edx-submissions has no `get_queuelen`."""
        return self._signed_in("GET", "get_queuelen", query={"queue_name": ""}).status_code != 404

    def _signed_in(
        self, method: str, path: str, *, form: Mapping[str, str] | None = None, query: Mapping[str, str] | None = None
    ) -> requests.Response:
        reply = self._send(method, path, form=form, query=query)
        if not _is_signed_out(reply):
            return reply
        self.sign_in()
        reply = self._send(method, path, form=form, query=query)
        if _is_signed_out(reply):
            raise SignInRefused(f"{self.server} refuses {path} to {self._user!r}: {_said(reply)}")
        return reply

    def _send(
        self, method: str, path: str, *, form: Mapping[str, str] | None = None, query: Mapping[str, str] | None = None
    ) -> requests.Response:
        # Without the slash at the end a POST would be redirected, and become a GET.
        url = f"{self.server}/xqueue/{path}/"
        headers = {"Referer": url, "User-Agent": "nn-grader"}
        token = self._csrf_token()
        if token and method == "POST":
            headers["X-CSRFToken"] = token
        try:
            reply = self._session.request(
                method, url, data=form, params=query, headers=headers, timeout=TIMEOUT, allow_redirects=False
            )
        except requests.RequestException as error:
            raise ServerUnavailable(f"{path}: {type(error).__name__}: {error}") from error
        reply.encoding = "utf-8"
        if reply.status_code in _UNAVAILABLE:
            raise ServerUnavailable(f"{path}: status {reply.status_code}")
        return reply

    def _csrf_token(self) -> str | None:
        # The token changes at sign-in; the cookie always holds the newest one.
        found = {cookie.name: cookie.value for cookie in self._session.cookies}
        return next((found[name] for name in _CSRF_COOKIES if name in found), None)


def _is_signed_out(reply: requests.Response) -> bool:
    envelope = _envelope(reply)
    if envelope is not None:
        return envelope.get("content") == "login_required"
    return reply.status_code in _REDIRECTS or reply.status_code in (401, 403)


def _envelope(reply: requests.Response) -> dict[str, Any] | None:
    """The reply's {"return_code", "content"}; None if it is something else."""
    found = _json(reply.text)
    return found if isinstance(found, dict) and "return_code" in found else None


def _json(text: object) -> Any:
    """The value of JSON text; None for anything else."""
    try:
        return json.loads(text) if isinstance(text, str) else None
    except (ValueError, RecursionError):
        return None


def _said(reply: requests.Response) -> str:
    found = _json(reply.text)
    told = found.get("content") or found.get("detail") if isinstance(found, dict) else None
    return str(told if told is not None else reply.text)[:200]
