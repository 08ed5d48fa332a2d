"""Live results over a real connection to a real server, with a real Redis in between."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import pytest
from werkzeug.serving import make_server

from grader.store import tokens
from grader.store.events import first_seq
from grader.store.models import Role
from tests.web.clients import Browser, Program
from tests.web.grading import hidden_case, visible_case
from web.services import Services


@pytest.fixture
def port(app, world) -> Iterator[int]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield server.server_port
    app.extensions["services"].broadcaster.close()
    server.shutdown()
    thread.join(timeout=10)


@dataclass
class Watcher:
    """A client that reads server-sent events line by line, as a browser does."""

    response: http.client.HTTPResponse

    def next(self) -> dict:
        """The next event; comments and `retry` are passed over."""
        fields: dict[str, str] = {}
        while line := self.response.readline().decode().rstrip("\n"):
            name, _, value = line.partition(": ")
            if name:
                fields[name] = value
        if "data" not in fields:
            assert not self.response.closed, "the stream ended"
            return self.next()
        return {"id": int(fields["id"]), "event": fields["event"], "data": json.loads(fields["data"])}

    def rest(self) -> str:
        """What comes until the server closes."""
        return self.response.read().decode()


@pytest.fixture
def watch(port, world):
    @contextmanager
    def open_stream(submission_id: str, token: str | None = None, query: str = "", **headers: str) -> Iterator[Watcher]:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        headers = {"Authorization": f"Bearer {token or world.instructor_token}", **headers}
        headers = {name: value for name, value in headers.items() if value}
        connection.request("GET", f"/api/v1/submissions/{submission_id}/events{query}", headers=headers)
        try:
            yield Watcher(connection.getresponse())
        finally:
            connection.close()

    return open_stream


def test_each_result_arrives_when_it_is_known(watch, worker, hand_in):
    submission_id = hand_in("alice")
    with watch(submission_id) as stream:
        assert stream.response.status == 200
        assert stream.response.headers["Content-Type"].startswith("text/event-stream")
        assert stream.response.headers["X-Accel-Buffering"] == "no"
        assert stream.response.headers["Cache-Control"] == "no-store"
        claim = worker.claim(submission_id)
        worker.tell(claim, 1, visible_case())
        first = stream.next()
        assert (first["event"], first["data"]["name"]) == ("case", "handout_example")
        worker.tell(claim, 2, hidden_case())
        second = stream.next()
        assert second["data"]["actual"] == 31337
        assert second["id"] == first["id"] + 1
        worker.finish(claim, [visible_case(), hidden_case()])
        done = stream.next()
        assert done["event"] == "done"
        assert done["data"]["status"] == "graded"
        assert (done["data"]["score"], done["data"]["verdict"]) == (5.0, "partially_accepted")
        assert stream.rest() == ""


def test_who_comes_late_gets_everything(watch, worker, hand_in):
    submission_id = hand_in("alice")
    worker.grade(submission_id, visible_case(), hidden_case())
    with watch(submission_id) as stream:
        assert [stream.next()["event"] for _ in range(3)] == ["case", "case", "done"]


def test_who_comes_back_gets_what_was_missed_and_then_204(watch, worker, hand_in):
    submission_id = hand_in("alice")
    worker.grade(submission_id, visible_case(), hidden_case())
    seen = first_seq(1) + 1
    with watch(submission_id, **{"Last-Event-ID": str(seen)}) as stream:
        assert stream.next()["data"]["name"] == "secret_zeros"
    with watch(submission_id, query=f"?after={seen}") as stream:
        assert stream.next()["data"]["name"] == "secret_zeros"
        last = stream.next()
    with watch(submission_id, **{"Last-Event-ID": str(last["id"])}) as stream:
        assert stream.response.status == 204
        assert stream.rest() == ""


def test_a_lost_live_event_is_read_from_the_database(watch, worker, hand_in):
    submission_id = hand_in("alice")
    with watch(submission_id) as stream:
        claim = worker.claim(submission_id)
        worker.tell(claim, 1, visible_case(), live=False)
        worker.tell(claim, 2, hidden_case())
        assert [stream.next()["data"]["name"] for _ in range(2)] == ["handout_example", "secret_zeros"]


def test_students_get_no_hidden_value(watch, worker, app, world):
    tool = Program(app.test_client(), world.student_token)
    submission_id = tool.hand_in().json["id"]
    with watch(submission_id, token=world.student_token) as stream:
        worker.grade(submission_id, visible_case(), hidden_case())
        assert stream.next()["data"]["log"] == "printed by the student"
        text = json.dumps(stream.next()["data"])
        assert "31337" not in text
        assert "Inputs that are exactly zero" in text
        assert "31337" not in stream.rest()


def test_others_cannot_watch(watch, hand_in, world):
    submission_id = hand_in("alice")
    for token, status in ((world.foreign_token, 404), (world.student_token, 404), ("nng_wrong", 401)):
        with watch(submission_id, token=token) as stream:
            assert stream.response.status == status
            assert stream.response.headers["Content-Type"] == "application/problem+json"


def test_too_many_watchers_are_asked_to_come_back(watch, app, hand_in, worker):
    services: Services = app.extensions["services"]
    settings = services.settings.model_copy(update={"max_watchers": 1})
    app.extensions["services"] = replace(services, settings=settings)
    submission_id = hand_in("alice")
    with watch(submission_id) as first:
        claim = worker.claim(submission_id)
        worker.tell(claim, 1, visible_case())
        first.next()
        with watch(submission_id) as second:
            assert second.response.status == 503
            assert int(second.response.headers["Retry-After"]) >= 1
        worker.finish(claim, [visible_case()])
        assert first.next()["event"] == "done"
        first.rest()


def test_one_token_leaves_slots_for_others(watch, app, hand_in, worker, database, world):
    services: Services = app.extensions["services"]
    app.extensions["services"] = replace(services, settings=services.settings.model_copy(update={"token_watchers": 1}))
    with database.write() as db:
        other = tokens.create_token(db, course_id=world.networks, role=Role.INSTRUCTOR, name="another LMS")[1]
    submission_id = hand_in("alice")
    with watch(submission_id) as first:
        claim = worker.claim(submission_id)
        worker.tell(claim, 1, visible_case())
        first.next()
        with watch(submission_id) as again:
            assert again.response.status == 503
            assert int(again.response.headers["Retry-After"]) >= 1
            assert "which is the limit" in json.loads(again.rest())["detail"]
        with watch(submission_id, token=other) as another:
            assert another.next()["event"] == "case"
            worker.finish(claim, [visible_case()])
            assert another.next()["event"] == "done"
        assert first.next()["event"] == "done"
        first.rest()
    with watch(submission_id) as later:
        assert later.response.status == 200


def test_one_person_leaves_slots_for_others(watch, app, browse, hand_in):
    services: Services = app.extensions["services"]
    app.extensions["services"] = replace(services, settings=services.settings.model_copy(update={"person_watchers": 1}))
    mine, hers = hand_in("alice"), hand_in("bob")
    alice, bob = ({"Authorization": "", "Cookie": cookie(browse(name))} for name in ("alice", "bob"))
    with watch(mine, **alice) as first:
        assert first.response.readline() == b"retry: 2000\n"
        with watch(mine, **alice) as second:
            assert second.response.status == 503
        with watch(mine, Accept="application/json", **alice) as poll:
            assert json.loads(poll.rest()) == {"events": [], "finished": False}
        with watch(hers, **bob) as other:
            assert other.response.status == 200
            assert other.response.readline() == b"retry: 2000\n"


def cookie(browser: Browser) -> str:
    """What the browser sends of its sign-in."""
    kept = browser.client.get_cookie("grader_session")
    assert kept is not None
    return f"{kept.key}={kept.value}"


def test_polling_as_json(lms, worker, hand_in):
    submission_id = hand_in("alice")
    headers = {"Accept": "application/json"}
    path = f"/submissions/{submission_id}/events"
    assert lms.get(path, headers=headers).json == {"events": [], "finished": False}
    worker.grade(submission_id, visible_case())
    body = lms.get(path, headers=headers).json
    assert body["finished"]
    assert [event["event"] for event in body["events"]] == ["case", "done"]
    later = lms.get(f"{path}?after={body['events'][-1]['id']}", headers=headers).json
    assert later == {"events": [], "finished": True}
