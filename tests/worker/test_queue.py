"""The way into the queue."""

import json

import pytest
from redis import Redis

from grader.model import Lane
from grader.store import runs
from grader.store.transitions import queue_entry
from grader.worker import broker
from grader.worker.app import make_app
from grader.worker.queue import Queue
from tests.worker.parts import hand_in


@pytest.fixture
def queue(settings):
    made = Queue(settings)
    yield made
    made.close()


def test_only_the_id_travels(queue, database, course_id, settings, redis_server):
    submission = hand_in(database, course_id)
    assert queue.enqueue(queue_entry(submission))
    with Redis(port=redis_server.port, decode_responses=True) as client:
        (message,) = client.lrange(f"{settings.redis_prefix}interactive", 0, -1)
    assert submission.id in json.dumps(json.loads(message))
    assert "def double" not in message


def test_lanes_and_priorities_are_counted(queue, database, course_id):
    first, second = hand_in(database, course_id), hand_in(database, course_id)
    training = hand_in(database, course_id, student="ben", lane=Lane.TRAINING)
    assert (first.priority, second.priority) == (0, 3)
    for submission in (first, second, training):
        queue.enqueue(queue_entry(submission))
    health = queue.health()
    assert health.reachable
    assert health.waiting == {Lane.INTERACTIVE: 2, Lane.TRAINING: 1}


def test_a_regrade_can_be_enqueued(queue, database, course_id):
    submission = hand_in(database, course_id)
    with database.write() as session:
        runs.cancel(session, submission.id, by="you")
        entry = runs.regrade(session, submission.id)
    assert queue.enqueue(entry)
    assert queue.waiting(Lane.INTERACTIVE) == 1


def test_without_redis_nothing_is_raised(queue, database, course_id, redis_server):
    submission = hand_in(database, course_id)
    redis_server.stop()
    assert not queue.enqueue(queue_entry(submission))
    assert not queue.health().reachable
    redis_server.start()
    assert queue.enqueue(queue_entry(submission))


def test_messages_are_sent_by_one_redis_client(queue, database, course_id, monkeypatch):
    entry = queue_entry(hand_in(database, course_id))
    queue.enqueue(entry)
    made = []
    create_client = broker.Channel._create_client
    monkeypatch.setattr(broker.Channel, "_create_client", lambda *args: made.append(args) or create_client(*args))
    assert queue.enqueue(entry)
    assert queue.enqueue(entry)
    assert made == []
    assert queue.waiting(Lane.INTERACTIVE) == 3


def test_an_encrypted_address_keeps_the_transport_that_encrypts(settings):
    app = make_app(settings.model_copy(update={"redis_url": "rediss://example.org:6379/0"}))
    with app.connection_for_write() as connection:
        assert connection.ssl
        assert connection.transport_cls == "rediss"
