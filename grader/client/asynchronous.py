"""The client for programs with asyncio."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx

from grader.client import calls
from grader.client.calls import Call, StreamState, call
from grader.client.errors import ApiError, ConnectionFailed
from grader.client.results import Assignment, Event, Grade, Submission, Webhook


class AsyncClient:
    """A connection to a service with an API token. Close it, or use it in an `async with` block.

    Raises `ApiError` and its subclasses for what the service refuses, `ConnectionFailed` when it cannot be reached.
    A request is sent again up to three times when the service is busy or the connection fails, which changes nothing
    twice.
    """

    def __init__(self, url: str, *, token: str, transport: httpx.AsyncBaseTransport | None = None) -> None:
        """`url` of the service, such as "https://grader.example.edu"; `transport` as in httpx, for tests."""
        headers = {"Authorization": f"Bearer {token}", **calls.AGENT}
        self._http = httpx.AsyncClient(base_url=url, headers=headers, timeout=calls.TIMEOUT, transport=transport)

    @classmethod
    def from_environment(
        cls,
        server: str | None = None,
        *,
        token_file: Path | None = None,
        stored: Mapping[str, str] | None = None,
    ) -> Self:
        """A client of `server`, else of GRADER_SERVER, with the token in `token_file`, else in GRADER_TOKEN.

        `stored` holds tokens by server, which are used where nothing is given; its last server is the default.
        Raises ValueError with what is missing, and OSError if the file cannot be read.
        """
        url, token = calls.server_and_token(server, token_file, stored)
        return cls(url, token=token)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def request(self, method: str, path: str, *, body: Any = None, **params: Any) -> Any:
        """Any other route: the JSON of the answer, or None if there is no body. `path` follows /api/v1."""
        return await self._send(call(method, path, body=body, **params))

    async def token(self) -> Mapping[str, Any]:
        """The calling token: course, role, scopes, expiry."""
        found: Mapping[str, Any] = await self._send(call("GET", "/token"))
        return found

    async def assignments(self) -> list[Assignment]:
        """The assignments of the course."""
        return [Assignment.of(each) for each in (await self._send(call("GET", "/assignments")))["assignments"]]

    async def assignment(self, slug: str) -> Assignment:
        """One assignment, with its task and starter code."""
        return Assignment.of(await self._send(call("GET", f"/assignments/{slug}")))

    async def submit(
        self,
        assignment: str,
        source: str | None = None,
        *,
        path: str | Path | None = None,
        student: str | None = None,
        course: int | None = None,
        enrol: bool = False,
        trial: bool = False,
        idempotency_key: str | None = None,
    ) -> Submission:
        """Hand in the text `source` or the file `path`; it is stored when this returns, and graded afterwards."""
        made = calls.submission_call(
            assignment, source, path, student=student, course=course, enrol=enrol, trial=trial, key=idempotency_key
        )
        return Submission.of(await self._send(made))

    async def submission(self, submission_id: str) -> Submission:
        """A submission with its report."""
        return Submission.of(await self._send(call("GET", f"/submissions/{submission_id}")))

    async def wait(self, submission_id: str, *, timeout: float = 600.0) -> Submission:
        """The submission when it is graded or has failed. Raises TimeoutError after `timeout` seconds."""
        async for _ in self.events(submission_id, timeout=timeout):
            pass
        return await self.submission(submission_id)

    async def events(
        self, submission_id: str, *, after: int | None = None, timeout: float | None = None
    ) -> AsyncIterator[Event]:
        """The results as they become known, "done" last; a lost connection is resumed. Raises TimeoutError."""
        async for event in self._stream(f"/submissions/{submission_id}/events", after, timeout):
            yield event
            if event.name == "done":
                return

    async def course_events(
        self, course: int, *, after: int | None = None, timeout: float | None = None
    ) -> AsyncIterator[Event]:
        """The results of all submissions of a course as they become known, without end. Raises TimeoutError."""
        async for event in self._stream(f"/courses/{course}/events", after, timeout):
            yield event

    async def submissions(self, **filters: Any) -> AsyncIterator[Submission]:
        """The submissions that the token may list, newest first; pages are loaded as they are needed.

        `filters`: assignment, student, section, status, verdict, trial, since, until.
        """
        async for each in self.pages("/submissions", "submissions", **filters):
            yield Submission.of(each)

    async def members(self, course: int, **filters: Any) -> AsyncIterator[Mapping[str, Any]]:
        """The members of a course. `filters`: q, role, section, state, sort, order."""
        async for each in self.pages(f"/courses/{course}/members", "members", **filters):
            yield each

    async def pages(self, path: str, name: str, **filters: Any) -> AsyncIterator[Mapping[str, Any]]:
        """All items of a list in pages; `name` is the member of the answer that holds them."""
        cursor: str | None = ""
        while cursor is not None:
            items, cursor = calls.page_items(await self._send(call("GET", path, cursor=cursor, **filters)), name)
            for item in items:
                yield item

    async def grades(self, slug: str) -> list[Grade]:
        """Each student's grade in an assignment."""
        return [Grade.of(each) for each in (await self._send(call("GET", f"/assignments/{slug}/grades")))["grades"]]

    async def regrade(self, submission_id: str) -> Submission:
        """Grade a submission again."""
        return Submission.of(await self._send(call("POST", f"/submissions/{submission_id}/regrade")))

    async def cancel(self, submission_id: str) -> Submission:
        """Stop a submission that waits or runs."""
        return Submission.of(await self._send(call("POST", f"/submissions/{submission_id}/cancel")))

    async def webhooks(self) -> list[Webhook]:
        """The webhooks of the course."""
        return [Webhook.of(each) for each in (await self._send(call("GET", "/webhooks")))["webhooks"]]

    async def create_webhook(self, url: str) -> Webhook:
        """Have results sent to an address; only this answer has the secret."""
        return Webhook.of(await self._send(call("POST", "/webhooks", body={"url": url})))

    async def delete_webhook(self, webhook_id: str) -> None:
        """End a webhook."""
        await self._send(call("DELETE", f"/webhooks/{webhook_id}"))

    async def _send(self, made: Call) -> Any:
        attempt = 1
        while True:
            error: ApiError | None = None
            try:
                answer = await self._http.request(made.method, made.path, **made.options())
            except httpx.TransportError as lost:
                pause = calls.wait_before(attempt, None)
                if pause is None:
                    raise ConnectionFailed(str(lost)) from lost
            else:
                if answer.is_success:
                    return answer.json() if answer.content else None
                error = calls.failure(answer.status_code, answer.text, answer.headers.get("Retry-After"))
                pause = calls.wait_before(attempt, error)
                if pause is None:
                    raise error
            await asyncio.sleep(pause)
            attempt += 1

    async def _stream(self, path: str, after: int | None, timeout: float | None) -> AsyncIterator[Event]:
        state = StreamState(path, after, timeout)
        while True:
            limits = httpx.Timeout(calls.TIMEOUT, read=state.seconds_left())
            error: ApiError | None = None
            lost: Exception | None = None
            try:
                async with self._http.stream("GET", state.path, headers=state.headers, timeout=limits) as answer:
                    if answer.status_code == 204:
                        return
                    if answer.is_success:
                        async for line in answer.aiter_lines():
                            event = state.feed(line)
                            if event is not None:
                                yield event
                    else:
                        await answer.aread()
                        error = calls.failure(answer.status_code, answer.text, answer.headers.get("Retry-After"))
            except httpx.ReadTimeout:
                continue
            except httpx.TransportError as failure:
                lost = failure
            await asyncio.sleep(state.pause(error, lost))
