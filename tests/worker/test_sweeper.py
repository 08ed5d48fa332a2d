"""Lost and interrupted work is found again, and not sent again and again."""

import os
from datetime import timedelta

import pytest

from grader.model import Lane, Lifecycle
from grader.store import runs
from grader.store.events import EventKind, events_after
from grader.store.models import Submission, now
from grader.store.transitions import queue_entry
from grader.worker.processes.process_identity import own_identity
from grader.worker.queue import Queue
from grader.worker.sweeper import Sweeper
from tests.worker.parts import get, hand_in

DEAD = own_identity().replace(str(os.getpid()), "999999999")


@pytest.fixture
def sweeper(settings, database):
    made = Sweeper(settings)
    yield made
    made.close()


@pytest.fixture
def queue(settings):
    made = Queue(settings)
    yield made
    made.close()


def claim(database, submission, holder=None, lease_seconds=60):
    with database.write() as session:
        return runs.claim(session, submission.id, holder=holder or own_identity(), lease_seconds=lease_seconds)


def wait_too_long(database, submission):
    with database.write() as session:
        session.get_one(Submission, submission.id).enqueue_at = now() - timedelta(seconds=1)


def test_a_submission_that_was_never_enqueued(sweeper, queue, database, course_id):
    submission = hand_in(database, course_id)
    sweeper.sweep()
    assert queue.waiting(Lane.INTERACTIVE) == 0
    wait_too_long(database, submission)
    sweeper.sweep()
    sweeper.sweep()
    assert queue.waiting(Lane.INTERACTIVE) == 1


def test_at_a_start_nothing_needs_to_have_waited(sweeper, queue, database, course_id):
    hand_in(database, course_id)
    sweeper.sweep(at_once=True)
    assert queue.waiting(Lane.INTERACTIVE) == 1


def test_a_long_queue_is_not_sent_again(sweeper, queue, database, course_id):
    for _ in range(5):
        submission = hand_in(database, course_id)
        queue.enqueue(queue_entry(submission))
        wait_too_long(database, submission)
    sweeper.sweep(at_once=True)
    assert queue.waiting(Lane.INTERACTIVE) == 5


def test_an_emptied_queue_is_filled_again(sweeper, queue, database, course_id, redis_server):
    for _ in range(5):
        submission = hand_in(database, course_id)
        queue.enqueue(queue_entry(submission))
        wait_too_long(database, submission)
    redis_server.stop()
    redis_server.start()
    sweeper.sweep()
    assert queue.waiting(Lane.INTERACTIVE) == 5


def test_work_of_a_dead_process_is_enqueued_at_once(sweeper, queue, database, course_id):
    dead, living = hand_in(database, course_id), hand_in(database, course_id, student="ben")
    claim(database, dead, holder=DEAD)
    claim(database, living)
    sweeper.sweep()
    assert get(database, dead).status is Lifecycle.QUEUED
    assert get(database, living).status is Lifecycle.RUNNING
    assert queue.waiting(Lane.INTERACTIVE) == 1


def test_tries_are_capped_and_watchers_are_told(sweeper, database, course_id):
    submission = hand_in(database, course_id)
    for _ in range(3):
        claim(database, submission, holder=DEAD)
        sweeper.sweep()
    assert get(database, submission).status is Lifecycle.FAILED
    with database.read() as session:
        (event,) = events_after(session, submission.id, 0)
    assert event.kind is EventKind.DONE
    assert "costs no attempt" in event.payload["failure"]


def test_a_stop_on_purpose_costs_no_try(sweeper, database, course_id):
    submission = hand_in(database, course_id)
    claim(database, submission, holder=DEAD)
    sweeper.release()
    row = get(database, submission)
    assert (row.status, row.claims) == (Lifecycle.QUEUED, 0)


def test_without_redis_a_round_does_no_harm(sweeper, database, course_id, redis_server):
    submission = hand_in(database, course_id)
    claim(database, submission, holder=DEAD)
    redis_server.stop()
    sweeper.sweep()
    assert get(database, submission).status is Lifecycle.QUEUED
    redis_server.start()
