"""Webhooks: signed, repeated, and not to private addresses unless allowed."""

import json
import socket
import threading
import time
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from grader.model import CaseResult, Report, Verdict
from grader.store import deliveries, runs
from grader.store.models import Delivery, now
from grader.worker import deliveries as sending
from grader.worker.deliveries import WebhookSender, sign
from grader.worker.webhook_signatures import standard_sign
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
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def receiver():
    made = Receiver()
    yield made
    made.close()


def grade(database, course_id, url, **values):
    """A graded submission of which `url` is to be told."""
    with database.write() as session:
        deliveries.create_webhook(session, course_id=course_id, url=url, secret="key")
    submission = hand_in(database, course_id, **values)
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
        session.query(Delivery).one().due_at = now() - timedelta(seconds=1)


def test_a_result_is_delivered_once_and_signed(settings, database, course_id, receiver):
    submission = grade(database, course_id, receiver.url)
    sender = WebhookSender(settings)
    assert sender.send_due() == 1
    assert sender.send_due() == 0
    ((path, headers, body),) = receiver.requests
    told = json.loads(body)
    assert path == "/hook?course=1"
    assert (told["submission"], told["event"], told["score"]) == (submission.id, "submission.graded", 1)
    assert headers["X-Grader-Signature"] == sign("key", headers["X-Grader-Timestamp"], body)
    assert headers["X-Grader-Signature"] != sign("other", headers["X-Grader-Timestamp"], body)
    signed = standard_sign("key", headers["webhook-id"], headers["webhook-timestamp"], body)
    assert headers["webhook-signature"] == signed
    assert (row(database).answer_status, row(database).duration_ms is not None) == (200, True)
    assert row(database).delivered


@pytest.mark.parametrize("status", [500, 302, 404])
def test_what_is_not_accepted_is_tried_again(settings, database, course_id, receiver, status):
    grade(database, course_id, receiver.url)
    receiver.status = status
    sender = WebhookSender(settings)
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
    WebhookSender(settings).send_due()
    assert row(database).tries == 1
    assert row(database).last_error


def test_private_addresses_are_refused_unless_allowed(settings, database, course_id, receiver):
    grade(database, course_id, receiver.url)
    WebhookSender(type(settings)(**(vars(settings) | {"webhook_private": False}))).send_due()
    assert receiver.requests == []
    assert "private address" in row(database).last_error


def test_a_name_that_means_a_private_address_is_refused(settings, database, course_id, receiver, monkeypatch):
    mixed = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 80)) for ip in ("93.184.216.34", "127.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: mixed)
    grade(database, course_id, "http://rebinding.example/")
    WebhookSender(type(settings)(**(vars(settings) | {"webhook_private": False}))).send_due()
    assert receiver.requests == []
    assert row(database).last_error == "rebinding.example is a private address."


def test_a_receiver_that_drips_holds_up_nobody_for_long(settings, database, course_id, monkeypatch):
    monkeypatch.setattr(sending, "LONGEST", 1.0)
    server = socket.create_server(("127.0.0.1", 0))

    def drip():
        link, _ = server.accept()
        with link:
            try:
                while True:
                    link.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: "[:1])
                    time.sleep(0.05)
            except OSError:
                return

    thread = threading.Thread(target=drip, daemon=True)
    thread.start()
    grade(database, course_id, f"http://127.0.0.1:{server.getsockname()[1]}/")
    begin = time.monotonic()
    WebhookSender(settings).send_due()
    assert time.monotonic() - begin < 5
    assert row(database).last_error
    assert not row(database).delivered
    thread.join(5)
    assert not thread.is_alive()
    server.close()


def refuse_private(settings):
    return type(settings)(**(vars(settings) | {"webhook_private": False}))


def test_the_address_that_was_checked_is_the_one_connected_to(settings, database, course_id, monkeypatch):
    """A resolver that answers with a public address first and with this machine's afterwards."""
    answers = [[(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.216.34", 80))]]
    connected = []

    class Socket:
        def __init__(self, *_):
            pass

        def settimeout(self, _):
            pass

        def connect(self, address):
            connected.append(address)
            raise ConnectionRefusedError("refused in the test")

        def close(self):
            pass

    local = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 80))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answers.pop() if answers else local)
    grade(database, course_id, "http://rebinding.example/")
    sender = WebhookSender(refuse_private(settings))
    with monkeypatch.context() as patched:
        patched.setattr(socket, "socket", Socket)
        sender.send_due()
    assert connected == [("93.184.216.34", 80)]
    assert row(database).last_error == "refused in the test"


def test_the_message_names_assignment_student_and_attempt(settings, database, course_id, receiver):
    grade(database, course_id, receiver.url)
    WebhookSender(settings).send_due()
    told = json.loads(receiver.requests[0][2])
    assert (told["assignment"], told["student"], told["attempt"], told["trial"]) == ("doubling", "ada", 1, False)


def test_a_practice_run_sends_nothing(settings, database, course_id, receiver):
    grade(database, course_id, receiver.url, practice=True)
    assert WebhookSender(settings).send_due() == 0
    assert receiver.requests == []


def test_a_failing_webhook_backs_off_with_one_log_line(settings, database, course_id, receiver, caplog):
    caplog.set_level("INFO", logger=sending.__name__)
    receiver.status = 500
    grade(database, course_id, receiver.url)
    with database.write() as session:
        hook = deliveries.webhooks_of(session, course_id)[0]
        for _ in range(5):
            deliveries.add_to_outbox(session, course_id, session.query(Delivery).first().submission_id, "x", {})
    sender = WebhookSender(settings)
    sender.send_due()
    assert len(receiver.requests) == 1
    assert sender.send_due() == 0
    submission_id = first_submission(database)
    with database.write() as session:
        deliveries.add_to_outbox(session, course_id, submission_id, "x", {})
    assert sender.send_due() == 0
    for expected in (2, 3):
        with database.write() as session:
            session.query(Delivery).filter_by(kind="x").first().due_at = now() - timedelta(seconds=1)
        sender.send_due()
        assert len(receiver.requests) == expected
    with database.read() as session:
        failing = deliveries.webhooks_of(session, course_id)[0]
        assert (failing.failures, failing.last_error) == (3, "The receiver answered with status 500.")
        assert failing.retry_at > now()
        assert deliveries.unsent(session, course_id) == {hook.id: 7}
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    receiver.status = 200
    with database.write() as session:
        session.query(Delivery).first().due_at = now() - timedelta(seconds=1)
    sender.send_due()
    with database.read() as session:
        works = deliveries.webhooks_of(session, course_id)[0]
        assert (works.failures, works.failing_since, works.retry_at, works.last_error) == (0, None, None, None)


def first_submission(database):
    """The id of the submission of the first delivery."""
    with database.read() as session:
        return session.query(Delivery).first().submission_id
