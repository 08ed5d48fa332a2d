"""A request with its response, limited in size and time."""

from __future__ import annotations

import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from grader.errors import GraderError
from grader.outbound.connections import connected, target_of

#: Bytes of the longest response that is read.
MAX_BYTES = 512 * 1024
#: Time-out for connecting and for each read, and of the whole request, in seconds.
TIMEOUT, LONGEST = 5.0, 10.0


class RequestFailed(GraderError):
    """There is no response that could be used."""


@dataclass(frozen=True, kw_only=True)
class Response:
    """A response."""

    status: int
    #: Names in lower case.
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """The body as JSON. Raises `RequestFailed`."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            raise RequestFailed("The response is not JSON.") from None


def send(
    method: str,
    url: str,
    *,
    private: bool,
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    max_bytes: int = MAX_BYTES,
) -> Response:
    """Send a request and read the response; redirects are not followed.

    Addresses that are not public are refused unless `private`. Raises `RequestFailed`, also for `AddressRefused`.
    """
    try:
        with connected(url, private=private, timeout=TIMEOUT, longest=LONGEST) as connection:
            connection.request(
                method, target_of(url), body=body, headers={"User-Agent": "nn-grader", **(headers or {})}
            )
            response = connection.getresponse()
            content = response.read(max_bytes + 1)
            names = {name.lower(): value for name, value in response.getheaders()}
    except GraderError as error:
        raise RequestFailed(error.message) from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise RequestFailed(str(error) or type(error).__name__) from error
    if len(content) > max_bytes:
        raise RequestFailed(f"The response is larger than {max_bytes} bytes.")
    return Response(status=response.status, headers=names, body=content)


def fetch_json(url: str, *, private: bool) -> Any:
    """The JSON document at an address. Raises `RequestFailed`."""
    found = send("GET", url, private=private, headers={"Accept": "application/json"})
    if found.status != 200:
        raise RequestFailed(f"The address answered with status {found.status}.")
    return found.json()
