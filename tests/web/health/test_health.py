"""Health checks and metrics."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from grader.worker.queue import Queue
from tests.web.grading import visible_case
from web.app import create_app
from web.health.reader import is_private_address


def test_alive_and_ready(app, world):
    client = app.test_client()
    assert client.get("/healthz").json == {"status": "ok"}
    assert client.get("/readyz").json == {"status": "ok", "database": True, "queue": True}


def test_not_ready_without_redis_but_alive(app, world, settings):
    services = app.extensions["services"]
    away = Queue(settings.model_copy(update={"redis_url": "redis://127.0.0.1:1/0"}))
    app.extensions["services"] = replace(services, queue=away)
    client = app.test_client()
    assert client.get("/healthz").status_code == 200
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json["queue"] is False
    assert b"grader_redis_up 0.0" in client.get("/metrics").data
    app.extensions["services"] = services


def test_not_ready_without_tables_or_database(settings):
    app = create_app(settings.model_copy(update={"database_url": "postgresql://nobody@127.0.0.1:1/none"}))
    answer = app.test_client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json["database"] is False


def test_metrics_count_by_verdict_and_lane(app, world, worker, hand_in):
    worker.grade(hand_in("alice"), visible_case())
    hand_in("bob")
    text = app.test_client().get("/metrics").text
    assert 'grader_submissions_graded{assignment="relu_der",verdict="accepted"} 1.0' in text
    assert 'grader_submissions{lane="interactive",status="queued"} 1.0' in text
    assert 'grader_queue_depth{lane="interactive"} 0.0' in text
    assert "grader_redis_up 1.0" in text
    (skew,) = re.findall(r"^grader_clock_skew_seconds (\S+)$", text, flags=re.MULTILINE)
    assert abs(float(skew)) < 5


OUTSIDE = {"REMOTE_ADDR": "203.0.113.7"}


@pytest.mark.parametrize(
    ("header", "status"),
    [
        ("Bearer open sesame", 200),
        ("bearer  open sesame", 200),
        ("Bearer open", 401),
        ("Bearer open sesame!", 401),
        ("Bearer \xe9", 401),
        ("Basic open sesame", 401),
        ("Bearer", 401),
        ("", 401),
    ],
)
def test_with_a_token_metrics_are_told_to_who_has_it(app, world, settings, header, status):
    services = app.extensions["services"]
    app.extensions["services"] = replace(
        services, settings=settings.model_copy(update={"metrics_token": "open sesame"})
    )
    headers = {"Authorization": header} if header else {}
    answer = app.test_client().get("/metrics", headers=headers, environ_base=OUTSIDE)
    assert answer.status_code == status
    assert ("grader_redis_up" in answer.text) is (status == 200)
    assert ("WWW-Authenticate" in answer.headers) is (status == 401)


def test_without_a_token_metrics_are_served_to_private_addresses_only(app, world):
    client = app.test_client()
    answer = client.get("/metrics", environ_base=OUTSIDE)
    assert answer.status_code == 403
    assert "GRADER_METRICS_TOKEN" in answer.text
    assert client.get("/metrics", environ_base={"REMOTE_ADDR": "10.1.2.3"}).status_code == 200
    assert client.get("/healthz", environ_base=OUTSIDE).status_code == 200


@pytest.mark.parametrize("address", ["127.0.0.1", "192.168.1.9", "::1", "fd00::1", "fe80::1%eth0", "::ffff:10.0.0.1"])
def test_private_address(address):
    assert is_private_address(address)


@pytest.mark.parametrize("address", ["", "unix:", "8.8.8.8", "2a00::1", "::ffff:8.8.8.8", "2001:0:1234::1", "0.0.0.0"])
def test_public_address(address):
    assert not is_private_address(address)
