"""Webhooks: signed, repeated, and not to private addresses unless allowed."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from grader.model import CaseResult, Report, Verdict
from grader.store import deliveries, runs
from grader.store.models import Delivery, now
from grader.worker.deliveries import Sender, sign
from tests.worker.parts import hand_in


class Receiver:
    """A program that is told of results; answers with `status`."""

    def __init__(self):
        self.requests = []
        self.status = 200
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.requests.append((self.path, dict(self.headers), body))
                self.send_response(receiver.status)
                self.send_header("Location", "http://127.0.0.1:1/elsewhere")
                self.end_headers()

            def log_message(self, *_):
                pass

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/hook?course=1"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def receiver():
    made = Receiver()
    yield made
    made.close()


def grade(database, course_id, url):
    """A graded submission of which `url` is to be told."""
    with database.write() as session:
        deliveries.create_webhook(session, course_id=course_id, url=url, secret="key")
    submission = hand_in(database, course_id)
    with database.write() as session:
        claim = runs.claim(session, submission.id, holder="test", lease_seconds=60)
        case = CaseResult(
            name="a", title="A", row="r", verdict=Verdict.ACCEPTED, score=1, max_score=1, visible=True, message=""
        )
        report = Report(
            assignment="doubling", verdict=Verdict.ACCEPTED, score=1, max_score=1, duration_ms=1, cases=(case,)
        )
        runs.finish(session, claim, report, receipt={}, events=[], seq=100_001)
    return submission


def row(database):
    with database.read() as session:
        return session.query(Delivery).one()


def due_again(database):
    with database.write() as session:
        session.query(Delivery).one().due_at = now()


def test_a_result_is_delivered_once_and_signed(settings, database, course_id, receiver):
    submission = grade(database, course_id, receiver.url)
    sender = Sender(settings)
    assert sender.send_due() == 1
    assert sender.send_due() == 0
    ((path, headers, body),) = receiver.requests
    told = json.loads(body)
    assert path == "/hook?course=1"
    assert (told["submission"], told["event"], told["score"]) == (submission.id, "submission.graded", 1)
    assert headers["X-Grader-Signature"] == sign("key", headers["X-Grader-Timestamp"], body)
    assert headers["X-Grader-Signature"] != sign("other", headers["X-Grader-Timestamp"], body)
    assert row(database).delivered


@pytest.mark.parametrize("status", [500, 302, 404])
def test_what_is_not_accepted_is_tried_again(settings, database, course_id, receiver, status):
    grade(database, course_id, receiver.url)
    receiver.status = status
    sender = Sender(settings)
    sender.send_due()
    assert not row(database).finished_at
    assert str(status) in row(database).last_error
    assert row(database).due_at > now()
    receiver.status = 204
    due_again(database)
    sender.send_due()
    assert row(database).delivered
    assert [headers["X-Grader-Delivery"] for _, headers, _ in receiver.requests] == [str(row(database).id)] * 2


def test_nobody_there(settings, database, course_id, receiver):
    grade(database, course_id, receiver.url)
    receiver.close()
    Sender(settings).send_due()
    assert row(database).tries == 1
    assert row(database).last_error


def test_private_addresses_are_refused_unless_allowed(settings, database, course_id, receiver):
    grade(database, course_id, receiver.url)
    Sender(type(settings)(**(vars(settings) | {"webhook_private": False}))).send_due()
    assert receiver.requests == []
    assert "private address" in row(database).last_error
