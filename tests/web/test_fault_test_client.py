"""The client of docker/fault-test signs in to the application, hands in, and reads what became of it."""

from __future__ import annotations

import sys
import threading

import pytest
from werkzeug.serving import make_server

from tests.test_fault_test import FAULT_TEST
from tests.web.clients import PASSWORD
from tests.web.grading import visible_case


@pytest.fixture
def client(app, world, monkeypatch):
    monkeypatch.syspath_prepend(str(FAULT_TEST))
    from client import Client

    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    made = Client(f"http://127.0.0.1:{server.server_port}")
    made.sign_in("ina@example.edu", PASSWORD)
    yield made
    server.shutdown()
    thread.join(10)
    sys.modules.pop("client", None)


def test_a_submission(client, worker):
    submission = client.hand_in("relu_der", "def relu_der(dA, cache): ...", "new-student")
    assert client.hand_in("relu_der", "def relu_der(dA, cache): ...", "new-student") == submission
    assert client.read(submission)["status"] == "queued"
    worker.grade(submission, visible_case())
    assert client.read(submission)["status"] == "graded"
    assert [event["event"] for event in client.events(submission)] == ["case", "done"]
    assert list(client.watch(submission)) == ["case", "done"]
    assert [entry["student"] for entry in client.submissions("relu_der")] == ["new-student"]
