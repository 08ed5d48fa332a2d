"""Leases and retry times follow the database's clock, whatever the clock of a host says."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from grader.model import Lane, Lifecycle, Verdict
from grader.store import clock, deliveries, models, recovery, runs
from grader.store.clock import clock_skew, database_time

#: Seconds that a host's clock is wrong.
WRONG = 300


@pytest.fixture(params=[WRONG, -WRONG], ids=["ahead", "behind"])
def wrong_clock(request, monkeypatch):
    """Replaces the host's clock in all modules of the store that read it."""

    class WrongClock(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.now(tz) + timedelta(seconds=request.param)

    for module in (clock, models.base):
        monkeypatch.setattr(module, "datetime", WrongClock)
    return request.param


def test_the_expression_is_the_time_with_an_offset(database):
    with database.read() as session:
        earlier, moment, later = session.execute(
            select(database_time(-1.5), database_time(), database_time(3600.25))
        ).one()
    assert abs((datetime.now(UTC) - moment).total_seconds()) < 5
    assert moment - earlier == pytest.approx(timedelta(seconds=1.5), abs=timedelta(milliseconds=20))
    assert later - moment == pytest.approx(timedelta(seconds=3600.25), abs=timedelta(milliseconds=20))


def test_the_expression_compares_with_bound_parameters(database):
    before = datetime.now(UTC) - timedelta(seconds=1)
    after = datetime.now(UTC) + timedelta(seconds=60)
    with database.read() as session:
        assert session.execute(select(database_time() > before, database_time() < after)).one() == (True, True)


def test_the_skew_of_a_wrong_clock_is_measured(database, wrong_clock):
    with database.read() as session:
        assert clock_skew(session) == pytest.approx(wrong_clock, abs=1)


def test_a_sweeper_with_a_wrong_clock_leaves_honest_runs_alone(world, wrong_clock):
    submission = world.hand_in()
    world.claim(submission)
    assert _recover(world) == []
    assert world.get(submission).status is Lifecycle.RUNNING


def test_a_worker_with_a_wrong_clock_gets_the_lease_that_it_asks_for(world, monkeypatch, wrong_clock):
    submission = world.hand_in()
    claim = world.claim(submission)
    with world.database.write() as session:
        assert runs.renew(session, submission.id, claim.run, lease_seconds=60)
    row = world.get(submission)
    monkeypatch.undo()
    assert (row.lease_until - datetime.now(UTC)).total_seconds() == pytest.approx(60, abs=5)
    assert abs((row.started_at - datetime.now(UTC)).total_seconds()) < 5


def test_a_hand_in_with_a_wrong_clock_waits_as_long_as_any(world, monkeypatch, wrong_clock):
    row = world.hand_in()
    monkeypatch.undo()
    assert (row.enqueue_at - datetime.now(UTC)).total_seconds() == pytest.approx(30, abs=5)
    assert world.get(row).queued_at == row.queued_at
    with world.database.write() as session:
        assert recovery.overdue(session, lanes=tuple(Lane), resend_seconds=30) == []


def test_a_lease_of_the_database_runs_out(world):
    submission = world.hand_in()
    with world.database.write() as session:
        runs.claim(session, submission.id, holder="test", lease_seconds=-0.5)
    assert [outcome.submission_id for outcome in _recover(world)] == [submission.id]


def test_deliveries_are_due_by_the_database(world, wrong_clock):
    with world.database.write() as session:
        deliveries.create_webhook(session, course_id=world.course_id, url="https://example.org/")
    world.graded(Verdict.ACCEPTED)
    with world.database.write() as session:
        assert deliveries.any_due(session)
        (delivery,) = deliveries.claim_due(session)
        assert not deliveries.any_due(session)
        deliveries.failed(session, delivery, "refused")
        assert not deliveries.any_due(session)


def _recover(world):
    with world.database.write() as session:
        return recovery.recover(session, max_claims=3, has_ended=lambda _: False, enqueue_in=30)
