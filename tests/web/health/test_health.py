"""What whoever runs the service asks it."""

from __future__ import annotations

from dataclasses import replace

from grader.worker.queue import Queue
from tests.web.conftest import visible_case
from web.app import create_app


def test_alive_and_ready(app, world):
    client = app.test_client()
    assert client.get("/healthz").json == {"status": "ok"}
    assert client.get("/readyz").json == {"status": "ok", "database": True, "queue": True}


def test_not_ready_without_redis_but_alive(app, world, settings):
    services = app.extensions["services"]
    away = Queue(replace(settings, redis_url="redis://127.0.0.1:1/0"))
    app.extensions["services"] = replace(services, queue=away)
    client = app.test_client()
    assert client.get("/healthz").status_code == 200
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json["queue"] is False
    assert b"grader_redis_up 0.0" in client.get("/metrics").data
    app.extensions["services"] = services


def test_not_ready_without_tables_or_database(settings):
    app = create_app(replace(settings, database_url="postgresql://nobody@127.0.0.1:1/none"))
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
