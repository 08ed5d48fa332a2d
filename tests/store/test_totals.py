"""Totals for the metrics: right after every step, and without reading the whole table."""

from collections import Counter

import pytest
from sqlalchemy import select, text

from grader.model import Lane, Lifecycle, Verdict
from grader.store import runs, totals
from grader.store.clock import database_time
from grader.store.models import Submission, TotalsMark
from grader.store.totals import Group
from tests.store.test_growth import MANY, fill, token_id
from web.health.metrics import recent_failures

__all__ = ["fill", "token_id"]

GRADED = Group(lane=Lane.INTERACTIVE, status=Lifecycle.GRADED, assignment="relu_der", verdict=Verdict.ACCEPTED.value)


@pytest.fixture(autouse=True)
def mark(database):
    """The row that the migration makes; the database of these tests is emptied for each."""
    with database.write() as session:
        if session.get(TotalsMark, 1) is None:
            session.add(TotalsMark(id=1, until=session.scalar(select(database_time(-1e9)))))


def counted(world):
    with world.database.read() as session:
        return totals.totals(session)


def advance(world, **options):
    return totals.advance(world.database, **({"lag": 0.0, "step": 0.0} | options))


def test_what_ends_is_counted_before_and_after_the_mark_moves(world):
    world.graded(Verdict.ACCEPTED)
    world.hand_in()
    waits = Group(lane=Lane.INTERACTIVE, status=Lifecycle.QUEUED)
    expected = Counter({GRADED: 1, waits: 1})
    assert counted(world) == expected
    assert advance(world)
    assert counted(world) == expected
    world.graded(Verdict.ACCEPTED, student="ben@example.org")
    assert counted(world)[GRADED] == 2
    assert advance(world)
    assert counted(world)[GRADED] == 2


def test_a_run_that_ends_again_counts_again(world):
    submission = world.graded(Verdict.ACCEPTED)
    advance(world)
    with world.database.write() as session:
        runs.regrade(session, submission.id)
    world.finish(world.claim(submission), Verdict.ACCEPTED)
    assert counted(world)[GRADED] == 2


def test_the_mark_stays_behind_what_may_not_be_committed_yet(world):
    world.graded(Verdict.ACCEPTED)
    assert advance(world, lag=totals.LAG)
    with world.database.read() as session:
        until = session.scalar(select(TotalsMark.until))
        assert (session.scalar(select(database_time())) - until).total_seconds() >= totals.LAG - 1
    assert not advance(world, step=totals.STEP)
    assert counted(world)[GRADED] == 1


def test_of_two_that_move_the_mark_one_does(world, monkeypatch):
    world.graded(Verdict.ACCEPTED)
    real, count = totals.ended, totals.ended

    def other_first(*conditions):
        monkeypatch.setattr(totals, "ended", real)
        assert advance(world)
        return count(*conditions)

    monkeypatch.setattr(totals, "ended", other_first)
    assert not advance(world)
    assert counted(world)[GRADED] == 1


def plan(session, statement):
    """How the database would run a statement."""
    sql = str(statement.compile(session.get_bind(), compile_kwargs={"literal_binds": True}))
    explain = "EXPLAIN QUERY PLAN " if session.get_bind().dialect.name == "sqlite" else "EXPLAIN "
    return "\n".join(str(row[-1]) for row in session.execute(text(explain + sql.replace(":", "\\:"))))


def test_no_metric_reads_the_whole_table(world, fill):
    fill(MANY)
    advance(world)
    with world.database.read() as session:
        since = Submission.finished_at > database_time(-60.0)
        for statement in (totals.ended(since), totals.unfinished(), recent_failures()):
            found = plan(session, statement)
            assert "Seq Scan on submission" not in found, found
            assert "SCAN submission" not in found, found
            assert "ix_submission_" in found, found
        # A statement on all rows is told by its plan.
        assert any(words in plan(session, select(Submission.score)) for words in ("Seq Scan", "SCAN submission"))
