"""The database's clock. Leases, retry times and deadlines are set and compared by it: hosts' clocks may differ."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Float, bindparam, literal, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from grader.store.database import Database
from grader.store.models.base import UtcDateTime

#: Seconds after which `DatabaseClock` asks the database again.
ASK_EVERY = 60.0


class _DatabaseTime(FunctionElement[datetime]):
    """The time of the statement plus a number of seconds, its only argument."""

    type = UtcDateTime()
    inherit_cache = True
    name = "database_time"


@compiles(_DatabaseTime, "postgresql")
def _postgresql(element: _DatabaseTime, compiler: SQLCompiler, **options: Any) -> str:
    # Not now(): that is the start of the transaction, which may have waited for a lock since.
    seconds = compiler.process(element.clauses, **options)
    return f"(statement_timestamp() + make_interval(secs => {seconds}))"


@compiles(_DatabaseTime, "sqlite")
def _sqlite(element: _DatabaseTime, compiler: SQLCompiler, **options: Any) -> str:
    # As bound parameters are stored: with six digits of the second, since SQLite compares moments as text.
    seconds = compiler.process(element.clauses, **options)
    return f"(strftime('%Y-%m-%d %H:%M:%f', 'now', printf('%+.3f seconds', {seconds})) || '000')"


def database_time(seconds_later: float | str = 0.0) -> ColumnElement[datetime]:
    """An SQL expression: the database's time, plus seconds or the bound parameter of this name."""
    if isinstance(seconds_later, str):
        return _DatabaseTime(bindparam(seconds_later, type_=Float))
    return _DatabaseTime(literal(float(seconds_later), Float))


class DatabaseClock:
    """The database's time without a statement for each question: asked now and then, and counted on by this process."""

    def __init__(self, database: Database) -> None:
        self._database = database
        #: What the database said, and the monotonic time of that.
        self._known: tuple[datetime, float] | None = None

    def now(self) -> datetime:
        """The time, in UTC. Raises SQLAlchemyError if the database has never answered."""
        known, moment = self._known, time.monotonic()
        if known is None or moment - known[1] > ASK_EVERY:
            known = self._known = self._ask(known)
        return known[0] + timedelta(seconds=time.monotonic() - known[1])

    def _ask(self, known: tuple[datetime, float] | None) -> tuple[datetime, float]:
        try:
            with self._database.read() as session:
                session.connection()  # so that the time to connect does not count
                before = time.monotonic()
                there = session.execute(select(database_time())).scalar_one()
                return there, (before + time.monotonic()) / 2
        except SQLAlchemyError:
            if known is None:
                raise
            return known


def clock_skew(session: Session) -> float:
    """Seconds that this host's clock is ahead of the database's; accurate to half of the statement's round trip."""
    session.connection()  # so that the time to connect does not count
    before = datetime.now(UTC)
    there = session.execute(select(database_time())).scalar_one()
    after = datetime.now(UTC)
    return (before + (after - before) / 2 - there).total_seconds()
