"""Repairs in this process, with a real jail and a real evaluator."""

import json

import pytest

from grader.store import repairs
from grader.store.models import Submission
from grader.worker.queue import Queue, connect
from tests.worker.parts import RIGHT, WRONG, hand_in

#: Wrong, and each run takes a while.
SLOW_WRONG = b"import time\ndef double(x):\n    time.sleep(0.2)\n    return 7.0 * 11.0 - 13.0 * x * x - 17.0\n"


@pytest.fixture
def repairing(sandboxes, settings, database, grader):
    with sandboxes["repairing"].repairing(settings) as made:
        yield made


def found(database, submission):
    with database.read() as session:
        return repairs.of(session, session.get_one(Submission, submission.id))


def failed(grader, database, course_id, content=WRONG, **values):
    submission = hand_in(database, course_id, content, **values)
    grader.grade(submission.id)
    return submission


def test_a_failed_submission_is_repaired(grader, repairing, database, course_id):
    submission = failed(grader, database, course_id)
    repairing.repair(submission.id)
    result = found(database, submission)
    (repair,) = result.repairs
    assert repair.rungs[0] == "One change in line 2 makes all tests pass."
    assert repair.complete
    assert len(repair.mends) == 6


def test_the_same_code_is_proven_again_at_once(grader, repairing, database, course_id):
    first = failed(grader, database, course_id)
    repairing.repair(first.id)
    again = failed(grader, database, course_id, b"# mine\n" + WRONG, student="ben")
    repairing.repair(again.id)
    result = found(database, again)
    assert result.repairs[0].rungs[0] == "One change in line 3 makes all tests pass."
    assert result.tries <= 24


def test_what_was_searched_in_vain_is_not_searched_again(grader, repairing, database, course_id):
    code = b"def double(x):\n    raise SystemError\n"
    first = failed(grader, database, course_id, code)
    repairing.repair(first.id)
    result = found(database, first)
    if result.repairs or result.exhausted:
        pytest.skip("a repair was found, or the machine was too busy")
    again = failed(grader, database, course_id, code + b"# again\n", student="ben")
    repairing.repair(again.id)
    assert found(database, again).tries == 0


def test_nothing_is_searched_for_an_older_attempt(grader, repairing, database, course_id):
    first = failed(grader, database, course_id)
    failed(grader, database, course_id)
    repairing.repair(first.id)
    assert found(database, first) is None


def test_nothing_is_searched_for_what_passed(grader, repairing, database, course_id):
    submission = failed(grader, database, course_id, RIGHT)
    repairing.repair(submission.id)
    assert found(database, submission) is None


def test_code_that_attacks_its_variants_costs_only_its_repair(grader, repairing, database, course_id):
    code = b"import os\ndef double(x):\n    os._exit(3)\n"
    submission = failed(grader, database, course_id, code)
    repairing.repair(submission.id)
    other = failed(grader, database, course_id, student="ben")
    repairing.repair(other.id)
    assert found(database, other).repairs


def test_a_failed_submission_is_enqueued_for_repair(grader, database, course_id, settings):
    failed(grader, database, course_id, RIGHT)
    failed(grader, database, course_id, WRONG, student="ben")
    with connect(settings) as redis:
        assert redis.llen(f"{settings.redis_prefix}repair") == 1


def test_a_newer_attempt_ends_the_search_and_is_searched_by_the_same_evaluator(
    grader, repairing, database, course_id, monkeypatch
):
    first = failed(grader, database, course_id, SLOW_WRONG)
    newer = []
    look_up = repairs.by_code

    def hand_in_again(session, code):
        if not newer:
            newer.append(failed(grader, database, course_id))
        return look_up(session, code)

    monkeypatch.setattr(repairs, "by_code", hand_in_again)
    pid = repairing._pool.evaluator("doubling").connection.peer
    repairing.repair(first.id)
    assert found(database, first) is None
    repairing.repair(newer[0].id)
    (repair,) = found(database, newer[0]).repairs
    assert repair.rungs[0] == "One change in line 2 makes all tests pass."
    assert repairing._pool.evaluator("doubling").connection.peer == pid


def test_searches_after_a_regrade_wait_behind_all_others_and_do_not_expire(settings):
    queue = Queue(settings)
    queue.enqueue_repair("regraded", is_regrade=True)
    queue.enqueue_repair("graded")
    queue.close()
    with connect(settings) as redis:
        (first,) = redis.lrange(f"{settings.redis_prefix}repair", 0, -1)
        (last,) = redis.lrange(f"{settings.redis_prefix}repair\x06\x169", 0, -1)
    headers = [json.loads(message)["headers"] for message in (first, last)]
    assert ["graded" in headers[0]["argsrepr"], "regraded" in headers[1]["argsrepr"]] == [True, True]
    assert headers[0]["expires"] is not None
    assert headers[1]["expires"] is None
