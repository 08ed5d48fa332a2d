"""Webhooks: signed, repeated, and not to private addresses unless allowed."""

import json
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from grader.model import CaseResult, Report, Verdict
from grader.store import deliveries, runs
from grader.store.models import Delivery, now
from grader.worker import deliveries as sending
from grader.worker.deliveries import WebhookSender, is_public, sign
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
    sender = WebhookSender(settings)
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


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("64:ff9b::5db8:d822", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fec0::1", False),
        ("fd00:ec2::254", False),
        ("ff02::1", False),
        ("::ffff:127.0.0.1", False),
        ("::127.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b::a9fe:a9fe", False),
        ("2002:7f00:1::", False),
    ],
)
def test_an_address_is_public_only_if_what_it_stands_for_is(address, public):
    assert is_public(address) is public


def test_a_name_that_means_a_private_address_is_refused(settings, database, course_id, receiver, monkeypatch):
    mixed = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 80)) for ip in ("93.184.216.34", "127.0.0.1")]
    monkeypatch.setattr(sending.socket, "getaddrinfo", lambda *_, **__: mixed)
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
