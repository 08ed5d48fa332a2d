"""Time limits of connections, and which errors mean that the database is unavailable."""

import sqlite3
import time
from contextlib import closing

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from grader.store import Database, migrate, postgresql, runs
from grader.store.database import is_unavailable

pytestmark = pytest.mark.postgres


@pytest.fixture
def limited(cluster, monkeypatch, postgres):
    """A database with short limits."""
    monkeypatch.setattr(postgresql, "IDLE_IN_TRANSACTION_SECONDS", 1)
    monkeypatch.setattr(postgresql, "LOCK_SECONDS", 1)
    made = Database(cluster.url, statement_seconds=2)
    yield made
    made.close()


def test_a_slow_statement_ends(limited):
    begin = time.monotonic()
    with pytest.raises(SQLAlchemyError) as caught, limited.read() as session:
        session.execute(text("SELECT pg_sleep(30)"))
    assert is_unavailable(caught.value)
    assert time.monotonic() - begin < 10


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
def test_a_client_that_vanished_inside_a_claim_holds_no_row(world, limited):
    submission = world.hand_in()
    vanished = limited.engine.connect()
    assert runs.claim(vanished, submission.id, holder="vanished", lease_seconds=30) is not None
    begin = time.monotonic()
    assert world.claim(submission, holder="other") is not None
    assert time.monotonic() - begin < 10
    with pytest.raises(SQLAlchemyError):
        vanished.commit()
    vanished.close()
    assert world.get(submission).holder == "other"


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
def test_waiting_for_a_lock_ends(world, limited):
    submission = world.hand_in()
    with world.database.write() as session:
        assert runs.claim(session, submission.id, holder="first", lease_seconds=30) is not None
        with pytest.raises(SQLAlchemyError) as caught, limited.write() as waiting:
            runs.claim(waiting, submission.id, holder="second", lease_seconds=30)
        assert is_unavailable(caught.value)


def test_migrations_have_no_time_limit(limited):
    with limited.without_limits() as connection:
        connection.execute(text("SELECT pg_sleep(3.5)"))
        assert connection.scalar(text("SHOW lock_timeout")) == "0"
    with limited.read() as session:
        assert session.scalar(text("SHOW lock_timeout")) == "1s"
    migrate(limited)


def test_mistakes_in_statements_are_not_unavailability(database):
    with pytest.raises(DBAPIError) as caught, database.read() as session:
        session.execute(text("SELECT * FROM no_such_table"))
    assert not is_unavailable(caught.value)


def test_a_locked_file_and_an_exhausted_pool_are_unavailability(tmp_path):
    path = tmp_path / "locked.sqlite3"
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": 0.1})
    with closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(DBAPIError) as caught, engine.connect() as connection:
            connection.exec_driver_sql("CREATE TABLE a (b)")
    assert is_unavailable(caught.value)
    assert is_unavailable(PoolTimeoutError())
