"""What can go wrong, as exceptions with the problem document of the service (RFC 9457)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class ApiError(Exception):
    """The service has refused a request. `str()` of it says why."""

    def __init__(self, status: int, problem: Mapping[str, Any], retry_after: float | None = None) -> None:
        super().__init__(str(problem.get("detail") or problem.get("title") or f"status {status}"))
        #: HTTP status.
        self.status = status
        #: The problem document: "title", "detail" and what the service adds.
        self.problem = dict(problem)
        #: Seconds to wait before another try, if the service says so.
        self.retry_after = retry_after

    @property
    def errors(self) -> list[dict[str, str]]:
        """Which fields are wrong, and why: {"field", "message"}."""
        return list(self.problem.get("errors") or ())


class AuthenticationFailed(ApiError):
    """401: the token is unknown, revoked or expired."""


class Forbidden(ApiError):
    """403: the token's role or scopes may not do this, the deadline is over, or no attempts are left."""


class NotFound(ApiError):
    """404: there is no such thing, or the token may not see it."""


class Conflict(ApiError):
    """409 or 412: the state of the thing does not allow this, or it has changed."""


class InvalidRequest(ApiError):
    """400, 413, 415 or 422: the file is no code, or a field is wrong."""


class RateLimited(ApiError):
    """429: too many requests, or the grader failed at several submissions of the student."""


class ServerError(ApiError):
    """5xx: the service cannot answer at the moment."""


class ConnectionFailed(Exception):
    """The service cannot be reached, or the connection was lost."""


_KINDS: dict[int, type[ApiError]] = {
    400: InvalidRequest,
    401: AuthenticationFailed,
    403: Forbidden,
    404: NotFound,
    409: Conflict,
    412: Conflict,
    413: InvalidRequest,
    415: InvalidRequest,
    422: InvalidRequest,
    429: RateLimited,
}


def error_of(status: int, problem: Mapping[str, Any], retry_after: float | None) -> ApiError:
    """The exception for an answer with this status."""
    kind = ServerError if status >= 500 else _KINDS.get(status, ApiError)
    return kind(status, problem, retry_after)
