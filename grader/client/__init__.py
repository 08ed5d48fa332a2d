"""A client of the REST API, for programs: hand in, wait, watch, list.

    from grader.client import Client

    with Client("https://grader.example.edu", token="nng_...") as grader:
        submission = grader.submit("relu_der", path="relu_der.py", student="ada@example.edu")
        print(grader.wait(submission.id).score)

`AsyncClient` has the same methods for asyncio. Both need httpx and nothing else of this project, so this package can be
copied out of it.
"""

from grader.client.asynchronous import AsyncClient
from grader.client.errors import (
    ApiError,
    AuthenticationFailed,
    Conflict,
    ConnectionFailed,
    Forbidden,
    InvalidRequest,
    NotFound,
    RateLimited,
    ServerError,
)
from grader.client.results import Assignment, Case, Event, Grade, Report, Submission, Webhook
from grader.client.synchronous import Client

__all__ = [
    "ApiError",
    "Assignment",
    "AsyncClient",
    "AuthenticationFailed",
    "Case",
    "Client",
    "Conflict",
    "ConnectionFailed",
    "Event",
    "Forbidden",
    "Grade",
    "InvalidRequest",
    "NotFound",
    "RateLimited",
    "Report",
    "ServerError",
    "Submission",
    "Webhook",
]
