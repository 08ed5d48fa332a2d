"""`grader.client`: hand in, wait, watch, list, and what goes wrong; for ordinary programs and for asyncio."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from grader.client import (
    AsyncClient,
    AuthenticationFailed,
    Client,
    Conflict,
    ConnectionFailed,
    Forbidden,
    InvalidRequest,
    NotFound,
    RateLimited,
    ServerError,
    calls,
)
from tests.web.grading import hidden_case, visible_case

URL = "http://grader.test"
CODE = "def relu_der(dA, cache):\n    return dA\n"


@pytest.fixture
def client(app, world):
    with Client(URL, token=world.instructor_token, transport=httpx.WSGITransport(app=app)) as made:
        yield made


def answering(*answers: httpx.Response | Exception | Callable[[httpx.Request], httpx.Response]):
    """A client of a service that gives these answers, and the requests that it has got."""
    requests, left = [], list(answers)

    def answer(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        found = left.pop(0)
        if isinstance(found, Exception):
            raise found
        return found if isinstance(found, httpx.Response) else found(request)

    return Client(URL, token="t", transport=httpx.MockTransport(answer)), requests


@pytest.fixture
def pauses(monkeypatch):
    found: list[float] = []
    monkeypatch.setattr("grader.client.synchronous.time.sleep", found.append)
    return found


def test_hand_in_wait_and_read(client, worker, tmp_path):
    path = tmp_path / "mine.py"
    path.write_text(CODE)
    made = client.submit("relu_der", path=path, student="alice@example.edu")
    assert (made.status, made.finished) == ("queued", False)
    worker.grade(made.id, visible_case(), hidden_case())
    done = client.wait(made.id, timeout=20)
    assert (done.status, done.student, done.finished) == ("graded", "alice@example.edu", True)
    assert done.score == done.report.score
    assert [case.passed for case in done.report.cases] == [True, False]
    assert done.raw["graded_score"] == done.score
    assert done.created_at.tzinfo is not None


def test_events_end_with_done_and_resume(client, worker):
    made = client.submit("relu_der", CODE, student="alice@example.edu")
    worker.grade(made.id, visible_case(), hidden_case())
    told = list(client.events(made.id))
    assert [event.name for event in told] == ["case", "case", "done"]
    assert [event.id for event in client.events(made.id, after=told[0].id)] == [event.id for event in told[1:]]
    assert list(client.events(made.id, after=told[-1].id)) == []


def test_lists_load_their_pages(client, worker, world):
    made = [client.submit("relu_der", CODE, student="alice@example.edu").id for _ in range(3)]
    assert [each.id for each in client.submissions(per_page=2, student="alice@example.edu")] == made[::-1]
    assert list(client.submissions(status="failed")) == []
    assert {member["email"] for member in client.members(world.networks, per_page=1)} == {
        f"{name}@example.edu" for name in ("alice", "bob", "ina")
    }


def test_the_rest_of_the_course(client, worker):
    made = client.submit("relu_der", CODE, student="alice@example.edu")
    worker.grade(made.id, visible_case(), hidden_case())
    assert client.token()["role"] == "instructor"
    assert [each.slug for each in client.assignments()] == ["relu_der"]
    assert client.assignment("relu_der").starter
    assert {grade.student: grade.attempts for grade in client.grades("relu_der")}["alice@example.edu"] == 1
    assert client.regrade(made.id).status == "queued"
    assert client.cancel(made.id).id == made.id
    hook = client.create_webhook("https://lms.example.edu/")
    assert hook.secret.startswith("whsec_")
    assert [each.url for each in client.webhooks()] == [hook.url]
    client.delete_webhook(hook.id)
    assert client.request("GET", "/webhooks") == {"webhooks": []}


def test_a_repeated_key_is_one_submission(client):
    first = client.submit("relu_der", CODE, student="alice@example.edu", idempotency_key="once")
    assert client.submit("relu_der", CODE, student="alice@example.edu", idempotency_key="once").id == first.id
    with pytest.raises(InvalidRequest, match="another request"):
        client.submit("relu_der", "x = 1", student="alice@example.edu", idempotency_key="once")


def test_what_is_refused_is_an_exception_with_the_reason(client, app, world):
    with pytest.raises(NotFound, match="no assignment 'nothing'"):
        client.submit("nothing", CODE)
    with pytest.raises(InvalidRequest) as caught:
        client.submit("relu_der", CODE, student="nobody")
    assert (caught.value.status, caught.value.errors[0]["field"]) == (422, "student")
    with pytest.raises(ValueError, match="either"):
        client.submit("relu_der")
    transport = httpx.WSGITransport(app=app)
    with Client(URL, token="wrong", transport=transport) as stranger, pytest.raises(AuthenticationFailed):
        stranger.assignments()
    with Client(URL, token=world.student_token, transport=transport) as tool, pytest.raises(Forbidden):
        tool.regrade(tool.submit("relu_der", CODE, student="alice@example.edu").id)
    with pytest.raises(Conflict):
        client.regrade(client.submit("relu_der", CODE, student="alice@example.edu").id)


def test_a_busy_service_is_asked_again_with_the_same_key(pauses):
    made = {"id": "s1", "status": "queued"}
    client, requests = answering(
        httpx.Response(503, headers={"Retry-After": "7"}),
        httpx.ConnectError("refused"),
        httpx.Response(429),
        httpx.Response(202, json=made),
    )
    assert client.submit("relu_der", CODE).id == "s1"
    assert pauses == [7.0, 1.0, 2.0]
    assert len({request.headers["Idempotency-Key"] for request in requests}) == 1


def test_it_gives_up(pauses):
    client, requests = answering(*[httpx.ConnectError("refused")] * 4)
    with pytest.raises(ConnectionFailed):
        client.assignments()
    assert len(requests) == calls.RETRIES + 1
    client, _ = answering(httpx.Response(429, headers={"Retry-After": "3600"}, json={"detail": "Too many."}))
    with pytest.raises(RateLimited, match="Too many") as caught:
        client.assignments()
    assert caught.value.retry_after == 3600
    client, _ = answering(httpx.Response(500, text="<html>"))
    with pytest.raises(ServerError):
        client.assignments()


def stream(text: str) -> httpx.Response:
    return httpx.Response(200, headers={"Content-Type": "text/event-stream"}, text=text)


def test_a_lost_stream_goes_on_after_the_last_event(pauses):
    client, requests = answering(
        stream('retry: 2000\n\nid: 1\nevent: case\ndata: {"a":\ndata: 1}\n\n: still here\n\n'),
        httpx.ReadError("reset"),
        stream('id: 2\nevent: done\ndata: {"status": "graded"}\n\n'),
    )
    assert [(event.id, event.name) for event in client.events("s1")] == [(1, "case"), (2, "done")]
    assert [request.headers.get("Last-Event-ID") for request in requests] == [None, "1", "1"]


def test_a_stream_that_does_not_end_in_time(pauses):
    client, _ = answering(*[httpx.ReadTimeout("slow")] * 3)
    with pytest.raises(TimeoutError):
        list(client.events("s1", timeout=0.0))


def test_a_course_is_watched(pauses):
    client, _ = answering(stream('id: 3\n\nid: 4\nevent: result\ndata: {"id": "s1"}\n\n'))
    event = next(client.course_events(1))
    assert (event.id, event.name, event.data) == (4, "result", {"id": "s1"})


def test_the_same_with_asyncio(app, world, worker):
    def answer(request: httpx.Request) -> httpx.Response:
        found = app.test_client().open(
            request.url.raw_path.decode(),
            method=request.method,
            headers=list(request.headers.items()),
            data=request.content,
        )
        return httpx.Response(found.status_code, headers=list(found.headers), content=found.data)

    async def act() -> None:
        transport = httpx.MockTransport(answer)
        async with AsyncClient(URL, token=world.instructor_token, transport=transport) as client:
            made = await client.submit("relu_der", CODE, student="alice@example.edu")
            worker.grade(made.id, visible_case(), hidden_case())
            assert [event.name async for event in client.events(made.id)] == ["case", "case", "done"]
            assert (await client.wait(made.id, timeout=20)).status == "graded"
            assert [each.id async for each in client.submissions(per_page=1)] == [made.id]
            assert len([member async for member in client.members(world.networks, per_page=2)]) == 3
            assert [each.slug for each in await client.assignments()] == ["relu_der"]
            assert len(await client.grades("relu_der")) == 2
            with pytest.raises(NotFound):
                await client.submission("nothing")

    # In a thread, because Playwright keeps an event loop in the main one once a browser test has run.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, act()).result()


def test_both_clients_have_the_same_methods():
    def names(kind: type) -> set[str]:
        return {name for name in vars(kind) if not name.startswith("_")}

    assert names(Client) == names(AsyncClient)


def test_it_imports_nothing_of_the_service():
    foreign = ("web", "flask", "sqlalchemy", "numpy", "celery", "pydantic")
    code = "import sys, grader.client; print(*sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = found.stdout.split()
    assert "grader.client" in loaded
    assert not [name for name in loaded if name.partition(".")[0] in foreign]
    assert {name for name in loaded if name.startswith("grader.")} == {
        name for name in loaded if name.startswith("grader.client")
    }


def test_a_file_that_is_not_utf_8_is_read_by_the_service(client, tmp_path):
    path = tmp_path / "mine.py"
    path.write_bytes("# -*- coding: latin-1 -*-\n# für\n".encode("latin-1") + CODE.encode())
    assert client.submit("relu_der", path=path, student="alice@example.edu").status == "queued"
    path.write_bytes(b"\x00\x01")
    with pytest.raises(InvalidRequest):
        client.submit("relu_der", path=path, student="alice@example.edu")


def test_the_server_and_the_token_come_from_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("GRADER_SERVER", f"{URL}/")
    monkeypatch.setenv("GRADER_TOKEN", "nng_a\n")
    assert calls.server_and_token(None, None) == (URL, "nng_a")
    path = tmp_path / "token"
    path.write_text("nng_b\n")
    assert calls.server_and_token("https://other.test", path) == ("https://other.test", "nng_b")
    monkeypatch.delenv("GRADER_TOKEN")
    for kind in (Client, AsyncClient):
        with pytest.raises(ValueError, match="token is needed"):
            kind.from_environment()
