"""Repairs in this process, with a real jail and a real evaluator."""

import pytest

from grader.store import repairs
from grader.store.models import Submission
from tests.worker.parts import RIGHT, WRONG, hand_in


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
    from grader.worker.queue import connect

    failed(grader, database, course_id, RIGHT)
    failed(grader, database, course_id, WRONG, student="ben")
    with connect(settings) as redis:
        assert redis.llen(f"{settings.redis_prefix}repair") == 1
