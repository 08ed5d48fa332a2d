"""The requests that both clients make, and what they do with the answers; nothing here sends anything."""

from __future__ import annotations

import json
import os
import time
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from grader.client.errors import ApiError, ConnectionFailed, error_of
from grader.client.results import Event

PREFIX = "/api/v1"
#: Statuses after which a request is sent again, and how often at most.
RETRIED, RETRIES = frozenset({429, 502, 503, 504}), 3
#: Seconds before the second try without a Retry-After; doubled each time. The longest wait of a try.
FIRST_WAIT, LONGEST_WAIT = 0.5, 30.0
#: Seconds for connecting and for each read; a stream gets a comment from the service every 15 seconds.
TIMEOUT, STREAM_TIMEOUT = 30.0, 45.0
#: What the client calls itself.
AGENT = {"User-Agent": "grader-client"}


@dataclass(frozen=True, kw_only=True)
class Call:
    """A request."""

    method: str
    path: str
    params: Mapping[str, Any] = field(default_factory=dict)
    json: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    #: A file to send, as name and content, in a form with `json` as its fields.
    file: tuple[str, bytes] | None = None

    def options(self) -> dict[str, Any]:
        """As arguments of httpx's `request`."""
        found: dict[str, Any] = {"params": dict(self.params), "headers": dict(self.headers)}
        if self.file is not None:
            return {**found, "data": self.json, "files": {"file": self.file}}
        return {**found, "json": self.json} if self.json is not None else found


def call(method: str, path: str, *, body: Any = None, key: str | None = None, **params: Any) -> Call:
    """A request below /api/v1. A POST gets an idempotency key, so that it can be sent again after a lost connection."""
    headers = {"Idempotency-Key": key or str(uuid.uuid4())} if method == "POST" else {}
    given = {name: value for name, value in params.items() if value is not None}
    return Call(method=method, path=f"{PREFIX}{path}", params=given, json=body, headers=headers)


def server_url(server: str | None, stored: Mapping[str, str]) -> str:
    """`server`, else GRADER_SERVER, else the last of the `stored` ones. Raises ValueError."""
    url = server or os.environ.get("GRADER_SERVER", "") or next(reversed(list(stored)), "")
    if not url.startswith(("http://", "https://")):
        raise ValueError(f"The server is a URL such as https://grader.example.edu, not {url!r}. Set GRADER_SERVER.")
    return url.rstrip("/")


def server_and_token(
    server: str | None, token_file: Path | None, stored: Mapping[str, str] | None = None
) -> tuple[str, str]:
    """The server, and the token in a file, else in GRADER_TOKEN, else the `stored` one of the server.

    Raises ValueError and OSError.
    """
    url = server_url(server, stored or {})
    text = token_file.read_text(encoding="utf-8") if token_file else os.environ.get("GRADER_TOKEN", "")
    text = text.strip() or (stored or {}).get(url, "")
    if not text:
        raise ValueError(
            "An API token is needed. Sign in with `grader sign-in`, name a file that holds a token with --token-file, "
            "or set GRADER_TOKEN."
        )
    return url, text


def submission_call(
    assignment: str,
    source: str | None,
    path: str | Path | None,
    *,
    student: str | None,
    course: int | None,
    enrol: bool,
    trial: bool,
    key: str | None,
) -> Call:
    """Hand in the text `source` or the file `path`. Raises ValueError unless one of them is given."""
    if (source is None) == (path is None):
        raise ValueError("Give either the source or the path of a file.")
    body: dict[str, Any] = {"assignment": assignment, "enrol": enrol, "trial": trial}
    body |= {name: value for name, value in (("student", student), ("course", course)) if value is not None}
    if path is None:
        return call("POST", "/submissions", body={**body, "source": source}, key=key)
    # The bytes as they are: the service reads their encoding, or says what is wrong with it.
    file = Path(path).name, Path(path).read_bytes()
    return replace(call("POST", "/submissions", body=body, key=key), file=file)


def failure(status: int, text: str, retry_after: str | None) -> ApiError:
    """The exception for an answer that is no success."""
    try:
        problem = json.loads(text)
    except ValueError:
        problem = {"detail": text[:200]}
    seconds = float(retry_after) if retry_after and retry_after.isdigit() else None
    return error_of(status, problem if isinstance(problem, dict) else {"detail": str(problem)}, seconds)


def wait_before(attempt: int, error: ApiError | None) -> float | None:
    """Seconds before try number `attempt` + 1 (from 1); None: give up. `error` None: the connection failed."""
    if attempt > RETRIES or (error is not None and error.status not in RETRIED):
        return None
    told = error.retry_after if error is not None else None
    if told is not None:
        return told if told <= LONGEST_WAIT else None
    return float(FIRST_WAIT * 2 ** (attempt - 1))


class EventParser:
    """Reads server-sent events line by line; remembers the number to resume after."""

    def __init__(self, last: int | None) -> None:
        self.last = last
        self._name, self._data = "message", list[str]()

    def feed(self, line: str) -> Event | None:
        """The event that an empty line ends, if it has data."""
        if line:
            name, _, value = line.partition(":")
            value = value.removeprefix(" ")
            if name == "id" and value.isdigit():
                self.last = int(value)
            elif name == "event":
                self._name = value
            elif name == "data":
                self._data.append(value)
            return None
        name, data = self._name, self._data
        self._name, self._data = "message", []
        return Event(id=self.last or 0, name=name, data=json.loads("\n".join(data))) if data else None


class StreamState:
    """What a stream needs to be resumed: the last event, the failures in a row, and the time that is left."""

    def __init__(self, path: str, after: int | None, timeout: float | None) -> None:
        self.path = f"{PREFIX}{path}"
        self.parser = EventParser(after)
        self._deadline = time.monotonic() + timeout if timeout is not None else None
        self._failures = 0
        self._before = after

    def feed(self, line: str) -> Event | None:
        """As of the parser. Raises TimeoutError when the time is over."""
        self.seconds_left()
        return self.parser.feed(line)

    def seconds_left(self) -> float:
        """For how long to wait for the next line. Raises TimeoutError when the time is over."""
        if self._deadline is None:
            return STREAM_TIMEOUT
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError(f"{self.path} has not ended in time.")
        return min(left, STREAM_TIMEOUT)

    @property
    def headers(self) -> dict[str, str]:
        """Of the request that begins or resumes the stream."""
        last = self.parser.last
        return {"Accept": "text/event-stream", **({"Last-Event-ID": str(last)} if last is not None else {})}

    def pause(self, error: ApiError | None, lost: Exception | None = None) -> float:
        """Seconds before the stream is resumed. Raises what went wrong when it fails again and again."""
        self._failures = self._failures + 1 if self.parser.last == self._before else 1
        self._before = self.parser.last
        seconds = wait_before(self._failures, error)
        if seconds is None:
            raise error or ConnectionFailed(str(lost or f"{self.path} ends again and again.")) from lost
        return seconds


def page_items(answer: Mapping[str, Any], name: str) -> tuple[Iterator[Mapping[str, Any]], str | None]:
    """The items of a page of a list, and the cursor of the next one."""
    items: Iterable[Mapping[str, Any]] = answer[name]
    return iter(items), answer.get("next_cursor")
