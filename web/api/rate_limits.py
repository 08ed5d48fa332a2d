"""How often a token may call the API, told in the headers of each answer.

`RateLimit` and `RateLimit-Policy` are those of draft-ietf-httpapi-ratelimit-headers-10; `RateLimit-Limit`,
`RateLimit-Remaining` and `RateLimit-Reset` those of the drafts up to 06, which many clients read.
"""

from __future__ import annotations

from flask import Response, g
from werkzeug.exceptions import TooManyRequests

from web.services import services

SCOPE = "token"


def count_request() -> None:
    """Count the request of a token. Raises TooManyRequests with the seconds to wait."""
    token = g.get("token")
    if token is None:
        return
    usage = services().rate_limits.count(SCOPE, str(token.id), services().settings.token_rate)
    g.rate_usage = usage
    if usage.exceeded:
        raise TooManyRequests(
            f"This token has made {usage.limit} requests in {usage.window} seconds, which is its limit.",
            retry_after=usage.reset,
        )


def add_headers(response: Response) -> Response:
    """Tell what is left."""
    usage = g.get("rate_usage")
    if usage is not None:
        response.headers["RateLimit-Policy"] = f'"{SCOPE}";q={usage.limit};w={usage.window}'
        response.headers["RateLimit"] = f'"{SCOPE}";r={usage.remaining};t={usage.reset}'
        response.headers["RateLimit-Limit"] = str(usage.limit)
        response.headers["RateLimit-Remaining"] = str(usage.remaining)
        response.headers["RateLimit-Reset"] = str(usage.reset)
    return response
