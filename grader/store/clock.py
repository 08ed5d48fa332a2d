"""The database's clock. Leases and retry times are set and compared by it, because hosts' clocks may differ."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Float, bindparam, literal, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from grader.store.models.base import UtcDateTime


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


def clock_skew(session: Session) -> float:
    """Seconds that this host's clock is ahead of the database's; accurate to half of the statement's round trip."""
    session.connection()  # so that the time to connect does not count
    before = datetime.now(UTC)
    there = session.execute(select(database_time())).scalar_one()
    after = datetime.now(UTC)
    return (before + (after - before) / 2 - there).total_seconds()
