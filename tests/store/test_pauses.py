"""Pauses of lanes and assignments: what is paused is stored and waits, whatever the queue delivers."""

import pytest

from grader.model import Lane, Lifecycle, Verdict
from grader.store import courses, pauses, recovery, regrade_runs
from grader.store.models import Pause
from grader.store.pauses import AlreadyPaused

LANE, ASSIGNMENT = {"lane": Lane.INTERACTIVE}, {"assignment": "relu_der"}
#: The assignment in the course of `world` alone.
IN_COURSE = {**ASSIGNMENT, "here": True}


def pause(world, *, here=False, **what):
    what |= {"course_id": world.course_id} if here else {}
    with world.database.write() as session:
        return pauses.pause(session, **what, author="root@example.org")


def resume(world, found):
    with world.database.write() as session:
        entries = pauses.resume(session, session.get_one(Pause, found.id), resend_seconds=30)
        return [entry.submission_id for entry in entries]


def overdue(world):
    with world.database.write() as session:
        return [
            entry.submission_id
            for entry in recovery.overdue(session, lanes=list(Lane), resend_seconds=30, at_once=True)
        ]


@pytest.mark.parametrize("what", [LANE, ASSIGNMENT, IN_COURSE])
def test_what_is_paused_is_stored_and_waits(world, what):
    found = pause(world, **what)
    submission = world.hand_in()
    assert world.claim(submission) is None
    with world.database.read() as session:
        assert recovery.queued_by_lane(session) == {}
        assert pauses.pause_of(session, Lane.INTERACTIVE, world.course_id, "relu_der").id == found.id
    assert overdue(world) == []
    assert world.get(submission).status is Lifecycle.QUEUED
    assert resume(world, found) == [submission.id]
    world.finish(world.claim(submission), Verdict.ACCEPTED)
    assert world.get(submission).score == 1.0


def test_other_work_goes_on(world):
    pause(world, assignment="train")
    pause(world, lane=Lane.TRAINING)
    with world.database.write() as session:
        other = courses.create_course(session, name="History").id
    pause(world, assignment="relu_der", course_id=other)
    submission = world.hand_in()
    assert world.claim(submission) is not None


def test_a_run_under_way_is_finished(world):
    submission = world.hand_in()
    claim = world.claim(submission)
    pause(world, **LANE)
    world.finish(claim, Verdict.ACCEPTED)
    assert world.get(submission).status is Lifecycle.GRADED


def test_what_is_paused_twice_waits_for_both(world):
    lane, assignment = pause(world, **LANE), pause(world, **ASSIGNMENT)
    submission = world.hand_in()
    assert resume(world, lane) == []
    assert world.claim(submission) is None
    assert resume(world, assignment) == [submission.id]


def test_a_pause_in_a_course_and_one_in_all_are_two(world):
    everywhere, here = pause(world, **ASSIGNMENT), pause(world, **IN_COURSE)
    submission = world.hand_in()
    assert resume(world, everywhere) == []
    with world.database.read() as session:
        assert [found.id for found in pauses.of_course(session, world.course_id)] == [here.id]
        assert pauses.of_course(session, world.course_id + 1) == []
    assert resume(world, here) == [submission.id]


@pytest.mark.parametrize("what", [LANE, ASSIGNMENT, IN_COURSE])
def test_nothing_is_paused_twice_by_itself(world, what):
    pause(world, **what)
    with pytest.raises(AlreadyPaused):
        pause(world, **what)


def test_the_first_that_waited_go_first_and_the_sweeper_sends_the_rest(world, monkeypatch):
    monkeypatch.setattr(pauses, "BATCH", 1)
    found = pause(world, **LANE)
    first, second = world.hand_in(), world.hand_in(student="ben@example.org")
    assert resume(world, found) == [first.id]
    with world.database.write() as session:
        entries = recovery.overdue(session, lanes=[Lane.INTERACTIVE], resend_seconds=30)
    assert [entry.submission_id for entry in entries] == [second.id]


def test_a_regrade_waits_too(world, pair, regrading):
    found = pause(world, **ASSIGNMENT)
    regrading.start()
    with world.database.write() as session:
        assert regrade_runs.dispatch(session, resend_seconds=30) == []
    resume(world, found)
    with world.database.write() as session:
        entries = regrade_runs.dispatch(session, resend_seconds=30)
    assert len(entries) == 2
    pause(world, **LANE)
    with world.database.write() as session:
        claimed = [regrade_runs.claim(session, entry.result_id, holder="test", lease_seconds=30) for entry in entries]
    assert claimed == [None, None]


def test_a_regrade_waits_in_a_course(world, pair, regrading):
    found = pause(world, **IN_COURSE)
    regrading.start()
    assert regrading.entries() == []
    resume(world, found)
    assert len(regrading.entries()) == 2
