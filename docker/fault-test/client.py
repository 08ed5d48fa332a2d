"""A client of the service that repeats what was not answered, for `measure.py`. Only the standard library."""

from __future__ import annotations

import http.client
import json
import re
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from http.cookiejar import CookieJar
from typing import Any

#: Seconds for an answer, between two attempts, and until a request is given up.
ANSWER_SECONDS, PAUSE, GIVE_UP = 15.0, 0.5, 180.0
#: Answers after which a request is repeated: too many requests, and what a proxy or a service says that is not there.
RETRIED = {429, 502, 503, 504}


class Refused(Exception):
    """An answer that repeating does not change."""


class Client:
    """Uses the REST API with an instructor's token, which it creates."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        self._token = ""
        #: How many requests were repeated.
        self.repeated = 0

    def sign_in(self, email: str, password: str) -> None:
        """Sign in as an instructor with one course, and create a token there."""
        page = self._page("/sign-in")
        self._page("/sign-in", csrf_token=_csrf_token(page), email=email, password=password)
        courses = re.findall(r"/teach/(\d+)", self._page("/teach/"))
        if not courses:
            raise Refused(f"{email} teaches no course")
        settings = self._page(f"/teach/{courses[0]}/settings")
        fields = {"csrf_token": _csrf_token(settings), "name": "fault test", "role": "instructor"}
        made = self._page(f"/teach/{courses[0]}/tokens", **fields)
        self._token = re.findall(r'class="secret"><code>([^<]+)', made)[0]

    def hand_in(self, assignment: str, source: str, student: str) -> str:
        """The id of the submission. Repeated with the same Idempotency-Key until the service has accepted it."""
        body = {"assignment": assignment, "source": source, "student": student, "enrol": True}
        return str(self._json("/api/v1/submissions", body, key=student)["id"])

    def read(self, submission: str) -> dict[str, Any]:
        """The submission with its report."""
        return self._json(f"/api/v1/submissions/{submission}")

    def events(self, submission: str) -> list[dict[str, Any]]:
        """All events so far."""
        return list(self._json(f"/api/v1/submissions/{submission}/events")["events"])

    def submissions(self, assignment: str) -> Iterator[dict[str, Any]]:
        """All submissions to an assignment, newest first."""
        page, total = 1, 1
        while total > 0:
            found = self._json(f"/api/v1/submissions?assignment={assignment}&per_page=100&page={page}")
            yield from found["submissions"]
            page, total = page + 1, found["total"] - page * found["per_page"]

    def watch(self, submission: str) -> Iterator[str]:
        """The names of the live events, the moment they come."""
        request = self._request(f"/api/v1/submissions/{submission}/events", None, "text/event-stream")
        with self._answer(request, timeout=GIVE_UP) as stream:
            for line in stream:
                if line.startswith(b"event: "):
                    yield line[len(b"event: ") :].strip().decode()

    def _page(self, path: str, **fields: str) -> str:
        data = urllib.parse.urlencode(fields).encode() if fields else None
        with self._browser.open(self._url + path, data, timeout=ANSWER_SECONDS) as answer:
            return str(answer.read().decode())

    def _json(self, path: str, body: object = None, key: str = "") -> dict[str, Any]:
        request = self._request(path, body, "application/json")
        if key:
            request.add_header("Idempotency-Key", key)
        return dict(self._answer(request, ANSWER_SECONDS, json.load))

    def _answer(
        self, request: urllib.request.Request, timeout: float, read: Callable[[Any], Any] = lambda answer: answer
    ) -> Any:
        """What `read` makes of the answer. Raises Refused, or TimeoutError if there is no answer for long."""
        give_up = time.monotonic() + GIVE_UP
        while True:
            try:
                return read(urllib.request.urlopen(request, timeout=timeout))
            except urllib.error.HTTPError as error:
                if error.code not in RETRIED:
                    raise Refused(f"{request.full_url}: {error.code} {error.read()[:500]!r}") from None
                problem: Exception = error
            except (OSError, http.client.HTTPException, json.JSONDecodeError) as error:
                problem = error
            if time.monotonic() > give_up:
                raise TimeoutError(f"{request.full_url}: {problem}") from problem
            self.repeated += 1
            time.sleep(PAUSE)

    def _request(self, path: str, body: object, accept: str) -> urllib.request.Request:
        headers = {"Authorization": f"Bearer {self._token}", "Accept": accept, "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        return urllib.request.Request(self._url + path, data, headers)


def _csrf_token(page: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    if found is None:
        raise Refused("the page has no form")
    return found[1]
