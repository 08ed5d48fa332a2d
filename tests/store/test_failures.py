"""Runs that cost nothing are limited when the grader fails again and again."""

from datetime import timedelta

import pytest

from grader.model import Lifecycle, Verdict
from grader.store import failures, runs
from grader.store.events import StoredEvent
from grader.store.failures import MOST_FAILURES, TooManyFailures
from grader.store.models import Submission, now
from grader.store.transitions import QueueEntry


def fail(world, student="ada@example.org", *, max_claims=1):
    """Hand in; the grader fails at it."""
    submission = world.hand_in(student)
    give_back(world, submission, max_claims=max_claims)
    return submission


def give_back(world, submission, *, max_claims=3):
    claim = world.claim(submission)
    with world.database.write() as session:
        return runs.give_back(
            session, submission.id, claim.run, cause="The jail broke.", max_claims=max_claims, enqueue_in=0
        )


def unresolved(world):
    with world.database.read() as session:
        found = failures.unresolved(session, world.course_id, "relu_der")
        by_assignment = failures.unresolved_by_assignment(session, world.course_id)
    assert by_assignment == ({"relu_der": len(found)} if found else {})
    return {row.id for row in found}


def test_further_submissions_are_refused_for_a_while(world):
    oldest, *_ = [fail(world) for _ in range(MOST_FAILURES)]
    with pytest.raises(TooManyFailures) as refused:
        world.hand_in()
    assert 3500 < refused.value.seconds <= 3600
    with pytest.raises(TooManyFailures):
        world.hand_in(practice=True)
    assert world.hand_in("ben@example.org").attempt == 1
    assert world.hand_in(assignment="train").attempt == 1
    with world.database.write() as session:
        session.get_one(Submission, oldest.id).finished_at = now() - timedelta(hours=1, seconds=1)
    assert world.hand_in(attempts_allowed=1).attempt == MOST_FAILURES + 1


def test_cancelled_submissions_do_not_count(world):
    for _ in range(MOST_FAILURES):
        submission = world.hand_in()
        with world.database.write() as session:
            runs.cancel(session, submission.id, by="you")
    running = world.hand_in()
    claim = world.claim(running)
    with world.database.write() as session:
        runs.cancel(session, running.id, by="you")
        runs.stop(session, running.id, claim.run)
    assert world.hand_in().attempt == MOST_FAILURES + 2
    assert unresolved(world) == set()


def test_after_many_failures_a_run_is_not_repeated(world):
    waiting = world.hand_in()
    assert isinstance(give_back(world, waiting), QueueEntry)
    for _ in range(MOST_FAILURES):
        fail(world)
    assert isinstance(give_back(world, waiting), StoredEvent)
    row = world.get(waiting)
    assert (row.status, row.claims) == (Lifecycle.FAILED, 2)
    assert "2 times" in row.failure
    other = world.hand_in("ben@example.org")
    assert isinstance(give_back(world, other), QueueEntry)


def test_the_instructor_sees_failures_until_a_later_attempt_is_graded(world):
    failed, other = fail(world), fail(world, "ben@example.org")
    assert unresolved(world) == {failed.id, other.id}
    world.graded(Verdict.ACCEPTED)
    assert unresolved(world) == {other.id}
    with world.database.write() as session:
        runs.regrade(session, other.id)
    assert unresolved(world) == set()


def test_a_failed_regrade_is_shown_and_refuses_nothing(world):
    for _ in range(MOST_FAILURES):
        submission = world.graded(Verdict.WRONG_ANSWER)
        with world.database.write() as session:
            runs.regrade(session, submission.id)
        give_back(world, submission, max_claims=1)
    assert unresolved(world) == {submission.id}
    assert world.hand_in().attempt == MOST_FAILURES + 1
